//! What to do next, by how far the review of a run is: ask people, take what they decide, sign, have removed what was revoked,
//! and read again.

use acesso_forms::words::{in_shell, printable};
use acesso_review::{
    judge::campaign::Status,
    model::{Failure, Lang, RunState},
    source::Registry,
    store::Store,
};
use jiff::Zoned;

use crate::cli::StoreOptions;

/// A command as it is typed, and the id of what it does.
pub(super) type Step = (String, &'static str);

/// What is said of `acesso status` and of `acesso revocations`, which do not suggest themselves.
pub(super) const STATUS: &str = "next-status";
pub(super) const REVOCATIONS: &str = "next-revocations";

/// What comes next in the review of a run that ended. Behind each command stands where its store is.
pub(super) fn steps(store: &Store, run: i64, place: &str, lang: Lang) -> Result<Vec<Step>, Failure> {
    let status = Status::of(store, &Registry::built_in(), run, Zoned::now().date())?;
    let is_whole = store.run(run)?.is_some_and(|run| run.state == RunState::Complete && run.pruned_at.is_none());
    let step = |command: &str, what| (format!("acesso {command}{place}"), what);
    let sign = || step(&format!("sign {run} --by {}", lang.say("placeholder-name")), "next-sign");
    let (counts, is_asked) = (status.decision_counts, status.campaign.is_some());
    let steps = if status.signed.is_some() {
        let open = status.open_revocations.unwrap_or_default();
        let to_remove = (open > 0).then(|| step(&format!("revocations {run}"), REVOCATIONS));
        let again = if counts.revoke > 0 { "next-review" } else { "next-review-anew" };
        to_remove.into_iter().chain([step("review", again)]).collect()
    } else if counts.accesses == 0 || !is_whole {
        Vec::new()
    } else if status.undecided() == 0 {
        vec![sign()]
    } else if !is_asked && counts.decided() == 0 {
        vec![step("campaign start --help", "next-campaign")]
    } else {
        let decide = step(&format!("decide --from {}", lang.say("placeholder-file")), "next-decide");
        vec![decide, if is_asked { step(&format!("status {run}"), STATUS) } else { sign() }]
    };
    Ok(steps)
}

/// The same for people, under its heading; nothing where there is nothing to do. What was just done is left out, by the id of what
/// is said of it.
pub(super) fn lines(
    store: &Store,
    run: i64,
    place: &str,
    lang: Lang,
    done: Option<&str>,
) -> Result<Vec<String>, Failure> {
    let mut steps = steps(store, run, place, lang)?;
    steps.retain(|(_, what)| Some(*what) != done);
    Ok(under_heading(&steps, lang))
}

/// What a command needs to find the store again.
pub(super) fn place(options: &StoreOptions, sandbox: bool) -> String {
    match &options.store {
        Some(store) => format!(" --store {}", in_shell(&printable(&store.display().to_string()))),
        None if sandbox => " --sandbox".to_owned(),
        None => String::new(),
    }
}

/// Commands beside what they do.
pub(super) fn beside(steps: &[Step], lang: Lang) -> Vec<String> {
    let width = steps.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
    steps.iter().map(|(command, what)| format!("  {command:width$}  {}", lang.say(what))).collect()
}

fn under_heading(steps: &[Step], lang: Lang) -> Vec<String> {
    if steps.is_empty() {
        return Vec::new();
    }
    [String::new(), lang.say("screen-next")].into_iter().chain(beside(steps, lang)).collect()
}
