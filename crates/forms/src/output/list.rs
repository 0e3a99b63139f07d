//! A list on its way out, item by item.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use acesso_review::model::{Failure, Lang};

use super::{CsvFlavour, Format, book::Book, destination::Destination, json::Json, say, screen::Screen};
use crate::words::{printable, wrapped};

/// How many rows a table gathers before it goes out: it is as wide as its widest row, and a list has no end that is known.
const ROWS_OF_A_TABLE: usize = 500;

/// What Excel with Brazilian settings needs to read UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The name of the sheet of a list that says nothing about itself.
const SHEET: &str = "Sheet1";

/// What a list says about itself: where it comes from, and how much it can be relied on.
#[derive(Debug)]
pub struct About {
    /// For people, a line or more above the table.
    pub caption: String,
    /// For programs: the members of the JSON object of which the list is the last one.
    pub members: Vec<(&'static str, Value)>,
    /// What the list is called there.
    pub list: &'static str,
    /// And as a sheet.
    pub sheet: String,
    /// Whether the first column is whose the rows are: a screen names each once.
    pub is_by_first: bool,
}

/// A list on its way out, as it comes; a table goes in blocks, each with the headings.
#[derive(Debug)]
pub struct List {
    body: Body,
    count: usize,
}

#[derive(Debug)]
enum Body {
    Table { screen: Screen, out: Destination },
    Json { json: Json, inside_an_object: bool },
    Csv(Box<csv::Writer<Destination>>),
    Xlsx(Box<Book>),
}

impl List {
    pub(super) fn open(
        mut out: Destination,
        format: Format,
        flavour: CsvFlavour,
        headings: Vec<String>,
        about: Option<&About>,
    ) -> Result<Self, Failure> {
        let body = match format {
            Format::Html => {
                return Err(Failure::usage("failure-page-of-a-run", &[]));
            }
            Format::Table => {
                if let Some(about) = about.filter(|about| !about.caption.is_empty()) {
                    for line in about.caption.lines() {
                        writeln!(out, "{}", fitted(line, out.width()))?;
                    }
                    writeln!(out)?;
                }
                Body::Table { screen: Screen::new(headings, about.is_some_and(|about| about.is_by_first)), out }
            }
            Format::Json => {
                let mut json = Json::new(out);
                if let Some(about) = about {
                    json.begin_object()?;
                    for (name, value) in &about.members {
                        json.member(name, value)?;
                    }
                    json.name(about.list)?;
                }
                json.begin_list()?;
                Body::Json { json, inside_an_object: about.is_some() }
            }
            Format::Csv => {
                let delimiter = match flavour {
                    CsvFlavour::Rfc4180 => b',',
                    CsvFlavour::ExcelBr if out.is_terminal() => b';',
                    CsvFlavour::ExcelBr => {
                        out.write_all(BYTE_ORDER_MARK)?;
                        b';'
                    }
                };
                let mut csv = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
                csv.write_record(&headings).map_err(of_csv)?;
                Body::Csv(Box::new(csv))
            }
            Format::Xlsx => {
                // It has texts alone, and no day.
                let mut book = Book::new(out, Lang::En);
                book.begin(about.map_or(SHEET, |about| &about.sheet), &headings)?;
                Body::Xlsx(Box::new(book))
            }
        };
        Ok(Self { body, count: 0 })
    }

    /// The next item: for JSON as it is, else as the row, whose cells are in the order of the headings.
    pub fn add(&mut self, item: &impl Serialize, row: impl FnOnce() -> Vec<String>) -> Result<(), Failure> {
        match &mut self.body {
            Body::Json { json, .. } => json.item(item)?,
            _ => self.add_row(row)?,
        }
        self.count += 1;
        Ok(())
    }

    /// A row that is no item: JSON tells it in another place, and it is not counted.
    pub fn add_row(&mut self, row: impl FnOnce() -> Vec<String>) -> Result<(), Failure> {
        match &mut self.body {
            Body::Table { screen, out } => {
                if screen.len() == ROWS_OF_A_TABLE {
                    screen.write(out)?;
                    writeln!(out)?;
                }
                screen.add(row().iter().map(|text| printable(text)).collect());
            }
            Body::Json { .. } => {}
            Body::Csv(csv) => {
                csv.write_record(row().into_iter().map(never_a_formula)).map_err(of_csv)?;
            }
            Body::Xlsx(book) => book.add(row())?,
        }
        Ok(())
    }

    /// Ends the list and says on stderr how many there were: the message of this id counts them.
    pub fn end(self, counted: &str, limit: Option<usize>, lang: Lang) -> Result<(), Failure> {
        let count = self.close()?;
        let counted = ("counted", lang.say_with(counted, [("count", count.into())]).into());
        say(match limit.filter(|limit| *limit == count) {
            Some(limit) => lang.say_with("list-stopped", [counted, ("limit", limit.into())]),
            None => lang.say_with("list-whole", [counted]),
        });
        Ok(())
    }

    /// Ends the list, and gives how many items it had.
    pub fn close(self) -> Result<usize, Failure> {
        match self.body {
            Body::Table { mut screen, mut out } => {
                screen.write(&mut out)?;
                out.close()?;
            }
            Body::Json { mut json, inside_an_object } => {
                json.end_list()?;
                if inside_an_object {
                    json.end_object()?;
                }
                json.close()?;
            }
            Body::Csv(csv) => csv.into_inner().map_err(csv::IntoInnerError::into_error)?.close()?,
            Body::Xlsx(book) => book.close()?,
        }
        Ok(self.count)
    }
}

/// A line above a table: on a terminal in lines that fit, those after the first indented.
fn fitted(line: &str, width: Option<u16>) -> String {
    let indent = line.chars().take_while(|letter| *letter == ' ').count();
    match width {
        Some(width) if width > 0 => {
            format!("{}{}", " ".repeat(indent), wrapped(&printable(line.trim_start()), width.into(), indent + 2))
        }
        _ => printable(line),
    }
}

/// What went wrong with the destination itself, as it came from there.
fn of_csv(error: csv::Error) -> io::Error {
    if !error.is_io_error() {
        return io::Error::other(error);
    }
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A text that no spreadsheet program computes, wherever it parts a line into cells: at commas, semicolons or tabs. An
/// apostrophe says that what would be a formula is a text; [`as_it_was`] takes it out again.
fn never_a_formula(text: String) -> String {
    if !text.contains(MARKS_OF_A_FORMULA) && !is_formula(&text, 0) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 1);
    let mut begins_a_cell = true;
    for (place, character) in text.char_indices() {
        if begins_a_cell && is_formula(&text, place) {
            out.push('\'');
        }
        out.push(character);
        begins_a_cell = ENDS_OF_A_CELL.contains(&character);
    }
    out
}

/// A text without the apostrophes that keep it from being computed.
pub(crate) fn as_it_was(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins_a_cell = true;
    for (place, character) in text.char_indices() {
        if !(begins_a_cell && character == '\'' && is_formula(text, place)) {
            out.push(character);
        }
        begins_a_cell = ENDS_OF_A_CELL.contains(&character);
    }
    out
}

/// What a formula begins with, in the wide forms of Eastern keyboards too.
const MARKS_OF_A_FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

const LINE_OR_TAB: [char; 3] = ['\t', '\n', '\r'];

/// What ends a cell for one program or another, whether or not it stands in quotes: those count for a program only where a
/// cell begins that it knows of.
const ENDS_OF_A_CELL: [char; 5] = [',', ';', '\t', '\n', '\r'];

/// Whether what begins here would be computed, were it a cell. Quotes and blanks before it don't count: a program takes them
/// off, or may. Neither do apostrophes, so that one more or less makes no difference.
fn is_formula(text: &str, place: usize) -> bool {
    let rest = text.get(place..).unwrap_or_default().trim_start_matches(['"', '\'', ' ', '\u{a0}']);
    rest.starts_with(MARKS_OF_A_FORMULA) || place == 0 && rest.starts_with(LINE_OR_TAB)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_would_be_a_formula_is_said_to_be_a_text() {
        for text in ["=1+1", "+55", "-1", "@a", "\tx", "\nx", "\rx", " =1", "\"=1", "＝1", "'=1"] {
            assert_eq!(never_a_formula(text.to_owned()), format!("'{text}"));
        }
        for text in ["", "Ana", "a=b", "1-2", "O'Brien", "'Ana'", "a, b; c"] {
            assert_eq!(never_a_formula(text.to_owned()), text);
        }
        assert_eq!(never_a_formula("Ana;=1+1,\t-2\n\"@x".to_owned()), "Ana;'=1+1,\t'-2\n'\"@x");
    }

    /// The cells that a program makes of a text that parts it at this character and at the ends of lines. Quotes count where a
    /// cell begins, or nowhere.
    fn cells(text: &str, delimiter: char, quoting: bool) -> Vec<String> {
        let (mut cells, mut is_quoted, mut begins) = (vec![String::new()], false, true);
        for character in text.chars() {
            let is_end = !is_quoted && (character == delimiter || character == '\n' || character == '\r');
            if is_end {
                cells.push(String::new());
            } else if quoting && character == '"' && (begins || is_quoted) {
                is_quoted = !is_quoted;
            } else if let Some(cell) = cells.last_mut() {
                cell.push(character);
            }
            begins = is_end;
        }
        cells
    }

    /// Every text of four of these characters.
    fn texts() -> impl Iterator<Item = String> {
        const LETTERS: [char; 10] = [',', ';', '\t', '\n', '\r', '"', '\'', ' ', '=', 'a'];
        (0..10_000_usize).map(|number| {
            let digits = (0..4).scan(number, |rest, _| {
                let digit = *rest % 10;
                *rest /= 10;
                Some(LETTERS[digit])
            });
            digits.collect()
        })
    }

    #[test]
    fn nothing_becomes_a_formula_wherever_a_line_is_parted_and_it_is_read_back_as_it_was() {
        for text in texts() {
            let safe = never_a_formula(text.clone());
            assert_eq!(as_it_was(&safe), text);
            for delimiter in [b',', b';'] {
                let mut csv = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
                csv.write_record(["Ana", &safe, "Bia"]).unwrap();
                let line = String::from_utf8(csv.into_inner().unwrap()).unwrap();
                for (delimiter, quoting) in [',', ';', '\t'].into_iter().flat_map(|it| [(it, true), (it, false)]) {
                    for cell in cells(&line, delimiter, quoting) {
                        let bare = cell.trim_matches(['"', ' ']);
                        assert!(!bare.starts_with(MARKS_OF_A_FORMULA), "{text:?}: {cell:?} of {line:?}");
                    }
                }
            }
        }
    }

    fn written(format: Format, about: Option<&About>, items: &[&str]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        let out = Destination::open(Some(&path)).unwrap();
        let mut list = List::open(out, format, CsvFlavour::Rfc4180, vec!["name".to_owned()], about).unwrap();
        for item in items {
            list.add(item, || vec![(*item).to_owned()]).unwrap();
        }
        list.add_row(|| vec!["not an item".to_owned()]).unwrap();
        assert_eq!(list.close().unwrap(), items.len());
        std::fs::read_to_string(path).unwrap()
    }

    fn about() -> About {
        let caption = "Run 1\nof \u{1b}today".to_owned();
        About {
            caption,
            members: vec![("schema", json!("people/1"))],
            list: "people",
            sheet: "People".to_owned(),
            is_by_first: false,
        }
    }

    #[test]
    fn what_a_list_says_about_itself_stands_around_its_items() {
        let read = |text: String| serde_json::from_str::<Value>(&text).unwrap();
        for items in [&[][..], &["Ana"], &["Ana", "Rui"]] {
            assert_eq!(read(written(Format::Json, None, items)), json!(items));
            let whole = json!({ "schema": "people/1", "people": items });
            assert_eq!(read(written(Format::Json, Some(&about()), items)), whole);
        }
        let table = written(Format::Table, Some(&about()), &["Ana"]);
        assert!(table.starts_with("Run 1\nof \u{fffd}today\n\n"), "{table}");
        assert!(table.contains("not an item"), "{table}");
        assert_eq!(written(Format::Csv, Some(&about()), &["Ana"]), "name\nAna\nnot an item\n");
    }
}
