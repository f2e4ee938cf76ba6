use picsellia_core::DecodeError;
use picsellia_core::endpoint::{LabelMapError, PredictedAssetId, UnreadableStatistic};

/// Data that does not have the form that this version of the SDK reads.
///
/// The service responded as expected, or the data is your own. The raw data is still available,
/// for example from [`Statistic::as_object`](crate::statistics::Statistic::as_object).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeFailure {
    /// A prediction or a request cannot be decoded.
    #[error(transparent)]
    Prediction(#[from] DecodeError),
    /// A predicted asset holds no prediction of the champion model.
    #[error("the predicted asset {0} holds no prediction of the champion model")]
    NoChampion(PredictedAssetId),
    /// A statistic has no report.
    #[error(transparent)]
    Statistic(#[from] UnreadableStatistic),
    /// The label map of a model version has entries that are not labels.
    #[error(transparent)]
    LabelMap(#[from] LabelMapError),
}
