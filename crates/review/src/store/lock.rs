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
    /// Takes it, unless somebody has it. Nothing is written into the file: an existing file is left unchanged.
    ///
    /// # Errors
    /// Where the file can't be made or locked.
    pub fn try_take(path: &Path) -> io::Result<Option<Self>> {
        loop {
            let file = match open(path) {
                // Whoever had it removed it just now.
                Err(error) if error.kind() == io::ErrorKind::NotFound && is_folder_there(path) => continue,
                opened => opened?,
            };
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

/// Opens the file of a lock, made where it is not there. It follows no link, and changes nothing in a file that is there.
fn open(path: &Path) -> io::Result<File> {
    let mut new = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
    // What is new is made where nothing is, not even a link.
    match new.write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        opened => return opened,
    }
    if !path.symlink_metadata()?.is_file() {
        return Err(io::Error::other("it is no file, and was not made by acesso: remove it"));
    }
    OpenOptions::new().write(true).open(path)
}

fn is_folder_there(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.as_os_str().is_empty() || folder.is_dir())
}

/// Whether this open file is still the one of that name, and no other one to which a link leads.
#[cfg(unix)]
fn is_file_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    file.metadata().map(identity).ok() == path.symlink_metadata().map(identity).ok()
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
