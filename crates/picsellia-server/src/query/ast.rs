//! The syntax tree of a query. Every node is valid: its property is known and its values have the
//! type of the property.

use super::property::Property;
use super::value::Value;

/// A condition on one record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    /// All conditions are true.
    And(Vec<Expr>),
    /// At least one condition is true.
    Or(Vec<Expr>),
    /// The property equals one of the values, or none of them if negated. `=` and `!=` have one
    /// value.
    OneOf { property: Property, values: Vec<Value>, negated: bool },
    /// The property compares with the value in this order.
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
    /// Returns the operator in SQL.
    pub(super) fn as_sql(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}
