use std::fmt;
use std::io::BufReader;
use std::path::Path;

use serde::de::{DeserializeSeed, Visitor};
use serde::{Deserialize, Deserializer};
use serde_path_to_error::Track;

use crate::error::FormatError;
use crate::files::limited;

/// The largest size of a COCO file, in bytes.
const MOST_BYTES: u64 = 1024 * 1024 * 1024;

/// Reads a whole file as a stream.
pub(super) fn read<'de, S: DeserializeSeed<'de>>(path: &Path, seed: S) -> Result<S::Value, FormatError> {
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(limited(path, MOST_BYTES)?));
    let mut track = Track::new();
    let read = seed.deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track));
    let value = read.map_err(|error| malformed(path, &track.path().to_string(), error))?;
    json.end().map_err(|error| malformed(path, ".", error))?;
    Ok(value)
}

fn malformed(path: &Path, field: &str, error: serde_json::Error) -> FormatError {
    if error.is_io() {
        return FormatError::read(path, error.into());
    }
    let hint =
        if error.is_syntax() { " (Python writes NaN and Infinity, which are not valid JSON)" } else { "" };
    match field {
        "." => FormatError::malformed(path, format!("{error}{hint}")),
        field => FormatError::malformed(path, format!("{field}: {error}{hint}")),
    }
}

/// The longest id, in bytes: as long as a file name.
const MOST_OF_ID: usize = 1024;

/// The id of an image: a number, or a text from tools without numbers.
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
        struct Either;

        impl Visitor<'_> for Either {
            type Value = ImageId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the id of an image: a whole number or a text")
            }

            fn visit_i64<E>(self, id: i64) -> Result<ImageId, E> {
                Ok(ImageId::Number(id))
            }

            fn visit_u64<E: serde::de::Error>(self, id: u64) -> Result<ImageId, E> {
                i64::try_from(id)
                    .map(ImageId::Number)
                    .map_err(|_| E::custom(format!("{id} is too large for an id")))
            }

            fn visit_str<E: serde::de::Error>(self, id: &str) -> Result<ImageId, E> {
                if id.len() > MOST_OF_ID {
                    return Err(E::custom(format!("an id of {} bytes is too long", id.len())));
                }
                Ok(ImageId::Text(id.to_owned()))
            }
        }

        deserializer.deserialize_any(Either)
    }
}
