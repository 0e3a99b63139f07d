//! Which tool this is.

use std::sync::LazyLock;

/// Its version.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The commit that it was built from, twelve digits of it; with `-dirty` behind them if its sources were not exactly
/// that commit's. `None` if it was built without git from something that does not say where it comes from: `build.rs`
/// knows how it is found out.
pub(crate) const COMMIT: Option<&str> = option_env!("ACESSO_COMMIT");

/// What `acesso --version` shows.
pub(crate) fn shown() -> &'static str {
    static SHOWN: LazyLock<String> = LazyLock::new(|| version_and_commit(COMMIT));
    &SHOWN
}

fn version_and_commit(commit: Option<&str>) -> String {
    commit.map_or_else(|| VERSION.to_owned(), |commit| format!("{VERSION} ({commit})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_stands_alone_where_the_commit_is_not_known() {
        assert_eq!(version_and_commit(None), VERSION);
        assert_eq!(version_and_commit(Some("0123456789ab-dirty")), format!("{VERSION} (0123456789ab-dirty)"));
    }
}
