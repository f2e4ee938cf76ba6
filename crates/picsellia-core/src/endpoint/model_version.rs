use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;

use super::{Endpoint, Host, get, platform_answer, segment};
use crate::answer::{AnswerError, json};
use crate::id::id;
use crate::problem::InvalidInput;
use crate::transport::Body;

id! {
    /// The id of a model version: a UUID.
    ModelVersionId
}

/// A version of a model, as a deployment runs it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ModelVersion {
    /// Its id.
    pub id: ModelVersionId,
    /// The name of the model.
    pub name: String,
    /// The number of the version.
    pub version: i64,
    /// The label map: the name of each class, by its index. What `detection_classes` refer to.
    pub labels: BTreeMap<i64, String>,
}

/// Reads a model version.
#[derive(Clone, Copy, Debug)]
pub struct GetModelVersion<'a> {
    id: &'a ModelVersionId,
}

impl<'a> GetModelVersion<'a> {
    /// Of this id.
    #[must_use]
    pub fn new(id: &'a ModelVersionId) -> Self {
        Self { id }
    }
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    name: String,
    version: i64,
    labels: Option<BTreeMap<String, Value>>,
}

impl Endpoint for GetModelVersion<'_> {
    type Answer = ModelVersion;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/model/version/{}", segment(self.id.as_str())))
    }

    fn action(&self) -> &'static str {
        "read the model version"
    }

    fn read(&self, answer: http::Response<Bytes>) -> Result<ModelVersion, AnswerError> {
        let answer = platform_answer(self.action(), answer)?;
        let wire: Wire = json(self.action(), &answer)?;
        // The keys are indexes as text; what is neither is not part of the map.
        let labels = wire.labels.unwrap_or_default().into_iter();
        let labels =
            labels.filter_map(|(index, name)| Some((index.parse().ok()?, name.as_str()?.to_owned())));
        let labels = labels.collect();
        Ok(ModelVersion { id: ModelVersionId::new(wire.id), name: wire.name, version: wire.version, labels })
    }
}
