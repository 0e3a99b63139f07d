//! Server and contenders as processes, each on a core of its own.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use anyhow::{Context as _, Result};
use race::{Lap, Time};

/// A process that is talked to in lines, and killed when it is let go.
#[derive(Debug)]
struct Talk {
    process: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Talk {
    /// Begins one on a core, where there is a `taskset` to say which.
    fn begin(program: &Path, core: usize) -> Result<Self> {
        let mut command = on_core(core, program);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let stdin = process.stdin.take().context("no stdin")?;
        let stdout = BufReader::new(process.stdout.take().context("no stdout")?);
        Ok(Self { process, stdin, stdout })
    }

    fn say(&mut self, line: &str) -> Result<()> {
        writeln!(self.stdin, "{line}").context("the program hung up")
    }

    fn hear(&mut self) -> Result<String> {
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        // One that has ended by itself is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A program on a core; without `taskset`, wherever the system likes. No proxy of this machine's stands between.
pub(crate) fn on_core(core: usize, program: &Path) -> Command {
    let core = core.to_string();
    let pin = ["--cpu-list", &core];
    let pins = Command::new("taskset").args(pin).arg("true").status().is_ok_and(|status| status.success());
    let mut command = if pins { Command::new("taskset") } else { Command::new(program) };
    if pins {
        command.args(pin).arg(program);
    }
    for name in ["http_proxy", "https_proxy", "all_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    command
}

/// The service of the races.
#[derive(Debug)]
pub(crate) struct Server {
    talk: Talk,
    /// Answers at once.
    pub(crate) quick: String,
    /// Takes its time.
    pub(crate) slow: String,
    /// Is down.
    pub(crate) down: String,
}

impl Server {
    pub(crate) fn start(program: &Path) -> Result<Self> {
        let mut talk = Talk::begin(program, 0)?;
        let (quick, slow, down) = (talk.hear()?, talk.hear()?, talk.hear()?);
        Ok(Self { talk, quick, slow, down })
    }

    /// How many requests came while it was down, since this was asked last.
    pub(crate) fn requests_during_outage(&mut self) -> Result<u64> {
        self.talk.say("")?;
        self.talk.hear()?.parse().context("the server said no number")
    }
}

/// A contender that is ready to run.
#[derive(Debug)]
pub(crate) struct Runner(Talk);

impl Runner {
    pub(crate) fn start(program: &Path) -> Result<Self> {
        Talk::begin(program, 1).map(Self)
    }

    pub(crate) fn run(&mut self, lap: &Lap) -> Result<Time> {
        self.0.say(&serde_json::to_string(lap)?)?;
        let line = self.0.hear()?;
        serde_json::from_str(&line).with_context(|| format!("it gave up in {lap:?}"))
    }
}
