//! `acesso check` against the sandbox.

use std::collections::BTreeMap;

use acesso_sandbox::{Fault, Sandbox};
use serde_json::Value;

use crate::run::{Run, run, variables};

async fn sandbox() -> Sandbox {
    Sandbox::start().await.unwrap()
}

async fn check(variables: &BTreeMap<&'static str, String>, arguments: &[&str]) -> Run {
    run(variables, &[&["check"], arguments].concat()).await
}

/// What JSON says of one service.
async fn json(variables: &BTreeMap<&'static str, String>, service: &str) -> (i32, Value) {
    let run = check(variables, &["--service", service, "--json"]).await;
    let answer = run.json();
    let checked = &answer["services"];
    assert_eq!(checked.as_array().unwrap().len(), 1, "{checked}");
    assert_eq!(checked[0]["service"], service);
    (run.code, checked[0].clone())
}

fn says(checked: &Value, member: &str, words: &[&str]) {
    let text = checked[member].as_str().unwrap_or_default();
    assert!(words.iter().all(|word| text.contains(word)), "{words:?} in {checked}");
}

#[tokio::test]
async fn good_credentials_are_good_and_a_key_that_may_write_is_warned_of() {
    let sandbox = sandbox().await;
    let answer = check(&variables(&sandbox), &[]).await;
    assert_eq!(answer.code, 0, "{answer:?}");
    let state = |service: &str| {
        let line = answer.out.lines().find(|line| line.contains(service)).unwrap();
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(state("TomTicket"), ["TomTicket", "ok", "unknown"]);
    assert_eq!(state("Base39"), ["Base39", "ok", "yes"]);
    assert_eq!(state("MyReports"), ["MyReports", "ok", "unknown"]);
    assert!(answer.err.contains("warning: Base39: the API key may change data"), "{}", answer.err);
    assert!(answer.err.contains("TomTicket: whether the token may create and change data"), "{}", answer.err);
}

#[tokio::test]
async fn a_check_reads_and_does_little() {
    let sandbox = sandbox().await;
    check(&variables(&sandbox), &[]).await;
    let (tomticket, base39, myreports) = (sandbox.tomticket(), sandbox.base39(), sandbox.myreports());
    for (requests, count) in [(tomticket.requests(), 1), (base39.requests(), 2), (myreports.requests(), 1)] {
        assert_eq!(requests.len(), count, "{requests:?}");
        assert!(requests.iter().all(|request| request.method == "GET"), "{requests:?}");
        let agent = concat!("acesso-cli/", env!("CARGO_PKG_VERSION"));
        assert!(requests.iter().all(|request| request.header("user-agent") == Some(agent)), "{requests:?}");
    }
}

#[tokio::test]
async fn the_sandbox_inside_the_process_is_checked_too() {
    let answer = check(&BTreeMap::new(), &["--sandbox", "--json"]).await;
    assert_eq!(answer.code, 0, "{answer:?}");
    let answer = answer.json();
    assert_eq!((&answer["schema"], &answer["sandbox"]), (&"acesso/check/2".into(), &true.into()));
    let states: Vec<_> =
        answer["services"].as_array().unwrap().iter().map(|checked| checked["state"].clone()).collect();
    assert_eq!(states, ["ok", "ok", "ok"]);
}

#[tokio::test]
async fn imaginary_people_are_told_as_such_whatever_else_is_set() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("acesso.toml");
    std::fs::write(&settings, "[base39]\noperators = \"nowhere.csv\"\n").unwrap();
    let mut variables = variables(&sandbox);
    variables.retain(|name, _| name.starts_with("BASE39"));
    let answer = check(&variables, &["--json", "--config", settings.to_str().unwrap()]).await.json();
    assert_eq!((&answer["sandbox"], &answer["services"][1]["state"]), (&true.into(), &"ok".into()), "{answer}");
}

#[tokio::test]
async fn a_service_may_still_be_called_a_vendor() {
    let answer = check(&variables(&sandbox().await), &["--vendor", "base39"]).await;
    assert!(answer.code == 0 && !answer.out.contains("TomTicket"), "{answer:?}");
}

#[tokio::test]
async fn what_is_not_configured_is_said_with_the_variables_to_set() {
    let nothing = check(&BTreeMap::new(), &[]).await;
    assert_eq!(nothing.code, 2, "{nothing:?}");
    assert_eq!(nothing.out.matches("not configured").count(), 3, "{}", nothing.out);
    for name in ["TOMTICKET_TOKEN", "BASE39_API_KEY", "MYREPORTS_TOKEN", "acesso login myreports"] {
        assert!(nothing.err.contains(name), "{}", nothing.err);
    }

    let sandbox = sandbox().await;
    let mut some = variables(&sandbox);
    some.remove("TOMTICKET_TOKEN");
    assert_eq!(check(&some, &[]).await.code, 0, "the others are all that is in use");
    assert_eq!(json(&some, "tomticket").await.0, 2, "this one was asked for");
}

#[tokio::test]
async fn refused_credentials_are_exit_code_4_with_where_to_mend_it_and_no_part_of_them() {
    let sandbox = sandbox().await;
    let mut variables = variables(&sandbox);
    for name in ["TOMTICKET_TOKEN", "BASE39_API_KEY", "MYREPORTS_TOKEN"] {
        variables.insert(name, "canary-5f2b".to_owned());
    }
    for (service, variable) in
        [("tomticket", "TOMTICKET_TOKEN"), ("base39", "BASE39_API_KEY"), ("myreports", "MYREPORTS_TOKEN")]
    {
        let (code, checked) = json(&variables, service).await;
        assert_eq!((code, checked["state"].as_str()), (4, Some("refused")), "{checked}");
        says(&checked, "advice", &[variable]);
    }
    let table = check(&variables, &[]).await;
    assert_eq!(table.code, 4);
    assert!(!format!("{table:?}").contains("5f2b"), "{table:?}");
}

#[tokio::test]
async fn a_403_of_tomticket_is_the_plan() {
    let sandbox = sandbox().await;
    sandbox.tomticket().inject(Fault::status(403).json(r#"{"error":true}"#).always());
    let (code, checked) = json(&variables(&sandbox), "tomticket").await;
    assert_eq!(code, 4, "{checked}");
    says(&checked, "advice", &["Premium and Enterprise"]);
}

#[tokio::test]
async fn a_403_of_base39_says_whether_the_key_arrived() {
    let sandbox = sandbox().await;
    for (message, words) in [
        ("Missing Authentication Token", &["no credentials arrived", "BASE39_URL"]),
        ("Forbidden", &["environment", "/v1/permissions"]),
    ] {
        let body = format!(r#"{{"message":"{message}"}}"#);
        sandbox.base39().inject(Fault::status(403).json(body));
        let (code, checked) = json(&variables(&sandbox), "base39").await;
        assert_eq!(code, 4, "{checked}");
        says(&checked, "advice", words);
    }
}

#[tokio::test]
async fn a_wrong_address_is_no_matter_of_credentials() {
    let sandbox = sandbox().await;
    let mut variables = variables(&sandbox);
    variables.insert("TOMTICKET_URL", sandbox.tomticket().origin());
    variables.insert("MYREPORTS_URL", sandbox.myreports().origin());
    variables.insert("BASE39_URL", format!("{}/v9", sandbox.base39().origin()));
    for (service, words) in [
        ("tomticket", &["TOMTICKET_URL", "/v2.0"]),
        ("base39", &["BASE39_URL", "api.base39.io"]),
        ("myreports", &["MYREPORTS_URL", "/api"]),
    ] {
        let (code, checked) = json(&variables, service).await;
        assert_eq!((code, checked["state"].as_str()), (1, Some("failed")), "{checked}");
        says(&checked, "advice", words);
    }
}

#[tokio::test]
async fn what_can_not_be_reached_or_is_set_up_wrongly_fails_and_the_others_are_told_all_the_same() {
    let sandbox = sandbox().await;
    let mut variables = variables(&sandbox);
    variables.insert("TOMTICKET_URL", "http://127.0.0.1:1/v2.0".to_owned());
    variables.insert("BASE39_CLIENT_ID", "a-client".to_owned());
    let answer = check(&variables, &["--json"]).await;
    assert_eq!(answer.code, 1, "{answer:?}");
    let checked = answer.json()["services"].clone();
    says(&checked[0], "problem", &["could not connect"]);
    says(&checked[1], "problem", &["both BASE39_API_KEY and OAuth credentials"]);
    assert_eq!(checked[2]["state"], "ok");
}

#[tokio::test]
async fn the_worst_of_several_is_the_exit_code() {
    let sandbox = sandbox().await;
    let mut variables = variables(&sandbox);
    variables.insert("TOMTICKET_URL", "http://127.0.0.1:1/v2.0".to_owned());
    variables.insert("MYREPORTS_TOKEN", "wrong".to_owned());
    variables.remove("BASE39_API_KEY");
    assert_eq!(check(&variables, &[]).await.code, 4);
}

fn key_list(keys: &[(&str, &str)]) -> String {
    let item = |(masked, rules): &(&str, &str)| {
        format!(r#"{{"id":"key_1","name":"n","email":"e@casa.example","apiKey":"{masked}","rules":{rules}}}"#)
    };
    let items: Vec<_> = keys.iter().map(item).collect();
    format!(r#"{{"hasMore":false,"data":[{}]}}"#, items.join(","))
}

#[tokio::test]
async fn what_a_key_allows_is_read_from_the_list_and_never_guessed() {
    let sandbox = sandbox().await;
    let read = r#"[{"resource":"/v1/permissions","rule":"readOnly"}]"#;
    let write = r#"[{"resource":"*","rule":"readOnly"},{"resource":"/v1/loans","rule":"writeOnly"}]"#;
    let strange = r#"[{"resource":"*","rule":"readSometimes"}]"#;
    let silent = r#"[{"resource":"*"}]"#;
    for (keys, may_write) in [
        (&[("****0039", read)][..], Some(false)),
        (&[("****0039", write)], Some(true)),
        (&[("****0039", r#""*""#)], Some(true)),
        (&[("****0039", read), ("****0040", r#""*""#)], Some(false)),
        (&[("****0039", read), ("****0039", write)], None),
        (&[("****0039", strange)], None),
        (&[("****0039", silent)], None),
        (&[("****0039", "[]")], None),
        (&[("****0039", r#""all""#)], None),
        (&[("****0040", read)], None),
        (&[("********", read)], None),
        (&[], None),
    ] {
        sandbox.base39().inject(Fault::status(200).json(key_list(keys)).only_on("list_api_keys"));
        let (code, checked) = json(&variables(&sandbox), "base39").await;
        assert_eq!((code, checked["may_write"].as_bool()), (0, may_write), "{keys:?}: {checked}");
        assert_eq!(checked["advice"].is_string(), may_write == Some(true), "{checked}");
        assert_eq!(checked["note"].is_string(), may_write.is_none(), "{checked}");
    }
}

#[tokio::test]
async fn a_key_that_may_not_list_keys_is_good_all_the_same() {
    let sandbox = sandbox().await;
    sandbox.base39().inject(Fault::status(403).json(r#"{"message":"Forbidden"}"#).only_on("list_api_keys"));
    let (code, checked) = json(&variables(&sandbox), "base39").await;
    assert_eq!((code, checked["state"].as_str()), (0, Some("ok")), "{checked}");
    says(&checked, "note", &["not known", "may not list"]);
}

#[tokio::test]
async fn oauth_credentials_are_checked_by_getting_a_token() {
    let sandbox = sandbox().await;
    let service = sandbox.base39();
    let mut variables = variables(&sandbox);
    variables.remove("BASE39_API_KEY");
    variables.insert("BASE39_CLIENT_ID", service.client_id().to_owned());
    variables.insert("BASE39_CLIENT_SECRET", service.client_secret().to_owned());
    variables.insert("BASE39_TOKEN_URL", service.token_url());
    let (code, checked) = json(&variables, "base39").await;
    assert_eq!((code, checked["may_write"].is_null()), (0, true), "{checked}");
    says(&checked, "note", &["scope `read`"]);

    variables.insert("BASE39_CLIENT_SECRET", "canary".to_owned());
    let (code, checked) = json(&variables, "base39").await;
    assert_eq!(code, 4, "{checked}");
    says(&checked, "advice", &["OAuth client id and secret"]);
}

#[tokio::test]
async fn an_enterprises_token_is_found_out_by_asking_unless_the_settings_say_whose_it_is() {
    let sandbox = sandbox().await;
    let mut variables = variables(&sandbox);
    variables.insert("MYREPORTS_TOKEN", sandbox.myreports().enterprise_token().to_owned());
    assert_eq!(json(&variables, "myreports").await.0, 0);

    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("acesso.toml");
    for (portal, code) in [("enterprise", 0), ("reseller", 4)] {
        std::fs::write(&config, format!("[myreports]\nportal = '{portal}'")).unwrap();
        let asked = sandbox.myreports().request_count();
        let arguments = ["--service", "myreports", "--config", config.to_str().unwrap()];
        let answer = check(&variables, &arguments).await;
        assert_eq!(answer.code, code, "{answer:?}");
        assert_eq!(sandbox.myreports().request_count() - asked, 1, "only the portal that was named");
        assert_eq!(answer.err.contains("[myreports] portal"), code == 4, "{}", answer.err);
    }
}
