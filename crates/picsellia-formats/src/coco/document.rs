//! Reads the JSON files of COCO.

use std::fmt;
use std::io::BufReader;
use std::path::Path;

use serde::de::{DeserializeSeed, Visitor};
use serde::{Deserialize, Deserializer};
use serde_path_to_error::Track;

use crate::error::FormatError;
use crate::files::limited;
use crate::json;

/// The size limit of a COCO file in bytes.
const MAX_BYTES: u64 = 1024 * 1024 * 1024;

/// Reads a whole file as a stream.
pub(super) fn read<'de, S: DeserializeSeed<'de>>(path: &Path, seed: S) -> Result<S::Value, FormatError> {
    let mut deserializer = serde_json::Deserializer::from_reader(BufReader::new(limited(path, MAX_BYTES)?));
    let mut track = Track::new();
    let read = seed.deserialize(serde_path_to_error::Deserializer::new(&mut deserializer, &mut track));
    let value = read.map_err(|error| malformed(path, &track.path().to_string(), error))?;
    deserializer.end().map_err(|error| malformed(path, ".", error))?;
    Ok(value)
}

fn malformed(path: &Path, field: &str, error: serde_json::Error) -> FormatError {
    if error.is_io() {
        return FormatError::read(path, error.into());
    }
    let place = format_args!("line {} column {}", error.line(), error.column());
    let message = json::syntax_problem(&error, place).unwrap_or_else(|| error.to_string());
    let hint = if error.is_syntax() { ": NaN and Infinity are not allowed" } else { "" };
    match field {
        "." => FormatError::malformed(path, format!("{message}{hint}")),
        field => FormatError::malformed(path, format!("{field}: {message}{hint}")),
    }
}

/// The size limit of an id in bytes. It covers every file name.
const MAX_ID_BYTES: usize = 1024;

/// The id of an image: a number, or text from tools without numeric ids.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum ImageId {
    Number(i64),
    Text(String),
}

impl fmt::Display for ImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(id) => write!(f, "{id}"),
            Self::Text(id) => f.write_str(id),
        }
    }
}

impl<'de> Deserialize<'de> for ImageId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ImageIdVisitor;

        impl Visitor<'_> for ImageIdVisitor {
            type Value = ImageId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an image id: an integer or a string")
            }

            fn visit_i64<E>(self, id: i64) -> Result<ImageId, E> {
                Ok(ImageId::Number(id))
            }

            fn visit_u64<E: serde::de::Error>(self, id: u64) -> Result<ImageId, E> {
                i64::try_from(id)
                    .map(ImageId::Number)
                    .map_err(|_| E::custom(format!("the image id {id} is too large")))
            }

            fn visit_str<E: serde::de::Error>(self, id: &str) -> Result<ImageId, E> {
                if id.len() > MAX_ID_BYTES {
                    return Err(E::custom(format!(
                        "the image id has {} bytes, at most {MAX_ID_BYTES} are allowed",
                        id.len()
                    )));
                }
                Ok(ImageId::Text(id.to_owned()))
            }
        }

        deserializer.deserialize_any(ImageIdVisitor)
    }
}
