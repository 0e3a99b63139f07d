//! `acesso export`

use super::grants::warn;
use crate::{cli::ExportOptions, settings::Settings, stores};
use acesso_forms::{
    export,
    output::{Output, say},
};
use acesso_review::{
    judge::pseudonym::{self, Key},
    model::{Failure, Lang, Run},
    source::Registry,
    store::Store,
};

pub(crate) fn run(options: &ExportOptions, sandbox: bool, settings: &Settings, output: &Output) -> Result<(), Failure> {
    let store = stores::open_to_read(&options.store, sandbox, output)?;
    let run = store.find_run(options.run)?;
    let store = if options.pseudonymize { without_names(&store, &run, options, output.lang())? } else { store };
    let run = store.describe(&run, output.lang())?;
    warn(&run);
    export::export(&store, &run, &Registry::built_in(), &settings.heading(), output)?;
    if let Some(file) = output.file() {
        let values = [("run", run.id.to_string().into()), ("file", file.display().to_string().into())];
        say(run.lang.say_with("run-written", values));
    }
    Ok(())
}

/// A copy with codes for names and addresses.
fn without_names(store: &Store, run: &Run, options: &ExportOptions, lang: Lang) -> Result<Store, Failure> {
    let path = options.pseudonym_key.clone().unwrap_or_else(|| store.path().with_file_name("pseudonym.key"));
    let copy = pseudonym::copy(store, run, &Key::open(&path)?)?;
    say(lang.say_with("names-are-codes", [("file", path.display().to_string().into())]));
    Ok(copy)
}
