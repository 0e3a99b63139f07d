//! The report of a run: one HTML page for those who decide, sign and audit. It works without a network, prints well, and
//! runs nothing but its own script, whatever a service calls its people.

mod bar;
mod campaign;
mod changes;
mod completeness;
mod decisions;
mod findings;
mod people;
mod policy;
mod revocations;
mod to_do;

use std::io::Write;

use acesso_review::{
    judge::{coverage::not_covered, findings as found},
    model::{
        Failure, Lang, PrincipalKind, RunDescription, RunState, ServiceId, email_key, facts, name_of_resource, person,
    },
    source::Registry,
    store::Store,
};
use askama::Template;

use crate::{clock::Clock, page::content_security_policy};
use bar::Bar;
use campaign::Campaign;
use changes::Changes;
use completeness::ServiceRead;
use decisions::Decisions;
use findings::Findings;
use people::People;
use revocations::Revocations;
use to_do::ToDo;

/// How many rows a list of the page has at most: a browser shows and searches so many at once.
const MOST_ROWS: usize = 5_000;

/// What stands above the report, as whoever answers for it wants it called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heading {
    /// The company whose access is reviewed.
    pub company: Option<String>,
    /// The report's own title, in place of "Access review".
    pub title: Option<String>,
}

/// Writes the report. The same run under the same heading gives the same bytes.
pub(crate) fn write(
    store: &Store,
    run: &RunDescription,
    registry: &Registry,
    heading: &Heading,
    lang: Lang,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let _snapshot = store.snapshot()?;
    Ok(Page::of(store, run, registry, heading, lang)?.write_into(out)?)
}

/// All that the page shows, in words.
#[derive(Debug, Template)]
#[template(path = "report.html")]
struct Page {
    lang: Lang,
    policy: String,
    style: String,
    script: &'static str,
    title: String,
    /// Whose access it is about; absent where nobody said so.
    company: Option<String>,
    heading: String,
    sandbox: bool,
    /// What the page is, in a sentence.
    lead: String,
    /// Which run it is, how far it is, and by which clock times are told.
    about: Vec<String>,
    /// Why what the page shows is not all of the run, and that codes stand in it for names.
    warnings: Vec<String>,
    figures: Vec<Figure>,
    severities: Bar,
    campaign: Option<Campaign>,
    decisions: Decisions,
    to_do: ToDo,
    changes: Changes,
    services: Vec<ServiceRead>,
    not_covered: Vec<String>,
    revocations: Revocations,
    findings: Findings,
    people: People,
    /// How many rows are shown of how many: the script has the numbers.
    shown: String,
    /// What somebody needs who checks the page.
    evidence: Vec<(String, String)>,
    times: String,
}

/// A number that the page begins with.
#[derive(Debug)]
struct Figure {
    label: String,
    value: String,
    details: Vec<String>,
    /// Where the page has more about it.
    section: &'static str,
    is_bad: bool,
}

impl Page {
    fn of(
        store: &Store,
        run: &RunDescription,
        registry: &Registry,
        heading: &Heading,
        lang: Lang,
    ) -> Result<Self, Failure> {
        store.gather_people(run.id, count(MOST_ROWS))?;
        let clock = &Clock::of(run, lang);
        let decisions = Decisions::of(store, run.id, clock)?;
        let findings = Findings::of(store, run, lang)?;
        let people = People::of(store, run, clock)?;
        let changes = Changes::of(store, run, lang)?;
        let services = completeness::services(store, run, registry, clock)?;
        let style = policy::style(run, heading, lang);
        let evaluations = found::evaluations(store, run.id, lang)?;
        let figures = vec![
            completeness::figure(run, lang),
            decisions.figure(store.counts(run.id)?.accesses, clock),
            findings.figure(lang),
            changes.figure(lang),
            people.figure(lang),
            accesses(store, run, lang)?,
        ];
        Ok(Self {
            lang,
            policy: content_security_policy(&style, policy::SCRIPT),
            style,
            script: policy::SCRIPT,
            title: title(run, heading, clock),
            company: heading.company.clone(),
            heading: heading.title(lang),
            sandbox: run.sandbox,
            lead: lead(run, clock),
            about: about(run, clock),
            warnings: warnings(run, lang),
            figures,
            severities: findings.bar(lang),
            campaign: Campaign::of(store, run.id, clock)?,
            to_do: ToDo::of(store, registry, run.id, clock)?,
            decisions,
            changes,
            services,
            not_covered: not_covered(registry, &run.services, &evaluations, lang),
            revocations: Revocations::of(store, run.id, clock)?,
            findings,
            people,
            shown: lang.say_with("report-shown", [("shown", "{shown}".into()), ("total", "{total}".into())]),
            evidence: evidence(run, clock),
            times: lang.say_with("report-times", [("clock", clock.name.clone().into())]),
        })
    }
}

impl Heading {
    fn title(&self, lang: Lang) -> String {
        self.title.clone().unwrap_or_else(|| lang.say("report-heading"))
    }
}

/// What the window is called: `Access review, run 7 of 2026-01-31 · Casa Aurora`.
fn title(run: &RunDescription, heading: &Heading, clock: &Clock) -> String {
    let lang = clock.lang;
    let values = [
        ("title", heading.title(lang).into()),
        ("run", run.id.to_string().into()),
        ("day", clock.day(run.started_at).into()),
    ];
    let sandbox = run.sandbox.then(|| lang.say("report-sandbox"));
    let title = [lang.say_with("report-title", values)];
    sandbox.into_iter().chain(title).chain(heading.company.clone()).collect::<Vec<_>>().join(" · ")
}

/// What the page is: whose word it is on what, of when.
fn lead(run: &RunDescription, clock: &Clock) -> String {
    let lang = clock.lang;
    let services: Vec<_> = run.services.iter().map(|service| service.service.name()).collect();
    let ended = run.windows.iter().map(|window| window.ended_at).chain(run.ended_at).max().unwrap_or(run.started_at);
    let (from, to) = (clock.day(run.started_at), clock.day(ended));
    let period = if from == to {
        let times = [clock.time(run.started_at), clock.time(ended)];
        let [began, ended] = times.map(Into::into);
        lang.say_with("report-on-day", [("day", from.into()), ("from", began), ("to", ended)])
    } else {
        let values = [("from", clock.minute(run.started_at).into()), ("to", clock.minute(ended).into())];
        lang.say_with("report-on-days", values)
    };
    let values =
        [("count", services.len().into()), ("services", lang.enumerate(&services).into()), ("period", period.into())];
    lang.say_with("report-lead", values)
}

/// Which run it is, how far it is, and by which clock times are told.
fn about(run: &RunDescription, clock: &Clock) -> Vec<String> {
    let lang = clock.lang;
    vec![
        lang.say_with("report-run", [("run", run.id.to_string().into())]),
        lang.say(completeness::state(run.state)),
        lang.say_with("report-clock", [("clock", clock.name.clone().into())]),
    ]
}

/// Why what the page shows is not all of the run, and that codes stand in it for names.
fn warnings(run: &RunDescription, lang: Lang) -> Vec<String> {
    let state = match run.state {
        RunState::Complete => None,
        RunState::Incomplete => Some("report-incomplete"),
        RunState::Reading => Some("report-not-ended"),
    };
    let pseudonymised = run.pseudonymised.then_some("report-pseudonymised");
    state.into_iter().chain(pseudonymised).map(|id| lang.say(id)).collect()
}

/// How many accesses there are, in all and at each service.
fn accesses(store: &Store, run: &RunDescription, lang: Lang) -> Result<Figure, Failure> {
    let mut details = Vec::new();
    for service in &run.services {
        details.push(format!("{} {}", service.service, number(lang, store.count_grants(run.id, service.service)?)));
    }
    Ok(Figure {
        label: lang.say("report-accesses"),
        value: number(lang, store.counts(run.id)?.accesses),
        details,
        section: "people",
        is_bad: false,
    })
}

/// What somebody needs who checks the page against the store or the evidence pack.
fn evidence(run: &RunDescription, clock: &Clock) -> Vec<(String, String)> {
    let lang = clock.lang;
    let windows = run.windows.iter().map(|window| {
        let values = [("from", clock.minute(window.started_at).into()), ("to", clock.minute(window.ended_at).into())];
        (lang.say("report-read"), lang.say_with("report-from-to", values))
    });
    let mut evidence = vec![("report-hash", run.sha256.clone()), ("report-tool", Some(format!("acesso {}", run.tool)))];
    evidence.push(("report-hash-of-roster", run.roster_sha256.clone()));
    evidence.push(("report-hash-of-settings", run.settings_sha256.clone()));
    let evidence = evidence.into_iter().filter_map(|(label, value)| Some((lang.say(label), value?)));
    let mut evidence: Vec<_> = windows.chain(evidence).collect();
    for service in &run.services {
        let settings = run.scope.get(service.service.as_str()).and_then(|settings| settings.as_object());
        if let Some(settings) = settings.filter(|settings| !settings.is_empty()) {
            let label = lang.say_with("report-settings-of", [("service", service.service.name().into())]);
            evidence.push((label, facts(settings, lang)));
        }
    }
    evidence
}

/// What access is to: its name, or its id where it has none.
fn resource(lang: Lang, service: ServiceId, id: &str, name: Option<&str>) -> String {
    match (name, id) {
        (Some(name), id) => name_of_resource(service, id, name, lang),
        (None, "*") => lang.say("report-everywhere"),
        (None, id) => id.to_owned(),
    }
}

/// A reviewer, as they were asked or called themselves: with their name, where nothing but the address is there.
fn reviewer_of(store: &Store, run: i64, reviewer: &str, lang: Lang) -> Result<String, Failure> {
    let name = match email_key(reviewer) {
        Some(address) => store.reviewer_name(run, &address)?,
        None => None,
    };
    Ok(match name {
        Some(name) => person(PrincipalKind::User.as_str(), reviewer, Some(&name), Some(reviewer), lang),
        None => reviewer.to_owned(),
    })
}

/// A kind of account.
fn kind(lang: Lang, kind: &str) -> String {
    match kind {
        "customer" => lang.say("report-kind-customer"),
        "operator" => lang.say("report-kind-operator"),
        "user" => lang.say("report-kind-user"),
        "key" => lang.say("report-kind-key"),
        other => other.to_owned(),
    }
}

/// A count, as this language groups its digits.
fn number(lang: Lang, count: u64) -> String {
    lang.say_with("report-number", [("count", count.into())])
}

/// A length, which no list exceeds.
fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use acesso_review::store::testing::kept;

    #[test]
    fn who_holds_on_to_a_moment_of_the_store_can_have_the_page_too() {
        let (_folder, store) = kept();
        let page = |run: i64| {
            let run = store.describe(&store.run(run).unwrap().unwrap(), Lang::En).unwrap();
            let mut page = Vec::new();
            write(&store, &run, &Registry::built_in(), &Heading::default(), Lang::En, &mut page).unwrap();
            page
        };
        let alone = page(2);
        let moment = store.snapshot().unwrap();
        assert!(moment.is_some() && store.snapshot().unwrap().is_none());
        assert!(page(2) == alone && page(1) != alone, "several pages within one moment");
    }

    #[test]
    fn what_has_a_name_of_ours_is_called_in_the_language_of_the_page() {
        let _known = Registry::built_in();
        assert_eq!(resource(Lang::PtBr, ServiceId::new("base39"), "*", Some("every company")), "todas as empresas");
        assert_eq!(resource(Lang::PtBr, ServiceId::new("base39"), "c1", Some("Casa")), "Casa");
    }
}
