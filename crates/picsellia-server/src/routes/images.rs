//! Downloads of images, by signed URLs.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use http::{HeaderName, StatusCode, header};

use super::request::{Id, Params, existing_data};
use crate::api_error::ApiError;
use crate::app::App;
use crate::clock::unix_now;

pub(super) async fn download(
    State(app): State<Arc<App>>,
    id: Id,
    params: Params,
) -> Result<Response, ApiError> {
    let expires = params.get("expires").unwrap_or_default();
    let signature = params.get("signature").unwrap_or_default();
    // On a 403, clients request a new URL.
    app.keys
        .verify_url(&id.0.to_string(), expires, signature, unix_now())
        .map_err(|error| ApiError::new(StatusCode::FORBIDDEN, error.to_string()))?;
    let data = existing_data(&app, id).await?;
    let image = app.images.get(&data.object_name).await?.ok_or_else(|| ApiError::not_found("image"))?;
    let headers: [(HeaderName, String); 4] = [
        (header::CONTENT_TYPE, data.content_type),
        (header::CONTENT_LENGTH, image.meta.size.to_string()),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
        // A browser must show an uploaded file as an image or not at all.
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    let stream = image.into_stream().map(|chunk| {
        chunk.inspect_err(|error| tracing::error!(%error, "could not read an image to its end"))
    });
    Ok((headers, Body::from_stream(stream)).into_response())
}
