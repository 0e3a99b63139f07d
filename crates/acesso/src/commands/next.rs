//! What to do next, by how far the review of a run is.

use acesso_forms::words::{in_shell, printable};
use acesso_review::{
    judge::campaign::Status,
    model::{Failure, Lang, RunState},
    source::Registry,
    store::Store,
};
use jiff::Zoned;

use crate::cli::StoreOptions;

/// A command without the program's name, and the id of what it does.
pub(super) type Step = (String, &'static str);

/// What comes next in the review of a run that ended.
pub(super) fn steps(store: &Store, run: i64) -> Result<Vec<Step>, Failure> {
    steps_after(&Status::of(store, &Registry::built_in(), run, Zoned::now().date())?, store, run)
}

fn steps_after(status: &Status, store: &Store, run: i64) -> Result<Vec<Step>, Failure> {
    let open = status.open_revocations.unwrap_or_default();
    if status.signed.is_some() {
        let revocations = (open > 0).then(|| (format!("revocations {run}"), "next-revocations"));
        return Ok(revocations.into_iter().chain([("review".to_owned(), "next-review")]).collect());
    }
    let is_complete = store.run(run)?.is_some_and(|run| run.state == RunState::Complete && run.pruned_at.is_none());
    let counts = status.decision_counts;
    if counts.accesses == 0 || !is_complete {
        return Ok(Vec::new());
    }
    if status.undecided() == 0 {
        return Ok(vec![(format!("sign {run} --by NAME"), "next-sign")]);
    }
    if status.campaign.is_none() && counts.decided() == 0 {
        return Ok(vec![("campaign start --help".to_owned(), "next-campaign")]);
    }
    let mut steps = vec![("decide --from FILE".to_owned(), "next-decide")];
    if status.campaign.is_some() {
        steps.push((format!("status {run}"), "next-status"));
    }
    Ok(steps)
}

/// These steps as lines for people, under their heading; nothing where there are none.
pub(super) fn lines(steps: Vec<Step>, options: &StoreOptions, sandbox: bool, lang: Lang) -> Vec<String> {
    if steps.is_empty() {
        return Vec::new();
    }
    let place = match &options.store {
        Some(store) => format!(" --store {}", in_shell(&printable(&store.display().to_string()))),
        None if sandbox => " --sandbox".to_owned(),
        None => String::new(),
    };
    let steps: Vec<_> = steps.into_iter().map(|(command, what)| (format!("acesso {command}{place}"), what)).collect();
    let width = steps.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
    let line = |(command, what): (String, &'static str)| format!("  {command:width$}  {}", lang.say(what));
    [String::new(), lang.say("screen-next")].into_iter().chain(steps.into_iter().map(line)).collect()
}
