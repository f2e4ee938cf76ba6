use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Endpoint, Host, get, platform_response, segment};
use crate::id::id;
use crate::prediction::InferenceType;
use crate::problem::InvalidInput;
use crate::response::{ResponseError, json};
use crate::transport::Body;

id! {
    /// The id of a model version, a UUID.
    ModelVersionId
}

/// A version of a model that a deployment can run.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ModelVersion {
    /// The id.
    pub id: ModelVersionId,
    /// The name of this version. The name of the model is [`model_name`](Self::model_name).
    pub name: String,
    /// The name of the model. `None` if the platform does not report it.
    pub model_name: Option<String>,
    /// The version number.
    pub version: i64,
    /// The inference type of the model. `None` if the platform does not report it.
    pub inference_type: Option<InferenceType>,
    /// The framework of the model, such as `TENSORFLOW`, `PYTORCH`, `ONNX` or `NOT_CONFIGURED`.
    /// `None` if the platform does not report it.
    pub framework: Option<String>,
    labels: Result<BTreeMap<i64, String>, LabelMapError>,
}

impl ModelVersion {
    /// Returns the label map: the name of each class by its index, as `detection_classes` refer to
    /// it.
    ///
    /// It is empty if the model version has no labels.
    ///
    /// # Errors
    ///
    /// Returns [`LabelMapError`] if the map has entries that no class can refer to. Ignoring them
    /// would make known classes look unknown.
    pub fn labels(&self) -> Result<&BTreeMap<i64, String>, LabelMapError> {
        self.labels.as_ref().map_err(Clone::clone)
    }
}

/// A label map with entries that do not map a class index to a name. `Display` lists them.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelMapError {
    map: Map<String, Value>,
    odd: Vec<String>,
}

impl LabelMapError {
    /// Returns the label map as the platform stores it.
    #[must_use]
    pub fn map(&self) -> &Map<String, Value> {
        &self.map
    }
}

/// The number of entries that `Display` lists.
const SHOWN: usize = 5;
/// The number of characters of each entry that `Display` shows.
const LONGEST: usize = 80;

impl fmt::Display for LabelMapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.odd.iter().take(SHOWN);
        let shown: Vec<_> =
            shown.map(|key| format!("{:?}", key.chars().take(LONGEST).collect::<String>())).collect();
        write!(f, "the label map of the model version has invalid entries: {}", shown.join(", "))?;
        if self.odd.len() > SHOWN {
            write!(f, " and {} more", self.odd.len() - SHOWN)?;
        }
        f.write_str(
            "; each key must be a different whole number and each value a name, such as {\"0\": \"person\"}",
        )
    }
}

impl std::error::Error for LabelMapError {}

/// Returns the names by their index, if every entry is a name under an index.
fn label_map(map: Map<String, Value>) -> Result<BTreeMap<i64, String>, LabelMapError> {
    let (mut labels, mut odd) = (BTreeMap::new(), Vec::new());
    for (key, value) in &map {
        match (key.parse::<i64>(), value) {
            // "7" and "07" would be two names of one class.
            (Ok(index), Value::String(name)) if !labels.contains_key(&index) => {
                labels.insert(index, name.clone());
            }
            _ => odd.push(key.clone()),
        }
    }
    if odd.is_empty() { Ok(labels) } else { Err(LabelMapError { map, odd }) }
}

/// Reads a model version by its id.
#[derive(Clone, Copy, Debug)]
pub struct GetModelVersion<'a> {
    id: &'a ModelVersionId,
}

impl<'a> GetModelVersion<'a> {
    /// Creates the call for the model version with this id.
    #[must_use]
    pub fn new(id: &'a ModelVersionId) -> Self {
        Self { id }
    }
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    name: String,
    origin: Option<WireOrigin>,
    version: i64,
    r#type: Option<String>,
    framework: Option<String>,
    labels: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
struct WireOrigin {
    name: String,
}

impl Endpoint for GetModelVersion<'_> {
    type Response = ModelVersion;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/model/version/{}", segment(self.id.as_str())))
    }

    fn action(&self) -> &'static str {
        "read the model version"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<ModelVersion, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let wire: Wire = json(self.action(), &response)?;
        Ok(ModelVersion {
            id: ModelVersionId::new(wire.id),
            name: wire.name,
            model_name: wire.origin.map(|origin| origin.name),
            version: wire.version,
            inference_type: wire.r#type.map(|name| name.parse().unwrap_or(InferenceType::Unknown)),
            framework: wire.framework,
            labels: label_map(wire.labels.unwrap_or_default()),
        })
    }
}
