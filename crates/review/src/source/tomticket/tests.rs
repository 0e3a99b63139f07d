//! TomTicket as the sandbox plays it, well and badly behaved. The client has no rate limit here, so that a thousand
//! customers take no minutes, and repeats nothing, so that a failure is one.

use std::{collections::BTreeMap, rc::Rc};

use acesso_core::RetryPolicy;
use acesso_sandbox::{
    Fault, Sandbox,
    tomticket::{ActiveColumn, Settings},
};
use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::model::Identity;
use crate::{
    judge::{
        findings,
        review::{Begin, Review, review},
        roster::Roster,
    },
    model::{KNOWN_BY, Lang, MAIL_HASH, Person, RunState, Status, mail_hashes},
    source::Quiet,
    store::{Holds, Store, testing::store},
};

async fn sandbox(people: usize) -> Sandbox {
    sandbox_with(people, Settings::default()).await
}

async fn sandbox_with(people: usize, settings: Settings) -> Sandbox {
    let settings = Settings { requests_per_second: None, ..settings };
    Sandbox::builder().people(people).tomticket(settings).start().await.unwrap()
}

fn source(sandbox: &Sandbox, quick: bool) -> TomTicket {
    let service = sandbox.tomticket();
    let builder = Client::builder(service.token()).base_url(service.url());
    let client = builder.rate_limit(None).retry(RetryPolicy::never()).build().unwrap();
    TomTicket { client, credential: None, operators: None, quick, calls_per_second: None }
}

/// A store with what was read.
struct Read {
    folder: TempDir,
    store: Rc<Store>,
}

/// Everything with the exact call.
const EXACT: bool = false;
/// The list, and some exact calls.
const QUICK: bool = true;

async fn read(sandbox: &Sandbox, quick: bool) -> Read {
    read_into(tempfile::tempdir().unwrap(), sandbox, quick, Begin::Anew).await
}

async fn read_into(folder: TempDir, sandbox: &Sandbox, quick: bool, begin: Begin) -> Read {
    let made = Review { sources: vec![Rc::new(source(sandbox, quick))], ..Review::default() };
    let store = Store::create(&folder.path().join("acesso.db"), Holds::Sandbox).unwrap();
    let store = review(store, &made, begin, &Quiet).await.unwrap().store;
    Read { folder, store }
}

impl Read {
    fn state(&self) -> RunState {
        let [ref tomticket] = self.store.scopes(1).unwrap()[..] else { panic!("one service was read") };
        assert_eq!(self.store.run(1).unwrap().unwrap().state, tomticket.state);
        tomticket.state
    }

    fn problem(&self) -> Option<String> {
        self.store.scopes(1).unwrap().remove(0).problem
    }

    fn proofs(&self) -> Vec<Proof> {
        let run = self.store.run(1).unwrap().unwrap();
        let [tomticket] = &self.store.describe(&run, Lang::En).unwrap().services[..] else {
            panic!("one service was read")
        };
        let read = |proof: &serde_json::Map<_, _>| serde_json::from_value(proof.clone().into()).unwrap();
        tomticket.proofs.iter().map(|statement| read(&statement.proof)).collect()
    }

    /// The statements that make it incomplete.
    fn failings(&self) -> Vec<String> {
        assert_eq!(self.state(), RunState::Incomplete, "{:?}", self.proofs());
        self.proofs().iter().filter(|proof| !proof.holds()).map(|proof| proof.sentence(Lang::En)).collect()
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        let mut query = self.store.sql().prepare(sql).unwrap();
        let rows = query.query_map([], |row| row.get::<_, Option<String>>(0)).unwrap();
        rows.map(|row| row.unwrap().unwrap_or_default()).collect()
    }

    fn grants(&self) -> Vec<String> {
        self.rows("SELECT principal || ' ' || permission || ' ' || resource FROM grants ORDER BY 1")
    }

    /// The customers who may create tickets.
    fn allowed(&self) -> Vec<String> {
        self.rows("SELECT principal FROM grants WHERE permission = 'create_tickets' ORDER BY principal")
    }

    fn attributes(&self, customer: &str) -> Value {
        let sql = "SELECT attributes FROM principals WHERE kind = 'customer' AND id = ?1";
        let text: String = self.store.sql().query_row(sql, [customer], |row| row.get(0)).unwrap();
        serde_json::from_str(&text).unwrap()
    }
}

/// How often each operation was asked for.
fn asked(sandbox: &Sandbox) -> BTreeMap<&'static str, usize> {
    let mut calls = BTreeMap::new();
    for request in sandbox.tomticket().requests() {
        assert_eq!(request.method, "GET", "{request:?}");
        *calls.entry(request.operation.unwrap()).or_default() += 1;
    }
    calls
}

/// A page of customers that the sandbox would not send: the items as they are, with what the service says it counts.
fn page(items: Value, size: Option<usize>) -> Fault {
    let body = json!({ "error": false, "data": items, "size": size, "next_page": null, "success": true });
    Fault::status(200).json(body.to_string()).only_on(CUSTOMERS)
}

#[tokio::test]
async fn a_list_that_could_not_be_read_is_not_said_to_be_read_to_its_end() {
    for (operation, what) in [(CUSTOMERS, "customers"), (DEPARTMENTS, "departments")] {
        let sandbox = sandbox(2).await;
        sandbox.tomticket().inject(Fault::status(500).always().only_on(operation));
        let read = read(&sandbox, EXACT).await;
        let said: Vec<_> = read.proofs().iter().map(|proof| proof.sentence(Lang::En)).collect();
        let about: Vec<_> = said.iter().filter(|sentence| sentence.contains(&format!(" {what}"))).collect();
        assert!(about.len() == 1 && about[0].starts_with("could not read the list of "), "{about:?}");
        assert_eq!(read.failings().len(), 1, "{said:?}");
    }
}

#[tokio::test]
async fn everything_is_read_with_get_alone_and_known_to_be_all() {
    let sandbox = sandbox(10).await;
    let read = read(&sandbox, EXACT).await;
    assert_eq!(read.state(), RunState::Complete, "{:?}", read.proofs());
    let calls = [(CUSTOMERS, 2), (PERMISSIONS, 10), (ORGANIZATIONS, 2), (DEPARTMENTS, 2), (OPERATORS, 6)];
    assert_eq!(asked(&sandbox), BTreeMap::from(calls), "one more pass over each list, and each customer once");

    let said: Vec<_> = read.proofs().iter().map(|proof| proof.sentence(Lang::En)).collect();
    let expected = [
        "the list of 10 customers was read twice, the same both times; compared by id, e-mail address, internal id, \
         organization, approval, activity, validation of the address, right to create tickets and monthly tickets",
        "the service counts 10 customers, and 10 were read",
        "the list of 2 organizations was read twice, the same both times; compared by id",
        "the service counts 2 organizations, and 2 were read",
        "the list of 3 departments was read twice, the same both times; compared by id",
        "each of the 3 lists of operators was read twice, the same both times, with 9 different ones in all; compared by \
         id and e-mail hash",
        "each of the 3 lists of operators that the service counts has as many as it says, 9 in all; somebody in several \
         lists is one account",
    ];
    assert_eq!(said, expected);
    let holders = |permission: &str| read.grants().iter().filter(|grant| grant.contains(permission)).count();
    // Every fourth customer may not create tickets; nobody operates beside the first nine.
    assert_eq!([CREATE_TICKETS, MEMBER, " operator "].map(holders), [8, 10, 9]);
    let addresses = read.rows("SELECT email FROM principals WHERE kind = 'operator' AND email IS NOT NULL");
    assert!(addresses.is_empty(), "an operator comes with a hash, not with an address: {addresses:?}");
}

#[tokio::test]
async fn a_company_of_nobody_is_complete() {
    let sandbox = sandbox(0).await;
    for quick in [EXACT, QUICK] {
        let read = read(&sandbox, quick).await;
        assert_eq!((read.state(), read.grants()), (RunState::Complete, Vec::<String>::new()), "{:?}", read.proofs());
    }
}

#[tokio::test]
async fn a_quick_reading_of_a_thousand_customers_takes_twenty_pages_and_twenty_five_checks() {
    let sandbox = sandbox(1_000).await;
    let read = read(&sandbox, QUICK).await;
    assert_eq!(read.state(), RunState::Complete, "{:?}", read.proofs());
    let calls = [(CUSTOMERS, 20), (PERMISSIONS, 25), (ORGANIZATIONS, 1), (DEPARTMENTS, 1), (OPERATORS, 3)];
    assert_eq!(asked(&sandbox), BTreeMap::from(calls));
    let sampled = Proof::Sampled { what: "customers".to_owned(), agree: 25, differ: 0, seed: 1 };
    assert!(read.proofs().contains(&sampled), "{:?}", read.proofs());
    assert_eq!(read.allowed().len(), 750);

    let counted = read.store.reading(1, TOMTICKET).count_answers().unwrap();
    assert_eq!(counted, sandbox.tomticket().request_count(), "picking the sample is no call");
}

#[tokio::test]
async fn quick_and_exact_readings_find_the_same_access() {
    let sandbox = sandbox(120).await;
    let (quick, exact) = (read(&sandbox, QUICK).await, read(&sandbox, EXACT).await);
    assert_eq!(quick.grants(), exact.grants());
    let is_from_list = "SELECT id FROM principals WHERE attributes ->> 'from_list' = 1";
    assert_eq!((quick.rows(is_from_list).len(), exact.rows(is_from_list).len()), (120 - 25, 0));
}

#[tokio::test]
async fn a_sample_that_differs_from_the_list_is_told_and_the_exact_call_counts() {
    let sandbox = sandbox(4).await;
    // The first two may create tickets, as the exact call says, the fourth may not.
    let items = json!([
        { "id": "a", "name": "Ana", "internal_id": "C0000001", "allowed_create_tickets": false },
        { "id": "b", "name": "Bia", "internal_id": "C0000002", "allowed_create_tickets": true },
        { "id": "d", "name": "Davi", "internal_id": "C0000004", "allowed_create_tickets": true },
    ]);
    sandbox.tomticket().inject(page(items, Some(3)));
    let read = read(&sandbox, QUICK).await;
    let expected = "the permissions of customers come from the list; of 3 that were checked one by one (picked with \
                    seed 1), 1 agree";
    assert_eq!(read.failings(), [expected]);
    assert_eq!(read.allowed(), ["a", "b"]);
    assert_eq!(read.attributes("a")[LIST_AGREES], false);
    assert_eq!(read.attributes("b")[LIST_AGREES], true);
}

// --- lists that can't be all there is ---

#[tokio::test]
async fn a_list_that_shifts_between_pages_is_never_complete() {
    let shifts = [
        ("the first page", Fault::shifted_page()),
        ("one in the middle", Fault::shifted_page().after(1)),
        ("the last one", Fault::shifted_page().after(2)),
        ("all from the second on", Fault::shifted_page().after(1).always()),
    ];
    for (which, shift) in shifts {
        for quick in [EXACT, QUICK] {
            let sandbox = sandbox(120).await;
            sandbox.tomticket().inject(shift.clone().only_on(CUSTOMERS));
            let failings = read(&sandbox, quick).await.failings();
            let count = "the service counts 120 customers, but 119 were read";
            assert!(failings.contains(&count.to_owned()), "{which}: {failings:?}");
        }
    }
}

#[tokio::test]
async fn organizations_that_shift_are_never_complete() {
    let sandbox = sandbox(6_000).await;
    sandbox.tomticket().inject(Fault::shifted_page().after(1).only_on(ORGANIZATIONS));
    // Sixty organizations are two pages; the customers are of no interest here.
    sandbox.tomticket().inject(page(json!([]), Some(0)));
    let failings = read(&sandbox, QUICK).await.failings();
    assert_eq!(failings, ["the service counts 60 organizations, but 59 were read"]);
}

#[tokio::test]
async fn customers_who_come_twice_are_named_even_where_the_service_counts_nothing() {
    let sandbox = sandbox(2).await;
    let ana = json!({ "id": "a", "name": "Ana", "internal_id": "C0000001" });
    let bia = json!({ "id": "b", "name": "Bia", "internal_id": "C0000002" });
    sandbox.tomticket().inject(page(json!([ana, bia, ana]), None).times(2));
    let read = read(&sandbox, EXACT).await;
    assert_eq!(read.failings(), ["the list of customers named 1 more than once: it changed while it was read"]);
    assert_eq!(asked(&sandbox)[PERMISSIONS], 2);
}

#[tokio::test]
async fn what_the_exact_call_said_stays_when_a_list_shows_the_customer_again() {
    let (sandbox, (folder, store)) = (sandbox(1).await, store());
    let (source, store) = (source(&sandbox, EXACT), Rc::new(store));
    let first = [(TOMTICKET, source.first_tasks())];
    let (run, _lock) = store.begin(&source.settings(), &first, &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
    let reading = store.reading(run, TOMTICKET);
    let list = reading.next_due(0).unwrap().unwrap();
    let show = || {
        let customer = json!({ "id": "a", "name": "Ana", "internal_id": "C0000001", "allowed_create_tickets": false });
        let mut answer = Answer::default();
        source.add_customer(serde_json::from_value(customer).unwrap(), &reading, &mut answer).unwrap();
        reading.save(&list, &answer, &Next::Page("2".to_owned())).unwrap();
    };
    show();
    let read = Read { folder, store: Rc::clone(&store) };
    let listed = json!({ INTERNAL_ID: "C0000001", LISTED: { MAY_CREATE_TICKETS: false } });
    assert_eq!(read.attributes("a"), listed, "what the list says of permissions is to be compared");
    assert!(read.allowed().is_empty());

    let permissions = Due {
        operation: PERMISSIONS.to_owned(),
        arguments: ["a", BY_INTERNAL_ID, "C0000001"].map(str::to_owned).into(),
        ..list.clone()
    };
    source.permissions(&permissions, &reading).await.unwrap();
    let exact = read.attributes("a");
    assert_eq!((&exact[MAY_CREATE_TICKETS], &exact[INTERNAL_ID]), (&json!(true), &json!("C0000001")));
    show();
    assert_eq!((read.attributes("a"), read.allowed()), (exact, vec!["a".to_owned()]));
}

#[tokio::test]
async fn a_count_that_differs_is_never_complete() {
    for (operation, sentence) in [
        (CUSTOMERS, "the service counted 6 customers at first and 5 in the end, and 5 were read: "),
        (ORGANIZATIONS, "the service counted 3 organizations at first and 2 in the end, and 2 were read: "),
        (OPERATORS, "could not read the operators of a department, for example: "),
    ] {
        let sandbox = sandbox(5).await;
        sandbox.tomticket().inject(Fault::wrong_count().only_on(operation));
        let failings = read(&sandbox, EXACT).await.failings();
        assert!(failings.len() == 1 && failings[0].starts_with(sentence), "{operation}: {failings:?}");
    }
}

#[tokio::test]
async fn a_count_that_changes_on_the_way_is_never_complete() {
    let sandbox = sandbox(60).await;
    sandbox.tomticket().inject(Fault::wrong_count().only_on(CUSTOMERS));
    let failings = read(&sandbox, QUICK).await.failings();
    let expected = "the service counted 61 customers at first and 60 in the end, and 60 were read: \
                    the list changed while it was read";
    assert_eq!(failings, [expected]);
}

#[tokio::test]
async fn lists_that_run_in_a_circle_or_break_off_are_never_complete() {
    let faults: [fn() -> Fault; 5] = [
        || Fault::endless_cursor().times(40),
        || Fault::repeated_cursor().after(1),
        Fault::empty_page,
        Fault::invalid_json,
        || Fault::html_200().after(1),
    ];
    for fault in faults {
        let sandbox = sandbox(120).await;
        sandbox.tomticket().inject(fault().only_on(CUSTOMERS));
        let failings = read(&sandbox, QUICK).await.failings();
        assert!(!failings.is_empty(), "{:?}", fault());
    }
}

#[tokio::test]
async fn a_list_that_could_not_be_read_is_not_said_to_be_whole() {
    for fault in [Fault::html_200().only_on(DEPARTMENTS), Fault::html_200().only_on(CUSTOMERS).after(1)] {
        let sandbox = sandbox(60).await;
        sandbox.tomticket().inject(fault);
        let read = read(&sandbox, QUICK).await;
        assert_eq!(read.failings().len(), 1, "{:?}", read.proofs());
        let is_of_a_list = |proof: &&Proof| match proof {
            Proof::ReadOnce { what, .. } => what != "operators",
            _ => false,
        };
        assert_eq!(read.proofs().iter().filter(is_of_a_list).count(), 2, "the two others: {:?}", read.proofs());
    }
}

// --- whom an answer is about ---

/// The first of the sandbox may create tickets, the fourth may not.
#[tokio::test]
async fn customers_who_share_a_key_are_named_and_nobody_gets_anothers_rights() {
    let shared = [
        json!([
            { "id": "a", "name": "Ana", "internal_id": "C0000001", "allowed_create_tickets": false },
            { "id": "b", "name": "Bia", "internal_id": "c0000001 " },
            { "id": "d", "name": "Davi", "internal_id": "C0000002" },
        ]),
        json!([
            { "id": "a", "name": "Ana", "email": "EMAIL" },
            { "id": "b", "name": "Bia", "email": "EMAIL" },
            { "id": "d", "name": "Davi", "internal_id": "C0000002" },
        ]),
        json!([
            { "id": "a", "name": "Ana", "email": "n/a" },
            { "id": "b", "name": "Bia", "email": "N/A" },
            { "id": "d", "name": "Davi", "internal_id": "C0000002" },
        ]),
    ];
    for items in shared {
        let sandbox = sandbox(4).await;
        let email = sandbox.base39().operators().next().unwrap().email;
        let items = serde_json::from_str(&items.to_string().replace("EMAIL", &email)).unwrap();
        // The sandbox takes a key as it is.
        let found = Fault::status(200).json(
            r#"{"error": false, "exists": true, "data": {"details": {"account_approved": true, "active": true,
                "allowed_create_tickets": true, "monthly_ticket_quota": null, "email_validated": true}}}"#,
        );
        sandbox.tomticket().inject(page(items, Some(3)).times(2));
        sandbox.tomticket().inject(found.only_on(PERMISSIONS).always());
        let read = read(&sandbox, EXACT).await;
        let named = "2 customers share a key with another one by which the service is asked (an internal id or an e-mail \
                     address), so nobody knows what they may do: a, b";
        assert_eq!(read.failings(), [named]);
        assert_eq!(read.allowed(), ["d"]);
        for shared in ["a", "b"] {
            let attributes = read.attributes(shared);
            assert_eq!((&attributes[SHARES_KEY], attributes.get(MAY_CREATE_TICKETS)), (&json!(true), None));
        }
    }
}

#[tokio::test]
async fn a_call_that_says_what_the_list_rules_out_is_never_complete() {
    let sandbox = sandbox(4).await;
    let items = json!([
        { "id": "a", "name": "Ana", "internal_id": "C0000001", "allowed_create_tickets": false },
        { "id": "b", "name": "Bia", "internal_id": "C0000002", "allowed_create_tickets": true },
        { "id": "d", "name": "Davi", "internal_id": "C0000004", "allowed_create_tickets": true },
    ]);
    sandbox.tomticket().inject(page(items, Some(3)).times(2));
    let read = read(&sandbox, EXACT).await;
    let expected = "the list of customers and the exact call contradict each other about 1: one of the two is about \
                    somebody else, or it changed while it was read";
    assert_eq!(read.failings(), [expected]);
    assert_eq!(read.attributes("a")[LIST_AGREES], false);
    assert_eq!(read.attributes("d").get(LIST_AGREES), None, "an organization may take away what the customer has");
}

#[test]
fn a_contradiction_is_what_no_organization_explains() {
    let exact = Known {
        approved: Some(true),
        active: Some(false),
        email_validated: Some(false),
        may_create_tickets: Some(true),
        quota: Some(Quota::Limited(10)),
        from_list: false,
    };
    for (listed, contradicts) in [
        (json!({}), false),
        (json!({ "approved": true, "active": true, "email_validated": false, "may_create_tickets": true }), false),
        (json!({ "monthly_tickets": 11 }), false),
        (json!({ "approved": false }), true),
        (json!({ "email_validated": true }), true),
        (json!({ "may_create_tickets": false }), true),
    ] {
        let Value::Object(members) = &listed else { panic!("an object") };
        assert_eq!(exact.contradicts(members), contradicts, "{listed}");
    }
    let active = Known { active: Some(true), ..Known::default() };
    let Value::Object(inactive) = json!({ "active": false }) else { panic!("an object") };
    assert!(active.contradicts(&inactive));
}

// --- whose an operator's account is ---

/// A sandbox with these operators in each department.
async fn with_operators(operators: serde_json::Value) -> Sandbox {
    let sandbox = sandbox(1).await;
    let body =
        json!({ "error": false, "size": operators.as_array().unwrap().len(), "data": operators, "success": true });
    sandbox.tomticket().inject(Fault::status(200).json(body.to_string()).only_on(OPERATORS).always());
    sandbox
}

async fn left(sandbox: &Sandbox, operators: Option<Operators>, roster: Roster) -> (Read, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let source = TomTicket { operators, ..source(sandbox, EXACT) };
    let made = Review { sources: vec![Rc::new(source)], roster: Some(roster), ..Review::default() };
    let store = Store::create(&folder.path().join("acesso.db"), Holds::Sandbox).unwrap();
    let store = review(store, &made, Begin::Anew, &Quiet).await.unwrap().store;
    let mut found = Vec::new();
    findings::each(&store, 1, Some("roster-left"), Lang::En, |finding| {
        found.push(finding.subject.principal.clone());
        Ok(())
    })
    .unwrap();
    (Read { folder, store }, found)
}

fn leaver(email: &str) -> Roster {
    Roster::of([Person { email: email.to_owned(), status: Some(Status::Left), ..Person::default() }])
}

#[tokio::test]
async fn an_agent_who_left_is_found_by_the_hash_of_the_address() {
    let md5 = mail_hashes("rui.antigo@casa.example").next().unwrap();
    let sandbox = with_operators(json!([
        { "id": "o1", "name": "Rui", "mail_hash": md5 },
        { "id": "o2", "name": "Bia", "mail_hash": "0".repeat(32) },
        { "id": "o3", "name": "Ana", "mail_hash": "not a hash" },
        { "id": "o4", "name": "Caio" },
    ]))
    .await;
    let (read, found) = left(&sandbox, None, leaver("Rui.Antigo@casa.example")).await;
    assert_eq!(found, ["rui.antigo@casa.example"]);
    let accounts = read.store.accounts_of(1, "rui.antigo@casa.example").unwrap();
    let ids: Vec<_> = accounts.iter().map(|account| account.id.as_str()).collect();
    assert_eq!(ids, ["o1"]);
    assert_eq!(accounts[0].attribute(KNOWN_BY), Some(&json!(MAIL_HASH)));
    let unknown = "SELECT id FROM principals WHERE kind = 'operator' AND email_key IS NULL ORDER BY id";
    assert_eq!(read.rows(unknown), ["o2", "o3", "o4"], "no match says nothing");
    assert_eq!(
        read.rows("SELECT id FROM principals WHERE attributes ->> 'mail_hash' IS NOT NULL ORDER BY id"),
        ["o1", "o2"]
    );
}

#[tokio::test]
async fn an_agent_who_left_is_found_by_the_address_in_one_s_own_list() {
    let sandbox = with_operators(json!([{ "id": "o1", "name": "Rui" }, { "id": "o2", "name": "Bia" }])).await;
    let listed = [["o1", "Somebody", "RUI@casa.example"], ["o9", "Nobody", "n@casa.example"]];
    let list = || Operators::of("agents", listed.iter().map(|row| row.map(str::to_owned))).unwrap();
    let (read, found) = left(&sandbox, Some(list()), leaver("rui@casa.example")).await;
    assert_eq!(found, ["rui@casa.example"]);
    assert_eq!(read.rows("SELECT name || ' ' || email FROM principals WHERE id = 'o1'"), ["Rui RUI@casa.example"]);
    assert_eq!(
        read.rows("SELECT id FROM principals WHERE id = 'o9'"),
        [""; 0],
        "who is in no department is no account"
    );
    assert!(read.proofs().contains(&Proof::NotThere { operators: 1 }), "{:?}", read.proofs());
    assert_eq!(read.state(), RunState::Complete, "the service was read whole all the same");
    let settings = |operators| TomTicket { operators, ..source(&sandbox, EXACT) }.settings();
    assert_eq!(settings(Some(list()))["operators"], list().sha256(), "another list is another reading");
    assert_eq!(settings(None), json!({ "origin": "sandbox", "quick": false }));
}

/// Each makes a list that asking for what failed would not mend.
#[tokio::test]
async fn a_run_whose_list_changed_reads_it_again_when_it_is_resumed() {
    let whole = read(&sandbox(120).await, EXACT).await;
    let ghost = json!([{ "id": "ghost", "name": "Gil", "email": "", "allowed_create_tickets": true }]);
    for fault in [
        Fault::shifted_page().only_on(CUSTOMERS),
        Fault::wrong_count().only_on(CUSTOMERS),
        Fault::shifted_page().only_on(CUSTOMERS).after(4),
        page(ghost, Some(1)),
        page(json!([{ "id": "broken", "name": [] }]), Some(1)),
    ] {
        let sandbox = sandbox(120).await;
        sandbox.tomticket().inject(fault.clone());
        let changed = read(&sandbox, EXACT).await;
        assert_eq!(changed.state(), RunState::Incomplete, "{fault:?}: {:?}", changed.proofs());
        sandbox.tomticket().clear_faults();
        let Read { folder, store } = changed;
        drop(store);
        let mended = read_into(folder, &sandbox, EXACT, Begin::Resume { force: false }).await;
        assert_eq!(mended.state(), RunState::Complete, "{fault:?}: {:?}", mended.proofs());
        assert_eq!((mended.grants(), mended.proofs()), (whole.grants(), whole.proofs()), "{fault:?}");
        let customers = "SELECT id FROM principals WHERE kind = 'customer' ORDER BY id";
        assert_eq!(mended.rows(customers), whole.rows(customers), "nothing is left of the first reading: {fault:?}");
    }
}

// --- items that can't be read ---

#[tokio::test]
async fn a_listed_item_that_can_not_be_read_is_named_and_loses_none_of_the_others() {
    let items = json!([
        { "id": "1", "name": "Ana", "email": "" },
        { "id": "2", "name": ["Bia"] },
        { "id": "3", "name": "Davi", "email": "" },
    ]);
    let body = json!({ "error": false, "data": items, "size": 3, "next_page": null, "success": true });
    for (operation, kept, list) in [
        (CUSTOMERS, "SELECT id FROM principals WHERE kind = 'customer' ORDER BY id", "the list of customers"),
        (
            ORGANIZATIONS,
            "SELECT id FROM resources WHERE kind = 'organization' ORDER BY id",
            "the list of organizations",
        ),
    ] {
        let sandbox = sandbox(2).await;
        sandbox.tomticket().inject(Fault::status(200).json(body.to_string()).only_on(operation).always());
        let read = read(&sandbox, EXACT).await;
        let said =
            format!("1 item of {list} could not be read and is missing, while the others were, for example: 2: ");
        assert!(read.failings().iter().any(|failing| failing.starts_with(&said)), "{:?}", read.failings());
        assert_eq!(read.rows(kept), ["1", "3"]);
        assert_eq!(read.rows("SELECT id FROM resources WHERE kind = 'department'").len(), 3, "and all other lists");
    }
}

#[tokio::test]
async fn a_customer_who_can_not_be_read_is_named_the_others_stay_and_resuming_asks_for_this_one_alone() {
    let sandbox = sandbox(10).await;
    sandbox.tomticket().inject(Fault::html_200().only_on(PERMISSIONS).after(3));
    let read = read(&sandbox, EXACT).await;
    let failings = read.failings();
    let expected = "could not read a customer's permissions, for example: ";
    assert!(failings.len() == 1 && failings[0].starts_with(expected), "{failings:?}");
    assert!(failings[0].contains("web page"), "{failings:?}");
    let known = "SELECT id FROM principals WHERE kind = 'customer' AND attributes ->> 'approved' IS NOT NULL";
    assert_eq!(read.rows(known).len(), 9);

    let before = sandbox.tomticket().request_count();
    let Read { folder, store } = read;
    drop(store);
    let mended = read_into(folder, &sandbox, EXACT, Begin::Resume { force: false }).await;
    assert_eq!(mended.state(), RunState::Complete, "{:?}", mended.proofs());
    assert_eq!((sandbox.tomticket().request_count() - before, mended.allowed().len()), (1, 8));
}

#[tokio::test]
async fn a_check_that_fails_leaves_a_quick_reading_incomplete() {
    let sandbox = sandbox(10).await;
    sandbox.tomticket().inject(Fault::html_200().only_on(PERMISSIONS));
    let failings = read(&sandbox, QUICK).await.failings();
    assert!(
        failings.len() == 1 && failings[0].starts_with("could not read a customer's permissions, "),
        "{failings:?}"
    );
}

#[tokio::test]
async fn a_listed_customer_whom_the_exact_call_does_not_know_is_no_customer_without_permissions() {
    let sandbox = sandbox(5).await;
    let not_found = Fault::status(404).json(r#"{"error": true, "message": "Customer not found."}"#);
    sandbox.tomticket().inject(not_found.only_on(PERMISSIONS));
    let read = read(&sandbox, EXACT).await;
    let failings = read.failings();
    assert!(failings.len() == 1 && failings[0].contains("not found"), "{failings:?}");
    assert_eq!(read.rows("SELECT id FROM principals WHERE kind = 'customer'").len(), 5);
}

#[tokio::test]
async fn a_service_that_fails_on_and_on_is_left_alone() {
    let sandbox = sandbox(60).await;
    sandbox.tomticket().inject(Fault::html_200().only_on(PERMISSIONS).always());
    let read = read(&sandbox, EXACT).await;
    assert!(!read.failings().is_empty());
    assert!(read.problem().is_some_and(|problem| problem.contains("web page")), "{:?}", read.problem());
    assert!(asked(&sandbox)[PERMISSIONS] < 30, "{:?}", asked(&sandbox));
}

#[tokio::test]
async fn refused_credentials_are_the_reason_that_is_told() {
    let sandbox = sandbox(5).await;
    sandbox.tomticket().inject(Fault::refused_credentials().always());
    let read = read(&sandbox, EXACT).await;
    assert_eq!(read.state(), RunState::Incomplete);
    assert!(read.problem().is_some_and(|problem| problem.contains("refused")), "{:?}", read.problem());
    assert!(sandbox.tomticket().request_count() <= 3, "nobody insists");
}

// --- unknown is not no ---

#[tokio::test]
async fn who_can_not_be_asked_for_is_taken_from_the_list() {
    let sandbox = sandbox(0).await;
    let items = json!([
        { "id": "a", "name": "Ana", "email": "", "allowed_create_tickets": true, "monthly_tickets_quota": 5 },
        { "id": "b", "name": "Bia", "internal_id": "", "allowed_create_tickets": false },
    ]);
    for quick in [EXACT, QUICK] {
        sandbox.tomticket().inject(page(items.clone(), Some(2)).times(2));
        let read = read(&sandbox, quick).await;
        assert_eq!(read.state(), RunState::Complete, "{:?}", read.proofs());
        assert_eq!(read.allowed(), ["a"]);
        let expected = json!({ "from_list": true, "may_create_tickets": true, "monthly_tickets": 5 });
        assert_eq!(read.attributes("a"), expected);
        assert_eq!(read.rows("SELECT email FROM principals WHERE email IS NOT NULL AND kind = 'customer'").len(), 0);
    }
    assert_eq!(asked(&sandbox).get(PERMISSIONS), None);
}

#[tokio::test]
async fn who_can_not_be_asked_for_and_of_whom_the_list_says_nothing_is_named() {
    let sandbox = sandbox(1).await;
    let items = json!([
        { "id": "a", "name": "Ana", "internal_id": "C0000001" },
        { "id": "b", "name": "Bia", "allowed_create_tickets": null, "active": true },
    ]);
    sandbox.tomticket().inject(page(items, Some(2)).times(2));
    let read = read(&sandbox, EXACT).await;
    let expected = "could not read a customer's permissions, for example: the list does not say whether they may \
                    create tickets, and it gives neither an internal id nor an e-mail address to ask by";
    assert_eq!(read.failings(), [expected]);
    assert_eq!(read.allowed(), ["a"]);
    assert_eq!(read.attributes("b"), json!({ "active": true, "from_list": true }));
}

#[tokio::test]
async fn a_quick_reading_of_a_list_without_permissions_leaves_them_unknown_and_says_so() {
    let sandbox = sandbox(30).await;
    let emails = sandbox.base39().operators().map(|operator| operator.email);
    let items: Vec<_> = emails.map(|email| json!({ "id": email, "name": "Ana", "email": email })).collect();
    sandbox.tomticket().inject(page(items.into(), Some(30)));
    let read = read(&sandbox, QUICK).await;
    let expected = "could not read a customer's permissions (5 times), for example: the list does not say whether they may \
                    create tickets; without --quick each of them is asked for";
    assert_eq!(read.failings(), [expected]);
    let sampled = Proof::Sampled { what: "customers".to_owned(), agree: 0, differ: 0, seed: 1 };
    assert!(read.proofs().contains(&sampled), "with nothing to compare nothing agrees: {:?}", read.proofs());
    let unknown = "SELECT id FROM principals WHERE attributes = '{\"from_list\":true}'";
    let granted = read.allowed();
    let unknown = read.rows(unknown);
    assert_eq!(unknown.len(), 5);
    assert!(unknown.iter().all(|customer| !granted.contains(customer)), "{granted:?}");
}

#[tokio::test]
async fn a_member_that_the_exact_call_leaves_out_is_not_stored() {
    let settings = Settings { active_column: ActiveColumn::Absent, ..Settings::default() };
    let sandbox = sandbox_with(1, settings).await;
    let read = read(&sandbox, EXACT).await;
    let customer = read.rows("SELECT id FROM principals WHERE kind = 'customer'").remove(0);
    let expected = json!({
        "approved": true, "email_validated": true, "internal_id": "C0000001", "may_create_tickets": true,
        "monthly_tickets": "unlimited",
    });
    assert_eq!(read.attributes(&customer), expected);
}

#[test]
fn only_what_both_say_is_compared() {
    let exact = Known {
        approved: Some(true),
        may_create_tickets: Some(true),
        quota: Some(Quota::Limited(10)),
        ..Known::default()
    };
    let unlimited = Known { quota: Some(Quota::Unlimited), ..exact };
    for (exact, listed, agrees) in [
        (&exact, json!({}), None),
        (&exact, json!({ "from_list": true, "internal_id": "7" }), None),
        (&exact, json!({ "active": false, "from_list": true }), None),
        (&exact, json!({ "approved": true, "active": false }), Some(true)),
        (&exact, json!({ "approved": true, "may_create_tickets": false }), Some(false)),
        (&exact, json!({ "approved": false, "may_create_tickets": true }), Some(false)),
        (&exact, json!({ "monthly_tickets": 10 }), Some(true)),
        (&exact, json!({ "monthly_tickets": 11 }), Some(false)),
        (&unlimited, json!({ "monthly_tickets": 10 }), Some(false)),
        (&unlimited, json!({ "may_create_tickets": true }), Some(true)),
    ] {
        let Value::Object(members) = &listed else { panic!("an object") };
        assert_eq!(exact.agrees_with(members), agrees, "{listed}");
    }
}

// --- how many calls are to come ---

#[tokio::test]
async fn what_is_to_come_is_known_from_the_first_page_on() {
    let sandbox = sandbox(1).await;
    // Of 1,000 customers: 19 more pages, and all once more; organizations and departments; each customer or a sample of them.
    for (quick, others, left) in [(EXACT, 2 * 2, 19 + 20 + 2 * 2 + 1_000), (QUICK, 2, 19 + 2 + 25)] {
        let (_folder, store) = store();
        let (source, store) = (source(&sandbox, quick), Rc::new(store));
        let first = [(TOMTICKET, source.first_tasks())];
        let (run, _lock) =
            store.begin(&source.settings(), &first, &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let reading = store.reading(run, TOMTICKET);
        assert_eq!(source.calls_left(&reading).unwrap(), None);

        let list = reading.next_due(0).unwrap().unwrap();
        let customers = if quick { 0 } else { 50 };
        let tasks = (0..customers).map(|id| Task::new(PERMISSIONS, [id.to_string().as_str()])).collect();
        let of_the_list = || Answer { counted: Some(1_000), listed: Some(Vec::new()), ..Answer::default() };
        let page = Answer { items: 50, tasks, ..of_the_list() };
        reading.save(&list, &page, &Next::Page("2".to_owned())).unwrap();
        assert_eq!(source.calls_left(&reading).unwrap(), Some(left));

        let rest = Answer { items: 950, ..of_the_list() };
        if !quick {
            reading.save(&list, &rest, &Next::Again).unwrap();
            assert_eq!(source.calls_left(&reading).unwrap(), Some(20 + others + customers));
        }
        let list = if quick { list } else { list.once_more() };
        let all = if quick { rest } else { Answer { items: 1_000, ..of_the_list() } };
        reading.save(&list, &all, &Next::Done).unwrap();
        assert_eq!(source.calls_left(&reading).unwrap(), Some(others + customers));
    }
}
