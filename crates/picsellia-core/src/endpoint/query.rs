/// Which data of a datalake are meant: those that meet every condition. Without one, all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataFilter {
    conditions: Vec<String>,
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

    /// Those that meet a condition in the platform's query language, such as `width > 640 or height > 480`.
    #[must_use]
    pub fn query(mut self, condition: &str) -> Self {
        self.conditions.push(format!("({condition})"));
        self
    }

    fn equals(mut self, property: &str, value: &str) -> Self {
        let mut condition = format!("{property} = \"");
        for c in value.chars() {
            if matches!(c, '"' | '\\') {
                condition.push('\\');
            }
            condition.push(c);
        }
        condition.push('"');
        self.conditions.push(condition);
        self
    }

    /// The query as the platform reads it, if there is a condition.
    pub(super) fn to_query(&self) -> Option<String> {
        (!self.conditions.is_empty()).then(|| self.conditions.join(" and "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_joined_and_quotes_are_escaped() {
        assert_eq!(DataFilter::new().to_query(), None);
        let filter = DataFilter::new().source("serving").tag("a \"b\" \\").query("width > 1 or height > 2");
        let query = filter.to_query().unwrap();
        assert_eq!(query, r#"source = "serving" and tags.name = "a \"b\" \\" and (width > 1 or height > 2)"#);
    }
}
