//! Which of the predictions a list is about: the part of the platform's query language that `DataFilter` writes.

use serde_json::{Map, Value, json};

use super::answer::Refusal;
use super::held::Held;
use crate::recorded::Recorded;

#[derive(Default)]
pub(super) struct Filter {
    conditions: Vec<(Property, String)>,
    custom_metadata: Option<Value>,
    /// What the body of an XGET names.
    names: Value,
}

#[derive(Clone, Copy)]
enum Property {
    Source,
    Tag,
    Filename,
}

impl Filter {
    pub(super) fn of(request: &Recorded) -> Result<Self, Refusal> {
        let conditions = match request.query("q") {
            Some(query) => Reader(&query).all().ok_or_else(|| {
                Refusal::bad_request(format!(
                    "the mock reads queries of source, tags.name and filename, each compared with = and joined by \
                     and; script the answer to {query:?}"
                ))
            })?,
            None => Vec::new(),
        };
        let custom_metadata = request.query("custom_metadata").map(|text| {
            serde_json::from_str(&text).map_err(|_| Refusal::bad_request("custom_metadata is not JSON"))
        });
        let names = request.json().unwrap_or_default();
        Ok(Self { conditions, custom_metadata: custom_metadata.transpose()?, names })
    }

    pub(super) fn lets_through(&self, held: &Held) -> bool {
        let monitored = &held.monitored;
        let meets = |(property, value): &(Property, String)| match property {
            Property::Source => monitored.source() == value,
            Property::Tag => monitored.tags().contains(value),
            Property::Filename => monitored.request.filename() == value,
        };
        let is_named = |list: &str, name: &str| match self.names.get(list).and_then(Value::as_array) {
            Some(names) => names.iter().any(|other| other == name),
            None => true,
        };
        let has_metadata = |wanted| contains(&json!(monitored.request.custom_metadata()), wanted);
        self.conditions.iter().all(meets)
            && self.custom_metadata.as_ref().is_none_or(has_metadata)
            && is_named("ids", &held.data_id().unwrap_or_default())
            && is_named("filenames", monitored.request.filename())
            && is_named("object_names", &held.object_name())
    }
}

/// Whether everything in `wanted` is in `value`.
fn contains(value: &Value, wanted: &Value) -> bool {
    let all = |wanted: &Map<String, Value>| {
        wanted.iter().all(|(key, wanted)| value.get(key).is_some_and(|value| contains(value, wanted)))
    };
    wanted.as_object().map_or(value == wanted, all)
}

/// What is left of a query.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn all(mut self) -> Option<Vec<(Property, String)>> {
        let mut conditions = Vec::new();
        self.joined(&mut conditions)?;
        self.0.is_empty().then_some(conditions)
    }

    fn joined(&mut self, conditions: &mut Vec<(Property, String)>) -> Option<()> {
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

    fn condition(&mut self) -> Option<(Property, String)> {
        let end = self.0.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_')))?;
        let (name, rest) = self.0.split_at_checked(end)?;
        let property = match name.strip_prefix("data.").unwrap_or(name) {
            "source" | "data_source" | "data_source.name" => Property::Source,
            "tags.name" => Property::Tag,
            "filename" => Property::Filename,
            _ => return None,
        };
        self.0 = rest.trim_start();
        (self.skip("=") && self.skip("\"")).then_some(())?;
        Some((property, self.text()?))
    }

    /// The rest of a text in quotes.
    fn text(&mut self) -> Option<String> {
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

    /// Goes past `token` and the space behind it, if it is next. A text begins with what follows its quote.
    fn skip(&mut self, token: &str) -> bool {
        let Some(rest) = self.0.strip_prefix(token) else { return false };
        self.0 = if token == "\"" { rest } else { rest.trim_start() };
        true
    }
}

/// A page of a list, as `limit`, `offset` and `cursor` ask for it.
pub(super) fn page(request: &Recorded, items: Vec<Value>) -> Result<Value, Refusal> {
    const USUAL: usize = 100;
    let number = |name: &str| {
        let parse = |text: String| text.parse::<usize>();
        let number = request.query(name).map(parse).transpose();
        number.map_err(|_| Refusal::bad_request(format!("{name} is not a number")))
    };
    let limit = number("limit")?.unwrap_or(USUAL);
    let start = number("cursor")?.or(number("offset")?).unwrap_or(0);
    let (count, end) = (items.len(), start.saturating_add(limit));
    let items: Vec<Value> = items.into_iter().skip(start).take(limit).collect();
    let next_cursor = (end < count).then(|| end.to_string());
    Ok(json!({ "items": items, "count": count, "next_cursor": next_cursor }))
}
