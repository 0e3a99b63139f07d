//! `acesso who`

use serde_json::{Value, json};

use super::grants::{about, accesses, since, warn};
use crate::{
    cli::WhoOptions,
    export::{ACCESS_COLUMNS, access_row},
    failure::Failure,
    model::{PrincipalKind, Vendor, email_key},
    output::{Output, UNKNOWN, person, place, printable, say},
    store::{AccountRow, GrantRow, RunDescription, Store},
};

/// What fits on a screen.
const SCREEN: [&str; 5] = ["account", "access", "where", "since", "state"];

/// How many accounts are named that may be meant.
const HINTS: usize = 3;

pub(crate) fn run(options: &WhoOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let Some(key) = email_key(&options.email) else {
        return Err(Failure::Usage { what: "the e-mail address is empty".to_owned(), advice: "name one address" });
    };
    let store = options.store.open(sandbox, output)?;
    let run = store.describe(&store.find_run(options.run)?)?;
    warn(&run);
    let accounts = store.accounts_of(run.id, &key)?;
    for note in notes(&store, &run, &key, &accounts)? {
        say(printable(&note));
    }
    if accounts.is_empty() {
        return Err(nothing(&run, &key));
    }
    let mut about = about(&run, "acesso/who/1");
    about.members.push(("email", json!(key)));
    about.members.push(("addresses", json!(store.addresses_of(run.id, &key)?)));
    about.members.push(("accounts", json!(accounts)));
    about.members.push(("unsearchable", json!(store.unsearchable(run.id)?)));
    let headings: &[_] = if output.is_table() { &SCREEN } else { &ACCESS_COLUMNS };
    let mut list = output.list_about(&about, headings)?;
    for account in &accounts {
        let mut holds_something = false;
        store.each_grant_of(run.id, account, |grant| {
            holds_something = true;
            list.add(&grant, || {
                if output.is_table() {
                    screen_row(account, &grant)
                } else {
                    access_row(&run, &grant, output.lang_of_cells())
                }
            })
        })?;
        if !holds_something {
            list.add_row(|| {
                if output.is_table() {
                    idle_row(account)
                } else {
                    access_row(&run, &no_grant(account), output.lang_of_cells())
                }
            })?;
        }
    }
    let count = list.close()?;
    let accounts = if accounts.len() == 1 { "1 account".to_owned() } else { format!("{} accounts", accounts.len()) };
    say(format_args!("{} in {accounts}", accesses(count)));
    Ok(())
}

fn nothing(run: &RunDescription, key: &str) -> Failure {
    let services: Vec<_> = run.services.iter().map(|service| service.vendor.name()).collect();
    let whole = run.services.iter().all(|service| service.is_complete());
    Failure::NotFound {
        what: format!("run {} has no account with the e-mail address {key} ({})", run.id, services.join(", ")),
        advice: match whole {
            true => "`acesso grants --person NAME` looks for names and ids too",
            false => "that is no proof: the run is incomplete; end it with `acesso review --resume` and ask again",
        },
    }
}

fn screen_row(account: &AccountRow, grant: &GrantRow) -> Vec<String> {
    vec![
        title(account),
        grant.permission.clone(),
        place(grant.vendor, &grant.resource, grant.resource_name.as_deref()),
        since(grant),
        states(account, Some(&grant.resource)).join(", "),
    ]
}

/// An account that holds nothing is told all the same: it is there.
fn idle_row(account: &AccountRow) -> Vec<String> {
    vec![
        title(account),
        idle(account),
        account.vendor.name().to_owned(),
        String::new(),
        states(account, None).join(", "),
    ]
}

/// What stands for the accesses of an account that has none. Where it is not known what it may do, that is not nothing.
fn idle(account: &AccountRow) -> String {
    let is_key = account.kind == PrincipalKind::Key.as_str();
    let is_customer = account.kind == PrincipalKind::Customer.as_str();
    match account.attribute("rules").and_then(Value::as_str) {
        Some(rules) if is_key && account.attribute("revoked_on").is_none() && !rules.is_empty() => {
            format!("rules: {rules}")
        }
        _ if is_customer && account.attribute("may_create_tickets").is_none() => UNKNOWN.to_owned(),
        _ => "nothing".to_owned(),
    }
}

fn no_grant(account: &AccountRow) -> GrantRow {
    GrantRow {
        vendor: account.vendor,
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

fn title(account: &AccountRow) -> String {
    person(&account.kind, &account.id, account.name.as_deref(), account.email.as_deref())
}

/// What is unusual about an account; what the service does not say is not unusual.
fn states(account: &AccountRow, resource: Option<&str>) -> Vec<String> {
    let is = |name: &str, value: bool| account.attribute(name) == Some(&Value::Bool(value));
    let text = |name: &str| account.attribute(name).and_then(Value::as_str);
    let guest = resource.is_some_and(|resource| text("home").is_some_and(|home| home != resource));
    let states = [
        (is("approved", false), "not approved"),
        (is("active", false), "not active"),
        (is("email_validated", false), "e-mail not validated"),
        (is("full_access", true), "full access"),
        (is("roles_read", false), "roles not read"),
        (guest, "guest"),
    ];
    let mut states: Vec<_> = states.into_iter().filter(|(is, _)| *is).map(|(_, state)| state.to_owned()).collect();
    states.extend(text("revoked_on").map(|day| format!("revoked on {day}")));
    states
}

/// What could not be looked through, and who else may be meant.
fn notes(store: &Store, run: &RunDescription, key: &str, found: &[AccountRow]) -> Result<Vec<String>, Failure> {
    let mut notes = Vec::new();
    for vendor in Vendor::ALL.into_iter().filter(|vendor| run.service(*vendor).is_none()) {
        notes.push(format!("note: run {} did not read {vendor}", run.id));
    }
    for accounts in store.unsearchable(run.id)? {
        notes.push(format!(
            "note: {} has {} {}, which no address finds",
            accounts.vendor,
            accounts.count,
            accounts.noun()
        ));
    }
    for account in namesakes(store, run.id, key, found)? {
        notes.push(format!(
            "note: this may be the same person: {}, {} {}",
            title(&account),
            account.vendor,
            account.kind
        ));
    }
    Ok(notes)
}

/// Accounts that are not among the found ones, whose name is the same, or made of the words before the @.
fn namesakes(store: &Store, run: i64, key: &str, found: &[AccountRow]) -> Result<Vec<AccountRow>, Failure> {
    let before_at = plain(key.split('@').next().unwrap_or(key));
    let words: Vec<_> =
        before_at.split(|character: char| !character.is_alphabetic()).filter(|word| word.len() > 1).collect();
    let names: Vec<_> = found.iter().filter_map(|account| account.name.as_deref()).map(plain).collect();
    let mut namesakes = Vec::new();
    store.each_account(run, |account| {
        let is_found =
            found.iter().any(|one| (one.vendor, &one.id, &one.kind) == (account.vendor, &account.id, &account.kind));
        let Some(name) = account.name.as_deref().map(plain).filter(|_| !is_found && namesakes.len() < HINTS) else {
            return Ok(());
        };
        let has_the_words =
            words.len() > 1 && words.iter().all(|word| name.split_whitespace().any(|part| part == *word));
        if has_the_words || names.contains(&name) {
            namesakes.push(account);
        }
        Ok(())
    })?;
    Ok(namesakes)
}

/// Lower case without the accents of Portuguese: nobody writes those into an address.
fn plain(text: &str) -> String {
    let plain = |character| match character {
        'á' | 'à' | 'â' | 'ã' => 'a',
        'é' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'ô' | 'õ' => 'o',
        'ú' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    };
    text.to_lowercase().chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_account_of_which_nobody_knows_what_it_may_do_does_not_hold_nothing() {
        for (kind, attributes, expected) in [
            ("customer", json!({ "may_create_tickets": false }), "nothing"),
            ("customer", json!({}), "unknown"),
            ("key", json!({ "rules": "unknown path readOnly" }), "rules: unknown path readOnly"),
            ("key", json!({ "rules": "* readOnly", "revoked_on": "2026-01-31" }), "nothing"),
            ("key", json!({ "rules": "" }), "nothing"),
            ("operator", json!({}), "nothing"),
        ] {
            let account = AccountRow {
                vendor: Vendor::Base39,
                id: "1".to_owned(),
                kind: kind.to_owned(),
                name: None,
                email: None,
                attributes: attributes.as_object().cloned().unwrap_or_default(),
            };
            assert_eq!(idle(&account), expected, "{kind} {attributes}");
        }
    }
}
