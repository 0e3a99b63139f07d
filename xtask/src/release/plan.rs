//! What a release would do, and what hinders it.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use jiff::civil::Date;
use semver::Version;

use super::git::Git;
use super::next::Change;
use super::{Request, changelog, manifests};
use crate::crates::{self, Crate};
use crate::test::AllFeatures;

/// Where releases are made.
const BRANCH: &str = "main";
/// The workspace's manifest, which has the versions that its crates require of each other.
const WORKSPACE: &str = "Cargo.toml";

/// A release of some crates, in the order in which they are published.
#[derive(Debug)]
pub(super) struct Plan {
    steps: Vec<Step>,
    /// Whether versions and changelogs are written already, and only publishing is left.
    is_under_way: bool,
    notes: Vec<String>,
    hindrances: Vec<String>,
}

/// The release of one crate.
#[derive(Debug)]
pub(super) struct Step {
    of: Crate,
    next: Version,
    last: Option<Version>,
    waiting: usize,
    is_tagged: bool,
}

impl Plan {
    /// Reads what is there and plans what `request` asks for.
    pub(super) fn make(git: &Git, request: &Request) -> Result<Self> {
        let crates = crates::read(git.root())?;
        let tags = git.tags()?;
        let asked = asked(&crates, &request.crates)?;
        let under_way = under_way(git.root(), &crates, &tags)?;
        let is_under_way = !under_way.is_empty();

        let mut hindrances = of_repository(git)?;
        let steps: Vec<Step> = if is_under_way {
            let begun = asked.iter().filter(|of| is_begun(git.root(), of).unwrap_or(false));
            hindrances.extend(of_resumption(&under_way, &asked, request));
            begun.map(|of| Step::resumed(of, &tags)).collect()
        } else {
            let steps = asked.iter().map(|of| Step::new(git.root(), of, request, &tags));
            steps.collect::<Result<_>>()?
        };
        if !is_under_way {
            hindrances.extend(steps.iter().flat_map(|step| of_step(step, &steps, &tags)));
        }
        let mut notes: Vec<String> = steps.iter().flat_map(|step| notes(step, &steps, &crates)).collect();
        notes.extend(note_of_first_releases(&steps, request));
        Ok(Self { steps, is_under_way, notes, hindrances })
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.is_under_way
    }

    pub(super) fn hindrances(&self) -> &[String] {
        &self.hindrances
    }

    pub(super) fn hindered_by(&mut self, hindrance: String) {
        self.hindrances.push(hindrance);
    }

    /// Whether any crate has to be compared with its last release.
    pub(super) fn is_compared(&self) -> bool {
        self.steps.iter().any(|step| step.compared_with().is_some())
    }

    /// The command line that shows the others what was released.
    pub(super) fn push(&self) -> String {
        let tags: Vec<String> = self.steps.iter().map(Step::tag).collect();
        format!("git push origin {BRANCH} {}", tags.join(" "))
    }

    /// The title of the commit.
    pub(super) fn message(&self) -> String {
        let released: Vec<_> = self.steps.iter().map(|step| format!("{} {}", step.name(), step.next)).collect();
        format!("Release {}", released.join(", "))
    }

    /// Every file that has to change, with its new text.
    pub(super) fn changes(&self, root: &Path, today: Date) -> Result<Vec<(String, String)>> {
        let mut changes = Vec::new();
        let mut workspace = read(root, WORKSPACE)?;
        for step in &self.steps {
            let name = step.name();
            let (manifest, log) = (step.of.file("Cargo.toml"), step.of.file("CHANGELOG.md"));
            let text = manifests::with_version(&read(root, &manifest)?, &step.next);
            changes.push((manifest.clone(), text.with_context(|| manifest)?));
            let text = changelog::dated(&read(root, &log)?, &step.next, today);
            changes.push((log.clone(), text.with_context(|| log)?));
            workspace = manifests::with_requirement(&workspace, name, &step.next).context(WORKSPACE)?;
        }
        changes.push((String::from(WORKSPACE), workspace));
        Ok(changes)
    }
}

impl Step {
    fn new(root: &Path, of: &Crate, request: &Request, tags: &[String]) -> Result<Self> {
        let next = request.next.after(&of.version);
        let waiting = changelog::waiting(&read(root, &of.file("CHANGELOG.md"))?);
        let is_tagged = tags.contains(&of.tag(&next));
        Ok(Self { next, last: of.last_release(tags), waiting, is_tagged, of: of.clone() })
    }

    fn resumed(of: &Crate, tags: &[String]) -> Self {
        let is_tagged = tags.contains(&of.tag(&of.version));
        let last = of.last_release(tags).filter(|last| *last < of.version);
        Self { next: of.version.clone(), last, waiting: 0, is_tagged, of: of.clone() }
    }

    pub(super) fn name(&self) -> &str {
        &self.of.name
    }

    pub(super) fn next(&self) -> &Version {
        &self.next
    }

    pub(super) fn tag(&self) -> String {
        self.of.tag(&self.next)
    }

    pub(super) fn is_tagged(&self) -> bool {
        self.is_tagged
    }

    fn change(&self) -> Option<Change> {
        Some(Change::between(self.last.as_ref()?, &self.next))
    }

    /// Every feature but the system's TLS, which not every machine can build, and which shows in no signature.
    pub(super) fn compared_features(&self) -> String {
        let features = self.of.features.iter().filter(|feature| *feature != AllFeatures::NATIVE_TLS);
        let features = features.map(String::as_str).collect::<Vec<_>>().join(",");
        if features.is_empty() { String::new() } else { format!(" --only-explicit-features --features {features}") }
    }

    /// The tag to compare with, and how much may have changed since. Nothing if everything may.
    pub(super) fn compared_with(&self) -> Option<(String, Change)> {
        let change = self.change().filter(|change| *change != Change::Breaking && !self.is_tagged)?;
        Some((self.of.tag(self.last.as_ref()?), change))
    }
}

impl Crate {
    fn file(&self, name: &str) -> String {
        format!("{}/{name}", self.directory)
    }

    fn tag(&self, version: &Version) -> String {
        format!("{}-v{version}", self.name)
    }

    fn last_release(&self, tags: &[String]) -> Option<Version> {
        let prefix = format!("{}-v", self.name);
        tags.iter().filter_map(|tag| tag.strip_prefix(&prefix)?.parse().ok()).max()
    }
}

fn read(root: &Path, path: &str) -> Result<String> {
    fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"))
}

/// The crates asked for, in the order of `crates`.
fn asked(crates: &[Crate], names: &[String]) -> Result<Vec<Crate>> {
    if let Some(unknown) = names.iter().find(|name| crates.iter().all(|of| of.name != **name)) {
        let known: Vec<&str> = crates.iter().map(|of| of.name.as_str()).collect();
        bail!("no crate is called {unknown}; there are: {}", known.join(", "));
    }
    Ok(crates.iter().filter(|of| names.is_empty() || names.contains(&of.name)).cloned().collect())
}

/// Whether the version in the manifest has its section in the changelog: then it is released, or about to be.
fn is_begun(root: &Path, of: &Crate) -> Result<bool> {
    Ok(changelog::is_dated(&read(root, &of.file("CHANGELOG.md"))?, &of.version))
}

/// The crates whose release was begun and not finished.
fn under_way(root: &Path, crates: &[Crate], tags: &[String]) -> Result<Vec<Crate>> {
    let mut under_way = Vec::new();
    for of in crates {
        if is_begun(root, of)? && !tags.contains(&of.tag(&of.version)) {
            under_way.push(of.clone());
        }
    }
    Ok(under_way)
}

fn of_repository(git: &Git) -> Result<Vec<String>> {
    let mut hindrances = Vec::new();
    match git.branch()? {
        Some(branch) if branch == BRANCH => {}
        Some(branch) => hindrances.push(format!("this is the branch {branch}; releases are made on {BRANCH}")),
        None => hindrances.push(format!("no branch is checked out; releases are made on {BRANCH}")),
    }
    let changed = git.changed_files()?;
    if !changed.is_empty() {
        hindrances.push(format!("there are changes that are not committed: {}", changed.join(", ")));
    }
    Ok(hindrances)
}

/// A release that was begun is finished before another one begins, and as what it was begun.
fn of_resumption(under_way: &[Crate], asked: &[Crate], request: &Request) -> Vec<String> {
    let mut hindrances = Vec::new();
    for of in under_way {
        let begun = format!("the release of {} {} was begun and is not finished", of.name, of.version);
        if !asked.contains(of) {
            hindrances.push(format!("{begun}: finish it first, or together with the others"));
        } else if matches!(&request.next, super::Next::Exactly(version) if *version != of.version) {
            hindrances.push(format!("{begun}: finish that version first"));
        }
    }
    hindrances
}

fn of_step(step: &Step, steps: &[Step], tags: &[String]) -> Vec<String> {
    let Step { of, next, .. } = step;
    let Crate { name, version, .. } = of;
    let mut hindrances = Vec::new();
    if step.is_tagged {
        hindrances.push(format!("{name} {next} was released already: the tag {} exists", step.tag()));
    } else if let Some(last) = step.last.as_ref().filter(|last| next <= last) {
        hindrances.push(format!("{name} {next} would come before {last}, which was released"));
    } else if next < version {
        hindrances.push(format!("{name} {next} would come before {version}, which its manifest has"));
    }
    if step.waiting == 0 {
        let log = of.file("CHANGELOG.md");
        hindrances.push(format!("{name} has nothing under `Unreleased` in {log}: write it down, or leave {name} out"));
    }
    let released = |need: &str| steps.iter().find(|other| other.name() == need);
    for need in &of.needs {
        let was_released = tags.iter().any(|tag| tag.starts_with(&format!("{need}-v")));
        if released(need).is_none() && !was_released {
            hindrances.push(format!("{name} needs {need}, which was never released: release both"));
        }
    }
    for need in &of.hands_on {
        let breaks = released(need).is_some_and(|other| other.change() == Some(Change::Breaking));
        if breaks && step.change().is_some_and(|change| change != Change::Breaking) {
            let why = format!("{name} {next} hands on types of {need}, whose next version is a breaking one");
            hindrances.push(format!("{why}: {name} needs a breaking one too"));
        }
    }
    hindrances
}

fn notes(step: &Step, steps: &[Step], crates: &[Crate]) -> Vec<String> {
    let Step { of, next, .. } = step;
    let mut notes = Vec::new();
    if step.change() == Some(Change::Breaking) {
        let others = crates.iter().filter(|other| steps.iter().all(|step| step.of != **other));
        for other in others.filter(|other| other.needs.contains(&of.name)) {
            notes.push(format!("{} is not released now; its next release needs {} {next}", other.name, of.name));
        }
    }
    notes
}

fn note_of_first_releases(steps: &[Step], request: &Request) -> Option<String> {
    let first: Vec<&Step> = steps.iter().filter(|step| step.last.is_none() && step.next != step.of.version).collect();
    let version = &first.first()?.of.version;
    let names = first.iter().map(|step| step.name()).collect::<Vec<_>>().join(", ");
    let as_it_stands = format!("to release what the manifests have, say {version} in place of {}", request.next);
    Some(format!("no tag here says that these were ever released (git fetch --tags): {names}; if so, {as_it_stands}"))
}

impl Display for Plan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let title = if self.is_under_way { "A release that was begun:" } else { "Release plan:" };
        writeln!(f, "{title}\n")?;
        let row = |f: &mut Formatter<'_>, [name, last, now, next, kind, state]: [&str; 6]| {
            writeln!(f, "  {name:<16}{last:<14}{now:<12}{next:<12}{kind:<15}{state}")
        };
        row(f, ["crate", "last release", "manifest", "next", "kind", "in its changelog"])?;
        for step in &self.steps {
            let last = step.last.as_ref().map_or_else(|| String::from("none"), Version::to_string);
            let kind = step.change().map_or_else(|| String::from("first release"), |change| change.to_string());
            let state = match (self.is_under_way, step.is_tagged) {
                (true, true) => String::from("dated; it is published"),
                (true, false) => String::from("dated; it is not tagged yet"),
                (false, _) if step.waiting == 1 => String::from("1 change"),
                (false, _) => format!("{} changes", step.waiting),
            };
            let (now, next) = (step.of.version.to_string(), step.next.to_string());
            row(f, [step.name(), &last, &now, &next, &kind, &state])?;
        }
        for note in &self.notes {
            writeln!(f, "\n  Note: {note}.")?;
        }
        writeln!(f, "\nIn this order:\n")?;
        self.doings().iter().zip(1..).try_for_each(|(doing, number)| writeln!(f, "  {number}. {doing}"))
    }
}

impl Plan {
    fn doings(&self) -> Vec<String> {
        let compared = self.steps.iter().filter_map(|step| {
            let (tag, change) = step.compared_with()?;
            Some(format!("look for changes of {} since {tag} that {}", step.name(), change.forbidden()?))
        });
        let left = || self.steps.iter().filter(|step| !step.is_tagged);
        let list = |names: Vec<String>| names.join(", ");

        let mut doings = Vec::new();
        if self.is_under_way {
            doings.push(String::from("test and pack once more, unless this very tree was checked"));
        } else {
            doings.extend(compared);
            doings.push(String::from("cargo xtask test"));
            let required = self.steps.iter().map(|step| format!("{} {}", step.name(), step.next)).collect();
            doings.push(format!(
                "write the versions, and what the crates here require of each other: {}",
                list(required)
            ));
            doings.push(String::from("move `Unreleased` of each CHANGELOG.md into a dated section"));
            doings.push(String::from("pack each crate, look into its archive, and build and test it from there"));
            doings.push(format!("commit: {}", self.message()));
        }
        let packages = left().map(|step| step.name().to_owned()).collect();
        doings.push(format!("publish, after a dry run of all, one after another, for good: {}", list(packages)));
        doings.push(format!("tag each as soon as it is published: {}", list(left().map(Step::tag).collect())));
        doings.push(format!("left to you: {}", self.push()));
        doings
    }
}
