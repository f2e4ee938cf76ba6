//! Stored predictions, as the platform returns them.

pub use picsellia_core::endpoint::{
    PredictedAssetId, PredictedAssetInfo, Review, StoredPrediction, StoredPredictions,
};
