//! Deployments.

use serde::Serialize;

use crate::routes::request::BaseUrl;
use crate::store::Deployment;

#[derive(Debug, Serialize)]
pub(in crate::routes) struct DeploymentView {
    id: String,
    name: String,
    #[serde(rename = "type")]
    inference_type: &'static str,
    oracle_host: String,
    /// Always null, because this service runs no models. Clients then skip the login to it.
    serving_host: Option<String>,
    review_campaign_id: Option<String>,
    model_version_id: Option<String>,
    shadow_model_version_id: Option<String>,
    target_datalake_id: String,
    min_threshold: f64,
    sample_rate: f64,
    tags: [(); 0],
}

impl DeploymentView {
    pub(in crate::routes) fn new(deployment: Deployment, url: &BaseUrl) -> Self {
        Self {
            id: deployment.uuid,
            name: deployment.name,
            inference_type: deployment.inference_type.as_str(),
            oracle_host: url.0.clone(),
            serving_host: None,
            review_campaign_id: None,
            model_version_id: deployment.model_version_uuid,
            shadow_model_version_id: deployment.shadow_model_version_uuid,
            target_datalake_id: deployment.datalake_uuid,
            min_threshold: deployment.min_threshold,
            sample_rate: deployment.sample_rate,
            tags: [],
        }
    }
}
