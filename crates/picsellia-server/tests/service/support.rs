//! Starts a service, and sends it requests with a plain HTTP client.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use picsellia_server::{InferenceType, Server, ServerBuilder};
use serde_json::{Value, json};

pub(crate) const TOKEN: &str = "the-api-token";

/// A valid image of one pixel.
pub(crate) const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\xdacd\xf8\xcfP\x0f\0\x03\x86\x01\x80Z4}k\0\0\0\0IEND\xaeB`\x82";

/// A response of the service.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
}

impl Response {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {:?}", String::from_utf8_lossy(&self.body)))
    }

    /// Returns the body of an error, which is always an object with a message.
    #[track_caller]
    pub(crate) fn rejected(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:?}", self.body);
        let body = self.json();
        assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()), "{body}");
        body
    }

    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{:?}", self.body);
        self.json()
    }

    #[track_caller]
    pub(crate) fn created(&self) -> Value {
        assert_eq!(self.status, 201, "{:?}", self.body);
        self.json()
    }
}

/// A service, with a client that is logged in to its deployment `doors`.
pub(crate) struct TestServer {
    server: Server,
    pub(crate) url: String,
    pub(crate) deployment: String,
    pub(crate) datalake: String,
    pub(crate) jwt: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl TestServer {
    pub(crate) async fn new() -> Self {
        Self::start(builder().temporary()).await
    }

    pub(crate) async fn on(folder: &Path) -> Self {
        Self::start(builder().data_dir(folder)).await
    }

    pub(crate) async fn start(builder: ServerBuilder) -> Self {
        let server = builder.start().await.expect("the service starts");
        let client = Client::builder(TokioExecutor::new()).build_http();
        let (deployment, datalake, jwt) = Default::default();
        let url = server.url().to_owned();
        let mut started = Self { server, url, deployment, datalake, jwt, client };
        let organization = started.organization().await;
        let found =
            started.get(&format!("/api/organization/{organization}/deployments/find?name=doors")).await.ok();
        started.deployment = text(&found["id"]);
        let found = started.get(&format!("/api/organization/{organization}/datalake")).await.ok();
        started.datalake = text(&found["id"]);
        started.jwt = started.login("doors").await;
        started
    }

    pub(crate) async fn shutdown(self) {
        self.server.shutdown().await.expect("the service stops cleanly");
    }

    pub(crate) async fn organization(&self) -> String {
        text(&self.get("/api/organizations/find?name=acme").await.ok()["id"])
    }

    /// Switches to the deployment of this name, and logs in to it.
    pub(crate) async fn switch_to(&mut self, name: &str) {
        let organization = self.organization().await;
        let path = format!("/api/organization/{organization}/deployments/find?name={name}");
        self.deployment = text(&self.get(&path).await.ok()["id"]);
        self.jwt = self.login(name).await;
    }

    /// Logs in to the deployment of this name, and returns the JWT.
    pub(crate) async fn login(&self, name: &str) -> String {
        let organization = self.organization().await;
        let found =
            self.get(&format!("/api/organization/{organization}/deployments/find?name={name}")).await.ok();
        let body = json!({ "api_token": TOKEN, "deployment_id": found["id"] });
        let request =
            self.request(Method::POST, "/api/auth/login").body(body.to_string()).expect("a request");
        text(&self.send(request).await.ok()["jwt"])
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> http::request::Builder {
        Request::builder().method(method).uri(format!("{}{path}", self.url))
    }

    pub(crate) async fn send(&self, request: Request<impl Into<Bytes>>) -> Response {
        let request = request.map(|body| Full::new(body.into()));
        let response = self.client.request(request).await.expect("a response");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole response").to_bytes();
        Response { status: parts.status, headers: parts.headers, body }
    }

    /// Sends a GET request with the API token.
    pub(crate) async fn get(&self, path: &str) -> Response {
        let request = self.request(Method::GET, path).header("authorization", format!("Bearer {TOKEN}"));
        self.send(request.body("").expect("a request")).await
    }

    /// Sends a request with the API token and a body.
    pub(crate) async fn call(&self, method: Method, path: &str, body: &Value) -> Response {
        let request = self.request(method, path).header("authorization", format!("Bearer {TOKEN}"));
        self.send(request.body(body.to_string()).expect("a request")).await
    }

    /// Requests a statistic of the deployment. `query` starts with the service.
    pub(crate) async fn stats(&self, endpoint: &str, query: &str) -> Response {
        let path = format!("/api/deployment/{}/{endpoint}?service={query}", self.deployment);
        let request =
            self.request(Method::GET, &path).header("authorization", format!("Bearer {}", self.jwt));
        self.send(request.body("").expect("a request")).await
    }

    /// Returns the predicted asset of a receipt.
    pub(crate) async fn asset(&self, receipt: &Value) -> Value {
        self.get(&format!("/api/predicted/asset/{}", text(&receipt["predicted_asset_id"]))).await.ok()
    }

    /// Sends a GET request with this query, whose values it encodes.
    pub(crate) async fn get_query(&self, path: &str, query: &[(&str, &str)]) -> Response {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        self.get(&format!("{path}?{query}")).await
    }

    pub(crate) fn datas(&self) -> String {
        format!("/api/datalake/{}/datas", self.datalake)
    }

    pub(crate) async fn list(&self, query: &[(&str, &str)]) -> Value {
        self.get_query(&self.datas(), query).await.ok()
    }

    /// Sends a prediction, with or without a key.
    pub(crate) async fn monitor_with_key(&self, key: Option<&str>, body: impl Into<Bytes>) -> Response {
        let path = format!("/api/deployment/{}/predictions", self.deployment);
        let mut request =
            self.request(Method::POST, &path).header("authorization", format!("Bearer {}", self.jwt));
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        self.send(request.body(body.into()).expect("a request")).await
    }

    pub(crate) async fn monitor(&self, body: &Value) -> Response {
        self.monitor_with_key(None, body.to_string()).await
    }
}

pub(crate) fn builder() -> ServerBuilder {
    Server::builder()
        .token(TOKEN)
        .organization("acme")
        .deployment("doors", InferenceType::ObjectDetection)
        .deployment("cars", InferenceType::ObjectDetection)
        .deployment("kinds", InferenceType::Classification)
}

/// Returns the body in the documentation of the platform, which has reversed boxes.
pub(crate) fn prediction(filename: &str) -> Value {
    json!({
        "filename": filename,
        "content_type": "IMAGE/PNG",
        "height": 800,
        "width": 600,
        "raw_predictions": {
            "detection_classes": [1, 2, 1],
            "detection_texts": null,
            "detection_boxes": [[128, 200, 159, 240], [190, 100, 50, 90], [145, 50, 24, 76]],
            "detection_scores": [0.9, 0.7, 0.4],
        },
        "latency": 0.257,
        "image": STANDARD.encode(PNG),
    })
}

/// Returns a body with these classes and these shape fields.
pub(crate) fn prediction_of(filename: &str, classes: &[i64], shapes: &Value) -> Value {
    let mut raw = json!({
        "detection_classes": classes,
        "detection_texts": null,
        "detection_scores": vec![0.5; classes.len()],
    });
    raw.as_object_mut().expect("an object").extend(shapes.as_object().expect("an object").clone());
    prediction_with(filename, &json!({ "raw_predictions": raw }))
}

/// Returns a body with these fields added or replaced.
pub(crate) fn prediction_with(filename: &str, fields: &Value) -> Value {
    let mut body = prediction(filename);
    let fields = fields.as_object().expect("an object");
    body.as_object_mut().expect("an object").extend(fields.clone());
    body
}

#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

/// Downloads the image of a `Data`.
pub(crate) async fn image_of(server: &TestServer, data: &Value) -> Bytes {
    let url = text(&data["presigned_url"]);
    let path = url.strip_prefix(&server.url).expect("a URL of this service");
    server.send(server.request(Method::GET, path).body("").expect("a request")).await.body
}

/// Returns the file names of a list, in its order.
#[track_caller]
pub(crate) fn filenames(list: &Value) -> Vec<String> {
    list["items"].as_array().expect("items").iter().map(|item| text(&item["filename"])).collect()
}
