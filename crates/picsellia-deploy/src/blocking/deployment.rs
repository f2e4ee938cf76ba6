use picsellia_core::endpoint::{
    Data, DataFilter, DataId, DeploymentId, DeploymentSettings, DeploymentUpdate, Label, ModelVersion,
    PredictedAssetId, PredictedAssetInfo, Review, Statistic, StatsFilter, StatsService, StoredPredictions,
};
use picsellia_core::{
    CloudImage, Connector, InferenceType, MonitorReceipt, MonitorRequest, PredictionId, Shadow,
};
use serde_json::{Map, Value};

use super::Items;
use super::drive::drive;
use crate::Error;

/// A model in production, whose predictions are monitored: [`Deployment`](crate::Deployment), blocking.
#[derive(Clone, Debug)]
pub struct Deployment(pub(super) crate::Deployment);

impl Deployment {
    /// As [`Deployment::id`](crate::Deployment::id).
    #[must_use]
    pub fn id(&self) -> &DeploymentId {
        self.0.id()
    }

    /// As [`Deployment::name`](crate::Deployment::name).
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// As [`Deployment::inference_type`](crate::Deployment::inference_type).
    #[must_use]
    pub fn inference_type(&self) -> InferenceType {
        self.0.inference_type()
    }

    /// As [`Deployment::type_name`](crate::Deployment::type_name).
    #[must_use]
    pub fn type_name(&self) -> &str {
        self.0.type_name()
    }

    /// As [`Deployment::refresh`](crate::Deployment::refresh).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn refresh(&self) -> Result<Self, Error> {
        drive(self.0.refresh()).map(Self)
    }

    /// As [`Deployment::stream_predicted_assets`](crate::Deployment::stream_predicted_assets), as an iterator.
    #[must_use]
    pub fn iter_predicted_assets(&self, filter: DataFilter) -> Items<PredictedAssetInfo> {
        Items(self.0.stream_predicted_assets(filter))
    }
}

macro_rules! blocking {
    ($($name:ident($($argument:ident: $type:ty),*) -> $response:ty;)*) => {
        impl Deployment {
            $(
                #[doc = concat!("As [`Deployment::", stringify!($name), "`](crate::Deployment::", stringify!($name), ").")]
                ///
                /// # Errors
                ///
                /// The same.
                pub fn $name(&self, $($argument: $type),*) -> Result<$response, Error> {
                    drive(self.0.$name($($argument),*))
                }
            )*
        }
    };
}

blocking! {
    monitor(request: &MonitorRequest) -> MonitorReceipt;
    monitor_shadow(prediction: &PredictionId, shadow: &Shadow) -> ();
    connector() -> &Connector;
    cloud_image(object_name: &str) -> CloudImage;
    image_of(data: &Data) -> CloudImage;
    predicted_asset(prediction: &PredictionId) -> PredictedAssetInfo;
    predicted_asset_by_filename(filename: &str) -> PredictedAssetInfo;
    predicted_asset_by_id(id: &PredictedAssetId) -> PredictedAssetInfo;
    predicted_asset_by_object_name(object_name: &str) -> PredictedAssetInfo;
    predicted_asset_of(data: &DataId) -> PredictedAssetInfo;
    predicted_assets(filter: &DataFilter, limit: usize) -> Vec<PredictedAssetInfo>;
    stored_predictions(asset: &PredictedAssetId) -> StoredPredictions;
    add_review(asset: &PredictedAssetId, review: &Review) -> Map<String, Value>;
    delete_predicted_asset(asset: &PredictedAssetId) -> ();
    settings() -> DeploymentSettings;
    update(update: &DeploymentUpdate) -> DeploymentSettings;
    model_version() -> Option<ModelVersion>;
    shadow_model_version() -> Option<ModelVersion>;
    labels() -> Vec<Label>;
    stats(service: StatsService, filter: &StatsFilter) -> Statistic;
    information() -> Map<String, Value>;
}
