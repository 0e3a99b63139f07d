//! The programs that run in the races, each built by itself.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// A client in the races.
#[derive(Debug, Clone)]
pub(crate) struct Contender {
    /// What people call it.
    pub(crate) name: &'static str,
    /// The version of the library that it is built on.
    pub(crate) version: String,
    pub(crate) program: PathBuf,
}

/// What the figures of all others are compared with.
pub(crate) const BASELINE: &str = "bare reqwest";
/// Ours, on the default transport.
pub(crate) const OURS: &str = "acesso";

/// Name, package here, library.
const CONTENDERS: [(&str, &str, &str); 8] = [
    (OURS, "race-acesso", "base39"),
    ("acesso, straight on hyper", "race-acesso-hyper", "base39"),
    ("hyper-util's client by hand", "race-hyper", "hyper-util"),
    ("kube-client", "race-kube", "kube-client"),
    (BASELINE, "race-reqwest", "reqwest"),
    ("reqwest-middleware with retry", "race-reqwest-middleware", "reqwest-middleware"),
    ("octocrab", "race-octocrab", "octocrab"),
    ("azure_core", "race-azure", "azure_core"),
];

/// All programs, and where they are.
#[derive(Debug)]
pub(crate) struct Programs {
    pub(crate) contenders: Vec<Contender>,
    directory: PathBuf,
    /// The tool, built as it is shipped.
    pub(crate) tool: PathBuf,
}

impl Programs {
    /// Builds what is not built yet. One package at a time, so that none gets the features that another asks for.
    pub(crate) fn build() -> Result<Self> {
        let packages = CONTENDERS.iter().map(|(_, package, _)| *package);
        for package in ["acesso-bench", "call", "allowance"].into_iter().chain(packages) {
            eprintln!("building {package}");
            succeed(cargo().args(["build", "--release", "--locked", "--quiet", "-p", package]))?;
        }
        eprintln!("building acesso");
        let repository = Path::new("../..");
        succeed(cargo().current_dir(repository).args(["build", "--release", "--locked", "--quiet", "-p", "acesso"]))?;

        let directory = target_of(Path::new("."))?.join("release");
        let contenders = CONTENDERS.map(|(name, package, library)| {
            let version = version_of(package, library)?;
            Ok(Contender { name, version, program: directory.join(package) })
        });
        Ok(Self {
            contenders: contenders.into_iter().collect::<Result<_>>()?,
            tool: target_of(repository)?.join("release").join("acesso"),
            directory,
        })
    }

    /// What a review is measured with: the bare clients, and the tool as it is shipped.
    pub(crate) fn build_for_a_review() -> Result<(PathBuf, PathBuf)> {
        eprintln!("building stream and acesso");
        succeed(cargo().args(["build", "--release", "--locked", "--quiet", "-p", "stream"]))?;
        let repository = Path::new("../..");
        succeed(cargo().current_dir(repository).args(["build", "--release", "--locked", "--quiet", "-p", "acesso"]))?;
        let program = |workspace, name| Ok::<_, anyhow::Error>(target_of(workspace)?.join("release").join(name));
        Ok((program(Path::new("."), "stream")?, program(repository, "acesso")?))
    }

    /// A program that is no contender.
    pub(crate) fn find(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    pub(crate) fn contender(&self, name: &str) -> Result<&Contender> {
        self.contenders.iter().find(|contender| contender.name == name).context("no such contender")
    }
}

/// Where cargo builds the workspace in this directory.
fn target_of(workspace: &Path) -> Result<PathBuf> {
    let mut metadata = cargo();
    metadata.current_dir(workspace).args(["metadata", "--locked", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&output(&mut metadata)?)?;
    let directory = metadata.get("target_directory").and_then(Value::as_str);
    Ok(PathBuf::from(directory.context("cargo metadata names no target directory")?))
}

/// The version of a library that a package here is built on.
fn version_of(package: &str, library: &str) -> Result<String> {
    let tree = output(cargo().args(["tree", "--locked", "-p", package, "-e", "normal", "--prefix", "none"]))?;
    let line = tree.lines().find_map(|line| line.strip_prefix(library)?.strip_prefix(" v"));
    let version = line.and_then(|rest| rest.split_whitespace().next());
    Ok(version.with_context(|| format!("{package} is not built on {library}"))?.to_owned())
}

pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

pub(crate) fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(())
}

pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start {command:?}"))?;
    ensure!(output.status.success(), "{command:?} ended with {}", output.status);
    Ok(String::from_utf8(output.stdout)?)
}
