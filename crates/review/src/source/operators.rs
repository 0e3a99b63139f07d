//! Who the operators are. No answer of Base39 says it, and TomTicket says no address, so a CSV of one's own does:
//! `id,name,email`.

use std::{
    fmt::Display,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek},
    path::Path,
};

use csv::{ErrorKind, ReaderBuilder, StringRecord, Trim};
use sha2::{Digest, Sha256};

use crate::{
    model::{Failure, Sentence},
    store::{Operator, OperatorList},
};

const COLUMNS: [&str; 3] = ["id", "name", "email"];

/// The operators, checked and in a temporary place on the disk: there can be a million of them, and the list may come
/// from a pipe, which can be read but once.
#[derive(Debug)]
pub struct Operators {
    list: OperatorList,
    sha256: String,
}

impl Operators {
    /// Reads a CSV with the columns `id`, `name` and `email`, with commas or semicolons between them.
    ///
    /// # Errors
    /// For a file that can't be read, that names nobody, or in which a line can't be right: it is named by its
    /// number.
    pub fn from_file(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| not_read(&name, &error))?;
        let operators = Self::read(&name, file)?;
        if operators.after(0, 1)?.is_empty() {
            return Err(refused(&name, &Sentence::new("mistake-no-operator", &[])));
        }
        Ok(operators)
    }

    /// Operators that come from no file, as id, name and address, by way of the same kind of list. `name` is what errors
    /// call it.
    pub fn of(name: &str, operators: impl Iterator<Item = [String; 3]>) -> Result<Self, Failure> {
        let mut list = csv::Writer::from_writer(tempfile::tempfile()?);
        list.write_record(COLUMNS).map_err(io::Error::from)?;
        for operator in operators {
            list.write_record(operator).map_err(io::Error::from)?;
        }
        let mut file = list.into_inner().map_err(csv::IntoInnerError::into_error)?;
        file.rewind()?;
        Self::read(name, file)
    }

    /// `file` is what errors call it. They name no operator: identifiers and addresses are personal data.
    fn read(file: &str, content: impl Read) -> Result<Self, Failure> {
        let mut hashed = Hashed { content, sha256: Sha256::new() };
        let list = OperatorList::fill(|list| copy(file, BufReader::new(&mut hashed), list))?;
        let sha256 = hashed.sha256.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { list, sha256 })
    }

    /// The SHA-256 of the list as it came, as `sha256sum` writes it: runs under another list are not the same.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The next operators after the one with this number.
    pub fn after(&self, number: u64, at_most: usize) -> Result<Vec<Operator>, Failure> {
        self.list.after(number, at_most)
    }

    /// The operator with this id.
    pub fn find(&self, id: &str) -> Result<Option<Operator>, Failure> {
        self.list.find(id)
    }
}

/// Reads the CSV into the list.
fn copy(file: &str, mut content: impl BufRead, list: &OperatorList) -> Result<(), Failure> {
    let mut heading = Vec::new();
    content.read_until(b'\n', &mut heading).map_err(|error| not_read(file, &error))?;
    // With a line's end after the last row, too, it can be told in which line each row ends.
    let content = heading.as_slice().chain(content).chain(b"\n".as_slice());
    let mut rows = ReaderBuilder::new().delimiter(delimiter(&heading)).trim(Trim::All).from_reader(content);
    let columns = Columns::find(file, rows.headers().map_err(|error| unreadable(file, 1, &error))?)?;

    let mut row = StringRecord::new();
    loop {
        let read = rows.read_record(&mut row);
        let line = rows.position().line().saturating_sub(1);
        if !read.map_err(|error| unreadable(file, line, &error))? {
            break;
        }
        columns.keep(file, line, &row, list)?;
    }
    Ok(())
}

/// Spreadsheet programs with Brazilian settings write semicolons.
fn delimiter(heading: &[u8]) -> u8 {
    let count = |wanted| heading.iter().filter(|byte| **byte == wanted).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}

/// Where the columns are.
struct Columns {
    id: usize,
    name: usize,
    email: usize,
}

impl Columns {
    fn find(file: &str, heading: &StringRecord) -> Result<Self, Failure> {
        let place = |column: &str| {
            let mut places = heading.iter().enumerate().filter(|(_, name)| name.eq_ignore_ascii_case(column));
            match (places.next(), places.next()) {
                (Some((place, _)), None) => Ok(place),
                (None, _) => Err(refused(file, &Sentence::new("mistake-no-column", &[("column", &column)]))),
                (Some(_), Some(_)) => {
                    Err(refused(file, &Sentence::new("mistake-column-twice", &[("column", &column)])))
                }
            }
        };
        let [id, name, email] = COLUMNS;
        Ok(Self { id: place(id)?, name: place(name)?, email: place(email)? })
    }

    fn keep(&self, file: &str, line: u64, row: &StringRecord, list: &OperatorList) -> Result<(), Failure> {
        let text = |place| row.get(place).filter(|text| !text.is_empty());
        let Some(id) = text(self.id) else {
            return Err(refused(file, &Sentence::new("mistake-id-empty", &[("line", &line)])));
        };
        let Some(before) = list.add(line, id, text(self.name), text(self.email))? else { return Ok(()) };
        Err(refused(file, &Sentence::new("mistake-id-again", &[("line", &line), ("before", &before)])))
    }
}

fn unreadable(file: &str, line: u64, error: &csv::Error) -> Failure {
    match error.kind() {
        ErrorKind::Utf8 { err, .. } => {
            let values: [(&str, &dyn Display); 2] = [("line", &line), ("column", &(err.field() + 1))];
            refused(file, &Sentence::new("mistake-cell-not-utf8", &values))
        }
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let columns = usize::try_from(*len).unwrap_or(usize::MAX);
            let what = Sentence::new("mistake-columns", &[("line", &line), ("wanted", expected_len)]);
            refused(file, &what.counting(columns))
        }
        ErrorKind::Io(error) => not_read(file, error),
        _ => refused(file, &Sentence::new("mistake-line-no-csv", &[("line", &line)])),
    }
}

fn refused(file: &str, what: &Sentence) -> Failure {
    Failure::usage("failure-operators", &[("file", &file)]).with("what", |lang| what.say(lang))
}

fn not_read(file: &str, error: &io::Error) -> Failure {
    Failure::usage("failure-operators-unreadable", &[("name", &file), ("error", error)])
}

/// Sums up what is read through it, and leaves out carriage returns: with them the CSV reader is wrong about lines.
struct Hashed<R> {
    content: R,
    sha256: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let length = self.content.read(buffer)?;
            let read = buffer.get_mut(..length).unwrap_or_default();
            self.sha256.update(&*read);
            let kept = without_carriage_returns(read);
            // Nothing would mean the end.
            if kept > 0 || length == 0 {
                return Ok(kept);
            }
        }
    }
}

/// Moves what is kept to the beginning, and says how much that is.
fn without_carriage_returns(bytes: &mut [u8]) -> usize {
    let mut kept = 0;
    for place in 0..bytes.len() {
        if bytes.get(place) != Some(&b'\r') {
            bytes.swap(kept, place);
            kept += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FailureKind;

    fn read(content: impl AsRef<[u8]>) -> Result<Operators, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("operators.csv");
        std::fs::write(&path, content).unwrap();
        Operators::from_file(&path)
    }

    fn operator(number: u64, id: &str, name: Option<&str>, email: Option<&str>) -> Operator {
        Operator { number, id: id.to_owned(), name: name.map(str::to_owned), email: email.map(str::to_owned) }
    }

    fn ana_and_gil() -> [Operator; 2] {
        [
            operator(1, "oprt_1", Some("Ana Exemplo"), Some("ana@casa.example")),
            operator(2, "oprt_2", Some("Gil Prova"), None),
        ]
    }

    #[test]
    fn the_columns_stand_in_any_order_among_others() {
        for list in [
            "id,name,email\noprt_1,Ana Exemplo,ana@casa.example\noprt_2,Gil Prova,\n",
            "E-Mail?,email,team,NAME, ID \n,ana@casa.example,A,\"Ana Exemplo\",oprt_1\r\n,,B,Gil Prova, oprt_2",
            "\u{feff}name;email;id\r\nAna Exemplo;ana@casa.example;oprt_1\r\nGil Prova;;oprt_2\r\n",
            "\u{feff}\"id\",\"name\",\"email\"\noprt_1,Ana Exemplo,ana@casa.example\n\n\noprt_2,Gil Prova,\n",
        ] {
            let operators = read(list).unwrap();
            assert_eq!(operators.after(0, 10).unwrap(), ana_and_gil(), "{list}");
        }
    }

    #[test]
    fn they_come_in_batches_in_the_order_of_the_list() {
        let operators = read("id,name,email\nc,,\na,,\nb,,\n").unwrap();
        let ids = |number, at_most| {
            let batch = operators.after(number, at_most).unwrap();
            batch.into_iter().map(|operator| operator.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(0, 2), ["c", "a"]);
        assert_eq!(ids(2, 2), ["b"]);
        assert!(ids(3, 2).is_empty());
    }

    #[test]
    fn a_list_that_cannot_be_right_is_refused_by_line_and_column() {
        let cases: [(&[u8], &str); 12] = [
            (b"", "line 1 has no column id"),
            (b"oprt_1,Ana,ana@casa.example\n", "line 1 has no column id"),
            (b"id;email\n", "line 1 has no column name"),
            (b"id,name,e-mail\n", "line 1 has no column email"),
            (b"id,name,email,ID\n", "line 1 has the column id twice"),
            (b"id,name,email\n", "it names no operator"),
            (b"id,name,email\noprt_1,Ana,\n ,Gil,\n", "line 3, column id: it is empty"),
            (b"id,name,email\r\noprt_1,Ana,\r\n,Gil,\r\n", "line 3, column id: it is empty"),
            (
                b"id,name,email\n\noprt_1,\"Ana\nExemplo\",\nb,,\noprt_1,,\n",
                "line 6, column id: it is the same as in line 4",
            ),
            (b"id,name,email\noprt_1,Ana\n", "line 2 has 2 columns, line 1 has 3"),
            (b"id,name,email\noprt_1,Jo\xe3o,\n", "line 2, column 2: it is not UTF-8"),
            (b"id,n\xe3me,email\n", "line 1, column 2: it is not UTF-8"),
        ];
        for (list, expected) in cases {
            let refused = read(list).unwrap_err();
            assert!(
                refused.kind() == FailureKind::Usage && refused.to_string().contains(expected),
                "{refused}: {expected}"
            );
            assert!(!refused.to_string().contains("oprt_1"), "an identifier is personal data: {refused}");
        }
    }

    #[test]
    fn a_list_that_is_not_there_is_refused_by_name() {
        let refused = Operators::from_file(Path::new("/nowhere/operators.csv")).unwrap_err();
        assert!(
            refused.kind() == FailureKind::Usage && refused.to_string().contains("/nowhere/operators.csv"),
            "{refused}"
        );
    }

    #[test]
    fn its_sum_is_that_of_the_whole_file() {
        let short = read("id,name,email\noprt_1,Ana,\n").unwrap();
        assert_eq!(short.sha256(), "9861b8189e502ec7e9fcf90f0f394d005cc38d6d824043f590f4b3205ba6dad3");
        let long = |last: &str| {
            let rows: String = (0..50_000).map(|number| format!("oprt_{number},,\n")).collect();
            read(format!("id,name,email\n{rows}{last}")).unwrap().sha256().to_owned()
        };
        assert_ne!(long("a,,"), long("b,,"));
    }
}
