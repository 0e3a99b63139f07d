//! Tables for people, JSON for programs, CSV and XLSX for spreadsheets.

mod book;
mod destination;
mod folder;
mod json;
mod list;
mod screen;
#[cfg(test)]
mod testing;
mod theirs;
mod visible;

use std::{
    fmt::Display,
    io::{self, Write},
    path::{Path, PathBuf},
};

use acesso_review::model::{Failure, Lang};
use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use serde::Serialize;

use crate::words::printable;
pub(crate) use book::{Book, Cell, Column, as_a_cell};
pub use destination::{Destination, nobody_reads};
pub(crate) use folder::Folder;
pub(crate) use json::Json;
pub(crate) use list::as_it_was;
pub use list::{About, List};
pub use theirs::{Theirs, indented};

/// Says something about the answer, on stderr. `eprintln!` would panic where stderr can't be written to, and so lose
/// the exit code.
pub fn say(text: impl Display) {
    let text = text.to_string();
    // An error can have a service's words in it.
    let lines: Vec<_> = text.split('\n').map(printable).collect();
    let _nobody_reads_it = writeln!(io::stderr(), "{}", lines.join("\n"));
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people
    Table,
    /// For programs: the service's own member names
    Json,
    /// For spreadsheets and programs: the table's columns
    Csv,
    /// For spreadsheets; needs --output
    Xlsx,
    /// For people, all of a run in one page: `acesso export` alone writes it
    Html,
}

/// Which spreadsheet program a CSV is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvFlavour {
    /// Commas between cells, as RFC 4180 has it
    Rfc4180,
    /// Semicolons and a byte order mark, which Excel with Brazilian settings expects
    ExcelBr,
}

impl Format {
    /// What a file with this ending holds.
    pub(crate) fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending.to_ascii_lowercase().as_str() {
            "table" => Self::Table,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "xlsx" => Self::Xlsx,
            "html" => Self::Html,
            _ => return None,
        })
    }
}

/// How an answer is asked for.
#[derive(Debug, Clone, Default)]
pub struct OutputOptions {
    /// Short for a format of JSON.
    pub json: bool,
    /// By the file's ending where it is absent, else a table.
    pub format: Option<Format>,
    /// Write a CSV, of this kind.
    pub csv: Option<CsvFlavour>,
    /// Stdout where it is absent.
    pub file: Option<PathBuf>,
    /// The language of what people read.
    pub lang: Lang,
}

/// How answers are shown, and where.
#[derive(Debug, Clone)]
pub struct Output {
    format: Format,
    csv: CsvFlavour,
    file: Option<PathBuf>,
    lang: Lang,
}

impl Output {
    /// What was asked for: by --format, --json or --csv, else by the file's ending, else a table.
    ///
    /// # Errors
    /// [`Failure::usage`] where what was asked for contradicts itself, an ending tells no format, or an XLSX has no
    /// file.
    pub fn new(options: OutputOptions) -> Result<Self, Failure> {
        let OutputOptions { json, format, csv, file, lang } = options;
        let asked = format.or(json.then_some(Format::Json)).or(csv.map(|_| Format::Csv));
        if csv.is_some() && asked != Some(Format::Csv) {
            return Err(Failure::usage("failure-csv-and-format", &[]));
        }
        let ending = file.as_ref().and_then(|file| file.extension()?.to_str());
        let of_ending = ending.and_then(Format::of_ending);
        let format = match (asked.or(of_ending), &file) {
            (Some(format), _) => format,
            (None, None) => Format::Table,
            (None, Some(file)) if destination::names_folder(file) => Format::Table,
            (None, Some(_)) => {
                return Err(Failure::usage("failure-no-format", &[]));
            }
        };
        if format == Format::Xlsx && file.is_none() {
            return Err(Failure::usage("failure-xlsx-to-screen", &[]));
        }
        Ok(Self { format, csv: csv.unwrap_or(CsvFlavour::Rfc4180), file, lang })
    }

    /// That it can be written where it was asked for: who finds that out at the end has lost the answer.
    ///
    /// # Errors
    /// For a place where nothing can be written.
    pub fn check(&self) -> Result<(), Failure> {
        match &self.file {
            // What a folder may hold whoever writes it knows.
            Some(file) if self.folder().is_none() => Destination::check(file),
            _ => Ok(()),
        }
    }

    /// The language of what people read.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Whether it has to fit on a screen.
    pub fn is_table(&self) -> bool {
        self.format == Format::Table
    }

    /// The form, for a command that writes something else than tables; it goes to stdout alone.
    pub fn form_of_text(&self) -> Result<Format, Failure> {
        match (self.format, &self.file) {
            (format @ (Format::Table | Format::Json), None) => Ok(format),
            _ => Err(Failure::usage("failure-text-alone", &[])),
        }
    }

    /// A page, which the caller writes.
    pub fn page(&self) -> Result<Destination, Failure> {
        Destination::open(self.file.as_deref())
    }

    /// One thing: on a terminal its members below each other, elsewhere beside each other.
    pub fn one(&self, thing: &impl Serialize, rows: &[(String, String)]) -> Result<(), Failure> {
        self.one_into(Destination::open(self.file.as_deref())?, thing, rows)
    }

    fn one_into(&self, mut out: Destination, thing: &impl Serialize, rows: &[(String, String)]) -> Result<(), Failure> {
        match self.format {
            Format::Table => {
                let mut table = new_table(out.width());
                for (name, value) in rows {
                    table.add_row([name, &printable(value)]);
                }
                writeln!(out, "{}", table.trim_fmt())?;
                out.close()
            }
            Format::Json => {
                let mut out = out.of_json();
                serde_json::to_writer_pretty(&mut out, thing).map_err(io::Error::from)?;
                writeln!(out)?;
                out.close()
            }
            Format::Csv | Format::Xlsx | Format::Html => {
                let headings = rows.iter().map(|(name, _)| (*name).to_owned()).collect();
                let mut list = List::open(out, self.format, self.csv, headings, None)?;
                list.add(thing, || rows.iter().map(|(_, value)| value.clone()).collect())?;
                list.close().map(drop)
            }
        }
    }

    /// Many things of a kind, item by item.
    pub fn list(&self, headings: &[impl AsRef<str>]) -> Result<List, Failure> {
        let headings: Vec<_> = headings.iter().map(|heading| heading.as_ref().to_owned()).collect();
        List::open(Destination::open(self.file.as_deref())?, self.format, self.csv, headings, None)
    }

    /// A CSV of a kind in a folder of files, as spreadsheet programs of this language read it.
    pub(crate) fn csv_in(path: &Path, lang: Lang, headings: Vec<String>) -> Result<List, Failure> {
        let flavour = if lang == Lang::PtBr { CsvFlavour::ExcelBr } else { CsvFlavour::Rfc4180 };
        List::open(Destination::open(Some(path))?, Format::Csv, flavour, headings, None)
    }

    /// Many things of a kind, item by item, and where they come from.
    pub fn list_about(&self, about: &About, headings: Vec<String>) -> Result<List, Failure> {
        List::open(Destination::open(self.file.as_deref())?, self.format, self.csv, headings, Some(about))
    }

    /// The file that it goes into.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The folder that it goes into: with no format of its own, all forms of a run.
    pub fn folder(&self) -> Option<&Path> {
        self.file().filter(|file| self.is_table() && destination::names_folder(file))
    }

    /// The folder that files of their own go into, whatever form the answer has.
    pub fn folder_beside(&self) -> Option<&Path> {
        self.file().filter(|file| destination::names_folder(file))
    }

    /// The same answer on stdout.
    #[must_use]
    pub fn on_stdout(&self) -> Self {
        Self { file: None, ..self.clone() }
    }

    /// Whether it goes into a file.
    pub fn is_file(&self) -> bool {
        self.file.is_some()
    }

    /// Says on stderr that the people are imaginary, unless a table on stdout says so itself.
    pub fn say_sandbox_data(&self) {
        if self.is_file() || !self.is_table() {
            say(self.lang.say("sandbox-data"));
        }
    }

    /// The form in which it is written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// A document for programs, which the caller puts together.
    pub(crate) fn json(&self) -> Result<Json, Failure> {
        Ok(Json::new(Destination::open(self.file.as_deref())?))
    }

    /// A workbook, which the caller puts together.
    pub(crate) fn book(&self) -> Result<Book, Failure> {
        Ok(Book::new(Destination::open(self.file.as_deref())?, self.lang))
    }
}

/// A table as wide as its data, and on a terminal no wider than that.
fn new_table(width: Option<u16>) -> Table {
    let mut table = Table::new();
    // Lines would be wider than the data; a rule under the headings is enough.
    let style = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
    table.load_style(style).set_content_arrangement(ContentArrangement::Disabled);
    if let Some(width) = width {
        table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
    }
    table
}

/// How many columns stdout has, where it is a terminal.
pub fn terminal_width() -> Option<u16> {
    let terminal = console::Term::stdout();
    terminal.is_term().then(|| terminal.size_checked()).flatten().map(|(_rows, columns)| columns)
}

#[cfg(test)]
mod tests {
    use super::{testing::Terminal, *};

    fn format(json: bool, format: Option<Format>, csv: Option<CsvFlavour>, file: Option<&str>) -> Option<Format> {
        let options = OutputOptions { json, format, csv, file: file.map(PathBuf::from), lang: Lang::En };
        Output::new(options).ok().map(|output| output.format)
    }

    #[test]
    fn the_format_is_what_was_asked_for_else_what_the_file_is_called() {
        assert_eq!(format(false, None, None, None), Some(Format::Table));
        assert_eq!(format(true, None, None, None), Some(Format::Json));
        assert_eq!(format(false, None, Some(CsvFlavour::ExcelBr), None), Some(Format::Csv));
        assert_eq!(format(false, None, None, Some("a/b.XLSX")), Some(Format::Xlsx));
        assert_eq!(format(true, None, None, Some("b.txt")), Some(Format::Json));
        assert_eq!(format(false, Some(Format::Table), None, Some("b.csv")), Some(Format::Table));
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        assert_eq!(format(false, Some(Format::Xlsx), None, None), None, "a terminal shows no XLSX");
        assert_eq!(format(false, None, None, Some("answer")), None, "no ending");
        assert_eq!(format(false, None, None, Some("answer.pdf")), None, "another ending");
        assert_eq!(format(true, None, Some(CsvFlavour::ExcelBr), None), None, "JSON and CSV");
    }

    /// All that a terminal would obey, or that turns around or hides what is beside it.
    fn commands() -> impl Iterator<Item = char> {
        let controls = (0..0x20).chain(0x7f..0xa0);
        let directions = [0x61c, 0x200e, 0x200f].into_iter().chain(0x202a..=0x202e).chain(0x2066..=0x2069);
        let unseen = [0xad, 0x180e, 0x200b, 0x2028, 0x2029, 0x2060, 0xfeff, 0xfff9, 0xe0001, 0xe0041];
        controls.chain(directions).chain(unseen).filter_map(char::from_u32)
    }

    #[test]
    fn nothing_reaches_the_terminal_that_it_would_obey() {
        assert_eq!(printable("Ana\u{1b}[31m\r\n\u{9b}x\u{202e}y"), "Ana\u{fffd}[31m\u{fffd}\u{fffd}\u{fffd}x\u{fffd}y");
        assert_eq!(printable("Ação ✓"), "Ação ✓");
        for command in commands() {
            assert_eq!(printable(&format!("a{command}b")), "a\u{fffd}b", "{command:?}");
        }
    }

    /// A text in an answer, as each writer puts it out.
    fn written(text: &str) -> Vec<(String, Terminal)> {
        const FORMS: [(Format, CsvFlavour); 4] = [
            (Format::Table, CsvFlavour::Rfc4180),
            (Format::Json, CsvFlavour::Rfc4180),
            (Format::Csv, CsvFlavour::Rfc4180),
            (Format::Csv, CsvFlavour::ExcelBr),
        ];
        let mut written = Vec::new();
        for (format, csv) in FORMS {
            let output = Output { format, csv, file: None, lang: Lang::En };
            let one = Terminal::default();
            output.one_into(one.destination(), &text, &[("name".to_owned(), text.to_owned())]).unwrap();
            written.push((format!("{format:?} {csv:?}, one"), one));
            let about = About {
                caption: text.to_owned(),
                members: vec![("member", serde_json::json!({ text: text }))],
                list: "list",
                sheet: text.to_owned(),
                is_by_first: true,
            };
            for about in [None, Some(&about)] {
                let many = Terminal::default();
                let headings = vec![text.to_owned()];
                let mut list = List::open(many.destination(), format, csv, headings, about).unwrap();
                list.add(&text, || vec![text.to_owned()]).unwrap();
                list.add_row(|| vec![text.to_owned()]).unwrap();
                list.close().unwrap();
                written.push((format!("{format:?} {csv:?}, list"), many));
            }
        }
        let page = Terminal::default();
        let mut out = page.destination();
        out.write_all(text.as_bytes()).unwrap();
        out.close().unwrap();
        written.push(("page".to_owned(), page));
        written
    }

    #[test]
    fn no_writer_has_a_terminal_obey_or_hide_anything() {
        for command in commands().filter(|command| *command != '\n') {
            for (writer, terminal) in written(&format!("Ana{command}Bia")) {
                let seen = terminal.seen();
                assert!(seen.contains("Ana") && !seen.contains(command), "{writer}: {command:?} in {seen:?}");
            }
        }
    }

    #[test]
    fn unknown_is_not_no() {
        let said = |lang: Lang| [true.into(), false.into(), None].map(|flag| lang.yes_no(flag));
        assert_eq!(said(Lang::En), ["yes", "no", "unknown"]);
        assert_eq!(said(Lang::PtBr), ["sim", "não", "desconhecido"]);
        assert_eq!(Lang::En.known(None::<u8>), "unknown");
    }
}
