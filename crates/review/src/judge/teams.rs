//! The people of a manager or a department, by the roster of a run.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::Subject;
use crate::{
    model::{Failure, Lang, ServiceId, email_key, fold, likest},
    store::{RosterFacts, Store},
};

/// Whose accesses and findings are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// The name or the address of a manager, or a part of the name.
    pub manager: Option<&'a str>,
    /// The name of a department, or a part of it.
    pub department: Option<&'a str>,
}

/// The people who are wanted.
#[derive(Debug)]
pub struct Team {
    people: BTreeSet<String>,
    accounts: BTreeSet<(ServiceId, String, String)>,
    managers: Vec<String>,
    departments: Vec<String>,
}

impl Team {
    /// The people of this manager and this department; nothing where neither is asked for.
    ///
    /// # Errors
    /// [`Failure::not_found`] where the run has no roster, or where the roster names no such manager or department: an empty
    /// list would look as if they held nothing.
    pub fn of(store: &Store, run: i64, wanted: Wanted<'_>) -> Result<Option<Self>, Failure> {
        if wanted.manager.is_none() && wanted.department.is_none() {
            return Ok(None);
        }
        let mut people = store.roster_people(run)?;
        if people.is_empty() {
            return Err(Failure::not_found("failure-no-roster", &[("run", &run)]));
        }
        let (mut managers, mut departments) = (Vec::new(), Vec::new());
        if let Some(typed) = wanted.manager {
            managers = cells(store, run, &people, "failure-no-such-manager", |facts| facts.manager.as_deref(), typed)?;
        }
        if let Some(typed) = wanted.department {
            departments =
                cells(store, run, &people, "failure-no-such-department", |facts| facts.department.as_deref(), typed)?;
        }
        people.retain(|(_, facts)| {
            (managers.is_empty() || is_among(&facts.manager, &managers))
                && (departments.is_empty() || is_among(&facts.department, &departments))
        });
        let keys: Vec<_> = people.iter().map(|(key, _)| key.as_str()).collect();
        let accounts = store.accounts_of_people(run, &keys)?.into_iter().collect();
        let people = people.into_iter().map(|(key, _)| key).collect();
        Ok(Some(Self { people, accounts, managers, departments }))
    }

    /// Whether it is an account or a key of one of them.
    pub fn has_account(&self, service: ServiceId, kind: &str, id: &str) -> bool {
        self.accounts.contains(&(service, kind.to_owned(), id.to_owned()))
    }

    /// Whether a finding is about one of them.
    pub fn is_about(&self, subject: &Subject) -> bool {
        match subject.service {
            _ if subject.kind == "person" => self.people.contains(&subject.principal),
            Some(service) => self.has_account(service, &subject.kind, &subject.principal),
            None => false,
        }
    }

    /// Who they are, for people: whoever reads the list has to know that it is not all.
    pub fn line(&self, lang: Lang) -> String {
        let part = |message: &str, names: &[String]| {
            (!names.is_empty()).then(|| lang.say_with(message, [("names", lang.enumerate(names).into())]))
        };
        let parts = [part("team-of-manager", &self.managers), part("team-of-department", &self.departments)];
        let whose: Vec<_> = parts.into_iter().flatten().collect();
        lang.say_with("team-only", [("count", self.people.len().into()), ("whose", whose.join(", ").into())])
    }
}

fn is_among(cell: &Option<String>, wanted: &[String]) -> bool {
    cell.as_ref().is_some_and(|cell| wanted.contains(cell))
}

/// How many cells of a column are named where none is like what was typed.
const FEW: usize = 10;

/// The cells of a column that somebody means with what they typed: those that are it, else those that contain it. Where there
/// are none, it is told by this id.
fn cells(
    store: &Store,
    run: i64,
    people: &[(String, RosterFacts)],
    nobody: &'static str,
    cell: fn(&RosterFacts) -> Option<&str>,
    typed: &str,
) -> Result<Vec<String>, Failure> {
    let mut known: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (_, facts) in people {
        if let Some(cell) = cell(facts).filter(|cell| !known.contains_key(cell)) {
            known.insert(cell, spellings(store, run, people, cell)?);
        }
    }
    let (key, folded) = (email_key(typed), fold(typed));
    let is_it = |spelling: &String| fold(spelling) == folded || (key.is_some() && email_key(spelling) == key);
    let contains = |spelling: &String| fold(spelling).contains(&folded);
    let meant = |is: &dyn Fn(&String) -> bool| -> Vec<String> {
        let meant = known.iter().filter(|(_, spellings)| !folded.is_empty() && spellings.iter().any(is));
        meant.map(|(cell, _)| (*cell).to_owned()).collect()
    };
    let mut found = meant(&is_it);
    if found.is_empty() {
        found = meant(&contains);
    }
    if found.is_empty() {
        let there = |lang: Lang| match likest(typed, known.values().flatten().map(String::as_str)) {
            likest if !likest.is_empty() => lang.say_with("who-likest", [("names", likest.join(", ").into())]),
            _ if known.len() <= FEW => {
                let names: Vec<_> = known.keys().copied().collect();
                lang.say_with("team-those", [("names", names.join(", ").into())])
            }
            _ => String::new(),
        };
        let failure = Failure::not_found(nobody, &[("run", &run), ("typed", &format!("{typed:?}"))]);
        return Err(failure.with("there", there));
    }
    Ok(found)
}

/// All that a cell may be called: as it is written; where it is an address of somebody on the roster, their name; and where it
/// is the name of one person alone, their address.
fn spellings(store: &Store, run: i64, people: &[(String, RosterFacts)], cell: &str) -> Result<Vec<String>, Failure> {
    let mut spellings = vec![cell.to_owned()];
    if email_key(cell).is_some() {
        spellings.extend(store.roster_facts(run, cell)?.and_then(|facts| facts.name));
    } else {
        let is_called =
            |(_, facts): &&(String, RosterFacts)| facts.name.as_ref().is_some_and(|name| fold(name) == fold(cell));
        let mut called = people.iter().filter(is_called);
        if let (Some((key, _)), None) = (called.next(), called.next()) {
            spellings.push(key.clone());
        }
    }
    Ok(spellings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        judge::roster::Roster,
        model::Person,
        source::{MYREPORTS, TOMTICKET},
        store::testing::kept,
    };

    fn person(email: &str, name: &str, manager: &str, department: &str) -> Person {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (email, name) = (email.to_owned(), said(name));
        Person { email, name, manager: said(manager), department: said(department), ..Person::default() }
    }

    /// A run in which Ana has accounts at two services, and this roster.
    fn with_roster() -> (tempfile::TempDir, Store) {
        let (folder, store) = kept();
        let ana = Person {
            aliases: vec!["a.exemplo@casa.example".to_owned()],
            ..person("ana@casa.example", "Ana Exemplo", "Rui Gestão", "Finanças")
        };
        let others = [
            person("bia@casa.example", "Bia", "RUI@casa.example", "Finanças e Controle"),
            person("rui@casa.example", "Rui Gestão", "", "Direção"),
            person("joao.avila@casa.example", "João Ávila", "rui.outro@casa.example", ""),
        ];
        Roster::of([ana].into_iter().chain(others)).save(&store, 1).unwrap();
        (folder, store)
    }

    #[test]
    fn a_manager_and_a_department_are_meant_by_a_name_an_address_or_a_part_of_a_name() {
        let (_folder, store) = with_roster();
        for (manager, department, expected) in [
            (Some("Rui Gestao"), None, "ana bia"),
            (Some("rui@casa.example"), None, "ana bia"),
            (Some("gestão"), None, "ana bia"),
            (Some("rui.outro@casa.example"), None, "joao.avila"),
            (Some("outro"), None, "joao.avila"),
            (None, Some("financas"), "ana"),
            (None, Some("FINAN"), "ana bia"),
            (Some("gestão"), Some("controle"), "bia"),
            (Some("outro"), Some("controle"), ""),
        ] {
            let team = Team::of(&store, 1, Wanted { manager, department }).unwrap().unwrap();
            let people: Vec<_> = team.people.iter().filter_map(|key| key.split('@').next()).collect();
            assert_eq!(people.join(" "), expected, "{manager:?} {department:?}");
        }
    }

    #[test]
    fn all_accounts_of_somebody_are_theirs_and_a_finding_about_either() {
        let (_folder, store) = with_roster();
        let wanted = Wanted { manager: None, department: Some("Finanças") };
        let team = Team::of(&store, 1, wanted).unwrap().unwrap();
        assert!(team.has_account(TOMTICKET, "customer", "c1"));
        assert!(team.has_account(MYREPORTS, "user", "u1"), "by an alias");
        assert!(!team.has_account(TOMTICKET, "customer", "c2"));
        let about = |service, kind: &str, principal: &str| {
            let (kind, principal) = (kind.to_owned(), principal.to_owned());
            team.is_about(&Subject { service, kind, principal, facts: crate::model::Facts::default() })
        };
        assert!(about(None, "person", "ana@casa.example") && about(Some(MYREPORTS), "user", "u1"));
        assert!(!about(None, "person", "bia@casa.example") && !about(Some(MYREPORTS), "user", "u2"));
        assert_eq!(team.line(Lang::En), "Only 1 person of the roster: department Finanças");
    }

    #[test]
    fn whoever_is_not_there_is_said_with_those_who_may_be_meant() {
        let (_folder, store) = with_roster();
        for (run, wanted, expected) in [
            (
                1,
                Wanted { manager: Some("Ruy Gestao"), department: None },
                "names no manager \"Ruy Gestao\"; the likest: Rui Gestão",
            ),
            (
                1,
                Wanted { manager: None, department: Some("Vendas") },
                "those are: Direção, Finanças, Finanças e Controle",
            ),
            (1, Wanted { manager: None, department: Some(" ") }, "names no department"),
            (1, Wanted { manager: None, department: Some("\u{1b}[31m") }, "names no department \"\\u{1b}[31m\""),
            (2, Wanted { manager: Some("Rui"), department: None }, "run 2 has no roster"),
        ] {
            let refused = Team::of(&store, run, wanted).unwrap_err();
            assert!(refused.to_string().contains(expected), "{refused}");
        }
        assert!(Team::of(&store, 2, Wanted::default()).unwrap().is_none(), "nobody asked");
    }
}
