use picsellia_core::endpoint::{
    DeploymentSettings, DeploymentUpdate, GetDeployment, GetModelVersion, GetStats, Label, ListLabels,
    ModelVersion, ModelVersionId, RetrieveInformation, Statistic, StatsFilter, StatsService,
    UpdateDeployment,
};
use serde_json::{Map, Value};

use crate::Deployment;
use crate::Error;

impl Deployment {
    /// Reads what is set on the deployment now: its name, models and tags.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform does not response with a deployment.
    pub async fn settings(&self) -> Result<DeploymentSettings, Error> {
        self.client().call(&GetDeployment::new(self.id())).await
    }

    /// Changes what is set on the deployment, and returns what it is afterwards.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if a number is out of its range (nothing is sent).
    pub async fn update(&self, update: &DeploymentUpdate) -> Result<DeploymentSettings, Error> {
        self.client().call(&UpdateDeployment::new(self.id(), update)).await
    }

    /// The champion model's version, with its label map; none if there is no model yet.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform does not response.
    pub async fn model_version(&self) -> Result<Option<ModelVersion>, Error> {
        let settings = self.settings().await?;
        self.model(settings.model_version).await
    }

    /// The shadow model's version; none if there is no shadow model.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform does not response.
    pub async fn shadow_model_version(&self) -> Result<Option<ModelVersion>, Error> {
        let settings = self.settings().await?;
        self.model(settings.shadow_model_version).await
    }

    async fn model(&self, id: Option<ModelVersionId>) -> Result<Option<ModelVersion>, Error> {
        match id {
            Some(id) => self.client().call(&GetModelVersion::new(&id)).await.map(Some),
            None => Ok(None),
        }
    }

    /// The labels that reviews name objects by.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform does not response with a list.
    pub async fn labels(&self) -> Result<Vec<Label>, Error> {
        self.client().call(&ListLabels::new(self.id())).await
    }

    /// A statistic of the monitoring service. What is in it is the service's own, and no public text says: it is the
    /// JSON object that came, with accessors for what the local service answers.
    ///
    /// # Errors
    ///
    /// [`Error`], where the service answers with anything but 200 and an object.
    pub async fn stats(&self, service: StatsService, filter: &StatsFilter) -> Result<Statistic, Error> {
        self.oracle()?.call(&GetStats::new(self.id(), service, filter), self.client().options()).await
    }

    /// What the monitoring service knows of the deployment, as the JSON object that it is.
    ///
    /// # Errors
    ///
    /// As [`stats`](Self::stats).
    pub async fn information(&self) -> Result<Map<String, Value>, Error> {
        self.oracle()?.call(&RetrieveInformation::new(self.id()), self.client().options()).await
    }
}
