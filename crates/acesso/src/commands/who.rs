//! `acesso who`

use acesso_forms::{
    access::{ACCESS_COLUMNS, AccessRows, kind},
    output::{Output, say},
    words::printable,
};
use acesso_review::{
    judge::{findings::Finding, who},
    model::{Failure, KNOWN_BY, Lang, MAIL_HASH, PrincipalKind, RunDescription, day, fold, person, place},
    source::Registry,
    store::{AccountRow, GrantRow, Store},
};
use serde_json::{Value, json};

use super::grants::{about, since, warn};
use crate::{cli::WhoOptions, stores};

/// What fits on a screen.
const SCREEN: [&str; 5] = ["column-account", "column-access", "column-where", "column-since", "column-state"];

/// How many accounts are named that may be meant.
const HINTS: usize = 3;

pub(crate) fn run(options: &WhoOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let store = stores::open_to_read(&options.store, sandbox, output)?;
    let run = store.describe(&store.find_run(options.run)?, output.lang())?;
    warn(&run);
    let key = who::meant(&store, &run, &options.person)?;
    let accounts = store.accounts_of(run.id, &key)?;
    for note in notes(&store, &run, &key, &accounts)? {
        say(printable(&note));
    }
    let addresses = store.addresses_of(run.id, &key)?;
    let found = who::found(&store, &run, &accounts, &addresses)?;
    let roster_line = who::roster_line(&store, &run, &key)?;
    if accounts.is_empty() {
        say(roster_line.iter().map(|line| printable(line)).collect::<String>());
        return Err(nothing(&run, &key));
    }
    let mut about = about(&run, "acesso/who/2");
    about.caption.push_str(&caption(roster_line, &found, run.lang));
    about.members.push(("email", json!(key)));
    about.members.push(("addresses", json!(addresses)));
    about.members.push(("roster", json!(store.roster_facts(run.id, &key)?)));
    about.members.push(("findings", json!(found)));
    about.members.push(("principals", json!(accounts)));
    about.members.push(("unsearchable", json!(store.unsearchable(run.id)?)));
    let headings: &[_] = if output.is_table() { &SCREEN } else { &ACCESS_COLUMNS };
    let mut list = output.list_about(&about, run.lang.headings(headings))?;
    let rows = AccessRows::of(&run, run.lang);
    for account in &accounts {
        let mut holds_something = false;
        store.each_grant_of(run.id, account, |grant| {
            holds_something = true;
            list.add(
                &grant,
                || {
                    if output.is_table() { screen_row(account, &grant, run.lang) } else { rows.row(&grant) }
                },
            )
        })?;
        if !holds_something {
            list.add_row(
                || {
                    if output.is_table() { idle_row(account, run.lang) } else { rows.row(&no_grant(account)) }
                },
            )?;
        }
    }
    let count = list.close()?;
    say(run.lang.say_with("accesses-in-accounts", [("accesses", count.into()), ("accounts", accounts.len().into())]));
    Ok(())
}

/// What there is to know about the person before the accesses.
fn caption(roster_line: Option<String>, found: &[Finding], lang: Lang) -> String {
    let findings = found.iter().map(|finding| {
        let state =
            finding.suppressed.as_ref().map(|_| lang.say_with("finding-state", [("state", "suppressed".into())]));
        let state = state.map(|state| format!(" ({state})")).unwrap_or_default();
        format!("  {}{state}: {}", finding.severity.name(lang), finding.sentence)
    });
    let found = lang.say_with("who-found", [("count", found.len().into())]);
    roster_line.into_iter().chain([found]).chain(findings).map(|line| format!("\n{line}")).collect()
}

fn nothing(run: &RunDescription, key: &str) -> Failure {
    let services: Vec<_> = run.services.iter().map(|service| service.service.name()).collect();
    let whole = run.services.iter().all(|service| service.is_complete());
    let id = if whole { "failure-nobody-with-address" } else { "failure-nobody-with-address-yet" };
    Failure::not_found(id, &[("run", &run.id), ("address", &key), ("services", &services.join(", "))])
}

fn screen_row(account: &AccountRow, grant: &GrantRow, lang: Lang) -> Vec<String> {
    vec![
        title(account, lang),
        grant.permission.clone(),
        place(grant.service, &grant.resource, grant.resource_name.as_deref(), lang),
        since(grant, lang),
        states(account, Some(&grant.resource), lang).join(", "),
    ]
}

/// An account that holds nothing is told all the same: it is there.
fn idle_row(account: &AccountRow, lang: Lang) -> Vec<String> {
    vec![
        title(account, lang),
        idle(account, lang),
        account.service.name(),
        String::new(),
        states(account, None, lang).join(", "),
    ]
}

/// What stands for the accesses of an account that has none. Where it is not known what it may do, that is not nothing.
fn idle(account: &AccountRow, lang: Lang) -> String {
    let is_key = account.kind == PrincipalKind::Key.as_str();
    match account.attribute("rules").and_then(Value::as_str) {
        Some(rules) if is_key && account.attribute("revoked_on").is_none() && !rules.is_empty() => {
            lang.say_with("key-rules", [("rules", rules.into())])
        }
        _ if may_hold_more(account) => lang.say("unknown"),
        _ => lang.say("nothing"),
    }
}

/// Whether the service does not say of this account whether it has a permission.
fn may_hold_more(account: &AccountRow) -> bool {
    let registry = Registry::built_in();
    let service = registry.service(account.service);
    let mut unknown = service.into_iter().flat_map(|service| service.unknown_permissions);
    unknown.any(|it| it.kind.as_str() == account.kind && account.attribute(it.attribute).is_none())
}

fn no_grant(account: &AccountRow) -> GrantRow {
    GrantRow {
        service: account.service,
        principal: account.id.clone(),
        principal_kind: account.kind.clone(),
        name: account.name.clone(),
        email: account.email.clone(),
        resource: String::new(),
        resource_kind: None,
        resource_name: None,
        permission: String::new(),
        since: None,
        granted_by: None,
        ids: Vec::new(),
        attributes: serde_json::Map::new(),
        decision: None,
    }
}

fn title(account: &AccountRow, lang: Lang) -> String {
    person(&account.kind, &account.id, account.name.as_deref(), account.email.as_deref(), lang)
}

/// What is unusual about an account; what the service does not say is not unusual.
fn states(account: &AccountRow, resource: Option<&str>, lang: Lang) -> Vec<String> {
    let is = |name: &str, value: bool| account.attribute(name) == Some(&Value::Bool(value));
    let text = |name: &str| account.attribute(name).and_then(Value::as_str);
    let is_key = account.kind == PrincipalKind::Key.as_str();
    let guest = resource.is_some_and(|resource| text("home").is_some_and(|home| home != resource));
    let states = [
        (is("approved", false), "account-not-approved"),
        (is("active", false), "account-not-active"),
        (is("email_validated", false), "account-email-not-validated"),
        (is("full_access", true), "account-full-access"),
        (is("roles_read", false), "account-roles-not-read"),
        (is_key && account.attribute("rules_read").is_none(), "account-rules-not-read"),
        (text(KNOWN_BY) == Some(MAIL_HASH), "account-by-mail-hash"),
        (guest, "account-guest"),
    ];
    let mut states: Vec<_> = states.into_iter().filter(|(is, _)| *is).map(|(_, state)| lang.say(state)).collect();
    let revoked = text("revoked_on").map(|on| lang.say_with("account-revoked-on", [("day", day(on, lang).into())]));
    states.extend(revoked);
    states
}

/// What could not be looked through, and who else may be meant.
fn notes(store: &Store, run: &RunDescription, key: &str, found: &[AccountRow]) -> Result<Vec<String>, Failure> {
    let (lang, mut notes) = (run.lang, Vec::new());
    let registry = Registry::built_in();
    for service in registry.services().map(|it| it.id).filter(|service| run.service(*service).is_none()) {
        let values = [("run", run.id.to_string().into()), ("service", service.name().into())];
        notes.push(lang.say_with("note-not-read", values));
    }
    for accounts in store.unsearchable(run.id)? {
        notes.push(lang.say_with("note-no-address-finds", [("accounts", accounts.line(lang).into())]));
    }
    for account in namesakes(store, run.id, key, found)? {
        let values = [
            ("person", title(&account, lang).into()),
            ("service", account.service.name().into()),
            ("kind", kind(&account.kind, lang).into()),
        ];
        notes.push(lang.say_with("note-same-person", values));
    }
    Ok(notes)
}

/// Accounts that are not among the found ones, whose name is the same, or made of the words before the @.
fn namesakes(store: &Store, run: i64, key: &str, found: &[AccountRow]) -> Result<Vec<AccountRow>, Failure> {
    let before_at = key.split('@').next().unwrap_or(key);
    let words: Vec<_> =
        before_at.split(|letter: char| !letter.is_alphabetic()).map(fold).filter(|word| word.len() > 1).collect();
    let names: Vec<_> = found.iter().filter_map(|account| account.name.as_deref()).map(words_of).collect();
    let mut namesakes = Vec::new();
    store.each_account(run, |account| {
        let is_found =
            found.iter().any(|one| (one.service, &one.id, &one.kind) == (account.service, &account.id, &account.kind));
        let Some(name) = account.name.as_deref().map(words_of).filter(|_| !is_found && namesakes.len() < HINTS) else {
            return Ok(());
        };
        let has_the_words = words.len() > 1 && words.iter().all(|word| name.contains(word));
        if has_the_words || names.contains(&name) {
            namesakes.push(account);
        }
        Ok(())
    })?;
    Ok(namesakes)
}

/// The words of a name, as they are compared.
fn words_of(name: &str) -> Vec<String> {
    name.split_whitespace().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use acesso_review::source::{BASE39, TOMTICKET};

    use super::*;

    #[test]
    fn an_account_of_which_nobody_knows_what_it_may_do_does_not_hold_nothing() {
        for (service, kind, attributes, expected) in [
            (TOMTICKET, "customer", json!({ "may_create_tickets": false }), "nothing"),
            (TOMTICKET, "customer", json!({}), "unknown"),
            (TOMTICKET, "operator", json!({}), "nothing"),
            (BASE39, "key", json!({ "rules": "unknown path readOnly" }), "rules: unknown path readOnly"),
            (
                BASE39,
                "key",
                json!({ "rules": "* readOnly", "rules_read": true, "revoked_on": "2026-01-31" }),
                "nothing",
            ),
            // It may be revoked later, and have a rule that can't be read.
            (
                BASE39,
                "key",
                json!({ "full_access": false, "rules": "/v1/loans", "revoked_on": "2026-01-31" }),
                "unknown",
            ),
            (BASE39, "key", json!({ "rules": "" }), "unknown"),
            (BASE39, "operator", json!({}), "nothing"),
        ] {
            let account = AccountRow {
                service,
                id: "1".to_owned(),
                kind: kind.to_owned(),
                name: None,
                email: None,
                attributes: attributes.as_object().cloned().unwrap_or_default(),
                department: None,
                manager: None,
            };
            assert_eq!(idle(&account, Lang::En), expected, "{kind} {attributes}");
            let is_read = kind != "key" || attributes.get("rules_read").is_some();
            let told = states(&account, None, Lang::En).contains(&"may have rules that can't be read".to_owned());
            assert_eq!(told, !is_read, "{kind} {attributes}: beside rules that can be read, too");
        }
    }
}
