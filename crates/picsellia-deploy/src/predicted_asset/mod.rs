//! What a [`PredictedAsset`](crate::PredictedAsset) holds: stored predictions and reviews.

mod find;
pub(crate) mod handle;

pub use picsellia_core::endpoint::{
    PredictedAssetId, PredictedAssetInfo, PredictedAssetKey, Review, StoredPrediction, StoredPredictions,
};
