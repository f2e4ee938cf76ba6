use super::format::Format;

/// A table with names in the first column, and figures in the others.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(heading: [&str; N]) -> Self {
        Self { rows: vec![heading.map(str::to_owned).into()] }
    }

    pub(crate) fn push<const N: usize>(&mut self, row: [String; N]) {
        self.rows.push(row.into());
    }

    /// Returns whether the table has only its heading.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.len() == 1
    }

    /// Renders the table, without columns that are empty.
    pub(crate) fn render(&self, format: Format) -> String {
        let columns: Vec<usize> = (0..self.rows[0].len())
            .filter(|&column| self.rows[1..].iter().any(|row| !row[column].is_empty()))
            .collect();
        let width =
            |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = columns.iter().map(|&column| width(column)).collect();
        let mut lines = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let cells = columns.iter().zip(&widths).map(|(&column, &width)| match column {
                0 => format!("{:<width$}", row[column]),
                _ => format!("{:>width$}", row[column]),
            });
            let cells: Vec<String> = cells.collect();
            if format == Format::Markdown {
                lines.push(format!("| {} |", cells.join(" | ")));
            } else {
                lines.push(cells.join("  "));
            }
            if index == 0 && format == Format::Markdown {
                let dashes = |(&column, &width): (&usize, &usize)| match column {
                    0 => "-".repeat(width + 2),
                    _ => "-".repeat(width + 1) + ":",
                };
                lines.push(format!(
                    "|{}|",
                    columns.iter().zip(&widths).map(dashes).collect::<Vec<_>>().join("|")
                ));
            }
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_empty_ones_are_dropped() {
        let mut table = Table::new(["who", "rate", "nothing", "µs"]);
        table.push(["limit".to_owned(), "12".to_owned(), String::new(), "3.4".to_owned()]);
        assert_eq!(table.render(Format::Text), "who    rate   µs\nlimit    12  3.4");
        let markdown = "| who   | rate |  µs |\n|-------|-----:|----:|\n| limit |   12 | 3.4 |";
        assert_eq!(table.render(Format::Markdown), markdown);
    }
}
