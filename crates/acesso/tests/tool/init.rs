//! `acesso init`, with answers that somebody typed.

use std::{collections::BTreeMap, fs, path::PathBuf};

use acesso_sandbox::Sandbox;
use tempfile::TempDir;

use crate::run::{Run, run, variables};

/// Somebody whose environment knows where the services are, and no secret.
struct Newcomer {
    sandbox: Sandbox,
    home: TempDir,
    variables: BTreeMap<&'static str, String>,
}

impl Newcomer {
    async fn new() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let home = tempfile::tempdir().unwrap();
        let mut variables = variables(&sandbox);
        variables.retain(|name, _| name.ends_with("_URL"));
        let place = home.path().to_str().unwrap().to_owned();
        for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
            variables.insert(name, place.clone());
        }
        variables.insert("ACESSO_NO_KEYRING", "1".to_owned());
        Self { sandbox, home, variables }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.home.path().join("acesso").join(name)
    }

    async fn run(&self, arguments: &[&str]) -> Run {
        run(&self.variables, arguments).await
    }

    async fn answer(&self, answers: &[&str]) -> Run {
        let file = self.home.path().join("answers");
        fs::write(&file, answers.iter().map(|answer| format!("{answer}\n")).collect::<String>()).unwrap();
        let done = self.run(&["init", "--answers", file.to_str().unwrap()]).await;
        for secret in [self.sandbox.tomticket().token(), self.sandbox.base39().api_key()] {
            assert!(!format!("{done:?}").contains(secret), "{done:?}");
        }
        done
    }

    async fn states(&self, more: &[(&'static str, String)]) -> Vec<String> {
        let variables = self.variables.clone().into_iter().chain(more.iter().cloned()).collect();
        let answer = run(&variables, &["check", "--json"]).await.json();
        let services = answer["services"].as_array().unwrap();
        services.iter().map(|service| service["state"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn the_first_hour() {
    let newcomer = Newcomer::new().await;
    let (token, key) = (newcomer.sandbox.tomticket().token(), newcomer.sandbox.base39().api_key());
    let first = newcomer
        .answer(&["", "wrong", "", token, "y", key, "n", "casa.example/, x", "casa.example, @aurora.example", ""])
        .await;
    assert_eq!(first.code, 0, "{first:?}");
    for told in
        ["make a token in TomTicket's panel", "Base39 takes these credentials", "credentials.json", "roster.csv"]
    {
        assert!(first.err.contains(told), "{told}: {}", first.err);
    }
    assert_eq!(newcomer.states(&[]).await, ["ok", "ok", "not_configured"]);
    let settings = fs::read_to_string(newcomer.file("acesso.toml")).unwrap();
    assert!(settings.contains(r#"internal_domains = ["casa.example", "aurora.example"]"#), "{settings}");
    let headings = fs::read_to_string(newcomer.file("roster.csv")).unwrap();
    assert_eq!(headings, "email,name,status,left_on,manager,department,aliases\n");
    #[cfg(unix)]
    for name in ["credentials.json", "acesso.toml"] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(newcomer.file(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }

    // Again: what is there stays.
    fs::write(newcomer.file("roster.csv"), "email\nana@casa.example\n").unwrap();
    let again = newcomer.answer(&["", "", "n"]).await;
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains("stays as it is"), "{again:?}");
    assert_eq!(fs::read_to_string(newcomer.file("acesso.toml")).unwrap(), settings);
    assert_eq!(fs::read_to_string(newcomer.file("roster.csv")).unwrap(), "email\nana@casa.example\n");
    assert_eq!(newcomer.states(&[]).await, ["ok", "ok", "not_configured"]);

    // What is to be changed is changed, and a service that is not wanted any more is forgotten.
    let changed = newcomer.answer(&["y", "n", "", "n"]).await;
    assert_eq!(changed.code, 0, "{changed:?}");
    assert_eq!(newcomer.states(&[]).await, ["not_configured", "ok", "not_configured"]);
}

#[tokio::test]
async fn what_is_kept_of_a_service_is_forgotten() {
    let newcomer = Newcomer::new().await;
    let (token, key) = (newcomer.sandbox.tomticket().token(), newcomer.sandbox.base39().api_key());
    let done = newcomer.answer(&["", token, "y", key, "n", "", "n"]).await;
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(newcomer.states(&[]).await, ["ok", "ok", "not_configured"]);

    let out = newcomer.run(&["logout", "base39"]).await;
    assert!(out.code == 0 && out.out.contains("credentials.json"), "{out:?}");
    assert!(out.err.contains("Base39 still takes what was forgotten here"), "{out:?}");
    assert!(!fs::read_to_string(newcomer.file("credentials.json")).unwrap().contains(key));
    assert_eq!(newcomer.states(&[]).await, ["ok", "not_configured", "not_configured"]);

    let again = newcomer.run(&["logout", "base39", "--lang", "pt-BR"]).await;
    assert!(again.code == 0 && again.out.contains("não havia nada guardado") && again.err.is_empty(), "{again:?}");
    let told = newcomer.run(&["logout", "tomticket", "--json"]).await.json();
    assert_eq!(told["removed_from"], serde_json::json!(["file"]), "{told}");
    assert_eq!(newcomer.states(&[]).await, ["not_configured", "not_configured", "not_configured"]);
}

#[tokio::test]
async fn a_log_in_is_forgotten_together_with_the_client_that_made_it() {
    let newcomer = Newcomer::new().await;
    let done = newcomer.answer(&["n", "n", "", "", "a-client", "a-secret", "", "n"]).await;
    assert_eq!(done.code, 0, "{done:?}");
    let kept = fs::read_to_string(newcomer.file("credentials.json")).unwrap();
    assert!(kept.contains("a-secret"), "{kept}");
    let out = newcomer.run(&["logout", "myreports"]).await;
    assert!(out.code == 0 && out.out.contains("credentials.json"), "{out:?}");
    assert!(!fs::read_to_string(newcomer.file("credentials.json")).unwrap().contains("a-secret"));
}

#[tokio::test]
async fn the_environment_wins_over_what_is_kept_and_no_token_goes_to_another_address() {
    let newcomer = Newcomer::new().await;
    let done = newcomer.answer(&["", newcomer.sandbox.tomticket().token(), "n", "n", "", "n"]).await;
    assert_eq!(done.code, 0, "{done:?}");
    assert!(!newcomer.file("roster.csv").exists());
    assert_eq!(newcomer.states(&[("TOMTICKET_TOKEN", "wrong".to_owned())]).await[0], "refused");
    let other = Sandbox::start().await.unwrap();
    assert_eq!(newcomer.states(&[("TOMTICKET_URL", other.tomticket().url())]).await[0], "not_configured");
    assert_eq!(other.tomticket().request_count(), 0);

    fs::write(newcomer.file("credentials.json"), "{\"tomticket\": {\"TOMTICKET_TOKEN\": canary}}").unwrap();
    let damaged = newcomer.run(&["check"]).await;
    assert!(damaged.code == 1 && damaged.err.contains("acesso init") && !damaged.err.contains("canary"), "{damaged:?}");
}

#[tokio::test]
async fn where_nobody_can_answer_it_says_what_to_do_instead() {
    let newcomer = Newcomer::new().await;
    for (arguments, code, told) in [
        (&["init"][..], 2, "--answers FILE"),
        (&["init", "--lang", "pt-BR"], 2, "rode num terminal"),
        (&["init", "--json"], 2, "leave out --json"),
        (&["init", "--sandbox"], 2, "leave out --json and --sandbox"),
        (&["init", "--answers", "/dev/null"], 2, "there is no answer to"),
        (&["init", "--answers", "/nowhere"], 2, "can't be read"),
    ] {
        let refused = newcomer.run(arguments).await;
        assert!(refused.code == code && refused.err.contains(told), "{arguments:?}: {refused:?}");
    }
    assert!(!newcomer.file("acesso.toml").exists());
}
