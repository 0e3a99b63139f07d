//! Logging in and out, with a browser that does what it is told.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Stdio, time::Duration};

use acesso_sandbox::{Fault, Sandbox};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::{TcpListener, TcpStream},
    process::{Child, ChildStderr},
};

use crate::run::{Run, run, serve, tool, variables};

/// Somebody with a client id and a secret, and no token.
struct Person {
    sandbox: Sandbox,
    home: TempDir,
    variables: BTreeMap<&'static str, String>,
}

impl Person {
    async fn new() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let home = tempfile::tempdir().unwrap();
        let service = sandbox.myreports();
        let mut variables = variables(&sandbox);
        variables.remove("MYREPORTS_TOKEN");
        variables.extend([
            ("MYREPORTS_CLIENT_ID", service.client_id().to_owned()),
            ("MYREPORTS_CLIENT_SECRET", service.client_secret().to_owned()),
            ("MYREPORTS_LOGIN_URL", service.origin()),
            ("MYREPORTS_REDIRECT_URI", "http://127.0.0.1:0".to_owned()),
            ("XDG_DATA_HOME", home.path().to_str().unwrap().to_owned()),
            ("HOME", home.path().to_str().unwrap().to_owned()),
            ("ACESSO_NO_KEYRING", "1".to_owned()),
        ]);
        Self { sandbox, home, variables }
    }

    fn file(&self) -> PathBuf {
        self.home.path().join("acesso").join("myreports-login.json")
    }

    async fn run(&self, arguments: &[&str]) -> Run {
        run(&self.variables, arguments).await
    }

    async fn users(&self) -> Run {
        self.run(&["myreports", "users", self.sandbox.example().customer_tenant_id()]).await
    }

    async fn log_in(&self) -> Run {
        let login = Login::begin(&self.variables, &[]).await;
        login.agree().await;
        login.end().await
    }
}

/// `acesso login`, which waits for the browser.
struct Login {
    process: Child,
    err: Lines<BufReader<ChildStderr>>,
    /// Where the person is sent.
    address: String,
    /// Where the browser is expected.
    redirect: String,
}

impl Login {
    async fn begin(variables: &BTreeMap<&'static str, String>, arguments: &[&str]) -> Self {
        Self::begin_with(variables, &[&["login", "myreports", "--no-browser"], arguments].concat()).await
    }

    async fn begin_with(variables: &BTreeMap<&'static str, String>, arguments: &[&str]) -> Self {
        let mut command = tool(variables);
        command.args(arguments);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut err = BufReader::new(process.stderr.take().unwrap()).lines();
        let (mut address, mut redirect) = (String::new(), String::new());
        while redirect.is_empty() {
            let line = err.next_line().await.unwrap().unwrap();
            if line.starts_with("  http") {
                address = line.trim().to_owned();
            }
            if let Some((_, rest)) = line.split_once(" http").filter(|(before, _)| !before.trim().is_empty()) {
                redirect = format!("http{}", rest.split_once(',').unwrap().0);
            }
        }
        Self { process, err, address, redirect }
    }

    /// The browser goes where it is sent, and comes back.
    async fn agree(&self) -> Page {
        let sent_back = get(&self.address).await;
        assert_eq!(sent_back.status, 302, "{sent_back:?}");
        get(sent_back.header("location").unwrap()).await
    }

    fn state(&self) -> &str {
        let after = self.address.split_once("&state=").unwrap().1;
        after.split('&').next().unwrap()
    }

    async fn end(mut self) -> Run {
        let mut err = String::new();
        while let Some(line) = self.err.next_line().await.unwrap() {
            err.push_str(&line);
            err.push('\n');
        }
        let output = self.process.wait_with_output().await.unwrap();
        Run { code: output.status.code().unwrap(), out: String::from_utf8(output.stdout).unwrap(), err }
    }
}

#[derive(Debug)]
struct Page {
    status: u16,
    head: String,
    body: String,
}

impl Page {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

/// What a browser does with an address of this machine.
async fn get(address: &str) -> Page {
    request("GET", address).await
}

async fn request(method: &str, address: &str) -> Page {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, target) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    let mut connection = TcpStream::connect(host).await.unwrap();
    let asked = format!("{method} {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    connection.write_all(asked.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Page { status, head: head.to_owned(), body: body.to_owned() }
}

#[tokio::test]
async fn a_log_in_serves_the_commands_that_follow() {
    let person = Person::new().await;
    let before = person.users().await;
    assert_eq!(before.code, 2, "{before:?}");
    assert!(before.err.contains("acesso login myreports"), "{}", before.err);

    let login = Login::begin(&person.variables, &[]).await;
    let page = login.agree().await;
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.body.contains("You can close this window"), "{page:?}");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let done = login.end().await;
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.out.contains(person.file().to_str().unwrap()), "it says where: {}", done.out);

    // Every run uses up the refresh token and has to keep the next one.
    for _ in 0..2 {
        let users = person.users().await;
        assert_eq!(users.code, 0, "{users:?}");
        assert!(users.out.contains(person.sandbox.example().customer_email()), "{}", users.out);
        person.sandbox.myreports().expire_tokens();
    }
}

/// The service uses each refresh token once, and takes its time.
#[tokio::test]
async fn two_at_once_over_one_log_in_keep_it() {
    let person = Person::new().await;
    assert_eq!(person.log_in().await.code, 0);
    for round in 0..5 {
        let delay = Fault::delay(Duration::from_millis(200)).only_on("/connect/token").times(2);
        person.sandbox.myreports().inject(delay);
        let (one, other) = tokio::join!(person.users(), person.users());
        assert_eq!((one.code, other.code), (0, 0), "round {round}: {one:?} {other:?}");
    }
    assert_eq!(person.users().await.code, 0);
}

#[cfg(unix)]
#[tokio::test]
async fn the_owner_alone_can_read_what_is_kept_and_the_secret_is_not_in_it() {
    use std::os::unix::fs::PermissionsExt;
    let person = Person::new().await;
    let done = person.log_in().await;
    let renewed = person.users().await;
    assert_eq!(renewed.code, 0, "{renewed:?}");
    assert_eq!(fs::metadata(person.file()).unwrap().permissions().mode() & 0o777, 0o600);
    let kept = fs::read_to_string(person.file()).unwrap();
    assert!(!kept.contains(person.sandbox.myreports().client_secret()), "{kept}");
    let token = serde_json::from_str::<serde_json::Value>(&kept).unwrap()["refresh_token"].as_str().unwrap().to_owned();
    assert!(!token.is_empty() && !format!("{done:?} {renewed:?}").contains(&token));
    let left: Vec<_> = fs::read_dir(person.file().parent().unwrap()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[tokio::test]
async fn whoever_logs_in_in_portuguese_is_told_all_of_it_in_portuguese() {
    let person = Person::new().await;
    let login = Login::begin(&person.variables, &["--lang", "pt-BR"]).await;
    let other = get(&format!("{}?code=x&state=another", login.redirect)).await;
    assert!(other.body.contains("Isto responde a outro login"), "{other:?}");
    let page = login.agree().await;
    assert_eq!(page.body, "Você pode fechar esta janela e voltar ao terminal.\n");
    let done = login.end().await;
    assert!(done.out.contains("login feito no") && done.out.contains("guardado em"), "{done:?}");
    let out = person.run(&["logout", "myreports", "--lang", "pt-BR"]).await;
    assert!(out.out.contains("removido de") && out.err.contains("não documenta como revogar"), "{out:?}");
}

#[tokio::test]
async fn programs_are_told_where_a_log_in_is_kept() {
    let person = Person::new().await;
    let login = Login::begin(&person.variables, &["--json"]).await;
    login.agree().await;
    let file = person.file().to_str().unwrap().to_owned();
    let told =
        serde_json::json!({ "schema": "acesso/login/2", "service": "myreports", "kept_in": "file", "file": file });
    assert_eq!(login.end().await.json(), told);
}

#[tokio::test]
async fn a_token_goes_before_a_log_in() {
    let mut person = Person::new().await;
    person.log_in().await;
    person.variables.insert("MYREPORTS_TOKEN", person.sandbox.myreports().token().to_owned());
    assert_eq!(person.users().await.code, 0);
    let sent = person.sandbox.myreports().requests().last().unwrap().header("authorization").unwrap().to_owned();
    assert_eq!(sent, format!("Bearer {}", person.sandbox.myreports().token()));
}

#[tokio::test]
async fn a_log_in_is_forgotten() {
    let person = Person::new().await;
    person.log_in().await;
    let out = person.run(&["logout", "myreports"]).await;
    assert_eq!(out.code, 0, "{out:?}");
    assert!(out.out.contains(person.file().to_str().unwrap()) && out.err.contains("no way to revoke"), "{out:?}");
    assert!(!person.file().exists());
    assert_eq!(person.users().await.code, 2);

    let again = person.run(&["logout", "myreports"]).await;
    assert!(again.code == 0 && again.out.contains("nothing was kept") && !again.err.contains("revoke"), "{again:?}");
    let for_programs = person.run(&["logout", "myreports", "--json"]).await.json();
    assert_eq!(for_programs["removed_from"], serde_json::json!([]), "{for_programs}");
}

#[tokio::test]
async fn a_return_with_another_state_is_not_used_and_does_not_end_the_log_in() {
    let person = Person::new().await;
    let code = person.sandbox.myreports().authorization_code();
    let login = Login::begin(&person.variables, &[]).await;
    for query in [
        format!("?code={code}&state=another"),
        format!("?code={code}"),
        format!("?code={code}&state="),
        format!("?code={code}&state={}&state=another", login.state()),
        "?error=access_denied".to_owned(),
    ] {
        let page = get(&format!("{}{query}", login.redirect)).await;
        assert!(page.status == 400 && page.body.contains("another log-in"), "{query}: {page:?}");
    }
    assert_eq!(person.sandbox.myreports().request_count(), 0, "nobody asked for tokens");
    assert_eq!(login.agree().await.status, 200);
    let end = login.end().await;
    assert!(end.code == 0 && !end.err.contains(&code), "{end:?}");
}

#[tokio::test]
async fn two_returns_are_one_log_in_and_a_request_without_end_stops_nobody() {
    let person = Person::new().await;
    let login = Login::begin(&person.variables, &[]).await;
    let host = login.redirect.trim_start_matches("http://").trim_end_matches('/');
    let mut slow = TcpStream::connect(host).await.unwrap();
    slow.write_all(b"GET /?code=1&state=2 HTTP/1.1\r\nx: ").await.unwrap();
    let mut huge = TcpStream::connect(host).await.unwrap();
    let _refused_half_way = huge.write_all(&[b'a'; 2_000_000]).await;
    let head = request("HEAD", &format!("http://{host}/?code=canary&state={}", login.state())).await;
    assert_eq!(head.status, 404, "{head:?}");

    assert_eq!(login.agree().await.status, 200);
    assert_eq!(login.end().await.code, 0);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_browser_gets_the_address_and_none_of_the_secrets() {
    use std::os::unix::fs::PermissionsExt;
    let mut person = Person::new().await;
    let (pipe, browser) = (person.home.path().join("pipe"), person.home.path().join("xdg-open"));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fs::write(&browser, format!("#!/bin/sh\n{{ echo \"$1\"; env; }} > '{}'\n", pipe.display())).unwrap();
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o700)).unwrap();
    person.variables.insert("PATH", format!("{}:/usr/bin:/bin", person.home.path().display()));

    let login = Login::begin_with(&person.variables, &["login", "myreports"]).await;
    let seen = tokio::task::spawn_blocking(|| fs::read_to_string(pipe).unwrap()).await.unwrap();
    assert!(seen.starts_with(&login.address) && seen.contains("PATH="), "{seen}");
    for (name, value) in &person.variables {
        let is_of_a_service = ["TOMTICKET", "BASE39", "MYREPORTS"].iter().any(|service| name.starts_with(service));
        assert!(!is_of_a_service || !seen.contains(&format!("{name}={value}")), "{name} in {seen}");
    }
    login.agree().await;
    assert_eq!(login.end().await.code, 0);
}

#[tokio::test]
async fn no_secret_is_in_the_store_or_in_what_is_said() {
    let mut person = Person::new().await;
    person.log_in().await;
    let granted = fs::read_to_string(person.file()).unwrap();
    let store = person.home.path().join("store.db");
    let review = ["review", "--service", "base39", "--service", "myreports", "--store", store.to_str().unwrap()];
    let mut said = vec![person.run(&review).await, person.run(&["check"]).await];
    assert_eq!((said[0].code, said[1].code), (0, 0), "{said:?}");
    let renewed = fs::read_to_string(person.file()).unwrap();
    // What a service refuses is kept too, and told.
    person.variables.insert("BASE39_API_KEY", "canary-key".to_owned());
    said.push(person.run(&review).await);

    let token = |kept: &str| serde_json::from_str::<serde_json::Value>(kept).unwrap()["refresh_token"].clone();
    let mut secrets = vec!["canary-key".to_owned(), "Bearer ".to_owned()];
    secrets.extend([&granted, &renewed].map(|kept| token(kept).as_str().unwrap().to_owned()));
    secrets.push(person.sandbox.myreports().client_secret().to_owned());
    secrets.push(person.sandbox.base39().api_key().to_owned());
    secrets.push(person.sandbox.tomticket().token().to_owned());
    for sent in person.sandbox.myreports().requests().iter().filter_map(|request| request.header("authorization")) {
        secrets.push(sent.split_once(' ').unwrap().1.to_owned());
    }
    let mut kept = Vec::new();
    for file in fs::read_dir(person.home.path()).unwrap().map(|entry| entry.unwrap().path()) {
        if file.is_file() {
            kept.extend(fs::read(file).unwrap());
        }
    }
    assert!(kept.len() > 10_000, "the store is there");
    let said = format!("{said:?}");
    for secret in secrets {
        assert!(!said.contains(&secret), "{secret} in {said}");
        assert!(!kept.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "{secret} is in the store");
    }
}

#[tokio::test]
async fn a_log_out_that_does_not_look_into_the_keyring_says_so() {
    let person = Person::new().await;
    let out = person.run(&["logout", "myreports"]).await;
    assert_eq!(out.code, 0, "{out:?}");
    assert_eq!(out.err.contains("nobody looked into the system's keyring"), cfg!(feature = "keyring"), "{out:?}");
}

#[tokio::test]
async fn a_person_who_does_not_agree_is_told_so() {
    let person = Person::new().await;
    let login = Login::begin(&person.variables, &[]).await;
    let refused = "error=access_denied%1b%5b31m&error_description=canary%1b";
    let page = get(&format!("{}?{refused}&state={}", login.redirect, login.state())).await;
    assert!(page.status == 400 && !page.body.contains("canary"), "{page:?}");
    let end = login.end().await;
    assert_eq!(end.code, 1, "{end:?}");
    assert!(end.err.contains("refused the log-in: access_denied"), "{}", end.err);
    assert!(!end.err.contains('\u{1b}') && !end.err.contains("canary"), "{}", end.err);
}

#[tokio::test]
async fn a_return_without_a_code_is_no_log_in() {
    let person = Person::new().await;
    for query in ["", "&code=", "&code=a&error=server_error"] {
        let login = Login::begin(&person.variables, &[]).await;
        let page = get(&format!("{}?state={}{query}", login.redirect, login.state())).await;
        assert_eq!(page.status, 400, "{query}: {page:?}");
        assert_eq!(login.end().await.code, 1, "{query}");
    }
    assert_eq!(person.sandbox.myreports().request_count(), 0);
}

#[tokio::test]
async fn other_requests_are_not_found_and_change_nothing() {
    let person = Person::new().await;
    let login = Login::begin(&person.variables, &[]).await;
    let at = |target: &str| format!("{}{target}", login.redirect.trim_end_matches('/'));
    // A browser opens connections ahead of need, and leaves them idle.
    let _idle = TcpStream::connect(login.redirect.trim_start_matches("http://").trim_end_matches('/')).await.unwrap();
    for target in ["/favicon.ico", "/other?code=1&state=2", "/", "/?page=1"] {
        assert_eq!(get(&at(target)).await.status, 404, "{target}");
    }
    assert_eq!(request("POST", &at("/?code=1&state=2")).await.status, 404);
    assert_eq!(login.agree().await.status, 200);
    assert_eq!(login.end().await.code, 0);
}

#[tokio::test]
async fn a_redirect_address_with_a_path_is_kept_as_it_was_registered() {
    let mut person = Person::new().await;
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    for registered in [format!("{address}/back"), address] {
        person.variables.insert("MYREPORTS_REDIRECT_URI", registered.clone());
        let login = Login::begin(&person.variables, &[]).await;
        assert_eq!(login.redirect, registered, "letter by letter");
        assert_eq!(login.agree().await.status, 200);
        assert_eq!(login.end().await.code, 0);
    }
}

/// A browser takes the one or the other.
#[tokio::test]
async fn localhost_is_every_loopback_family_that_this_machine_has() {
    let mut person = Person::new().await;
    person.variables.insert("MYREPORTS_REDIRECT_URI", "http://localhost:0/back".to_owned());
    for family in ["127.0.0.1", "[::1]"] {
        if TcpListener::bind(format!("{family}:0")).await.is_err() {
            continue;
        }
        let login = Login::begin(&person.variables, &[]).await;
        let sent_back = get(&login.address).await;
        let back = sent_back.header("location").unwrap();
        assert!(back.starts_with("http://localhost:"), "{back}");
        assert_eq!(get(&back.replacen("localhost", family, 1)).await.status, 200, "{family}");
        assert_eq!(login.end().await.code, 0, "{family}");
    }
}

#[tokio::test]
async fn a_port_of_localhost_that_somebody_has_in_one_family_is_named() {
    let mut person = Person::new().await;
    for family in ["127.0.0.1", "[::1]"] {
        let Ok(taken) = TcpListener::bind(format!("{family}:0")).await else { continue };
        let port = taken.local_addr().unwrap().port();
        person.variables.insert("MYREPORTS_REDIRECT_URI", format!("http://localhost:{port}"));
        let refused = person.run(&["login", "myreports", "--no-browser"]).await;
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.err.starts_with(&format!("error: port {port} is in use")), "{}", refused.err);
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let mut person = Person::new().await;
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap();
    person.variables.insert("MYREPORTS_REDIRECT_URI", format!("http://{address}"));
    let refused = person.run(&["login", "myreports", "--no-browser"]).await;
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.starts_with(&format!("error: port {} is in use", address.port())), "{}", refused.err);
    assert!(refused.err.contains("MYREPORTS_REDIRECT_URI"), "{}", refused.err);
}

#[tokio::test]
async fn a_redirect_to_elsewhere_is_refused_before_anybody_is_sent_away() {
    let mut person = Person::new().await;
    for address in ["https://127.0.0.1:8000", "http://example.com:8000", "127.0.0.1:8000", "http://192.0.2.1", "canary"]
    {
        person.variables.insert("MYREPORTS_REDIRECT_URI", address.to_owned());
        let refused = person.run(&["login", "myreports", "--no-browser"]).await;
        assert_eq!(refused.code, 2, "{address}: {refused:?}");
        assert!(
            refused.err.starts_with("error: MYREPORTS_REDIRECT_URI is no http address of this machine"),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_code_or_a_client_that_is_refused_is_exit_code_4_and_keeps_nothing() {
    let mut person = Person::new().await;
    let login = Login::begin(&person.variables, &[]).await;
    get(&format!("{}?code=canary&state={}", login.redirect, login.state())).await;
    let wrong_code = login.end().await;
    assert_eq!(wrong_code.code, 4, "{wrong_code:?}");
    assert!(wrong_code.err.contains("log in again") && !wrong_code.err.contains("canary"), "{}", wrong_code.err);

    person.variables.insert("MYREPORTS_CLIENT_SECRET", "canary".to_owned());
    let wrong_secret = person.log_in().await;
    assert_eq!(wrong_secret.code, 4, "{wrong_secret:?}");
    assert!(
        wrong_secret.err.contains("client id and secret") && !wrong_secret.err.contains("canary"),
        "{wrong_secret:?}"
    );

    person.variables.remove("MYREPORTS_CLIENT_SECRET");
    let no_secret = person.run(&["login", "myreports", "--no-browser"]).await;
    assert_eq!(no_secret.code, 2, "{no_secret:?}");
    assert!(no_secret.err.contains("MYREPORTS_CLIENT_SECRET is not set"), "{}", no_secret.err);
    assert!(!person.file().exists());
}

#[tokio::test]
async fn a_service_that_gives_no_refresh_token_leaves_nothing_to_keep() {
    let person = Person::new().await;
    let answer = Fault::status(200).json(r#"{"access_token":"canary","token_type":"Bearer"}"#).only_on("token");
    person.sandbox.myreports().inject(answer);
    let end = person.log_in().await;
    assert_eq!(end.code, 1, "{end:?}");
    assert!(end.err.contains("gave no refresh token") && !end.err.contains("canary"), "{}", end.err);
    assert!(!person.file().exists());
}

#[tokio::test]
async fn a_kept_log_in_of_another_client_is_not_sent() {
    let mut person = Person::new().await;
    person.log_in().await;
    let asked = person.sandbox.myreports().request_count();
    for (name, other) in [("MYREPORTS_CLIENT_ID", "another"), ("MYREPORTS_LOGIN_URL", "http://127.0.0.1:1")] {
        let own = person.variables.insert(name, other.to_owned()).unwrap();
        let refused = person.users().await;
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.err.contains("another client's, or of another log-in address"), "{}", refused.err);
        person.variables.insert(name, own);
    }
    assert_eq!(person.sandbox.myreports().request_count(), asked);
}

#[tokio::test]
async fn a_log_in_that_has_ended_says_so() {
    let person = Person::new().await;
    person.log_in().await;
    let kept = fs::read_to_string(person.file()).unwrap();
    person.users().await;
    fs::write(person.file(), kept).unwrap();
    let ended = person.users().await;
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.err.contains("log in again"), "{}", ended.err);
}

#[tokio::test]
async fn a_sandbox_inside_the_process_is_nothing_to_log_in_to() {
    let person = Person::new().await;
    let refused = person.run(&["--sandbox", "login", "myreports", "--no-browser"]).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("acesso sandbox"), "{}", refused.err);
}

#[tokio::test]
async fn a_sandbox_of_its_own_prints_what_a_log_in_needs() {
    let (_server, printed) = serve(&[]).await;
    let person = Person::new().await;
    let mut variables = person.variables.clone();
    for name in ["MYREPORTS_LOGIN_URL", "MYREPORTS_CLIENT_ID", "MYREPORTS_CLIENT_SECRET"] {
        variables.insert(name, printed[name].clone());
    }
    let login = Login::begin(&variables, &[]).await;
    assert_eq!(login.agree().await.status, 200);
    assert_eq!(login.end().await.code, 0);
}
