//! A client and a deployment on the mock, and a small prediction.

use picsellia_deploy::{
    BBox, Client, Deployment, DetectionPrediction, Error, Image, ImageSize, MonitorReceipt, MonitorRequest,
    RetryPolicy,
};
use picsellia_transport_mock::{MockTransport, Route, block_on};

pub(crate) const TOKEN: &str = "the-api-token";

pub(crate) fn connect(mock: &MockTransport, policy: RetryPolicy) -> Client {
    let client = Client::builder(mock.clone())
        .ignore_environment()
        .token(TOKEN)
        .organization("acme")
        .retry_policy(policy);
    block_on(client.connect()).unwrap()
}

pub(crate) fn deployment(mock: &MockTransport) -> Deployment {
    deployment_with(mock, RetryPolicy::default())
}

pub(crate) fn deployment_with(mock: &MockTransport, policy: RetryPolicy) -> Deployment {
    block_on(connect(mock, policy).deployment("doors")).unwrap()
}

pub(crate) fn request() -> MonitorRequest {
    let image =
        Image::from_bytes("door.png", &b"\x89PNG"[..]).with_size(ImageSize { width: 600, height: 800 });
    let prediction = DetectionPrediction::builder()
        .object(1, 0.9, BBox::tlbr(128, 200, 159, 240).unwrap())
        .build()
        .unwrap();
    MonitorRequest::builder(image, 0.257, prediction).build().unwrap()
}

pub(crate) fn monitor(deployment: &Deployment) -> Result<MonitorReceipt, Error> {
    block_on(deployment.send(&request()))
}

/// Counts the requests to a route.
pub(crate) fn count(mock: &MockTransport, route: Route) -> usize {
    mock.requests().iter().filter(|request| request.route() == route).count()
}

/// Returns the idempotency key of each attempt to send a prediction.
pub(crate) fn keys(mock: &MockTransport) -> Vec<String> {
    mock.requests()
        .iter()
        .filter(|request| request.route() == Route::Monitor)
        .map(|request| request.header("idempotency-key").unwrap().to_owned())
        .collect()
}
