//! The literals of a query.

/// A literal, converted to the type of its property.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    Bool(bool),
    /// Microseconds since the Unix epoch.
    Instant(i64),
}
