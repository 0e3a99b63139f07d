//! Accesses as rows of a table, which people fill in and give back.

use std::{cell::RefCell, collections::BTreeMap};

use acesso_review::{
    model::{Decided, Lang, Mark, RunDescription, ServiceId, allows, facts, name_of_resource},
    store::GrantRow,
};

/// The columns of a table of accesses, by the ids of their headings: where they come from, then the stable key, then what
/// else is known, and what was decided.
pub const ACCESS_COLUMNS: [&str; 23] = [
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
    AS_EXPORTED,
    "column-decision",
    "column-reason",
    "column-reviewer",
    "column-decided-on",
];

/// The column that says what was decided when it was exported: files of earlier versions have none.
pub(crate) const AS_EXPORTED: &str = "column-as-exported";

/// The last columns, in which people write.
pub(crate) const DECISION_COLUMNS: [&str; 4] =
    ["column-decision", "column-reason", "column-reviewer", "column-decided-on"];

/// The columns before those that speak of decisions.
pub(crate) const DATA_COLUMNS: usize = ACCESS_COLUMNS.len() - DECISION_COLUMNS.len() - 1;

/// The accesses of a run as rows in one language. What many of them share is put into words once: there can be a million.
#[derive(Debug)]
pub struct AccessRows<'a> {
    run: &'a RunDescription,
    lang: Lang,
    whose_data: String,
    id: String,
    started_at: String,
    sha256: String,
    /// Whether each service was read whole.
    complete: BTreeMap<ServiceId, String>,
    kinds: RefCell<BTreeMap<String, String>>,
    resource_kinds: RefCell<BTreeMap<String, String>>,
}

/// How many kinds are kept in words: there are a handful, unless somebody wrote into the store by hand.
const KINDS: usize = 100;

impl<'a> AccessRows<'a> {
    /// Rows of this run, which say of it how far it can be relied on.
    pub fn of(run: &'a RunDescription, lang: Lang) -> Self {
        let complete = run.services.iter().map(|service| (service.service, lang.yes_no(service.is_complete())));
        Self {
            run,
            lang,
            whose_data: whose_data(run, lang),
            id: run.id.to_string(),
            started_at: run.started_at.to_string(),
            sha256: or_empty(&run.sha256),
            complete: complete.collect(),
            kinds: RefCell::default(),
            resource_kinds: RefCell::default(),
        }
    }

    /// One access. What is unknown is an empty cell, which no spreadsheet program takes for an answer.
    pub fn row(&self, grant: &GrantRow) -> Vec<String> {
        let lang = self.lang;
        let decided =
            |tell: fn(&Decided, Lang) -> String| grant.decision.as_ref().map(|it| tell(it, lang)).unwrap_or_default();
        vec![
            self.whose_data.clone(),
            self.id.clone(),
            self.started_at.clone(),
            grant.service.as_str().to_owned(),
            self.complete(grant.service),
            grant.principal.clone(),
            once(&self.kinds, &grant.principal_kind, |word| kind(word, lang)),
            or_empty(&grant.name),
            or_empty(&grant.email),
            grant.resource.clone(),
            grant.resource_kind.as_ref().map(|kind| self.resource_kind(kind)).unwrap_or_default(),
            called(grant.service, &grant.resource, &grant.resource_name, lang),
            grant.permission.clone(),
            or_empty(&grant.since),
            or_empty(&grant.granted_by),
            grant.ids.join(" "),
            facts(&grant.attributes, lang),
            self.sha256.clone(),
            Mark::of(grant.decision.as_ref()).as_str().to_owned(),
            decided(|it, lang| it.decision.word(lang)),
            decided(|it, _| or_empty(&it.reason)),
            decided(|it, _| it.reviewer.clone()),
            decided(|it, _| it.decided_on.clone()),
        ]
    }

    fn complete(&self, service: ServiceId) -> String {
        let known = self.complete.get(&service);
        known.cloned().unwrap_or_else(|| self.lang.yes_no(self.run.is_complete(service)))
    }

    fn resource_kind(&self, word: &str) -> String {
        once(&self.resource_kinds, word, |word| resource_kind(word, self.lang))
    }
}

/// What was said about a word before, or is said now.
fn once(said: &RefCell<BTreeMap<String, String>>, word: &str, say: impl Fn(&str) -> String) -> String {
    if let Some(known) = said.borrow().get(word) {
        return known.clone();
    }
    let now = say(word);
    let mut said = said.borrow_mut();
    if said.len() < KINDS {
        said.insert(word.to_owned(), now.clone());
    }
    now
}

/// Whether the people are real or imaginary, and whether codes stand for them: the first cell of every row.
pub fn whose_data(run: &RunDescription, lang: Lang) -> String {
    let whose = lang.say(if run.sandbox { "sandbox-data" } else { "real-accounts" });
    if run.pseudonymised { lang.say_with("pseudonymised", [("whose", whose.into())]) } else { whose }
}

/// What a resource is called; nothing where that is not known.
pub fn called(service: ServiceId, id: &str, name: &Option<String>, lang: Lang) -> String {
    name.as_ref().map(|name| name_of_resource(service, id, name, lang)).unwrap_or_default()
}

/// What a permission allows: in plain words, and behind them the service's own name of it, by which it is known whatever words
/// a version has for it.
pub(crate) fn allowed(service: ServiceId, permission: &str, lang: Lang) -> String {
    let what = allows(service, permission, lang).what;
    if what == permission { what } else { format!("{what} ({permission})") }
}

/// What kind of account it is, for people.
pub fn kind(kind: &str, lang: Lang) -> String {
    lang.say_with("kind", [("kind", kind.into())])
}

pub(crate) fn resource_kind(kind: &str, lang: Lang) -> String {
    lang.say_with("resource-kind", [("kind", kind.into())])
}

/// A cell: what is unknown is an empty one.
pub fn or_empty(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}
