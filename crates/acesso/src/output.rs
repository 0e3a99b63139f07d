//! Tables for people, JSON for programs.

use std::{
    fmt::Display,
    io::{self, BufWriter, Write},
};

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use serde::Serialize;

use crate::failure::Failure;

/// What is shown for a member that the service did not send: unknown is not "no".
pub(crate) const UNKNOWN: &str = "unknown";

/// How answers are shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether a program reads it.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// One thing: its members below each other.
    pub(crate) fn one(self, thing: &impl Serialize, rows: &[(&str, String)]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, thing).map_err(io::Error::from)?;
            writeln!(out)?;
            return Ok(());
        }
        let mut table = new_table();
        for (name, value) in rows {
            table.add_row([*name, &printable(value)]);
        }
        writeln!(out, "{}", table.trim_fmt())?;
        Ok(())
    }

    /// Many things of a kind, item by item.
    pub(crate) fn list(self, headings: &[&'static str]) -> List {
        let out = BufWriter::new(io::stdout());
        if self.json {
            return List { out, table: None, count: 0 };
        }
        let mut table = new_table();
        table.set_header(headings.iter().copied());
        List { out, table: Some(table), count: 0 }
    }
}

/// A list on its way out. JSON goes out item by item.
#[derive(Debug)]
pub(crate) struct List {
    out: BufWriter<io::Stdout>,
    table: Option<Table>,
    count: usize,
}

impl List {
    pub(crate) fn add(&mut self, item: &impl Serialize, row: impl FnOnce() -> Vec<String>) -> Result<(), Failure> {
        match &mut self.table {
            Some(table) => {
                table.add_row(row().iter().map(|text| printable(text)));
            }
            None => {
                self.out.write_all(if self.count == 0 { b"[\n" } else { b",\n" })?;
                serde_json::to_writer(&mut self.out, item).map_err(io::Error::from)?;
            }
        }
        self.count += 1;
        Ok(())
    }

    /// Ends the list and says on stderr how many there were.
    pub(crate) fn end(mut self, what: &str, limit: Option<usize>) -> Result<(), Failure> {
        match (&self.table, self.count) {
            (Some(table), _) => writeln!(self.out, "{}", table.trim_fmt())?,
            (None, 0) => writeln!(self.out, "[]")?,
            (None, _) => writeln!(self.out, "\n]")?,
        }
        self.out.flush()?;
        match limit.filter(|limit| *limit == self.count) {
            Some(limit) => eprintln!("{} {what}; stopped at --limit {limit}, there may be more", self.count),
            None => eprintln!("{} {what}, all that there are", self.count),
        }
        Ok(())
    }
}

fn new_table() -> Table {
    let mut table = Table::new();
    // Lines would be wider than the data; a rule under the headings is enough.
    let style = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
    table.load_style(style).set_content_arrangement(ContentArrangement::Disabled);
    table
}

/// A service's text without what a terminal would obey or hide.
fn printable(text: &str) -> String {
    text.chars().map(|character| if is_command(character) { '\u{fffd}' } else { character }).collect()
}

/// Control characters, and those that turn the direction of writing around or show nothing.
fn is_command(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// `yes`, `no`, or `unknown` where the service did not say.
pub(crate) fn yes_no(flag: impl Into<Option<bool>>) -> String {
    match flag.into() {
        Some(true) => "yes",
        Some(false) => "no",
        None => UNKNOWN,
    }
    .to_owned()
}

/// The value's text, or `unknown` where the service did not say.
pub(crate) fn known(value: Option<impl Display>) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_that_it_would_obey() {
        assert_eq!(printable("Ana\u{1b}[31m\r\n\u{9b}x\u{202e}y"), "Ana\u{fffd}[31m\u{fffd}\u{fffd}\u{fffd}x\u{fffd}y");
        assert_eq!(printable("Ação ✓"), "Ação ✓");
    }

    #[test]
    fn unknown_is_not_no() {
        assert_eq!([yes_no(true), yes_no(false), yes_no(None)], ["yes", "no", "unknown"]);
        assert_eq!(known(None::<u8>), "unknown");
    }
}
