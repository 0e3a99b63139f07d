//! What comes in, good and bad.

use acesso_core::testing::MockTransport;
use base39::{
    ApiKeyFilter, ApiKeyRules, Company, CompanyScope, CompanyStatus, Error, ErrorKind, Fields, NewPermission,
    Permission, PermissionFilter, PermissionPart, Reference, Role,
};
use serde_json::{Value, json};

use crate::support::{client, page, permission};

async fn read(item: Value) -> Result<Permission, Error> {
    let mut items = read_page(&page([item], false)).await?;
    Ok(items.remove(0))
}

async fn read_page(body: &str) -> Result<Vec<Permission>, Error> {
    let mock = MockTransport::new().respond(200, body.to_owned());
    client(&mock).permissions().list(PermissionFilter::default()).collect().await
}

async fn read_part(item: Value) -> Result<PermissionPart, Error> {
    let mock = MockTransport::new().respond(200, page([item], false));
    let list = client(&mock).permissions().list_parts(PermissionFilter::default(), Fields::only(["roles"]));
    Ok(list.collect().await?.remove(0))
}

async fn read_companies(body: Value) -> Result<base39::OnePage<base39::Company>, Error> {
    client(&MockTransport::new().respond(200, body.to_string())).companies().list().await
}

async fn read_keys(body: String) -> Result<Vec<base39::ApiKey>, Error> {
    client(&MockTransport::new().respond(200, body)).api_keys().list(ApiKeyFilter::default()).collect().await
}

fn with(mut item: Value, name: &str, value: Value) -> Value {
    item[name] = value;
    item
}

fn without(mut item: Value, name: &str) -> Value {
    item.as_object_mut().unwrap().remove(name);
    item
}

fn assert_decode(error: &Error, path: &str) {
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(error.json_path(), Some(path), "{error}");
}

#[tokio::test]
async fn the_documented_sample_is_read_and_written_back() {
    let sample = permission("perm_62d9889bd3985729e5a048ef");
    let read = read(sample.clone()).await.unwrap();
    assert_eq!(read.id.as_str(), "perm_62d9889bd3985729e5a048ef");
    assert_eq!(read.company, CompanyScope::Id("comp_62d9889bd3985729e5a048ef".into()));
    assert_eq!(read.roles, [Role::Approver]);
    assert_eq!(read.created_at, Some("2023-08-25T22:38:41.134Z".parse().unwrap()));
    assert!(!read.deleted);
    let (created_by, updated_by) = (read.created_by.as_ref().unwrap(), read.updated_by.as_ref().unwrap());
    assert_eq!(created_by.client_id.as_deref(), Some("client_identifier"));
    assert_eq!(created_by.external_client_id.as_deref(), Some("string"));
    assert_eq!(updated_by.app.as_deref(), Some("backoffice"));
    assert_eq!(serde_json::to_value(&read).unwrap(), sample);
}

#[tokio::test]
async fn a_permission_can_cover_every_company() {
    let sample = with(permission("perm_1"), "company", json!("*"));
    let read = read(sample.clone()).await.unwrap();
    assert_eq!(read.company, CompanyScope::All);
    assert_eq!(read.company.as_str(), "*");
    assert_eq!(serde_json::to_value(&read).unwrap(), sample);
}

#[tokio::test]
async fn an_expanded_company_is_read_and_written_back() {
    let company = json!({
        "id": "comp_1",
        "status": "active",
        "document": "00000000000000",
        "name": "Example SA",
        "friendlyName": "Example",
        "group": { "id": "cgrp_1", "name": "Group", "metadata": { "a": [1] }, "createdAt": "2024-01-02T03:04:05Z" },
        "address": { "city": "São Paulo", "line1": "Rua Exemplo", "postalCode": "00000000", "block": "B" },
        "creditPolicies": [{ "id": "cpol_1" }],
        "settings": { "steps": {} },
        "createdAt": "2024-01-02T03:04:05.678Z",
    });
    let sample = with(permission("perm_1"), "company", company);
    let read = read(sample.clone()).await.unwrap();
    assert_eq!(read.company.as_str(), "comp_1");
    let CompanyScope::Object(company) = &read.company else { panic!("{:?}", read.company) };
    assert_eq!(company.status, Some(CompanyStatus::Active));
    assert_eq!(company.friendly_name.as_deref(), Some("Example"));
    assert!(matches!(&company.group, Some(Reference::Object(group)) if group.id.as_str() == "cgrp_1"));
    assert_eq!(company.extra["createdAt"], "2024-01-02T03:04:05.678Z");
    assert_eq!(serde_json::to_value(&read).unwrap(), sample);
}

#[tokio::test]
async fn unknown_values_are_kept_and_written_back() {
    let sample = with(permission("perm_1"), "roles", json!(["auditor", "approver", ""]));
    let read = read(sample.clone()).await.unwrap();
    assert_eq!(read.roles, [Role::Unknown("auditor".into()), Role::Approver, Role::Unknown(String::new())]);
    assert_eq!(serde_json::to_value(&read).unwrap(), sample);
}

#[test]
fn every_role_of_the_contract_is_known() {
    let names =
        ["approver", "financial", "administrator", "backoffice", "backoffice_financial", "backoffice_automation"];
    let known: Vec<&str> = Role::KNOWN.iter().map(Role::as_str).collect();
    assert_eq!(known, names);
    assert!(names.iter().all(|name| !matches!(Role::from(*name), Role::Unknown(_))));
}

#[tokio::test]
async fn extra_members_do_not_matter() {
    let mut sample = with(permission("perm_1"), "object", json!({ "deep": [null, 1, {}] }));
    sample["createdBy"]["ip"] = json!("::1");
    assert_eq!(read(sample).await.unwrap(), read(permission("perm_1")).await.unwrap());
    let body = json!({ "hasMore": false, "data": [], "total": 0, "object": "list" });
    assert_eq!(read_page(&body.to_string()).await.unwrap(), []);
}

#[tokio::test]
async fn actors_may_say_little() {
    let sample = with(permission("perm_1"), "createdBy", json!({ "clientId": "key_1", "app": null }));
    let actor = read(sample).await.unwrap().created_by.unwrap();
    assert_eq!(actor.client_id.as_deref(), Some("key_1"));
    assert_eq!((actor.external_client_id, actor.app), (None, None));
}

#[tokio::test]
async fn times_with_an_offset_are_the_same_instant() {
    let sample = with(permission("perm_1"), "updatedAt", json!("2023-08-25T19:38:41.134-03:00"));
    let read = read(sample).await.unwrap();
    assert_eq!(read.updated_at, read.created_at);
    assert!(read.created_at.is_some());
}

#[tokio::test]
async fn a_missing_member_is_named() {
    for name in ["id", "company", "roles"] {
        let error = read(without(permission("perm_1"), name)).await.unwrap_err();
        assert_decode(&error, &format!("data[0].{name}"));
        assert!(error.to_string().contains(&format!("missing field `{name}`")), "{error}");
    }
}

#[tokio::test]
async fn a_wrong_type_is_an_error_with_its_path() {
    for (name, value, path) in [
        ("id", json!(1), "data[0].id"),
        ("company", json!(1), "data[0].company"),
        ("company", Value::Null, "data[0].company"),
        ("company", json!([]), "data[0].company"),
        ("company", json!({ "id": 1 }), "data[0].company.id"),
        ("company", json!({ "id": "comp_1", "status": 1 }), "data[0].company.status"),
        ("roles", Value::Null, "data[0].roles"),
        ("roles", json!("approver"), "data[0].roles"),
        ("roles", json!(["approver", 1]), "data[0].roles[1]"),
        ("deleted", json!("no"), "data[0].deleted"),
    ] {
        let error = read(with(permission("perm_1"), name, value)).await.unwrap_err();
        assert_decode(&error, path);
    }
}

#[tokio::test]
async fn an_error_about_a_company_says_what_was_expected() {
    let error = read(with(permission("perm_1"), "company", json!(1))).await.unwrap_err();
    assert!(error.to_string().contains("expected a company's id, `*` or a company at data[0].company"), "{error}");
}

#[tokio::test]
async fn errors_never_quote_what_they_read() {
    let assert_unquoted = |error: &Error| assert!(!format!("{error} {error:?}").contains("ana"), "{error}");
    for name in ["deleted", "roles"] {
        let sample = with(permission("perm_1"), name, json!("ana@cliente.example"));
        assert_unquoted(&read(sample.clone()).await.unwrap_err());
        let client = client(&MockTransport::new().respond(201, sample.to_string()));
        let new = NewPermission::for_company("comp_1", [Role::Approver]);
        let error = client.operators().create_permission("oprt_1", new).await.unwrap_err();
        assert_unquoted(&error);
        assert!(error.body().windows(3).any(|window| window == b"ana"));
    }
    for day in ["ana@cliente.example", "2023-ana", "2023-12-25ana", "2023-12-25Tana"] {
        let sample = json!({ "id": "key_1", "rules": "*", "email": "d@example.com", "name": "d", "revokedIn": day });
        assert_unquoted(&read_keys(page([sample], false)).await.unwrap_err());
    }
}

#[tokio::test]
async fn a_list_must_say_whether_there_is_more() {
    for body in [json!({ "data": [] }), json!({ "hasMore": null, "data": [] }), json!({ "hasMore": "no", "data": [] })]
    {
        let error = read_page(&body.to_string()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.summary().contains("hasMore"), "{error}");
    }
    for body in ["{\"hasMore\":false}", "{\"hasMore\":false,\"data\":null}", "{\"hasMore\":false,\"data\":{}}"] {
        let error = read_page(body).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.summary().contains("data"), "{error}");
    }
}

#[tokio::test]
async fn what_is_no_json_is_an_error_with_the_start_of_the_body() {
    for body in ["", "<html><body>maintenance</body></html>", "{\"hasMore\":fal", "[]", "null", "\"text\""] {
        let error = read_page(body).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert_eq!(error.body(), body.as_bytes());
        assert_eq!(error.operation(), Some("list_permissions"));
    }
}

#[tokio::test]
async fn a_part_may_lack_all_but_the_id() {
    let read = read_part(json!({ "id": "perm_1" })).await.unwrap();
    assert_eq!(read.id.as_str(), "perm_1");
    assert_eq!((read.company.clone(), read.roles.clone(), read.created_at, read.deleted), (None, None, None, None));
    assert_eq!((read.updated_at, read.created_by.clone(), read.updated_by.clone()), (None, None, None));
    assert_eq!(serde_json::to_value(&read).unwrap(), json!({ "id": "perm_1" }));

    let error = read_part(json!({ "roles": [] })).await.unwrap_err();
    assert_decode(&error, "data[0].id");
}

#[tokio::test]
async fn a_part_may_have_everything() {
    let sample = permission("perm_1");
    let read = read_part(sample.clone()).await.unwrap();
    assert_eq!(read.roles, Some(vec![Role::Approver]));
    assert_eq!(serde_json::to_value(&read).unwrap(), sample);
}

#[tokio::test]
async fn nulls_in_a_part_are_none() {
    let sample = json!({ "id": "perm_1", "company": null, "roles": null, "deleted": null, "createdBy": null });
    let read = read_part(sample).await.unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), json!({ "id": "perm_1" }));
}

#[tokio::test]
async fn members_can_be_chosen_inside_an_expanded_company() {
    let sample = json!({ "id": "perm_1", "company": { "friendlyName": "Example" } });
    let read = read_part(sample.clone()).await.unwrap();
    assert!(matches!(&read.company, Some(CompanyScope::Object(company)) if company["friendlyName"] == "Example"));
    assert_eq!(serde_json::to_value(&read).unwrap(), sample);

    let all = read_part(json!({ "id": "perm_1", "company": "*" })).await.unwrap();
    assert_eq!(all.company, Some(CompanyScope::All));
    let error = read_part(json!({ "id": "perm_1", "company": 1 })).await.unwrap_err();
    assert_decode(&error, "data[0].company");
}

#[tokio::test]
async fn companies_say_whether_the_answer_is_all() {
    let body = json!({ "hasMore": true, "data": [
        { "id": "comp_1", "status": "frozen", "group": "cgrp_1", "address": null, "newThing": 1 },
        { "id": "comp_2" },
    ] });
    let list = read_companies(body.clone()).await.unwrap();
    assert!(list.has_more);
    assert_eq!(list.data.items()[0].status, Some(CompanyStatus::Unknown("frozen".into())));
    assert_eq!(list.data.items()[0].group, Some(Reference::Id("cgrp_1".into())));
    assert_eq!(list.data.items()[0].extra["newThing"], 1);
    assert_eq!(list.data.items()[1].name, None);
    let mut written = body;
    written["data"][0].as_object_mut().unwrap().remove("address");
    assert_eq!(serde_json::to_value(list.data.items()).unwrap(), written["data"]);
}

#[tokio::test]
async fn a_company_needs_its_id() {
    let data =
        json!([{ "id": "comp_1" }, { "name": "Example SA" }, { "id": 2 }, { "id": "comp_2", "creditPolicies": [{}] }]);
    let list = read_companies(json!({ "hasMore": false, "data": data })).await.unwrap().data;
    assert_eq!(list.items().iter().map(|company| company.id.as_str()).collect::<Vec<_>>(), ["comp_1", "comp_2"]);
    assert_eq!(list.items()[1].credit_policies, None, "what nobody decides by loses no company");
    let errors: Vec<_> = list.errors().collect();
    assert_decode(errors[0], "data[1].id");
    assert_decode(errors[1], "data[2].id");
    assert_eq!(errors.iter().map(|error| error.item_id()).collect::<Vec<_>>(), [None, Some("2")]);
}

#[test]
fn a_company_reads_what_it_writes() {
    let text = json!({ "id": "comp_1", "group": { "id": "cgrp_1", "deleted": true } });
    let company: Company = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(serde_json::to_value(company).unwrap(), text);
}

#[tokio::test]
async fn the_documented_api_key_is_read_and_written_back() {
    let sample = json!({
        "id": "key_6352a35384c95868100e226c",
        "rules": "*",
        "email": "dev@example.com",
        "name": "example",
        "allowedIps": [{ "ip": "200.50.0.0/8", "description": "example" }],
        "revokedIn": "2023-12-25",
        "apiKey": "****************************1544",
    });
    let keys = read_keys(page([sample.clone()], false)).await.unwrap();
    assert_eq!(keys[0].rules, ApiKeyRules::FullAccess);
    assert_eq!(keys[0].allowed_ips.as_ref().unwrap()[0].ip, "200.50.0.0/8");
    assert_eq!(keys[0].revoked_in, Some(jiff::civil::date(2023, 12, 25)));
    assert_eq!(keys[0].masked_key.as_deref(), Some("****************************1544"));
    assert_eq!(serde_json::to_value(&keys[0]).unwrap(), sample);
}

#[tokio::test]
async fn an_api_key_with_rules_is_read_and_written_back() {
    let sample = json!({
        "id": "key_1",
        "rules": [{
            "resource": "/v1/loans",
            "rule": "readOnly",
            "conditions": [{ "field": "company", "searchIn": "query", "allowedValues": ["comp_1"], "more": 1 }],
        }, { "resource": "*", "rule": "adminOnly" }],
        "email": "dev@example.com",
        "name": "example",
        "allowedIps": [],
        "isFineGrained": true,
    });
    let keys = read_keys(page([sample.clone()], false)).await.unwrap();
    let ApiKeyRules::Rules(rules) = &keys[0].rules else { panic!("{:?}", keys[0].rules) };
    assert_eq!(rules[0].rule.as_ref().unwrap().as_str(), "readOnly");
    assert_eq!(rules[1].rule.as_ref().unwrap().as_str(), "adminOnly");
    assert_eq!(keys[0].extra["isFineGrained"], true);
    assert_eq!(serde_json::to_value(&keys[0]).unwrap(), sample);
}

#[tokio::test]
async fn an_api_key_may_lack_what_it_was_made_without() {
    let sample = json!({ "id": "key_1", "rules": "nothing", "email": null, "allowedIps": null });
    let keys = read_keys(page([sample], false)).await.unwrap();
    assert_eq!(keys[0].rules, ApiKeyRules::Unknown("nothing".into()));
    assert_eq!((&keys[0].allowed_ips, keys[0].revoked_in), (&None, None));
    assert_eq!((&*keys[0].email, &*keys[0].name), ("", ""));
}

#[tokio::test]
async fn a_broken_api_key_is_an_error_with_its_path() {
    let good = json!({ "id": "key_1", "rules": "*", "email": "d@example.com", "name": "d" });
    for (name, value, path) in [
        ("rules", json!(1), "data[0].rules"),
        ("rules", Value::Null, "data[0].rules"),
        ("rules", json!([{ "rule": 1 }]), "data[0].rules[0].rule"),
        ("rules", json!(["*"]), "data[0].rules[0]"),
        ("name", json!(["Ana"]), "data[0].name"),
        ("allowedIps", json!([{ "description": "x" }]), "data[0].allowedIps[0].ip"),
        ("revokedIn", json!("soon"), "data[0].revokedIn"),
    ] {
        let error = read_keys(page([with(good.clone(), name, value)], false)).await.unwrap_err();
        assert_decode(&error, path);
    }
}
