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
    let run = store.describe(&store.find_run(options.run)?, output.lang())?;
    warn(&run);
    export::export(&store, &run, output)?;
    if let Some(file) = output.file() {
        let values = [("run", run.id.to_string().into()), ("file", file.display().to_string().into())];
        say(run.lang.say_with("run-written", values));
    }
    Ok(())
}
