//! The owner of the token and the organizations.

use serde_json::json;

use super::Service;
use super::response::{Outcome, ok};
use crate::id;
use crate::recorded::RecordedRequest;

const DEFAULT_ORGANIZATION: &str = "mock";

pub(super) fn ping() -> Outcome {
    ok(&json!({
        "sdk_version": "6.37.0",
        "default_organization": organization_id(DEFAULT_ORGANIZATION),
        "username": "mock",
    }))
}

impl Service {
    /// Finds an organization. One of every name exists.
    pub(super) fn find_organization(&mut self, request: &RecordedRequest) -> Outcome {
        let name = request.query("name").unwrap_or_else(|| DEFAULT_ORGANIZATION.to_owned());
        let response = ok(&json!({ "id": organization_id(&name), "name": name }));
        self.organizations.push(name);
        response
    }

    pub(super) fn organization(&self, request: &RecordedRequest) -> Outcome {
        let id = request.id_in_path();
        let known = self.organizations.iter().find(|name| organization_id(name) == id);
        ok(&json!({
            "id": id,
            "name": known.map_or(DEFAULT_ORGANIZATION, String::as_str),
            "default_connector_id": id::of("connector", id).to_string(),
        }))
    }
}

fn organization_id(name: &str) -> String {
    id::of("organization", name).to_string()
}
