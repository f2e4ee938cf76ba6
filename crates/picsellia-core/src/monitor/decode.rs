//! Decodes requests and shadows, for services and for tests that check what was sent.

use std::borrow::Cow;
use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::decode_prediction::WirePrediction;
use super::{DecodeError, LegacyModels, MonitorRequest, RequestDetails, Shadow};
use crate::base64;
use crate::geometry::{GeometryPolicy, ImageSize};
use crate::image::{CloudImage, Connector, ContentType, Image, ImageSource};
use crate::number::Timestamp;
use crate::prediction::InferenceType;

impl MonitorRequest {
    /// Reads the body of a request, from this or any other SDK. Shapes are not validated.
    ///
    /// A body does not name the type of its prediction. It is detected from the shapes. An empty
    /// list of masks could be of two types, and is read as a segmentation.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] with the path of the invalid field.
    pub fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        request(body, None)
    }

    /// Reads the body of a request whose predictions are known to be of this type.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] with the path of the invalid field, also if the body has no shapes
    /// of this type.
    pub fn decode_as(body: &[u8], inference_type: InferenceType) -> Result<Self, DecodeError> {
        request(body, Some(inference_type))
    }
}

impl Shadow {
    /// Reads the body that adds a shadow to a stored prediction, as [`encode`](Self::encode) writes
    /// it. Shapes are not validated.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] with the path of the invalid field.
    pub fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        shadow(body, None)
    }

    /// Reads the body of a shadow whose prediction is known to be of this type.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] with the path of the field that cannot be read, also where the body
    /// has no shapes of this type.
    pub fn decode_as(body: &[u8], inference_type: InferenceType) -> Result<Self, DecodeError> {
        shadow(body, Some(inference_type))
    }
}

/// The fields of a body. Unknown keys are ignored, as services do.
#[derive(Deserialize)]
struct Wire<'a> {
    filename: String,
    content_type: String,
    height: u32,
    width: u32,
    raw_predictions: WirePrediction,
    latency: f64,
    source: Option<String>,
    tags: Option<Vec<String>>,
    metadata: Option<Map<String, Value>>,
    custom_metadata: Option<Map<String, Value>>,
    timestamp: Option<f64>,
    upload_dir: Option<String>,
    shadow_latency: Option<f64>,
    shadow_raw_predictions: Option<WirePrediction>,
    sample: Option<bool>,
    custom_metrics: Option<Map<String, Value>>,
    model: Option<String>,
    shadow_model: Option<String>,
    #[serde(borrow)]
    image: Option<Text<'a>>,
    cloud_image: Option<WireCloudImage>,
}

/// A text that is borrowed from the body, and copied only if it has escapes. serde borrows a plain
/// `Cow`, but copies one within an `Option`, so an image would be in memory twice.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Lent;

        impl<'de> Visitor<'de> for Lent {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(Lent)
    }
}

#[derive(Deserialize)]
struct WireCloudImage {
    connector_id: String,
    client_type: String,
    bucket_name: String,
    object_name: String,
}

/// Returns the image, of which a body has exactly one of two forms.
fn source(
    filename: String,
    content_type: ContentType,
    size: ImageSize,
    image: Option<Text<'_>>,
    cloud_image: Option<WireCloudImage>,
) -> Result<ImageSource, DecodeError> {
    match (image, cloud_image) {
        (Some(Text(text)), None) => {
            let bytes = base64::decode(text.as_bytes())
                .ok_or_else(|| DecodeError::at("image", "is not standard base64 with padding"))?;
            Ok(Image::from_bytes(filename, bytes).with_content_type(content_type).with_size(size).into())
        }
        (None, Some(WireCloudImage { connector_id, client_type, bucket_name, object_name })) => {
            let connector = Connector::new(connector_id, client_type, bucket_name);
            let image = CloudImage::new(connector, object_name).with_filename(filename);
            Ok(image.with_content_type(content_type).with_size(size).into())
        }
        (None, None) => Err(DecodeError::at("image", "is missing, and so is cloud_image")),
        (Some(_), Some(_)) => Err(DecodeError::at("cloud_image", "is given beside image")),
    }
}

impl Wire<'_> {
    /// Takes the details out. This is the one place that reads them from a body.
    fn take_details(&mut self) -> RequestDetails {
        RequestDetails {
            source: self.source.take(),
            tags: self.tags.take(),
            metadata: self.metadata.take(),
            custom_metadata: self.custom_metadata.take(),
            timestamp: self.timestamp.map(Timestamp::from),
            upload_dir: self.upload_dir.take(),
            sample: self.sample,
            custom_metrics: self.custom_metrics.take(),
            legacy_models: self
                .model
                .take()
                .map(|champion| LegacyModels { champion, shadow: self.shadow_model.take() }),
        }
    }
}

/// The body that adds a shadow to a stored prediction.
#[derive(Deserialize)]
struct WireShadow {
    shadow_raw_predictions: WirePrediction,
    shadow_latency: f64,
}

/// Parses a whole body.
fn parse<'a, W: Deserialize<'a>>(body: &'a [u8]) -> Result<W, DecodeError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let wire = serde_path_to_error::deserialize(&mut json)?;
    json.end().map_err(|error| DecodeError::not_json(&error))?;
    Ok(wire)
}

fn request(body: &[u8], expected: Option<InferenceType>) -> Result<MonitorRequest, DecodeError> {
    let mut wire: Wire<'_> = parse(body)?;
    let details = wire.take_details();
    let content_type: ContentType =
        wire.content_type.parse().map_err(|error| DecodeError::at("content_type", format!("{error}")))?;
    let size = ImageSize { width: wire.width, height: wire.height };
    let image = source(wire.filename, content_type, size, wire.image, wire.cloud_image)?;
    let shadow = match (wire.shadow_latency, wire.shadow_raw_predictions) {
        (Some(latency), Some(prediction)) => {
            Some((latency, prediction.read("shadow_raw_predictions", expected)?))
        }
        (None, Some(_)) => {
            return Err(DecodeError::at("shadow_latency", "is missing beside shadow_raw_predictions"));
        }
        (_, None) => None,
    };
    let prediction = wire.raw_predictions.read("raw_predictions", expected)?;
    let mut builder = MonitorRequest::builder(image, wire.latency, prediction)
        .geometry(GeometryPolicy::AsIs)
        .details(details);
    if let Some((latency, prediction)) = shadow {
        builder = builder.shadow(latency, prediction);
    }
    Ok(builder.build()?)
}

fn shadow(body: &[u8], expected: Option<InferenceType>) -> Result<Shadow, DecodeError> {
    let wire: WireShadow = parse(body)?;
    let prediction = wire.shadow_raw_predictions.read("shadow_raw_predictions", expected)?;
    // Under this policy the size does not matter.
    let unbounded = ImageSize { width: u32::MAX, height: u32::MAX };
    Ok(Shadow::new(wire.shadow_latency, prediction, unbounded, GeometryPolicy::AsIs)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_borrowed(image: &str) -> bool {
        let body = format!(
            r#"{{"filename":"a.png","content_type":"IMAGE/PNG","height":1,"width":1,"latency":0.5,
            "raw_predictions":{{"detection_classes":[],"detection_scores":[]}},"image":"{image}"}}"#
        );
        let wire: Wire<'_> = parse(body.as_bytes()).unwrap();
        matches!(wire.image.unwrap(), Text(Cow::Borrowed(_)))
    }

    #[test]
    fn an_image_without_escapes_is_decoded_straight_from_the_body() {
        assert!(is_borrowed("AAECAw=="));
        assert!(!is_borrowed("AA\\/\\u002b"), "a text with escapes has to be copied");
    }
}
