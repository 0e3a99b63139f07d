//! All lists of all services, as data: each is read twice, and whatever a second reading says otherwise is noticed.

use std::rc::Rc;

use acesso_core::RetryPolicy;
use acesso_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

use crate::{
    judge::review::{Begin, Review, review},
    model::{Lang, Proof, RunState, ServiceId},
    source::{BASE39, Base39, MYREPORTS, MyReports, Operators, Portal, Quiet, Source, TOMTICKET, TomTicket},
    store::{Holds, Store},
};

/// A list of a service: what two items of it look like, and what can change of the first.
struct Sample {
    service: ServiceId,
    portal: Option<Portal>,
    /// Those whom Base39 is asked for.
    operators: &'static [&'static str],
    operation: &'static str,
    what: &'static str,
    items: [Value; 3],
    /// By the names of what is compared.
    changes: Vec<(&'static str, Value)>,
}

fn customer(id: &str) -> Value {
    json!({
        "id": id, "name": id, "email": format!("{id}@casa.example"), "internal_id": format!("C{id}"),
        "organization": { "id": "o1", "name": "O" }, "account_approved": true, "active": true, "email_validated": true,
        "allowed_create_tickets": true, "monthly_tickets_quota": 5,
    })
}

fn permission(id: &str) -> Value {
    let actor = json!({ "clientId": "key_1", "app": "backoffice" });
    json!({
        "id": id, "company": "comp_1", "roles": ["approver"], "createdAt": "2024-05-01T12:00:00.000Z",
        "updatedAt": "2024-05-01T12:00:00.000Z", "deleted": false, "createdBy": actor, "updatedBy": actor,
    })
}

fn key(id: &str) -> Value {
    json!({ "id": id, "email": "ana@casa.example", "name": id, "rules": "*", "allowedIps": [{ "ip": "10.0.0.0/8" }] })
}

fn tenant(id: &str) -> Value {
    json!({ "id": id, "name": id, "enabled": true, "parentTenantId": "top" })
}

fn user(id: &str) -> Value {
    json!({ "id": id, "displayName": id, "email": format!("{id}@casa.example"), "primaryTenant": "t1" })
}

/// Every list that says who there is, what there is, or who may do what; those whose items lead to others come first.
fn samples() -> Vec<Sample> {
    let named = |id: &str| json!({ "id": id, "name": id });
    let operator = |id: &str| json!({ "id": id, "name": id, "mail_hash": "0123456789abcdef0123456789ABCDEF" });
    let of = |service, operation, what, item: &dyn Fn(&str) -> Value, changes: &[(&'static str, Value)]| Sample {
        service,
        portal: None,
        operators: &[],
        operation,
        what,
        items: [item("a"), item("b"), item("c")],
        changes: changes.to_vec(),
    };
    let of_tenants = |portal, operation| Sample {
        portal: Some(portal),
        ..of(
            MYREPORTS,
            operation,
            "tenants",
            &tenant,
            &[("enabled", json!({ "enabled": false })), ("parent", json!({ "parentTenantId": "other" }))],
        )
    };
    let of_users = |portal, operation| Sample {
        portal: Some(portal),
        ..of(
            MYREPORTS,
            operation,
            "users",
            &user,
            &[("email", json!({ "email": "new@casa.example" })), ("home", json!({ "primaryTenant": "t2" }))],
        )
    };
    vec![
        of(
            TOMTICKET,
            "customer_list",
            "customers",
            &customer,
            &[
                ("email", json!({ "email": "new@casa.example" })),
                ("internal_id", json!({ "internal_id": "C9" })),
                ("organization", json!({ "organization": { "id": "o2", "name": "P" } })),
                ("approved", json!({ "account_approved": false })),
                ("active", json!({ "active": false })),
                ("email_validated", json!({ "email_validated": false })),
                ("may_create_tickets", json!({ "allowed_create_tickets": false })),
                ("monthly_tickets", json!({ "monthly_tickets_quota": null })),
            ],
        ),
        of(TOMTICKET, "organization_list", "organizations", &named, &[]),
        of(TOMTICKET, "department_list", "departments", &named, &[]),
        of(
            TOMTICKET,
            "department_operator_list",
            "operators",
            &operator,
            &[("mail_hash", json!({ "mail_hash": "0123456789abcdef0123456789abcdee" }))],
        ),
        of(
            BASE39,
            "list_permissions",
            "permissions",
            &permission,
            &[
                ("company", json!({ "company": "comp_2" })),
                ("roles", json!({ "roles": ["administrator"] })),
                ("deleted", json!({ "deleted": true })),
                ("since", json!({ "createdAt": "2024-05-02T12:00:00.000Z" })),
            ],
        ),
        of(
            BASE39,
            "list_api_keys",
            "API keys",
            &key,
            &[
                ("email", json!({ "email": "rui@casa.example" })),
                ("rules", json!({ "rules": [{ "resource": "/v1/loans", "rule": "readOnly" }] })),
                ("ip_ranges", json!({ "allowedIps": [] })),
                ("revoked_on", json!({ "revokedIn": "2026-01-01" })),
            ],
        ),
        of_tenants(Portal::Reseller, "reseller_list_customers"),
        of_users(Portal::Reseller, "reseller_list_customer_users"),
        of_tenants(Portal::Enterprise, "enterprise_list_accounts"),
        of_tenants(Portal::Enterprise, "enterprise_list_customers"),
        of_users(Portal::Enterprise, "enterprise_list_account_users"),
        of_users(Portal::Enterprise, "enterprise_list_customer_users"),
    ]
}

impl Sample {
    fn inject(&self, sandbox: &Sandbox, fault: Fault) {
        if self.service == TOMTICKET {
            sandbox.tomticket().inject(fault);
        } else if self.service == BASE39 {
            sandbox.base39().inject(fault);
        } else {
            sandbox.myreports().inject(fault);
        }
    }

    fn source(&self, sandbox: &Sandbox, quick: bool) -> Rc<dyn Source> {
        let retry = RetryPolicy::never();
        if self.service == TOMTICKET {
            let service = sandbox.tomticket();
            let client = tomticket::Client::builder(service.token()).base_url(service.url());
            let client = client.rate_limit(None).retry(retry).build().unwrap();
            return Rc::new(TomTicket { client, credential: None, operators: None, quick, calls_per_second: None });
        }
        if self.service == BASE39 {
            let service = sandbox.base39();
            let client = base39::Client::builder(base39::Credentials::api_key(service.api_key()));
            let client = client.base_url(service.url()).retry(retry).build().unwrap();
            let operators = self.operators.iter().map(|operator| [operator, "", ""].map(str::to_owned));
            let operators = Operators::of("operators", operators).unwrap();
            let operators = (!self.operators.is_empty()).then_some(operators);
            return Rc::new(Base39 { client, credential: None, operators, quick });
        }
        let service = sandbox.myreports();
        let token = match self.portal {
            Some(Portal::Enterprise) => service.enterprise_token(),
            _ => service.token(),
        };
        let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token(token));
        let client = client.base_url(service.url()).retry(retry).build().unwrap();
        let (portal, page_size) = (self.portal, MyReports::LARGEST_PAGE);
        Rc::new(MyReports { client, credential: None, portal, quick, skip_roles: true, page_size })
    }

    /// What the service answers so that it has these items, page by page.
    fn pages(&self, items: &[Value]) -> Vec<Value> {
        let count = items.len();
        if self.service == TOMTICKET {
            vec![json!({ "error": false, "data": items, "size": count, "next_page": null, "success": true })]
        } else if self.service == BASE39 {
            vec![json!({ "hasMore": false, "data": items })]
        } else if self.what == "users" {
            vec![json!({ "page_size": count, "data": items })]
        } else if items.is_empty() {
            vec![json!({ "data": [] })]
        } else {
            vec![json!({ "data": items }), json!({ "data": [] })]
        }
    }

    /// Reads the service while the list is first this and then that. Lists before it among the samples have one item, to
    /// which it may belong; those after it have none.
    async fn read(&self, readings: &[&[Value]], quick: bool) -> (RunState, Vec<Proof>) {
        let pages: Vec<_> = readings.iter().flat_map(|items| self.pages(items)).collect();
        self.read_pages(&pages, quick).await
    }

    async fn read_pages(&self, pages: &[Value], quick: bool) -> (RunState, Vec<Proof>) {
        let sandbox = Sandbox::builder().people(0).start().await.unwrap();
        self.answer(&sandbox, pages);
        self.review(&sandbox, quick).await
    }

    /// The service gives these pages, each once.
    fn answer(&self, sandbox: &Sandbox, pages: &[Value]) {
        for page in pages {
            self.inject(sandbox, Fault::status(200).json(page.to_string()).only_on(self.operation));
        }
    }

    async fn review(&self, sandbox: &Sandbox, quick: bool) -> (RunState, Vec<Proof>) {
        let all = samples().into_iter().filter(|other| other.service == self.service && other.portal == self.portal);
        let mut leads_here = true;
        for other in all {
            if other.operation == self.operation {
                leads_here = false;
            } else if leads_here {
                let reading = other.pages(&other.items[..1]);
                other.answer(sandbox, &[reading.clone(), reading].concat());
            } else {
                let [nothing] = &other.pages(&[])[..] else { panic!("an empty list is one page") };
                other.inject(sandbox, Fault::status(200).json(nothing.to_string()).only_on(other.operation).always());
            }
        }
        let exact = json!({
            "error": false, "exists": true,
            "data": { "details": {
                "account_approved": true, "active": true, "allowed_create_tickets": true, "monthly_ticket_quota": 5,
                "email_validated": true,
            } },
        });
        let exact = Fault::status(200).json(exact.to_string()).only_on("customer_permissions_basic_get");
        sandbox.tomticket().inject(exact.always());

        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("acesso.db"), Holds::Sandbox).unwrap();
        let made = Review { sources: vec![self.source(sandbox, quick)], ..Review::default() };
        let read = review(store, &made, Begin::Anew, &Quiet).await.unwrap();
        let run = read.store.describe(&read.run, Lang::En).unwrap();
        let proofs = run.services[0].proofs.iter();
        let proofs = proofs.map(|statement| serde_json::from_value(statement.proof.clone().into()).unwrap());
        (read.run.state, proofs.collect())
    }

    /// What is said of the two readings of lists of this kind.
    fn comparison<'a>(&self, proofs: &'a [Proof]) -> &'a Proof {
        let about = |proof: &&Proof| matches!(proof, Proof::ReadTwice { what, .. } if what == self.what);
        proofs.iter().find(about).unwrap_or_else(|| panic!("{}: {proofs:?}", self.operation))
    }
}

/// How many were gone, were new and were told of otherwise.
fn differences(proof: &Proof) -> [u64; 3] {
    match proof {
        Proof::ReadTwice { first_only, second_only, changed, .. } => [*first_only, *second_only, changed.unwrap()],
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_list_that_is_the_same_both_times_is_whole_and_it_is_said_what_was_compared() {
    for sample in samples() {
        let [a, b, _] = sample.items.clone();
        // In another order it is the same list.
        let (state, proofs) = sample.read(&[&[a.clone(), b.clone()], &[b, a]], false).await;
        assert_eq!(state, RunState::Complete, "{}: {proofs:?}", sample.operation);
        let proof = sample.comparison(&proofs);
        assert_eq!(differences(proof), [0, 0, 0]);
        let Proof::ReadTwice { compared: Some(compared), .. } = proof else { panic!("{proof:?}") };
        let changes: Vec<_> = sample.changes.iter().map(|(name, _)| *name).collect();
        assert_eq!(*compared, changes, "{}: each that is compared has a change here", sample.operation);
    }
}

#[tokio::test]
async fn whatever_the_second_reading_says_otherwise_is_never_complete() {
    for sample in samples() {
        let [a, b, c] = sample.items.clone();
        let changed = sample.changes.iter().map(|(name, change)| {
            let mut item = a.clone();
            item.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            (*name, vec![item, b.clone()], [0, 0, 1])
        });
        let others = [
            ("gone", vec![b.clone()], [1, 0, 0]),
            ("new", vec![a.clone(), b.clone(), c.clone()], [0, 1, 0]),
            ("one for another", vec![a.clone(), c.clone()], [1, 1, 0]),
        ];
        for (which, second, expected) in others.into_iter().chain(changed) {
            let (state, proofs) = sample.read(&[&[a.clone(), b.clone()], &second], false).await;
            assert_eq!(state, RunState::Incomplete, "{} {which}: {proofs:?}", sample.operation);
            let found = differences(sample.comparison(&proofs));
            assert_eq!(found, expected, "{} {which}", sample.operation);
        }
    }
}

#[tokio::test]
async fn what_a_list_names_twice_is_noticed_though_both_readings_do() {
    for sample in samples() {
        let [a, b, _] = sample.items.clone();
        let twice = [a.clone(), b, a];
        for quick in [false, true] {
            let readings: &[&[Value]] = if quick { &[&twice] } else { &[&twice, &twice] };
            let (state, proofs) = sample.read(readings, quick).await;
            assert_eq!(state, RunState::Incomplete, "{}: {proofs:?}", sample.operation);
            let repeated = Proof::Repeated { what: sample.what.to_owned(), count: 1 };
            assert!(proofs.contains(&repeated), "{}: {proofs:?}", sample.operation);
        }
    }
}

/// The list of companies, which is read once.
fn companies() -> Sample {
    let company = |id: &str| json!({ "id": id, "name": id, "status": "active" });
    let items = [company("a"), company("b"), company("c")];
    Sample { operation: "list_companies", what: "companies", items, changes: Vec::new(), ..sample("list_permissions") }
}

#[tokio::test]
async fn an_item_that_cant_be_read_is_named_and_loses_none_of_the_others() {
    for sample in samples().into_iter().chain([companies()]) {
        let [a, b, mut odd] = sample.items.clone();
        let member = match sample.what {
            "permissions" => "roles",
            "companies" => "status",
            "tenants" => "enabled",
            "users" | "API keys" => "email",
            _ => "name",
        };
        odd[member] = json!(7);
        for quick in [false, true] {
            let reading = [a.clone(), odd.clone(), b.clone()];
            let readings: &[&[Value]] =
                if quick || sample.what == "companies" { &[&reading] } else { &[&reading, &reading] };
            let (state, proofs) = sample.read(readings, quick).await;
            assert_eq!(state, RunState::Incomplete, "{}: {proofs:?}", sample.operation);
            let unread: Vec<_> = proofs.iter().filter(|proof| !proof.holds()).collect();
            let [Proof::UnreadItems { what, count: 1, example }] = unread[..] else {
                panic!("{}: {unread:?}", sample.operation)
            };
            assert_eq!(what, sample.operation);
            let (id, why) = example.split_once(": ").unwrap();
            assert!(id.split(' ').any(|id| id == "c") && why.contains(member), "{}: {example}", sample.operation);
        }
    }
}

#[tokio::test]
async fn items_without_an_id_are_each_unread_by_the_page_and_the_place_where_they_stand() {
    let page = |names: &str, next: Option<u64>| {
        let data = [&[json!({ "name": "nobody" })], &items(names, customer)[..]].concat();
        json!({ "error": false, "data": data, "size": 7, "next_page": next, "success": true })
    };
    let reading = [page("a b", Some(2)), page("c d", Some(3)), page("", None)];
    let customers = sample("customer_list");
    let (state, proofs) = customers.read_pages(&[reading.clone(), reading].concat(), false).await;
    assert_eq!(state, RunState::Incomplete);
    let unread = proofs.iter().find_map(|proof| match proof {
        Proof::UnreadItems { count, example, .. } => Some((*count, example.split_once(": ").unwrap().0)),
        _ => None,
    });
    assert_eq!(unread, Some((3, "data[0].id")), "in each of both readings the same three: {proofs:?}");
}

#[tokio::test]
async fn a_quick_reading_says_that_it_read_once_and_nothing_of_counts_that_did_not_come() {
    for sample in samples() {
        let [a, b, _] = sample.items.clone();
        let mut pages = sample.pages(&[a, b]);
        for page in &mut pages {
            // Only TomTicket's pages and MyReports' lists of users have a count.
            page.as_object_mut().unwrap().retain(|name, _| !["size", "page_size"].contains(&name.as_str()));
        }
        let (state, proofs) = sample.read_pages(&pages, true).await;
        assert_eq!(state, RunState::Complete, "{}: {proofs:?}", sample.operation);
        let is_about = |proof: &&Proof| serde_json::to_value(proof).unwrap()["what"] == sample.what;
        for proof in proofs.iter().filter(is_about) {
            match proof {
                Proof::ReadOnce { items, .. } => assert!(*items >= 2, "{proof:?}"),
                Proof::Sampled { .. } => {}
                // The lists of the sample's other tenants are counted.
                Proof::CountedEach { not_counted, .. } => assert_eq!(*not_counted, Some(1)),
                other => panic!("{}: {other:?}", sample.operation),
            }
        }
    }
}

/// The sample of this operation.
fn sample(operation: &str) -> Sample {
    samples().into_iter().find(|sample| sample.operation == operation).unwrap()
}

/// The items of these names, each the service's own.
fn items(names: &str, item: fn(&str) -> Value) -> Vec<Value> {
    names.split_whitespace().map(item).collect()
}

/// Pages of TomTicket, each with its count.
fn pages_of_customers(pages: &[(&str, u64)]) -> Vec<Value> {
    let page = |(number, (names, count)): (usize, &(&str, u64))| {
        let next = (number + 1 < pages.len()).then_some(number + 2);
        let data = items(names, customer);
        json!({ "error": false, "data": data, "size": count, "next_page": next, "success": true })
    };
    pages.iter().enumerate().map(page).collect()
}

#[tokio::test]
async fn customers_who_shift_while_their_count_stays_are_missed_by_the_second_reading() {
    // Between the first two pages `a` goes and `e` comes: `c` is on neither.
    let first = pages_of_customers(&[("a b", 4), ("d e", 4)]);
    let second = pages_of_customers(&[("b c", 4), ("d e", 4)]);
    let customers = sample("customer_list");
    let (state, proofs) = customers.read_pages(&[first, second].concat(), false).await;
    assert_eq!(state, RunState::Incomplete, "{proofs:?}");
    assert_eq!(differences(customers.comparison(&proofs)), [1, 1, 0]);
    let counted = proofs.iter().find(|proof| matches!(proof, Proof::Counted { what, .. } if what == "customers"));
    assert!(counted.unwrap().holds(), "the count alone is right: {counted:?}");
}

#[tokio::test]
async fn a_count_that_lies_on_a_page_in_the_middle_is_a_change() {
    for (first, second) in [([3, 4, 3], [3, 3, 3]), ([3, 3, 3], [3, 2, 3])] {
        let pages = |[one, two, three]: [u64; 3]| pages_of_customers(&[("a", one), ("b", two), ("c", three)]);
        let (state, proofs) = sample("customer_list").read_pages(&[pages(first), pages(second)].concat(), false).await;
        assert_eq!(state, RunState::Incomplete, "{proofs:?}");
        let failing: Vec<_> =
            proofs.iter().filter(|proof| !proof.holds()).map(|proof| proof.sentence(Lang::En)).collect();
        assert!(failing.len() == 1 && failing[0].contains("3 customers at first, "), "{failing:?}");
    }
}

#[tokio::test]
async fn a_tenant_on_two_pages_for_another_on_none_is_noticed_in_both_readings() {
    let page = |names: &str| json!({ "data": items(names, tenant) });
    let reading = [page("a b"), page("b c"), page("")];
    let tenants = sample("reseller_list_customers");
    let (state, proofs) = tenants.read_pages(&[reading.clone(), reading].concat(), false).await;
    assert_eq!(state, RunState::Incomplete, "{proofs:?}");
    assert!(proofs.contains(&Proof::Repeated { what: "tenants".to_owned(), count: 1 }), "{proofs:?}");
}

#[tokio::test]
async fn keys_after_a_cursor_whose_key_was_deleted_are_missed_by_one_reading_alone() {
    let page = |names: &str, more: bool| json!({ "hasMore": more, "data": items(names, key) });
    let keys = sample("list_api_keys");
    let pages = [page("a b", true), page("", false), page("a", true), page("c d e", false)];
    let (state, proofs) = keys.read_pages(&pages, false).await;
    assert_eq!(state, RunState::Incomplete, "{proofs:?}");
    assert_eq!(differences(keys.comparison(&proofs)), [1, 3, 0]);
}

#[tokio::test]
async fn an_operator_of_two_departments_is_counted_as_one_of_two_lists() {
    let sandbox = Sandbox::builder().people(0).start().await.unwrap();
    let (operators, departments) = (sample("department_operator_list"), sample("department_list"));
    for _ in 0..2 {
        departments.answer(&sandbox, &departments.pages(&departments.items[..2]));
    }
    for _ in 0..4 {
        operators.answer(&sandbox, &operators.pages(&operators.items[..2]));
    }
    let (_, proofs) = operators.review(&sandbox, false).await;
    let said: Vec<_> =
        proofs.iter().map(|proof| proof.sentence(Lang::En)).filter(|said| said.contains("operators")).collect();
    assert_eq!(
        said,
        [
            "each of the 2 lists of operators was read twice, the same both times, with 2 different ones in all; compared \
             by id and e-mail hash",
            "each of the 2 lists of operators that the service counts has as many as it says, 4 in all; somebody in \
             several lists is one account",
        ]
    );
}

/// What is read where Base39 has two permissions, and these pages of one operator's.
async fn permissions_with_operators(quick: bool, of_operator: &[Value]) -> (RunState, Vec<Proof>) {
    let permissions = Sample { operators: &["oprt_1"], ..sample("list_permissions") };
    let sandbox = Sandbox::builder().people(0).start().await.unwrap();
    for _ in 0..2 {
        permissions.answer(&sandbox, &permissions.pages(&permissions.items[..2]));
    }
    // The first one is the control call's.
    for page in permissions.pages(&[]).iter().chain(of_operator) {
        let page = Fault::status(200).json(page.to_string());
        sandbox.base39().inject(page.only_on("list_operator_permissions"));
    }
    permissions.review(&sandbox, quick).await
}

#[tokio::test]
async fn an_operators_list_is_compared_with_the_whole_one_as_its_second_reading() {
    let permissions = sample("list_permissions");
    let [a, ..] = permissions.items.clone();
    let told = |proofs: &[Proof]| {
        let attributed = proofs.iter().find_map(|proof| match proof {
            Proof::Attributed(attribution) => attribution.changed,
            _ => None,
        });
        attributed.unwrap_or_else(|| panic!("{proofs:?}"))
    };
    let (state, proofs) = permissions_with_operators(false, &permissions.pages(std::slice::from_ref(&a))).await;
    assert_eq!((state, told(&proofs)), (RunState::Complete, 0), "{proofs:?}");
    for (which, change) in &permissions.changes {
        let mut item = a.clone();
        item.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        for quick in [false, true] {
            let (state, proofs) = permissions_with_operators(quick, &permissions.pages(&[item.clone()])).await;
            assert_eq!((state, told(&proofs)), (RunState::Incomplete, 1), "{which}: {proofs:?}");
        }
    }
    let (state, proofs) = permissions_with_operators(false, &permissions.pages(&[a.clone(), a])).await;
    assert_eq!(state, RunState::Incomplete, "{proofs:?}");
    let repeated = Proof::Repeated { what: "permissions of an operator".to_owned(), count: 1 };
    assert!(proofs.contains(&repeated), "{proofs:?}");
}

/// What is said of whose the permissions are, where the whole list and those of the operators have these.
async fn attributed(list: &[Value], of_operators: &[(&'static str, Vec<Fault>)]) -> Vec<Proof> {
    let operators: Vec<_> = of_operators.iter().map(|(operator, _)| *operator).collect();
    let permissions = Sample { operators: operators.leak(), ..sample("list_permissions") };
    let sandbox = Sandbox::builder().people(0).start().await.unwrap();
    for _ in 0..2 {
        permissions.answer(&sandbox, &permissions.pages(list));
    }
    for (operator, faults) in of_operators {
        for fault in faults {
            sandbox.base39().inject(fault.clone().only_on(&format!("/v1/operators/{operator}/permissions")));
        }
    }
    let (state, proofs) = permissions.review(&sandbox, false).await;
    assert_eq!(state, RunState::Incomplete, "{proofs:?}");
    proofs.into_iter().filter(|proof| !matches!(proof, Proof::ReadTwice { .. } | Proof::Nameless { .. })).collect()
}

#[tokio::test]
async fn a_permission_that_cant_be_read_is_no_operator_who_was_not_asked_for_and_shows_nothing_of_others() {
    let page =
        |items: &[&Value], more: bool| Fault::status(200).json(json!({ "hasMore": more, "data": items }).to_string());
    let [a, b, c] = &sample("list_permissions").items;
    let mut odd = b.clone();
    odd["roles"] = json!(7);
    let whole = |proofs: &[Proof]| {
        let found = proofs.iter().find_map(|proof| match proof {
            Proof::Attributed(it) => Some([it.operators, it.not_read, it.not_listed, it.under_operators]),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("{proofs:?}"))
    };
    // Unreadable under an operator: each of them was asked for.
    let lists = [("oprt_1", vec![page(&[a, &odd], false)]), ("oprt_2", vec![page(&[c], false)])];
    let proofs = attributed(&[a.clone(), b.clone(), c.clone()], &lists).await;
    assert_eq!(whole(&proofs), [2, 0, 0, 2]);
    assert!(proofs.iter().any(|proof| matches!(proof, Proof::UnreadItems { count: 1, .. })), "{proofs:?}");
    // Unreadable in the whole list: it is not missing there.
    let lists = [("oprt_1", vec![page(&[a], false)]), ("oprt_2", vec![page(&[b], false)])];
    let proofs = attributed(&[a.clone(), odd.clone()], &lists).await;
    assert_eq!(whole(&proofs), [2, 0, 0, 2]);
    // What one operator's list lacks because it could not be read shows nothing of whom the service looks at.
    for rest in [vec![page(&[a, &odd], false)], vec![page(&[a], true), Fault::status(400)]] {
        let proofs = attributed(&[a.clone(), b.clone()], &[("oprt_1", rest)]).await;
        assert!(!proofs.iter().any(|proof| matches!(proof, Proof::Attributed(_))), "{proofs:?}");
        let said = proofs.iter().filter(|proof| matches!(proof, Proof::Unread { .. } | Proof::UnreadItems { .. }));
        assert_eq!(said.count(), 1, "{proofs:?}");
    }
}

#[tokio::test]
async fn a_permission_that_was_created_since_the_run_began_is_no_difference_and_one_of_unknown_age_is() {
    let permissions = sample("list_permissions");
    let [a, b, _] = permissions.items.clone();
    for (created, expected) in [
        (json!("2999-01-01T00:00:00.000Z"), (RunState::Complete, 0, Some(1))),
        (json!(null), (RunState::Incomplete, 1, None)),
    ] {
        let mut new = b.clone();
        new["createdAt"] = created;
        let (state, proofs) = permissions.read(&[std::slice::from_ref(&a), &[a.clone(), new]], false).await;
        let Proof::ReadTwice { second_only, created_meanwhile, .. } = permissions.comparison(&proofs) else {
            panic!("{proofs:?}")
        };
        assert_eq!((state, *second_only, *created_meanwhile), expected, "{proofs:?}");
    }
}

#[tokio::test]
async fn a_company_that_comes_twice_is_noticed_though_companies_are_read_once() {
    let [a, b, _] = companies().items;
    let (state, proofs) = companies().read(&[&[a.clone(), b, a]], false).await;
    assert_eq!(state, RunState::Incomplete, "{proofs:?}");
    assert!(proofs.contains(&Proof::Repeated { what: "companies".to_owned(), count: 1 }), "{proofs:?}");
}
