//! Checks of the numbers and metadata of a request.

use serde_json::{Map, Value};

use crate::geometry::GeometryPolicy;
use crate::number::Seconds;
use crate::problem::{ProblemKind, Problems};

/// Adds a problem if `latency` cannot be sent under `policy`.
pub(super) fn check_latency(
    path: &str,
    latency: Seconds,
    policy: GeometryPolicy,
    problems: &mut Problems<'_>,
) {
    let value = latency.as_f64();
    if !value.is_finite() {
        problems.add(path, ProblemKind::NotFinite(value));
    } else if value < 0.0 && policy != GeometryPolicy::AsIs {
        problems.add(path, ProblemKind::OutOfRange { value, expected: "a number of seconds" });
    }
}

/// How deep metadata may be nested so that every reader follows. serde_json, which the local
/// service reads with, stops at 128 levels, and stored metadata comes back a few levels deeper, in
/// a list.
const MOST_LEVELS: usize = 100;

/// Adds a problem if `metadata` is nested deeper than readers of JSON follow.
pub(super) fn check_depth(path: &str, metadata: Option<&Map<String, Value>>, problems: &mut Problems<'_>) {
    let Some(metadata) = metadata else { return };
    if !metadata.values().all(|value| is_within(value, MOST_LEVELS - 1)) {
        problems.add(path, ProblemKind::TooDeep { most: MOST_LEVELS });
    }
}

/// Descends at most `levels`, so that no depth of the value exhausts the stack.
fn is_within(value: &Value, levels: usize) -> bool {
    let inner = |value| levels > 0 && is_within(value, levels - 1);
    match value {
        Value::Array(items) => levels > 0 && items.iter().all(inner),
        Value::Object(members) => levels > 0 && members.values().all(inner),
        _ => true,
    }
}
