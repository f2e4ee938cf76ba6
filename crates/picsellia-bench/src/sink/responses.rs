use serde_json::{Value, json};

const ORGANIZATION: &str = "0190f7a0-0000-7000-8000-000000000001";
const DEPLOYMENT: &str = "0190f7a0-0000-7000-8000-000000000002";
const PREDICTION: &str = "0190f7a0-0000-7000-8000-000000000003";

/// The path that predictions are sent to.
pub(crate) const PREDICTIONS: &str = "/api/deployment/0190f7a0-0000-7000-8000-000000000002/predictions";

/// The name of the organization and of the deployment.
pub(crate) const NAME: &str = "bench";

/// The responses of the sink, prebuilt.
pub(super) struct Responses {
    prediction: Vec<u8>,
    ping: Vec<u8>,
    found_organization: Vec<u8>,
    organization: Vec<u8>,
    deployment: Vec<u8>,
    login: Vec<u8>,
    unknown: Vec<u8>,
}

impl Responses {
    pub(super) fn new(port: u16) -> Self {
        let ok = "200 OK";
        Self {
            prediction: response("201 Created", &json!({ "id": PREDICTION })),
            ping: response(
                ok,
                &json!({ "sdk_version": "6.37.0", "default_organization": ORGANIZATION, "username": NAME }),
            ),
            found_organization: response(ok, &json!({ "id": ORGANIZATION })),
            organization: response(
                ok,
                &json!({ "id": ORGANIZATION, "name": NAME, "default_connector_id": null }),
            ),
            deployment: response(
                ok,
                &json!({
                    "id": DEPLOYMENT,
                    "name": NAME,
                    "type": "OBJECT_DETECTION",
                    "oracle_host": format!("http://127.0.0.1:{port}"),
                    "serving_host": null,
                    "review_campaign_id": null,
                }),
            ),
            login: response(ok, &json!({ "jwt": "bench", "expires": null })),
            unknown: response("404 Not Found", &json!({ "message": "unknown path" })),
        }
    }

    /// Returns the response to a request for this path.
    pub(super) fn to(&self, target: &str) -> &[u8] {
        let path = target.split('?').next().unwrap_or_default();
        match path {
            PREDICTIONS => &self.prediction,
            "/api/home/ping" => &self.ping,
            "/api/organizations/find" => &self.found_organization,
            "/api/auth/login" => &self.login,
            path => {
                match path.strip_prefix("/api/organization/").and_then(|rest| rest.strip_prefix(ORGANIZATION))
                {
                    Some("") => &self.organization,
                    Some("/deployments/find") => &self.deployment,
                    _ => &self.unknown,
                }
            }
        }
    }
}

fn response(status: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    (head + &body).into_bytes()
}
