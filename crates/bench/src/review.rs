//! What a review costs: beside the bare clients that ask for the same, and each step after it.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use tempfile::TempDir;

use crate::{
    build::{Programs, output},
    machine::Machine,
    processes::on_core,
    report::{self, thousands},
};

/// How often a step is asked for the most memory that it held.
const LOOK: Duration = Duration::from_millis(2);

/// What a step took.
#[derive(Debug)]
struct Step {
    name: &'static str,
    seconds: f64,
    /// Of the processor, in the program and in the system on its behalf.
    processor: f64,
    /// The most memory, in KiB, as seen shortly before the end.
    peak: u64,
}

/// All steps of a review of so many people.
#[derive(Debug)]
pub(crate) struct Costs {
    machine: Machine,
    people: usize,
    answers: u64,
    accesses: u64,
    steps: Vec<Step>,
}

/// Measures it. The page is written where that is wanted.
pub(crate) fn run(people: usize, page: Option<&str>) -> Result<()> {
    let (stream, tool) = Programs::build_for_a_review()?;
    let costs = Course::begin(&tool, people)?.run(&stream)?;
    print!("{costs}");
    page.map_or(Ok(()), |page| report::put_into(page, &costs))
}

/// A sandbox in a process of its own, and a folder for what comes of reading it.
struct Course {
    tool: PathBuf,
    sandbox: Child,
    variables: BTreeMap<String, String>,
    folder: TempDir,
    people: usize,
}

impl Course {
    fn begin(tool: &Path, people: usize) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut command = on_core(0, tool);
        command.args(["sandbox", "--json", "--people", &people.to_string(), "--files"]).arg(folder.path());
        let mut sandbox = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let said = sandbox.stdout.take().context("no stdout")?;
        let variables = serde_json::Deserializer::from_reader(said).into_iter().next();
        let variables = variables.context("the sandbox said nothing")??;
        Ok(Self { tool: tool.to_owned(), sandbox, variables, folder, people })
    }

    fn run(self, stream: &Path) -> Result<Costs> {
        let mut bare = on_core(1, stream);
        let answers = self.folder.path().join("answers");
        bare.envs(&self.variables).arg(self.file("operators.csv")).stdout(fs::File::create(&answers)?);
        let mut steps = vec![watch("the bare clients", bare)?];
        steps.push(self.step("review", &["review", "--service", "base39", "--service", "myreports"])?);
        let access = self.file("access.csv");
        self.step("", &["export", "1", "--output", &access])?;
        let accesses = decide_all(&access)?;
        for (name, arguments) in [
            ("decide", &["decide", "1", "--from", &access][..]),
            ("sign", &["sign", "1", "--by", "Ana Exemplo"]),
            ("export, XLSX", &["export", "1", "--output", &self.file("review.xlsx")]),
            ("export, HTML", &["export", "1", "--output", &self.file("report.html")]),
            ("export, evidence pack", &["export", "1", "--output", &self.file("pack/")]),
            ("verify", &["verify", "1"]),
        ] {
            steps.push(self.step(name, arguments)?);
        }
        let answers = fs::read_to_string(answers)?.trim().parse().context("the bare clients said no number")?;
        Ok(Costs { machine: Machine::look(), people: self.people, answers, accesses, steps })
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// A command of the tool, with this course's store and settings and nobody else's.
    fn step(&self, name: &'static str, arguments: &[&str]) -> Result<Step> {
        eprintln!("acesso {}", arguments.join(" "));
        let mut command = on_core(1, &self.tool);
        command.args(arguments).args(["--store", &self.file("store.db"), "--config", &self.file("acesso.toml")]);
        command
            .envs(&self.variables)
            .env("XDG_DATA_HOME", self.folder.path())
            .env("XDG_CONFIG_HOME", self.folder.path());
        watch(name, command.stdout(Stdio::null()).stderr(Stdio::null()))
    }
}

impl Drop for Course {
    fn drop(&mut self) {
        // One that has ended by itself is as good.
        let _ = self.sandbox.kill();
        let _ = self.sandbox.wait();
    }
}

/// Writes into an export that every access is kept: its last four columns are what people fill in. Says how many there are.
fn decide_all(path: &str) -> Result<u64> {
    let exported = fs::read_to_string(path)?;
    let (headings, rows) = exported.split_once('\n').context("an empty export")?;
    ensure!(headings.trim_end().ends_with(",decision,reason,reviewer,decided on"), "the export ends with {headings}");
    let today = output(Command::new("date").arg("+%Y-%m-%d"))?;
    let decided = format!(",keep,,Rui Exemplo,{}", today.trim());
    let decide = |row: &str| row.strip_suffix(",,,,").map(|access| format!("{access}{decided}\n"));
    let rows: Vec<String> =
        rows.lines().map(|row| decide(row).context("a row that is decided")).collect::<Result<_>>()?;
    fs::write(path, format!("{headings}\n{}", rows.concat()))?;
    Ok(rows.len() as u64)
}

/// Runs a program to its end and watches what it takes.
fn watch(name: &'static str, mut command: impl std::borrow::BorrowMut<Command>) -> Result<Step> {
    let command = command.borrow_mut();
    let (start, before, mut peak) = (Instant::now(), processor_time()?, 0);
    let mut process = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
    let status = loop {
        peak = memory(process.id()).unwrap_or(0).max(peak);
        if let Some(status) = process.try_wait()? {
            break status;
        }
        thread::sleep(LOOK);
    };
    let seconds = start.elapsed().as_secs_f64();
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(Step { name, seconds, processor: processor_time()? - before, peak })
}

/// The most memory that a process ever held, as long as it is there.
fn memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Of all processes that ended and were waited for, in seconds.
fn processor_time() -> Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}

impl Display for Costs {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (people, answers, accesses) = (self.people as f64, self.answers as f64, self.accesses as f64);
        let [people, all, held] = [people, answers, accesses].map(thousands);
        writeln!(f, "A review of {people} people, {all} answers and {held} accesses, {}.\n", self.machine)?;
        writeln!(f, "| step | seconds | of the processor | × the bare clients | a second | most memory |")?;
        writeln!(f, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
        for (number, Step { name, seconds, processor, peak }) in self.steps.iter().enumerate() {
            let bare = self.steps.first().filter(|_| number < 2);
            let ratio = bare.map_or_else(String::new, |bare| {
                format!("{:.1}, of the processor {:.1}", seconds / bare.seconds, processor / bare.processor)
            });
            let (count, of) = if number < 2 { (answers, "answers") } else { (accesses, "accesses") };
            let rate = thousands(count / seconds);
            let peak = *peak as f64 / 1024.0;
            writeln!(f, "| {name} | {seconds:.1} | {processor:.1} | {ratio} | {rate} {of} | {peak:.0} MiB |")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_access_is_decided_and_nothing_else_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("access.csv").display().to_string();
        fs::write(&path, "a,decision,reason,reviewer,decided on\r\n1,,,,\r\n").unwrap();
        assert!(decide_all(&path).is_ok_and(|rows| rows == 1), "{:?}", fs::read_to_string(&path));
        let today = fs::read_to_string(&path).unwrap();
        assert!(today.contains("\n1,keep,,Rui Exemplo,20"), "{today}");
        fs::write(&path, "a,decision,reason,reviewer,decided on\n1,keep,,Rui,2026-01-01\n").unwrap();
        assert!(decide_all(&path).is_err());
    }
}
