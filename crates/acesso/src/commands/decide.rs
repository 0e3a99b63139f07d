//! `acesso decide`

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use acesso_forms::{
    decisions::{Decisions, Files, Taken, Terms},
    output::{Format, Output, say},
    words::printable,
};
use acesso_review::{
    judge::{campaign::progress, decisions::Insisting},
    model::{DecisionFile, Failure, FailureKind, Lang, Recorded, RunDescription, RunRef},
    store::{DecisionCounts, Store},
};
use jiff::Timestamp;
use serde::Serialize;

use super::{grants::warn, next};
use crate::{cli::DecideOptions, failure, stores};

/// What came of the files. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Answer {
    schema: &'static str,
    sandbox: bool,
    /// Nothing is recorded.
    dry_run: bool,
    files: Vec<Given>,
    /// What lies in the folders and holds no decisions.
    passed_over: Vec<String>,
}

/// A file that was given, or lies in a folder that was.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Given {
    /// Where it lies.
    path: String,
    /// What came of it; absent where it was refused.
    taken: Option<Answered>,
    /// Why nothing of it is recorded; absent where it was taken.
    refused: Option<Refused>,
}

/// A file that was taken.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Answered {
    run: RunDescription,
    /// Where the decisions came from.
    from: DecisionFile,
    /// Whether it was looked for cells that were cleared: a page that saved the file has none, and an export of an earlier
    /// version does not say what was in them.
    cleared_cells_checked: bool,
    recorded: Recorded,
    decision_counts: DecisionCounts,
    /// About how many accesses somebody is asked, or is to be, and nobody decided.
    #[serde(skip)]
    undecided: u64,
}

/// Why a file was refused.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Refused {
    error: String,
    advice: String,
}

impl Refused {
    fn of(failure: &Failure, lang: Lang) -> Self {
        Self { error: failure.what(lang), advice: failure.advice_in(lang).into_owned() }
    }
}

pub(crate) fn run(options: &DecideOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let form = output.form_of_text()?;
    let store = stores::open(&options.store, sandbox, output)?;
    let Files { decisions, others } = Files::of(&options.from)?;
    let mut deciding = Deciding { store: &store, options, lang: output.lang(), warned: BTreeSet::new() };
    let (mut files, mut refusals) = (Vec::new(), Vec::new());
    for path in &decisions {
        let (taken, refused) = match deciding.take(path) {
            Ok(taken) => (Some(taken), None),
            // What is wrong with one file does not stop the others; what is wrong with the store does.
            Err(failure) if failure.kind() == FailureKind::Usage => {
                let refused = Refused::of(&failure, if form == Format::Json { Lang::En } else { output.lang() });
                refusals.push(failure);
                (None, Some(refused))
            }
            Err(failure) => return Err(failure),
        };
        files.push(Given { path: path.display().to_string(), taken, refused });
    }
    let answer = Answer {
        schema: "acesso/decide/3",
        sandbox: store.is_sandbox()?,
        dry_run: options.dry_run,
        files,
        passed_over: others.iter().map(|path| path.display().to_string()).collect(),
    };
    match form {
        Format::Json => output.one(&answer, &[])?,
        _ => {
            let place = next::place(&options.store, sandbox);
            let next = |run| next::lines(&store, run, &place, output.lang(), None);
            show(&answer, output.lang(), next)?;
        }
    }
    ended(refusals, decisions.len())
}

/// How it ends: with the failure of the one file that was given, or with how many were refused.
fn ended(mut refusals: Vec<Failure>, files: usize) -> Result<(), Failure> {
    match (refusals.len(), files) {
        (0, _) => Ok(()),
        (1, 1) => refusals.pop().map_or(Ok(()), Err),
        (refused, files) => Err(Failure::usage("failure-files-refused", &[("refused", &refused), ("files", &files)])),
    }
}

struct Deciding<'a> {
    store: &'a Store,
    options: &'a DecideOptions,
    lang: Lang,
    /// The runs of which was said what they lack.
    warned: BTreeSet<i64>,
}

impl Deciding<'_> {
    fn take(&mut self, path: &Path) -> Result<Answered, Failure> {
        let decisions = Decisions::open(path)?;
        let wanted = match self.options.run {
            Some(wanted) => wanted,
            None => RunRef::Number(decisions.run(self.store)?),
        };
        let run = self.store.describe(&self.store.find_run(wanted)?, self.lang)?;
        if self.warned.insert(run.id) {
            warn(&run);
        }
        let Taken { file, recorded, says_as_exported, is_packet } =
            decisions.take(self.store, &run, self.terms(), Timestamp::now())?;
        if !says_as_exported && !is_packet {
            say(self.lang.say("decide-not-as-exported"));
        }
        let decision_counts = self.store.decision_counts(run.id)?;
        let undecided = progress(self.store, run.id)?.map_or(decision_counts.undecided, |it| it.undecided);
        Ok(Answered { run, from: file, cleared_cells_checked: says_as_exported, recorded, decision_counts, undecided })
    }

    fn terms(&self) -> Terms<'_> {
        let DecideOptions { replace, withdraw, dry_run, .. } = *self.options;
        let insisting = Insisting { replace, withdraw, substitute: self.options.substitute.as_deref() };
        Terms { insisting, by: self.options.by.as_deref(), dry_run }
    }
}

/// With what comes next for each run.
fn show(answer: &Answer, lang: Lang, next: impl Fn(i64) -> Result<Vec<String>, Failure>) -> Result<(), Failure> {
    if !answer.passed_over.is_empty() {
        let files = [("files", answer.passed_over.join(", ").into())];
        say(lang.say_with("decide-passed-over", files));
    }
    if let [Given { refused: Some(_), .. }] = answer.files.as_slice() {
        return Ok(());
    }
    let mut lines = Vec::new();
    if answer.sandbox {
        lines.push(lang.say("sandbox-data"));
    }
    if answer.dry_run {
        lines.push(lang.say("decide-dry-run"));
    }
    for given in &answer.files {
        match (&given.taken, &given.refused) {
            (Some(taken), _) => lines.extend(told(taken, lang)),
            (None, Some(Refused { error, advice })) => {
                lines.push(lang.say_with("decide-refused", [("file", printable(&given.path).into())]));
                let error = lang.say_with("failure-error", [("what", error.as_str().into())]);
                say(format_args!("{error}\n  {advice}"));
            }
            (None, None) => {}
        }
    }
    // How far a run is tells nothing of what would be.
    if !answer.dry_run {
        let runs = runs(answer);
        lines.extend(stand(&runs, lang));
        for run in runs.keys() {
            lines.extend(next(*run)?);
        }
    }
    failure::show(&(lines.join("\n") + "\n"))
}

/// What came of a file.
fn told(taken: &Answered, lang: Lang) -> Vec<String> {
    let Recorded { added, replaced, unchanged, withdrawn, own } = taken.recorded;
    let values = [
        ("file", printable(&taken.from.name).into()),
        ("run", taken.run.id.to_string().into()),
        ("added", added.into()),
        ("replaced", replaced.into()),
        ("unchanged", unchanged.into()),
    ];
    let mut lines = vec![lang.say_with("decide-file", values)];
    for (id, count) in [("decide-withdrawn", withdrawn), ("decide-own", own)] {
        if count > 0 {
            lines.push(format!("  {}", lang.say_with(id, [("count", count.into())])));
        }
    }
    lines
}

/// The runs that the files were of, and how far each is by now: what its last file left.
fn runs(answer: &Answer) -> BTreeMap<i64, &Answered> {
    let taken = answer.files.iter().filter_map(|given| given.taken.as_ref());
    taken.map(|taken| (taken.run.id, taken)).collect()
}

fn stand(runs: &BTreeMap<i64, &Answered>, lang: Lang) -> Vec<String> {
    let line = |(run, taken): (&i64, &&Answered)| {
        let counted = counted(&taken.decision_counts, taken.undecided, lang);
        if runs.len() == 1 { counted } else { format!("{run}: {counted}") }
    };
    runs.iter().map(line).collect()
}

/// How many accesses are decided about, and how, and about how many somebody still has to decide.
pub(super) fn counted(counts: &DecisionCounts, undecided: u64, lang: Lang) -> String {
    let decided = counts.decided();
    lang.say_with(
        "decide-counts",
        [
            ("decided", decided.into()),
            ("accesses", counts.accesses.into()),
            ("keep", counts.keep.into()),
            ("change", counts.change.into()),
            ("revoke", counts.revoke.into()),
            ("undecided", undecided.into()),
        ],
    )
}
