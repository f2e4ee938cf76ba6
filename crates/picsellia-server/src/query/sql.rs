//! Compiles a syntax tree to a SQL condition. Only text of this file becomes SQL, and every value
//! is bound.

use sqlx::{QueryBuilder, Sqlite};

use super::ast::{Expr, Order};
use super::property::Property;
use super::value::Value;

/// The location of a property, from a row `d` of `data` or `p` of `predictions`.
enum Access<'e> {
    /// A column of the row itself.
    Column(&'static str),
    /// A column of linked rows. `select` is the SQL up to the comparison, and one parenthesis
    /// closes it.
    Linked { select: &'static str, column: &'static str },
    /// A value inside a JSON column.
    Json { column: &'static str, keys: &'e [String] },
}

impl Property {
    fn access(&self) -> Access<'_> {
        match self {
            Self::Id => Access::Column("d.uuid"),
            Self::Filename => Access::Column("d.filename"),
            Self::ObjectName => Access::Column("d.object_name"),
            Self::ContentType => Access::Column("d.content_type"),
            Self::Type => Access::Column("d.type"),
            Self::UploadStatus => Access::Column("d.upload_status"),
            Self::Width => Access::Column("d.width"),
            Self::Height => Access::Column("d.height"),
            Self::CreatedAt => Access::Column("d.created_at"),
            Self::PredictedAssetId => Access::Column("p.asset_uuid"),
            Self::OraclePredictionId => Access::Column("p.uuid"),
            Self::Latency => Access::Column("p.latency"),
            Self::Timestamp => Access::Column("p.timestamp"),
            // With subqueries on ids, the planner can start from the source or the tag, which are
            // indexed.
            Self::Source => Access::Linked {
                select: "d.data_source_id IN (SELECT ds.id FROM data_sources ds WHERE ",
                column: "ds.name",
            },
            Self::Tag => Access::Linked {
                select: "d.id IN (SELECT dt.data_id FROM data_tags dt JOIN tags t ON t.id = dt.tag_id WHERE ",
                column: "t.name",
            },
            Self::Metadata(keys) => Access::Json { column: "d.metadata", keys },
            Self::CustomMetadata(keys) => Access::Json { column: "d.custom_metadata", keys },
        }
    }
}

/// Appends the condition, in parentheses.
pub(crate) fn push_filter(sql: &mut QueryBuilder<Sqlite>, expr: &Expr) {
    match expr {
        Expr::And(terms) => push_joined(sql, terms, " AND "),
        Expr::Or(terms) => push_joined(sql, terms, " OR "),
        Expr::OneOf { property, values, negated } => push_one_of(sql, property, values, *negated),
        Expr::Ordered { property, order, value } => push_ordered(sql, property, *order, value),
    }
}

fn push_joined(sql: &mut QueryBuilder<Sqlite>, terms: &[Expr], connector: &'static str) {
    sql.push("(");
    for (index, term) in terms.iter().enumerate() {
        if index > 0 {
            sql.push(connector);
        }
        push_filter(sql, term);
    }
    sql.push(")");
}

fn push_one_of(sql: &mut QueryBuilder<Sqlite>, property: &Property, values: &[Value], negated: bool) {
    // COALESCE makes a missing value "not equal" instead of unknown, so that != negates =. It is
    // not used for =, where unknown selects no row either, because it would prevent the use of an
    // index.
    sql.push(if negated { "(NOT COALESCE(" } else { "(" });
    match property.access() {
        Access::Column(column) => {
            sql.push(column);
            push_in(sql, values);
        }
        Access::Linked { select, column } => {
            sql.push(select).push(column);
            push_in(sql, values);
            sql.push(")");
        }
        Access::Json { column, keys } => {
            let leaf = push_json_path(sql, column, keys);
            push_json_one_of(sql, &leaf, values);
            sql.push(")");
        }
    }
    sql.push(if negated { ", 0))" } else { ")" });
}

fn push_ordered(sql: &mut QueryBuilder<Sqlite>, property: &Property, order: Order, value: &Value) {
    sql.push("(");
    match property.access() {
        Access::Column(column) => {
            sql.push(column).push(" ").push(order.as_sql()).push(" ");
            push_value(sql, value);
        }
        Access::Linked { select, column } => {
            sql.push(select).push(column).push(" ").push(order.as_sql()).push(" ");
            push_value(sql, value);
            sql.push(")");
        }
        Access::Json { column, keys } => {
            let leaf = push_json_path(sql, column, keys);
            let types = if matches!(value, Value::Text(_)) { "('text')" } else { "('integer', 'real')" };
            sql.push(&leaf).push(".type IN ").push(types).push(" AND ");
            sql.push(&leaf).push(".value ").push(order.as_sql()).push(" ");
            push_value(sql, value);
            sql.push(")");
        }
    }
    sql.push(")");
}

/// Appends ` = ?` for one value, and ` IN (…)` with one bound JSON array for several.
///
/// The statement text does not depend on the number of values, so the statement cache works.
fn push_in(sql: &mut QueryBuilder<Sqlite>, values: &[Value]) {
    if let [only] = values {
        sql.push(" = ");
        push_value(sql, only);
    } else {
        sql.push(" IN (SELECT value FROM json_each(");
        sql.push_bind(json_array(values, |_| true));
        sql.push("))");
    }
}

fn push_value(sql: &mut QueryBuilder<Sqlite>, value: &Value) {
    match value {
        Value::Text(text) => sql.push_bind(text.clone()),
        Value::Number(number) => sql.push_bind(*number),
        Value::Bool(flag) => sql.push_bind(*flag),
        Value::Instant(microseconds) => sql.push_bind(*microseconds),
    };
}

/// Opens `EXISTS (… AND ` with one `json_each` for each key, and returns the alias of the last one.
///
/// Keys are bound values. They are not put into a JSON path, because its quoting has no escape.
fn push_json_path(sql: &mut QueryBuilder<Sqlite>, column: &'static str, keys: &[String]) -> String {
    sql.push("EXISTS (SELECT 1 FROM ");
    for depth in 0..keys.len() {
        if depth == 0 {
            sql.push("json_each(").push(column).push(") j0");
        } else {
            let parent = depth - 1;
            sql.push(format_args!(
                ", json_each(CASE WHEN j{parent}.type = 'object' THEN j{parent}.value ELSE '{{}}' END) j{depth}"
            ));
        }
    }
    sql.push(" WHERE ");
    for (depth, key) in keys.iter().enumerate() {
        sql.push(format_args!("j{depth}.key = "));
        sql.push_bind(key.clone());
        sql.push(" AND ");
    }
    format!("j{}", keys.len().saturating_sub(1))
}

/// Compares JSON values with values of the same type only: `"1"` is not `1`, and `true` is not `1`.
fn push_json_one_of(sql: &mut QueryBuilder<Sqlite>, leaf: &str, values: &[Value]) {
    sql.push("((")
        .push(leaf)
        .push(".type = 'text' AND ")
        .push(leaf)
        .push(".value IN (SELECT value FROM json_each(");
    sql.push_bind(json_array(values, |value| matches!(value, Value::Text(_))));
    sql.push("))) OR (").push(leaf).push(".type IN ('integer', 'real') AND ").push(leaf);
    sql.push(".value IN (SELECT value FROM json_each(");
    sql.push_bind(json_array(values, |value| matches!(value, Value::Number(_))));
    sql.push("))) OR ").push(leaf).push(".type IN (SELECT value FROM json_each(");
    let booleans: Vec<&str> = values
        .iter()
        .filter_map(|value| match value {
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            _ => None,
        })
        .collect();
    sql.push_bind(serde_json::json!(booleans).to_string());
    sql.push(")))");
}

fn json_array(values: &[Value], keep: impl Fn(&Value) -> bool) -> String {
    let values: Vec<serde_json::Value> = values
        .iter()
        .filter(|value| keep(value))
        .map(|value| match value {
            Value::Text(text) => serde_json::Value::from(text.as_str()),
            Value::Number(number) => serde_json::Value::from(*number),
            Value::Bool(flag) => serde_json::Value::from(*flag),
            Value::Instant(microseconds) => serde_json::Value::from(*microseconds),
        })
        .collect();
    serde_json::Value::from(values).to_string()
}
