//! `acesso prune`

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use super::runs::in_words;
use crate::{
    cli::PruneOptions,
    failure::Failure,
    output::{About, Output, SANDBOX_DATA, count_of, local_time, say},
    prune::{self, Totals},
    store::Run,
};

const HEADINGS: [&str; 6] = ["run", "ended", "accounts", "accesses", "findings", "decisions"];

/// A run whose data goes. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Serialize)]
struct OldRun {
    id: i64,
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
    #[serde(flatten)]
    totals: Totals,
}

pub(crate) fn run(options: &PruneOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let store = options.store.open(sandbox, output)?;
    let (is_sandbox, now) = (store.is_sandbox()?, Timestamp::now());
    let old = prune::old_runs(&store, options.older_than.before(now)?)?;
    if options.execute {
        for (run, totals) in &old {
            prune::prune(&store, run, totals, now)?;
        }
        if !prune::settle(&store)? {
            say(
                "warning: another process is using the store: run this once more when it is done, to overwrite the rest",
            );
        }
    }
    let about = About {
        caption: if is_sandbox { SANDBOX_DATA } else { "" }.to_owned(),
        members: vec![
            ("schema", json!("acesso/prune/1")),
            ("sandbox", json!(is_sandbox)),
            ("executed", json!(options.execute)),
        ],
        list: "runs",
        sheet: "Runs",
    };
    let mut list = output.list_about(&about, &HEADINGS)?;
    for (run, totals) in old {
        let old = OldRun::of(&run, totals);
        list.add(&old, || old.row())?;
    }
    let count = list.close()?;
    say(remark(count, options.execute));
    Ok(())
}

/// What was done, or would be.
fn remark(count: usize, executed: bool) -> String {
    match (count, executed) {
        (0, _) => "no run is older than that, or they hold nothing any more".to_owned(),
        (count, true) => format!("removed what {} held; totals and hashes stay", count_of(count, "run")),
        (count, false) => format!("{} would lose what they hold: add --execute to remove it", count_of(count, "run")),
    }
}

impl OldRun {
    fn of(run: &Run, totals: Totals) -> Self {
        Self { id: run.id, started_at: run.started_at, ended_at: run.ended_at, totals }
    }

    fn row(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.ended_at.map_or_else(|| "never".to_owned(), local_time),
            self.totals.accounts.to_string(),
            self.totals.accesses.to_string(),
            in_words(&self.totals.findings),
            self.totals.decisions.to_string(),
        ]
    }
}
