//! Where an answer goes: to stdout, or to a file that is there when it is whole.

use std::{
    io::{self, BufWriter, Stdout, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use acesso_review::model::Failure;

use super::terminal_width;

/// Whether this is a folder, or would be one: its name ends in a separator.
pub(super) fn names_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator)
}

/// Somewhere to write to. A file appears under its name with [`Destination::close`] alone, so that half an answer never
/// looks like a whole one; its owner alone can read it, since it holds personal data.
#[derive(Debug)]
pub enum Destination {
    /// The process's own output.
    Stdout(BufWriter<Stdout>),
    /// A file under a name of the moment, beside its place.
    File {
        /// What is written to.
        temporary: BufWriter<NamedTempFile>,
        /// Where it is put once it is whole.
        path: PathBuf,
    },
}

impl Destination {
    /// Stdout where no file is named. A file that is there already stays until the new one is whole.
    ///
    /// # Errors
    /// For a name that is a folder's, and where nothing can be written beside it.
    pub fn open(file: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = file else {
            return Ok(Self::Stdout(BufWriter::new(io::stdout())));
        };
        if names_folder(path) {
            return Err(Failure::Usage {
                what: format!("{} is a folder", path.display()),
                advice: "name a file; `acesso export RUN --output DIR/` alone fills a folder, and takes no --format",
            });
        }
        // Beside the file itself: only within one file system a file is renamed at once.
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let temporary = NamedTempFile::new_in(directory)?;
        Ok(Self::File { temporary: BufWriter::new(temporary), path: path.to_owned() })
    }

    /// How many columns it has, where it is a terminal.
    pub fn width(&self) -> Option<u16> {
        match self {
            Self::Stdout(_) => terminal_width(),
            Self::File { .. } => None,
        }
    }

    /// The answer is whole.
    pub fn close(self) -> Result<(), Failure> {
        match self {
            Self::Stdout(mut out) => out.flush()?,
            Self::File { temporary, path } => {
                let file = temporary.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                file.persist(path).map_err(io::Error::from)?;
            }
        }
        Ok(())
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File { temporary, .. } => temporary.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File { temporary, .. } => temporary.flush(),
        }
    }
}
