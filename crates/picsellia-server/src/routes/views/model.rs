//! Model versions and labels.

use serde::Serialize;
use serde_json::value::RawValue;

use super::stored_json::stored_json;
use crate::store::{Label, ModelVersion};

#[derive(Debug, Serialize)]
pub(in crate::routes) struct LabelView {
    id: String,
    name: String,
    group_id: Option<String>,
    /// The class of predictions that the label names.
    class: Option<i64>,
}

impl From<Label> for LabelView {
    fn from(label: Label) -> Self {
        Self { id: label.uuid, name: label.name, group_id: None, class: label.class }
    }
}

#[derive(Debug, Serialize)]
pub(in crate::routes) struct ModelVersionView {
    id: String,
    /// The model of this version.
    origin: ModelView,
    name: String,
    version: u32,
    #[serde(rename = "type")]
    inference_type: &'static str,
    framework: &'static str,
    labels: Option<Box<RawValue>>,
    created_at: String,
}

/// A model. Clients before 6.7.1 read the type and the framework here.
#[derive(Debug, Serialize)]
struct ModelView {
    id: String,
    name: String,
    private: bool,
    #[serde(rename = "type")]
    inference_type: &'static str,
    framework: &'static str,
}

/// This service runs no models, so it does not know the framework.
const FRAMEWORK: &str = "NOT_CONFIGURED";

impl From<ModelVersion> for ModelVersionView {
    fn from(model_version: ModelVersion) -> Self {
        Self {
            id: model_version.uuid,
            origin: ModelView {
                id: model_version.model_uuid,
                name: model_version.name.clone(),
                private: true,
                inference_type: model_version.inference_type.as_str(),
                framework: FRAMEWORK,
            },
            name: model_version.name,
            version: 1,
            inference_type: model_version.inference_type.as_str(),
            framework: FRAMEWORK,
            labels: stored_json(model_version.labels),
            created_at: model_version.created_at.to_string(),
        }
    }
}
