//! `acesso SERVICE operations` and `acesso SERVICE call`, against the sandbox.

use std::{collections::BTreeMap, fs, process::Stdio};

use acesso_sandbox::{Fault, Sandbox, SeenRequest, tomticket::Settings};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

use crate::run::{Run, run, tool, variables};

async fn sandbox() -> Sandbox {
    Sandbox::start().await.unwrap()
}

/// What all three services were asked, in order.
fn seen(sandbox: &Sandbox) -> Vec<SeenRequest> {
    [sandbox.tomticket().requests(), sandbox.base39().requests(), sandbox.myreports().requests()].concat()
}

/// Runs what is typed, words parted by blanks.
async fn typed(sandbox: &Sandbox, command: &str) -> Run {
    run(&variables(sandbox), &command.split(' ').collect::<Vec<_>>()).await
}

// --- what there is ---

#[tokio::test]
async fn every_operation_of_the_contracts_is_listed_and_offered_to_shells() {
    let none = BTreeMap::new();
    let mut scripts = Vec::new();
    for shell in ["bash", "zsh"] {
        scripts.push(run(&none, &["completions", shell]).await.out);
    }
    let mut count = 0;
    for (service, operations) in [
        ("tomticket", tomticket::operations::ALL),
        ("base39", base39::operations::ALL),
        ("myreports", myreports::operations::ALL),
    ] {
        let documented: Vec<_> = operations.iter().map(|operation| operation.id).collect();
        let listed = run(&none, &[service, "operations", "--json"]).await.json();
        assert_eq!(listed["service"], service);
        let ids: Vec<_> =
            listed["operations"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
        assert_eq!(ids, documented);
        let table = run(&none, &[service, "operations"]).await;
        assert_eq!((table.code, table.out.lines().count()), (0, 2 + ids.len()), "a line for each: {table:?}");
        for id in &ids {
            assert!(table.out.contains(&format!("\n {id} ")), "{id}: {}", table.out);
            assert!(scripts.iter().all(|script| script.contains(id)), "{id} is not offered");
        }
        count += ids.len();
    }
    assert_eq!(count, 138);
    for name in ["ACCOUNT_TENANT_ID", "invoice_item"] {
        assert!(scripts.iter().all(|script| script.contains(name)), "{name} is not offered");
    }
}

// --- reads ---

#[tokio::test]
async fn reads_of_every_service_are_sent_at_once() {
    let sandbox = sandbox().await;
    let example = sandbox.example();
    for (command, asked, at, answer) in [
        (
            format!("tomticket call customer_details_get --query customer_id={}", example.customer_id()),
            format!("/v2.0/customer/details?customer_id={}", example.customer_id()),
            "/data/internal_id",
            json!(example.customer_id()),
        ),
        (
            format!("base39 call list_operator_permissions --path operator={} --query limit=1", example.operator_id()),
            format!("/v1/operators/{}/permissions?limit=1", example.operator_id()),
            "/data/0/deleted",
            json!(false),
        ),
        (
            format!("myreports call reseller_get_customer --path CUSTOMER_TENANT_ID={}", example.customer_tenant_id()),
            format!("/api/v1.0/customers/{}", example.customer_tenant_id()),
            "/data/id",
            json!(example.customer_tenant_id()),
        ),
    ] {
        let before = seen(&sandbox).len();
        for form in ["", " --json"] {
            let read = typed(&sandbox, &format!("{command}{form}")).await;
            assert_eq!((read.code, read.err.as_str()), (0, ""), "{read:?}");
            let read: Value = serde_json::from_str(&read.out).unwrap();
            assert_eq!(read.pointer(at), Some(&answer), "{read}");
        }
        let asked_of = seen(&sandbox);
        assert_eq!(asked_of.len(), before + 2);
        assert!(asked_of.iter().any(|request| request.path_and_query == asked), "{asked} in {asked_of:?}");
    }
}

#[tokio::test]
async fn an_answer_is_shown_letter_for_letter() {
    let sandbox = sandbox().await;
    let answer = r#"{"b":1.50,"a":[1e2,""]}"#;
    sandbox.base39().inject(Fault::status(200).json(answer).always());
    let json = typed(&sandbox, "base39 call get_loan --path loan=1 --json").await;
    assert_eq!(json.out, format!("{answer}\n"));
    let people = typed(&sandbox, "base39 call get_loan --path loan=1").await;
    assert_eq!(people.out, "{\n  \"b\": 1.50,\n  \"a\": [\n    1e2,\n    \"\"\n  ]\n}\n");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("loan.json");
    let written = typed(&sandbox, &format!("base39 call get_loan --path loan=1 --output {}", file.display())).await;
    assert_eq!((written.code, written.out.as_str()), (0, ""), "{written:?}");
    assert_eq!(fs::read_to_string(file).unwrap(), format!("{answer}\n"));
}

#[tokio::test]
async fn all_pages_of_a_list_are_one() {
    let unlimited = Settings { requests_per_second: None, ..Settings::default() };
    let sandbox = Sandbox::builder().people(120).tomticket(unlimited).start().await.unwrap();
    let customers = sandbox.tomticket().customer_count();
    let (permissions, tenants) = (sandbox.base39().permission_count(), sandbox.myreports().customer_count());
    for (command, count, least) in [
        ("tomticket call customer_list --query show_custom_fields=0", customers, 3),
        ("base39 call list_permissions", permissions, 2),
        ("myreports call reseller_list_customers --query pageSize=2", tenants, 2),
    ] {
        let before = seen(&sandbox).len();
        for form in ["--all --json", "--all"] {
            let all = typed(&sandbox, &format!("{command} {form}")).await;
            let items: Vec<Value> = serde_json::from_str(&all.out).unwrap();
            assert_eq!((all.code, items.len()), (0, count), "{command}: {}", all.err);
            assert_eq!(all.err, format!("{count} items, all that there are\n"));
        }
        let pages = (seen(&sandbox).len() - before) / 2;
        assert!(pages >= least, "{command}: {pages} pages");
    }
    sandbox.base39().inject(Fault::status(400).after(1));
    let broken = typed(&sandbox, "base39 call list_permissions --all --json").await;
    assert!(broken.code == 1 && serde_json::from_str::<Value>(&broken.out).is_err(), "half a list is none: {broken:?}");
}

#[tokio::test]
async fn a_file_is_written_as_it_came() {
    let sandbox = sandbox().await;
    let content: Vec<u8> = b"%PDF-1.7\r\n".iter().copied().chain(0..=255).collect();
    let fault = Fault::status(200).body("application/octet-stream", content.clone());
    sandbox.myreports().inject(fault.always());
    let folder = tempfile::tempdir().unwrap();
    for name in ["invoice.pdf", "invoice.xlsx", "invoice"] {
        let file = folder.path().join(name);
        let call = "myreports call enterprise_get_invoice_pdf --path INVOICE_ID=1 --output";
        let written = typed(&sandbox, &format!("{call} {}", file.display())).await;
        assert_eq!((written.code, written.out.as_str(), written.err.as_str()), (0, "", "266 bytes\n"));
        assert_eq!(fs::read(file).unwrap(), content);
    }
}

#[tokio::test]
async fn what_is_no_such_file_leaves_the_old_one() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("invoice.pdf");
    fs::write(&file, "the old one").unwrap();
    let acknowledgement = r#"{"status":"success","timestamp":"2019-01-01T10:00:00.2890319Z"}"#;
    for (operation, body) in [
        // As the vendor's own sample shows it.
        ("enterprise_get_invoice_pdf", acknowledgement),
        ("enterprise_get_invoice_pdf", ""),
        ("enterprise_get_invoice_pdf", "%PD"),
        ("enterprise_get_invoice_pdf", "PK\u{3}\u{4}"),
        ("enterprise_get_invoice_detail", acknowledgement),
        ("enterprise_get_invoice_detail", "%PDF-1.7"),
    ] {
        sandbox.myreports().inject(Fault::status(200).body("application/octet-stream", body));
        let call = format!("myreports call {operation} --path INVOICE_ID=1 --output {}", file.display());
        let refused = typed(&sandbox, &call).await;
        assert_eq!(refused.code, 1, "{operation} {body:?}: {refused:?}");
        assert!(refused.err.contains(operation) && !refused.err.contains("2019"), "{refused:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "the old one");
    }
    sandbox.myreports().inject(Fault::status(200).body("application/octet-stream", "PK\u{3}\u{4}"));
    let call = format!("myreports call enterprise_get_invoice_detail --path INVOICE_ID=1 --output {}", file.display());
    assert_eq!(typed(&sandbox, &call).await.code, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), "PK\u{3}\u{4}");
}

#[tokio::test]
async fn a_file_that_breaks_off_leaves_the_old_one() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("invoice.pdf");
    fs::write(&file, "the old one").unwrap();
    for rest in ["content-length: 1000\r\n\r\n%PDF-1.7", "transfer-encoding: chunked\r\n\r\n8\r\n%PDF-1.7\r\n"] {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n";
        sandbox.myreports().inject(Fault::raw(format!("{head}{rest}")));
        let call = "myreports call enterprise_get_invoice_pdf --path INVOICE_ID=1 --output";
        let broken = typed(&sandbox, &format!("{call} {}", file.display())).await;
        assert!(broken.code == 1 && broken.err.contains("enterprise_get_invoice_pdf"), "{broken:?}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "the old one", "{rest}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing of the new one stays");
    }
    assert_eq!(seen(&sandbox).len(), 2, "one that has begun is not asked for again");
}

#[tokio::test]
async fn nobody_is_found_however_it_is_said() {
    let sandbox = sandbox().await;
    let nobody = r#"{"error":true,"message":"Customer not found.","success":false}"#;
    let exists = r#"{"error":false,"message":null,"success":false,"exists":false}"#;
    for operation in ["customer_exists_check", "customer_permissions_basic_get", "customer_details_get"] {
        for fault in [
            Fault::status(404).json(nobody),
            Fault::status(200).json(exists),
            Fault::status(200).json(r#"{"error":false,"success":true,"exists":false,"data":[]}"#),
        ] {
            sandbox.tomticket().inject(fault);
            let run = typed(&sandbox, &format!("tomticket call {operation} --query customer_id=nobody")).await;
            assert_eq!((run.code, run.out.as_str()), (3, ""), "{operation}: {run:?}");
            assert!(run.err.contains("not found"), "{run:?}");
        }
    }
}

// --- everything else ---

/// A call of each service that may change something, and where it goes.
fn writes(sandbox: &Sandbox) -> [(String, String); 5] {
    let (operator, tenant) = (sandbox.example().operator_id(), sandbox.example().customer_tenant_id());
    [
        ("tomticket call ticket_comment --form ticket_id=7 --form comment=@@ana".into(), "/ticket/comment".into()),
        (
            format!("base39 call create_operator_permission --path operator={operator} --form company=comp_1"),
            format!("/v1/operators/{operator}/permissions"),
        ),
        ("base39 call resend_events".into(), "/v1/events/resend".into()),
        (
            format!(
                "myreports call reseller_create_customer_user --path CUSTOMER_TENANT_ID={tenant} --form email=a@b.c"
            ),
            format!("/v1.0/customers/{tenant}/users"),
        ),
        (
            format!("myreports call enterprise_delete_account --path ACCOUNT_TENANT_ID={tenant}"),
            format!("/v1.0/accounts/{tenant}"),
        ),
    ]
}

#[tokio::test]
async fn what_may_change_something_is_only_shown_and_without_the_credentials() {
    let sandbox = sandbox().await;
    let secrets = [sandbox.tomticket().token(), sandbox.base39().api_key(), sandbox.myreports().token()];
    for (command, path) in writes(&sandbox) {
        let people = typed(&sandbox, &command).await;
        assert_eq!(people.code, 0, "{people:?}");
        assert!(people.out.contains(&path), "{people:?}");
        assert!(people.err.starts_with("Nothing was sent. ") && people.err.contains("--execute"), "{people:?}");
        let program = typed(&sandbox, &format!("{command} --json")).await;
        let plan = program.json();
        assert!(plan["url"].as_str().unwrap().ends_with(&path) && plan["sandbox"] == true, "{plan}");
        for shown in [people.out, people.err, program.out, program.err] {
            assert!(!shown.to_lowercase().contains("authorization"), "{shown}");
            assert!(secrets.iter().all(|secret| !shown.contains(secret)), "{shown}");
        }
    }
    assert_eq!(seen(&sandbox).len(), 0, "nothing was sent");
}

#[tokio::test]
async fn what_is_shown_is_what_would_be_sent() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("photo.png");
    fs::write(&file, b"\x89PNG").unwrap();
    let form =
        format!("tomticket call ticket_comment --form ticket_id=7 --form attachment[0]=@{} --json", file.display());
    let plan = typed(&sandbox, &form).await.json();
    assert_eq!(plan["media_type"], "multipart/form-data");
    assert_eq!(
        plan["fields"],
        json!([
            { "name": "ticket_id", "text": "7", "file": null, "size": null },
            { "name": "attachment[0]", "text": null, "file": file, "size": 4 },
        ])
    );
    let keyed = "base39 call send_sms --form text=hi --header base39-external-client-id=c7 --json";
    let plan = typed(&sandbox, keyed).await.json();
    assert_eq!((&plan["method"], &plan["media_type"]), (&json!("POST"), &json!("application/json")));
    assert_eq!(plan["body"], r#"{"text":"hi"}"#);
    let client = json!({ "name": "base39-external-client-id", "value": "c7" });
    assert_eq!(plan["headers"], json!([client, { "name": "idempotency-key", "value": null }]));
    let plan = typed(&sandbox, &format!("{keyed} --idempotency-key mine")).await.json();
    assert_eq!(plan["headers"][1]["value"], "mine");
}

#[tokio::test]
async fn a_write_is_sent_when_it_is_told_to_be() {
    let sandbox = sandbox().await;
    let before = sandbox.base39().permission_count();
    let permission = json!({ "company": sandbox.example().company_id(), "roles": ["approver"] }).to_string();
    let operator = format!("operator={}", sandbox.example().operator_id());
    let call =
        ["base39", "call", "create_operator_permission", "--path", &operator, "--body", "-", "--execute", "--json"];
    for key in [&["--idempotency-key", "mine"][..], &["--idempotency-key", "mine"], &[]] {
        let variables = variables(&sandbox);
        let mut child = tool(&variables)
            .args(call)
            .args(key)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(permission.as_bytes()).await.unwrap();
        let done = child.wait_with_output().await.unwrap();
        assert!(done.status.success(), "{done:?}");
        let created: Value = serde_json::from_slice(&done.stdout).unwrap();
        assert_eq!(created["roles"], json!(["approver"]));
    }
    assert_eq!(sandbox.base39().permission_count(), before + 2, "a key makes the second one the first");
    let sent = sandbox.base39().requests();
    let keys: Vec<_> = sent.iter().map(|request| request.header("idempotency-key").unwrap()).collect();
    assert_eq!(keys[..2], ["mine", "mine"]);
    assert_eq!(keys[2].len(), 36, "one of its own");
    assert!(sent.iter().all(|request| request.body == permission.as_bytes()));
}

#[tokio::test]
async fn what_does_not_say_that_a_write_was_done_passes_for_no_success() {
    let sandbox = sandbox().await;
    let (tomticket, base39, myreports) = (sandbox.tomticket(), sandbox.base39(), sandbox.myreports());
    let [ticket, permission, resend, user, account] = writes(&sandbox).map(|(command, _)| command);
    let done = "myreports call enterprise_patch_account --path ACCOUNT_TENANT_ID=1 --form name=a".to_owned();
    let acknowledgement = r#"{"status":"success","timestamp":"2019-01-01T10:00:00.2890319Z"}"#;
    let whole = r#"{"error":false,"message":null,"success":true}"#;
    for (command, body, is_done) in [
        (&ticket, "", false),
        (&ticket, "{}", false),
        (&ticket, r#"{"message":"Welcome to the network"}"#, false),
        (&ticket, r#"{"error":true,"success":true}"#, false),
        (&ticket, r#"{"error":false}"#, true),
        (&ticket, whole, true),
        (&permission, "", false),
        (&permission, "{}", false),
        (&permission, "[]", false),
        (&permission, r#"{"id":"perm_1"}"#, true),
        (&user, "", false),
        (&user, "{}", false),
        (&user, r#"{"status":"error"}"#, false),
        (&user, r#"{"status":"ok","data":{}}"#, false),
        (&user, r#"{"data":{"id":"1"}}"#, true),
        (&done, "{}", false),
        (&done, acknowledgement, true),
        (&resend, "", false),
        // The contract gives it no body.
        (&account, "", true),
        (&account, "{}", true),
    ] {
        let fault = Fault::status(200).body("application/json", body);
        match command.split(' ').next() {
            Some("tomticket") => tomticket.inject(fault),
            Some("base39") => base39.inject(fault),
            _ => myreports.inject(fault),
        }
        let run = typed(&sandbox, &format!("{command} --execute")).await;
        assert_eq!(run.code, i32::from(!is_done), "{command} {body:?}: {run:?}");
        assert!(is_done || run.out.is_empty(), "{command} {body:?}: {run:?}");
    }
}

#[tokio::test]
async fn an_answer_without_a_body_is_said_to_be_one() {
    let sandbox = sandbox().await;
    sandbox.myreports().inject(Fault::status(204).body("application/json", ""));
    let call = "myreports call reseller_send_customer_user_activation --path CUSTOMER_TENANT_ID=1 --path USER_ID=2";
    let done = typed(&sandbox, &format!("{call} --execute")).await;
    assert_eq!((done.code, done.out.as_str()), (0, ""), "{done:?}");
    assert!(done.err.contains("reseller_send_customer_user_activation is done: 204"), "{done:?}");
}

#[tokio::test]
async fn fields_go_out_as_parts_with_their_files() {
    let sandbox = sandbox().await;
    sandbox.tomticket().inject(Fault::status(200).json(r#"{"error":false,"success":true}"#));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("photo.png");
    fs::write(&file, b"\x89PNG").unwrap();
    let form = format!("--form ticket_id=7 --form comment=hello --form attachment[0]=@{}", file.display());
    let done = typed(&sandbox, &format!("tomticket call ticket_comment {form} --execute")).await;
    assert_eq!(done.code, 0, "{done:?}");
    let sent = &sandbox.tomticket().requests()[0];
    assert!(sent.header("content-type").unwrap().starts_with("multipart/form-data; boundary="), "{sent:?}");
    let body = String::from_utf8_lossy(&sent.body);
    for part in [r#"name="ticket_id""#, "hello", r#"name="attachment[0]"; filename="photo.png""#] {
        assert!(body.contains(part), "{part} in {body}");
    }
}

#[tokio::test]
async fn a_token_may_write_where_somebody_writes_and_read_elsewhere() {
    let sandbox = sandbox().await;
    let service = sandbox.base39();
    let mut variables = variables(&sandbox);
    variables.remove("BASE39_API_KEY");
    variables.extend([
        ("BASE39_CLIENT_ID", service.client_id().to_owned()),
        ("BASE39_CLIENT_SECRET", service.client_secret().to_owned()),
        ("BASE39_TOKEN_URL", service.token_url()),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let body = folder.path().join("permission.json");
    let permission = json!({ "company": sandbox.example().company_id(), "roles": ["approver"] });
    fs::write(&body, permission.to_string()).unwrap();
    let body = body.display().to_string();
    let operator = format!("operator={}", sandbox.example().operator_id());
    let write = ["base39", "call", "create_operator_permission", "--path", &operator, "--body", &body, "--execute"];
    for (call, scope) in [(&write[..], "read+write"), (&["base39", "call", "list_companies"], "read")] {
        let done = run(&variables, call).await;
        assert_eq!(done.code, 0, "{done:?}");
        let mut tokens = service.requests().into_iter().filter(|request| request.operation == Some("oauth2_token"));
        let asked = String::from_utf8(tokens.next_back().unwrap().body.to_vec()).unwrap();
        assert!(asked.split('&').any(|field| field == format!("scope={scope}")), "{asked}");
    }
}

#[tokio::test]
async fn a_write_whose_outcome_is_unknown_can_be_sent_again_under_its_key() {
    let sandbox = sandbox().await;
    sandbox.base39().inject(Fault::reset_after_read().times(3));
    let call = format!(
        "base39 call create_operator_permission --path operator={} --form company=* --execute",
        sandbox.example().operator_id()
    );
    let unknown = typed(&sandbox, &call).await;
    assert_eq!(unknown.code, 1, "{unknown:?}");
    let sent = sandbox.base39().requests();
    let key = sent[0].header("idempotency-key").unwrap();
    assert!(sent.iter().all(|request| request.header("idempotency-key") == Some(key)), "one call, one key");
    assert!(unknown.err.contains(&format!("--idempotency-key {key}")), "{unknown:?}");
}

#[tokio::test]
async fn the_key_is_told_before_the_write_is_sent() {
    let sandbox = sandbox().await;
    let (command, _) = &writes(&sandbox)[1];
    let told = typed(&sandbox, &format!("{command} --execute")).await;
    let sent = sandbox.base39().requests();
    let key = sent[0].header("idempotency-key").unwrap();
    assert!(told.err.lines().next().unwrap().ends_with(&format!("--idempotency-key {key}")), "{told:?}");
    let own = typed(&sandbox, &format!("{command} --execute --idempotency-key mine")).await;
    assert!(!own.err.contains("mine"), "who gave it knows it: {own:?}");
}

// --- what can't be ---

#[tokio::test]
async fn a_secret_that_was_typed_as_a_header_is_not_shown_again() {
    let sandbox = sandbox().await;
    for header in
        ["Authorization: Bearer abc==", "Authorization: Bearer abc", "Authorization Bearer abc=", "Bearer abc"]
    {
        for form in [&[][..], &["--json"]] {
            let call = ["base39", "call", "list_permissions", "--header", header];
            let refused = run(&variables(&sandbox), &[&call[..], form].concat()).await;
            assert_eq!(refused.code, 2, "{refused:?}");
            assert!(refused.err.contains("NAME=VALUE") && !refused.err.contains("abc"), "{refused:?}");
        }
    }
    assert_eq!(seen(&sandbox).len(), 0, "nothing was sent");
}

#[tokio::test]
async fn what_can_not_be_called_is_refused_with_what_to_do() {
    let sandbox = sandbox().await;
    for (command, error, advice) in [
        ("base39 call get_lone --path loan=1", "perhaps get_loan", "`operations`"),
        ("base39 call oauth2_token --form grant_type=x", "another server's", "BASE39_CLIENT_ID"),
        ("base39 call get_loan", "/v1/loans/{loan}: loan is not given", "--path NAME=VALUE"),
        ("base39 call get_loan --path loan=1 --path id=2", "{id} is not in it", "--query"),
        ("base39 call get_loan --path loan=..", "loan", ""),
        ("base39 call get_loan --path loan=1 --form a=b", "get_loan sends no body", "--query"),
        ("base39 call create_loan --body /nowhere/loan.json", "/nowhere/loan.json can't be read", "file's name"),
        ("base39 call create_loan --form a=1 --form a=2", "a can stand once", "--body FILE"),
        ("base39 call create_company --form address.country=BR", "is inside of something", "--body FILE"),
        ("base39 call list_permissions --query limit=101", "limit must be 1 to 100, it is 101", "correct"),
        ("base39 call create_company --form address.country=BR --body x", "cannot be used with", "--help"),
        ("base39 call list_companies --all", "documents no pages for list_companies", "leave out --all"),
        (
            "base39 call list_permissions --all --query starting_after=x",
            "--query starting_after names one",
            "one of the two",
        ),
        ("base39 call list_permissions --query limit", "write it as NAME=VALUE", "--help"),
        ("base39 call list_permissions --header authorization=x", "authorization is not set", "environment"),
        ("base39 call list_permissions --idempotency-key k", "takes no idempotency key", "leave it out"),
        ("tomticket call ticket_comment --body /dev/null", "not a file", "--form"),
        (
            "tomticket call customer_create --form language=portuguese",
            "language must have at most 5 characters",
            "correct",
        ),
        ("myreports call enterprise_get_invoice_pdf --path INVOICE_ID=1", "is a file", "--output FILE"),
    ] {
        for execute in ["--json", "--json --execute"] {
            let refused = typed(&sandbox, &format!("{command} {execute}")).await;
            assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{command}: {refused:?}");
            let told = refused.error();
            assert!(told["error"].as_str().unwrap().contains(error), "{command}: {told}");
            assert!(told["advice"].as_str().unwrap().contains(advice), "{command}: {told}");
        }
    }
    let help = typed(&sandbox, "base39 call").await;
    assert!(help.code == 2 && help.err.contains("For example:\n  acesso base39 call get_loan"), "{help:?}");
    for form in ["--csv rfc4180", "--format html", "--format xlsx --output a.xlsx"] {
        let refused = typed(&sandbox, &format!("base39 call list_permissions {form}")).await;
        assert!(refused.code == 2 && refused.err.contains("as the service gives it"), "{form}: {refused:?}");
    }
    assert_eq!(seen(&sandbox).len(), 0, "nothing was sent");
}

#[tokio::test]
async fn what_a_service_refuses_ends_as_everywhere() {
    let sandbox = sandbox().await;
    sandbox.myreports().inject(Fault::status(402).json("{}"));
    sandbox.base39().inject(Fault::refused_credentials().always());
    for (command, code, told) in [
        ("tomticket call customer_details_get --query customer_id=nobody", 3, "not found"),
        ("base39 call list_permissions", 4, "Unauthorized"),
        ("myreports call reseller_create_customer --form name=a --execute", 1, "--header accept-charges=true"),
    ] {
        let refused = typed(&sandbox, command).await;
        assert!(refused.code == code && refused.err.contains(told), "{command}: {refused:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("invoice.pdf");
    for call in [
        "reseller_list_customers --all".to_owned(),
        format!("enterprise_get_invoice_pdf --path INVOICE_ID=1 --output {}", file.display()),
    ] {
        sandbox.myreports().inject(Fault::status(402).json("{}"));
        let refused = typed(&sandbox, &format!("myreports call {call}")).await;
        assert!(refused.code == 1 && refused.err.contains("--header accept-charges=true"), "{call}: {refused:?}");
    }
    sandbox.myreports().inject(Fault::reset_after_read());
    let unknown = typed(&sandbox, "myreports call reseller_create_customer --form name=a --execute").await;
    assert!(unknown.code == 1 && !unknown.err.contains("--idempotency-key"), "it takes no key: {unknown:?}");
    let nobody = run(&BTreeMap::new(), &["base39", "call", "create_loan"]).await;
    assert!(nobody.code == 2 && nobody.err.contains("BASE39_API_KEY"), "{nobody:?}");
}
