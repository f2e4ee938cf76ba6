//! Each call of the services as a pair of pure functions: the request to send, and the reading of its response.
//!
//! Nothing here sends anything or adds credentials: whoever drives a [`MonitorTransport`](crate::MonitorTransport)
//! does. The facade `picsellia-deploy` is one; most users never need this module.

mod connector;
mod data;
mod data_source;
mod datalake;
mod deployment;
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
mod statistic;
mod stats;
mod tag;

use std::borrow::Cow;

use bytes::Bytes;
use http::{Method, header};

use crate::problem::{InvalidInput, Problem};
use crate::response::{Rejection, ResponseError};
use crate::transport::Body;

pub use connector::GetConnector;
pub use data::{Data, DataId, Download, GetData, PresignedUrl};
pub use data_source::{DataSource, DataSourceId, ListDataSources};
pub use datalake::{DatalakeId, DatalakeInfo, FindDatalake, ListData, ListDatalakes};
pub use deployment::{DeploymentId, DeploymentInfo, FindDeployment, GetDeploymentInfo};
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
    DeletePredictedAsset, FindPredictedAsset, GetPredictedAsset, ListPredictedAssets, PredictedAssetId,
    PredictedAssetInfo, StoredPrediction, StoredPredictions,
};
pub use query::{DataFilter, NextPage, Page};
pub use review::{AddReview, Review};
pub use shadow::AddShadow;
pub use statistic::{
    ClassificationReport, DetectionCounts, DetectionReport, DetectionScore, DriftReport, DriftTests,
    KolmogorovSmirnov, LabelCount, LabelDistribution, Latencies, MetricsSummary, PredictionMetrics,
    Statistic, StatsSelection, StatsSummary, Timestamps, UnreadableStatistic,
};
pub use stats::{GetStats, RetrieveInformation, StatsFilter, StatsService};
pub use tag::{ListTags, Tag, TagId};

/// A call of a service.
pub trait Endpoint {
    /// What the service answers.
    type Response;

    /// The request, without credentials.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`], where what was asked for does not fit into a request.
    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput>;

    /// Returns what the call does, as a phrase that completes "could not".
    fn action(&self) -> &'static str;

    /// Reads the response.
    ///
    /// # Errors
    ///
    /// [`ResponseError::Rejected`] for any status but the one that means success to this call, and
    /// [`ResponseError::Unreadable`] for a body that is not what the call promises.
    fn read(&self, response: http::Response<Bytes>) -> Result<Self::Response, ResponseError>;
}

/// A GET of the platform, whose path starts with `/api`.
fn get(host: &Host, path_and_query: &str) -> Result<http::Request<Body>, InvalidInput> {
    send_json(host, Method::GET, path_and_query, Body::empty())
}

/// A request to the platform.
fn send_json(
    host: &Host,
    method: Method,
    path_and_query: &str,
    body: Body,
) -> Result<http::Request<Body>, InvalidInput> {
    host.request(method, path_and_query, body).map(|mut request| {
        // The platform wants this header on every call, reads included.
        let json = header::HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::CONTENT_TYPE, json);
        request
    })
}

/// A POST to the monitoring service that stores something: the key is the same for each attempt at it.
fn post_under_key(
    host: &Host,
    path: &str,
    idempotency_key: &str,
    body: &Body,
) -> Result<http::Request<Body>, InvalidInput> {
    let mut request = host.request(Method::POST, path, body.clone())?;
    let key = idempotency_key
        .parse()
        .map_err(|_| Problem::invalid("idempotency_key", "is not the value of a header"))?;
    request.headers_mut().insert(Monitor::IDEMPOTENCY_KEY, key);
    Ok(request)
}

/// A response of the platform: any 2xx is a success, but for 208, which reports a conflict in its storage.
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

/// One segment of a path, with everything encoded that could end it.
fn segment(id: &str) -> Cow<'_, str> {
    // Ids are UUIDs.
    if id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Cow::Borrowed(id);
    }
    Cow::Owned(form_urlencoded::byte_serialize(id.as_bytes()).collect::<String>().replace('+', "%20"))
}

fn too_long() -> InvalidInput {
    Problem::invalid("request", "the names and filters are too long to fit into a URL").into()
}
