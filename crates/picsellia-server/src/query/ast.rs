//! The tree that a query parses to. Every node is valid: properties are known and values have their type.

use super::property::Property;

/// A condition on one record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    /// Every condition holds.
    And(Vec<Expr>),
    /// At least one condition holds.
    Or(Vec<Expr>),
    /// The property equals one of the values (`=` has one value), or none of them when negated (`!=`).
    OneOf { property: Property, values: Vec<Value>, negated: bool },
    /// The property stands in this order to the value.
    Ordered { property: Property, order: Order, value: Value },
}

/// An ordering comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    /// The same operator in SQL.
    pub(super) fn as_sql(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// A literal, already converted to what its property compares with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    Bool(bool),
    /// Microseconds since the Unix epoch.
    Instant(i64),
}
