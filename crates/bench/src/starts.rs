//! How soon the tool is there.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Result, ensure};

use crate::{
    build::{Programs, succeed},
    races::median,
};

/// Milliseconds, in order of size.
#[derive(Debug)]
pub(crate) struct Starts {
    /// `acesso --help`, whole.
    pub(crate) help: Vec<f64>,
    /// `acesso review --sandbox`, to the first answer: the sandbox is up, the store is made, a call was sent and answered.
    pub(crate) review: Vec<f64>,
}

impl Starts {
    pub(crate) fn medians(&self) -> (f64, f64) {
        (median(&self.help), median(&self.review))
    }
}

pub(crate) fn measure(programs: &Programs) -> Result<Starts> {
    eprintln!("how soon the tool is there");
    let mut help: Vec<f64> = (0..25).map(|_| helps(&programs.tool)).collect::<Result<_>>()?;
    let mut review: Vec<f64> = (0..7).map(|_| reviews(&programs.tool)).collect::<Result<_>>()?;
    help.sort_by(f64::total_cmp);
    review.sort_by(f64::total_cmp);
    Ok(Starts { help, review })
}

fn helps(tool: &Path) -> Result<f64> {
    let start = Instant::now();
    succeed(Command::new(tool).arg("--help").stdout(Stdio::null()))?;
    Ok(milliseconds(start))
}

/// The first that it says, once a service has answered, is how many calls there are to go.
fn reviews(tool: &Path) -> Result<f64> {
    let directory = tempfile::tempdir()?;
    let mut command = Command::new(tool);
    command.args(["review", "--sandbox", "--store"]).arg(directory.path().join("store.db"));
    let start = Instant::now();
    let mut process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let mut said = String::new();
    if let Some(stderr) = process.stderr.take() {
        BufReader::new(stderr).read_line(&mut said)?;
    }
    let time = milliseconds(start);
    process.kill()?;
    process.wait()?;
    ensure!(said.contains("calls to go"), "the tool said something else: {said}");
    Ok(time)
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
