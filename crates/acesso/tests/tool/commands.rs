//! The commands against the sandbox.

use std::{collections::BTreeMap, process::Stdio};

use acesso_sandbox::{Fault, Sandbox};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

use crate::run::{run, serve, tool, variables};

async fn sandbox() -> Sandbox {
    Sandbox::start().await.unwrap()
}

#[tokio::test]
async fn a_customers_permissions() {
    let sandbox = sandbox().await;
    let variables = variables(&sandbox);
    let by_id = run(&variables, &["tomticket", "permissions", sandbox.example().customer_id()]).await;
    assert_eq!(by_id.code, 0, "{by_id:?}");
    for line in
        ["registration approved", "registration active", "may create tickets", "tickets a month", "e-mail validated"]
    {
        assert!(by_id.out.contains(line), "{}", by_id.out);
    }

    let email = sandbox.example().customer_email();
    let by_email = run(&variables, &["tomticket", "permissions", "--email", email, "--json"]).await;
    assert_eq!(by_email.code, 0, "{by_email:?}");
    let permissions = by_email.theirs("tomticket-permissions");
    for member in ["account_approved", "allowed_create_tickets", "email_validated"] {
        assert!(permissions[member].is_boolean(), "{permissions}");
    }
    assert!(permissions.as_object().unwrap().contains_key("monthly_ticket_quota"), "{permissions}");
    let asked: Vec<_> =
        sandbox.tomticket().requests().iter().map(|request| request.query().unwrap().to_owned()).collect();
    assert!(asked[1].contains("customer_type_id=E"), "{asked:?}");
}

#[tokio::test]
async fn the_permissions_of_operators_page_after_page() {
    let sandbox = sandbox().await;
    let variables = variables(&sandbox);
    let all = run(&variables, &["base39", "permissions", "--page-size", "3", "--json"]).await;
    assert_eq!(all.code, 0, "{all:?}");
    let count = all.theirs("base39-permissions").as_array().unwrap().len();
    assert_eq!(count, sandbox.base39().permission_count());
    assert!(count > 3, "more than one page");
    assert!(all.err.contains(&format!("{count} permissions, all that there are")), "{}", all.err);

    let asked = sandbox.base39().request_count();
    let some = run(&variables, &["base39", "permissions", "--page-size", "3", "--limit", "4", "--json"]).await;
    assert_eq!(some.theirs("base39-permissions").as_array().unwrap().len(), 4);
    assert!(some.err.contains("stopped at --limit 4"), "{}", some.err);
    assert_eq!(sandbox.base39().request_count() - asked, 2, "no page beyond the limit is asked for");
}

#[tokio::test]
async fn filters_and_fields_reach_the_service() {
    let sandbox = sandbox().await;
    let operator = sandbox.example().operator_id().to_owned();
    let company = sandbox.example().company_id().to_owned();
    let arguments = [
        "base39",
        "permissions",
        "--company",
        &company,
        "--role",
        "approver,financial",
        "--operator",
        &operator,
        "--expand",
        "data.company",
        "--fields=-createdBy,-updatedBy",
        "--page-size",
        "7",
    ];
    let answer = run(&variables(&sandbox), &arguments).await;
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(answer.out.contains("changed") && !answer.out.contains("created by"), "{}", answer.out);
    let query = sandbox.base39().requests()[0].query().unwrap().to_owned();
    for expected in [
        format!("company={company}"),
        "role=approver%2Cfinancial".into(),
        format!("operator={operator}"),
        "expand=data.company".into(),
        "fields=-createdBy%2C-updatedBy".into(),
        "limit=7".into(),
    ] {
        assert!(query.split('&').any(|pair| pair == expected), "{expected} in {query}");
    }
}

#[tokio::test]
async fn the_users_of_a_tenant() {
    let sandbox = sandbox().await;
    let tenant = sandbox.example().customer_tenant_id();
    let table = run(&variables(&sandbox), &["myreports", "users", tenant]).await;
    assert_eq!(table.code, 0, "{table:?}");
    assert!(table.out.contains(sandbox.example().customer_email()), "{}", table.out);

    let json = run(&variables(&sandbox), &["myreports", "users", tenant, "--json"]).await;
    let users = json.theirs("myreports-users");
    assert!(users[0]["displayName"].is_string(), "{users}");
    let one = run(&variables(&sandbox), &["myreports", "users", tenant, "--json", "--limit", "1"]).await;
    assert_eq!(one.theirs("myreports-users").as_array().unwrap().len(), 1);
    assert!(one.err.starts_with("1 user;"), "{}", one.err);
}

#[tokio::test]
async fn an_answer_becomes_a_file_by_its_ending_when_it_is_whole() {
    let sandbox = sandbox().await;
    let variables = variables(&sandbox);
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    for name in ["a.json", "a.csv", "a.xlsx"] {
        let written = run(&variables, &["base39", "permissions", "--output", &path(name)]).await;
        assert_eq!((written.code, written.out.as_str()), (0, ""), "{written:?}");
    }
    let json = crate::schemas::theirs("base39-permissions", &std::fs::read_to_string(path("a.json")).unwrap());
    let csv = std::fs::read_to_string(path("a.csv")).unwrap();
    let count = sandbox.base39().permission_count();
    assert_eq!(json.as_array().unwrap().len(), count);
    assert_eq!(csv.lines().count(), count + 1);
    assert!(csv.starts_with("permission,company,roles,deleted,created,changed,created by,changed by\n"), "{csv}");
    assert!(std::fs::read(path("a.xlsx")).unwrap().starts_with(b"PK"));

    sandbox.base39().inject(Fault::status(400).after(1));
    let broken = run(&variables, &["base39", "permissions", "--page-size", "2", "--output", &path("b.csv")]).await;
    assert_eq!(broken.code, 1, "{broken:?}");
    let mut left: Vec<_> = std::fs::read_dir(&directory).unwrap().map(|file| file.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["a.csv", "a.json", "a.xlsx"], "half a list leaves nothing behind");
}

#[cfg(unix)]
#[tokio::test]
async fn a_files_owner_alone_can_read_it() {
    use std::os::unix::fs::PermissionsExt;

    let sandbox = sandbox().await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("a.csv");
    let customer = sandbox.example().customer_id();
    run(&variables(&sandbox), &["tomticket", "permissions", customer, "--output", file.to_str().unwrap()]).await;
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_spreadsheet_computes_nothing_that_a_service_wrote() {
    let sandbox = sandbox().await;
    let user = r#"{"page_size":1,"data":[{"id":"+1","displayName":"=HYPERLINK(\"x\")","email":"@a"}]}"#;
    sandbox.myreports().inject(Fault::status(200).json(user));
    let tenant = sandbox.example().customer_tenant_id();
    let csv = run(&variables(&sandbox), &["myreports", "users", tenant, "--csv", "excel-br"]).await;
    let mut lines = csv.out.lines();
    assert_eq!(lines.next(), Some("\u{feff}user;name;e-mail;primary tenant;set up at a higher level"));
    assert_eq!(lines.next(), Some(r#"'+1;"'=HYPERLINK(""x"")";'@a;unknown;unknown"#));
}

#[tokio::test]
async fn a_long_table_goes_out_in_blocks() {
    let sandbox = Sandbox::builder().people(600).start().await.unwrap();
    let table = run(&variables(&sandbox), &["base39", "permissions"]).await;
    let (headings, rows): (Vec<_>, Vec<_>) =
        table.out.lines().filter(|line| line.starts_with(' ')).partition(|line| line.starts_with(" permission "));
    assert_eq!((headings.len(), rows.len()), (2, sandbox.base39().permission_count()), "{}", table.err);
}

#[tokio::test]
async fn an_empty_list_is_a_list() {
    let sandbox = sandbox().await;
    let nobody = ["base39", "permissions", "--operator", "oprt_ffffffffffffffffffffffff"];
    let table = run(&variables(&sandbox), &nobody).await;
    assert_eq!((table.code, table.err.as_str()), (0, "0 permissions, all that there are\n"));
    let json = run(&variables(&sandbox), &[&nobody[..], &["--json"]].concat()).await;
    assert_eq!(json.theirs("base39-permissions"), serde_json::json!([]));
}

#[tokio::test]
async fn a_misspelt_role_is_no_clean_audit() {
    let sandbox = sandbox().await;
    let answer = run(&variables(&sandbox), &["base39", "permissions", "--role", "approver,Aprover"]).await;
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(
        answer.err.starts_with("warning: `Aprover` is none of Base39's documented roles: approver, "),
        "{answer:?}"
    );
    assert_eq!(answer.err.lines().count(), 2, "nothing is said of a role that is known: {answer:?}");
}

#[tokio::test]
async fn a_sandbox_inside_the_process_needs_no_variable() {
    let none = BTreeMap::new();
    for arguments in [&["--sandbox", "base39", "permissions"][..], &["base39", "permissions", "--sandbox"]] {
        let answer = run(&none, arguments).await;
        assert_eq!(answer.code, 0, "{answer:?}");
        assert!(answer.err.starts_with("SANDBOX DATA"), "{}", answer.err);
        assert!(answer.out.contains("every company"), "{}", answer.out);
    }
}

#[tokio::test]
async fn a_sandbox_of_its_own_serves_whoever_has_its_variables() {
    let none = BTreeMap::new();
    let (mut server, printed) = serve(&[]).await;
    let ask = |arguments: Vec<String>| {
        let mut command = tool(&none);
        command.envs(&printed).args(arguments);
        async move { command.output().await.unwrap().status.code().unwrap() }
    };
    let customer = printed["ACESSO_EXAMPLE_CUSTOMER"].clone();
    let tenant = printed["ACESSO_EXAMPLE_TENANT"].clone();
    assert_eq!(ask(vec!["tomticket".into(), "permissions".into(), customer]).await, 0);
    assert_eq!(ask(vec!["base39".into(), "permissions".into()]).await, 0);
    assert_eq!(ask(vec!["myreports".into(), "users".into(), tenant]).await, 0);
    server.kill().await.unwrap();
}

#[tokio::test]
async fn a_sandbox_misbehaves_as_it_is_told_to() {
    let none = BTreeMap::new();
    let faults = ["--fault", "tomticket=401", "--fault", "base39=half-body*9", "--fault", "myreports=503*2"];
    let (_server, printed) = serve(&faults).await;
    let tenant = printed["ACESSO_EXAMPLE_TENANT"].clone();
    for (arguments, code) in [
        (vec!["tomticket", "permissions", "1"], 4),
        (vec!["base39", "permissions"], 1),
        // Failed twice, then answered: the third attempt was the good one.
        (vec!["myreports", "users", &tenant], 0),
    ] {
        let output = tool(&none).envs(&printed).args(&arguments).output().await.unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
    }
}

#[tokio::test]
async fn shells_get_their_completions() {
    let none = BTreeMap::new();
    for (shell, word) in [("bash", "_acesso"), ("zsh", "#compdef acesso"), ("fish", "complete -c acesso")] {
        let script = run(&none, &["completions", shell]).await;
        assert!(script.code == 0 && script.out.contains(word) && script.out.contains("myreports"), "{shell}");
    }
}

#[tokio::test]
async fn there_is_a_manual_page_for_the_tool_and_for_each_command() {
    let (none, folder) = (BTreeMap::new(), tempfile::tempdir().unwrap());
    let folder = folder.path().join("man1");
    let written = run(&none, &["man", folder.to_str().unwrap()]).await;
    assert_eq!((written.code, written.out.as_str()), (0, ""), "{}", written.err);
    for (page, words) in [("acesso.1", "acesso\\-review(1)"), ("acesso-tomticket-permissions.1", "customer")] {
        let text = std::fs::read_to_string(folder.join(page)).unwrap();
        assert!(text.contains(".TH") && text.contains(words), "{page}: {text}");
    }

    // A folder that can't be made is named.
    let in_the_way = folder.join("acesso.1/man1");
    let refused = run(&none, &["man", in_the_way.to_str().unwrap()]).await;
    assert!(refused.code == 1 && refused.err.contains(in_the_way.to_str().unwrap()), "{}", refused.err);
}

#[tokio::test]
async fn the_sandboxs_guide_names_addresses_tokens_and_commands() {
    let none = BTreeMap::new();
    let mut server = tool(&none).arg("sandbox").stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut guide = String::new();
    while !guide.contains("Ctrl-C") {
        guide.push_str(&lines.next_line().await.unwrap().unwrap());
        guide.push('\n');
    }
    for expected in ["TOMTICKET_URL='http://127.0.0.1:", "BASE39_API_KEY='bs_sandbox_", "acesso myreports users "] {
        assert!(guide.contains(expected), "{guide}");
    }
}

#[tokio::test]
async fn the_sandbox_tells_programs_its_variables() {
    let none = BTreeMap::new();
    let mut server = tool(&none).args(["sandbox", "--json"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut json = String::new();
    while !json.ends_with('}') {
        json.push_str(&lines.next_line().await.unwrap().unwrap());
        assert!(json.starts_with('{'), "{json}");
    }
    let variables: BTreeMap<String, String> = serde_json::from_value(crate::schemas::theirs("sandbox", &json)).unwrap();
    let customer = variables["ACESSO_EXAMPLE_CUSTOMER"].clone();
    let asked = tool(&none).envs(&variables).args(["tomticket", "permissions", &customer]).output().await.unwrap();
    assert_eq!(asked.status.code(), Some(0), "{asked:?}");
}

/// A receiver that knows no secret: it takes what has a signature, and refuses what has none.
async fn receive(listener: TcpListener) {
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut seen = Vec::new();
        while !seen.ends_with(b"}") {
            assert_ne!(stream.read_buf(&mut seen).await.unwrap(), 0);
        }
        let is_signed = String::from_utf8(seen).unwrap().contains("x-hub-signature: sha1=");
        let status = if is_signed { "204 No Content" } else { "401 Unauthorized" };
        stream.write_all(format!("HTTP/1.1 {status}\r\nconnection: close\r\n\r\n").as_bytes()).await.unwrap();
    }
}

#[tokio::test]
async fn the_sandbox_sends_webhooks_and_says_what_became_of_them() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let receiver = tokio::spawn(receive(listener));
    let told = async || {
        let mut server = tool(&BTreeMap::new());
        server.args(["sandbox", "--env", "--webhook", &url]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut server = server.spawn().unwrap();
        let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
        let mut told = Vec::new();
        while told.len() < 5 {
            told.push(lines.next_line().await.unwrap().unwrap());
        }
        server.kill().await.unwrap();
        let mut variables = String::new();
        server.stdout.take().unwrap().read_to_string(&mut variables).await.unwrap();
        assert!(variables.lines().all(|line| line.starts_with("export ")), "{variables}");
        told
    };
    let expected = [
        "webhook (TomTicket's, signed in hexadecimal): the receiver answered 204 No Content",
        "webhook (TomTicket's, signed in base64): the receiver answered 204 No Content",
        "webhook (TomTicket's, with a wrong signature): the receiver answered 204 No Content",
        "webhook (Base39's, as the API has events): the receiver answered 401 Unauthorized",
        "webhook (Base39's, as the older guide has them): the receiver answered 401 Unauthorized",
    ];
    assert_eq!(told().await, expected);

    // Nobody there: the sandbox serves all the same.
    receiver.abort();
    assert!(receiver.await.unwrap_err().is_cancelled());
    let told = told().await;
    assert!(told.iter().all(|line| line.contains("): not delivered: ")), "{told:?}");
}

#[cfg(repository)]
#[tokio::test]
async fn the_front_pages_ids_are_the_sandboxs() {
    let front_page = include_str!("../../../../README.md");
    let sandbox = sandbox().await;
    let example = sandbox.example();
    for id in [example.customer_id(), example.customer_email(), example.customer_tenant_id()] {
        assert_eq!(front_page.matches(id).count(), 1, "{id}");
    }
}

#[tokio::test]
async fn exit_codes_and_what_to_do() {
    let sandbox = sandbox().await;
    let good = variables(&sandbox);
    let with = |name: &'static str, value: &str| {
        let mut variables = good.clone();
        variables.insert(name, value.to_owned());
        variables
    };
    let without = |name: &str| {
        let mut variables = good.clone();
        variables.remove(name);
        variables
    };
    let unknown = "00000000-0000-0000-0000-00000000dead";
    let origin = sandbox.tomticket().origin();
    let (base39, myreports) = (sandbox.base39().origin(), sandbox.myreports().origin());
    let long_id = "x".repeat(251);
    let cases: Vec<(BTreeMap<_, _>, Vec<&str>, i32, &str)> = vec![
        (good.clone(), vec!["tomticket", "permissions", "no-such-customer"], 3, "not found"),
        (good.clone(), vec!["tomticket", "permissions", "no@such.example"], 3, "add --email"),
        (good.clone(), vec!["tomticket", "permissions", "--email", "no@such.example"], 3, "check the identifier"),
        (good.clone(), vec!["myreports", "users", unknown], 3, "not found"),
        (with("TOMTICKET_TOKEN", "wrong"), vec!["tomticket", "permissions", "1"], 4, "or the values"),
        (with("BASE39_API_KEY", "wrong"), vec!["base39", "permissions"], 4, "refused"),
        (with("MYREPORTS_TOKEN", "wrong"), vec!["myreports", "users", unknown], 4, "refused"),
        (without("TOMTICKET_TOKEN"), vec!["tomticket", "permissions", "1"], 2, "TOMTICKET_TOKEN"),
        (without("BASE39_API_KEY"), vec!["base39", "permissions"], 2, "BASE39_API_KEY"),
        (without("MYREPORTS_TOKEN"), vec!["myreports", "users", unknown], 2, "MYREPORTS_TOKEN"),
        (without("MYREPORTS_URL"), vec!["myreports", "users", unknown], 2, "MYREPORTS_REGION"),
        (with("TOMTICKET_URL", &origin), vec!["tomticket", "permissions", "1"], 1, "/v2.0"),
        (with("BASE39_URL", &format!("{base39}/v1")), vec!["base39", "permissions"], 1, "check the base URL"),
        (with("MYREPORTS_URL", &myreports), vec!["myreports", "users", unknown], 1, "/api"),
        (with("TOMTICKET_URL", "api.tomticket.com"), vec!["tomticket", "permissions", "1"], 2, "scheme"),
        (with("TOMTICKET_URL", "http://api.tomticket.com/v2.0"), vec!["tomticket", "permissions", "1"], 2, "https"),
        (with("TOMTICKET_TOKEN", "a\nb"), vec!["tomticket", "permissions", "1"], 2, "newline"),
        (good.clone(), vec!["tomticket", "permissions", ""], 2, "customer_id"),
        (good.clone(), vec!["tomticket", "permissions", &long_id], 2, "at most 250"),
        (good.clone(), vec!["base39", "permissions", "--page-size", "0"], 2, "1 to 100"),
        (good.clone(), vec!["base39", "permissions", "--page-size", "101"], 2, "1 to 100"),
        (good.clone(), vec!["base39", "permissions", "--fields", "id,-roles"], 2, "--fields"),
        (good.clone(), vec!["base39", "permissions", "--fields=-id"], 2, "id"),
        (good.clone(), vec!["base39", "permissions", "--fields", "id,"], 2, "no field's name"),
        (good.clone(), vec!["base39", "permissions", "--nonsense"], 2, "--nonsense"),
        (good.clone(), vec!["myreports", "users", ".."], 2, "CUSTOMER_TENANT_ID"),
        (good.clone(), vec!["base39", "permissions", "--format", "xlsx"], 2, "--output"),
        (good.clone(), vec!["base39", "permissions", "--output", "answer.pdf"], 2, "ending"),
        (good.clone(), vec!["base39", "permissions", "--output", "no/such/directory/a.csv"], 1, "could not write"),
        (good.clone(), vec!["sandbox", "--format", "csv"], 2, "stdout"),
        (good.clone(), vec!["sandbox", "--fault", "base39=sluggish"], 2, "half-body"),
        (good.clone(), vec!["sandbox", "--port", "65535"], 2, "--port"),
        (good.clone(), vec!["sandbox", "--people", "0"], 2, "--people"),
        (good.clone(), vec!["sandbox", "--webhook", "http://example.com/"], 2, "this machine alone"),
        (good.clone(), vec!["sandbox", "--env", "--json"], 2, "--env"),
    ];
    for (variables, arguments, code, words) in cases {
        let answer = run(&variables, &arguments).await;
        assert_eq!(answer.code, code, "{arguments:?}: {answer:?}");
        assert!(answer.err.contains(words), "{arguments:?}: {answer:?}");
        assert!(answer.out.is_empty(), "{arguments:?}: {answer:?}");
    }
}

#[tokio::test]
async fn an_error_is_one_line_and_what_to_do() {
    let sandbox = sandbox().await;
    let answer = run(&variables(&sandbox), &["tomticket", "permissions", "no-such-customer"]).await;
    let lines: Vec<_> = answer.err.lines().collect();
    assert_eq!(lines.len(), 2, "{answer:?}");
    assert!(
        lines[0].starts_with("error: TomTicket customer_permissions_basic_get (GET /customer/permissions/basic): ")
    );
    assert!(lines[1].starts_with("  "), "{answer:?}");
    assert!(!answer.err.contains("no-such-customer"), "an identifier is personal data: {answer:?}");
}

#[tokio::test]
async fn no_run_shows_a_secret() {
    const CANARY: &str = "canary-5e7a1c";
    let sandbox = sandbox().await;
    let mut variables = variables(&sandbox);
    for name in ["TOMTICKET_TOKEN", "BASE39_API_KEY", "MYREPORTS_TOKEN"] {
        variables.insert(name, CANARY.to_owned());
    }
    let tenant = sandbox.example().customer_tenant_id();
    for fault in [None, Some(500), Some(404)] {
        for arguments in
            [&["tomticket", "permissions", "1"][..], &["base39", "permissions"], &["myreports", "users", tenant]]
        {
            if let Some(status) = fault {
                sandbox.tomticket().inject(Fault::status(status).always());
                sandbox.base39().inject(Fault::status(status).always());
                sandbox.myreports().inject(Fault::status(status).always());
            }
            let answer = run(&variables, arguments).await;
            assert_ne!(answer.code, 0);
            assert!(!format!("{answer:?}").contains(CANARY), "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_services_text_commands_no_terminal() {
    let sandbox = sandbox().await;
    let user = r#"{"page_size":1,"data":[{"id":"1","displayName":"Ana\u001b[2J\u202e","email":"a@b.example"}]}"#;
    sandbox.myreports().inject(Fault::status(200).json(user));
    let answer = run(&variables(&sandbox), &["myreports", "users", sandbox.example().customer_tenant_id()]).await;
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(answer.out.contains("Ana\u{fffd}[2J\u{fffd}"), "{}", answer.out);
    assert!(answer.out.contains("unknown"), "what was not sent is unknown: {}", answer.out);
}

#[tokio::test]
async fn a_count_that_differs_is_said() {
    let sandbox = sandbox().await;
    let answer = r#"{"page_size":2,"data":[{"id":"1","displayName":"Ana","email":"a@b.example"}]}"#;
    sandbox.myreports().inject(Fault::status(200).json(answer));
    let answer = run(&variables(&sandbox), &["myreports", "users", sandbox.example().customer_tenant_id()]).await;
    assert!(answer.err.contains("warning: the service counted 2 users and sent 1"), "{answer:?}");
}

#[tokio::test]
async fn a_list_that_breaks_off_is_an_error() {
    let sandbox = sandbox().await;
    sandbox.base39().inject(Fault::status(400).after(1));
    let answer = run(&variables(&sandbox), &["base39", "permissions", "--page-size", "2", "--json"]).await;
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(
        serde_json::from_str::<serde_json::Value>(&answer.out).is_err(),
        "half a list must not look like a whole one"
    );
}

#[tokio::test]
async fn whoever_stops_reading_has_seen_enough() {
    let sandbox = Sandbox::builder().people(2000).start().await.unwrap();
    let variables = variables(&sandbox);
    let mut child = tool(&variables)
        .args(["base39", "permissions", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 10]).await.unwrap();
    drop(out);
    let end = child.wait_with_output().await.unwrap();
    assert_eq!((end.status.code(), String::from_utf8(end.stderr).unwrap()), (Some(0), String::new()));
}

#[cfg(target_os = "linux")] // for its /dev/full, which refuses every write
#[tokio::test]
async fn the_exit_code_stands_where_stderr_can_not_be_written_to() {
    let sandbox = sandbox().await;
    let variables = variables(&sandbox);
    for (customer, code) in [("no-such-customer", 3), ("", 2)] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = tool(&variables);
        let status = command.args(["tomticket", "permissions", customer]).stderr(full).status().await.unwrap();
        assert_eq!(status.code(), Some(code));
    }
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let answer = tool(&variables).args(["base39", "permissions"]).stderr(full).output().await.unwrap();
    assert_eq!(answer.status.code(), Some(0));
}

#[tokio::test]
async fn help_names_the_variables_and_the_exit_codes() {
    let none = BTreeMap::new();
    let help = run(&none, &["--help"]).await;
    assert_eq!(help.code, 0);
    for expected in ["TOMTICKET_TOKEN", "BASE39_URL", "MYREPORTS_REGION", "Exit codes", "not found", "--sandbox"] {
        assert!(help.out.contains(expected), "{}", help.out);
    }
    let nothing = run(&none, &[]).await;
    assert_eq!(nothing.code, 2);
}
