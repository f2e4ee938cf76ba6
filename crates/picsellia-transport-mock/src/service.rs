//! The happy Picsellia: the platform and the monitoring service in one.

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{Response, StatusCode};
use picsellia_core::{InferenceType, MonitorRequest, PredictionId};
use serde_json::{Value, json};

use crate::id;
use crate::json::answer;
use crate::monitored::Monitored;
use crate::recorded::Recorded;
use crate::route::Route;

const DEFAULT_ORGANIZATION: &str = "mock";

#[derive(Default)]
pub(crate) struct Service {
    /// Those there are; with none stated, any name is one.
    deployments: Vec<(String, InferenceType)>,
    monitored: Vec<Monitored>,
    logins: usize,
}

impl Service {
    pub(crate) fn add_deployment(&mut self, name: String, inference_type: InferenceType) {
        self.deployments.push((name, inference_type));
    }

    pub(crate) fn monitored(&self) -> &[Monitored] {
        &self.monitored
    }

    pub(crate) fn answer(&mut self, request: &Recorded) -> Response<Bytes> {
        match request.route() {
            Route::Ping => ok(&json!({
                "sdk_version": "6.37.0",
                "default_organization": organization_id(DEFAULT_ORGANIZATION),
                "username": "mock",
            })),
            Route::FindOrganization => {
                let name = request.query("name").unwrap_or_else(|| DEFAULT_ORGANIZATION.to_owned());
                ok(&json!({ "id": organization_id(&name), "name": name }))
            }
            Route::Organization => ok(&json!({
                "id": request.id_in_path(),
                "name": DEFAULT_ORGANIZATION,
                "default_connector_id": id::of("connector", request.id_in_path()).to_string(),
            })),
            Route::FindDeployment => self.find_deployment(request),
            Route::Login => self.log_in(request),
            Route::Monitor => self.monitor(request),
            Route::Datalake => datalake(request),
            Route::ListData => ok(&json!({ "items": [], "count": 0 })),
            Route::Data => {
                refuse(StatusCode::NOT_FOUND, "Object not found", "the datalake of the mock is empty")
            }
            Route::Other => refuse(StatusCode::NOT_FOUND, "Object not found", "the mock has no such route"),
        }
    }

    /// Holds the prediction of a request that a script answered as taken.
    pub(crate) fn take_note(&mut self, request: &Recorded, answer: &Response<Bytes>) {
        if request.route() != Route::Monitor || answer.status() != StatusCode::CREATED {
            return;
        }
        // A body that is no prediction is the script's business.
        if let Ok(decoded) = MonitorRequest::decode(request.body()) {
            let body: Option<Value> = serde_json::from_slice(answer.body()).ok();
            let id = body.and_then(|body| body.get("id").and_then(Value::as_str).map(str::to_owned));
            self.hold(request, decoded, id);
        }
    }

    fn find_deployment(&self, request: &Recorded) -> Response<Bytes> {
        let (name, id) = (request.query("name"), request.query("id"));
        let found = if self.deployments.is_empty() {
            let name = name.unwrap_or_else(|| "deployment".to_owned());
            let id = id.unwrap_or_else(|| deployment_id(&name));
            Some((id, name, InferenceType::ObjectDetection))
        } else {
            let mut known =
                self.deployments.iter().map(|(name, kind)| (deployment_id(name), name.clone(), *kind));
            known.find(|known| id.as_ref() == Some(&known.0) || name.as_ref() == Some(&known.1))
        };
        let Some((id, name, inference_type)) = found else {
            return refuse(StatusCode::NOT_FOUND, "Object not found", "no such deployment");
        };
        ok(&json!({
            "id": id,
            "name": name,
            "type": inference_type.as_str(),
            // The monitoring service is where the platform is.
            "oracle_host": origin(request),
            "serving_host": null,
        }))
    }

    fn log_in(&mut self, request: &Recorded) -> Response<Bytes> {
        let body = request.json().unwrap_or_default();
        if !["api_token", "deployment_id"].iter().all(|key| body.get(key).is_some_and(Value::is_string)) {
            return refuse(
                StatusCode::BAD_REQUEST,
                "Bad Request",
                "a login states api_token and deployment_id",
            );
        }
        self.logins += 1;
        ok(&json!({ "jwt": format!("mock-jwt-{}", self.logins), "expires": 3600 }))
    }

    fn monitor(&mut self, request: &Recorded) -> Response<Bytes> {
        if !request.headers().contains_key(AUTHORIZATION) {
            return refuse(StatusCode::UNAUTHORIZED, "Unauthorized", "the request has no Authorization");
        }
        let known = |(name, _): &(String, _)| deployment_id(name) == request.id_in_path();
        if !self.deployments.is_empty() && !self.deployments.iter().any(known) {
            return refuse(StatusCode::NOT_FOUND, "Object not found", "no such deployment");
        }
        match MonitorRequest::decode(request.body()) {
            Ok(decoded) => {
                let id = self.hold(request, decoded, None);
                answer(StatusCode::CREATED, &json!({ "id": id }))
            }
            Err(error) => refuse(StatusCode::BAD_REQUEST, "Bad Request", &error.to_string()),
        }
    }

    /// Holds a prediction once for each deployment and key, and gives its id.
    fn hold(&mut self, request: &Recorded, decoded: MonitorRequest, id: Option<String>) -> String {
        let deployment_id = request.id_in_path();
        let key = request.idempotency_key();
        let replayed =
            |held: &&Monitored| held.deployment_id == deployment_id && held.idempotency_key.as_deref() == key;
        if let Some(held) = self.monitored.iter().find(|held| key.is_some() && replayed(held)) {
            return held.id.to_string();
        }
        let id = id.unwrap_or_else(|| id::of("prediction", &self.monitored.len().to_string()).to_string());
        self.monitored.push(Monitored {
            id: PredictionId::new(&*id),
            deployment_id: deployment_id.to_owned(),
            idempotency_key: key.map(str::to_owned),
            request: decoded,
        });
        id
    }
}

pub(crate) fn deployment_id(name: &str) -> String {
    id::of("deployment", name).to_string()
}

fn organization_id(name: &str) -> String {
    id::of("organization", name).to_string()
}

fn datalake(request: &Recorded) -> Response<Bytes> {
    let organization = request.id_in_path();
    let name = request.query("name").unwrap_or_else(|| "default".to_owned());
    let id = request.query("id").unwrap_or_else(|| id::of("datalake", &name).to_string());
    let connector_id = id::of("connector", organization).to_string();
    let datalake = json!({ "id": id, "name": name, "connector_id": connector_id });
    if request.uri().path().ends_with("/datalakes") {
        ok(&json!({ "items": [datalake], "count": 1 }))
    } else {
        ok(&datalake)
    }
}

fn origin(request: &Recorded) -> String {
    let uri = request.uri();
    let authority = uri.authority().map_or("", http::uri::Authority::as_str);
    format!("{}://{authority}", uri.scheme_str().unwrap_or("http"))
}

fn ok(body: &Value) -> Response<Bytes> {
    answer(StatusCode::OK, body)
}

fn refuse(status: StatusCode, message: &str, detail: &str) -> Response<Bytes> {
    answer(status, &json!({ "message": message, "detail": [detail] }))
}
