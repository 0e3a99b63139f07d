//! Reads the rows of a spreadsheet, XLSX or CSV, one after the other.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek},
    ops::RangeInclusive,
    path::Path,
};

use acesso_review::{
    evidence::sha256_of_all,
    model::{DecisionFile, Failure, Lang, Sentence},
};
use calamine::{DataRef, DataType, Reader, Sheet, SheetVisible, Xlsx, XlsxCellReader, XlsxError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Which of the two a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Xlsx,
    Csv,
}

/// Where a row stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) sheet: Option<String>,
    pub(super) line: u64,
}

impl Place {
    /// How it is called.
    pub(super) fn called(&self) -> Sentence {
        match &self.sheet {
            Some(sheet) => {
                Sentence::new("mistake-place-in-sheet", &[("sheet", &format!("{sheet:?}")), ("line", &self.line)])
            }
            None => Sentence::new("mistake-place", &[("line", &self.line)]),
        }
    }

    /// As it is kept beside what stands there, in no language.
    pub(super) fn kept(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// How a place is called that was kept.
    pub(super) fn called_as_kept(kept: &str) -> Sentence {
        serde_json::from_str::<Self>(kept).unwrap_or_default().called()
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    Day(Date),
    /// What a formula came to that has no answer: `#N/A`.
    Error(String),
    /// A formula whose answer is not in the file.
    Uncomputed,
}

impl Cell {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Empty | Self::Uncomputed => String::new(),
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Number(_) | Self::Day(_) | Self::Error(_) | Self::Uncomputed => false,
        }
    }

    fn of(data: &DataRef<'_>) -> Self {
        match data {
            DataRef::Empty => Self::Empty,
            DataRef::Int(_) | DataRef::Float(_) => data.get_float().map_or(Self::Empty, Self::Number),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Self::Text(text.clone()),
            DataRef::SharedString(text) => Self::Text((*text).to_owned()),
            DataRef::Bool(flag) => Self::Text(flag.to_string()),
            DataRef::DateTime(time) => {
                let (year, month, day, ..) = time.to_ymd_hms_milli();
                let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
                let date = match parts {
                    (Ok(year), Ok(month), Ok(day)) if time.is_datetime() => Date::new(year, month, day).ok(),
                    _ => None,
                };
                date.map_or(Self::Number(time.as_f64()), Self::Day)
            }
            DataRef::Error(error) => Self::Error(error.to_string()),
        }
    }
}

/// Who is shown a table.
pub(super) trait Look {
    /// The first row of a sheet; says whether the others matter.
    fn headings(&mut self, place: &Place, cells: Vec<Cell>) -> Result<bool, Failure>;

    /// Another row; says whether there is need of more.
    fn row(&mut self, place: &Place, cells: &[Cell]) -> Result<bool, Failure>;

    /// Cells that are one, from a first line and column to a last; columns are counted from 0. Only the first of them has
    /// what is to be seen in all.
    fn merged(&mut self, _from: &Place, _lines: RangeInclusive<u64>, _columns: RangeInclusive<usize>) {}

    /// That the sheet whose headings were shown, and which matters, is not to be seen.
    fn hidden(&mut self, _headings: &Place) {}
}

/// A file with rows. What matters is what is in it, not how it is called.
#[derive(Debug)]
pub(super) struct Table<'a> {
    path: &'a Path,
    file: File,
}

impl<'a> Table<'a> {
    /// Opens a file, of which what comes out of a pipe is kept for the moment: it is read more than once.
    pub(super) fn open(path: &'a Path) -> Result<Self, Failure> {
        let open = || -> io::Result<File> {
            let mut file = File::open(path)?;
            if file.metadata()?.is_file() {
                return Ok(file);
            }
            let mut kept = tempfile::tempfile()?;
            io::copy(&mut file, &mut kept)?;
            Ok(kept)
        };
        let file = open().map_err(|error| unreadable(path, &error))?;
        Ok(Self { path, file })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.path
    }

    /// Which file it is.
    pub(super) fn which(&self) -> Result<DecisionFile, Failure> {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned();
        let sha256 = sha256_of_all(self.rewound()?).map_err(|error| unreadable(self.path, &error))?;
        Ok(DecisionFile { name, sha256 })
    }

    /// Shows all rows.
    pub(super) fn read(&self, look: &mut impl Look) -> Result<Form, Failure> {
        let mut file = BufReader::new(self.rewound()?);
        let is_archive = file.fill_buf().map_err(|error| unreadable(self.path, &error))?.starts_with(b"PK");
        if is_archive {
            read_xlsx(self.path, file, look)?;
            return Ok(Form::Xlsx);
        }
        read_csv(self.path, file, look)?;
        Ok(Form::Csv)
    }

    /// All of it, where it is JSON.
    pub(super) fn json(&self) -> Result<Option<Vec<u8>>, Failure> {
        let mut file = BufReader::new(self.rewound()?);
        let mut read = || -> io::Result<Option<Vec<u8>>> {
            let begin = file.fill_buf()?;
            if !begin.trim_ascii_start().starts_with(b"{") {
                return Ok(None);
            }
            let mut text = Vec::new();
            file.read_to_end(&mut text)?;
            Ok(Some(text))
        };
        read().map_err(|error| unreadable(self.path, &error))
    }

    fn rewound(&self) -> Result<&File, Failure> {
        (&self.file).rewind().map_err(|error| unreadable(self.path, &error))?;
        Ok(&self.file)
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage("failure-decisions-unreadable", &[("path", &path.display()), ("error", error)])
}

fn read_xlsx(path: &Path, file: impl Read + Seek, look: &mut impl Look) -> Result<(), Failure> {
    // What is wrong with the archive helps nobody who has a spreadsheet before them.
    let broken = |_: XlsxError| Failure::usage("failure-decisions-xlsx", &[("path", &path.display())]);
    let mut book = Xlsx::new(file).map_err(broken)?;
    for Sheet { name, visible, .. } in book.sheets_metadata().to_vec() {
        let cells = book.worksheet_cells_reader(&name).map_err(broken)?;
        let Some(headings) = read_sheet(&name, cells, look, broken)? else { continue };
        if visible != SheetVisible::Visible {
            look.hidden(&headings);
        }
        for merged in book.merge_cells_by_sheet_name(&name).map_err(broken)? {
            let ((first, left), (last, right)) = (merged.start, merged.end);
            let lines = u64::from(first) + 1..=u64::from(last) + 1;
            look.merged(&headings, lines, column_of(left)..=column_of(right));
        }
    }
    Ok(())
}

/// Shows the rows of a sheet. Gives where its headings are, if it mattered to its end.
fn read_sheet(
    name: &str,
    mut cells: XlsxCellReader<'_, impl Read + Seek>,
    look: &mut impl Look,
    broken: impl Fn(XlsxError) -> Failure,
) -> Result<Option<Place>, Failure> {
    let place = Place { sheet: Some(name.to_owned()), line: 0 };
    let mut rows = Rows { look, place, cells: Vec::new(), headings: None };
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(&broken)? {
        let (row, column) = cell.pos;
        let value = match (Cell::of(&cell.value), cell.formula) {
            (Cell::Empty, Some(_)) => Cell::Uncomputed,
            (value, _) => value,
        };
        if !rows.add(u64::from(row) + 1, column, value)? {
            return Ok(None);
        }
    }
    let matters = rows.end()?;
    Ok(rows.headings.filter(|_| matters))
}

/// A sheet has 16,384 columns at most; what names another one is no sheet that any program wrote.
fn column_of(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX).min(16_383)
}

/// Puts the cells of a sheet together to rows.
struct Rows<'a, L> {
    look: &'a mut L,
    place: Place,
    cells: Vec<Cell>,
    /// Where the first row of the sheet was.
    headings: Option<Place>,
}

impl<L: Look> Rows<'_, L> {
    /// Adds a cell; says whether the sheet matters any further.
    fn add(&mut self, line: u64, column: u32, cell: Cell) -> Result<bool, Failure> {
        if line != self.place.line {
            if !self.end()? {
                self.place.line = 0;
                return Ok(false);
            }
            self.place.line = line;
        }
        let column = column_of(column);
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
        Ok(true)
    }

    /// Shows the row that is put together; says whether there is need of another.
    fn end(&mut self) -> Result<bool, Failure> {
        let cells = std::mem::take(&mut self.cells);
        if self.place.line == 0 {
            return Ok(true);
        }
        if self.headings.is_none() {
            self.headings = Some(self.place.clone());
            return self.look.headings(&self.place, cells);
        }
        self.look.row(&self.place, &cells)
    }
}

fn read_csv(path: &Path, mut file: impl BufRead, look: &mut impl Look) -> Result<(), Failure> {
    let broken = |error: &csv::Error| {
        let line = error.position().map(csv::Position::line);
        let on = |line: u64, lang: Lang| lang.say_with("mistake-on-line", [("line", line.to_string().into())]);
        let what = match error.kind() {
            csv::ErrorKind::Utf8 { .. } => "mistake-not-utf8",
            _ => "mistake-no-csv",
        };
        Failure::usage("failure-decisions-csv", &[("path", &path.display())])
            .with("where", |lang| line.map(|line| on(line, lang)).unwrap_or_default())
            .with("what", |lang| lang.say(what))
    };
    let mut headings = Vec::new();
    file.read_until(b'\n', &mut headings)?;
    let first_line = headings.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&headings);
    let delimiter = [b';', b'\t'].into_iter().find(|delimiter| first_line.contains(delimiter)).unwrap_or(b',');
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        // A record that ended at a carriage return would leave the line feed to the next one, and count its line wrong.
        .terminator(csv::Terminator::Any(b'\n'))
        .from_reader(first_line.chain(file));
    let (mut record, mut is_first) = (csv::StringRecord::new(), true);
    while csv.read_record(&mut record).map_err(|error| broken(&error))? {
        let line = record.position().map_or(0, csv::Position::line);
        let place = Place { sheet: None, line };
        let last = record.len().saturating_sub(1);
        let end_of_line = |(column, text): (usize, &str)| match column == last {
            true => Cell::Text(text.strip_suffix('\r').unwrap_or(text).to_owned()),
            false => Cell::Text(text.to_owned()),
        };
        let cells: Vec<_> = record.iter().enumerate().map(end_of_line).collect();
        let goes_on = match std::mem::take(&mut is_first) {
            true => look.headings(&place, cells)?,
            false => look.row(&place, &cells)?,
        };
        if !goes_on {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use acesso_review::model::FailureKind;
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

    use super::*;

    #[derive(Default)]
    struct Seen(Vec<String>);

    impl Look for Seen {
        fn headings(&mut self, place: &Place, cells: Vec<Cell>) -> Result<bool, Failure> {
            self.0.push(format!("{}: {}", place.called(), cells.iter().map(Cell::text).collect::<Vec<_>>().join("|")));
            Ok(cells.first() != Some(&Cell::Text("other".to_owned())))
        }

        fn row(&mut self, place: &Place, cells: &[Cell]) -> Result<bool, Failure> {
            self.0.push(format!("{}: {cells:?}", place.called()));
            Ok(true)
        }

        fn merged(&mut self, from: &Place, lines: RangeInclusive<u64>, columns: RangeInclusive<usize>) {
            self.0.push(format!("{}: {lines:?} {columns:?} are one", from.called()));
        }

        fn hidden(&mut self, headings: &Place) {
            self.0.push(format!("{}: hidden", headings.called()));
        }
    }

    fn seen(name: &str, bytes: &[u8]) -> Result<(Form, Vec<String>), Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut seen = Seen::default();
        Table::open(&path)?.read(&mut seen).map(|form| (form, seen.0))
    }

    #[test]
    fn every_sheet_is_read_cell_by_cell() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory().unwrap();
        sheet.set_name("Access").unwrap().write_string(0, 0, "name").unwrap().write_string(0, 1, "day").unwrap();
        sheet.write_string(2, 1, "é\u{1b}x").unwrap();
        let sheet = book.add_worksheet();
        sheet.set_name("Other").unwrap().write_string(0, 0, "other").unwrap().write_string(1, 0, "x").unwrap();
        let sheet = book.add_worksheet();
        let day = ExcelDateTime::from_ymd(2026, 11, 26).unwrap();
        sheet.set_name("Access 2").unwrap().write_string(0, 0, "name").unwrap();
        sheet.write_string(1, 0, " =1 ").unwrap().write_number(1, 1, 46352.0).unwrap();
        sheet.write_datetime_with_format(2, 1, &day, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
        sheet.write_boolean(3, 0, true).unwrap();
        let (form, seen) = seen("book.zip", &book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(form, Form::Xlsx);
        assert_eq!(
            seen,
            [
                r#"sheet "Access", line 1: name|day"#,
                r#"sheet "Access", line 3: [Empty, Text("é\u{1b}x")]"#,
                r#"sheet "Other", line 1: other"#,
                r#"sheet "Access 2", line 1: name"#,
                r#"sheet "Access 2", line 2: [Text(" =1 "), Number(46352.0)]"#,
                r#"sheet "Access 2", line 3: [Empty, Day(2026-11-26)]"#,
                r#"sheet "Access 2", line 4: [Text("true")]"#,
            ]
        );
    }

    #[test]
    fn what_nobody_sees_in_a_sheet_is_shown() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("Access").unwrap().write_string(0, 0, "name").unwrap();
        sheet.write_formula(1, 0, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write_formula(2, 0, Formula::new("=NA()").set_result("#N/A")).unwrap();
        sheet.merge_range(4, 0, 6, 1, "x", &Format::new()).unwrap();
        let sheet = book.add_worksheet();
        sheet.set_name("Access 2").unwrap().set_hidden(true).write_string(0, 0, "name").unwrap();
        let sheet = book.add_worksheet();
        sheet.set_name("Other").unwrap().set_hidden(true).write_string(0, 0, "other").unwrap();
        let (_, seen) = seen("book", &book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(
            seen,
            [
                r#"sheet "Access", line 1: name"#,
                r#"sheet "Access", line 2: [Number(2.0)]"#,
                r##"sheet "Access", line 3: [Error("#N/A")]"##,
                r#"sheet "Access", line 5: [Text("x")]"#,
                r#"sheet "Access", line 1: 5..=7 0..=1 are one"#,
                r#"sheet "Access 2", line 1: name"#,
                r#"sheet "Access 2", line 1: hidden"#,
                r#"sheet "Other", line 1: other"#,
            ]
        );
    }

    #[test]
    fn a_csv_is_read_as_each_program_writes_it() {
        for text in ["a,b\n\"x\ny\",2\n3,4\n", "\u{feff}a;b\r\n\"x\ny\";2\r\n3;\"4\"", "a\tb\n\"x\ny\"\t2\n3\t4\n"] {
            let (form, seen) = seen("list", text.as_bytes()).unwrap();
            assert_eq!(form, Form::Csv);
            let expected = ["line 1: a|b", r#"line 2: [Text("x\ny"), Text("2")]"#, r#"line 4: [Text("3"), Text("4")]"#];
            assert_eq!(seen, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_spreadsheet_is_refused_with_an_advice() {
        let refused = |bytes: &[u8]| {
            let failure = seen("list", bytes).unwrap_err();
            format!("{failure} / {}", failure.advice())
        };
        assert!(refused(b"PK nothing").contains("can't be read as an XLSX"));
        let latin = refused(b"a;b\nJo\xe3o;1\n");
        assert!(latin.contains(", line 2: it is not UTF-8: save it as \"CSV UTF-8\" / save it as"), "{latin}");
        let missing = Table::open(Path::new("/nowhere/x.xlsx")).unwrap_err();
        assert!(missing.kind() == FailureKind::Usage, "{missing}");
    }
}
