use serde_json::Value;

use crate::monitor::{IntoJsonObject, not_an_object};
use crate::problem::{InvalidInput, Problem};

/// Selects and orders the `Data` of a datalake.
///
/// An item is selected if it meets every condition. Without conditions everything is selected.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataFilter {
    conditions: Vec<Condition>,
    /// A JSON object, or what was given instead, which is a problem when a request is created.
    custom_metadata: Option<Value>,
    order_by: Vec<String>,
    offset: Option<usize>,
}

#[derive(Clone, Debug, PartialEq)]
enum Condition {
    Equals { property: &'static str, value: String },
    AnyOf { property: &'static str, values: Vec<String> },
    Written(String),
}

impl DataFilter {
    /// Creates a filter that selects everything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Selects items whose data source has this name. The source of a prediction defaults to
    /// `serving`.
    #[must_use]
    pub fn source(self, source: &str) -> Self {
        self.equals("source", source)
    }

    /// Selects items that have this tag. If it is called several times, an item needs all of the
    /// tags.
    #[must_use]
    pub fn tag(self, tag: &str) -> Self {
        self.equals(TAG, tag)
    }

    /// Selects items that have at least one of these tags. An empty list is rejected when the
    /// request is created.
    #[must_use]
    pub fn any_tag<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        let values = tags.into_iter().map(Into::into).collect();
        self.conditions.push(Condition::AnyOf { property: TAG, values });
        self
    }

    /// Selects items with exactly this file name.
    #[must_use]
    pub fn filename(self, filename: &str) -> Self {
        self.equals("filename", filename)
    }

    /// Selects items whose custom metadata contain all of `metadata`: pairs such as
    /// `[("line", 3.into())]`, or a JSON object.
    #[must_use]
    pub fn custom_metadata(self, metadata: impl IntoJsonObject) -> Self {
        let custom_metadata = match metadata.into_json_object() {
            Ok(object) => object.map(Value::Object),
            Err(other) => Some(other),
        };
        Self { custom_metadata, ..self }
    }

    /// Selects items that meet a condition in the query language of the platform, such as
    /// `width > 640 or height > 480`.
    #[must_use]
    pub fn query(mut self, condition: &str) -> Self {
        self.conditions.push(Condition::Written(format!("({condition})")));
        self
    }

    /// Orders items by this field, such as `created_at`, or `-created_at` for the latest first.
    ///
    /// If it is called several times, a later field orders items that are equal in the earlier
    /// ones. By default the platform chooses the order.
    ///
    /// The pages of an ordered list are numbered, so items that are stored or deleted meanwhile
    /// shift the pages that follow. Without an order no item is listed twice or missed.
    #[must_use]
    pub fn order_by(mut self, field: impl Into<String>) -> Self {
        self.order_by.push(field.into());
        self
    }

    /// Skips the first `offset` items that meet the conditions.
    #[must_use]
    pub fn offset(self, offset: usize) -> Self {
        Self { offset: Some(offset), ..self }
    }

    fn equals(mut self, property: &'static str, value: &str) -> Self {
        self.conditions.push(Condition::Equals { property, value: value.to_owned() });
        self
    }

    /// Returns the query in the language of the platform, or `None` if there is no condition.
    ///
    /// `prefix` is the path from a listed item to its `Data`.
    pub(super) fn to_query(&self, prefix: &str) -> Result<Option<String>, InvalidInput> {
        let conditions: Vec<String> = self
            .conditions
            .iter()
            .map(|condition| match condition {
                Condition::Equals { property, value } => {
                    Ok(format!("{prefix}{property} = {}", quoted(value)))
                }
                Condition::AnyOf { property, values } if values.is_empty() => Err(Problem::invalid(
                    *property,
                    "the list of tags is empty, so nothing would match; add a tag or omit the condition",
                )),
                Condition::AnyOf { property, values } => {
                    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
                    Ok(format!("{prefix}{property} in ({})", values.join(",")))
                }
                Condition::Written(condition) => Ok(condition.clone()),
            })
            .collect::<Result<_, Problem>>()?;
        Ok((!conditions.is_empty()).then(|| conditions.join(" and ")))
    }

    pub(super) fn append_custom_metadata(&self, query: &mut Query) -> Result<(), Problem> {
        match &self.custom_metadata {
            None => {}
            Some(Value::Object(metadata)) if metadata.is_empty() => {}
            Some(metadata @ Value::Object(_)) => {
                query.append_pair("custom_metadata", &metadata.to_string());
            }
            Some(other) => return Err(not_an_object("custom_metadata", other)),
        }
        Ok(())
    }

    pub(super) fn append_order(&self, query: &mut Query) {
        query.extend_pairs(self.order_by.iter().map(|field| ("order_by", field)));
    }

    pub(super) fn has_offset(&self) -> bool {
        self.offset.is_some()
    }

    fn is_ordered(&self) -> bool {
        !self.order_by.is_empty()
    }
}

const TAG: &str = "tags.name";

fn quoted(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('"');
    for c in value.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

/// A URL query while it is written.
pub(super) type Query = form_urlencoded::Serializer<'static, String>;

/// The largest number of items in one page, and of names in one request.
pub(super) const LARGEST_PAGE: usize = 1000;

// The official SDK sends these with every list, and the platform expects them.
pub(super) const UPLOAD_STATUSES: [&str; 4] = ["PENDING", "COMPUTING", "DONE", "ERROR"];
pub(super) const TYPES: [&str; 2] = ["IMAGE", "VIDEO"];

/// Adds the parameters that every request for `Data` carries.
pub(super) fn append_every_data(query: &mut Query) {
    query.extend_pairs(UPLOAD_STATUSES.map(|status| ("upload_statuses", status)));
    query.extend_pairs(TYPES.map(|r#type| ("types", r#type)));
}

/// A paginated list of the items that `filter` selects. Pages are found by cursor, or by offset if
/// items are ordered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listing<'a> {
    pub(super) filter: &'a DataFilter,
    /// The path from a listed item to its `Data`.
    pub(super) prefix: &'static str,
    pub(super) limit: usize,
    pub(super) page: Option<&'a NextPage>,
}

impl Listing<'_> {
    pub(super) fn query(&self) -> Result<String, InvalidInput> {
        let Self { filter, prefix, limit, page } = self;
        let mut query = Query::new(String::new());
        filter.append_custom_metadata(&mut query)?;
        if let Some(condition) = filter.to_query(prefix)? {
            query.append_pair("q", &condition);
        }
        query.append_pair("limit", &limit.min(&LARGEST_PAGE).to_string());
        let offset = if filter.is_ordered() { Some(self.offset()) } else { filter.offset };
        match page.map(|page| &page.start) {
            Some(Start::Cursor(cursor)) => {
                query.append_pair("cursor", cursor);
            }
            _ => {
                query.extend_pairs(offset.map(|offset| ("offset", offset.to_string())));
            }
        }
        filter.append_order(&mut query);
        append_every_data(&mut query);
        Ok(query.finish())
    }

    /// Returns the offset of the page among the items that `filter` selects.
    fn offset(&self) -> usize {
        match self.page.map(|page| &page.start) {
            Some(Start::Offset(offset)) => *offset,
            _ => self.filter.offset.unwrap_or(0),
        }
    }

    /// Returns the page that the response holds.
    pub(super) fn page<T, U: From<T>>(&self, wire: WirePage<T>) -> Page<U> {
        let next = if self.filter.is_ordered() {
            NextPage::by_count(self.offset(), wire.items.len(), wire.count)
        } else {
            wire.next_by_cursor()
        };
        Page { items: wire.items.into_iter().map(U::from).collect(), count: wire.count, next }
    }
}

/// A page of a listing.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// The number of items on all pages together.
    pub count: u64,
    /// The start of the next page. `None` after the last page.
    pub next: Option<NextPage>,
}

/// The start of the next page of a list. It is only valid for the call that the page came from,
/// with the same filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextPage {
    pub(super) start: Start,
    /// The number of requested names that earlier pages covered.
    pub(super) names: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Start {
    Beginning,
    Cursor(String),
    Offset(usize),
}

impl NextPage {
    /// Returns the page after `shown` items that started at `offset`, if `count` says that there
    /// are more.
    ///
    /// An empty page is the last one whatever the count, so that no service can keep a client
    /// listing forever.
    pub(super) fn by_count(offset: usize, shown: usize, count: u64) -> Option<Self> {
        let offset = offset.saturating_add(shown);
        let more = shown > 0 && u64::try_from(offset).is_ok_and(|offset| offset < count);
        more.then_some(Self { start: Start::Offset(offset), names: 0 })
    }
}

/// A page in the wire format.
#[derive(serde::Deserialize)]
pub(super) struct WirePage<T> {
    pub(super) items: Vec<T>,
    pub(super) count: u64,
    next_cursor: Option<String>,
}

impl<T> WirePage<T> {
    /// Returns the next page if there is a cursor. An empty page is the last one here too.
    pub(super) fn next_by_cursor(&self) -> Option<NextPage> {
        let cursor = self.next_cursor.clone().filter(|cursor| !cursor.is_empty() && !self.items.is_empty());
        cursor.map(|cursor| NextPage { start: Start::Cursor(cursor), names: 0 })
    }

    /// Returns the page, or the reason why an item cannot be read, with its index.
    pub(super) fn try_into_page<U>(self, read: impl Fn(T) -> Result<U, String>) -> Result<Page<U>, String> {
        let next = self.next_by_cursor();
        let read = |(index, item)| read(item).map_err(|reason| format!("items[{index}]: {reason}"));
        let items: Result<_, String> = self.items.into_iter().enumerate().map(read).collect();
        Ok(Page { items: items?, count: self.count, next })
    }
}

/// A list that is usually one page. Services may omit the count.
#[derive(serde::Deserialize)]
pub(super) struct WireList<T> {
    pub(super) items: Vec<T>,
    count: Option<u64>,
}

impl<T> WireList<T> {
    /// Returns the page that started where `page` says.
    pub(super) fn into_page<U: From<T>>(self, page: Option<&NextPage>) -> Page<U> {
        let (offset, shown) = (whole_list_offset(page).unwrap_or(0), self.items.len());
        let count = self.count.unwrap_or(offset.saturating_add(shown).try_into().unwrap_or(u64::MAX));
        let next = NextPage::by_count(offset, shown, count);
        Page { items: self.items.into_iter().map(U::from).collect(), count, next }
    }
}

/// Returns the offset of a page of a list without a limit. `None` for the first page.
fn whole_list_offset(page: Option<&NextPage>) -> Option<usize> {
    match page?.start {
        Start::Offset(offset) => Some(offset),
        Start::Beginning | Start::Cursor(_) => None,
    }
}

/// Returns the query of a list without a limit, as the official SDK sends it.
pub(super) fn whole_list_query(page: Option<&NextPage>) -> String {
    whole_list_offset(page).map(|offset| format!("?offset={offset}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failure ends the test")]

    use super::*;

    fn written(filter: &DataFilter, prefix: &str) -> Option<String> {
        filter.to_query(prefix).unwrap()
    }

    #[test]
    fn conditions_are_joined_and_quotes_are_escaped() {
        assert_eq!(written(&DataFilter::new(), ""), None);
        let filter = DataFilter::new().source("serving").tag("a \"b\" \\").query("width > 1 or height > 2");
        assert_eq!(
            written(&filter, "").as_deref(),
            Some(r#"source = "serving" and tags.name = "a \"b\" \\" and (width > 1 or height > 2)"#)
        );
        let filter = DataFilter::new().tag("a").any_tag(["b", "c\"d"]);
        assert_eq!(
            written(&filter, "data.").as_deref(),
            Some(r#"data.tags.name = "a" and data.tags.name in ("b","c\"d")"#)
        );
    }

    #[test]
    fn an_empty_list_of_tags_is_rejected() {
        let error = DataFilter::new().any_tag(Vec::<String>::new()).to_query("").unwrap_err();
        assert!(error.to_string().contains("tags.name: the list of tags is empty"), "{error}");
    }
}
