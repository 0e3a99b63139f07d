//! `acesso revocations`

use acesso_forms::{
    orders::WorkList,
    output::{Output, say},
    words::printable,
};
use acesso_review::{
    judge::orders::{Orders, newest_signed},
    model::Failure,
    source::Registry,
};

use super::{grants::warn, next};
use crate::{cli::RevocationsOptions, stores};

pub(crate) fn run(options: &RevocationsOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    let (store, lang) = (stores::open_to_read(&options.store, sandbox, output)?, output.lang());
    let _snapshot = store.snapshot()?;
    let wanted = options.run.map_or_else(|| newest_signed(&store), Ok)?;
    let run = store.describe(&store.find_run(wanted)?, lang)?;
    warn(&run);
    let registry = Registry::built_in();
    let orders = Orders::of(&store, &registry, run.id, lang)?;
    let list = WorkList::of(&orders, &run)?;
    let files = list.write("acesso/revocations/1", output)?;
    // On the screen the list says it itself.
    if output.is_file() || !output.is_table() {
        list.head().iter().for_each(|line| say(printable(line)));
    }
    for (file, count) in files {
        let values = [("file", file.display().to_string().into()), ("count", count.into())];
        say(lang.say_with("orders-written", values));
    }
    let place = next::place(&options.store, sandbox);
    for (run, count) in orders.open_elsewhere()? {
        let (run, count) = (("run", run.to_string().into()), ("count", count.into()));
        say(lang.say_with("orders-elsewhere", [run, count, ("place", place.as_str().into())]));
    }
    next::lines(&store, run.id, &place, lang, Some(next::REVOCATIONS))?.iter().for_each(say);
    Ok(())
}
