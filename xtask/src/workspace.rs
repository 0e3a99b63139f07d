//! What the commands need of the workspace: cargo, the members, the files.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// The directory of the workspace's manifest. All paths in this program are relative to it.
pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// The cargo that started this program, or the one on the path.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Whether `command` can be started and succeeds; what it prints is of no interest.
pub(crate) fn works(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Runs `command` on this terminal.
pub(crate) fn succeed(command: &mut Command) -> Result<()> {
    let program = Path::new(command.get_program()).to_path_buf();
    let program = program.file_stem().unwrap_or(program.as_os_str()).display();
    let status = command.status().with_context(|| format!("cannot start {program}"))?;
    ensure!(status.success(), "{program} ended with {status}");
    Ok(())
}

/// What `command` prints. It fails with what it says on stderr, which is passed through.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot start {command:?}"))?;
    ensure!(output.status.success(), "{command:?} ended with {}", output.status);
    String::from_utf8(output.stdout).with_context(|| format!("{command:?} printed something that is not UTF-8"))
}

/// One member of the workspace, as far as the checks want to know it.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) license: Option<String>,
    pub(crate) readme: Option<String>,
    pub(crate) rust_version: Option<String>,
    pub(crate) features: Vec<String>,
}

/// Where cargo builds.
pub(crate) fn target_directory() -> Result<PathBuf> {
    let metadata = output(cargo().args(["metadata", "--locked", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata is not JSON")?;
    let directory = metadata.get("target_directory").and_then(Value::as_str);
    Ok(PathBuf::from(directory.context("cargo metadata names no target directory")?))
}

/// The members, in cargo's order.
pub(crate) fn members() -> Result<Vec<Member>> {
    read_members(&output(cargo().args(["metadata", "--locked", "--no-deps", "--format-version", "1"]))?)
}

fn read_members(metadata: &str) -> Result<Vec<Member>> {
    let metadata: Value = serde_json::from_str(metadata).context("cargo metadata is not JSON")?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo metadata lists no packages")?;
    packages.iter().map(|package| read_member(package).context("cargo metadata shows a package without name")).collect()
}

fn read_member(package: &Value) -> Option<Member> {
    let text = |member| package.get(member).and_then(Value::as_str).map(String::from);
    let features = package.get("features").and_then(Value::as_object);
    Some(Member {
        name: text("name")?,
        license: text("license"),
        readme: text("readme"),
        rust_version: text("rust_version"),
        features: features.map(|features| features.keys().cloned().collect()).unwrap_or_default(),
    })
}

/// The text files of the project with their content, sorted by path: those git knows or would add. Without git (an
/// unpacked archive), every file outside `target`.
pub(crate) fn files() -> Result<Vec<(PathBuf, String)>> {
    let mut paths = git_files().map_or_else(all_files, Ok)?;
    paths.sort();
    paths.dedup();
    Ok(paths.into_iter().filter_map(|path| fs::read_to_string(&path).ok().map(|text| (path, text))).collect())
}

fn git_files() -> Option<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).stderr(Stdio::null());
    let output = git.output().ok().filter(|output| output.status.success())?;
    let names = String::from_utf8(output.stdout).ok()?;
    Some(names.split_terminator('\0').map(PathBuf::from).collect())
}

fn all_files() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut directories = vec![PathBuf::from(".")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(&directory).with_context(|| format!("cannot list {}", directory.display()))? {
            let entry = entry?;
            let path = entry.path();
            let path = path.strip_prefix(".").unwrap_or(&path).to_path_buf();
            if !entry.file_type()?.is_dir() {
                files.push(path);
            } else if entry.file_name() != "target" && entry.file_name() != ".git" {
                directories.push(path);
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_from_metadata() {
        let metadata = r#"{"packages": [
            {"name": "full", "license": "MIT", "readme": "README.md", "rust_version": "1.88", "features": {"b": ["a"], "a": []}},
            {"name": "bare", "license": null, "readme": null, "features": {}}
        ]}"#;
        let members = read_members(metadata).unwrap();
        assert_eq!(members[0].name, "full");
        assert_eq!(members[0].license.as_deref(), Some("MIT"));
        assert_eq!(members[0].readme.as_deref(), Some("README.md"));
        assert_eq!(members[0].features, ["a", "b"]);
        assert_eq!(members[0].rust_version.as_deref(), Some("1.88"));
        assert_eq!((&members[1].license, &members[1].readme, &members[1].rust_version), (&None, &None, &None));
        assert!(members[1].features.is_empty());
    }

    #[test]
    fn unreadable_metadata_is_an_error() {
        for metadata in ["", "{}", r#"{"packages": [{}]}"#] {
            assert!(read_members(metadata).is_err(), "{metadata}");
        }
    }

    #[test]
    fn a_failing_command_is_an_error_and_does_not_work() {
        assert!(output(cargo().arg("--version")).unwrap().starts_with("cargo"));
        assert!(output(&mut Command::new("no-such-program")).is_err());
        assert!(!works(&mut Command::new("no-such-program")));
        assert!(!works(cargo().arg("no-such-subcommand")));
        let error = succeed(cargo().arg("no-such-subcommand").stderr(Stdio::null())).unwrap_err();
        assert!(error.to_string().starts_with("cargo ended with exit "), "{error}");
    }

    #[test]
    fn an_archive_without_git_is_walked() {
        // Tests run in the package's directory.
        let files = all_files().unwrap();
        assert!(files.contains(&PathBuf::from("src/workspace.rs")), "{files:?}");
    }
}
