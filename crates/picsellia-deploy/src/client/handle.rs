use std::sync::Arc;

use picsellia_core::MonitorTransport;
use picsellia_core::endpoint::{
    DataSource, DatalakeId, DeploymentId, DeploymentInfo, Endpoint, FindDatalake, FindDeployment, Host,
    ListDataSources, ListDatalakes, ListDeployments, Organization,
};

use crate::Datalake;
use crate::Deployment;
use crate::credentials::Credentials;
use crate::error::ConfigError;
use crate::listing::{LARGEST_LIST, Listing};
use crate::observe::Counters;
use crate::retry::{CallOptions, Caller};
use crate::{ClientBuilder, Error};

/// A connection to the platform, as one organization. A clone is cheap and shares it.
#[derive(Clone, Debug)]
pub struct Client(pub(super) Arc<Inner>, pub(super) CallOptions);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) caller: Caller,
    pub(super) host: Host,
    pub(super) allow_insecure_http: bool,
    pub(super) username: String,
    pub(super) organization: Organization,
    /// What every call to the platform carries.
    pub(super) credentials: Arc<Credentials>,
}

impl Client {
    /// Starts a client that reaches the services through `transport`.
    #[must_use]
    pub fn builder(transport: impl MonitorTransport + 'static) -> ClientBuilder {
        ClientBuilder::new(Arc::new(transport))
    }

    /// The owner of the token.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.0.username
    }

    /// The organization that the client acts in.
    #[must_use]
    pub fn organization(&self) -> &Organization {
        &self.0.organization
    }

    /// What the client did since it was connected.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.0.caller.observer.counters()
    }

    /// Finds a deployment by its name, to the letter.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) with the status 404, if the organization has none of this name.
    pub async fn deployment(&self, name: &str) -> Result<Deployment, Error> {
        self.open(FindDeployment::by_name(&self.0.organization.id, name)).await
    }

    /// Finds a deployment by its id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) with the status 404, if the organization has none of this id.
    pub async fn deployment_by_id(&self, id: &DeploymentId) -> Result<Deployment, Error> {
        self.open(FindDeployment::by_id(&self.0.organization.id, id)).await
    }

    /// Lists the deployments of the organization, at most `limit` of them.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform does not response with a list.
    pub async fn deployments(&self, limit: usize) -> Result<Vec<DeploymentInfo>, Error> {
        self.stream_deployments_up_to(limit).try_collect().await
    }

    /// Streams the deployments of the organization, page by page as they are asked for.
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

    /// The default datalake of the organization.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected), if the organization has none.
    pub async fn datalake(&self) -> Result<Datalake, Error> {
        self.open_datalake(FindDatalake::default_of(&self.0.organization.id)).await
    }

    /// Finds a datalake of the organization by its name, to the letter.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) with the status 404, if the organization has none of this name.
    pub async fn datalake_named(&self, name: &str) -> Result<Datalake, Error> {
        self.open_datalake(FindDatalake::by_name(&self.0.organization.id, name)).await
    }

    /// Finds a datalake of the organization by its id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) with the status 404, if the organization has none of this id.
    pub async fn datalake_by_id(&self, id: &DatalakeId) -> Result<Datalake, Error> {
        self.open_datalake(FindDatalake::by_id(&self.0.organization.id, id)).await
    }

    /// All datalakes of the organization.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform does not response with a list.
    pub async fn datalakes(&self) -> Result<Vec<Datalake>, Error> {
        let list = ListDatalakes::new(&self.0.organization.id);
        let found = self.call_for_up_to(&list, LARGEST_LIST).await?;
        Ok(found.into_iter().map(|info| Datalake::new(self.clone(), info)).collect())
    }

    async fn open_datalake(&self, find: FindDatalake<'_>) -> Result<Datalake, Error> {
        Ok(Datalake::new(self.clone(), self.call(&find).await?))
    }

    /// All data sources of the organization: what [`DataFilter::source`](crate::datalake::DataFilter::source) can name.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform does not response with a list.
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

    /// Calls the platform: for what this crate has no method for. Calls are repeated as the
    /// [`RetryPolicy`](crate::RetryPolicy) allows, so they must be such that a repetition does no harm.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform does not response what the endpoint promises.
    pub async fn call<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<E::Response, Error> {
        self.0.caller.call(endpoint, &self.0.host, &self.0.credentials, &self.1).await
    }

    /// Calls the platform, once: for what would be done twice if it were called again.
    pub(crate) async fn call_once<E: Endpoint + Sync>(&self, endpoint: &E) -> Result<E::Response, Error> {
        self.0.caller.call_once(endpoint, &self.0.host, &self.0.credentials, &self.1).await
    }

    /// As [`call`](Self::call), for a response of up to so many bytes.
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

    /// Refuses a host that the token must not be sent to.
    pub(crate) fn check_host(&self, host: &Host) -> Result<(), ConfigError> {
        super::builder::check_host(host, self.0.allow_insecure_http)
    }
}
