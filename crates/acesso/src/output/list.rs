//! A list on its way out, item by item.

use std::io::{self, Write};

use comfy_table::Table;
use rust_xlsxwriter::{Workbook, XlsxError};
use serde::Serialize;

use super::{CsvFlavour, Format, destination::Destination, new_table, printable, say};
use crate::failure::Failure;

/// How many rows a sheet takes, the headings included: Excel's own limit.
const ROWS_OF_A_SHEET: u32 = 1_048_576;

/// How many rows a table gathers before it goes out: it is as wide as its widest row, and a list has no end that is known.
const ROWS_OF_A_TABLE: usize = 500;

/// What Excel with Brazilian settings needs to read UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A list on its way out, as it comes; a table goes in blocks, each with the headings.
pub(crate) struct List {
    body: Body,
    count: usize,
}

enum Body {
    Table { table: Box<Table>, headings: Vec<&'static str>, out: Destination },
    Json(Destination),
    Csv(Box<csv::Writer<Destination>>),
    Xlsx { sheets: Box<Sheets>, out: Destination },
}

impl List {
    pub(super) fn open(
        mut out: Destination,
        format: Format,
        flavour: CsvFlavour,
        headings: &[&'static str],
    ) -> Result<Self, Failure> {
        let body = match format {
            Format::Table => Body::Table { table: Box::new(table_with(headings)), headings: headings.to_vec(), out },
            Format::Json => Body::Json(out),
            Format::Csv => {
                let delimiter = match flavour {
                    CsvFlavour::Rfc4180 => b',',
                    CsvFlavour::ExcelBr => {
                        out.write_all(BYTE_ORDER_MARK)?;
                        b';'
                    }
                };
                let mut csv = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
                csv.write_record(headings).map_err(io::Error::from)?;
                Body::Csv(Box::new(csv))
            }
            Format::Xlsx => Body::Xlsx { sheets: Box::new(Sheets::new(headings, ROWS_OF_A_SHEET)?), out },
        };
        Ok(Self { body, count: 0 })
    }

    pub(crate) fn add(&mut self, item: &impl Serialize, row: impl FnOnce() -> Vec<String>) -> Result<(), Failure> {
        match &mut self.body {
            Body::Table { table, headings, out } => {
                if table.row_count() == ROWS_OF_A_TABLE {
                    writeln!(out, "{}\n", table.trim_fmt())?;
                    **table = table_with(headings);
                }
                table.add_row(row().iter().map(|text| printable(text)));
            }
            Body::Json(out) => {
                out.write_all(if self.count == 0 { b"[\n" } else { b",\n" })?;
                serde_json::to_writer(out, item).map_err(io::Error::from)?;
            }
            Body::Csv(csv) => {
                csv.write_record(row().into_iter().map(never_a_formula)).map_err(io::Error::from)?;
            }
            Body::Xlsx { sheets, .. } => sheets.add(row())?,
        }
        self.count += 1;
        Ok(())
    }

    /// Ends the list and says on stderr how many there were.
    pub(crate) fn end(self, noun: &str, limit: Option<usize>) -> Result<(), Failure> {
        let count = self.count;
        self.close()?;
        let what = if count == 1 { noun.to_owned() } else { format!("{noun}s") };
        match limit.filter(|limit| *limit == count) {
            Some(limit) => say(format_args!("{count} {what}; stopped at --limit {limit}, there may be more")),
            None => say(format_args!("{count} {what}, all that there are")),
        }
        Ok(())
    }

    /// Ends the list and says nothing.
    pub(crate) fn close(self) -> Result<(), Failure> {
        let out = match self.body {
            Body::Table { table, mut out, .. } => {
                writeln!(out, "{}", table.trim_fmt())?;
                out
            }
            Body::Json(mut out) => {
                writeln!(out, "{}", if self.count == 0 { "[]" } else { "\n]" })?;
                out
            }
            Body::Csv(csv) => csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?,
            Body::Xlsx { mut sheets, mut out } => {
                sheets.book.save_to_writer(&mut out).map_err(not_written)?;
                out
            }
        };
        out.close()
    }
}

fn table_with(headings: &[&'static str]) -> Table {
    let mut table = new_table();
    table.set_header(headings.iter().copied());
    table
}

/// A spreadsheet program would compute a text that begins like this. An apostrophe in front says that it is a text.
fn never_a_formula(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\n', '\r']) { format!("'{text}") } else { text }
}

/// A workbook whose sheets each begin with the headings. Rows go to disk as they come.
struct Sheets {
    book: Workbook,
    headings: Vec<String>,
    /// How many rows a sheet takes, and the next one to write.
    rows: u32,
    next: u32,
}

impl Sheets {
    fn new(headings: &[&str], rows: u32) -> Result<Self, Failure> {
        let headings = headings.iter().map(|&heading| heading.to_owned()).collect();
        let mut sheets = Self { book: Workbook::new(), headings, rows, next: 0 };
        sheets.begin()?;
        Ok(sheets)
    }

    fn begin(&mut self) -> Result<(), Failure> {
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(not_written)?;
        sheet.set_freeze_panes(1, 0).map_err(not_written)?;
        self.next = 0;
        self.write(self.headings.clone())
    }

    fn add(&mut self, row: Vec<String>) -> Result<(), Failure> {
        if self.next == self.rows {
            self.begin()?;
        }
        self.write(row)
    }

    /// Texts are written as texts: none of them is a formula, whatever it begins with.
    fn write(&mut self, row: Vec<String>) -> Result<(), Failure> {
        let newest = self.book.worksheets().len().saturating_sub(1);
        let sheet = self.book.worksheet_from_index(newest).map_err(not_written)?;
        for (column, text) in (0..).zip(row) {
            sheet.write_string(self.next, column, text).map_err(not_written)?;
        }
        self.next += 1;
        Ok(())
    }
}

fn not_written(error: XlsxError) -> Failure {
    Failure::Write(io::Error::other(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_a_formula() {
        for text in ["=1+1", "+55", "-1", "@a", "\tx", "\nx", "\rx"] {
            assert_eq!(never_a_formula(text.to_owned()), format!("'{text}"));
        }
        for text in ["", "Ana", "a=b", "1-2", " =1"] {
            assert_eq!(never_a_formula(text.to_owned()), text);
        }
    }

    #[test]
    fn a_full_sheet_is_followed_by_another_with_the_same_headings() {
        let mut sheets = Sheets::new(&["name"], 3).unwrap();
        for name in ["a", "b", "c", "d", "e"] {
            sheets.add(vec![name.to_owned()]).unwrap();
        }
        assert_eq!(sheets.book.worksheets().len(), 3);
        assert_eq!(sheets.next, 2, "headings and one row");
        assert!(sheets.book.save_to_buffer().unwrap().starts_with(b"PK"));
    }
}
