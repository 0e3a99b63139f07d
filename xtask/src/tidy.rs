//! What no file and no manifest may hold or lack.

use anyhow::{Result, ensure};

use crate::workspace::{self, Member};

/// The licence of every crate here.
const LICENSE: &str = "MIT OR Apache-2.0";
/// Where developers' machines keep their files. In pieces, so that this file passes its own check.
const HOMES: [&str; 3] = [concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("/ro", "ot/")];
/// Macros that mark unfinished work.
const LEFTOVERS: [&str; 3] = [concat!("to", "do!("), concat!("unimple", "mented!("), concat!("d", "bg!(")];

/// Checks all files and manifests and lists everything that is not as it should be.
pub(crate) fn check() -> Result<()> {
    let mut complaints: Vec<String> = workspace::members()?.iter().flat_map(member_complaints).collect();
    for (path, text) in workspace::files()? {
        if path.file_name().is_some_and(|name| name == "Cargo.toml") && !forbids_unsafe(&text) {
            complaints
                .push(format!("{}: inherit the workspace's lints: unsafe code is forbidden there", path.display()));
        }
        let is_rust = path.extension().is_some_and(|end| end == "rs");
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(home) = home(line) {
                complaints.push(format!("{}:{number}: a path of one machine: {home}…", path.display()));
            }
            if let Some(leftover) = leftover(line).filter(|_| is_rust) {
                complaints.push(format!("{}:{number}: unfinished: {leftover}…)", path.display()));
            }
        }
    }
    ensure!(complaints.is_empty(), "not tidy:\n  {}", complaints.join("\n  "));
    Ok(())
}

fn member_complaints(member: &Member) -> Vec<String> {
    let mut complaints = Vec::new();
    if member.readme.is_none() {
        complaints.push(format!("{} has no README.md", member.name));
    }
    if member.license.as_deref() != Some(LICENSE) {
        complaints.push(format!("{} is not licensed as {LICENSE}: inherit the workspace's licence", member.name));
    }
    if member.rust_version.is_none() {
        // Clippy then takes everything that this toolchain knows for allowed.
        complaints.push(format!("{} says no rust-version: inherit the workspace's", member.name));
    }
    complaints
}

/// Whether a manifest has the workspace's lints, or forbids unsafe code itself, as the workspace and what is outside do.
fn forbids_unsafe(manifest: &str) -> bool {
    let mut table = "";
    manifest.lines().map(str::trim).any(|line| {
        if line.starts_with('[') {
            table = line;
        }
        matches!(
            (table, line),
            ("[lints]", "workspace = true") | ("[lints.rust]" | "[workspace.lints.rust]", "unsafe_code = \"forbid\"")
        )
    })
}

/// The absolute path of somebody's files: a home that begins a path and has somebody in it.
fn home(line: &str) -> Option<&'static str> {
    HOMES.into_iter().find(|home| {
        line.match_indices(home).any(|(at, _)| {
            let (before, after) = (line.get(..at).unwrap_or(""), line.get(at + home.len()..).unwrap_or(""));
            !before.ends_with(in_path) && after.starts_with(in_path)
        })
    })
}

fn leftover(line: &str) -> Option<&'static str> {
    LEFTOVERS.into_iter().find(|leftover| line.contains(leftover))
}

fn in_path(character: char) -> bool {
    character.is_alphanumeric() || ".-_~}".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(license: Option<&str>, readme: Option<&str>) -> Member {
        Member {
            name: String::from("sample"),
            license: license.map(String::from),
            readme: readme.map(String::from),
            rust_version: Some(String::from("1.88")),
            features: Vec::new(),
        }
    }

    #[test]
    fn a_member_needs_a_readme_and_the_licence() {
        assert_eq!(member_complaints(&member(Some(LICENSE), Some("README.md"))), [""; 0]);
        assert_eq!(member_complaints(&member(Some(LICENSE), None)), ["sample has no README.md"]);
        for license in [None, Some("GPL-3.0-only")] {
            assert_eq!(member_complaints(&member(license, Some("README.md"))).len(), 1, "{license:?}");
        }
        let no_rust_version = Member { rust_version: None, ..member(Some(LICENSE), Some("README.md")) };
        let expected = ["sample says no rust-version: inherit the workspace's"];
        assert_eq!(member_complaints(&no_rust_version), expected);
    }

    #[test]
    fn a_manifest_has_to_forbid_unsafe_code() {
        for good in [
            "[package]\nname = \"x\"\n\n[lints]\nworkspace = true\n",
            "[lints.rust]\nmissing_docs = \"warn\"\nunsafe_code = \"forbid\"",
            "[workspace.lints.rust]\nunsafe_code = \"forbid\"",
        ] {
            assert!(forbids_unsafe(good), "{good}");
        }
        for bad in [
            "",
            "[package]\nname = \"x\"",
            "[lints]\n[package]\nworkspace = true",
            "[lints.rust]\nunsafe_code = \"deny\"",
            "[lints]\n# workspace = true",
            "[package.metadata]\nunsafe_code = \"forbid\"",
        ] {
            assert!(!forbids_unsafe(bad), "{bad}");
        }
    }

    #[test]
    fn paths_of_a_machine_are_found() {
        for home_of_somebody in HOMES {
            for line in ["{}ana/project", "see {}ana/project.", "file://{}ana/x", "A={}ana/x", "\"{}ana/x\""] {
                let line = line.replace("{}", home_of_somebody);
                assert_eq!(home(&line), Some(home_of_somebody), "{line}");
            }
        }
    }

    #[test]
    fn other_paths_are_not() {
        for home_of_nobody in HOMES {
            for line in ["https://example.com{}ana/x", "crates{}main.rs", "{}{id}/roles", "the directory {}"] {
                let line = line.replace("{}", home_of_nobody);
                assert_eq!(home(&line), None, "{line}");
            }
        }
    }

    #[test]
    fn unfinished_work_is_found() {
        for name in ["todo", "unimplemented", "dbg"] {
            assert!(leftover(&format!("    {name}!(\"later\");")).is_some(), "{name}");
            assert_eq!(leftover(&format!("fn {name}(later: bool) {{}}")), None);
        }
    }
}
