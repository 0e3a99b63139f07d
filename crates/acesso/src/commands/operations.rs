//! `acesso SERVICE operations`

use acesso_core::Operation;
use acesso_forms::{
    output::{About, Output, say, terminal_width},
    words::wrapped,
};
use acesso_review::model::{Failure, ServiceId};
use serde::Serialize;
use serde_json::json;

use crate::{
    documented::{Documented, placeholders},
    failure::show,
};

/// How far what belongs to an operation stands from its id.
const INDENT: usize = 4;

/// An operation that the service documents. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Documentation {
    id: &'static str,
    method: String,
    path: &'static str,
    summary: &'static str,
    /// What has to be given for its path.
    path_parameters: Vec<&'static str>,
    /// Whether `call` needs `--execute` for it.
    is_write: bool,
    /// The media types that its body can have.
    sends: &'static [&'static str],
    /// The media types of its successful answers.
    receives: &'static [&'static str],
    takes_idempotency_key: bool,
    /// Whether `call` can read all of its pages.
    has_pages: bool,
}

impl Documentation {
    fn of<C: Documented>(operation: &'static Operation) -> Self {
        Self {
            id: operation.id,
            method: operation.method().to_string(),
            path: operation.template,
            summary: operation.summary,
            path_parameters: placeholders(operation).collect(),
            is_write: operation.safety.is_write(),
            sends: operation.sends,
            receives: operation.answers,
            takes_idempotency_key: operation.takes_idempotency_key,
            has_pages: C::has_pages(operation),
        }
    }
}

pub(crate) fn run<C: Documented>(output: &Output) -> Result<(), Failure> {
    let lang = output.lang();
    // Beside each other they fit no screen.
    if let Some(columns) = terminal_width().filter(|_| output.is_table() && !output.is_file()) {
        show(&below_each_other::<C>(columns.into()))?;
        let counted = lang.say_with("counted-operations", [("count", C::OPERATIONS.len().into())]);
        say(lang.say_with("list-whole", [("counted", counted.into())]));
        return Ok(());
    }
    let headings = lang.headings(&["column-operation", "column-method", "column-path", "column-what-it-does"]);
    let mut list = output.list_about(&about(C::SERVICE), headings)?;
    for operation in C::OPERATIONS {
        let operation = Documentation::of::<C>(operation);
        let Documentation { id, method, path, summary, .. } = &operation;
        list.add(&operation, || [*id, method, *path, *summary].map(String::from).to_vec())?;
    }
    list.end("counted-operations", None, lang)
}

/// Each on two lines. A path is never parted by us, so that it can be copied.
fn below_each_other<C: Documented>(columns: usize) -> String {
    let on_two_lines = |operation: &&Operation| {
        let what = wrapped(&format!("{}: {}", operation.id, operation.summary), columns, INDENT);
        format!("{what}\n{:INDENT$}{} {}\n", "", operation.method(), operation.template)
    };
    C::OPERATIONS.iter().map(on_two_lines).collect()
}

fn about(service: ServiceId) -> About {
    About {
        caption: String::new(),
        members: vec![("schema", json!("acesso/operations/1")), ("service", json!(service.as_str()))],
        list: "operations",
        sheet: "operations".to_owned(),
        is_by_first: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits<C: Documented>() {
        let shown = below_each_other::<C>(80);
        for operation in C::OPERATIONS {
            let path = format!("    {} {}", operation.method(), operation.template);
            let place = shown.lines().position(|line| line == path).unwrap();
            assert!(place > 0 && shown.contains(&format!("{}: ", operation.id)), "{shown}");
        }
        let is_path = |line: &&str| line.contains(" /");
        assert!(shown.lines().filter(|line| !is_path(line)).all(|line| line.chars().count() <= 80), "{shown}");
    }

    #[test]
    fn what_an_operation_does_fits_a_screen_and_its_path_can_be_copied() {
        fits::<tomticket::Client>();
        fits::<base39::Client>();
        fits::<myreports::Client>();
    }
}
