//! Looks whether a file of decisions is an export of this run, unchanged but for the decisions.

use std::{collections::HashMap, path::Path};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rusqlite::{OptionalExtension, params};

use super::{
    Decided, Decision,
    columns::{Columns, name},
    table::{self, Cell, Form, Look, Place},
};
use crate::{
    export::{ACCESS_COLUMNS, DECISION_COLUMNS, access_row},
    failure::Failure,
    language::Lang,
    model::{PrincipalKind, email_key},
    output::{as_a_cell, never_a_formula},
    roster::{date, fold},
    store::{GrantRow, RunDescription, Store},
};

/// How many mistakes are told; of the others, how many there are.
const TOLD: usize = 20;

/// How many reviewers' addresses are kept at once.
const REVIEWERS: usize = 1_000;

/// Has the decisions of a file wait in `temp.waiting`, or tells every mistake in it.
pub(super) fn check(store: &Store, run: &RunDescription, path: &Path, now: Timestamp) -> Result<(), Failure> {
    let today = [TimeZone::UTC, TimeZone::system()].map(|zone| zone.to_datetime(now).date());
    let began = [TimeZone::UTC, TimeZone::system()].map(|zone| zone.to_datetime(run.started_at).date());
    let mut check = Check {
        store,
        run,
        sheet: None,
        sheets: 0,
        days: began[0].min(began[1])..=today[0].max(today[1]),
        mistakes: Vec::new(),
        count: 0,
        reviewers: HashMap::new(),
    };
    let form = table::read(path, &mut check)?;
    if check.sheets == 0 {
        check.mistake(&Place { sheet: None, line: 1 }, "there is no column `decision`");
    }
    check.answer(path, form)
}

struct Check<'a> {
    store: &'a Store,
    run: &'a RunDescription,
    /// Where the columns of the sheet are, and how many it has.
    sheet: Option<(Columns, usize)>,
    /// How many sheets have decisions.
    sheets: usize,
    /// On which days somebody can have decided.
    days: std::ops::RangeInclusive<Date>,
    mistakes: Vec<String>,
    count: u64,
    reviewers: HashMap<String, Person>,
}

impl Look for Check<'_> {
    fn headings(&mut self, place: &Place, cells: Vec<Cell>) -> Result<bool, Failure> {
        self.sheet = None;
        let is_accesses = place.sheet.as_deref().is_none_or(is_called_accesses) || Columns::are_here(&cells);
        if !is_accesses {
            return Ok(false);
        }
        self.sheets += 1;
        match Columns::find(&cells) {
            Ok(columns) => self.sheet = Some((columns, cells.len())),
            Err(what) => self.mistake(place, &what),
        }
        Ok(self.sheet.is_some())
    }

    fn row(&mut self, place: &Place, cells: &[Cell]) -> Result<(), Failure> {
        let Some((columns, width)) = self.sheet.take() else { return Ok(()) };
        let looked = self.look_at(place, &Line { columns: &columns, cells }, width);
        self.sheet = Some((columns, width));
        looked
    }
}

/// `Access`, `Access 2` and so on, in either language.
fn is_called_accesses(sheet: &str) -> bool {
    let folded = fold(sheet);
    let stem = folded.trim_end_matches(|letter: char| letter.is_ascii_digit());
    ["access", "accesses", "acesso", "acessos"].contains(&stem)
}

/// A row, with its columns.
struct Line<'a> {
    columns: &'a Columns,
    cells: &'a [Cell],
}

impl Line<'_> {
    fn text(&self, id: &str) -> String {
        self.columns.named(self.cells, id).text()
    }

    /// What somebody wrote; nothing where the cell is blank.
    fn written(&self, id: &str) -> Option<String> {
        let text = as_it_was(&self.text(id)).trim().to_owned();
        (!text.is_empty()).then_some(text)
    }
}

impl Check<'_> {
    fn mistake(&mut self, place: &Place, what: &str) {
        self.count += 1;
        if self.mistakes.len() < TOLD {
            self.mistakes.push(format!("{place}: {what}"));
        }
    }

    fn look_at(&mut self, place: &Place, line: &Line<'_>, width: usize) -> Result<(), Failure> {
        if line.cells.iter().all(Cell::is_blank) {
            return Ok(());
        }
        if line.cells.iter().skip(width).any(|cell| !cell.is_blank()) {
            self.mistake(place, &format!("there are {} cells, and the headings name {width}", line.cells.len()));
            return Ok(());
        }
        if let Some(what) = self.is_of_another_run(line) {
            self.mistake(place, &what);
            return Ok(());
        }
        let Some(grant) = self.grant(line)? else {
            self.mistake(
                place,
                &format!(
                    "run {} has no such access: `service`, `account`, `resource` and `access` name none",
                    self.run.id
                ),
            );
            return Ok(());
        };
        let before = self.count;
        if let Some(what) = self.changes(line, &grant) {
            self.mistake(place, &what);
        }
        if let Some(decided) = self.decided(place, line)
            && self.count == before
        {
            self.keep(place, &grant, decided)?;
        }
        Ok(())
    }

    fn is_of_another_run(&self, line: &Line<'_>) -> Option<String> {
        let run = self.run.id;
        if line.text("column-run") != run.to_string() {
            return Some(format!("this line is of another run than {run}, says the column `run`"));
        }
        let is_this = self.run.sha256.as_deref() == Some(line.text("column-run-sha256").as_str());
        (!is_this).then(|| {
            format!("this line is not of what run {run} holds now, says the column `run SHA-256`: it is of another store, or \
                     the run was read on since")
        })
    }

    fn grant(&self, line: &Line<'_>) -> Result<Option<GrantRow>, Failure> {
        let key = ["column-service", "column-account", "column-resource", "column-access"].map(|id| line.text(id));
        let found = self.store.grant(self.run.id, key.each_ref().map(String::as_str))?;
        if found.is_some() {
            return Ok(found);
        }
        let key = key.map(|text| as_it_was(&text).to_owned());
        self.store.grant(self.run.id, key.each_ref().map(String::as_str))
    }

    /// Which of the cells that were exported are not as they were.
    fn changes(&self, line: &Line<'_>, grant: &GrantRow) -> Option<String> {
        let mut fewest: Option<Vec<String>> = None;
        for lang in Lang::ALL {
            let exported = access_row(self.run, grant, lang).into_iter().enumerate();
            let data = exported.take(ACCESS_COLUMNS.len() - DECISION_COLUMNS);
            let changed: Vec<_> = data
                .filter(|(column, was)| !is_same(&line.columns.cell(line.cells, *column).text(), was))
                .map(|(column, _)| name(column))
                .collect();
            if changed.is_empty() {
                return None;
            }
            if fewest.as_ref().is_none_or(|fewest| changed.len() < fewest.len()) {
                fewest = Some(changed);
            }
        }
        let changed = fewest?;
        let is = if changed.len() == 1 { "is" } else { "are" };
        Some(format!("{} {is} not as exported", changed.join(", ")))
    }

    /// What was decided, if anything was; every mistake in it is told.
    fn decided(&mut self, place: &Place, line: &Line<'_>) -> Option<Decided> {
        let word = line.written("column-decision")?;
        let (reason, reviewer) = (line.written("column-reason"), line.written("column-reviewer"));
        let day = day(line.columns.named(line.cells, "column-decided-on"));
        let decision = Decision::from_word(&word);
        if decision.is_none() {
            self.mistake(place, "`decision` is none of keep, change, revoke (manter, alterar, revogar)");
        }
        if let Some(decision @ (Decision::Change | Decision::Revoke)) = decision
            && reason.is_none()
        {
            self.mistake(place, &format!("there is no `reason`, which {} needs", decision.as_str()));
        }
        if reviewer.is_none() {
            self.mistake(place, "there is no `reviewer`");
        }
        let day = day.and_then(|day| self.possible(day));
        if let Err(what) = day {
            self.mistake(place, what);
        }
        let (decision, reviewer, decided_on) = (decision?, reviewer?, day.ok()?.to_string());
        Some(Decided { decision, reason, reviewer, decided_on, own: false })
    }

    fn possible(&self, day: Date) -> Result<Date, &'static str> {
        match day {
            day if day > *self.days.end() => Err("`decided on` is in the future"),
            day if day < *self.days.start() => Err("`decided on` is before the run was read"),
            day => Ok(day),
        }
    }

    /// Has a decision wait until all of the file is known to be right.
    fn keep(&mut self, place: &Place, grant: &GrantRow, decided: Decided) -> Result<(), Failure> {
        let own = self.is_own(&decided.reviewer, grant)?;
        let GrantRow { vendor, principal, resource, permission, .. } = grant;
        let Decided { decision, reason, reviewer, decided_on, .. } = decided;
        let (vendor, decision) = (vendor.as_str(), decision.as_str());
        let mut insert = self.store.connection.prepare_cached(
            "INSERT INTO temp.waiting VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
        )?;
        let waits = insert.execute(params![
            vendor,
            principal,
            resource,
            permission,
            decision,
            reason,
            reviewer,
            decided_on,
            own,
            place.to_string()
        ])?;
        if waits == 1 {
            return Ok(());
        }
        let mut otherwise = self.store.connection.prepare_cached(
            "SELECT place FROM temp.waiting WHERE vendor = ?1 AND principal = ?2 AND resource = ?3 AND permission = ?4
                 AND NOT (decision = ?5 AND reason IS ?6 AND reviewer = ?7 AND decided_on = ?8)",
        )?;
        let first: Option<String> = otherwise
            .query_row(
                params![vendor, principal, resource, permission, decision, reason, reviewer, decided_on],
                |row| row.get(0),
            )
            .optional()?;
        if let Some(first) = first {
            self.mistake(place, &format!("the same access is decided otherwise on {first}"));
        }
        Ok(())
    }

    /// Whether the reviewer is the one whose access it is, as far as names and addresses tell.
    fn is_own(&mut self, reviewer: &str, grant: &GrantRow) -> Result<bool, Failure> {
        if grant.principal_kind == PrincipalKind::Unattributed.as_str() {
            return Ok(false);
        }
        if !self.reviewers.contains_key(reviewer) {
            // A file in which everybody is called otherwise must not fill the memory.
            if self.reviewers.len() >= REVIEWERS {
                self.reviewers.clear();
            }
            let (name, address) = name_and_address(reviewer);
            let person = Person::of(self.store, self.run.id, name, address)?;
            self.reviewers.insert(reviewer.to_owned(), person);
        }
        let holder = Person::of(self.store, self.run.id, grant.name.as_deref(), grant.email.as_deref())?;
        Ok(self.reviewers.get(reviewer).is_some_and(|person| person.is(&holder)))
    }

    /// Nothing, where there is no mistake.
    fn answer(&self, path: &Path, form: Form) -> Result<(), Failure> {
        if self.count == 0 {
            return Ok(());
        }
        let mistakes = if self.count == 1 { "1 mistake".to_owned() } else { format!("{} mistakes", self.count) };
        let mut what = format!("{} has {mistakes}, and nothing of it is recorded", path.display());
        for mistake in &self.mistakes {
            what.push_str("\n  ");
            what.push_str(mistake);
        }
        let told = u64::try_from(self.mistakes.len()).unwrap_or(self.count);
        if let Some(more) = self.count.checked_sub(told).filter(|more| *more > 0) {
            what.push_str(&format!("\n  and {more} more"));
        }
        let advice = match form {
            Form::Xlsx => "correct these lines, or export the run again and decide in that file",
            Form::Csv => {
                "correct these lines, or decide in an XLSX: spreadsheet programs make numbers and dates of what is in a CSV, \
                 and leave an XLSX as it is"
            }
        };
        Err(Failure::Usage { what, advice })
    }
}

/// What a person is known by, as it is compared.
#[derive(Debug, Default)]
struct Person {
    names: Vec<String>,
    addresses: Vec<String>,
}

impl Person {
    /// With all that the roster knows of the one who has this address.
    fn of(store: &Store, run: i64, name: Option<&str>, address: Option<&str>) -> Result<Self, Failure> {
        let mut names: Vec<_> = name.map(fold).into_iter().collect();
        let mut addresses = Vec::new();
        if let Some(key) = address.and_then(email_key) {
            addresses = store.addresses_of(run, &key)?;
            let sql = "SELECT person.name FROM roster_aliases address
                       JOIN roster person ON person.run = address.run AND person.email_key = address.email_key
                       WHERE address.run = ?1 AND address.alias_key = ?2";
            let mut query = store.connection.prepare_cached(sql)?;
            let known: Option<Option<String>> = query.query_row(params![run, key], |row| row.get(0)).optional()?;
            names.extend(known.flatten().as_deref().map(fold));
        }
        names.retain(|name| !name.is_empty());
        Ok(Self { names, addresses })
    }

    fn is(&self, other: &Self) -> bool {
        self.names.iter().any(|name| other.names.contains(name))
            || self.addresses.iter().any(|address| other.addresses.contains(address))
    }
}

/// `Ana Exemplo`, `ana@casa.example`, `Ana Exemplo <ana@casa.example>` or `Ana Exemplo (ana@casa.example)`.
fn name_and_address(reviewer: &str) -> (Option<&str>, Option<&str>) {
    let between = |letter: char| letter.is_whitespace() || ['<', '>', '(', ')', ',', ';'].contains(&letter);
    let address = reviewer.split(between).find(|word| word.contains('@'));
    let name = match address.and_then(|address| reviewer.split_once(address)) {
        Some((before, _)) => before.trim_end_matches(between),
        None => reviewer,
    };
    (Some(name).filter(|name| !name.is_empty()), address)
}

/// The day that a cell names, as people and spreadsheet programs write it.
fn day(cell: &Cell) -> Result<Date, &'static str> {
    match cell {
        _ if cell.is_blank() => Err("there is no `decided on`"),
        Cell::Day(day) => Ok(*day),
        Cell::Text(text) => {
            // A day at which there is a time behind it, too.
            let day = text.trim().split(['T', ' ']).next().unwrap_or_default();
            date(day).map_err(|_| NO_DAY)
        }
        Cell::Number(_) | Cell::Empty => Err(NO_DAY),
    }
}

const NO_DAY: &str = "`decided on` is no day such as 2026-01-31 or 31/01/2026";

/// A cell without the apostrophe that keeps it from being a formula.
fn as_it_was(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| never_a_formula((*rest).to_owned()) != *rest).unwrap_or(cell)
}

/// Whether a cell has what was exported, however a spreadsheet program keeps it.
fn is_same(cell: &str, exported: &str) -> bool {
    cell == exported || {
        let exported = as_a_cell(exported.to_owned());
        let (is, was) = (as_it_was(cell), exported.as_str());
        is == was || cell == was || without_controls(is) == without_controls(was)
    }
}

/// A text without line breaks and the characters that nobody sees, which the programs keep each in their own way.
fn without_controls(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_the_same_however_a_program_keeps_it() {
        for (cell, exported) in [
            ("Ana", "Ana"),
            ("", ""),
            ("'=1+1", "=1+1"),
            ("=1+1", "=1+1"),
            ("'-5", "-5"),
            ("ab", "a\u{1b}b"),
            ("a\nb", "a\r\nb"),
            ("'Ana", "'Ana"),
        ] {
            assert!(is_same(cell, exported), "{cell:?} {exported:?}");
        }
        let long = "é".repeat(40_000);
        assert!(is_same(&as_a_cell(long.clone()), &long), "what no cell takes was cut");
        for (cell, exported) in [
            ("ana", "Ana"),
            ("Ana ", "Ana"),
            ("", "Ana"),
            ("Ana", ""),
            ("'Ana", "Ana"),
            ("123", "0123"),
            ("1.23457E+18", "1234567890123456789"),
        ] {
            assert!(!is_same(cell, exported), "{cell:?} {exported:?}");
        }
    }

    #[test]
    fn a_day_is_understood_as_people_and_programs_write_it() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let expected = Date::constant(2026, 11, 6);
        for cell in [
            text("2026-11-06"),
            text(" 06/11/2026 "),
            text("6/11/2026"),
            text("2026-11-06T00:00:00"),
            Cell::Day(expected),
        ] {
            assert_eq!(day(&cell), Ok(expected), "{cell:?}");
        }
        for cell in [text("11/26/2026"), text("26/11/26"), text("yesterday"), text("2026-02-30"), Cell::Number(46352.0)]
        {
            assert_eq!(day(&cell), Err(NO_DAY), "{cell:?}");
        }
        assert_eq!(day(&text(" ")), day(&Cell::Empty));
        assert_eq!(day(&Cell::Empty), Err("there is no `decided on`"));
    }

    #[test]
    fn a_reviewer_has_a_name_an_address_or_both() {
        let both = (Some("Ana Exemplo"), Some("ana@casa.example"));
        assert_eq!(name_and_address("Ana Exemplo <ana@casa.example>"), both);
        assert_eq!(name_and_address("Ana Exemplo (ana@casa.example)"), both);
        assert_eq!(name_and_address("Ana Exemplo"), (Some("Ana Exemplo"), None));
        assert_eq!(name_and_address("ana@casa.example"), (None, Some("ana@casa.example")));
    }

    #[test]
    fn sheets_of_accesses_are_known_by_name() {
        for name in ["Access", "access 2", "Acessos", "ACESSOS 13"] {
            assert!(is_called_accesses(name), "{name}");
        }
        for name in ["Summary", "People", "Accesso", "Accessories", "2"] {
            assert!(!is_called_accesses(name), "{name}");
        }
    }

    #[test]
    fn a_person_is_known_by_name_by_address_and_by_the_roster() {
        let (_folder, store) = crate::store::tests::store();
        store.connection.execute_batch(include_str!("../../tests/tool/kept.sql")).unwrap();
        let sql = "INSERT INTO roster (run, email_key, name) VALUES (1, 'ana@casa.example', 'Ana Exemplo da Silva')";
        store.connection.execute(sql, []).unwrap();
        let person = |name: &str, address: &str| {
            let given = |text: &'static str| Some(text).filter(|text| !text.is_empty());
            let leak = |text: &str| given(String::leak(text.to_owned()));
            Person::of(&store, 1, leak(name), leak(address)).unwrap()
        };
        let same = |one: Person, other: Person| one.is(&other);
        assert!(same(person("ANA éxemplo", ""), person("Ana Exemplo", "a.exemplo@casa.example")));
        assert!(same(person("", "ANA@casa.example"), person("Ana E.", "a.exemplo@casa.example")), "another address");
        assert!(same(person("Ana Exemplo da Silva", ""), person("Ana E.", "a.exemplo@casa.example")), "by the roster");
        assert!(same(person("", "a.exemplo@casa.example"), person("Ana Exemplo da Silva", "")));
        assert!(!same(person("Rui", "rui@casa.example"), person("Ana Exemplo", "ana@casa.example")));
        assert!(!same(person("", ""), person("", "")), "of whom nothing is known nothing is the same");
    }
}
