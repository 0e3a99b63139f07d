//! `acesso man`.

use std::{fs, io, path::Path};

use acesso_review::model::{Failure, Lang};
use clap::Command;
use clap_mangen::Man;

use crate::help;

/// Writes a manual page for the tool and for each of its commands.
pub(crate) fn write(folder: &Path, lang: Lang) -> Result<(), Failure> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(named)?;
    let mut command = help::command(lang).disable_help_subcommand(true);
    command.build();
    Ok(write_pages(command, folder, lang).map_err(named)?)
}

fn write_pages(command: Command, folder: &Path, lang: Lang) -> io::Result<()> {
    for command in command.get_subcommands().filter(|command| !command.is_hide_set()).cloned() {
        write_pages(command, folder, lang)?;
    }
    let (page, mut text) = (Man::new(command), Vec::new());
    page.render(&mut text)?;
    fs::write(folder.join(page.get_filename()), help::manual_in_words_of(lang, &String::from_utf8_lossy(&text)))
}
