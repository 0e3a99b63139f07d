//! Who is meant by a name, and what a run knows of somebody beside their accesses.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::{self, Finding, SinceEarlier};
use crate::{
    model::{Failure, Lang, RunDescription, day, email_key, fold, likest, person},
    store::{AccountRow, RosterFacts, Store},
};

/// How many people are named who may be meant.
const MOST: usize = 12;

/// The address of the one person who is meant by an address, a name, or a part of a name, as it is compared.
///
/// # Errors
/// [`Failure::usage`] where several may be meant, and who they are; [`Failure::not_found`] where nobody is called so.
pub fn meant(store: &Store, run: &RunDescription, typed: &str) -> Result<String, Failure> {
    if let Some(key) = email_key(typed) {
        return Ok(key);
    }
    let words: Vec<_> = typed.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Err(Failure::usage("failure-name-empty", &[]));
    }
    let known = known(store, run)?;
    let is_called = |one: &&Known| one.names.iter().any(|name| words.iter().all(|word| fold(name).contains(word)));
    let is_exactly = |one: &&Known| one.names.iter().any(|name| fold(name) == words.concat());
    let mut called: Vec<_> = known.iter().filter(is_exactly).collect();
    if called.is_empty() {
        called = known.iter().filter(is_called).collect();
    }
    // An account without an address may be the same person's or not: it is named beside what is found.
    let mut people = BTreeMap::new();
    for address in called.iter().filter_map(|one| one.address.as_ref()) {
        people.entry(store.addresses_of(run.id, address)?).or_insert(address);
    }
    match people.into_values().collect::<Vec<_>>()[..] {
        [address] => Ok(address.clone()),
        _ if called.is_empty() => Err(nobody(run, typed, &known)),
        _ => Err(several(run, typed, &called)),
    }
}

/// Somebody whom a run knows by a name.
struct Known {
    /// As the roster and the services have it.
    names: Vec<String>,
    /// Nothing where it is an account without one.
    address: Option<String>,
    /// As they are told to people.
    /// In English and in Portuguese.
    line: [String; 2],
}

/// Everybody who has a name: people by their addresses, and accounts without one.
fn known(store: &Store, run: &RunDescription) -> Result<Vec<Known>, Failure> {
    let mut people: BTreeMap<String, Known> = BTreeMap::new();
    let (mut without, mut own) = (Vec::new(), BTreeMap::new());
    for (key, facts) in store.roster_people(run.id)? {
        for address in store.addresses_of(run.id, &key)? {
            own.insert(address, key.clone());
        }
        // A line without an address is nobody's account.
        if let (Some(name), Some(_)) = (facts.name, email_key(&key)) {
            let department = facts.department.map(|department| format!(", {department}")).unwrap_or_default();
            let line = format!("{name} <{key}>{department}");
            people.insert(key.clone(), Known { names: vec![name], address: Some(key), line: [line.clone(), line] });
        }
    }
    store.each_account(run.id, |account| {
        let Some(name) = account.name.clone() else { return Ok(()) };
        let Some(address) = account.email.as_deref().and_then(email_key) else {
            let line = Lang::ALL.map(|lang| {
                let title = person(&account.kind, &account.id, Some(&name), account.email.as_deref(), lang);
                let values = [("account", title.into()), ("service", account.service.name().into())];
                lang.say_with("who-without-address", values)
            });
            without.push(Known { names: vec![name], address: None, line });
            return Ok(());
        };
        let address = own.get(&address).cloned().unwrap_or(address);
        let one = people.entry(address.clone());
        let one = one.or_insert_with(|| {
            let line = format!("{name} <{address}>");
            Known { names: Vec::new(), line: [line.clone(), line], address: Some(address) }
        });
        if !one.names.contains(&name) {
            one.names.push(name);
        }
        Ok(())
    })?;
    Ok(people.into_values().chain(without).collect())
}

fn nobody(run: &RunDescription, typed: &str, known: &[Known]) -> Failure {
    let names: BTreeSet<_> = known.iter().flat_map(|one| &one.names).map(String::as_str).collect();
    let likest = likest(typed, names);
    let likest = |lang: Lang| match &likest[..] {
        [] => String::new(),
        likest => lang.say_with("who-likest", [("names", likest.join(", ").into())]),
    };
    let is_whole = run.services.iter().all(|service| service.is_complete());
    let id = if is_whole { "failure-nobody-called" } else { "failure-nobody-called-yet" };
    Failure::not_found(id, &[("run", &run.id), ("typed", &format!("{typed:?}"))]).with("likest", likest)
}

fn several(run: &RunDescription, typed: &str, called: &[&Known]) -> Failure {
    let named = |lang: Lang| {
        let line = |one: &&Known| {
            let [english, portuguese] = &one.line;
            format!("\n  {}", if lang == Lang::En { english } else { portuguese })
        };
        called.iter().take(MOST).map(line).collect::<String>()
    };
    let more = called.len().saturating_sub(MOST);
    let more = |lang: Lang| match more {
        0 => String::new(),
        more => lang.say_with("who-more", [("more", more.into())]),
    };
    let values: [(_, &dyn std::fmt::Display); 3] =
        [("count", &called.len()), ("run", &run.id), ("typed", &format!("{typed:?}"))];
    Failure::usage("failure-several-called", &values).with("named", named).with("more", more)
}

/// What the roster says about somebody, for people; nothing where the run has no roster.
pub fn roster_line(store: &Store, run: &RunDescription, key: &str) -> Result<Option<String>, Failure> {
    let lang = run.lang;
    let Some(facts) = store.roster_facts(run.id, key)? else {
        let has_roster = !store.roster_people(run.id)?.is_empty();
        return Ok(has_roster.then(|| lang.say_with("who-not-listed", [("address", key.into())])));
    };
    let RosterFacts { name, manager, department, .. } = &facts;
    let manager = manager.as_deref().map(|manager| called(store, run, manager)).transpose()?;
    let manager = manager.map(|manager| lang.say_with("who-manager", [("manager", manager.into())]));
    let said: Vec<_> = [Some(status(&facts, lang)), department.clone(), manager].into_iter().flatten().collect();
    let name = name.as_deref().unwrap_or(key);
    Ok(Some(lang.say_with("who-roster", [("name", name.into()), ("said", said.join(", ").into())])))
}

/// What the roster says about whether somebody works there, and nothing that follows from it.
fn status(RosterFacts { status, left_on, .. }: &RosterFacts, lang: Lang) -> String {
    let day = left_on.map(|left_on| day(&left_on.to_string(), lang));
    let values = [
        ("status", status.as_deref().unwrap_or_default().into()),
        ("is-dated", if day.is_some() { "yes" } else { "no" }.into()),
        ("day", day.unwrap_or_default().into()),
    ];
    lang.say_with("who-status", values)
}

/// A manager as the roster writes it; of an address that it knows, with the name.
fn called(store: &Store, run: &RunDescription, manager: &str) -> Result<String, Failure> {
    let name = store.roster_facts(run.id, manager)?.and_then(|facts| facts.name);
    Ok(name.map_or_else(|| manager.to_owned(), |name| format!("{name} <{manager}>")))
}

/// What was found about a person, who has these accounts and addresses.
pub fn found(
    store: &Store,
    run: &RunDescription,
    accounts: &[AccountRow],
    addresses: &[String],
) -> Result<Vec<Finding>, Failure> {
    let mut found = Vec::new();
    let earlier = SinceEarlier::of(store, run.id, run.lang)?;
    findings::each_since(store, run.id, &earlier, None, run.lang, |finding| {
        let subject = &finding.subject;
        let is_theirs = |account: &AccountRow| {
            subject.service == Some(account.service)
                && (&subject.kind, &subject.principal) == (&account.kind, &account.id)
        };
        let is_person = subject.kind == "person" && addresses.contains(&subject.principal);
        if is_person || accounts.iter().any(is_theirs) {
            found.push(finding.clone());
        }
        Ok(())
    })?;
    found.sort_by_key(|finding| (finding.suppressed.is_some(), std::cmp::Reverse(finding.severity)));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        judge::roster::Roster,
        model::{Person, Status},
        store::testing::kept,
    };

    fn on_roster(email: &str, name: &str, status: Status, left_on: Option<&str>) -> Person {
        Person {
            email: email.to_owned(),
            name: Some(name.to_owned()),
            status: Some(status),
            left_on: left_on.map(|day| day.parse().unwrap()),
            manager: Some("joao.avila@casa.example".to_owned()),
            department: Some("Vendas".to_owned()),
            ..Person::default()
        }
    }

    fn with_roster() -> (tempfile::TempDir, Store, RunDescription) {
        let (folder, store) = kept();
        let ana = Person {
            aliases: vec!["a.exemplo@casa.example".to_owned()],
            ..on_roster("ana@casa.example", "Ana Exemplo", Status::Left, Some("2025-12-01"))
        };
        let joao = on_roster("joao.avila@casa.example", "João de Ávila", Status::Active, None);
        let eva = on_roster("eva@casa.example", "Eva Exemplo", Status::Other("férias".to_owned()), None);
        Roster::of([ana, joao, eva]).save(&store, 1).unwrap();
        let run = store.describe(&store.run(1).unwrap().unwrap(), Lang::En).unwrap();
        (folder, store, run)
    }

    #[test]
    fn a_name_or_a_part_of_it_means_one_person() {
        let (_folder, store, run) = with_roster();
        for (typed, expected) in [
            ("Ana Exemplo", "ana@casa.example"),
            ("ana", "ana@casa.example"),
            ("Ana E.", "ana@casa.example"),
            ("JOAO avila", "joao.avila@casa.example"),
            ("a.exemplo@casa.example", "a.exemplo@casa.example"),
        ] {
            assert_eq!(meant(&store, &run, typed).unwrap(), expected, "{typed}");
        }
    }

    #[test]
    fn of_several_each_is_named_and_of_nobody_the_likest() {
        let (_folder, store, run) = with_roster();
        for (typed, expected) in [
            ("exemplo", "Eva Exemplo <eva@casa.example>, Vendas"),
            ("exemplo", "may be meant by \"exemplo\""),
            ("Joana Avila", "nobody who is called \"Joana Avila\"; the likest: João"),
            (" ", "the name is empty"),
        ] {
            let refused = meant(&store, &run, typed).unwrap_err().to_string();
            assert!(refused.contains(expected), "{refused}");
        }
    }

    #[test]
    fn what_the_roster_says_is_told_as_it_says_it() {
        let (_folder, store, run) = with_roster();
        let line = |key: &str| roster_line(&store, &run, key).unwrap().unwrap();
        let ana = "Ana Exemplo: left on 2025-12-01, Vendas, manager João de Ávila <joao.avila@casa.example>";
        assert_eq!(line("a.exemplo@casa.example"), ana);
        assert!(line("joao.avila@casa.example").starts_with("João de Ávila: works here, Vendas"));
        assert!(line("eva@casa.example").contains("roster says \"férias\""));
        assert_eq!(line("bia@casa.example"), "bia@casa.example is not on the roster");
        let other = store.describe(&store.run(2).unwrap().unwrap(), Lang::En).unwrap();
        assert_eq!(roster_line(&store, &other, "ana@casa.example").unwrap(), None, "there is no roster");
    }

    #[test]
    fn what_was_found_about_a_person_is_found_under_each_of_their_accounts() {
        let (_folder, store, run) = with_roster();
        let found = |key: &str| {
            let (accounts, addresses) = (store.accounts_of(1, key).unwrap(), store.addresses_of(1, key).unwrap());
            let found = super::found(&store, &run, &accounts, &addresses).unwrap();
            found.into_iter().map(|finding| finding.rule).collect::<Vec<_>>()
        };
        assert_eq!(
            found("ana@casa.example"),
            ["myreports-guest", "myreports-administrator"],
            "the suppressed one last"
        );
        assert_eq!(found("bia@casa.example"), [""; 0]);
    }
}
