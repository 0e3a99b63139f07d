//! `cargo xtask demo`: the tool's main job, on the sandbox: `acesso review --sandbox`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::workspace;

/// What a variable that sends the tool somewhere begins with.
const PREFIXES: [&str; 3] = ["TOMTICKET_", "BASE39_", "MYREPORTS_"];

/// Builds the tool and lets it review the sandbox.
pub(crate) fn run() -> Result<()> {
    eprintln!("Building the tool; the first time, this takes some minutes.");
    let tool = build()?;
    eprintln!("\n$ acesso review --sandbox    (about 5 seconds: TomTicket's limit is kept, here too)\n");
    workspace::succeed(&mut review(&tool))?;
    eprintln!("\nHere, `acesso` is {}", tool.display());
    Ok(())
}

/// A review in a store of its own beside the tool, so that nobody's own runs get one more.
fn review(tool: &Path) -> Command {
    let mut command = Command::new(tool);
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| PREFIXES.iter().any(|prefix| name.starts_with(prefix))) {
            command.env_remove(name);
        }
    }
    command.args(["review", "--sandbox", "--store"]).arg(tool.with_file_name("demo.db"));
    command
}

/// Builds the tool and says where it is: only cargo knows which directory and profile are in force.
fn build() -> Result<PathBuf> {
    let arguments = "build --locked --quiet -p acesso --message-format json-render-diagnostics";
    let messages = workspace::output(workspace::cargo().args(arguments.split_whitespace()))?;
    executable(&messages, "acesso").context("cargo built no program called acesso")
}

/// The program called `name` among cargo's messages, one JSON object a line. Its tests are no such program.
pub(crate) fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let is_test = |message: &Value| message.pointer("/profile/test") == Some(&Value::Bool(true));
    let mut ours = messages
        .filter(|message| message.pointer("/target/name").and_then(Value::as_str) == Some(name) && !is_test(message));
    ours.find_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_among_the_messages() {
        let messages = r#"
{"reason":"compiler-artifact","target":{"name":"acesso","kind":["lib"]},"executable":null}
{"reason":"compiler-artifact","target":{"name":"other","kind":["bin"]},"executable":"/t/debug/other"}
{"reason":"compiler-artifact","target":{"name":"acesso","kind":["bin"]},"profile":{"test":true},"executable":"/t/debug/deps/acesso-0"}
{"reason":"compiler-artifact","target":{"name":"acesso","kind":["bin"]},"profile":{"test":false},"executable":"/t/debug/acesso"}
{"reason":"build-finished","success":true}
"#;
        assert_eq!(executable(messages, "acesso"), Some(PathBuf::from("/t/debug/acesso")));
        assert_eq!(executable(messages, "absent"), None);
        assert_eq!(executable("not JSON", "acesso"), None);
    }

    #[test]
    fn the_store_is_beside_the_tool() {
        let command = review(Path::new("/t/debug/acesso"));
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
        assert_eq!(arguments, ["review", "--sandbox", "--store", "/t/debug/demo.db"]);
    }
}
