//! What can be chosen by others: features one by one, and the oldest versions that the manifests allow.
//!
//! Both compile everything anew, for minutes, so they run when they are asked for by name.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::test::{AllFeatures, Outcome};
use crate::{deps, workspace};

/// Core's own, shared by the TLS choices: alone, they have no TLS.
const INTERNAL: &str = "_reqwest,_rustls";

/// Each feature of each crate, alone and without any other. And core's tests without any: they bring their own transport.
pub(crate) fn each() -> Result<Outcome> {
    if !workspace::works(workspace::cargo().args(["hack", "--version"])) {
        return Ok(Outcome::Skipped("cargo-hack is not installed (cargo install --locked cargo-hack)"));
    }
    let without = if AllFeatures::has_native_tls() { INTERNAL.to_owned() } else { format!("{INTERNAL},native-tls") };
    // The tool needs a transport and says so: it is checked with the features that it has, by the other steps.
    let line =
        "hack check --locked --lib --each-feature --workspace --exclude acesso --exclude xtask --exclude-features";
    workspace::succeed(workspace::cargo().args(line.split_whitespace()).arg(without))?;
    let tests = format!("test --locked --quiet --tests --no-default-features -p {}", deps::CORE);
    workspace::succeed(workspace::cargo().args(tests.split_whitespace()))?;
    Ok(Outcome::Passed)
}

/// Every direct dependency in the oldest version that is asked for, from a lock file of its own.
pub(crate) fn minimal_versions() -> Result<Outcome> {
    if !workspace::works(nightly().args(["cargo", "--version"])) {
        return Ok(Outcome::Skipped(
            "only a nightly toolchain can choose the oldest versions (rustup toolchain install nightly)",
        ));
    }
    let folder = workspace::target_directory()?.join("minimal-versions");
    fs::create_dir_all(&folder)?;
    let lock = format!("resolver.lockfile-path={:?}", folder.join("Cargo.lock"));
    let cargo = |line: &str| {
        let mut cargo = nightly();
        cargo.args(["cargo", "-Z", "direct-minimal-versions", "-Z", "lockfile-path", "--config", &lock]);
        workspace::succeed(cargo.args(line.split_whitespace()))
    };
    cargo("generate-lockfile")?;
    cargo("check --workspace --exclude xtask --lib --bins")?;
    Ok(Outcome::Passed)
}

/// `rustup run nightly`, without the traces of the toolchain that this program was started with.
pub(crate) fn nightly() -> Command {
    let mut rustup = Command::new("rustup");
    rustup.args(["run", "nightly"]).env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO").env_remove("RUSTC");
    rustup
}
