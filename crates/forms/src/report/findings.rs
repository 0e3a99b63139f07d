//! What was found, the gravest first.

use acesso_review::{
    judge::findings::{self as found, Finding},
    model::{Failure, Lang, RunDescription, ServiceId, Severity},
    store::Store,
};

use super::{Bar, Figure, MOST_ROWS, count, number};

/// The severities, the gravest first.
const SEVERITIES: [Severity; 4] = [Severity::High, Severity::Medium, Severity::Low, Severity::Info];

#[derive(Debug)]
pub(super) struct Findings {
    pub(super) rows: Vec<FindingRow>,
    /// How many of each severity are to be looked at.
    counts: [(Severity, u64); 4],
    suppressed: u64,
    /// How many more there are than rows.
    pub(super) more: Option<String>,
    /// Suppressions whose day is past.
    pub(super) expired: Vec<String>,
    /// What the rows can be narrowed by.
    pub(super) severities: Vec<(&'static str, String)>,
    pub(super) services: Vec<(String, String)>,
}

#[derive(Debug)]
pub(super) struct FindingRow {
    pub(super) severity: &'static str,
    pub(super) word: String,
    pub(super) sentence: String,
    pub(super) rule: String,
    /// As their names and as what the filter knows them by.
    pub(super) services: String,
    pub(super) service_ids: String,
    /// The row of the person that it is about.
    pub(super) person: Option<u64>,
    pub(super) suppressed: Option<String>,
}

impl Findings {
    pub(super) fn of(store: &Store, run: &RunDescription, lang: Lang) -> Result<Self, Failure> {
        let rows = store.findings_with_people(run.id, count(MOST_ROWS))?;
        let rows: Vec<_> =
            rows.into_iter().map(|(row, place)| FindingRow::of(Finding::of(row, lang), place, lang)).collect();
        let counts = counts(store, run.id)?;
        let suppressed = store.count_suppressed(run.id)?;
        let total = counts.iter().map(|(_, count)| count).sum::<u64>() + suppressed;
        let more = total.checked_sub(count(rows.len())).filter(|more| *more > 0);
        let expired = found::expired(store, run.id, lang)?;
        let severity = |(severity, _): &(Severity, u64)| (severity.as_str(), word(*severity, lang));
        Ok(Self {
            rows,
            severities: counts.iter().map(severity).collect(),
            counts,
            suppressed,
            more: more.map(|more| lang.say_with("report-more-findings", [("count", more.into())])),
            expired: expired.iter().map(|expired| format!("{}: {}", expired.rule, expired.sentence)).collect(),
            services: run
                .services
                .iter()
                .map(|service| (service.service.as_str().to_owned(), service.service.name()))
                .collect(),
        })
    }

    fn total(&self) -> u64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    pub(super) fn bar(&self, lang: Lang) -> Bar {
        let mut bar = Bar::default();
        for (severity, count) in self.counts {
            bar.add(severity.as_str(), message(severity), count, lang);
        }
        bar
    }

    pub(super) fn figure(&self, lang: Lang) -> Figure {
        let counts = self.counts.iter().filter(|(_, count)| *count > 0);
        let counts = counts.map(|(severity, count)| found::count(severity.as_str(), *count, lang));
        let mut details = vec![counts.collect::<Vec<_>>().join(", ")];
        if self.suppressed > 0 {
            details.push(lang.say_with("report-suppressed-count", [("count", self.suppressed.into())]));
        }
        details.retain(|detail| !detail.is_empty());
        Figure {
            label: lang.say("report-findings"),
            value: number(lang, self.total()),
            details,
            section: "findings",
            is_bad: self.counts.iter().any(|(severity, count)| *severity == Severity::High && *count > 0),
        }
    }
}

fn counts(store: &Store, run: i64) -> Result<[(Severity, u64); 4], Failure> {
    let mut counts = SEVERITIES.map(|severity| (severity, 0));
    for (severity, count) in store.count_findings(run)? {
        // One that somebody changed by hand is looked at first, as everywhere.
        let severity = severity.parse().unwrap_or(Severity::High);
        for (_, sum) in counts.iter_mut().filter(|(of, _)| *of == severity) {
            *sum += count;
        }
    }
    Ok(counts)
}

impl FindingRow {
    fn of(finding: Finding, person: Option<u64>, lang: Lang) -> Self {
        let services = services(&finding);
        let suppressed = finding.suppressed.as_ref().map(|suppressed| {
            let values = [
                ("author", suppressed.author.as_str().into()),
                ("until", suppressed.until.to_string().into()),
                ("reason", suppressed.reason.as_str().into()),
            ];
            lang.say_with("report-suppressed", values)
        });
        Self {
            severity: finding.severity.as_str(),
            word: word(finding.severity, lang),
            services: services.iter().map(|service| service.name()).collect::<Vec<_>>().join(", "),
            service_ids: services.iter().map(|service| service.as_str()).collect::<Vec<_>>().join(" "),
            sentence: finding.sentence,
            rule: finding.rule,
            person,
            suppressed,
        }
    }
}

/// The services that a finding is about; of a person they stand among its facts.
fn services(finding: &Finding) -> Vec<ServiceId> {
    match finding.subject.service {
        Some(service) => vec![service],
        None => finding.subject.facts.examples.iter().filter_map(|id| id.parse().ok()).collect(),
    }
}

fn word(severity: Severity, lang: Lang) -> String {
    lang.say(message(severity))
}

fn message(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "report-severity-high",
        Severity::Medium => "report-severity-medium",
        Severity::Low => "report-severity-low",
        Severity::Info => "report-severity-info",
    }
}
