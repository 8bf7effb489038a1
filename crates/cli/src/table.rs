//! Tables: columns under a heading on a terminal, lines of fields with tabs between them in a pipe.

use std::io::{self, IsTerminal, Write, stdout};

use crate::terminal::Style;

/// A table to be printed.
#[derive(Debug)]
pub(crate) struct Table {
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(headings: &[&'static str]) -> Self {
        Self { headings: headings.to_vec(), rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, fields: impl IntoIterator<Item = String>) {
        self.rows.push(fields.into_iter().collect());
    }

    pub(crate) fn print(&self) -> io::Result<()> {
        let text = if stdout().is_terminal() { self.columns(Style::of_stdout()) } else { self.lines() };
        stdout().write_all(text.as_bytes())
    }

    fn columns(&self, style: Style) -> String {
        let headings: Vec<String> = self.headings.iter().map(ToString::to_string).collect();
        let mut text = format!("{}\n", style.strong(self.aligned(&headings)));
        for row in &self.rows {
            text.push_str(&self.aligned(row));
            text.push('\n');
        }
        text
    }

    fn aligned(&self, row: &[String]) -> String {
        let line: String = row.iter().zip(self.widths()).map(|(field, width)| format!("{field:width$}  ")).collect();
        line.trim_end().to_owned()
    }

    fn widths(&self) -> Vec<usize> {
        let widest = |column: usize| {
            let fields = self.rows.iter().filter_map(|row| row.get(column)).map(|field| field.chars().count());
            fields.max().unwrap_or(0)
        };
        self.headings.iter().enumerate().map(|(column, heading)| heading.len().max(widest(column))).collect()
    }

    fn lines(&self) -> String {
        self.rows.iter().map(|row| format!("{}\n", row.join("\t"))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_field() {
        let mut table = Table::new(&["REALM", "KIND"]);
        table.row(["USA.WINGTIPTOYS.COM".to_owned(), "forest".to_owned()]);
        table.row(["A".to_owned(), "external".to_owned()]);
        assert_eq!(
            table.columns(Style::none()),
            "REALM                KIND\nUSA.WINGTIPTOYS.COM  forest\nA                    external\n"
        );
        assert_eq!(table.lines(), "USA.WINGTIPTOYS.COM\tforest\nA\texternal\n");
    }
}
