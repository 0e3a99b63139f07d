//! Odd answers, each at every reader that it can come to.

use acesso_core::testing::MockTransport;
use myreports::{
    AccountFilter, Client, Credentials, CustomerFilter, Error, ErrorKind, Listing, Pager, Region, Request,
};
use serde::Serialize;
use serde_json::{Value, json};

/// Every reader of the crate, by the operation that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    ListCustomerUsers,
    ListCustomerUsersAsEnterprise,
    GetCustomerUser,
    GetCustomerUserAsEnterprise,
    ListAccountUsers,
    GetAccountUser,
    ListCustomers,
    ListCustomersAsEnterprise,
    GetCustomer,
    ListAccounts,
    GetAccount,
    GetAccountMetrics,
}

use Reader::{
    GetAccount, GetAccountMetrics, GetAccountUser, GetCustomer, GetCustomerUser, GetCustomerUserAsEnterprise,
    ListAccountUsers, ListAccounts, ListCustomerUsers, ListCustomerUsersAsEnterprise, ListCustomers,
    ListCustomersAsEnterprise,
};

const READERS: [Reader; 12] = [
    ListCustomerUsers,
    ListCustomerUsersAsEnterprise,
    GetCustomerUser,
    GetCustomerUserAsEnterprise,
    ListAccountUsers,
    GetAccountUser,
    ListCustomers,
    ListCustomersAsEnterprise,
    GetCustomer,
    ListAccounts,
    GetAccount,
    GetAccountMetrics,
];

/// What was read: the items, in place of one that could not be read its error; or the error that the answer ended in.
type Read = Result<Vec<Result<Value, Error>>, Error>;

#[derive(Debug, PartialEq, Eq)]
enum Envelope {
    One,
    /// Read whole or not at all.
    Whole,
    /// Read item by item where that is necessary.
    Page,
}

impl Reader {
    fn envelope(self) -> Envelope {
        match self {
            ListCustomerUsers | ListCustomerUsersAsEnterprise | ListAccountUsers => Envelope::Whole,
            ListCustomers | ListCustomersAsEnterprise | ListAccounts => Envelope::Page,
            _ => Envelope::One,
        }
    }

    /// An item with all the members that the reader knows.
    fn item(self) -> Value {
        let mut user = json!({"id": "i", "displayName": "Example", "email": "user@example.com", "primaryTenant": "t"});
        let mut tenant = json!({
            "id": "i", "name": "Example", "description": "d", "reference": "r", "enabled": true, "timezone": "America/Lima",
            "countryCode": "PE", "parentTenantId": "p", "dateCreated": "2021-03-02T15:15:46.538411",
        });
        let add = |item: &mut Value, members: Value| {
            item.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
            item.clone()
        };
        match self {
            ListCustomerUsers | ListCustomerUsersAsEnterprise => add(&mut user, json!({"isParent": true})),
            GetCustomerUser | GetCustomerUserAsEnterprise => {
                add(&mut user, json!({"isParent": true, "roles": ["customer.user"]}))
            }
            ListAccountUsers | GetAccountUser => add(&mut user, json!({"roles": ["account.user"]})),
            ListCustomers | ListCustomersAsEnterprise | GetCustomer => add(
                &mut tenant,
                json!({
                    "features": {"agent": 1}, "syncAcdAgentWithPbx": true, "sendNewUserEmail": true,
                    "sendConnectWelcomeEmail": true, "tenantProfileType": "x", "trialDuration": 30,
                    "pbxConnectionProfiles": [{
                        "_type": "KazooPbxConnectionProfile", "id": "p", "name": "n", "tenantId": "i", "countryCode": "PE",
                        "enabled": true,
                    }],
                }),
            ),
            ListAccounts | GetAccount => add(&mut tenant, json!({"dateDeleted": false})),
            GetAccountMetrics => json!({
                "accountTenantId": "i", "accountName": "Example", "enabled": true,
                "dateCreated": "2021-03-02T15:15:46.538411", "pbxProfiles": [{"id": "p", "pbxType": "Kazoo"}],
                "customers": [{
                    "tenantId": "c", "tenantName": "n", "enabled": true, "dateCreated": "2021-03-04T16:15:46.686411",
                    "tenantProfileType": "x", "roles": {"customer.user": 2},
                    "pbxs": [{
                        "id": "p", "pbxType": "Teams", "instanceId": "i", "name": "n", "enabled": true,
                        "monitorSubAccounts": false,
                    }],
                }],
            }),
        }
    }

    /// An answer with these items.
    fn answer(self, items: Vec<Value>) -> Value {
        let mut items = items;
        let (count, success) = (items.len(), "success");
        match self.envelope() {
            Envelope::One => json!({"data": items.remove(0), "status": success}),
            Envelope::Whole => json!({"page_size": count, "data": items, "status": success}),
            Envelope::Page => json!({"page_size": count, "page_index": 0, "data": items, "status": success}),
        }
    }

    async fn read(self, body: String) -> Read {
        let mock = MockTransport::new().respond(200, body);
        let client = Client::builder(Region::Eu, Credentials::token("example-token")).transport(mock).build().unwrap();
        let (customers, accounts) = (client.customers(), client.accounts());
        match self {
            ListCustomerUsers => whole(customers.users("c")).await,
            ListCustomerUsersAsEnterprise => whole(accounts.customer_users("a", "c")).await,
            GetCustomerUser => one(customers.user("c", "u")).await,
            GetCustomerUserAsEnterprise => one(accounts.customer_user("a", "c", "u")).await,
            ListAccountUsers => whole(accounts.users("a")).await,
            GetAccountUser => one(accounts.user("a", "u")).await,
            ListCustomers => page(customers.list(CustomerFilter::default())).await,
            ListCustomersAsEnterprise => page(accounts.customers("a", CustomerFilter::default())).await,
            GetCustomer => one(customers.get("c")).await,
            ListAccounts => page(accounts.list(AccountFilter::default())).await,
            GetAccount => one(accounts.get("a")).await,
            GetAccountMetrics => one(accounts.metrics("a")).await,
        }
    }

    async fn reads(self, body: String) -> Value {
        self.read(body).await.unwrap().remove(0).unwrap()
    }
}

async fn one<T: Serialize + Send + 'static>(request: Request<T>) -> Read {
    Ok(vec![Ok(written(request.await?))])
}

async fn whole<T: Serialize + Send + 'static>(request: Request<Listing<T>>) -> Read {
    Ok(request.await?.into_results().map(|item| item.map(written)).collect())
}

async fn page<T: Serialize + Send + 'static>(mut list: Pager<T>) -> Read {
    let page = list.next_page().await.unwrap()?;
    Ok(page.into_results().map(|item| item.map(written)).collect())
}

fn written(item: impl Serialize) -> Value {
    serde_json::to_value(item).unwrap()
}

/// What becomes of an odd member.
#[derive(Debug, Clone)]
enum Becomes {
    /// This value.
    Value(Value),
    /// Nothing: it is not known.
    Unknown,
    /// The item can't be read.
    AnError,
}

use Becomes::{AnError, Unknown};

/// Members by their JSON pointers, what is sent there (`None`: it is left out), and what becomes of it.
#[expect(clippy::too_many_lines, reason = "a table")]
fn table() -> Vec<(&'static [&'static str], Option<Value>, Becomes)> {
    const FLAGS: &[&str] = &[
        "/isParent",
        "/enabled",
        "/syncAcdAgentWithPbx",
        "/sendNewUserEmail",
        "/sendConnectWelcomeEmail",
        "/pbxConnectionProfiles/0/enabled",
        "/customers/0/enabled",
        "/customers/0/pbxs/0/enabled",
        "/customers/0/pbxs/0/monitorSubAccounts",
    ];
    const DECIDING_FLAGS: &[&str] = &["/isParent", "/enabled", "/customers/0/enabled"];
    const SETTINGS: &[&str] = &[
        "/syncAcdAgentWithPbx",
        "/sendNewUserEmail",
        "/sendConnectWelcomeEmail",
        "/pbxConnectionProfiles/0/enabled",
        "/customers/0/pbxs/0/enabled",
        "/customers/0/pbxs/0/monitorSubAccounts",
    ];
    const TEXTS: &[&str] = &[
        "/name",
        "/description",
        "/reference",
        "/timezone",
        "/countryCode",
        "/tenantProfileType",
        "/accountName",
        "/customers/0/tenantName",
        "/customers/0/tenantProfileType",
        "/customers/0/pbxs/0/name",
        "/customers/0/pbxs/0/instanceId",
        "/pbxProfiles/0/pbxType",
        "/pbxConnectionProfiles/0/id",
        "/pbxConnectionProfiles/0/name",
        "/pbxConnectionProfiles/0/tenantId",
        "/pbxConnectionProfiles/0/countryCode",
    ];
    const TIMES: &[&str] = &["/dateCreated", "/customers/0/dateCreated"];
    const NAMES: &[&str] = &["/displayName", "/email"];
    const IDS: &[&str] = &["/id", "/accountTenantId", "/customers/0/tenantId"];
    const OTHER_IDS: &[&str] = &["/parentTenantId", "/primaryTenant"];
    const ROLES: &[&str] = &["/roles"];
    const COUNTS: &[&str] = &["/customers/0/roles"];
    const DELETED: &[&str] = &["/dateDeleted"];
    const FEATURES: &[&str] = &["/features"];
    const LISTS: &[&str] = &["/pbxConnectionProfiles", "/pbxProfiles", "/customers/0/pbxs"];
    const PROFILES: &[&str] = &["/pbxConnectionProfiles"];
    const TRIAL: &[&str] = &["/trialDuration"];
    const CUSTOMERS: &[&str] = &["/customers"];

    let becomes = |value: Value| Becomes::Value(value);
    let mut table = Vec::new();
    let mut rows = |members, sent: Vec<Value>, becomes: Becomes| {
        table.extend(sent.into_iter().map(|sent| (members, Some(sent), becomes.clone())));
    };
    rows(FLAGS, vec![json!(1), json!("1"), json!("true"), json!("True")], becomes(json!(true)));
    rows(FLAGS, vec![json!(0), json!("0"), json!("false")], becomes(json!(false)));
    rows(FLAGS, vec![json!(null)], Unknown);
    // What grants or withholds something is never guessed.
    rows(DECIDING_FLAGS, vec![json!("canary"), json!(2), json!(-1), json!(""), json!([]), json!({})], AnError);
    rows(SETTINGS, vec![json!("canary"), json!(2), json!(-1), json!(""), json!([]), json!({})], Unknown);

    rows(TEXTS, vec![json!(null), json!(5), json!(true), json!([]), json!({"a": "b"})], Unknown);
    rows(TEXTS, vec![json!("")], becomes(json!("")));
    rows(NAMES, vec![json!(null), json!("")], becomes(json!("")));
    rows(NAMES, vec![json!(5), json!(true), json!([]), json!({})], AnError);

    for (sent, read) in [
        ("2021-03-02T15:15:46.1234567891", "2021-03-02T15:15:46.123456789"),
        ("2021-03-02T15:15:46.1234567891Z", "2021-03-02T15:15:46.123456789"),
        ("2021-03-02T15:15:46.9999999999+02:00", "2021-03-02T15:15:46.999999999"),
        ("2021-03-02T15:15:46.1234500Z", "2021-03-02T15:15:46.12345"),
        ("2021-03-02T15:15:46", "2021-03-02T15:15:46"),
    ] {
        rows(TIMES, vec![json!(sent)], becomes(json!(read)));
    }
    let no_times =
        [json!(null), json!("canary"), json!(""), json!("2021-02-30T00:00:00"), json!(7), json!([]), json!({})];
    rows(TIMES, no_times.to_vec(), Unknown);

    rows(IDS, vec![json!(null), json!(5), json!([]), json!({})], AnError);
    rows(OTHER_IDS, vec![json!(null)], Unknown);
    rows(OTHER_IDS, vec![json!(5), json!([]), json!({})], AnError);

    rows(ROLES, vec![json!(null)], Unknown);
    rows(ROLES, vec![json!([])], becomes(json!([])));
    rows(ROLES, vec![json!(["canary"])], becomes(json!(["canary"])));
    rows(ROLES, vec![json!("canary"), json!([1]), json!([null]), json!({}), json!(true)], AnError);
    rows(COUNTS, vec![json!(null)], Unknown);
    rows(COUNTS, vec![json!({})], becomes(json!({})));
    rows(COUNTS, vec![json!([]), json!({"canary": null}), json!({"canary": -1}), json!({"canary": "canary"})], AnError);

    rows(DELETED, vec![json!(null)], Unknown);
    rows(DELETED, vec![json!(1), json!("true"), json!("1")], becomes(json!(true)));
    rows(DELETED, vec![json!(0), json!("False"), json!("0")], becomes(json!(false)));
    rows(DELETED, vec![json!("some day")], becomes(json!("some day")));
    rows(DELETED, vec![json!(5), json!(-1), json!([]), json!({})], AnError);

    rows(FEATURES, vec![json!(null)], Unknown);
    rows(FEATURES, vec![json!({"agent": "2"})], becomes(json!({"agent": "2"})));
    rows(LISTS, vec![json!(null), json!("canary"), json!({}), json!([5]), json!([null])], Unknown);
    rows(LISTS, vec![json!([])], becomes(json!([])));
    rows(PROFILES, vec![json!([{"name": "canary"}])], Unknown);
    rows(TRIAL, vec![json!("30"), json!(30.0)], becomes(json!(30)));
    rows(TRIAL, vec![json!(null), json!("canary"), json!(-1), json!(1.5), json!([])], Unknown);
    rows(CUSTOMERS, vec![json!(null), json!({}), json!("canary"), json!([{}]), json!([null])], AnError);

    for (members, becomes) in [
        (FLAGS, Unknown),
        (TEXTS, Unknown),
        (TIMES, Unknown),
        (OTHER_IDS, Unknown),
        (ROLES, Unknown),
        (COUNTS, Unknown),
        (DELETED, Unknown),
        (FEATURES, Unknown),
        (LISTS, Unknown),
        (TRIAL, Unknown),
        (NAMES, AnError),
        (IDS, AnError),
        (CUSTOMERS, AnError),
    ] {
        table.push((members, None, becomes));
    }
    table
}

/// The item with something else in this place, or nothing.
fn with(mut item: Value, pointer: &str, value: Option<&Value>) -> Value {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let parent = item.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => parent.insert(member.to_owned(), value.clone()),
        None => parent.remove(member),
    };
    item
}

#[tokio::test]
async fn an_odd_member_becomes_what_it_means_or_nothing_or_an_error_and_touches_nothing_else() {
    let mut met = 0;
    let table = table();
    for reader in READERS {
        for (members, sent, becomes) in &table {
            for member in members.iter().filter(|member| reader.item().pointer(member).is_some()) {
                met += 1;
                let item = with(reader.item(), member, sent.as_ref());
                let case = format!("{reader:?} {member} {sent:?}");
                let value = match becomes {
                    Becomes::Value(value) => Some(value),
                    Unknown => None,
                    AnError => {
                        assert_unreadable(reader, item, &case).await;
                        continue;
                    }
                };
                let read = reader.reads(reader.answer(vec![item]).to_string()).await;
                assert_eq!(read, with(reader.item(), member, value), "{case}");
            }
        }
    }
    assert!(met > 800, "{met}");
}

/// The item is an error, that of the whole answer where it is alone in it.
async fn assert_unreadable(reader: Reader, odd: Value, case: &str) {
    let id = match odd.get("id") {
        Some(Value::String(id)) => Some(id.clone()),
        Some(Value::Number(id)) => Some(id.to_string()),
        _ => None,
    };
    let items = match reader.envelope() {
        Envelope::One => vec![odd],
        Envelope::Whole | Envelope::Page => vec![reader.item(), odd, reader.item()],
    };
    let (place, error) = match (reader.envelope(), reader.read(reader.answer(items).to_string()).await) {
        (Envelope::One, read) => ("data", read.unwrap_err()),
        (Envelope::Whole | Envelope::Page, read) => {
            let mut items = read.unwrap();
            assert_eq!(items.len(), 3, "{case}");
            let error = items.remove(1).unwrap_err();
            assert!(items.into_iter().all(|item| item.unwrap() == reader.item()), "{case}");
            assert_eq!(error.item_id(), id.as_deref(), "{case}: {error}");
            ("data[1]", error)
        }
    };
    assert_eq!(error.kind(), ErrorKind::Decode, "{case}: {error}");
    assert!(error.json_path().unwrap().starts_with(place), "{case}: {error}");
    let shown = format!("{error} {error:?}").replace(error.json_path().unwrap(), "");
    assert!(!shown.contains("canary"), "{case}: {shown}");
}

#[tokio::test]
async fn an_odd_envelope_loses_nothing() {
    for reader in READERS {
        let answer = |members: Value| {
            let mut answer = reader.answer(vec![reader.item()]);
            answer.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
            answer.to_string()
        };
        let plain = answer(json!({}));
        for body in [
            format!("\u{feff}{plain}"),
            format!("\r\n {plain}\n"),
            plain.replace(r#""status":"success""#, r#""status":null"#),
            plain.replace(r#""status":"success""#, r#""new":[{"data":[]}]"#),
            plain.replace(r#""page_size":1"#, r#""page_size":"1""#),
            plain.replace(r#""page_size":1"#, r#""page_size":1.0"#),
            plain.replace(r#""page_size":1"#, r#""page_size":null"#),
            plain.replace(r#""page_index":0"#, r#""page_index":"0""#),
            answer(json!({"timestamp": null})),
            answer(json!({"timestamp": "yesterday"})),
            answer(json!({"timestamp": "2020-02-06T12:46:51.1234567891Z"})),
            answer(json!({"timestamp": {"a": 1}})),
            answer(json!({"errorCode": null, "error": null})),
        ] {
            assert_eq!(reader.reads(body.clone()).await, reader.item(), "{reader:?} {body}");
        }
    }
}

#[tokio::test]
async fn half_a_surrogate_pair_costs_one_character() {
    for reader in READERS {
        let body = reader.answer(vec![reader.item()]).to_string();

        let read = reader.reads(body.replace("Example", r"Ex\ud83dample")).await;

        assert_eq!(read.to_string(), reader.item().to_string().replace("Example", "Ex\u{fffd}ample"), "{reader:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_not_the_services_is_never_an_empty_one() {
    for reader in READERS {
        for body in [
            "",
            " ",
            "null",
            "[]",
            "5",
            "\"canary\"",
            "{}",
            r#"{"status":"success"}"#,
            r#"{"data":null,"page_index":0}"#,
            r#"{"data":"canary","page_index":0}"#,
            r#"{"data":5,"page_index":0}"#,
            r#"{"dados":[],"page_index":0}"#,
            r#"{"data":{"#,
            "<!doctype html><title>canary</title>",
            "\u{feff}\r\n<html>canary</html>",
        ] {
            let error = reader.read(body.to_owned()).await.unwrap_err();

            assert_eq!(error.kind(), ErrorKind::Decode, "{reader:?} {body}: {error}");
            assert!(!format!("{error} {error:?}").contains("canary"), "{reader:?} {body}: {error:?}");
        }
    }
}
