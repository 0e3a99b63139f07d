//! A spreadsheet's file on its way out.

use std::io;

use jiff::Timestamp;
use rust_xlsxwriter::{DataValidation, DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use acesso_review::model::Failure;

use super::destination::Destination;

/// How many rows a sheet takes, the headings included: Excel's own limit.
const ROWS_OF_A_SHEET: u32 = 1_048_576;

/// How many characters a cell takes, as Excel counts them: in UTF-16.
const LENGTH_OF_A_CELL: usize = 32_767;

/// Wide enough for a name or an address.
const WIDTH_OF_A_COLUMN: f64 = 22.0;

/// A workbook, table after table. Rows go to disk as they come; a table that is longer than a sheet goes on in another
/// one with the same headings.
pub(crate) struct Book {
    book: Workbook,
    out: Destination,
    name: String,
    headings: Vec<String>,
    /// How many sheets the table has by now.
    part: usize,
    /// How many rows a sheet takes, and the next one to write.
    rows: u32,
    next: u32,
    /// The column in which people choose from words, and these words.
    choices: Option<(u16, DataValidation)>,
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book").field("name", &self.name).field("out", &self.out).finish_non_exhaustive()
    }
}

impl Book {
    pub(crate) fn new(out: Destination) -> Self {
        Self::with_rows(out, ROWS_OF_A_SHEET)
    }

    fn with_rows(out: Destination, rows: u32) -> Self {
        Self {
            book: Workbook::new(),
            out,
            name: String::new(),
            headings: Vec::new(),
            part: 0,
            rows,
            next: 0,
            choices: None,
        }
    }

    /// When it was made, in the file's properties: else that would be now, and the same data another file each time.
    pub(crate) fn set_time(&mut self, time: Timestamp) -> Result<(), Failure> {
        let time = ExcelDateTime::from_timestamp(time.as_second()).map_err(not_written)?;
        self.book.set_properties(&DocProperties::new().set_creation_datetime(&time));
        Ok(())
    }

    /// Begins a table on a sheet of its own.
    pub(crate) fn begin(&mut self, name: &str, headings: &[String]) -> Result<(), Failure> {
        self.name = name.to_owned();
        self.headings = headings.to_vec();
        self.part = 0;
        self.choices = None;
        self.begin_sheet()
    }

    /// Has people choose from these words in a column of the table that was begun.
    pub(crate) fn offer(&mut self, heading: &str, words: Vec<String>) -> Result<(), Failure> {
        let column = (0..).zip(&self.headings).find(|(_, known)| **known == heading).map(|(column, _)| column);
        let Some(column) = column else { return Ok(()) };
        let choices = DataValidation::new().allow_list_strings(&words).map_err(not_written)?;
        self.choices = Some((column, choices));
        self.offer_on_this_sheet()
    }

    fn offer_on_this_sheet(&mut self) -> Result<(), Failure> {
        let Some((column, choices)) = self.choices.clone() else { return Ok(()) };
        let last = self.rows.saturating_sub(1);
        self.sheet()?.add_data_validation(1, column, last, column, &choices).map_err(not_written)?;
        Ok(())
    }

    pub(crate) fn add(&mut self, row: Vec<String>) -> Result<(), Failure> {
        if self.next == self.rows {
            self.begin_sheet()?;
        }
        self.write(row)
    }

    /// The workbook is whole.
    pub(crate) fn close(mut self) -> Result<(), Failure> {
        self.book.save_to_writer(&mut self.out).map_err(not_written)?;
        self.out.close()
    }

    fn begin_sheet(&mut self) -> Result<(), Failure> {
        self.part += 1;
        let name = if self.part == 1 { self.name.clone() } else { format!("{} {}", self.name, self.part) };
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(not_written)?;
        sheet.set_name(name).map_err(not_written)?;
        sheet.set_freeze_panes(1, 0).map_err(not_written)?;
        for (column, _) in (0..).zip(&self.headings) {
            sheet.set_column_width(column, WIDTH_OF_A_COLUMN).map_err(not_written)?;
        }
        self.next = 0;
        self.offer_on_this_sheet()?;
        self.write(self.headings.clone())
    }

    /// Texts are written as texts: none of them is a formula, whatever it begins with.
    fn write(&mut self, row: Vec<String>) -> Result<(), Failure> {
        let next = self.next;
        let sheet = self.sheet()?;
        for (column, text) in (0..).zip(row) {
            sheet.write_string(next, column, as_a_cell(text)).map_err(not_written)?;
        }
        self.next += 1;
        Ok(())
    }

    /// The sheet that is being written.
    fn sheet(&mut self) -> Result<&mut Worksheet, Failure> {
        let newest = self.book.worksheets().len().saturating_sub(1);
        self.book.worksheet_from_index(newest).map_err(not_written)
    }
}

/// The text, or as much of it as a cell takes: one endless name must not cost the whole answer.
pub(crate) fn as_a_cell(mut text: String) -> String {
    // In UTF-8 a text is never shorter: most need no counting.
    if text.len() <= LENGTH_OF_A_CELL || text.encode_utf16().count() <= LENGTH_OF_A_CELL {
        return text;
    }
    let mut length = 0;
    let end = text.char_indices().find(|(_, character)| {
        length += character.len_utf16();
        length >= LENGTH_OF_A_CELL
    });
    text.truncate(end.map_or(0, |(place, _)| place));
    text.push('…');
    text
}

fn not_written(error: XlsxError) -> Failure {
    Failure::Write(io::Error::other(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_sheet_is_followed_by_another_with_the_same_headings() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.xlsx");
        let mut book = Book::with_rows(Destination::open(Some(&path)).unwrap(), 3);
        let headings = ["name".to_owned()];
        book.begin("Access", &headings).unwrap();
        for name in ["a", "b", "c", "d", "e"] {
            book.add(vec![name.to_owned()]).unwrap();
        }
        book.begin("People", &headings).unwrap();
        let names: Vec<_> = book.book.worksheets().iter().map(rust_xlsxwriter::Worksheet::name).collect();
        assert_eq!(names, ["Access", "Access 2", "Access 3", "People"]);
        assert_eq!(book.next, 1, "headings");
        book.close().unwrap();
        assert!(std::fs::read(&path).unwrap().starts_with(b"PK"));
    }

    #[test]
    fn a_text_that_no_cell_takes_is_cut_where_a_character_ends() {
        let longest = "é".repeat(LENGTH_OF_A_CELL);
        assert_eq!(as_a_cell(longest.clone()), longest);
        for character in ["a", "é", "😀"] {
            let cut = as_a_cell(character.repeat(40_000));
            let length = cut.encode_utf16().count();
            assert!((LENGTH_OF_A_CELL - 1..=LENGTH_OF_A_CELL).contains(&length), "{character} {length}");
            assert!(cut.ends_with('…'));
        }
    }
}
