//! A folder on its way out: it is there when it is whole.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use acesso_review::{
    model::Failure,
    store::temporary::{self, TempFolder},
};

use super::destination::unwritable;

/// Where a folder goes.
#[derive(Debug)]
pub(crate) struct Folder {
    folder: PathBuf,
    parent: PathBuf,
    /// There is one already, and it is empty.
    is_there: bool,
}

impl Folder {
    /// Refuses one that holds anything.
    pub(crate) fn of(folder: &Path) -> Result<Self, Failure> {
        // Without a separator at its end, and for `.` with a name.
        let (folder, is_there) = match fs::canonicalize(folder) {
            Ok(folder) => (folder, true),
            Err(_) => (folder.components().collect(), false),
        };
        if is_there && fs::read_dir(&folder)?.next().is_some() {
            return Err(Failure::usage("failure-folder-not-empty", &[("path", &folder.display())]));
        }
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new(".")).to_owned();
        Ok(Self { folder, parent, is_there })
    }

    /// What it will be called.
    pub(crate) fn path(&self) -> &Path {
        &self.folder
    }

    /// A folder beside it: only within one file system a folder is renamed at once.
    pub(crate) fn stage(&self) -> Result<TempFolder, Failure> {
        temporary::folder_in(&self.parent).map_err(|error| unwritable(&self.folder, &error))
    }

    /// Gives the staged folder its name.
    pub(crate) fn put(&self, staged: TempFolder) -> Result<(), Failure> {
        sync(staged.path())?;
        if self.is_there {
            // Where somebody put something into it meanwhile, it stays.
            fs::remove_dir(&self.folder)?;
        }
        fs::rename(staged.path(), &self.folder)?;
        // It has another name by now.
        let _renamed = staged.keep();
        Ok(sync(&self.parent)?)
    }
}

/// A name that is new is kept through a power failure once its folder is written out.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
