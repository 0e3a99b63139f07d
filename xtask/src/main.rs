#![doc = include_str!("../README.md")]

mod arrows;
mod bench;
mod consumers;
mod contracts;
mod crates;
mod demo;
mod deps;
mod dist;
mod features;
mod package;
mod public_api;
mod release;
mod soak;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

const USAGE: &str = "\
What this workspace does to itself.

Usage: cargo xtask <COMMAND>

Commands:
  test [STEP]...  Check everything: format, lints, tests, docs, each crate alone, the dependency rules.
                  Stops at the first failure. With the names of steps: those alone. With --browser: the report and
                  the reviewer's page in a real browser, too.
  test --soak     Prove faults, floods, rate limits and retry storms at full size, in minutes, and print one table.
  demo            Build the tool and let it review the sandbox: who can do what, where?
  bench [--quick] Race the clients against others and write the figures into crates/bench/README.md. With --quick: a look,
                  under five minutes once everything is built, and the page stays as it is.
  bench review [PEOPLE | --quick]
                  Measure what a review costs beside the clients alone, and each step after it. Of 100,000 people the
                  figures go into crates/bench/REVIEW.md; --quick is 2,000.
  contracts [--check]
                  Write the constants of all operations from the contracts, into each vendor's src/operations.rs. With
                  --check: say whether they are what would be written.
  dist            Build the tool for people who have no Rust: stripped, with manual, checksums and what it is made of.
  package [--allow-dirty] [CRATE]...
                  Pack the crates, look into the archives, build each alone from its archive and test them there.
  release <CRATE...|all> <patch|minor|major|VERSION> [--execute]
                  Print the plan of a release; with --execute, check, publish and tag. Run again after a failure, it goes
                  on where it stopped.

Options:
  -h, --help      Print this.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(command) = Command::read(&arguments) else {
        eprint!("error: unknown command: {}\n\n{USAGE}", arguments.join(" "));
        return ExitCode::from(2);
    };
    match run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    std::env::set_current_dir(workspace::root())?;
    match command {
        Command::Help => print!("{USAGE}"),
        Command::Test(steps) => test::run(steps)?,
        Command::Soak => soak::run()?,
        Command::Demo => demo::run()?,
        Command::Bench(what) => bench::run(what)?,
        Command::Contracts { check: true } => contracts::check()?,
        Command::Contracts { check: false } => contracts::write()?,
        Command::Dist => dist::run()?,
        Command::Package(rest) => package::run(rest)?,
        Command::Release(rest) => release::run(&release::Request::read(rest)?)?,
    }
    Ok(())
}

/// What was asked for on the command line.
#[derive(Debug, PartialEq, Eq)]
enum Command<'a> {
    Help,
    Test(&'a [String]),
    Soak,
    Demo,
    Bench(&'a [String]),
    Contracts { check: bool },
    Dist,
    Package(&'a [String]),
    Release(&'a [String]),
}

impl<'a> Command<'a> {
    fn read(arguments: &'a [String]) -> Option<Self> {
        let Some((command, rest)) = arguments.split_first() else {
            return Some(Self::Help);
        };
        if arguments.iter().any(|argument| argument == "-h" || argument == "--help") {
            return Some(Self::Help);
        }
        match command.as_str() {
            "test" if rest.iter().any(|argument| argument == "--soak") => (rest.len() == 1).then_some(Self::Soak),
            "test" => Some(Self::Test(rest)),
            "contracts" if rest.is_empty() => Some(Self::Contracts { check: false }),
            "contracts" if rest == ["--check"] => Some(Self::Contracts { check: true }),
            "dist" if rest.is_empty() => Some(Self::Dist),
            "package" => Some(Self::Package(rest)),
            "release" => Some(Self::Release(rest)),
            "bench" if is_race(rest) => Some(Self::Bench(rest)),
            "demo" if rest.is_empty() => Some(Self::Demo),
            _ => None,
        }
    }
}

/// The races, or a review of so many people.
fn is_race(what: &[String]) -> bool {
    let words: Vec<&str> = what.iter().map(String::as_str).collect();
    match *words.as_slice() {
        [] | ["--quick" | "review"] | ["review", "--quick"] => true,
        ["review", people] => people.parse::<usize>().is_ok(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(String::from).collect()
    }

    #[test]
    fn commands_are_read() {
        assert_eq!(Command::read(&words("demo")), Some(Command::Demo));
        assert_eq!(Command::read(&words("test")), Some(Command::Test(&[])));
        assert_eq!(Command::read(&words("test --soak")), Some(Command::Soak));
        assert_eq!(Command::read(&words("bench")), Some(Command::Bench(&[])));
        assert_eq!(Command::read(&words("contracts")), Some(Command::Contracts { check: false }));
        assert_eq!(Command::read(&words("contracts --check")), Some(Command::Contracts { check: true }));
        for what in ["--quick", "review", "review --quick", "review 10000"] {
            assert_eq!(Command::read(&words(&format!("bench {what}"))), Some(Command::Bench(&words(what))));
        }
        assert_eq!(Command::read(&words("test tidy docs")), Some(Command::Test(&words("tidy docs"))));
    }

    #[test]
    fn nothing_and_help_print_the_usage() {
        for line in ["", "-h", "--help", "test --help", "demo -h"] {
            assert_eq!(Command::read(&words(line)), Some(Command::Help), "{line}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for line in [
            "tests",
            "demo fast",
            "--quiet",
            "--soak",
            "test --soak tidy",
            "test tidy --soak",
            "bench tidy",
            "contracts tomticket",
            "bench review x",
        ] {
            assert_eq!(Command::read(&words(line)), None, "{line}");
        }
    }
}
