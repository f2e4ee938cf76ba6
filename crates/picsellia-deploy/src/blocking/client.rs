use std::time::Duration;

use bytes::Bytes;
use picsellia_core::endpoint::{
    Data, DataId, DataSource, DatalakeId, DeploymentId, DeploymentInfo, Endpoint, Host, Organization,
};

use super::drive::drive;
use super::{Datalake, Deployment, Items};
use crate::client::Counters;
use crate::{Error, RetryPolicy};

/// A blocking connection to the platform as one organization. A clone is cheap and shares the
/// connection.
#[derive(Clone, Debug)]
pub struct Client(pub(super) crate::Client);

impl Client {
    /// Returns a client with another retry policy, which shares this connection.
    ///
    /// The time limit does not change, unless the policy has a [deadline](RetryPolicy::deadline()).
    #[must_use]
    pub fn with_retry_policy(&self, policy: RetryPolicy) -> Self {
        Self(self.0.with_retry_policy(policy))
    }

    /// Returns a client with another time limit for each call, which shares this connection.
    ///
    /// The limit includes the attempts, waits and login of a call.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self(self.0.with_timeout(timeout))
    }

    /// Returns the platform's origin, such as `https://app.picsellia.com`.
    #[must_use]
    pub fn host(&self) -> &Host {
        self.0.host()
    }

    /// Returns the user name of the token's owner.
    #[must_use]
    pub fn username(&self) -> &str {
        self.0.username()
    }

    /// Returns the organization that the client acts in.
    #[must_use]
    pub fn organization(&self) -> &Organization {
        self.0.organization()
    }

    /// Returns how many predictions were sent, delivered, retried and so on since the client was
    /// connected.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.0.counters()
    }

    /// Finds a deployment by its exact name.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the organization has no deployment with this name. Other
    /// [`Error`]s if the request fails.
    pub fn deployment(&self, name: &str) -> Result<Deployment, Error> {
        drive(self.0.deployment(name)).map(Deployment)
    }

    /// Finds a deployment by its id.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the organization has no deployment with this id. Other [`Error`]s
    /// if the request fails.
    pub fn deployment_by_id(&self, id: &DeploymentId) -> Result<Deployment, Error> {
        drive(self.0.deployment_by_id(id)).map(Deployment)
    }

    /// Lists at most `limit` deployments of the organization.
    ///
    /// # Errors
    ///
    /// [`Error`] if a request fails.
    pub fn deployments(&self, limit: usize) -> Result<Vec<DeploymentInfo>, Error> {
        drive(self.0.deployments(limit))
    }

    /// Iterates over the deployments of the organization, and requests each page when it is needed.
    #[must_use]
    pub fn iter_deployments(&self) -> Items<DeploymentInfo> {
        Items::new(self.0.stream_deployments())
    }

    /// Finds the default datalake of the organization.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) if the organization has none. Other
    /// [`Error`]s if the request fails.
    pub fn datalake(&self) -> Result<Datalake, Error> {
        drive(self.0.datalake()).map(Datalake)
    }

    /// Finds a datalake of the organization by its exact name.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the organization has no datalake with this name. Other [`Error`]s
    /// if the request fails.
    pub fn datalake_named(&self, name: &str) -> Result<Datalake, Error> {
        drive(self.0.datalake_named(name)).map(Datalake)
    }

    /// Finds a datalake of the organization by its id.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the organization has no datalake with this id. Other [`Error`]s
    /// if the request fails.
    pub fn datalake_by_id(&self, id: &DatalakeId) -> Result<Datalake, Error> {
        drive(self.0.datalake_by_id(id)).map(Datalake)
    }

    /// Lists all datalakes of the organization.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub fn datalakes(&self) -> Result<Vec<Datalake>, Error> {
        drive(self.0.datalakes()).map(|found| found.into_iter().map(Datalake).collect())
    }

    /// Lists all data sources of the organization, which
    /// [`DataFilter::source`](crate::datalake::DataFilter::source) selects by name.
    ///
    /// # Errors
    ///
    /// [`Error`] if a request fails.
    pub fn data_sources(&self) -> Result<Vec<DataSource>, Error> {
        drive(self.0.data_sources())
    }

    /// Reads a `Data` by its id, with its source and tags.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if there is none. Other [`Error`]s if the request fails.
    pub fn data(&self, id: &DataId) -> Result<Data, Error> {
        drive(self.0.data(id))
    }

    /// Downloads the image of a `Data`: the encoded bytes as they were sent, up to 1 GiB.
    ///
    /// # Errors
    ///
    /// [`Error`] if the platform returns no URL for the image or the storage has no image there.
    pub fn download(&self, data: &Data) -> Result<Bytes, Error> {
        drive(self.0.download(data))
    }

    /// Makes a call of your own to the platform, for what this crate has no method for.
    ///
    /// The [`RetryPolicy`] applies, so it must be safe to make the call twice.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails or [`Endpoint::read`] reports an error.
    pub fn call<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<E::Response, Error> {
        drive(self.0.call(endpoint))
    }
}
