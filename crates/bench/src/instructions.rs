//! How many instructions a request and an item cost, as valgrind counts them: the same in every run to a tenth of a percent.

use std::{
    collections::BTreeMap,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use race::{Course, Lap, PAGE};

use crate::{build::Programs, processes::Server};

/// Instructions for a request one after another, and for an item of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Instructions {
    pub(crate) request: f64,
    pub(crate) item: f64,
}

/// By contender; nothing where there is no valgrind.
pub(crate) fn count(programs: &Programs) -> Result<BTreeMap<&'static str, Instructions>> {
    if !Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        eprintln!("valgrind is not installed: no instructions are counted");
        return Ok(BTreeMap::new());
    }
    let server = Server::start(&programs.find("server"))?;
    let mut counts = BTreeMap::new();
    for contender in &programs.contenders {
        eprintln!("counting the instructions of {}", contender.name);
        let cost = |course, few, many| cost(&contender.program, &server.quick, course, few, many);
        let request = cost(Course::Requests { in_flight: 1 }, 100, 600)?;
        let item = cost(Course::Pages, 5, 45)? / PAGE as f64;
        counts.insert(contender.name, Instructions { request, item });
    }
    Ok(counts)
}

/// What one more costs: whatever a program does but once stands in both counts.
fn cost(program: &Path, base: &str, course: Course, few: usize, many: usize) -> Result<f64> {
    let total = |count| total(program, &Lap { course, base: base.to_owned(), count });
    Ok((total(many)? - total(few)?) / (many - few) as f64)
}

fn total(program: &Path, lap: &Lap) -> Result<f64> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    let mut process = valgrind.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let mut stdin = process.stdin.take().context("no stdin")?;
    writeln!(stdin, "{}", serde_json::to_string(lap)?)?;
    drop(stdin);
    let said = String::from_utf8(process.wait_with_output()?.stderr)?;
    let count = said.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    count.with_context(|| format!("valgrind counted nothing:\n{said}"))
}
