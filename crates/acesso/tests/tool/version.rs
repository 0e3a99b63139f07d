//! Which tool this is.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use crate::run::run;

/// What the sources say of themselves: a clone through git, a packed archive in a file, others not at all.
fn commit() -> Option<String> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    if let Ok(packed_from) = fs::read_to_string(package.join(".cargo_vcs_info.json")) {
        let packed_from: serde_json::Value = serde_json::from_str(&packed_from).unwrap();
        return Some(packed_from["git"]["sha1"].as_str().unwrap()[..12].to_owned());
    }
    let git = Command::new("git").args(["rev-parse", "HEAD"]).current_dir(package).output();
    let head = String::from_utf8(git.ok()?.stdout).unwrap();
    head.get(..12).filter(|_| package.join("../../.git").exists()).map(String::from)
}

#[tokio::test]
async fn the_version_names_the_commit_that_it_was_built_from() {
    let shown = run(&BTreeMap::new(), &["--version"]).await;
    let version = concat!("acesso ", env!("CARGO_PKG_VERSION"));
    match commit() {
        Some(commit) => {
            let of_commit = [format!("{version} ({commit})\n"), format!("{version} ({commit}-dirty)\n")];
            assert!(of_commit.contains(&shown.out), "{} is none of {of_commit:?}", shown.out);
        }
        None => assert_eq!(shown.out, format!("{version}\n")),
    }
}
