use picsellia_core::PredictionId;
use picsellia_core::endpoint::{
    AddReview, Data, DeletePredictedAsset, GetStoredPredictions, PredictedAssetId, PredictedAssetInfo,
    Review, StoredPrediction, StoredPredictions,
};
use serde_json::{Map, Value};

use crate::error::DecodeFailure;
use crate::{Deployment, Error};

/// A handle to a stored prediction: what the models predicted for one image, and its review.
///
/// [`Deployment::predicted_asset`] finds it. A clone is cheap.
///
/// ```
/// use picsellia_deploy::{Client, DetectionPrediction, Image, ImageSize};
/// use picsellia_transport_mock::{MockTransport, block_on};
///
/// # block_on(async {
/// let client = Client::builder(MockTransport::new()).token("the-api-token").connect().await?;
/// let doors = client.deployment("doors").await?;
///
/// let png = b"\x89PNG\r\n\x1a\n".to_vec();
/// let image = Image::from_bytes("door.png", png).with_size(ImageSize { width: 640, height: 480 });
/// let nothing = DetectionPrediction::builder().build()?;
/// let receipt = doors.monitor(image, 0.257, nothing).send().await?;
///
/// let asset = doors.predicted_asset(&receipt).await?;
/// assert_eq!(asset.data().filename, "door.png");
/// assert!(asset.champion().await?.prediction.is_empty());
/// assert!(asset.review().await?.is_none());
/// # Ok::<(), picsellia_deploy::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct PredictedAsset {
    deployment: Deployment,
    info: PredictedAssetInfo,
}

impl PredictedAsset {
    pub(crate) fn new(deployment: Deployment, info: PredictedAssetInfo) -> Self {
        Self { deployment, info }
    }

    /// Returns the id of the predicted asset at the platform.
    #[must_use]
    pub fn id(&self) -> &PredictedAssetId {
        &self.info.id
    }

    /// Returns the id of the prediction at the monitoring service, which is that of the receipt.
    #[must_use]
    pub fn prediction_id(&self) -> &PredictionId {
        &self.info.prediction_id
    }

    /// Returns the `Data` that the prediction was made on.
    #[must_use]
    pub fn data(&self) -> &Data {
        &self.info.data
    }

    /// Returns the ids and the `Data`, as they were when the handle was created.
    #[must_use]
    pub fn info(&self) -> &PredictedAssetInfo {
        &self.info
    }

    /// Returns the ids and the `Data` by value.
    #[must_use]
    pub fn into_info(self) -> PredictedAssetInfo {
        self.info
    }

    /// Reads what the champion model predicted, as a prediction of the deployment's type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if there is no such prediction or it has
    /// another form. Other [`Error`]s if the request fails.
    pub async fn champion(&self) -> Result<StoredPrediction, Error> {
        let stored = self.stored_predictions().await?;
        let champion = stored.champion_as(self.deployment.inference_type())?;
        champion.ok_or_else(|| DecodeFailure::NoChampion(self.id().clone()).into())
    }

    /// Reads what the shadow model predicted, as a prediction of the deployment's type. Returns
    /// `None` if it did not predict anything for this image.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the prediction has another form. Other
    /// [`Error`]s if the request fails.
    pub async fn shadow(&self) -> Result<Option<StoredPrediction>, Error> {
        Ok(self.stored_predictions().await?.shadow_as(self.deployment.inference_type())?)
    }

    /// Reads the last review as JSON. Returns `None` if nobody reviewed the prediction.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub async fn review(&self) -> Result<Option<Map<String, Value>>, Error> {
        Ok(self.stored_predictions().await?.review().cloned())
    }

    /// Reads all predictions and reviews in one request, as JSON or decoded.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub async fn stored_predictions(&self) -> Result<StoredPredictions, Error> {
        self.deployment.client().call(&GetStoredPredictions::new(self.id())).await
    }

    /// Adds the ground truth for the image. This cannot be undone.
    ///
    /// The labels of the review are those of [`Deployment::labels`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) if a label is not one of the
    /// deployment's. Other [`Error`]s if the request fails.
    pub async fn add_review(&self, review: &Review) -> Result<Map<String, Value>, Error> {
        self.deployment.client().call_once(&AddReview::new(self.id(), review)).await
    }

    /// Deletes the stored prediction.
    ///
    /// If an attempt may have been accepted and the next one finds nothing, the call succeeds.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if it was deleted before. Other [`Error`]s if the request fails.
    pub async fn delete(&self) -> Result<(), Error> {
        self.deployment.client().delete(&DeletePredictedAsset::new(self.id())).await
    }
}
