use picsellia_core::endpoint::{
    DeploymentSettings, DeploymentUpdate, GetDeployment, GetModelVersion, Label, ListLabels, ModelVersion,
    ModelVersionId, UpdateDeployment,
};

use crate::Deployment;
use crate::Error;

impl Deployment {
    /// Reads the current settings of the deployment: its name, models and tags.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub async fn settings(&self) -> Result<DeploymentSettings, Error> {
        self.client().call(&GetDeployment::new(self.id())).await
    }

    /// Changes the settings of the deployment and returns the new ones.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if a number is out of range. Nothing is
    /// sent in this case. Other [`Error`]s if the request fails.
    pub async fn update(&self, update: &DeploymentUpdate) -> Result<DeploymentSettings, Error> {
        self.client().call(&UpdateDeployment::new(self.id(), update)).await
    }

    /// Reads the champion model's version and its label map. Returns `None` if there is no model
    /// yet.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub async fn model_version(&self) -> Result<Option<ModelVersion>, Error> {
        let settings = self.settings().await?;
        self.model(settings.model_version).await
    }

    /// Reads the shadow model's version and its label map. Returns `None` if there is no shadow
    /// model.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
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

    /// Lists the labels that a review can assign.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub async fn labels(&self) -> Result<Vec<Label>, Error> {
        self.client().call(&ListLabels::new(self.id())).await
    }
}
