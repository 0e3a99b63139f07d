#![doc = include_str!("../README.md")]

mod demo;
mod deps;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

const USAGE: &str = "\
What this workspace does to itself.

Usage: cargo xtask <COMMAND>

Commands:
  test [STEP]...  Check everything: format, lints, tests, docs, each crate alone, the dependency rules.
                  Stops at the first failure. With the names of steps: those alone. With --browser: the report in
                  a real browser, too.
  demo            Build the tool and let it review the sandbox: who can do what, where?

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
        Command::Demo => demo::run()?,
    }
    Ok(())
}

/// What was asked for on the command line.
#[derive(Debug, PartialEq, Eq)]
enum Command<'a> {
    Help,
    Test(&'a [String]),
    Demo,
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
            "test" => Some(Self::Test(rest)),
            "demo" if rest.is_empty() => Some(Self::Demo),
            _ => None,
        }
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
        for line in ["tests", "demo fast", "--quiet"] {
            assert_eq!(Command::read(&words(line)), None, "{line}");
        }
    }
}
