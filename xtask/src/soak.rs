//! `cargo xtask test --soak`: what the clients promise, at full size, for minutes.

use anyhow::Result;

use crate::workspace;

/// Runs the soak, which ends with one table: what was tried, how many times, how many held.
pub(crate) fn run() -> Result<()> {
    println!("This takes about five minutes. The fast part of it is in cargo xtask test.");
    workspace::succeed(workspace::cargo().args(["run", "--quiet", "--locked", "-p", "acesso-proof"]))
}
