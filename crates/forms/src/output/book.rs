//! A spreadsheet's file on its way out.

mod cell;

use std::{collections::BTreeMap, io};

use jiff::{Timestamp, civil::Date};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Workbook, Worksheet, XlsxError,
};

use acesso_review::model::{Failure, Lang, Severity};

use super::destination::Destination;
pub(crate) use cell::Cell;
use cell::{lines_of, widest_line};

/// How many rows a sheet takes, the headings included: Excel's own limit.
const ROWS_OF_A_SHEET: u32 = 1_048_576;

/// How many characters a cell takes, as Excel counts them: in UTF-16.
const LENGTH_OF_A_CELL: usize = 32_767;

/// How narrow and how wide a column gets that fits what is in it; what is longer is wrapped.
const NARROWEST: u8 = 9;
const WIDEST: u8 = 46;

/// How high a line is, and the most that a row can be, in points.
const HEIGHT_OF_A_LINE: u16 = 15;
const HIGHEST: u16 = 405;

/// The paper that sheets are printed on, by Excel's number for it.
const A4: u8 = 9;

/// The first day that a spreadsheet program knows.
const FIRST_DAY: Date = Date::constant(1900, 1, 1);

/// A column of a table.
#[derive(Clone, Default)]
pub(crate) struct Column {
    heading: String,
    /// People fill it in.
    is_open: bool,
    /// Nobody needs to see it.
    is_hidden: bool,
    width: Option<u8>,
    /// What can be filled in, and what is said to whoever fills in something else.
    choices: Option<DataValidation>,
}

impl Column {
    pub(crate) fn new(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), ..Self::default() }
    }

    /// So many characters wide, whatever is in it.
    pub(crate) fn wide(self, width: u8) -> Self {
        Self { width: Some(width), ..self }
    }

    /// One that people fill in.
    pub(crate) fn open(self) -> Self {
        Self { is_open: true, ..self }
    }

    /// One that only the tool reads.
    pub(crate) fn hidden(self) -> Self {
        Self { is_hidden: true, ..self }
    }

    /// Has people choose from these words.
    pub(crate) fn one_of(self, words: &[String], title: String, message: String) -> Result<Self, Failure> {
        let choices = DataValidation::new().allow_list_strings(words).map_err(not_written)?;
        self.bound_by(choices, title, message)
    }

    /// Has people fill in a day that is no earlier than this one.
    pub(crate) fn day_from(self, first: Date, title: String, message: String) -> Result<Self, Failure> {
        let rule = DataValidationRule::GreaterThanOrEqualTo(excel_day(first.max(FIRST_DAY))?);
        self.bound_by(DataValidation::new().allow_date(rule), title, message)
    }

    /// How many characters a line has. A column that is as wide as what is in it wraps at the most that it can be.
    fn room(&self) -> usize {
        if self.is_hidden { usize::MAX } else { self.width.unwrap_or(WIDEST).into() }
    }

    /// How many lines the heading takes, beside the filter's button.
    fn lines_of_heading(&self) -> usize {
        match self.width {
            Some(width) if !self.is_hidden => lines_of(&self.heading, usize::from(width.saturating_sub(2))),
            _ => 1,
        }
    }

    /// How wide it is if this is the widest line in it: so that its heading fits, with the filter's button.
    fn width_for(&self, widest: usize) -> f64 {
        let fits = (widest + 2).max(widest_line(&self.heading) + 4);
        let fits = u8::try_from(fits).unwrap_or(WIDEST).clamp(NARROWEST, WIDEST);
        self.width.unwrap_or(fits).into()
    }

    fn bound_by(self, choices: DataValidation, title: String, message: String) -> Result<Self, Failure> {
        let choices =
            choices.set_error_title(title).and_then(|it| it.set_error_message(message)).map_err(not_written)?;
        Ok(Self { choices: Some(choices), ..self })
    }
}

/// A workbook, table after table. Rows go to disk as they come; a table that is longer than a sheet goes on in another
/// one with the same headings.
pub(crate) struct Book {
    book: Workbook,
    out: Destination,
    looks: Looks,
    name: String,
    columns: Vec<Column>,
    /// How many of the first columns stay where they are.
    frozen: u16,
    /// How wide what was written is, column by column.
    widths: Vec<usize>,
    /// How many sheets the table has by now.
    part: usize,
    /// How many rows a sheet takes, and the next one to write.
    rows: u32,
    next: u32,
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book").field("name", &self.name).field("out", &self.out).finish_non_exhaustive()
    }
}

impl Book {
    /// One for people who write days in the way of this language.
    pub(crate) fn new(out: Destination, lang: Lang) -> Self {
        Self::with_rows(out, lang, ROWS_OF_A_SHEET)
    }

    fn with_rows(out: Destination, lang: Lang, rows: u32) -> Self {
        Self {
            book: Workbook::new(),
            out,
            looks: Looks::of(lang),
            name: String::new(),
            columns: Vec::new(),
            frozen: 0,
            widths: Vec::new(),
            part: 0,
            rows,
            next: 0,
        }
    }

    /// When it was made, in the file's properties: else that would be now, and the same data another file each time.
    pub(crate) fn set_time(&mut self, time: Timestamp) -> Result<(), Failure> {
        let time = ExcelDateTime::from_timestamp(time.as_second()).map_err(not_written)?;
        self.book.set_properties(&DocProperties::new().set_creation_datetime(&time));
        Ok(())
    }

    /// Begins a table of texts on a sheet of its own.
    pub(crate) fn begin(&mut self, name: &str, headings: &[String]) -> Result<(), Failure> {
        self.begin_table(name, headings.iter().map(Column::new).collect(), 0)
    }

    /// Begins a table on a sheet of its own, of which so many columns stay in view.
    pub(crate) fn begin_table(&mut self, name: &str, columns: Vec<Column>, frozen: u16) -> Result<(), Failure> {
        self.end_sheet()?;
        self.name = name.to_owned();
        self.columns = columns;
        self.frozen = frozen;
        self.part = 0;
        self.begin_sheet()
    }

    /// A row of texts.
    pub(crate) fn add(&mut self, row: Vec<String>) -> Result<(), Failure> {
        self.add_cells(row.into_iter().map(Cell::from).collect())
    }

    pub(crate) fn add_cells(&mut self, row: Vec<Cell>) -> Result<(), Failure> {
        if self.next == self.rows {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        self.write(row)
    }

    /// The workbook is whole.
    pub(crate) fn close(mut self) -> Result<(), Failure> {
        self.end_sheet()?;
        self.book.save_to_writer(&mut self.out).map_err(not_written)?;
        self.out.close()
    }

    fn begin_sheet(&mut self) -> Result<(), Failure> {
        self.part += 1;
        let name = if self.part == 1 { self.name.clone() } else { format!("{} {}", self.name, self.part) };
        let frozen = self.frozen;
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(not_written)?;
        sheet.set_name(name).map_err(not_written)?;
        sheet.set_freeze_panes(1, frozen).map_err(not_written)?;
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0).map_err(not_written)?;
        // In inches, from the left around; then how far the page's number stands from the edge.
        sheet.set_margins(0.4, 0.4, 0.45, 0.6, 0.3, 0.3).set_footer("&L&8&A&R&8&P / &N");
        let last = self.rows.saturating_sub(1);
        for (place, column) in (0..).zip(&self.columns) {
            if let Some(choices) = &column.choices {
                sheet.add_data_validation(1, place, last, place, choices).map_err(not_written)?;
            }
        }
        self.widths = vec![0; self.columns.len()];
        self.write_headings()
    }

    fn write_headings(&mut self) -> Result<(), Failure> {
        let Self { book, looks, columns, .. } = self;
        let sheet = newest(book)?;
        let lines = columns.iter().map(Column::lines_of_heading).max().unwrap_or(1);
        if lines > 1 {
            sheet.set_row_height(0, height_of(lines)).map_err(not_written)?;
        }
        for (place, column) in (0..).zip(columns.iter()) {
            let look = if column.is_open { &looks.open_heading } else { &looks.heading };
            sheet.write_string_with_format(0, place, as_a_cell(column.heading.clone()), look).map_err(not_written)?;
        }
        self.next = 1;
        Ok(())
    }

    /// Texts are written as texts: none of them is a formula, whatever it begins with.
    fn write(&mut self, row: Vec<Cell>) -> Result<(), Failure> {
        let Self { book, looks, columns, widths, rows, next, .. } = self;
        let sheet = newest(book)?;
        // Not every program finds out by itself how high a row has to be. The last row of a full sheet has to do without: see `end_sheet`.
        let lines = row.iter().zip(columns.iter()).map(|(cell, column)| cell.lines(column.room())).max().unwrap_or(1);
        if lines > 1 && *next + 1 < *rows {
            sheet.set_row_height(*next, height_of(lines)).map_err(not_written)?;
        }
        for (((place, cell), column), width) in (0..).zip(row).zip(columns.iter()).zip(widths) {
            *width = cell.width().max(*width);
            let (look, day) = if column.is_open { (&looks.open, &looks.open_day) } else { (&looks.text, &looks.day) };
            let written = match cell {
                Cell::Text(text) if !text.is_empty() => {
                    sheet.write_string_with_format(*next, place, as_a_cell(text), look)
                }
                Cell::Text(_) if column.is_open => sheet.write_blank(*next, place, day),
                Cell::Text(_) if column.is_hidden => continue,
                Cell::Text(_) => sheet.write_blank(*next, place, look),
                Cell::Day(date) if date >= FIRST_DAY => {
                    sheet.write_datetime_with_format(*next, place, excel_day(date)?, day)
                }
                Cell::Day(date) => sheet.write_string_with_format(*next, place, date.to_string(), look),
                Cell::Grave(text, severity) => {
                    sheet.write_string_with_format(*next, place, as_a_cell(text), looks.grave(severity))
                }
            };
            written.map_err(not_written)?;
        }
        *next += 1;
        Ok(())
    }

    /// Once all rows are there it is known how wide the columns are, and how far the filter goes.
    fn end_sheet(&mut self) -> Result<(), Failure> {
        let Self { book, looks, columns, widths, rows, next, .. } = self;
        let Some((last, _)) = (0..).zip(columns.iter()).last() else { return Ok(()) };
        let sheet = newest(book)?;
        for ((place, column), width) in (0..).zip(columns.iter()).zip(widths.iter()) {
            sheet.set_column_width(place, column.width_for(*width)).map_err(not_written)?;
            if column.is_hidden {
                sheet.set_column_hidden(place).map_err(not_written)?;
            }
        }
        sheet.autofilter(0, 0, next.saturating_sub(1), last).map_err(not_written)?;
        // rust_xlsxwriter writes the last row of a sheet a second time, without its cells, where its height is set, and Excel takes
        // such a file for damaged. So a row with nothing in it is the last one.
        if *next < *rows {
            sheet.write_blank(*next, 0, &looks.nothing).map_err(not_written)?;
        }
        Ok(())
    }
}

/// The sheet that is being written.
fn newest(book: &mut Workbook) -> Result<&mut Worksheet, Failure> {
    let newest = book.worksheets().len().saturating_sub(1);
    book.worksheet_from_index(newest).map_err(not_written)
}

fn height_of(lines: usize) -> f64 {
    u16::try_from(lines).unwrap_or(u16::MAX).saturating_mul(HEIGHT_OF_A_LINE).min(HIGHEST).into()
}

/// How cells look. All are wrapped, so that none hides another.
#[derive(Debug, Clone)]
struct Looks {
    nothing: Format,
    heading: Format,
    open_heading: Format,
    text: Format,
    day: Format,
    open: Format,
    open_day: Format,
    grave: BTreeMap<Severity, Format>,
}

impl Looks {
    fn of(lang: Lang) -> Self {
        let line = Color::RGB(0xC8_CED6);
        let text = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(line);
        let heading =
            text.clone().set_bold().set_border_bottom(FormatBorder::Medium).set_background_color(Color::RGB(0xE7_EBF0));
        let open = text
            .clone()
            .set_background_color(Color::RGB(0xFF_FBE6))
            .set_border(FormatBorder::Thin)
            .set_border_color(line);
        let days = match lang {
            Lang::En => "yyyy-mm-dd",
            Lang::PtBr => "dd/mm/yyyy",
        };
        let tint = |color| text.clone().set_background_color(Color::RGB(color));
        Self {
            nothing: Format::new(),
            open_heading: heading.clone().set_background_color(Color::RGB(0xFF_E699)),
            heading,
            day: text.clone().set_num_format(days).set_align(FormatAlign::Left),
            open_day: open.clone().set_num_format(days).set_align(FormatAlign::Left),
            open,
            grave: BTreeMap::from([
                (Severity::High, tint(0xF8_CBC6)),
                (Severity::Medium, tint(0xFC_E4C4)),
                (Severity::Low, tint(0xFF_F4CC)),
                (Severity::Info, tint(0xEC_EFF3)),
            ]),
            text,
        }
    }

    fn grave(&self, severity: Severity) -> &Format {
        self.grave.get(&severity).unwrap_or(&self.text)
    }
}

fn excel_day(date: Date) -> Result<ExcelDateTime, Failure> {
    // No day that jiff knows has a year before 0 here: `FIRST_DAY` is the least.
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(date.year()).unwrap_or_default();
    ExcelDateTime::from_ymd(year, part(date.month()), part(date.day())).map_err(not_written)
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
        let mut book = Book::with_rows(Destination::open(Some(&path)).unwrap(), Lang::En, 3);
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
    fn no_row_stands_there_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.xlsx");
        let mut book = Book::with_rows(Destination::open(Some(&path)).unwrap(), Lang::En, 4);
        for name in ["Access", "People"] {
            book.begin(name, &["name".to_owned()]).unwrap();
            for _ in 0..4 {
                book.add(vec!["two\nlines".to_owned()]).unwrap();
            }
        }
        book.close().unwrap();
        let mut archive = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
        for (sheet, there) in [(1, ["1", "2", "3", "4"].as_slice()), (2, &["1", "2", "3"]), (4, &["1", "2", "3"])] {
            let name = format!("xl/worksheets/sheet{sheet}.xml");
            let sheet = io::read_to_string(archive.by_name(&name).unwrap()).unwrap();
            let rows: Vec<_> = sheet.split("<row r=\"").skip(1).map(|row| row.split('"').next().unwrap()).collect();
            assert_eq!(rows, there, "{sheet}");
            assert!(sheet.contains("<row r=\"2\" ht=\"30\""), "{sheet}");
        }
    }

    #[test]
    fn a_row_is_as_high_as_its_text_is_wrapped() {
        for (text, lines) in [
            ("", 1),
            ("0123456789", 1),
            ("0123456789 a", 2),
            ("0123 56789 a", 2),
            ("ana@casa-aurora", 2),
            ("01234567890123456789", 2),
            ("012345678901234567890 a", 3),
            ("a\nb\nc", 3),
        ] {
            assert_eq!(Cell::Text(text.to_owned()).lines(10), lines, "{text:?}");
        }
        assert_eq!((height_of(2), height_of(1_000_000)), (30.0, HIGHEST.into()));
    }

    #[test]
    fn a_heading_is_wrapped_where_its_column_is_narrow() {
        let column = Column::new("new or known");
        assert_eq!(column.clone().wide(14).lines_of_heading(), 1);
        assert_eq!(column.clone().wide(12).lines_of_heading(), 2, "the filter's button takes its place, too");
        assert_eq!([column.clone().lines_of_heading(), column.wide(9).hidden().lines_of_heading()], [1, 1]);
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
