//! Decodes the body of a prediction with `picsellia-core`, so that clients and service share one
//! schema.

use bytes::Bytes;
use picsellia_core::{Connector, InferenceType, MonitorRequest};

use super::error::IngestError;
use super::objects;
use crate::store::PredictionContent;

/// The image of a prediction.
#[derive(Debug)]
pub(super) enum DecodedImage {
    /// The image is in the body.
    Embedded(Bytes),
    /// The body names a stored image.
    Stored { connector: Connector, object_name: String },
}

/// Decodes a body that was sent to a deployment of this type.
pub(super) fn decode(
    body: &[u8],
    inference_type: InferenceType,
) -> Result<(PredictionContent, DecodedImage), IngestError> {
    let request = MonitorRequest::decode_as(body, inference_type)?;
    let image = match (request.image(), request.cloud_image()) {
        (Some(image), _) => DecodedImage::Embedded(image.clone()),
        (None, Some((connector, object_name))) => {
            DecodedImage::Stored { connector: connector.clone(), object_name: object_name.to_owned() }
        }
        (None, None) => {
            let message = "is missing, and so is cloud_image".to_owned();
            return Err(IngestError::Schema { path: "image".to_owned(), message });
        }
    };
    let content = PredictionContent {
        filename: request.filename().to_owned(),
        content_type: request.content_type().as_str(),
        width: request.size().width,
        height: request.size().height,
        champion: request.prediction().to_json(),
        objects: objects::to_json(request.prediction()),
        latency: request.latency().as_f64(),
        shadow: request.shadow().map(|shadow| (shadow.prediction().to_json(), shadow.latency().as_f64())),
        details: request.details().clone(),
    };
    Ok((content, image))
}
