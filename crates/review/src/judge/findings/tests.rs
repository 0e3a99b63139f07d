//! Questions asked of made-up runs.

use std::rc::Rc;

use jiff::{
    Timestamp,
    civil::{Date, date},
};
use serde_json::json;

use super::*;
use crate::{
    judge::{
        policy::{Policy, RuleSettings, Suppression},
        roster::Roster,
    },
    model::{
        Attributes, Facts, Grant, Identity, MEMBER, Person, Principal, PrincipalKind, Resource, ServiceId, Status,
    },
    source::{BASE39, MYREPORTS, TOMTICKET},
    store::{Answer, FileLock, Next, Store, Task, testing::store},
};

/// A day in the middle of 2026.
fn now() -> Timestamp {
    "2026-06-15T12:00:00Z".parse().unwrap()
}

/// A run whose answers a test makes up.
struct Made {
    _folder: tempfile::TempDir,
    _lock: FileLock,
    store: Rc<Store>,
    run: i64,
    settings: Policy,
}

impl Made {
    /// Of these services, all read whole.
    fn of(services: &[ServiceId]) -> Self {
        let (folder, store) = store();
        let first: Vec<_> = services.iter().map(|service| (*service, vec![Task::new("made_up", [])])).collect();
        let (run, lock) = store.begin(&json!({}), &first, &Identity::default(), now()).unwrap();
        let made = Self { _folder: folder, _lock: lock, store: Rc::new(store), run, settings: Policy::default() };
        made.set_state("complete");
        made
    }

    fn set_state(&self, state: &str) {
        self.store.sql().execute("UPDATE scopes SET state = ?1", [state]).unwrap();
    }

    fn answer(&self, service: ServiceId, answer: Answer) {
        let reading = self.store.reading(self.run, service);
        let due = reading.next_due(0).unwrap().unwrap();
        reading.save(&due, &answer, &Next::Page("more".to_owned())).unwrap();
    }

    fn principal(&self, service: ServiceId, kind: PrincipalKind, id: &str, email: &str, attributes: Attributes) {
        let email = (!email.is_empty()).then(|| email.to_owned());
        let principal = Principal { kind, id: id.to_owned(), name: Some(format!("Name of {id}")), email, attributes };
        self.answer(service, Answer { principals: vec![principal], ..Answer::default() });
    }

    fn resource(&self, service: ServiceId, id: &str, name: &str, attributes: Attributes) {
        let resource = Resource { id: id.to_owned(), kind: "thing", name: Some(name.to_owned()), attributes };
        self.answer(service, Answer { resources: vec![resource], ..Answer::default() });
    }

    fn grant(&self, service: ServiceId, kind: PrincipalKind, principal: &str, resource: &str, permission: &str) {
        let grants = vec![Grant::new(kind, principal, resource, permission)];
        self.answer(service, Answer { grants, ..Answer::default() });
    }

    fn operator(&self, id: &str, grants: &[(&str, &str)]) {
        self.principal(BASE39, PrincipalKind::Operator, id, &format!("{id}@casa.example"), Attributes::default());
        for (company, role) in grants {
            self.grant(BASE39, PrincipalKind::Operator, id, company, role);
        }
    }

    fn user(&self, id: &str, email: &str, attributes: Attributes, grants: &[(&str, &str)]) {
        self.principal(MYREPORTS, PrincipalKind::User, id, email, attributes);
        for (tenant, role) in grants {
            self.grant(MYREPORTS, PrincipalKind::User, id, tenant, role);
        }
    }

    fn customer(&self, id: &str, attributes: Attributes) {
        self.principal(TOMTICKET, PrincipalKind::Customer, id, "", attributes);
    }

    fn key(&self, id: &str, attributes: Attributes) {
        self.principal(BASE39, PrincipalKind::Key, id, &format!("{id}@casa.example"), attributes);
    }

    fn roster(&self, people: impl IntoIterator<Item = Person>) {
        Roster::of(people).save(&self.store, self.run).unwrap();
    }

    fn evaluate(&self) {
        evaluate(&self.store, self.run, &Registry::built_in(), &self.settings, now()).unwrap();
    }

    /// Asks, and gives what was found.
    fn found(&self, rule: &str) -> Vec<Finding> {
        self.evaluate();
        self.stored(rule)
    }

    fn stored(&self, rule: &str) -> Vec<Finding> {
        let mut found = Vec::new();
        each(&self.store, self.run, Some(rule), Lang::En, |finding| {
            found.push(finding.clone());
            Ok(())
        })
        .unwrap();
        found
    }

    fn whom(&self, rule: &str) -> Vec<String> {
        self.found(rule).into_iter().map(|finding| finding.subject.principal).collect()
    }

    fn sentences(&self, rule: &str) -> Vec<String> {
        self.found(rule).iter().map(|finding| finding.sentence.clone()).collect()
    }

    fn evaluation(&self, rule: &str) -> Evaluation {
        evaluations(&self.store, self.run, Lang::En)
            .unwrap()
            .into_iter()
            .find(|evaluation| evaluation.rule == rule)
            .unwrap()
    }

    fn unknown_for(&self, rule: &str) -> u64 {
        self.evaluation(rule).unknown_for
    }
}

fn flags(flags: &[(&'static str, bool)]) -> Attributes {
    flags.iter().fold(Attributes::default(), |attributes, (name, flag)| attributes.with(name, Some(*flag)))
}

fn person(email: &str, status: Option<Status>) -> Person {
    Person { email: email.to_owned(), status, ..Person::default() }
}

#[test]
fn a_customer_who_may_create_tickets_without_approval_is_found_and_an_unknown_one_is_counted() {
    let made = Made::of(&[TOMTICKET]);
    let rule = "tomticket-may-create-not-approved";
    made.customer("found", flags(&[("approved", false), ("may_create_tickets", true)]));
    made.customer("approved", flags(&[("approved", true), ("may_create_tickets", true)]));
    made.customer("may-not", flags(&[("approved", false), ("may_create_tickets", false)]));
    made.customer("settled-by-approved", flags(&[("approved", true)]));
    made.customer("settled-by-may-not", flags(&[("may_create_tickets", false)]));
    made.customer("unknown-1", flags(&[("may_create_tickets", true)]));
    made.customer("unknown-2", flags(&[("approved", false)]));
    made.customer("unknown-3", Attributes::default());
    assert_eq!(made.whom(rule), ["found"]);
    assert_eq!(made.unknown_for(rule), 3);
    assert_eq!(made.evaluation(rule).not_evaluated, None);
}

#[test]
fn the_other_questions_about_customers() {
    let made = Made::of(&[TOMTICKET]);
    made.customer("inactive", flags(&[("active", false), ("may_create_tickets", true), ("email_validated", false)]));
    made.customer("active", flags(&[("active", true), ("may_create_tickets", true), ("email_validated", true)]));
    made.customer("unlimited", Attributes::default().with("monthly_tickets", Some("unlimited")));
    made.customer("five", Attributes::default().with("monthly_tickets", Some(5)));
    assert_eq!(made.whom("tomticket-may-create-not-active"), ["inactive"]);
    assert_eq!(made.unknown_for("tomticket-may-create-not-active"), 2);
    assert_eq!(made.whom("tomticket-email-not-validated"), ["inactive"]);
    assert_eq!(made.unknown_for("tomticket-email-not-validated"), 2);
    assert_eq!(made.whom("tomticket-unlimited-quota"), ["unlimited"]);
    assert_eq!(made.unknown_for("tomticket-unlimited-quota"), 2);
}

const CONFLICT: &str = "base39-conflicting-roles";

#[test]
fn two_roles_conflict_where_both_are_held_and_every_company_counts_for_each() {
    let made = Made::of(&[BASE39]);
    for (company, name) in [("c1", "Exemplo 1"), ("c2", "Exemplo 2"), ("c3", "Exemplo 3"), ("*", "every company")] {
        made.resource(BASE39, company, name, Attributes::default());
    }
    made.operator("same", &[("c1", "approver"), ("c1", "financial"), ("c2", "approver")]);
    made.operator("one-role", &[("c1", "approver"), ("c2", "approver")]);
    made.operator("apart", &[("c1", "approver"), ("c2", "financial")]);
    made.operator("star-pays", &[("*", "financial"), ("c1", "approver"), ("c2", "approver"), ("c3", "backoffice")]);
    made.operator("star-approves", &[("*", "approver"), ("c3", "financial")]);
    made.operator("both-stars", &[("*", "approver"), ("*", "financial"), ("c1", "approver")]);
    made.operator("star-alone", &[("*", "financial"), ("c1", "backoffice")]);
    made.operator("looks-like", &[("c1", "approver"), ("c1", "backoffice_financial")]);
    assert_eq!(
        made.sentences(CONFLICT),
        [
            "Name of both-stars (both-stars@casa.example) holds two roles in Base39 that conflict, approver and financial, for every company",
            "Name of star-pays (star-pays@casa.example) holds two roles in Base39 that conflict, approver and financial, for Exemplo 1 and 1 other company",
            "Name of same (same@casa.example) holds two roles in Base39 that conflict, approver and financial, for Exemplo 1",
            "Name of star-approves (star-approves@casa.example) holds two roles in Base39 that conflict, approver and financial, for Exemplo 3",
        ]
    );
    let resources: Vec<_> = made.stored(CONFLICT).into_iter().map(|finding| finding.resource).collect();
    assert_eq!(resources, [None, None, Some("c1".to_owned()), Some("c3".to_owned())]);
}

#[test]
fn the_roles_of_one_person_conflict_under_two_operators_too() {
    let made = Made::of(&[BASE39]);
    let operator = |id: &str, email: &str, grants: &[(&str, &str)]| {
        made.principal(BASE39, PrincipalKind::Operator, id, email, Attributes::default());
        for (company, role) in grants {
            made.grant(BASE39, PrincipalKind::Operator, id, company, role);
        }
    };
    operator("ana-1", "ana@casa.example", &[("c1", "approver"), ("c2", "approver")]);
    operator("ana-2", "ANA@casa.example", &[("c1", "financial"), ("c3", "financial")]);
    operator("bia-1", "bia@casa.example", &[("c1", "approver")]);
    operator("bia-2", "b@alias.example", &[("*", "financial")]);
    operator("caio-1", "caio@casa.example", &[("c1", "approver"), ("c1", "financial")]);
    operator("caio-2", "caio@casa.example", &[("c1", "approver")]);
    operator("dina-1", "dina@casa.example", &[("c1", "approver")]);
    operator("dina-2", "dina@casa.example", &[("c2", "financial")]);
    operator("edu", "edu@casa.example", &[("c1", "financial")]);
    made.roster([Person { aliases: vec!["b@alias.example".to_owned()], ..person("bia@casa.example", None) }]);
    let mut found: Vec<_> =
        made.found(CONFLICT).into_iter().map(|it| (it.subject.kind, it.subject.principal)).collect();
    found.sort();
    let expected = [("operator", "caio-1"), ("person", "ana@casa.example"), ("person", "bia@casa.example")];
    assert_eq!(found, expected.map(|(kind, id)| (kind.to_owned(), id.to_owned())));
    assert_eq!(made.unknown_for(CONFLICT), 0);
    let told = made.sentences(CONFLICT);
    assert!(
        told.iter().any(|told| told.contains("(ana@casa.example) holds two roles") && told.ends_with("for c1")),
        "{told:?}"
    );
    // Whoever has no address may be any of them who holds the other role where this one does.
    operator("gil", "", &[("c9", "approver")]);
    operator("hugo", "n/a", &[("c2", "approver")]);
    operator("iara", "", &[("c7", "backoffice")]);
    made.evaluate();
    assert_eq!(made.unknown_for(CONFLICT), 2, "Gil beside the financial role on every company, and Hugo");
}

#[test]
fn an_operator_without_an_address_is_no_second_one_of_itself() {
    let made = Made::of(&[BASE39]);
    for (id, grants) in [
        ("both", [("*", "financial"), ("c1", "approver")]),
        ("apart", [("c2", "approver"), ("c3", "approver")]),
        ("plain", [("c4", "approver"), ("c5", "financial")]),
    ] {
        made.principal(BASE39, PrincipalKind::Operator, id, "", Attributes::default());
        for (company, role) in grants {
            made.grant(BASE39, PrincipalKind::Operator, id, company, role);
        }
    }
    assert_eq!(made.whom(CONFLICT), ["both"]);
    assert_eq!(
        made.unknown_for(CONFLICT),
        3,
        "each of the others beside the financial role on every company, and that beside them"
    );
}

#[test]
fn a_suppression_for_an_address_holds_for_the_person_who_is_two_operators() {
    let mut made = Made::of(&[BASE39]);
    for (id, role) in [("ana-1", "approver"), ("ana-2", "financial")] {
        made.principal(BASE39, PrincipalKind::Operator, id, "ana@casa.example", Attributes::default());
        made.grant(BASE39, PrincipalKind::Operator, id, "c1", role);
    }
    made.settings.suppress.push(suppression(CONFLICT, Some("ANA@casa.example"), date(2027, 1, 1)));
    assert!(made.found(CONFLICT)[0].suppressed.is_some());
}

#[test]
fn a_role_in_another_case_is_the_same_and_an_undocumented_one_is_not_known() {
    let made = Made::of(&[BASE39, MYREPORTS]);
    made.operator("ana", &[("c1", "Approver"), ("c1", "FINANCIAL")]);
    made.operator("bia", &[("c1", "Administrator")]);
    made.operator("caio", &[("c1", "super_administrator")]);
    made.operator("dina", &[("c1", "backoffice")]);
    assert_eq!(made.whom(CONFLICT), ["ana"]);
    assert_eq!(made.unknown_for(CONFLICT), 1, "what Caio may do");
    assert_eq!(made.whom("base39-administrator"), ["bia"]);
    assert_eq!(made.unknown_for("base39-administrator"), 1);

    made.user("u1", "a@x.example", roles_read("t1"), &[("t1", "Admin.User")]);
    made.user("u2", "b@x.example", roles_read("t1"), &[("t1", "owner")]);
    made.user("u3", "c@x.example", roles_read("t1"), &[("t1", "Customer.User")]);
    made.user("u4", "d@x.example", roles_read("t1"), &[("t1", MEMBER)]);
    made.user("u5", "e@x.example", roles_read("t2"), &[("t1", "superuser")]);
    assert_eq!(made.whom("myreports-administrator"), ["u1"]);
    assert_eq!(made.unknown_for("myreports-administrator"), 2, "an owner and a superuser may be one");
    assert_eq!(made.whom("myreports-guest-administrator"), Vec::<String>::new());
    assert_eq!(made.unknown_for("myreports-guest-administrator"), 1);
}

#[test]
fn a_conflict_is_one_finding_however_many_companies() {
    let made = Made::of(&[BASE39]);
    let companies: Vec<_> = (0..25).map(|number| format!("c{number:02}")).collect();
    let grants: Vec<_> = companies
        .iter()
        .flat_map(|company| [(company.as_str(), "approver"), (company.as_str(), "financial")])
        .collect();
    made.operator("ana", &grants);
    let [found] = made.found(CONFLICT).try_into().unwrap();
    assert_eq!((found.subject.facts.resources, found.subject.facts.examples.len()), (25, 10));
    assert!(found.sentence.ends_with("for c00 and 24 other companies"), "{}", found.sentence);
}

#[test]
fn the_settings_say_which_roles_conflict() {
    let mut made = Made::of(&[BASE39]);
    made.operator("ana", &[("c1", "approver"), ("c1", "financial"), ("c1", "backoffice")]);
    let pairs = [["backoffice", "approver"], ["financial", "backoffice"]];
    made.settings.conflicts = pairs.map(|pair| pair.map(str::to_owned)).to_vec();
    let held: Vec<_> = made.found(CONFLICT).into_iter().map(|finding| finding.subject.facts.permissions).collect();
    assert_eq!(held, [["backoffice", "approver"], ["financial", "backoffice"]], "a finding for each pair");

    made.settings.conflicts.clear();
    assert_eq!(made.found(CONFLICT), []);
    assert!(made.evaluation(CONFLICT).not_evaluated.unwrap().contains("conflicts"));
}

#[test]
fn permissions_without_a_holder_are_found_and_leave_the_other_questions_open() {
    let made = Made::of(&[BASE39]);
    made.resource(BASE39, "c1", "Exemplo 1", Attributes::default());
    made.grant(BASE39, PrincipalKind::Unattributed, "perm_1", "c1", "approver");
    made.grant(BASE39, PrincipalKind::Unattributed, "perm_1", "c1", "financial");
    made.grant(BASE39, PrincipalKind::Unattributed, "perm_2", "*", "administrator");
    made.grant(BASE39, PrincipalKind::Unattributed, "perm_3", "c1", "backoffice");
    let sentences = made.sentences("base39-unattributed-permission");
    assert_eq!(sentences.len(), 3);
    assert!(
        sentences.contains(
            &"nobody knows who holds permission perm_1 of Base39: the roles approver and financial for Exemplo 1"
                .to_owned()
        )
    );
    for (rule, unknown) in [(CONFLICT, 1), ("base39-role-on-every-company", 1), ("base39-administrator", 1)] {
        assert_eq!(made.stored(rule), [], "{rule}");
        assert_eq!(made.unknown_for(rule), unknown, "{rule}");
    }
}

#[test]
fn roles_on_every_company_and_administrators() {
    let made = Made::of(&[BASE39]);
    made.resource(BASE39, "c1", "Exemplo 1", Attributes::default());
    made.operator("ana", &[("*", "financial"), ("*", "administrator"), ("c1", "approver")]);
    made.operator("bia", &[("c1", "administrator")]);
    made.operator("caio", &[("c1", "approver")]);
    made.key("key", Attributes::default());
    made.grant(BASE39, PrincipalKind::Key, "key", "*", "administrator");
    assert_eq!(
        made.sentences("base39-role-on-every-company"),
        ["Name of ana (ana@casa.example) holds the roles administrator and financial on every company in Base39"]
    );
    assert_eq!(
        made.sentences("base39-administrator"),
        [
            "Name of ana (ana@casa.example) is administrator of every company in Base39",
            "Name of bia (bia@casa.example) is administrator of Exemplo 1 in Base39",
        ]
    );
    for rule in ["base39-role-on-every-company", "base39-administrator"] {
        assert_eq!(made.unknown_for(rule), 0, "{rule}: a key is no operator");
    }
}

#[test]
fn keys_that_are_revoked_are_no_danger_but_those_that_will_be_are() {
    let made = Made::of(&[BASE39]);
    let dangerous = || flags(&[("full_access", true), ("any_address", true)]);
    made.key("live", dangerous());
    made.key("later", dangerous().with("revoked_on", Some("2026-06-16")));
    made.key("today", dangerous().with("revoked_on", Some("2026-06-15")));
    made.key("yesterday", dangerous().with("revoked_on", Some("2026-06-14")));
    made.key("revoked-unknown", Attributes::default().with("revoked_on", Some("2026-01-01")));
    made.key("tame", flags(&[("full_access", false), ("any_address", false)]));
    made.key("unknown", Attributes::default());
    for rule in ["base39-key-full-access", "base39-key-any-address"] {
        assert_eq!(made.whom(rule), ["later", "live", "today"], "{rule}: on its last day a key may still work");
        assert_eq!(made.unknown_for(rule), 1, "{rule}");
    }
    assert_eq!(
        made.sentences("base39-key-full-access")[1],
        "the API key with the id live of Name of live (live@casa.example) may do everything in Base39"
    );
}

#[test]
fn a_key_outlives_its_person() {
    let made = Made::of(&[BASE39]);
    for id in ["left", "active", "stranger"] {
        made.key(id, Attributes::default());
    }
    made.key("left-revoked", Attributes::default().with("revoked_on", Some("2026-01-01")));
    let people = [("left", Status::Left), ("left-revoked", Status::Left), ("active", Status::Active)];
    made.roster(people.map(|(id, status)| person(&format!("{id}@casa.example"), Some(status))));
    assert_eq!(made.whom("base39-key-of-leaver"), ["left"]);
    assert_eq!(made.unknown_for("base39-key-of-leaver"), 1, "the stranger");
}

fn roles_read(home: &str) -> Attributes {
    flags(&[("roles_read", true)]).with("home", Some(home))
}

#[test]
fn administrators_guests_and_guests_who_are_administrators() {
    let made = Made::of(&[MYREPORTS]);
    made.resource(MYREPORTS, "t1", "Casa", Attributes::default());
    made.user("admin", "a@x.example", roles_read("t1"), &[("t1", "admin.user"), ("t1", "customer.user")]);
    made.user("plain", "b@x.example", roles_read("t1"), &[("t1", "customer.user")]);
    made.user("guest", "c@x.example", roles_read("t2"), &[("t1", "customer.user")]);
    made.user(
        "guest-admin",
        "d@x.example",
        roles_read("t2"),
        &[("t1", "customer.device.admin"), ("t2", "customer.user")],
    );
    made.user("admin-at-home", "e@x.example", roles_read("t2"), &[("t1", "customer.user"), ("t2", "admin.user")]);
    made.user("roles-unknown", "f@x.example", Attributes::default().with("home", Some("t1")), &[("t1", MEMBER)]);
    made.user("roles-unknown-guest", "g@x.example", Attributes::default().with("home", Some("t2")), &[("t1", MEMBER)]);
    made.user("home-unknown", "h@x.example", flags(&[("roles_read", true)]), &[("t1", "customer.user")]);
    made.user("home-unknown-admin", "i@x.example", flags(&[("roles_read", true)]), &[("t1", "admin.user")]);

    assert_eq!(made.whom("myreports-administrator"), ["admin", "admin-at-home", "guest-admin", "home-unknown-admin"]);
    assert_eq!(made.unknown_for("myreports-administrator"), 2);
    assert_eq!(made.whom("myreports-guest"), ["admin-at-home", "guest", "guest-admin", "roles-unknown-guest"]);
    assert_eq!(made.unknown_for("myreports-guest"), 2);
    let both = "myreports-guest-administrator";
    assert_eq!(
        made.sentences(both),
        [
            "Name of guest-admin (d@x.example) is a guest at Casa in MyReports and an administrator there (customer.device.admin)"
        ]
    );
    assert_eq!(made.unknown_for(both), 2, "the roles of one guest, and the home of one administrator");
}

#[test]
fn the_administrator_roles_are_those_that_the_service_calls_so() {
    let known = myreports::CustomerRole::KNOWN.iter().map(myreports::CustomerRole::as_str);
    let known = known.chain(myreports::AccountRole::KNOWN.iter().map(myreports::AccountRole::as_str));
    let made = Made::of(&[MYREPORTS]);
    for role in known {
        made.user(role, "", roles_read("t1"), &[("t1", role)]);
    }
    let mut administrators = made.whom("myreports-administrator");
    administrators.sort();
    assert_eq!(
        administrators,
        [
            "account.storage.admin",
            "admin.user",
            "branding.admin",
            "customer.admin",
            "customer.billables.admin",
            "customer.device.admin",
            "onboarding.admin",
            "user.admin",
            "webhooks.admin",
        ]
    );
}

#[test]
fn disabled_tenants_and_shared_addresses() {
    let made = Made::of(&[MYREPORTS]);
    made.resource(MYREPORTS, "off", "Desligada", flags(&[("enabled", false)]));
    made.resource(MYREPORTS, "on", "Ligada", flags(&[("enabled", true)]));
    made.resource(MYREPORTS, "unknown", "Quem sabe", Attributes::default());
    made.user("u1", "Ana@x.example", roles_read("off"), &[("off", MEMBER), ("on", MEMBER)]);
    made.user("u2", "ana@x.example ", roles_read("on"), &[("on", MEMBER)]);
    made.user("u3", "bia@x.example", roles_read("unknown"), &[("unknown", MEMBER)]);
    made.user("u4", "", roles_read("on"), &[("on", MEMBER)]);
    made.user("u5", "", roles_read("on"), &[("on", MEMBER)]);
    assert_eq!(
        made.sentences("myreports-user-in-disabled-tenant"),
        ["Name of u1 (Ana@x.example) still has access to Desligada in MyReports, though disabled"]
    );
    assert_eq!(made.unknown_for("myreports-user-in-disabled-tenant"), 1);
    assert_eq!(made.sentences("myreports-shared-email"), ["ana@x.example stands on 2 accounts of MyReports"]);
    assert_eq!(made.unknown_for("myreports-shared-email"), 2, "no address is not the same address");
}

#[test]
fn who_left_is_found_by_every_address_in_every_service() {
    let made = Made::of(&[TOMTICKET, BASE39, MYREPORTS]);
    made.principal(TOMTICKET, PrincipalKind::Customer, "7", "Ana@casa.example", Attributes::default());
    made.grant(TOMTICKET, PrincipalKind::Customer, "7", "help-desk", "create_tickets");
    made.user("u1", "ana@alias.example", roles_read("t1"), &[("t1", "customer.user"), ("t1", "admin.user")]);
    made.operator("bia", &[("c1", "approver")]);
    made.operator("caio", &[("c1", "approver")]);
    made.operator("dina", &[("c1", "approver")]);
    made.operator("edu", &[]);
    made.operator("fabi", &[("c1", "approver")]);
    for id in ["gil", "hugo", "iara", "joana"] {
        made.operator(id, &[("c1", "approver")]);
    }
    made.principal(TOMTICKET, PrincipalKind::Operator, "op", "", Attributes::default());
    made.grant(TOMTICKET, PrincipalKind::Operator, "op", "d1", "operator");
    made.customer("harmless", Attributes::default());
    made.grant(BASE39, PrincipalKind::Unattributed, "perm_1", "c1", "approver");
    let day = |day| Some(date(2026, 6, day));
    let other = || Some(Status::Other("sabático".to_owned()));
    made.roster([
        Person {
            name: Some("Ana Exemplo".to_owned()),
            left_on: day(1),
            aliases: vec!["ana@alias.example".to_owned()],
            ..person("ana@casa.example", Some(Status::Left))
        },
        Person { left_on: day(14), ..person("bia@casa.example", None) },
        Person { left_on: day(15), ..person("caio@casa.example", None) },
        person("dina@casa.example", other()),
        person("edu@casa.example", Some(Status::Left)),
        Person { left_on: day(1), ..person("fabi@casa.example", Some(Status::Active)) },
        Person { left_on: day(1), ..person("gil@casa.example", other()) },
        Person { left_on: day(16), ..person("hugo@casa.example", Some(Status::Left)) },
        Person { left_on: day(15), ..person("iara@casa.example", Some(Status::Left)) },
        Person { left_on: day(16), ..person("joana@casa.example", Some(Status::Active)) },
    ]);
    assert_eq!(
        made.sentences("roster-left"),
        [
            "Ana Exemplo (ana@casa.example) left on 2026-06-01, says the roster, but still holds 3 accesses, in MyReports and TomTicket",
            "Name of bia (bia@casa.example) left on 2026-06-14, says the roster, but still holds 1 access, in Base39",
            "Name of gil (gil@casa.example) left on 2026-06-01, says the roster, but still holds 1 access, in Base39",
            "Name of iara (iara@casa.example) left on 2026-06-15, says the roster, but still holds 1 access, in Base39",
        ]
    );
    // Who has neither an address nor an access (a customer who may do nothing) is nobody to ask about.
    assert_eq!(
        made.unknown_for("roster-left"),
        5,
        "Dina, the operator without an address, the permission without a holder; Fabi and Hugo, whose lines contradict \
         themselves"
    );
}

#[test]
fn who_left_is_found_however_the_address_is_written() {
    for (roster, service) in [
        ("joa\u{303}o@casa.example", "joão@casa.example"),
        ("JOÃO@CASA.EXAMPLE", "joa\u{303}o@casa.example"),
        ("\u{200b}joão@casa.example\u{feff}", "joão@casa.example"),
        ("joao@bücher.example", "joao@XN--BCHER-KVA.example"),
    ] {
        let made = Made::of(&[MYREPORTS, BASE39]);
        made.user("u1", service, roles_read("t1"), &[("t1", "customer.user")]);
        made.principal(BASE39, PrincipalKind::Key, "k1", service, Attributes::default());
        made.principal(BASE39, PrincipalKind::Operator, "o1", &service.to_uppercase(), Attributes::default());
        made.grant(BASE39, PrincipalKind::Operator, "o1", "c1", "approver");
        made.roster([Person { aliases: vec![roster.to_owned()], ..person("j@casa.example", Some(Status::Left)) }]);
        assert_eq!(made.found("roster-left")[0].subject.facts.accesses, 2, "{roster:?} {service:?}");
        assert_eq!(made.whom("base39-key-of-leaver"), ["k1"], "{roster:?} {service:?}");
        made.roster([person(roster, Some(Status::Left))]);
        assert_eq!(made.found("roster-left")[0].subject.facts.accesses, 2, "{roster:?} {service:?}");
    }
}

#[test]
fn what_is_no_address_leaves_the_questions_about_people_open() {
    for cell in ["n/a", "-", "ana@casa.example; bia@casa.example", "Ana <ana@casa.example>"] {
        let mut made = Made::of(&[MYREPORTS, BASE39]);
        made.settings.internal_domains = vec!["Casa.example".to_owned()];
        made.user("u1", cell, roles_read("t1"), &[("t1", "customer.user")]);
        made.user("u2", cell, roles_read("t1"), &[("t1", "customer.user")]);
        made.principal(BASE39, PrincipalKind::Key, "k1", cell, Attributes::default());
        made.roster([person("ana@casa.example", Some(Status::Left))]);
        made.evaluate();
        for (rule, unknown) in
            [("roster-left", 2), ("roster-not-listed", 2), ("base39-key-of-leaver", 1), ("myreports-shared-email", 2)]
        {
            assert_eq!(made.stored(rule), [], "{rule} {cell}");
            assert_eq!(made.unknown_for(rule), unknown, "{rule} {cell}");
        }
    }
}

#[test]
fn who_is_on_the_roster_without_an_address_may_hold_anything() {
    let made = Made::of(&[BASE39]);
    made.operator("ana", &[("c1", "approver")]);
    let without = |line, status| Person { unmatched: Some(line), ..person("", status) };
    made.roster([
        without(2, Some(Status::Left)),
        without(3, None),
        without(4, Some(Status::Active)),
        Person { unmatched: Some(5), ..person("rui@casa.example", Some(Status::Left)) },
        Person { unmatched: Some(6), ..person("ana@casa.example", Some(Status::Left)) },
    ]);
    assert_eq!(made.whom("roster-left"), ["ana@casa.example"]);
    assert_eq!(made.unknown_for("roster-left"), 3, "those of lines 2, 3 and 5; of line 6 an account is known");
}

#[test]
fn who_has_to_be_on_the_roster_depends_on_the_address() {
    let mut made = Made::of(&[BASE39, TOMTICKET]);
    for id in ["listed", "alias", "stranger", "nothing"] {
        made.operator(id, if id == "nothing" { &[] } else { &[("c1", "approver"), ("c2", "approver")] });
    }
    made.principal(BASE39, PrincipalKind::Operator, "outside", "x@other.example", Attributes::default());
    made.grant(BASE39, PrincipalKind::Operator, "outside", "c1", "approver");
    made.principal(BASE39, PrincipalKind::Operator, "sub", "x@sub.casa.example", Attributes::default());
    made.grant(BASE39, PrincipalKind::Operator, "sub", "c1", "approver");
    made.principal(TOMTICKET, PrincipalKind::Operator, "op", "", Attributes::default());
    made.grant(TOMTICKET, PrincipalKind::Operator, "op", "d1", "operator");
    made.roster([
        person("listed@casa.example", Some(Status::Active)),
        Person { aliases: vec!["alias@casa.example".to_owned()], ..person("main@casa.example", None) },
    ]);
    let rule = "roster-not-listed";
    assert_eq!(made.found(rule), []);
    assert!(made.evaluation(rule).not_evaluated.unwrap().contains("internal_domains"));

    made.settings.internal_domains = vec!["casa.example".to_owned()];
    assert_eq!(
        made.sentences(rule),
        ["Name of stranger (stranger@casa.example) is not on the roster but holds 2 accesses, in Base39"]
    );
    assert_eq!(made.unknown_for(rule), 1, "the operator without an address");
}

#[test]
fn without_a_roster_or_without_departures_nobody_is_said_to_have_stayed() {
    let made = Made::of(&[BASE39]);
    made.operator("ana", &[("c1", "approver")]);
    made.evaluate();
    for rule in ["roster-left", "roster-not-listed", "base39-key-of-leaver"] {
        assert!(made.evaluation(rule).not_evaluated.unwrap().contains("--roster"), "{rule}");
    }
    made.roster([person("ana@casa.example", None)]);
    made.evaluate();
    assert!(made.evaluation("roster-left").not_evaluated.unwrap().contains("whether they left"));
}

#[test]
fn a_service_that_was_not_read_is_not_evaluated_and_one_that_was_read_in_part_says_so() {
    let made = Made::of(&[TOMTICKET]);
    made.set_state("incomplete");
    made.customer("found", flags(&[("email_validated", false)]));
    assert_eq!(made.whom("tomticket-email-not-validated"), ["found"], "what was read is evaluated");
    let partly = made.evaluation("tomticket-email-not-validated");
    assert_eq!(partly.gaps, ["for the rest: TomTicket was not read whole"]);
    let unread = made.evaluation(CONFLICT);
    assert_eq!(unread.gaps, ["Base39 is not among the services of the run"]);
    assert_eq!(unread.incomplete, []);
}

#[test]
fn a_question_about_people_is_open_while_any_service_is_not_read_whole() {
    let made = Made::of(&[TOMTICKET, BASE39]);
    made.roster([person("ana@casa.example", Some(Status::Left))]);
    made.set_state("incomplete");
    made.evaluate();
    assert_eq!(made.evaluation("roster-left").incomplete, [TOMTICKET, BASE39]);
    made.set_state("complete");
    made.evaluate();
    assert_eq!(made.evaluation("roster-left").gaps, Vec::<String>::new());
}

#[test]
fn asking_again_replaces_what_was_found() {
    let made = Made::of(&[TOMTICKET]);
    made.customer("one", flags(&[("email_validated", false)]));
    made.evaluate();
    made.customer("one", flags(&[("email_validated", true)]));
    made.customer("two", flags(&[("email_validated", false)]));
    assert_eq!(made.whom("tomticket-email-not-validated"), ["two"]);
    assert_eq!(evaluations(&made.store, made.run, Lang::En).unwrap().len(), rules(&Registry::built_in()).count());
}

#[test]
fn one_run_says_nothing_about_another() {
    let made = Made::of(&[TOMTICKET]);
    made.customer("old", flags(&[("email_validated", false)]));
    let first = [(TOMTICKET, vec![Task::new("made_up", [])])];
    let (next, _lock) = made.store.begin(&json!({}), &first, &Identity::default(), now()).unwrap();
    evaluate(&made.store, next, &Registry::built_in(), &made.settings, now()).unwrap();
    assert_eq!(top(&made.store, next, 10, &SinceEarlier::default(), Lang::En).unwrap(), []);
    assert_eq!(made.whom("tomticket-email-not-validated"), ["old"]);
}

#[test]
fn the_settings_change_a_severity_or_switch_a_rule_off() {
    let mut made = Made::of(&[TOMTICKET]);
    made.customer("one", flags(&[("email_validated", false), ("approved", false), ("may_create_tickets", true)]));
    let high = RuleSettings { severity: Some(Severity::High), enabled: None };
    made.settings.rules.insert("tomticket-email-not-validated".to_owned(), high);
    let off = RuleSettings { severity: None, enabled: Some(false) };
    made.settings.rules.insert("tomticket-may-create-not-approved".to_owned(), off);
    assert_eq!(made.found("tomticket-email-not-validated")[0].severity, Severity::High);
    assert_eq!(made.stored("tomticket-may-create-not-approved"), []);
    let gaps = made.evaluation("tomticket-may-create-not-approved").gaps;
    assert_eq!(gaps, ["switched off in acesso.toml"]);
}

fn suppression(finding: &str, account: Option<&str>, until: Date) -> Suppression {
    Suppression {
        finding: finding.to_owned(),
        account: account.map(str::to_owned),
        suppressed: Suppressed { reason: "known".to_owned(), author: "Bia".to_owned(), until },
    }
}

#[test]
fn a_suppression_stands_for_an_account_an_address_or_all_until_its_day_is_past() {
    let rule = CONFLICT;
    let both = [("c1", "approver"), ("c1", "financial")];
    for (account, until, suppressed) in [
        (Some("ana"), date(2026, 6, 15), 1),
        (Some(" ANA@casa.example"), date(2026, 6, 15), 1),
        (Some("somebody"), date(2026, 6, 15), 0),
        (None, date(2026, 6, 15), 2),
        (None, date(2026, 6, 14), 0),
    ] {
        let mut made = Made::of(&[BASE39]);
        made.operator("ana", &both);
        made.operator("bia", &both);
        made.settings.suppress.push(suppression(rule, account, until));
        made.settings.suppress.push(suppression("base39-administrator", None, date(2027, 1, 1)));
        let found = made.found(rule);
        assert_eq!(found.len(), 2, "what is suppressed stays listed");
        let marked = found.iter().filter_map(|finding| finding.suppressed.as_ref());
        assert_eq!(marked.clone().count(), suppressed, "{account:?} {until}");
        assert!(marked.clone().all(|suppressed| suppressed.reason == "known" && suppressed.author == "Bia"));
        let worst = made.store.worst_finding(made.run).unwrap();
        assert_eq!(worst, (suppressed < 2).then_some(Severity::High), "{account:?} {until}");
    }
}

#[test]
fn a_suppression_hides_one_account_however_the_address_is_written_and_no_other_one() {
    let rule = "myreports-administrator";
    for (account, suppressed) in
        [("Joao", 1), ("joao", 1), ("JOAO", 0), ("joão@casa.example", 2), ("JOÃO@CASA.EXAMPLE", 2), ("other", 0)]
    {
        let mut made = Made::of(&[MYREPORTS]);
        made.user("Joao", "João@casa.example", roles_read("t1"), &[("t1", "admin.user")]);
        made.user("joao", " JOÃO@casa.example", roles_read("t1"), &[("t1", "admin.user")]);
        made.settings.suppress.push(suppression(rule, Some(account), date(2027, 1, 1)));
        let count = made.found(rule).iter().filter(|finding| finding.suppressed.is_some()).count();
        assert_eq!(count, suppressed, "{account}");
    }
}

#[test]
fn a_finding_about_a_person_is_suppressed_by_any_of_their_addresses() {
    for account in ["ana@casa.example", "Ana@alias.example"] {
        let mut made = Made::of(&[BASE39]);
        made.operator("ana", &[("c1", "approver")]);
        made.roster([Person {
            aliases: vec!["ana@alias.example".to_owned()],
            ..person("ana@casa.example", Some(Status::Left))
        }]);
        made.settings.suppress.push(suppression("roster-left", Some(account), date(2027, 1, 1)));
        let [found] = made.found("roster-left").try_into().unwrap();
        assert!(found.suppressed.is_some(), "{account}");
    }
}

#[test]
fn a_suppression_whose_day_is_past_is_told() {
    let mut made = Made::of(&[BASE39]);
    made.operator("ana", &[("*", "administrator")]);
    made.settings.suppress.push(suppression("base39-administrator", Some("ana"), date(2026, 6, 14)));
    made.evaluate();
    let [expired] = expired(&made.store, made.run, Lang::En).unwrap().try_into().unwrap();
    assert_eq!(expired.finding_count, 1);
    assert!(expired.sentence.contains("for ana until 2026-06-14 (known)"), "{}", expired.sentence);
}

#[test]
fn many_alike_are_one_line_and_the_severest_come_first() {
    let mut made = Made::of(&[BASE39]);
    made.operator("ana", &[("c1", "approver"), ("c1", "financial")]);
    for id in ["bia", "caio", "dina"] {
        made.operator(id, &[("*", "backoffice")]);
    }
    made.operator("edu", &[("c1", "administrator")]);
    made.key("key", flags(&[("full_access", true)]));
    made.settings.suppress.push(suppression("base39-role-on-every-company", Some("bia"), date(2027, 1, 1)));
    made.settings.suppress.push(suppression("base39-key-full-access", None, date(2027, 1, 1)));
    made.evaluate();
    let top = top(&made.store, made.run, 10, &SinceEarlier::default(), Lang::En).unwrap();
    let lines: Vec<_> = top.iter().map(|group| (group.rule.as_str(), group.count, group.suppressed)).collect();
    assert_eq!(
        lines,
        [
            (CONFLICT, 1, 0),
            ("base39-role-on-every-company", 2, 1),
            ("base39-administrator", 1, 0),
            ("base39-key-full-access", 0, 1),
        ]
    );
    let expected = "2 operators hold a role on every company in Base39, for example Name of caio (caio@casa.example): the role \
                    backoffice";
    assert_eq!(top[1].sentence, expected);
    assert_eq!(super::top(&made.store, made.run, 1, &SinceEarlier::default(), Lang::En).unwrap().len(), 1);
}

#[test]
fn ids_are_unique_and_say_what_they_are_about() {
    let registry = Registry::built_in();
    let mut ids: Vec<_> = rules(&registry).map(|rule| rule.id).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
    for rule in rules(&registry) {
        let others = if rule.needs.is_empty() { "revoked" } else { "roster" };
        let about = rule.service.map_or(others.to_owned(), |service| service.as_str().to_owned());
        assert!(rule.id.starts_with(&format!("{about}-")), "{}", rule.id);
        assert!(Wording(rule.id).question(Lang::En).unwrap().contains('?'), "{}", rule.id);
    }
}

#[test]
fn every_rule_speaks_both_languages() {
    let facts = Facts {
        name: Some("Ana Exemplo".to_owned()),
        email: Some("ana@casa.example".to_owned()),
        permissions: vec!["approver".to_owned(), "financial".to_owned()],
        resources: 1_020,
        examples: vec!["base39".to_owned(), "tomticket".to_owned()],
        everywhere: false,
        accesses: 2_000,
        left_on: Some("2026-01-31".to_owned()),
    };
    for rule in rules(&Registry::built_in()) {
        let (service, wording) = (rule.service, Wording(rule.id));
        let subject = |facts: &Facts| Subject {
            service,
            kind: "person".to_owned(),
            principal: "ana@casa.example".to_owned(),
            facts: facts.clone(),
        };
        let bare = Facts { resources: 1, examples: vec!["c1".to_owned()], accesses: 1, ..Facts::default() };
        let say = |lang| {
            let [whole, bare] = [subject(&facts), subject(&bare)].map(|subject| subject.values(lang));
            let many = whole.clone().into_iter().chain([("count", 3_000.into())]);
            [
                wording.question(lang),
                wording.data(lang),
                wording.unknown(lang),
                wording.about_one(whole, lang),
                wording.about_one(bare, lang),
                wording.about_many(many, lang),
            ]
            .map(Option::unwrap)
        };
        for (english, portuguese) in say(Lang::En).into_iter().zip(say(Lang::PtBr)) {
            assert_ne!(english, portuguese, "{}", rule.id);
            for sentence in [english, portuguese] {
                let is_whole = !sentence.is_empty() && !sentence.contains(['{', '$']) && !sentence.contains(rule.id);
                assert!(is_whole, "{}: {sentence}", rule.id);
            }
        }
        let [.., one, _, many] = say(Lang::PtBr);
        assert!(one.contains("ana@casa.example") && many.contains("ana@casa.example"), "{one} {many}");
        assert!(many.starts_with("3.000 "), "{many}");
    }
}

#[test]
fn a_finding_is_told_in_the_language_that_is_asked_for() {
    let made = Made::of(&[TOMTICKET, BASE39, MYREPORTS]);
    made.resource(BASE39, "c1", "Exemplo 1", Attributes::default());
    made.operator("ana", &[("c1", "approver"), ("c1", "financial"), ("*", "backoffice")]);
    made.roster([Person { left_on: Some(date(2026, 1, 31)), ..person("ana@casa.example", Some(Status::Left)) }]);
    made.evaluate();
    let mut told = Vec::new();
    each(&made.store, made.run, None, Lang::PtBr, |finding| {
        told.push(finding.sentence.clone());
        Ok(())
    })
    .unwrap();
    assert_eq!(
        told,
        [
            "Name of ana (ana@casa.example) acumula dois perfis conflitantes no Base39, approver e financial, em Exemplo 1",
            "Name of ana (ana@casa.example) tem o perfil backoffice em todas as empresas no Base39",
            "Name of ana (ana@casa.example) se desligou em 31/01/2026, segundo a lista do RH, mas ainda tem 3 acessos, em Base39",
        ]
    );
    let left = |lang| {
        let mut evaluations = evaluations(&made.store, made.run, lang).unwrap().into_iter();
        evaluations.find(|evaluation| evaluation.rule == "roster-not-listed").unwrap()
    };
    let (english, portuguese) = (left(Lang::En), left(Lang::PtBr));
    assert_eq!(english.not_evaluated, portuguese.not_evaluated, "what is stored stays");
    assert_eq!(english.gaps, ["`internal_domains` in acesso.toml names no domain"]);
    assert_eq!(portuguese.gaps, ["`internal_domains` em acesso.toml não cita domínios"]);
}
