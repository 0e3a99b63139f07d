//! The crates that are released, and in which order.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use semver::Version;
use serde_json::Value;

use crate::workspace;

/// A member of the workspace that is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crate {
    pub(crate) name: String,
    /// As the manifest has it.
    pub(crate) version: Version,
    /// Seen from the workspace's root, with `/` on every system.
    pub(crate) directory: String,
    /// The crates of the workspace that it needs, to be tested too.
    pub(crate) needs: Vec<String>,
    /// The ones whose types its users meet: those that its library is built on. A program has no such users.
    pub(crate) hands_on: Vec<String>,
    /// The features that are for others to choose. Cargo has no word for the rest: by custom, they begin with `_`.
    pub(crate) features: Vec<String>,
}

/// The published crates of the workspace in `root`, each after those that it needs.
pub(crate) fn read(root: &Path) -> Result<Vec<Crate>> {
    let mut metadata = workspace::cargo();
    metadata.current_dir(root).args(["metadata", "--no-deps", "--format-version", "1"]);
    in_order(read_crates(&workspace::output(&mut metadata)?)?)
}

fn read_crates(metadata: &str) -> Result<Vec<Crate>> {
    let metadata: Value = serde_json::from_str(metadata).context("cargo metadata is not JSON")?;
    let root = metadata.get("workspace_root").and_then(Value::as_str).context("cargo metadata names no root")?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo metadata lists no packages")?;
    let published = packages.iter().filter(|package| package.get("publish") != Some(&Value::Array(Vec::new())));
    published.map(|package| read_crate(package, Path::new(root))).collect()
}

fn read_crate(package: &Value, root: &Path) -> Result<Crate> {
    let text = |member: &str| package.get(member).and_then(Value::as_str).with_context(|| format!("no {member}"));
    let name = text("name").context("cargo metadata shows a package without a name")?.to_owned();
    let of_this = || format!("cargo metadata shows {name} incompletely");
    let manifest = PathBuf::from(text("manifest_path").with_context(of_this)?);
    let directory = manifest.parent().and_then(|directory| directory.strip_prefix(root).ok()).with_context(of_this)?;
    let list = |member: &str| package.get(member).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();

    // Without a version it is for the crate's own tests, and no archive has it.
    let ours = list("dependencies").iter().filter(|dependency| {
        dependency.get("path").is_some() && dependency.get("req").and_then(Value::as_str) != Some("*")
    });
    let name_of = |dependency: &Value| dependency.get("name").and_then(Value::as_str).map(String::from);
    let is_normal = |dependency: &&Value| dependency.get("kind").is_none_or(Value::is_null);
    let is_program = list("targets").iter().any(|target| {
        target.get("kind").and_then(Value::as_array).is_some_and(|kinds| kinds.iter().any(|kind| kind == "bin"))
    });

    let features = package.get("features").and_then(Value::as_object).into_iter().flat_map(|features| features.keys());

    let mut needs: Vec<String> = ours.clone().filter_map(name_of).collect();
    needs.dedup();
    let hands_on = if is_program { Vec::new() } else { ours.filter(is_normal).filter_map(name_of).collect() };
    Ok(Crate {
        version: text("version")?.parse().with_context(of_this)?,
        directory: directory.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"),
        needs,
        hands_on,
        features: features.filter(|feature| !feature.starts_with('_')).cloned().collect(),
        name,
    })
}

/// Sorts so that each comes after those that it needs, by name where either could be first.
fn in_order(mut left: Vec<Crate>) -> Result<Vec<Crate>> {
    left.sort_by(|one, other| one.name.cmp(&other.name));
    let mut sorted: Vec<Crate> = Vec::new();
    while !left.is_empty() {
        let is_missing = |need: &String| left.iter().any(|other| other.name == *need);
        let ready = left.iter().position(|one| !one.needs.iter().any(is_missing));
        let names = || left.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ");
        ensure!(ready.is_some(), "these need each other, so none of them can be published first: {}", names());
        sorted.extend(ready.map(|at| left.remove(at)));
    }
    Ok(sorted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(name: &str, needs: &[&str]) -> Crate {
        Crate {
            name: name.to_owned(),
            version: Version::new(0, 1, 0),
            directory: name.to_owned(),
            needs: needs.iter().map(|need| (*need).to_owned()).collect(),
            hands_on: Vec::new(),
            features: Vec::new(),
        }
    }

    #[test]
    fn each_crate_comes_after_those_that_it_needs() {
        let crates = [
            sample("tool", &["client", "server"]),
            sample("client", &["core", "server"]),
            sample("core", &[]),
            sample("server", &[]),
        ];
        let sorted = in_order(crates.to_vec()).unwrap();
        let names: Vec<&str> = sorted.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["core", "server", "client", "tool"]);
    }

    #[test]
    fn a_circle_is_refused_with_its_names() {
        let error = in_order(vec![sample("a", &["b"]), sample("b", &["a"]), sample("c", &[])]).unwrap_err();
        assert_eq!(error.to_string(), "these need each other, so none of them can be published first: a, b");
    }

    #[test]
    fn metadata_is_read() {
        let metadata = r#"{"workspace_root": "/w", "packages": [
            {"name": "client", "version": "0.2.0-rc.1", "manifest_path": "/w/crates/client/Cargo.toml", "publish": null,
             "targets": [{"kind": ["lib"]}], "features": {"default": ["fast"], "fast": [], "_shared": []},
             "dependencies": [
                {"name": "core", "kind": null, "req": "^0.1.0", "path": "/w/crates/core"},
                {"name": "server", "kind": "dev", "req": "^0.1.0", "path": "/w/crates/server"},
                {"name": "client", "kind": "dev", "req": "*", "path": "/w/crates/client"},
                {"name": "serde", "kind": null, "req": "^1", "path": null}
             ]},
            {"name": "xtask", "version": "0.0.0", "manifest_path": "/w/xtask/Cargo.toml", "publish": []}
        ]}"#;
        let metadata = metadata.replace(", \"path\": null", "");
        let crates = read_crates(&metadata).unwrap();
        let expected = Crate {
            version: "0.2.0-rc.1".parse().unwrap(),
            directory: String::from("crates/client"),
            hands_on: vec![String::from("core")],
            features: vec![String::from("default"), String::from("fast")],
            ..sample("client", &["core", "server"])
        };
        assert_eq!(crates, [expected]);
    }

    #[test]
    fn unreadable_metadata_is_an_error() {
        for metadata in ["", "{}", r#"{"workspace_root": "/w", "packages": [{"name": "a"}]}"#] {
            assert!(read_crates(metadata).is_err(), "{metadata}");
        }
    }
}
