//! The sheet that people decide in: person by person, in plain words, with what was found and what was decided before.
//!
//! What the tool needs to take a decision back stands in hidden columns at the end: the stable key of the access, the run with
//! its hash, and what was decided when the sheet was written.

use std::cell::RefCell;

use acesso_review::{
    judge::{
        findings::Finding,
        since::{Otherwise, Past, Since, State},
    },
    model::{Decided, Decision, Failure, Lang, Mark, RunDescription, day, person, place},
    store::{GrantRow, Store},
};
use jiff::tz::TimeZone;

use crate::{
    access::{AS_EXPORTED, allowed, whose_data},
    output::{Book, Cell, Column},
};

/// The columns, by the ids of their headings: what people see and fill in, then what is hidden.
pub(crate) const DECIDING_COLUMNS: [&str; 18] = [
    "column-person",
    "column-manager",
    ASKED,
    "column-service",
    "column-where",
    ALLOWED,
    "column-since",
    "column-finding",
    "column-last-decision",
    "column-decision",
    "column-reason",
    "column-reviewer",
    "column-decided-on",
    KEY,
    "column-run",
    "column-run-sha256",
    AS_EXPORTED,
    "column-data",
];

/// The column that says who is asked to decide: it is there where a campaign asks.
const ASKED: &str = "column-asked";

/// The column with the stable key of the access, which no export of an earlier version has.
pub(crate) const KEY: &str = "column-key";

/// The column that says what the access allows: in plain words, and behind them the service's own name of it.
pub(crate) const ALLOWED: &str = "column-allowed";

/// The columns that tell whose access it is, where. Whoever sorted some columns without the others is told by them.
pub(crate) const WHOSE_AND_WHERE: [&str; 4] = ["column-person", "column-manager", "column-service", "column-where"];

/// What somebody may take out of the sheet, since nothing is read of it.
pub(crate) const NOT_READ: [&str; 5] = [ASKED, "column-since", "column-finding", "column-last-decision", "column-data"];

/// How many findings stand beside an access.
const FINDINGS: usize = 3;

/// Writes the sheet.
pub(crate) fn write(store: &Store, run: &RunDescription, book: &mut Book) -> Result<(), Failure> {
    let lang = run.lang;
    store.gather_open_findings(run.id)?;
    let rows = Rows {
        store,
        run,
        is_asked: store.campaign(run.id)?.is_some(),
        whose: Whose::of(store, run.id, lang),
        whose_data: whose_data(run, lang),
        since: Since::of(store, run.id)?,
        found: RefCell::default(),
    };
    book.begin_table(&lang.say("sheet-decide"), columns(run, rows.is_asked)?, 1)?;
    store.each_grant_by_person(run.id, |grant| book.add_cells(rows.row(&grant)?))
}

fn columns(run: &RunDescription, is_asked: bool) -> Result<Vec<Column>, Failure> {
    let lang = run.lang;
    let read_on = run.started_at.to_zoned(TimeZone::UTC).date();
    let column = |id: &&str| {
        let column = Column::new(lang.say(id));
        Ok(match *id {
            "column-person" => column.wide(30),
            "column-manager" | ASKED => column.wide(20),
            "column-where" | ALLOWED => column.wide(26),
            "column-since" => column.wide(12),
            "column-finding" => column.wide(44),
            "column-last-decision" => column.wide(26),
            "column-decision" => column.open().wide(13).one_of(
                &Decision::words(lang),
                lang.say("workbook-decision-title"),
                lang.say("workbook-decision-message"),
            )?,
            "column-reason" => column.open().wide(30),
            "column-reviewer" => column.open().wide(20),
            "column-decided-on" => column.open().wide(14).day_from(
                // Somebody in another time zone may have read it on the day before.
                read_on.yesterday().unwrap_or(read_on),
                lang.say("workbook-day-title"),
                lang.say("workbook-day-message"),
            )?,
            KEY | "column-run" | "column-run-sha256" | AS_EXPORTED | "column-data" => column.hidden(),
            _ => column,
        })
    };
    DECIDING_COLUMNS.iter().filter(|id| is_asked || **id != ASKED).map(column).collect()
}

/// Whose an access is and where, as the sheet says it in one language.
#[derive(Debug)]
pub(crate) struct Whose<'a> {
    store: &'a Store,
    run: i64,
    lang: Lang,
    /// The last address with whom its holder reports to: that of the next access is most likely the same.
    manager: RefCell<Option<(String, String)>>,
}

impl<'a> Whose<'a> {
    pub(crate) fn of(store: &'a Store, run: i64, lang: Lang) -> Self {
        Self { store, run, lang, manager: RefCell::default() }
    }

    /// The cells of [`WHOSE_AND_WHERE`].
    pub(crate) fn cells(&self, grant: &GrantRow) -> Result<[String; 4], Failure> {
        let GrantRow { service, principal, principal_kind, name, email, resource, resource_name, .. } = grant;
        let place = place(*service, resource, resource_name.as_deref(), self.lang);
        // The service has a column of its own.
        let prefix = format!("{service}: ");
        Ok([
            person(principal_kind, principal, name.as_deref(), email.as_deref(), self.lang),
            self.manager(email.as_deref())?,
            service.name(),
            place.strip_prefix(&prefix).unwrap_or(&place).to_owned(),
        ])
    }

    fn manager(&self, email: Option<&str>) -> Result<String, Failure> {
        let Some(email) = email else { return Ok(String::new()) };
        if let Some((last, manager)) = &*self.manager.borrow()
            && last == email
        {
            return Ok(manager.clone());
        }
        let facts = self.store.roster_facts(self.run, email)?;
        let manager = facts.and_then(|facts| facts.manager).unwrap_or_default();
        self.manager.replace(Some((email.to_owned(), manager.clone())));
        Ok(manager)
    }
}

/// Whether a cell says of a permission what it allows, in the words of any version.
pub(crate) fn is_allowed(cell: &str, permission: &str) -> bool {
    cell == permission || cell.ends_with(&format!("({permission})"))
}

/// The stable key of an access, in one cell.
pub(crate) fn key(grant: &GrantRow) -> String {
    let GrantRow { service, principal, resource, permission, .. } = grant;
    serde_json::json!([service.as_str(), principal, resource, permission]).to_string()
}

/// The stable key that a cell has.
pub(crate) fn read_key(cell: &str) -> Option<[String; 4]> {
    serde_json::from_str(cell).ok()
}

/// The rows of the sheet.
struct Rows<'a> {
    store: &'a Store,
    run: &'a RunDescription,
    /// Whether a campaign asks somebody.
    is_asked: bool,
    whose: Whose<'a>,
    whose_data: String,
    since: Since<'a>,
    /// What was found about the last account: the next access is most likely the same one's.
    found: RefCell<Option<([String; 3], Vec<Finding>)>>,
}

impl Rows<'_> {
    fn row(&self, grant: &GrantRow) -> Result<Vec<Cell>, Failure> {
        let lang = self.run.lang;
        let text = |text: &str| Cell::Text(text.to_owned());
        let decided = grant.decision.as_ref();
        let open = [
            decided.map(|it| it.decision.word(lang)).unwrap_or_default().into(),
            text(decided.and_then(|it| it.reason.as_deref()).unwrap_or_default()),
            text(decided.map(|it| it.reviewer.as_str()).unwrap_or_default()),
            decided.map_or_else(|| text(""), |it| Cell::of_day(&it.decided_on)),
        ];
        let hidden = [
            key(grant).into(),
            self.run.id.to_string().into(),
            text(self.run.sha256.as_deref().unwrap_or_default()),
            text(Mark::of(decided).as_str()),
            text(&self.whose_data),
        ];
        let [person, manager, service, place] = self.whose.cells(grant)?.map(Cell::from);
        let asked = if self.is_asked {
            Some(self.store.asked_about(self.run.id, grant)?.unwrap_or_default().into())
        } else {
            None
        };
        let known = [
            allowed(grant.service, &grant.permission, lang).into(),
            grant.since.as_deref().map_or_else(|| text(""), Cell::of_day),
            self.found(grant)?,
            last_decision(&self.since.past(grant)?, lang).into(),
        ];
        let whose = [Some(person), Some(manager), asked, Some(service), Some(place)];
        Ok(whose.into_iter().flatten().chain(known).chain(open).chain(hidden).collect())
    }

    /// What was found about an access, the gravest first.
    fn found(&self, grant: &GrantRow) -> Result<Cell, Failure> {
        let account = [grant.service.as_str(), &grant.principal_kind, &grant.principal].map(str::to_owned);
        let is_known = self.found.borrow().as_ref().is_some_and(|(known, _)| *known == account);
        if !is_known {
            let rows = self.store.open_findings_about(self.run.id, grant)?;
            let found = rows.into_iter().map(|row| Finding::of(row, self.run.lang)).collect();
            self.found.replace(Some((account, found)));
        }
        let found = self.found.borrow();
        let about: Vec<_> =
            found.iter().flat_map(|(_, found)| found).filter(|finding| is_about(finding, grant)).collect();
        Ok(in_a_cell(&about, self.run.lang))
    }
}

/// Whether a finding about an account is about this access of it: it names no other resource, and no other permissions.
fn is_about(finding: &Finding, grant: &GrantRow) -> bool {
    let permissions = &finding.subject.facts.permissions;
    finding.resource.as_ref().is_none_or(|resource| *resource == grant.resource)
        && (permissions.is_empty() || permissions.iter().any(|it| it.eq_ignore_ascii_case(&grant.permission)))
}

fn in_a_cell(findings: &[&Finding], lang: Lang) -> Cell {
    let Some(gravest) = findings.first() else { return Cell::Text(String::new()) };
    let told = |finding: &&Finding| {
        let severity = ("severity", finding.severity.as_str().into());
        lang.say_with("workbook-finding", [severity, ("sentence", finding.sentence.as_str().into())])
    };
    let mut lines: Vec<_> = findings.iter().take(FINDINGS).map(told).collect();
    if let Some(more) = findings.len().checked_sub(FINDINGS).filter(|more| *more > 0) {
        lines.push(lang.say_with("workbook-more-findings", [("count", more.into())]));
    }
    Cell::Grave(lines.join("\n"), gravest.severity)
}

/// What was decided at the last signed review, and whether the access is as it was.
fn last_decision(past: &Past, lang: Lang) -> String {
    let state = match past.state {
        State::NoReview => return String::new(),
        State::New => return lang.say("workbook-new"),
        State::Unchanged => lang.say("workbook-unchanged"),
        State::Unknown => lang.say("workbook-unknown"),
        State::Changed(otherwise) => lang.say_with("workbook-changed", [("what", word(otherwise).into())]),
    };
    let decided = past.decided.as_ref().map_or_else(|| lang.say("workbook-not-decided"), |it| in_words(it, lang));
    format!("{decided}; {state}")
}

fn in_words(decided: &Decided, lang: Lang) -> String {
    let values = [
        ("decision", decided.decision.word(lang).into()),
        ("reviewer", decided.reviewer.as_str().into()),
        ("day", day(&decided.decided_on, lang).into()),
    ];
    lang.say_with("workbook-last-decision", values)
}

fn word(otherwise: Otherwise) -> &'static str {
    match otherwise {
        Otherwise::Access => "access",
        Otherwise::Holder => "holder",
        Otherwise::Account => "account",
        Otherwise::Department => "department",
        Otherwise::Manager => "manager",
        Otherwise::Status => "status",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_decision_is_told_with_what_became_of_the_access_since() {
        let decided = Decided {
            decision: Decision::Keep,
            reason: None,
            reviewer: "Rui".to_owned(),
            decided_on: "2026-01-31".to_owned(),
            own: false,
        };
        let told = |state, decided: Option<&Decided>, lang| {
            last_decision(&Past { state, decided: decided.cloned(), signature: None }, lang)
        };
        let kept = |state| told(state, Some(&decided), Lang::En);
        assert_eq!(kept(State::Unchanged), "keep, by Rui on 2026-01-31; unchanged since");
        assert_eq!(kept(State::Unknown), "keep, by Rui on 2026-01-31; not known whether it is unchanged");
        let department = State::Changed(Otherwise::Department);
        assert_eq!(kept(department), "keep, by Rui on 2026-01-31; changed since: the department");
        assert_eq!(told(State::Unchanged, None, Lang::En), "not decided; unchanged since");
        assert_eq!(told(State::New, None, Lang::En), "new since the last signed review");
        assert_eq!(told(State::NoReview, None, Lang::En), "");
        let portuguese = told(department, Some(&decided), Lang::PtBr);
        assert_eq!(portuguese, "manter, por Rui em 31/01/2026; mudou desde então: o departamento");
    }

    #[test]
    fn a_permission_is_known_by_its_own_name_whatever_the_words_before_it() {
        for cell in ["approver", "Approve (approver)", "Aprovar (approver)"] {
            assert!(is_allowed(cell, "approver"), "{cell}");
        }
        for cell in ["", "Approve", "Approve (financial)", "approver (financial)", "approver x"] {
            assert!(!is_allowed(cell, "approver"), "{cell}");
        }
    }
}
