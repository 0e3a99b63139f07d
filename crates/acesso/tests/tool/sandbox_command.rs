//! `acesso sandbox -- COMMAND`. The command is the tool itself, which every system has that runs these tests.

use std::collections::BTreeMap;

use crate::run::{Run, run};

const TOOL: &str = env!("CARGO_BIN_EXE_acesso");

/// What is left of a command of the tool that runs on the sandbox.
async fn on_a_sandbox(variables: &BTreeMap<&'static str, String>, arguments: &[&str]) -> Run {
    run(variables, &[&["sandbox", "--", TOOL], arguments].concat()).await
}

#[tokio::test]
async fn a_command_finds_the_sandbox_in_its_environment_and_its_exit_status_is_ours() {
    let none = BTreeMap::new();
    let ana = ["tomticket", "permissions", "--email", "ana.exemplo.1@casa-aurora.example", "--json"];
    let asked = on_a_sandbox(&none, &ana).await;
    assert_eq!((asked.code, asked.err.as_str()), (0, ""), "{asked:?}");
    assert_eq!(asked.theirs("tomticket-permissions")["allowed_create_tickets"], true, "only the command's is shown");

    let nobody = on_a_sandbox(&none, &["tomticket", "permissions", "no-such-customer"]).await;
    assert_eq!((nobody.code, nobody.out.as_str()), (3, ""), "{nobody:?}");
    let checked = on_a_sandbox(&none, &["check"]).await;
    assert_eq!(checked.code, 0, "all three services are there: {checked:?}");
}

#[tokio::test]
async fn the_sandbox_that_a_command_runs_on_is_as_the_options_say() {
    let arguments = ["sandbox", "--people", "3", "--fault", "tomticket=503", "--", TOOL, "base39", "permissions"];
    let (none, small) = (BTreeMap::new(), run(&BTreeMap::new(), &arguments).await);
    assert_eq!(small.code, 0, "{small:?}");
    assert!(small.out.lines().count() < on_a_sandbox(&none, &["base39", "permissions"]).await.out.lines().count());
    let refused = run(&none, &[&arguments[..7], &["tomticket", "permissions", "C0000001"]].concat()).await;
    assert!(refused.code == 1 && refused.err.contains("503"), "{refused:?}");
}

#[tokio::test]
async fn a_persons_own_credentials_are_not_in_the_commands_way() {
    let own = ["BASE39_CLIENT_ID", "BASE39_CLIENT_SECRET", "BASE39_API_KEY", "TOMTICKET_TOKEN", "MYREPORTS_TOKEN"];
    let own = own.map(|name| (name, "a-persons-own".to_owned()));
    let checked = on_a_sandbox(&BTreeMap::from(own), &["check"]).await;
    assert_eq!(checked.code, 0, "{checked:?}");
}

#[tokio::test]
async fn a_command_that_cant_be_started_is_named() {
    for command in ["no-such-program", env!("CARGO_MANIFEST_DIR")] {
        let refused = run(&BTreeMap::new(), &["sandbox", "--", command, "--json"]).await;
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
        assert!(refused.err.starts_with(&format!("error: {command} can't be started: ")), "{refused:?}");
        assert_eq!(refused.err.lines().count(), 2, "what to do, and no more: {refused:?}");
    }
}

#[tokio::test]
async fn beside_a_command_nothing_is_shown_or_written() {
    let contradictions = [
        &["--env"][..],
        &["--json"],
        &["--format", "table"],
        &["--csv", "rfc4180"],
        &["--output", "variables.json"],
        &["--webhook", "http://127.0.0.1:9/"],
    ];
    for option in contradictions {
        let refused = run(&BTreeMap::new(), &[&["sandbox"], option, &["--", TOOL, "--version"]].concat()).await;
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{option:?}: {refused:?}");
        assert!(refused.err.contains("cannot be used with"), "{option:?}: {refused:?}");
    }
    let refused = run(&BTreeMap::new(), &["--json", "sandbox", "--", TOOL, "--version"]).await;
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
}

#[tokio::test]
async fn help_shows_a_command_on_the_sandbox() {
    let help = run(&BTreeMap::new(), &["sandbox", "--help"]).await;
    assert!(help.code == 0 && help.out.contains("acesso sandbox -- cargo run --example"), "{help:?}");
}

#[cfg(unix)]
mod ended {
    use std::{collections::BTreeMap, process::Stdio};

    use tokio::{
        io::{AsyncBufReadExt, BufReader, Lines},
        process::{Child, ChildStdin, ChildStdout},
    };

    use crate::{
        ended::{is_ignored, send},
        run::{run, tool},
    };

    /// A command that has begun and waits for a line that nobody writes, in a process group as a terminal would make it. It ends by
    /// itself once its stdin is dropped, which waiting for it does.
    async fn waiting(script: &str) -> (Child, ChildStdin, Lines<BufReader<ChildStdout>>) {
        let none = BTreeMap::new();
        let mut command = tool(&none);
        command.args(["sandbox", "--", "/bin/sh", "-c", &format!("{script}; echo ready; read line")]);
        let mut running = command.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0).spawn().unwrap();
        let (stdin, stdout) = (running.stdin.take().unwrap(), running.stdout.take().unwrap());
        let mut lines = BufReader::new(stdout).lines();
        assert_eq!(lines.next_line().await.unwrap().unwrap(), "ready");
        (running, stdin, lines)
    }

    #[tokio::test]
    async fn ctrl_c_is_the_commands_to_decide_on() {
        for (signal, name, number) in [("-INT", "INT", 2), ("-QUIT", "QUIT", 3), ("-HUP", "HUP", 1)] {
            if is_ignored(number) {
                continue;
            }
            let (mut running, _stdin, _lines) = waiting(&format!("trap 'exit 7' {name}")).await;
            // As a terminal has it: to the whole group.
            send(signal, &format!("-{}", running.id().unwrap())).await;
            assert_eq!(running.wait().await.unwrap().code(), Some(7), "{signal}");
        }
    }

    #[tokio::test]
    async fn told_to_end_alone_it_leaves_no_command_behind() {
        let (mut running, _stdin, mut lines) = waiting(":").await;
        send("-TERM", &running.id().unwrap().to_string()).await;
        assert_eq!(running.wait().await.unwrap().code(), Some(128 + 15));
        assert_eq!(lines.next_line().await.unwrap(), None, "nobody holds its stdout any more");
    }

    #[tokio::test]
    async fn a_command_that_a_signal_ended_is_told_as_shells_do() {
        let ended = run(&BTreeMap::new(), &["sandbox", "--", "/bin/sh", "-c", "kill -KILL $$"]).await;
        assert_eq!((ended.code, ended.err.as_str()), (128 + 9, ""), "{ended:?}");
    }
}
