//! `acesso export`

use super::grants::warn;
use crate::{
    cli::ExportOptions,
    export,
    failure::Failure,
    output::{Output, say},
};

pub(crate) fn run(options: &ExportOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let store = options.store.open(sandbox, output)?;
    let run = store.describe(&store.find_run(options.run)?)?;
    warn(&run);
    export::export(&store, &run, output)?;
    if let Some(file) = output.file() {
        say(format_args!("run {} is written to {}", run.id, file.display()));
    }
    Ok(())
}
