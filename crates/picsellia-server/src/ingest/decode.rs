//! The only place that knows how a monitoring body is read: `picsellia-core` does it.

use bytes::Bytes;
use picsellia_core::{Connector, DecodeError, InferenceType, MonitorRequest};
use serde_json::{Map, Value};

use super::{IngestError, objects};

/// A body, read and checked; JSON parts are text again, as they are stored.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) filename: String,
    pub(super) content_type: &'static str,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) champion: String,
    pub(super) objects: String,
    pub(super) latency: f64,
    pub(super) source: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) metadata: Option<String>,
    pub(super) custom_metadata: Option<String>,
    pub(super) custom_metrics: Option<String>,
    pub(super) timestamp: Option<f64>,
    pub(super) upload_dir: Option<String>,
    pub(super) shadow: Option<(String, f64)>,
    /// Whether the image is to be kept, where the client says.
    pub(super) sample: Option<bool>,
}

/// Where the image is.
#[derive(Debug)]
pub(super) enum ImageSource {
    /// In the body.
    Sent(Bytes),
    /// In a storage.
    Stored { connector: Connector, object_name: String },
}

/// Reads a body that was sent to a deployment of this type.
pub(super) fn decode(
    body: &[u8],
    inference_type: InferenceType,
) -> Result<(Decoded, ImageSource), IngestError> {
    let request = MonitorRequest::decode_as(body, inference_type).map_err(|error| of_core(&error))?;
    let image = match (request.image(), request.cloud_image()) {
        (Some(image), _) => ImageSource::Sent(image.clone()),
        (None, Some((connector, object_name))) => {
            ImageSource::Stored { connector: connector.clone(), object_name: object_name.to_owned() }
        }
        (None, None) => return Err(schema("image")("is missing, and so is cloud_image")),
    };
    let decoded = Decoded {
        filename: request.filename().to_owned(),
        content_type: request.content_type().as_str(),
        width: request.size().width,
        height: request.size().height,
        champion: request.prediction().to_json(),
        objects: objects::to_json(request.prediction()),
        latency: request.latency().as_f64(),
        source: request.source().map(str::to_owned),
        tags: request.tags().unwrap_or_default().to_vec(),
        metadata: request.metadata().map(text),
        custom_metadata: request.custom_metadata().map(text),
        custom_metrics: request.custom_metrics().map(text),
        timestamp: request.timestamp().map(picsellia_core::Timestamp::as_unix_seconds),
        upload_dir: request.upload_dir().map(str::to_owned),
        shadow: request.shadow().map(|shadow| (shadow.prediction().to_json(), shadow.latency().as_f64())),
        sample: request.sample(),
    };
    Ok((decoded, image))
}

/// `.` is the body itself.
pub(super) fn of_core(error: &DecodeError) -> IngestError {
    if error.is_syntax() {
        IngestError::Syntax(error.message().to_owned())
    } else {
        let path = error.path().trim_start_matches('.').to_owned();
        IngestError::Schema { path, message: error.message().to_owned() }
    }
}

pub(super) fn schema<M: ToString>(path: &str) -> impl Fn(M) -> IngestError {
    move |message| IngestError::Schema { path: path.to_owned(), message: message.to_string() }
}

fn text(map: &Map<String, Value>) -> String {
    Value::Object(map.clone()).to_string()
}
