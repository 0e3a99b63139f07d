//! The reading of MyReports against a sandbox in this process.

use std::{collections::BTreeSet, rc::Rc};

use acesso_core::{Env, RetryPolicy};
use acesso_sandbox::{Fault, Sandbox, myreports::Settings};
use jiff::Timestamp;
use myreports::{Credentials, Region};
use rusqlite::Connection;
use serde_json::json;
use tokio::task::yield_now;

use super::*;
use crate::{
    judge::review::{Begin, Review, review},
    model::{Identity, Lang, RunState},
    source::{KeptLogin, Quiet},
    store::{Holds, Store, testing::store},
};

/// A store in a folder of its own, and what a review wrote there.
struct Bench {
    folder: tempfile::TempDir,
    sandbox: Sandbox,
}

impl Bench {
    async fn new(people: usize) -> Self {
        Self::with(people, Settings::default()).await
    }

    async fn with(people: usize, settings: Settings) -> Self {
        let sandbox = Sandbox::builder().people(people).myreports(settings).start().await.unwrap();
        Self { folder: tempfile::tempdir().unwrap(), sandbox }
    }

    fn source(&self, token: &str) -> MyReports {
        let client = Client::builder(Region::Eu, Credentials::token(token)).base_url(self.sandbox.myreports().url());
        MyReports {
            client: client.retry(RetryPolicy::never()).build().unwrap(),
            credential: None,
            portal: None,
            quick: false,
            skip_roles: false,
            page_size: 2,
        }
    }

    fn reseller(&self) -> MyReports {
        self.source(self.sandbox.myreports().token())
    }

    fn enterprise(&self) -> MyReports {
        self.source(self.sandbox.myreports().enterprise_token())
    }

    fn inject(&self, fault: Fault) {
        self.sandbox.myreports().inject(fault);
    }

    fn store(&self) -> Store {
        Store::create(&self.folder.path().join("acesso.db"), Holds::Sandbox).unwrap()
    }

    async fn review(&self, source: MyReports) {
        self.begin(source, Begin::Anew).await;
    }

    async fn begin(&self, source: MyReports, begin: Begin) {
        let made = Review { sources: vec![Rc::new(source)], ..Review::default() };
        review(self.store(), &made, begin, &Quiet).await.unwrap();
    }

    /// Reads until the service was asked so many times, and then no more, as a killed process would.
    async fn killed_after(&self, requests: u64, source: MyReports) {
        let asked_so_often = async {
            while self.sandbox.myreports().request_count() < requests {
                yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = asked_so_often => {}
            () = self.review(source) => panic!("the review ended first"),
        }
    }

    /// How many answers the store has.
    fn kept_answers(&self) -> u64 {
        let sql = "SELECT coalesce(sum(answers), 0) FROM operations";
        self.connection().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    fn connection(&self) -> Connection {
        Connection::open(self.store().path()).unwrap()
    }

    /// What the newest run holds.
    fn rows(&self, sql: &str) -> Vec<String> {
        let connection = self.connection();
        let mut query = connection.prepare(&sql.replace("NEWEST", "(SELECT max(id) FROM runs)")).unwrap();
        let columns = query.column_count();
        let text = |row: &rusqlite::Row<'_>| {
            let fields = (0..columns).map(|place| match row.get::<_, rusqlite::types::Value>(place)? {
                rusqlite::types::Value::Text(text) => Ok(text),
                rusqlite::types::Value::Integer(number) => Ok(number.to_string()),
                other => Ok(format!("{other:?}")),
            });
            Ok(fields.collect::<rusqlite::Result<Vec<_>>>()?.join("|"))
        };
        query.query_map([], text).unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }

    fn grants(&self) -> BTreeSet<String> {
        self.rows("SELECT principal, resource, permission FROM grants WHERE run = NEWEST").into_iter().collect()
    }

    fn proofs(&self) -> Vec<Proof> {
        let texts = self.rows("SELECT proof FROM proofs WHERE run = NEWEST ORDER BY number");
        texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
    }

    /// All that a reader of the newest run can see.
    fn everything(&self) -> Vec<String> {
        [
            "SELECT state FROM runs WHERE id = NEWEST",
            "SELECT state, problem FROM scopes WHERE run = NEWEST",
            "SELECT id, kind, name, email, email_key, attributes FROM principals WHERE run = NEWEST ORDER BY id",
            "SELECT id, kind, name, attributes FROM resources WHERE run = NEWEST ORDER BY id",
            "SELECT principal, resource, permission, attributes FROM grants WHERE run = NEWEST ORDER BY 1, 2, 3",
            "SELECT holds, proof FROM proofs WHERE run = NEWEST ORDER BY number",
        ]
        .iter()
        .flat_map(|sql| self.rows(sql))
        .collect()
    }

    fn state(&self) -> RunState {
        self.store().runs().unwrap()[0].state
    }

    fn problem(&self) -> Option<String> {
        let store = self.store();
        let query = "SELECT problem FROM scopes WHERE run = (SELECT max(id) FROM runs)";
        store.sql().query_row(query, [], |row| row.get(0)).unwrap()
    }

    /// The one thing that could not be read.
    fn unread(&self) -> (String, u64, String) {
        assert_eq!(self.state(), RunState::Incomplete);
        let unread = self.proofs().into_iter().find_map(|proof| match proof {
            Proof::Unread { what, count, example } => Some((what, count, example)),
            _ => None,
        });
        unread.unwrap()
    }

    fn asked_for(&self, operation: &str) -> usize {
        self.sandbox.myreports().requests().iter().filter(|request| request.operation == Some(operation)).count()
    }

    /// What the service says when it is asked for one tenant after the other.
    async fn truth_of_reseller(&self) -> BTreeSet<String> {
        let (client, mut grants) = (self.reseller().client, BTreeSet::new());
        for tenant in client.customers().list(CustomerFilter::default()).collect().await.unwrap() {
            for user in client.customers().users(&tenant.id).await.unwrap().into_items().unwrap() {
                for role in client.customers().user(&tenant.id, &user.id).await.unwrap().roles.unwrap() {
                    grants.insert(format!("{}|{}|{role}", user.id, tenant.id));
                }
            }
        }
        grants
    }
}

#[tokio::test]
async fn a_resellers_users_are_read_with_every_role_that_the_service_gives_them() {
    let bench = Bench::new(20).await;

    bench.review(bench.reseller()).await;

    assert_eq!(bench.state(), RunState::Complete);
    assert_eq!(bench.grants(), bench.truth_of_reseller().await);
    let users = bench.rows("SELECT id FROM principals WHERE run = NEWEST").len();
    let memberships = u64::try_from(bench.asked_for(CUSTOMER_USER) / 2).unwrap();
    assert_eq!(users, 21, "20 people and one user of the reseller");
    let said: Vec<_> = bench.proofs().iter().map(|proof| proof.sentence(Lang::En)).collect();
    let counted = format!(
        "each of the 3 lists of users that the service counts has as many as it says, {memberships} in all; somebody in \
         several lists is one account"
    );
    let expected = [
        "the list of 3 tenants was read twice, the same both times; compared by id, state and parent tenant",
        "each of the 3 lists of users was read twice, the same both times, with 21 different ones in all; compared by id, \
         e-mail address and primary tenant",
        &counted,
    ];
    assert_eq!(said, expected);
}

/// All answers of a reseller's portal, with every id in the other case.
#[tokio::test]
async fn an_id_in_another_case_is_the_same_account_and_the_same_tenant() {
    let bench = Bench::new(10).await;
    bench.review(bench.reseller()).await;
    let lower_case = bench.everything();

    let client = bench.reseller().client;
    let customers = client.customers().list(CustomerFilter::default()).collect().await.unwrap();
    let answer = |data: Vec<Value>, index: u32| {
        let upper = json!({"data": data, "page_index": index}).to_string();
        let in_upper_case = |id: &str, text: String| text.replace(&id.to_lowercase(), &id.to_uppercase());
        // The ids alone: names and addresses stay as they are.
        let ids = upper.split('"').filter(|text| text.len() == 36 && text.matches('-').count() == 4);
        Fault::status(200).json(ids.fold(upper.clone(), |text, id| in_upper_case(id, text)))
    };
    for customer in customers.iter().skip(1) {
        let users = client.customers().users(&customer.id).await.unwrap();
        let users = users.items().iter().map(|user| serde_json::to_value(user).unwrap()).collect();
        bench.inject(answer(users, 0).only_on(&format!("/v1.0/customers/{}/users", customer.id)));
    }
    let customers: Vec<_> = customers.iter().map(|customer| serde_json::to_value(customer).unwrap()).collect();
    let source = MyReports { portal: Some(Portal::Reseller), page_size: 1_000, ..bench.reseller() };
    bench.inject(answer(customers, 0).only_on(CUSTOMERS));

    bench.review(source).await;

    assert_eq!(bench.everything(), lower_case);
}

#[test]
fn an_id_that_is_no_guid_stays_as_it_is() {
    let guid = "0A1B2C3D-0000-0000-0000-00000000000F";
    assert_eq!(written(guid), guid.to_lowercase());
    for id in ["", "Account-1", "0A1B2C3D", &guid[1..], "0A1B2C3D-0000-0000-0000-00000000000G", &format!("{guid}-0")] {
        assert_eq!(written(id), id);
    }
}

#[tokio::test]
async fn tenants_say_whether_they_are_enabled_and_whose_they_are() {
    let bench = Bench::new(10).await;

    bench.review(bench.enterprise()).await;

    let enabled = "SELECT attributes ->> 'level', attributes ->> 'enabled', attributes ->> 'parent' IS NULL, count(*)
                   FROM resources WHERE run = NEWEST AND kind = 'tenant' GROUP BY 1, 2, 3 ORDER BY 1, 2";
    assert_eq!(bench.rows(enabled), ["account|0|0|1", "account|1|0|1", "customer|0|0|1", "customer|1|0|3"]);
}

#[tokio::test]
async fn a_guest_keeps_the_home_and_is_one_principal() {
    let bench = Bench::new(10).await;

    bench.review(bench.reseller()).await;

    let guests = bench.rows(
        "SELECT DISTINCT principals.id, attributes ->> 'home', attributes ->> 'listed_in', attributes ->> 'roles_read'
         FROM principals JOIN grants AS held USING (run, vendor)
         WHERE run = NEWEST AND held.principal = principals.id AND attributes ->> 'home' <> held.resource
         AND attributes ->> 'home' IN (SELECT id FROM resources WHERE run = NEWEST)"
            .replace("attributes", "principals.attributes")
            .as_str(),
    );
    let [guest] = guests.as_slice() else { panic!("{guests:?}") };
    let [_, home, listed_in, "1"] = guest.split('|').collect::<Vec<_>>()[..] else { panic!("{guest}") };
    assert_eq!(home, listed_in);
}

#[tokio::test]
async fn an_enterprise_is_found_out_and_its_accounts_and_metrics_are_read() {
    let bench = Bench::new(30).await;

    bench.review(bench.enterprise()).await;

    assert_eq!(bench.state(), RunState::Complete);
    let truth = bench.truth_of_reseller().await;
    let grants = bench.grants();
    assert!(grants.is_superset(&truth));
    let of_accounts: Vec<&String> = grants.difference(&truth).collect();
    assert_eq!(of_accounts.len(), 5, "three administrator's roles, two users: {of_accounts:?}");
    let proofs = bench.proofs();
    assert!(
        matches!(
            &proofs[..],
            [
                Proof::ReadTwice { both: 6, first_only: 0, second_only: 0, changed: Some(0), .. },
                Proof::ReadTwice { first_only: 0, second_only: 0, changed: Some(0), lists: Some(6), .. },
                Proof::CountedEach { lists: 6, .. },
                Proof::Metrics { agree: 1.., differ: 0, not_counted: 0, example: None },
            ]
        ),
        "{proofs:?}"
    );
}

#[tokio::test]
async fn metrics_that_differ_are_shown_and_leave_the_reading_complete() {
    let bench = Bench::with(30, Settings { metrics_off_by_one: true, ..Settings::default() }).await;

    bench.review(bench.enterprise()).await;

    assert_eq!(bench.state(), RunState::Complete);
    let proofs = bench.proofs();
    let Some(Proof::Metrics { differ: 1, example: Some(example), .. }) = proofs.last() else { panic!("{proofs:?}") };
    assert!(example.contains(bench.sandbox.example().customer_tenant_id()), "{example}");
    assert!(proofs.last().unwrap().sentence(Lang::En).contains("1 differ"));
}

#[tokio::test]
async fn roles_that_the_metrics_leave_out_are_said_to_be_uncompared() {
    let bench = Bench::new(10).await;
    let tenant = bench.sandbox.example().customer_tenant_id();
    let metrics = json!({"data": {"accountTenantId": "a", "customers": [
        {"tenantId": tenant, "roles": {"customer.user": 4}}, {"tenantId": "t", "roles": null}, {"tenantId": "u"}]}});
    bench.inject(Fault::status(200).json(metrics.to_string()).only_on(ACCOUNT_METRICS).always());

    bench.review(bench.enterprise()).await;

    let proofs = bench.proofs();
    let Some(Proof::Metrics { agree: 0, differ: 1, not_counted, example }) = proofs.last() else {
        panic!("{proofs:?}")
    };
    assert!(*not_counted > 0);
    assert_eq!(example.as_deref(), Some(&*format!("of customer.user in {tenant} it counts 4, and 5 were read")));
}

#[tokio::test]
async fn without_roles_nobody_is_asked_for_and_the_run_says_so() {
    let bench = Bench::new(10).await;

    for source in [bench.reseller(), bench.enterprise()] {
        bench.review(MyReports { skip_roles: true, ..source }).await;

        assert_eq!(bench.state(), RunState::Complete);
        let permissions = "SELECT DISTINCT permission, attributes FROM grants WHERE run = NEWEST";
        assert_eq!(bench.rows(permissions), [r#"member|{"roles":"unknown"}"#]);
        let read = "SELECT DISTINCT attributes ->> 'roles_read' FROM principals WHERE run = NEWEST";
        assert_eq!(bench.rows(read), ["0"]);
        let said = bench.proofs().iter().any(|proof| proof.sentence(Lang::En).starts_with("roles not read"));
        assert!(said, "{:?}", bench.proofs());
    }
    for operation in [CUSTOMER_USER, ACCOUNT_USER, ACCOUNT_CUSTOMER_USER, ACCOUNT_METRICS] {
        assert_eq!(bench.asked_for(operation), 0, "{operation}");
    }
}

#[tokio::test]
async fn readings_with_and_without_roles_are_not_under_the_same_settings() {
    let bench = Bench::new(1).await;

    let with = bench.reseller().settings();
    let without = MyReports { skip_roles: true, ..bench.reseller() }.settings();

    assert_eq!(with, json!({"origin": "sandbox", "portal": null, "quick": false, "roles": true}));
    assert_ne!(with, without);
}

#[tokio::test]
async fn a_quick_reading_reads_the_tenants_once() {
    let bench = Bench::new(10).await;

    bench.review(MyReports { quick: true, portal: Some(Portal::Reseller), ..bench.reseller() }).await;

    assert_eq!(bench.state(), RunState::Complete);
    assert_eq!(bench.asked_for(CUSTOMERS), 3, "two pages with tenants and the empty one");
    assert_eq!(bench.proofs()[0], Proof::ReadOnce { what: "tenants".to_owned(), items: 3, lists: None });
}

#[tokio::test]
async fn nothing_but_get_is_asked() {
    let bench = Bench::new(10).await;

    bench.review(bench.reseller()).await;
    bench.review(bench.enterprise()).await;

    assert!(bench.sandbox.myreports().requests().iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn a_tenant_that_one_of_two_readings_misses_makes_it_incomplete() {
    // The first reading has three pages, the last of them empty, and so has the second one.
    for (pages_before, expected) in [(1, (0, 1)), (4, (1, 0))] {
        let bench = Bench::new(10).await;
        bench.inject(Fault::shifted_page().only_on(CUSTOMERS).after(pages_before));

        bench.review(MyReports { portal: Some(Portal::Reseller), ..bench.reseller() }).await;

        assert_eq!(bench.state(), RunState::Incomplete);
        let proofs = bench.proofs();
        let Proof::ReadTwice { first_only, second_only, .. } = &proofs[0] else { panic!("{proofs:?}") };
        assert_eq!((*first_only, *second_only), expected);
    }
}

#[tokio::test]
async fn an_account_or_a_tenant_of_it_that_is_missed_makes_an_enterprise_incomplete() {
    for operation in [ACCOUNTS, ACCOUNT_CUSTOMERS] {
        let bench = Bench::new(10).await;
        bench.inject(Fault::shifted_page().only_on(operation));

        bench.review(MyReports { portal: Some(Portal::Enterprise), ..bench.enterprise() }).await;

        assert_eq!(bench.state(), RunState::Incomplete, "{operation}");
    }
}

#[tokio::test]
async fn a_list_of_tenants_that_breaks_off_is_named_and_not_said_to_be_whole() {
    let bench = Bench::new(10).await;
    bench.inject(Fault::html_200().only_on(CUSTOMERS).after(1));

    bench.review(MyReports { portal: Some(Portal::Reseller), ..bench.reseller() }).await;

    let (what, count, _) = bench.unread();
    assert_eq!((what.as_str(), count), (CUSTOMERS, 1));
    let about_tenants = |proof: &Proof| proof.sentence(Lang::En).contains(" tenants was read");
    assert!(!bench.proofs().iter().any(about_tenants), "{:?}", bench.proofs());
}

#[tokio::test]
async fn a_run_whose_tenants_changed_reads_them_again_when_it_is_resumed() {
    let whole = Bench::new(12).await;
    let source = |bench: &Bench| MyReports { portal: Some(Portal::Enterprise), ..bench.enterprise() };
    whole.review(source(&whole)).await;
    for operation in [ACCOUNTS, ACCOUNT_CUSTOMERS] {
        let bench = Bench::new(12).await;
        bench.inject(Fault::shifted_page().only_on(operation));
        bench.review(source(&bench)).await;
        assert_eq!(bench.state(), RunState::Incomplete, "{operation}");

        bench.sandbox.myreports().clear_faults();
        bench.begin(source(&bench), Begin::Resume { force: false }).await;

        assert_eq!(bench.everything(), whole.everything(), "{operation}");
    }
}

#[tokio::test]
async fn a_tenant_that_can_not_be_read_is_named_and_loses_none_of_the_others() {
    for operation in [CUSTOMERS, ACCOUNTS, ACCOUNT_CUSTOMERS] {
        let bench = Bench::new(10).await;
        let tenant = bench.sandbox.example().customer_tenant_id();
        let page = |index: u32, data: Value| {
            let body = json!({ "data": data, "page_index": index, "page_size": 3 });
            Fault::status(200).json(body.to_string()).only_on(operation)
        };
        for _reading in 0..2 {
            bench.inject(
                page(0, json!([{ "id": "broken", "enabled": "perhaps" }, { "id": tenant, "enabled": true }])).times(1),
            );
            bench.inject(page(1, json!([])).times(1));
        }
        let portal = if operation == CUSTOMERS { Portal::Reseller } else { Portal::Enterprise };
        let source = if operation == CUSTOMERS { bench.reseller() } else { bench.enterprise() };

        bench.review(MyReports { portal: Some(portal), page_size: 1_000, ..source }).await;

        assert_eq!(bench.state(), RunState::Incomplete, "{operation}");
        let unread = bench.proofs().into_iter().find_map(|proof| match proof {
            Proof::UnreadItems { what, count, example } => Some((what, count, example)),
            _ => None,
        });
        let (what, count, example) = unread.unwrap();
        assert_eq!((what.as_str(), count), (operation, 1));
        assert!(example.contains("broken: "), "{example}");
        let kept = bench.rows("SELECT id FROM resources WHERE run = NEWEST");
        assert!(kept.contains(&tenant.to_owned()) && !kept.contains(&"broken".to_owned()), "{kept:?}");
    }
}

/// A keyring that nobody opens.
struct Closed;

impl KeptLogin for Closed {
    fn is_there(&self) -> bool {
        true
    }

    fn credentials(&self, _: &Env<'_>) -> Result<Option<Credentials>, Failure> {
        Err(Failure::failed("failure-keyring-closed", &[]))
    }
}

#[tokio::test]
async fn a_log_in_that_can_not_be_had_leaves_its_service_incomplete_and_the_others_are_read() {
    let bench = Bench::new(2).await;
    let url = bench.sandbox.myreports().url();
    let variables = [(CLIENT_ID, "a-client"), (CLIENT_SECRET, "a-secret"), ("MYREPORTS_URL", url.as_str())]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let variables = std::collections::BTreeMap::from(variables);
    let env = Env::from_fn(|name| variables.get(name).cloned());
    let settings = serde_json::Map::new();
    let setup = Setup { env: &env, user_agent: "test", quick: false, settings: &settings, login: &Closed };
    assert!((SERVICE.is_configured)(&setup));
    let key = base39::Credentials::api_key(bench.sandbox.base39().api_key());
    let base39 = crate::source::Base39 {
        client: base39::Client::builder(key).base_url(bench.sandbox.base39().url()).build().unwrap(),
        credential: None,
        operators: None,
        quick: false,
    };
    let sources: Vec<Rc<dyn Source>> = vec![(SERVICE.build)(&setup).unwrap(), Rc::new(base39)];

    review(bench.store(), &Review { sources, ..Review::default() }, Begin::Anew, &Quiet).await.unwrap();

    assert_eq!(bench.rows("SELECT state FROM scopes ORDER BY vendor"), ["complete", "incomplete"]);
    let (what, _, example) = bench.unread();
    assert_eq!(what, FIND_PORTAL);
    assert!(example.contains("the system's keyring did not open"), "{example}");
    assert_eq!(bench.sandbox.myreports().request_count(), 0);
}

#[tokio::test]
async fn where_nothing_could_be_read_nothing_is_said_to_be_whole() {
    let bench = Bench::new(2).await;
    bench.inject(Fault::status(500).always());

    bench.review(MyReports { portal: None, ..bench.reseller() }).await;

    assert_eq!(bench.state(), RunState::Incomplete);
    assert!(bench.proofs().iter().all(|proof| !proof.holds()), "{:?}", bench.proofs());
}

#[tokio::test]
async fn a_list_of_users_with_another_count_is_incomplete_and_its_tenant_is_named() {
    let bench = Bench::new(10).await;
    let tenant = bench.sandbox.example().customer_tenant_id();
    bench.inject(Fault::wrong_count().only_on(&format!("/v1.0/customers/{tenant}/users")));

    bench.review(bench.reseller()).await;

    let (what, count, example) = bench.unread();
    assert_eq!((what.as_str(), count), (CUSTOMER_USERS, 1));
    assert_eq!(example, format!("{tenant}: the service counts 6 users and sent 5"));
    let of_tenant = format!("SELECT * FROM grants WHERE run = NEWEST AND resource = '{tenant}'");
    assert_eq!(bench.rows(&of_tenant).len(), 0);
    assert!(!bench.grants().is_empty(), "the others stay");
}

#[tokio::test]
async fn a_list_that_does_not_count_and_a_user_without_home_are_read() {
    let bench = Bench::new(10).await;
    let users = json!({"data": [{"id": "u", "displayName": "U", "email": "U@casa-aurora.example"}]});
    let only_list = format!("/v1.0/customers/{}/users", bench.sandbox.example().customer_tenant_id());
    bench.inject(Fault::status(200).json(users.to_string()).only_on(&only_list).times(2));

    bench.review(MyReports { skip_roles: true, ..bench.reseller() }).await;

    assert_eq!(bench.state(), RunState::Complete);
    let user = bench.rows("SELECT email, email_key, attributes ->> 'home' IS NULL FROM principals WHERE id = 'u'");
    assert_eq!(user, ["U@casa-aurora.example|u@casa-aurora.example|1"]);
}

#[tokio::test]
async fn what_is_no_address_is_told_and_is_nobody_s() {
    let bench = Bench::new(10).await;
    let emails = ["n/a", "a@x.example; b@x.example", "", "U@casa-aurora.example"];
    let users =
        (0..).zip(emails).map(|(id, email)| json!({"id": format!("u{id}"), "displayName": "U", "email": email}));
    let users = json!({ "data": users.collect::<Vec<_>>() });
    let only_list = format!("/v1.0/customers/{}/users", bench.sandbox.example().customer_tenant_id());
    bench.inject(Fault::status(200).json(users.to_string()).only_on(&only_list).times(2));

    bench.review(MyReports { skip_roles: true, ..bench.reseller() }).await;

    assert_eq!(bench.state(), RunState::Complete);
    let nobodys = bench.rows("SELECT id FROM principals WHERE run = NEWEST AND email_key IS NULL ORDER BY id");
    assert_eq!(nobodys, ["u0", "u1", "u2"]);
    let told = bench.rows("SELECT proof FROM proofs WHERE run = NEWEST AND proof LIKE '%no_address%'");
    assert_eq!(told, [r#"{"proof":"no_address","accounts":2}"#]);
}

#[tokio::test]
async fn a_user_who_cannot_be_read_makes_it_incomplete_and_the_others_stay() {
    let bench = Bench::new(20).await;
    let (tenant, user) = (bench.sandbox.example().customer_tenant_id(), bench.sandbox.example().user_id());
    bench.inject(Fault::status(500).always().only_on(&format!("/v1.0/customers/{tenant}/users/{user}")));

    bench.review(bench.reseller()).await;

    let (what, count, example) = bench.unread();
    assert_eq!((what.as_str(), count), (CUSTOMER_USER, 1));
    assert!(example.starts_with(&format!("{tenant} {user}: ")), "{example}");
    bench.sandbox.myreports().clear_faults();
    let (truth, grants) = (bench.truth_of_reseller().await, bench.grants());
    let unknown: Vec<&String> = grants.difference(&truth).collect();
    assert_eq!(unknown, [&format!("{user}|{tenant}|member")]);
    assert!(truth.difference(&grants).all(|lost| lost.starts_with(&format!("{user}|{tenant}|"))));
    let read = format!("SELECT attributes ->> 'roles_read' FROM principals WHERE run = NEWEST AND id = '{user}'");
    assert_eq!(bench.rows(&read), ["0"]);
}

/// What is stored of the first person of the sandbox when the service answers so.
async fn first_user_answered(data: Value) -> (Bench, Vec<String>) {
    let bench = Bench::new(10).await;
    let (tenant, user) = (bench.sandbox.example().customer_tenant_id(), bench.sandbox.example().user_id());
    let only_user = format!("/v1.0/customers/{tenant}/users/{user}");
    bench.inject(Fault::status(200).json(json!({ "data": data }).to_string()).only_on(&only_user).always());
    bench.review(bench.reseller()).await;
    let grants = format!(
        "SELECT permission, grants.attributes, principals.attributes ->> 'roles_read' FROM grants JOIN principals
         ON principals.run = grants.run AND id = principal
         WHERE grants.run = NEWEST AND principal = '{user}' AND resource = '{tenant}'"
    );
    let grants = bench.rows(&grants);
    (bench, grants)
}

fn first_user(bench: &Sandbox) -> Value {
    json!({"id": bench.example().user_id().to_uppercase(), "displayName": "A", "email": "a@casa-aurora.example"})
}

#[tokio::test]
async fn roles_that_are_left_out_are_unknown_and_no_roles_are_known() {
    let sandbox = Sandbox::start().await.unwrap();
    let (left_out, null) = (first_user(&sandbox), json!({"roles": null}));
    let mut with_null = left_out.clone();
    with_null["roles"] = null["roles"].clone();
    for data in [left_out, with_null] {
        let (bench, grants) = first_user_answered(data).await;
        assert_eq!(grants, [r#"member|{"roles":"unknown"}|0"#]);
        assert_eq!(bench.state(), RunState::Complete);
        assert!(bench.proofs().contains(&Proof::RolesUnknown { grants: 1, skipped: false }));
    }
    let mut empty = first_user(&sandbox);
    empty["roles"] = json!([]);
    let (bench, grants) = first_user_answered(empty).await;
    assert_eq!(grants, ["member|{}|1"]);
    assert!(!bench.proofs().iter().any(|proof| matches!(proof, Proof::RolesUnknown { .. })));
}

#[tokio::test]
async fn another_users_roles_are_given_to_nobody() {
    let other = json!({"id": "x", "displayName": "X", "email": "x@casa-aurora.example", "roles": ["admin.user"]});
    let (bench, grants) = first_user_answered(other).await;

    assert_eq!(grants, [r#"member|{"roles":"unknown"}|0"#]);
    assert!(bench.unread().2.ends_with("the service answered with another user, x"), "{:?}", bench.unread());
}

#[test]
fn roles_are_kept_of_the_one_who_was_asked_for_whose_id_has_another_case_only_where_it_is_a_guid() {
    let guid = "0a1b2c3d-0000-0000-0000-00000000000f";
    for (asked, answered, is_the_same) in
        [(guid, guid, true), (guid, &*guid.to_uppercase(), true), ("ana", "ana", true), ("ana", "Ana", false)]
    {
        let (_folder, store) = store();
        let first = [(MYREPORTS, vec![Task::new(CUSTOMER_USER, ["t", asked])])];
        let (run, _lock) = store.begin(&Value::Null, &first, &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let reading = Rc::new(store).reading(run, MYREPORTS);
        let due = reading.next_due(0).unwrap().unwrap();
        let kept = keep_roles(&due, &reading, answered, Some(vec!["customer.user"]));
        assert_eq!(kept.is_ok(), is_the_same, "{asked} {answered}: {kept:?}");
    }
}

#[tokio::test]
async fn refused_credentials_are_the_services_refusal_after_both_portals_were_asked() {
    let bench = Bench::new(10).await;

    bench.review(bench.source("wrong")).await;

    assert!(bench.problem().unwrap().contains("credentials were refused"), "{:?}", bench.problem());
    assert_eq!((bench.asked_for(CUSTOMERS), bench.asked_for(ACCOUNTS)), (1, 1));
    assert!(bench.grants().is_empty());
}

#[tokio::test]
async fn the_portal_that_the_settings_name_is_the_only_one_asked() {
    let bench = Bench::new(10).await;

    bench.review(MyReports { portal: Some(Portal::Enterprise), ..bench.reseller() }).await;

    assert!(bench.problem().unwrap().contains("credentials were refused"), "{:?}", bench.problem());
    assert_eq!(bench.asked_for(CUSTOMERS), 0);
}

#[tokio::test]
async fn a_portal_that_is_not_there_for_a_token_is_not_the_tokens() {
    for status in [401, 403, 404] {
        let bench = Bench::new(10).await;
        bench.inject(Fault::status(status).always().only_on(CUSTOMERS));

        bench.review(bench.enterprise()).await;

        assert_eq!(bench.state(), RunState::Complete, "{status}");
    }
}

#[tokio::test]
async fn of_two_refusals_the_one_about_the_credentials_is_told() {
    let bench = Bench::new(10).await;
    bench.inject(Fault::status(404).always().only_on(CUSTOMERS));

    bench.review(bench.source("wrong")).await;

    assert!(bench.problem().unwrap().contains("credentials were refused"), "{:?}", bench.problem());
}

#[tokio::test]
async fn a_wrong_address_is_told_and_is_no_refusal_of_credentials() {
    let bench = Bench::new(10).await;
    bench.inject(Fault::status(404).always());

    bench.review(bench.reseller()).await;

    assert_eq!(bench.problem(), None);
    assert_eq!(bench.unread().0, FIND_PORTAL);
    assert_eq!(bench.proofs().len(), 1, "of lists that nobody read nothing is said: {:?}", bench.proofs());
}

#[tokio::test]
async fn a_service_that_is_out_of_order_is_not_taken_for_another_portal() {
    for (operation, fault) in [(CUSTOMERS, 503), (ACCOUNTS, 500)] {
        let bench = Bench::new(10).await;
        bench.inject(Fault::status(fault).always().only_on(operation));

        bench.review(if operation == CUSTOMERS { bench.reseller() } else { bench.enterprise() }).await;

        assert_eq!(bench.unread().0, FIND_PORTAL);
        assert_eq!(bench.problem(), None);
    }
}

#[tokio::test]
async fn a_reading_that_was_killed_at_any_moment_ends_as_one_that_was_not() {
    for enterprise in [false, true] {
        let whole = Bench::new(12).await;
        let source = |bench: &Bench| if enterprise { bench.enterprise() } else { bench.reseller() };
        whole.review(source(&whole)).await;
        let all = whole.sandbox.myreports().request_count();
        for requests in [1, 2, 3, 5, 8, 11, 15, 20, all - 1] {
            let bench = Bench::new(12).await;
            bench.killed_after(requests, source(&bench)).await;
            assert_eq!(bench.state(), RunState::Reading);
            let (kept, before) = (bench.kept_answers(), bench.sandbox.myreports().request_count());
            bench.begin(source(&bench), Begin::Resume { force: false }).await;

            assert_eq!(bench.everything(), whole.everything(), "killed after {requests} requests");
            // What was committed is not asked for again; what was on its way may have come after the kill: 8 at once, and
            // pages that were asked for ahead.
            let again = bench.sandbox.myreports().request_count() - before;
            assert!(
                again <= all - kept + 12,
                "killed after {requests} requests: {again} of {all}, and {kept} were kept"
            );
        }
    }
}

#[tokio::test]
async fn what_failed_is_asked_for_once_more_and_ends_as_if_it_had_not() {
    let whole = Bench::new(12).await;
    whole.review(whole.enterprise()).await;
    for operation in [ACCOUNTS, ACCOUNT_CUSTOMERS, ACCOUNT_CUSTOMER_USERS, ACCOUNT_CUSTOMER_USER, ACCOUNT_METRICS] {
        let bench = Bench::new(12).await;
        bench.inject(Fault::html_200().only_on(operation).after(1));
        bench.review(bench.enterprise()).await;
        assert_eq!(bench.state(), RunState::Incomplete, "{operation}");

        bench.sandbox.myreports().clear_faults();
        bench.begin(bench.enterprise(), Begin::Resume { force: false }).await;

        assert_eq!(bench.everything(), whole.everything(), "{operation}");
    }
}

#[tokio::test]
async fn whose_word_counts_does_not_depend_on_which_list_came_first() {
    let user = |tenant: &str, home: Option<&str>| User {
        id: "u".to_owned(),
        name: format!("as {tenant} says"),
        email: format!("{tenant}@casa-aurora.example"),
        home: home.map(str::to_owned),
    };
    let stored = |user: User, tenant: &str| match user.principal(tenant).attributes.to_value() {
        Value::Object(attributes) => attributes,
        other => panic!("{other}"),
    };
    // The first of each pair is the one that counts.
    let pairs = [
        (("z", Some("z")), ("a", Some("z"))),
        (("z", Some("z")), ("a", None)),
        (("a", None), ("b", None)),
        (("a", Some("h")), ("b", Some("h"))),
        (("a", Some("a")), ("b", Some("b"))),
    ];
    for ((better, home), (worse, other_home)) in pairs {
        let (first, second) = (user(better, home), user(worse, other_home));
        assert!(first.is_described_better_by(better, &stored(second.clone(), worse)), "{better} after {worse}");
        assert!(!second.is_described_better_by(worse, &stored(first, better)), "{worse} after {better}");
    }
    assert!(user("a", None).is_described_better_by("a", &StoredAttributes::new()), "nobody said anything before");
}
