//! Names: the request for a token, and what stands in `extra`, checked against the contract file by a third party. All
//! methods are compared with it in `acesso-proof`.

use acesso_core::testing::MockTransport;
use acesso_sandbox::contract::{Contract, Sent, Violations};
use base39::{
    ApiKeyFilter, ApiKeyRules, Call, Client, CompanyGroupFilter, CompanyScope, Credentials, Fields, PermissionFilter,
    Reference, Scope, bytes::Bytes, http::Request,
};
use serde_json::{Value, json};

use crate::support::{client, empty_pages, page, permission};

fn check(template: &str, request: &Request<Bytes>) -> Result<&'static str, Violations> {
    let headers: Vec<_> =
        request.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    let content_type = request.headers().get("content-type").map(|value| value.to_str().unwrap());
    Contract::base39().check_request(&Sent {
        method: request.method().as_str(),
        template,
        path: request.uri().path(),
        query: request.uri().query(),
        headers: &headers,
        body: content_type.map(|content_type| (content_type, &request.body()[..])),
    })
}

#[tokio::test]
async fn oauth2_token() {
    for scopes in [vec![], vec![Scope::Read], vec![Scope::Read, Scope::Write]] {
        let mock =
            MockTransport::new().respond(200, r#"{"access_token":"t"}"#).respond(200, r#"{"hasMore":false,"data":[]}"#);
        let credentials = Credentials::client_credentials("id", "secret").scopes(scopes);
        let client = Client::builder(credentials).transport(mock.clone()).build().unwrap();
        client.companies().list().await.unwrap();
        assert_eq!(check("/oauth2/token", &mock.requests()[0]).unwrap(), "oauth2_token");
    }
}

#[tokio::test]
async fn the_check_sees_wrong_names_and_values() {
    let wrong = |call: Call<Bytes>| async move {
        let mock = empty_pages();
        let template = call.template().to_owned();
        client(&mock).request(call).await.unwrap();
        check(&template, &mock.requests()[0]).unwrap_err().to_string()
    };
    let list = || Call::get("list_permissions", "/v1/permissions");
    assert!(wrong(list().query("roles", "approver")).await.contains("roles"));
    assert!(wrong(list().query("limit", 101)).await.contains("limit"));
    assert!(wrong(list().query("startingAfter", "perm_1")).await.contains("startingAfter"));
    assert!(wrong(Call::get("list_api_keys", "/v1/api-keys")).await.contains("/v1/api-keys"));
    let companies = Call::get("list_companies", "/v1/companies").query("limit", 100);
    assert!(wrong(companies).await.contains("limit"), "its parameters are cut off in the contract: none may be sent");
}

/// A client that gets this one item in a page, after the contract has agreed that all its names exist.
#[track_caller]
fn agreed(operation: &str, item: &Value) -> Client {
    let body = page([item.clone()], false);
    Contract::base39().check_answer(operation, 200, Some("application/json"), body.as_bytes()).unwrap();
    client(&MockTransport::new().respond(200, body))
}

fn company() -> Value {
    json!({
        "id": "comp_1", "status": "active", "document": "00000000000000", "name": "Example SA",
        "friendlyName": "Example", "group": "cgrp_1",
        "address": {
            "city": "São Paulo", "state": "SP", "country": "BR", "line1": "Rua Exemplo", "line2": "Sala 1",
            "number": "1", "postalCode": "00000000", "neighborhood": "Centro",
        },
        "creditPolicies": [{ "id": "cpol_1" }],
        "settings": { "loans": { "concurrency": [{ "quantityAllowed": 1, "status": ["open"] }] } },
    })
}

fn assert_no_member_is_left_over(company: &base39::Company) {
    let address = company.address.as_ref().unwrap();
    let policies = company.credit_policies.as_ref().unwrap();
    assert!(company.extra.is_empty() && address.extra.is_empty() && policies[0].extra.is_empty(), "{company:?}");
    assert_eq!(company.group, Some(Reference::Id("cgrp_1".into())));
}

#[tokio::test]
async fn every_member_of_a_permission_is_read_and_written_back() {
    for scope in [json!("comp_1"), json!("*"), company()] {
        let mut item = permission("perm_1");
        item["company"] = scope;
        let list = agreed("list_permissions", &item).permissions().list(PermissionFilter::default());
        let whole = list.collect().await.unwrap();
        let list = agreed("list_operator_permissions", &item).operators().permissions("oprt_1", Default::default());
        assert_eq!(list.collect().await.unwrap(), whole);
        if let CompanyScope::Object(company) = &whole[0].company {
            assert_no_member_is_left_over(company);
        }
        assert_eq!(serde_json::to_value(&whole[0]).unwrap(), item);

        let fields = Fields::only(["company"]);
        let list = agreed("list_permissions", &item).permissions().list_parts(PermissionFilter::default(), fields);
        assert_eq!(serde_json::to_value(&list.collect().await.unwrap()[0]).unwrap(), item);
    }
}

#[tokio::test]
async fn every_member_of_the_other_lists_is_read_and_written_back() {
    let companies = agreed("list_companies", &company()).companies().list().await.unwrap();
    assert_no_member_is_left_over(&companies.data.items()[0]);
    assert_eq!(
        (companies.has_more, serde_json::to_value(companies.data.items()).unwrap()),
        (false, json!([company()]))
    );

    let group = json!({
        "id": "cgrp_1", "name": "Grupo", "metadata": { "a": 1 }, "createdAt": "2024-01-02T03:04:05.678Z",
        "updatedAt": "2024-01-02T03:04:05.678Z", "deleted": false,
    });
    let list = agreed("list_company_groups", &group).company_groups().list(CompanyGroupFilter::default());
    let groups = list.collect().await.unwrap();
    assert!(groups[0].extra.is_empty(), "{groups:?}");
    assert_eq!(serde_json::to_value(&groups[0]).unwrap(), group);

    let key = json!({
        "id": "key_1",
        "rules": [{
            "resource": "/v1/loans", "rule": "readOnly",
            "conditions": [{ "field": "company", "searchIn": "query", "allowedValues": ["comp_1"] }],
        }],
        "email": "dev@example.com", "name": "example",
        "allowedIps": [{ "ip": "200.50.0.0/8", "description": "example" }],
        "revokedIn": "2023-12-25", "apiKey": "****************************1544",
    });
    let keys = agreed("list_api_keys", &key).api_keys().list(ApiKeyFilter::default()).collect().await.unwrap();
    let ApiKeyRules::Rules(rules) = &keys[0].rules else { panic!("{keys:?}") };
    let conditions = rules[0].conditions.as_ref().unwrap();
    assert!(keys[0].extra.is_empty() && keys[0].allowed_ips.as_ref().unwrap()[0].extra.is_empty(), "{keys:?}");
    assert!(rules[0].extra.is_empty() && conditions[0].extra.is_empty(), "{keys:?}");
    assert_eq!(serde_json::to_value(&keys[0]).unwrap(), key);
}
