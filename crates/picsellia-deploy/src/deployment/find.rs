use picsellia_core::endpoint::{DeploymentId, DeploymentInfo, FindDeployment, ListDeployments};

use crate::listing::{LARGEST_LIST, Listing};
use crate::{Client, Deployment, Error};

impl Client {
    /// Finds a deployment by its exact name.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the organization has no deployment with this name. Other
    /// [`Error`]s if the request fails.
    pub async fn deployment(&self, name: &str) -> Result<Deployment, Error> {
        self.open(FindDeployment::by_name(&self.organization().id, name)).await
    }

    /// Finds a deployment by its id.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if the organization has no deployment with this id. Other [`Error`]s
    /// if the request fails.
    pub async fn deployment_by_id(&self, id: &DeploymentId) -> Result<Deployment, Error> {
        self.open(FindDeployment::by_id(&self.organization().id, id)).await
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
}
