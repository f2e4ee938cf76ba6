//! The properties that a query can name, and the types of their values.

use super::value::Value;

/// The kind of records that a query selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The data of a datalake.
    Data,
    /// The predicted assets of a deployment. Properties of their data can have the prefix `data.`.
    PredictedAsset,
}

/// A property of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Property {
    Id,
    Filename,
    ObjectName,
    ContentType,
    Type,
    UploadStatus,
    Width,
    Height,
    CreatedAt,
    Source,
    Tag,
    Metadata(Vec<String>),
    CustomMetadata(Vec<String>),
    PredictedAssetId,
    OraclePredictionId,
    Latency,
    Timestamp,
}

const DATA_PROPERTIES: &str = "source, tags.name, filename, object_name, id, content_type, type, upload_status, width, \
     height, created_at, metadata.KEY, custom_metadata.KEY";
const ASSET_PROPERTIES: &str = "latency, timestamp, oracle_prediction_id, id, and with or without the prefix `data.`: \
     source, tags.name, filename, object_name, content_type, type, upload_status, width, height, created_at, \
     metadata.KEY, custom_metadata.KEY";

/// Bounds the depth of the SQL of a nested metadata key.
const MAX_KEY_DEPTH: usize = 8;

impl Property {
    /// Finds a property by its path. The error lists the known properties.
    pub(super) fn find(scope: Scope, path: &[String]) -> Result<Self, String> {
        if scope == Scope::PredictedAsset {
            match path {
                [only] if only == "latency" => return Ok(Self::Latency),
                [only] if only == "timestamp" => return Ok(Self::Timestamp),
                [only] if only == "oracle_prediction_id" => return Ok(Self::OraclePredictionId),
                [only] if only == "id" => return Ok(Self::PredictedAssetId),
                [prefix, rest @ ..] if prefix == "data" && !rest.is_empty() => {
                    return Self::data_property(rest).ok_or_else(|| unknown(scope, path));
                }
                _ => {}
            }
        }
        Self::data_property(path).ok_or_else(|| unknown(scope, path))
    }

    fn data_property(path: &[String]) -> Option<Self> {
        let (first, rest) = path.split_first()?;
        let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
        Some(match (first.as_str(), rest.as_slice()) {
            ("id", []) => Self::Id,
            ("filename", []) => Self::Filename,
            ("object_name", []) => Self::ObjectName,
            ("content_type", []) => Self::ContentType,
            ("type", []) => Self::Type,
            ("upload_status", []) => Self::UploadStatus,
            ("width", []) | ("meta", ["width"]) => Self::Width,
            ("height", []) | ("meta", ["height"]) => Self::Height,
            ("created_at", []) => Self::CreatedAt,
            ("source" | "data_source", [] | ["name"]) => Self::Source,
            ("tags" | "tag", [] | ["name"]) => Self::Tag,
            ("metadata", keys) if keys_fit(keys) => Self::Metadata(owned(keys)),
            ("custom_metadata", keys) if keys_fit(keys) => Self::CustomMetadata(owned(keys)),
            _ => return None,
        })
    }

    /// Converts a literal to the type of this property. The error is the expected type.
    pub(super) fn convert(&self, value: Value) -> Result<Value, &'static str> {
        match (self, value) {
            (Self::Metadata(_) | Self::CustomMetadata(_), value) => Ok(value),
            (Self::Width | Self::Height | Self::Latency | Self::Timestamp, value @ Value::Number(_)) => {
                Ok(value)
            }
            (Self::Width | Self::Height | Self::Latency | Self::Timestamp, _) => Err("a number"),
            (Self::CreatedAt, value) => {
                const EXPECTED: &str =
                    "a date (\"2024-05-01\"), a time (\"2024-05-01T12:00:00Z\") or Unix seconds";
                instant(&value).map(Value::Instant).ok_or(EXPECTED)
            }
            (Self::ContentType, Value::Text(text)) => Ok(Value::Text(text.to_ascii_lowercase())),
            (Self::Type | Self::UploadStatus, Value::Text(text)) => {
                Ok(Value::Text(text.to_ascii_uppercase()))
            }
            (Self::Id | Self::PredictedAssetId | Self::OraclePredictionId, Value::Text(text)) => {
                Ok(Value::Text(uuid::Uuid::try_parse(&text).map_or(text, |id| id.to_string())))
            }
            (_, value @ Value::Text(_)) => Ok(value),
            _ => Err("a string in double quotes"),
        }
    }
}

fn unknown(scope: Scope, path: &[String]) -> String {
    let known = match scope {
        Scope::Data => DATA_PROPERTIES,
        Scope::PredictedAsset => ASSET_PROPERTIES,
    };
    format!("unknown property `{}`; known properties: {known}", path.join("."))
}

fn keys_fit(keys: &[&str]) -> bool {
    (1..=MAX_KEY_DEPTH).contains(&keys.len())
}

fn owned(keys: &[&str]) -> Vec<String> {
    keys.iter().map(ToString::to_string).collect()
}

fn instant(value: &Value) -> Option<i64> {
    match value {
        Value::Instant(microseconds) => Some(*microseconds),
        Value::Number(seconds) => {
            let microseconds = (seconds * 1e6).round();
            // Beyond this limit an `f64` does not hold whole microseconds. No record is that old or
            // new.
            (microseconds.abs() < 9.0e15).then_some(microseconds as i64)
        }
        Value::Text(text) => text
            .parse::<jiff::Timestamp>()
            .ok()
            .or_else(|| {
                let midnight = text.parse::<jiff::civil::DateTime>().ok()?;
                midnight.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
            })
            .map(jiff::Timestamp::as_microsecond),
        Value::Bool(_) => None,
    }
}
