//! The only place that knows how a monitoring body is read: `picsellia-core` does it.

use bytes::Bytes;
use picsellia_core::{Connector, DecodeError, InferenceType, MonitorRequest, RequestDetails};

use super::{IngestError, objects};

/// A body, read and checked. Predictions are JSON text again, as they are stored.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) filename: String,
    pub(super) content_type: &'static str,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) champion: String,
    pub(super) objects: String,
    pub(super) latency: f64,
    pub(super) details: RequestDetails,
    pub(super) shadow: Option<(String, f64)>,
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
        details: request.details().clone(),
        shadow: request.shadow().map(|shadow| (shadow.prediction().to_json(), shadow.latency().as_f64())),
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

fn schema<M: ToString>(path: &str) -> impl Fn(M) -> IngestError {
    move |message| IngestError::Schema { path: path.to_owned(), message: message.to_string() }
}
