//! Versions in manifests, changed without touching anything else.

use anyhow::{Context as _, Result, bail};
use semver::Version;
use toml_edit::{DocumentMut, Item, value};

/// The crate's manifest with this version.
pub(super) fn with_version(manifest: &str, version: &Version) -> Result<String> {
    let mut manifest: DocumentMut = manifest.parse()?;
    let place = manifest.get_mut("package").and_then(|package| package.get_mut("version"));
    set(place.filter(|place| place.is_str()).context("the crate has no version of its own")?, version)?;
    Ok(manifest.to_string())
}

/// The workspace's manifest with this version required of one of its crates, if anybody requires one.
pub(super) fn with_requirement(manifest: &str, name: &str, version: &Version) -> Result<String> {
    let mut manifest: DocumentMut = manifest.parse()?;
    let path = ["workspace", "dependencies", name, "version"];
    let place = path.iter().try_fold(manifest.as_item_mut(), |item, key| item.as_table_like_mut()?.get_mut(key));
    if let Some(place) = place.filter(|place| place.is_str()) {
        set(place, version)?;
    }
    Ok(manifest.to_string())
}

/// Sets a value and leaves the space and the comment around it.
fn set(place: &mut Item, version: &Version) -> Result<()> {
    let Some(old) = place.as_value() else { bail!("a version is not a value") };
    let decor = old.decor().clone();
    *place = value(version.to_string());
    if let Some(new) = place.as_value_mut() {
        *new.decor_mut() = decor;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_changes_and_nothing_else() {
        let before = "# Ours\n[package]\nname = \"a\" # short\nversion   = \"0.1.0\" # see CHANGELOG.md\n\n[dependencies]\nb = { version = \"0.1.0\" }\n";
        let after = with_version(before, &Version::new(0, 2, 0)).unwrap();
        assert_eq!(after, before.replacen("\"0.1.0\"", "\"0.2.0\"", 1));
    }

    #[test]
    fn a_version_that_is_not_the_crates_own_is_refused() {
        for manifest in ["[package]\nname = \"a\"\n", "[package]\nversion.workspace = true\n", "nonsense ="] {
            assert!(with_version(manifest, &Version::new(0, 2, 0)).is_err(), "{manifest}");
        }
    }

    #[test]
    fn a_requirement_changes_and_those_of_others_do_not() {
        let before = "[workspace.dependencies]\na = { path = \"a\", version = \"0.1.0\" } # ours\nb = { path = \"b\", version = \"0.1.0\" }\nc = \"0.1.0\"\n";
        let after = with_requirement(before, "b", &Version::new(0, 2, 0)).unwrap();
        assert_eq!(after, before.replace("\"b\", version = \"0.1.0\"", "\"b\", version = \"0.2.0\""));
        assert_eq!(with_requirement(before, "d", &Version::new(0, 2, 0)).unwrap(), before);
    }
}
