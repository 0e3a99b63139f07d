//! `cargo xtask bench`: how fast the clients are, beside others; and what a review costs beside the clients.

use anyhow::{Result, ensure};

use crate::workspace;

/// Runs the races, in the workspace of their own that keeps the rivals out of everybody's build and lock file.
pub(crate) fn run(what: &[String]) -> Result<()> {
    ensure!(
        cfg!(target_os = "linux"),
        "the races need Linux: they pin processes to cores and read their figures from it"
    );
    // Beside this workspace's own files, so that one directory holds all that is built.
    let target = workspace::target_directory()?.join("bench");
    let mut bench = workspace::cargo();
    bench.current_dir("crates/bench").env("CARGO_TARGET_DIR", target);
    bench.args(["run", "--release", "--quiet", "--locked", "--bin", "acesso-bench", "--"]);
    workspace::succeed(bench.args(what))
}
