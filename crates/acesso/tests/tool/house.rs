//! A house of sixty people in six teams, with seven managers, as it is read at the end of two quarters: always the same, to the
//! hash of each run.

use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

use acesso_review::{
    judge::{policy::Policy, review},
    source::Registry,
    store::{Holds, Store},
};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::run::{Run, run};

/// How many people work there. The first seven of them are managers, the very first one theirs.
const PEOPLE: u32 = 60;
const MANAGERS: u32 = 7;

const FIRST_NAMES: [&str; 10] = ["Ana", "Bruno", "Carla", "Davi", "Elisa", "Fábio", "Gilda", "Heitor", "Íris", "João"];
const SURNAMES: [&str; 6] = ["Exemplo", "Ensaio", "Prova", "Amostra", "Modelo", "Rascunho"];
const DEPARTMENTS: [&str; 6] = ["Vendas", "Suporte", "Financeiro", "TI", "Operações", "RH"];
const ROLES: [&str; 4] = ["approver", "financial", "backoffice", "administrator"];

/// What is found in the first quarter.
const RULES: [&str; 5] = [
    "base39-conflicting-roles",
    "base39-key-full-access",
    "roster-left",
    "base39-administrator",
    "base39-unattributed-permission",
];

/// Starts a campaign about the first quarter.
pub(crate) const START: [&str; 9] = [
    "campaign",
    "start",
    "--title",
    "Acessos, 2º trimestre",
    "--due",
    "31/12/2099",
    "--by",
    "manager",
    "--fallback=auditoria@casa-aurora.example",
];

/// A run of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quarter {
    First,
    /// Two people may open no tickets any more, somebody came to another team, and somebody got a role.
    Second,
}

/// The store of the house, in a folder of its own.
pub(crate) struct House {
    folder: TempDir,
    variables: BTreeMap<&'static str, String>,
}

impl House {
    /// After the first quarter.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_str().unwrap().to_owned();
        let house = Self { folder, variables: BTreeMap::from([("XDG_DATA_HOME", data), ("TZ", "<-03>3".to_owned())]) };
        house.add(Quarter::First);
        house
    }

    /// Adds what is read at the end of a quarter, evaluated and with its hash.
    pub(crate) fn add(&self, quarter: Quarter) {
        let path = self.path("acesso/sandbox.db");
        let store = Store::create(&path, Holds::Sandbox).unwrap();
        Connection::open(&path).unwrap().execute_batch(&rows(quarter)).unwrap();
        let run = number(quarter);
        let now = "2026-07-01T12:00:00Z".parse().unwrap();
        review::evaluate(&store, run, &Registry::built_in(), &Policy::default(), now).unwrap();
        store.seal(run).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the tool on it.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Run {
        run(&self.variables, &[arguments, &["--sandbox"]].concat()).await
    }
}

fn number(quarter: Quarter) -> i64 {
    match quarter {
        Quarter::First => 1,
        Quarter::Second => 2,
    }
}

pub(crate) fn name(person: u32) -> String {
    let (first, last) = (person % 10, person / 10 % 6);
    format!("{} {}", FIRST_NAMES[first as usize], SURNAMES[last as usize])
}

pub(crate) fn address(person: u32) -> String {
    format!("p{person:02}@casa-aurora.example")
}

/// To whom somebody reports; the first one reports to nobody.
fn manager(person: u32, quarter: Quarter) -> Option<u32> {
    match person {
        1 => None,
        2..=MANAGERS => Some(1),
        // Who works in another team by now.
        30 if quarter == Quarter::Second => Some(7),
        _ => Some(2 + (person - 8) % 6),
    }
}

/// The rows of a run.
fn rows(quarter: Quarter) -> String {
    let run = number(quarter);
    let month = if quarter == Quarter::First { "06" } else { "09" };
    let scope = r#"{"tomticket":{},"base39":{},"myreports":{}}"#;
    let mut rows = format!(
        "INSERT INTO runs (id, state, scope, tool, started_at, ended_at, form) VALUES
             ({run}, 'complete', '{scope}', 'test', '2026-{month}-30T12:00:00Z', '2026-{month}-30T12:05:00Z', 3);
         INSERT INTO windows (run, number, started_at, ended_at, utc_offset) VALUES
             ({run}, 1, '2026-{month}-30T12:00:00Z', '2026-{month}-30T12:05:00Z', '-03:00');
         INSERT INTO scopes (run, vendor, state, credentials) SELECT {run}, value, 'complete', '[]'
             FROM json_each('[\"tomticket\",\"base39\",\"myreports\"]');
         INSERT INTO resources (run, vendor, id, kind, name, attributes) VALUES
             ({run}, 'tomticket', 'help-desk', 'help-desk', 'help desk', '{{}}'),
             ({run}, 'tomticket', 'org1', 'organization', 'Casa Aurora', '{{}}'),
             ({run}, 'base39', 'comp0', 'company', 'Padaria Sol', '{{}}'),
             ({run}, 'base39', 'comp1', 'company', 'Oficina Lua', '{{}}'),
             ({run}, 'myreports', 't1', 'tenant', 'Casa Aurora', '{{}}');\n"
    );
    for person in 1..=PEOPLE {
        add_person(&mut rows, person, quarter);
    }
    let nobodys = [("key", "key1", "*", "full_access"), ("unattributed", "perm_0", "comp0", "financial")];
    for (kind, id, resource, permission) in nobodys {
        add_grant(&mut rows, run, ["base39", id, resource, permission, kind]);
    }
    let key = r#"{"full_access":true,"any_address":false,"rules_read":true}"#;
    let _ = writeln!(
        rows,
        "INSERT INTO principals (run, vendor, id, kind, name, attributes)
             VALUES ({run}, 'base39', 'key1', 'key', 'Integração', '{key}');"
    );
    rows
}

fn add_person(rows: &mut String, person: u32, quarter: Quarter) {
    let run = number(quarter);
    let (name, address) = (name(person), address(person));
    let text = |text: Option<String>| text.map_or_else(|| "NULL".to_owned(), |text| format!("'{text}'"));
    let lead = manager(person, quarter);
    let department =
        match person.checked_sub(2).filter(|_| person <= MANAGERS).or(lead.and_then(|it| it.checked_sub(2))) {
            Some(team) => DEPARTMENTS[team as usize],
            None => "Diretoria",
        };
    let left = person == 20;
    let _ = writeln!(
        rows,
        "INSERT INTO roster (run, email_key, name, status, left_on, manager, department)
             VALUES ({run}, '{address}', '{name}', '{}', {}, {}, '{department}');
         INSERT INTO roster_aliases (run, alias_key, email_key) VALUES ({run}, '{address}', '{address}');",
        if left { "left" } else { "active" },
        text(left.then(|| "2026-05-05".to_owned())),
        text(lead.map(self::address)),
    );
    let is_gone = quarter == Quarter::Second && (person == 12 || person == 20);
    let mut account = |service: &str, id: &str, kind: &str, held: &[(&str, &str)]| {
        // That it is gone, the list says: the exact call, which said it of nobody before, is not compared with that.
        let known = match (kind, is_gone) {
            ("customer", true) => r#"{"from_list":true,"may_create_tickets":false}"#,
            _ => "{}",
        };
        let _ = writeln!(
            rows,
            "INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
                 VALUES ({run}, '{service}', '{id}', '{kind}', '{name}', '{address}', '{address}', '{known}');"
        );
        for (resource, permission) in held {
            add_grant(rows, run, [service, id, resource, permission, kind]);
        }
    };
    let mut held = vec![("org1", "member")];
    held.extend((person.is_multiple_of(2) && !is_gone).then_some(("help-desk", "create_tickets")));
    account("tomticket", &format!("c{person}"), "customer", &held);
    if person.is_multiple_of(3) {
        let (company, role) = (format!("comp{}", person % 2), ROLES[(person / 3 % 4) as usize]);
        let mut held = vec![(company.as_str(), role)];
        // One who holds two roles that conflict, and one who got a role in the second quarter.
        held.extend((person == 15).then_some((company.as_str(), "approver")));
        held.extend((person == 24 && quarter == Quarter::Second).then_some((company.as_str(), "financial")));
        account("base39", &format!("op{person}"), "operator", &held);
    }
    if person.is_multiple_of(5) {
        account("myreports", &format!("u{person}"), "user", &[("t1", "customer.user")]);
    }
}

fn add_grant(rows: &mut String, run: i64, [service, principal, resource, permission, kind]: [&str; 5]) {
    let _ = writeln!(
        rows,
        "INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, ids, since, attributes) VALUES
             ({run}, '{service}', '{principal}', '{resource}', '{permission}', '{kind}', '{principal}', '2025-02-03T10:00:00Z',
              '{{}}');"
    );
}

#[tokio::test]
async fn the_house_is_the_same_whenever_it_is_built() {
    let (one, other) = (House::new(), House::new());
    other.add(Quarter::Second);
    let hash = |runs: &Run, place: usize| runs.json()["runs"][place]["sha256"].as_str().unwrap().to_owned();
    let (of_one, of_other) = (one.run(&["runs", "--json"]).await, other.run(&["runs", "--json"]).await);
    assert_eq!(hash(&of_one, 0), hash(&of_other, 1));
    let diff = other.run(&["diff", "--json"]).await.json();
    let changes = diff["changes"].as_array().unwrap().iter();
    let told: Vec<_> = changes.map(|it| format!("{} {} {}", it["what"], it["principal"], it["permission"])).collect();
    assert_eq!(
        told,
        [r#""lost" "c12" "create_tickets""#, r#""lost" "c20" "create_tickets""#, r#""gained" "op24" "financial""#]
    );
    let findings = other.run(&["findings", "1", "--json"]).await.json();
    let mut rules: Vec<_> =
        findings["findings"].as_array().unwrap().iter().map(|it| it["rule"].as_str().unwrap()).collect();
    rules.dedup();
    assert_eq!(rules, RULES);
}
