//! What goes out: every parameter's name and value, and what is refused before anything does.

use std::{collections::HashSet, time::Duration};

use acesso_core::testing::MockTransport;
use base39::{
    ApiKeyFilter, Client, CompanyGroupFilter, Credentials, Cursor, EXTERNAL_CLIENT_ID, Error, ErrorKind, Fields,
    ListOptions, NewPermission, OperatorPermissionFilter, Permission, PermissionFilter, Role, http::HeaderName,
};
use serde_json::{Value, json};

use crate::support::{KEY, client, empty_pages, page, pairs, permission, query, url, with};

fn everything() -> PermissionFilter {
    let options = ListOptions::default().expand(["data.company", "data.company.group"]).page_size(25);
    with(options.starting_after("perm_9"))
        .companies(["comp_1", "comp_2"])
        .roles([Role::Approver, Role::Administrator])
        .operator("oprt_1")
}

async fn refused(filter: PermissionFilter) -> Error {
    let mock = empty_pages();
    let error = client(&mock).permissions().list(filter).collect().await.unwrap_err();
    assert_eq!(mock.requests().len(), 0, "nothing may be sent");
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    error
}

async fn fields_refused(fields: Fields) -> Error {
    let mock = empty_pages();
    let list = client(&mock).permissions().list_parts(PermissionFilter::default(), fields);
    let error = list.collect().await.unwrap_err();
    assert_eq!(mock.requests().len(), 0, "nothing may be sent");
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    error
}

async fn fields_sent(fields: Fields) -> String {
    let mock = empty_pages();
    client(&mock).permissions().list_parts(PermissionFilter::default(), fields).collect().await.unwrap();
    let fields = query(&mock, 0).into_iter().find(|(name, _)| name == "fields");
    fields.map(|(_, value)| value).unwrap()
}

#[tokio::test]
async fn permissions_take_every_parameter_of_the_contract() {
    let mock = empty_pages();
    client(&mock).permissions().list(everything()).collect().await.unwrap();

    let request = &mock.requests()[0];
    assert_eq!(request.method(), "GET");
    assert_eq!(request.uri().host(), Some("api.base39.io"));
    assert_eq!(request.uri().path(), "/v1/permissions");
    assert_eq!(
        query(&mock, 0),
        pairs([
            ("company", "comp_1,comp_2"),
            ("expand", "data.company,data.company.group"),
            ("limit", "25"),
            ("operator", "oprt_1"),
            ("role", "approver,administrator"),
            ("starting_after", "perm_9"),
        ])
    );
    assert_eq!(request.headers()["authorization"], "Bearer bs_sandbox_example");
    assert!(!request.headers().contains_key("idempotency-key"));
}

#[tokio::test]
async fn an_empty_filter_asks_for_the_largest_pages_and_nothing_else() {
    let mock = empty_pages();
    client(&mock).permissions().list(PermissionFilter::default()).collect().await.unwrap();
    assert_eq!(query(&mock, 0), pairs([("limit", "100")]));
}

#[tokio::test]
async fn ending_before_stands_alone() {
    let mock = empty_pages();
    let filter = with(ListOptions::default().ending_before("perm_9"));
    client(&mock).permissions().list(filter).collect().await.unwrap();
    assert_eq!(query(&mock, 0), pairs([("ending_before", "perm_9"), ("limit", "100")]));
}

#[tokio::test]
async fn unknown_roles_can_be_asked_for() {
    let mock = empty_pages();
    let filter = PermissionFilter::default().roles([Role::from("auditor")]);
    client(&mock).permissions().list(filter).collect().await.unwrap();
    assert_eq!(query(&mock, 0), pairs([("limit", "100"), ("role", "auditor")]));
}

#[tokio::test]
async fn both_ends_of_the_page_size_are_sent() {
    for size in [1, 100] {
        let mock = empty_pages();
        let filter = with(ListOptions::default().page_size(size));
        client(&mock).permissions().list(filter).collect().await.unwrap();
        assert_eq!(query(&mock, 0), pairs([("limit", &size.to_string())]));
    }
}

#[tokio::test]
async fn a_page_size_out_of_bounds_is_refused() {
    for size in [0, 101, u32::MAX] {
        let error = refused(with(ListOptions::default().page_size(size))).await.to_string();
        assert!(error.contains(&format!("page_size (`limit` on the wire) must be 1 to 100, it is {size}")), "{error}");
    }
}

#[tokio::test]
async fn both_cursors_at_once_are_refused() {
    let options = ListOptions::default().starting_after("perm_1").ending_before("perm_1");
    let error = refused(with(options)).await.to_string();
    assert!(error.contains("starting_after and ending_before are both set; set one of them"), "{error}");
}

#[tokio::test]
async fn list_items_that_would_be_read_as_two_or_none_are_refused() {
    for id in ["", "comp_1,comp_2", ","] {
        let error = refused(PermissionFilter::default().companies([id])).await;
        assert!(error.to_string().contains("company has an item that is empty or contains a comma"), "{error}");
        let error = refused(PermissionFilter::default().roles([Role::from(id)])).await;
        assert!(error.to_string().contains("role has an item that is empty or contains a comma"), "{error}");
        let error = refused(with(ListOptions::default().expand([id]))).await;
        assert!(error.to_string().contains("expand has an item that is empty or contains a comma"), "{error}");
    }
}

#[tokio::test]
async fn options_that_a_list_does_not_take_are_refused() {
    let (mock, fields) = (empty_pages(), Fields::only(["roles"]));
    let client = client(&mock);
    let chosen = ListOptions::default().fields(fields.clone());
    let expanded = ListOptions::default().expand(["data.x"]);
    let of_operator = OperatorPermissionFilter::default().options(chosen.clone());
    let keys = |options| client.api_keys().list(ApiKeyFilter::default().options(options)).collect();
    for (error, problem) in [
        (refused(with(chosen.clone())).await, "fields is set in the options; give it to `list_parts`"),
        (
            client.permissions().list_parts(with(chosen.clone()), fields).collect().await.unwrap_err(),
            "fields is set in the options",
        ),
        (
            client.operators().permissions("oprt_1", of_operator).collect().await.unwrap_err(),
            "fields is not documented",
        ),
        (keys(chosen).await.unwrap_err(), "fields is not documented"),
        (keys(expanded).await.unwrap_err(), "expand is not documented"),
    ] {
        assert!(error.to_string().contains(problem), "{error}");
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn all_companies_are_no_filter() {
    let error = refused(PermissionFilter::default().companies(["*"])).await.to_string();
    assert!(error.contains("company has `*`, which is not documented as a filter; leave the company out"), "{error}");
}

#[tokio::test]
async fn empty_ids_are_refused_rather_than_sent_as_no_filter() {
    for (name, filter) in [
        ("operator", PermissionFilter::default().operator("")),
        ("starting_after", with(ListOptions::default().starting_after(""))),
        ("ending_before", with(ListOptions::default().ending_before(""))),
    ] {
        let error = refused(filter).await.to_string();
        assert!(error.contains(&format!("{name} is empty")), "{error}");
    }
}

#[tokio::test]
async fn an_empty_cursor_that_was_kept_is_refused() {
    let mock = empty_pages();
    let list = client(&mock).permissions().list(PermissionFilter::default()).from_cursor(Cursor::at(""));
    let error = list.collect().await.unwrap_err();
    assert!(error.to_string().contains("starting_after is empty"), "{error}");
    assert_eq!(mock.requests().len(), 0);
}

#[tokio::test]
async fn odd_characters_in_the_query_change_nothing_else() {
    for id in ["&limit=1", "a=b", "#x", "?", "/../x", "\r\nX-Evil: 1", "ação", "a b", "%2C", "+"] {
        let mock = empty_pages();
        let filter = PermissionFilter::default().operator(id);
        client(&mock).permissions().list(filter).collect().await.unwrap();
        let url = url(&mock.requests()[0]);
        assert_eq!((url.path(), url.fragment()), ("/v1/permissions", None), "{id:?}");
        assert_eq!(query(&mock, 0), pairs([("limit", "100"), ("operator", id)]), "{id:?}");
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
    assert!(error.contains("fields leaves out `id`, which this crate needs"), "{error}");
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
    let mock = empty_pages();
    let filter = OperatorPermissionFilter::default()
        .companies(["comp_1"])
        .roles([Role::BackofficeAutomation])
        .deleted(true)
        .options(ListOptions::default().expand(["data.company"]).page_size(2).ending_before("perm_2"));
    client(&mock).operators().permissions("oprt_1", filter).collect().await.unwrap();
    assert_eq!(mock.requests()[0].uri().path(), "/v1/operators/oprt_1/permissions");
    assert_eq!(
        query(&mock, 0),
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
        let mock = empty_pages();
        client(&mock).operators().permissions(id, Default::default()).collect().await.unwrap();
        let path = format!("/v1/operators/{segment}/permissions");
        assert_eq!(mock.requests()[0].uri().path(), path, "{id:?}");
    }
}

#[tokio::test]
async fn an_operators_id_that_would_vanish_from_the_path_is_refused() {
    for id in ["", ".", ".."] {
        let mock = empty_pages();
        let client = client(&mock);
        let read = client.operators().permissions(id, Default::default()).collect().await.unwrap_err();
        let new = NewPermission::for_company("comp_1", [Role::Approver]);
        let write = client.operators().create_permission(id, new).await.unwrap_err();
        for error in [read, write] {
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{id:?}");
            assert!(error.to_string().contains("operator "), "{error}");
        }
        assert_eq!(mock.requests().len(), 0, "{id:?}");
    }
}

#[tokio::test]
async fn a_new_permission_is_a_json_body() {
    let mock = MockTransport::new().respond(201, permission("perm_1").to_string()).repeat();
    let client = client(&mock);
    let new = NewPermission::for_company("comp_1", [Role::Approver, Role::from("auditor")]).expand(["company"]);
    let created = client.operators().create_permission("oprt_1", new).await.unwrap();
    client.operators().create_permission("oprt_1", NewPermission::for_all_companies([Role::Financial])).await.unwrap();

    assert_eq!(created.id.as_str(), "perm_1");
    let [first, second] = &mock.requests()[..] else { panic!("two requests") };
    assert_eq!((first.method().as_str(), first.uri().path()), ("POST", "/v1/operators/oprt_1/permissions"));
    assert_eq!(first.headers()["content-type"], "application/json");
    assert_eq!(query(&mock, 0), pairs([("expand", "company")]));
    let body = |body: &[u8]| serde_json::from_slice::<Value>(body).unwrap();
    assert_eq!(body(first.body()), json!({ "company": "comp_1", "roles": ["approver", "auditor"] }));
    assert_eq!(body(second.body()), json!({ "company": "*", "roles": ["financial"] }));
    assert_eq!(second.uri().query(), None);
}

#[tokio::test]
async fn a_permission_for_no_company_is_refused() {
    let mock = empty_pages();
    let new = NewPermission::for_company("", [Role::Approver]);
    let error = client(&mock).operators().create_permission("oprt_1", new).await.unwrap_err();
    assert!(error.to_string().contains("company is empty"), "{error}");
    assert_eq!(mock.requests().len(), 0);
}

#[tokio::test]
async fn an_idempotency_key_goes_out_only_when_asked_for() {
    let mock = MockTransport::new().respond(201, permission("perm_1").to_string()).repeat();
    let client = client(&mock);
    let create = || {
        let new = NewPermission::for_company("comp_1", [Role::Approver]);
        client.operators().create_permission("oprt_1", new)
    };
    create().await.unwrap();
    create().idempotent().await.unwrap();
    create().idempotent().await.unwrap();
    create().idempotency_key("my-key").await.unwrap();

    let requests = mock.requests();
    assert!(!requests[0].headers().contains_key("idempotency-key"));
    let key = |number: usize| requests[number].headers()["idempotency-key"].to_str().unwrap();
    assert_eq!(key(1).len(), 36);
    assert_ne!(key(1), key(2));
    assert_eq!(key(3), "my-key");
}

/// Asks for a permission with a key that is still in use, and checks that the key stays the same.
async fn create_while_running(mock: &MockTransport, client: &Client) -> Result<Permission, Error> {
    let new = NewPermission::for_company("comp_1", [Role::Approver]);
    let result = client.operators().create_permission("oprt_1", new).idempotent().await;
    let requests = mock.requests();
    let keys: HashSet<_> = requests.iter().map(|request| &request.headers()["idempotency-key"]).collect();
    assert_eq!(keys.len(), 1);
    result
}

#[tokio::test(start_paused = true)]
async fn a_conflict_is_waited_out_with_a_key_and_with_the_same_key() {
    // Many more than the three attempts that a failure has.
    let running = (0..12).fold(MockTransport::new(), |mock, _| mock.respond(409, ""));
    let mock = running.respond(201, permission("perm_1").to_string());
    let created = create_while_running(&mock, &client(&mock)).await.unwrap();
    assert_eq!((created.id.as_str(), mock.requests().len()), ("perm_1", 13));
}

#[tokio::test(start_paused = true)]
async fn a_conflict_that_does_not_end_is_told_when_the_calls_time_is_up() {
    let mock = MockTransport::new().respond(409, "{}").repeat();
    let error = create_while_running(&mock, &client(&mock)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    // The total time is 90 s and a pause 5 s at most: a pause that does not fit any more ends the wait.
    assert!((85.0..=90.0).contains(&error.elapsed().as_secs_f64()), "{error}");
    assert_eq!(error.attempts() as usize, mock.requests().len());

    let mock = MockTransport::new().respond(409, "{}").repeat();
    let builder = Client::builder(Credentials::api_key(KEY)).transport(mock.clone());
    let client = builder.total_timeout(Duration::from_secs(20)).timeout(Duration::from_secs(5)).build().unwrap();
    let error = create_while_running(&mock, &client).await.unwrap_err();
    assert!((15.0..=20.0).contains(&error.elapsed().as_secs_f64()), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_write_without_a_key_is_sent_once() {
    for status in [409, 500, 503] {
        let mock = MockTransport::new().respond(status, "").repeat();
        let new = NewPermission::for_company("comp_1", [Role::Approver]);
        let error = client(&mock).operators().create_permission("oprt_1", new).await.unwrap_err();
        assert_eq!(mock.requests().len(), 1, "{status}");
        assert_eq!(error.may_have_happened(), status != 409, "{status}");
    }
}

#[tokio::test]
async fn reads_take_no_idempotency_key() {
    let mock = empty_pages();
    let error = client(&mock).companies().list().idempotent().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(mock.requests().len(), 0);
}

#[tokio::test]
async fn companies_are_asked_for_without_parameters() {
    let mock = empty_pages();
    client(&mock).companies().list().await.unwrap();
    assert_eq!(mock.requests()[0].uri(), "https://api.base39.io/v1/companies");
}

#[tokio::test]
async fn company_groups_take_every_parameter_of_the_contract() {
    let mock = empty_pages();
    let options =
        ListOptions::default().expand(["data.x"]).fields(Fields::only(["name"])).page_size(3).starting_after("cgrp_1");
    let filter = CompanyGroupFilter::default().name("Grupo & Cia").deleted(false).options(options);
    client(&mock).company_groups().list(filter).collect().await.unwrap();
    assert_eq!(mock.requests()[0].uri().path(), "/v1/company-groups");
    assert_eq!(
        query(&mock, 0),
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
    let mock = empty_pages();
    let client = client(&mock);
    let after = ApiKeyFilter::default().options(ListOptions::default().page_size(4).starting_after("key_1"));
    let before = ApiKeyFilter::default().options(ListOptions::default().ending_before("key_2"));
    client.api_keys().list(after).collect().await.unwrap();
    client.api_keys().list(before).collect().await.unwrap();
    assert_eq!(mock.requests()[0].uri().path(), "/v1/tenants/api-keys");
    assert_eq!(query(&mock, 0), pairs([("limit", "4"), ("starting_after", "key_1")]));
    assert_eq!(query(&mock, 1), pairs([("ending_before", "key_2"), ("limit", "100")]));
}

#[tokio::test]
async fn a_client_of_yours_is_named_on_every_request_or_on_one() {
    let more = page([permission("perm_1")], true);
    let mock = MockTransport::new().respond(200, more).respond(200, page([], false)).repeat();
    let plain = client(&mock);
    let acting = plain.acting_for("client-7").unwrap();
    acting.permissions().list(PermissionFilter::default()).collect().await.unwrap();
    acting.companies().list().header(EXTERNAL_CLIENT_ID, "client-8").await.unwrap();
    plain.companies().list().header(EXTERNAL_CLIENT_ID, "client-9").await.unwrap();
    plain.companies().list().await.unwrap();

    let requests = mock.requests();
    let named: Vec<_> = requests.iter().map(|request| request.headers().get("base39-external-client-id")).collect();
    let named: Vec<_> = named.into_iter().map(|value| value.map(|value| value.to_str().unwrap())).collect();
    assert_eq!(named, [Some("client-7"), Some("client-7"), Some("client-8"), Some("client-9"), None]);
}

#[tokio::test]
async fn a_header_of_yours_goes_with_every_request_and_beside_the_others() {
    let more = page([permission("perm_1")], true);
    let mock = MockTransport::new().respond(200, more).respond(200, page([], false)).repeat();
    let trace = HeaderName::from_static("x-trace");
    let plain = client(&mock);
    let traced = plain.acting_for("client-7").unwrap().with_header(trace.clone(), "review-42").unwrap();
    traced.permissions().list(PermissionFilter::default()).collect().await.unwrap();
    traced.companies().list().header(trace.clone(), "review-43").await.unwrap();
    plain.companies().list().await.unwrap();

    let requests = mock.requests();
    let header = |name: &HeaderName| -> Vec<_> {
        requests.iter().map(|request| request.headers().get(name).map(|value| value.to_str().unwrap())).collect()
    };
    assert_eq!(header(&trace), [Some("review-42"), Some("review-42"), Some("review-43"), None]);
    let named = Some("client-7");
    assert_eq!(header(&EXTERNAL_CLIENT_ID), [named, named, named, None]);

    for value in ["a\r\nX-Evil: 1", "ação", "a\0"] {
        let error = plain.with_header(trace.clone(), value).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{value:?}");
        assert!(error.to_string().contains("x-trace"), "{error}");
    }
}

#[tokio::test]
async fn a_name_that_a_header_can_not_carry_is_refused() {
    let mock = empty_pages();
    let client = client(&mock);
    for id in ["", "a\r\nX-Evil: 1", "a\nb", "ação", "a\0"] {
        let error = client.acting_for(id).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{id:?}");
        assert!(error.to_string().contains("base39-external-client-id"), "{error}");
    }
    let error = client.companies().list().header(EXTERNAL_CLIENT_ID, "a\r\nX-Evil: 1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(mock.requests().len(), 0);
}
