//! Predicted assets: predictions as the platform shows them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;

use super::request::{
    BaseUrl, Id, Params, PlatformAccess, existing_asset, existing_deployment, filter_from_query, only_match,
};
use super::views::{AssetView, ListView};
use crate::api_error::ApiError;
use crate::app::App;
use crate::query::Scope;
use crate::store::{AssetFilter, AssetKey, DataKey, Paging, Store};

pub(super) async fn list(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    Id(id): Id,
    url: BaseUrl,
    params: Params,
) -> Result<Json<ListView<AssetView>>, ApiError> {
    let paging = params.paging(Store::asset_order)?;
    let assignment = ["assignment_status", "assignment_step_id", "assignment_user_id"];
    let filter = AssetFilter {
        keys: Vec::new(),
        data: filter_from_query(Scope::PredictedAsset, &params)?,
        assigned: assignment.into_iter().any(|name| params.get(name).is_some()),
    };
    let deployment = existing_deployment(&app, id).await?;
    let page = app.store.list_assets(&deployment, &filter, &paging).await?;
    Ok(Json(ListView::from_page(page, |asset| AssetView::new(&app, &url, asset))))
}

/// Finds a predicted asset by `id`, `oracle_prediction_id`, `data_id`, `object_name` or `filename`.
/// All given keys must match.
pub(super) async fn find(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    Id(id): Id,
    url: BaseUrl,
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
    let data = filter_from_query(Scope::PredictedAsset, &params)?;
    let filter = AssetFilter { keys, data, assigned: false };
    let deployment = existing_deployment(&app, id).await?;
    let page = app.store.list_assets(&deployment, &filter, &Paging::first()).await?;
    let asset = only_match(page, "predicted asset")?;
    Ok(Json(AssetView::new(&app, &url, asset)))
}

pub(super) async fn read(
    State(app): State<Arc<App>>,
    _: PlatformAccess,
    id: Id,
    url: BaseUrl,
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
        Err(ApiError::not_found("predicted asset"))
    }
}
