//! The sandbox in a process of its own, so that a client's memory and files can be counted without the server's.

use std::process::Stdio;

use acesso_sandbox::{Fault, Sandbox, tomticket::Settings};
use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, Command},
};

/// What a server is to do, as it stands on its command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// Answers the API keys' list once so many requests wait for it; everything else at once.
    Together(usize),
    /// Answers with a body of so many bytes.
    LargeBody(u64),
    /// Answers with gzip that unpacks to so many MiB.
    GzipBomb(usize),
    /// Answers with so many headers.
    HeaderFlood(usize),
    /// Answers with JSON of so many levels.
    DeepJson(usize),
}

impl Task {
    fn words(self) -> [String; 2] {
        let (name, number) = match self {
            Self::Together(count) => ("together", count.to_string()),
            Self::LargeBody(bytes) => ("large-body", bytes.to_string()),
            Self::GzipBomb(mebibytes) => ("gzip-bomb", mebibytes.to_string()),
            Self::HeaderFlood(headers) => ("header-flood", headers.to_string()),
            Self::DeepJson(levels) => ("deep-json", levels.to_string()),
        };
        [name.to_owned(), number]
    }

    fn read(words: &[String]) -> Result<Self> {
        let [name, number] = words else { bail!("a task is a name and a number") };
        Ok(match name.as_str() {
            "together" => Self::Together(number.parse()?),
            "large-body" => Self::LargeBody(number.parse()?),
            "gzip-bomb" => Self::GzipBomb(number.parse()?),
            "header-flood" => Self::HeaderFlood(number.parse()?),
            "deep-json" => Self::DeepJson(number.parse()?),
            _ => bail!("there is no task {name}"),
        })
    }

    fn fault(self) -> Fault {
        match self {
            Self::Together(count) => Fault::together(count),
            Self::LargeBody(bytes) => Fault::large_body(bytes),
            Self::GzipBomb(mebibytes) => Fault::gzip_bomb(mebibytes),
            Self::HeaderFlood(headers) => Fault::header_flood(headers),
            Self::DeepJson(levels) => Fault::deep_json(levels),
        }
    }
}

/// Where a server is, and who may ask.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) url: String,
    pub(crate) token_url: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
}

/// A running server. It ends when this is dropped.
pub(crate) struct Server {
    pub(crate) address: Address,
    _process: Child,
}

impl Server {
    /// Starts `program` (this one) as a server.
    pub(crate) async fn start(program: &str, task: Task) -> Result<Self> {
        let mut process = Command::new(program)
            .arg("serve")
            .args(task.words())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("cannot start the server's process")?;
        let out = process.stdout.take().context("the server has an output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).await?;
        Ok(Self { address: serde_json::from_str(&line).context("the server did not start")?, _process: process })
    }
}

/// The server's side: until the standard input ends.
///
/// # Errors
/// When there is no such task, or the sandbox can't be started.
pub async fn serve(words: &[String]) -> Result<()> {
    let task = Task::read(words)?;
    allow_many_files();
    let unlimited = Settings { requests_per_second: None, ..Settings::default() };
    let sandbox = Sandbox::builder().tomticket(unlimited).start().await?;
    let base39 = sandbox.base39();
    base39.inject(task.fault().always().only_on("list_api_keys"));
    let address = Address {
        url: base39.url(),
        token_url: base39.token_url(),
        client_id: base39.client_id().to_owned(),
        client_secret: base39.client_secret().to_owned(),
    };
    println!("{}", serde_json::to_string(&address)?);
    tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    Ok(())
}

/// As many files as this system gives a process that asks, and how many those are.
pub(crate) fn allow_many_files() -> Option<u64> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limits = getrlimit(Resource::Nofile);
        let raised = setrlimit(Resource::Nofile, Rlimit { current: limits.maximum, ..limits });
        if raised.is_ok() { limits.maximum } else { limits.current }
    }
    #[cfg(not(unix))]
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_read_as_it_is_written() {
        for task in [
            Task::Together(10_000),
            Task::LargeBody(100_000_000),
            Task::GzipBomb(4096),
            Task::HeaderFlood(7),
            Task::DeepJson(8),
        ] {
            assert_eq!(Task::read(&task.words()).unwrap(), task);
        }
        for words in [&["together"][..], &["together", "x"], &["sleep", "1"]] {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            assert!(Task::read(&words).is_err(), "{words:?}");
        }
    }
}
