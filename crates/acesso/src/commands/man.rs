//! `acesso man`.

use std::{fs, io, path::Path};

use acesso_review::model::Failure;
use clap::CommandFactory;

use crate::cli::Cli;

/// Writes a manual page for the tool and for each of its commands.
pub(crate) fn write(folder: &Path) -> Result<(), Failure> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(named)?;
    Ok(clap_mangen::generate_to(Cli::command(), folder).map_err(named)?)
}
