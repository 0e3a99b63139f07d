//! Finds out which commit the tool is built from, for `src/version.rs`.
//!
//! A packed archive says so itself. A clone asks git, each time when what the tool is made of has changed, or HEAD.
//! Elsewhere nobody knows, which is fine: the tool then says its version alone.
//!
//! And it tells a clone from a packed archive, where the tests of the repository's own pages have nothing to test.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Where cargo notes down what an archive was packed from.
const PACKED_FROM: &str = ".cargo_vcs_info.json";
/// This package in its repository, as git shows it.
const PACKAGE: &str = "crates/acesso/";
/// What of the repository the tool is made of, seen from the package: the clients and the sandbox are in it, their tests
/// are not.
const MADE_OF: [&str; 7] = [
    "../../Cargo.toml",
    "../../Cargo.lock",
    "../*/Cargo.toml",
    "../*/src",
    "../forms/askama.toml",
    "../forms/templates",
    "../review/locales",
];
const DIGITS: usize = 12;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(repository)");
    // Cargo puts the manifest as it was into every archive, under this name.
    if !Path::new("Cargo.toml.orig").exists() {
        println!("cargo::rustc-cfg=repository");
    }
    if let Some(commit) = commit_of_archive().or_else(commit_of_clone) {
        println!("cargo::rustc-env=ACESSO_COMMIT={commit}");
    }
}

fn commit_of_archive() -> Option<String> {
    let packed_from: Value = serde_json::from_str(&fs::read_to_string(PACKED_FROM).ok()?).ok()?;
    let git = packed_from.get("git")?;
    let commit = git.get("sha1")?.as_str()?.get(..DIGITS)?;
    Some(marked(commit, git.get("dirty").and_then(Value::as_bool).unwrap_or(false)))
}

fn commit_of_clone() -> Option<String> {
    // Unpacked inside somebody else's repository, the commit would be theirs.
    if git(&["rev-parse", "--show-prefix"])? != PACKAGE {
        return None;
    }
    rerun_when_it_changes();
    let commit = git(&["rev-parse", &format!("--short={DIGITS}"), "HEAD"])?;
    let changes = git(&[&["status", "--porcelain", "--"], MADE_OF.as_slice()].concat())?;
    Some(marked(&commit, !changes.is_empty()))
}

/// Watches HEAD, by the log of where it has been, and what the tool is made of.
fn rerun_when_it_changes() {
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"]);
    let crates = fs::read_dir("..").into_iter().flatten().flatten();
    let parts =
        crates.flat_map(|entry| ["Cargo.toml", "src"].map(|part| entry.path().join(part).display().to_string()));
    let roots = MADE_OF.into_iter().filter(|path| !path.contains('*')).map(String::from);
    for path in log.into_iter().chain(roots).chain(parts) {
        println!("cargo::rerun-if-changed={path}");
    }
}

fn marked(commit: &str, has_changes: bool) -> String {
    format!("{commit}{}", if has_changes { "-dirty" } else { "" })
}

/// What git says, or nothing where there is no git or no repository.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
