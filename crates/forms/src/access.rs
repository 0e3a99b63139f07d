//! Accesses as rows of a table, which people fill in and give back.

use acesso_review::{
    model::{Decided, Lang, RunDescription, ServiceId, facts, name_of_resource},
    store::GrantRow,
};

/// The columns of a table of accesses, by the ids of their headings: where they come from, then the stable key, then what
/// else is known, and what was decided.
pub const ACCESS_COLUMNS: [&str; 22] = [
    "column-data",
    "column-run",
    "column-read-at",
    "column-service",
    "column-complete",
    "column-account",
    "column-kind",
    "column-name",
    "column-email",
    "column-resource",
    "column-resource-kind",
    "column-resource-name",
    "column-access",
    "column-since",
    "column-granted-by",
    "column-grant-ids",
    "column-more",
    "column-run-sha256",
    "column-decision",
    "column-reason",
    "column-reviewer",
    "column-decided-on",
];

/// The last columns, in which people write.
pub const DECISION_COLUMNS: usize = 4;

/// One access. What is unknown is an empty cell, which no spreadsheet program takes for an answer.
pub fn access_row(run: &RunDescription, grant: &GrantRow, lang: Lang) -> Vec<String> {
    let decided =
        |tell: fn(&Decided, Lang) -> String| grant.decision.as_ref().map(|it| tell(it, lang)).unwrap_or_default();
    vec![
        whose_data(run, lang),
        run.id.to_string(),
        run.started_at.to_string(),
        grant.service.as_str().to_owned(),
        lang.yes_no(run.is_complete(grant.service)),
        grant.principal.clone(),
        kind(&grant.principal_kind, lang),
        or_empty(&grant.name),
        or_empty(&grant.email),
        grant.resource.clone(),
        grant.resource_kind.as_ref().map(|kind| resource_kind(kind, lang)).unwrap_or_default(),
        called(grant.service, &grant.resource, &grant.resource_name, lang),
        grant.permission.clone(),
        or_empty(&grant.since),
        or_empty(&grant.granted_by),
        grant.ids.join(" "),
        facts(&grant.attributes, lang),
        or_empty(&run.sha256),
        decided(|it, lang| it.decision.word(lang)),
        decided(|it, _| or_empty(&it.reason)),
        decided(|it, _| it.reviewer.clone()),
        decided(|it, _| it.decided_on.clone()),
    ]
}

pub fn whose_data(run: &RunDescription, lang: Lang) -> String {
    let whose = lang.say(if run.sandbox { "sandbox-data" } else { "real-accounts" });
    if run.pseudonymised { lang.say_with("pseudonymised", [("whose", whose.into())]) } else { whose }
}

/// What a resource is called; nothing where that is not known.
pub fn called(service: ServiceId, id: &str, name: &Option<String>, lang: Lang) -> String {
    name.as_ref().map(|name| name_of_resource(service, id, name, lang)).unwrap_or_default()
}

/// What kind of account it is, for people.
pub fn kind(kind: &str, lang: Lang) -> String {
    lang.say_with("kind", [("kind", kind.into())])
}

pub fn resource_kind(kind: &str, lang: Lang) -> String {
    lang.say_with("resource-kind", [("kind", kind.into())])
}

pub fn or_empty(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}
