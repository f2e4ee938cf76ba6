//! Parses one line.

use std::path::Path;

use picsellia_core::{
    ContentType, ImageSize, InferenceType, InvalidInput, Prediction, Problem, RequestDetails, Seconds,
    Timestamp,
};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::error::Origin;
use crate::json;
use crate::record::{Record, StatedSize};

/// The fields of a line. Unknown fields are rejected, because a typing error would lose the value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a JSON object")]
struct Line<'a> {
    image: String,
    filename: Option<String>,
    content_type: Option<String>,
    height: Option<u32>,
    width: Option<u32>,
    #[serde(borrow)]
    raw_predictions: &'a RawValue,
    latency: Option<f64>,
    source: Option<String>,
    tags: Option<Vec<String>>,
    metadata: Option<Map<String, Value>>,
    custom_metadata: Option<Map<String, Value>>,
    timestamp: Option<f64>,
    upload_dir: Option<String>,
    shadow_latency: Option<f64>,
    #[serde(borrow)]
    shadow_raw_predictions: Option<&'a RawValue>,
    sample: Option<bool>,
    custom_metrics: Option<Map<String, Value>>,
    key: Option<String>,
}

/// The fields of predictions of all types, to reject unknown ones. The values are parsed later.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a JSON object")]
#[allow(dead_code, reason = "only the names of the fields are checked")]
struct PredictionFields {
    detection_classes: Option<IgnoredAny>,
    detection_texts: Option<IgnoredAny>,
    detection_scores: Option<IgnoredAny>,
    detection_boxes: Option<IgnoredAny>,
    detection_masks: Option<IgnoredAny>,
    lines: Option<IgnoredAny>,
    points: Option<IgnoredAny>,
    keypoints: Option<IgnoredAny>,
}

/// A valid line.
pub(super) struct Read<'a> {
    line: Line<'a>,
    content_type: Option<ContentType>,
    size: StatedSize,
    prediction: Prediction,
    shadow: Option<(Seconds, Prediction)>,
}

pub(super) fn read(json: &[u8], inference_type: InferenceType) -> Result<Read<'_>, InvalidInput> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let line: Line<'_> = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = match error.path().to_string() {
            path if path == "." => "record".to_owned(),
            path => path,
        };
        Problem::invalid(path, message_of(&error.into_inner()))
    })?;
    deserializer.end().map_err(|error| Problem::invalid("record", message_of(&error)))?;

    let content_type = line.content_type.as_deref().map(str::parse).transpose();
    let content_type = content_type.map_err(|error| Problem::invalid("content_type", format!("{error}")))?;
    let size = match (line.width, line.height) {
        (Some(width), Some(height)) => StatedSize::Counts(ImageSize { width, height }),
        (None, None) => StatedSize::Unknown,
        _ => return Err(Problem::invalid("height and width", "must be set together").into()),
    };
    let prediction = predictions("raw_predictions", line.raw_predictions, inference_type)?;
    let shadow = match (line.shadow_latency, line.shadow_raw_predictions) {
        (None, None) => None,
        (Some(latency), Some(raw)) => {
            Some((latency.into(), predictions("shadow_raw_predictions", raw, inference_type)?))
        }
        (None, Some(_)) => {
            return Err(Problem::invalid(
                "shadow_latency",
                "is missing: set it together with shadow_raw_predictions",
            )
            .into());
        }
        (Some(_), None) => {
            return Err(Problem::invalid(
                "shadow_raw_predictions",
                "is missing: set it together with shadow_latency",
            )
            .into());
        }
    };
    Ok(Read { line, content_type, size, prediction, shadow })
}

fn predictions(
    field: &str,
    raw: &RawValue,
    inference_type: InferenceType,
) -> Result<Prediction, InvalidInput> {
    if let Err(error) = serde_json::from_str::<PredictionFields>(raw.get()) {
        return Err(Problem::invalid(field, without_place(&error.to_string())).into());
    }
    Prediction::from_json(raw.get().as_bytes(), inference_type).map_err(|error| {
        let path = if error.path() == "." { field.to_owned() } else { format!("{field}.{}", error.path()) };
        Problem::invalid(path, without_place(error.message())).into()
    })
}

/// Returns the message of an error with the column in the line. For serde_json the line is always
/// the first one, and the record knows its number.
fn message_of(error: &serde_json::Error) -> String {
    let place = format_args!("column {}", error.column());
    json::syntax_problem(error, place).unwrap_or_else(|| error.to_string().replacen(PLACE, " at column ", 1))
}

/// Returns a message without the column, because it counts from the start of a field.
fn without_place(message: &str) -> &str {
    message.split_once(PLACE).map_or(message, |(message, _)| message)
}

const PLACE: &str = " at line 1 column ";

impl Line<'_> {
    /// Takes the details out of the line.
    fn take_details(&mut self) -> RequestDetails {
        let mut details = RequestDetails::default();
        details.source = self.source.take();
        details.tags = self.tags.take();
        details.metadata = self.metadata.take();
        details.custom_metadata = self.custom_metadata.take();
        details.timestamp = self.timestamp.map(Timestamp::from);
        details.upload_dir = self.upload_dir.take();
        details.sample = self.sample;
        details.custom_metrics = self.custom_metrics.take();
        details
    }
}

impl Read<'_> {
    pub(super) fn into_record(self, number: u64, origin: Origin, images: &Path) -> Record {
        let Self { mut line, content_type, size, prediction, shadow } = self;
        Record {
            details: line.take_details(),
            filename: line.filename,
            content_type,
            latency: line.latency.map(Seconds::from),
            shadow,
            key: line.key,
            ..Record::new(number.to_string(), origin, images.join(line.image), prediction)
        }
        .with_size(size)
    }
}
