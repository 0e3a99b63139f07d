//! Running the tool as a person would.

use std::{collections::BTreeMap, process::Stdio};

use crate::schemas;
use acesso_sandbox::Sandbox;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// What a run of the tool left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// A document of ours, which is as its schema has it.
    pub(crate) fn json(&self) -> serde_json::Value {
        schemas::ours(&self.out)
    }

    /// What a service says itself.
    pub(crate) fn theirs(&self, schema: &str) -> serde_json::Value {
        schemas::theirs(schema, &self.out)
    }

    /// The error that a program reads: the last line of stderr.
    pub(crate) fn error(&self) -> serde_json::Value {
        schemas::ours(self.err.lines().last().unwrap())
    }
}

/// The variables of a person who uses this sandbox.
pub(crate) fn variables(sandbox: &Sandbox) -> BTreeMap<&'static str, String> {
    let (tomticket, base39, myreports) = (sandbox.tomticket(), sandbox.base39(), sandbox.myreports());
    BTreeMap::from([
        ("TOMTICKET_URL", tomticket.url()),
        ("TOMTICKET_TOKEN", tomticket.token().to_owned()),
        ("BASE39_URL", base39.url()),
        ("BASE39_API_KEY", base39.api_key().to_owned()),
        ("MYREPORTS_URL", myreports.url()),
        ("MYREPORTS_TOKEN", myreports.token().to_owned()),
    ])
}

/// The tool with these variables and no others, so that it speaks English whatever the machine does.
pub(crate) fn tool<'a>(variables: impl IntoIterator<Item = (&'a &'static str, &'a String)>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_acesso"));
    command.env_clear().stdin(Stdio::null()).kill_on_drop(true).envs(variables);
    command
}

/// Runs the tool to its end.
pub(crate) async fn run(variables: &BTreeMap<&'static str, String>, arguments: &[&str]) -> Run {
    let output = tool(variables).args(arguments).output().await.unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Starts `acesso sandbox` in a process of its own, and gives the variables that it prints.
pub(crate) async fn serve(arguments: &[&str]) -> (Child, BTreeMap<String, String>) {
    let none = BTreeMap::new();
    let mut server = tool(&none).args(["sandbox", "--env"]).args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut printed = BTreeMap::new();
    while printed.len() < 11 {
        let line = lines.next_line().await.unwrap().unwrap();
        let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
        printed.insert(name.to_owned(), value.trim_matches('\'').to_owned());
    }
    (server, printed)
}
