//! Rejects requests from other machines while the API token is the well-known default.
//!
//! Listening on a loopback address is not enough. A web page can have its own name resolved to
//! 127.0.0.1 and then use this service as its own server (DNS rebinding). The `Host` header holds
//! the name that the page uses.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::HOST;
use http::uri::Authority;

use crate::api_error::ApiError;
use crate::app::App;
use crate::loopback::is_loopback_name;

pub(in crate::routes) async fn check_host(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    if !app.loopback_only || names_loopback(&request) {
        return next.run(request).await;
    }
    let message = "without an API token, this service accepts only the hosts localhost and 127.0.0.1; \
                   use one of them, or start the service with a token";
    ApiError::new(StatusCode::FORBIDDEN, message).into_response()
}

/// Returns whether every host that the request names is this machine. It must name at least one.
fn names_loopback(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter().map(|host| {
        let authority = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
        authority.is_some_and(|authority| is_loopback_name(authority.host()))
    });
    let target = request.uri().authority().is_none_or(|authority| is_loopback_name(authority.host()));
    target && hosts.next() == Some(true) && hosts.all(|loopback| loopback)
}
