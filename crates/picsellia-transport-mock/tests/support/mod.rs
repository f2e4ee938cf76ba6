//! Requests as a program sends them.
// Each test file uses a part.
#![allow(dead_code, clippy::unwrap_used)]

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use http::{Method, Request, Response};
use picsellia_core::{
    BBox, Body, DetectionPrediction, Image, ImageSize, MonitorRequest, MonitorTransport, RequestLimits,
    TransportError,
};
use picsellia_transport_mock::{MockTransport, block_on};
use serde_json::Value;

pub(crate) const ORIGIN: &str = "https://picsellia.test:8443";

pub(crate) fn send(mock: &MockTransport, request: Request<Body>) -> Result<Response<Bytes>, TransportError> {
    block_on(mock.exchange(request, RequestLimits::default()))
}

pub(crate) fn request(method: &str, target: &str, body: impl Into<Vec<u8>>) -> Request<Body> {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let url = format!("{ORIGIN}{target}");
    let request = Request::builder().method(method).uri(url).header("authorization", "Bearer TOK");
    request.body(Body::from(body.into())).unwrap()
}

/// Returns the status and the JSON of a response.
pub(crate) fn response(mock: &MockTransport, method: &str, target: &str, body: &str) -> (u16, Value) {
    let response = send(mock, request(method, target, body)).unwrap();
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

pub(crate) fn prediction(filename: &str) -> MonitorRequest {
    let image = Image::from_bytes(filename, b"\x89PNG\r\n\x1a\n".to_vec());
    let image = image.with_size(ImageSize { width: 600, height: 800 });
    let found = DetectionPrediction::builder().object(1, 0.9, BBox::tlbr(128, 200, 159, 240).unwrap());
    let latency = std::time::Duration::from_millis(257);
    MonitorRequest::builder(image, latency, found.build().unwrap()).build().unwrap()
}

pub(crate) fn monitor(mock: &MockTransport, filename: &str, key: Option<&str>) -> Request<Body> {
    let target = format!("/api/deployment/{}/predictions", mock.deployment_id("door"));
    let mut request = request("POST", &target, []);
    *request.body_mut() = prediction(filename).encode();
    if let Some(key) = key {
        request.headers_mut().insert("idempotency-key", key.parse().unwrap());
    }
    request
}

/// Returns the id in a response.
pub(crate) fn id(response: &Response<Bytes>) -> String {
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    body["id"].as_str().unwrap().to_owned()
}

/// Returns the message of an assertion that fails.
pub(crate) fn message(assertion: impl FnOnce()) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(assertion)) else { panic!("the assertion did not fail") };
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}
