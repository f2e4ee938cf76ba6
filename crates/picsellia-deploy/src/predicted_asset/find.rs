use std::convert::identity;

use picsellia_core::endpoint::{DataFilter, FindPredictedAsset, ListPredictedAssets, PredictedAssetKey};

use crate::client::Listing;
use crate::listing::LARGEST_LIST;
use crate::{Deployment, Error, PredictedAsset};

impl Deployment {
    /// Finds one stored prediction.
    ///
    /// The key is a receipt, the id of a prediction, of a predicted asset or of a `Data`, or
    /// [`PredictedAssetKey::filename`] and [`PredictedAssetKey::object_name`].
    ///
    /// # Errors
    ///
    /// [`Error::is_not_found`] if there is none.
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) if there are several.
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a receipt without an id.
    pub async fn predicted_asset<'a>(
        &self,
        key: impl Into<PredictedAssetKey<'a>>,
    ) -> Result<PredictedAsset, Error> {
        let key: PredictedAssetKey<'a> = key.into();
        let info = self.client().call(&FindPredictedAsset::new(self.id(), key)).await?;
        Ok(PredictedAsset::new(self.clone(), info))
    }

    /// Lists at most `limit` stored predictions whose `Data` matches `filter`.
    ///
    /// # Errors
    ///
    /// [`Error`] if the request fails.
    pub async fn predicted_assets(
        &self,
        filter: &DataFilter,
        limit: usize,
    ) -> Result<Vec<PredictedAsset>, Error> {
        self.stream_predicted_assets_up_to(filter.clone(), limit, identity).try_collect().await
    }

    /// Streams the stored predictions whose `Data` matches `filter`, and requests each page when it
    /// is needed.
    pub fn stream_predicted_assets(&self, filter: DataFilter) -> Listing<PredictedAsset> {
        self.stream_predicted_assets_up_to(filter, usize::MAX, identity)
    }

    pub(crate) fn stream_predicted_assets_up_to<T: 'static>(
        &self,
        filter: DataFilter,
        limit: usize,
        item: impl Fn(PredictedAsset) -> T + Copy + Send + Sync + 'static,
    ) -> Listing<T> {
        let this = self.clone();
        let fetch = move |limit, start: Option<_>| {
            let (this, filter) = (this.clone(), filter.clone());
            async move {
                let page = ListPredictedAssets::new(this.id(), &filter, limit).after(start.as_ref());
                this.client().call_for_up_to(&page, LARGEST_LIST).await
            }
        };
        let this = self.clone();
        Listing::mapped(limit, fetch, move |info| item(PredictedAsset::new(this.clone(), info)))
    }
}
