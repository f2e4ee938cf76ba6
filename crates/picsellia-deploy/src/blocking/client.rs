use std::sync::Arc;

use bytes::Bytes;
use picsellia_core::endpoint::{
    Data, DataId, DataSource, DatalakeId, DeploymentId, DeploymentInfo, Endpoint, Organization,
    OrganizationId,
};
use picsellia_core::{BlockingMonitorTransport, Inline, RequestLimits, Secret};

use super::drive::drive;
use super::{Datalake, Deployment, Items};
use crate::client::Counters;
use crate::{Error, RetryPolicy};

/// A connection to the platform, as one organization: [`Client`](crate::Client), blocking.
#[derive(Clone, Debug)]
pub struct Client(crate::Client);

/// Gathers what a [`Client`] needs, and connects it: [`ClientBuilder`](crate::ClientBuilder), blocking.
#[derive(Debug)]
pub struct ClientBuilder(crate::ClientBuilder);

impl Client {
    /// Starts a client that reaches the services through `transport`, which blocks.
    #[must_use]
    pub fn builder(transport: impl BlockingMonitorTransport + 'static) -> ClientBuilder {
        ClientBuilder(crate::Client::builder(Inline::new(Arc::new(transport))))
    }

    /// As [`Client::username`](crate::Client::username).
    #[must_use]
    pub fn username(&self) -> &str {
        self.0.username()
    }

    /// As [`Client::organization`](crate::Client::organization).
    #[must_use]
    pub fn organization(&self) -> &Organization {
        self.0.organization()
    }

    /// As [`Client::counters`](crate::Client::counters).
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.0.counters()
    }

    /// As [`Client::deployment`](crate::Client::deployment).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn deployment(&self, name: &str) -> Result<Deployment, Error> {
        drive(self.0.deployment(name)).map(Deployment)
    }

    /// As [`Client::deployment_by_id`](crate::Client::deployment_by_id).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn deployment_by_id(&self, id: &DeploymentId) -> Result<Deployment, Error> {
        drive(self.0.deployment_by_id(id)).map(Deployment)
    }

    /// As [`Client::deployments`](crate::Client::deployments).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn deployments(&self, limit: usize) -> Result<Vec<DeploymentInfo>, Error> {
        drive(self.0.deployments(limit))
    }

    /// As [`Client::stream_deployments`](crate::Client::stream_deployments), as an iterator.
    #[must_use]
    pub fn iter_deployments(&self) -> Items<DeploymentInfo> {
        Items(self.0.stream_deployments())
    }

    /// As [`Client::datalake`](crate::Client::datalake).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn datalake(&self) -> Result<Datalake, Error> {
        drive(self.0.datalake()).map(Datalake)
    }

    /// As [`Client::datalake_named`](crate::Client::datalake_named).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn datalake_named(&self, name: &str) -> Result<Datalake, Error> {
        drive(self.0.datalake_named(name)).map(Datalake)
    }

    /// As [`Client::datalake_by_id`](crate::Client::datalake_by_id).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn datalake_by_id(&self, id: &DatalakeId) -> Result<Datalake, Error> {
        drive(self.0.datalake_by_id(id)).map(Datalake)
    }

    /// As [`Client::datalakes`](crate::Client::datalakes).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn datalakes(&self) -> Result<Vec<Datalake>, Error> {
        drive(self.0.datalakes()).map(|found| found.into_iter().map(Datalake).collect())
    }

    /// As [`Client::data_sources`](crate::Client::data_sources).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn data_sources(&self) -> Result<Vec<DataSource>, Error> {
        drive(self.0.data_sources())
    }

    /// As [`Client::data`](crate::Client::data).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn data(&self, id: &DataId) -> Result<Data, Error> {
        drive(self.0.data(id))
    }

    /// As [`Client::download`](crate::Client::download).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn download(&self, data: &Data) -> Result<Bytes, Error> {
        drive(self.0.download(data))
    }

    /// As [`Client::call`](crate::Client::call).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn call<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<E::Response, Error> {
        drive(self.0.call(endpoint))
    }
}

impl ClientBuilder {
    /// As [`ClientBuilder::token`](crate::ClientBuilder::token).
    #[must_use]
    pub fn token(self, token: impl Into<Secret>) -> Self {
        Self(self.0.token(token))
    }

    /// As [`ClientBuilder::host`](crate::ClientBuilder::host).
    #[must_use]
    pub fn host(self, host: impl Into<String>) -> Self {
        Self(self.0.host(host))
    }

    /// As [`ClientBuilder::allow_insecure_http`](crate::ClientBuilder::allow_insecure_http).
    #[must_use]
    pub fn allow_insecure_http(self) -> Self {
        Self(self.0.allow_insecure_http())
    }

    /// As [`ClientBuilder::organization`](crate::ClientBuilder::organization).
    #[must_use]
    pub fn organization(self, name: impl Into<String>) -> Self {
        Self(self.0.organization(name))
    }

    /// As [`ClientBuilder::organization_id`](crate::ClientBuilder::organization_id).
    #[must_use]
    pub fn organization_id(self, id: OrganizationId) -> Self {
        Self(self.0.organization_id(id))
    }

    /// As [`ClientBuilder::retry_policy`](crate::ClientBuilder::retry_policy).
    #[must_use]
    pub fn retry_policy(self, policy: RetryPolicy) -> Self {
        Self(self.0.retry_policy(policy))
    }

    /// As [`ClientBuilder::request_limits`](crate::ClientBuilder::request_limits).
    #[must_use]
    pub fn request_limits(self, limits: RequestLimits) -> Self {
        Self(self.0.request_limits(limits))
    }

    /// As [`ClientBuilder::connect`](crate::ClientBuilder::connect).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn connect(self) -> Result<Client, Error> {
        drive(self.0.connect()).map(Client)
    }
}
