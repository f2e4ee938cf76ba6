use bytes::Bytes;
use serde::Deserialize;

use super::{DeploymentId, Endpoint, Host, get, platform_response, segment};
use crate::id::id;
use crate::problem::InvalidInput;
use crate::response::{ResponseError, json};
use crate::transport::Body;

id! {
    /// The id of a label, a UUID.
    LabelId
}

/// A label of a deployment. Reviews refer to objects by their label.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// The id.
    pub id: LabelId,
    /// The name.
    pub name: String,
}

/// Lists the labels of a deployment.
#[derive(Clone, Copy, Debug)]
pub struct ListLabels<'a> {
    deployment: &'a DeploymentId,
}

impl<'a> ListLabels<'a> {
    /// Creates the call for this deployment.
    #[must_use]
    pub fn new(deployment: &'a DeploymentId) -> Self {
        Self { deployment }
    }
}

#[derive(Deserialize)]
struct Wire {
    items: Vec<WireLabel>,
}

#[derive(Deserialize)]
struct WireLabel {
    id: String,
    name: String,
}

impl Endpoint for ListLabels<'_> {
    type Response = Vec<Label>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/deployment/{}/labels", segment(self.deployment.as_str())))
    }

    fn action(&self) -> &'static str {
        "list the labels"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Vec<Label>, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let wire: Wire = json(self.action(), &response)?;
        Ok(wire
            .items
            .into_iter()
            .map(|label| Label { id: LabelId::new(label.id), name: label.name })
            .collect())
    }
}
