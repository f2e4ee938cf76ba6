//! What commands read: predictions, images and JSON.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use picsellia_deploy::{InferenceType, Prediction};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::failure::Failure;

/// A file of JSON, read but not yet looked at. `-` is the standard input.
#[derive(Debug)]
pub(crate) struct JsonFile {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl JsonFile {
    /// Reads it, and makes sure that it is JSON.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = if path == Path::new("-") {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            read.map(|_| bytes)
                .map_err(|error| Failure::invalid(format!("cannot read the standard input: {error}")))?
        } else {
            std::fs::read(path).map_err(|error| Failure::unreadable(path, &error))?
        };
        let file = Self { path: path.to_owned(), bytes };
        match serde_json::from_slice::<IgnoredAny>(&file.bytes) {
            Ok(_) => Ok(file),
            Err(error) => {
                let hint = if holds_no_number(&file.bytes) {
                    "nothing was sent; NaN and Infinity are no numbers of JSON: leave such objects out"
                } else {
                    "nothing was sent; is it the right file, and was it written to its end?"
                };
                Err(Failure::invalid(format!("{} is not JSON: {error}", file.name())).hint(hint))
            }
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The prediction that it holds, in the form of the wire.
    pub(crate) fn prediction(&self, inference_type: InferenceType) -> Result<Prediction, Failure> {
        self.check_fields()?;
        Prediction::from_json(&self.bytes, inference_type).map_err(|error| {
            let failure = Failure::invalid(format!("{}: {error}", self.name()));
            match example(inference_type) {
                Some(shapes) => failure.hint(format!(
                    "a prediction of type {inference_type} looks like \
                     {{\"detection_classes\":[1],\"detection_scores\":[0.9]{shapes}"
                )),
                None => failure.hint("set a model on the deployment"),
            }
        })
    }

    /// A field that is not known would be left out without a word, and may be one that was mistyped.
    fn check_fields(&self) -> Result<(), Failure> {
        // What is no object is told with what is expected of it.
        let fields: Map<String, Value> = serde_json::from_slice(&self.bytes).unwrap_or_default();
        match fields.keys().find(|field| !FIELDS.contains(&field.as_str())) {
            None => Ok(()),
            Some(unknown) => {
                Err(Failure::invalid(format!("{}: {unknown:?} is no field of a prediction", self.name()))
                    .hint(format!("nothing was sent; a prediction has {}", FIELDS.join(", "))))
            }
        }
    }

    /// What it is called in an error.
    pub(crate) fn name(&self) -> String {
        if self.path == Path::new("-") {
            "the standard input".to_owned()
        } else {
            self.path.display().to_string()
        }
    }
}

/// What predictions of all types have together.
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

/// Whether a text has what other writers of JSON put for numbers that are none.
fn holds_no_number(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    ["NaN", "Infinity"].iter().any(|word| text.contains(word))
}

/// The end of a prediction of this type, with what its numbers are.
fn example(inference_type: InferenceType) -> Option<&'static str> {
    Some(match inference_type {
        InferenceType::Classification => "}",
        InferenceType::ObjectDetection => {
            ",\"detection_boxes\":[[128,200,159,240]]}: top, left, bottom and right, in whole pixels"
        }
        InferenceType::Segmentation => {
            ",\"detection_masks\":[[[200,128],[240,128],[240,159]]]}: x and y of each point, in whole pixels"
        }
        InferenceType::Line => ",\"lines\":[[[200,128],[240,159]]]}: x and y of each point, in whole pixels",
        InferenceType::Point => ",\"points\":[[200,128]]}: x and y, in whole pixels",
        InferenceType::Keypoint => {
            ",\"keypoints\":[[[200,128,2]]]}: x and y in whole pixels, and the visibility"
        }
        InferenceType::Mask => ",\"detection_masks\":[\"…\"]}: the text of each mask",
        _ => return None,
    })
}

/// A JSON object in an argument.
pub(crate) fn parse_object(text: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("this is not a JSON object, such as {\"line\": 3}".to_owned()),
        Err(error) => Err(format!("this is not JSON: {error}")),
    }
}
