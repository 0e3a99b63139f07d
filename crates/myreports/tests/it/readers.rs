//! What is read of the service's answers, and what is refused.

use std::collections::BTreeMap;

use acesso_core::testing::MockTransport;
use bytes::Bytes;
use jiff::civil::date;
use myreports::{
    Account, AccountMetrics, AccountRole, AccountUser, Client, Credentials, Customer, CustomerRole, CustomerUser,
    CustomerUserDetail, DateDeleted, Error, ErrorKind, Listing, PbxKind, Region,
};
use serde_json::{Value, json};

fn client(body: impl Into<Bytes>) -> Client {
    let mock = MockTransport::new().respond(200, body);
    Client::builder(Region::Eu, Credentials::token("example-token")).transport(mock).build().unwrap()
}

async fn users(body: &str) -> Result<Listing<CustomerUser>, Error> {
    client(body.to_owned()).customers().users("c").await
}

async fn user(data: &str) -> Result<CustomerUserDetail, Error> {
    client(format!(r#"{{"data":{data},"status":"success"}}"#)).customers().user("c", "u").await
}

async fn customer(data: &str) -> Result<Customer, Error> {
    client(format!(r#"{{"data":{data},"status":"success"}}"#)).customers().get("c").await
}

async fn account(data: &str) -> Result<Account, Error> {
    client(format!(r#"{{"data":{data},"status":"success"}}"#)).accounts().get("a").await
}

const TWO_USERS: &str = r#"{
    "page_size": 2,
    "data": [
        {"id": "u1", "displayName": "User 1", "email": "user1@example.com", "primaryTenant": "t1", "isParent": false},
        {"id": "u2", "displayName": "User 2", "email": "user2@example.com", "primaryTenant": "t2", "isParent": true}
    ],
    "status": "success",
    "timestamp": "2019-01-01T10:00:00.2890319Z"
}"#;

#[tokio::test]
async fn a_list_of_users_is_read_whole() {
    let users = users(TWO_USERS).await.unwrap();

    assert_eq!((users.count(), users.count_matches()), (Some(2), Some(true)));
    assert_eq!(users.items().len(), 2);
    assert_eq!(users.items()[1].id.as_str(), "u2");
    assert_eq!(users.items()[1].display_name, "User 2");
    assert_eq!(users.items()[1].email, "user2@example.com");
    assert_eq!(users.items()[1].primary_tenant, Some("t2".into()));
    assert_eq!(users.items()[1].is_parent, Some(true));
    assert_eq!(users.items()[0].is_parent, Some(false));
    assert_eq!((users.len(), users.errors().count(), users.into_items().unwrap().len()), (2, 0, 2));
}

#[tokio::test]
async fn what_was_read_is_written_back() {
    let read = users(TWO_USERS).await.unwrap();

    let written = serde_json::to_value(read.items()).unwrap();

    let sent: serde_json::Value = serde_json::from_str(TWO_USERS).unwrap();
    assert_eq!(written, sent["data"]);
    let again = users(&serde_json::json!({ "data": written }).to_string()).await.unwrap();
    assert_eq!(again.items(), read.items());
}

#[tokio::test]
async fn every_member_of_the_envelope_but_data_may_be_missing() {
    let users = users(r#"{"data":[]}"#).await.unwrap();

    assert_eq!((users.count(), users.count_matches()), (None, None));
    assert_eq!(users.items(), []);
}

#[tokio::test]
async fn an_envelope_may_hold_nulls_and_new_members_in_any_order() {
    let body = r#"{"timestamp":null,"new":{"data":[1]},"status":null,"page_size":null,"data":[{"email":"a@example.com",
        "new":[{}],"isParent":null,"primaryTenant":null,"displayName":"A","id":"1"}]}"#;

    let users = users(body).await.unwrap();

    assert_eq!(users.count(), None);
    assert_eq!(users.items()[0].primary_tenant, None);
}

#[tokio::test]
async fn page_size_is_read_as_number_and_as_text_and_compared_with_the_items() {
    for (value, size, matches) in [("0", 0, true), (r#""0""#, 0, true), ("3", 3, false), (r#""1000""#, 1000, false)] {
        let users = users(&format!(r#"{{"page_size":{value},"data":[]}}"#)).await.unwrap();

        assert_eq!((users.count(), users.count_matches()), (Some(size), Some(matches)), "{value}");
    }
}

#[tokio::test]
async fn a_missing_is_parent_is_unknown() {
    let users = users(r#"{"data":[{"id":"1","displayName":"A","email":"a@example.com"}]}"#).await.unwrap();

    assert_eq!(users.items()[0].is_parent, None);
    assert_eq!(
        serde_json::to_string(&users.items()[0]).unwrap(),
        r#"{"id":"1","displayName":"A","email":"a@example.com"}"#
    );
}

/// Body, JSON path (none where it is no JSON at all) and a word of the error.
#[tokio::test]
async fn a_list_that_differs_from_the_contract_is_an_error_that_says_where() {
    let user = r#""displayName":"Ana Canary","email":"canary@example.com""#;
    let cases = [
        (r#"{"page_size":0,"status":"success"}"#.to_owned(), Some("data"), "missing field `data`"),
        (r#"{"data":null}"#.to_owned(), Some("data"), "a sequence"),
        (r#"{"data":{}}"#.to_owned(), Some("data"), "a sequence"),
        (r#"{"dados":[]}"#.to_owned(), Some("data"), "missing field `data`"),
        ("[]".to_owned(), Some("."), "Whole"),
        (r#"{"data":[],"data":[]}"#.to_owned(), Some("."), "duplicate field `data`"),
        (r#"{"data":[],"page_size":"two"}"#.to_owned(), Some("page_size"), "whole number"),
        (r#"{"data":[],"page_size":-1}"#.to_owned(), Some("page_size"), "whole number"),
        // The vendor's damaged samples: one array after the other.
        (format!(r#"{{"page_size":1,"data":[{{"id":"1",{user}}}],[{{"id":"1",{user}}}]}}"#), None, "not JSON"),
        (r#"{"data":[{"id":"#.to_owned(), None, "not JSON"),
        ("<!doctype html><title>Entrar</title>".to_owned(), None, "a web page"),
        (String::new(), None, "empty"),
    ];
    for (body, path, word) in cases {
        let error = users(&body).await.unwrap_err();

        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, path), "{body}");
        let shown = format!("{error} {error:?}");
        assert!(error.to_string().contains(word), "{body} gives {error}");
        assert!(!shown.to_lowercase().contains("canary"), "{shown}");
        assert_eq!(error.body(), body.as_bytes());
    }
}

/// User, JSON path, id and a word of the error.
#[tokio::test]
async fn a_user_who_cant_be_read_is_an_error_among_the_others() {
    let user = r#""displayName":"Ana Canary","email":"canary@example.com""#;
    let cases = [
        ("null".to_owned(), "data[1]", None, "CustomerUser"),
        (format!("{{{user}}}"), "data[1].id", None, "missing field `id`"),
        (format!(r#"{{"id":1,{user}}}"#), "data[1].id", Some("1"), "a string"),
        (format!(r#"{{"id":null,{user}}}"#), "data[1].id", None, "a string"),
        (format!(r#"{{"id":"1","isParent":"falso",{user}}}"#), "data[1].isParent", Some("1"), "true or false"),
        (format!(r#"{{"id":"1",{user},"email":"b"}}"#), "data[1]", Some("1"), "duplicate field `email`"),
    ];
    for (item, path, id, word) in cases {
        let good = |id| format!(r#"{{"id":"{id}",{user}}}"#);
        let body = format!(r#"{{"page_size":3,"data":[{},{item},{}]}}"#, good("a"), good("b"));
        let users = users(&body).await.unwrap();

        assert_eq!((users.len(), users.count_matches()), (3, Some(true)), "{item}");
        assert_eq!(users.items().iter().map(|user| user.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let error = users.errors().next().unwrap();
        assert_eq!((error.kind(), error.json_path(), error.item_id()), (ErrorKind::Decode, Some(path), id), "{item}");
        let status = error.status().map(|status| status.as_u16());
        assert_eq!((error.operation(), status, error.attempts()), (Some("reseller_list_customer_users"), Some(200), 1));
        assert!(error.to_string().contains(word) && error.body() == item.as_bytes(), "{item} gives {error}");
        assert!(!format!("{error} {error:?}").to_lowercase().contains("canary"), "{error:?}");
        let results: Vec<_> = users.clone().into_results().map(|user| user.is_ok()).collect();
        assert_eq!(results, [true, false, true], "{item}");
        assert_eq!(users.into_items().unwrap_err().kind(), ErrorKind::Decode, "{item}");
    }
}

#[tokio::test]
async fn a_hundred_thousand_users_come_in_one_answer() {
    let user = |n| format!(r#"{{"id":"u{n}","displayName":"error","email":"user{n}@example.com","isParent":false}}"#);
    let all: Vec<String> = (0..100_000).map(user).collect();

    let users =
        users(&format!(r#"{{"page_size":100000,"data":[{}],"status":"success"}}"#, all.join(","))).await.unwrap();

    assert_eq!(users.count_matches(), Some(true));
    assert_eq!(users.items()[99_999].id.as_str(), "u99999");
}

#[tokio::test]
async fn bytes_that_are_no_text_are_an_error() {
    let error = client(&b"{\"data\":[{\"id\":\"\xff\"}]}"[..]).customers().users("c").await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("UTF-8"), "{error}");
}

#[tokio::test]
async fn a_user_has_roles_known_and_unknown() {
    let data = r#"{"id":"u","displayName":"User 1","email":"user1@example.com","primaryTenant":"t","isParent":false,
        "roles":["customer.user","customer.user.supervisorl3","customer.user.brand.new"]}"#;

    let user = user(data).await.unwrap();

    let roles = user.roles.as_deref().unwrap();
    assert_eq!(roles[..2], [CustomerRole::User, CustomerRole::UserSupervisorL3]);
    assert_eq!(roles[2], CustomerRole::Unknown("customer.user.brand.new".to_owned()));
    let written = serde_json::to_value(&user).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(data).unwrap());
}

#[tokio::test]
async fn missing_roles_are_unknown_and_no_roles_are_none() {
    let with = |roles: &str| format!(r#"{{"id":"u","displayName":"U","email":"u@example.com"{roles}}}"#);

    assert_eq!(user(&with("")).await.unwrap().roles, None);
    assert_eq!(user(&with(r#","roles":null"#)).await.unwrap().roles, None);
    assert_eq!(user(&with(r#","roles":[]"#)).await.unwrap().roles, Some(Vec::new()));
    for (roles, path) in [(r#","roles":"customer.user""#, "data.roles"), (r#","roles":[1]"#, "data.roles[0]")] {
        assert_eq!(user(&with(roles)).await.unwrap_err().json_path(), Some(path));
    }
}

#[tokio::test]
async fn data_of_one_item_must_be_there() {
    for (body, path) in [
        (r#"{"status":"success"}"#, "data"),
        (r#"{"data":null}"#, "data"),
        (r#"{"data":[{"id":"1"}]}"#, "data[0]"),
        (r#"{"data":{"name":"Customer 1"}}"#, "data.id"),
        (r#"{"data":{"id":true}}"#, "data.id"),
        (r#"{"data":{"id":"1","enabled":"sim"}}"#, "data.enabled"),
    ] {
        let error = client(body).customers().get("c").await.unwrap_err();

        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some(path)), "{body}");
    }
}

#[tokio::test]
async fn a_customer_of_the_samples_is_read_and_written_back() {
    let data = r#"{"id":"c","name":"~.Dimensions.~","description":"This is Customer 1","enabled":true,
        "parentTenantId":"a","reference":"customer reference 1","dateCreated":"2019-01-01T09:00:00"}"#;

    let customer = customer(data).await.unwrap();

    assert_eq!(customer.name.as_deref(), Some("~.Dimensions.~"));
    assert_eq!(customer.parent_tenant_id, Some("a".into()));
    assert_eq!(customer.date_created, Some(date(2019, 1, 1).at(9, 0, 0, 0)));
    assert_eq!(customer.sync_acd_agent_with_pbx, None);
    let written = serde_json::to_value(&customer).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(data).unwrap());
}

#[tokio::test]
async fn the_whole_field_table_of_a_customer_is_read_but_no_key() {
    let data = r#"{"id":"c","timezone":"America/Sao_Paulo","countryCode":"BR","features":{"agent":2,"device":0},
        "pbxConnectionProfiles":[
            {"_type":"KazooPbxConnectionProfile","id":"p","name":"PBX","tenantId":"c","apiKey":"canary-key",
             "countryCode":"BR","enabled":true},
            {"_type":"ThreeCxConnectionProfile","licenseKey":"canary-license"},
            {"_type":"TeamsConnectionProfile"}],
        "syncAcdAgentWithPbx":true,"sendNewUserEmail":false,"sendConnectWelcomeEmail":true,
        "tenantProfileType":"TenantProfileType_analytics","trialDuration":"30"}"#;

    let customer = customer(data).await.unwrap();

    let profiles = customer.pbx_connection_profiles.as_deref().unwrap();
    assert_eq!((&profiles[0].kind, profiles[0].id.clone()), (&PbxKind::Kazoo, Some("p".into())));
    assert_eq!(profiles[1].kind, PbxKind::ThreeCx);
    assert_eq!(profiles[2].kind.as_str(), "TeamsConnectionProfile");
    assert_eq!(customer.features.as_ref().unwrap()["agent"], 2);
    assert_eq!(customer.trial_duration, Some(30));
    assert_eq!(customer.send_new_user_email, Some(false));
    let shown = format!("{customer:?} {}", serde_json::to_string(&customer).unwrap());
    assert!(!shown.contains("canary"), "{shown}");
}

#[tokio::test]
async fn creation_times_have_no_zone_and_any_number_of_digits() {
    for (text, nanoseconds) in [
        ("2021-03-02T15:15:46.538", 538_000_000),
        ("2021-03-02T15:15:46.538411", 538_411_000),
        ("2021-03-02T15:15:46.5384110", 538_411_000),
        ("2021-03-02T15:15:46.5384110129", 538_411_012),
        ("2021-03-02T15:15:46.5384110129Z", 538_411_012),
        ("2021-03-02T15:15:46.5384110129-03:00", 538_411_012),
        ("2021-03-02T15:15:46", 0),
        ("2021-03-02T15:15:46Z", 0),
    ] {
        let customer = customer(&format!(r#"{{"id":"c","dateCreated":"{text}"}}"#)).await.unwrap();

        assert_eq!(customer.date_created, Some(date(2021, 3, 2).at(15, 15, 46, nanoseconds)), "{text}");
    }
    assert_eq!(customer(r#"{"id":"c","dateCreated":null}"#).await.unwrap().date_created, None);
}

#[tokio::test]
async fn an_account_says_whether_or_when_it_was_deleted() {
    let deleted =
        async |value: &str| account(&format!(r#"{{"id":"a","dateDeleted":{value}}}"#)).await.unwrap().date_deleted;

    assert_eq!(deleted("null").await, None);
    assert_eq!(deleted("false").await, Some(DateDeleted::Flag(false)));
    assert!(!deleted("false").await.unwrap().is_deleted());
    assert!(deleted("true").await.unwrap().is_deleted());
    let time = deleted(r#""2019-01-01T09:00:00.000""#).await.unwrap();
    assert!(time.is_deleted());
    assert_eq!(time.time(), Some(date(2019, 1, 1).at(9, 0, 0, 0)));
    assert_eq!(serde_json::to_string(&time).unwrap(), r#""2019-01-01T09:00:00.000""#);
    assert_eq!(serde_json::to_string(&DateDeleted::Flag(true)).unwrap(), "true");
    assert!(deleted(r#""some day""#).await.unwrap().time().is_none());
    let error = account(r#"{"id":"a","dateDeleted":5}"#).await.unwrap_err();
    assert_eq!(error.json_path(), Some("data.dateDeleted"));
}

#[tokio::test]
async fn an_account_user_has_roles_alone_not_in_a_list() {
    let user = r#"{"id":"u","displayName":"User 1","email":"user1@example.com","primaryTenant":"a""#;

    let listed: Listing<AccountUser> = client(format!(r#"{{"data":[{user}}}]}}"#)).accounts().users("a").await.unwrap();
    let body = format!(r#"{{"data":{user},"roles":["account.user","onboarding.admin","x.admin"]}}}}"#);
    let single = client(body).accounts().user("a", "u").await.unwrap();

    assert_eq!(listed.items()[0].roles, None);
    let roles = [AccountRole::User, AccountRole::OnboardingAdmin, AccountRole::Unknown("x.admin".to_owned())];
    assert_eq!(single.roles.as_deref(), Some(&roles[..]));
}

#[tokio::test]
async fn the_enterprise_reads_a_customers_users_as_the_reseller_does() {
    let users = client(TWO_USERS).accounts().customer_users("a", "c").await.unwrap();

    assert_eq!(users.items(), self::users(TWO_USERS).await.unwrap().items());
}

async fn metrics(data: &str) -> Result<AccountMetrics, Error> {
    client(format!(r#"{{"data":{data},"status":"success"}}"#)).accounts().metrics("a").await
}

#[tokio::test]
async fn metrics_count_users_by_role_and_keep_roles_that_are_new() {
    let metrics = metrics(
        r#"{"accountTenantId":"a","accountName":"Account 1","enabled":true,"dateCreated":"2021-03-02T15:15:46.538411",
            "customers":[{"tenantId":"c","tenantName":"Customer 1","enabled":true,
                "dateCreated":"2021-03-04T16:15:46.686411","roles":{"customer.user.acd":19,"customer.user.new":2}}]}"#,
    );

    let metrics = metrics.await.unwrap();

    let roles = metrics.customers[0].roles.as_ref().unwrap();
    assert_eq!(roles.get(&CustomerRole::UserAcd), Some(&19));
    assert_eq!(roles.get(&CustomerRole::Unknown("customer.user.new".to_owned())), Some(&2));
    assert_eq!(roles.get(&CustomerRole::User), None);
}

#[tokio::test]
async fn members_of_metrics_that_are_missing_or_null_are_unknown() {
    let customers = r#"[{"tenantId":"c"},{"tenantId":"d","roles":null,"enabled":null},{"tenantId":"e","roles":{}}]"#;

    let metrics = metrics(&format!(r#"{{"accountTenantId":"a","customers":{customers}}}"#)).await.unwrap();

    assert_eq!((metrics.account_name, metrics.enabled, metrics.pbx_profiles), (None, None, None));
    let roles: Vec<_> = metrics.customers.iter().map(|customer| customer.roles.as_ref().map(BTreeMap::len)).collect();
    assert_eq!(roles, [None, None, Some(0)]);
}

#[tokio::test]
async fn what_metrics_hold_beside_what_is_known_is_kept_but_for_keys() {
    let pbx = json!({"id": "p", "newOfPbx": [1]});
    let whole = json!({"accountTenantId": "a", "newOfAccount": null, "pbxProfiles": [pbx], "customers": [
        {"tenantId": "c", "newOfCustomer": {"deep": true}, "pbxs": [pbx]}]});

    let read = metrics(&whole.to_string()).await.unwrap();

    assert_eq!(read.extra["newOfAccount"], Value::Null);
    assert_eq!(read.customers[0].extra["newOfCustomer"], json!({"deep": true}));
    assert_eq!(serde_json::to_value(&read).unwrap(), whole);

    let mut with_keys = whole.clone();
    with_keys["customers"][0]["pbxs"][0]["apiKey"] = json!("canary");
    with_keys["pbxProfiles"][0]["licenseKey"] = json!("canary");
    assert_eq!(metrics(&with_keys.to_string()).await.unwrap(), read);
}

#[tokio::test]
async fn metrics_that_lack_what_they_are_about_are_an_error() {
    let damaged = [
        (r#"{"accountTenantId":"a"}"#, "data"),
        (r#"{"accountTenantId":"a","customers":null}"#, "data.customers"),
        (r#"{"accountTenantId":"a","customers":[{"roles":{}}]}"#, "data.customers[0]"),
        (r#"{"accountTenantId":"a","customers":[{"tenantId":"c","roles":{"customer.user":-1}}]}"#, "customer.user"),
        (r#"{"accountTenantId":"a","customers":[{"tenantId":"c","roles":{"customer.user":null}}]}"#, "customer.user"),
    ];
    for (data, place) in damaged {
        let error = metrics(data).await.unwrap_err();

        assert_eq!(error.kind(), ErrorKind::Decode, "{data}");
        assert!(error.json_path().unwrap().contains(place), "{data}: {error}");
    }
}
