//! `acesso runs`

use std::collections::BTreeMap;

use acesso_forms::{
    access::whose_data,
    output::{About, Output, say},
};
use acesso_review::{
    judge::findings,
    model::{Campaign, Failure, Lang, RunDescription, RunState, Service, Totals, local_time},
    store::{Counts, Store},
};
use serde::Serialize;
use serde_json::json;

use crate::{cli::StoreOptions, stores};

/// What 80 columns have room for; all else stands in the CSV.
const SCREEN: [&str; 7] = [
    "column-run",
    "column-started",
    "column-state",
    "column-findings",
    "column-campaign",
    "column-decided",
    "column-signed",
];
const COLUMNS: [&str; 12] = [
    "column-data",
    "column-run",
    "column-started",
    "column-seconds",
    "column-state",
    "column-services",
    "column-accounts",
    "column-accesses",
    "column-findings",
    "column-campaign",
    "column-decided",
    "column-signed",
];

/// The severities, the gravest first.
const SEVERITIES: [&str; 4] = ["high", "medium", "low", "info"];

/// A run, and how much it holds.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct KeptRun {
    #[serde(flatten)]
    run: RunDescription,
    #[serde(flatten)]
    counts: Counts,
    /// The suppressed ones left out.
    findings_by_severity: BTreeMap<String, u64>,
    /// Absent where nobody was asked to decide.
    campaign: Option<Campaign>,
    /// About how many accesses somebody decided.
    decisions: u64,
    /// The number of the signature that closed the review; absent while it is open.
    signature_number: Option<i64>,
}

pub(crate) fn run(options: &StoreOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let store = stores::open_to_read(options, sandbox, output)?;
    let lang = output.lang();
    let is_sandbox = store.is_sandbox()?;
    let about = About {
        caption: if is_sandbox { lang.say("sandbox-data") } else { String::new() },
        members: vec![("schema", json!("acesso/runs/2")), ("sandbox", json!(is_sandbox))],
        list: "runs",
        sheet: lang.say("sheet-runs"),
        is_by_first: false,
    };
    let headings: &[_] = if output.is_table() { &SCREEN } else { &COLUMNS };
    let mut list = output.list_about(&about, lang.headings(headings))?;
    for run in store.runs()? {
        let kept = KeptRun::of(&store, store.describe(&run, lang)?)?;
        list.add(&kept, || if output.is_table() { kept.screen_row() } else { kept.row() })?;
    }
    list.close()?;
    say(lang.say_with("kept-in", [("file", store.path().display().to_string().into())]));
    Ok(())
}

impl KeptRun {
    fn of(store: &Store, run: RunDescription) -> Result<Self, Failure> {
        let (campaign, signature) = (store.campaign(run.id)?, store.signature(run.id)?);
        let signature_number = signature.map(|signature| signature.number);
        if let Some(Totals { accounts, accesses, findings, decisions }) = store.totals(run.id)? {
            let counts = Counts { accounts, accesses };
            return Ok(Self { run, counts, findings_by_severity: findings, campaign, decisions, signature_number });
        }
        let (counts, findings) = (store.counts(run.id)?, store.count_findings(run.id)?);
        let (decisions, _own) = store.count_decisions(run.id)?;
        let findings_by_severity = findings.into_iter().collect();
        Ok(Self { run, counts, findings_by_severity, campaign, decisions, signature_number })
    }

    fn screen_row(&self) -> Vec<String> {
        vec![
            self.run.id.to_string(),
            local_time(self.run.started_at, self.run.lang),
            self.state_with_gaps(),
            in_words(&self.findings_by_severity, self.run.lang),
            self.campaign.as_ref().map(|campaign| campaign.title.clone()).unwrap_or_default(),
            format!("{}/{}", self.decisions, self.counts.accesses),
            self.run.lang.yes_no(self.signature_number.is_some()),
        ]
    }

    fn row(&self) -> Vec<String> {
        vec![
            whose_data(&self.run, self.run.lang),
            self.run.id.to_string(),
            self.run.started_at.to_string(),
            self.run.took().as_secs().to_string(),
            self.state(),
            self.services(),
            self.counts.accounts.to_string(),
            self.counts.accesses.to_string(),
            in_words(&self.findings_by_severity, self.run.lang),
            self.campaign.as_ref().map(|campaign| campaign.title.clone()).unwrap_or_default(),
            self.decisions.to_string(),
            self.run.lang.yes_no(self.signature_number.is_some()),
        ]
    }

    /// The state; of a run that is not whole, with what it lacks.
    fn state_with_gaps(&self) -> String {
        let gaps = self.run.services.iter().filter(|service| !service.is_complete());
        let gaps: Vec<_> = gaps.map(|service| service.service.name()).collect();
        if gaps.is_empty() { self.state() } else { format!("{}: {}", self.state(), gaps.join(", ")) }
    }

    /// The services by name, with the state of those that are not as the run is.
    fn services(&self) -> String {
        let is_complete = self.run.state == RunState::Complete;
        let service = |service: &Service| match is_complete {
            true => service.service.name(),
            false => service.line(self.run.lang),
        };
        self.run.services.iter().map(service).collect::<Vec<_>>().join(", ")
    }

    /// The state; of a run whose data was removed, that it was.
    fn state(&self) -> String {
        let state = self.run.state.name(self.run.lang);
        match self.run.pruned_at {
            Some(_) => self.run.lang.say_with("state-data-removed", [("state", state.into())]),
            None => state,
        }
    }
}

/// `5 high, 12 medium`, or that there is none.
pub(super) fn in_words(findings: &BTreeMap<String, u64>, lang: Lang) -> String {
    let count = |severity: &str| Some(findings::count(severity, *findings.get(severity)?, lang));
    let found: Vec<_> = SEVERITIES.into_iter().filter_map(count).collect();
    if found.is_empty() { lang.say("no-findings") } else { found.join(", ") }
}
