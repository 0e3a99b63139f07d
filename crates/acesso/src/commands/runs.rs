//! `acesso runs`

use serde::Serialize;
use serde_json::json;

use crate::{
    cli::StoreOptions,
    export::whose_data,
    failure::Failure,
    findings,
    output::{About, Output, duration, local_time, say},
    store::{Counts, RunDescription, RunState, Service, Store},
};

const SCREEN: [&str; 8] = [
    "column-run",
    "column-started",
    "column-took",
    "column-state",
    "column-services",
    "column-accounts",
    "column-accesses",
    "column-findings",
];
const COLUMNS: [&str; 9] = [
    "column-data",
    "column-run",
    "column-started",
    "column-seconds",
    "column-state",
    "column-services",
    "column-accounts",
    "column-accesses",
    "column-findings",
];

/// The severities, the gravest first.
const SEVERITIES: [&str; 4] = ["high", "medium", "low", "info"];

/// A run, and how much it holds.
#[derive(Serialize)]
struct KeptRun {
    #[serde(flatten)]
    run: RunDescription,
    #[serde(flatten)]
    counts: Counts,
    /// By severity, the suppressed ones left out.
    findings: serde_json::Map<String, serde_json::Value>,
}

pub(crate) fn run(options: &StoreOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let store = options.open(sandbox, output)?;
    let lang = output.lang();
    let is_sandbox = store.is_sandbox()?;
    let about = About {
        caption: if is_sandbox { lang.say("sandbox-data") } else { String::new() },
        members: vec![("schema", json!("acesso/runs/1")), ("sandbox", json!(is_sandbox))],
        list: "runs",
        sheet: lang.say("sheet-runs"),
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
        let counts = store.counts(run.id)?;
        let findings = store.count_findings(run.id)?;
        Ok(Self {
            run,
            counts,
            findings: findings.into_iter().map(|(severity, count)| (severity, count.into())).collect(),
        })
    }

    fn screen_row(&self) -> Vec<String> {
        vec![
            self.run.id.to_string(),
            local_time(self.run.started_at, self.run.lang),
            duration(self.run.took()),
            self.run.state.name(self.run.lang),
            self.services(),
            self.counts.accounts.to_string(),
            self.counts.accesses.to_string(),
            self.findings(),
        ]
    }

    fn row(&self) -> Vec<String> {
        vec![
            whose_data(&self.run, self.run.lang),
            self.run.id.to_string(),
            self.run.started_at.to_string(),
            self.run.took().as_secs().to_string(),
            self.run.state.name(self.run.lang),
            self.services(),
            self.counts.accounts.to_string(),
            self.counts.accesses.to_string(),
            self.findings(),
        ]
    }

    /// The services by name, with the state of those that are not as the run is.
    fn services(&self) -> String {
        let is_complete = self.run.state == RunState::Complete;
        let service = |service: &Service| match is_complete {
            true => service.vendor.name().to_owned(),
            false => service.line(self.run.lang),
        };
        self.run.services.iter().map(service).collect::<Vec<_>>().join(", ")
    }

    fn findings(&self) -> String {
        let lang = self.run.lang;
        let count = |severity: &str| Some(findings::count(severity, self.findings.get(severity)?.as_u64()?, lang));
        let found: Vec<_> = SEVERITIES.into_iter().filter_map(count).collect();
        if found.is_empty() { lang.say("no-findings") } else { found.join(", ") }
    }
}
