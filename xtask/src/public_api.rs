//! The public API of each library, as text in `api/`, so that a change of it is seen where changes are read.
//!
//! Rustdoc describes a crate to programs on a nightly toolchain alone, and cargo-public-api reads that. Where one of the
//! two is missing, the step says so: the files are compared where both are there.

use std::collections::BTreeSet;
use std::env;
use std::fs;

use anyhow::{Context as _, Result, ensure};

use crate::features::nightly;
use crate::test::Outcome;
use crate::{deps, workspace};

/// Set by whoever means to change the API.
const RENEW: &str = "ACESSO_RENEW_API";
/// Everything but the choice of a TLS library, which changes no signature.
const FEATURES: &str = "rustls-no-provider,testing,tower,tracing";
/// The clients of services that send webhooks, which have a feature for them.
const WITH_WEBHOOKS: [&str; 2] = ["tomticket", "base39"];
/// Whose types may stand in public signatures, beside our own and the standard library's. serde's traits are defined in
/// serde_core.
const ALLOWED: [&str; 11] =
    ["alloc", "bytes", "core", "futures_core", "http", "jiff", "serde", "serde_core", "serde_json", "std", "url"];
/// What stands before a method of a number as a crate does elsewhere.
const NUMBERS: [&str; 4] = ["i64", "u32", "u64", "usize"];
/// Whose types may stand in the signatures of these items of the core alone: they are what the items are about.
const ALLOWED_IN: [(&str, &[&str]); 3] = [
    ("http_body", &["Body", "TowerTransport"]),
    ("reqwest", &["ReqwestTransport", "ReqwestTransportBuilder"]),
    ("tower_service", &["TowerTransport"]),
];

/// Compares what the libraries show with the files, and looks for types of others.
pub(crate) fn check() -> Result<Outcome> {
    if !workspace::works(nightly().args(["cargo", "--version"])) {
        return Ok(Outcome::Skipped("rustdoc describes APIs on a nightly alone (rustup toolchain install nightly)"));
    }
    if !workspace::works(nightly().args(["cargo", "public-api", "--version"])) {
        return Ok(Outcome::Skipped("cargo-public-api is not installed (cargo install --locked cargo-public-api)"));
    }
    let mut complaints = Vec::new();
    for name in [deps::CORE].into_iter().chain(deps::VENDORS) {
        let webhook = if WITH_WEBHOOKS.contains(&name) { ",webhook" } else { "" };
        let line =
            format!("cargo public-api -sss -p {name} --no-default-features -F {FEATURES}{webhook} --color never");
        let api = workspace::output(nightly().args(line.split_whitespace()))
            .with_context(|| format!("cargo public-api can't read {name}: it and the nightly must fit each other"))?;
        let file = format!("api/{name}.txt");
        if env::var_os(RENEW).is_some() {
            fs::write(&file, &api).with_context(|| format!("cannot write {file}"))?;
        }
        let kept = fs::read_to_string(&file).unwrap_or_default();
        complaints.extend(differences(&kept, &api).into_iter().map(|difference| format!("{file}: {difference}")));
        complaints.extend(foreign(&api).into_iter().map(|line| format!("{name}: a type of another crate: {line}")));
    }
    ensure!(
        complaints.is_empty(),
        "the public API:\n  {}\nIf it is meant to change: {RENEW}=1 cargo xtask test public-api",
        complaints.join("\n  ")
    );
    Ok(Outcome::Passed)
}

fn differences(kept: &str, api: &str) -> Vec<String> {
    let (kept, api): (BTreeSet<&str>, BTreeSet<&str>) = (kept.lines().collect(), api.lines().collect());
    let gone = kept.difference(&api).map(|line| format!("- {line}"));
    gone.chain(api.difference(&kept).map(|line| format!("+ {line}"))).collect()
}

/// The lines in which a crate stands that is neither ours nor allowed there.
fn foreign(api: &str) -> Vec<&str> {
    let ours = |name: &str| is_core(name) || deps::VENDORS.contains(&name);
    let allowed = |name: &str, line: &str| ALLOWED.contains(&name) || is_allowed_in(name, line);
    api.lines().filter(|line| crates(line).any(|name| !ours(name) && !allowed(name, line))).collect()
}

fn is_core(name: &str) -> bool {
    name == deps::CORE.replace('-', "_")
}

fn is_allowed_in(name: &str, line: &str) -> bool {
    let Some((owner, item)) = subject(line) else { return false };
    is_core(owner) && ALLOWED_IN.iter().any(|(allowed, items)| *allowed == name && items.contains(&item))
}

/// The crate and the item that a line is about: for `impl A for B`, `B`, otherwise what it names first.
fn subject(line: &str) -> Option<(&str, &str)> {
    let described = line.split_once(" for ").map_or(line, |(_, implementor)| implementor);
    let mut steps = paths(described).next()?.split("::");
    Some((steps.next()?, steps.next()?))
}

/// What is written with `::` in a line.
fn paths(line: &str) -> impl Iterator<Item = &str> {
    let is_in_path = |character: char| character.is_alphanumeric() || "_:".contains(character);
    line.split(move |character| !is_in_path(character)).filter(|path| path.contains("::"))
}

/// The crates that a line names: what stands first in each path.
fn crates(line: &str) -> impl Iterator<Item = &str> {
    let first = paths(line).filter_map(|path| path.split_once("::")).map(|(first, _)| first);
    // What begins with a capital is a type, and `Self::Item` or `T::Error` belongs to it; `u64::from` is a number's.
    let is_crate = |name: &&str| name.starts_with(|first: char| first.is_lowercase() || first == '_');
    first.filter(is_crate).filter(|name| !NUMBERS.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crates_of_a_line_are_those_that_its_paths_begin_with() {
        let line = "pub fn base39::Client::ask<T: serde_core::de::Deserialize>(&self, T::Item) -> core::result::Result<http::Uri, Self::Error>";
        let named: Vec<&str> = crates(line).collect();
        assert_eq!(named, ["base39", "serde_core", "core", "http"]);
    }

    #[test]
    fn types_of_other_crates_are_found_and_those_that_are_allowed_are_not() {
        let good =
            "pub fn acesso_core::Request::send(self) -> core::result::Result<http::HeaderMap, tomticket::Error>\n";
        assert_eq!(foreign(good), [""; 0]);
        assert_eq!(foreign("pub fn u64::from(tomticket::Priority) -> Self"), [""; 0]);
        for bad in [
            "pub fn acesso_core::Client::inner(&self) -> &reqwest::async_impl::client::Client",
            "pub fn acesso_core::Client::inner(&self) -> &hyper_util::client::legacy::Client",
        ] {
            assert_eq!(foreign(&format!("{good}{bad}\n")), [bad]);
        }
    }

    #[test]
    fn some_types_of_others_belong_to_some_items_alone() {
        let good = [
            "pub fn acesso_core::ReqwestTransport::from_builder(reqwest::async_impl::client::ClientBuilder) -> acesso_core::ReqwestTransportBuilder",
            "impl http_body::Body for acesso_core::Body",
            "pub fn acesso_core::Body::size_hint(&self) -> http_body::size_hint::SizeHint",
            "impl<S, B> acesso_core::Transport for acesso_core::TowerTransport<S> where S: tower_service::Service<http::request::Request<acesso_core::Body>>, B: http_body::Body",
        ];
        assert_eq!(foreign(&good.join("\n")), [""; 0]);
        let bad = [
            "impl core::convert::From<reqwest::async_impl::client::Client> for acesso_core::Client",
            "pub fn acesso_core::Body::into_reqwest(self) -> reqwest::async_impl::body::Body",
            "pub fn acesso_core::Call::body<B: http_body::Body>(self, acesso_core::Body, B) -> Self",
            "impl<S: tower_service::Service<()>> acesso_core::Transport for S",
            "pub fn tomticket::Client::body(&self) -> http_body::size_hint::SizeHint",
            "pub fn tomticket::Body::size_hint(&self) -> http_body::size_hint::SizeHint",
        ];
        assert_eq!(foreign(&bad.join("\n")), bad);
    }

    #[test]
    fn what_is_gone_and_what_is_new_is_shown() {
        assert_eq!(differences("a\nb\n", "a\nb\n"), [""; 0]);
        assert_eq!(differences("a\nb\n", "b\nc\n"), ["- a", "+ c"]);
    }
}
