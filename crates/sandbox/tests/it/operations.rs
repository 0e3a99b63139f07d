//! Every operation of the three contracts, asked with a request that is made from its contract.

use std::time::Duration;

use acesso_sandbox::contract::{Contract, SampleRequest, Sent};
use acesso_sandbox::{Sandbox, tomticket};
use serde_json::{Value, json};

use crate::client::{Client, Got};

/// One service, and what a stranger has to know about it.
struct Service {
    sandbox: Sandbox,
    client: Client,
    contract: &'static Contract,
}

async fn start() -> Sandbox {
    let tomticket = tomticket::Settings { requests_per_second: None, ..tomticket::Settings::default() };
    Sandbox::builder().tomticket(tomticket).start().await.unwrap()
}

impl Service {
    async fn base39() -> Self {
        let (sandbox, contract) = (start().await, Contract::base39());
        let client = Client::new(sandbox.base39(), contract, sandbox.base39().api_key());
        Self { sandbox, client, contract }
    }

    async fn myreports() -> Self {
        let (sandbox, contract) = (start().await, Contract::myreports());
        let client = Client::new(sandbox.myreports(), contract, sandbox.myreports().token());
        Self { sandbox, client, contract }
    }

    /// The same service, asked by somebody whose credentials are good for this operation.
    fn for_operation(self, operation: &str) -> Self {
        if !operation.starts_with("enterprise_") {
            return self;
        }
        let bearer = format!("Bearer {}", self.sandbox.myreports().enterprise_token());
        Self { client: self.client.with_authorization(Some(&bearer)), ..self }
    }

    /// A request for the operation with ids that exist.
    async fn request(&self, operation: &str) -> SampleRequest {
        let mut request = self.contract.sample_request(operation).unwrap();
        for (name, value) in &mut request.query {
            if matches!(name.as_str(), "loan" | "invoice") {
                *value = self.id_in(&format!("/v1/{name}s")).await;
            }
        }
        if let Some((_, body)) = &mut request.body {
            match operation {
                "create_operator_permission" => {
                    *body = json!({ "company": self.sandbox.example().company_id(), "roles": ["financial"] });
                }
                patch if patch.contains("_patch_") => {
                    let member = if patch.ends_with("user") { "/displayName" } else { "/name" };
                    *body = json!([{ "op": "replace", "path": member, "value": "Outro nome" }]);
                }
                // Of the two cursors only one can be given.
                "resend_events" => *body = json!({ "eventType": "loan.created", "limit": 2 }),
                _ => {}
            }
        }
        if request.takes.iter().any(|name| name == "accept-charges") {
            request.headers.push(("accept-charges".to_owned(), "true".to_owned()));
        }
        request.template = self.filled(&request.template).await;
        request
    }

    /// The path with ids that exist in place of its parameters.
    async fn filled(&self, template: &str) -> String {
        let mut path = String::new();
        for segment in template.split('/').skip(1) {
            let segment = match segment {
                "{operator}" => self.sandbox.example().operator_id().to_owned(),
                "{ACCOUNT_TENANT_ID}" => self.sandbox.example().account_tenant_id().to_owned(),
                "{CUSTOMER_TENANT_ID}" => self.sandbox.example().customer_tenant_id().to_owned(),
                "{USER_ID}" if path.contains("customers") => self.sandbox.example().user_id().to_owned(),
                "{INVOICE_ID}" => self.member_in(&path, "invoiceid").await,
                "{DEVICE_ID}" => "aparelho".to_owned(),
                "{PBX_ID}" if path.starts_with("/v1.0/customers") => self.new_pbx(&path).await,
                "{PBX_ID}" | "{USER_ID}" => self.member_in(&path, "id").await,
                "{entity_name}" => self.member_in(&path, "name").await,
                "{key}" => self.member_in(&path, "key").await,
                "{file}" => self.read(path.trim_end_matches("/files")).await["attachments"][0]["file"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
                "{invoice_item}" => {
                    let body = json!({ "payer": "cust_1", "beneficiary": "fund_1", "type": "pay_off", "items": [{ "amount": 1 }] });
                    let invoice =
                        self.client.post_json("create_invoice", "/v1/invoices", &body.to_string()).await.json();
                    path = format!("/v1/invoices/{}/invoice-items", invoice["id"].as_str().unwrap());
                    invoice["invoiceItems"]["data"][0]["id"].as_str().unwrap().to_owned()
                }
                parameter if parameter.starts_with('{') => self.id_in(&path).await,
                segment => segment.to_owned(),
            };
            path = format!("{path}/{segment}");
        }
        path
    }

    async fn new_pbx(&self, collection: &str) -> String {
        let charged = self.client.with_header("accept-charges", "true");
        let body = json!({ "_type": "KazooPbxConnectionProfile", "name": "Central" }).to_string();
        let got = charged.post_json("reseller_create_pbx", collection, &body).await;
        got.json()["data"]["id"].as_str().unwrap().to_owned()
    }

    async fn post(&self, operation: &str, path: &str, body: &Value) -> Value {
        self.client.post_json(operation, path, &body.to_string()).await.json()
    }

    async fn read(&self, path: &str) -> Value {
        self.client.try_get(path).await.unwrap().json()
    }

    async fn member_in(&self, list: &str, member: &str) -> String {
        let page = self.read(list).await;
        // The oldest, which was there from the start.
        let item = page["data"].as_array().and_then(|items| items.last());
        let value = item.and_then(|item| item[member].as_str());
        value.unwrap_or_else(|| panic!("{list} has no {member}: {page}")).to_owned()
    }

    /// An id in this collection, of a record that is made for it where there is no list.
    async fn id_in(&self, collection: &str) -> String {
        let is_listed = self.operation("GET", collection).is_some();
        if is_listed {
            return self.member_in(collection, "id").await;
        }
        let create = self.operation("POST", collection).unwrap();
        let request = Box::pin(self.request(&create)).await;
        let got = self.send(&request).await;
        got.json()["id"].as_str().unwrap_or_else(|| panic!("{create}: {got:?}")).to_owned()
    }

    fn operation(&self, method: &str, template: &str) -> Option<String> {
        let is_it = |sample: &SampleRequest| sample.method == method && sample.template == template;
        let mut ids = self.contract.operation_ids().map(str::to_owned);
        ids.find(|id| self.contract.sample_request(id).as_ref().is_some_and(is_it))
    }

    async fn send(&self, request: &SampleRequest) -> Got {
        self.send_as(&self.client, request).await
    }

    async fn send_as(&self, client: &Client, request: &SampleRequest) -> Got {
        let query: Vec<_> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let path = format!("{}?{}", request.template, query.join("&"));
        let body =
            request.body.as_ref().map(|(content_type, body)| (content_type.clone(), written(content_type, body)));
        let body = body.as_ref().map(|(content_type, body)| (content_type.as_str(), body.as_str()));
        let headers =
            request.headers.iter().fold(client.clone(), |client, (name, value)| client.with_header(name, value));
        headers.send(request.method.parse().unwrap(), &path, body).await.unwrap()
    }
}

/// A value as a body of this type.
fn written(content_type: &str, body: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let members = || body.as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value)));
    match content_type {
        "application/x-www-form-urlencoded" => {
            members().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        }
        _ => body.to_string(),
    }
}

/// What is wrong with the service's answers to all operations of its contract but these.
async fn assert_all_are_served(contract: &'static Contract, start: impl AsyncFn() -> Service, but: &[&str]) {
    let mut wrong = Vec::new();
    for operation in contract.operation_ids().filter(|operation| !but.contains(operation)) {
        let service = start().await.for_operation(operation);
        let mut request = service.request(operation).await;
        if operation == "oauth2_token" {
            let (id, secret) = (service.sandbox.base39().client_id(), service.sandbox.base39().client_secret());
            let form = json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret });
            request.body = request.body.map(|(content_type, _)| (content_type, form));
        }
        let got = service.send(&request).await;
        let checked = service.contract.check_answer(operation, got.status, got.content_type.as_deref(), &got.body);
        if !(200..300).contains(&got.status) || checked.is_err() {
            wrong.push(format!(
                "{operation}: {got:?}\n{}",
                checked.err().map(|wrong| wrong.to_string()).unwrap_or_default()
            ));
        }
        if let Err(violations) = check_request(service.contract, operation, &request) {
            wrong.push(format!("{operation}'s request: {violations}"));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The test's own requests keep to the contract, too.
fn check_request(contract: &Contract, operation: &str, request: &SampleRequest) -> Result<(), String> {
    let template = contract.sample_request(operation).unwrap().template;
    let query: Vec<_> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let body = request.body.as_ref().map(|(content_type, body)| (content_type, written(content_type, body)));
    let headers: Vec<_> = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let sent = Sent {
        method: &request.method,
        template: &template,
        path: &request.template,
        query: Some(&query.join("&")),
        headers: &headers,
        body: body.as_ref().map(|(content_type, body)| (content_type.as_str(), body.as_bytes())),
    };
    contract.check_request(&sent).map(drop).map_err(|violations| violations.to_string())
}

#[tokio::test]
async fn every_operation_of_base39_is_served() {
    assert_all_are_served(Contract::base39(), Service::base39, &[]).await;
}

#[tokio::test]
async fn every_operation_of_myreports_is_served() {
    assert_all_are_served(Contract::myreports(), Service::myreports, &[]).await;
}

#[tokio::test]
async fn what_was_written_is_read_later() {
    let base39 = Service::base39().await;
    let loan = base39.id_in("/v1/loans").await;
    let voided = base39.post("void_loan", &format!("/v1/loans/{loan}/void"), &json!({ "description": "engano" })).await;
    assert_eq!(voided["status"], "void");
    let read = base39.read(&format!("/v1/loans/{loan}")).await;
    assert_eq!((&read, &read["history"][0]), (&voided, &json!({ "status": "void", "description": "engano" })));
    assert_eq!(base39.read("/v1/loans?status=void").await["data"], json!([read]));

    let product = base39.post("create_product", "/v1/products", &json!({ "name": "Novo", "slug": "novo" })).await;
    assert_eq!(product["name"], "Novo");
    let path = format!("/v1/products/{}", product["id"].as_str().unwrap());
    assert_eq!(base39.read(&path).await, product);
    assert_eq!(base39.read("/v1/products").await["data"][0], product, "the newest comes first");
    let renamed = base39.post("update_product", &path, &json!({ "name": "Outro" })).await;
    assert_eq!((&renamed["name"], &renamed["slug"]), (&json!("Outro"), &json!("novo")));
    assert_eq!(base39.read(&path).await, renamed);

    let company = json!({ "document": "00000000000099", "name": "Nova SA" });
    let company = base39.post("create_company", "/v1/companies", &company).await;
    let operator = base39.sandbox.example().operator_id();
    let permissions = format!("/v1/operators/{operator}/permissions");
    let permission = json!({ "company": company["id"], "roles": ["financial"] });
    base39.post("create_operator_permission", &permissions, &permission).await;
    let expanded = base39.read(&format!("{permissions}?expand=data.company")).await;
    assert_eq!(expanded["data"][0]["company"], company, "a permission can be for a new company");
}

#[tokio::test]
async fn a_state_change_sets_the_documented_member() {
    for (operation, member, expected) in [
        ("void_loan", "/status", json!("void")),
        ("disburse_loan", "/status", json!("disbursed")),
        ("void_installment", "/status", json!("void")),
        ("finalize_invoice", "/status", json!("open")),
        ("mark_invoice_uncollectible", "/status", json!("uncollectible")),
        ("void_invoice", "/status", json!("void")),
        ("pay_payment_intent", "/status", json!("paid")),
        ("pay_payment_intent", "/paymentDetails/amountPaid", json!(100)),
        ("attach_loan_file", "/attachments/1/file", json!("exemplo")),
        ("detach_loan_file", "/attachments", json!([])),
        ("attach_customer_file", "/attachments/0/file", json!("exemplo")),
        ("create_loan_transaction", "/transactions/0/amount", json!(1)),
        ("link_payment_method", "/links/1/owner", json!("exemplo")),
        ("update_step", "/status", json!("pending")),
        ("update_workflow", "/name", json!("exemplo")),
        ("update_settings", "/flags/automaticChargeback", json!(true)),
    ] {
        // Each on records that nothing else has changed.
        let fresh = Service::base39().await;
        let request = fresh.request(operation).await;
        let got = fresh.send(&request).await;
        assert_eq!(got.json().pointer(member), Some(&expected), "{operation}: {got:?}");
    }
}

#[tokio::test]
async fn a_key_is_good_for_24_hours_and_for_one_operation() {
    let base39 = Service::base39().await;
    let keyed = base39.client.with_header("idempotency-key", "uma-chave");
    let body = json!({ "name": "Chave", "slug": "chave" }).to_string();
    let create = async || keyed.post_json("create_product", "/v1/products", &body).await.json()["id"].clone();
    let first = create().await;
    assert_eq!(create().await, first);
    let other = keyed.post_json("create_company_group", "/v1/company-groups", "{}").await;
    assert_eq!(other.status, 201, "the key of another operation is another key");
    let day = Duration::from_secs(24 * 60 * 60);
    base39.sandbox.base39().pass_time(day - Duration::from_secs(60));
    assert_eq!(create().await, first);
    base39.sandbox.base39().pass_time(Duration::from_secs(60));
    assert_ne!(create().await, first, "a day later it is a new operation");
}

#[tokio::test]
async fn who_may_only_read_writes_nothing() {
    let base39 = Service::base39().await;
    let form = json!({
        "grant_type": "client_credentials",
        "client_id": base39.sandbox.base39().client_id(),
        "client_secret": base39.sandbox.base39().client_secret(),
        "scope": "read",
    });
    let form = written("application/x-www-form-urlencoded", &form);
    let token = base39.client.post_form("oauth2_token", "/oauth2/token", &form).await.json();
    for credentials in [base39.sandbox.base39().read_only_key(), token["access_token"].as_str().unwrap()] {
        let client = base39.client.with_authorization(Some(&format!("Bearer {credentials}")));
        assert_eq!(client.get("list_loans", "/v1/loans").await.status, 200);
        for operation in base39.contract.operation_ids() {
            let request = base39.contract.sample_request(operation).unwrap();
            if request.method == "GET" || operation == "oauth2_token" {
                continue;
            }
            let request = base39.request(operation).await;
            let got = base39.send_as(&client, &request).await;
            let checked = base39.contract.check_answer(operation, got.status, got.content_type.as_deref(), &got.body);
            assert_eq!((got.status, checked), (403, Ok(())), "{operation}: {got:?}");
        }
    }
}

#[tokio::test]
async fn an_unknown_id_is_the_vendor_s_own_404() {
    let base39 = Service::base39().await;
    let mut asked = 0;
    for operation in base39.contract.operation_ids() {
        let mut request = base39.request(operation).await;
        let template = base39.contract.sample_request(operation).unwrap().template;
        // A list below something unknown is empty.
        let is_list = operation.starts_with("list_");
        let Some((before, _)) = template.split_once('{').filter(|_| !is_list) else {
            continue;
        };
        let rest: String = request
            .template
            .strip_prefix(before)
            .unwrap()
            .split_once('/')
            .map(|(_, rest)| format!("/{rest}"))
            .unwrap_or_default();
        request.template = format!("{before}desconhecido{rest}");
        let got = base39.send(&request).await;
        let checked = base39.contract.check_answer(operation, got.status, got.content_type.as_deref(), &got.body);
        assert_eq!((got.status, checked), (404, Ok(())), "{operation}: {got:?}");
        assert!(got.json()["code"].as_str().unwrap().ends_with("_NOT_FOUND"), "{operation}: {got:?}");
        asked += 1;
    }
    assert!(asked > 20, "only {asked} were asked");
}

#[tokio::test]
async fn what_an_operation_needs_is_asked_for() {
    let base39 = Service::base39().await;
    for (operation, needed) in [
        ("create_company", "document"),
        ("create_employment", "customer"),
        ("create_api_key", "rules"),
        ("create_invoice", "payer"),
        ("attach_loan_file", "file"),
        ("link_payment_method", "owner"),
    ] {
        let mut request = base39.request(operation).await;
        request.body.as_mut().unwrap().1.as_object_mut().unwrap().remove(needed);
        let got = base39.send(&request).await;
        let expected = json!({ "code": "INVALID_BODY", "message": format!("{needed} is needed") });
        assert_eq!((got.status, got.json()), (400, expected), "{operation}");
    }
}

// --- MyReports ---

#[tokio::test]
async fn tenants_users_and_pbxs_are_written_and_read() {
    let myreports = Service::myreports().await.for_operation("enterprise_");
    let enterprise = &myreports.client.with_header("accept-charges", "true");
    let reseller =
        myreports.client.with_authorization(Some(&format!("Bearer {}", myreports.sandbox.myreports().token())));
    let account = format!("/v1.0/accounts/{}", myreports.sandbox.example().account_tenant_id());

    let body = json!({ "name": "Cliente novo", "pbxConnectionProfile": { "_type": "ThreeCxConnectionProfile" } });
    let customers = format!("{account}/customers");
    let created = enterprise.post_json("enterprise_create_customer", &customers, &body.to_string()).await;
    assert_eq!(created.status, 201);
    let created = created.json()["data"].clone();
    let members: Vec<_> = created.as_object().unwrap().keys().collect();
    assert_eq!(members, ["description", "enabled", "id", "name", "parentTenantId"], "no others are in the samples");
    let customer = format!("/v1.0/customers/{}", created["id"].as_str().unwrap());
    let read = reseller.get("reseller_get_customer", &customer).await.json()["data"].clone();
    assert_eq!((&read["name"], &read["enabled"]), (&json!("Cliente novo"), &json!(false)), "both portals see it");
    let pbxs = enterprise.get("enterprise_list_pbxs", &format!("{account}{}/pbxs", &customer["/v1.0".len()..])).await;
    assert_eq!(pbxs.json()["data"][0]["_type"], "ThreeCxConnectionProfile");

    let users = format!("{account}{}/users", &customer["/v1.0".len()..]);
    let body = json!({ "email": "nova@casa-aurora.example", "displayName": "Nova", "roles": ["customer.user"] });
    let user = enterprise.post_json("enterprise_create_customer_user", &users, &body.to_string()).await.json();
    assert!(user["data"].get("isParent").is_none());
    let user = format!("{users}/{}", user["data"]["id"].as_str().unwrap());
    let patch = json!([
        { "op": "replace", "path": "/displayName", "value": "Outra" },
        { "op": "add", "path": "/roles/-", "value": "customer.user.acd" },
    ]);
    enterprise.patch("enterprise_patch_customer_user", &user, &patch).await;
    let read = enterprise.get("enterprise_get_customer_user", &user).await.json()["data"].clone();
    assert_eq!((&read["displayName"], &read["isParent"]), (&json!("Outra"), &json!(false)));
    assert_eq!(read["roles"], json!(["customer.user", "customer.user.acd"]));
    let listed = enterprise.get("enterprise_list_customer_users", &users).await.json()["data"].clone();
    assert_eq!((listed.as_array().unwrap().len(), listed[0].get("roles")), (1, None));
    let metrics = enterprise.get("enterprise_get_account_metrics", &format!("{account}/metrics")).await.json();
    let own = metrics["data"]["customers"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(own["roles"], json!({ "customer.user": 1, "customer.user.acd": 1 }));

    enterprise.delete("enterprise_delete_customer", &format!("{account}{}", &customer["/v1.0".len()..])).await;
    assert_eq!(reseller.get("reseller_get_customer", &customer).await.status, 404);
    assert_eq!(enterprise.get("enterprise_get_customer_user", &user).await.status, 404);
    let names = reseller.get("reseller_list_customers", "/v1.0/customers").await.column("name");
    assert!(!names.contains(&"Cliente novo".to_owned()));
}

#[tokio::test]
async fn a_patch_of_what_a_record_does_not_have_is_refused_whole() {
    let myreports = Service::myreports().await.for_operation("enterprise_");
    let request = myreports.request("enterprise_patch_pbx").await;
    let charged = myreports.client.with_header("accept-charges", "true");
    let enabled = json!([{ "op": "replace", "path": "/enabled", "value": "true" }]);
    charged.patch("enterprise_patch_pbx", &request.template, &enabled).await;
    assert_eq!(charged.get("enterprise_get_pbx", &request.template).await.json()["data"]["enabled"], true);
    let wrong = json!([
        { "op": "replace", "path": "/enabled", "value": false },
        { "op": "replace", "path": "/colour", "value": "azul" },
    ]);
    let got = charged.patch("enterprise_patch_pbx", &request.template, &wrong).await;
    let expected = "The target location specified by path segment 'colour' was not found.";
    assert_eq!((got.status, got.json()["message"].as_str()), (400, Some(expected)));
    assert_eq!(charged.get("enterprise_get_pbx", &request.template).await.json()["data"]["enabled"], true);
}

#[tokio::test]
async fn what_can_cost_is_not_done_without_consent() {
    let mut asked = 0;
    for operation in Contract::myreports().operation_ids() {
        let myreports = Service::myreports().await.for_operation(operation);
        let mut request = myreports.request(operation).await;
        if !request.takes.contains(&"accept-charges".to_owned()) {
            continue;
        }
        request.headers.clear();
        let got = myreports.send(&request).await;
        let checked = myreports.contract.check_answer(operation, got.status, got.content_type.as_deref(), &got.body);
        assert_eq!((got.status, checked), (402, Ok(())), "{operation}: {got:?}");
        assert_eq!(got.json(), request.body.unwrap().1, "{operation} echoes what was asked");
        asked += 1;
    }
    assert_eq!(asked, 18);
}

#[tokio::test]
async fn an_unknown_tenant_user_pbx_or_invoice_is_a_404_in_the_envelope() {
    let nobody = "00000000-0000-4000-8000-000000000000";
    let mut asked = 0;
    for operation in Contract::myreports().operation_ids() {
        let myreports = Service::myreports().await.for_operation(operation);
        let request = myreports.request(operation).await;
        let template = myreports.contract.sample_request(operation).unwrap().template;
        let own: Vec<_> = request.template.split('/').map(str::to_owned).collect();
        for (at, name) in template.split('/').enumerate().filter(|(_, name)| name.starts_with('{')) {
            if name == "{DEVICE_ID}" {
                continue; // No list of devices is documented: any is taken.
            }
            let mut path = own.clone();
            path[at] = nobody.to_owned();
            let mut unknown = request.clone();
            unknown.template = path.join("/");
            let got = myreports.send(&unknown).await;
            let expected = (404, json!(404), json!("Not Found"));
            assert_eq!(
                (got.status, got.json()["error"].clone(), got.json()["message"].clone()),
                expected,
                "{operation} {name}"
            );
            asked += 1;
        }
    }
    assert!(asked > 60, "only {asked} were asked");
}

#[tokio::test]
async fn activation_is_mailed_by_the_primary_tenant_alone() {
    let myreports = Service::myreports().await;
    let reseller = &myreports.client;
    let customers = reseller.get("reseller_list_customers", "/v1.0/customers").await.column("id");
    let (mut mailed, mut refused) = (0, 0);
    for customer in customers {
        let users = format!("/v1.0/customers/{customer}/users");
        for user in reseller.get("reseller_list_customer_users", &users).await.json()["data"].as_array().unwrap() {
            let path = format!("{users}/{}/sendActivationEmail", user["id"].as_str().unwrap());
            let got = reseller.post_json("reseller_send_customer_user_activation", &path, "").await;
            if user["primaryTenant"] == customer {
                assert_eq!((got.status, got.text()), (204, ""));
                mailed += 1;
            } else {
                assert_eq!((got.status, &got.json()["errorCode"]), (400, &json!("TenantNotPrimary")));
                refused += 1;
            }
        }
    }
    assert!(mailed > 0 && refused > 0, "{mailed} and {refused}");
}

#[tokio::test]
async fn an_invoice_comes_as_a_pdf_and_as_an_archive() {
    let myreports = Service::myreports().await.for_operation("enterprise_");
    for (operation, start) in [("enterprise_get_invoice_pdf", &b"%PDF"[..]), ("enterprise_get_invoice_detail", b"PK")] {
        let request = myreports.request(operation).await;
        let got = myreports.client.get(operation, &request.template).await;
        assert!(got.body.starts_with(start), "{operation}: {got:?}");
    }
}
