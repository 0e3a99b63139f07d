//! `acesso export`

use super::grants::warn;
use crate::{
    cli::ExportOptions,
    export,
    failure::Failure,
    output::{Output, say},
    pseudonym::{self, Key},
    store::{Run, Store},
};

pub(crate) fn run(options: &ExportOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let store = options.store.open(sandbox, output)?;
    let run = store.find_run(options.run)?;
    let store = if options.pseudonymize { without_names(&store, &run, options)? } else { store };
    let run = store.describe(&run)?;
    warn(&run);
    export::export(&store, &run, output)?;
    if let Some(file) = output.file() {
        say(format_args!("run {} is written to {}", run.id, file.display()));
    }
    Ok(())
}

/// A copy with codes for names and addresses.
fn without_names(store: &Store, run: &Run, options: &ExportOptions) -> Result<Store, Failure> {
    let path = options.pseudonym_key.clone().unwrap_or_else(|| store.path().with_file_name("pseudonym.key"));
    let copy = pseudonym::copy(store, run, &Key::open(&path)?)?;
    say(format_args!(
        "names and addresses are codes: pseudonymised, not anonymous\n\
         who has the key can tell whose they are, so keep it apart: {}",
        path.display()
    ));
    Ok(copy)
}
