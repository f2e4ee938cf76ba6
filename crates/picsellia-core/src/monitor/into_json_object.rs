use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use crate::problem::Problem;

/// An argument of a setter that takes a JSON object: key-value pairs, a map, or a [`Value`].
///
/// A [`Value`] that is not an object is a problem that
/// [`MonitorRequestBuilder::build`](crate::MonitorRequestBuilder::build) lists. `None` leaves the
/// field unset.
///
/// ```
/// # use picsellia_core::{DetectionPrediction, Image, ImageSize, MonitorRequest};
/// # let image = Image::from_bytes("door.png", b"\x89PNG\r\n\x1a\n".to_vec())
/// #     .with_size(ImageSize { width: 600, height: 800 });
/// # let nothing = DetectionPrediction::builder().build()?;
/// let request = MonitorRequest::builder(image, 0.257, nothing)
///     .custom_metadata([("line", 3.into()), ("shift", "night".into())])
///     .custom_metrics(serde_json::json!({ "blur": 0.1 }))
///     .build()?;
/// assert_eq!(request.custom_metadata().unwrap()["line"], 3);
/// # Ok::<(), picsellia_core::InvalidInput>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a JSON object",
    label = "expected pairs such as `[(\"line\", 3.into())]`, a `serde_json::Value` or a map",
    note = "a value that implements `serde::Serialize` is converted by `serde_json::to_value`"
)]
pub trait IntoJsonObject {
    /// Returns the object, or `None` if it is absent.
    ///
    /// # Errors
    ///
    /// Returns the value if it is not an object.
    fn into_json_object(self) -> Result<Option<Map<String, Value>>, Value>;
}

impl IntoJsonObject for Map<String, Value> {
    fn into_json_object(self) -> Result<Option<Map<String, Value>>, Value> {
        Ok(Some(self))
    }
}

impl IntoJsonObject for &Map<String, Value> {
    fn into_json_object(self) -> Result<Option<Map<String, Value>>, Value> {
        Ok(Some(self.clone()))
    }
}

impl IntoJsonObject for Value {
    fn into_json_object(self) -> Result<Option<Map<String, Value>>, Value> {
        match self {
            Self::Object(object) => Ok(Some(object)),
            other => Err(other),
        }
    }
}

impl<O: IntoJsonObject> IntoJsonObject for Option<O> {
    fn into_json_object(self) -> Result<Option<Map<String, Value>>, Value> {
        self.map_or(Ok(None), O::into_json_object)
    }
}

impl<K: Into<String>, const N: usize> IntoJsonObject for [(K, Value); N] {
    fn into_json_object(self) -> Result<Option<Map<String, Value>>, Value> {
        Ok(Some(from_pairs(self)))
    }
}

impl<K: Into<String>> IntoJsonObject for Vec<(K, Value)> {
    fn into_json_object(self) -> Result<Option<Map<String, Value>>, Value> {
        Ok(Some(from_pairs(self)))
    }
}

impl<K: Into<String>> IntoJsonObject for BTreeMap<K, Value> {
    fn into_json_object(self) -> Result<Option<Map<String, Value>>, Value> {
        Ok(Some(from_pairs(self)))
    }
}

impl<K: Into<String>, S> IntoJsonObject for HashMap<K, Value, S> {
    fn into_json_object(self) -> Result<Option<Map<String, Value>>, Value> {
        Ok(Some(from_pairs(self)))
    }
}

fn from_pairs<K: Into<String>>(pairs: impl IntoIterator<Item = (K, Value)>) -> Map<String, Value> {
    pairs.into_iter().map(|(key, value)| (key.into(), value)).collect()
}

/// Creates the problem of a value that is given for the JSON object `field`.
pub(crate) fn not_an_object(field: &str, value: &Value) -> Problem {
    Problem::invalid(field, format!("is {}, not a JSON object such as {{\"line\": 3}}", kind(value)))
}

/// Names what `value` is, for a message.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
