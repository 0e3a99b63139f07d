//! Releases of throw-away workspaces: git is real, and cargo is written down.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use jiff::civil::date;
use tempfile::TempDir;

use super::*;

/// A workspace of three crates: `core`, `client` on top of it, and the program `tool` on top of both.
struct Trial {
    directory: TempDir,
    /// The lines that cargo was started with.
    lines: RefCell<Vec<String>>,
    /// What the line that fails begins with.
    failing: Cell<&'static str>,
    /// What the registry has, each as `name@version`.
    published: RefCell<BTreeSet<String>>,
}

const CRATES: [(&str, &str, &str); 3] = [
    ("core", "src/lib.rs", ""),
    ("client", "src/lib.rs", "core.workspace = true\n"),
    ("tool", "src/main.rs", "client.workspace = true\ncore.workspace = true\n"),
];

impl Trial {
    fn new() -> Self {
        let trial = Self {
            directory: TempDir::new().unwrap(),
            lines: RefCell::default(),
            failing: Cell::new("nothing"),
            published: RefCell::default(),
        };
        let dependency = |name: &str| format!("{name} = {{ path = \"crates/{name}\", version = \"0.1.0\" }}\n");
        let ours: String = ["core", "client"].map(dependency).concat();
        let head = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\n[workspace.dependencies]\n";
        trial.write("Cargo.toml", &format!("{head}{ours}"));
        trial.write("Cargo.lock", "version = 4\n");
        for (name, source, dependencies) in CRATES {
            let package = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
            let features =
                if name == "client" { "\n[features]\nnative-tls = []\ntesting = []\n_ours = []\n" } else { "" };
            let manifest = format!("{package}{features}\n[dependencies]\n{dependencies}");
            trial.write(&format!("crates/{name}/Cargo.toml"), &manifest);
            trial.write(&format!("crates/{name}/{source}"), "fn main() {}\n");
            trial.write(&format!("crates/{name}/CHANGELOG.md"), "# Changelog\n\n## Unreleased\n");
            trial.wants_release(name);
        }
        trial.git("init --quiet --initial-branch main");
        for setting in ["user.name Tester", "user.email tester@casa-aurora.example", "commit.gpgsign false"] {
            trial.git(&format!("config {setting}"));
        }
        trial.commit();
        trial
    }

    fn root(&self) -> &Path {
        self.directory.path()
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn git(&self, line: &str) -> String {
        let output = Command::new("git").current_dir(self.root()).args(line.split_whitespace()).output().unwrap();
        assert!(output.status.success(), "git {line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn commit(&self) {
        self.git("add --all");
        self.git("commit --quiet --message Work");
    }

    /// Writes into the crate's changelog what a release needs.
    fn wants_release(&self, name: &str) {
        let path = format!("crates/{name}/CHANGELOG.md");
        let changelog = self.read(&path).replacen("## Unreleased\n", "## Unreleased\n\n- Something new.\n", 1);
        self.write(&path, &changelog);
    }

    fn version(&self, name: &str) -> String {
        let manifest = self.read(&format!("crates/{name}/Cargo.toml"));
        let line = manifest.lines().find_map(|line| line.strip_prefix("version = "));
        line.unwrap().trim_matches('"').to_owned()
    }

    fn tags(&self) -> Vec<String> {
        self.git("tag --list").lines().map(String::from).collect()
    }

    /// What a release that is refused must not have changed.
    fn state(&self) -> (String, Vec<String>, String) {
        (self.git("rev-parse HEAD"), self.tags(), self.git("status --porcelain"))
    }

    fn cargo(&self, line: &str) -> Result<()> {
        self.lines.borrow_mut().push(line.to_owned());
        ensure!(!line.starts_with(self.failing.get()), "cargo ended with exit status: 101");
        if let Some(asked) = line.strip_prefix("info --quiet --registry crates-io ") {
            ensure!(self.published.borrow().contains(asked), "could not find {asked}");
        }
        if let Some(name) = line.strip_prefix("publish --locked --no-verify -p ") {
            let is_new = self.published.borrow_mut().insert(format!("{name}@{}", self.version(name)));
            assert!(is_new, "{name} is published twice");
        }
        Ok(())
    }

    /// Runs `cargo xtask release` with these words. Gives the lines that cargo was started with.
    fn release(&self, words: &str) -> Result<Vec<String>> {
        let words: Vec<String> = words.split_whitespace().map(String::from).collect();
        self.lines.borrow_mut().clear();
        release(self.root(), &Request::read(&words)?, &|line| self.cargo(line), date(2026, 11, 26))?;
        Ok(self.lines.take())
    }

    /// The reason why this is refused; nothing may have changed.
    fn refusal(&self, words: &str) -> String {
        let before = self.state();
        let error = format!("{:#}", self.release(words).unwrap_err());
        assert_eq!(self.state(), before, "{error}");
        error
    }

    /// A workspace whose crates are all released as 0.1.0.
    fn released() -> Self {
        let trial = Self::new();
        trial.release("all 0.1.0 --execute").unwrap();
        trial
    }
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(String::from).collect()
}

#[test]
fn what_is_asked_for_is_read() {
    let read = |line: &str| Request::read(&words(line));
    let request = Request { crates: words("core tool"), next: Next::Minor, execute: true };
    assert_eq!(read("core tool minor --execute").unwrap(), request);
    assert_eq!(read("--execute core tool minor").unwrap(), request);
    assert_eq!(read("all 1.0.0").unwrap().to_do_it(), "cargo xtask release all 1.0.0 --execute");
    for line in ["", "all", "minor", "all core minor", "all minor --force", "all sometime"] {
        assert!(read(line).is_err(), "{line}");
    }
}

#[test]
fn a_plan_changes_nothing_and_starts_nothing() {
    let trial = Trial::new();
    let before = trial.state();
    assert_eq!(trial.release("all minor").unwrap(), [""; 0]);
    assert_eq!(trial.state(), before);
}

#[test]
fn a_plan_says_what_is_released_from_what_to_what_and_in_which_order() {
    let trial = Trial::released();
    trial.wants_release("client");
    trial.wants_release("tool");
    trial.commit();
    let request = Request::read(&words("client tool patch")).unwrap();
    let plan = Plan::make(&Git::of(trial.root()), &request).unwrap().to_string();
    for expected in [
        "  client          0.1.0         0.1.0       0.1.1       compatible     1 change\n",
        "look for changes of client since client-v0.1.0 that break who uses it\n",
        "commit: Release client 0.1.1, tool 0.1.1\n",
        "one after another, for good: client, tool\n",
        "tag each as soon as it is published: client-v0.1.1, tool-v0.1.1\n",
        "left to you: git push origin main client-v0.1.1 tool-v0.1.1\n",
    ] {
        assert!(plan.contains(expected), "{expected}{plan}");
    }
    assert!(!plan.contains("  core "), "{plan}");
}

#[test]
fn a_plan_notes_what_may_not_have_been_meant() {
    let plan = |trial: &Trial, line: &str| {
        Plan::make(&Git::of(trial.root()), &Request::read(&words(line)).unwrap()).unwrap().to_string()
    };
    let trial = Trial::new();
    let note = "no tag here says that these were ever released (git fetch --tags): core, client, tool; \
                if so, to release what the manifests have, say 0.1.0 in place of minor";
    assert!(plan(&trial, "all minor").contains(note), "{}", plan(&trial, "all minor"));
    assert!(!plan(&trial, "all 0.1.0").contains("Note:"), "it is what the manifests have");

    let trial = Trial::released();
    trial.wants_release("core");
    trial.commit();
    let breaking = plan(&trial, "core minor");
    for name in ["client", "tool"] {
        let note = format!("{name} is not released now; its next release needs core 0.2.0");
        assert!(breaking.contains(&note), "{breaking}");
    }
    assert!(!plan(&trial, "core patch").contains("Note:"), "nobody is left behind");
}

#[test]
fn a_release_checks_writes_commits_publishes_and_tags() {
    let trial = Trial::new();
    let lines = trial.release("all minor --execute").unwrap();
    let expected = [
        "xtask test",
        "update --workspace --offline",
        "xtask package --allow-dirty core client tool",
        "publish --locked --no-verify --dry-run -p core -p client -p tool",
        "publish --locked --no-verify -p core",
        "publish --locked --no-verify -p client",
        "publish --locked --no-verify -p tool",
    ];
    assert_eq!(lines, expected);
    assert_eq!(trial.tags(), ["client-v0.2.0", "core-v0.2.0", "tool-v0.2.0"]);
    assert_eq!(trial.git("log -1 --format=%s"), "Release core 0.2.0, client 0.2.0, tool 0.2.0");
    assert_eq!(trial.git("status --porcelain"), "");
    assert_eq!(trial.git("show tool-v0.2.0:crates/tool/CHANGELOG.md"), trial.read("crates/tool/CHANGELOG.md").trim());
    let dated = "## Unreleased\n\n## 0.2.0 - 2026-11-26\n\n- Something new.\n";
    for (name, ..) in CRATES {
        assert_eq!(trial.version(name), "0.2.0");
        assert!(trial.read(&format!("crates/{name}/CHANGELOG.md")).ends_with(dated), "{name}");
    }
    assert_eq!(trial.read("Cargo.toml").matches("version = \"0.2.0\"").count(), 2);
}

#[test]
fn one_crate_is_released_alone_and_the_others_require_its_new_version() {
    let trial = Trial::released();
    trial.wants_release("core");
    trial.commit();
    trial.release("core patch --execute").unwrap();
    assert_eq!((trial.version("core"), trial.version("client")), (String::from("0.1.1"), String::from("0.1.0")));
    assert!(trial.read("Cargo.toml").contains("core = { path = \"crates/core\", version = \"0.1.1\" }"));
    assert!(trial.tags().contains(&String::from("core-v0.1.1")));
}

#[test]
fn a_dirty_tree_is_refused_with_its_files() {
    let trial = Trial::new();
    trial.write("crates/core/src/lib.rs", "// changed\n");
    assert!(trial.refusal("all minor --execute").contains("not committed: crates/core/src/lib.rs"));
    trial.git("checkout --quiet .");
    trial.write("untracked.txt", "");
    assert!(trial.refusal("all minor").contains("not committed: untracked.txt"));
    assert_eq!(*trial.lines.borrow(), [""; 0]);
}

#[test]
fn another_branch_and_no_branch_are_refused() {
    let trial = Trial::new();
    trial.git("checkout --quiet -b feature");
    assert!(trial.refusal("all minor --execute").contains("this is the branch feature; releases are made on main"));
    trial.git("checkout --quiet --detach");
    assert!(trial.refusal("all minor --execute").contains("no branch is checked out"));
    assert_eq!(*trial.lines.borrow(), [""; 0]);
}

#[test]
fn failing_tests_are_refused() {
    let trial = Trial::new();
    trial.failing.set("xtask test");
    assert!(trial.refusal("all minor --execute").contains("the workspace's own tests fail"));
}

#[test]
fn a_changelog_without_entries_is_refused() {
    let trial = Trial::new();
    trial.write("crates/client/CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n### Added\n");
    trial.commit();
    let error = trial.refusal("all minor --execute");
    assert!(error.contains("client has nothing under `Unreleased` in crates/client/CHANGELOG.md"), "{error}");
    assert_eq!(error.matches("nothing under").count(), 1, "{error}");
    assert_eq!(*trial.lines.borrow(), [""; 0]);
}

#[test]
fn a_version_that_is_tagged_or_older_is_refused() {
    let trial = Trial::released();
    trial.git("tag core-v0.1.1");
    for (name, ..) in CRATES {
        trial.wants_release(name);
    }
    trial.commit();
    let error = trial.refusal("core patch --execute");
    assert!(error.contains("core 0.1.1 was released already: the tag core-v0.1.1 exists"), "{error}");
    let error = trial.refusal("client 0.0.9 --execute");
    assert!(error.contains("client 0.0.9 would come before 0.1.0, which was released"), "{error}");
}

#[test]
fn a_breaking_change_under_a_version_that_does_not_say_so_is_refused() {
    let trial = Trial::released();
    for (name, ..) in CRATES {
        trial.wants_release(name);
    }
    trial.commit();
    trial.failing.set("semver-checks --package client");
    let error = trial.refusal("all patch --execute");
    assert!(error.contains("client 0.1.1 would break who uses client-v0.1.0, without saying so"), "{error}");
    let compared = "semver-checks --package client --baseline-rev client-v0.1.0 --release-type minor \
                    --only-explicit-features --features testing";
    assert!(trial.lines.borrow().iter().any(|line| line == compared), "{:?}", trial.lines.borrow());

    // 0.2.0 says so: nothing is compared.
    let lines = trial.release("all minor --execute").unwrap();
    assert!(lines.iter().all(|line| !line.starts_with("semver-checks")), "{lines:?}");
}

#[test]
fn without_cargo_semver_checks_the_command_that_installs_it_is_named() {
    let trial = Trial::released();
    trial.wants_release("core");
    trial.commit();
    trial.failing.set("semver-checks");
    let error = trial.refusal("core patch --execute");
    assert!(error.contains("not installed; to install it: cargo install --locked cargo-semver-checks"), "{error}");
    trial.release("core minor --execute").unwrap();
}

#[test]
fn types_that_are_handed_on_break_together() {
    let trial = Trial::released();
    for (name, ..) in CRATES {
        trial.wants_release(name);
    }
    trial.commit();
    // As if somebody had raised core by hand: its next version breaks, the client's does not.
    trial.git("tag client-v0.2.0");
    trial.write("crates/client/Cargo.toml", &trial.read("crates/client/Cargo.toml").replace("0.1.0", "0.2.0"));
    trial.write(
        "Cargo.toml",
        &trial.read("Cargo.toml").replace("client\", version = \"0.1.0", "client\", version = \"0.2.0"),
    );
    trial.commit();
    let error = trial.refusal("core client 0.2.1 --execute");
    assert!(error.contains("client 0.2.1 hands on types of core, whose next version is a breaking one"), "{error}");
}

#[test]
fn a_crate_that_needs_one_that_nobody_can_get_is_refused() {
    let trial = Trial::new();
    let error = trial.refusal("client minor --execute");
    assert!(error.contains("client needs core, which was never released: release both"), "{error}");
}

#[test]
fn packages_that_do_not_hold_leave_everything_as_it_was() {
    let trial = Trial::new();
    trial.failing.set("xtask package");
    let error = trial.refusal("all minor --execute");
    assert!(error.contains("nothing was released; the files are as they were"), "{error}");
}

#[test]
fn a_commit_that_fails_leaves_everything_as_it_was() {
    let trial = Trial::new();
    trial.git("config commit.gpgsign true");
    trial.git("config gpg.program no-such-program");
    let error = trial.refusal("all minor --execute");
    assert!(error.contains("nothing was released; the files are as they were"), "{error}");
    assert_eq!(trial.lines.borrow().iter().filter(|line| line.starts_with("publish")).count(), 0);
}

#[test]
fn after_a_failure_half_way_a_second_run_goes_on_where_it_stopped() {
    let trial = Trial::new();
    trial.failing.set("publish --locked --no-verify -p client");
    let error = format!("{:#}", trial.release("all minor --execute").unwrap_err());
    assert!(error.contains("client 0.2.0 was not published"), "{error}");
    assert!(error.contains("To go on from there: cargo xtask release all minor --execute"), "{error}");
    assert_eq!(trial.tags(), ["core-v0.2.0"]);
    let commit = trial.git("rev-parse HEAD");

    // A look at what is left changes nothing.
    let before = trial.state();
    trial.release("all minor").unwrap();
    assert_eq!(trial.state(), before);

    trial.failing.set("nothing");
    let expected = [
        "info --quiet --registry crates-io client@0.2.0",
        "info --quiet --registry crates-io tool@0.2.0",
        "publish --locked --no-verify --dry-run -p client -p tool",
        "publish --locked --no-verify -p client",
        "publish --locked --no-verify -p tool",
    ];
    assert_eq!(trial.release("all minor --execute").unwrap(), expected);
    assert_eq!(trial.tags(), ["client-v0.2.0", "core-v0.2.0", "tool-v0.2.0"]);
    assert_eq!(trial.git("rev-parse HEAD"), commit, "the versions are raised once");
}

#[test]
fn what_was_published_but_not_tagged_is_tagged_and_not_published_again() {
    let trial = Trial::new();
    trial.failing.set("publish --locked --no-verify -p client");
    trial.release("all minor --execute").unwrap_err();
    trial.published.borrow_mut().insert(String::from("client@0.2.0"));

    trial.failing.set("nothing");
    let lines = trial.release("all minor --execute").unwrap();
    assert!(lines.iter().all(|line| !line.ends_with("-p client")), "{lines:?}");
    assert_eq!(trial.tags(), ["client-v0.2.0", "core-v0.2.0", "tool-v0.2.0"]);
}

#[test]
fn what_was_mended_since_is_checked_again() {
    let trial = Trial::new();
    trial.failing.set("publish --locked --no-verify --dry-run");
    trial.release("all minor --execute").unwrap_err();
    trial.write("crates/core/src/lib.rs", "// mended\n");
    trial.commit();

    trial.failing.set("xtask package core");
    assert!(trial.refusal("all minor --execute").contains("the packages do not hold"));
    trial.failing.set("nothing");
    let lines = trial.release("all minor --execute").unwrap();
    assert_eq!(lines[..2], ["xtask test", "xtask package core client tool"]);
    assert_eq!(trial.tags(), ["client-v0.2.0", "core-v0.2.0", "tool-v0.2.0"]);
}

#[test]
fn a_release_that_was_begun_is_finished_before_another() {
    let trial = Trial::new();
    trial.failing.set("publish --locked --no-verify -p client");
    trial.release("all minor --execute").unwrap_err();
    trial.failing.set("nothing");
    let error = trial.refusal("core minor --execute");
    assert!(error.contains("the release of client 0.2.0 was begun and is not finished: finish it first"), "{error}");
    assert!(trial.refusal("all 0.3.0 --execute").contains("finish that version first"));
}

#[test]
fn after_a_release_the_next_one_begins() {
    let trial = Trial::released();
    assert!(trial.refusal("all patch --execute").contains("core has nothing under `Unreleased`"));
    for (name, ..) in CRATES {
        trial.wants_release(name);
    }
    trial.commit();
    trial.release("all patch --execute").unwrap();
    assert_eq!(trial.version("tool"), "0.1.1");
    assert!(
        trial.read("crates/tool/CHANGELOG.md").contains("## 0.1.1 - 2026-11-26\n\n- Something new.\n\n## 0.1.0 - ")
    );
}

#[test]
fn an_unknown_crate_is_refused_with_the_known_ones() {
    assert_eq!(Trial::new().refusal("cor minor"), "no crate is called cor; there are: core, client, tool");
}
