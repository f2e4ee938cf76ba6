//! Changes and deletes data.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::request::{BaseUrl, Id, JsonBody, PlatformAccess, existing_data};
use super::views::DataView;
use crate::api_error::ApiError;
use crate::app::App;
use crate::store::MetadataKind;

/// A change of the metadata. Null removes it, and an absent field changes nothing.
#[derive(Debug, Deserialize)]
pub(super) struct Change {
    #[serde(default, deserialize_with = "present")]
    metadata: Option<Option<Map<String, Value>>>,
}

/// A change of the custom metadata. Null or an absent field removes it.
#[derive(Debug, Deserialize)]
pub(super) struct CustomChange {
    custom_metadata: Option<Map<String, Value>>,
}

/// Distinguishes null from an absent field.
fn present<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(given: D) -> Result<Option<T>, D::Error> {
    T::deserialize(given).map(Some)
}

pub(super) async fn change(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: BaseUrl,
    JsonBody(change): JsonBody<Change>,
) -> Result<Json<DataView>, ApiError> {
    match change.metadata {
        Some(metadata) => set(&app, id, &url, MetadataKind::Known, metadata).await,
        None => Ok(Json(DataView::new(&app, &url, existing_data(&app, id).await?))),
    }
}

pub(super) async fn change_custom(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: BaseUrl,
    JsonBody(change): JsonBody<CustomChange>,
) -> Result<Json<DataView>, ApiError> {
    set(&app, id, &url, MetadataKind::Custom, change.custom_metadata).await
}

async fn set(
    app: &App,
    id: Id,
    url: &BaseUrl,
    kind: MetadataKind,
    metadata: Option<Map<String, Value>>,
) -> Result<Json<DataView>, ApiError> {
    let data = existing_data(app, id).await?;
    let metadata = metadata.map(|metadata| Value::Object(metadata).to_string());
    app.store.set_metadata(&data, kind, metadata.as_deref()).await?;
    Ok(Json(DataView::new(app, url, existing_data(app, id).await?)))
}

/// Deletes the record first. The image without a record is found later, whereas a record without
/// its image would stay broken.
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
) -> Result<StatusCode, ApiError> {
    let data = existing_data(&app, id).await?;
    app.store.delete_data(&data).await?;
    app.images.discard(&data.object_name).await;
    Ok(StatusCode::NO_CONTENT)
}
