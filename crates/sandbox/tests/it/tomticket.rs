//! TomTicket over real sockets.

use std::time::Duration;

use acesso_sandbox::contract::Contract;
use acesso_sandbox::tomticket::{ActiveColumn, Form, Settings, UnknownCustomer};
use acesso_sandbox::{Builder, Sandbox};

use crate::client::{Client, assert_requests_are_good};

const PERMISSIONS: &str = "customer_permissions_basic_get";

/// No rate limit, unless a test is about it.
fn unlimited() -> Settings {
    Settings { requests_per_second: None, ..Settings::default() }
}

async fn start(builder: Builder) -> (Sandbox, Client) {
    let sandbox = builder.start().await.unwrap();
    let client = Client::new(sandbox.tomticket(), Contract::tomticket(), sandbox.tomticket().token());
    (sandbox, client)
}

async fn start_with(settings: Settings) -> (Sandbox, Client) {
    start(Sandbox::builder().tomticket(settings)).await
}

async fn start_with_people(people: usize) -> (Sandbox, Client) {
    start(Sandbox::builder().people(people).tomticket(unlimited())).await
}

fn permissions_of(id: &str) -> String {
    format!("/customer/permissions/basic?customer_id={id}")
}

#[tokio::test]
async fn a_customer_is_the_same_by_internal_id_and_by_address() {
    let (sandbox, client) = start_with(unlimited()).await;
    let id = sandbox.example().customer_id();
    let email = sandbox.example().customer_email();
    let by_default = client.get(PERMISSIONS, &permissions_of(id)).await;
    let by_id = client.get(PERMISSIONS, &permissions_of(&format!("{id}&customer_type_id=I"))).await;
    let by_email = client.get(PERMISSIONS, &permissions_of(&format!("{email}&customer_type_id=E"))).await;
    assert_eq!(by_default.status, 200);
    assert_eq!(by_default.json()["exists"], true);
    assert_eq!(by_default.body, by_id.body);
    assert_eq!(by_default.body, by_email.body);
    assert_requests_are_good(sandbox.tomticket(), Contract::tomticket());

    let not_an_id = client.get(PERMISSIONS, &permissions_of(email)).await;
    assert_eq!(not_an_id.status, 404, "an address is no internal id");
}

#[tokio::test]
async fn the_active_column_comes_twice_or_by_its_neighbours_name_or_not_at_all() {
    // The fifth customer is approved and not active.
    for (active_column, expected) in [
        (ActiveColumn::Twice, r#"{"account_approved":true,"account_approved":false,"allowed_"#),
        (ActiveColumn::Active, r#"{"account_approved":true,"active":false,"allowed_"#),
        (ActiveColumn::Absent, r#"{"account_approved":true,"allowed_"#),
    ] {
        let (_sandbox, client) = start_with(Settings { active_column, ..unlimited() }).await;
        let got = client.get(PERMISSIONS, &permissions_of("C0000005")).await;
        assert!(got.text().contains(&format!(r#""details":{expected}"#)), "{}", got.text());
    }
}

#[tokio::test]
async fn details_come_as_an_object_or_in_an_array() {
    let details = "/customer/details?customer_id=C0000002";
    let (_sandbox, client) = start_with(unlimited()).await;
    let permissions = client.get(PERMISSIONS, &permissions_of("C0000002")).await.json();
    assert_eq!(permissions["data"]["details"]["monthly_ticket_quota"], 11);
    assert_eq!(client.get("customer_details_get", details).await.json()["data"]["internal_id"], "C0000002");

    let in_arrays = Settings { permissions: Form::Array, details: Form::Array, ..unlimited() };
    let (_sandbox, client) = start_with(in_arrays).await;
    let permissions = client.get(PERMISSIONS, &permissions_of("C0000002")).await.json();
    assert_eq!(permissions["data"]["details"][0]["monthly_ticket_quota"], 11);
    assert_eq!(client.get("customer_details_get", details).await.json()["data"][0]["internal_id"], "C0000002");
}

#[tokio::test]
async fn a_quota_of_null_is_sent_as_null() {
    let (_sandbox, client) = start_with(unlimited()).await;
    let got = client.get(PERMISSIONS, &permissions_of("C0000001")).await;
    assert!(got.text().contains(r#""monthly_ticket_quota":null"#), "{}", got.text());
}

#[tokio::test]
async fn an_unknown_customer_is_reported_in_either_documented_way() {
    let (_sandbox, client) = start_with(unlimited()).await;
    for (operation, path) in [
        (PERMISSIONS, "/customer/permissions/basic?customer_id=nobody"),
        ("customer_details_get", "/customer/details?customer_id=C9999999"),
        ("customer_exists_check", "/customer/exists?customer_id=x%40y.example&customer_type_id=E"),
    ] {
        let got = client.get(operation, path).await;
        assert_eq!(got.status, 404);
        assert_eq!(got.json()["error"], true);
    }
    let exists = client.get("customer_exists_check", "/customer/exists?customer_id=C0000001").await;
    assert_eq!((exists.status, exists.json()["exists"].as_bool()), (200, Some(true)));

    let settings = Settings { unknown_customer: UnknownCustomer::ExistsFalse, ..unlimited() };
    let (_sandbox, client) = start_with(settings).await;
    for (operation, path) in [
        (PERMISSIONS, "/customer/permissions/basic?customer_id=nobody"),
        ("customer_exists_check", "/customer/exists?customer_id=nobody"),
    ] {
        let got = client.get(operation, path).await;
        assert_eq!((got.status, got.json()["exists"].as_bool()), (200, Some(false)));
    }
    let exists = client.get("customer_exists_check", "/customer/exists?customer_id=C0000001").await;
    assert_eq!(exists.json()["exists"], true);
}

#[tokio::test]
async fn a_bad_value_is_refused_like_a_bad_token() {
    let (sandbox, client) = start_with(unlimited()).await;
    let too_long = permissions_of(&"1".repeat(251));
    let department = format!("/department/operator/list?department_id={}", "1".repeat(513));
    for (operation, path) in [
        (PERMISSIONS, "/customer/permissions/basic"),
        (PERMISSIONS, "/customer/permissions/basic?customer_id="),
        (PERMISSIONS, too_long.as_str()),
        (PERMISSIONS, "/customer/permissions/basic?customer_id=C0000001&customer_type_id=X"),
        ("customer_list", "/customer/list?page=0"),
        ("customer_list", "/customer/list?page=one"),
        ("customer_list", "/customer/list?show_custom_fields=yes"),
        ("customer_list", "/customer/list?search_by_organization_mother=2"),
        ("organization_list", "/organization/list?page=-1"),
        ("department_list", "/department/list?show_nested_items=true"),
        ("department_operator_list", "/department/operator/list"),
        ("department_operator_list", department.as_str()),
    ] {
        let got = client.get(operation, path).await;
        assert_eq!((got.status, got.json()["error"].as_bool()), (401, Some(true)), "{path}");
    }
    let good = permissions_of(sandbox.example().customer_id());
    for authorization in [None, Some("Bearer wrong"), Some("Bearer"), Some("Basic c2FuZGJveA==")] {
        let got = client.with_authorization(authorization).get(PERMISSIONS, &good).await;
        assert_eq!((got.status, got.json()["message"].as_str()), (401, Some("Token refused")), "{authorization:?}");
    }
    assert_eq!(client.get(PERMISSIONS, &permissions_of(&"1".repeat(250))).await.status, 404, "250 are allowed");
}

#[tokio::test]
async fn an_unknown_route_has_its_own_form_also_without_the_server_path() {
    let (sandbox, client) = start_with(unlimited()).await;
    let without_base = format!("{}/customer/list", sandbox.tomticket().origin());
    let got = [
        client.try_get("/customers/exists").await.unwrap(),
        client.send(reqwest::Method::POST, "/customer/list", None).await.unwrap(),
    ];
    for got in got {
        assert_eq!((got.status, got.text()), (404, r#"{"message":"404 Not Found"}"#));
    }
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let got = http.get(without_base).bearer_auth(sandbox.tomticket().token()).send().await.unwrap();
    assert_eq!(got.status(), 404);
    assert_eq!(got.text().await.unwrap(), r#"{"message":"404 Not Found"}"#);
    assert!(sandbox.tomticket().requests().iter().all(|seen| seen.operation.is_none()));
}

#[tokio::test]
async fn customers_come_fifty_a_page() {
    let (sandbox, client) = start_with_people(120).await;
    let mut page = Some(1);
    let mut ids = Vec::new();
    let mut pages = Vec::new();
    while let Some(number) = page {
        let got = client.get("customer_list", &format!("/customer/list?page={number}")).await;
        let body = got.json();
        assert_eq!((body["size"].as_u64(), body["pages"].as_u64()), (Some(120), Some(3)));
        assert_eq!(body["previous_page"].as_u64(), (number > 1).then(|| number - 1));
        let column = got.column("id");
        pages.push(column.len());
        ids.extend(column);
        page = body["next_page"].as_u64();
    }
    assert_eq!(pages, [50, 50, 20]);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), sandbox.tomticket().customer_count());

    let past_the_end = client.get("customer_list", "/customer/list?page=4").await.json();
    assert_eq!(past_the_end["data"].as_array().unwrap().len(), 0);
    assert!(past_the_end["next_page"].is_null());
    assert_requests_are_good(sandbox.tomticket(), Contract::tomticket());
}

#[tokio::test]
async fn customers_are_listed_by_organization_and_with_their_fields_when_asked() {
    let (sandbox, client) = start_with_people(120).await;
    let organizations = client.get("organization_list", "/organization/list").await.column("id");
    assert_eq!(organizations.len(), 2);
    let mut total = 0;
    for organization in &organizations {
        let path = format!("/customer/list?organization_id={organization}&show_custom_fields=1&page=2");
        let body = client.get("customer_list", &path).await.json();
        total += body["size"].as_u64().unwrap();
        for customer in body["data"].as_array().unwrap() {
            assert_eq!(customer["organization"]["id"], *organization);
            assert!(customer["custom_fields"].is_array());
        }
    }
    assert_eq!(total, 120);
    let plain = client.get("customer_list", "/customer/list?show_custom_fields=0").await.json();
    assert!(plain["data"][0].get("custom_fields").is_none());
    let unknown = client.get("customer_list", "/customer/list?organization_id=none").await.json();
    assert_eq!(unknown["size"], 0);
    assert_requests_are_good(sandbox.tomticket(), Contract::tomticket());
}

#[tokio::test]
async fn list_and_single_answers_agree_on_a_customer() {
    let (_sandbox, client) = start_with_people(60).await;
    let listed = client.get("customer_list", "/customer/list").await.json();
    let mut without_internal_id = 0;
    for customer in listed["data"].as_array().unwrap() {
        let email = customer["email"].as_str().unwrap();
        let path = permissions_of(&format!("{email}&customer_type_id=E"));
        let single = client.get(PERMISSIONS, &path).await.json()["data"]["details"].clone();
        assert_eq!(single["allowed_create_tickets"], customer["allowed_create_tickets"]);
        assert_eq!(single["email_validated"], customer["email_validated"]);
        assert_eq!(single["monthly_ticket_quota"], customer["monthly_tickets_quota"]);
        // Of a name that is there twice, a map keeps the second: active.
        assert_eq!(single["account_approved"], customer["active"]);
        without_internal_id += usize::from(customer["internal_id"].is_null());
    }
    assert_eq!(without_internal_id, 5, "some are known by address only");
}

#[tokio::test]
async fn departments_come_flat_or_with_what_they_hold() {
    let (sandbox, client) = start_with(unlimited()).await;
    let flat = client.get("department_list", "/department/list?show_nested_items=0").await;
    let nested = client.get("department_list", "/department/list").await;
    assert_eq!(flat.column("id"), nested.column("id"));
    assert_eq!(flat.json()["data"][0].as_object().unwrap().len(), 2, "id and name alone");
    assert!(nested.json()["data"][0]["categories"][0]["id"].is_string());

    for (index, department) in flat.column("id").iter().enumerate() {
        let path = format!("/department/operator/list?department_id={department}");
        let operators = client.get("department_operator_list", &path).await;
        assert_eq!(operators.json()["size"], operators.column("mail_hash").len());
        let nested = nested.json()["data"][index]["operators"].clone();
        let ids: Vec<_> = nested.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(operators.column("id"), ids);
    }
    let unknown = client.get("department_operator_list", "/department/operator/list?department_id=1").await;
    assert_eq!(unknown.status, 404);
    assert_requests_are_good(sandbox.tomticket(), Contract::tomticket());
}

#[tokio::test(start_paused = true)]
async fn the_fourth_request_of_a_second_gets_a_web_page() {
    let (sandbox, client) = start_with(Settings::default()).await;
    let path = permissions_of(sandbox.example().customer_id());
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(client.get(PERMISSIONS, &path).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    let refused = client.get(PERMISSIONS, &path).await;
    assert_eq!(refused.content_type.as_deref(), Some("text/html"));
    assert_eq!(refused.retry_after, None);
    assert!(refused.text().contains("429 Too Many Requests"));

    tokio::time::advance(Duration::from_millis(999)).await;
    assert_eq!(client.get(PERMISSIONS, &path).await.status, 429);
    tokio::time::advance(Duration::from_millis(1)).await;
    assert_eq!(client.get(PERMISSIONS, &path).await.status, 200);
}

#[tokio::test]
async fn a_limit_of_nothing_refuses_everything_before_it_looks_at_the_token() {
    let (sandbox, client) = start_with(Settings { requests_per_second: Some(0), ..Settings::default() }).await;
    let path = permissions_of(sandbox.example().customer_id());
    assert_eq!(client.get(PERMISSIONS, &path).await.status, 429);
    assert_eq!(client.with_authorization(None).get(PERMISSIONS, &path).await.status, 429);
}
