//! Statistics of a deployment.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::HeaderMap;

use super::request::{Id, Params, authorize_deployment};
use crate::api_error::ApiError;
use crate::app::App;
use crate::clock::unix_now;
use crate::statistics::{self, Response, StatisticsError};
use crate::store::SelectionFilter;

pub(super) async fn per_prediction(
    State(app): State<Arc<App>>,
    id: Result<Id, ApiError>,
    headers: HeaderMap,
    params: Params,
) -> Result<Json<Response>, ApiError> {
    respond(&app, id, &headers, &params, false).await
}

pub(super) async fn aggregated(
    State(app): State<Arc<App>>,
    id: Result<Id, ApiError>,
    headers: HeaderMap,
    params: Params,
) -> Result<Json<Response>, ApiError> {
    respond(&app, id, &headers, &params, true).await
}

async fn respond(
    app: &App,
    id: Result<Id, ApiError>,
    headers: &HeaderMap,
    params: &Params,
    aggregated: bool,
) -> Result<Json<Response>, ApiError> {
    let deployment = authorize_deployment(app, id, headers).await?;
    let service = params.required("service")?;
    let service = statistics::find_service(service, aggregated).map_err(ApiError::bad_request)?;
    let filter = filter(params)?;
    let _permit = app.statistics.acquire().await.map_err(|error| ApiError::internal(&error))?;
    Ok(Json(statistics::compute(&app.store, &deployment, service, filter).await?))
}

fn filter(params: &Params) -> Result<SelectionFilter, ApiError> {
    let from = params.seconds("from_timestamp")?;
    let since = params.seconds("since")?.map(|seconds| unix_now() as f64 - seconds);
    Ok(SelectionFilter {
        model_version: params.get("model_id").map(str::to_owned),
        // If both bounds are given, the later one applies.
        from: from.into_iter().chain(since).reduce(f64::max),
        to: params.seconds("to_timestamp")?,
        includes: params.all("includes"),
        excludes: params.all("excludes"),
        tags: params.all("tags"),
        reviewed: false,
    })
}

impl From<StatisticsError> for ApiError {
    fn from(error: StatisticsError) -> Self {
        match error {
            StatisticsError::Store(error) => error.into(),
            StatisticsError::Stopped(error) => Self::internal(&error),
        }
    }
}
