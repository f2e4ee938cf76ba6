use bytes::Bytes;
use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::data::WireData;
use super::query::{Listing, NextPage, Page};
use super::{Data, DataFilter, DeploymentId, Endpoint, Host, get, platform_response, segment, send_json};
use crate::id::id;
use crate::monitor::{DecodeError, PredictionId};
use crate::number::Seconds;
use crate::prediction::{InferenceType, Prediction};
use crate::problem::InvalidInput;
use crate::response::{ResponseError, json};
use crate::transport::Body;

id! {
    /// The id of a predicted asset: a UUID.
    PredictedAssetId
}

/// A stored prediction, with the Data that it was made on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PredictedAssetInfo {
    /// Its id at the platform.
    pub id: PredictedAssetId,
    /// Its id at the monitoring service: that of the receipt.
    pub prediction_id: PredictionId,
    /// The image.
    pub data: Data,
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    oracle_prediction_id: String,
    data: WireData,
}

impl From<Wire> for PredictedAssetInfo {
    fn from(wire: Wire) -> Self {
        Self {
            id: PredictedAssetId::new(wire.id),
            prediction_id: PredictionId::new(wire.oracle_prediction_id),
            data: wire.data.into(),
        }
    }
}

/// Finds one predicted asset of a deployment. It is an error if there are several.
#[derive(Clone, Copy, Debug)]
pub struct FindPredictedAsset<'a> {
    deployment: &'a DeploymentId,
    key: &'static str,
    value: &'a str,
}

impl<'a> FindPredictedAsset<'a> {
    /// By the id that the monitoring service gave the prediction: that of the receipt.
    #[must_use]
    pub fn by_prediction(deployment: &'a DeploymentId, id: &'a PredictionId) -> Self {
        Self { deployment, key: "oracle_prediction_id", value: id.as_str() }
    }

    /// By its own id.
    #[must_use]
    pub fn by_id(deployment: &'a DeploymentId, id: &'a PredictedAssetId) -> Self {
        Self { deployment, key: "id", value: id.as_str() }
    }

    /// By the file name of its Data.
    #[must_use]
    pub fn by_filename(deployment: &'a DeploymentId, filename: &'a str) -> Self {
        Self { deployment, key: "filename", value: filename }
    }

    /// By the object of its Data.
    #[must_use]
    pub fn by_object_name(deployment: &'a DeploymentId, object_name: &'a str) -> Self {
        Self { deployment, key: "object_name", value: object_name }
    }

    /// By the id of its Data.
    #[must_use]
    pub fn by_data(deployment: &'a DeploymentId, id: &'a super::DataId) -> Self {
        Self { deployment, key: "data_id", value: id.as_str() }
    }
}

impl Endpoint for FindPredictedAsset<'_> {
    type Response = PredictedAssetInfo;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair(self.key, self.value).finish();
        get(
            host,
            &format!("/api/deployment/{}/predictedassets/find?{query}", segment(self.deployment.as_str())),
        )
    }

    fn action(&self) -> &'static str {
        "find the predicted asset"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<PredictedAssetInfo, ResponseError> {
        let response = platform_response(self.action(), response)?;
        Ok(json::<Wire>(self.action(), &response)?.into())
    }
}

/// Lists a page of the predicted assets of a deployment.
#[derive(Clone, Copy, Debug)]
pub struct ListPredictedAssets<'a> {
    deployment: &'a DeploymentId,
    listing: Listing<'a>,
}

impl<'a> ListPredictedAssets<'a> {
    /// The first page of those whose Data `filter` lets through, with at most `limit` of them, up to 1,000.
    #[must_use]
    pub fn new(deployment: &'a DeploymentId, filter: &'a DataFilter, limit: usize) -> Self {
        Self { deployment, listing: Listing { filter, prefix: "data.", limit, page: None } }
    }

    /// The page that another one names as its [`next`](Page::next); the first page if none.
    #[must_use]
    pub fn after(mut self, page: Option<&'a NextPage>) -> Self {
        self.listing.page = page;
        self
    }
}

impl Endpoint for ListPredictedAssets<'_> {
    type Response = Page<PredictedAssetInfo>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let query = self.listing.query()?;
        get(host, &format!("/api/deployment/{}/predictedassets?{query}", segment(self.deployment.as_str())))
    }

    fn action(&self) -> &'static str {
        "list the predicted assets"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Self::Response, ResponseError> {
        let response = platform_response(self.action(), response)?;
        Ok(self.listing.page::<Wire, _>(json(self.action(), &response)?))
    }
}

/// What is stored of a predicted asset beside its Data: the predictions as the platform gives them, and the reviews.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StoredPredictions {
    predictions: Vec<Map<String, Value>>,
    reviews: Vec<Map<String, Value>>,
}

impl StoredPredictions {
    /// What the champion model predicted.
    #[must_use]
    pub fn champion(&self) -> Option<&Map<String, Value>> {
        self.of_shadow(false)
    }

    /// What the shadow model predicted, if it did.
    #[must_use]
    pub fn shadow(&self) -> Option<&Map<String, Value>> {
        self.of_shadow(true)
    }

    /// What the champion model predicted, as a prediction of the deployment's type.
    ///
    /// No public text says how the platform gives predictions back; this reads what the local service gives: an object with
    /// `latency` and, in the form of the wire, `prediction`. [`champion`](Self::champion) has it as it came.
    ///
    /// # Errors
    ///
    /// [`DecodeError`], where it is of another form or another type.
    pub fn champion_as(
        &self,
        inference_type: InferenceType,
    ) -> Result<Option<StoredPrediction>, DecodeError> {
        self.champion().map(|stored| StoredPrediction::read(stored, inference_type)).transpose()
    }

    /// What the shadow model predicted, likewise.
    ///
    /// # Errors
    ///
    /// As [`champion_as`](Self::champion_as).
    pub fn shadow_as(&self, inference_type: InferenceType) -> Result<Option<StoredPrediction>, DecodeError> {
        self.shadow().map(|stored| StoredPrediction::read(stored, inference_type)).transpose()
    }

    /// The review, the last one if there are several.
    #[must_use]
    pub fn review(&self) -> Option<&Map<String, Value>> {
        self.reviews.last()
    }

    fn of_shadow(&self, shadow: bool) -> Option<&Map<String, Value>> {
        let is_wanted = |prediction: &&Map<String, Value>| {
            prediction.get("is_shadow").and_then(Value::as_bool).unwrap_or_default() == shadow
        };
        self.predictions.iter().find(is_wanted)
    }
}

/// What one model predicted, as it is stored.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StoredPrediction {
    /// How long the model took.
    pub latency: Option<Seconds>,
    /// What it found.
    pub prediction: Prediction,
}

impl StoredPrediction {
    fn read(stored: &Map<String, Value>, inference_type: InferenceType) -> Result<Self, DecodeError> {
        let prediction = stored.get("prediction").unwrap_or(&Value::Null).to_string();
        Ok(Self {
            latency: stored.get("latency").and_then(Value::as_f64).map(Seconds::from),
            prediction: Prediction::from_json(prediction.as_bytes(), inference_type)?,
        })
    }
}

#[derive(Deserialize)]
struct WireStored {
    predictions: Option<Vec<Map<String, Value>>>,
    reviews: Option<Vec<Map<String, Value>>>,
}

/// Reads what is stored of a predicted asset.
#[derive(Clone, Copy, Debug)]
pub struct GetPredictedAsset<'a> {
    id: &'a PredictedAssetId,
}

impl<'a> GetPredictedAsset<'a> {
    /// Of this id.
    #[must_use]
    pub fn new(id: &'a PredictedAssetId) -> Self {
        Self { id }
    }
}

impl Endpoint for GetPredictedAsset<'_> {
    type Response = StoredPredictions;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/predicted/asset/{}", segment(self.id.as_str())))
    }

    fn action(&self) -> &'static str {
        "read the predictions"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<StoredPredictions, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let WireStored { predictions, reviews } = json(self.action(), &response)?;
        Ok(StoredPredictions {
            predictions: predictions.unwrap_or_default(),
            reviews: reviews.unwrap_or_default(),
        })
    }
}

/// Deletes a predicted asset.
#[derive(Clone, Copy, Debug)]
pub struct DeletePredictedAsset<'a> {
    id: &'a PredictedAssetId,
}

impl<'a> DeletePredictedAsset<'a> {
    /// Of this id.
    #[must_use]
    pub fn new(id: &'a PredictedAssetId) -> Self {
        Self { id }
    }
}

impl Endpoint for DeletePredictedAsset<'_> {
    type Response = ();

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let path = format!("/api/predicted/asset/{}", segment(self.id.as_str()));
        send_json(host, Method::DELETE, &path, Body::empty())
    }

    fn action(&self) -> &'static str {
        "delete the predicted asset"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<(), ResponseError> {
        platform_response(self.action(), response)?;
        Ok(())
    }
}
