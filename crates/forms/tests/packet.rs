//! A packet has what is its reviewer's to decide on, with all that there is to know about it, in words.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{fmt::Write, fs};

use acesso_forms::packet::{Access, Holder, Packet, Packets, State};
use acesso_review::{
    judge::{
        campaign::{Owners, Prepared, Wanted},
        signature::Closing,
    },
    model::{By, Decision, Identity, Lang, RunDescription},
    store::{
        Store,
        testing::{RECORD, kept},
    },
};
use rusqlite::Connection;
use tempfile::TempDir;

/// What the sample lacks: a roster, somebody who left, a conflict on one of two companies, and a key.
const MORE: &str = "
    INSERT INTO roster (run, email_key, name, status, left_on, manager, department) VALUES
        (1, 'bia@casa.example', 'Bia Exemplo', 'left', '2025-12-01', 'RUI@casa.example', 'Vendas'),
        (1, 'ana@casa.example', 'Ana Exemplo', 'férias', NULL, 'Rui Exemplo <rui@casa.example>', 'TI'),
        (1, 'rui@casa.example', 'Rui Exemplo', 'active', NULL, NULL, NULL);
    INSERT INTO roster_aliases (run, alias_key, email_key) VALUES
        (1, 'bia@casa.example', 'bia@casa.example'), (1, 'rui@casa.example', 'rui@casa.example');
    INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
        VALUES (1, 'base39', 'key1', 'key', 'integrador', 'ana@casa.example', 'ana@casa.example', '{}');
    INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, attributes) VALUES
        (1, 'base39', 'op1', 'comp1', 'financial', 'operator', '{}'),
        (1, 'base39', 'op1', 'comp2', 'financial', 'operator', '{}'),
        (1, 'base39', 'key1', '*', 'full_access', 'key', '{}');
    INSERT INTO findings (run, number, rule, severity, vendor, principal_kind, principal, data) VALUES
        (1, 3, 'base39-conflicting-roles', 'high', 'base39', 'operator', 'op1',
            '{\"permissions\":[\"approver\",\"financial\"],\"resources\":2,\"examples\":[\"Padaria Sol\"]}'),
        (1, 4, 'roster-left', 'medium', NULL, 'person', 'bia@casa.example', '{\"left_on\":\"2025-12-01\",\"accesses\":1}'),
        (1, 5, 'base39-administrator', 'low', 'base39', 'operator', 'op1', '{}');";

struct Review {
    folder: TempDir,
    store: Store,
}

impl Review {
    fn new(more: &str) -> Self {
        let (folder, store) = kept();
        Connection::open(store.path()).unwrap().execute_batch(more).unwrap();
        store.seal(1).unwrap();
        let review = Self { folder, store };
        review.start(1, "*,*,rui@casa.example\n");
        review
    }

    fn run(&self, run: i64) -> RunDescription {
        self.store.describe(&self.store.run(run).unwrap().unwrap(), Lang::En).unwrap()
    }

    fn start(&self, run: i64, owners: &str) {
        let path = self.folder.path().join("owners.csv");
        fs::write(&path, format!("service,resource,reviewer\n{owners}")).unwrap();
        let wanted = Wanted {
            title: "Acessos".to_owned(),
            due: "2026-03-31".parse().unwrap(),
            by: By::Service,
            owners: Some(Owners::open(&path).unwrap()),
            departments: None,
            fallback: "carla@casa.example".to_owned(),
            company: Some("Casa".to_owned()),
            only_changed: false,
            carry_unchanged: false,
            replace: true,
        };
        let now = "2026-03-01T12:00:00Z".parse().unwrap();
        Prepared::of(&self.store, &self.run(run), &wanted, None, now).unwrap().start(|| Ok(())).unwrap();
    }

    fn packet(&self, run: i64, reviewer: &str, lang: Lang) -> Packet {
        let (description, campaign) = (self.run(run), self.store.campaign(run).unwrap().unwrap());
        Packets::of(&self.store, &description, &campaign, lang).unwrap().packet(reviewer).unwrap()
    }
}

fn told(packet: &Packet) -> String {
    let mut told = String::new();
    for holder in &packet.people {
        let Holder { name, department, manager, left_on, status, note, findings, .. } = holder;
        writeln!(told, "{name}: {department:?} {manager:?} {left_on:?} {status:?} {note:?}").unwrap();
        for finding in findings {
            writeln!(told, "  {:?} {}", finding.severity, finding.text).unwrap();
        }
        for Access { service, place, permission, findings, .. } in &holder.accesses {
            let severities: Vec<_> = findings.iter().map(|finding| finding.severity.as_str()).collect();
            writeln!(told, "  {service}, {place}: {permission} {severities:?}").unwrap();
        }
    }
    told
}

/// A conflict stands at both accesses, and not where one of the two is held alone; what somebody answers for is left out.
const EXPECTED: &str = "\
João ÁVILA: None None None None None
  Low op1 is administrator of  in Base39
  Base39, Padaria Sol: approver [\"high\"]
  Base39, Padaria Sol: financial [\"high\"]
  Base39, comp2: financial []
Ana Exemplo: Some(\"TI\") Some(\"Rui Exemplo\") None Some(\"férias\") None
  Medium Ana E. (u1) is a guest at Tenant Um in MyReports
  MyReports, Tenant Um: Administrator []
  TomTicket, help desk: create_tickets []
Bia Exemplo: Some(\"Vendas\") Some(\"Rui Exemplo\") Some(\"2025-12-01\") Some(\"Left\") None
  Medium bia@casa.example left on 2025-12-01, says the roster, but still holds 1 access, in\u{20}
  TomTicket, help desk: create_tickets []
Ana Exemplo: None None None None Some(\"no e-mail address\")
  TomTicket, d1: operator []
API key integrador: None None None None Some(\"a program uses it, and no person holds it\")
  Base39, every company: full_access []
Nobody by name: None None None None Some(\"accesses that were found under no operator\")
  Base39, every company: financial (perm_1) []
";

#[test]
fn people_stand_with_what_was_found_the_gravest_first() {
    let review = Review::new(MORE);
    let packet = review.packet(1, "rui@casa.example", Lang::En);
    assert_eq!(told(&packet), EXPECTED);
    assert_eq!((packet.title.as_str(), packet.due.as_str(), packet.run.number), ("Acessos", "2026-03-31", 1));
    assert_eq!((packet.reviewer.name.as_str(), packet.asked_by.name.as_str()), ("Rui Exemplo", "carla@casa.example"));
    assert_eq!((packet.company.as_deref(), packet.signed), (Some("Casa"), None));
}

#[test]
fn each_access_is_in_the_packet_of_one_reviewer() {
    let review = Review::new(MORE);
    review.start(1, "tomticket,*,rui@casa.example\n*,*,carla@casa.example\n");
    let keys = |reviewer: &str| -> Vec<_> {
        let packet = review.packet(1, reviewer, Lang::PtBr);
        packet.people.into_iter().flat_map(|holder| holder.accesses).map(|access| access.key).collect()
    };
    let (rui, carla) = (keys("rui@casa.example"), keys("carla@casa.example"));
    assert!(rui.iter().all(|[service, ..]| service == "tomticket") && rui.len() == 3, "{rui:?}");
    assert!(carla.iter().all(|[service, ..]| service != "tomticket") && carla.len() == 6, "{carla:?}");
    assert_eq!(keys("bia@casa.example"), [[""; 4]; 0], "nobody asks her");
}

#[test]
fn what_was_decided_and_has_changed_since_the_signed_review_stands_there() {
    let review = Review::new("
        INSERT INTO roster (run, email_key, name) SELECT id, 'ana@casa.example', 'Ana Exemplo' FROM runs WHERE id < 3;
        INSERT INTO decisions (run, vendor, principal, resource, permission, decision, reviewer, decided_on, recorded_at, own)
            SELECT 1, vendor, principal, resource, permission, 'keep', 'ana@casa.example', '2026-01-15',
                '2026-01-15T10:00:00Z', 0 FROM grants WHERE run = 1;
        UPDATE runs SET state = 'complete' WHERE id = 2;
        UPDATE scopes SET state = 'complete', problem = NULL WHERE run = 2;");
    Connection::open(review.store.path()).unwrap().execute_batch(RECORD).unwrap();
    let now = "2026-01-20T12:00:00Z".parse().unwrap();
    Closing::of(&review.store, 1).unwrap().sign("Bia", &Identity::default(), now, false).unwrap();
    review.store.seal(2).unwrap();
    review.start(2, "*,*,rui@casa.example\n");
    let packet = review.packet(2, "rui@casa.example", Lang::PtBr);
    assert_eq!(packet.signed.as_ref().map(|signed| (signed.number, signed.on.as_str())), Some((1, "2026-01-20")));
    let accesses: Vec<_> = packet.people.iter().flat_map(|holder| &holder.accesses).collect();
    let of = |permission: &str| accesses.iter().find(|access| access.permission == permission).unwrap();
    assert_eq!((of("approver").state, of("administrator").state), (State::Unchanged, State::New));
    let last = of("approver").last.as_ref().unwrap();
    assert_eq!((last.decision, last.on.as_str()), (Decision::Keep, "2026-01-15"));
    assert_eq!(last.by, "Ana Exemplo", "an address is told by its name");
    let changed = of("create_tickets");
    assert_eq!(
        (changed.state, changed.changed.as_deref()),
        (State::Changed, Some("o que o serviço diz sobre a conta"))
    );
    assert!(of("administrator").last.is_none());
}

#[test]
fn what_stays_kept_names_the_signature_that_kept_it() {
    let review = Review::new("");
    let sql = Connection::open(review.store.path()).unwrap();
    let complete = "UPDATE runs SET state = 'complete'; UPDATE scopes SET state = 'complete', problem = NULL;";
    sql.execute_batch(&[RECORD, ";", complete].concat()).unwrap();
    review.store.seal(2).unwrap();
    let now = "2026-01-20T12:00:00Z".parse().unwrap();
    Closing::of(&review.store, 1).unwrap().sign("Bia", &Identity::default(), now, false).unwrap();
    review.start(2, "*,*,rui@casa.example\n");
    // The last review is signed with number 2, and what it had carried over itself is of number 1.
    let carried = "
        UPDATE signatures SET number = 2;
        INSERT INTO signatures SELECT 1, 3, replace(statement, '2026-01-20', '2025-10-20'), '' FROM signatures;
        UPDATE assignments SET carried_from = 1 WHERE run = 2 AND permission = 'administrator';
        UPDATE assignments SET carried_from = 2 WHERE run = 2 AND permission = 'operator';";
    sql.execute_batch(carried).unwrap();
    let packet = review.packet(2, "rui@casa.example", Lang::En);
    let carried = packet.people.iter().flat_map(|holder| &holder.accesses).filter_map(|access| access.carried.as_ref());
    let mut carried: Vec<_> = carried.map(|signed| (signed.number, signed.on.as_str())).collect();
    carried.sort_unstable();
    assert_eq!(packet.signed.as_ref().map(|signed| signed.number), Some(2));
    assert_eq!(carried, [(1, "2025-10-20"), (2, "2026-01-20")]);
}
