//! `acesso export`

use super::grants::warn;
use crate::{cli::ExportOptions, export, failure::Failure, output::Output};

pub(crate) fn run(options: &ExportOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let store = options.store.open(sandbox, output)?;
    let run = store.describe(&store.find_run(options.run)?)?;
    warn(&run);
    export::export(&store, &run, output)
}
