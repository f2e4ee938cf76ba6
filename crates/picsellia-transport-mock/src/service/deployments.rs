//! Deployments and their settings.

use std::collections::BTreeMap;

use http::Method;
use picsellia_core::InferenceType;
use serde_json::{Map, Value, json};

use super::filter::page;
use super::response::{ErrorResponse, Outcome, ok};
use crate::id;
use crate::recorded::RecordedRequest;

#[derive(Default)]
pub(crate) struct Deployments {
    /// Whether the test added deployments. Otherwise a deployment of every name exists.
    explicit: bool,
    known: Vec<Deployment>,
    /// The labels of each deployment by its id, in the order of the classes.
    labels: BTreeMap<String, Vec<String>>,
}

pub(crate) struct Deployment {
    id: String,
    name: String,
    pub(super) inference_type: InferenceType,
    /// Settings that were changed.
    changes: Map<String, Value>,
}

impl Deployments {
    pub(crate) fn add_explicit(&mut self, name: String, inference_type: InferenceType) {
        self.explicit = true;
        self.add(deployment_id(&name), name, inference_type);
    }

    pub(crate) fn set_labels(&mut self, name: &str, labels: Vec<String>) {
        self.labels.insert(deployment_id(name), labels);
    }

    fn add(&mut self, id: String, name: String, inference_type: InferenceType) -> usize {
        self.known.push(Deployment { id, name, inference_type, changes: Map::new() });
        self.known.len() - 1
    }

    /// Returns the deployment with this id.
    pub(super) fn of_id(&mut self, id: &str) -> Result<&mut Deployment, ErrorResponse> {
        let known = self.known.iter().position(|known| known.id == id);
        // As long as no request used its name, the id is the name.
        let any = || {
            (!self.explicit).then(|| self.add(id.to_owned(), id.to_owned(), InferenceType::ObjectDetection))
        };
        let index = known.or_else(any);
        index.and_then(|index| self.known.get_mut(index)).ok_or_else(no_deployment)
    }

    fn of_name(&mut self, name: &str) -> Result<&mut Deployment, ErrorResponse> {
        if let Some(index) = self.known.iter().position(|known| known.name == name) {
            return self.known.get_mut(index).ok_or_else(no_deployment);
        }
        let id = deployment_id(name);
        match self.known.iter_mut().find(|known| known.id == id) {
            // A request used its id before its name.
            Some(known) if known.name == id => name.clone_into(&mut known.name),
            // It was renamed.
            Some(_) => return Err(no_deployment()),
            None if self.explicit => return Err(no_deployment()),
            None => {
                self.add(id.clone(), name.to_owned(), InferenceType::ObjectDetection);
            }
        }
        self.of_id(&id)
    }

    /// Returns the name of a deployment, or its id if the name is unknown.
    pub(super) fn name_of<'a>(&'a self, id: &'a str) -> &'a str {
        self.known.iter().find(|known| known.id == id).map_or(id, |known| &known.name)
    }

    /// Lists the deployments that the test added or that requests named.
    pub(super) fn list(&mut self, request: &RecordedRequest) -> Outcome {
        let views = self.known.iter().map(|deployment| self.view_of(request, deployment)).collect();
        ok(&page(request, views)?)
    }

    pub(super) fn find(&mut self, request: &RecordedRequest) -> Outcome {
        let id = match (request.query("name"), request.query("id")) {
            (Some(name), _) => self.of_name(&name)?.id.clone(),
            (None, Some(id)) => self.of_id(&id)?.id.clone(),
            (None, None) => {
                return Err(ErrorResponse::bad_request("name or id is required"));
            }
        };
        self.view(request, &id)
    }

    pub(super) fn settings(&mut self, request: &RecordedRequest) -> Outcome {
        let id = request.id_in_path();
        let deployment = self.of_id(id)?;
        if request.method() == Method::PATCH {
            let Some(Value::Object(changes)) = request.json() else {
                return Err(ErrorResponse::bad_request("the body must be a JSON object"));
            };
            if let Some(name) = changes.get("name").and_then(Value::as_str) {
                name.clone_into(&mut deployment.name);
            }
            deployment.changes.extend(changes);
        }
        self.view(request, id)
    }

    fn view(&mut self, request: &RecordedRequest, id: &str) -> Outcome {
        self.of_id(id)?;
        let deployment = self.known.iter().find(|known| known.id == id).ok_or_else(no_deployment)?;
        ok(&self.view_of(request, deployment))
    }

    fn view_of(&self, request: &RecordedRequest, deployment: &Deployment) -> Value {
        let model = self.labels.contains_key(&deployment.id).then(|| model_version_id(&deployment.id));
        let mut view = deployment.changes.clone();
        let lake = || json!(id::of("datalake", "default").to_string());
        view.entry("target_datalake_id").or_insert_with(lake);
        for (key, value) in [
            ("id", json!(deployment.id)),
            ("name", json!(deployment.name)),
            ("type", json!(deployment.inference_type.as_str())),
            // The monitoring service has the origin of the platform.
            ("oracle_host", json!(request.origin())),
            ("serving_host", Value::Null),
            ("model_version_id", json!(model)),
            ("shadow_model_version_id", Value::Null),
            ("tags", json!([])),
        ] {
            view.insert(key.to_owned(), value);
        }
        Value::Object(view)
    }

    pub(super) fn labels(&mut self, request: &RecordedRequest) -> Outcome {
        let id = request.id_in_path();
        self.of_id(id)?;
        let labels = self.labels.get(id).map(Vec::as_slice).unwrap_or_default();
        let items: Vec<Value> = labels
            .iter()
            .map(|name| json!({ "id": label_id(id, name), "name": name, "group_id": null }))
            .collect();
        ok(&json!({ "count": items.len(), "items": items }))
    }

    pub(super) fn has_label(&self, deployment: &str, label: &str) -> bool {
        let labels = self.labels.get(deployment).map(Vec::as_slice).unwrap_or_default();
        labels.iter().any(|name| label_id(deployment, name) == label)
    }

    /// Returns the champion of a deployment. It exists if the deployment has labels.
    pub(super) fn model_version(&self, request: &RecordedRequest) -> Outcome {
        let id = request.path_segment(4);
        let Some((deployment, labels)) =
            self.labels.iter().find(|(deployment, _)| model_version_id(deployment) == id)
        else {
            return Err(ErrorResponse::not_found("no such model version"));
        };
        let labels: Map<String, Value> =
            labels.iter().enumerate().map(|(index, name)| (index.to_string(), json!(name))).collect();
        let known = self.known.iter().find(|known| known.id == *deployment);
        let inference_type = known.map_or(InferenceType::NotConfigured, |known| known.inference_type);
        let name = self.name_of(deployment);
        ok(&json!({
            "id": id,
            "origin": { "id": id::of("model", deployment).to_string(), "name": name, "private": true },
            "name": name,
            "version": 1,
            "type": inference_type.as_str(),
            "framework": "NOT_CONFIGURED",
            "labels": labels,
        }))
    }

    pub(super) fn connector(&mut self, request: &RecordedRequest) -> Outcome {
        let deployment = self.of_id(request.id_in_path())?;
        let id = id::of("connector", &deployment.id).to_string();
        ok(&json!({ "id": id, "client_type": "minio", "bucket_name": "mock" }))
    }
}

fn no_deployment() -> ErrorResponse {
    ErrorResponse::not_found("no such deployment")
}

pub(crate) fn deployment_id(name: &str) -> String {
    id::of("deployment", name).to_string()
}

fn model_version_id(deployment: &str) -> String {
    id::of("model version", deployment).to_string()
}

/// Returns the id of the label with this name.
pub(crate) fn label_id(deployment: &str, name: &str) -> String {
    id::of("label", &format!("{deployment} {name}")).to_string()
}
