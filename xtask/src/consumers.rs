//! Selective dependencies, proved from outside: programs in `consumers/` that each use one crate of this repository.
//!
//! The rules in `deps.rs` look at the workspace, where everybody's features come together. A program of its own gets what
//! a user gets: it is built, makes its call against the sandbox, and may pull in what its `crates.txt` allows.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Map, Value};

use crate::test::AllFeatures;
use crate::{demo, deps, workspace};

const MANIFEST: &str = "consumers/Cargo.toml";
/// Set by whoever means to renew the lists.
const RENEW: &str = "ACESSO_RENEW_CRATES";

/// A program in `consumers/`.
struct Consumer {
    folder: &'static str,
    package: &'static str,
    /// How many crates it may pull in, itself and its runtime's features aside.
    most: usize,
}

const CONSUMERS: [Consumer; 4] = [
    Consumer { folder: "core", package: "only-acesso-core", most: 57 },
    Consumer { folder: "tomticket", package: "only-tomticket", most: deps::MOST_CRATES },
    Consumer { folder: "base39", package: "only-base39", most: deps::MOST_CRATES },
    Consumer { folder: "myreports", package: "only-myreports", most: deps::MOST_CRATES },
];

/// Checks all consumers.
pub(crate) fn check() -> Result<()> {
    // The workspace's versions: those are tested, and built already.
    fs::copy("Cargo.lock", "consumers/Cargo.lock").context("cannot write consumers/Cargo.lock")?;
    workspace::succeed(workspace::cargo().args(["fmt", "--all", "--check", "--manifest-path", MANIFEST]))?;

    for consumer in &CONSUMERS {
        compare(consumer)?;
    }
    let sandbox = Sandbox::start()?;
    for Consumer { package, .. } in &CONSUMERS {
        let program = build(package)?;
        workspace::succeed(Command::new(program).envs(sandbox.variables.iter().cloned()))
            .with_context(|| format!("{package} got no answer from the sandbox"))?;
    }
    Ok(())
}

fn compare(consumer: &Consumer) -> Result<()> {
    let Consumer { folder, package, most } = consumer;
    let target = deps::COUNTED_TARGET;
    let tree = deps::tree_of(MANIFEST, &format!("-p {package} -e normal,build --target {target}"))?;
    let crates: BTreeSet<_> = tree.iter().map(|of| (of.name.as_str(), of.version.as_str())).collect();
    // The consumer itself is none.
    let count = crates.len() - 1;
    let names: BTreeSet<&str> = crates.into_iter().map(|(name, _)| name).filter(|name| name != package).collect();

    let list = format!("consumers/{folder}/crates.txt");
    if env::var_os(RENEW).is_some() {
        fs::write(&list, names.iter().map(|name| format!("{name}\n")).collect::<String>())?;
    }
    let allowed = fs::read_to_string(&list).unwrap_or_default();
    let mut complaints = complaints(&names, &allowed.lines().collect());
    if count > *most {
        complaints.push(format!("it pulls in {count} crates; at most {most} are allowed"));
    }
    println!("{package}: {count} crates of at most {most}");
    ensure!(
        complaints.is_empty(),
        "{package}, and what {list} allows:\n  {}\nIf it is meant to be so: {RENEW}=1 cargo xtask test consumers",
        complaints.join("\n  ")
    );
    Ok(())
}

fn complaints(names: &BTreeSet<&str>, allowed: &BTreeSet<&str>) -> Vec<String> {
    let not_allowed = names.difference(allowed).map(|name| format!("it pulls in {name}, which is not allowed"));
    let gone = allowed.difference(names).map(|name| format!("it no longer pulls in {name}"));
    not_allowed.chain(gone).collect()
}

/// Builds the consumer where the workspace builds, so that what others wrote is there already.
fn build(package: &str) -> Result<PathBuf> {
    let mut cargo = workspace::cargo();
    cargo.args(["build", "--manifest-path", MANIFEST, "-p", package, "--message-format", "json-render-diagnostics"]);
    let messages = workspace::output(cargo.arg("--target-dir").arg(workspace::target_directory()?))?;
    demo::executable(&messages, package).with_context(|| format!("cargo built no {package}"))
}

/// The sandbox as a process of its own, as long as this lives.
struct Sandbox {
    process: Child,
    /// Addresses and credentials.
    variables: Vec<(String, String)>,
}

impl Sandbox {
    fn start() -> Result<Self> {
        let mut command = Command::new(tool()?);
        let mut process = command.args(["sandbox", "--json"]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let out = process.stdout.take();
        let mut sandbox = Self { process, variables: Vec::new() };
        let mut json = String::new();
        for line in BufReader::new(out.context("the sandbox has no output")?).lines() {
            json += &line?;
            // The object's end stands alone in its line.
            if json.ends_with('}') {
                let variables: Map<String, Value> = serde_json::from_str(&json).context("not the sandbox's JSON")?;
                let text = |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
                sandbox.variables = variables.into_iter().filter_map(text).collect();
                return Ok(sandbox);
            }
        }
        bail!("the sandbox ended before it told its addresses: {json}")
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The tool as the step `tests` has built it for its own tests: with the same features, so that nothing is built anew.
fn tool() -> Result<PathBuf> {
    let features = AllFeatures::of_this_machine(&workspace::members()?).flag();
    let line =
        format!("test --no-run --locked --workspace --test tool {features} --message-format json-render-diagnostics");
    let messages = workspace::output(workspace::cargo().args(line.split_whitespace()))?;
    demo::executable(&messages, "acesso").context("cargo built no program called acesso")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_allowed_and_what_is_gone_is_named() {
        let names = BTreeSet::from(["tomticket", "axum"]);
        assert_eq!(complaints(&names, &names), [""; 0]);
        let expected = ["it pulls in axum, which is not allowed", "it no longer pulls in url"];
        assert_eq!(complaints(&names, &BTreeSet::from(["tomticket", "url"])), expected);
    }
}
