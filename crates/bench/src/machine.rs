//! What was measured, and on what.

use std::{
    env,
    fmt::{self, Display, Formatter},
    fs,
    process::Command,
    thread,
};

use crate::build;

/// The machine and the state of the repository.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) system: String,
    pub(crate) compiler: String,
    pub(crate) commit: String,
    pub(crate) date: String,
}

impl Machine {
    pub(crate) fn look() -> Self {
        let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        Self {
            processor: model.map_or_else(|| env::consts::ARCH.to_owned(), |(_, name)| name.to_owned()),
            cores: thread::available_parallelism().map_or(1, usize::from),
            system: said_by(Command::new("uname").args(["-s", "-r"])),
            compiler: said_by(Command::new("rustc").arg("--version")),
            commit: said_by(Command::new("git").args(["describe", "--always", "--dirty", "--exclude", "*"])),
            date: said_by(Command::new("date").args(["-u", "+%Y-%m-%d"])),
        }
    }
}

impl Display for Machine {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { processor, cores, system, compiler, commit, date } = self;
        write!(f, "on {date}, of commit {commit}, on {cores} cores of an {processor}, {system}, {compiler}")
    }
}

fn said_by(command: &mut Command) -> String {
    build::output(command).map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned())
}
