//! Filters of lists: the part of the query language of the platform that `DataFilter` writes.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::held::Held;
use super::response::ErrorResponse;
use crate::recorded::RecordedRequest;

/// The maximum number of names in one XGET request.
const MAX_NAMES: usize = 1000;

pub(super) struct Filter {
    conditions: Vec<Condition>,
    custom_metadata: Option<Value>,
    /// The names in the body of an XGET request.
    names: Option<Names>,
    order: Vec<Order>,
}

/// A property that must have one of these values.
struct Condition(Property, Vec<String>);

#[derive(Clone, Copy)]
enum Property {
    Source,
    Tag,
    Filename,
}

struct Names {
    list: &'static str,
    names: Vec<Value>,
}

struct Order {
    field: Field,
    descending: bool,
}

#[derive(Clone, Copy)]
enum Field {
    CreatedAt,
    Filename,
    ObjectName,
}

impl Filter {
    pub(super) fn of(request: &RecordedRequest) -> Result<Self, ErrorResponse> {
        let body = is_xget(request).then(|| request.json()).flatten().unwrap_or_default();
        let written = request.query("q").or_else(|| Some(body.get("q")?.as_str()?.to_owned()));
        let conditions = match written {
            Some(query) => Reader(&query).all().ok_or_else(|| {
                ErrorResponse::bad_request(format!(
                    "the mock only supports source, tags.name and filename, compared with = or in and joined by and; \
                     script the response to {query:?}"
                ))
            })?,
            None => Vec::new(),
        };
        let custom_metadata = request.query("custom_metadata").map(|text| {
            serde_json::from_str(&text).map_err(|_| ErrorResponse::bad_request("custom_metadata is not JSON"))
        });
        let order: Result<_, ErrorResponse> =
            request.queries("order_by").into_iter().map(|field| Order::of(&field)).collect();
        Ok(Self {
            conditions,
            custom_metadata: custom_metadata.transpose()?,
            names: Names::of(&body)?,
            order: order?,
        })
    }

    /// Returns the predictions that match, in the requested order. By default, the order of
    /// reception.
    pub(super) fn apply<'a>(&self, held: impl Iterator<Item = &'a Held>) -> Vec<&'a Held> {
        let mut found: Vec<(usize, &Held)> = held.filter(|held| self.matches(held)).enumerate().collect();
        found.sort_by(|a, b| {
            let by_field = self.order.iter().map(|order| order.compare(*a, *b));
            by_field.fold(Ordering::Equal, Ordering::then)
        });
        found.into_iter().map(|(_, held)| held).collect()
    }

    fn matches(&self, held: &Held) -> bool {
        let monitored = &held.monitored;
        let meets = |Condition(property, values): &Condition| match property {
            Property::Source => values.iter().any(|value| monitored.source() == value),
            Property::Tag => values.iter().any(|value| monitored.tags().contains(value)),
            Property::Filename => values.iter().any(|value| monitored.request.filename() == value),
        };
        let has_metadata = |wanted| contains(&json!(monitored.request.custom_metadata()), wanted);
        self.conditions.iter().all(meets)
            && self.custom_metadata.as_ref().is_none_or(has_metadata)
            && self.names.as_ref().is_none_or(|names| names.contain(held))
    }
}

impl Names {
    fn of(body: &Value) -> Result<Option<Self>, ErrorResponse> {
        let mut given = None;
        for list in ["ids", "filenames", "object_names"] {
            let Some(names) = body.get(list).and_then(Value::as_array) else { continue };
            if given.is_some() {
                return Err(ErrorResponse::bad_request(
                    "only one of ids, filenames and object_names is allowed",
                ));
            }
            if names.len() > MAX_NAMES {
                return Err(ErrorResponse::bad_request(format!(
                    "{list}: at most {MAX_NAMES} names are allowed"
                )));
            }
            given = Some(Self { list, names: names.clone() });
        }
        Ok(given)
    }

    fn contain(&self, held: &Held) -> bool {
        let name = match self.list {
            "ids" => held.data_id().unwrap_or_default(),
            "filenames" => held.monitored.request.filename().to_owned(),
            _ => held.object_name(),
        };
        self.names.iter().any(|other| *other == name)
    }
}

impl Order {
    fn of(text: &str) -> Result<Self, ErrorResponse> {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        let field = match name {
            "created_at" => Field::CreatedAt,
            "filename" => Field::Filename,
            "object_name" => Field::ObjectName,
            _ => {
                return Err(ErrorResponse::bad_request(format!(
                    "the mock only orders by created_at, filename and object_name; script the response to {text:?}"
                )));
            }
        };
        Ok(Self { field, descending })
    }

    /// Compares two predictions, each with its index in the order of reception.
    fn compare(&self, a: (usize, &Held), b: (usize, &Held)) -> Ordering {
        let ordering = match self.field {
            Field::CreatedAt => a.0.cmp(&b.0),
            Field::Filename => a.1.monitored.request.filename().cmp(b.1.monitored.request.filename()),
            Field::ObjectName => a.1.object_name().cmp(&b.1.object_name()),
        };
        if self.descending { ordering.reverse() } else { ordering }
    }
}

fn is_xget(request: &RecordedRequest) -> bool {
    request.method().as_str() == "XGET"
}

/// Returns whether everything in `wanted` is in `value`.
fn contains(value: &Value, wanted: &Value) -> bool {
    let all = |wanted: &Map<String, Value>| {
        wanted.iter().all(|(key, wanted)| value.get(key).is_some_and(|value| contains(value, wanted)))
    };
    wanted.as_object().map_or(value == wanted, all)
}

/// The rest of a query.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn all(mut self) -> Option<Vec<Condition>> {
        let mut conditions = Vec::new();
        self.joined(&mut conditions)?;
        self.0.is_empty().then_some(conditions)
    }

    fn joined(&mut self, conditions: &mut Vec<Condition>) -> Option<()> {
        loop {
            if self.skip("(") {
                self.joined(conditions)?;
                self.skip(")").then_some(())?;
            } else {
                conditions.push(self.condition()?);
            }
            if !self.skip("and ") {
                return Some(());
            }
        }
    }

    fn condition(&mut self) -> Option<Condition> {
        let end = self.0.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_')))?;
        let (name, rest) = self.0.split_at_checked(end)?;
        let property = match name.strip_prefix("data.").unwrap_or(name) {
            "source" | "data_source" | "data_source.name" => Property::Source,
            "tags.name" => Property::Tag,
            "filename" => Property::Filename,
            _ => return None,
        };
        self.0 = rest.trim_start();
        let mut values = Vec::new();
        if self.skip("in") {
            self.skip("(").then_some(())?;
            loop {
                values.push(self.text()?);
                if !self.skip(",") {
                    break;
                }
            }
            self.skip(")").then_some(())?;
        } else {
            self.skip("=").then_some(())?;
            values.push(self.text()?);
        }
        Some(Condition(property, values))
    }

    /// Reads a text in quotes.
    fn text(&mut self) -> Option<String> {
        self.0 = self.0.strip_prefix('"')?;
        let mut text = String::new();
        let mut chars = self.0.chars();
        loop {
            match chars.next()? {
                '"' => break,
                '\\' => text.push(chars.next()?),
                c => text.push(c),
            }
        }
        self.0 = chars.as_str().trim_start();
        Some(text)
    }

    /// Skips `token` and the space after it, if it is next.
    fn skip(&mut self, token: &str) -> bool {
        let Some(rest) = self.0.strip_prefix(token) else { return false };
        self.0 = rest.trim_start();
        true
    }
}

/// Returns a page of a list, by `limit`, `offset` and `cursor`. An ordered list has no cursor.
pub(super) fn page(request: &RecordedRequest, items: Vec<Value>) -> Result<Value, ErrorResponse> {
    const DEFAULT: usize = 100;
    // A list by names is one page.
    let default = if is_xget(request) { usize::MAX } else { DEFAULT };
    let limit = number(request, "limit")?.unwrap_or(default);
    let start = number(request, "cursor")?.or(number(request, "offset")?).unwrap_or(0);
    let (count, end) = (items.len(), start.saturating_add(limit));
    let items: Vec<Value> = items.into_iter().skip(start).take(limit).collect();
    let by_cursor = end < count && request.query("order_by").is_none();
    let next_cursor = by_cursor.then(|| end.to_string());
    Ok(json!({ "items": items, "count": count, "next_cursor": next_cursor }))
}

/// Returns a whole list, or the part that `limit` and `offset` select.
pub(super) fn whole(request: &RecordedRequest, items: Vec<Value>) -> Result<Value, ErrorResponse> {
    let limit = number(request, "limit")?.unwrap_or(usize::MAX);
    let start = number(request, "offset")?.unwrap_or(0);
    let count = items.len();
    let items: Vec<Value> = items.into_iter().skip(start).take(limit).collect();
    Ok(json!({ "items": items, "count": count }))
}

fn number(request: &RecordedRequest, name: &str) -> Result<Option<usize>, ErrorResponse> {
    let parse = |text: String| text.parse::<usize>();
    let number = request.query(name).map(parse).transpose();
    number.map_err(|_| ErrorResponse::bad_request(format!("{name} is not a number")))
}
