use serde_json::{Map, Value};

/// Which data of a datalake are meant: those that meet every condition. Without one, all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataFilter {
    conditions: Vec<Condition>,
    custom_metadata: Option<Map<String, Value>>,
}

#[derive(Clone, Debug, PartialEq)]
enum Condition {
    Equals { property: &'static str, value: String },
    Written(String),
}

impl DataFilter {
    /// Every data.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Those whose data source has this name. What is monitored without a source has `serving`.
    #[must_use]
    pub fn source(self, source: &str) -> Self {
        self.equals("source", source)
    }

    /// Those that have this tag. Several tags have to be there together.
    #[must_use]
    pub fn tag(self, tag: &str) -> Self {
        self.equals("tags.name", tag)
    }

    /// Those with this file name.
    #[must_use]
    pub fn filename(self, filename: &str) -> Self {
        self.equals("filename", filename)
    }

    /// Those whose custom metadata hold all of this.
    #[must_use]
    pub fn custom_metadata(self, metadata: Map<String, Value>) -> Self {
        Self { custom_metadata: Some(metadata), ..self }
    }

    /// Those that meet a condition in the platform's query language, such as `width > 640 or height > 480`.
    #[must_use]
    pub fn query(mut self, condition: &str) -> Self {
        self.conditions.push(Condition::Written(format!("({condition})")));
        self
    }

    fn equals(mut self, property: &'static str, value: &str) -> Self {
        self.conditions.push(Condition::Equals { property, value: value.to_owned() });
        self
    }

    /// The query as the platform reads it, if there is a condition. `prefix` leads from what is listed to its data.
    fn to_query(&self, prefix: &str) -> Option<String> {
        let conditions: Vec<String> = self
            .conditions
            .iter()
            .map(|condition| match condition {
                Condition::Equals { property, value } => format!("{prefix}{property} = {}", quoted(value)),
                Condition::Written(condition) => condition.clone(),
            })
            .collect();
        (!conditions.is_empty()).then(|| conditions.join(" and "))
    }
}

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

/// The most items that one page holds.
pub(super) const LARGEST_PAGE: usize = 1000;

/// The query of a listing.
pub(super) fn listing(filter: &DataFilter, prefix: &str, limit: usize, cursor: Option<&str>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(metadata) = filter.custom_metadata.as_ref().filter(|metadata| !metadata.is_empty()) {
        query.append_pair("custom_metadata", &Value::Object(metadata.clone()).to_string());
    }
    if let Some(filter) = filter.to_query(prefix) {
        query.append_pair("q", &filter);
    }
    query.append_pair("limit", &limit.min(LARGEST_PAGE).to_string());
    if let Some(cursor) = cursor {
        query.append_pair("cursor", cursor);
    }
    // The official SDK sends these with every listing, and the platform expects them.
    for status in ["PENDING", "COMPUTING", "DONE", "ERROR"] {
        query.append_pair("upload_statuses", status);
    }
    for r#type in ["IMAGE", "VIDEO"] {
        query.append_pair("types", r#type);
    }
    query.finish()
}

/// A page of a listing.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// How many meet the filter in all.
    pub count: u64,
    /// Where the next page starts; none after the last.
    pub next_cursor: Option<String>,
}

/// A page as the wire has it.
#[derive(serde::Deserialize)]
pub(super) struct WirePage<T> {
    items: Vec<T>,
    count: u64,
    next_cursor: Option<String>,
}

impl<T> WirePage<T> {
    /// The page, if every item of it can be read; else why one cannot, with its index.
    pub(super) fn try_into_page<U>(self, read: impl Fn(T) -> Result<U, String>) -> Result<Page<U>, String> {
        let read = |(index, item)| read(item).map_err(|reason| format!("items[{index}]: {reason}"));
        let items: Result<_, String> = self.items.into_iter().enumerate().map(read).collect();
        Ok(Page { items: items?, count: self.count, next_cursor: self.next_cursor })
    }

    pub(super) fn into_page<U: From<T>>(self) -> Page<U> {
        let items = self.items.into_iter().map(U::from).collect();
        Page { items, count: self.count, next_cursor: self.next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_joined_and_quotes_are_escaped() {
        assert_eq!(DataFilter::new().to_query(""), None);
        let filter = DataFilter::new().source("serving").tag("a \"b\" \\").query("width > 1 or height > 2");
        assert_eq!(
            filter.to_query("").as_deref(),
            Some(r#"source = "serving" and tags.name = "a \"b\" \\" and (width > 1 or height > 2)"#)
        );
        let filter = DataFilter::new().tag("a");
        assert_eq!(filter.to_query("data.").as_deref(), Some(r#"data.tags.name = "a""#));
    }
}
