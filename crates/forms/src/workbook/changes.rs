//! What is otherwise than in the last run that can be compared.

use acesso_review::{
    judge::diff::{self, Change, Comparison},
    model::{Failure, Lang, RunDescription, facts, person, place},
    store::Store,
};

use crate::output::Book;

const COLUMNS: [&str; 7] = [
    "workbook-changes-since",
    "column-what",
    "column-person",
    "column-where",
    "column-permission",
    "column-before",
    "column-after",
];

/// Writes the sheet; where no earlier run can be compared, it says that.
pub(super) fn write(store: &Store, run: &RunDescription, book: &mut Book) -> Result<(), Failure> {
    let lang = run.lang;
    book.begin(&lang.say("sheet-changes"), &lang.headings(&COLUMNS))?;
    let new = store.run(run.id)?;
    let old = new.as_ref().map(|new| diff::previous(store, new)).transpose()?.flatten();
    let (Some(new), Some(old)) = (new, old) else {
        return book.add(vec![String::new(), lang.say("workbook-no-changes")]);
    };
    let comparison = Comparison::new(store, &old, &new)?;
    comparison.each_change(|change| book.add(row(old.id, &change, lang)))?;
    for left in &comparison.left_out {
        let service = [("service", left.service.name().into()), ("reason", left.reason.sentence(lang).into())];
        book.add(vec![old.id.to_string(), lang.say_with("not-compared", service)])?;
    }
    Ok(())
}

fn row(since: i64, change: &Change, lang: Lang) -> Vec<String> {
    let side = |side: &Option<_>| side.as_ref().map(|side| facts(side, lang)).unwrap_or_default();
    vec![
        since.to_string(),
        change.what.name(lang),
        person(&change.principal_kind, &change.principal, change.name.as_deref(), change.email.as_deref(), lang),
        match &change.resource {
            Some(resource) => place(change.service, resource, change.resource_name.as_deref(), lang),
            None => change.service.name(),
        },
        change.permission.clone().unwrap_or_default(),
        side(&change.before),
        side(&change.after),
    ]
}
