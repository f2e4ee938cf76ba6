//! The identifiers that clients see.

/// Creates an identifier. Identifiers are ordered by time, so that indexes grow at their end.
pub(crate) fn new_uuid() -> String {
    uuid::Uuid::now_v7().to_string()
}
