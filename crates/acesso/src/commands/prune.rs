//! `acesso prune`

use std::collections::BTreeMap;

use acesso_forms::output::{About, Output, say};
use acesso_review::{
    judge::prune,
    model::{Failure, Lang, Run, Totals, local_time},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use super::runs::in_words;
use crate::{cli::PruneOptions, failure::unless_nobody_reads, stores};

const HEADINGS: [&str; 6] =
    ["column-run", "column-ended", "column-accounts", "column-accesses", "column-findings", "column-decisions"];

/// A run whose data goes. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct OldRun {
    id: i64,
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
    accounts: u64,
    accesses: u64,
    /// The suppressed ones left out.
    findings_by_severity: BTreeMap<String, u64>,
    decisions: u64,
}

pub(crate) fn run(options: &PruneOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let open = if options.execute { stores::open } else { stores::open_to_read };
    let mut store = open(&options.store, sandbox, output)?;
    let (is_sandbox, now) = (store.is_sandbox()?, Timestamp::now());
    let mut old = prune::old_runs(&store, options.older_than.before(now)?)?;
    if options.execute {
        for (run, totals) in &mut old {
            *totals = store.remove_data(run.id, now)?;
        }
    }
    // Before it is shown, which may end early. Also where nothing is old: an earlier one may have been kept from it.
    let overwritten = if options.execute { store.overwrite() } else { Ok(()) };
    let shown = show(old, is_sandbox, options.execute, output);
    overwritten?;
    unless_nobody_reads(shown)
}

fn show(old: Vec<(Run, Totals)>, is_sandbox: bool, executed: bool, output: &Output) -> Result<(), Failure> {
    let lang = output.lang();
    let about = About {
        caption: if is_sandbox { lang.say("sandbox-data") } else { String::new() },
        members: vec![
            ("schema", json!("acesso/prune/2")),
            ("sandbox", json!(is_sandbox)),
            ("executed", json!(executed)),
        ],
        list: "runs",
        sheet: lang.say("sheet-runs"),
        is_by_first: false,
    };
    let mut list = output.list_about(&about, lang.headings(&HEADINGS))?;
    for (run, totals) in old {
        let old = OldRun::of(&run, totals);
        list.add(&old, || old.row(lang))?;
    }
    let count = list.close()?;
    say(remark(count, executed, lang));
    Ok(())
}

/// What was done, or would be.
fn remark(count: usize, executed: bool, lang: Lang) -> String {
    let id = match (count, executed) {
        (0, _) => return lang.say("nothing-to-remove"),
        (_, true) => "runs-removed",
        (_, false) => "runs-would-be-removed",
    };
    lang.say_with(id, [("count", count.into())])
}

impl OldRun {
    fn of(run: &Run, totals: Totals) -> Self {
        let Totals { accounts, accesses, findings: findings_by_severity, decisions } = totals;
        let Run { id, started_at, ended_at, .. } = *run;
        Self { id, started_at, ended_at, accounts, accesses, findings_by_severity, decisions }
    }

    fn row(&self, lang: Lang) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.ended_at.map_or_else(|| lang.say("never-ended"), |ended_at| local_time(ended_at, lang)),
            self.accounts.to_string(),
            self.accesses.to_string(),
            in_words(&self.findings_by_severity, lang),
            self.decisions.to_string(),
        ]
    }
}
