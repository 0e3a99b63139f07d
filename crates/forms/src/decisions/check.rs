//! Looks whether a file of decisions is an export of this run, unchanged but for the decisions.

use std::{
    collections::{HashMap, VecDeque},
    ops::RangeInclusive,
};

use acesso_review::{
    judge::{
        decisions::{self as judge, Taking},
        roster::date,
    },
    model::{Decided, Decision, Failure, Lang, Mark, RunDescription, Sentence, fold},
    store::{GrantRow, Store},
};
use jiff::{
    Timestamp,
    civil::{Date, Time},
};

use super::{
    columns::{self, Columns, name_of, of_columns},
    days::Days,
    mistakes::Mistakes,
    table::{Cell, Form, Look, Place, Table},
};
use crate::{
    access::{ACCESS_COLUMNS, AS_EXPORTED, AccessRows, DATA_COLUMNS, DECISION_COLUMNS},
    deciding::{ALLOWED, KEY, WHOSE_AND_WHERE, Whose, is_allowed},
    output::{as_a_cell, as_it_was},
};

/// How many words for decisions are kept.
const WORDS: usize = 100;

/// Takes the decisions of a table, or tells every mistake in it. Says whether it tells what was decided when it was exported.
pub(super) fn check(
    store: &Store,
    run: &RunDescription,
    taking: &mut Taking<'_>,
    table: &Table<'_>,
    by: Option<&str>,
    now: Timestamp,
) -> Result<bool, Failure> {
    let mut check = Check {
        store,
        run,
        taking,
        by,
        sheet: None,
        to_search: 0,
        sheets: 0,
        say_as_exported: true,
        days: Days::of(run, now),
        mistakes: Mistakes::default(),
        exported: Lang::ALL.map(|lang| AccessRows::of(run, lang)).into(),
        whose: Lang::ALL.map(|lang| Whose::of(store, run.id, lang)).into(),
        expected: Expected::default(),
        words: HashMap::new(),
    };
    let form = table.read(&mut check)?;
    if check.sheets == 0 && check.mistakes.count() == 0 {
        check.mistake(&Place { sheet: None, line: 1 }, &Sentence::new("mistake-no-decision-column", &[]));
    }
    check
        .mistakes
        .answer(table.path(), if form == Form::Xlsx { "failure-mistakes-xlsx" } else { "failure-mistakes-csv" })?;
    Ok(check.say_as_exported)
}

struct Check<'a, 'b> {
    store: &'a Store,
    run: &'a RunDescription,
    taking: &'a mut Taking<'b>,
    /// Who decided, today, where a line does not say.
    by: Option<&'a str>,
    /// Where the columns of the sheet are, and how many it has.
    sheet: Option<(Columns, usize)>,
    /// In how many more lines of a sheet that is none of ours the headings are looked for.
    to_search: u64,
    /// How many sheets have decisions.
    sheets: usize,
    /// Whether all of them say what was decided when they were exported.
    say_as_exported: bool,
    /// On which days somebody can have decided.
    days: Days,
    mistakes: Mistakes,
    /// What was exported, in each language; that of the last line comes first.
    exported: VecDeque<AccessRows<'a>>,
    /// Whose an access is and where, likewise.
    whose: VecDeque<Whose<'a>>,
    expected: Expected,
    /// What the words mean that were met for decisions: people use a handful.
    words: HashMap<String, Option<Decision>>,
}

/// Grants that are expected to be asked for next: an export has them in the order of the stable key.
#[derive(Default)]
struct Expected {
    next: VecDeque<GrantRow>,
    /// How many to look up at once: more as long as they are asked for in their order.
    at_once: usize,
}

/// How many grants are looked up at once, at most.
const AT_ONCE: usize = 256;

impl Expected {
    /// The grant with this stable key.
    fn grant(&mut self, store: &Store, run: i64, key: [&str; 4]) -> Result<Option<GrantRow>, Failure> {
        let is_it =
            |grant: &GrantRow| [grant.service.as_str(), &grant.principal, &grant.resource, &grant.permission] == key;
        if !self.next.front().is_some_and(is_it) {
            self.at_once = if self.next.is_empty() { (self.at_once * 2).clamp(1, AT_ONCE) } else { 1 };
            self.next = store.grants_from(run, key, self.at_once)?.into();
        }
        Ok(if self.next.front().is_some_and(is_it) { self.next.pop_front() } else { None })
    }
}

impl Look for Check<'_, '_> {
    fn headings(&mut self, place: &Place, cells: Vec<Cell>) -> Result<bool, Failure> {
        self.sheet = None;
        let is_accesses = place.sheet.as_deref().is_none_or(is_called_accesses) || Columns::are_here(&cells);
        if !is_accesses {
            self.to_search = SEARCHED;
            return Ok(true);
        }
        self.sheets += 1;
        match Columns::find(&cells) {
            Ok(columns) => {
                self.say_as_exported &= columns.say_as_exported();
                self.sheet = Some((columns, cells.len()));
            }
            Err(what) => self.mistake(place, &what),
        }
        Ok(self.sheet.is_some())
    }

    fn row(&mut self, place: &Place, cells: &[Cell]) -> Result<bool, Failure> {
        let Some((columns, width)) = self.sheet.take() else { return Ok(self.search(place, cells)) };
        let looked = self.look_at(place, &Line { columns: &columns, cells }, width);
        self.sheet = Some((columns, width));
        looked.map(|()| true)
    }

    fn merged(&mut self, headings: &Place, lines: RangeInclusive<u64>, columns: RangeInclusive<usize>) {
        let Some((known, _)) = &self.sheet else { return };
        let merged = DECISION_COLUMNS.iter().find(|id| known.place(id).is_some_and(|place| columns.contains(&place)));
        let (first, last) = (*lines.start(), *lines.end());
        if let Some(id) = merged
            && last > headings.line
        {
            let what = Sentence::new("mistake-merged", &[("last", &last)]).with("column", |lang| name_of(id, lang));
            self.mistake(&Place { line: first, ..headings.clone() }, &what);
        }
    }

    fn hidden(&mut self, headings: &Place) {
        if self.sheet.is_some() {
            self.mistake(headings, &Sentence::new("mistake-hidden", &[]));
        }
    }
}

/// In how many lines of a sheet that is none of ours the headings are looked for: somebody may have put a title above them.
const SEARCHED: u64 = 10;

/// `Decide`, `Decide 2` and so on, in either language; in files of earlier versions `Access`.
fn is_called_accesses(sheet: &str) -> bool {
    let folded = fold(sheet);
    let stem = folded.trim_end_matches(|letter: char| letter.is_ascii_digit());
    ["access", "accesses", "acesso", "acessos", "decide", "decidir"].contains(&stem)
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

impl Check<'_, '_> {
    fn mistake(&mut self, place: &Place, what: &Sentence) {
        self.mistakes.add(&place.called(), what);
    }

    /// Looks for headings that don't stand in the first line; says whether to look further.
    fn search(&mut self, place: &Place, cells: &[Cell]) -> bool {
        if Columns::are_here(cells) {
            self.mistake(place, &Sentence::new("mistake-headings-below", &[]));
            return false;
        }
        self.to_search = self.to_search.saturating_sub(1);
        self.to_search > 0
    }

    fn look_at(&mut self, place: &Place, line: &Line<'_>, width: usize) -> Result<(), Failure> {
        if line.cells.iter().all(Cell::is_blank) {
            return Ok(());
        }
        if line.cells.iter().skip(width).any(|cell| !cell.is_blank()) {
            self.mistake(place, &Sentence::new("mistake-cells", &[("columns", &width)]).counting(line.cells.len()));
            return Ok(());
        }
        if let Some(what) = self.is_of_another_run(line) {
            self.mistake(place, &what);
            return Ok(());
        }
        let Some(grant) = self.grant(line)? else {
            let what = match line.columns.form() {
                columns::Form::Access => Sentence::new("mistake-no-access", &[("run", &self.run.id)])
                    .with("columns", |lang| lang.enumerate(&columns::STABLE_KEY.map(|id| name_of(id, lang)))),
                columns::Form::Deciding => {
                    Sentence::new("mistake-no-key", &[("run", &self.run.id)]).with("column", |lang| name_of(KEY, lang))
                }
            };
            self.mistake(place, &what);
            return Ok(());
        };
        let before = self.mistakes.count();
        let changed = match line.columns.form() {
            columns::Form::Access => self.changes(line, &grant),
            columns::Form::Deciding => self.is_of_another(line, &grant)?,
        };
        if let Some(what) = changed {
            self.mistake(place, &what);
        }
        let exported = self.as_exported(place, line);
        let decided = self.decided(place, line, &grant);
        if self.mistakes.count() == before {
            self.keep(place, &grant, judge::Line { exported, decided })?;
        }
        Ok(())
    }

    /// What was decided when the file was exported, where it says that.
    fn as_exported(&mut self, place: &Place, line: &Line<'_>) -> Option<Mark> {
        if !line.columns.say_as_exported() {
            return None;
        }
        let mark = Mark::read(&line.text(AS_EXPORTED));
        if mark.is_none() {
            self.mistake(place, &of_columns("mistake-not-as-exported", &[AS_EXPORTED]));
        }
        mark
    }

    fn is_of_another_run(&self, line: &Line<'_>) -> Option<Sentence> {
        let run = self.run.id;
        if line.text("column-run") != run.to_string() {
            return Some(Sentence::new("mistake-other-run", &[("run", &run)]));
        }
        let is_this = self.run.sha256.as_deref() == Some(line.text("column-run-sha256").as_str());
        (!is_this).then(|| Sentence::new("mistake-of-what-was", &[("run", &run)]))
    }

    fn grant(&mut self, line: &Line<'_>) -> Result<Option<GrantRow>, Failure> {
        let Some(key) = line.columns.key(line.cells) else { return Ok(None) };
        let found = self.expected.grant(self.store, self.run.id, key.each_ref().map(String::as_str))?;
        let as_it_was = key.each_ref().map(|text| as_it_was(text));
        if found.is_some() || key == as_it_was {
            return Ok(found);
        }
        self.expected.grant(self.store, self.run.id, as_it_was.each_ref().map(String::as_str))
    }

    /// Which of the cells that were exported are not as they were.
    fn changes(&mut self, line: &Line<'_>, grant: &GrantRow) -> Option<Sentence> {
        let mut fewest: Option<Vec<&str>> = None;
        for language in 0..self.exported.len() {
            let exported = self.exported.get(language)?.row(grant).into_iter().enumerate();
            let data = exported.take(DATA_COLUMNS);
            let changed: Vec<_> = data
                .filter(|(column, was)| !is_same(&line.columns.cell(line.cells, *column).text(), was))
                .filter_map(|(column, _)| ACCESS_COLUMNS.get(column).copied())
                .collect();
            if changed.is_empty() {
                // The next line is most likely in the same language.
                self.exported.swap(0, language);
                return None;
            }
            if fewest.as_ref().is_none_or(|fewest| changed.len() < fewest.len()) {
                fewest = Some(changed);
            }
        }
        Some(of_columns("mistake-not-as-exported", &fewest?))
    }

    /// Which cells of the sheet to decide in say that the line is about another access than its key does: that of somebody
    /// who sorted some columns without the others, for example.
    fn is_of_another(&mut self, line: &Line<'_>, grant: &GrantRow) -> Result<Option<Sentence>, Failure> {
        let mut fewest: Option<Vec<&str>> = None;
        for language in 0..self.whose.len() {
            let Some(whose) = self.whose.get(language) else { continue };
            let differs = |(id, was): &(&str, String)| !is_same(&line.text(id), was);
            let cells = WHOSE_AND_WHERE.into_iter().zip(whose.cells(grant)?);
            let changed: Vec<_> = cells.filter(differs).map(|(id, _)| id).collect();
            if changed.is_empty() {
                // The next line is most likely in the same language.
                self.whose.swap(0, language);
                fewest = None;
                break;
            }
            if fewest.as_ref().is_none_or(|fewest| changed.len() < fewest.len()) {
                fewest = Some(changed);
            }
        }
        let mut changed = fewest.unwrap_or_default();
        if !is_allowed(&as_it_was(&line.text(ALLOWED)), &as_a_cell(grant.permission.clone())) {
            changed.push(ALLOWED);
        }
        if changed.is_empty() {
            return Ok(None);
        }
        let what = of_columns("mistake-not-as-exported", &changed);
        Ok(Some(Sentence::new("mistake-other-access", &[]).with("what", |lang| what.say(lang))))
    }

    /// What a word means for a decision.
    fn decision(&mut self, word: &str) -> Option<Decision> {
        if let Some(known) = self.words.get(word) {
            return *known;
        }
        let decision = Decision::from_word(word);
        if self.words.len() < WORDS {
            self.words.insert(word.to_owned(), decision);
        }
        decision
    }

    /// What was decided, if anything was; every mistake in it is told.
    fn decided(&mut self, place: &Place, line: &Line<'_>, grant: &GrantRow) -> Option<Decided> {
        if self.is_unanswered(place, line) {
            return None;
        }
        let reason = line.written("column-reason");
        let reviewer = line.written("column-reviewer").or_else(|| self.by.map(str::to_owned));
        let Some(word) = line.written("column-decision") else {
            self.must_be_blank(place, line);
            return None;
        };
        let decision = self.decision(&word);
        let day = match line.columns.named(line.cells, "column-decided-on") {
            cell if cell.is_blank() && self.by.is_some() => {
                Ok(self.day_left_empty(grant, decision, &reason, &reviewer))
            }
            cell => day(cell),
        };
        if decision.is_none() {
            self.mistake(place, &Sentence::new("mistake-no-decision", &[]));
        }
        if let Some(decision @ (Decision::Change | Decision::Revoke)) = decision
            && !reason.as_deref().is_some_and(says_something)
        {
            let what = Sentence::new("mistake-no-reason", &[]).with("decision", |lang| decision.word(lang));
            self.mistake(place, &what);
        }
        match &reviewer {
            None => self.mistake(place, &Sentence::new("mistake-no-reviewer", &[])),
            Some(reviewer) if !names_somebody(reviewer) => {
                self.mistake(place, &Sentence::new("mistake-reviewer-nobody", &[]));
            }
            Some(_) => {}
        }
        let day = day.and_then(|day| self.days.possible(day));
        if let Err(what) = &day {
            self.mistake(place, what);
        }
        let (decision, reviewer, decided_on) = (decision?, reviewer?, day.ok()?.to_string());
        Some(Decided { decision, reason, reviewer, decided_on, own: false })
    }

    /// Today; of a line that was taken before, the day on which it was: given back once more, a file says the same.
    fn day_left_empty(
        &self,
        grant: &GrantRow,
        decision: Option<Decision>,
        reason: &Option<String>,
        reviewer: &Option<String>,
    ) -> Date {
        let is_this = |known: &&Decided| {
            Some(known.decision) == decision && known.reason == *reason && Some(&known.reviewer) == reviewer.as_ref()
        };
        let known = grant.decision.as_ref().filter(is_this).and_then(|known| known.decided_on.parse().ok());
        known.unwrap_or_else(|| self.days.today())
    }

    /// Whether a formula stands where somebody decides of which nobody can tell what it says.
    fn is_unanswered(&mut self, place: &Place, line: &Line<'_>) -> bool {
        let before = self.mistakes.count();
        for id in DECISION_COLUMNS {
            let what = match line.columns.named(line.cells, id) {
                Cell::Error(error) => Sentence::new("mistake-error-cell", &[("error", error)]),
                Cell::Uncomputed => Sentence::new("mistake-formula", &[]),
                _ => continue,
            };
            self.mistake(place, &what.with("column", |lang| name_of(id, lang)));
        }
        self.mistakes.count() > before
    }

    /// Tells what is filled in where nothing is decided.
    fn must_be_blank(&mut self, place: &Place, line: &Line<'_>) {
        let is_filled = |id: &&&str| !line.columns.named(line.cells, id).is_blank();
        let filled: Vec<_> = DECISION_COLUMNS.iter().filter(is_filled).copied().collect();
        if !filled.is_empty() {
            self.mistake(place, &of_columns("mistake-filled-in", &filled));
        }
    }

    /// Has what a line says wait until all of the file is known to be right.
    fn keep(&mut self, place: &Place, grant: &GrantRow, line: judge::Line) -> Result<(), Failure> {
        if let Some(objection) = self.taking.add(grant, line, &place.kept())? {
            // A whole file can be of before: who decided is looked for where it is told.
            let record = if self.mistakes.are_told() { self.taking.newest_record(grant)? } else { None };
            self.mistakes.object(&place.called(), &objection, record.as_ref());
        }
        Ok(())
    }
}

/// Whether more than a dash or a question mark stands there.
pub(super) fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Whether it can be somebody's name or address: what stands for nobody is none.
fn names_somebody(reviewer: &str) -> bool {
    reviewer.chars().any(char::is_alphabetic) && !["n/a", "n/d"].contains(&reviewer.to_lowercase().as_str())
}

/// The day that a cell names, as people and spreadsheet programs write it.
fn day(cell: &Cell) -> Result<Date, Sentence> {
    let no_day = || Sentence::new("mistake-day", &[]);
    match cell {
        _ if cell.is_blank() => Err(Sentence::new("mistake-no-day", &[])),
        Cell::Day(day) => Ok(*day),
        Cell::Text(text) => {
            let text = text.trim();
            // A time may stand behind it, and nothing else.
            let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
            let is_time = time.trim_end_matches('Z').parse::<Time>().is_ok();
            date(day).ok().filter(|_| is_time).ok_or_else(no_day)
        }
        Cell::Number(_) | Cell::Error(_) | Cell::Uncomputed | Cell::Empty => Err(no_day()),
    }
}

/// Whether a cell has what was exported, however a spreadsheet program keeps it.
fn is_same(cell: &str, exported: &str) -> bool {
    cell == exported || {
        let exported = as_a_cell(exported.to_owned());
        let (is, was) = (as_it_was(cell), exported.as_str());
        is == was || cell == was || without_controls(&is) == without_controls(was)
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
            // As it is exported, and as earlier versions did.
            ("Ana;'=1+1", "Ana;=1+1"),
            ("Ana;=1+1", "Ana;=1+1"),
            ("''=1", "'=1"),
            ("'=1", "'=1"),
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
            text("2026-11-06 00:00:00Z"),
            Cell::Day(expected),
        ] {
            assert_eq!(day(&cell), Ok(expected), "{cell:?}");
        }
        for cell in [
            text("11/26/2026"),
            text("26/11/26"),
            text("yesterday"),
            text("2026-02-30"),
            text("2026-11-06 maybe"),
            text("2026-11-06?"),
            text("2026-11-06 07/11/2026"),
            Cell::Number(46352.0),
        ] {
            assert_eq!(day(&cell), Err(Sentence::new("mistake-day", &[])), "{cell:?}");
        }
        assert_eq!(day(&text(" ")), day(&Cell::Empty));
        assert_eq!(day(&Cell::Empty).unwrap_err().to_string(), "there is no `decided on`");
    }

    #[test]
    fn sheets_of_accesses_are_known_by_name() {
        for name in ["Access", "access 2", "Acessos", "ACESSOS 13", "Decide", "decidir 2"] {
            assert!(is_called_accesses(name), "{name}");
        }
        for name in ["Summary", "People", "Accesso", "Accessories", "2"] {
            assert!(!is_called_accesses(name), "{name}");
        }
    }
}
