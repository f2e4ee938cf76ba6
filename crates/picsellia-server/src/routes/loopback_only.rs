//! While the token is a word that everybody knows, only this machine may ask.
//!
//! Listening on a loopback address is not enough: a web page can have its own name resolved to 127.0.0.1 and then
//! talk to this service as to its own server (DNS rebinding). The name that it calls is in the `Host` header.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::HOST;
use http::uri::Authority;

use crate::api_error::ApiError;
use crate::app::App;
use crate::public_url::is_loopback_name;

pub(super) async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if !app.loopback_only || names_loopback(&request) {
        return next.run(request).await;
    }
    let message = "This service has no API token of its own and answers only as localhost or 127.0.0.1: \
                   call it by one of these names, or start it with a token";
    ApiError::new(StatusCode::FORBIDDEN, message).into_response()
}

/// Every name that the request gives the service; one at least.
fn names_loopback(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter().map(|host| {
        let authority = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
        authority.is_some_and(|authority| is_loopback_name(authority.host()))
    });
    let target = request.uri().authority().is_none_or(|authority| is_loopback_name(authority.host()));
    target && hosts.next() == Some(true) && hosts.all(|loopback| loopback)
}
