//! Every operation against the sandbox, over real sockets.

use std::sync::{Arc, Mutex};

use acesso_sandbox::{Fault, Sandbox, contract::Contract, myreports::Settings};
use myreports::{
    AccountFilter, AccountRole, AuthorizationRequest, Client, ClientAuthentication, Credentials, CustomerFilter,
    ErrorKind, Login, Region, ReqwestTransport, Secret, TenantId, Transport, bytes::Bytes, http, url::Url,
};

async fn sandbox() -> Sandbox {
    Sandbox::start().await.unwrap()
}

fn client(sandbox: &Sandbox, credentials: Credentials) -> Client {
    Client::builder(Region::Eu, credentials).base_url(sandbox.myreports().url()).build().unwrap()
}

fn reseller(sandbox: &Sandbox) -> Client {
    client(sandbox, Credentials::token(sandbox.myreports().token()))
}

fn enterprise(sandbox: &Sandbox) -> Client {
    client(sandbox, Credentials::token(sandbox.myreports().enterprise_token()))
}

fn login(sandbox: &Sandbox) -> Login {
    let service = sandbox.myreports();
    Login::new(service.client_id(), service.client_secret())
        .authorize_url(service.authorize_url())
        .token_url(service.token_url())
}

/// Everything that the sandbox saw keeps to the contract.
fn assert_keeps_to_the_contract(sandbox: &Sandbox) {
    for seen in sandbox.myreports().requests() {
        Contract::myreports().check_seen(&seen).unwrap();
    }
}

const UNKNOWN: &str = "00000000-0000-4000-8000-00000000dead";

#[tokio::test]
async fn a_reseller_reads_customers_and_their_users() {
    let sandbox = sandbox().await;
    let client = reseller(&sandbox);
    let example = sandbox.example();

    let users = client.customers().users(example.customer_tenant_id()).await.unwrap();
    let first = users.items().iter().find(|user| user.id.as_str() == example.user_id()).unwrap();
    let detail = client.customers().user(example.customer_tenant_id(), &first.id).await.unwrap();
    let customer = client.customers().get(example.customer_tenant_id()).await.unwrap();
    let customers = client.customers().list(CustomerFilter::default()).collect().await.unwrap();

    assert_eq!(users.count_matches(), Some(true));
    assert_eq!(first.email, example.customer_email());
    assert_eq!(first.primary_tenant, Some(TenantId::from(example.customer_tenant_id())));
    assert_eq!(first.is_parent, Some(false));
    assert_eq!((&detail.id, &detail.email), (&first.id, &first.email));
    assert!(!detail.roles.unwrap().is_empty());
    assert_eq!(customers.len(), sandbox.myreports().customer_count());
    assert!(customers.contains(&customer));
    assert!(customer.date_created.is_some());
    assert_keeps_to_the_contract(&sandbox);
}

#[tokio::test]
async fn an_enterprise_reads_accounts_their_users_and_customers() {
    let sandbox = sandbox().await;
    let client = enterprise(&sandbox);
    let example = sandbox.example();
    let id = example.account_tenant_id();

    let accounts = client.accounts().list(AccountFilter::default().page_size(1)).collect().await.unwrap();
    let account = client.accounts().get(id).await.unwrap();
    let listed = client.accounts().users(id).await.unwrap();
    let user = client.accounts().user(id, &listed.items()[0].id).await.unwrap();
    let customers = client.accounts().customers(id, CustomerFilter::default()).collect().await.unwrap();
    let users = client.accounts().customer_users(id, example.customer_tenant_id()).await.unwrap();
    let detail = client.accounts().customer_user(id, example.customer_tenant_id(), example.user_id()).await.unwrap();

    assert!(accounts.len() > 1 && accounts.contains(&account));
    assert_eq!((listed.count_matches(), listed.items()[0].roles.as_ref()), (Some(true), None));
    assert!(user.roles.unwrap().contains(&AccountRole::User));
    assert_eq!(customers.len(), sandbox.myreports().customer_count());
    let as_reseller = reseller(&sandbox).customers().users(example.customer_tenant_id()).await.unwrap();
    assert_eq!(users.items(), as_reseller.items());
    assert_eq!(detail.email, example.customer_email());
    assert_keeps_to_the_contract(&sandbox);
}

#[tokio::test]
async fn customers_come_in_pages_of_the_size_asked_for_until_one_is_empty() {
    let sandbox = sandbox().await;
    let filter = CustomerFilter::default().page_size(2);
    let mut pager = reseller(&sandbox).customers().list(filter);
    let mut sizes = Vec::new();
    while let Some(page) = pager.next_page().await {
        sizes.push(page.unwrap().len());
    }

    assert_eq!(sizes, [2, 1, 0]);
    let asked: Vec<_> =
        sandbox.myreports().requests().iter().map(|request| request.query().unwrap().to_owned()).collect();
    assert_eq!(asked, ["pageIndex=0&pageSize=2", "pageIndex=1&pageSize=2", "pageIndex=2&pageSize=2"]);
}

#[tokio::test]
async fn a_list_that_begins_again_is_an_error_and_not_a_longer_list() {
    let sandbox = Sandbox::builder().people(1_200).start().await.unwrap();
    let client = client(&sandbox, Credentials::token(sandbox.myreports().token()));
    sandbox.myreports().inject(Fault::repeated_cursor().after(1));
    let filter = CustomerFilter::default().page_size(5);
    let error = client.customers().list(filter).collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Paging);
}

#[tokio::test]
async fn a_filter_keeps_the_customers_it_fits() {
    let sandbox = sandbox().await;
    let filter = |text: &str| CustomerFilter::default().filter(text);
    let client = reseller(&sandbox);

    assert_eq!(client.customers().list(filter("REF00002")).collect().await.unwrap().len(), 1);
    assert!(client.customers().list(filter("&pageIndex=0#")).collect().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_user_of_the_reseller_is_a_parent() {
    let sandbox = sandbox().await;
    let client = reseller(&sandbox);
    let mut parents = 0;
    for customer in client.customers().list(CustomerFilter::default()).collect().await.unwrap() {
        let users = client.customers().users(customer.id).await.unwrap();
        parents += users.into_items().unwrap().into_iter().filter(|user| user.is_parent == Some(true)).count();
    }

    assert!(parents > 0);
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let sandbox = sandbox().await;
    let (reseller, enterprise, example) = (reseller(&sandbox), enterprise(&sandbox), sandbox.example());

    assert_eq!(reseller.customers().users(UNKNOWN).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(reseller.customers().users(UNKNOWN).optional().await.unwrap().is_none());
    assert!(reseller.customers().get(UNKNOWN).optional().await.unwrap().is_none());
    assert!(reseller.customers().user(example.customer_tenant_id(), UNKNOWN).optional().await.unwrap().is_none());
    assert!(enterprise.accounts().get(UNKNOWN).optional().await.unwrap().is_none());
    assert!(enterprise.accounts().users(UNKNOWN).optional().await.unwrap().is_none());
    let list = enterprise.accounts().customers(UNKNOWN, CustomerFilter::default());
    assert_eq!(list.collect().await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_forgotten_api_is_never_not_found() {
    let sandbox = sandbox().await;
    let service = sandbox.myreports();
    for url in [service.origin(), format!("{}/v1.0", service.url()), format!("{}/API", service.origin())] {
        let client =
            Client::builder(Region::Eu, Credentials::token(service.token())).base_url(url.as_str()).build().unwrap();

        let error = client.customers().users(sandbox.example().customer_tenant_id()).optional().await.unwrap_err();

        assert_eq!(error.kind(), ErrorKind::WrongBaseUrl, "{url}");
        assert!(error.to_string().contains("`/api`"), "{error}");
    }
}

#[tokio::test]
async fn refused_credentials_have_no_body() {
    let sandbox = sandbox().await;
    let customer = sandbox.example().customer_tenant_id();
    let wrong = client(&sandbox, Credentials::token("wrong"));
    sandbox.myreports().inject(Fault::refused_credentials().after(1));

    for error in [
        wrong.customers().users(customer).await.unwrap_err(),
        reseller(&sandbox).customers().users(customer).await.unwrap_err(),
        enterprise(&sandbox).customers().users(customer).await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.body()), (ErrorKind::Unauthorized, &b""[..]));
    }
    // A fixed token can't be replaced, so nothing was sent twice.
    assert_eq!(sandbox.myreports().request_count(), 3);
}

#[tokio::test]
async fn an_id_stays_one_segment_of_the_path() {
    let sandbox = sandbox().await;
    let client = reseller(&sandbox);
    for (id, sent) in [
        ("a/b", "a%2Fb"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("a\r\nx-evil: 1", "a%0D%0Ax-evil%3A%201"),
        ("ação", "a%C3%A7%C3%A3o"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("a\\b", "a%5Cb"),
        (" ", "%20"),
    ] {
        let error = client.customers().users(id).await.unwrap_err();

        let seen = sandbox.myreports().requests().pop().unwrap();
        assert_eq!(seen.path_and_query, format!("/api/v1.0/customers/{sent}/users"));
        assert_eq!(seen.header("x-evil"), None);
        // The service refuses what is no GUID, and says so.
        assert_eq!(error.kind(), ErrorKind::Rejected, "{id}");
        assert!(error.message().unwrap().ends_with("is not valid."));

        client.customers().user(sandbox.example().customer_tenant_id(), id).await.unwrap_err();
        let seen = sandbox.myreports().requests().pop().unwrap();
        assert!(seen.path_and_query.ends_with(&format!("/users/{sent}")), "{}", seen.path_and_query);
    }
}

#[tokio::test]
async fn an_id_that_would_change_the_path_is_not_sent() {
    let sandbox = sandbox().await;
    let client = reseller(&sandbox);
    for id in ["", ".", ".."] {
        for (error, field) in [
            (client.customers().users(id).await.unwrap_err(), "CUSTOMER_TENANT_ID"),
            (client.customers().user("c", id).await.unwrap_err(), "USER_ID"),
            (client.customers().get(id).await.unwrap_err(), "CUSTOMER_TENANT_ID"),
            (client.accounts().get(id).await.unwrap_err(), "ACCOUNT_TENANT_ID"),
            (client.accounts().users(id).await.unwrap_err(), "ACCOUNT_TENANT_ID"),
            (client.accounts().user("a", id).await.unwrap_err(), "USER_ID"),
            (client.accounts().customer_users("a", id).await.unwrap_err(), "CUSTOMER_TENANT_ID"),
            (client.accounts().customer_user("a", "c", id).await.unwrap_err(), "USER_ID"),
            (
                client.accounts().customers(id, CustomerFilter::default()).collect().await.unwrap_err(),
                "ACCOUNT_TENANT_ID",
            ),
        ] {
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{id:?}");
            assert!(error.to_string().contains(field), "{error}");
        }
    }
    assert_eq!(sandbox.myreports().request_count(), 0);
}

#[tokio::test]
async fn a_code_gives_a_token_and_the_refresh_token_its_successors() {
    let sandbox = sandbox().await;
    let service = sandbox.myreports();
    let kept = Arc::new(Mutex::new(Vec::<Secret>::new()));
    let keep = Arc::clone(&kept);
    let credentials = login(&sandbox)
        .on_renewed(move |tokens| keep.lock().unwrap().push(tokens.refresh_token.clone().unwrap()))
        .with_code(service.authorization_code(), None);
    let client = client(&sandbox, credentials);
    let customer = sandbox.example().customer_tenant_id();

    client.customers().users(customer).await.unwrap();
    service.expire_tokens();
    client.customers().users(customer).await.unwrap();
    service.expire_tokens();
    client.customers().users(customer).await.unwrap();

    let kept = kept.lock().unwrap().clone();
    assert_eq!(kept.len(), 3);
    assert!(kept[0] != kept[1] && kept[1] != kept[2], "the server replaces refresh tokens");
    let token_requests: Vec<_> =
        service.requests().into_iter().filter(|request| request.operation == Some("token")).collect();
    assert_eq!(token_requests.len(), 3);
    assert!(token_requests[0].header("authorization").unwrap().starts_with("Basic "));
    // A new process goes on with the refresh token that was kept last.
    let next = self::client(&sandbox, login(&sandbox).with_refresh_token(kept[2].clone()));
    next.customers().users(customer).await.unwrap();
}

#[tokio::test]
async fn clients_share_a_log_in_and_its_one_refresh_token() {
    let sandbox = sandbox().await;
    let credentials = login(&sandbox).with_refresh_token(sandbox.myreports().refresh_token());
    let (one, other) = (client(&sandbox, credentials.clone()), client(&sandbox, credentials));
    let customer = sandbox.example().customer_tenant_id();

    one.customers().users(customer).await.unwrap();
    sandbox.myreports().expire_tokens();
    other.customers().users(customer).await.unwrap();
    one.customers().users(customer).await.unwrap();

    let tokens = sandbox.myreports().requests().iter().filter(|seen| seen.operation == Some("token")).count();
    assert_eq!(tokens, 2);
}

#[tokio::test]
async fn id_and_secret_can_go_in_the_form() {
    let sandbox = sandbox().await;
    let credentials = login(&sandbox)
        .authentication(ClientAuthentication::Form)
        .with_refresh_token(sandbox.myreports().refresh_token());

    client(&sandbox, credentials).customers().users(sandbox.example().customer_tenant_id()).await.unwrap();

    let seen = &sandbox.myreports().requests()[0];
    assert_eq!((seen.operation, seen.header("authorization")), (Some("token"), None));
}

#[tokio::test]
async fn a_refresh_token_that_was_used_already_asks_for_a_new_log_in() {
    let sandbox = sandbox().await;
    let client = client(&sandbox, login(&sandbox).with_refresh_token("canary"));

    let error = client.customers().users(sandbox.example().customer_tenant_id()).await.unwrap_err();

    assert_eq!((error.kind(), error.code()), (ErrorKind::Unauthorized, Some("invalid_grant")));
    assert!(error.advice().contains("log in again"), "{error}");
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[tokio::test]
async fn a_code_is_good_once_and_for_its_redirect_address() {
    let sandbox = sandbox().await;
    let service = sandbox.myreports();
    let other_address =
        login(&sandbox).redirect_uri("http://127.0.0.1:9000").with_code(service.authorization_code(), None);
    let code = service.authorization_code();
    let customer = sandbox.example().customer_tenant_id();

    client(&sandbox, login(&sandbox).with_code(code.as_str(), None)).customers().users(customer).await.unwrap();

    for credentials in [other_address, login(&sandbox).with_code(code, None)] {
        let error = client(&sandbox, credentials).customers().users(customer).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Unauthorized, Some("invalid_grant")));
    }
}

#[tokio::test]
async fn a_passing_failure_is_repeated() {
    let sandbox = sandbox().await;
    let customer = sandbox.example().customer_tenant_id();
    for fault in [Fault::status(503).html(), Fault::reset_before_read(), Fault::half_body(), Fault::half_chunk()] {
        sandbox.myreports().inject(fault);

        reseller(&sandbox).customers().users(customer).await.unwrap();
    }
}

#[tokio::test]
async fn a_200_that_can_not_be_used_is_an_error() {
    let sandbox = sandbox().await;
    let client = reseller(&sandbox);
    for fault in [
        Fault::html_200(),
        Fault::empty_200(),
        Fault::invalid_json(),
        Fault::invalid_utf8(),
        Fault::deep_json(10_000),
        Fault::status(200).json(r#"{"status":"success"}"#),
    ] {
        sandbox.myreports().inject(fault);

        let users = client.customers().users(sandbox.example().customer_tenant_id()).await;
        let error = users.and_then(myreports::Listing::into_items).unwrap_err();

        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert_eq!(error.status().unwrap(), 200);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let sandbox = sandbox().await;
    sandbox.myreports().inject(Fault::redirect("https://login.example.com/"));

    let error = reseller(&sandbox).customers().users(sandbox.example().customer_tenant_id()).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert_eq!(sandbox.myreports().request_count(), 1);
}

#[tokio::test]
async fn the_environments_variables_reach_the_service() {
    let sandbox = sandbox().await;
    let service = sandbox.myreports();
    let url = service.url();
    let env = myreports::Env::from_fn(|name| match name {
        "MYREPORTS_URL" => Some(url.clone()),
        "MYREPORTS_TOKEN" => Some(service.token().to_owned()),
        _ => None,
    });

    let client = Client::with_env(&env).unwrap();

    client.customers().users(sandbox.example().customer_tenant_id()).await.unwrap();
}

#[tokio::test]
async fn a_code_becomes_tokens_to_keep_and_is_good_once() {
    let sandbox = sandbox().await;
    let request = login(&sandbox).authorization_request().unwrap();
    let code = code_of(&request).await;
    let transport = ReqwestTransport::new().unwrap();
    let verifier = request.code_verifier;
    let tokens = login(&sandbox).exchange(code.as_str(), verifier.clone(), transport.clone()).await.unwrap();
    let later = login(&sandbox).with_refresh_token(tokens.refresh_token.unwrap());
    client(&sandbox, later).customers().users(sandbox.example().customer_tenant_id()).await.unwrap();

    let again = login(&sandbox).exchange(code.as_str(), verifier, transport).await.unwrap_err();
    assert_eq!(again.kind(), ErrorKind::Unauthorized);
    assert!(again.advice().contains("log in again"), "{again}");
    assert!(!format!("{again} {again:?}").contains(&code), "{again}");
}

/// The code with which the sandbox sends a person back who opened the address.
async fn code_of(request: &AuthorizationRequest) -> String {
    let mut asked = http::Request::new(Bytes::new());
    *asked.uri_mut() = request.url.parse().unwrap();
    let answer = ReqwestTransport::new().unwrap().send(asked).await.unwrap();
    let back = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let parameter = |name| back.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned());
    assert_eq!(parameter("state").as_deref(), Some(request.state.expose()), "{back}");
    parameter("code").unwrap()
}

#[tokio::test]
async fn a_person_logs_in_with_a_verifier_where_it_is_required_and_where_it_is_not() {
    for require_pkce in [false, true] {
        let settings = Settings { require_pkce, ..Settings::default() };
        let sandbox = Sandbox::builder().myreports(settings).start().await.unwrap();
        let request = login(&sandbox).authorization_request().unwrap();
        let code = code_of(&request).await;

        let credentials = login(&sandbox).with_code(code, request.code_verifier);

        client(&sandbox, credentials).customers().users(sandbox.example().customer_tenant_id()).await.unwrap();
    }
}

#[tokio::test]
async fn a_code_is_good_with_its_own_verifier_alone() {
    let sandbox = sandbox().await;
    let transport = ReqwestTransport::new().unwrap();
    let another = login(&sandbox).authorization_request().unwrap().code_verifier;
    for verifier in [None, Some(another)] {
        let code = code_of(&login(&sandbox).authorization_request().unwrap()).await;

        let error = login(&sandbox).exchange(code, verifier, transport.clone()).await.unwrap_err();

        assert_eq!((error.kind(), error.code()), (ErrorKind::Unauthorized, Some("invalid_grant")));
    }
}
