//! `cargo xtask test`: everything that must hold, in steps, cheapest first.
//!
//! A cold run takes minutes, most of them for other people's crates. So the steps share few sets of features: the C
//! code of the TLS library is built twice, once for the lints and once for the tests.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};

use crate::workspace::{self, Member};
use crate::{consumers, contracts, deps, features, public_api, tidy};

/// Runs the steps called `names`, or all if there are none, up to the first that fails.
pub(crate) fn run(names: &[String]) -> Result<()> {
    let features = AllFeatures::of_this_machine(&workspace::members()?);
    let mut steps = all_steps(&features);
    let (with_browser, names) = without_flag(names);
    if with_browser {
        steps.extend([browser_step(), packet_step()]);
    }
    let steps = select(steps, &names)?;
    install_components()?;
    println!("{features}");

    let report = Report::of(&steps);
    println!("\n{report}");
    if names.is_empty() {
        println!("Left out, since they compile everything anew: cargo xtask test {}", BY_NAME.join(" "));
    }
    report.verdict()
}

/// The steps that take minutes of their own. They run when they are named.
const BY_NAME: [&str; 2] = ["features", "minimal-versions"];

/// One thing that must hold.
struct Step {
    /// What people call it on the command line.
    name: String,
    /// What it does, as a person would type it.
    shown: String,
    run: Box<dyn Fn() -> Result<Outcome>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    /// Could not be checked here, with the reason and the remedy.
    Skipped(&'static str),
}

fn all_steps(all_features: &AllFeatures) -> Vec<Step> {
    let all = all_features.flag();
    let mut steps = Vec::new();
    let mut step = |name: &str, line: &str| steps.push(command(name, line));

    step("format", "cargo fmt --all --check");

    let clippy = "cargo clippy --locked";
    let (every, deny) = ("--workspace --all-targets", "-- -D warnings");
    step("clippy-default", &format!("{clippy} {every} {deny}"));
    step("clippy-none", &format!("{clippy} {every} --no-default-features {deny}"));
    // The tool needs a transport, so in the workspace as a whole no crate is ever without one.
    for name in alone() {
        let line = format!("{clippy} -p {name} --lib --no-default-features {deny}");
        step(&format!("clippy-none-{name}"), &line);
    }
    step("clippy-all", &format!("{clippy} {every} {all} {deny}"));

    // Tests run the examples as programs; `cargo test --examples` would make test harnesses of them.
    step("examples", &format!("cargo build --locked --workspace --examples {all}"));
    // Not --all-targets: benchmarks measure, they don't test.
    let kinds = "--lib --bins --tests";
    // Most of the tests' time is spent waiting for sockets and rate limits: more of them than there are cores.
    step("tests", &format!("RUST_TEST_THREADS=6 cargo test --locked --workspace {kinds} {all}"));
    // What runs in a browser is not among `--all-targets`.
    step("clippy-browser", &format!("{clippy} -p acesso --test browser {deny}"));
    step("doc-tests", &format!("cargo test --locked --workspace --doc {all}"));
    let doc = "RUSTDOCFLAGS=-Dwarnings cargo doc --locked";
    step("docs", &format!("{doc} --workspace --no-deps {all}"));

    for verb in ["build", "test"] {
        for name in alone() {
            step(&format!("{verb}-{name}"), &format!("cargo {verb} --locked -p {name}"));
        }
    }

    let consumers = "programs that use one crate alone: built, run against the sandbox, counted";
    steps.push(check("consumers", consumers, consumers::check));
    steps.push(check("rules", "who depends on whom, as xtask/src/deps.rs and arrows.rs allow", deps::check));
    steps.push(check("tidy", "files and manifests, as xtask/src/tidy.rs wants", tidy::check));
    steps.push(check("contracts", "each vendor's operations.rs is what its contract says", contracts::check));
    steps.push(deny_step());
    steps.push(advisories_step());

    let api = "the libraries' public API is what api/ says, and shows no type that it may not";
    steps.push(optional("public-api", api, public_api::check));
    steps.push(optional("features", "each feature of each crate alone", features::each));
    let oldest = "the oldest versions that the manifests allow";
    steps.push(optional("minimal-versions", oldest, features::minimal_versions));
    steps
}

/// The crates that people add to their own programs.
fn alone() -> impl Iterator<Item = &'static str> {
    [deps::CORE].into_iter().chain(deps::VENDORS)
}

/// A step that runs `line`: variables, `cargo` and arguments, none of them with a space inside.
fn command(name: &str, line: &str) -> Step {
    let shown = line.to_owned();
    let line = line.to_owned();
    let run = Box::new(move || {
        let (variables, arguments) = line.split_once("cargo ").unwrap_or(("", &line));
        let variables = variables.split_whitespace().filter_map(|word| word.split_once('='));
        let mut cargo = workspace::cargo();
        workspace::succeed(cargo.envs(variables).args(arguments.split_whitespace()))?;
        Ok(Outcome::Passed)
    });
    Step { name: name.to_owned(), shown, run }
}

fn check(name: &str, shown: &str, check: fn() -> Result<()>) -> Step {
    let run = Box::new(move || check().map(|()| Outcome::Passed));
    Step { name: name.to_owned(), shown: shown.to_owned(), run }
}

/// A check that not every machine has the tools for.
fn optional(name: &str, shown: &str, check: fn() -> Result<Outcome>) -> Step {
    Step { name: name.to_owned(), shown: shown.to_owned(), run: Box::new(check) }
}

/// Licences, bans and origins, as `deny.toml` has them.
fn deny_step() -> Step {
    let check = command("deny", "cargo deny --locked check licenses bans sources");
    let run = Box::new(move || if has_deny() { (check.run)() } else { Ok(NO_DENY) });
    Step { run, ..check }
}

/// Known holes in other people's crates. The database is fetched: without a network there is none, and that is no failure.
fn advisories_step() -> Step {
    let check = command("advisories", "cargo deny --locked --offline check advisories");
    let run = Box::new(move || {
        if !has_deny() {
            Ok(NO_DENY)
        } else if workspace::works(workspace::cargo().args(["deny", "--locked", "fetch", "db"])) {
            (check.run)()
        } else {
            Ok(Outcome::Skipped(
                "the database of advisories can't be reached; run `cargo xtask test advisories` online",
            ))
        }
    });
    Step { run, ..check }
}

const NO_DENY: Outcome = Outcome::Skipped("cargo-deny is not installed (cargo install cargo-deny --locked)");

fn has_deny() -> bool {
    workspace::works(workspace::cargo().args(["deny", "--version"]))
}

/// Whether `--browser` is among the arguments, and the others: the names of steps.
fn without_flag(arguments: &[String]) -> (bool, Vec<String>) {
    let (flags, names): (Vec<_>, Vec<_>) = arguments.iter().cloned().partition(|argument| argument == "--browser");
    (!flags.is_empty(), names)
}

/// Whether a program can be started.
fn is_there(program: &str, version: &str) -> bool {
    workspace::works(Command::new(program).arg(version))
}

const NO_BROWSER: Outcome = Outcome::Skipped("there is no browser (on Debian: apt-get install chromium)");

/// The report in a real browser, where there is one.
fn browser_step() -> Step {
    let check = command("browser", "cargo test --locked -p acesso --test browser -- --skip packets");
    let run = Box::new(move || {
        if !is_there("chromium", "--version") {
            return Ok(NO_BROWSER);
        }
        if !is_there("pdftotext", "-v") {
            return Ok(Outcome::Skipped("nothing reads what is printed (on Debian: apt-get install poppler-utils)"));
        }
        (check.run)()
    });
    Step { run, ..check }
}

/// The page of a packet in a real browser, decided in by mouse and by keyboard.
fn packet_step() -> Step {
    let build = command("browser-packet", "cargo build --locked -p acesso-forms --example packet");
    let decide = command("browser-packet", "cargo test --locked -p acesso --test browser -- packets");
    let shown = format!("{}, node for each of {PACKET_TESTS}/*.mjs, {}", build.shown, decide.shown);
    let run = Box::new(move || {
        if !is_there("chromium", "--version") {
            return Ok(NO_BROWSER);
        }
        if !is_there("node", "--version") {
            return Ok(Outcome::Skipped("nothing runs JavaScript (on Debian: apt-get install nodejs)"));
        }
        let modules = "require.resolve('playwright-core'); require.resolve('axe-core')";
        if !workspace::works(Command::new("node").args(["--eval", modules])) {
            return Ok(Outcome::Skipped(
                "node finds no playwright-core or no axe-core: in a folder of your own, `npm install playwright-core \
                 axe-core`, and set NODE_PATH to its node_modules",
            ));
        }
        (build.run)()?;
        let packet = workspace::target_directory()?.join("debug/examples/packet");
        for test in packet_tests()? {
            workspace::succeed(Command::new("node").arg(test).env("PACKET", &packet))?;
        }
        (decide.run)()
    });
    Step { name: "browser-packet".to_owned(), shown, run }
}

/// Where the packet's tests in a browser are.
const PACKET_TESTS: &str = "crates/forms/tests/browser";

fn packet_tests() -> Result<Vec<PathBuf>> {
    let mut tests = Vec::new();
    for entry in fs::read_dir(PACKET_TESTS)? {
        tests.push(entry?.path());
    }
    tests.retain(|path| path.extension().is_some_and(|ending| ending == "mjs"));
    tests.sort();
    Ok(tests)
}

fn select(steps: Vec<Step>, names: &[String]) -> Result<Vec<Step>> {
    if let Some(unknown) = names.iter().find(|name| steps.iter().all(|step| step.name != **name)) {
        let known: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
        bail!("no step is called {unknown}; there are: {}", known.join(", "));
    }
    let wanted = |name: &str| match names {
        [] => !BY_NAME.contains(&name),
        names => names.iter().any(|wanted| wanted == name),
    };
    Ok(steps.into_iter().filter(|step| wanted(&step.name)).collect())
}

/// What "all features" means on this machine.
///
/// Every feature, unless the headers of OpenSSL are missing: then without `native-tls`, which is built on them.
pub(crate) struct AllFeatures {
    /// `member/feature`, for every feature that can be built if not all can.
    but_native_tls: Option<Vec<String>>,
}

impl AllFeatures {
    pub(crate) const NATIVE_TLS: &str = "native-tls";

    pub(crate) fn of_this_machine(members: &[Member]) -> Self {
        Self { but_native_tls: (!Self::has_native_tls()).then(|| Self::but(members, Self::NATIVE_TLS)) }
    }

    pub(crate) fn has_native_tls() -> bool {
        // Only elsewhere than on Windows and macOS does native-tls mean OpenSSL.
        cfg!(any(windows, target_vendor = "apple"))
            || workspace::works(Command::new("pkg-config").args(["--exists", "openssl"]))
    }

    fn but(members: &[Member], without: &str) -> Vec<String> {
        let of = |member: &Member| {
            let wanted = member.features.iter().filter(|feature| *feature != without);
            wanted.map(|feature| format!("{}/{feature}", member.name)).collect::<Vec<_>>()
        };
        members.iter().flat_map(of).collect()
    }

    pub(crate) fn flag(&self) -> String {
        let some = self.but_native_tls.as_ref();
        some.map_or_else(|| String::from("--all-features"), |features| format!("--features {}", features.join(",")))
    }
}

impl Display for AllFeatures {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self.but_native_tls {
            None => "All features means every feature.",
            Some(_) => "All features means all but native-tls: pkg-config finds no headers of OpenSSL.",
        })
    }
}

/// The components that rustup's minimal profile lacks, installed if rustup is at hand.
fn install_components() -> Result<()> {
    let there = |component| workspace::works(workspace::cargo().args([component, "--version"]));
    if there("fmt") && there("clippy") {
        return Ok(());
    }
    println!("Installing what is missing: rustup component add rustfmt clippy");
    let installed = Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]).status();
    ensure!(
        installed.is_ok_and(|status| status.success()) && there("fmt") && there("clippy"),
        "cargo fmt or cargo clippy is missing; install them with: rustup component add rustfmt clippy"
    );
    Ok(())
}

/// What came of the steps that ran.
struct Report {
    rows: Vec<Row>,
}

struct Row {
    step: String,
    took: Duration,
    outcome: Result<Outcome>,
}

impl Report {
    /// Runs `steps` up to the first that fails.
    fn of(steps: &[Step]) -> Self {
        let mut rows = Vec::new();
        for step in steps {
            println!("\n==> {}: {}", step.name, step.shown);
            let start = Instant::now();
            let outcome = (step.run)();
            let failed = outcome.is_err();
            rows.push(Row { step: step.name.clone(), took: start.elapsed(), outcome });
            if failed {
                break;
            }
        }
        Self { rows }
    }

    fn verdict(self) -> Result<()> {
        for Row { step, outcome, .. } in self.rows {
            if let Err(error) = outcome {
                bail!("step {step} failed: {error:#}\nTo repeat it alone: cargo xtask test {step}");
            }
        }
        Ok(())
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let total: Duration = self.rows.iter().map(|row| row.took).sum();
        for Row { step, took, outcome } in &self.rows {
            let end = match outcome {
                Ok(Outcome::Passed) => String::new(),
                Ok(Outcome::Skipped(reason)) => format!("  skipped: {reason}"),
                Err(_) => String::from("  FAILED"),
            };
            writeln!(f, "{step:<24}{:>8.1} s{end}", took.as_secs_f64())?;
        }
        writeln!(f, "{:<24}{:>8.1} s\n", "all steps", total.as_secs_f64())?;

        let passed = self.rows.iter().filter(|row| matches!(row.outcome, Ok(Outcome::Passed))).count();
        let failed = self.rows.iter().filter(|row| row.outcome.is_err()).count();
        write!(f, "{passed} passed, {failed} failed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::anyhow;

    fn member(name: &str, features: &[&str]) -> Member {
        Member {
            name: name.to_owned(),
            license: None,
            readme: None,
            rust_version: None,
            features: features.iter().map(|feature| (*feature).to_owned()).collect(),
        }
    }

    fn step(name: &str, run: fn() -> Result<Outcome>) -> Step {
        Step { name: name.to_owned(), shown: format!("do {name}"), run: Box::new(run) }
    }

    fn names(steps: &[Step]) -> Vec<&str> {
        steps.iter().map(|step| step.name.as_str()).collect()
    }

    fn steps_of_a_bare_machine() -> Vec<Step> {
        all_steps(&AllFeatures { but_native_tls: Some(vec![String::from("base39/tracing")]) })
    }

    #[test]
    fn no_step_may_change_the_lock_file() {
        for step in steps_of_a_bare_machine().iter().filter(|step| step.shown.contains("cargo ")) {
            let reads_the_lock_file = step.name != "format";
            assert!(!reads_the_lock_file || step.shown.contains(" --locked"), "{}", step.shown);
        }
    }

    #[test]
    fn every_step_has_a_name_of_its_own() {
        let steps = steps_of_a_bare_machine();
        let unique: std::collections::BTreeSet<&str> = names(&steps).into_iter().collect();
        assert_eq!(unique.len(), steps.len());
    }

    #[test]
    fn warnings_are_denied_by_lints_and_docs() {
        for step in steps_of_a_bare_machine() {
            let must = step.name.starts_with("clippy") || step.name == "docs";
            assert_eq!(step.shown.replace(' ', "").contains("-Dwarnings"), must, "{}", step.shown);
        }
    }

    #[test]
    fn all_features_are_named_one_by_one_only_where_native_tls_cannot_be_built() {
        let members =
            [member("acesso-core", &["native-tls", "testing"]), member("base39", &["tracing"]), member("x", &[])];
        let but = AllFeatures::but(&members, AllFeatures::NATIVE_TLS);
        let bare = AllFeatures { but_native_tls: Some(but) };
        assert_eq!(bare.flag(), "--features acesso-core/testing,base39/tracing");
        assert!(bare.to_string().contains("all but native-tls"));

        let full = AllFeatures { but_native_tls: None };
        assert_eq!(full.flag(), "--all-features");
        assert!(full.to_string().contains("every feature"));
    }

    #[test]
    fn without_names_all_steps_run_and_with_names_those_in_order() {
        let asked = [String::from("tidy"), String::from("format")];
        assert_eq!(names(&select(steps_of_a_bare_machine(), &asked).unwrap()), ["format", "tidy"]);
        let all = select(steps_of_a_bare_machine(), &[]).unwrap();
        let mut expected = steps_of_a_bare_machine();
        expected.retain(|step| !BY_NAME.contains(&step.name.as_str()));
        assert_eq!(names(&all), names(&expected));
        assert_eq!(names(&all).len() + BY_NAME.len(), names(&steps_of_a_bare_machine()).len());
    }

    #[test]
    fn the_browser_is_asked_for_with_a_flag_beside_the_names() {
        let asked = ["tidy", "--browser"].map(String::from);
        assert_eq!(without_flag(&asked), (true, vec![String::from("tidy")]));
        assert_eq!(without_flag(&asked[..1]), (false, vec![String::from("tidy")]));
        assert!(
            [browser_step(), packet_step()]
                .iter()
                .all(|step| !names(&steps_of_a_bare_machine()).contains(&step.name.as_str())),
            "without the flag there is none"
        );
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_known_ones() {
        let error = select(steps_of_a_bare_machine(), &[String::from("clipy")]).err().unwrap().to_string();
        assert!(error.starts_with("no step is called clipy; there are: format, clippy-default, "), "{error}");
    }

    #[test]
    fn the_first_failure_ends_the_run_and_says_how_to_repeat_it() {
        let report = Report::of(&[
            step("one", || Ok(Outcome::Passed)),
            step("two", || Err(anyhow!("it broke"))),
            step("three", || Ok(Outcome::Passed)),
        ]);
        let text = report.to_string();
        assert!(text.ends_with("\n1 passed, 1 failed"), "{text}");
        assert!(text.lines().any(|line| line.starts_with("two") && line.ends_with("FAILED")), "{text}");
        assert!(!text.contains("three"), "{text}");

        let error = report.verdict().unwrap_err().to_string();
        assert_eq!(error, "step two failed: it broke\nTo repeat it alone: cargo xtask test two");
    }

    #[test]
    fn a_skipped_step_neither_passes_nor_fails() {
        let report =
            Report::of(&[step("one", || Ok(Outcome::Passed)), step("two", || Ok(Outcome::Skipped("no tool")))]);
        let text = report.to_string();
        assert!(text.ends_with("\n1 passed, 0 failed"), "{text}");
        assert!(text.contains("skipped: no tool"), "{text}");
        assert!(report.verdict().is_ok());
    }
}
