//! Where an answer goes: to stdout, to a file that is there when it is whole, or into a device or a pipe.

use std::{
    error::Error,
    fmt::{self, Display, Formatter},
    fs::OpenOptions,
    io::{self, BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use acesso_review::{model::Failure, store::temporary};

use super::{
    terminal_width,
    visible::{Hidden, Visible},
};

/// Whether this is a folder, or would be one: its name ends in a separator.
pub(super) fn names_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator)
}

/// Somewhere to write to. A file appears under its name with [`Destination::close`] alone, so that half an answer never
/// looks like a whole one; its owner alone can read it, since it holds personal data. Where the name is a link's, it is the
/// file behind it.
#[derive(Debug)]
pub enum Destination {
    /// The process's own output. A terminal gets nothing that it would obey or hide, whatever is written.
    Stdout(BufWriter<Visible>),
    /// A file under a name of the moment, beside its place.
    File {
        /// What is written to.
        temporary: BufWriter<NamedTempFile>,
        /// Where it is put once it is whole.
        path: PathBuf,
    },
    /// What takes the place of a file and is none, such as `/dev/null` or a pipe with a name: written into as it comes.
    Stream(BufWriter<Visible>),
}

impl Destination {
    /// Stdout where no file is named. A file that is there already stays until the new one is whole.
    ///
    /// # Errors
    /// For a name that is a folder's, and where nothing can be written there.
    pub fn open(file: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = file else {
            return Ok(Self::Stdout(seen(io::stdout())));
        };
        match Place::of(path)? {
            Place::File(path) => {
                let temporary = BufWriter::new(beside(&path)?);
                Ok(Self::File { temporary, path })
            }
            Place::Stream => {
                let stream = OpenOptions::new().write(true).open(path).map_err(|error| unwritable(path, &error))?;
                Ok(Self::Stream(seen(stream)))
            }
        }
    }

    /// That something can be written there, which is found out before it is known what. Nothing of it stays.
    ///
    /// # Errors
    /// Those of [`open`](Self::open).
    pub fn check(file: &Path) -> Result<(), Failure> {
        match Place::of(file)? {
            Place::File(path) => beside(&path).map(drop),
            // To open a pipe is to wait for somebody who reads it.
            Place::Stream => Ok(()),
        }
    }

    /// The same for JSON, which loses nothing on a terminal and has nothing in it that one would obey later.
    pub(super) fn of_json(mut self) -> Self {
        if let Self::Stdout(out) | Self::Stream(out) = &mut self {
            out.get_mut().set_hidden(Hidden::Escaped);
        }
        self
    }

    pub(super) fn is_terminal(&self) -> bool {
        matches!(self, Self::Stdout(out) | Self::Stream(out) if out.get_ref().is_terminal())
    }

    /// How many columns it has, where it is a terminal.
    pub fn width(&self) -> Option<u16> {
        match self {
            Self::Stdout(_) => terminal_width(),
            Self::File { .. } | Self::Stream(_) => None,
        }
    }

    /// The answer is whole.
    pub fn close(self) -> Result<(), Failure> {
        match self {
            Self::Stdout(mut out) => out.flush().map_err(of_stdout)?,
            Self::Stream(mut out) => out.flush()?,
            Self::File { temporary, path } => {
                let file = temporary.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                file.persist(path).map_err(io::Error::from)?;
            }
        }
        Ok(())
    }
}

/// What is written into as it comes, which may be a terminal.
fn seen(out: impl Write + IsTerminal + Send + 'static) -> BufWriter<Visible> {
    let hidden = if out.is_terminal() { Hidden::Replaced } else { Hidden::Kept };
    BufWriter::new(Visible::new(out, hidden))
}

/// Whoever read our own output has closed it, `acesso … | head` for example: they have seen enough. No other pipe that
/// breaks says that.
#[derive(Debug)]
struct NobodyReads;

impl Display for NobodyReads {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("nobody reads it any more")
    }
}

impl Error for NobodyReads {}

fn of_stdout(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::BrokenPipe { io::Error::new(error.kind(), NobodyReads) } else { error }
}

/// Whether something was not written since whoever reads stdout has closed it.
pub fn nobody_reads(failure: &Failure) -> bool {
    matches!(failure, Failure::Write(error) if error.get_ref().is_some_and(|inner| inner.is::<NobodyReads>()))
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes).map_err(of_stdout),
            Self::File { temporary, .. } => temporary.write(bytes),
            Self::Stream(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush().map_err(of_stdout),
            Self::File { temporary, .. } => temporary.flush(),
            Self::Stream(out) => out.flush(),
        }
    }
}

/// What a path names.
enum Place {
    /// A file, there or not; of a link, the one behind it.
    File(PathBuf),
    /// Neither a file nor a folder.
    Stream,
}

impl Place {
    fn of(path: &Path) -> Result<Self, Failure> {
        if names_folder(path) {
            return Err(Failure::usage("failure-output-is-folder", &[("path", &path.display())]));
        }
        match path.metadata() {
            Ok(there) if !there.is_file() => Ok(Self::Stream),
            _ => Ok(Self::File(behind_links(path).map_err(|error| unwritable(path, &error))?)),
        }
    }
}

/// How many links are followed: as many as the system does.
const LINKS: usize = 40;

/// The file that a path names, which need not be there.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        match path.read_link() {
            Ok(target) => path = folder_of(&path).join(target),
            // It is no link.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("there are too many links, one behind the other"))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file of the moment beside another one: only within one file system a file is renamed at once.
fn beside(path: &Path) -> Result<NamedTempFile, Failure> {
    temporary::file_in(folder_of(path)).map_err(|error| unwritable(path, &error))
}

/// That nothing can be written there, and why.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::Write(io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::{
        fs::{self, File},
        io::Read,
        os::unix::fs::symlink,
        process::Command,
        thread,
    };

    use super::*;

    fn write(path: &Path, text: &str) -> Result<(), Failure> {
        let mut out = Destination::open(Some(path))?;
        out.write_all(text.as_bytes()).unwrap();
        out.close()
    }

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn through_a_link_the_file_behind_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let [target, link, other] = ["real/target", "link", "other"].map(|name| folder.path().join(name));
        fs::create_dir(folder.path().join("real")).unwrap();
        symlink("real/target", &link).unwrap();
        symlink(&link, &other).unwrap();
        for text in ["not there yet", "there already"] {
            write(&other, text).unwrap();
            assert_eq!(fs::read_to_string(&target).unwrap(), text);
        }
        assert!(link.is_symlink() && other.is_symlink() && !target.is_symlink());
        assert_eq!(names(folder.path()), ["link", "other", "real"]);
        symlink("loop", folder.path().join("loop")).unwrap();
        let endless = write(&folder.path().join("loop"), "x").unwrap_err().to_string();
        assert!(endless.contains("loop"), "{endless}");
    }

    #[test]
    fn a_device_and_a_pipe_are_written_into_and_stay_what_they_are() {
        use std::os::unix::fs::FileTypeExt;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        Destination::check(&pipe).unwrap();
        let reader = thread::spawn({
            let pipe = pipe.clone();
            move || {
                let mut text = String::new();
                File::open(pipe).unwrap().read_to_string(&mut text).unwrap();
                text
            }
        });
        write(&pipe, "what comes").unwrap();
        assert!(pipe.metadata().unwrap().file_type().is_fifo());
        assert_eq!(reader.join().unwrap(), "what comes");
        // Nobody but root could replace the device, and root is who must not.
        let null = folder.path().join("null");
        symlink("/dev/null", &null).unwrap();
        for path in [Path::new("/dev/null"), &null] {
            write(path, "nothing").unwrap();
            assert!(path.metadata().unwrap().file_type().is_char_device());
        }
        assert_eq!(names(folder.path()), ["null", "pipe"]);
    }

    #[test]
    fn what_cant_be_written_is_found_out_before_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        for path in [folder.path().join("nowhere/x.csv"), file.join("x.csv")] {
            for refused in [Destination::check(&path).unwrap_err(), Destination::open(Some(&path)).unwrap_err()] {
                assert!(refused.to_string().contains(&path.display().to_string()), "{refused}");
            }
        }
        Destination::check(&folder.path().join("x.csv")).unwrap();
        assert_eq!(names(folder.path()), ["file"], "nothing of it stays");
    }
}
