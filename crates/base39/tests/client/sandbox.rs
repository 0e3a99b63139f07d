//! Against the sandbox, over real sockets.

use acesso_sandbox::{Fault, Sandbox, base39::Settings, contract::Contract};
use base39::{
    ApiKeyFilter, ApiKeyRules, Call, Client, CompanyGroupFilter, CompanyScope, Credentials, Cursor, ErrorKind, Fields,
    ListOptions, NewPermission, OperatorPermissionFilter, Permission, PermissionFilter, Reference, RetryPolicy, Role,
    Scope,
};

use crate::support::with;

/// Waits that a test can afford.
fn impatient() -> RetryPolicy {
    RetryPolicy::default().initial_backoff(std::time::Duration::ZERO)
}

fn client(sandbox: &Sandbox) -> Client {
    client_with(sandbox, Credentials::api_key(sandbox.base39().api_key()))
}

fn client_with(sandbox: &Sandbox, credentials: impl Into<Credentials>) -> Client {
    Client::builder(credentials).base_url(sandbox.base39().url()).retry(impatient()).build().unwrap()
}

fn small() -> PermissionFilter {
    with(small_pages())
}

fn small_pages() -> ListOptions {
    ListOptions::default().page_size(3)
}

fn ids(permissions: &[Permission]) -> Vec<&str> {
    permissions.iter().map(|permission| permission.id.as_str()).collect()
}

/// Everything that the sandbox saw keeps to the contract.
fn assert_keeps_to_the_contract(sandbox: &Sandbox) {
    for seen in sandbox.base39().requests() {
        Contract::base39().check_seen(&seen).unwrap();
    }
}

async fn all(client: &Client, filter: PermissionFilter) -> Vec<Permission> {
    client.permissions().list(filter).collect().await.unwrap()
}

#[tokio::test]
async fn every_operation_is_answered() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);

    let permissions = all(&client, PermissionFilter::default()).await;
    assert_eq!(permissions.len(), sandbox.base39().permission_count());
    let operator = sandbox.example().operator_id();
    let of_one = client.operators().permissions(operator, Default::default()).collect().await.unwrap();
    assert!(!of_one.is_empty() && of_one.len() < permissions.len());
    let companies = client.companies().list().await.unwrap();
    assert!(companies.data.items().iter().any(|company| company.id.as_str() == sandbox.example().company_id()));
    let groups = client.company_groups().list(CompanyGroupFilter::default()).collect().await.unwrap();
    assert!(!groups.is_empty());
    assert!(groups.iter().all(|group| group.name.is_some() && group.created_at.is_some()));
    let keys = client.api_keys().list(ApiKeyFilter::default()).collect().await.unwrap();
    assert!(keys.iter().any(|key| key.rules == ApiKeyRules::FullAccess));
    assert!(keys.iter().any(|key| matches!(&key.rules, ApiKeyRules::Rules(rules) if rules[0].resource.is_some())));
    let new = NewPermission::for_company(sandbox.example().company_id(), [Role::Approver]);
    let created = client.operators().create_permission(operator, new).await.unwrap();
    assert_eq!(created.roles, [Role::Approver]);

    assert_keeps_to_the_contract(&sandbox);
}

#[tokio::test]
async fn small_pages_give_what_one_large_page_gives() {
    let sandbox = Sandbox::builder().people(30).start().await.unwrap();
    let client = client(&sandbox);
    let whole = all(&client, PermissionFilter::default()).await;
    let before = sandbox.base39().request_count();
    assert_eq!(all(&client, small()).await, whole);
    assert_eq!(sandbox.base39().request_count() - before, whole.len().div_ceil(3) as u64);

    let mut items = client.permissions().list(small());
    let mut one_by_one = Vec::new();
    while let Some(item) = items.next().await {
        one_by_one.push(item.unwrap());
    }
    assert_eq!(one_by_one, whole);

    let mut pages = client.permissions().list(small());
    let mut page_by_page = Vec::new();
    while let Some(page) = pages.next_page().await {
        let page = page.unwrap();
        assert!(page.len() == 3 || page.next().is_end());
        page_by_page.extend(page.into_items().unwrap());
    }
    assert_eq!(page_by_page, whole);
    assert!(whole.windows(2).all(|pair| pair[0].created_at > pair[1].created_at), "newest first");
    assert_keeps_to_the_contract(&sandbox);
}

#[tokio::test]
async fn a_list_goes_on_where_it_was_left() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let whole = all(&client, PermissionFilter::default()).await;

    let mut begun = client.permissions().list(small());
    let first = begun.next_page().await.unwrap().unwrap().into_items().unwrap();
    let kept = serde_json::to_string(begun.cursor()).unwrap();
    drop(begun);
    let kept: Cursor = serde_json::from_str(&kept).unwrap();
    let rest = client.permissions().list(small()).from_cursor(kept).collect().await.unwrap();
    assert_eq!([first, rest].concat(), whole);

    let after = with(small_pages().starting_after(whole[4].id.as_str()));
    assert_eq!(all(&client, after).await, whole[5..]);
}

#[tokio::test]
async fn a_list_can_be_read_backwards() {
    let sandbox = Sandbox::builder().people(30).start().await.unwrap();
    let client = client(&sandbox);
    let whole = all(&client, PermissionFilter::default()).await;
    for place in [0, 1, 3, 10, whole.len() - 1] {
        let before = with(small_pages().ending_before(whole[place].id.as_str()));
        let mut backwards = all(&client, before).await;
        backwards.reverse();
        assert_eq!(ids(&backwards), ids(&whole[..place]), "{place}");
    }
    assert_keeps_to_the_contract(&sandbox);
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let sandbox = Sandbox::builder().people(60).start().await.unwrap();
    let client = client(&sandbox);
    let whole = all(&client, PermissionFilter::default()).await;
    let company = CompanyScope::Id(sandbox.example().company_id().into());
    let wanted = |keep: &dyn Fn(&Permission) -> bool| -> Vec<Permission> {
        let kept: Vec<_> = whole.iter().filter(|permission| keep(permission)).cloned().collect();
        assert!(!kept.is_empty() && kept.len() < whole.len());
        kept
    };

    let of_company = small().companies([sandbox.example().company_id()]);
    assert_eq!(all(&client, of_company).await, wanted(&|permission| permission.company == company));
    let approvers = PermissionFilter::default().roles([Role::Approver]);
    assert_eq!(all(&client, approvers).await, wanted(&|permission| permission.roles.contains(&Role::Approver)));
    let two = [Role::Financial, Role::Administrator];
    let either = small().roles(two.clone());
    assert_eq!(
        all(&client, either).await,
        wanted(&|permission| permission.roles.iter().any(|role| two.contains(role)))
    );

    let operator = sandbox.example().operator_id();
    let of_operator = PermissionFilter::default().operator(operator);
    let listed = client.operators().permissions(operator, Default::default()).collect().await.unwrap();
    assert_eq!(all(&client, of_operator).await, listed);

    let deleted = OperatorPermissionFilter::default().deleted(true);
    let deleted = client.operators().permissions(operator, deleted).collect().await.unwrap();
    assert!(deleted.iter().all(|permission| permission.deleted));
}

#[tokio::test]
async fn permissions_cover_all_companies_one_or_an_expanded_one() {
    let sandbox = Sandbox::builder().people(30).start().await.unwrap();
    let client = client(&sandbox);
    let plain = all(&client, PermissionFilter::default()).await;
    assert!(plain.iter().any(|permission| permission.company == CompanyScope::All));
    assert!(plain.iter().any(|permission| matches!(permission.company, CompanyScope::Id(_))));

    let expand = with(ListOptions::default().expand(["data.company"]));
    let expanded = all(&client, expand).await;
    let objects = expanded.iter().filter_map(|permission| match &permission.company {
        CompanyScope::Object(company) => Some(company),
        _ => None,
    });
    assert!(objects.clone().count() > 0);
    assert!(objects.clone().all(|company| matches!(company.group, Some(Reference::Id(_)))));
    assert!(objects.clone().all(|company| company.extra.is_empty()));
    let scopes = |permissions: &[Permission]| -> Vec<String> {
        permissions.iter().map(|permission| permission.company.as_str().to_owned()).collect()
    };
    assert_eq!(scopes(&plain), scopes(&expanded));
}

#[tokio::test]
async fn chosen_members_alone_are_there() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let whole = all(&client, PermissionFilter::default()).await;

    let only = client.permissions().list_parts(small(), Fields::only(["roles"])).collect().await.unwrap();
    assert_eq!(only.len(), whole.len());
    for (part, permission) in only.iter().zip(&whole) {
        assert_eq!((&part.id, part.roles.as_ref()), (&permission.id, Some(&permission.roles)));
        assert_eq!((part.company.is_none(), part.created_at, part.created_by.is_none()), (true, None, true));
    }
    let except = Fields::except(["roles", "createdBy"]);
    let except = client.permissions().list_parts(small(), except).collect().await.unwrap();
    for (part, permission) in except.iter().zip(&whole) {
        assert_eq!((part.roles.is_none(), part.created_by.is_none()), (true, true));
        assert_eq!(part.created_at, permission.created_at);
        assert!(part.created_at.is_some());
        assert!(part.updated_by.is_some() && part.deleted.is_some());
    }
    let groups = CompanyGroupFilter::default().options(ListOptions::default().fields(Fields::only(["name"])));
    let groups = client.company_groups().list(groups).collect().await.unwrap();
    assert!(!groups.is_empty());
    assert!(groups.iter().all(|group| group.name.is_some() && group.deleted.is_none()));
    assert_keeps_to_the_contract(&sandbox);
}

#[tokio::test]
async fn roles_of_tomorrow_are_kept() {
    let settings = Settings { unknown_role: true, ..Settings::default() };
    let sandbox = Sandbox::builder().base39(settings).start().await.unwrap();
    let permissions = all(&client(&sandbox), PermissionFilter::default()).await;
    assert!(permissions.iter().any(|permission| permission.roles.contains(&Role::Unknown("auditor".into()))));
}

#[tokio::test]
async fn a_list_that_goes_round_is_an_error() {
    for fault in [Fault::endless_cursor(), Fault::repeated_cursor().after(1).always()] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.base39().inject(fault);
        let error = client(&sandbox).permissions().list(small()).collect().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Paging);
        assert!(sandbox.base39().request_count() <= 4);
    }
}

#[tokio::test]
async fn an_empty_page_that_promises_more_is_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.base39().inject(Fault::empty_page().after(1));
    let mut list = client(&sandbox).permissions().list(small());
    assert_eq!(list.next_page().await.unwrap().unwrap().len(), 3);
    assert_eq!(list.next_page().await.unwrap().unwrap_err().kind(), ErrorKind::Paging);
}

#[tokio::test]
async fn an_empty_list_is_empty() {
    let sandbox = Sandbox::builder().people(0).start().await.unwrap();
    assert_eq!(all(&client(&sandbox), PermissionFilter::default()).await, []);
    let client = client(&sandbox);
    let unknown = client.operators().permissions("oprt_unknown", Default::default()).collect().await.unwrap();
    assert_eq!(unknown, []);
}

#[tokio::test]
async fn the_three_kinds_of_credentials_are_accepted() {
    let sandbox = Sandbox::start().await.unwrap();
    let base39 = sandbox.base39();
    let oauth =
        Credentials::client_credentials(base39.client_id(), base39.client_secret()).token_url(base39.token_url());
    for credentials in [
        Credentials::api_key(base39.api_key()),
        Credentials::api_key_as_basic_user(base39.api_key()),
        oauth.clone().into(),
        oauth.scopes([Scope::Read, Scope::Write]).into(),
    ] {
        let permissions = all(&client_with(&sandbox, credentials), PermissionFilter::default()).await;
        assert_eq!(permissions.len(), base39.permission_count());
    }
    assert_keeps_to_the_contract(&sandbox);
}

#[tokio::test]
async fn an_expired_token_is_renewed_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let base39 = sandbox.base39();
    let oauth =
        Credentials::client_credentials(base39.client_id(), base39.client_secret()).token_url(base39.token_url());
    let client = client_with(&sandbox, oauth);
    let tokens = || base39.requests().iter().filter(|seen| seen.operation == Some("oauth2_token")).count();

    client.companies().list().await.unwrap();
    client.companies().list().await.unwrap();
    assert_eq!(tokens(), 1);
    base39.expire_tokens();
    client.companies().list().await.unwrap();
    client.companies().list().await.unwrap();
    assert_eq!(tokens(), 2);

    base39.inject(Fault::refused_credentials().always().only_on("list_companies"));
    assert_eq!(client.companies().list().await.unwrap_err().kind(), ErrorKind::Unauthorized);
    assert_eq!(tokens(), 3, "a token that is refused at once is not renewed again");
}

#[tokio::test]
async fn wrong_credentials_are_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let base39 = sandbox.base39();
    let wrong_secret = Credentials::client_credentials(base39.client_id(), "wrong").token_url(base39.token_url());
    for (credentials, sent) in [
        (Credentials::api_key("bs_sandbox_wrong"), 1),
        (Credentials::api_key_as_basic_user("bs_sandbox_wrong"), 1),
        (wrong_secret.into(), 0), // The authorisation server refused; the API was not asked.
    ] {
        let before = base39.request_count();
        let error = client_with(&sandbox, credentials).companies().list().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unauthorized, sent));
        assert_eq!(base39.request_count() - before, 1, "refused credentials are not tried again");
    }
}

#[tokio::test]
async fn documented_refusals_have_no_code() {
    let sandbox = Sandbox::start().await.unwrap();
    let refusal = |status, body: &str| Fault::status(status).json(body);
    sandbox.base39().inject(refusal(401, r#"{"message":"Unauthorized"}"#));
    sandbox.base39().inject(refusal(403, r#"{"message":"Missing Authentication Token"}"#));
    let client = client(&sandbox);
    let unauthorized = client.companies().list().await.unwrap_err();
    assert_eq!((unauthorized.kind(), unauthorized.code()), (ErrorKind::Unauthorized, None));
    let forbidden = client.companies().list().await.unwrap_err();
    assert_eq!((forbidden.kind(), forbidden.code()), (ErrorKind::Forbidden, None));
    assert_eq!(forbidden.message(), Some("Missing Authentication Token"));
}

#[tokio::test]
async fn what_the_service_refuses_says_why() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    // Only a call of one's own can get past the checks of the typed ones.
    let call = Call::get("list_permissions", "/v1/permissions").query("fields", "id,-roles");
    let error = client.request(call).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Rejected, Some("INVALID_QUERY")));

    let filter = with(small_pages().starting_after("perm_unknown"));
    let error = client.permissions().list(filter).collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    let new = NewPermission::for_company("comp_unknown", [Role::Approver]);
    let error = client.operators().create_permission(sandbox.example().operator_id(), new).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Rejected, Some("INVALID_BODY")));
}

#[tokio::test]
async fn an_unknown_operator_gets_no_permission() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let new = || NewPermission::for_company(sandbox.example().company_id(), [Role::Approver]);
    for id in ["oprt_unknown", "../companies", "a?b#c", "a\r\nb", "ação"] {
        let error = client.operators().create_permission(id, new()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{id:?}");
        assert!(!error.may_have_happened());
        let none = client.operators().create_permission(id, new()).optional().await.unwrap();
        assert_eq!(none, None);
    }
    assert_keeps_to_the_contract(&sandbox);
}

#[tokio::test]
async fn a_key_makes_a_write_repeatable() {
    let sandbox = Sandbox::start().await.unwrap();
    let base39 = sandbox.base39();
    let client = client(&sandbox).acting_for("client-7").unwrap();
    let before = base39.permission_count();
    let create = || {
        let new = NewPermission::for_company(sandbox.example().company_id(), [Role::Approver]);
        client.operators().create_permission(sandbox.example().operator_id(), new)
    };

    base39.inject(Fault::still_running());
    let created = create().idempotent().await.unwrap();
    assert_eq!(base39.permission_count(), before + 1);
    assert_eq!(created.created_by.unwrap().external_client_id.as_deref(), Some("client-7"));

    // Carried out, its answer lost: the repetition gets the first answer.
    base39.inject(Fault::reset_after_read());
    create().idempotent().await.unwrap();
    assert_eq!(base39.permission_count(), before + 2);

    base39.inject(Fault::reset_after_read());
    let error = create().await.unwrap_err();
    assert!(error.may_have_happened());
    assert_eq!((error.attempts(), base39.permission_count()), (1, before + 3));

    let keys: Vec<_> = base39.requests().iter().map(|seen| seen.header("idempotency-key").map(str::to_owned)).collect();
    assert!(keys[0].is_some() && keys[0] == keys[1]);
    assert!(keys[2].is_some() && keys[2] == keys[3] && keys[2] != keys[0]);
    assert_eq!(keys[4..], [None]);
    assert_keeps_to_the_contract(&sandbox);
}

#[tokio::test]
async fn reads_are_repeated() {
    let sandbox = Sandbox::start().await.unwrap();
    for fault in [Fault::status(503).html(), Fault::half_body(), Fault::reset_after_read()] {
        sandbox.base39().inject(fault);
        client(&sandbox).companies().list().await.unwrap();
    }
}

#[tokio::test]
async fn answers_that_can_not_be_used_are_errors() {
    let sandbox = Sandbox::start().await.unwrap();
    for (fault, kind) in [
        (Fault::html_200(), ErrorKind::Decode),
        (Fault::empty_200(), ErrorKind::Decode),
        (Fault::invalid_json(), ErrorKind::Decode),
        (Fault::invalid_utf8(), ErrorKind::Decode),
        (Fault::deep_json(100_000), ErrorKind::Decode),
        (Fault::status(404).html(), ErrorKind::WrongBaseUrl),
        (Fault::redirect("https://example.com/"), ErrorKind::Redirect),
    ] {
        sandbox.base39().inject(fault);
        let error = client(&sandbox).permissions().list(small()).collect().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
    }
}
