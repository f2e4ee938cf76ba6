//! The `custom_metadata` parameter: a JSON object that the custom metadata of a record must
//! contain.
//!
//! The rules are those of the `@>` operator of PostgreSQL's `jsonb`. Every key must exist with an
//! equal value, also in nested objects. Every element of an array must be in the record's array, in
//! any order.

use serde_json::{Map, Value};
use sqlx::{QueryBuilder, Sqlite};

/// Bounds the depth of the SQL.
const MAX_DEPTH: usize = 8;
/// Bounds the size of the SQL.
const MAX_VALUES: usize = 100;

/// A pattern: an object of bounded depth and size.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Containment(Map<String, Value>);

/// The reason why a pattern is rejected.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContainmentError {
    #[error("custom_metadata must be a JSON object")]
    NotAnObject,
    #[error("custom_metadata is nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    #[error("custom_metadata has more than {MAX_VALUES} values")]
    TooLarge,
}

impl Containment {
    /// Parses the text of the parameter.
    pub(crate) fn parse(text: &str) -> Result<Self, ContainmentError> {
        let Ok(Value::Object(pattern)) = serde_json::from_str(text) else {
            return Err(ContainmentError::NotAnObject);
        };
        let mut left = MAX_VALUES;
        for value in pattern.values() {
            measure(value, MAX_DEPTH, &mut left)?;
        }
        Ok(Self(pattern))
    }

    /// Appends the condition, in parentheses.
    pub(crate) fn push_filter(&self, sql: &mut QueryBuilder<Sqlite>) {
        sql.push("(1");
        for (key, value) in &self.0 {
            sql.push(" AND EXISTS (SELECT 1 FROM json_each(d.custom_metadata) c0 WHERE c0.key = ");
            sql.push_bind(key.clone());
            sql.push(" AND ");
            push_match(sql, 0, value);
            sql.push(")");
        }
        sql.push(")");
    }
}

fn measure(value: &Value, depth: usize, left: &mut usize) -> Result<(), ContainmentError> {
    if depth == 0 {
        return Err(ContainmentError::TooDeep);
    }
    *left = left.checked_sub(1).ok_or(ContainmentError::TooLarge)?;
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| measure(item, depth - 1, left)),
        Value::Object(fields) => fields.values().try_for_each(|item| measure(item, depth - 1, left)),
        _ => Ok(()),
    }
}

/// Appends the condition on one value. `level` is the number of the `json_each` alias of its row.
fn push_match(sql: &mut QueryBuilder<Sqlite>, level: usize, pattern: &Value) {
    let child = level + 1;
    match pattern {
        Value::Null => {
            sql.push(format_args!("c{level}.type = 'null'"));
        }
        Value::Bool(flag) => {
            sql.push(format_args!("c{level}.type = "));
            sql.push_bind(if *flag { "true" } else { "false" });
        }
        Value::String(text) => {
            sql.push(format_args!("c{level}.type = 'text' AND c{level}.value = "));
            sql.push_bind(text.clone());
        }
        Value::Number(number) => {
            sql.push(format_args!("c{level}.type IN ('integer', 'real') AND c{level}.value = "));
            match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => sql.push_bind(integer),
                (None, float) => sql.push_bind(float),
            };
        }
        Value::Object(fields) => {
            sql.push(format_args!("c{level}.type = 'object'"));
            for (key, value) in fields {
                sql.push(format_args!(
                    " AND EXISTS (SELECT 1 FROM json_each(CASE WHEN c{level}.type = 'object' THEN c{level}.value \
                     ELSE '{{}}' END) c{child} WHERE c{child}.key = "
                ));
                sql.push_bind(key.clone());
                sql.push(" AND ");
                push_match(sql, child, value);
                sql.push(")");
            }
        }
        Value::Array(items) => {
            sql.push(format_args!("c{level}.type = 'array'"));
            for item in items {
                sql.push(format_args!(
                    " AND EXISTS (SELECT 1 FROM json_each(CASE WHEN c{level}.type = 'array' THEN c{level}.value \
                     ELSE '[]' END) c{child} WHERE "
                ));
                push_match(sql, child, item);
                sql.push(")");
            }
        }
    }
}
