//! Every request that the crate can build, and every member that it reads, against the contract.

use acesso_core::testing::MockTransport;
use acesso_sandbox::contract::{Contract, Sent, Violations};
use myreports::{
    AccountFilter, BaseUrl, Call, Client, Credentials, Cursor, CustomerFilter, Error, Region, Request, TenantId, UserId,
};
use serde::Serialize;
use serde_json::{Value, json};

const GUID: &str = "00000000-0000-4000-8000-000000000001";

fn client(mock: MockTransport) -> Client {
    Client::builder(Region::Eu, Credentials::token("example-token")).transport(mock).build().unwrap()
}

/// The operation that the contract finds for a call.
fn check<T>(call: &Call<T>) -> Result<&'static str, Violations> {
    let url = call.url(&BaseUrl::parse(Region::Eu.url()).unwrap()).unwrap();
    let (headers, body) = call.payload().unwrap();
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    assert!(body.is_empty());
    Contract::myreports().check_request(&Sent {
        method: call.method().as_str(),
        template: call.template(),
        path: url.path(),
        query: url.query(),
        headers: &headers,
        body: None,
    })
}

fn assert_known<T>(call: &Call<T>, operation: &str) {
    assert_eq!(check(call).unwrap(), operation);
    assert_eq!(call.operation(), operation);
}

fn assert_asks<T>(request: &Request<T>, operation: &str) {
    assert_known(request.call().unwrap(), operation);
}

#[test]
fn every_request_is_the_contracts() {
    let client = client(MockTransport::new());
    let (customers, accounts) = (client.customers(), client.accounts());
    let (tenant, user) = (TenantId::from(GUID), UserId::from(GUID));

    assert_asks(&customers.users(&tenant), "reseller_list_customer_users");
    assert_asks(&customers.user(&tenant, &user), "reseller_get_customer_user");
    assert_asks(&customers.get(&tenant), "reseller_get_customer");
    assert_asks(&accounts.get(&tenant), "enterprise_get_account");
    assert_asks(&accounts.metrics(&tenant), "enterprise_get_account_metrics");
    assert_asks(&accounts.users(&tenant), "enterprise_list_account_users");
    assert_asks(&accounts.user(&tenant, &user), "enterprise_get_account_user");
    assert_asks(&accounts.customer_users(&tenant, &tenant), "enterprise_list_customer_users");
    assert_asks(&accounts.customer_user(&tenant, &tenant, &user), "enterprise_get_customer_user");
}

#[test]
fn every_page_is_the_contracts() {
    let client = client(MockTransport::new());
    for page_size in [None, Some(1), Some(1000)] {
        let mut wanted = AccountFilter::default();
        wanted.page_size = page_size;
        let accounts = client.accounts().list(wanted);
        assert_known(&accounts.call(), "enterprise_list_accounts");
        assert_known(&accounts.from_cursor(Cursor::at("7")).call(), "enterprise_list_accounts");
        for filter in [None, Some("Clínica & Filhos #1")] {
            let mut wanted = CustomerFilter::default();
            (wanted.page_size, wanted.filter) = (page_size, filter.map(str::to_owned));
            let own = client.customers().list(wanted.clone());
            let of_account = client.accounts().customers(GUID, wanted);

            assert_known(&own.call(), "reseller_list_customers");
            assert_known(&own.from_cursor(Cursor::at("7")).call(), "reseller_list_customers");
            assert_known(&of_account.call(), "enterprise_list_customers");
            assert_known(&of_account.from_cursor(Cursor::at("7")).call(), "enterprise_list_customers");
        }
    }
}

#[test]
fn a_wrong_name_would_be_found() {
    let users = || Call::get("reseller_list_customers", "/v1.0/customers");

    assert!(check(&users().query("page_index", 0)).unwrap_err().to_string().contains("page_index"));
    assert!(check(&users().query("pageSize", 1001)).is_err());
    assert!(check(&Call::get("x", "/v1.0/customer")).is_err());
}

/// Reads `data` as the operation's answer, after the contract has agreed that all its members exist, and gives what is
/// written back.
async fn written_back<T: Serialize>(
    operation: &str,
    mut envelope: Value,
    data: &Value,
    call: impl AsyncFnOnce(Client) -> Result<T, Error>,
) -> Value {
    envelope["data"] = data.clone();
    envelope["status"] = json!("success");
    envelope["timestamp"] = json!("2019-01-01T10:00:00.2890319Z");
    let body = envelope.to_string();
    Contract::myreports().check_answer(operation, 200, Some("application/json"), body.as_bytes()).unwrap();
    let client = client(MockTransport::new().respond(200, body));
    serde_json::to_value(call(client).await.unwrap()).unwrap()
}

fn customer() -> Value {
    json!({
        "id": "c", "name": "Customer 1", "description": "This is Customer 1", "reference": "customer reference 1",
        "enabled": true, "timezone": "America/Sao_Paulo", "countryCode": "BR", "parentTenantId": "a",
        "dateCreated": "2021-03-02T15:15:46.538411", "features": {"agent": 1, "device": 0},
        "pbxConnectionProfiles": [{
            "_type": "KazooPbxConnectionProfile", "id": "p", "name": "PBX 1", "tenantId": "c", "countryCode": "BR",
            "enabled": true
        }],
        "syncAcdAgentWithPbx": false, "sendNewUserEmail": true, "sendConnectWelcomeEmail": true,
        "tenantProfileType": "TenantProfileType_analytics", "trialDuration": 30,
    })
}

fn account() -> Value {
    json!({
        "id": "a", "name": "Account 1", "description": "This is Account 1", "reference": "account reference 1",
        "enabled": true, "timezone": "America/Sao_Paulo", "countryCode": "BR", "parentTenantId": "e",
        "dateCreated": "2021-03-02T15:15:46.538", "dateDeleted": false,
    })
}

fn metrics() -> Value {
    json!({
        "accountTenantId": "a", "accountName": "Account 1", "enabled": true,
        "dateCreated": "2021-03-02T15:15:46.538411",
        "pbxProfiles": [{"id": "KazooPbxProvisionerProfile_1", "pbxType": "Kazoo", "instanceId": "1"}],
        "customers": [{
            "tenantId": "c", "tenantName": "Customer 1", "enabled": false, "dateCreated": "2021-03-04T16:15:46.686411",
            "tenantProfileType": "TenantProfileType_analytics",
            "pbxs": [{
                "id": "p", "pbxType": "Teams", "instanceId": "i", "name": "Teams", "enabled": true,
                "monitorSubAccounts": false
            }],
            "roles": {"customer.settings": 1, "customer.user.acd": 2, "customer.user.new": 3},
        }],
    })
}

fn user() -> Value {
    json!({"id": "u", "displayName": "User 1", "email": "user1@example.com", "primaryTenant": "c"})
}

fn with(mut object: Value, member: &str, value: Value) -> Value {
    object[member] = value;
    object
}

#[tokio::test]
async fn every_member_of_one_item_is_read_and_written_back() {
    let detail =
        with(with(user(), "isParent", json!(true)), "roles", json!(["customer.user", "customer.user.uc.remote"]));
    let account_user = with(user(), "roles", json!(["account.user", "webhooks.admin"]));

    let read = async |client: Client| client.customers().get("c").await;
    assert_eq!(written_back("reseller_get_customer", json!({}), &customer(), read).await, customer());
    let read = async |client: Client| client.customers().user("c", "u").await;
    assert_eq!(written_back("reseller_get_customer_user", json!({}), &detail, read).await, detail);
    let read = async |client: Client| client.accounts().get("a").await;
    assert_eq!(written_back("enterprise_get_account", json!({}), &account(), read).await, account());
    let read = async |client: Client| client.accounts().metrics("a").await;
    assert_eq!(written_back("enterprise_get_account_metrics", json!({}), &metrics(), read).await, metrics());
    let read = async |client: Client| client.accounts().user("a", "u").await;
    assert_eq!(written_back("enterprise_get_account_user", json!({}), &account_user, read).await, account_user);
    let read = async |client: Client| client.accounts().customer_user("a", "c", "u").await;
    assert_eq!(written_back("enterprise_get_customer_user", json!({}), &detail, read).await, detail);
}

#[tokio::test]
async fn every_member_of_a_list_is_read_and_written_back() {
    let envelope = || json!({"page_size": 1});
    let users = json!([with(user(), "isParent", json!(false))]);
    let account_users = json!([user()]);

    let read = async |client: Client| client.customers().users("c").await?.into_items();
    assert_eq!(written_back("reseller_list_customer_users", envelope(), &users, read).await, users);
    let read = async |client: Client| client.accounts().customer_users("a", "c").await?.into_items();
    assert_eq!(written_back("enterprise_list_customer_users", envelope(), &users, read).await, users);
    let read = async |client: Client| client.accounts().users("a").await?.into_items();
    assert_eq!(written_back("enterprise_list_account_users", envelope(), &account_users, read).await, account_users);
}

#[tokio::test]
async fn every_member_of_a_page_is_read_and_written_back() {
    let envelope = || json!({"page_size": 1, "page_index": 0});
    let (customers, accounts) = (json!([customer()]), json!([account()]));

    let read = async |client: Client| client.customers().list(CustomerFilter::default()).at_most(1).collect().await;
    assert_eq!(written_back("reseller_list_customers", envelope(), &customers, read).await, customers);
    let read =
        async |client: Client| client.accounts().customers("a", CustomerFilter::default()).at_most(1).collect().await;
    assert_eq!(written_back("enterprise_list_customers", envelope(), &customers, read).await, customers);
    let read = async |client: Client| client.accounts().list(AccountFilter::default()).at_most(1).collect().await;
    assert_eq!(written_back("enterprise_list_accounts", envelope(), &accounts, read).await, accounts);
}

/// The keys of `x-known-values`, as a variant each.
#[test]
fn the_roles_of_the_contract_are_known() {
    let contract = Contract::myreports().text();
    let keys: Vec<&str> = contract.lines().filter_map(|line| line.trim().strip_prefix("- key: ")).collect();

    let mut known: Vec<&str> = myreports::AccountRole::KNOWN.iter().map(|role| role.as_str()).collect();
    known.extend(myreports::CustomerRole::KNOWN.iter().map(|role| role.as_str()));

    assert_eq!(keys.len(), known.len());
    for key in keys {
        assert!(known.contains(&key), "{key}");
    }
}
