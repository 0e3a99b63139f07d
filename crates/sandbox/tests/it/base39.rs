//! Base39 over real sockets.

use acesso_sandbox::base39::Settings;
use acesso_sandbox::contract::Contract;
use acesso_sandbox::{Builder, Fault, Sandbox};
use serde_json::{Value, json};

use crate::client::{Client, Got, assert_requests_are_good};

const LIST: &str = "list_permissions";

async fn start(builder: Builder) -> (Sandbox, Client) {
    let sandbox = builder.start().await.unwrap();
    let client = Client::new(sandbox.base39(), Contract::base39(), sandbox.base39().api_key());
    (sandbox, client)
}

async fn start_with_people(people: usize) -> (Sandbox, Client) {
    start(Sandbox::builder().people(people)).await
}

/// Every id of a list, read on by the last one.
async fn all_ids(client: &Client, operation: &str, path: &str, limit: usize) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    loop {
        let sign = if path.contains('?') { '&' } else { '?' };
        let cursor = ids.last().map(|id| format!("&starting_after={id}")).unwrap_or_default();
        let got = client.get(operation, &format!("{path}{sign}limit={limit}{cursor}")).await;
        let page = got.column("id");
        assert!(page.len() <= limit);
        ids.extend(page);
        if got.json()["hasMore"] == false {
            return ids;
        }
    }
}

async fn items(client: &Client, path: &str) -> Vec<Value> {
    client.get(LIST, path).await.json()["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn pages_join_into_the_whole_list_whatever_their_size() {
    let (sandbox, client) = start_with_people(90).await;
    let count = sandbox.base39().permission_count();
    assert_eq!(count, 112);
    let whole = all_ids(&client, LIST, "/v1/permissions", 100).await;
    assert_eq!(whole.len(), count);
    for limit in [1, 7, 56] {
        assert_eq!(all_ids(&client, LIST, "/v1/permissions", limit).await, whole, "{limit}");
    }
    let mut unique = whole.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), count);
    assert_eq!(client.get(LIST, "/v1/permissions").await.column("id"), whole[..10], "ten by default");
    let after_the_last = client.get(LIST, &format!("/v1/permissions?starting_after={}", whole[count - 1])).await;
    assert_eq!(after_the_last.json(), json!({ "hasMore": false, "data": [] }));
    assert_requests_are_good(sandbox.base39(), Contract::base39());
}

#[tokio::test]
async fn the_newest_comes_first() {
    let (_sandbox, client) = start_with_people(40).await;
    let dates = client.get(LIST, "/v1/permissions?limit=100").await.column("createdAt");
    assert_eq!(dates.len(), 50);
    assert!(dates.is_sorted_by(|one, next| one > next), "{dates:?}");
}

#[tokio::test]
async fn a_page_before_a_cursor_ends_just_before_it() {
    let (_sandbox, client) = start_with_people(40).await;
    let whole = all_ids(&client, LIST, "/v1/permissions", 100).await;
    let got = client.get(LIST, &format!("/v1/permissions?limit=5&ending_before={}", whole[20])).await;
    assert_eq!(got.column("id"), whole[15..20]);
    assert_eq!(got.json()["hasMore"], true);
    let first = client.get(LIST, &format!("/v1/permissions?limit=5&ending_before={}", whole[3])).await;
    assert_eq!(first.column("id"), whole[..3]);
    assert_eq!(first.json()["hasMore"], false);
}

#[tokio::test]
async fn a_bad_query_is_refused() {
    let (sandbox, client) = start_with_people(10).await;
    let id = client.get(LIST, "/v1/permissions?limit=1").await.column("id").remove(0);
    let both = format!("starting_after={id}&ending_before={id}");
    let operator = format!("/v1/operators/{}/permissions", sandbox.example().operator_id());
    for (operation, path) in [
        (LIST, "/v1/permissions?limit=0".to_owned()),
        (LIST, "/v1/permissions?limit=101".to_owned()),
        (LIST, "/v1/permissions?limit=ten".to_owned()),
        (LIST, format!("/v1/permissions?{both}")),
        (LIST, "/v1/permissions?starting_after=perm_unknown".to_owned()),
        (LIST, "/v1/permissions?fields=id,-roles".to_owned()),
        ("list_operator_permissions", format!("{operator}?limit=101")),
        ("list_operator_permissions", format!("{operator}?deleted=maybe")),
        ("list_companies", "/v1/companies?limit=0".to_owned()),
        ("list_company_groups", "/v1/company-groups?fields=id,-name".to_owned()),
        ("list_api_keys", "/v1/tenants/api-keys?starting_after=key_unknown".to_owned()),
    ] {
        let got = client.get(operation, &path).await;
        assert_eq!((got.status, got.json()["code"].as_str()), (400, Some("INVALID_QUERY")), "{path}");
    }
}

#[tokio::test]
async fn filters_keep_what_they_name() {
    let (sandbox, client) = start_with_people(60).await;
    let all = items(&client, "/v1/permissions?limit=100").await;
    let count = |keep: &dyn Fn(&Value) -> bool| all.iter().filter(|one| keep(one)).count();
    let has_role = |one: &Value, role: &str| one["roles"].as_array().unwrap().contains(&role.into());
    let company = sandbox.example().company_id();

    let of_company = items(&client, &format!("/v1/permissions?limit=100&company={company}")).await;
    assert!(of_company.iter().all(|one| one["company"] == company));
    assert_eq!(of_company.len(), count(&|one| one["company"] == company));

    let of_two = items(&client, &format!("/v1/permissions?limit=100&company={company},*")).await;
    assert!(of_two.len() > of_company.len());
    assert_eq!(of_two.len(), count(&|one| one["company"] == company || one["company"] == "*"));

    let approvers = items(&client, "/v1/permissions?limit=100&role=approver").await;
    assert!(approvers.iter().all(|one| has_role(one, "approver")));
    assert_eq!(approvers.len(), count(&|one| has_role(one, "approver")));

    let either = items(&client, "/v1/permissions?limit=100&role=approver%2Cadministrator").await;
    assert_eq!(either.len(), count(&|one| has_role(one, "approver") || has_role(one, "administrator")));

    let both_filters = items(&client, &format!("/v1/permissions?limit=100&company={company}&role=approver")).await;
    assert_eq!(both_filters.len(), count(&|one| one["company"] == company && has_role(one, "approver")));

    for nothing in ["company=comp_unknown", "role=king", "operator=oprt_unknown"] {
        assert!(items(&client, &format!("/v1/permissions?{nothing}")).await.is_empty(), "{nothing}");
    }
}

#[tokio::test]
async fn filters_and_pages_go_together() {
    let (_sandbox, client) = start_with_people(90).await;
    let whole = all_ids(&client, LIST, "/v1/permissions?role=approver", 100).await;
    assert!(whole.len() > 10);
    assert_eq!(all_ids(&client, LIST, "/v1/permissions?role=approver", 3).await, whole);
}

#[tokio::test]
async fn the_operators_permissions_together_are_all_permissions() {
    let (sandbox, client) = start_with_people(20).await;
    let mut together = Vec::new();
    for operator in sandbox.base39().operators() {
        let path = format!("/v1/operators/{}/permissions", operator.id);
        let own = all_ids(&client, "list_operator_permissions", &path, 1).await;
        let filtered = format!("/v1/permissions?operator={}", operator.id);
        assert_eq!(all_ids(&client, LIST, &filtered, 1).await, own);
        together.extend(own);
    }
    let mut whole = all_ids(&client, LIST, "/v1/permissions", 100).await;
    whole.sort();
    together.sort();
    assert_eq!(together, whole);
    let first = sandbox.base39().operators().next().unwrap();
    assert_eq!(first.id, sandbox.example().operator_id());
    assert_eq!(first.email, sandbox.example().customer_email());

    let unknown = client.get("list_operator_permissions", "/v1/operators/oprt_1/permissions").await;
    assert_eq!(unknown.json(), json!({ "hasMore": false, "data": [] }));
    assert_requests_are_good(sandbox.base39(), Contract::base39());
}

#[tokio::test]
async fn the_deleted_filter_splits_an_operator_s_permissions() {
    let (sandbox, client) = start_with_people(20).await;
    let (mut gone, mut alive) = (0, 0);
    for operator in sandbox.base39().operators() {
        let path = format!("/v1/operators/{}/permissions?deleted=", operator.id);
        for deleted in [true, false] {
            let got = client.get("list_operator_permissions", &format!("{path}{deleted}")).await;
            let list = got.json()["data"].as_array().unwrap().clone();
            assert!(list.iter().all(|one| one["deleted"] == deleted));
            *(if deleted { &mut gone } else { &mut alive }) += list.len();
        }
    }
    assert_eq!((gone, gone + alive), (2, sandbox.base39().permission_count()));
}

#[tokio::test]
async fn every_company_is_never_an_approver_s() {
    let (_sandbox, client) = start_with_people(60).await;
    let everywhere = items(&client, "/v1/permissions?limit=100&company=*").await;
    assert!(!everywhere.is_empty());
    let approves = |one: &Value| one["roles"].as_array().unwrap().contains(&"approver".into());
    assert!(!everywhere.iter().any(approves));
}

#[tokio::test]
async fn fields_choose_members_of_the_items() {
    let (_sandbox, client) = start_with_people(10).await;
    let names = |item: &Value| item.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let only = items(&client, "/v1/permissions?fields=id,roles,unknown").await;
    assert!(only.iter().all(|item| names(item) == ["id", "roles"]));
    let except = items(&client, "/v1/permissions?fields=-id,-createdBy").await;
    let rest = ["company", "createdAt", "deleted", "roles", "updatedAt", "updatedBy"];
    assert!(except.iter().all(|item| names(item) == rest));
    let expanded = items(&client, "/v1/permissions?fields=id,company&expand=data.company&limit=1").await;
    assert_eq!(names(&expanded[0]), ["company", "id"]);
    assert!(expanded[0]["company"]["friendlyName"].is_string());
}

#[tokio::test]
async fn expand_replaces_companies_and_leaves_every_company_alone() {
    let (sandbox, client) = start_with_people(60).await;
    let plain = items(&client, "/v1/permissions?limit=100").await;
    let expanded = items(&client, "/v1/permissions?limit=100&expand=data.company,data.unknown").await;
    for (plain, expanded) in plain.iter().zip(&expanded) {
        match plain["company"].as_str().unwrap() {
            "*" => assert_eq!(expanded["company"], "*"),
            id => assert_eq!(expanded["company"]["id"], id),
        }
    }
    assert_requests_are_good(sandbox.base39(), Contract::base39());
}

/// The contract has no parameters for this list, since they were cut off: a choice of the sandbox's.
#[tokio::test]
async fn companies_take_the_parameters_of_other_lists() {
    let (sandbox, client) = start_with_people(60).await;
    let companies = all_ids(&client, "list_companies", "/v1/companies", 2).await;
    assert!(companies.contains(&sandbox.example().company_id().to_owned()));
}

#[tokio::test]
async fn an_unknown_role_comes_only_when_asked_for() {
    let (_sandbox, client) = start_with_people(10).await;
    assert!(items(&client, "/v1/permissions?role=auditor").await.is_empty());
    let settings = Settings { unknown_role: true, ..Settings::default() };
    let (_sandbox, client) = start(Sandbox::builder().base39(settings)).await;
    let got = client.try_get("/v1/permissions?role=auditor").await.unwrap();
    assert!(!got.column("id").is_empty());
}

#[tokio::test]
async fn groups_and_keys_are_listed() {
    let (sandbox, client) = start_with_people(4_000).await;
    let groups = all_ids(&client, "list_company_groups", "/v1/company-groups", 3).await;
    assert_eq!(groups.len(), 10);
    let alive = all_ids(&client, "list_company_groups", "/v1/company-groups?deleted=false", 3).await;
    let gone = all_ids(&client, "list_company_groups", "/v1/company-groups?deleted=true", 3).await;
    assert_eq!(alive.len() + gone.len(), groups.len());
    assert!(!gone.is_empty());
    let named = all_ids(&client, "list_company_groups", "/v1/company-groups?name=Exemplo%2010", 3).await;
    assert_eq!(named.len(), 1);
    let only_names = client.get("list_company_groups", "/v1/company-groups?fields=name").await.json();
    assert_eq!(only_names["data"][0].as_object().unwrap().len(), 1);

    let keys = client.get("list_api_keys", "/v1/tenants/api-keys").await.json()["data"].clone();
    let keys = keys.as_array().unwrap();
    assert_eq!(keys.len(), 4);
    assert!(keys.iter().any(|key| key["rules"] == "*"));
    assert!(keys.iter().any(|key| key["rules"].is_array()));
    assert!(keys.iter().any(|key| key.get("revokedIn").is_some()));
    assert!(keys.iter().any(|key| key.get("allowedIps").is_none()));
    assert_eq!(all_ids(&client, "list_api_keys", "/v1/tenants/api-keys", 1).await.len(), 4);
    assert_requests_are_good(sandbox.base39(), Contract::base39());
}

// --- credentials ---

#[tokio::test]
async fn credentials_are_a_bearer_key_a_basic_user_or_a_token() {
    let (sandbox, client) = start_with_people(10).await;
    let basic = |text: &str| {
        use base64::Engine as _;
        format!("Basic {}", base64::prelude::BASE64_STANDARD.encode(text))
    };
    let key = sandbox.base39().api_key();
    for good in [format!("Bearer {key}"), format!("bearer {key}"), basic(&format!("{key}:"))] {
        let got = client.with_authorization(Some(&good)).get(LIST, "/v1/permissions").await;
        assert_eq!(got.status, 200, "{good}");
    }
    let with_password = basic(&format!("{key}:password"));
    for wrong in ["Bearer wrong", "Bearer", key, "Basic !", &basic("wrong:"), &with_password] {
        let got = client.with_authorization(Some(wrong)).get(LIST, "/v1/permissions").await;
        assert_eq!((got.status, got.json()), (401, json!({ "message": "Unauthorized" })), "{wrong}");
    }
    let missing = client.with_authorization(None).get(LIST, "/v1/permissions").await;
    assert_eq!((missing.status, missing.json()), (403, json!({ "message": "Missing Authentication Token" })));
}

fn token_form(sandbox: &Sandbox) -> String {
    let base39 = sandbox.base39();
    format!("grant_type=client_credentials&client_id={}&client_secret={}", base39.client_id(), base39.client_secret())
}

async fn token(client: &Client, form: &str) -> Got {
    client.with_authorization(None).post_form("oauth2_token", "/oauth2/token", form).await
}

#[tokio::test]
async fn client_credentials_become_a_token_that_ends_when_told() {
    let (sandbox, client) = start_with_people(10).await;
    assert_eq!(sandbox.base39().token_url(), format!("{}/oauth2/token", sandbox.base39().url()));
    let got = token(&client, &(token_form(&sandbox) + "&scope=read+write")).await;
    let body = got.json();
    assert_eq!(body.as_object().unwrap().len(), 1, "access_token alone is documented");
    let bearer = format!("Bearer {}", body["access_token"].as_str().unwrap());
    let client = client.with_authorization(Some(&bearer));
    assert_eq!(client.get(LIST, "/v1/permissions").await.status, 200);
    sandbox.base39().expire_tokens();
    assert_eq!(client.get(LIST, "/v1/permissions").await.status, 401);
    assert_requests_are_good(sandbox.base39(), Contract::base39());
}

#[tokio::test]
async fn a_lifetime_is_stated_when_set() {
    let settings = Settings { expires_in: Some(60), ..Settings::default() };
    let (sandbox, client) = start(Sandbox::builder().base39(settings)).await;
    let got = token(&client, &token_form(&sandbox)).await.json();
    assert_eq!((got["token_type"].as_str(), got["expires_in"].as_u64()), (Some("Bearer"), Some(60)));
}

#[tokio::test]
async fn bad_token_requests_are_refused_as_the_rfc_says() {
    let (sandbox, client) = start_with_people(10).await;
    let good = token_form(&sandbox);
    for (form, status, error) in [
        (good.replace("secret=", "secret=x"), 401, "invalid_client"),
        (good.replace("client_id=", "id="), 401, "invalid_client"),
        (String::new(), 401, "invalid_client"),
        (good.replace("client_credentials", "password"), 400, "unsupported_grant_type"),
        (good.clone() + "&scope=everything", 400, "invalid_scope"),
    ] {
        let got = token(&client, &form).await;
        assert_eq!((got.status, got.json()["error"].as_str()), (status, Some(error)), "{form}");
    }
}

// --- creating, and idempotency ---

const CREATE: &str = "create_operator_permission";

fn new_permission(sandbox: &Sandbox) -> (String, String) {
    let path = format!("/v1/operators/{}/permissions", sandbox.example().operator_id());
    (path, json!({ "company": sandbox.example().company_id(), "roles": ["financial"] }).to_string())
}

#[tokio::test]
async fn a_created_permission_is_the_newest() {
    let (sandbox, client) = start_with_people(10).await;
    let (path, body) = new_permission(&sandbox);
    let client = client.with_header("base39-external-client-id", "payroll-7");
    let got = client.post_json(CREATE, &path, &body).await;
    assert_eq!(got.status, 201);
    let created = got.json();
    assert_eq!(created["createdBy"]["externalClientId"], "payroll-7");
    assert_eq!(client.get(LIST, "/v1/permissions?limit=1").await.json()["data"][0], created);
    assert_eq!(client.get("list_operator_permissions", &path).await.json()["data"][0], created);
    assert_eq!(sandbox.base39().permission_count(), 13);
    let expanded = client.post_json(CREATE, &format!("{path}?expand=company"), &body).await.json();
    assert_eq!(expanded["company"]["id"], sandbox.example().company_id());
    assert_requests_are_good(sandbox.base39(), Contract::base39());
}

#[tokio::test]
async fn a_bad_permission_is_not_created() {
    let (sandbox, client) = start_with_people(10).await;
    let (path, _) = new_permission(&sandbox);
    for body in [
        "",
        "{",
        "{}",
        r#"{"company": "*", "roles": []}"#,
        r#"{"company": "*", "roles": ["king"]}"#,
        r#"{"company": "*", "roles": ["approver"]}"#,
        r#"{"company": "comp_unknown", "roles": ["financial"]}"#,
    ] {
        let got = client.post_json(CREATE, &path, body).await;
        assert_eq!((got.status, got.json()["code"].as_str()), (400, Some("INVALID_BODY")), "{body}");
    }
    let good = r#"{"company": "*", "roles": ["financial"]}"#;
    let as_text = client.send(reqwest::Method::POST, &path, Some(("text/plain", good))).await.unwrap();
    assert_eq!(as_text.status, 400);
    let nobody = client.post_json(CREATE, "/v1/operators/oprt_1/permissions", good).await;
    assert_eq!((nobody.status, nobody.json()["code"].as_str()), (404, Some("OPERATOR_NOT_FOUND")));
    assert_eq!(sandbox.base39().permission_count(), 12);
}

#[tokio::test]
async fn a_key_gives_the_first_answer_again_and_creates_once() {
    let (sandbox, client) = start_with_people(10).await;
    let (path, body) = new_permission(&sandbox);
    let keyed = client.with_header("idempotency-key", "7c0e");
    let first = keyed.post_json(CREATE, &path, &body).await;
    let again = keyed.post_json(CREATE, &path, &body).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.json(), again.json());
    assert_eq!(sandbox.base39().permission_count(), 13);

    let other = client.with_header("idempotency-key", "7c0f").post_json(CREATE, &path, &body).await;
    let without = client.post_json(CREATE, &path, &body).await;
    assert_ne!(other.json()["id"], first.json()["id"]);
    assert_ne!(without.json()["id"], first.json()["id"]);
    assert_eq!(sandbox.base39().permission_count(), 15);
}

#[tokio::test]
async fn a_key_whose_call_failed_runs_again() {
    let (sandbox, client) = start_with_people(10).await;
    let (path, body) = new_permission(&sandbox);
    let keyed = client.with_header("idempotency-key", "7c0e");
    assert_eq!(keyed.post_json(CREATE, &path, "{}").await.status, 400);
    assert_eq!(keyed.post_json(CREATE, &path, &body).await.status, 201);
}

#[tokio::test]
async fn a_lost_answer_is_given_again_to_its_key() {
    let (sandbox, client) = start_with_people(10).await;
    let (path, body) = new_permission(&sandbox);
    let keyed = client.with_header("idempotency-key", "7c0e");
    sandbox.base39().inject(Fault::reset_after_read());
    let lost = keyed.send(reqwest::Method::POST, &path, Some(("application/json", &body))).await;
    assert!(lost.is_err());
    assert_eq!(sandbox.base39().permission_count(), 13, "carried out");
    assert_eq!(keyed.post_json(CREATE, &path, &body).await.status, 201);
    assert_eq!(sandbox.base39().permission_count(), 13, "once");
}

#[tokio::test]
async fn a_key_still_running_is_a_conflict_and_only_with_a_key() {
    let (sandbox, client) = start_with_people(10).await;
    let (path, body) = new_permission(&sandbox);
    sandbox.base39().inject(Fault::still_running());
    let keyed = client.with_header("idempotency-key", "7c0e");
    assert_eq!(keyed.post_json(CREATE, &path, &body).await.status, 409);
    assert_eq!(keyed.post_json(CREATE, &path, &body).await.status, 201);
}

/// "Prefix pm_.", the contract says of a payment method's id.
#[tokio::test]
async fn ids_begin_as_the_contract_says() {
    let sandbox = Sandbox::start().await.unwrap();
    let schemas = &Contract::base39().document()["components"]["schemas"];
    let mut compared = 0;
    for (kind, id) in sandbox.base39().first_ids() {
        let schema: String = kind.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let said = schemas[&schema]["properties"]["id"]["description"].as_str().unwrap_or_default();
        if let Some(prefix) = said.strip_prefix("Prefix ") {
            let prefix = prefix.trim_end_matches('.');
            assert!(id.starts_with(prefix), "{kind}: {id} does not begin with {prefix}");
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
}
