//! `cargo xtask release`: from `Unreleased` to a published, tagged crate.
//!
//! What is done is read from git each time, never remembered: a dated section in the changelog is a release that was
//! begun, its tag one that is finished. So a run that follows a failure goes on where the one before it stopped.

mod changelog;
mod git;
mod manifests;
mod next;
mod plan;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::workspace;
use git::Git;
use next::Next;
use plan::{Plan, Step};

/// The command that installs what finds breaking changes.
const INSTALL_SEMVER_CHECKS: &str = "cargo install --locked cargo-semver-checks";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// The crates' names; none are all.
    crates: Vec<String>,
    next: Next,
    execute: bool,
}

impl Request {
    /// Reads `<CRATE…|all> <patch|minor|major|VERSION> [--execute]`.
    pub(crate) fn read(arguments: &[String]) -> Result<Self> {
        let (flags, words): (Vec<_>, Vec<_>) = arguments.iter().partition(|argument| argument.starts_with('-'));
        if let Some(unknown) = flags.iter().find(|flag| **flag != "--execute") {
            bail!("release knows no {unknown}, only --execute");
        }
        let Some((next, crates)) = words.split_last().filter(|(_, crates)| !crates.is_empty()) else {
            bail!("release what, and as what? For example: cargo xtask release all minor");
        };
        let all = crates.iter().any(|name| *name == "all");
        ensure!(!all || crates.len() == 1, "`all` stands alone: it is every crate already");
        let crates = if all { Vec::new() } else { crates.iter().map(|name| (*name).clone()).collect() };
        Ok(Self { crates, next: Next::read(next)?, execute: !flags.is_empty() })
    }

    /// The command line that asks for this to be done.
    fn to_do_it(&self) -> String {
        let crates = if self.crates.is_empty() { String::from("all") } else { self.crates.join(" ") };
        format!("cargo xtask release {crates} {} --execute", self.next)
    }
}

/// Starts cargo with the words of a line: for real, or written down by a test.
type Cargo<'a> = &'a dyn Fn(&str) -> Result<()>;

/// Prints the plan for what was asked and, if asked to, does it.
pub(crate) fn run(request: &Request) -> Result<()> {
    let cargo = |line: &str| {
        println!("\n$ cargo {line}");
        workspace::succeed(workspace::cargo().args(line.split_whitespace()))
    };
    release(Path::new("."), request, &cargo, Timestamp::now().to_zoned(TimeZone::UTC).date())
}

fn release(root: &Path, request: &Request, cargo: Cargo<'_>, today: Date) -> Result<()> {
    let git = Git::of(root);
    let mut plan = Plan::make(&git, request)?;
    if plan.is_compared() && cargo("semver-checks --version").is_err() {
        plan.hindered_by(format!("cargo-semver-checks is not installed; to install it: {INSTALL_SEMVER_CHECKS}"));
    }
    println!("{plan}");
    let hindrances = plan.hindrances();
    ensure!(hindrances.is_empty(), "this can't be released yet:\n  - {}", hindrances.join("\n  - "));
    if !request.execute {
        println!("Nothing was changed. To do it: {}", request.to_do_it());
        return Ok(());
    }

    if plan.is_under_way() {
        check_again(&git, &plan, cargo)?;
    } else {
        check(&plan, cargo)?;
        prepare(&git, &plan, cargo, today)?;
    }
    publish(&git, &plan, cargo).with_context(|| {
        format!("the release is half-way; what is published is tagged. To go on from there: {}", request.to_do_it())
    })?;
    println!("\nReleased. What is left: {}", plan.push());
    Ok(())
}

/// What must hold before anything is changed, cheapest first.
fn check(plan: &Plan, cargo: Cargo<'_>) -> Result<()> {
    for step in plan.steps() {
        let Some((baseline, change)) = step.compared_with() else { continue };
        let (name, features, kind) = (step.name(), step.compared_features(), change.release_type());
        cargo(&format!("semver-checks --package {name} --baseline-rev {baseline} --release-type {kind}{features}"))
            .with_context(|| {
                format!(
                    "{name} {} would break who uses {baseline}, without saying so, or can't be compared",
                    step.next()
                )
            })?;
    }
    cargo("xtask test").context("the workspace's own tests fail")
}

/// A commit that was checked when it was made needs no second check; one that was mended since does.
fn check_again(git: &Git, plan: &Plan, cargo: Cargo<'_>) -> Result<()> {
    if git.is_checked()? {
        return Ok(());
    }
    check(plan, cargo)?;
    cargo(&package(plan, "")).context("the packages do not hold")?;
    git.remember_checked()
}

/// Writes versions, requirements and changelogs, checks the packages made of them, and commits.
fn prepare(git: &Git, plan: &Plan, cargo: Cargo<'_>, today: Date) -> Result<()> {
    let changes = plan.changes(git.root(), today)?;
    let mut paths: Vec<&str> = changes.iter().map(|(path, _)| path.as_str()).collect();
    paths.push("Cargo.lock");

    let written = changes.iter().try_for_each(|(path, text)| {
        fs::write(git.root().join(path), text).with_context(|| format!("cannot write {path}"))
    });
    let committed = written
        .and_then(|()| cargo("update --workspace --offline").context("Cargo.lock cannot follow the versions"))
        .and_then(|()| cargo(&package(plan, " --allow-dirty")).context("the packages do not hold"))
        .and_then(|()| git.commit(&paths, &plan.message()));
    if let Err(error) = committed {
        git.restore(&paths).with_context(|| format!("{error:#}; and the files could not be put back"))?;
        return Err(error.context("nothing was released; the files are as they were"));
    }
    git.remember_checked()
}

fn package(plan: &Plan, flags: &str) -> String {
    format!("xtask package{flags} {}", plan.steps().iter().map(Step::name).collect::<Vec<_>>().join(" "))
}

/// Publishes what is not published and tags what is not tagged, each crate after those that it needs.
fn publish(git: &Git, plan: &Plan, cargo: Cargo<'_>) -> Result<()> {
    // A crate can have been published by a run that ended before it could tag it.
    let is_there =
        |step: &Step| cargo(&format!("info --quiet --registry crates-io {}@{}", step.name(), step.next())).is_ok();
    let left = || plan.steps().iter().filter(|step| !step.is_tagged());
    let (published, missing): (Vec<_>, Vec<_>) = left().partition(|step| plan.is_under_way() && is_there(step));

    if !missing.is_empty() {
        let packages: String = missing.iter().map(|step| format!(" -p {}", step.name())).collect();
        // Built and tested they were from their archives.
        cargo(&format!("publish --locked --no-verify --dry-run{packages}")).context("the dry run failed")?;
    }
    for step in left() {
        if !published.iter().any(|there| there.name() == step.name()) {
            cargo(&format!("publish --locked --no-verify -p {}", step.name()))
                .with_context(|| format!("{} {} was not published", step.name(), step.next()))?;
        }
        git.tag(&step.tag(), &format!("{} {}", step.name(), step.next()))?;
    }
    Ok(())
}
