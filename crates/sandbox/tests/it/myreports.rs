//! MyReports over real sockets.

use acesso_sandbox::contract::Contract;
use acesso_sandbox::myreports::Settings;
use acesso_sandbox::{Builder, Sandbox};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, Got, assert_requests_are_good};

const USERS: &str = "reseller_list_customer_users";

/// The sandbox, and a client for each of the two portals.
async fn start(builder: Builder) -> (Sandbox, Client, Client) {
    let sandbox = builder.start().await.unwrap();
    let reseller = Client::new(sandbox.myreports(), Contract::myreports(), sandbox.myreports().token());
    let enterprise = format!("Bearer {}", sandbox.myreports().enterprise_token());
    let enterprise = reseller.with_authorization(Some(&enterprise));
    (sandbox, reseller, enterprise)
}

async fn start_with_people(people: usize) -> (Sandbox, Client, Client) {
    start(Sandbox::builder().people(people)).await
}

fn list(got: &Got) -> Vec<Value> {
    got.json()["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn users_come_in_the_documented_frame_without_roles() {
    let (sandbox, reseller, _) = start_with_people(10).await;
    let tenant = sandbox.example().customer_tenant_id();
    let got = reseller.get(USERS, &format!("/v1.0/customers/{tenant}/users")).await;
    let start = format!(r#"{{"page_size":5,"data":[{{"id":"{}","#, sandbox.example().user_id());
    assert!(got.text().starts_with(&start), "{}", got.text());
    let end = r#"],"status":"success","timestamp":"2026-01-02T03:04:05.1234500Z"}"#;
    assert!(got.text().ends_with(end), "{}", got.text());
    assert!(got.json().get("page_index").is_none());
    let users = list(&got);
    assert!(users.iter().all(|user| user.get("roles").is_none()));
    assert_eq!(users[0]["email"], sandbox.example().customer_email());
    assert_requests_are_good(sandbox.myreports(), Contract::myreports());
}

#[tokio::test]
async fn everybody_is_a_user_and_some_are_guests_or_the_reseller_s() {
    let (sandbox, reseller, _) = start_with_people(100).await;
    let tenants = reseller.get("reseller_list_customers", "/v1.0/customers").await.column("id");
    assert_eq!(tenants.len(), sandbox.myreports().customer_count());
    let (mut own, mut guests, mut parents) = (0, 0, 0);
    for tenant in &tenants {
        for user in list(&reseller.get(USERS, &format!("/v1.0/customers/{tenant}/users")).await) {
            match (user["isParent"] == true, user["primaryTenant"] == *tenant) {
                (true, _) => parents += 1,
                (false, true) => own += 1,
                (false, false) => guests += 1,
            }
        }
    }
    assert_eq!((own, guests, parents), (100, 1, 1));
}

#[tokio::test]
async fn a_single_user_has_roles() {
    let (sandbox, reseller, enterprise) = start_with_people(20).await;
    let tenant = sandbox.example().customer_tenant_id();
    let account = sandbox.example().account_tenant_id();
    let path = format!("/customers/{tenant}/users");
    for user in list(&reseller.get(USERS, &format!("/v1.0{path}")).await) {
        let id = user["id"].as_str().unwrap();
        let single = reseller.get("reseller_get_customer_user", &format!("/v1.0{path}/{id}")).await.json();
        let roles = single["data"]["roles"].as_array().unwrap();
        assert!(roles.contains(&"customer.user".into()));
        let mut without_roles = single["data"].clone();
        without_roles.as_object_mut().unwrap().remove("roles");
        assert_eq!(without_roles, user);
        let by_enterprise = format!("/v1.0/accounts/{account}{path}/{id}");
        assert_eq!(enterprise.get("enterprise_get_customer_user", &by_enterprise).await.json(), single);
    }
    assert_requests_are_good(sandbox.myreports(), Contract::myreports());
}

#[tokio::test]
async fn both_portals_see_the_same_customers() {
    let (sandbox, reseller, enterprise) = start_with_people(10).await;
    let account = sandbox.example().account_tenant_id();
    let by_reseller = reseller.get("reseller_list_customers", "/v1.0/customers").await;
    let path = format!("/v1.0/accounts/{account}/customers");
    let by_enterprise = enterprise.get("enterprise_list_customers", &path).await;
    assert_eq!(by_reseller.body, by_enterprise.body);
    for customer in list(&by_reseller) {
        let id = customer["id"].as_str().unwrap();
        let single = reseller.get("reseller_get_customer", &format!("/v1.0/customers/{id}")).await;
        assert_eq!(single.json()["data"], customer);
        let users = reseller.get(USERS, &format!("/v1.0/customers/{id}/users")).await;
        let users_path = format!("{path}/{id}/users");
        let same = enterprise.get("enterprise_list_customer_users", &users_path).await;
        assert_eq!(users.body, same.body);
    }
    assert!(list(&by_reseller).iter().any(|customer| customer["enabled"] == false));
}

#[tokio::test]
async fn accounts_their_users_and_an_empty_customer() {
    let (sandbox, reseller, enterprise) = start_with_people(10).await;
    let accounts = list(&enterprise.get("enterprise_list_accounts", "/v1.0/accounts").await);
    assert_eq!(accounts.len(), 2);
    let mut users = Vec::new();
    for account in &accounts {
        let id = account["id"].as_str().unwrap();
        let single = enterprise.get("enterprise_get_account", &format!("/v1.0/accounts/{id}")).await;
        assert_eq!(single.json()["data"], *account);
        let path = format!("/v1.0/accounts/{id}/users");
        for user in list(&enterprise.get("enterprise_list_account_users", &path).await) {
            assert!(user.get("isParent").is_none() && user.get("roles").is_none());
            let path = format!("{path}/{}", user["id"].as_str().unwrap());
            let single = enterprise.get("enterprise_get_account_user", &path).await.json();
            assert!(single["data"]["roles"].as_array().unwrap().contains(&"account.user".into()));
            users.push((id.to_owned(), user["id"].as_str().unwrap().to_owned()));
        }
    }
    assert_eq!(users.len(), 3);
    let not_of_this_account = format!("/v1.0/accounts/{}/users/{}", users[0].0, users[2].1);
    assert_eq!(enterprise.get("enterprise_get_account_user", &not_of_this_account).await.status, 404);

    let other = accounts[1]["id"].as_str().unwrap();
    let customers = enterprise.get("enterprise_list_customers", &format!("/v1.0/accounts/{other}/customers")).await;
    let empty = customers.column("id").remove(0);
    let path = format!("/v1.0/accounts/{other}/customers/{empty}/users");
    let nobody = enterprise.get("enterprise_list_customer_users", &path).await.json();
    assert_eq!((nobody["page_size"].as_u64(), nobody["data"].clone()), (Some(0), json!([])));
    let path = format!("/v1.0/customers/{empty}");
    assert_eq!(reseller.get("reseller_get_customer", &path).await.status, 404, "another reseller's");
    assert_requests_are_good(sandbox.myreports(), Contract::myreports());
}

/// How many users of a customer's list have each role, by asking for every one of them.
async fn roles_of(reseller: &Client, tenant: &str) -> Value {
    let path = format!("/v1.0/customers/{tenant}/users");
    let mut roles = serde_json::Map::new();
    for id in reseller.get(USERS, &path).await.column("id") {
        let single = reseller.get("reseller_get_customer_user", &format!("{path}/{id}")).await.json();
        for role in single["data"]["roles"].as_array().unwrap() {
            let count = roles.entry(role.as_str().unwrap()).or_insert(0.into());
            *count = (count.as_u64().unwrap() + 1).into();
        }
    }
    roles.into()
}

const METRICS: &str = "enterprise_get_account_metrics";

async fn metrics(enterprise: &Client, account: &str) -> Value {
    enterprise.get(METRICS, &format!("/v1.0/accounts/{account}/metrics")).await.json()["data"].clone()
}

#[tokio::test]
async fn metrics_count_the_roles_that_users_have() {
    let (sandbox, reseller, enterprise) = start_with_people(30).await;
    let accounts = list(&enterprise.get("enterprise_list_accounts", "/v1.0/accounts").await);
    let mut with_roles = 0;
    for account in &accounts {
        let id = account["id"].as_str().unwrap();
        let metrics = metrics(&enterprise, id).await;
        assert_eq!((&metrics["accountTenantId"], &metrics["accountName"]), (&account["id"], &account["name"]));
        assert_eq!(metrics["dateCreated"].as_str().unwrap().len(), "2021-03-02T15:15:46.538411".len());
        let path = format!("/v1.0/accounts/{id}/customers");
        let customers = list(&enterprise.get("enterprise_list_customers", &path).await);
        let counted = metrics["customers"].as_array().unwrap();
        assert_eq!(counted.len(), customers.len());
        for (counted, customer) in counted.iter().zip(&customers) {
            assert_eq!((&counted["tenantId"], &counted["enabled"]), (&customer["id"], &customer["enabled"]));
            if account["id"] == sandbox.example().account_tenant_id() {
                assert_eq!(counted["roles"], roles_of(&reseller, customer["id"].as_str().unwrap()).await);
                with_roles += 1;
            } else {
                assert_eq!(counted["roles"], json!({}), "a customer without users");
            }
        }
    }
    assert_eq!(with_roles, 3);
    assert_requests_are_good(sandbox.myreports(), Contract::myreports());
}

#[tokio::test]
async fn metrics_are_off_by_one_when_told_to_be() {
    let settings = Settings { metrics_off_by_one: true, ..Settings::default() };
    let (sandbox, reseller, enterprise) = start(Sandbox::builder().myreports(settings)).await;
    let metrics = metrics(&enterprise, sandbox.example().account_tenant_id()).await;
    let mut differences = Vec::new();
    for customer in metrics["customers"].as_array().unwrap() {
        let roles = roles_of(&reseller, customer["tenantId"].as_str().unwrap()).await;
        for (role, count) in customer["roles"].as_object().unwrap() {
            differences.push(count.as_i64().unwrap() - roles[role].as_i64().unwrap());
        }
    }
    assert_eq!(differences.iter().filter(|difference| **difference != 0).collect::<Vec<_>>(), [&1]);
    assert_eq!(differences[0], 1, "at the first customer");
}

#[tokio::test]
async fn metrics_are_the_enterprise_s_and_of_an_account_that_exists() {
    let (sandbox, reseller, enterprise) = start_with_people(0).await;
    let path = |id: &str| format!("/v1.0/accounts/{id}/metrics");
    let account = sandbox.example().account_tenant_id();
    assert_eq!(reseller.get(METRICS, &path(account)).await.status, 401);
    assert_eq!(enterprise.get(METRICS, &path("1")).await.status, 400);
    assert_eq!(enterprise.get(METRICS, &path(sandbox.example().customer_tenant_id())).await.status, 404);
    let nobody = metrics(&enterprise, account).await;
    assert!(nobody["customers"].as_array().unwrap().iter().all(|customer| customer["roles"] == json!({})));
}

#[tokio::test]
async fn customers_come_in_pages_and_by_filter() {
    let (sandbox, reseller, _) = start_with_people(1_200).await;
    let operation = "reseller_list_customers";
    let whole = reseller.get(operation, "/v1.0/customers").await.column("id");
    assert_eq!(whole.len(), 12);
    let mut paged = Vec::new();
    for index in 0..4 {
        let got = reseller.get(operation, &format!("/v1.0/customers?pageIndex={index}&pageSize=5")).await;
        let ids = got.column("id");
        assert_eq!(got.json()["page_index"], index);
        assert_eq!(got.json()["page_size"], ids.len());
        paged.extend(ids);
    }
    assert_eq!(paged, whole);
    for (filter, expected) in [("Cliente%201", 4), ("cliente+12", 1), ("REF00003", 1), ("none", 0), ("", 12)] {
        let got = reseller.get(operation, &format!("/v1.0/customers?filter={filter}")).await;
        assert_eq!(got.column("id").len(), expected, "{filter}");
    }
    let second_hit = reseller.get(operation, "/v1.0/customers?filter=Cliente%201&pageSize=1&pageIndex=1").await;
    assert_eq!(second_hit.column("name"), ["Cliente 10"]);
    assert_requests_are_good(sandbox.myreports(), Contract::myreports());
}

#[tokio::test]
async fn a_malformed_id_is_named_in_a_400() {
    let (sandbox, reseller, enterprise) = start_with_people(10).await;
    let tenant = sandbox.example().customer_tenant_id();
    let account = sandbox.example().account_tenant_id();
    let with_one_more = format!("{tenant}0");
    for (id, shown) in [("1", "1"), ("a%27b", "a'b"), ("%22", "\""), (&*with_one_more, &*with_one_more)] {
        let got = reseller.get(USERS, &format!("/v1.0/customers/{id}/users")).await;
        let expected = json!({
            "error": 400, "message": format!("The value '{shown}' is not valid."),
            "status": "error", "timestamp": "2026-01-02T03:04:05.1234500Z",
        });
        assert_eq!((got.status, got.json()), (400, expected));
        assert!(got.text().starts_with(r#"{"error":400,"message":"#), "{}", got.text());
    }
    for (client, operation, path) in [
        (&reseller, "reseller_get_customer", "/v1.0/customers/1".to_owned()),
        (&reseller, "reseller_get_customer_user", format!("/v1.0/customers/{tenant}/users/1")),
        (&enterprise, "enterprise_get_account", "/v1.0/accounts/1".to_owned()),
        (&enterprise, "enterprise_get_account_user", format!("/v1.0/accounts/{account}/users/1")),
        (&enterprise, "enterprise_list_customers", "/v1.0/accounts/1/customers".to_owned()),
        (&enterprise, "enterprise_list_customer_users", format!("/v1.0/accounts/{account}/customers/1/users")),
    ] {
        assert_eq!(client.get(operation, &path).await.status, 400, "{path}");
    }
}

#[tokio::test]
async fn a_bad_page_is_named_in_a_400() {
    let (_sandbox, reseller, enterprise) = start_with_people(10).await;
    for query in ["pageIndex=-1", "pageIndex=x", "pageSize=0", "pageSize=1001", "pageSize=x"] {
        let got = reseller.get("reseller_list_customers", &format!("/v1.0/customers?{query}")).await;
        assert_eq!(got.status, 400, "{query}");
    }
    let bad = enterprise.get("enterprise_list_accounts", "/v1.0/accounts?pageSize=0").await;
    assert_eq!(bad.status, 400);
    let large = enterprise.get("enterprise_list_accounts", "/v1.0/accounts?pageSize=5000&pageIndex=1").await;
    assert_eq!((large.status, large.json()["page_index"].as_u64()), (200, Some(1)));
}

#[tokio::test]
async fn an_unknown_id_is_a_404_in_the_envelope() {
    let (sandbox, reseller, enterprise) = start_with_people(10).await;
    let nothing = "00000000-0000-0000-0000-000000000000";
    let tenant = sandbox.example().customer_tenant_id();
    let account = sandbox.example().account_tenant_id();
    let user = sandbox.example().user_id();
    for (client, operation, path) in [
        (&reseller, USERS, format!("/v1.0/customers/{nothing}/users")),
        (&reseller, USERS, format!("/v1.0/customers/{user}/users")),
        (&reseller, "reseller_get_customer", format!("/v1.0/customers/{nothing}")),
        (&reseller, "reseller_get_customer_user", format!("/v1.0/customers/{tenant}/users/{nothing}")),
        (&enterprise, "enterprise_get_account", format!("/v1.0/accounts/{nothing}")),
        (&enterprise, "enterprise_list_account_users", format!("/v1.0/accounts/{nothing}/users")),
        (&enterprise, "enterprise_get_account_user", format!("/v1.0/accounts/{account}/users/{user}")),
    ] {
        let got = client.get(operation, &path).await;
        assert_eq!((got.status, got.json()["message"].as_str()), (404, Some("Not Found")), "{path}");
        // The documented length of this answer.
        assert_eq!(got.body.len(), 95);
    }
}

#[tokio::test]
async fn an_unknown_route_has_no_envelope() {
    let (sandbox, reseller, _) = start_with_people(10).await;
    let got = [
        reseller.try_get("/v2.0/customers").await.unwrap(),
        reseller.try_get("/v1.0/customers//users").await.unwrap(),
        reseller.send(Method::DELETE, "/v1.0/customers", None).await.unwrap(),
    ];
    for got in got {
        assert_eq!((got.status, got.text()), (404, ""));
    }
    assert!(sandbox.myreports().url().ends_with("/api"));
}

#[tokio::test]
async fn a_refusal_has_no_body_and_portals_are_apart() {
    let (sandbox, reseller, enterprise) = start_with_people(10).await;
    let nobody = reseller.with_authorization(None);
    let stranger = reseller.with_authorization(Some("Bearer wrong"));
    let account = format!("/v1.0/accounts/{}", sandbox.example().account_tenant_id());
    for (client, operation, path) in [
        (&nobody, "reseller_list_customers", "/v1.0/customers"),
        (&stranger, "reseller_list_customers", "/v1.0/customers"),
        (&stranger, "enterprise_list_accounts", "/v1.0/accounts"),
        (&enterprise, "reseller_list_customers", "/v1.0/customers"),
        (&reseller, "enterprise_get_account", &account),
        // The token comes before the id.
        (&stranger, "reseller_get_customer", "/v1.0/customers/1"),
    ] {
        let got = client.get(operation, path).await;
        assert_eq!((got.status, got.content_type, got.body), (401, None, Vec::new()), "{path}");
    }
}

#[tokio::test]
async fn the_timestamp_is_what_it_was_set_to() {
    let settings = Settings { timestamp: "2019-01-01T10:00:00.2818600Z".to_owned(), ..Settings::default() };
    let (_sandbox, reseller, _) = start(Sandbox::builder().myreports(settings)).await;
    let got = reseller.get("reseller_list_customers", "/v1.0/customers").await;
    assert_eq!(got.json()["timestamp"], "2019-01-01T10:00:00.2818600Z");
}

// --- login: not in the contract, so unchecked there ---

struct Login<'a> {
    sandbox: &'a Sandbox,
    http: reqwest::Client,
}

impl<'a> Login<'a> {
    fn at(sandbox: &'a Sandbox) -> Self {
        let policy = reqwest::redirect::Policy::none();
        Self { sandbox, http: reqwest::Client::builder().no_proxy().redirect(policy).build().unwrap() }
    }

    /// The status, and the address to which the browser is sent.
    async fn authorize(&self, query: &str) -> (u16, Option<String>) {
        let address = format!("{}?{query}", self.sandbox.myreports().authorize_url());
        let got = self.http.get(address).send().await.unwrap();
        let location = got.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        (got.status().as_u16(), location)
    }

    async fn token(&self, form: &str) -> (u16, Value) {
        let body = format!("{form}&{}", self.client());
        self.token_without_client(body, None).await
    }

    async fn token_without_client(&self, body: String, basic: Option<(&str, &str)>) -> (u16, Value) {
        let request = self.http.post(self.sandbox.myreports().token_url());
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        let request = match basic {
            Some((user, password)) => request.basic_auth(user, Some(password)),
            None => request,
        };
        let got = request.send().await.unwrap();
        (got.status().as_u16(), serde_json::from_str(&got.text().await.unwrap()).unwrap())
    }

    fn client(&self) -> String {
        let service = self.sandbox.myreports();
        format!("client_id={}&client_secret={}", service.client_id(), service.client_secret())
    }

    fn code_form(&self, code: &str) -> String {
        let redirect = self.sandbox.myreports().redirect_uri();
        format!("grant_type=authorization_code&code={code}&redirect_uri={redirect}")
    }
}

#[tokio::test]
async fn a_person_signs_in_and_the_refresh_token_is_used_once() {
    let (sandbox, reseller, _) = start_with_people(10).await;
    let login = Login::at(&sandbox);
    let query = format!(
        "response_type=code&client_id={}&scope=openid+offline_access+onboarding&state=s%26t&redirect_uri={}",
        sandbox.myreports().client_id(),
        "http://127.0.0.1:8000/done?from=here"
    );
    let (status, location) = login.authorize(&query).await;
    let location = location.unwrap();
    let code = location.strip_prefix("http://127.0.0.1:8000/done?from=here&code=").unwrap();
    let code = code.strip_suffix("&state=s%26t").unwrap();
    assert_eq!(status, 302);

    let form = format!("grant_type=authorization_code&code={code}&redirect_uri=http://127.0.0.1:8000/done?from=here");
    let (status, first) = login.token(&form).await;
    assert_eq!((status, first["token_type"].as_str(), first["expires_in"].as_u64()), (200, Some("Bearer"), Some(3600)));
    let works = async |token: &Value| {
        let client = reseller.with_authorization(Some(&format!("Bearer {}", token["access_token"].as_str().unwrap())));
        client.get("reseller_list_customers", "/v1.0/customers").await.status == 200
    };
    assert!(works(&first).await);
    sandbox.myreports().expire_tokens();
    assert!(!works(&first).await);

    let refresh = format!("grant_type=refresh_token&refresh_token={}", first["refresh_token"].as_str().unwrap());
    let (status, second) = login.token(&refresh).await;
    assert_eq!(status, 200);
    assert!(works(&second).await);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(login.token(&refresh).await, (400, json!({ "error": "invalid_grant" })), "used");
    assert_eq!(login.token(&form).await, (400, json!({ "error": "invalid_grant" })), "the code, too");
    let operations: Vec<_> = sandbox.myreports().requests().iter().map(|seen| seen.operation).collect();
    assert!(operations.contains(&Some("authorize")) && operations.contains(&Some("token")));
}

#[tokio::test]
async fn a_test_gets_a_code_and_a_refresh_token_without_signing_in() {
    let (sandbox, _, _) = start_with_people(10).await;
    let (login, service) = (Login::at(&sandbox), sandbox.myreports());
    let form = login.code_form(&service.authorization_code());
    let basic = Some((service.client_id(), service.client_secret()));
    assert_eq!(login.token_without_client(form, basic).await.0, 200, "the client may use Basic");
    let refresh = format!("grant_type=refresh_token&refresh_token={}", service.refresh_token());
    assert_eq!(login.token(&refresh).await.0, 200);
}

#[tokio::test]
async fn without_offline_access_there_is_no_refresh_token() {
    let settings = Settings { expires_in: None, ..Settings::default() };
    let (sandbox, _, _) = start(Sandbox::builder().myreports(settings)).await;
    let login = Login::at(&sandbox);
    let id = sandbox.myreports().client_id();
    let (_, location) = login.authorize(&format!("response_type=code&client_id={id}&scope=openid")).await;
    let code = location.unwrap().split_once("code=").unwrap().1.to_owned();
    let (status, token) = login.token(&login.code_form(&code)).await;
    assert_eq!(status, 200);
    assert!(token.get("refresh_token").is_none() && token.get("expires_in").is_none(), "{token}");
}

/// Verifier and challenge of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Where a person is sent who asks for a code with these further parameters.
async fn sent_to(login: &Login<'_>, pkce: &str) -> String {
    let id = login.sandbox.myreports().client_id();
    let (status, location) = login.authorize(&format!("response_type=code&client_id={id}&state=1{pkce}")).await;
    assert_eq!(status, 302);
    location.unwrap()
}

async fn code_for(login: &Login<'_>, pkce: &str) -> String {
    let location = sent_to(login, pkce).await;
    let code = location.strip_prefix("http://127.0.0.1:8000/?code=").and_then(|rest| rest.strip_suffix("&state=1"));
    code.unwrap_or_else(|| panic!("{location}")).to_owned()
}

#[tokio::test]
async fn a_code_with_a_challenge_needs_its_verifier() {
    let (sandbox, _, _) = start_with_people(10).await;
    let login = Login::at(&sandbox);
    let pkce = format!("&code_challenge={CHALLENGE}&code_challenge_method=S256");

    let exchange = async |verifier: &str| {
        let form = login.code_form(&code_for(&login, &pkce).await);
        login.token(&format!("{form}{verifier}")).await
    };

    let (status, token) = exchange(&format!("&code_verifier={VERIFIER}")).await;
    assert_eq!((status, token["token_type"].as_str()), (200, Some("Bearer")));
    let refused = (400, json!({ "error": "invalid_grant" }));
    for verifier in [
        String::new(),
        "&code_verifier=".to_owned(),
        format!("&code_verifier={}", VERIFIER.to_lowercase()),
        // As the method `plain` would have it.
        format!("&code_verifier={CHALLENGE}"),
    ] {
        assert_eq!(exchange(&verifier).await, refused, "{verifier}");
    }
}

#[tokio::test]
async fn a_code_that_failed_its_verifier_is_used() {
    let (sandbox, _, _) = start_with_people(10).await;
    let login = Login::at(&sandbox);
    let code = code_for(&login, &format!("&code_challenge={CHALLENGE}&code_challenge_method=S256")).await;
    let form = login.code_form(&code);

    assert_eq!(login.token(&form).await.0, 400);
    assert_eq!(login.token(&format!("{form}&code_verifier={VERIFIER}")).await.0, 400);
}

#[tokio::test]
async fn a_code_without_a_challenge_takes_no_verifier() {
    let (sandbox, _, _) = start_with_people(10).await;
    let login = Login::at(&sandbox);

    let form = login.code_form(&code_for(&login, "").await);
    assert_eq!(login.token(&form).await.0, 200);
    let form = login.code_form(&code_for(&login, "").await);
    let with_verifier = format!("{form}&code_verifier={VERIFIER}");
    assert_eq!(login.token(&with_verifier).await, (400, json!({ "error": "invalid_grant" })));
}

#[tokio::test]
async fn a_challenge_that_can_not_be_kept_is_an_invalid_request() {
    let (sandbox, _, _) = start_with_people(10).await;
    let login = Login::at(&sandbox);
    for pkce in [
        format!("&code_challenge={CHALLENGE}"),
        format!("&code_challenge={CHALLENGE}&code_challenge_method=plain"),
        format!("&code_challenge={CHALLENGE}&code_challenge_method=s256"),
        "&code_challenge=&code_challenge_method=S256".to_owned(),
        format!("&code_challenge={CHALLENGE}=&code_challenge_method=S256"),
        format!("&code_challenge={}&code_challenge_method=S256", &CHALLENGE[4..]),
    ] {
        let location = sent_to(&login, &pkce).await;
        assert_eq!(location, "http://127.0.0.1:8000/?error=invalid_request&state=1", "{pkce}");
    }
}

#[tokio::test]
async fn pkce_can_be_required() {
    let settings = Settings { require_pkce: true, ..Settings::default() };
    let (sandbox, _, _) = start(Sandbox::builder().myreports(settings)).await;
    let login = Login::at(&sandbox);

    let refused = sent_to(&login, "").await;
    assert_eq!(refused, "http://127.0.0.1:8000/?error=invalid_request&state=1");
    let code = code_for(&login, &format!("&code_challenge={CHALLENGE}&code_challenge_method=S256")).await;
    let form = format!("{}&code_verifier={VERIFIER}", login.code_form(&code));
    assert_eq!(login.token(&form).await.0, 200);
}

#[tokio::test]
async fn a_bad_sign_in_is_refused_and_never_redirected_elsewhere() {
    let (sandbox, _, _) = start_with_people(10).await;
    let login = Login::at(&sandbox);
    let id = sandbox.myreports().client_id();
    for query in [
        "response_type=code&client_id=other".to_owned(),
        "response_type=code".to_owned(),
        format!("response_type=code&client_id={id}&redirect_uri=http://elsewhere.example"),
        format!("response_type=code&client_id={id}&redirect_uri=http://127.0.0.1.elsewhere.example"),
        format!("response_type=code&client_id={id}&redirect_uri=ftp://127.0.0.1"),
        format!("response_type=code&client_id={id}&redirect_uri=nonsense"),
    ] {
        assert_eq!(login.authorize(&query).await, (400, None), "{query}");
    }
    for (query, error) in [
        (format!("response_type=token&client_id={id}&state=1"), "unsupported_response_type&state=1"),
        (format!("response_type=code&client_id={id}&scope=open+id"), "invalid_scope"),
    ] {
        let location = format!("http://127.0.0.1:8000/?error={error}");
        assert_eq!(login.authorize(&query).await, (302, Some(location)));
    }
}

#[tokio::test]
async fn a_bad_token_request_is_refused_as_the_rfc_says() {
    let (sandbox, _, _) = start_with_people(10).await;
    let (login, service) = (Login::at(&sandbox), sandbox.myreports());
    let elsewhere =
        format!("grant_type=authorization_code&code={}&redirect_uri=http://x", service.authorization_code());
    for (form, error) in [
        ("grant_type=authorization_code&code=1", "invalid_grant"),
        ("grant_type=authorization_code", "invalid_grant"),
        (&*elsewhere, "invalid_grant"),
        ("grant_type=refresh_token&refresh_token=1", "invalid_grant"),
        ("grant_type=client_credentials", "unsupported_grant_type"),
        ("", "unsupported_grant_type"),
    ] {
        assert_eq!(login.token(form).await, (400, json!({ "error": error })), "{form}");
    }
    let form = login.code_form(&service.authorization_code());
    let refused = (401, json!({ "error": "invalid_client" }));
    assert_eq!(login.token_without_client(form.clone(), None).await, refused);
    assert_eq!(login.token_without_client(form, Some((service.client_id(), "wrong"))).await, refused);
}
