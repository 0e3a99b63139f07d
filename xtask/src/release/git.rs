//! What a release asks of git.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::workspace;

/// The file in git's own directory that names the last tree whose tests and packages held.
const CHECKED: &str = "release-checked";

/// The repository in a directory.
#[derive(Debug)]
pub(super) struct Git {
    root: PathBuf,
}

impl Git {
    pub(super) fn of(root: &Path) -> Self {
        Self { root: root.to_path_buf() }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    fn output(&self, arguments: &[&str]) -> Result<String> {
        let text = workspace::output(Command::new("git").current_dir(&self.root).args(arguments))?;
        Ok(text.trim_end().to_owned())
    }

    /// The branch, or nothing on a commit that no branch is at.
    pub(super) fn branch(&self) -> Result<Option<String>> {
        let name = self.output(&["rev-parse", "--abbrev-ref", "HEAD"])?;
        Ok(Some(name).filter(|name| name != "HEAD"))
    }

    /// The files that are not as they are in HEAD, untracked ones too.
    pub(super) fn changed_files(&self) -> Result<Vec<String>> {
        let status = self.output(&["status", "--porcelain"])?;
        Ok(status.lines().filter_map(|line| line.get(3..)).map(String::from).collect())
    }

    pub(super) fn tags(&self) -> Result<Vec<String>> {
        Ok(self.output(&["tag", "--list"])?.lines().map(String::from).collect())
    }

    pub(super) fn tag(&self, name: &str, message: &str) -> Result<()> {
        self.output(&["tag", "--annotate", "--message", message, name]).map(drop)
    }

    pub(super) fn commit(&self, paths: &[&str], message: &str) -> Result<()> {
        self.output(&[&["add", "--"], paths].concat())?;
        self.output(&["commit", "--quiet", "--message", message]).map(drop)
    }

    /// Puts files back as they are in HEAD.
    pub(super) fn restore(&self, paths: &[&str]) -> Result<()> {
        self.output(&[&["checkout", "--quiet", "HEAD", "--"], paths].concat()).map(drop)
    }

    /// Notes down that what HEAD holds was checked, in a place that is in no commit.
    pub(super) fn remember_checked(&self) -> Result<()> {
        let path = self.checked()?;
        fs::write(&path, self.tree()?).with_context(|| format!("cannot write {}", path.display()))
    }

    pub(super) fn is_checked(&self) -> Result<bool> {
        let tree = self.tree()?;
        Ok(fs::read_to_string(self.checked()?).is_ok_and(|checked| checked == tree))
    }

    fn tree(&self) -> Result<String> {
        self.output(&["rev-parse", "HEAD^{tree}"])
    }

    fn checked(&self) -> Result<PathBuf> {
        Ok(self.root.join(self.output(&["rev-parse", "--git-path", CHECKED])?))
    }
}
