//! `cargo xtask package`: each crate as its users get it.
//!
//! What is published is the archive, not the working tree: a file that git has and the archive lacks, or a path that
//! leads out of the crate, breaks nobody but them. So each archive is compared with git, unpacked, built alone and tested.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::crates::{self, Crate};
use crate::test::AllFeatures;
use crate::workspace;

/// What must be in every archive. The licences' texts stand once in the repository, at the top.
const REQUIRED: [&str; 4] = ["README.md", "CHANGELOG.md", LICENSES[0], LICENSES[1]];
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];
/// What cargo adds to every archive.
const ADDED: [&str; 3] = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml.orig"];

/// Packs and checks the crates called so, or all: `[--allow-dirty] [CRATE]…`
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (flags, names): (Vec<_>, Vec<_>) = arguments.iter().partition(|argument| argument.starts_with('-'));
    if let Some(unknown) = flags.iter().find(|flag| **flag != "--allow-dirty") {
        bail!("package knows no {unknown}, only --allow-dirty");
    }
    let crates = crates::read(Path::new("."))?;
    if let Some(unknown) = names.iter().find(|name| crates.iter().all(|of| of.name != ***name)) {
        bail!("no crate is called {unknown}");
    }
    let crates: Vec<Crate> = crates.into_iter().filter(|of| names.is_empty() || names.contains(&&of.name)).collect();

    let target = workspace::target_directory()?;
    let mut pack = workspace::cargo();
    pack.args(["package", "--locked", "--no-verify", "--quiet"]).args(flags);
    workspace::succeed(pack.args(crates.iter().flat_map(|of| ["-p", &of.name])))?;

    let unpacked = target.join("packed");
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked).with_context(|| format!("cannot remove {}", unpacked.display()))?;
    }
    fs::create_dir_all(&unpacked)?;
    for of in &crates {
        let archive = target.join("package").join(format!("{}.crate", directory(of)));
        unpack(&archive, &unpacked)?;
        let complaints = complaints(of, &files_of_archive(&archive, of)?, &unpacked)?;
        ensure!(
            complaints.is_empty(),
            "the archive of {} is not as it should be:\n  {}",
            of.name,
            complaints.join("\n  ")
        );
    }
    try_out(&crates, &unpacked, &target)?;

    println!("\nWhat was packed, each built alone and tested from its archive:");
    for of in &crates {
        let archive = target.join("package").join(format!("{}.crate", directory(of)));
        println!("  {:<24}{:>5} KB", directory(of), fs::metadata(&archive)?.len() / 1000);
    }
    Ok(())
}

/// What cargo calls the crate's archive, and the directory in it.
fn directory(of: &Crate) -> String {
    format!("{}-{}", of.name, of.version)
}

fn unpack(archive: &Path, into: &Path) -> Result<()> {
    workspace::succeed(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(into))
}

/// The files in the archive, seen from the crate.
fn files_of_archive(archive: &Path, of: &Crate) -> Result<BTreeSet<String>> {
    let list = workspace::output(Command::new("tar").arg("-tzf").arg(archive))?;
    let prefix = format!("{}/", directory(of));
    Ok(list.lines().filter_map(|path| path.strip_prefix(&prefix)).map(String::from).collect())
}

/// The crate's files in the repository, seen from the crate.
fn files_of_repository(of: &Crate) -> Result<BTreeSet<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(&of.directory);
    Ok(workspace::output(&mut git)?.lines().map(String::from).collect())
}

fn complaints(of: &Crate, archive: &BTreeSet<String>, unpacked: &Path) -> Result<Vec<String>> {
    let mut complaints = differences(archive, &files_of_repository(of)?);
    for license in LICENSES {
        let packed = fs::read_to_string(unpacked.join(directory(of)).join(license)).unwrap_or_default();
        if packed != fs::read_to_string(license)? {
            complaints.push(format!("{license} is not the one at the top of the repository"));
        }
    }
    Ok(complaints)
}

/// What is missing in the archive, and what is there without being wanted.
fn differences(archive: &BTreeSet<String>, repository: &BTreeSet<String>) -> Vec<String> {
    let required = REQUIRED.map(String::from);
    let missing = repository.iter().chain(&required).filter(|path| !archive.contains(*path)).collect::<BTreeSet<_>>();
    let is_added = |path: &String| ADDED.contains(&path.as_str());
    let too_many = archive.iter().filter(|path| !repository.contains(*path) && !is_added(path));
    let missing = missing.into_iter().map(|path| format!("{path} is missing"));
    missing.chain(too_many.map(|path| format!("{path} is not in the repository"))).collect()
}

/// Builds each unpacked crate alone and runs the tests of all.
///
/// They get a workspace of their own, in which they stand in for what the registry would have of them, with the
/// versions of the repository's lock file and its build directory: what others wrote is built once.
fn try_out(crates: &[Crate], unpacked: &Path, target: &Path) -> Result<()> {
    let manifest = unpacked.join("Cargo.toml");
    fs::write(&manifest, workspace_of(crates))?;
    fs::copy("Cargo.lock", unpacked.join("Cargo.lock"))?;
    let cargo = |verb: &str| {
        let mut cargo = workspace::cargo();
        cargo.arg(verb).arg("--manifest-path").arg(&manifest).env("CARGO_TARGET_DIR", target);
        cargo
    };
    for of in crates {
        println!("\n==> {} alone, from its archive", of.name);
        workspace::succeed(cargo("build").args(["-p", &of.name]))?;
    }
    println!("\n==> the tests, from the archives");
    let members = workspace::members()?.into_iter();
    let members: Vec<_> = members.filter(|member| crates.iter().any(|of| of.name == member.name)).collect();
    let features = AllFeatures::of_this_machine(&members).flag();
    workspace::succeed(cargo("test").arg("--workspace").args(features.split_whitespace()))
}

fn workspace_of(crates: &[Crate]) -> String {
    let members: Vec<String> = crates.iter().map(|of| format!("{:?}", directory(of))).collect();
    let mut manifest =
        format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[patch.crates-io]\n", members.join(", "));
    for of in crates {
        let _ = writeln!(manifest, "{} = {{ path = {:?} }}", of.name, PathBuf::from(directory(of)));
    }
    manifest + "\n[profile.dev]\ndebug = \"line-tables-only\"\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn an_archive_has_what_the_repository_has_and_what_cargo_adds() {
        let repository = files(&[&REQUIRED[..], &["Cargo.toml", "src/lib.rs"]].concat());
        let archive = &repository | &files(&ADDED);
        assert_eq!(differences(&archive, &repository), [""; 0]);
    }

    #[test]
    fn what_is_missing_and_what_is_too_much_is_named() {
        let repository = files(&["Cargo.toml", "README.md", "CHANGELOG.md", "LICENSE-MIT", "src/lib.rs"]);
        let archive = files(&["Cargo.toml", "README.md", "CHANGELOG.md", "LICENSE-MIT", "notes.txt"]);
        let expected = ["LICENSE-APACHE is missing", "src/lib.rs is missing", "notes.txt is not in the repository"];
        assert_eq!(differences(&archive, &repository), expected);
    }
}
