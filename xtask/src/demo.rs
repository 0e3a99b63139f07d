//! `cargo xtask demo`: the three central questions, asked of the sandbox with the real tool over real sockets.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::workspace;

/// What a variable that sends the tool somewhere begins with.
const PREFIXES: [&str; 3] = ["TOMTICKET_", "BASE39_", "MYREPORTS_"];
const CUSTOMER: &str = "ACESSO_EXAMPLE_CUSTOMER";
const TENANT: &str = "ACESSO_EXAMPLE_TENANT";
/// What the sandbox says about itself: where it listens, what lets us in and whom to ask about.
const VARIABLES: [&str; 8] = [
    "TOMTICKET_URL",
    "TOMTICKET_TOKEN",
    "BASE39_URL",
    "BASE39_API_KEY",
    "MYREPORTS_URL",
    "MYREPORTS_TOKEN",
    CUSTOMER,
    TENANT,
];

type Variables = BTreeMap<String, String>;

/// Starts the sandbox, asks and shows the answers. The sandbox ends with it.
pub(crate) fn run() -> Result<()> {
    println!("Building the tool; the first time, this takes some minutes.");
    let tool = build()?;
    let sandbox = Sandbox::start(&tool)?;
    for (question, arguments) in questions(&sandbox.variables)? {
        println!("\n{question}\n$ acesso {}", arguments.join(" "));
        workspace::succeed(command(&tool, &sandbox.variables).args(&arguments))?;
    }
    println!("\nAll three answers came from the sandbox, over loopback. To explore it: cargo run -p acesso -- sandbox");
    Ok(())
}

/// The three calls that the project exists for: what each asks, and the arguments of the tool.
fn questions(variables: &Variables) -> Result<[(&'static str, Vec<&str>); 3]> {
    let (customer, tenant) = (variable(variables, CUSTOMER)?, variable(variables, TENANT)?);
    Ok([
        ("TomTicket: what may this customer do?", vec!["tomticket", "permissions", customer]),
        (
            "Base39: which permissions do operators have?",
            vec!["base39", "permissions", "--page-size", "5", "--limit", "8"],
        ),
        ("MyReports: who are the users of this tenant?", vec!["myreports", "users", tenant]),
    ])
}

fn variable<'a>(variables: &'a Variables, name: &str) -> Result<&'a str> {
    let value = variables.get(name).with_context(|| format!("the sandbox did not print {name}"))?;
    Ok(value)
}

/// Builds the tool and says where it is: only cargo knows which directory and profile are in force.
fn build() -> Result<PathBuf> {
    let arguments = "build --locked --quiet -p acesso --message-format json-render-diagnostics";
    let messages = workspace::output(workspace::cargo().args(arguments.split_whitespace()))?;
    executable(&messages, "acesso").context("cargo built no program called acesso")
}

/// The program called `name` among cargo's messages, one JSON object a line.
fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut ours = messages.filter(|message| message.pointer("/target/name").and_then(Value::as_str) == Some(name));
    ours.find_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
}

/// The tool with the sandbox's variables and none of the caller's, so that a demonstration never meets a real account.
fn command(tool: &Path, variables: &Variables) -> Command {
    let mut command = Command::new(tool);
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| PREFIXES.iter().any(|prefix| name.starts_with(prefix))) {
            command.env_remove(name);
        }
    }
    command.envs(variables);
    command
}

/// A running `acesso sandbox`, ended when this is dropped.
struct Sandbox {
    child: Child,
    variables: Variables,
}

impl Sandbox {
    fn start(tool: &Path) -> Result<Self> {
        let mut command = command(tool, &Variables::new());
        command.args(["sandbox", "--env"]).stdin(Stdio::null()).stdout(Stdio::piped());
        let child = command.spawn().context("cannot start acesso sandbox")?;
        let mut sandbox = Self { child, variables: Variables::new() };
        sandbox.variables = sandbox.read_variables()?;
        Ok(sandbox)
    }

    fn read_variables(&mut self) -> Result<Variables> {
        let lines = BufReader::new(self.child.stdout.as_mut().context("acesso sandbox has no stdout")?).lines();
        read_variables(lines.map_while(Result::ok))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Both fail only if it has ended by itself, which is just as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads `export NAME=value` lines until all of [`VARIABLES`] are known; the sandbox goes on running, so there is no end
/// of file to wait for.
fn read_variables(lines: impl Iterator<Item = impl AsRef<str>>) -> Result<Variables> {
    let mut variables = Variables::new();
    for line in lines {
        if let Some((name, value)) = read_variable(line.as_ref()) {
            variables.insert(name.to_owned(), value.to_owned());
        }
        if VARIABLES.iter().all(|name| variables.contains_key(*name)) {
            return Ok(variables);
        }
    }
    let missing: Vec<&str> = VARIABLES.into_iter().filter(|name| !variables.contains_key(*name)).collect();
    bail!("acesso sandbox ended without printing {}", missing.join(", "))
}

/// `export NAME=value`, the value perhaps in quotes.
fn read_variable(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim().strip_prefix("export ")?.split_once('=')?;
    let unquoted = ['\'', '"'].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    Some((name.trim(), unquoted.unwrap_or(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsStr;

    const PRINTED: &str = "\
Serving three services on loopback.
export TOMTICKET_URL=http://127.0.0.1:4001/v2.0
export TOMTICKET_TOKEN='a=b'
export BASE39_URL=http://127.0.0.1:4002
export BASE39_API_KEY=\"bs_sandbox_1\"
export MYREPORTS_URL=http://127.0.0.1:4003/api
export MYREPORTS_TOKEN=t
export ACESSO_EXAMPLE_CUSTOMER=C-1
export ACESSO_EXAMPLE_TENANT=7
";

    #[test]
    fn variables_are_read_as_a_shell_would() {
        assert_eq!(read_variable("export A=b"), Some(("A", "b")));
        assert_eq!(read_variable("  export A='b c'\r"), Some(("A", "b c")));
        assert_eq!(read_variable("export A=\"b\""), Some(("A", "b")));
        assert_eq!(read_variable("export A=b=c"), Some(("A", "b=c")));
        assert_eq!(read_variable("export A='b"), Some(("A", "'b")));
        assert_eq!(read_variable("export A='"), Some(("A", "'")));
        assert_eq!(read_variable("export A="), Some(("A", "")));
    }

    #[test]
    fn other_lines_are_not_variables() {
        for line in ["", "A=b", "export A", "# export A=b", "exported A=b"] {
            assert_eq!(read_variable(line), None, "{line}");
        }
    }

    #[test]
    fn reading_stops_at_the_last_variable() {
        let never = std::iter::from_fn(|| -> Option<&str> { panic!("read on after the last variable") });
        let variables = read_variables(PRINTED.lines().chain(never)).unwrap();
        assert_eq!(variables["TOMTICKET_TOKEN"], "a=b");
        assert_eq!(variables["BASE39_API_KEY"], "bs_sandbox_1");
        assert_eq!(variables.len(), VARIABLES.len());
    }

    #[test]
    fn a_sandbox_that_ends_early_is_told_by_what_is_missing() {
        let error = read_variables(PRINTED.lines().take(7)).unwrap_err().to_string();
        assert_eq!(error, "acesso sandbox ended without printing ACESSO_EXAMPLE_CUSTOMER, ACESSO_EXAMPLE_TENANT");
    }

    #[test]
    fn questions_name_the_examples() {
        let variables = read_variables(PRINTED.lines()).unwrap();
        let lines = questions(&variables).unwrap().map(|(_, arguments)| arguments.join(" "));
        let expected = ["tomticket permissions C-1", "base39 permissions --page-size 5 --limit 8", "myreports users 7"];
        assert_eq!(lines, expected);
        assert!(questions(&Variables::new()).is_err());
    }

    #[test]
    fn the_program_is_found_among_the_messages() {
        let messages = r#"
{"reason":"compiler-artifact","target":{"name":"acesso","kind":["lib"]},"executable":null}
{"reason":"compiler-artifact","target":{"name":"other","kind":["bin"]},"executable":"/t/debug/other"}
{"reason":"compiler-artifact","target":{"name":"acesso","kind":["bin"]},"executable":"/t/debug/acesso"}
{"reason":"build-finished","success":true}
"#;
        assert_eq!(executable(messages, "acesso"), Some(PathBuf::from("/t/debug/acesso")));
        assert_eq!(executable(messages, "absent"), None);
        assert_eq!(executable("not JSON", "acesso"), None);
    }

    #[test]
    fn the_tool_gets_the_variables_of_the_sandbox() {
        let variables = read_variables(PRINTED.lines()).unwrap();
        let command = command(Path::new("acesso"), &variables);
        let url = command.get_envs().find(|(name, _)| *name == OsStr::new("BASE39_URL"));
        assert_eq!(url.unwrap().1, Some(OsStr::new("http://127.0.0.1:4002")));
    }
}
