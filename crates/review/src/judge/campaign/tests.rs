use std::fs;

use tempfile::TempDir;

use super::*;
use crate::{
    model::{Lang, RunRef},
    store::{Assigned, testing::store_with},
};

/// One run of people who are known, or not, in every way that assigning tells apart.
const ROWS: &str = "
    INSERT INTO holds (kind) VALUES ('sandbox');
    INSERT INTO runs (id, state, scope, tool, started_at, ended_at, form)
        VALUES (1, 'complete', '{}', '0.2.0', '2026-01-01T10:00:00Z', '2026-01-01T10:05:00Z', 3);
    INSERT INTO scopes (run, vendor, state) VALUES (1, 'base39', 'complete'), (1, 'tomticket', 'complete');
    INSERT INTO roster (run, email_key, name, status, left_on, manager, department) VALUES
        (1, 'ana@casa.example', 'Ana Exemplo', 'active', NULL, 'bia@casa.example', 'Contas'),
        (1, 'bia@casa.example', 'Bia Exemplo', 'active', NULL, 'Caio Chefe', 'Contas'),
        (1, 'caio@casa.example', 'Caio Chefe', 'active', NULL, 'C.Chefe@casa.example', 'Direção'),
        (1, 'rui@casa.example', 'Rui Exemplo', 'active', NULL, 'Zeca Ninguém', 'Vendas'),
        (1, 'eva@casa.example', 'Eva Exemplo', 'active', NULL, 'Maria Silva', 'Vendas'),
        (1, 'ivo@casa.example', 'Ivo Exemplo', 'active', NULL, 'Lia Sem', 'Vendas'),
        (1, 'noa@casa.example', 'Noa Exemplo', 'active', NULL, 'Tom Saiu <tom@casa.example>', 'Vendas'),
        (1, 'gil@casa.example', 'Gil Exemplo', 'active', NULL, 'Otto Fora', 'Vendas'),
        (1, 'pia@casa.example', 'Pia Exemplo', 'active', NULL, NULL, NULL),
        (1, 'm1@casa.example', 'Maria Silva', 'active', NULL, NULL, NULL),
        (1, 'm2@casa.example', 'MARIA SILVA', 'active', NULL, NULL, NULL),
        (1, 'line 12', 'Lia Sem', 'active', NULL, NULL, NULL),
        (1, 'tom@casa.example', 'Tom Saiu', NULL, '2026-01-15', NULL, NULL);
    INSERT INTO roster_aliases (run, alias_key, email_key) SELECT 1, email_key, email_key FROM roster;
    INSERT INTO roster_aliases (run, alias_key, email_key) VALUES
        (1, 'c.chefe@casa.example', 'caio@casa.example'), (1, 'a.exemplo@casa.example', 'ana@casa.example');
    INSERT INTO resources (run, vendor, id, kind, name, attributes) VALUES
        (1, 'base39', 'comp1', 'company', 'Padaria Sol', '{}'), (1, 'base39', 'comp2', 'company', 'Mercado Lua', '{}');
    INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
        SELECT 1, 'base39', column1, column2, column3, column4, lower(column4), '{}' FROM (VALUES
            ('ana', 'operator', 'Ana E.', 'A.Exemplo@casa.example'), ('bia', 'operator', 'Bia', 'bia@casa.example'),
            ('caio', 'operator', 'Caio', 'caio@casa.example'), ('rui', 'operator', 'Rui', 'rui@casa.example'),
            ('eva', 'operator', 'Eva', 'eva@casa.example'), ('ivo', 'operator', 'Ivo', 'ivo@casa.example'),
            ('noa', 'operator', 'Noa', 'noa@casa.example'), ('gil', 'operator', 'Gil', 'gil@casa.example'),
            ('pia', 'operator', 'Pia', 'pia@casa.example'), ('otto', 'operator', 'Otto Fora', 'otto@fora.example'),
            ('dora', 'operator', 'Dora', 'dora@fora.example'), ('nemo', 'operator', 'Nemo', NULL),
            ('key1', 'key', 'backup', 'bia@casa.example'));
    INSERT INTO principals (run, vendor, id, kind, name, email, email_key, attributes)
        VALUES (1, 'tomticket', 'hash', 'operator', 'A. E.', NULL, 'ana@casa.example', '{}');
    INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, attributes)
        SELECT 1, vendor, id, 'comp1', 'approver', kind, '{}' FROM principals;
    INSERT INTO grants (run, vendor, principal, resource, permission, principal_kind, attributes) VALUES
        (1, 'base39', 'perm_1', '*', 'financial', 'unattributed', '{}'),
        (1, 'base39', 'caio', 'comp2', 'financial', 'operator', '{}');";

const NOW: &str = "2026-02-01T12:00:00Z";

fn store() -> (TempDir, Store) {
    let (folder, store) = store_with(ROWS);
    store.seal(1).unwrap();
    (folder, store)
}

fn owners(text: &str) -> Option<Owners> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("owners.csv");
    fs::write(&path, text).unwrap();
    Some(Owners::open(&path).unwrap())
}

fn departments(text: &str) -> Option<Departments> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("departments.csv");
    fs::write(&path, text).unwrap();
    Some(Departments::open(&path).unwrap())
}

fn wanted(by: By) -> Wanted {
    Wanted {
        title: " Acessos, 1º trimestre ".to_owned(),
        due: jiff::civil::date(2026, 3, 1),
        by,
        owners: None,
        departments: None,
        fallback: "Diretora@casa.example".to_owned(),
        company: Some("Casa Exemplo".to_owned()),
        only_changed: false,
        carry_unchanged: false,
        replace: false,
    }
}

fn prepare<'a>(store: &'a Store, wanted: &Wanted) -> Result<Prepared<'a>, Failure> {
    let run = store.describe(&store.find_run(RunRef::Number(1)).unwrap(), Lang::En).unwrap();
    Prepared::of(store, &run, wanted, Some("rui".to_owned()), NOW.parse().unwrap())
}

fn refused(store: &Store, wanted: &Wanted) -> String {
    prepare(store, wanted).map(drop).unwrap_err().to_string()
}

/// Account and resource with whoever reviews that, by the part of the address before the @, and the rule.
fn assigned(store: &Store) -> Vec<String> {
    let mut all = Vec::new();
    let tell = |it: Assigned| {
        let who = it.reviewer.split('@').next().unwrap_or_default().to_owned();
        all.push(format!("{} {}: {who} {}", it.grant.principal, it.grant.resource, it.by.as_str()));
        Ok(())
    };
    store.each_assigned(1, None, tell).unwrap();
    all
}

fn unmatched(overview: &Overview) -> Vec<(Names, &str, Why, u64)> {
    let mut all: Vec<_> =
        overview.unmatched.iter().map(|it| (it.names, it.text.as_str(), it.why, it.accesses)).collect();
    all.sort();
    all
}

#[test]
fn every_access_has_one_reviewer_by_the_first_rule_that_names_one_and_nobody_reviews_their_own() {
    let (_folder, store) = store();
    let lines = "service,resource,permission,reviewer\n\
                 base39,mercado*,fin*,caio@casa.example\n\
                 base39,Mercado Lua,*,otto@fora.example\n\
                 *,*,financial,a.exemplo@casa.example\n\
                 base39,comp9,*,otto@fora.example\n";
    let wanted = Wanted { owners: owners(lines), ..wanted(By::Manager) };
    let prepared = prepare(&store, &wanted).unwrap();
    assert_eq!(store.campaign(1).unwrap(), None, "nothing is kept yet");
    prepared.start(|| Ok(())).unwrap();
    let expected = [
        "ana comp1: bia manager",        // by an address; the account has an alias of hers
        "bia comp1: caio manager",       // by a name
        "caio comp1: diretora fallback", // his own manager is himself
        "caio comp2: diretora fallback", // he owns it, and holds it
        "dora comp1: diretora fallback", // not on the roster
        "eva comp1: diretora fallback",  // two are called so
        "gil comp1: otto manager",       // who has an account, and is not on the roster
        "ivo comp1: diretora fallback",  // has no address
        "key1 comp1: diretora fallback", // a key, whosever address it has
        "nemo comp1: diretora fallback", // an account without an address
        "noa comp1: diretora fallback",  // left by now
        "otto comp1: diretora fallback",
        "perm_1 *: ana owner", // nobody's by name, and it has an owner, by an alias of hers
        "pia comp1: diretora fallback", // the roster names no manager
        "rui comp1: diretora fallback", // nobody is called so
        "hash comp1: bia manager", // known by a hash of the address
    ];
    assert_eq!(assigned(&store), expected);
    let overview = &prepared.overview;
    assert_eq!(
        unmatched(overview),
        [
            (Names::Manager, "Lia Sem", Why::NoAddress, 1),
            (Names::Manager, "Maria Silva", Why::Several, 1),
            (Names::Manager, "Tom Saiu <tom@casa.example>", Why::Left, 1),
            (Names::Manager, "Zeca Ninguém", Why::Nobody, 1),
        ]
    );
    assert_eq!((overview.own_moved, overview.idle_owner_lines.as_slice()), (2, [3, 5].as_slice()));
    let told: Vec<_> =
        overview.reviewers.iter().map(|it| (it.reviewer.as_str(), it.name.as_deref(), it.accesses)).collect();
    assert_eq!(
        told,
        [
            ("ana@casa.example", Some("Ana Exemplo"), 1),
            ("bia@casa.example", Some("Bia Exemplo"), 2),
            ("caio@casa.example", Some("Caio Chefe"), 1),
            ("diretora@casa.example", None, 11),
            ("otto@fora.example", Some("Otto Fora"), 1),
        ]
    );
    let campaign = store.campaign(1).unwrap().unwrap();
    assert_eq!(campaign, prepared.campaign);
    assert_eq!(
        (campaign.title.as_str(), campaign.fallback.as_str()),
        ("Acessos, 1º trimestre", "diretora@casa.example")
    );
}

#[test]
fn heads_of_departments_owners_of_services_and_owners_of_resources() {
    let (_folder, store) = store();
    let heads = departments("department,reviewer\nCONTAS,bia@casa.example\nVendas,rui@casa.example\n");
    let prepared = prepare(&store, &Wanted { departments: heads, ..wanted(By::Department) }).unwrap();
    prepared.start(|| Ok(())).unwrap();
    let all = assigned(&store);
    for one in [
        "ana comp1: bia department",
        "bia comp1: caio manager",
        "eva comp1: rui department",
        "rui comp1: diretora fallback",
    ] {
        assert!(all.contains(&one.to_owned()), "{one}: {all:#?}");
    }
    assert_eq!(unmatched(&prepared.overview), [(Names::Department, "Direção", Why::Nobody, 2)]);
    let of = |by, lines| {
        let prepared = prepare(&store, &Wanted { owners: owners(lines), replace: true, ..wanted(by) }).unwrap();
        unmatched(&prepared.overview)
            .into_iter()
            .map(|(_, text, _, count)| (text.to_owned(), count))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(By::Service, "service,reviewer\nTomTicket,bia@casa.example\n"), [("Base39".to_owned(), 15)]);
    assert_eq!(
        of(By::Resource, "resource,reviewer\ncomp1,bia@casa.example\n"),
        [("Base39: Mercado Lua".to_owned(), 1), ("Base39: every company".to_owned(), 1)]
    );
}

#[test]
fn it_is_refused_where_nobody_but_the_holder_could_review() {
    let (_folder, store) = store();
    let to_ana = |by| Wanted { fallback: "pia@casa.example".to_owned(), ..wanted(by) };
    let what = refused(&store, &to_ana(By::Manager));
    assert_eq!(what, "nobody but pia@casa.example could review what they hold themselves; accesses: 1");
    let owners = owners("service,resource,permission,reviewer\n*,comp1,*,bia@casa.example\n");
    prepare(&store, &Wanted { owners, ..to_ana(By::Manager) }).unwrap();
}

#[test]
fn what_can_t_be_a_campaign_is_refused() {
    let (_folder, store) = store();
    for (wanted, about) in [
        (Wanted { title: " ".to_owned(), ..wanted(By::Manager) }, "no title"),
        (Wanted { due: jiff::civil::date(2026, 1, 30), ..wanted(By::Manager) }, "is past"),
        (Wanted { fallback: "Rui".to_owned(), ..wanted(By::Manager) }, "no e-mail address"),
        (wanted(By::Department), "which department"),
        (wanted(By::Service), "who owns what"),
        (wanted(By::Resource), "who owns what"),
    ] {
        assert!(refused(&store, &wanted).contains(about), "{about}");
    }
    for (change, about) in [
        ("UPDATE roster SET manager = NULL", "no roster that says who manages whom"),
        ("UPDATE runs SET state = 'incomplete'", "does not have all"),
        ("UPDATE runs SET sha256 = NULL", "has no hash"),
        ("DELETE FROM grants", "has no access"),
        ("INSERT INTO signatures VALUES (1, 1, '{}', 'x')", "is signed already"),
    ] {
        store.sql().execute_batch(&format!("BEGIN; {change};")).unwrap();
        assert!(
            refused(&store, &wanted(By::Manager)).contains(about),
            "{change}: {}",
            refused(&store, &wanted(By::Manager))
        );
        store.sql().execute_batch("ROLLBACK").unwrap();
    }
}

#[test]
fn a_campaign_is_replaced_only_by_whoever_insists_and_never_once_somebody_decided() {
    let (_folder, store) = store();
    let again = |replace| prepare(&store, &Wanted { replace, ..wanted(By::Manager) });
    again(false).unwrap().start(|| Ok(())).unwrap();
    assert!(again(false).map(drop).unwrap_err().advice().contains("--replace"));
    let two = again(true).unwrap();
    let failed = two.start(|| Err(Failure::not_found("failure-name-empty", &[])));
    assert_eq!(failed.unwrap_err().to_string(), "the name is empty");
    two.start(|| Ok(())).unwrap();
    assert_eq!(assigned(&store).len(), 16);
    let decide = "INSERT INTO decisions VALUES (1, 'base39', 'ana', 'comp1', 'approver', 'keep', NULL, 'Bia', '2026-02-02', '', 0)";
    store.sql().execute(decide, []).unwrap();
    let refused = [again(true).map(drop), two.start(|| Ok(()))].map(|it| it.unwrap_err().to_string());
    assert!(refused.iter().all(|what| what.contains("and decisions about it: 1")), "{refused:?}");
}

/// What was recorded about accesses, one after the other; the last one about each holds, and `-` takes back what was decided.
fn decide(store: &Store, records: &[(&str, &str, &str)]) {
    store.sql().execute_batch("DELETE FROM decisions; DELETE FROM decision_history").unwrap();
    for (number, (principal, decision, reviewer)) in (1..).zip(records) {
        let history = "INSERT INTO decision_history
            SELECT 1, ?1, vendor, principal, resource, permission, nullif(?3, '-'), 'why', ?4, '2026-02-02', 0, '', NULL, NULL
            FROM grants WHERE principal = ?2 AND resource = 'comp1'";
        assert_eq!(store.sql().execute(history, (number, principal, decision, reviewer)).unwrap(), 1, "{principal}");
    }
    let hold = "INSERT INTO decisions
        SELECT run, vendor, principal, resource, permission, decision, reason, reviewer, decided_on, recorded_at, own
        FROM decision_history WHERE decision IS NOT NULL AND number IN (
            SELECT max(number) FROM decision_history GROUP BY vendor, principal, resource, permission)";
    store.sql().execute(hold, []).unwrap();
}

#[test]
fn how_far_everybody_is_and_what_does_not_fit_together() {
    let (_folder, store) = store();
    let registry = crate::source::Registry::built_in();
    let status = |day: i8| Status::of(&store, &registry, 1, jiff::civil::date(2026, 3, day)).unwrap();
    let none = status(1);
    assert!(none.campaign.is_none() && none.days_left.is_none() && none.progress.is_none() && none.signed.is_none());
    assert_eq!(none.undecided(), 16);
    prepare(&store, &wanted(By::Manager)).unwrap().start(|| Ok(())).unwrap();
    decide(
        &store,
        &[
            ("ana", "revoke", "bia@casa.example"),
            ("ana", "keep", "Bia Exemplo"), // who changed her mind
            ("bia", "keep", "Ana Exemplo"), // Caio was asked
            ("gil", "keep", "Otto Fora"),
            ("gil", "revoke", "Bia <bia@casa.example>"),
            ("ivo", "keep", "diretora@casa.example"),
            ("ivo", "revoke", "Rui Exemplo"),
            ("ivo", "revoke", "diretora@casa.example"), // who agrees in the end
            ("pia", "keep", "diretora@casa.example"),
            ("pia", "revoke", "Rui Exemplo"),
            ("pia", "-", "Rui Exemplo"),
        ],
    );
    store.sql().execute_batch("UPDATE assignments SET asked = 0, carried_from = 1 WHERE principal = 'dora'").unwrap();
    store.sql().execute_batch("UPDATE assignments SET asked = 0 WHERE principal = 'eva'").unwrap();
    let on_the_last_day = status(1);
    assert_eq!(on_the_last_day.days_left, Some(0));
    let each = |status: &Status| -> Vec<_> {
        let tell = |it: &ReviewerStatus| {
            let name = it.reviewer.split('@').next().unwrap_or_default().to_owned();
            (name, it.progress.decided, it.progress.asked(), it.overdue)
        };
        status.reviewers.iter().map(tell).collect()
    };
    let expected = |is_late| {
        let one = |name: &str, decided, asked, overdue| (name.to_owned(), decided, asked, overdue);
        [one("bia", 1, 2, is_late), one("caio", 1, 1, false), one("diretora", 1, 10, is_late), one("otto", 1, 1, false)]
    };
    assert_eq!(each(&on_the_last_day), expected(false));
    let late = status(3);
    assert_eq!((late.days_left, each(&late)), (Some(-2), expected(true).to_vec()));
    let progress = late.progress.unwrap();
    assert_eq!((progress.accesses, progress.decided, progress.carried), (16, 4, 1));
    assert_eq!((progress.not_asked, progress.undecided, late.undecided()), (1, 10, 10));
    assert_eq!(late.decided_by_others, 2, "what Caio and what Otto was asked about");
    let [conflict] = late.conflicts.try_into().unwrap();
    assert_eq!((conflict.grant.principal.as_str(), conflict.reviewer.as_deref()), ("gil", Some("otto@fora.example")));
    let said: Vec<_> = conflict.said.iter().map(|it| (it.decision.as_str(), it.reviewer.as_str())).collect();
    assert_eq!(said, [("keep", "Otto Fora"), ("revoke", "Bia <bia@casa.example>")]);
    let sign =
        r#"INSERT INTO signatures VALUES (1, 1, '{"claimed_name":"Rui","signed_at":"2026-03-02T12:00:00Z"}', 'x')"#;
    store.sql().execute(sign, []).unwrap();
    let signed = status(3);
    assert_eq!(signed.signed.map(|it| (it.number, it.claimed_name)), Some((1, "Rui".to_owned())));
    assert_eq!(signed.open_revocations, Some(2));
}

#[test]
fn what_somebody_has_not_decided_goes_to_whoever_decides_in_their_place_but_nobody_s_own() {
    let (_folder, store) = store();
    prepare(&store, &wanted(By::Manager)).unwrap().start(|| Ok(())).unwrap();
    decide(&store, &[("dora", "keep", "diretora@casa.example")]);
    let until = jiff::civil::date(2026, 2, 20);
    let give = |from, to, until, reason| {
        delegate(&store, 1, &Delegating { from, to, until: Some(until), reason }, NOW.parse().unwrap())
    };
    for (from, to, until, reason, about) in [
        ("diretora@casa.example", "Rui", until, "leave", "no e-mail address"),
        ("a.exemplo@casa.example", "ana@casa.example", until, "leave", "the same person"),
        ("diretora@casa.example", "rui@casa.example", jiff::civil::date(2026, 1, 30), "leave", "is past"),
        ("diretora@casa.example", "rui@casa.example", until, " ", "for no reason"),
        ("gil@casa.example", "rui@casa.example", until, "leave", "nothing left to decide"),
        ("diretora@casa.example", "pia@casa.example", until, "leave", "nobody else is known who could; accesses: 1"),
    ] {
        let refused = give(from, to, until, reason).unwrap_err().to_string();
        assert!(refused.contains(about), "{about}: {refused}");
        assert_eq!(store.delegations(1).unwrap(), []);
    }
    let before = assigned(&store);
    let given = give("bia@casa.example", "A.Exemplo@casa.example", until, " on leave ").unwrap();
    assert_eq!((given.accesses, given.own_moved, given.delegation.number), (0, 2, 1), "both are Ana's own");
    let moved: Vec<_> = assigned(&store).into_iter().filter(|line| !before.contains(line)).collect();
    assert_eq!(moved, ["ana comp1: diretora fallback", "hash comp1: diretora fallback"], "Bia, her manager, is away");
    let given = give("Diretora@casa.example", "bia@casa.example", until, "on leave").unwrap();
    assert_eq!((given.accesses, given.own_moved), (13, 0));
    assert_eq!(store.delegated_from(1, "diretora@casa.example").unwrap(), Some(given.delegation));
    assert!(assigned(&store).contains(&"dora comp1: diretora fallback".to_owned()), "what is decided stays");
    assert_eq!(store.reviewers_by_delegation(1, 2).unwrap(), ["bia@casa.example"]);
    let stands_in = &store.delegations(1).unwrap()[1];
    assert!(store.is_open(1, stands_in).unwrap());

    let of_bia = "UPDATE assignments SET reviewer = 'bia@casa.example', delegation = NULL WHERE principal = 'dora'";
    assert_eq!(store.sql().execute(of_bia, []).unwrap(), 1);
    store.sql().execute("DELETE FROM decisions", []).unwrap();
    let back = Delegating { from: "bia@casa.example", to: "diretora@casa.example", until: None, reason: "back" };
    let back = delegate(&store, 1, &back, NOW.parse().unwrap()).unwrap();
    assert_eq!((back.accesses, back.own_moved), (13, 0), "what she left undecided");
    assert_eq!(store.undecided_of(1, "bia@casa.example").unwrap().len(), 1, "and not what was Bia's before");
    assert_eq!(back.delegation.until, store.campaign(1).unwrap().unwrap().due, "as no day was named");
    assert!(!store.is_open(1, stands_in).unwrap() && store.is_open(1, &back.delegation).unwrap());
    assert_eq!(store.delegated_from(1, "diretora@casa.example").unwrap(), None, "she decides again");
    assert_eq!(store.delegated_from(1, "bia@casa.example").unwrap(), Some(back.delegation));
}
