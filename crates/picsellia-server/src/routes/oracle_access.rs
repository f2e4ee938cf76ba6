//! Who may use the monitoring service's endpoints of a deployment: who logged in to it.

use http::HeaderMap;

use super::deployments::existing_deployment;
use super::params::Id;
use crate::api_error::ApiError;
use crate::app::App;
use crate::auth;
use crate::store::Deployment;

/// The deployment of a path. The JWT first: who has none learns nothing about which deployments exist.
pub(super) async fn authorize(
    app: &App,
    id: Result<Id, ApiError>,
    headers: &HeaderMap,
) -> Result<Deployment, ApiError> {
    let authenticated = auth::authenticated_deployment(app, headers)?;
    let Id(id) = id?;
    let deployment = existing_deployment(app, id).await?;
    if authenticated == id { Ok(deployment) } else { Err(other_deployment()) }
}

pub(super) fn other_deployment() -> ApiError {
    ApiError::unauthorized("This JWT is for another deployment")
}
