//! Files and folders of the moment: personal data is in them, and none of them stays for good.
//!
//! They go when they are dropped. A process that is told to end drops nothing, so it calls [`remove_all`] before. One that is
//! killed can't: what it left is removed by the next one that makes something in the same folder, or that [sweeps](sweep) it.
//! A process holds what it made by a lock, which the system frees however it ends, so that nothing is removed that is in use.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use tempfile::{Builder, NamedTempFile, TempDir};

/// How their names begin.
const PREFIX: &str = ".acesso-";

/// How many letters and digits stand behind that.
const LETTERS: usize = 12;

/// Everything that this process made.
static MADE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file in this folder, which its owner alone can read.
pub fn file_in(folder: &Path) -> io::Result<NamedTempFile> {
    sweep(folder);
    let mut made = made();
    loop {
        let file = builder().tempfile_in(folder)?;
        if is_held(file.as_file(), file.path()) {
            made.push(file.path().to_owned());
            return Ok(file);
        }
    }
}

/// A folder in this folder, which its owner alone can look into.
pub fn folder_in(folder: &Path) -> io::Result<TempFolder> {
    sweep(folder);
    let mut made = made();
    let mut builder = builder();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    loop {
        let folder = builder.tempdir_in(folder)?;
        // Elsewhere a folder can't be opened, and none is swept.
        let held = if cfg!(unix) { File::open(folder.path()).map(Some) } else { Ok(None) };
        let held = match held {
            // Somebody who sweeps took it for something that was left.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            held => held?,
        };
        if held.as_ref().is_none_or(|held| is_held(held, folder.path())) {
            made.push(folder.path().to_owned());
            return Ok(TempFolder { folder, _held: held });
        }
    }
}

/// A folder of the moment.
#[derive(Debug)]
pub struct TempFolder {
    folder: TempDir,
    _held: Option<File>,
}

impl TempFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// It is no longer of the moment: somebody gave it another name.
    pub fn keep(self) -> PathBuf {
        self.folder.keep()
    }
}

/// Removes everything that this process made and that still has the name of the moment. Nothing new is made as long as what
/// this gives lives: whoever calls it ends the process then.
pub fn remove_all() -> impl Sized {
    let mut made = made();
    // Somebody may be writing into a folder just now.
    for path in made.drain(..) {
        let is_gone = |_: &usize| remove(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        let _how_often = (0..5).find(is_gone);
    }
    made
}

/// Removes what processes left in this folder that are no more. What can't be removed stays: it is somebody else's, or in use.
pub fn sweep(folder: &Path) {
    // Elsewhere a lock keeps others from reading the file, too, and a folder can't be opened.
    if !cfg!(unix) {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if is_of_the_moment(&entry.file_name()) {
            let _or_it_stays = remove_if_left(&entry.path());
        }
    }
}

fn remove_if_left(path: &Path) -> io::Result<()> {
    // What is neither is not ours: to open a pipe is to wait for somebody.
    let kind = path.symlink_metadata()?.file_type();
    if kind.is_file() || kind.is_dir() {
        let file = File::open(path)?;
        file.try_lock()?;
        remove(path)?;
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    if path.symlink_metadata()?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

fn is_of_the_moment(name: &OsStr) -> bool {
    let behind = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
    behind
        .is_some_and(|letters| letters.len() == LETTERS && letters.bytes().all(|letter| letter.is_ascii_alphanumeric()))
}

fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).rand_bytes(LETTERS);
    builder
}

/// Holds what was just made; false if a sweep already removed it as a leftover.
fn is_held(file: &File, path: &Path) -> bool {
    if !cfg!(unix) {
        return true;
    }
    // Where there are no locks, nobody who sweeps gets one either.
    !matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)) && path.exists()
}

fn made() -> MutexGuard<'static, Vec<PathBuf>> {
    MADE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn what_is_left_is_swept_and_what_is_in_use_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let (used_file, used_folder) = (file_in(folder.path()).unwrap(), folder_in(folder.path()).unwrap());
        fs::write(used_folder.path().join("page"), "in use").unwrap();
        fs::write(path(".acesso-abcdef012345"), "left").unwrap();
        fs::create_dir(path(".acesso-ABCDEF012345")).unwrap();
        fs::write(path(".acesso-ABCDEF012345").join("page"), "left").unwrap();
        let others = [".acesso-notes", ".acesso-abcdef012345.db", ".tmpabcdef012345", "acesso.db"];
        others.iter().for_each(|name| fs::write(path(name), "not ours").unwrap());
        std::os::unix::fs::symlink("acesso.db", path(".acesso-000000000000")).unwrap();
        let new = file_in(folder.path()).unwrap();
        assert!(!path(".acesso-abcdef012345").exists() && !path(".acesso-ABCDEF012345").exists());
        assert!(used_file.path().exists() && used_folder.path().join("page").exists(), "they are in use");
        assert_eq!(names(folder.path()), others.len() + 4, "all else stays: also a link, which is none of ours");
        drop((used_file, used_folder, new));
        assert_eq!(names(folder.path()), others.len() + 1);
    }

    #[test]
    fn many_who_make_and_sweep_at_once_keep_what_is_theirs() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let (file, inner) = (file_in(folder.path()).unwrap(), folder_in(folder.path()).unwrap());
                        sweep(folder.path());
                        assert!(file.path().exists() && inner.path().exists());
                    }
                });
            }
        });
        assert_eq!(names(folder.path()), 0);
    }
}
