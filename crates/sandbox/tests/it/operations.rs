//! Every operation of the three contracts, asked with a request that is made from its contract.

use acesso_sandbox::contract::{Contract, SampleRequest, Sent};
use acesso_sandbox::{Fault, Sandbox, tomticket};
use serde_json::{Value, json};

use crate::client::{Client, Got};

/// One service, and what a stranger has to know about it.
pub(crate) struct Service {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    pub(crate) contract: &'static Contract,
}

async fn start() -> Sandbox {
    let tomticket = tomticket::Settings { requests_per_second: None, ..tomticket::Settings::default() };
    Sandbox::builder().tomticket(tomticket).start().await.unwrap()
}

impl Service {
    pub(crate) async fn base39() -> Self {
        let (sandbox, contract) = (start().await, Contract::base39());
        let client = Client::new(sandbox.base39(), contract, sandbox.base39().api_key());
        Self { sandbox, client, contract }
    }

    pub(crate) async fn tomticket() -> Self {
        let (sandbox, contract) = (start().await, Contract::tomticket());
        let client = Client::new(sandbox.tomticket(), contract, sandbox.tomticket().token());
        Self { sandbox, client, contract }
    }

    pub(crate) async fn myreports() -> Self {
        let (sandbox, contract) = (start().await, Contract::myreports());
        let client = Client::new(sandbox.myreports(), contract, sandbox.myreports().token());
        Self { sandbox, client, contract }
    }

    /// The same service, asked by somebody whose credentials are good for this operation.
    pub(crate) fn for_operation(self, operation: &str) -> Self {
        if !operation.starts_with("enterprise_") {
            return self;
        }
        let bearer = format!("Bearer {}", self.sandbox.myreports().enterprise_token());
        Self { client: self.client.with_authorization(Some(&bearer)), ..self }
    }

    /// A request for the operation with ids that exist.
    pub(crate) async fn request(&self, operation: &str) -> SampleRequest {
        let mut request = self.contract.sample_request(operation).unwrap();
        for (name, value) in &mut request.query {
            match name.as_str() {
                "loan" | "invoice" => *value = self.id_in(&format!("/v1/{name}s")).await,
                "customer_id" => self.sandbox.example().customer_id().clone_into(value),
                "department_id" => *value = self.member_in("/department/list", "id").await,
                "ticket_id" => *value = self.member_in("/ticket/list", "id").await,
                _ => {}
            }
        }
        if let Some((_, body)) = &mut request.body {
            match operation {
                "oauth2_token" => {
                    let (id, secret) = (self.sandbox.base39().client_id(), self.sandbox.base39().client_secret());
                    *body = json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret });
                }
                "create_operator_permission" => {
                    *body = json!({ "company": self.sandbox.example().company_id(), "roles": ["financial"] });
                }
                patch if patch.contains("_patch_") => {
                    let member = if patch.ends_with("user") { "/displayName" } else { "/name" };
                    *body = json!([{ "op": "replace", "path": member, "value": "Outro nome" }]);
                }
                _ if body.get("customer_id").is_some() || body.get("ticket_id").is_some() => {
                    self.fill_form(operation, body).await;
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

    /// Ids that exist, in a form of TomTicket's.
    async fn fill_form(&self, operation: &str, form: &mut Value) {
        let tickets = self.read("/ticket/list").await["data"].clone();
        // An operator is linked where there is none, and everything else done where there is one.
        let has_operator =
            |ticket: &&Value| ticket["operator"]["id"].is_null() == (operation == "ticket_operator_link");
        let ticket = tickets.as_array().unwrap().iter().find(has_operator).unwrap();
        let departments = self.read("/department/list").await["data"].clone();
        let other = departments.as_array().unwrap().iter().find(|one| one["id"] != ticket["department"]["id"]).unwrap();
        let customer = match operation {
            "customer_create" => "novo",
            _ => self.sandbox.example().customer_id(),
        };
        for (name, value) in [
            ("customer_id", json!(customer)),
            ("ticket_id", ticket["id"].clone()),
            ("department_id", other["id"].clone()),
            ("operator_id", other["operators"][0]["id"].clone()),
            ("organization_id", json!(self.member_in("/organization/list", "id").await)),
        ] {
            if let Some(own) = form.get_mut(name) {
                *own = value;
            }
        }
        // It needs an address as customer_id.
        form.as_object_mut().unwrap().remove("internal_id");
    }

    /// The operation for which the service took the last request.
    fn last_seen(&self) -> Option<&'static str> {
        let (tomticket, base39) = (self.sandbox.tomticket().requests(), self.sandbox.base39().requests());
        let all = tomticket.into_iter().chain(base39).chain(self.sandbox.myreports().requests());
        all.last().and_then(|request| request.operation)
    }

    async fn new_pbx(&self, collection: &str) -> String {
        let charged = self.client.with_header("accept-charges", "true");
        let body = json!({ "_type": "KazooPbxConnectionProfile", "name": "Central" }).to_string();
        let got = charged.post_json("reseller_create_pbx", collection, &body).await;
        got.json()["data"]["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn post(&self, operation: &str, path: &str, body: &Value) -> Value {
        self.client.post_json(operation, path, &body.to_string()).await.json()
    }

    pub(crate) async fn read(&self, path: &str) -> Value {
        self.client.try_get(path).await.unwrap().json()
    }

    pub(crate) async fn member_in(&self, list: &str, member: &str) -> String {
        let page = self.read(list).await;
        // The oldest, which was there from the start.
        let item = page["data"].as_array().and_then(|items| items.last());
        let value = item.and_then(|item| item[member].as_str());
        value.unwrap_or_else(|| panic!("{list} has no {member}: {page}")).to_owned()
    }

    /// An id in this collection, of a record that is made for it where there is no list.
    pub(crate) async fn id_in(&self, collection: &str) -> String {
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

    pub(crate) async fn send(&self, request: &SampleRequest) -> Got {
        self.send_as(&self.client, request).await
    }

    pub(crate) async fn send_as(&self, client: &Client, request: &SampleRequest) -> Got {
        let query: Vec<_> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let path = format!("{}?{}", request.template, query.join("&"));
        let body = request.body.as_ref().map(|(content_type, body)| match content_type.as_str() {
            "multipart/form-data" => (format!("{content_type}; boundary={BOUNDARY}"), written(content_type, body)),
            _ => (content_type.clone(), written(content_type, body)),
        });
        let body = body.as_ref().map(|(content_type, body)| (content_type.as_str(), body.as_str()));
        let headers =
            request.headers.iter().fold(client.clone(), |client, (name, value)| client.with_header(name, value));
        headers.send(request.method.parse().unwrap(), &path, body).await.unwrap()
    }
}

/// A value as a body of this type.
pub(crate) fn written(content_type: &str, body: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let members = || body.as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value)));
    match content_type {
        "application/x-www-form-urlencoded" => {
            members().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        }
        "multipart/form-data" => {
            let part = |(name, value): (String, String)| {
                let file = if name.starts_with("attachment") { "; filename=\"a.txt\"" } else { "" };
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n")
            };
            members().map(part).collect::<String>() + &format!("--{BOUNDARY}--\r\n")
        }
        _ => body.to_string(),
    }
}

const BOUNDARY: &str = "limite";

/// Asks the service for every operation of its contract, each in a sandbox of its own.
async fn assert_all_are_served(contract: &'static Contract, start: impl AsyncFn() -> Service) {
    let mut wrong = Vec::new();
    for operation in contract.operation_ids() {
        let service = start().await.for_operation(operation);
        let request = service.request(operation).await;
        let got = service.send(&request).await;
        if service.last_seen() != Some(operation) {
            wrong.push(format!("{operation} was taken for {:?}", service.last_seen()));
        }
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
    if request.body.as_ref().is_some_and(|(content_type, _)| content_type == "multipart/form-data") {
        return Ok(()); // The contract's check takes no multipart bodies.
    }
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

/// Two sandboxes answer every operation letter for letter alike.
async fn assert_all_are_deterministic(contract: &'static Contract, start: impl AsyncFn() -> Service) {
    for operation in contract.operation_ids() {
        let answer = async || {
            let service = start().await.for_operation(operation);
            let request = service.request(operation).await;
            service.send(&request).await
        };
        assert_eq!(format!("{:?}", answer().await), format!("{:?}", answer().await), "{operation}");
    }
}

#[tokio::test]
async fn every_list_of_base39_pages_and_misbehaves_on_demand() {
    let base39 = Service::base39().await;
    let mut asked = 0;
    for operation in base39.contract.operation_ids().filter(|operation| operation.starts_with("list_")) {
        let mut request = base39.request(operation).await;
        let whole = base39.send(&request).await.json()["data"].as_array().unwrap().len();
        base39.sandbox.base39().inject(Fault::empty_page().only_on(operation));
        assert_eq!(base39.send(&request).await.json()["data"], json!([]), "{operation}");
        base39.sandbox.base39().inject(Fault::endless_cursor().only_on(operation));
        assert_eq!(base39.send(&request).await.json()["hasMore"], true, "{operation}");
        base39.sandbox.base39().clear_faults();
        request.query.push(("limit".to_owned(), "1".to_owned()));
        let first = base39.send(&request).await.json();
        assert_eq!((first["data"].as_array().unwrap().len(), &first["hasMore"]), (1, &json!(whole > 1)), "{operation}");
        asked += 1;
    }
    assert_eq!(asked, 19);
}

#[tokio::test]
async fn the_same_is_answered_by_every_sandbox() {
    assert_all_are_deterministic(Contract::base39(), Service::base39).await;
    assert_all_are_deterministic(Contract::myreports(), Service::myreports).await;
    assert_all_are_deterministic(Contract::tomticket(), Service::tomticket).await;
}

#[tokio::test]
async fn every_operation_of_base39_is_served() {
    assert_all_are_served(Contract::base39(), Service::base39).await;
}

#[tokio::test]
async fn every_operation_of_myreports_is_served() {
    assert_all_are_served(Contract::myreports(), Service::myreports).await;
}

#[tokio::test]
async fn every_operation_of_tomticket_is_served() {
    assert_all_are_served(Contract::tomticket(), Service::tomticket).await;
}
