//! Reads JSON from files, stdin and arguments.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use picsellia_deploy::{InferenceType, Prediction};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::failure::Failure;

/// A JSON file that was read but not interpreted yet. The path `-` stands for stdin.
#[derive(Debug)]
pub(crate) struct JsonFile {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl JsonFile {
    /// Reads a file and checks that it is JSON.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = if path == Path::new("-") {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            read.map(|_| bytes).map_err(|error| Failure::invalid(format!("cannot read stdin: {error}")))?
        } else {
            std::fs::read(path).map_err(|error| Failure::unreadable(path, &error))?
        };
        let file = Self { path: path.to_owned(), bytes };
        match serde_json::from_slice::<IgnoredAny>(&file.bytes) {
            Ok(_) => Ok(file),
            Err(error) => {
                let hint = if has_nan_or_infinity(&file.bytes) {
                    "JSON has no NaN or Infinity: leave such objects out; nothing was sent"
                } else {
                    "check that it is the right file and complete; nothing was sent"
                };
                Err(Failure::invalid(format!("{} is not valid JSON: {error}", file.name())).hint(hint))
            }
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Reads a prediction in the format of the monitoring API.
    pub(crate) fn prediction(&self, inference_type: InferenceType) -> Result<Prediction, Failure> {
        self.check_fields()?;
        Prediction::from_json(&self.bytes, inference_type).map_err(|error| {
            let failure = Failure::invalid(format!("{}: {error}", self.name()));
            match example(inference_type) {
                Some(shapes) => failure.hint(format!(
                    "example for {inference_type}: \
                     {{\"detection_classes\": [1], \"detection_scores\": [0.9]{shapes}"
                )),
                None => failure.hint("set a model on the deployment"),
            }
        })
    }

    /// Rejects an unknown field: it could be a typing error, and would be dropped silently.
    fn check_fields(&self) -> Result<(), Failure> {
        // A value that is not an object is reported when the prediction is read.
        let fields: Map<String, Value> = serde_json::from_slice(&self.bytes).unwrap_or_default();
        match fields.keys().find(|field| !FIELDS.contains(&field.as_str())) {
            None => Ok(()),
            Some(unknown) => {
                Err(Failure::invalid(format!("{}: a prediction has no field {unknown:?}", self.name()))
                    .hint(format!("valid fields are {}; nothing was sent", FIELDS.join(", "))))
            }
        }
    }

    /// Returns the name of the file for messages.
    pub(crate) fn name(&self) -> String {
        if self.path == Path::new("-") { "stdin".to_owned() } else { self.path.display().to_string() }
    }
}

/// The fields of predictions of any type.
const FIELDS: [&str; 8] = [
    "detection_classes",
    "detection_scores",
    "detection_texts",
    "detection_boxes",
    "detection_masks",
    "lines",
    "points",
    "keypoints",
];

/// Returns whether the text has numbers that some writers write and JSON does not allow.
fn has_nan_or_infinity(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    ["NaN", "Infinity"].iter().any(|word| text.contains(word))
}

/// Returns the end of an example of this type, with the meaning of its numbers.
fn example(inference_type: InferenceType) -> Option<&'static str> {
    Some(match inference_type {
        InferenceType::Classification => "}",
        InferenceType::ObjectDetection => {
            ", \"detection_boxes\": [[128, 200, 159, 240]]} (boxes are [top, left, bottom, right] in whole pixels)"
        }
        InferenceType::Segmentation => {
            ", \"detection_masks\": [[[200, 128], [240, 128], [240, 159]]]} (points are [x, y] in whole pixels)"
        }
        InferenceType::Line => ", \"lines\": [[[200, 128], [240, 159]]]} (points are [x, y] in whole pixels)",
        InferenceType::Point => ", \"points\": [[200, 128]]} (points are [x, y] in whole pixels)",
        InferenceType::Keypoint => {
            ", \"keypoints\": [[[200, 128, 2]]]} (points are [x, y, visibility] in whole pixels)"
        }
        InferenceType::Mask => ", \"detection_masks\": [\"…\"]} (one text per mask)",
        _ => return None,
    })
}

/// Parses an argument that is a JSON object.
pub(crate) fn parse_object(text: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("not a JSON object, such as {\"line\": 3}".to_owned()),
        Err(error) => Err(format!("not valid JSON: {error}")),
    }
}
