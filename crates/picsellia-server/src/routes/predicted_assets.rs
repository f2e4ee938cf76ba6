//! Predictions as the platform shows them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;

use super::data::{filter_of_query, only_one};
use super::deployments::existing_deployment;
use super::params::{Id, Params};
use super::public_url::PublicUrl;
use super::views::{AssetView, ListView};
use crate::api_error::ApiError;
use crate::app::App;
use crate::auth::PlatformAccess;
use crate::query::Scope;
use crate::store::{AssetFilter, AssetKey, AssetRecord, DataKey, Paging, Store};

pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    Id(id): Id,
    url: PublicUrl,
    params: Params,
) -> Result<Json<ListView<AssetView>>, ApiError> {
    let paging = params.paging(Store::asset_order)?;
    let assignment = ["assignment_status", "assignment_step_id", "assignment_user_id"];
    let filter = AssetFilter {
        keys: Vec::new(),
        data: filter_of_query(Scope::PredictedAsset, &params)?,
        assigned: assignment.into_iter().any(|name| params.get(name).is_some()),
    };
    let deployment = existing_deployment(&app, id).await?;
    let page = app.store.list_assets(&deployment, &filter, &paging).await?;
    Ok(Json(ListView::of_page(page, |asset| AssetView::new(&app, &url, asset))))
}

/// By any of `id`, `oracle_prediction_id`, `data_id`, `object_name` and `filename`; all that are given must hold.
pub(super) async fn find(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    Id(id): Id,
    url: PublicUrl,
    params: Params,
) -> Result<Json<AssetView>, ApiError> {
    let text = |name: &str| params.get(name).map(str::to_owned);
    let keys: Vec<AssetKey> = [
        text("id").map(AssetKey::Id),
        text("oracle_prediction_id").map(AssetKey::OraclePredictionId),
        text("data_id").map(|id| AssetKey::Data(DataKey::Ids(vec![id]))),
        text("object_name").map(|name| AssetKey::Data(DataKey::ObjectNames(vec![name]))),
        text("filename").map(|name| AssetKey::Data(DataKey::Filenames(vec![name]))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if keys.is_empty() {
        return Err(ApiError::bad_request(
            "one of id, oracle_prediction_id, data_id, object_name and filename is required",
        ));
    }
    let data = filter_of_query(Scope::PredictedAsset, &params)?;
    let filter = AssetFilter { keys, data, assigned: false };
    let deployment = existing_deployment(&app, id).await?;
    let paging = Paging { limit: 1, offset: 0, cursor: None, order: Vec::new() };
    let asset = only_one(app.store.list_assets(&deployment, &filter, &paging).await?, "Predicted asset")?;
    Ok(Json(AssetView::new(&app, &url, asset)))
}

pub(super) async fn read(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: PublicUrl,
) -> Result<Json<AssetView>, ApiError> {
    Ok(Json(AssetView::new(&app, &url, existing_asset(&app, id).await?)))
}

pub(super) async fn delete(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    Id(id): Id,
) -> Result<StatusCode, ApiError> {
    if app.store.delete_asset(id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found("Predicted asset"))
    }
}

/// The predicted asset of a path, or 404.
pub(super) async fn existing_asset(app: &App, Id(id): Id) -> Result<AssetRecord, ApiError> {
    app.store.asset(id).await?.ok_or_else(|| ApiError::not_found("Predicted asset"))
}
