//! The monitoring service: sessions, predictions and their shadows.

use bytes::Bytes;
use http::{Response, StatusCode};
use picsellia_core::{MonitorRequest, PredictionId, Shadow, Timestamp};
use serde_json::{Value, json};

use super::held::Held;
use super::response::{ErrorResponse, Outcome, created, ok};
use super::{Service, authorized};
use crate::id;
use crate::monitored::Monitored;
use crate::recorded::RecordedRequest;
use crate::route::Route;

impl Service {
    pub(super) fn log_in(&mut self, request: &RecordedRequest) -> Outcome {
        let body = request.json().unwrap_or_default();
        if !["api_token", "deployment_id"].iter().all(|key| body.get(key).is_some_and(Value::is_string)) {
            return Err(ErrorResponse::bad_request("api_token and deployment_id are required"));
        }
        self.logins += 1;
        ok(&json!({ "jwt": format!("mock-jwt-{}", self.logins), "expires": 3600 }))
    }

    pub(super) fn monitor(&mut self, request: &RecordedRequest, at: Timestamp) -> Outcome {
        authorized(request)?;
        let decoded = self.decode(request)?;
        let id = self.store(request, decoded, None, at);
        created(&json!({ "id": id }))
    }

    pub(super) fn add_shadow(&mut self, request: &RecordedRequest) -> Outcome {
        authorized(request)?;
        let id = request.id_in_path();
        let held = self.held.iter_mut().find(|held| held.monitored.id == *id);
        let held = held.ok_or_else(|| ErrorResponse::not_found("no such prediction"))?;
        let inference_type = held.monitored.request.prediction().inference_type();
        let shadow = Shadow::decode_as(request.body(), inference_type)
            .map_err(|error| ErrorResponse::bad_request(error.to_string()))?;
        let key = request.idempotency_key();
        let is_replay = key.is_some() && held.shadow_key.as_deref() == key;
        if held.monitored.shadow().is_some() && !is_replay {
            return Err(ErrorResponse::conflict(
                "This prediction already has a shadow",
                "at most one is allowed",
            ));
        }
        held.monitored.late_shadow = Some(shadow);
        held.shadow_key = key.map(str::to_owned);
        created(&json!({ "prediction_id": id }))
    }

    /// Stores what a scripted 201 accepted.
    pub(crate) fn store_scripted(
        &mut self,
        request: &RecordedRequest,
        response: &Response<Bytes>,
        at: Timestamp,
    ) {
        if response.status() != StatusCode::CREATED {
            return;
        }
        // A scripted 201 may accept a body that is not a prediction.
        if request.route() == Route::Shadow {
            let _ = self.add_shadow(request);
        } else if request.route() == Route::Monitor
            && let Ok(decoded) = self.decode(request)
        {
            let body: Option<Value> = serde_json::from_slice(response.body()).ok();
            let id = body.and_then(|body| body.get("id").and_then(Value::as_str).map(str::to_owned));
            self.store(request, decoded, id, at);
        }
    }

    fn decode(&mut self, request: &RecordedRequest) -> Result<MonitorRequest, ErrorResponse> {
        let inference_type = self.deployments.of_id(request.id_in_path())?.inference_type;
        MonitorRequest::decode_as(request.body(), inference_type)
            .map_err(|error| ErrorResponse::bad_request(error.to_string()))
    }

    /// Stores a prediction once per deployment and key, and returns its id.
    fn store(
        &mut self,
        request: &RecordedRequest,
        decoded: MonitorRequest,
        id: Option<String>,
        at: Timestamp,
    ) -> String {
        let deployment_id = request.id_in_path();
        let key = request.idempotency_key();
        let is_replay = |held: &&Monitored| {
            key.is_some() && held.deployment_id == deployment_id && held.idempotency_key.as_deref() == key
        };
        if let Some(held) = self.monitored().find(is_replay) {
            return held.id.to_string();
        }
        let id = id.or_else(|| self.receipt_ids.pop_front());
        let id = id.unwrap_or_else(|| id::of("prediction", &self.held.len().to_string()).to_string());
        self.held.push(Held::new(Monitored {
            id: PredictionId::new(&*id),
            deployment_id: deployment_id.to_owned(),
            deployment: self.deployments.name_of(deployment_id).to_owned(),
            idempotency_key: key.map(str::to_owned),
            received_at: at,
            request: decoded,
            late_shadow: None,
        }));
        id
    }
}
