use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Endpoint, Host, PredictedAssetId, get, platform_response, segment};
use crate::monitor::DecodeError;
use crate::number::Seconds;
use crate::prediction::{InferenceType, Prediction};
use crate::problem::InvalidInput;
use crate::response::{ResponseError, json};
use crate::transport::Body;

/// The predictions and reviews of a predicted asset, as the platform returns them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StoredPredictions {
    predictions: Vec<Map<String, Value>>,
    reviews: Vec<Map<String, Value>>,
}

impl StoredPredictions {
    /// Returns the champion model's prediction as raw JSON.
    #[must_use]
    pub fn champion(&self) -> Option<&Map<String, Value>> {
        self.of_shadow(false)
    }

    /// Returns the shadow model's prediction as raw JSON, if there is one.
    #[must_use]
    pub fn shadow(&self) -> Option<&Map<String, Value>> {
        self.of_shadow(true)
    }

    /// Reads the champion model's prediction as one of the given type.
    ///
    /// Picsellia does not document the form in which the platform returns predictions. This method
    /// reads the form of the local service: an object with `latency` and, as it was sent,
    /// `prediction`. [`champion`](Self::champion) returns any form.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the prediction has another form or another type.
    pub fn champion_as(
        &self,
        inference_type: InferenceType,
    ) -> Result<Option<StoredPrediction>, DecodeError> {
        self.champion().map(|stored| StoredPrediction::read(stored, inference_type)).transpose()
    }

    /// Reads the shadow model's prediction as one of the given type, in the form of the local
    /// service.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the prediction has another form or another type.
    pub fn shadow_as(&self, inference_type: InferenceType) -> Result<Option<StoredPrediction>, DecodeError> {
        self.shadow().map(|stored| StoredPrediction::read(stored, inference_type)).transpose()
    }

    /// Returns the last review as raw JSON, if there is one.
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

/// The stored prediction of one model.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StoredPrediction {
    /// The inference time of the model.
    pub latency: Option<Seconds>,
    /// What the model predicted.
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
struct Wire {
    predictions: Option<Vec<Map<String, Value>>>,
    reviews: Option<Vec<Map<String, Value>>>,
}

/// Reads the predictions and reviews of a predicted asset.
#[derive(Clone, Copy, Debug)]
pub struct GetStoredPredictions<'a> {
    asset: &'a PredictedAssetId,
}

impl<'a> GetStoredPredictions<'a> {
    /// Creates a request for the predictions of the predicted asset with this id.
    #[must_use]
    pub fn new(asset: &'a PredictedAssetId) -> Self {
        Self { asset }
    }
}

impl Endpoint for GetStoredPredictions<'_> {
    type Response = StoredPredictions;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        get(host, &format!("/api/predicted/asset/{}", segment(self.asset.as_str())))
    }

    fn action(&self) -> &'static str {
        "read the predictions"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<StoredPredictions, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let Wire { predictions, reviews } = json(self.action(), &response)?;
        Ok(StoredPredictions {
            predictions: predictions.unwrap_or_default(),
            reviews: reviews.unwrap_or_default(),
        })
    }
}
