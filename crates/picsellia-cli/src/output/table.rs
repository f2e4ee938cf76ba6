//! Aligned columns, which `awk` can read too: no field has a line break, and two spaces separate
//! fields.

use std::fmt;

use super::STRONG;

/// Rows of texts under column names.
#[derive(Debug)]
pub(crate) struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(head: impl IntoIterator<Item = &'static str>) -> Self {
        Self { head: head.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row, with a text for each column. An empty text shows as a dash.
    pub(crate) fn row(&mut self, row: impl IntoIterator<Item = String>) {
        let tidy =
            |text: String| if text.is_empty() { "-".to_owned() } else { text.replace(char::is_control, " ") };
        self.rows.push(row.into_iter().map(tidy).collect());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn width(&self, column: usize) -> usize {
        let head = self.head.get(column).map_or(0, |name| name.len());
        let rows = self.rows.iter().filter_map(|row| row.get(column)).map(|text| text.chars().count());
        rows.max().unwrap_or(0).max(head)
    }

    fn line<'a>(
        &self,
        f: &mut fmt::Formatter<'_>,
        texts: impl ExactSizeIterator<Item = &'a str>,
    ) -> fmt::Result {
        let last = texts.len().saturating_sub(1);
        for (column, text) in texts.enumerate() {
            if column == last {
                f.write_str(text)?;
            } else {
                write!(f, "{text:<width$}  ", width = self.width(column))?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{STRONG}")?;
        self.line(f, self.head.iter().copied())?;
        write!(f, "{STRONG:#}")?;
        for row in &self.rows {
            f.write_str("\n")?;
            self.line(f, row.iter().map(String::as_str))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_a_field_is_one_line() {
        let mut table = Table::new(["NAME", "TYPE"]);
        table.row(["doors".to_owned(), "POINT".to_owned()]);
        table.row(["é\nb".to_owned(), String::new()]);
        let text = anstream::adapter::strip_str(&table.to_string()).to_string();
        assert_eq!(text, "NAME   TYPE\ndoors  POINT\né b    -");
    }
}
