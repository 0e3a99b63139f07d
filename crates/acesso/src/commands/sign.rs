//! `acesso sign`

use acesso_forms::{
    output::{Format, Output, say},
    words::printable,
};
use acesso_review::{
    judge::signature::{Closing, Statement},
    model::{Failure, Lang, RunState, local_time},
    store::Signature,
};
use jiff::Timestamp;
use serde::Serialize;

use super::{decide::counted, grants::warn, next};
use crate::{cli::SignOptions, failure, identity, stores};

/// What was signed, or would be. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Answer {
    schema: &'static str,
    sandbox: bool,
    dry_run: bool,
    statement: Statement,
    /// Of the statement as it is kept.
    sha256: String,
}

pub(crate) fn run(options: &SignOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let form = output.form_of_text()?;
    let by = options.by.trim();
    if by.is_empty() {
        return Err(Failure::usage("failure-no-signer", &[]));
    }
    let reason = options.force.as_ref().map(|reason| reason.trim().to_owned());
    if reason.as_ref().is_some_and(String::is_empty) {
        return Err(Failure::usage("failure-no-reason-to-force", &[]));
    }
    let open = if options.dry_run { stores::open_to_read } else { stores::open };
    let store = open(&options.store, sandbox, output)?;
    let run = store.describe(&store.find_run(options.run)?, output.lang())?;
    warn(&run);
    let closing = Closing::of(&store, run.id)?.force(reason);
    for difference in &closing.differences {
        let sentence = difference.sentence(output.lang());
        say(output.lang().say_with("warning-differs", [("sentence", sentence.into())]));
    }
    let now = Timestamp::now();
    let (statement, Signature { sha256, .. }) = closing.sign(by, &identity::of_process(now), now, options.dry_run)?;
    let answer = Answer { schema: "acesso/sign/2", sandbox: run.sandbox, dry_run: options.dry_run, statement, sha256 };
    match form {
        Format::Json => output.one(&answer, &[]),
        _ => {
            let mut lines = told(&answer, output.lang());
            if !options.dry_run {
                let place = next::place(&options.store, sandbox);
                lines.extend(next::lines(&store, answer.statement.run, &place, output.lang(), None)?);
            }
            failure::show(&(lines.join("\n") + "\n"))
        }
    }
}

fn told(answer: &Answer, lang: Lang) -> Vec<String> {
    let Statement { number, run, run_state, counts, claimed_name, user, host, signed_at, previous, forced, .. } =
        &answer.statement;
    let text = |number: &i64| number.to_string().into();
    let mut lines = Vec::new();
    if answer.sandbox {
        lines.push(lang.say("sandbox-data"));
    }
    let what = if answer.dry_run { "sign-would-be" } else { "sign-is" };
    lines.push(lang.say_with(what, [("run", text(run)), ("number", text(number))]));
    lines.push(counted(counts, counts.undecided, lang));
    if counts.undecided > 0 {
        lines.push(lang.say_with("sign-undecided", [("count", counts.undecided.into())]));
    }
    if counts.own > 0 {
        lines.push(lang.say_with("decide-own", [("count", counts.own.into())]));
    }
    if answer.statement.carried > 0 {
        lines.push(lang.say_with("sign-carried", [("count", answer.statement.carried.into())]));
    }
    if *run_state != RunState::Complete {
        lines.push(lang.say_with("sign-incomplete", [("run", text(run))]));
    }
    if let Some(forced) = forced {
        lines.push(lang.say_with("sign-forced", [("reason", forced.reason.clone().into())]));
    }
    let unknown = || lang.say("unknown");
    lines.push(lang.say_with(
        "sign-who",
        [
            ("name", claimed_name.clone().into()),
            ("user", user.clone().unwrap_or_else(unknown).into()),
            ("host", host.clone().unwrap_or_else(unknown).into()),
            ("time", local_time(*signed_at, lang).into()),
        ],
    ));
    lines.push(lang.say_with("sign-hash", [("sha256", answer.sha256.clone().into())]));
    lines.push(match previous {
        Some(previous) => lang.say_with("sign-follows", [("number", text(&previous.number))]),
        None => lang.say("sign-is-first"),
    });
    lines.iter().map(|line| printable(line)).collect()
}
