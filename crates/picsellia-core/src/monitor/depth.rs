//! How deep free-form metadata may be nested.

use serde_json::{Map, Value};

use crate::problem::{ProblemKind, Problems};

/// Levels that a reader surely follows. serde_json, the local service's reader, gives up at 128 in all, and what is
/// stored comes back a few levels further down, in a list of records.
const MOST_LEVELS: usize = 100;

/// Notes `metadata` in `problems` if it is nested too deep to be read by anyone.
pub(super) fn check_depth(path: &str, metadata: Option<&Map<String, Value>>, problems: &mut Problems<'_>) {
    let Some(metadata) = metadata else { return };
    if !metadata.values().all(|value| is_within(value, MOST_LEVELS - 1)) {
        problems.add(path, ProblemKind::TooDeep { most: MOST_LEVELS });
    }
}

/// Goes no deeper than `levels`, so no depth of the value exhausts the stack.
fn is_within(value: &Value, levels: usize) -> bool {
    let inner = |value| levels > 0 && is_within(value, levels - 1);
    match value {
        Value::Array(items) => levels > 0 && items.iter().all(inner),
        Value::Object(members) => levels > 0 && members.values().all(inner),
        _ => true,
    }
}
