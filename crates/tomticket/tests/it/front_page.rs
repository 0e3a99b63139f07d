//! The tables of the crate's page, which are made from the contract and the code. To renew them:
//! `ACESSO_RENEW_DOCS=1 cargo test -p tomticket --test it front_page`

use std::{env, fmt::Write as _, fs, path::Path};

use serde_json::Value;
use tomticket::operations;

use crate::{
    common::answered,
    contract::{Row, rows},
    documented::{full_answer, knowledge, without_path},
};

#[tokio::test]
async fn the_table_of_the_operations_is_what_contract_and_code_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let stored = fs::read_to_string(&path).unwrap();
    let now = between(&stored, "operations", &operations_table().await);
    let now = between(&now, "without path", &names_alone());
    if env::var_os("ACESSO_RENEW_DOCS").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let stored = fs::read_to_string(&path).unwrap();
    assert!(stored == now, "renew it: ACESSO_RENEW_DOCS=1 cargo test -p tomticket --test it front_page");
}

/// The page with this text between the marks of this name.
fn between(page: &str, name: &str, text: &str) -> String {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = page.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{begin}\n{text}\n{end}{after}")
}

async fn operations_table() -> String {
    let rows = rows();
    let mut table = "| operation | in Rust | request known | answer known | members typed |\n".to_owned();
    table.push_str("| --- | --- | --- | --- | --- |\n");
    for operation in operations::ALL {
        let (id, method, template) = (operation.id, operation.method(), operation.template);
        let row = rows.iter().find(|row| row.least.operation == id);
        let (rust, typed) = match row {
            Some(row) => (row.method.to_owned(), typed(row).await),
            None => (format!("request(Call::of(&operations::{}))", id.to_uppercase()), "none".to_owned()),
        };
        let (request, answer) = (request_known(id), answer_known(id));
        writeln!(table, "| `{id}`: `{method} {template}` | `{rust}` | {request} | {answer} | {typed} |").unwrap();
    }
    table
}

fn request_known(id: &str) -> &'static str {
    match knowledge(id, "request") {
        None => "whole",
        Some("full") => "every field",
        Some("names") => "every name",
        Some("part") => "in part",
        Some(other) => panic!("{other}"),
    }
}

fn answer_known(id: &str) -> &'static str {
    match knowledge(id, "response") {
        None => "whole",
        Some("capture") => "from real answers",
        Some("clients") => "from public clients",
        Some("envelope") => "what all have in common",
        Some(other) => panic!("{other}"),
    }
}

/// How many members of the answer's own are typed: those that are written back, of an answer that has all.
async fn typed(row: &Row) -> String {
    let written = (row.read)(answered(200, full_answer(&row.least.operation).to_string())).await.unwrap();
    match members(&written) {
        // An answer whose items are free.
        0 if !written.is_boolean() => "none: a JSON map".to_owned(),
        0 => "1".to_owned(),
        members => members.to_string(),
    }
}

fn members(value: &Value) -> usize {
    match value {
        Value::Object(named) => named.len() + named.values().map(members).sum::<usize>(),
        Value::Array(items) => items.iter().map(members).sum(),
        _ => 0,
    }
}

fn names_alone() -> String {
    let mut list = String::new();
    for (tool, inputs) in without_path() {
        let inputs: Vec<_> = inputs.iter().map(|input| format!("`{input}`")).collect();
        let inputs =
            if inputs.is_empty() { "takes nothing".to_owned() } else { format!("takes {}", inputs.join(", ")) };
        writeln!(list, "- `{tool}`: {inputs}").unwrap();
    }
    list
}
