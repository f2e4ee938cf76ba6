use bytes::Bytes;
use http::StatusCode;

use super::{Endpoint, Host, post_under_key, segment};
use crate::monitor::PredictionId;
use crate::problem::InvalidInput;
use crate::response::{Rejection, ResponseError};
use crate::transport::Body;

/// Adds the prediction of a shadow model to a stored prediction. A prediction has at most one.
#[derive(Clone, Copy, Debug)]
pub struct AddShadow<'a> {
    prediction: &'a PredictionId,
    idempotency_key: &'a str,
    body: &'a Body,
}

impl<'a> AddShadow<'a> {
    /// Creates the call for this prediction. [`Shadow::encode`](crate::Shadow::encode) returns the
    /// body.
    #[must_use]
    pub fn new(prediction: &'a PredictionId, idempotency_key: &'a str, body: &'a Body) -> Self {
        Self { prediction, idempotency_key, body }
    }
}

impl Endpoint for AddShadow<'_> {
    type Response = ();

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let path = format!("/api/prediction/{}/shadow", segment(self.prediction.as_str()));
        post_under_key(host, &path, self.idempotency_key, self.body)
    }

    fn action(&self) -> &'static str {
        "add the shadow prediction"
    }

    /// Checks the response. Success is exactly status 201, whatever the body.
    fn read(&self, response: http::Response<Bytes>) -> Result<(), ResponseError> {
        if response.status() == StatusCode::CREATED {
            Ok(())
        } else {
            Err(Rejection::new(self.action(), response).into())
        }
    }
}
