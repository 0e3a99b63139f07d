//! What goes out: every parameter's name and value, and what is refused before anything does.

use acesso_core::testing::Script;
use base39::{
    ApiKeyFilter, CompanyGroupFilter, Cursor, EXTERNAL_CLIENT_ID, Error, ErrorKind, Fields, NewPermission,
    OperatorPermissionFilter, PermissionFilter, Role,
};
use serde_json::{Value, json};

use crate::support::{client, empty_pages, page, pairs, permission, query};

fn everything() -> PermissionFilter {
    PermissionFilter {
        companies: vec!["comp_1".into(), "comp_2".into()],
        roles: vec![Role::Approver, Role::Administrator],
        operator: Some("oprt_1".into()),
        expand: vec!["data.company".into(), "data.company.group".into()],
        page_size: Some(25),
        starting_after: Some("perm_9".into()),
        ending_before: None,
    }
}

async fn refused(filter: PermissionFilter) -> Error {
    let script = empty_pages();
    let error = client(&script).permissions().list(filter).collect().await.unwrap_err();
    assert_eq!(script.requests().len(), 0, "nothing may be sent");
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    error
}

async fn fields_refused(fields: Fields) -> Error {
    let script = empty_pages();
    let list = client(&script).permissions().list_parts(PermissionFilter::default(), fields);
    let error = list.collect().await.unwrap_err();
    assert_eq!(script.requests().len(), 0, "nothing may be sent");
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    error
}

async fn fields_sent(fields: Fields) -> String {
    let script = empty_pages();
    client(&script).permissions().list_parts(PermissionFilter::default(), fields).collect().await.unwrap();
    let fields = query(&script, 0).into_iter().find(|(name, _)| name == "fields");
    fields.map(|(_, value)| value).unwrap()
}

#[tokio::test]
async fn permissions_take_every_parameter_of_the_contract() {
    let script = empty_pages();
    client(&script).permissions().list(everything()).collect().await.unwrap();

    let request = &script.requests()[0];
    assert_eq!(request.method, "GET");
    assert_eq!(request.url.host_str(), Some("api.base39.io"));
    assert_eq!(request.url.path(), "/v1/permissions");
    assert_eq!(
        query(&script, 0),
        pairs([
            ("company", "comp_1,comp_2"),
            ("expand", "data.company,data.company.group"),
            ("limit", "25"),
            ("operator", "oprt_1"),
            ("role", "approver,administrator"),
            ("starting_after", "perm_9"),
        ])
    );
    assert_eq!(request.headers["authorization"], "Bearer bs_sandbox_example");
    assert!(!request.headers.contains_key("idempotency-key"));
}

#[tokio::test]
async fn an_empty_filter_asks_for_the_largest_pages_and_nothing_else() {
    let script = empty_pages();
    client(&script).permissions().list(PermissionFilter::default()).collect().await.unwrap();
    assert_eq!(query(&script, 0), pairs([("limit", "100")]));
}

#[tokio::test]
async fn ending_before_stands_alone() {
    let script = empty_pages();
    let filter = PermissionFilter { ending_before: Some("perm_9".into()), ..Default::default() };
    client(&script).permissions().list(filter).collect().await.unwrap();
    assert_eq!(query(&script, 0), pairs([("ending_before", "perm_9"), ("limit", "100")]));
}

#[tokio::test]
async fn unknown_roles_can_be_asked_for() {
    let script = empty_pages();
    let filter = PermissionFilter { roles: vec![Role::from("auditor")], ..Default::default() };
    client(&script).permissions().list(filter).collect().await.unwrap();
    assert_eq!(query(&script, 0), pairs([("limit", "100"), ("role", "auditor")]));
}

#[tokio::test]
async fn both_ends_of_the_page_size_are_sent() {
    for size in [1, 100] {
        let script = empty_pages();
        let filter = PermissionFilter { page_size: Some(size), ..Default::default() };
        client(&script).permissions().list(filter).collect().await.unwrap();
        assert_eq!(query(&script, 0), pairs([("limit", &size.to_string())]));
    }
}

#[tokio::test]
async fn a_page_size_out_of_bounds_is_refused() {
    for size in [0, 101, u32::MAX] {
        let error = refused(PermissionFilter { page_size: Some(size), ..Default::default() }).await.to_string();
        assert!(error.contains(&format!("page_size (`limit` on the wire) must be 1 to 100, it is {size}")), "{error}");
    }
}

#[tokio::test]
async fn both_cursors_at_once_are_refused() {
    let filter = PermissionFilter { ending_before: Some("perm_1".into()), ..everything() };
    let error = refused(filter).await.to_string();
    assert!(error.contains("starting_after and ending_before are both set; set one of them"), "{error}");
}

#[tokio::test]
async fn list_items_that_would_be_read_as_two_or_none_are_refused() {
    for id in ["", "comp_1,comp_2", ","] {
        let error = refused(PermissionFilter { companies: vec![id.into()], ..Default::default() }).await;
        assert!(error.to_string().contains("company has an item that is empty or contains a comma"), "{error}");
        let error = refused(PermissionFilter { roles: vec![Role::from(id)], ..Default::default() }).await;
        assert!(error.to_string().contains("role has an item that is empty or contains a comma"), "{error}");
        let error = refused(PermissionFilter { expand: vec![id.into()], ..Default::default() }).await;
        assert!(error.to_string().contains("expand has an item that is empty or contains a comma"), "{error}");
    }
}

#[tokio::test]
async fn all_companies_are_no_filter() {
    let error = refused(PermissionFilter { companies: vec!["*".into()], ..Default::default() }).await.to_string();
    assert!(error.contains("company has `*`, which is not documented as a filter; leave the company out"), "{error}");
}

#[tokio::test]
async fn empty_ids_are_refused_rather_than_sent_as_no_filter() {
    for (name, filter) in [
        ("operator", PermissionFilter { operator: Some("".into()), ..Default::default() }),
        ("starting_after", PermissionFilter { starting_after: Some("".into()), ..Default::default() }),
        ("ending_before", PermissionFilter { ending_before: Some("".into()), ..Default::default() }),
    ] {
        let error = refused(filter).await.to_string();
        assert!(error.contains(&format!("{name} is empty")), "{error}");
    }
}

#[tokio::test]
async fn an_empty_cursor_that_was_kept_is_refused() {
    let script = empty_pages();
    let list = client(&script).permissions().list(PermissionFilter::default()).from_cursor(Cursor::new(""));
    let error = list.collect().await.unwrap_err();
    assert!(error.to_string().contains("starting_after is empty"), "{error}");
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test]
async fn odd_characters_in_the_query_change_nothing_else() {
    for id in ["&limit=1", "a=b", "#x", "?", "/../x", "\r\nX-Evil: 1", "ação", "a b", "%2C", "+"] {
        let script = empty_pages();
        let filter = PermissionFilter { operator: Some(id.into()), ..Default::default() };
        client(&script).permissions().list(filter).collect().await.unwrap();
        let url = &script.requests()[0].url;
        assert_eq!((url.path(), url.fragment()), ("/v1/permissions", None), "{id:?}");
        assert_eq!(query(&script, 0), pairs([("limit", "100"), ("operator", id)]), "{id:?}");
        assert!(url.as_str().is_ascii() && !url.as_str().contains(['\r', '\n', ' ']), "{url}");
    }
}

#[tokio::test]
async fn only_always_asks_for_the_id() {
    assert_eq!(fields_sent(Fields::only(["company", "roles"])).await, "id,company,roles");
    assert_eq!(fields_sent(Fields::only(["roles", "id"])).await, "roles,id");
    assert_eq!(fields_sent(Fields::Only(vec!["id".into()])).await, "id");
}

#[tokio::test]
async fn except_marks_every_name() {
    assert_eq!(fields_sent(Fields::except(["createdBy", "updatedBy"])).await, "-createdBy,-updatedBy");
}

#[tokio::test]
async fn the_id_can_not_be_left_out() {
    let error = fields_refused(Fields::except(["roles", "id"])).await.to_string();
    assert!(error.contains("fields leaves out `id`, which says where the next page begins"), "{error}");
}

#[tokio::test]
async fn names_that_would_mix_or_split_are_refused() {
    for name in ["-roles", "-id", ""] {
        for fields in [Fields::only([name]), Fields::except([name])] {
            let error = fields_refused(fields).await.to_string();
            assert!(error.contains("fields has a name that is empty or begins with `-`"), "{name}: {error}");
        }
    }
    for fields in [Fields::only(["roles,-id"]), Fields::except(["roles,id"])] {
        let error = fields_refused(fields).await.to_string();
        assert!(error.contains("fields has an item that is empty or contains a comma"), "{error}");
    }
}

#[tokio::test]
async fn a_choice_of_nothing_is_refused() {
    for fields in [Fields::Only(vec![]), Fields::Except(vec![])] {
        let error = fields_refused(fields).await.to_string();
        assert!(error.contains("fields has no name in it"), "{error}");
    }
}

#[tokio::test]
async fn an_operators_permissions_take_every_parameter_of_the_contract() {
    let script = empty_pages();
    let filter = OperatorPermissionFilter {
        companies: vec!["comp_1".into()],
        roles: vec![Role::BackofficeAutomation],
        expand: vec!["data.company".into()],
        deleted: Some(true),
        page_size: Some(2),
        starting_after: None,
        ending_before: Some("perm_2".into()),
    };
    client(&script).operators().permissions("oprt_1", filter).collect().await.unwrap();
    assert_eq!(script.requests()[0].url.path(), "/v1/operators/oprt_1/permissions");
    assert_eq!(
        query(&script, 0),
        pairs([
            ("company", "comp_1"),
            ("deleted", "true"),
            ("ending_before", "perm_2"),
            ("expand", "data.company"),
            ("limit", "2"),
            ("role", "backoffice_automation"),
        ])
    );
}

#[tokio::test]
async fn an_operators_id_can_not_change_the_path() {
    for (id, segment) in [
        ("a/b", "a%2Fb"),
        ("../companies", "..%2Fcompanies"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("a\r\nb", "a%0D%0Ab"),
        ("ação", "a%C3%A7%C3%A3o"),
        ("%2e%2e", "%252e%252e"),
        ("*", "%2A"),
    ] {
        let script = empty_pages();
        client(&script).operators().permissions(id, Default::default()).collect().await.unwrap();
        let path = format!("/v1/operators/{segment}/permissions");
        assert_eq!(script.requests()[0].url.path(), path, "{id:?}");
    }
}

#[tokio::test]
async fn an_operators_id_that_would_vanish_from_the_path_is_refused() {
    for id in ["", ".", ".."] {
        let script = empty_pages();
        let client = client(&script);
        let read = client.operators().permissions(id, Default::default()).collect().await.unwrap_err();
        let new = NewPermission::for_company("comp_1", [Role::Approver]);
        let write = client.operators().create_permission(id, new).await.unwrap_err();
        for error in [read, write] {
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{id:?}");
            assert!(error.to_string().contains("operator "), "{error}");
        }
        assert_eq!(script.requests().len(), 0, "{id:?}");
    }
}

#[tokio::test]
async fn a_new_permission_is_a_json_body() {
    let script = Script::new().answer(201, permission("perm_1").to_string()).forever();
    let client = client(&script);
    let new = NewPermission::for_company("comp_1", [Role::Approver, Role::from("auditor")]).expand(["company"]);
    let created = client.operators().create_permission("oprt_1", new).await.unwrap();
    client.operators().create_permission("oprt_1", NewPermission::for_all_companies([Role::Financial])).await.unwrap();

    assert_eq!(created.id.as_str(), "perm_1");
    let [first, second] = &script.requests()[..] else { panic!("two requests") };
    assert_eq!((first.method.as_str(), first.url.path()), ("POST", "/v1/operators/oprt_1/permissions"));
    assert_eq!(first.headers["content-type"], "application/json");
    assert_eq!(query(&script, 0), pairs([("expand", "company")]));
    let body = |body: &[u8]| serde_json::from_slice::<Value>(body).unwrap();
    assert_eq!(body(&first.body), json!({ "company": "comp_1", "roles": ["approver", "auditor"] }));
    assert_eq!(body(&second.body), json!({ "company": "*", "roles": ["financial"] }));
    assert_eq!(second.url.query(), None);
}

#[tokio::test]
async fn a_permission_for_no_company_is_refused() {
    let script = empty_pages();
    let new = NewPermission::for_company("", [Role::Approver]);
    let error = client(&script).operators().create_permission("oprt_1", new).await.unwrap_err();
    assert!(error.to_string().contains("company is empty"), "{error}");
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test]
async fn an_idempotency_key_goes_out_only_when_asked_for() {
    let script = Script::new().answer(201, permission("perm_1").to_string()).forever();
    let client = client(&script);
    let create = || {
        let new = NewPermission::for_company("comp_1", [Role::Approver]);
        client.operators().create_permission("oprt_1", new)
    };
    create().await.unwrap();
    create().idempotent().await.unwrap();
    create().idempotent().await.unwrap();
    create().idempotency_key("my-key").await.unwrap();

    let requests = script.requests();
    assert!(!requests[0].headers.contains_key("idempotency-key"));
    let key = |number: usize| requests[number].headers["idempotency-key"].to_str().unwrap();
    assert_eq!(key(1).len(), 36);
    assert_ne!(key(1), key(2));
    assert_eq!(key(3), "my-key");
}

#[tokio::test(start_paused = true)]
async fn a_conflict_is_waited_out_with_a_key_and_with_the_same_key() {
    let script = Script::new().answer(409, "").answer(409, "{}").answer(201, permission("perm_1").to_string());
    let new = NewPermission::for_company("comp_1", [Role::Approver]);
    let created = client(&script).operators().create_permission("oprt_1", new).idempotent().await.unwrap();
    assert_eq!(created.id.as_str(), "perm_1");
    let requests = script.requests();
    assert_eq!(requests.len(), 3);
    assert!(
        requests.iter().all(|request| request.headers["idempotency-key"] == requests[0].headers["idempotency-key"])
    );
}

#[tokio::test(start_paused = true)]
async fn a_write_without_a_key_is_sent_once() {
    for status in [409, 500, 503] {
        let script = Script::new().answer(status, "").forever();
        let new = NewPermission::for_company("comp_1", [Role::Approver]);
        let error = client(&script).operators().create_permission("oprt_1", new).await.unwrap_err();
        assert_eq!(script.requests().len(), 1, "{status}");
        assert_eq!(error.may_have_happened(), status != 409, "{status}");
    }
}

#[tokio::test]
async fn reads_take_no_idempotency_key() {
    let script = empty_pages();
    let error = client(&script).companies().list().idempotent().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(script.requests().len(), 0);
}

#[tokio::test]
async fn companies_are_asked_for_without_parameters() {
    let script = empty_pages();
    client(&script).companies().list().await.unwrap();
    assert_eq!(script.requests()[0].url.as_str(), "https://api.base39.io/v1/companies");
}

#[tokio::test]
async fn company_groups_take_every_parameter_of_the_contract() {
    let script = empty_pages();
    let filter = CompanyGroupFilter {
        name: Some("Grupo & Cia".into()),
        deleted: Some(false),
        expand: vec!["data.x".into()],
        fields: Some(Fields::only(["name"])),
        page_size: Some(3),
        starting_after: Some("cgrp_1".into()),
        ending_before: None,
    };
    client(&script).company_groups().list(filter).collect().await.unwrap();
    assert_eq!(script.requests()[0].url.path(), "/v1/company-groups");
    assert_eq!(
        query(&script, 0),
        pairs([
            ("deleted", "false"),
            ("expand", "data.x"),
            ("fields", "id,name"),
            ("limit", "3"),
            ("name", "Grupo & Cia"),
            ("starting_after", "cgrp_1"),
        ])
    );
}

#[tokio::test]
async fn api_keys_take_every_parameter_of_the_contract() {
    let script = empty_pages();
    let client = client(&script);
    let after = ApiKeyFilter { page_size: Some(4), starting_after: Some("key_1".into()), ending_before: None };
    let before = ApiKeyFilter { page_size: None, starting_after: None, ending_before: Some("key_2".into()) };
    client.api_keys().list(after).collect().await.unwrap();
    client.api_keys().list(before).collect().await.unwrap();
    assert_eq!(script.requests()[0].url.path(), "/v1/tenants/api-keys");
    assert_eq!(query(&script, 0), pairs([("limit", "4"), ("starting_after", "key_1")]));
    assert_eq!(query(&script, 1), pairs([("ending_before", "key_2"), ("limit", "100")]));
}

#[tokio::test]
async fn a_client_of_yours_is_named_on_every_request_or_on_one() {
    let more = page([permission("perm_1")], true);
    let script = Script::new().answer(200, more).answer(200, page([], false)).forever();
    let plain = client(&script);
    let acting = plain.acting_for("client-7").unwrap();
    acting.permissions().list(PermissionFilter::default()).collect().await.unwrap();
    acting.companies().list().header(EXTERNAL_CLIENT_ID, "client-8").await.unwrap();
    plain.companies().list().header(EXTERNAL_CLIENT_ID, "client-9").await.unwrap();
    plain.companies().list().await.unwrap();

    let requests = script.requests();
    let named: Vec<_> = requests.iter().map(|request| request.headers.get("base39-external-client-id")).collect();
    let named: Vec<_> = named.into_iter().map(|value| value.map(|value| value.to_str().unwrap())).collect();
    assert_eq!(named, [Some("client-7"), Some("client-7"), Some("client-8"), Some("client-9"), None]);
}

#[tokio::test]
async fn a_name_that_a_header_can_not_carry_is_refused() {
    let script = empty_pages();
    let client = client(&script);
    for id in ["", "a\r\nX-Evil: 1", "a\nb", "ação", "a\0"] {
        let error = client.acting_for(id).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{id:?}");
        assert!(error.to_string().contains("base39-external-client-id"), "{error}");
    }
    let error = client.companies().list().header(EXTERNAL_CLIENT_ID, "a\r\nX-Evil: 1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(script.requests().len(), 0);
}
