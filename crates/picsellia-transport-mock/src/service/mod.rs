//! The in-memory Picsellia: the platform and the monitoring service in one.

mod datalake;
mod deployments;
mod filter;
mod held;
mod monitoring;
mod platform;
mod predicted_assets;
mod response;
mod views;

use std::collections::VecDeque;

use bytes::Bytes;
use http::Response;
use http::header::AUTHORIZATION;
use picsellia_core::Timestamp;
use serde_json::json;

use crate::monitored::Monitored;
use crate::recorded::RecordedRequest;
use crate::route::Route;
use deployments::Deployments;
use held::Held;
use response::{ErrorResponse, Outcome, ok};

pub(crate) use deployments::{deployment_id, label_id};

#[derive(Default)]
pub(crate) struct Service {
    pub(crate) deployments: Deployments,
    /// The ids of the next predictions.
    pub(crate) receipt_ids: VecDeque<String>,
    held: Vec<Held>,
    logins: usize,
    organizations: Vec<String>,
}

impl Service {
    pub(crate) fn monitored(&self) -> impl ExactSizeIterator<Item = &Monitored> {
        self.held.iter().map(|held| &held.monitored)
    }

    /// Returns the response to a request that is received at this time.
    pub(crate) fn respond(&mut self, request: &RecordedRequest, at: Timestamp) -> Response<Bytes> {
        self.handle(request, at).unwrap_or_else(ErrorResponse::into_response)
    }

    fn handle(&mut self, request: &RecordedRequest, at: Timestamp) -> Outcome {
        match request.route() {
            Route::Ping => platform::ping(),
            Route::FindOrganization => self.find_organization(request),
            Route::Organization => self.organization(request),
            Route::Deployments => self.deployments.list(request),
            Route::FindDeployment => self.deployments.find(request),
            Route::Deployment => self.deployments.settings(request),
            Route::Labels => self.deployments.labels(request),
            Route::ModelVersion => self.deployments.model_version(request),
            Route::Connector => self.deployments.connector(request),
            Route::Login => self.log_in(request),
            Route::Monitor => self.monitor(request, at),
            Route::Shadow => self.add_shadow(request),
            Route::Stats => {
                authorized(request)?;
                // A test scripts the statistics that its program reads.
                ok(&json!({}))
            }
            Route::PredictedAssets => self.list_assets(request),
            Route::FindPredictedAsset => self.find_asset(request),
            Route::PredictedAsset => self.asset(request),
            Route::Review => self.review(request),
            Route::Datalake => datalake::datalake(request),
            Route::ListData => self.list_data(request),
            Route::Data => self.data(request),
            Route::Tags => self.tags(request),
            Route::DataSources => self.data_sources(request),
            Route::PresignedUrl => self.presigned_url(request),
            Route::Image => self.image(request),
            Route::Other => Err(ErrorResponse::not_found("the mock has no such route")),
        }
    }
}

/// Rejects a request without a session. Any session is valid here.
fn authorized(request: &RecordedRequest) -> Result<(), ErrorResponse> {
    if request.headers().contains_key(AUTHORIZATION) { Ok(()) } else { Err(ErrorResponse::unauthorized()) }
}
