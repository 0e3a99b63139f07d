//! `acesso diff`

use std::process::ExitCode;

use acesso_forms::{
    access::{called, kind, or_empty, whose_data},
    output::{About, Output, say},
    words::printable,
};
use acesso_review::{
    judge::{
        diff::{self, Change, Comparison, LeftOut, Summary},
        remediation::{self, Revocation},
    },
    model::{Failure, Lang, Run, RunDescription, RunRef, person, place},
    store::Store,
};
use serde_json::json;

use super::{grants::warn, review::INCOMPLETE};
use crate::{cli::DiffOptions, failure, stores};

const SCREEN: [&str; 6] =
    ["column-what", "column-person", "column-access", "column-where", "column-before", "column-after"];
const COLUMNS: [&str; 15] = [
    "column-data",
    "column-old-run",
    "column-new-run",
    "column-read-at",
    "column-what",
    "column-service",
    "column-account",
    "column-kind",
    "column-name",
    "column-email",
    "column-resource",
    "column-resource-name",
    "column-access",
    "column-before",
    "column-after",
];

/// Something changed.
const CHANGED: u8 = 1;
/// It failed, for no reason that has a code of its own: with `--exit-code` 1 says something else.
const FAILED: u8 = 2;

pub(crate) fn run(options: &DiffOptions, sandbox: bool, output: &Output) -> Result<ExitCode, Failure> {
    let compared = compare(options, sandbox, output);
    match compared {
        Ok(_) if !options.exit_code => Ok(ExitCode::SUCCESS),
        Ok(summary) => Ok(exit_code(&summary)),
        Err(failure) if options.exit_code && failure.code() == CHANGED => {
            failure::report(&failure);
            Ok(ExitCode::from(FAILED))
        }
        Err(failure) => Err(failure),
    }
}

/// Whether something changed; where a service is not compared, nobody can tell that nothing did.
fn exit_code(summary: &Summary) -> ExitCode {
    if summary.is_any() {
        ExitCode::from(CHANGED)
    } else if summary.left_out.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(INCOMPLETE)
    }
}

fn compare(options: &DiffOptions, sandbox: bool, output: &Output) -> Result<Summary, Failure> {
    let store = stores::open_to_read(&options.store, sandbox, output)?;
    let (old, new) = runs(options, &store, output.lang())?;
    let comparison = Comparison::new(&store, &old, &new)?;
    let lang = output.lang();
    let (old, new) = (store.describe(&old, lang)?, store.describe(&new, lang)?);
    let mut revoked = Vec::new();
    remediation::each(&store, new.id, |revocation| {
        revoked.push(revocation.clone());
        Ok(())
    })?;
    if comparison.compared.is_empty() {
        return Err(incomparable(&old, &new, &comparison.left_out));
    }
    for left_out in &comparison.left_out {
        say(printable(&not_compared("warning-not-compared", left_out, lang)));
    }
    let headings: &[_] = if output.is_table() { &SCREEN } else { &COLUMNS };
    let mut list = output.list_about(&about(&old, &new, &comparison, &revoked), lang.headings(headings))?;
    let mut summary = Summary { left_out: comparison.left_out.clone(), ..Summary::default() };
    comparison.each_change(|change| {
        summary.count(change.what);
        list.add(&change, || if output.is_table() { screen_row(&change, lang) } else { row(&old, &new, &change) })
    })?;
    for revocation in &revoked {
        list.add_row(|| match output.is_table() {
            true => screen_row_of(revocation, lang),
            false => row_of(&old, &new, revocation),
        })?;
    }
    list.close()?;
    let Summary { gained, lost, changed, attributed, .. } = summary;
    say(if !summary.is_any() {
        lang.say_with("nothing-changed", [("old", old.id.to_string().into()), ("new", new.id.to_string().into())])
    } else {
        let (gained, lost) = (("gained", gained.into()), ("lost", lost.into()));
        lang.say_with("changes-counted", [gained, lost, ("changed", changed.into()), ("attributed", attributed.into())])
    });
    if !revoked.is_empty() {
        say(remediation::sentence(&store, new.id, lang)?);
    }
    Ok(summary)
}

fn not_compared(message: &str, LeftOut { service, reason }: &LeftOut, lang: Lang) -> String {
    lang.say_with(message, [("service", service.name().into()), ("reason", reason.sentence(lang).into())])
}

/// The runs that were asked for, the older one first.
fn runs(options: &DiffOptions, store: &Store, lang: Lang) -> Result<(Run, Run), Failure> {
    let Some(old) = options.old else {
        return diff::newest_pair(store)?
            .ok_or_else(|| Failure::not_found("failure-no-two-runs", &[("file", &store.path().display())]));
    };
    let (old, new) = (store.find_run(old)?, store.find_run(options.new.unwrap_or(RunRef::Latest))?);
    if old.id == new.id {
        return Err(Failure::usage("failure-same-run", &[("run", &old.id)]));
    }
    if old.id > new.id {
        // The other way round, every access that somebody lost would be one that they gained.
        let values = [("older", new.id.to_string().into()), ("newer", old.id.to_string().into())];
        say(lang.say_with("note-older-run-first", values));
        return Ok((new, old));
    }
    Ok((old, new))
}

/// No change among nothing would look like no change at all.
fn incomparable(old: &RunDescription, new: &RunDescription, left_out: &[LeftOut]) -> Failure {
    warn(old);
    warn(new);
    let reasons_in = |lang| {
        let reason = |LeftOut { service, reason }: &LeftOut| format!("{service}: {}", reason.sentence(lang));
        left_out.iter().map(reason).collect::<Vec<_>>().join("; ")
    };
    Failure::incomplete("failure-incomparable", &[("old", &old.id), ("new", &new.id)]).with("reasons", reasons_in)
}

fn about(old: &RunDescription, new: &RunDescription, comparison: &Comparison<'_>, revoked: &[Revocation]) -> About {
    let compared: Vec<_> = comparison.compared.iter().map(|service| service.name()).collect();
    let lang = new.lang;
    let compared = lang.say_with("compared", [("services", compared.join(", ").into())]);
    let left_out = comparison.left_out.iter().map(|left_out| not_compared("not-compared", left_out, lang));
    About {
        caption: [old.caption(), new.line(), compared].into_iter().chain(left_out).collect::<Vec<_>>().join("\n"),
        members: vec![
            ("schema", json!("acesso/diff/2")),
            ("sandbox", json!(new.sandbox)),
            ("old", json!(old)),
            ("new", json!(new)),
            ("compared", json!(comparison.compared)),
            ("left_out", json!(comparison.left_out)),
            ("revocations", json!(revoked)),
        ],
        list: "changes",
        sheet: lang.say("sheet-changes"),
        is_by_first: false,
    }
}

fn screen_row(change: &Change, lang: Lang) -> Vec<String> {
    let place = match &change.resource {
        Some(resource) => place(change.service, resource, change.resource_name.as_deref(), lang),
        None => change.service.name(),
    };
    let [before, after] = change.sides(lang);
    vec![
        change.what.name(lang),
        person(&change.principal_kind, &change.principal, change.name.as_deref(), change.email.as_deref(), lang),
        // The account itself changed.
        change.permission.clone().unwrap_or_else(|| lang.say("the-account")),
        place,
        before,
        after,
    ]
}

fn row(old: &RunDescription, new: &RunDescription, change: &Change) -> Vec<String> {
    let lang = new.lang;
    let [before, after] = change.sides(lang);
    vec![
        whose_data(new, lang),
        old.id.to_string(),
        new.id.to_string(),
        new.started_at.to_string(),
        change.what.name(lang),
        change.service.as_str().to_owned(),
        change.principal.clone(),
        kind(&change.principal_kind, lang),
        or_empty(&change.name),
        or_empty(&change.email),
        or_empty(&change.resource),
        called(change.service, change.resource.as_deref().unwrap_or_default(), &change.resource_name, lang),
        or_empty(&change.permission),
        before,
        after,
    ]
}

/// What became of an access that was revoked, below the changes.
fn screen_row_of(it: &Revocation, lang: Lang) -> Vec<String> {
    vec![
        lang.say("revocation"),
        person(&it.principal_kind, &it.principal, it.name.as_deref(), it.email.as_deref(), lang),
        it.permission.clone(),
        place(it.service, &it.resource, it.resource_name.as_deref(), lang),
        it.decided(lang),
        it.outcome(lang),
    ]
}

fn row_of(old: &RunDescription, new: &RunDescription, it: &Revocation) -> Vec<String> {
    let lang = new.lang;
    vec![
        whose_data(new, lang),
        old.id.to_string(),
        new.id.to_string(),
        new.started_at.to_string(),
        lang.say("revocation"),
        it.service.as_str().to_owned(),
        it.principal.clone(),
        kind(&it.principal_kind, lang),
        or_empty(&it.name),
        or_empty(&it.email),
        it.resource.clone(),
        called(it.service, &it.resource, &it.resource_name, lang),
        it.permission.clone(),
        it.decided(lang),
        it.outcome(lang),
    ]
}
