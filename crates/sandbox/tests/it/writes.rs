//! What is written is seen later, and refused where the vendors refuse it.

use std::time::Duration;

use acesso_sandbox::contract::Contract;
use serde_json::{Value, json};

use crate::operations::{Service, written};

// --- Base39 ---

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

    let invoice = json!({
        "id": "inv_minha", "payer": "cust_1", "beneficiary": "fund_1", "type": "pay_off", "items": [{ "amount": 7 }],
    });
    let invoice = base39.post("create_invoice", "/v1/invoices", &invoice).await;
    assert_ne!(invoice["id"], "inv_minha", "ids are the service's own");
    let (id, item) = (invoice["id"].as_str().unwrap(), &invoice["invoiceItems"]["data"][0]);
    let path = format!("/v1/invoices/{id}/invoice-items/{}", item["id"].as_str().unwrap());
    assert_eq!((&base39.read(&path).await, &item["amount"], &item["invoice"]), (item, &json!(7), &json!(id)));
    assert_eq!(base39.read("/v1/invoices").await["data"][0], invoice);

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
async fn a_file_can_be_taken_off_twice_but_one_that_never_was_can_not_be() {
    let base39 = Service::base39().await;
    let request = base39.request("detach_loan_file").await;
    let once = base39.send(&request).await.json();
    assert_eq!(base39.send(&request).await.json(), once);
    let mut unknown = request;
    unknown.template = unknown.template.replace("/files/", "/files/x");
    let refused = base39.send(&unknown).await;
    assert_eq!((refused.status, &refused.json()["code"]), (404, &json!("FILE_NOT_FOUND")));
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
async fn every_write_is_done_once_for_a_key() {
    for operation in Contract::base39().operation_ids() {
        let base39 = Service::base39().await;
        let request = base39.request(operation).await;
        if request.method == "GET" || operation == "oauth2_token" {
            continue;
        }
        let keyed = base39.client.with_header("idempotency-key", "uma-chave");
        let answer = async |client| {
            let got = base39.send_as(client, &request).await;
            (got.status, got.text().to_owned())
        };
        let first = answer(&keyed).await;
        assert_eq!(answer(&keyed).await, first, "{operation}");
        let is_told = operation.starts_with("create_") && operation != "create_api_key";
        if is_told || operation.starts_with("attach_") {
            assert_ne!(answer(&base39.client).await, first, "{operation} without the key is done again");
        }
    }
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
    let body = json!({ "email": "nova@casa-aurora.example", "displayName": "Nova", "roles": ["customer.settings"] });
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
    assert_eq!(read["roles"], json!(["customer.user", "customer.settings", "customer.user.acd"]));
    let listed = enterprise.get("enterprise_list_customer_users", &users).await.json()["data"].clone();
    assert_eq!((listed.as_array().unwrap().len(), listed[0].get("roles")), (1, None));
    let metrics = enterprise.get("enterprise_get_account_metrics", &format!("{account}/metrics")).await.json();
    let own = metrics["data"]["customers"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(own["roles"], json!({ "customer.settings": 1, "customer.user": 1, "customer.user.acd": 1 }));

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

// --- TomTicket ---

impl Service {
    /// Sends these fields in place of the sample's.
    async fn form(&self, operation: &str, fields: Value) -> Value {
        let mut request = self.request(operation).await;
        request.body = request.body.map(|(content_type, _)| (content_type, fields));
        let got = self.send(&request).await;
        let checked = self.contract.check_answer(operation, got.status, got.content_type.as_deref(), &got.body);
        assert_eq!(checked, Ok(()), "{operation}: {got:?}");
        got.json()
    }

    async fn ticket(&self, id: &Value) -> Value {
        self.read(&format!("/ticket/detail?ticket_id={}", id.as_str().unwrap())).await["data"].clone()
    }
}

#[tokio::test]
async fn a_customer_is_created_changed_and_barred() {
    let tomticket = Service::tomticket().await;
    let organization = tomticket.member_in("/organization/list", "id").await;
    let before = tomticket.sandbox.tomticket().customer_count();
    let new =
        json!({ "customer_id": "novo", "name": "Nova", "email": "nova@x.example", "organization_id": organization });
    assert_eq!(tomticket.form("customer_create", new.clone()).await["success"], true);
    assert_eq!(tomticket.sandbox.tomticket().customer_count(), before + 1);
    assert_eq!(tomticket.form("customer_create", new).await["error"], true, "the identifier is taken");
    let details = tomticket.read("/customer/details?customer_id=nova@x.example&customer_type_id=E").await;
    assert_eq!(details["data"]["name"], "Nova");
    let listed = tomticket.read(&format!("/customer/list?organization_id={organization}")).await;
    assert_eq!(listed["data"].as_array().unwrap().last().unwrap()["internal_id"], "novo");
    assert_eq!(listed["size"], listed["data"].as_array().unwrap().len());

    let field = details["data"]["custom_fields"][0]["id"].as_str().unwrap();
    let change = json!({ "customer_id": "novo", "create_tickets": "0", format!("custom_field[{field}]"): "Recife" });
    assert_eq!(tomticket.form("customer_update", change).await["success"], true);
    let details = tomticket.read("/customer/details?customer_id=novo").await;
    assert_eq!(details["data"]["custom_fields"][0]["value"], "Recife");
    let rights = tomticket.read("/customer/permissions/basic?customer_id=novo").await["data"]["details"].clone();
    assert_eq!(rights["allowed_create_tickets"], false);
    tomticket.form("customer_access_set", json!({ "customer_id": "novo", "access": "0" })).await;
    assert_eq!(tomticket.read("/customer/details?customer_id=novo").await["data"]["active"], false);

    // One who was there from the start, under another address and another identifier.
    let email = tomticket.sandbox.example().customer_email();
    let change =
        json!({ "customer_id": email, "customer_type_id": "E", "email": "outro@x.example", "internal_id": "outro" });
    assert_eq!(tomticket.form("customer_update", change).await["success"], true);
    assert_eq!(tomticket.read("/customer/exists?customer_id=outro").await["exists"], true);
    let gone = tomticket.read(&format!("/customer/exists?customer_id={email}&customer_type_id=E")).await;
    assert_eq!(gone["error"], true);
}

#[tokio::test]
async fn a_ticket_goes_from_hand_to_hand_and_ends() {
    let tomticket = Service::tomticket().await;
    let departments = tomticket.read("/department/list").await["data"].clone();
    let (first, second) = (&departments[0], &departments[1]);
    let customer = tomticket.sandbox.example().customer_id();
    let new = json!({
        "customer_id": customer, "department_id": first["id"], "subject": "Ajuda", "message": "Não abre.",
        "custom_field[1]": "alta", "attachment[0]": "dois", "attachment[1]": "arquivos",
    });
    let created = tomticket.form("ticket_create", new).await;
    let id = created["ticket_id"].clone();
    let ticket = tomticket.ticket(&id).await;
    assert_eq!((&ticket["subject"], &ticket["protocol"]), (&json!("Ajuda"), &created["protocol"]));
    assert_eq!((&ticket["situation"]["id"], ticket["attachments"].as_array().unwrap().len()), (&json!(0), 2));
    assert_eq!(ticket["custom_fields"]["open"], json!([{ "id": "1", "value": "alta" }]));

    let count = tomticket.read("/ticket/list").await["size"].clone();
    let wrong = json!({
        "customer_id": customer, "department_id": first["id"], "subject": "Ajuda", "message": "Não abre.",
        "operator_id": "nobody",
    });
    assert_eq!(tomticket.form("ticket_create", wrong).await["message"], "Operator not found.");
    assert_eq!(tomticket.read("/ticket/list").await["size"], count, "nothing was made");

    let transfer = json!({ "ticket_id": id, "department_id": second["id"] });
    let refused = tomticket.form("ticket_transfer", transfer.clone()).await;
    assert_eq!(refused["message"], "not possible to transfer tickets without attendants");
    let link = json!({ "ticket_id": id, "operator_id": first["operators"][0]["id"] });
    assert_eq!(tomticket.form("ticket_operator_link", link.clone()).await["success"], true);
    let refused = tomticket.form("ticket_operator_link", link).await;
    assert_eq!(refused["message"], "This ticket does not allow adding an operator");
    let same = json!({ "ticket_id": id, "department_id": first["id"] });
    assert_eq!(tomticket.form("ticket_transfer", same).await["message"], "Same department");

    let reply = tomticket.form("ticket_reply_as_operator", json!({ "ticket_id": id, "message": "Já vejo." })).await;
    tomticket.form("ticket_reply_as_customer", json!({ "ticket_id": id, "message": "Obrigada." })).await;
    let replies = tomticket.ticket(&id).await["replies"].clone();
    assert_eq!((&replies[0]["id"], &replies[0]["sender_type"]), (&reply["id"], &json!("A")));
    assert_eq!((&replies[1]["message"], &replies[1]["sender_type"]), (&json!("Obrigada."), &json!("C")));

    tomticket.form("ticket_transfer", transfer).await;
    let ticket = tomticket.ticket(&id).await;
    assert_eq!((&ticket["department"]["name"], &ticket["operator"]["id"]), (&second["name"], &Value::Null));
    tomticket.form("ticket_finish", json!({ "ticket_id": id, "message": "Feito.", "time_work": "2" })).await;
    tomticket.form("ticket_evaluate", json!({ "ticket_id": id, "problem_solved": "Y", "grade": "5" })).await;
    let ticket = tomticket.ticket(&id).await;
    assert_eq!((&ticket["situation"]["id"], &ticket["work_time"]), (&json!(5), &json!(120)), "minutes in, seconds out");
    assert_eq!(ticket["evaluation"], json!({ "problem_solved": true, "grade": 5, "comment": "" }));
    let finished = tomticket.read("/ticket/list?situation=5").await;
    assert_eq!((&finished["size"], &finished["data"][0]["id"]), (&json!(1), &id));
}

#[tokio::test]
async fn tickets_are_listed_by_what_the_query_names() {
    let tomticket = Service::tomticket().await;
    let all = tomticket.read("/ticket/list").await["data"].clone();
    let first = &all[0];
    for (query, pointer) in [
        ("situation=0", "/situation/id"),
        ("priority=2", "/priority"),
        (&format!("department_id={}", first["department"]["id"].as_str().unwrap()), "/department/id"),
        (&format!("min_protocol={0}&max_protocol={0}", first["protocol"]), "/protocol"),
    ] {
        let found = tomticket.read(&format!("/ticket/list?{query}")).await["data"].clone();
        let found = found.as_array().unwrap();
        assert!(!found.is_empty() && found.len() < all.as_array().unwrap().len(), "{query}");
        assert!(found.iter().all(|one| one.pointer(pointer) == found[0].pointer(pointer)), "{query}");
    }
    for (query, pointer, kept) in [
        ("situation=0,1", "/situation/id", [0, 1]),
        ("situation=1%2C5%2C%200", "/situation/id", [0, 1]),
        ("priority=1,4", "/priority", [1, 4]),
    ] {
        let found = tomticket.read(&format!("/ticket/list?{query}")).await["data"].clone();
        let found: Vec<_> = found.as_array().unwrap().iter().map(|one| one.pointer(pointer).unwrap().clone()).collect();
        assert!(kept.iter().all(|one| found.contains(&json!(one))), "{query}: {found:?}");
        assert!(found.iter().all(|one| kept.iter().any(|kept| *one == json!(kept))), "{query}: {found:?}");
    }
    let since = first["creation_date"].as_str().unwrap().replacen("-03:00", "-0300", 1).replace(' ', "%20");
    let found = tomticket.read(&format!("/ticket/list?creation_date_ge={since}&creation_date_le={since}")).await;
    assert_eq!(found["data"].as_array().unwrap(), std::slice::from_ref(first));
    let customer = tomticket.sandbox.example().customer_id();
    let own = tomticket.read(&format!("/ticket/list?customer_id={customer}")).await["data"].clone();
    assert_eq!(own.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn forms_are_multipart_or_url_encoded_and_nothing_else() {
    let tomticket = Service::tomticket().await;
    let mut request = tomticket.request("ticket_comment").await;
    let (_, body) = request.body.clone().unwrap();
    for (content_type, status) in [("application/x-www-form-urlencoded", 200), ("application/json", 401)] {
        request.body = Some((content_type.to_owned(), body.clone()));
        let got = tomticket.send(&request).await;
        assert_eq!((got.status, got.json()["error"] == true), (status, status != 200), "{content_type}");
    }
    for files in [25, 26] {
        let mut body = json!({ "ticket_id": body["ticket_id"], "message": "Muitos." });
        for nth in 0..files {
            body[format!("attachment[{nth}]")] = json!("arquivo");
        }
        let answer = tomticket.form("ticket_reply_as_customer", body).await;
        assert_eq!(answer["success"], files == 25, "{files} files");
    }
}

#[tokio::test]
async fn a_form_needs_its_fields_known_ids_and_a_token_that_may_write() {
    let tomticket = Service::tomticket().await;
    let token = format!("Bearer {}", tomticket.sandbox.tomticket().read_only_token());
    let reader = tomticket.client.with_authorization(Some(&token));
    assert_eq!(reader.get("customer_list", "/customer/list").await.status, 200);
    let mut asked = 0;
    for operation in tomticket.contract.operation_ids() {
        let request = tomticket.request(operation).await;
        let Some((content_type, body)) = request.body.clone() else {
            continue;
        };
        assert_eq!(tomticket.send_as(&reader, &request).await.status, 401, "{operation} by who may only read");
        let named = if body.get("ticket_id").is_some() { "ticket_id" } else { "customer_id" };
        let with = async |value: Value| {
            let mut request = request.clone();
            let mut body = body.clone();
            body[named] = value;
            request.body = Some((content_type.clone(), body));
            tomticket.send(&request).await.status
        };
        assert_eq!(with(json!("")).await, 401, "{operation} without {named}");
        if operation != "customer_create" {
            assert_eq!(with(json!("desconhecido")).await, 404, "{operation} with an unknown {named}");
        }
        asked += 1;
    }
    assert_eq!(asked, 11);
}
