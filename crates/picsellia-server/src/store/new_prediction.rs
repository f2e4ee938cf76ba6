//! A prediction to record.

use picsellia_core::RequestDetails;
use serde_json::{Map, Value};

/// The source of a prediction that names none.
const DEFAULT_SOURCE: &str = "serving";

/// A prediction to record.
#[derive(Debug)]
pub(crate) struct NewPrediction {
    /// The client's key or the hash of the body. It is unique in the deployment.
    pub(crate) idempotency_key: String,
    pub(crate) body_sha256: [u8; 32],
    pub(crate) content: PredictionContent,
    pub(crate) data: PredictionData,
}

/// The content of a request that was decoded and validated.
#[derive(Debug)]
pub(crate) struct PredictionContent {
    pub(crate) filename: String,
    pub(crate) content_type: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// JSON text.
    pub(crate) champion: String,
    /// JSON text: the class, the score and the area of each object of the champion.
    pub(crate) objects: String,
    /// Seconds.
    pub(crate) latency: f64,
    /// JSON text, and the latency in seconds.
    pub(crate) shadow: Option<(String, f64)>,
    pub(crate) details: RequestDetails,
}

/// The data of a prediction.
#[derive(Debug)]
pub(crate) enum PredictionData {
    /// There is none, because the image is not kept.
    Unsampled,
    /// The prediction creates it.
    New(NewData),
    /// The prediction names an image that must be in the datalake already.
    Existing { object_name: String, sampled: bool },
}

/// The `Data` that a prediction creates. Its image is stored already.
#[derive(Debug)]
pub(crate) struct NewData {
    pub(crate) object_name: String,
    pub(crate) size: usize,
}

impl PredictionContent {
    /// Returns the name of the data source.
    pub(super) fn source(&self) -> &str {
        self.details.source.as_deref().filter(|source| !source.is_empty()).unwrap_or(DEFAULT_SOURCE)
    }

    /// Returns the names of the tags.
    pub(super) fn tags(&self) -> &[String] {
        self.details.tags.as_deref().unwrap_or_default()
    }
}

/// Returns an object as JSON text, which is how it is stored.
pub(super) fn json_text(object: Option<&Map<String, Value>>) -> Option<String> {
    object.map(|object| Value::Object(object.clone()).to_string())
}
