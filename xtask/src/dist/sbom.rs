//! What a program is made of, as a CycloneDX file.
//!
//! Made from what cargo itself says: which crates go into the program with the features that it is built with, their
//! licences, and the digests of the lock file. It says nothing about when and where it was made, so that the same
//! sources give the same file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use toml_edit::DocumentMut;

use super::deps::{self, Package};
use crate::workspace;

/// A crate's name and version.
type Id = (String, String);

/// What is known about crates, beyond who needs whom.
#[derive(Debug, Default)]
struct Facts {
    licenses: BTreeMap<Id, String>,
    digests: BTreeMap<Id, String>,
}

/// The file for the program `name` on `target`.
pub(super) fn of(name: &str, target: &str) -> Result<String> {
    let all = deps::tree(&format!("-p {name} -e normal,build --target {target}"))?;
    let inside = deps::tree(&format!("-p {name} -e normal,no-proc-macro --target {target}"))?;
    let mut metadata = workspace::cargo();
    metadata.args(["metadata", "--locked", "--format-version", "1", "--filter-platform", target]);
    let facts = Facts {
        licenses: licenses(&workspace::output(&mut metadata)?)?,
        digests: digests(&fs::read_to_string("Cargo.lock")?)?,
    };
    Ok(format!("{:#}\n", describe(&all, &inside, &facts).context("cargo tree printed nothing")?))
}

/// `all` is what it takes to build the program; of that, `inside` is what ends up in it.
fn describe(all: &[Package], inside: &[Package], facts: &Facts) -> Option<Value> {
    let inside: BTreeSet<Id> = inside.iter().map(id).collect();
    let program = id(all.first()?);
    let needs = needs(all);
    let components: Vec<Value> = needs
        .keys()
        .filter(|id| **id != program)
        .map(|id| component("library", id, if inside.contains(id) { "required" } else { "excluded" }, facts))
        .collect();
    let dependencies: Vec<Value> = needs
        .iter()
        .map(|(id, needs)| json!({ "ref": purl(id), "dependsOn": needs.iter().map(purl).collect::<Vec<_>>() }))
        .collect();
    Some(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": component("application", &program, "required", facts) },
        "components": components,
        "dependencies": dependencies,
    }))
}

fn component(kind: &str, id: &Id, scope: &str, facts: &Facts) -> Value {
    let (name, version) = id;
    // As crates wrote it before there were expressions.
    let license = facts.licenses.get(id).map(|license| json!([{ "expression": license.replace('/', " OR ") }]));
    let digest = facts.digests.get(id).map(|digest| json!([{ "alg": "SHA-256", "content": digest }]));
    let members = [
        ("type", Some(json!(kind))),
        ("bom-ref", Some(json!(purl(id)))),
        ("name", Some(json!(name))),
        ("version", Some(json!(version))),
        ("scope", Some(json!(scope))),
        ("purl", Some(json!(purl(id)))),
        ("licenses", license),
        ("hashes", digest),
    ];
    members.into_iter().filter_map(|(member, value)| Some((member.to_owned(), value?))).collect()
}

fn purl((name, version): &Id) -> String {
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

fn id(package: &Package) -> Id {
    (package.name.clone(), package.version.clone())
}

/// Who needs whom directly. What stands deeper, up to the next line that does not, is needed by the line above.
fn needs(tree: &[Package]) -> BTreeMap<Id, BTreeSet<Id>> {
    let mut needs: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    let mut above: Vec<Id> = Vec::new();
    for package in tree {
        above.truncate(package.depth);
        if let Some(parent) = above.last() {
            needs.entry(parent.clone()).or_default().insert(id(package));
        }
        needs.entry(id(package)).or_default();
        above.push(id(package));
    }
    needs
}

fn licenses(metadata: &str) -> Result<BTreeMap<Id, String>> {
    let metadata: Value = serde_json::from_str(metadata).context("cargo metadata is not JSON")?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo metadata lists no packages")?;
    let text = |package: &Value, member: &str| package.get(member).and_then(Value::as_str).map(String::from);
    let license = |package| Some(((text(package, "name")?, text(package, "version")?), text(package, "license")?));
    Ok(packages.iter().filter_map(license).collect())
}

fn digests(lock: &str) -> Result<BTreeMap<Id, String>> {
    let lock: DocumentMut = lock.parse().context("Cargo.lock is not TOML")?;
    let packages = lock.get("package").and_then(|item| item.as_array_of_tables()).context("Cargo.lock is empty")?;
    let text = |package: &toml_edit::Table, member: &str| package.get(member)?.as_str().map(String::from);
    let digest = |package| Some(((text(package, "name")?, text(package, "version")?), text(package, "checksum")?));
    Ok(packages.iter().filter_map(digest).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &str = "\
0tool v0.2.0 (/somewhere/tool)|default
1serde v1.0.229|derive
2serde_derive v1.0.229 (proc-macro)|
3syn v3.0.9|
1sys v0.1.0+1.2|
2cc v1.4.7|
1syn v3.0.9| (*)
";
    const INSIDE: &str = "0tool v0.2.0 (/somewhere/tool)|\n1serde v1.0.229|\n1sys v0.1.0+1.2|\n";

    fn ids(ids: &[(&str, &str)]) -> BTreeSet<Id> {
        ids.iter().map(|(name, version)| ((*name).to_owned(), (*version).to_owned())).collect()
    }

    #[test]
    fn who_needs_whom_is_read_from_the_depths() {
        let needs = needs(&deps::read_tree(ALL).unwrap());
        let of = |name: &str| needs.iter().find(|(id, _)| id.0 == name).map(|(_, needs)| needs.clone()).unwrap();
        assert_eq!(of("tool"), ids(&[("serde", "1.0.229"), ("sys", "0.1.0+1.2"), ("syn", "3.0.9")]));
        assert_eq!(of("serde"), ids(&[("serde_derive", "1.0.229")]));
        assert_eq!(of("syn"), ids(&[]));
    }

    #[test]
    fn each_crate_is_a_component_with_licence_and_digest() {
        let id = (String::from("serde"), String::from("1.0.229"));
        let facts = Facts {
            licenses: BTreeMap::from([(id.clone(), String::from("MIT/Apache-2.0"))]),
            digests: BTreeMap::from([(id, String::from("abc"))]),
        };
        let bom = describe(&deps::read_tree(ALL).unwrap(), &deps::read_tree(INSIDE).unwrap(), &facts).unwrap();
        assert_eq!(bom["metadata"]["component"]["bom-ref"], "pkg:cargo/tool@0.2.0");
        let components = bom["components"].as_array().unwrap();
        let scopes: Vec<_> = components.iter().map(|one| (one["name"].as_str(), one["scope"].as_str())).collect();
        let expected = [
            ("cc", "excluded"),
            ("serde", "required"),
            ("serde_derive", "excluded"),
            ("syn", "excluded"),
            ("sys", "required"),
        ];
        assert_eq!(scopes, expected.map(|(name, scope)| (Some(name), Some(scope))));
        assert_eq!(components[1]["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(components[1]["hashes"][0]["content"], "abc");
        assert_eq!(components[4]["purl"], "pkg:cargo/sys@0.1.0%2B1.2");

        // Every reference leads somewhere.
        let refs: Vec<_> = bom["dependencies"].as_array().unwrap().iter().map(|one| &one["ref"]).collect();
        for one in bom["dependencies"].as_array().unwrap() {
            assert!(one["dependsOn"].as_array().unwrap().iter().all(|need| refs.contains(&need)), "{one}");
        }
    }

    #[test]
    fn the_lock_files_digests_and_the_metadatas_licences_are_read() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"00\"\n\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n";
        assert_eq!(digests(lock).unwrap().into_keys().collect::<BTreeSet<_>>(), ids(&[("a", "1.0.0")]));
        let metadata = r#"{"packages": [{"name": "a", "version": "1.0.0", "license": "MIT"}, {"name": "b", "version": "1.0.0", "license": null}]}"#;
        assert_eq!(licenses(metadata).unwrap().into_keys().collect::<BTreeSet<_>>(), ids(&[("a", "1.0.0")]));
    }
}
