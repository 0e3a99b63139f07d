//! Which files hold decisions.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use acesso_review::model::Failure;

use super::{
    columns::Columns,
    saved,
    table::{Cell, Look, Place, Table},
};

/// The files that were given, or lie in a folder that was.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Those that hold decisions, or are to.
    pub decisions: Vec<PathBuf>,
    /// Those beside them that hold none.
    pub others: Vec<PathBuf>,
}

impl Files {
    /// A file is taken as it is; of a folder, those of its files that hold decisions, in the order of their names. Folders in it
    /// are left alone, and what programs hide in it is not told.
    ///
    /// # Errors
    /// [`Failure::usage`] for a folder that can't be read, and where there is no file at all that holds decisions.
    pub fn of(given: &[PathBuf]) -> Result<Self, Failure> {
        let mut files = Self::default();
        for path in given {
            if path.is_dir() {
                files.add_folder(path)?;
            } else {
                files.decisions.push(path.clone());
            }
        }
        files.order_what_pages_saved();
        if files.decisions.is_empty() {
            let folders: Vec<_> = given.iter().map(|path| path.display().to_string()).collect();
            return Err(Failure::usage("failure-no-decision-files", &[("folders", &folders.join(", "))]));
        }
        Ok(files)
    }

    /// What was saved last is taken last, whatever the files are called: it has the last word.
    fn order_what_pages_saved(&mut self) {
        let (places, mut saved): (Vec<_>, Vec<_>) = (0..)
            .zip(&self.decisions)
            .filter_map(|(place, path)| Some((place, (saved::saved_at(path)?, path.clone()))))
            .unzip();
        saved.sort();
        for (place, (_, path)) in places.into_iter().zip(saved) {
            if let Some(there) = self.decisions.get_mut(place) {
                *there = path;
            }
        }
    }

    fn add_folder(&mut self, folder: &Path) -> Result<(), Failure> {
        let unreadable = |error: io::Error| {
            Failure::usage("failure-decisions-folder", &[("path", &folder.display()), ("error", &error)])
        };
        let entries = fs::read_dir(folder).map_err(unreadable)?;
        let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>().map_err(unreadable)?;
        paths.sort();
        for path in paths {
            match kind(&path) {
                Kind::Decisions => self.decisions.push(path),
                Kind::Other => self.others.push(path),
                Kind::Hidden => {}
            }
        }
        Ok(())
    }
}

enum Kind {
    Decisions,
    Other,
    Hidden,
}

/// What is in doubt holds decisions: it is refused with its reasons, and not passed over.
fn kind(path: &Path) -> Kind {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Spreadsheet programs mark like this what they have open.
    if name.starts_with('.') || name.starts_with("~$") {
        return Kind::Hidden;
    }
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    let holds_decisions = match ending.to_str() {
        _ if path.is_dir() => false,
        Some("json") => name.starts_with("decisions-") || fs::read(path).map_or(true, |text| saved::is_saved(&text)),
        Some("xlsx" | "csv") => has_columns(path).unwrap_or(true),
        _ => false,
    };
    if holds_decisions { Kind::Decisions } else { Kind::Other }
}

/// Whether there are columns of decisions.
fn has_columns(path: &Path) -> Result<bool, Failure> {
    let mut headings = Headings { are_here: false, to_search: 0 };
    Table::open(path)?.read(&mut headings)?;
    Ok(headings.are_here)
}

/// In how many lines of a sheet headings are looked for: somebody may have put a title above them.
const SEARCHED: u32 = 10;

struct Headings {
    are_here: bool,
    to_search: u32,
}

impl Look for Headings {
    fn headings(&mut self, _: &Place, cells: Vec<Cell>) -> Result<bool, Failure> {
        self.are_here |= Columns::are_here(&cells);
        self.to_search = SEARCHED;
        Ok(!self.are_here)
    }

    fn row(&mut self, _: &Place, cells: &[Cell]) -> Result<bool, Failure> {
        self.are_here |= Columns::are_here(cells);
        self.to_search = self.to_search.saturating_sub(1);
        Ok(!self.are_here && self.to_search > 0)
    }
}
