//! What is left of a command that somebody ended.

use std::{fs, path::Path};

use acesso_sandbox::{Fault, Sandbox};
use tokio::process::{Child, Command};

use crate::run::{run, tool, variables};

/// What lies in a folder under a name of the moment.
fn of_the_moment(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with('.')).collect()
}

/// A command that writes into this folder and waits for the rest of its answer.
async fn waiting(sandbox: &Sandbox, folder: &Path) -> Child {
    sandbox.base39().inject(Fault::stall().after(1).always());
    let requests = sandbox.base39().request_count();
    let output = folder.join("permissions.csv");
    let arguments = ["base39", "permissions", "--page-size", "1", "--output", output.to_str().unwrap()];
    let variables = variables(sandbox);
    let child = tool(&variables).args(arguments).env("TMPDIR", folder).spawn().unwrap();
    while sandbox.base39().request_count() < requests + 2 || of_the_moment(folder).is_empty() {
        tokio::task::yield_now().await;
    }
    child
}

/// Sends a signal to a process, or to a group of them, whose number stands behind a minus.
pub(crate) async fn send(signal: &str, to: &str) {
    let sent = Command::new("kill").args([signal, "--", to]).status().await.unwrap();
    assert!(sent.success());
}

/// Whether what is started from here has this signal ignored: a shell does so with what it runs in the background, `nohup`
/// with what it runs, and it stays so.
pub(crate) fn is_ignored(number: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or("0");
    u64::from_str_radix(mask.trim(), 16).unwrap() & (1 << (number - 1)) != 0
}

#[tokio::test]
async fn who_is_told_to_end_leaves_nothing_of_the_moment() {
    let signals = [("-HUP", 1), ("-INT", 2), ("-QUIT", 3), ("-TERM", 15)];
    for (signal, number) in signals.into_iter().filter(|(_, number)| !is_ignored(*number)) {
        let (sandbox, folder) = (Sandbox::start().await.unwrap(), tempfile::tempdir().unwrap());
        let mut child = waiting(&sandbox, folder.path()).await;
        send(signal, &child.id().unwrap().to_string()).await;
        assert_eq!(child.wait().await.unwrap().code(), Some(128 + number), "{signal}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{signal}");
    }
}

#[tokio::test]
async fn what_somebody_left_who_was_killed_goes_with_the_next_command() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), tempfile::tempdir().unwrap());
    let mut killed = waiting(&sandbox, folder.path()).await;
    killed.kill().await.unwrap();
    assert_eq!(of_the_moment(folder.path()).len(), 1);
    // As it was: what the one that was killed had asked for would hold up this one's first page, too.
    sandbox.base39().clear_faults();
    let mut running = waiting(&sandbox, folder.path()).await;
    assert_eq!(of_the_moment(folder.path()).len(), 1, "it sweeps what was left, and has one of its own");
    let output = folder.path().join("other.json");
    let other = run(&variables(&sandbox), &["completions", "bash", "--output", output.to_str().unwrap()]).await;
    assert_eq!(other.code, 0, "{other:?}");
    assert_eq!(of_the_moment(folder.path()).len(), 1, "what is in use stays");
    send("-TERM", &running.id().unwrap().to_string()).await;
    running.wait().await.unwrap();
    assert_eq!(of_the_moment(folder.path()), [""; 0]);
}

#[tokio::test]
async fn a_place_that_cant_be_written_is_told_before_anybody_is_asked() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), tempfile::tempdir().unwrap());
    let store = folder.path().join("store.db");
    for nowhere in ["nowhere/permissions.csv", "nowhere/pack/"] {
        let output = folder.path().join(nowhere);
        let [output, store] = [&output, &store].map(|path| path.to_str().unwrap());
        let commands =
            [&["review", "--store", store, "--output", output][..], &["base39", "permissions", "--output", output]];
        for command in commands.into_iter().filter(|command| command[0] == "review" || nowhere.ends_with("csv")) {
            let refused = run(&variables(&sandbox), command).await;
            assert_eq!(refused.code, 1, "{command:?} {refused:?}");
            assert!(refused.err.contains("nowhere") && refused.err.contains("could not write"), "{refused:?}");
        }
    }
    assert_eq!(sandbox.tomticket().request_count() + sandbox.base39().request_count(), 0);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no run was begun");
}
