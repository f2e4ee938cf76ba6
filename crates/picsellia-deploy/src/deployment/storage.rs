use picsellia_core::endpoint::{Data, GetConnector};
use picsellia_core::{CloudImage, Connector};

use crate::{Deployment, Error};

impl Deployment {
    /// Returns the object storage that holds the deployment's images. It is looked up once.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub async fn connector(&self) -> Result<&Connector, Error> {
        let _guard = self.0.connecting.lock().await;
        if let Some(connector) = self.0.connector.get() {
            return Ok(connector);
        }
        let connector = self.client().call(&GetConnector::new(self.id())).await?;
        Ok(self.0.connector.get_or_init(|| connector))
    }

    /// Returns a reference to an image that is already in the deployment's storage, by the name of
    /// its object.
    ///
    /// A request with it sends no bytes, so you must give its size with [`CloudImage::with_size`].
    ///
    /// # Errors
    ///
    /// [`Error`] if the storage cannot be looked up.
    pub async fn cloud_image(&self, object_name: impl Into<String>) -> Result<CloudImage, Error> {
        Ok(CloudImage::new(self.connector().await?.clone(), object_name))
    }

    /// Returns a reference to the image of a `Data`, for a request that sends no bytes.
    ///
    /// # Errors
    ///
    /// [`Error`] if the storage cannot be looked up.
    pub async fn image_of(&self, data: &Data) -> Result<CloudImage, Error> {
        let mut image = self.cloud_image(&data.object_name).await?;
        if let Some(size) = data.size {
            image = image.with_size(size);
        }
        if let Ok(content_type) = data.content_type.parse() {
            image = image.with_content_type(content_type);
        }
        Ok(image)
    }
}
