//! What was found, by rule, the gravest first; what somebody answers for stands apart.

use std::collections::HashMap;

use acesso_review::{
    judge::findings::{self as found, Finding, FindingChanges, Gone, Group, Novelty, SinceEarlier},
    model::{Failure, Lang, RunDescription, ServiceId, Severity, Suppressed, day},
    store::Store,
};

use super::{Bar, Figure, MOST_ROWS, count, number};

/// The severities, the gravest first.
const SEVERITIES: [Severity; 4] = [Severity::High, Severity::Medium, Severity::Low, Severity::Info];

#[derive(Debug)]
pub(super) struct Findings {
    pub(super) groups: Vec<GroupOfRule>,
    pub(super) suppressed: Apart,
    /// How many of each severity are to be looked at.
    counts: [(Severity, u64); 4],
    /// How many are new and gone, or that nobody can tell.
    pub(super) since: Option<String>,
    /// What an earlier run found and this one does not: what is gone, and what may be.
    pub(super) gone: Vec<GoneSince>,
    /// Suppressions whose day is past.
    pub(super) expired: Vec<String>,
    /// What the rows can be narrowed by.
    pub(super) severities: Vec<(&'static str, String)>,
    pub(super) services: Vec<(String, String)>,
}

/// What a rule found that somebody has to look at.
#[derive(Debug)]
pub(super) struct GroupOfRule {
    pub(super) rule: String,
    pub(super) severity: &'static str,
    pub(super) word: String,
    /// About all of them together.
    pub(super) sentence: String,
    /// How many there are.
    pub(super) count: String,
    /// How many of them are new; nothing where none is.
    pub(super) news: Option<String>,
    pub(super) rows: Vec<FindingRow>,
    /// How many more there are than rows.
    pub(super) more: Option<String>,
}

/// What an earlier run found and this one does not, of all rules.
#[derive(Debug)]
pub(super) struct GoneSince {
    /// What is known of them.
    pub(super) heading: String,
    /// How many there are.
    pub(super) count: String,
    pub(super) rows: Vec<GoneRow>,
    /// How many more there are than rows.
    pub(super) more: Option<String>,
}

#[derive(Debug)]
pub(super) struct GoneRow {
    pub(super) severity: &'static str,
    pub(super) word: String,
    pub(super) sentence: String,
}

/// What somebody answers for, of all rules.
#[derive(Debug)]
pub(super) struct Apart {
    count: u64,
    /// The count as people read it.
    pub(super) shown: String,
    pub(super) rows: Vec<FindingRow>,
    /// How many more there are than rows.
    pub(super) more: Option<String>,
}

#[derive(Debug)]
pub(super) struct FindingRow {
    pub(super) severity: &'static str,
    pub(super) word: String,
    pub(super) sentence: String,
    pub(super) rule: String,
    /// The services that it is about, as the filter knows them.
    pub(super) services: String,
    /// The row of the person that it is about.
    pub(super) person: Option<u64>,
    pub(super) suppressed: Option<String>,
    /// That it is new, or was known; nothing where nobody can tell.
    pub(super) novelty: Option<(&'static str, String)>,
}

impl Findings {
    pub(super) fn of(store: &Store, run: &RunDescription, lang: Lang) -> Result<Self, Failure> {
        let earlier = SinceEarlier::of(store, run.id, lang)?;
        let mut rows = Rows::of(store, run.id, &earlier, lang)?;
        let groups = found::top(store, run.id, usize::MAX, &earlier, lang)?;
        let since = match earlier.changes() {
            Some(changes) => Some(changes.sentence(&groups, lang)),
            None => (!groups.is_empty()).then(|| lang.say("findings-since-nothing")),
        };
        let groups = groups.into_iter().filter(|group| group.count > 0);
        let groups: Vec<_> = groups.map(|group| GroupOfRule::of(group, &mut rows, lang)).collect();
        let counts = counts(store, run.id)?;
        let expired = found::expired(store, run.id, lang)?;
        let severity = |(severity, _): &(Severity, u64)| (severity.as_str(), word(*severity, lang));
        Ok(Self {
            groups,
            suppressed: Apart::of(store.count_suppressed(run.id)?, rows.suppressed, lang),
            since,
            gone: earlier.changes().map(|changes| GoneSince::both(changes, lang)).unwrap_or_default(),
            severities: counts.iter().map(severity).collect(),
            counts,
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
        if self.suppressed.count > 0 {
            details.push(lang.say_with("report-suppressed-count", [("count", self.suppressed.count.into())]));
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

/// What the page has room for.
struct Rows {
    by_rule: HashMap<String, Vec<FindingRow>>,
    suppressed: Vec<FindingRow>,
}

impl Rows {
    fn of(store: &Store, run: i64, earlier: &SinceEarlier, lang: Lang) -> Result<Self, Failure> {
        let (mut by_rule, mut suppressed) = (HashMap::<_, Vec<_>>::new(), Vec::new());
        for (row, place) in store.findings_with_people(run, count(MOST_ROWS))? {
            let row = FindingRow::of(Finding::of(row, lang).since(earlier), place, lang);
            match row.suppressed {
                Some(_) => suppressed.push(row),
                None => by_rule.entry(row.rule.clone()).or_default().push(row),
            }
        }
        Ok(Self { by_rule, suppressed })
    }
}

impl GroupOfRule {
    fn of(group: Group, rows: &mut Rows, lang: Lang) -> Self {
        let rows = rows.by_rule.remove(&group.rule).unwrap_or_default();
        Self {
            severity: group.severity.as_str(),
            word: word(group.severity, lang),
            count: number(lang, group.count),
            news: group.news(lang),
            sentence: group.sentence,
            more: more(group.count, rows.len(), lang),
            rule: group.rule,
            rows,
        }
    }
}

impl GoneSince {
    /// What is gone, and what nobody can tell of; neither where there is none of it.
    fn both(changes: &FindingChanges, lang: Lang) -> Vec<Self> {
        let both = [("report-gone", &changes.gone), ("report-perhaps-gone", &changes.perhaps_gone)];
        let both = both.into_iter().filter(|(_, all)| !all.is_empty());
        both.map(|(id, all)| Self::of(all, id, changes.since_run, lang)).collect()
    }

    fn of(all: &[Gone], id: &str, run: i64, lang: Lang) -> Self {
        let row = |gone: &Gone| GoneRow {
            severity: gone.severity.as_str(),
            word: word(gone.severity, lang),
            sentence: gone.sentence.clone(),
        };
        let rows: Vec<_> = all.iter().take(MOST_ROWS).map(row).collect();
        Self {
            heading: lang.say_with(id, [("run", run.to_string().into())]),
            count: number(lang, count(all.len())),
            more: more(count(all.len()), rows.len(), lang),
            rows,
        }
    }
}

impl Apart {
    fn of(count: u64, rows: Vec<FindingRow>, lang: Lang) -> Self {
        Self { count, shown: number(lang, count), more: more(count, rows.len(), lang), rows }
    }
}

/// How many more there are than rows.
fn more(all: u64, rows: usize, lang: Lang) -> Option<String> {
    let more = all.checked_sub(count(rows)).filter(|more| *more > 0);
    more.map(|more| lang.say_with("report-more-findings", [("count", more.into())]))
}

impl FindingRow {
    fn of(finding: Finding, person: Option<u64>, lang: Lang) -> Self {
        let services = services(&finding);
        let suppressed = finding.suppressed.as_ref().map(|Suppressed { author, until, reason }| {
            let until = day(&until.to_string(), lang);
            let values =
                [("author", author.as_str().into()), ("until", until.into()), ("reason", reason.as_str().into())];
            lang.say_with("report-suppressed", values)
        });
        Self {
            severity: finding.severity.as_str(),
            word: word(finding.severity, lang),
            services: services.iter().map(|service| service.as_str()).collect::<Vec<_>>().join(" "),
            sentence: finding.sentence,
            rule: finding.rule,
            person,
            suppressed,
            novelty: (finding.since != Novelty::Unknown).then(|| (finding.since.as_str(), finding.since.name(lang))),
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

pub(super) fn word(severity: Severity, lang: Lang) -> String {
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
