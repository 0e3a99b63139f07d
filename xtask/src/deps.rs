//! The dependency rules: who may depend on whom, and on how much.
//!
//! People add one vendor crate and must get nothing of the other two, and no more than a small HTTP client needs. The
//! sandbox is written from the contracts alone: sharing code with a client would let both be wrong together. What runs inside
//! the tool's house is followed in `arrows.rs`.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

use crate::{arrows, workspace};

/// The client crates, each of which stands alone.
pub(crate) const VENDORS: [&str; 3] = ["tomticket", "base39", "myreports"];
/// What the clients share.
pub(crate) const CORE: &str = "acesso-core";
const SANDBOX: &str = "acesso-sandbox";
/// The second transport: nothing but programs and tests stands on it.
const HYPER: &str = "acesso-hyper";
/// The tool's house, from the top down: each may know those below it.
const TOOL: &str = "acesso";
const FORMS: &str = "acesso-forms";
const REVIEW: &str = "acesso-review";
/// The one page of core that names vendors: it is written from what was measured on each, exceptions included.
const MEASURED: &str = "crates/core/FAULTS.md";

/// The HTTP client and the runtime are core's business; a client that names them could go around core.
const CORES_OWN: [&str; 2] = ["reqwest", "tokio"];
/// What belongs to servers, tools and stores, and never into a client.
const FOREIGN: [&str; 6] = ["axum", "clap", "rusqlite", "sqlx", "diesel", "libsqlite3-sys"];
/// Parts of reqwest that core does without, because each pulls in crates.
const REQWEST_OFF: [&str; 6] = ["json", "query", "form", "multipart", "gzip", "http2"];
/// How many crates one vendor alone may pull in, itself included (reqwest with its TLS alone: 93).
pub(crate) const MOST_CRATES: usize = 106;
/// Crates are counted for one target, so that the number is the same on every machine.
pub(crate) const COUNTED_TARGET: &str = "x86_64-unknown-linux-gnu";
/// What may be in a tree at all: with every feature, on every target.
const EVERYTHING: &str = "--all-features --target all";

/// Checks all rules and lists every breach.
pub(crate) fn check() -> Result<()> {
    let sources = workspace::files()?;
    let mut breaches = Vec::new();
    for vendor in VENDORS {
        breaches.extend(vendor_breaches(vendor)?);
        breaches.extend(source_breaches(&sources, vendor));
    }

    let core = tree(&format!("-p {CORE} -e normal,build,dev {EVERYTHING}"))?;
    breaches.extend(present(&core, &VENDORS));
    breaches.extend(mentions(&sources, "crates/core", &VENDORS));

    let alone = tree(&format!("-p {CORE} -e normal,build {EVERYTHING}"))?;
    breaches.extend(present(&alone, &[HYPER]));
    let hyper = tree(&format!("-p {HYPER} -e normal,build,dev {EVERYTHING}"))?;
    breaches.extend(present(&hyper, &VENDORS));

    let sandbox = tree(&format!("-p {SANDBOX} -e normal,build,dev {EVERYTHING}"))?;
    breaches.extend(present(&sandbox, &VENDORS));
    breaches.extend(present(&sandbox, &[CORE, HYPER]));

    breaches.extend(house_breaches()?);
    breaches.extend(arrows::breaches(&sources));

    let workspace = tree(&format!("--workspace -e normal,build,dev {EVERYTHING}"))?;
    breaches.extend(doubled(&workspace, "reqwest"));
    breaches.extend(doubled(&workspace, "rustls"));

    ensure!(breaches.is_empty(), "{} broken:\n  {}", rules(breaches.len()), breaches.join("\n  "));
    Ok(())
}

fn rules(count: usize) -> String {
    if count == 1 { String::from("1 dependency rule is") } else { format!("{count} dependency rules are") }
}

/// The review is a library for any program, the forms are written from what it says, and SQL is its store's alone.
fn house_breaches() -> Result<Vec<String>> {
    let whole = |name| tree(&format!("-p {name} -e normal,build {EVERYTHING}"));
    let (tool, forms, review) = (whole(TOOL)?, whole(FORMS)?, whole(REVIEW)?);
    let mut breaches = present(&review, &[FORMS, TOOL, SANDBOX, "clap"]);
    breaches.extend(present(&forms, &[TOOL, SANDBOX, "clap"]));
    breaches.extend(direct(&forms, &CORES_OWN, "core"));
    breaches.extend(direct(&forms, &["rusqlite"], "the store"));
    breaches.extend(direct(&tool, &["rusqlite"], "the store"));
    Ok(breaches)
}

fn vendor_breaches(vendor: &str) -> Result<Vec<String>> {
    let others = others(vendor);
    let with_tests = tree(&format!("-p {vendor} -e normal,build,dev {EVERYTHING}"))?;
    let whole = tree(&format!("-p {vendor} -e normal,build {EVERYTHING}"))?;
    let alone = tree(&format!("-p {vendor} -e normal,build --target {COUNTED_TARGET}"))?;
    println!("{vendor} alone: {} crates of at most {MOST_CRATES}", count(&alone));

    let mut breaches = present(&with_tests, &others);
    breaches.extend(present(&whole, &[HYPER]));
    breaches.extend(direct(&whole, &CORES_OWN, "core"));
    breaches.extend(present(&whole, &FOREIGN));
    breaches.extend(both(&whole, "ring", "aws-lc-rs"));
    breaches.extend(switched_on(&whole, "reqwest", &REQWEST_OFF));
    breaches.extend(too_many(&alone, MOST_CRATES));
    Ok(breaches)
}

/// The crates' files speak of no other vendor, and their code of neither HTTP client nor runtime.
fn source_breaches(files: &[(impl AsRef<Path>, String)], vendor: &str) -> Vec<String> {
    let mut breaches = mentions(files, &format!("crates/{vendor}"), &others(vendor));
    let is_rust = |path: &Path| path.extension().is_some_and(|end| end == "rs");
    let sources = format!("crates/{vendor}/src");
    for (path, text) in files_in(files, &sources).filter(|(path, _)| is_rust(path)) {
        for (number, line) in code_lines(text) {
            for name in CORES_OWN.iter().filter(|name| line.contains(&format!("{name}::"))) {
                breaches.push(format!("{}:{number}: names {name}, which is core's business", path.display()));
            }
        }
    }
    breaches
}

fn others(vendor: &str) -> Vec<&'static str> {
    VENDORS.into_iter().filter(|other| *other != vendor).collect()
}

/// One line of `cargo tree`: a package and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Package {
    /// 0 is the crate asked about, 1 its direct dependencies.
    pub(crate) depth: usize,
    pub(crate) name: String,
    pub(crate) version: String,
    features: Vec<String>,
}

/// What `cargo tree` prints with these arguments.
pub(crate) fn tree(arguments: &str) -> Result<Vec<Package>> {
    tree_of("Cargo.toml", &format!("--locked {arguments}"))
}

/// As [`tree`], for another workspace than this one.
pub(crate) fn tree_of(manifest: &str, arguments: &str) -> Result<Vec<Package>> {
    let mut command = workspace::cargo();
    command.args(["tree", "--manifest-path", manifest, "--prefix", "depth", "--format", "{p}|{f}"]);
    read_tree(&workspace::output(command.args(arguments.split_whitespace()))?)
}

/// Reads what cargo prints with `--prefix depth --format '{p}|{f}'`. A line that cannot be read is an error: skipped, it
/// could hide a breach.
pub(crate) fn read_tree(text: &str) -> Result<Vec<Package>> {
    let lines = text.lines().filter(|line| !line.is_empty());
    let packages: Vec<Package> = lines
        .map(|line| read_package(line).with_context(|| format!("cargo tree printed an unknown line: {line}")))
        .collect::<Result<_>>()?;
    if packages.is_empty() {
        bail!("cargo tree printed nothing");
    }
    Ok(packages)
}

/// `2reqwest v0.13.5|rustls,socks (*)`; a path or `(proc-macro)` may follow the version.
fn read_package(line: &str) -> Option<Package> {
    let (package, features) = line.trim_end_matches(" (*)").rsplit_once('|')?;
    let name_at = package.find(|c: char| !c.is_ascii_digit())?;
    let (depth, package) = package.split_at(name_at);
    let mut words = package.split_whitespace();
    Some(Package {
        depth: depth.parse().ok()?,
        name: words.next()?.to_owned(),
        version: words.next()?.strip_prefix('v')?.to_owned(),
        features: features.split(',').filter(|feature| !feature.is_empty()).map(String::from).collect(),
    })
}

/// Who a breach is about: the crate at the root of the tree.
fn root(tree: &[Package]) -> &str {
    tree.first().map_or("", |package| &package.name)
}

fn below(tree: &[Package]) -> impl Iterator<Item = &Package> {
    tree.iter().filter(|package| package.depth > 0)
}

fn has(tree: &[Package], name: &str) -> bool {
    below(tree).any(|package| package.name == name)
}

fn versions<'a>(tree: &'a [Package], name: &str) -> BTreeSet<&'a str> {
    below(tree).filter(|package| package.name == name).map(|package| package.version.as_str()).collect()
}

fn present(tree: &[Package], forbidden: &[&str]) -> Vec<String> {
    let found = forbidden.iter().filter(|name| has(tree, name));
    found.map(|name| format!("{} depends on {name}", root(tree))).collect()
}

/// What is the business of `whose`, and others get by way of it.
fn direct(tree: &[Package], forbidden: &[&str], whose: &str) -> Vec<String> {
    let direct = |name: &str| tree.iter().any(|package| package.depth == 1 && package.name == name);
    let found = forbidden.iter().filter(|name| direct(name));
    found.map(|name| format!("{} depends on {name} directly, which is {whose}'s business", root(tree))).collect()
}

/// Two versions stand in one tree only if they are incompatible; otherwise cargo picks one for both.
fn doubled(tree: &[Package], name: &str) -> Option<String> {
    let versions = versions(tree, name);
    let list = || versions.iter().copied().collect::<Vec<_>>().join(" and ");
    (versions.len() > 1).then(|| format!("{name} is in the tree more than once: {}", list()))
}

fn both(tree: &[Package], one: &str, other: &str) -> Option<String> {
    (has(tree, one) && has(tree, other)).then(|| format!("{} pulls in both {one} and {other}", root(tree)))
}

fn switched_on(tree: &[Package], name: &str, off: &[&str]) -> Vec<String> {
    let on: BTreeSet<&str> = below(tree)
        .filter(|package| package.name == name)
        .flat_map(|package| &package.features)
        .map(String::as_str)
        .filter(|feature| off.contains(feature))
        .collect();
    on.iter().map(|feature| format!("{} switches on {name}'s feature {feature}", root(tree))).collect()
}

fn count(tree: &[Package]) -> usize {
    tree.iter().map(|package| (&package.name, &package.version)).collect::<BTreeSet<_>>().len()
}

fn too_many(tree: &[Package], most: usize) -> Option<String> {
    let count = count(tree);
    (count > most).then(|| format!("{} alone pulls in {count} crates; at most {most} are allowed", root(tree)))
}

fn files_in<'a>(files: &'a [(impl AsRef<Path>, String)], directory: &str) -> impl Iterator<Item = (&'a Path, &'a str)> {
    files.iter().map(|(path, text)| (path.as_ref(), text.as_str())).filter(move |(path, _)| path.starts_with(directory))
}

/// Lines that speak of one of `names`, in any case, in sources, tests and pages.
fn mentions(files: &[(impl AsRef<Path>, String)], directory: &str, names: &[&str]) -> Vec<String> {
    let mut breaches = Vec::new();
    for (path, text) in files_in(files, directory).filter(|(path, _)| *path != Path::new(MEASURED)) {
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.to_lowercase();
            for name in names.iter().filter(|name| line.contains(*name)) {
                breaches.push(format!("{}:{number}: mentions {name}", path.display()));
            }
        }
    }
    breaches
}

/// The numbered lines of a formatted source that are neither comment nor test.
///
/// An item under `#[cfg(test)]` ends, as rustfmt writes it, with the first line of its own indentation that closes a
/// statement or a block.
fn code_lines(source: &str) -> Vec<(usize, &str)> {
    let mut code = Vec::new();
    let mut test_item = None;
    for (number, line) in (1..).zip(source.lines()) {
        let text = line.trim_start();
        let indentation = line.len() - text.len();
        let text = text.split_once(" //").map_or(text, |(text, _comment)| text).trim_end();
        if text.is_empty() || text.starts_with("//") {
            continue;
        }
        match test_item {
            None if text.starts_with("#[cfg(test)") || text.starts_with("#[cfg(all(test") => {
                test_item = Some(indentation)
            }
            None => code.push((number, text)),
            Some(start) if start == indentation && text.ends_with([';', '}']) => test_item = None,
            Some(_) => {}
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    const VENDOR: &str = "\
0tomticket v0.1.0 (/somewhere/crates/tomticket)|default,reqwest
1acesso-core v0.1.0 (/somewhere/crates/core)|reqwest
2async-trait v0.1.92 (proc-macro)|
2reqwest v0.13.5|__rustls,rustls
3rustls v0.23.46|aws-lc-rs,std
4aws-lc-rs v1.19.0|aws-lc-sys (*)
2tokio v1.54.1|sync,time
1serde v1.0.229|derive
";

    fn good() -> Vec<Package> {
        read_tree(VENDOR).unwrap()
    }

    fn with(line: &str) -> Vec<Package> {
        read_tree(&format!("{VENDOR}{line}\n")).unwrap()
    }

    #[test]
    fn a_tree_is_read() {
        let tree = read_tree("0base39 v0.1.0 (/some where/base39)|default\n\n12syn v3.0.9|full,parsing (*)\n").unwrap();
        let syn = Package {
            depth: 12,
            name: String::from("syn"),
            version: String::from("3.0.9"),
            features: vec![String::from("full"), String::from("parsing")],
        };
        assert_eq!(tree[1], syn);
        assert_eq!((tree[0].name.as_str(), tree[0].depth), ("base39", 0));
    }

    #[test]
    fn an_unknown_line_or_no_line_is_an_error() {
        for text in ["", "\n", "tomticket v0.1.0|", "0tomticket v0.1.0", "0tomticket 0.1.0|", "0|", "├── serde v1.0.0|"]
        {
            assert!(read_tree(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_forbidden_crate_is_found_at_any_depth() {
        assert_eq!(present(&good(), &FOREIGN), [""; 0]);
        assert_eq!(present(&with("5axum v0.8.9|"), &FOREIGN), ["tomticket depends on axum"]);
        assert_eq!(present(&with("1clap v4.6.7|"), &FOREIGN), ["tomticket depends on clap"]);
    }

    #[test]
    fn the_crate_itself_is_not_its_dependency() {
        assert_eq!(present(&good(), &["tomticket"]), [""; 0]);
    }

    #[test]
    fn only_direct_dependencies_are_direct() {
        assert_eq!(direct(&good(), &CORES_OWN, "core"), [""; 0]);
        let breaches = direct(&with("1tokio v1.54.1|sync (*)"), &CORES_OWN, "core");
        assert_eq!(breaches, ["tomticket depends on tokio directly, which is core's business"]);
    }

    #[test]
    fn two_versions_are_found_and_one_seen_twice_is_fine() {
        assert_eq!(doubled(&with("7rustls v0.23.46| (*)"), "rustls"), None);
        let breach = doubled(&with("7rustls v0.22.4|"), "rustls").unwrap();
        assert_eq!(breach, "rustls is in the tree more than once: 0.22.4 and 0.23.46");
    }

    #[test]
    fn two_crypto_providers_are_one_too_many() {
        assert_eq!(both(&good(), "ring", "aws-lc-rs"), None);
        let breach = both(&with("4ring v0.17.14|"), "ring", "aws-lc-rs").unwrap();
        assert_eq!(breach, "tomticket pulls in both ring and aws-lc-rs");
    }

    #[test]
    fn features_that_must_stay_off_are_found() {
        assert_eq!(switched_on(&with("2hyper v1.12.0|http2,json"), "reqwest", &REQWEST_OFF), [""; 0]);
        let breaches = switched_on(&with("2reqwest v0.13.5|gzip,json,rustls (*)"), "reqwest", &REQWEST_OFF);
        let expected = ["tomticket switches on reqwest's feature gzip", "tomticket switches on reqwest's feature json"];
        assert_eq!(breaches, expected);
    }

    #[test]
    fn crates_are_counted_once_by_name_and_version() {
        assert_eq!(count(&good()), 8);
        assert_eq!(count(&with("3serde v1.0.229|derive (*)")), 8);
        assert_eq!(count(&with("3base64 v0.22.1|\n3base64 v0.23.1|")), 10);
        assert_eq!(too_many(&good(), 8), None);
        assert_eq!(too_many(&good(), 7).unwrap(), "tomticket alone pulls in 8 crates; at most 7 are allowed");
    }

    #[test]
    fn mentions_are_found_in_any_case_in_all_that_the_directory_holds() {
        let file = |path: &str, text: &str| (String::from(path), String::from(text));
        let files = [
            file("crates/core/src/page.rs", "//! Pages.\n// As TomTicket does it."),
            file("crates/core/guide/limits.md", "As BASE39 has it."),
            file("crates/core/FAULTS.md", "base39"),
            file("crates/core-tools/src/lib.rs", "tomticket"),
        ];
        let breaches = mentions(&files, "crates/core", &VENDORS);
        let expected =
            ["crates/core/src/page.rs:2: mentions tomticket", "crates/core/guide/limits.md:1: mentions base39"];
        assert_eq!(breaches, expected);
    }

    #[test]
    fn a_client_that_names_the_runtime_is_found() {
        let bad = "use tokio::time::sleep;\nfn f() { reqwest::get(); }\n// reqwest::Client\n";
        let files = [("crates/base39/src/lib.rs", String::from(bad))];
        let expected = [
            "crates/base39/src/lib.rs:1: names tokio, which is core's business",
            "crates/base39/src/lib.rs:2: names reqwest, which is core's business",
        ];
        assert_eq!(source_breaches(&files, "base39"), expected);
    }

    #[test]
    fn comments_and_tests_are_not_code() {
        let source = "\
//! tokio::main
fn a() {} // tokio::spawn
const URL: &str = \"https://example.com\";
#[cfg(test)]
use tokio::time;

impl A {
    #[cfg(test)]
    fn b() {
        tokio::spawn(c());
    }

    fn d() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn e() {}
}

fn after() {}
";
        let numbers: Vec<usize> = code_lines(source).into_iter().map(|(number, _)| number).collect();
        assert_eq!(numbers, [2, 3, 7, 13, 14, 24]);
        assert!(code_lines(source).iter().all(|(_, line)| !line.contains("tokio")));
    }
}
