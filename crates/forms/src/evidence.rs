//! How a run was read: what shows somebody who was not there how far it can be relied on.

use acesso_review::{
    evidence::Evidence,
    model::{Failure, Lang, RunDescription, Service, Window, facts},
    source::Registry,
    store::{Operation, Sent, Store},
};
use jiff::{
    Timestamp,
    fmt::strtime,
    tz::{Offset, TimeZone},
};

use crate::{output::Book, words::in_shell};

/// How a run was read, for people.
pub(crate) struct HowRead<'a> {
    evidence: Evidence<'a>,
    lang: Lang,
}

impl<'a> HowRead<'a> {
    pub(crate) fn of(store: &Store, run: &'a RunDescription, registry: &Registry, lang: Lang) -> Result<Self, Failure> {
        Ok(Self { evidence: Evidence::of(store, run, registry, lang)?, lang })
    }

    /// Writes it into a workbook: what holds for the run on one sheet, operation by operation on another.
    pub(crate) fn add_to(&self, book: &mut Book) -> Result<(), Failure> {
        let lang = self.lang;
        let headings = ["evidence-service", "evidence-what", "evidence-value"].map(|id| lang.say(id));
        book.begin(&lang.say("evidence-sheet"), &headings)?;
        self.facts().into_iter().try_for_each(|row| book.add(row.into()))?;
        book.begin(&lang.say("evidence-operations-sheet"), &COLUMNS.map(|id| lang.say(id)))?;
        self.evidence.operations.iter().try_for_each(|operation| book.add(self.row(operation)))
    }

    /// Of which service, what, and what it is.
    fn facts(&self) -> Vec<[String; 3]> {
        let lang = self.lang;
        let row = |service: &str, id: &str, value: String| [service.to_owned(), lang.say(id), value];
        let mut rows: Vec<_> = self.evidence.run.windows.iter().flat_map(|window| self.window(window)).collect();
        let none = |hash: &Option<String>| hash.clone().unwrap_or_else(|| lang.say("evidence-none"));
        rows.push(row("", "evidence-settings", none(&self.evidence.run.settings_sha256)));
        rows.push(row("", "evidence-roster", none(&self.evidence.run.roster_sha256)));
        rows.push(row("", "evidence-operators", none(&self.operators_sha256())));
        rows.extend(self.evidence.run.services.iter().flat_map(|service| self.service(service)));
        rows.extend(self.evidence.not_covered.iter().map(|sentence| row("", "evidence-not-covered", sentence.clone())));
        rows
    }

    /// The list of Base39's operators stands among the settings of the service, since it decides what is read.
    fn operators_sha256(&self) -> Option<String> {
        Some(self.evidence.run.scope.get("base39")?.get("operators")?.as_str()?.to_owned())
    }

    fn window(&self, window: &Window) -> Vec<[String; 3]> {
        let lang = self.lang;
        let row = |id: &str, value: String| [String::new(), lang.say(id), value];
        let between = |began: String, ended: String| {
            lang.say_with("evidence-between", [("began", began.into()), ("ended", ended.into())])
        };
        let local = |time| in_zone(time, window.utc_offset.as_deref());
        let mut rows = vec![row("evidence-read", between(utc(window.started_at), utc(window.ended_at)))];
        if let (Some(began), Some(ended)) = (local(window.started_at), local(window.ended_at)) {
            rows.push(row("evidence-read-local", between(began, ended)));
        }
        let tool = window.tool.as_ref().map(|tool| match &window.commit {
            Some(commit) => format!("acesso {tool} ({commit})"),
            None => format!("acesso {tool}"),
        });
        let command = window.command.as_ref().map(|arguments| {
            ["acesso".to_owned()]
                .into_iter()
                .chain(arguments.iter().map(|one| in_shell(one)))
                .collect::<Vec<_>>()
                .join(" ")
        });
        rows.push(row("evidence-user", self.known(window.user.clone())));
        rows.push(row("evidence-host", self.known(window.host.clone())));
        rows.push(row("evidence-tool", self.known(tool)));
        rows.push(row("evidence-command", self.known(command)));
        rows
    }

    fn service(&self, service: &Service) -> Vec<[String; 3]> {
        let row = |id: &str, value: String| [service.service.name(), self.lang.say(id), value];
        let credentials = service.credentials.as_ref().map(|used| {
            used.iter().map(|print| format!("{} {}", print.of, print.sha256)).collect::<Vec<_>>().join(", ")
        });
        let mut rows = vec![
            row("evidence-complete", self.yes_no(Some(service.is_complete()))),
            row("evidence-address", self.known(service.addresses.as_ref().map(|addresses| addresses.join(", ")))),
            row("evidence-credential", self.known(credentials)),
        ];
        rows.extend(service.problem.iter().map(|problem| row("evidence-problem", problem.clone())));
        for proof in &service.proofs {
            let id = if proof.holds { "evidence-because" } else { "evidence-not-because" };
            rows.push(row(id, proof.sentence.clone()));
        }
        rows
    }

    /// An operation in the columns of its sheet.
    fn row(&self, operation: &Operation) -> Vec<String> {
        let offset = self.evidence.run.windows.last().and_then(|window| window.utc_offset.as_deref());
        let time = |text: Option<&str>| text.and_then(|text| text.parse::<Timestamp>().ok());
        let (began, ended) = (time(Some(&operation.started_at)), time(operation.ended_at.as_deref()));
        let local = |time: Option<Timestamp>| self.known(time.and_then(|time| in_zone(time, offset)));
        let sent = |show: &dyn Fn(&Sent) -> String| {
            let lines = operation.requests.as_ref().map(|all| all.iter().map(show).collect::<Vec<_>>().join("; "));
            self.known(lines)
        };
        let count = |count: Option<u64>| self.known(count.map(|count| count.to_string()));
        vec![
            operation.service.name(),
            operation.operation.clone(),
            sent(&|sent| format!("{} {}{}", sent.method, self.address(operation), sent.path)),
            sent(&|sent| {
                if sent.filters.is_empty() { self.lang.say("evidence-none") } else { facts(&sent.filters, self.lang) }
            }),
            self.known(began.map(utc)),
            local(began),
            self.known(ended.map(utc)),
            local(ended),
            operation.answers.to_string(),
            operation.items.to_string(),
            count(operation.counted_last),
            self.yes_no(operation.reconciled),
            count(operation.sent()),
            count(operation.retries()),
        ]
    }

    /// Where the service was asked, if that was one place.
    fn address(&self, operation: &Operation) -> &str {
        match self.evidence.run.service(operation.service).and_then(|service| service.addresses.as_deref()) {
            Some([address]) => address,
            _ => "",
        }
    }

    fn known(&self, value: Option<String>) -> String {
        self.lang.known(value)
    }

    fn yes_no(&self, flag: Option<bool>) -> String {
        self.lang.yes_no(flag)
    }
}

/// The columns of the sheet with the operations.
const COLUMNS: [&str; 14] = [
    "evidence-service",
    "evidence-operation",
    "evidence-asked",
    "evidence-filters",
    "evidence-began",
    "evidence-began-local",
    "evidence-ended",
    "evidence-ended-local",
    "evidence-answers",
    "evidence-items",
    "evidence-counted",
    "evidence-reconciled",
    "evidence-requests",
    "evidence-retries",
];

fn utc(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The time as the clock showed it where the run was read: the same wherever it is looked at.
fn in_zone(time: Timestamp, offset: Option<&str>) -> Option<String> {
    let offset: Offset = strtime::parse("%:z", offset?).ok()?.offset()?;
    Some(time.to_zoned(TimeZone::fixed(offset)).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_as_the_clock_on_the_wall_had_it() {
        let time: Timestamp = "2026-11-26T02:04:05.678Z".parse().unwrap();
        assert_eq!(utc(time), "2026-11-26T02:04:05Z");
        assert_eq!(in_zone(time, Some("-03:00")).as_deref(), Some("2026-11-25T23:04:05-03:00"));
        assert_eq!(in_zone(time, Some("+05:30")).as_deref(), Some("2026-11-26T07:34:05+05:30"));
        assert_eq!([in_zone(time, None), in_zone(time, Some("somewhere"))], [None, None]);
    }
}
