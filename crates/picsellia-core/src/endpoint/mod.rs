//! Each call of the services as a pair of pure functions: one creates the request, the other reads
//! the response.
//!
//! Nothing here sends a request or adds credentials. The caller does that through a
//! [`MonitorTransport`](crate::MonitorTransport), as the facade `picsellia-deploy` does. Most users
//! do not need this module.

mod connector;
mod data;
mod data_source;
mod datalake;
mod deployment;
mod deployment_information;
mod deployment_settings;
mod deployments;
mod host;
mod label;
mod login;
mod model_version;
mod monitor;
mod named_data;
mod organization;
mod ping;
mod predicted_asset;
mod query;
mod review;
mod shadow;
mod statistics;
mod stored_predictions;
mod tag;

use std::borrow::Cow;

use bytes::Bytes;
use http::{Method, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::problem::{InvalidInput, Problem};
use crate::response::{Rejection, ResponseError};
use crate::transport::Body;

pub use connector::GetConnector;
pub use data::{Data, DataId, Download, GetData, PresignedUrl};
pub use data_source::{DataSource, DataSourceId, ListDataSources};
pub use datalake::{DatalakeId, DatalakeInfo, FindDatalake, ListData, ListDatalakes};
pub use deployment::{DeploymentId, DeploymentInfo, FindDeployment, GetDeploymentInfo};
pub use deployment_information::RetrieveInformation;
pub use deployment_settings::{DeploymentSettings, DeploymentUpdate, GetDeployment, UpdateDeployment};
pub use deployments::ListDeployments;
pub use host::{Host, InvalidHost};
pub use label::{Label, LabelId, ListLabels};
pub use login::{Login, Session};
pub use model_version::{GetModelVersion, LabelMapError, ModelVersion, ModelVersionId};
pub use monitor::Monitor;
pub use named_data::{DataKey, DataKeys, FindData, ListNamedData};
pub use organization::{FindOrganization, GetOrganization, Organization, OrganizationId};
pub use ping::{Ping, Platform};
pub use predicted_asset::{
    DeletePredictedAsset, FindPredictedAsset, ListPredictedAssets, PredictedAssetId, PredictedAssetInfo,
    PredictedAssetKey,
};
pub use query::{DataFilter, NextPage, Page};
pub use review::{AddReview, Review};
pub use shadow::AddShadow;
pub use statistics::{
    ClassificationReport, DetectionCounts, DetectionReport, DriftReport, DriftSamples, DriftTests,
    GetStatistic, KolmogorovSmirnov, LabelCount, LabelDetectionQuality, LabelDistribution, Latencies,
    MetricsByPrediction, MetricsSummary, OverallDetectionQuality, PredictionMetrics, Statistic,
    StatisticsFilter, StatisticsSelection, StatisticsService, SummaryStatistics, Timestamps,
    UnreadableStatistic,
};
pub use stored_predictions::{GetStoredPredictions, StoredPrediction, StoredPredictions};
pub use tag::{ListTags, Tag, TagId};

/// A call of a service: how its request is created and its response is read.
pub trait Endpoint {
    /// The value that a successful response holds.
    type Response;

    /// Creates the request, without credentials.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] if the parameters of the call do not fit into a request.
    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput>;

    /// Returns what the call does, as a phrase that completes "could not".
    fn action(&self) -> &'static str;

    /// Reads the response.
    ///
    /// # Errors
    ///
    /// Returns [`ResponseError::Rejected`] if the status does not mean success for this call, and
    /// [`ResponseError::Unreadable`] if the body is not what the call promises.
    fn read(&self, response: http::Response<Bytes>) -> Result<Self::Response, ResponseError>;
}

/// Creates a GET request to the platform, whose path starts with `/api`.
fn get(host: &Host, path_and_query: &str) -> Result<http::Request<Body>, InvalidInput> {
    send_json(host, Method::GET, path_and_query, Body::empty())
}

/// Creates a request to the platform.
fn send_json(
    host: &Host,
    method: Method,
    path_and_query: &str,
    body: Body,
) -> Result<http::Request<Body>, InvalidInput> {
    host.request(method, path_and_query, body).map(|mut request| {
        // The platform requires this header on every call, including reads.
        let json = header::HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::CONTENT_TYPE, json);
        request
    })
}

/// Creates a POST request to the monitoring service. The key is the same for each attempt.
fn post_under_key(
    host: &Host,
    path: &str,
    idempotency_key: &str,
    body: &Body,
) -> Result<http::Request<Body>, InvalidInput> {
    let mut request = host.request(Method::POST, path, body.clone())?;
    let key = idempotency_key
        .parse()
        .map_err(|_| Problem::invalid("idempotency_key", "is not a valid header value"))?;
    request.headers_mut().insert(Monitor::IDEMPOTENCY_KEY, key);
    Ok(request)
}

/// Checks a response of the platform. Every 2xx status means success except 208, which reports a
/// conflict.
fn platform_response(
    action: &'static str,
    response: http::Response<Bytes>,
) -> Result<http::Response<Bytes>, Rejection> {
    if response.status().is_success() && response.status() != http::StatusCode::ALREADY_REPORTED {
        Ok(response)
    } else {
        Err(Rejection::new(action, response))
    }
}

/// Percent-encodes everything in `id` that does not belong in one segment of a path.
fn segment(id: &str) -> Cow<'_, str> {
    /// Everything but the unreserved characters of RFC 3986.
    const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(id, SEGMENT).into()
}

fn too_long() -> InvalidInput {
    Problem::invalid("request", "the names and filters do not fit into a URL").into()
}
