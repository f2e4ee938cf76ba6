use picsellia_core::PredictionId;
use picsellia_core::endpoint::{
    Data, PredictedAssetId, PredictedAssetInfo, Review, StoredPrediction, StoredPredictions,
};
use serde_json::{Map, Value};

use super::drive::drive;
use crate::Error;

/// A blocking handle to a stored prediction: what the models predicted for one image, and its
/// review.
///
/// [`Deployment::predicted_asset`](super::Deployment::predicted_asset) finds it. A clone is cheap.
#[derive(Clone, Debug)]
pub struct PredictedAsset(pub(super) crate::PredictedAsset);

impl PredictedAsset {
    /// Returns the id of the predicted asset at the platform.
    #[must_use]
    pub fn id(&self) -> &PredictedAssetId {
        self.0.id()
    }

    /// Returns the id of the prediction at the monitoring service, which is that of the receipt.
    #[must_use]
    pub fn prediction_id(&self) -> &PredictionId {
        self.0.prediction_id()
    }

    /// Returns the `Data` that the prediction was made on.
    #[must_use]
    pub fn data(&self) -> &Data {
        self.0.data()
    }

    /// Returns the ids and the `Data`, as they were when the handle was created.
    #[must_use]
    pub fn info(&self) -> &PredictedAssetInfo {
        self.0.info()
    }

    /// Returns the ids and the `Data` by value.
    #[must_use]
    pub fn into_info(self) -> PredictedAssetInfo {
        self.0.into_info()
    }

    /// Reads what the champion model predicted, as a prediction of the deployment's type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if there is no such prediction or it has
    /// another form. Other [`Error`]s if the request fails.
    pub fn champion(&self) -> Result<StoredPrediction, Error> {
        drive(self.0.champion())
    }

    /// Reads what the shadow model predicted, as a prediction of the deployment's type. Returns
    /// `None` if it did not predict anything for this image.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the prediction has another form. Other
    /// [`Error`]s if the request fails.
    pub fn shadow(&self) -> Result<Option<StoredPrediction>, Error> {
        drive(self.0.shadow())
    }

    /// Reads the last review as JSON. Returns `None` if nobody reviewed the prediction.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub fn review(&self) -> Result<Option<Map<String, Value>>, Error> {
        drive(self.0.review())
    }

    /// Reads all predictions and reviews in one request, as JSON or decoded.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub fn stored_predictions(&self) -> Result<StoredPredictions, Error> {
        drive(self.0.stored_predictions())
    }

    /// Adds the ground truth for the image. This cannot be undone.
    ///
    /// The labels of the review are those of [`Deployment::labels`](super::Deployment::labels).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) if a label is not one of the
    /// deployment's. Other [`Error`]s if the request fails.
    pub fn add_review(&self, review: &Review) -> Result<Map<String, Value>, Error> {
        drive(self.0.add_review(review))
    }

    /// Deletes the stored prediction.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if it was deleted before. Other [`Error`]s if the request fails.
    pub fn delete(&self) -> Result<(), Error> {
        drive(self.0.delete())
    }
}
