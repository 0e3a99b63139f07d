//! From one version to the next.

use std::fmt::{self, Display, Formatter};

use anyhow::{Context as _, Result};
use semver::{BuildMetadata, Comparator, Op, Prerelease, Version};

/// Which version comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    Patch,
    Minor,
    Major,
    Exactly(Version),
}

impl Next {
    pub(super) fn read(word: &str) -> Result<Self> {
        Ok(match word {
            "patch" => Self::Patch,
            "minor" => Self::Minor,
            "major" => Self::Major,
            version => Self::Exactly(
                Version::parse(version)
                    .with_context(|| format!("{version} is neither patch, minor, major nor a version"))?,
            ),
        })
    }

    /// The version after `now`. A pre-release is followed by what it was a pre-release of.
    pub(super) fn after(&self, now: &Version) -> Version {
        let is_pre = !now.pre.is_empty();
        let (major, minor, patch) = (now.major, now.minor, now.patch);
        match self {
            Self::Patch => Version::new(major, minor, if is_pre { patch } else { patch + 1 }),
            Self::Minor if is_pre && patch == 0 => Version::new(major, minor, 0),
            Self::Minor => Version::new(major, minor + 1, 0),
            Self::Major if is_pre && minor == 0 && patch == 0 => Version::new(major, 0, 0),
            Self::Major => Version::new(major + 1, 0, 0),
            Self::Exactly(version) => version.clone(),
        }
    }
}

impl Display for Next {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Patch => f.write_str("patch"),
            Self::Minor => f.write_str("minor"),
            Self::Major => f.write_str("major"),
            Self::Exactly(version) => version.fmt(f),
        }
    }
}

/// How much may change from one version to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Whoever uses the crate may have to change something.
    Breaking,
    Minor,
    Patch,
}

impl Change {
    /// As cargo reads versions: below 1.0.0 the second number is the one that breaks.
    pub(super) fn between(from: &Version, to: &Version) -> Self {
        let plain = Version { pre: Prerelease::EMPTY, build: BuildMetadata::EMPTY, ..to.clone() };
        let compatible = Comparator {
            op: Op::Caret,
            major: from.major,
            minor: Some(from.minor),
            patch: Some(from.patch),
            pre: from.pre.clone(),
        };
        if !compatible.matches(&plain) {
            Self::Breaking
        } else if from.major == 0 || to.minor > from.minor {
            Self::Minor
        } else {
            Self::Patch
        }
    }

    /// As cargo-semver-checks calls it, whatever the numbers are: 0.1.1 after 0.1.0 is a minor one.
    pub(super) fn release_type(self) -> &'static str {
        match self {
            Self::Breaking => "major",
            Self::Minor => "minor",
            Self::Patch => "patch",
        }
    }

    /// What changes must not do.
    pub(super) fn forbidden(self) -> Option<&'static str> {
        match self {
            Self::Breaking => None,
            Self::Minor => Some("break who uses it"),
            Self::Patch => Some("break who uses it, or add to its API"),
        }
    }
}

impl Display for Change {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Breaking => "breaking",
            Self::Minor => "compatible",
            Self::Patch => "fixes",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn the_next_version_is_one_more_and_ends_in_zeros() {
        for (now, patch, minor, major) in [
            ("0.1.0", "0.1.1", "0.2.0", "1.0.0"),
            ("1.2.3", "1.2.4", "1.3.0", "2.0.0"),
            ("2.0.0-rc.1", "2.0.0", "2.0.0", "2.0.0"),
            ("2.1.0-rc.1", "2.1.0", "2.1.0", "3.0.0"),
            ("2.1.3-rc.1", "2.1.3", "2.2.0", "3.0.0"),
        ] {
            let now = version(now);
            assert_eq!(Next::Patch.after(&now), version(patch), "{now}");
            assert_eq!(Next::Minor.after(&now), version(minor), "{now}");
            assert_eq!(Next::Major.after(&now), version(major), "{now}");
        }
    }

    #[test]
    fn a_word_is_a_step_or_a_version() {
        for word in ["patch", "minor", "major", "1.2.3", "0.2.0-rc.1"] {
            assert_eq!(Next::read(word).unwrap().to_string(), word);
        }
        for word in ["", "Minor", "1.2", "v1.2.3", "latest"] {
            let error = Next::read(word).unwrap_err().to_string();
            assert!(error.ends_with("is neither patch, minor, major nor a version"), "{error}");
        }
    }

    #[test]
    fn below_one_the_second_number_breaks() {
        for (from, to, change) in [
            ("0.1.0", "0.2.0", Change::Breaking),
            ("0.1.0", "0.1.1", Change::Minor),
            ("0.1.9", "1.0.0", Change::Breaking),
            ("0.0.1", "0.0.2", Change::Breaking),
            ("1.0.0", "2.0.0", Change::Breaking),
            ("1.0.0", "1.1.0", Change::Minor),
            ("1.0.0", "1.0.1", Change::Patch),
            ("1.0.0", "1.1.0-rc.1", Change::Minor),
        ] {
            assert_eq!(Change::between(&version(from), &version(to)), change, "{from} to {to}");
        }
    }
}
