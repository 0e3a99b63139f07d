//! A lock that processes have against each other.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// Holds a file against other processes until it is dropped. The system frees it when the process ends, however it ends;
/// then the file is left, which harms nobody.
#[derive(Debug)]
pub struct FileLock {
    _file: File,
    path: PathBuf,
}

impl Drop for FileLock {
    fn drop(&mut self) {
        let _nobody_needs_it = std::fs::remove_file(&self.path);
    }
}

impl FileLock {
    /// Takes it, unless somebody has it. Nothing is written into the file: who locks one that there was leaves it as it is.
    ///
    /// # Errors
    /// Where the file can't be made or locked.
    pub fn try_take(path: &Path) -> io::Result<Option<Self>> {
        loop {
            let file = open(path)?;
            match file.try_lock() {
                // Whoever had it removed the file after we opened it: this lock would keep nobody away.
                Ok(()) if !is_file_at(&file, path) => {}
                Ok(()) => return Ok(Some(Self { _file: file, path: path.to_owned() })),
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create(true).truncate(false).open(path)
}

/// Whether this open file is still the one of that name.
#[cfg(unix)]
fn is_file_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    file.metadata().map(identity).ok() == path.metadata().map(identity).ok()
}

/// Elsewhere a file that is open keeps its name.
#[cfg(not(unix))]
fn is_file_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alone_has_it_and_nothing_is_left_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let lock = FileLock::try_take(&path).unwrap();
        assert!(lock.is_some() && FileLock::try_take(&path).unwrap().is_none());
        drop(lock);
        assert!(!path.exists());
        std::fs::write(&path, "somebody's").unwrap();
        let _lock = FileLock::try_take(&path).unwrap().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "somebody's");
    }

    #[cfg(unix)]
    #[test]
    fn one_that_was_removed_and_made_anew_is_another_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let old = File::create(&path).unwrap();
        assert!(is_file_at(&old, &path));
        std::fs::remove_file(&path).unwrap();
        assert!(!is_file_at(&old, &path));
        let new = File::create(&path).unwrap();
        assert!(is_file_at(&new, &path) && !is_file_at(&old, &path));
    }
}
