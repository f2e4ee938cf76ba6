//! Embeds JSON text of the store in a response.

use serde_json::value::RawValue;

/// Returns stored JSON text as a value that is serialized unchanged.
pub(super) fn stored_json(text: String) -> Option<Box<RawValue>> {
    RawValue::from_string(text).ok()
}
