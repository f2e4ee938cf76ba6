use picsellia_core::PredictionId;
use picsellia_core::endpoint::{
    AddReview, DataFilter, DataId, DeletePredictedAsset, FindPredictedAsset, GetPredictedAsset,
    ListPredictedAssets, PredictedAssetId, PredictedAssetInfo, Review, StoredPredictions,
};
use serde_json::{Map, Value};

use crate::Deployment;
use crate::Error;
use crate::listing::{LARGEST_LIST, Listing};

impl Deployment {
    /// Finds a stored prediction by the id of its receipt.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) with the status 404, if there is none.
    pub async fn predicted_asset(&self, prediction: &PredictionId) -> Result<PredictedAssetInfo, Error> {
        self.client().call(&FindPredictedAsset::by_prediction(self.id(), prediction)).await
    }

    /// Finds a stored prediction by the file name of its image. Several with this name are an error.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected), if there is none or more than one.
    pub async fn predicted_asset_by_filename(&self, filename: &str) -> Result<PredictedAssetInfo, Error> {
        self.client().call(&FindPredictedAsset::by_filename(self.id(), filename)).await
    }

    /// Finds a stored prediction by the id of its predicted asset.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) with the status 404, if there is none.
    pub async fn predicted_asset_by_id(&self, id: &PredictedAssetId) -> Result<PredictedAssetInfo, Error> {
        self.client().call(&FindPredictedAsset::by_id(self.id(), id)).await
    }

    /// Finds a stored prediction by the name that its image has in the object storage.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) with the status 404, if there is none.
    pub async fn predicted_asset_by_object_name(
        &self,
        object_name: &str,
    ) -> Result<PredictedAssetInfo, Error> {
        self.client().call(&FindPredictedAsset::by_object_name(self.id(), object_name)).await
    }

    /// Finds a stored prediction by its Data.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) with the status 404, if there is none.
    pub async fn predicted_asset_of(&self, data: &DataId) -> Result<PredictedAssetInfo, Error> {
        self.client().call(&FindPredictedAsset::by_data(self.id(), data)).await
    }

    /// Lists the stored predictions whose Data `filter` lets through, at most `limit` of them.
    ///
    /// # Errors
    ///
    /// [`Error`], where the platform does not response with a list.
    pub async fn predicted_assets(
        &self,
        filter: &DataFilter,
        limit: usize,
    ) -> Result<Vec<PredictedAssetInfo>, Error> {
        self.stream_predicted_assets_up_to(filter.clone(), limit).try_collect().await
    }

    /// Streams the stored predictions whose Data `filter` lets through, page by page as they are asked for.
    pub fn stream_predicted_assets(&self, filter: DataFilter) -> Listing<PredictedAssetInfo> {
        self.stream_predicted_assets_up_to(filter, usize::MAX)
    }

    fn stream_predicted_assets_up_to(&self, filter: DataFilter, limit: usize) -> Listing<PredictedAssetInfo> {
        let this = self.clone();
        Listing::new(limit, move |limit, start| {
            let (this, filter) = (this.clone(), filter.clone());
            async move {
                let page = ListPredictedAssets::new(this.id(), &filter, limit).after(start.as_ref());
                this.client().call_for_up_to(&page, LARGEST_LIST).await
            }
        })
    }

    /// Reads what the champion and the shadow model predicted, and the review.
    ///
    /// # Errors
    ///
    /// [`Error`], where there is no such asset.
    pub async fn stored_predictions(&self, asset: &PredictedAssetId) -> Result<StoredPredictions, Error> {
        self.client().call(&GetPredictedAsset::new(asset)).await
    }

    /// Says what really is in the image of a stored prediction. It cannot be changed afterwards.
    ///
    /// # Errors
    ///
    /// [`Error`], where there is no such asset, or a label is not one of the deployment's.
    pub async fn add_review(
        &self,
        asset: &PredictedAssetId,
        review: &Review,
    ) -> Result<Map<String, Value>, Error> {
        self.client().call_once(&AddReview::new(asset, review)).await
    }

    /// Deletes a stored prediction.
    ///
    /// # Errors
    ///
    /// [`Error`], where there is no such asset.
    pub async fn delete_predicted_asset(&self, asset: &PredictedAssetId) -> Result<(), Error> {
        self.client().call(&DeletePredictedAsset::new(asset)).await
    }
}
