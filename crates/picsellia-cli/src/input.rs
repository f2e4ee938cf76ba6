//! What commands read: predictions, images and JSON.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use picsellia_deploy::{DecodeError, InferenceType, Prediction};
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
            Err(error) => Err(Failure::invalid(format!("{} is not JSON: {error}", file.name()))),
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The prediction that it holds, in the form of the wire.
    pub(crate) fn prediction(&self, inference_type: InferenceType) -> Result<Prediction, Failure> {
        Prediction::from_json(&self.bytes, inference_type).map_err(|error| self.wrong(&error))
    }

    fn wrong(&self, error: &DecodeError) -> Failure {
        Failure::invalid(format!("{}: {error}", self.name())).hint(
            "a prediction looks like {\"detection_classes\":[1],\"detection_boxes\":[[128,200,159,240]],\
             \"detection_scores\":[0.9]}: whole pixels, each box as top, left, bottom, right",
        )
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

/// A JSON object in an argument.
pub(crate) fn parse_object(text: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("this is not a JSON object, such as {\"line\": 3}".to_owned()),
        Err(error) => Err(format!("this is not JSON: {error}")),
    }
}
