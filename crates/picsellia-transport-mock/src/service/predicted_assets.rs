//! Predicted assets and their reviews.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::Service;
use super::filter::{Filter, page};
use super::held::Held;
use super::response::{ErrorResponse, Outcome, created, ok, only_one};
use super::views::asset;
use crate::id;
use crate::json;
use crate::recorded::RecordedRequest;

impl Service {
    pub(super) fn list_assets(&self, request: &RecordedRequest) -> Outcome {
        let filter = Filter::of(request)?;
        let found = filter.apply(self.assets_of(request));
        let views: Vec<Value> = found.into_iter().filter_map(|held| asset(held, &request.origin())).collect();
        ok(&page(request, views)?)
    }

    pub(super) fn find_asset(&self, request: &RecordedRequest) -> Outcome {
        let keys = ["id", "oracle_prediction_id", "data_id", "object_name", "filename"];
        let given: Vec<(&str, String)> =
            keys.iter().filter_map(|key| Some((*key, request.query(key)?))).collect();
        if given.is_empty() {
            return Err(ErrorResponse::bad_request(format!("one of {} is required", keys.join(", "))));
        }
        let is_named = |held: &&Held| {
            given.iter().all(|(key, value)| match *key {
                "id" => held.asset_id().as_ref() == Some(value),
                "oracle_prediction_id" => held.monitored.id == **value,
                "data_id" => held.data_id().as_ref() == Some(value),
                "object_name" => held.object_name() == *value,
                _ => held.monitored.request.filename() == value,
            })
        };
        let held = only_one(self.assets_of(request).filter(is_named), "predicted asset")?;
        ok(&asset(held, &request.origin()).ok_or_else(no_asset)?)
    }

    /// Reads or deletes a predicted asset.
    pub(super) fn asset(&mut self, request: &RecordedRequest) -> Outcome {
        let held = self.held_asset(request)?;
        if request.method() == Method::DELETE {
            held.deleted = true;
            return Ok(json::empty(StatusCode::NO_CONTENT));
        }
        ok(&asset(held, &request.origin()).ok_or_else(no_asset)?)
    }

    pub(super) fn review(&mut self, request: &RecordedRequest) -> Outcome {
        let Some(Value::Object(mut review)) = request.json() else {
            return Err(ErrorResponse::bad_request("a review must be a JSON object"));
        };
        let deployment = self.held_asset(request)?.monitored.deployment_id.clone();
        for (list, entries) in &review {
            for entry in entries.as_array().into_iter().flatten() {
                let label = entry.get("label_id").and_then(Value::as_str).unwrap_or_default();
                if !self.deployments.has_label(&deployment, label) {
                    return Err(ErrorResponse::bad_request(format!(
                        "{list}: the deployment has no label with the id {label:?}; \
                         set its labels with MockTransport::with_labels"
                    )));
                }
            }
        }
        let held = self.held_asset(request)?;
        let name = format!("{} {}", held.monitored.id, held.reviews.len());
        review.insert("id".to_owned(), json!(id::of("review", &name).to_string()));
        let review = Value::Object(review);
        held.reviews.push(review.clone());
        created(&review)
    }

    fn assets_of(&self, request: &RecordedRequest) -> impl Iterator<Item = &Held> {
        let deployment = request.id_in_path();
        let is_here = move |held: &&Held| held.monitored.deployment_id == deployment;
        self.held.iter().filter(|held| held.asset_id().is_some()).filter(is_here)
    }

    fn held_asset(&mut self, request: &RecordedRequest) -> Result<&mut Held, ErrorResponse> {
        let id = request.path_segment(4);
        self.held.iter_mut().find(|held| held.asset_id().as_deref() == Some(id)).ok_or_else(no_asset)
    }
}

fn no_asset() -> ErrorResponse {
    ErrorResponse::not_found("no such predicted asset")
}
