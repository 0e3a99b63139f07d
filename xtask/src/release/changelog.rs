//! A crate's changelog: what is not released yet, and what was.

use anyhow::{Context as _, Result, ensure};
use jiff::civil::Date;
use semver::Version;

const UNRELEASED: &str = "## Unreleased";

/// How many changes wait for a release: the list items of `Unreleased`.
pub(super) fn waiting(changelog: &str) -> usize {
    let section = changelog.lines().skip_while(|line| line.trim_end() != UNRELEASED).skip(1);
    let section = section.take_while(|line| !line.starts_with("## "));
    section.filter(|line| line.starts_with("- ")).count()
}

/// Whether there is a dated section of this version.
pub(super) fn is_dated(changelog: &str, version: &Version) -> bool {
    let heading = format!("## {version} - ");
    changelog.lines().any(|line| line.starts_with(&heading))
}

/// The changelog with what was unreleased under a heading of its own, and nothing unreleased.
pub(super) fn dated(changelog: &str, version: &Version, today: Date) -> Result<String> {
    ensure!(waiting(changelog) > 0, "nothing stands under `{UNRELEASED}`");
    ensure!(!is_dated(changelog, version), "there is a section for {version} already");
    let at = changelog.lines().take_while(|line| line.trim_end() != UNRELEASED).map(|line| line.len() + 1).sum();
    let (before, after) = changelog.split_at_checked(at).context("the changelog's lines do not end alike")?;
    let waiting = after.get(UNRELEASED.len()..).unwrap_or_default();
    Ok(format!("{before}{UNRELEASED}\n\n## {version} - {today}{waiting}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const CHANGELOG: &str = "\
# Changelog of sample

Words about it.

## Unreleased

### Added

- One thing
  that takes two lines.
- Another.

## 0.1.0 - 2026-01-02

### Added

- The first one.
";

    #[test]
    fn waiting_changes_are_those_that_are_unreleased() {
        assert_eq!(waiting(CHANGELOG), 2);
        let nothing = "# Changelog\n\n## Unreleased\n\n### Added\n\n## 0.1.0 - 2026-01-02\n\n- The first one.\n";
        assert_eq!(waiting(nothing), 0);
        assert_eq!(waiting("# Changelog\n\n- No section.\n"), 0);
    }

    #[test]
    fn a_release_moves_them_under_their_version_and_date() {
        let version = Version::new(0, 2, 0);
        assert!(!is_dated(CHANGELOG, &version));
        let after = dated(CHANGELOG, &version, date(2026, 11, 26)).unwrap();
        let expected = CHANGELOG.replace("## Unreleased\n", "## Unreleased\n\n## 0.2.0 - 2026-11-26\n");
        assert_eq!(after, expected);
        assert!(is_dated(&after, &version));
        assert_eq!(waiting(&after), 0);
    }

    #[test]
    fn nothing_to_say_and_a_version_twice_are_refused() {
        let today = date(2026, 11, 26);
        assert!(dated("## Unreleased\n", &Version::new(0, 2, 0), today).is_err());
        assert!(dated(CHANGELOG, &Version::new(0, 1, 0), today).is_err());
        // A version that another one begins with is another version.
        assert!(!is_dated("## 0.1.0-rc.1 - 2026-01-01\n", &Version::new(0, 1, 0)));
    }
}
