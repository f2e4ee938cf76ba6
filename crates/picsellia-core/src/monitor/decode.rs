//! From the bytes of a body back to the request: what a service does, and a test that looks at what was sent.

use std::borrow::Cow;
use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::decode_prediction::WirePrediction;
use super::request::Options;
use super::{LegacyModels, MonitorRequest, Shadow};
use crate::base64;
use crate::geometry::{GeometryPolicy, ImageSize};
use crate::image::{CloudImage, Connector, ContentType, Image, ImageSource};
use crate::number::Timestamp;
use crate::prediction::InferenceType;
use crate::problem::InvalidInput;

/// A body that is not a monitor request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    path: String,
    message: String,
    syntax: bool,
}

impl DecodeError {
    pub(super) fn at(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into(), syntax: false }
    }

    pub(super) fn not_json(error: &serde_json::Error) -> Self {
        Self { path: ".".to_owned(), message: format!("the body is not JSON: {error}"), syntax: true }
    }

    /// Whether the body is not even JSON.
    #[must_use]
    pub fn is_syntax(&self) -> bool {
        self.syntax
    }

    /// The field, such as `raw_predictions.detection_boxes[1]`; `.` is the whole body.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path == "." {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.path, self.message)
        }
    }
}

impl std::error::Error for DecodeError {}

impl From<serde_path_to_error::Error<serde_json::Error>> for DecodeError {
    fn from(error: serde_path_to_error::Error<serde_json::Error>) -> Self {
        if error.inner().is_data() {
            Self::at(error.path().to_string(), error.into_inner().to_string())
        } else {
            Self::not_json(&error.into_inner())
        }
    }
}

impl From<InvalidInput> for DecodeError {
    fn from(error: InvalidInput) -> Self {
        match error.problems() {
            [] => Self::at(".", "the request is not valid"),
            [first, ..] => Self::at(first.path(), first.kind().to_string()),
        }
    }
}

/// The body, key by key. Keys that are not known are passed over, as services do.
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

/// A text that is lent by the body, and copied only where it is written with escapes. serde lends a `Cow` that stands by
/// itself, but copies one within an `Option`: an image would be held twice.
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

/// Exactly one of the two is sent.
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

pub(super) fn body(body: &[u8], expected: Option<InferenceType>) -> Result<MonitorRequest, DecodeError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let wire: Wire<'_> = serde_path_to_error::deserialize(&mut json)?;
    json.end().map_err(|error| DecodeError::not_json(&error))?;

    let content_type: ContentType =
        wire.content_type.parse().map_err(|error| DecodeError::at("content_type", format!("{error}")))?;
    let size = ImageSize { width: wire.width, height: wire.height };
    let image = source(wire.filename, content_type, size, wire.image, wire.cloud_image)?;
    let shadow = match (wire.shadow_latency, wire.shadow_raw_predictions) {
        (Some(latency), Some(prediction)) => Some(Shadow {
            latency: latency.into(),
            prediction: prediction.read("shadow_raw_predictions", expected)?,
        }),
        (None, Some(_)) => {
            return Err(DecodeError::at("shadow_latency", "is missing beside shadow_raw_predictions"));
        }
        (_, None) => None,
    };
    let legacy_models = wire.model.map(|champion| LegacyModels { champion, shadow: wire.shadow_model });
    let mut builder =
        MonitorRequest::builder(image, wire.latency, wire.raw_predictions.read("raw_predictions", expected)?)
            .geometry(GeometryPolicy::AsIs);
    builder.options = Options {
        source: wire.source,
        tags: wire.tags,
        metadata: wire.metadata,
        custom_metadata: wire.custom_metadata,
        timestamp: wire.timestamp.map(Timestamp::from),
        upload_dir: wire.upload_dir,
        shadow,
        sample: wire.sample,
        custom_metrics: wire.custom_metrics,
        legacy_models,
    };
    Ok(builder.build()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_borrowed(image: &str) -> bool {
        let body = format!(
            r#"{{"filename":"a.png","content_type":"IMAGE/PNG","height":1,"width":1,"latency":0.5,
            "raw_predictions":{{"detection_classes":[],"detection_scores":[]}},"image":"{image}"}}"#
        );
        let mut json = serde_json::Deserializer::from_slice(body.as_bytes());
        let wire: Wire<'_> = serde_path_to_error::deserialize(&mut json).unwrap();
        matches!(wire.image.unwrap(), Text(Cow::Borrowed(_)))
    }

    #[test]
    fn an_image_without_escapes_is_decoded_straight_from_the_body() {
        assert!(is_borrowed("AAECAw=="));
        assert!(!is_borrowed("AA\\/\\u002b"), "what is escaped has to be copied");
    }
}
