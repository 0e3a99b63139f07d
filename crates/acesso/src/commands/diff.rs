//! `acesso diff`

use serde_json::{Map, Value, json};

use super::grants::warn;
use crate::{
    cli::DiffOptions,
    diff::{self, Change, Comparison, LeftOut, Summary, What},
    export::{or_empty, whose_data},
    failure::Failure,
    language::Lang,
    output::{About, Output, facts, person, place, printable, say},
    remediation::{self, Revocation},
    store::{Run, RunDescription, RunRef, Store},
};

const SCREEN: [&str; 6] = ["what", "person or account", "access", "where", "before", "after"];
const COLUMNS: [&str; 15] = [
    "data",
    "old run",
    "new run",
    "read at",
    "what",
    "service",
    "account",
    "kind",
    "name",
    "e-mail",
    "resource",
    "resource name",
    "access",
    "before",
    "after",
];

/// What stands for the access where the account itself changed.
const ACCOUNT: &str = "(the account)";

pub(crate) fn run(options: &DiffOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let store = options.store.open(sandbox, output)?;
    let (old, new) = runs(options, &store)?;
    let comparison = Comparison::new(&store, &old, &new)?;
    let (old, new) = (store.describe(&old)?, store.describe(&new)?);
    let mut revoked = Vec::new();
    remediation::each(&store, new.id, |revocation| {
        revoked.push(revocation.clone());
        Ok(())
    })?;
    if comparison.compared.is_empty() {
        return Err(incomparable(&old, &new, &comparison.left_out));
    }
    for LeftOut { vendor, reason } in &comparison.left_out {
        say(printable(&format!("warning: {vendor} is not compared: {reason}")));
    }
    let headings: &[_] = if output.is_table() { &SCREEN } else { &COLUMNS };
    let mut list = output.list_about(&about(&old, &new, &comparison, &revoked), headings)?;
    let mut summary = Summary::default();
    comparison.each_change(|change| {
        summary.count(change.what);
        list.add(&change, || if output.is_table() { screen_row(&change) } else { row(&old, &new, &change) })
    })?;
    for revocation in &revoked {
        list.add_row(|| match output.is_table() {
            true => screen_row_of(revocation, output.lang()),
            false => row_of(&old, &new, revocation, output.lang_of_cells()),
        })?;
    }
    list.close()?;
    let Summary { gained, lost, changed, attributed, .. } = summary;
    if gained + lost + changed + attributed == 0 {
        say(format_args!("nothing changed between run {} and run {}", old.id, new.id));
    } else {
        say(format_args!("{gained} gained, {lost} lost, {changed} changed, {attributed} attributed"));
    }
    if !revoked.is_empty() {
        say(remediation::sentence(&store, new.id, output.lang())?);
    }
    Ok(())
}

/// The runs that were asked for, the older one first.
fn runs(options: &DiffOptions, store: &Store) -> Result<(Run, Run), Failure> {
    let Some(old) = options.old else {
        return diff::newest_pair(store)?.ok_or_else(|| Failure::NotFound {
            what: format!("{} has no two complete runs that were read under the same settings", store.path().display()),
            advice: "read once more with `acesso review`, or name two runs: `acesso diff OLD NEW` (`acesso runs` lists them)",
        });
    };
    let (old, new) = (store.find_run(old)?, store.find_run(options.new.unwrap_or(RunRef::Latest))?);
    if old.id == new.id {
        return Err(Failure::Usage {
            what: format!("both are run {}", old.id),
            advice: "name two runs: `acesso diff OLD NEW` (`acesso runs` lists them)",
        });
    }
    if old.id > new.id {
        // The other way round, every access that somebody lost would be one that they gained.
        say(format_args!("note: run {} is the older one, so it is compared with run {}", new.id, old.id));
        return Ok((new, old));
    }
    Ok((old, new))
}

/// No change among nothing would look like no change at all.
fn incomparable(old: &RunDescription, new: &RunDescription, left_out: &[LeftOut]) -> Failure {
    warn(old);
    warn(new);
    let reasons: Vec<_> = left_out.iter().map(|left_out| format!("{}: {}", left_out.vendor, left_out.reason)).collect();
    Failure::Incomplete {
        what: format!("runs {} and {} can't be compared; {}", old.id, new.id, reasons.join("; ")),
        advice: "compare runs that have all of a service, read under the same settings (`acesso runs` lists them)",
    }
}

fn about(old: &RunDescription, new: &RunDescription, comparison: &Comparison<'_>, revoked: &[Revocation]) -> About {
    let compared: Vec<_> = comparison.compared.iter().map(|vendor| vendor.name()).collect();
    let left_out = |left_out: &LeftOut| format!("\nNot compared: {}, {}", left_out.vendor, left_out.reason);
    About {
        caption: format!(
            "{}\n{}\nCompared: {}{}",
            old.caption(),
            new.line(),
            compared.join(", "),
            comparison.left_out.iter().map(left_out).collect::<String>()
        ),
        members: vec![
            ("schema", json!("acesso/diff/1")),
            ("sandbox", json!(new.sandbox)),
            ("old", json!(old)),
            ("new", json!(new)),
            ("compared", json!(comparison.compared)),
            ("left_out", json!(comparison.left_out)),
            ("revocations", json!(revoked)),
        ],
        list: "changes",
        sheet: "Changes",
    }
}

fn screen_row(change: &Change) -> Vec<String> {
    let place = match &change.resource {
        Some(resource) => place(change.vendor, resource, change.resource_name.as_deref()),
        None => change.vendor.name().to_owned(),
    };
    let [before, after] = sides(change);
    vec![
        change.what.as_str().to_owned(),
        person(&change.principal_kind, &change.principal, change.name.as_deref(), change.email.as_deref()),
        change.permission.clone().unwrap_or_else(|| ACCOUNT.to_owned()),
        place,
        before,
        after,
    ]
}

fn row(old: &RunDescription, new: &RunDescription, change: &Change) -> Vec<String> {
    let [before, after] = sides(change);
    vec![
        whose_data(new),
        old.id.to_string(),
        new.id.to_string(),
        new.started_at.to_string(),
        change.what.as_str().to_owned(),
        change.vendor.as_str().to_owned(),
        change.principal.clone(),
        change.principal_kind.clone(),
        or_empty(&change.name),
        or_empty(&change.email),
        or_empty(&change.resource),
        or_empty(&change.resource_name),
        or_empty(&change.permission),
        before,
        after,
    ]
}

/// What became of an access that was revoked, below the changes.
fn screen_row_of(it: &Revocation, lang: Lang) -> Vec<String> {
    vec![
        lang.say_with("revocation", []),
        person(&it.principal_kind, &it.principal, it.name.as_deref(), it.email.as_deref()),
        it.permission.clone(),
        place(it.vendor, &it.resource, it.resource_name.as_deref()),
        it.decided(lang),
        it.state.word(lang),
    ]
}

fn row_of(old: &RunDescription, new: &RunDescription, it: &Revocation, lang: Lang) -> Vec<String> {
    vec![
        whose_data(new),
        old.id.to_string(),
        new.id.to_string(),
        new.started_at.to_string(),
        lang.say_with("revocation", []),
        it.vendor.as_str().to_owned(),
        it.principal.clone(),
        it.principal_kind.clone(),
        or_empty(&it.name),
        or_empty(&it.email),
        it.resource.clone(),
        or_empty(&it.resource_name),
        it.permission.clone(),
        it.decided(lang),
        it.state.word(lang),
    ]
}

/// Before and after, for people.
fn sides(change: &Change) -> [String; 2] {
    match change.what {
        What::Gained if change.permission.is_none() => ["not there".to_owned(), "there".to_owned()],
        What::Lost if change.permission.is_none() => ["there".to_owned(), "not there".to_owned()],
        What::Gained => ["not held".to_owned(), "held".to_owned()],
        What::Lost => ["held".to_owned(), "not held".to_owned()],
        What::Changed | What::Attributed => {
            [&change.before, &change.after].map(|side| side.as_ref().map(side_text).unwrap_or_default())
        }
    }
}

/// Whose it was, or the facts that were otherwise.
fn side_text(side: &Map<String, Value>) -> String {
    let text = |name: &str| side.get(name).and_then(Value::as_str);
    match (text("principal_kind"), text("principal")) {
        (Some(kind), Some(id)) => person(kind, id, None, None),
        _ => facts(side),
    }
}
