//! The roster: who works here and who left, from a CSV that comes from HR.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    io::Cursor,
    path::Path,
    str::Utf8Error,
};

use csv::StringRecord;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    model::{Failure, Lang, People, Person, Run, Sentence, Status, email_key, fold, sha256},
    store::Store,
};

impl Status {
    /// What the word says, in English or Portuguese, whatever its case and accents.
    pub fn from_word(word: &str) -> Self {
        match fold(word).as_str() {
            "active" | "current" | "employed" | "working" | "onleave" | "ativo" | "ativa" | "trabalhando"
            | "ferias" | "afastado" | "afastada" | "licenca" => Self::Active,
            "left" | "terminated" | "inactive" | "former" | "resigned" | "dismissed" | "retired" | "desligado"
            | "desligada" | "inativo" | "inativa" | "demitido" | "demitida" | "aposentado" | "aposentada" | "saiu" => {
                Self::Left
            }
            _ => Self::Other(word.to_owned()),
        }
    }
}

/// How many lines are named that something is said of.
const NAMED_LINES: usize = 10;

/// Who works here and who left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    people: Vec<Person>,
    /// SHA-256 of the file, as evidence of which one it was.
    sha256: Option<String>,
    warnings: Vec<Sentence>,
}

impl Roster {
    /// Reads the CSV; a line that can't be right is refused, by its number.
    ///
    /// # Errors
    /// [`Failure::usage`] for a file that can't be read or names nobody, and for a line that can't be right.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let bytes = read(path)?;
        let roster = std::str::from_utf8(&bytes).map_err(not_utf8).and_then(Self::from_csv);
        let mut roster = roster.map_err(|bad| refused("failure-roster", path, bad))?;
        roster.sha256 = Some(sha256(&bytes));
        Ok(roster)
    }

    /// A roster that comes from no file.
    pub fn of(people: impl IntoIterator<Item = Person>) -> Self {
        Self { people: people.into_iter().collect(), ..Self::default() }
    }

    /// What was left out or not understood, a line for each thing.
    pub fn warnings(&self) -> &[Sentence] {
        &self.warnings
    }

    /// Every address on it, as it stands there.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        self.people.iter().flat_map(|person| [&person.email].into_iter().chain(&person.aliases)).map(String::as_str)
    }

    /// Keeps it with a run, in place of the one that the run had.
    pub fn save(&self, store: &Store, run: i64) -> Result<(), Failure> {
        store.save_roster(run, &self.people, self.sha256.as_deref())
    }

    fn from_csv(text: &str) -> Result<Self, Bad> {
        let mut reader = reader(text);
        let (columns, ignored) = Columns::find(reader.headers().map_err(unreadable)?)?;
        let mut found = Found::default();
        for record in reader.records() {
            let record = record.map_err(unreadable)?;
            let line = record.position().map(csv::Position::line);
            found.add(&columns, &record, line).map_err(|what| (line, what))?;
        }
        if found.lines.is_empty() {
            return Err((None, Sentence::new("mistake-nobody", &[])));
        }
        found.nobody_has_anothers_address()?;
        Ok(found.into_roster(ignored))
    }
}

/// How many people the roster of a run names, and how many of them left by the day when it ended; nothing where it has none.
pub fn people(store: &Store, run: &Run) -> Result<Option<People>, Failure> {
    let day = TimeZone::UTC.to_datetime(run.ended_at.unwrap_or_else(Timestamp::now)).date();
    store.count_people(run.id, day)
}

/// The line that can't be right, and why. It names nobody: addresses are personal data.
pub(super) type Bad = (Option<u64>, Sentence);

/// Which file is refused, by the id of what is told, and why.
pub(super) fn refused(id: &'static str, path: &Path, (line, what): Bad) -> Failure {
    let on = |line: u64, lang: Lang| lang.say_with("mistake-on-line", [("line", line.to_string().into())]);
    Failure::usage(id, &[("file", &path.display())])
        .with("where", |lang| line.map(|line| on(line, lang)).unwrap_or_default())
        .with("what", |lang| what.say(lang))
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error| Failure::usage("failure-file-unreadable", &[("file", &path.display()), ("error", &error)]);
    fs::read(path).map_err(unreadable)
}

pub(super) fn not_utf8(_: Utf8Error) -> Bad {
    (None, Sentence::new("mistake-not-utf8", &[]))
}

pub(super) fn unreadable(error: csv::Error) -> Bad {
    let line = error.position().map(csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let cells = usize::try_from(len).unwrap_or(usize::MAX);
            (line, Sentence::new("mistake-cells", &[("columns", &expected_len)]).counting(cells))
        }
        _ => (line, Sentence::new("mistake-no-csv", &[])),
    }
}

/// Reads a CSV that comes from a spreadsheet.
pub(super) fn reader(text: &str) -> csv::Reader<Cursor<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Where a line ends in two characters, the reader counts the next line only after the second.
    let text = text.replace("\r\n", "\n");
    csv::ReaderBuilder::new().delimiter(delimiter(&text)).from_reader(Cursor::new(text))
}

/// What stands between the cells, as the headings show it. Brazilian spreadsheets write semicolons.
fn delimiter(text: &str) -> u8 {
    if text.lines().next().is_some_and(|headings| headings.contains(';')) { b';' } else { b',' }
}

/// Where each column is.
#[derive(Debug, Default)]
struct Columns {
    email: usize,
    name: Option<usize>,
    status: Option<usize>,
    left_on: Option<usize>,
    manager: Option<usize>,
    department: Option<usize>,
    aliases: Option<usize>,
}

impl Columns {
    /// The columns by their headings, and the headings that mean nothing here.
    fn find(headings: &StringRecord) -> Result<(Self, Vec<String>), Bad> {
        let (mut columns, mut email, mut ignored) = (Self::default(), None, Vec::new());
        for (place, heading) in headings.iter().enumerate() {
            let column = match fold(heading).as_str() {
                "email" | "mail" | "emailaddress" | "enderecodeemail" | "emailcorporativo" => &mut email,
                "name" | "fullname" | "nome" | "nomecompleto" | "colaborador" | "colaboradora" => &mut columns.name,
                "status" | "situacao" => &mut columns.status,
                "lefton" | "leavingdate" | "terminationdate" | "desligadoem" | "desligamento"
                | "datadedesligamento" | "datadesligamento" | "saida" | "datadesaida" | "datadedemissao" => {
                    &mut columns.left_on
                }
                "manager" | "gestor" | "gestora" => &mut columns.manager,
                "department" | "departamento" | "setor" | "area" => &mut columns.department,
                "aliases" | "alias" | "otheremails" | "apelido" | "apelidos" | "outrosemails"
                | "emailsalternativos" => &mut columns.aliases,
                _ => {
                    ignored.push(heading.trim().to_owned());
                    continue;
                }
            };
            if column.replace(place).is_some() {
                let heading = format!("{:?}", heading.trim());
                return Err((Some(1), Sentence::new("mistake-same-column", &[("heading", &heading)])));
            }
        }
        let Some(email) = email else {
            let headings = format!("{:?}", headings.iter().collect::<Vec<_>>());
            return Err((Some(1), Sentence::new("mistake-no-email-column", &[("headings", &headings)])));
        };
        columns.email = email;
        Ok((columns, ignored))
    }

    /// Somebody, without the address.
    fn person(&self, record: &StringRecord) -> Result<Person, Sentence> {
        let text = |column: Option<usize>| cell(record, column?).map(str::to_owned);
        let left_on = self.left_on.and_then(|column| cell(record, column)).map(date).transpose()?;
        // Where the day on which somebody left is all that the roster tells, who has none is still here. Where it has a status,
        // too, and none for this one, nobody knows.
        let tells_days_alone = self.left_on.is_some() && self.status.is_none();
        let stayed = || (tells_days_alone && left_on.is_none()).then_some(Status::Active);
        Ok(Person {
            email: String::new(),
            name: text(self.name),
            status: text(self.status).map(|word| Status::from_word(&word)).or_else(stayed),
            left_on,
            manager: text(self.manager),
            department: text(self.department),
            aliases: self
                .aliases
                .and_then(|column| cell(record, column))
                .map(addresses)
                .transpose()?
                .unwrap_or_default(),
            unmatched: None,
        })
    }
}

/// A cell's text; an empty one says nothing.
pub(super) fn cell(record: &StringRecord, column: usize) -> Option<&str> {
    record.get(column).map(str::trim).filter(|text| !text.is_empty())
}

/// A day as people write it.
pub fn date(text: &str) -> Result<Date, Sentence> {
    let read = if text.contains('/') { Date::strptime("%d/%m/%Y", text) } else { Date::strptime("%Y-%m-%d", text) };
    // "31/01/26" is read as a day of the year 26.
    let recent = read.ok().filter(|date| date.year() >= 1900);
    recent.ok_or_else(|| Sentence::new("mistake-no-date", &[("text", &format!("{text:?}"))]))
}

fn addresses(text: &str) -> Result<Vec<String>, Sentence> {
    let between = |letter: char| letter.is_whitespace() || [',', ';', '|'].contains(&letter);
    text.split(between).filter(|alias| !alias.is_empty()).map(address).collect()
}

/// Two addresses in one cell, or none, would match nobody in silence.
fn address(text: &str) -> Result<String, Sentence> {
    match email_key(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err(Sentence::new("mistake-no-address", &[])),
    }
}

/// The people who were found so far.
#[derive(Debug, Default)]
struct Found {
    people: Vec<(Option<u64>, Person)>,
    /// On which line each address stands.
    lines: HashMap<String, Option<u64>>,
    /// The lines on which there is no address.
    without_address: Vec<u64>,
}

impl Found {
    fn add(&mut self, columns: &Columns, record: &StringRecord, line: Option<u64>) -> Result<(), Sentence> {
        // A spreadsheet leaves empty lines at the end; those are nobody.
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let mut person = columns.person(record)?;
        match cell(record, columns.email) {
            Some(cell) => {
                person.email = address(cell)?;
                let key = email_key(&person.email).unwrap_or_default();
                if let Some(before) = self.lines.insert(key, line) {
                    let before = before.unwrap_or_default();
                    return Err(Sentence::new("mistake-address-again", &[("line", &before)]));
                }
            }
            None => {
                person.unmatched = line;
                self.without_address.extend(line);
            }
        }
        self.people.push((line, person));
        Ok(())
    }

    /// An address that belongs to two people says nothing about either.
    fn nobody_has_anothers_address(&mut self) -> Result<(), Bad> {
        for (line, person) in &self.people {
            let own = email_key(&person.email);
            for key in person.aliases.iter().filter_map(|alias| email_key(alias)).collect::<BTreeSet<_>>() {
                if Some(&key) != own.as_ref() && self.lines.insert(key.clone(), *line).is_some() {
                    return Err((*line, Sentence::new("mistake-shared-alias", &[])));
                }
            }
        }
        Ok(())
    }

    fn into_roster(self, ignored: Vec<String>) -> Roster {
        let people: Vec<_> = self.people.into_iter().map(|(_, person)| person).collect();
        let mut warnings = Vec::new();
        if !ignored.is_empty() {
            warnings.push(Sentence::new("roster-not-used", &[("columns", &format!("{ignored:?}"))]));
        }
        if !self.without_address.is_empty() {
            let lines = |lang| on_lines(&self.without_address, lang);
            warnings.push(Sentence::new("roster-without-address", &[]).with("lines", lines));
        }
        let words: BTreeSet<_> = people
            .iter()
            .filter_map(|person| match &person.status {
                Some(Status::Other(word)) => Some(word.as_str()),
                _ => None,
            })
            .collect();
        let has_status = people.iter().any(|person| person.status.is_some() || person.left_on.is_some());
        let silent = people.iter().filter(|person| person.status.is_none() && person.left_on.is_none()).count();
        if has_status && silent > 0 {
            warnings.push(Sentence::new("roster-silent", &[]).counting(silent));
        }
        if !words.is_empty() {
            let count = people.iter().filter(|person| matches!(person.status, Some(Status::Other(_)))).count();
            warnings.push(Sentence::new("roster-unknown-words", &[("words", &format!("{words:?}"))]).counting(count));
        }
        Roster { people, sha256: None, warnings }
    }
}

/// `line 3`, `lines 3, 4 and 7`, `lines 3, 4, 5 and 17 others`
fn on_lines(lines: &[u64], lang: Lang) -> String {
    let named: Vec<_> = lines.iter().take(NAMED_LINES).map(u64::to_string).collect();
    let (id, written) = match lines.len() {
        1 => ("roster-line", named.concat()),
        2..=NAMED_LINES => ("roster-lines", lang.enumerate(&named)),
        _ => ("roster-lines-and-more", named.join(", ")),
    };
    lang.say_with(id, [("lines", written.into()), ("more", lines.len().saturating_sub(named.len()).into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FailureKind, Identity};
    use crate::store::testing::store;

    fn people(text: &str) -> Vec<Person> {
        Roster::from_csv(text).unwrap().people
    }

    fn person(text: &str) -> Person {
        let [person] = people(text).try_into().unwrap();
        person
    }

    fn refusal(text: &str) -> (Option<u64>, String) {
        let (line, what) = Roster::from_csv(text).unwrap_err();
        (line, what.to_string())
    }

    #[test]
    fn an_address_is_enough() {
        assert_eq!(person("email\nana@casa.example\n").email, "ana@casa.example");
    }

    #[test]
    fn every_column_is_read() {
        let text = "email,name,status,left_on,manager,department,aliases\n\
                    ana@casa.example,Ana Exemplo,left,2026-01-31,bia@casa.example,Contas,\"a@x.example,b@x.example\"\n";
        let ana = person(text);
        assert_eq!(ana.name.as_deref(), Some("Ana Exemplo"));
        assert_eq!(ana.status, Some(Status::Left));
        assert_eq!(ana.left_on, Some(jiff::civil::date(2026, 1, 31)));
        assert_eq!(ana.manager.as_deref(), Some("bia@casa.example"));
        assert_eq!(ana.department.as_deref(), Some("Contas"));
        assert_eq!(ana.aliases, ["a@x.example", "b@x.example"]);
    }

    #[test]
    fn a_brazilian_spreadsheet_is_understood() {
        let text = "\u{feff}E-MAIL;Nome;Situação;Desligado em;Gestor;Setor;Outros e-mails\r\n\
                    ana@casa.example;Ana;DESLIGADA;31/01/2026;;Contas;a@x.example | b@x.example\r\n;;;;;;\r\n";
        let ana = person(text);
        assert_eq!((ana.status, ana.left_on), (Some(Status::Left), Some(jiff::civil::date(2026, 1, 31))));
        assert_eq!((ana.manager, ana.department.as_deref()), (None, Some("Contas")));
        assert_eq!(ana.aliases, ["a@x.example", "b@x.example"]);
    }

    #[test]
    fn an_accent_may_be_a_character_of_its_own() {
        assert_eq!(fold("Situac\u{327}a\u{303}o"), fold("SITUAÇÃO"));
    }

    #[test]
    fn aliases_stand_apart_in_many_ways() {
        for between in [" ", ",", ";", "|", " ; ", "\t"] {
            let found = addresses(&format!("a@x.example{between}b@x.example")).unwrap();
            assert_eq!(found, ["a@x.example", "b@x.example"], "{between:?}");
        }
    }

    #[test]
    fn a_status_that_is_not_understood_is_kept_and_told() {
        let roster = Roster::from_csv("email,status\na@x.example,sabático\nb@x.example,Ativo\n").unwrap();
        assert_eq!(roster.people[0].status, Some(Status::Other("sabático".to_owned())));
        assert_eq!(roster.people[1].status, Some(Status::Active));
        let warning = roster.warnings[0].to_string();
        assert!(warning.contains("sabático") && warning.ends_with(": 1"), "{roster:?}");
    }

    #[test]
    fn who_has_no_leaving_date_is_still_here_if_the_roster_has_such_dates_and_no_status() {
        let roster = people("email,left_on\na@x.example,\nb@x.example,2026-01-31\n");
        assert_eq!(roster[0].status, Some(Status::Active));
        assert_eq!(roster[1].status, None, "the date decides, once it is past");
        assert_eq!(person("email\na@x.example\n").status, None, "nothing was said");
        let roster =
            Roster::from_csv("email,status,left_on\na@x.example,,\nb@x.example, ,2026-01-31\nc@x.example,active,\n");
        let Roster { people, warnings, .. } = roster.unwrap();
        let statuses: Vec<_> = people.iter().map(|person| person.status.clone()).collect();
        assert_eq!(statuses, [None, None, Some(Status::Active)], "an empty status says nothing");
        let warning = warnings[0].to_string();
        assert!(warning.contains("say neither status nor last day") && warning.ends_with(": 1"), "{warnings:?}");
    }

    #[test]
    fn what_is_not_used_is_told_and_who_has_no_address_is_kept() {
        let roster = Roster::from_csv("email,CPF\na@x.example,1\n,2\n").unwrap();
        assert_eq!(roster.people.len(), 2);
        assert_eq!((roster.people[1].email.as_str(), roster.people[1].unmatched), ("", Some(3)));
        assert!(roster.warnings[0].to_string().contains("CPF"), "{roster:?}");
        assert!(roster.warnings[1].to_string().ends_with("no e-mail address: line 3"), "{roster:?}");
    }

    #[test]
    fn of_many_lines_the_first_are_named() {
        assert_eq!(on_lines(&[3], Lang::En), "line 3");
        assert_eq!(Lang::ALL.map(|lang| on_lines(&[3, 4, 7], lang)), ["lines 3, 4 and 7", "linhas 3, 4 e 7"]);
        let many: Vec<_> = (2..=31).collect();
        assert_eq!(on_lines(&many, Lang::En), "lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 20 others");
    }

    #[test]
    fn bad_lines_are_refused_by_number() {
        for (text, line, about) in [
            ("email,name\nana@casa.example,Ana\nbia@casa.example\n", 3, "is 1 cell"),
            ("email\nana@casa.example\nbia\n", 3, "no e-mail address"),
            ("email\n@casa.example\n", 2, "no e-mail address"),
            ("email\nn/a\n", 2, "no e-mail address"),
            ("email,name\n-,Ana\n", 2, "no e-mail address"),
            ("email\nana @casa.example\n", 2, "no e-mail address"),
            ("email,name\nana@casa.example;bia@casa.example,\n", 2, "no e-mail address"),
            ("email,name\nana@casa.example bia@casa.example,\n", 2, "no e-mail address"),
            ("email,name\nana@casa.example/bia,\n", 2, "no e-mail address"),
            ("email,name\nAna<ana@casa.example>,\n", 2, "no e-mail address"),
            ("email,name\nmailto:ana@casa.example,\n", 2, "no e-mail address"),
            ("email,aliases\nana@casa.example,a@x.example/b@x.example\n", 2, "no e-mail address"),
            ("email,aliases\nana@casa.example,a@x.example bia\n", 2, "no e-mail address"),
            ("email,left_on\nana@casa.example,31/01/26\n", 2, "no date"),
            ("email,left_on\nana@casa.example,0026-01-31\n", 2, "no date"),
            ("email,left_on\nana@casa.example,soon\n", 2, "\"soon\" is no date"),
            ("email,left_on\r\nbia@casa.example,\r\nana@casa.example,soon\r\n", 3, "\"soon\" is no date"),
            ("email,left_on\nana@casa.example,01/31/2026\n", 2, "no date"),
            ("email\nana@casa.example\nbia@casa.example\nANA@casa.example\n", 4, "on line 2 already"),
            ("email\njoão@casa.example\nbia@casa.example\nJOA\u{303}O@casa.example\n", 4, "on line 2 already"),
            ("email,aliases\nana@casa.example,x@x.example\nbia@casa.example,X@x.example\n", 3, "somebody else's"),
            ("email,aliases\nana@casa.example,bia@casa.example\nbia@casa.example,\n", 2, "somebody else's"),
            ("name\nAna\n", 1, "no column `email`"),
            ("", 1, "no column `email`"),
            ("email,E-mail\na@x.example,b@x.example\n", 1, "means the same"),
        ] {
            let (found, what) = refusal(text);
            assert_eq!(found, Some(line), "{text:?}: {what}");
            assert!(what.contains(about), "{text:?}: {what}");
        }
    }

    #[test]
    fn a_roster_of_nobody_is_refused() {
        for text in ["email,name\n", "email,name\n,\n\n", "email,name\n,Ana\n"] {
            assert_eq!(refusal(text), (None, "it names nobody by an e-mail address".to_owned()), "{text:?}");
        }
    }

    #[test]
    fn ones_own_address_may_be_repeated_as_an_alias() {
        assert_eq!(people("email,aliases\nana@casa.example,Ana@casa.example ana@casa.example\n").len(), 1);
    }

    #[test]
    fn a_file_that_is_no_text_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roster.csv");
        fs::write(&path, b"email,nome\na@x.example,Jo\xe3o\n").unwrap();
        let refused = Roster::open(&path).unwrap_err();
        assert!(refused.kind() == FailureKind::Usage && refused.to_string().contains("not UTF-8"), "{refused}");
        let missing = Roster::open(&folder.path().join("none.csv")).unwrap_err();
        assert_eq!(missing.kind(), FailureKind::Usage);
    }

    #[test]
    fn it_is_kept_with_the_run_in_place_of_the_one_before() {
        let (folder, store) = store();
        let (run, _lock) =
            store.begin(&serde_json::json!({}), &[], &Identity::default(), jiff::Timestamp::UNIX_EPOCH).unwrap();
        let path = folder.path().join("roster.csv");
        fs::write(&path, "email,status,aliases\nAna@casa.example,left,A@x.example\n").unwrap();
        let roster = Roster::open(&path).unwrap();
        roster.save(&store, run).unwrap();
        roster.save(&store, run).unwrap();
        let addresses: String = store
            .sql()
            .query_row("SELECT group_concat(alias_key || '=' || email_key) FROM roster_aliases", [], |row| row.get(0))
            .unwrap();
        assert_eq!(addresses, "a@x.example=ana@casa.example,ana@casa.example=ana@casa.example");
        let (status, hash): (String, String) = store
            .sql()
            .query_row("SELECT status, runs.roster FROM roster JOIN runs ON id = run", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!((status.as_str(), hash.len()), ("left", 64));
    }
}
