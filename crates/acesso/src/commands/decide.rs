//! `acesso decide`

use acesso_forms::{
    decisions::{Decisions, Taken},
    output::{Format, Output, say},
};
use acesso_review::{
    judge::decisions::Insisting,
    model::{DecisionFile, Failure, Lang, Recorded, RunDescription, RunRef},
    store::DecisionCounts,
};
use jiff::Timestamp;
use serde::Serialize;

use super::grants::warn;
use crate::{cli::DecideOptions, failure, stores};

/// What came of a file. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Answer {
    schema: &'static str,
    sandbox: bool,
    run: RunDescription,
    /// Where the decisions came from.
    from: DecisionFile,
    /// Whether it was looked for cells that were cleared: a file of an earlier version does not say what was in them.
    cleared_cells_checked: bool,
    recorded: Recorded,
    decision_counts: DecisionCounts,
}

pub(crate) fn run(options: &DecideOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let form = output.form_of_text()?;
    let store = stores::open(&options.store, sandbox, output)?;
    let decisions = Decisions::open(&options.from)?;
    let wanted = match options.run {
        Some(wanted) => wanted,
        None => RunRef::Number(decisions.run(&store)?),
    };
    let run = store.describe(&store.find_run(wanted)?, output.lang())?;
    warn(&run);
    let insisting = Insisting { replace: options.replace, withdraw: options.withdraw };
    let Taken { file, recorded, says_as_exported } = decisions.take(&store, &run, insisting, Timestamp::now())?;
    if !says_as_exported {
        say(output.lang().say("decide-not-as-exported"));
    }
    let answer = Answer {
        schema: "acesso/decide/2",
        sandbox: run.sandbox,
        decision_counts: store.decision_counts(run.id)?,
        run,
        from: file,
        cleared_cells_checked: says_as_exported,
        recorded,
    };
    match form {
        Format::Json => output.one(&answer, &[]),
        _ => show(&answer, output.lang()),
    }
}

fn show(answer: &Answer, lang: Lang) -> Result<(), Failure> {
    let Recorded { added, replaced, unchanged, withdrawn, own } = answer.recorded;
    let run = answer.run.id.to_string();
    let mut lines = Vec::new();
    if answer.sandbox {
        lines.push(lang.say("sandbox-data"));
    }
    let file = [("added", added.into()), ("replaced", replaced.into()), ("unchanged", unchanged.into())];
    lines.push(lang.say_with("decide-file", file.into_iter().chain([("run", run.clone().into())])));
    if withdrawn > 0 {
        lines.push(lang.say_with("decide-withdrawn", [("count", withdrawn.into())]));
    }
    lines.push(counted(&answer.decision_counts, lang));
    if own > 0 {
        lines.push(lang.say_with("decide-own", [("count", own.into())]));
    }
    lines.push(lang.say_with("decide-not-signed", [("run", run.into())]));
    failure::show(&(lines.join("\n") + "\n"))
}

/// How many accesses are decided about, and how.
pub(super) fn counted(counts: &DecisionCounts, lang: Lang) -> String {
    let decided = counts.decided();
    lang.say_with(
        "decide-counts",
        [
            ("decided", decided.into()),
            ("accesses", counts.accesses.into()),
            ("keep", counts.keep.into()),
            ("change", counts.change.into()),
            ("revoke", counts.revoke.into()),
            ("undecided", counts.undecided.into()),
        ],
    )
}
