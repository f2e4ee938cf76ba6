//! One attempt at a call: authorizes and sends the request, and reads the response.

use http::{HeaderValue, StatusCode, header};
use picsellia_core::endpoint::{Endpoint, Host};
use picsellia_core::{MonitorTransport, RequestLimits, ResponseError, UnreadableResponse};

use crate::ErrorKind;
use crate::credentials::Credentials;
use crate::error::TransportFailure;
use crate::idempotency::Idempotency;
use crate::observe::exchanging;
use crate::origin::origin;

/// Makes one attempt at a call.
pub(crate) async fn exchange<E: Endpoint + Sync>(
    transport: &dyn MonitorTransport,
    endpoint: &E,
    host: &Host,
    credentials: &Credentials,
    limits: RequestLimits,
    idempotency: Idempotency,
) -> Result<E::Response, ErrorKind> {
    let mut request = endpoint.request(host)?;
    let agent = HeaderValue::from_static(concat!("picsellia-rust/", env!("CARGO_PKG_VERSION")));
    request.headers_mut().insert(header::USER_AGENT, agent);
    // The official SDK sends this header, so it does not depend on what a transport adds by itself.
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    credentials.authorize(&mut request);
    let url = request.uri().clone();

    let exchanged = exchanging(endpoint.action(), &url, transport.exchange(request, limits)).await;
    let error = match exchanged {
        Ok(response) => return endpoint.read(response).map_err(|error| kind_of(error, credentials)),
        Err(error) => error,
    };
    // The response broke off, but its status is known, and the status decides.
    if let Some(received) = error.received() {
        match (endpoint.read(received.clone()), idempotency) {
            (Err(rejected @ ResponseError::Rejected(_)), _) => return Err(kind_of(rejected, credentials)),
            (_, Idempotency::NotIdempotent) => {
                return Err(
                    UnreadableResponse::new(endpoint.action(), received, error.kind().to_string()).into()
                );
            }
            (_, Idempotency::Idempotent) => {}
        }
    }
    // The part of the body that came could hold a session or a presigned URL.
    let error = error.without_body();
    Err(TransportFailure { action: endpoint.action(), origin: origin(&url), error }.into())
}

/// Classifies the error of a service, without secrets in its texts.
fn kind_of(error: ResponseError, credentials: &Credentials) -> ErrorKind {
    match credentials.redact(error) {
        ResponseError::Rejected(rejection) if rejection.status() == StatusCode::UNAUTHORIZED => {
            ErrorKind::Authentication(rejection)
        }
        ResponseError::Rejected(rejection) => rejection.into(),
        ResponseError::Unreadable(unreadable) => unreadable.into(),
    }
}
