use std::sync::Arc;
use std::time::Duration;

use picsellia_core::MonitorTransport;
use picsellia_core::endpoint::{
    DataSource, DatalakeId, DeploymentId, DeploymentInfo, Endpoint, FindDatalake, FindDeployment, Host,
    ListDataSources, ListDatalakes, ListDeployments, Organization,
};

use crate::credentials::Credentials;
use crate::error::ConfigError;
use crate::listing::{LARGEST_LIST, Listing};
use crate::observe::Counters;
use crate::retry::{CallOptions, Caller};
use crate::{ClientBuilder, Datalake, Deployment, Error, RetryPolicy};

/// A connection to the platform as one organization. A clone is cheap and shares the connection.
///
/// ```
/// use picsellia_deploy::Client;
/// use picsellia_transport_mock::{MockTransport, block_on};
///
/// # block_on(async {
/// let client = Client::builder(MockTransport::new()).token("the-api-token").connect().await?;
/// let doors = client.deployment("doors").await?;
/// println!("{} monitors {} predictions", doors.name(), doors.inference_type());
/// # Ok::<(), picsellia_deploy::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct Client(pub(super) Arc<Inner>, pub(super) CallOptions);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) caller: Caller,
    pub(super) host: Host,
    pub(super) allow_insecure_http: bool,
    pub(super) username: String,
    pub(super) organization: Organization,
    /// The credentials of every call to the platform.
    pub(super) credentials: Arc<Credentials>,
}

impl Client {
    /// Connects with the settings of the environment: `PICSELLIA_TOKEN`, `PICSELLIA_HOST` and
    /// `PICSELLIA_ORGANIZATION`.
    ///
    /// The token is required. [`ClientBuilder`] describes the defaults of the others.
    ///
    /// ```no_run
    /// use picsellia_deploy::Client;
    /// use picsellia_transport_hyper::HyperTransport;
    ///
    /// # async fn run() -> Result<(), picsellia_deploy::Error> {
    /// let client = Client::from_env(HyperTransport::new()?).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::connect`].
    pub async fn from_env(transport: impl MonitorTransport + 'static) -> Result<Self, Error> {
        Self::builder(transport).connect().await
    }

    /// Creates a builder for a client that sends its requests through `transport`.
    #[must_use]
    pub fn builder(transport: impl MonitorTransport + 'static) -> ClientBuilder {
        ClientBuilder::new(Arc::new(transport))
    }

    /// Returns a client with another retry policy, which shares this connection.
    #[must_use]
    pub fn with_retry_policy(&self, policy: RetryPolicy) -> Self {
        Self(Arc::clone(&self.0), self.1.with_retry_policy(policy))
    }

    /// Returns a client with another time limit for each call, which shares this connection.
    ///
    /// The limit includes the attempts, waits and login of a call.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self(Arc::clone(&self.0), self.1.with_timeout(timeout))
    }

    /// Returns the user name of the token's owner.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.0.username
    }

    /// Returns the organization that the client acts in.
    #[must_use]
    pub fn organization(&self) -> &Organization {
        &self.0.organization
    }

    /// Returns how many predictions were sent, delivered, retried and so on since the client was
    /// connected.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.0.caller.observer.counters()
    }

    /// Finds a deployment by its exact name.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the organization has no deployment with this name. Other
    /// [`Error`]s if the request fails.
    pub async fn deployment(&self, name: &str) -> Result<Deployment, Error> {
        self.open(FindDeployment::by_name(&self.0.organization.id, name)).await
    }

    /// Finds a deployment by its id.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the organization has no deployment with this id. Other [`Error`]s
    /// if the request fails.
    pub async fn deployment_by_id(&self, id: &DeploymentId) -> Result<Deployment, Error> {
        self.open(FindDeployment::by_id(&self.0.organization.id, id)).await
    }

    /// Lists at most `limit` deployments of the organization.
    ///
    /// # Errors
    ///
    /// [`Error`] if a request fails.
    pub async fn deployments(&self, limit: usize) -> Result<Vec<DeploymentInfo>, Error> {
        self.stream_deployments_up_to(limit).try_collect().await
    }

    /// Streams the deployments of the organization, and requests each page when it is needed.
    pub fn stream_deployments(&self) -> Listing<DeploymentInfo> {
        self.stream_deployments_up_to(usize::MAX)
    }

    fn stream_deployments_up_to(&self, limit: usize) -> Listing<DeploymentInfo> {
        let this = self.clone();
        Listing::new(limit, move |limit, start| {
            let this = this.clone();
            async move {
                let page = ListDeployments::new(&this.organization().id, limit).after(start.as_ref());
                this.call_for_up_to(&page, LARGEST_LIST).await
            }
        })
    }

    async fn open(&self, find: FindDeployment<'_>) -> Result<Deployment, Error> {
        Deployment::new(self.clone(), self.call(&find).await?)
    }

    /// Finds the default datalake of the organization.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) if the organization has none. Other
    /// [`Error`]s if the request fails.
    pub async fn datalake(&self) -> Result<Datalake, Error> {
        self.open_datalake(FindDatalake::default_of(&self.0.organization.id)).await
    }

    /// Finds a datalake of the organization by its exact name.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the organization has no datalake with this name. Other [`Error`]s
    /// if the request fails.
    pub async fn datalake_named(&self, name: &str) -> Result<Datalake, Error> {
        self.open_datalake(FindDatalake::by_name(&self.0.organization.id, name)).await
    }

    /// Finds a datalake of the organization by its id.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the organization has no datalake with this id. Other [`Error`]s
    /// if the request fails.
    pub async fn datalake_by_id(&self, id: &DatalakeId) -> Result<Datalake, Error> {
        self.open_datalake(FindDatalake::by_id(&self.0.organization.id, id)).await
    }

    /// Lists all datalakes of the organization.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub async fn datalakes(&self) -> Result<Vec<Datalake>, Error> {
        let list = ListDatalakes::new(&self.0.organization.id);
        let found = self.call_for_up_to(&list, LARGEST_LIST).await?;
        Ok(found.into_iter().map(|info| Datalake::new(self.clone(), info)).collect())
    }

    async fn open_datalake(&self, find: FindDatalake<'_>) -> Result<Datalake, Error> {
        Ok(Datalake::new(self.clone(), self.call(&find).await?))
    }

    /// Lists all data sources of the organization, which
    /// [`DataFilter::source`](crate::datalake::DataFilter::source) selects by name.
    ///
    /// # Errors
    ///
    /// [`Error`] if a request fails.
    pub async fn data_sources(&self) -> Result<Vec<DataSource>, Error> {
        let this = self.clone();
        let all = Listing::new(usize::MAX, move |_, start| {
            let this = this.clone();
            async move {
                let page = ListDataSources::new(&this.organization().id).after(start.as_ref());
                this.call_for_up_to(&page, LARGEST_LIST).await
            }
        });
        all.try_collect().await
    }

    /// Makes a call of your own to the platform, for what this crate has no method for.
    ///
    /// The [`RetryPolicy`] applies, so it must be safe to make the call twice.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails or [`Endpoint::read`] reports an error.
    pub async fn call<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<E::Response, Error> {
        self.0.caller.call(endpoint, &self.0.host, &self.0.credentials, &self.1).await
    }

    /// Makes a call to the platform that must not be made twice.
    pub(crate) async fn call_once<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<E::Response, Error> {
        self.0.caller.call_once(endpoint, &self.0.host, &self.0.credentials, &self.1).await
    }

    /// Makes a call to the platform whose response has up to `bytes` bytes.
    pub(crate) async fn call_for_up_to<E: Endpoint + Sync>(
        &self,
        endpoint: &E,
        bytes: usize,
    ) -> Result<E::Response, Error> {
        let options = self.1.with_responses_up_to(bytes);
        self.0.caller.call(endpoint, &self.0.host, &self.0.credentials, &options).await
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.0.caller
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.0.credentials
    }

    /// Returns the retry policy and the limits of the calls that this handle makes.
    pub(crate) fn options(&self) -> &CallOptions {
        &self.1
    }

    pub(crate) fn host(&self) -> &Host {
        &self.0.host
    }

    /// Rejects a host that the token must not be sent to.
    pub(crate) fn check_host(&self, host: &Host) -> Result<(), ConfigError> {
        super::builder::check_host(host, self.0.allow_insecure_http)
    }
}
