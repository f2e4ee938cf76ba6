use bytes::Bytes;
use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    DatalakeId, DeploymentId, Endpoint, Host, ModelVersionId, get, platform_response, segment, send_json,
};
use crate::problem::{InvalidInput, Problem, ProblemKind};
use crate::response::{ResponseError, json};
use crate::transport::Body;

/// The settings of a deployment.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DeploymentSettings {
    /// The name.
    pub name: String,
    /// The version of the champion model.
    pub model_version: Option<ModelVersionId>,
    /// The version of the shadow model.
    pub shadow_model_version: Option<ModelVersionId>,
    /// The score below which objects are ignored, from 0 to 1. `None` if the platform does not
    /// report it.
    pub min_threshold: Option<f64>,
    /// The fraction of images that are stored if a prediction does not decide it, from 0 to 1.
    /// `None` if the platform does not report it.
    pub sample_rate: Option<f64>,
    /// The datalake that images are stored in. `None` if the platform does not report it.
    pub target_datalake: Option<DatalakeId>,
    /// The names of the tags.
    pub tags: Vec<String>,
}

#[derive(Deserialize)]
struct Wire {
    name: String,
    model_version_id: Option<String>,
    shadow_model_version_id: Option<String>,
    min_threshold: Option<f64>,
    sample_rate: Option<f64>,
    target_datalake_id: Option<String>,
    tags: Option<Vec<WireTag>>,
}

#[derive(Deserialize)]
struct WireTag {
    name: String,
}

fn read(action: &'static str, response: http::Response<Bytes>) -> Result<DeploymentSettings, ResponseError> {
    let response = platform_response(action, response)?;
    let wire: Wire = json(action, &response)?;
    Ok(DeploymentSettings {
        name: wire.name,
        model_version: wire.model_version_id.map(ModelVersionId::new),
        shadow_model_version: wire.shadow_model_version_id.map(ModelVersionId::new),
        min_threshold: wire.min_threshold,
        sample_rate: wire.sample_rate,
        target_datalake: wire.target_datalake_id.map(DatalakeId::new),
        tags: wire.tags.unwrap_or_default().into_iter().map(|tag| tag.name).collect(),
    })
}

/// Reads the settings of a deployment.
#[derive(Clone, Copy, Debug)]
pub struct GetDeployment<'a> {
    id: &'a DeploymentId,
}

impl<'a> GetDeployment<'a> {
    /// Creates the call for the deployment with this id.
    #[must_use]
    pub fn new(id: &'a DeploymentId) -> Self {
        Self { id }
    }
}

impl Endpoint for GetDeployment<'_> {
    type Response = DeploymentSettings;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/deployment/{}", segment(self.id.as_str())))
    }

    fn action(&self) -> &'static str {
        "read the deployment"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<DeploymentSettings, ResponseError> {
        read(self.action(), response)
    }
}

/// Changes to the settings of a deployment. What it does not set stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeploymentUpdate {
    changes: Map<String, Value>,
    problems: Vec<Problem>,
}

impl DeploymentUpdate {
    /// Creates an update that changes nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Self {
        self.change("name", name.into())
    }

    /// Sets the score below which objects are ignored, from 0 to 1.
    #[must_use]
    pub fn min_threshold(self, threshold: f64) -> Self {
        self.fraction("min_threshold", threshold)
    }

    /// Sets the fraction of images that are stored if a prediction does not decide it, from 0 to 1.
    #[must_use]
    pub fn sample_rate(self, rate: f64) -> Self {
        self.fraction("sample_rate", rate)
    }

    /// Sets the datalake that images are stored in from now on.
    #[must_use]
    pub fn target_datalake(self, datalake: &DatalakeId) -> Self {
        self.change("target_datalake_id", datalake.as_str())
    }

    fn fraction(mut self, key: &str, value: f64) -> Self {
        if !(0.0..=1.0).contains(&value) {
            self.problems
                .push(Problem::new(key, ProblemKind::OutOfRange { value, expected: "a number from 0 to 1" }));
        }
        self.change(key, value)
    }

    fn change(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.changes.insert(key.to_owned(), value.into());
        self
    }
}

/// Changes the settings of a deployment.
#[derive(Clone, Copy, Debug)]
pub struct UpdateDeployment<'a> {
    id: &'a DeploymentId,
    update: &'a DeploymentUpdate,
}

impl<'a> UpdateDeployment<'a> {
    /// Creates the call that applies `update` to the deployment with this id.
    #[must_use]
    pub fn new(id: &'a DeploymentId, update: &'a DeploymentUpdate) -> Self {
        Self { id, update }
    }
}

impl Endpoint for UpdateDeployment<'_> {
    type Response = DeploymentSettings;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        crate::problem::settle((), self.update.problems.clone())?;
        let body = Value::Object(self.update.changes.clone()).to_string().into_bytes();
        let path = format!("/api/deployment/{}", segment(self.id.as_str()));
        send_json(host, Method::PATCH, &path, body.into())
    }

    fn action(&self) -> &'static str {
        "change the deployment"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<DeploymentSettings, ResponseError> {
        read(self.action(), response)
    }
}
