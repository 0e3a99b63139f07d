//! The tables of the crates' pages, which are made from the contracts and the rows. To renew them:
//! `ACESSO_RENEW_DOCS=1 cargo test -p acesso-proof --test rows front_pages`

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use acesso_core::Operation;
use acesso_proof::rows::{Given, Row, Shape, Vendor, all};
use serde_json::{Value, json};

use crate::{
    answered,
    documented::{Answer, Documented, contract},
    normal,
};

/// Each vendor with its crate, its name and its operations.
const VENDORS: [(Vendor, &str, &str, &[&Operation]); 3] = [
    (Vendor::TomTicket, "tomticket", "TomTicket", tomticket::operations::ALL),
    (Vendor::Base39, "base39", "Base39", base39::operations::ALL),
    (Vendor::MyReports, "myreports", "MyReports", myreports::operations::ALL),
];

#[tokio::test]
async fn the_tables_of_the_operations_are_what_contracts_and_code_say() {
    for (vendor, name, _, operations) in VENDORS {
        let path = repository().join("crates").join(name).join("README.md");
        let stored = fs::read_to_string(&path).unwrap();
        let now = between(&stored, "operations", &operations_table(vendor, operations).await);
        check_or_renew(&path, &between(&now, "known by name only", &known_by_name_only(vendor)));
    }
}

#[test]
fn the_projects_front_pages_count_the_operations_that_have_a_method() {
    for (page, headings, of) in [
        ("README.md", "| crate | service | operations with a method |", "of"),
        ("README.pt-BR.md", "| crate | serviço | operações com método |", "de"),
    ] {
        let mut table = format!("{headings}\n| --- | --- | --- |\n");
        for (vendor, name, service, operations) in VENDORS {
            let typed = operations.iter().filter(|operation| has_method(vendor, operation.id)).count();
            let (all, link) = (operations.len(), format!("crates/{name}/README.md#operations"));
            writeln!(table, "| [`{name}`]({link}) | {service} | {typed} {of} {all} |").unwrap();
        }
        let path = repository().join(page);
        let stored = fs::read_to_string(&path).unwrap();
        check_or_renew(&path, &between(&stored, "operations", &table));
    }
}

#[test]
fn each_page_says_which_rust_it_takes_and_where_the_crate_is() {
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let rust = manifest.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    for (_, name, ..) in VENDORS {
        let folder = repository().join("crates").join(name);
        let own = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        assert!(own.contains("rust-version.workspace = true"), "{name}");
        let page = fs::read_to_string(folder.join("README.md")).unwrap();
        for said in [format!("Rust {rust} or newer."), format!("cargo add {name} --path ../acesso/crates/{name}\n")] {
            assert!(page.contains(&said), "{name}'s page doesn't say: {said}");
        }
    }
}

#[test]
fn each_example_can_be_pasted_and_stands_on_its_crates_page() {
    for (_, name, ..) in VENDORS {
        let folder = repository().join("crates").join(name);
        let page = fs::read_to_string(folder.join("README.md")).unwrap();
        for example in fs::read_dir(folder.join("examples")).unwrap().map(|entry| entry.unwrap().path()) {
            let code = fs::read_to_string(&example).unwrap();
            let mut lines = code.lines().filter(|line| !line.starts_with("//!"));
            let needs_more = lines.find(|line| line.contains("acesso_") || line.starts_with("mod "));
            assert_eq!(needs_more, None, "{}", example.display());
            let example = example.file_stem().unwrap().to_str().unwrap();
            assert!(page.contains(&format!("| `{example}` |")), "{name}'s page doesn't have the example {example}");
        }
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn has_method(vendor: Vendor, id: &str) -> bool {
    all().iter().any(|row| row.vendor == vendor && row.operation.id == id)
}

fn check_or_renew(path: &Path, now: &str) {
    if env::var_os("ACESSO_RENEW_DOCS").is_some() {
        fs::write(path, now).unwrap();
    }
    let stored = fs::read_to_string(path).unwrap();
    let renew = "ACESSO_RENEW_DOCS=1 cargo test -p acesso-proof --test rows front_pages";
    assert!(stored == now, "renew {}: {renew}", path.display());
}

/// The page with this text between the marks of this name.
fn between(page: &str, name: &str, text: &str) -> String {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = page.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{begin}\n{text}\n{end}{after}")
}

async fn operations_table(vendor: Vendor, operations: &[&Operation]) -> String {
    let rows = all();
    let mut table = "| operation | in Rust | request known | answer known | members typed |\n".to_owned();
    table.push_str("| --- | --- | --- | --- | --- |\n");
    for operation in operations {
        let (id, method, template) = (operation.id, operation.method(), operation.template);
        let documented = Documented::of(vendor, id);
        let (request, answer) = (request_known(&documented), answer_known(&documented));
        let mut line = |rust: &str, typed: &str| {
            writeln!(table, "| `{id}`: `{method} {template}` | `{rust}` | {request} | {answer} | {typed} |").unwrap();
        };
        let own: Vec<_> = rows.iter().filter(|row| row.vendor == vendor && row.operation.id == id).collect();
        for row in &own {
            line(row.method, &typed(row).await);
        }
        if own.is_empty() {
            line(&format!("request(Call::of(&operations::{}))", id.to_uppercase()), "none");
        }
    }
    table
}

fn request_known(documented: &Documented) -> &'static str {
    match documented.knowledge("request") {
        None => "whole",
        Some("full") => "every field",
        Some("names") => "every name",
        Some("part") => "in part",
        Some("none") => "not seen",
        Some(other) => panic!("{other}"),
    }
}

fn answer_known(documented: &Documented) -> &'static str {
    match documented.knowledge("response") {
        None | Some("full") => "whole",
        Some("capture") => "from real answers",
        Some("clients") => "from public clients",
        Some("composed") => "from another page",
        Some("main") => "its first members",
        Some("envelope") => "what all have in common",
        Some("none") => "not seen",
        Some(other) => panic!("{other}"),
    }
}

/// How many members of the answer's own are typed: those that are written back, of an answer that has all, without those that
/// come through whatever they are, since they stand in a JSON map.
async fn typed(row: &Row) -> String {
    let answer = Documented::of_row(row).full_answer();
    let written = (row.least)(&answered(&answer), &Given::made_up()).answer.await.unwrap();
    match members(&written) {
        _ if row.shape == Shape::Binary => "a file".to_owned(),
        0 if written.is_null() => "no answer but success".to_owned(),
        0 if written.is_boolean() => "1".to_owned(),
        // An answer whose items are free.
        0 => "none: a JSON map".to_owned(),
        members => (members - untyped(row, &answer).await).to_string(),
    }
}

/// How many members of an answer come through as nothing that has a type would.
async fn untyped(row: &Row, answer: &Answer) -> usize {
    let part = |body: &Option<Value>| normal((row.part)(body.clone().unwrap_or_default()));
    let (mut untyped, mut pointers) = (0, Vec::new());
    collect_pointers("", answer.body.as_ref().unwrap(), &mut pointers);
    for pointer in pointers {
        let mut odd = answer.clone();
        *odd.body.as_mut().unwrap().pointer_mut(&pointer).unwrap() = json!([["odd"], { "odd": [[]] }]);
        let shown = part(&odd.body);
        if shown == part(&answer.body) {
            continue;
        }
        let read = (row.least)(&answered(&odd), &Given::made_up()).answer.await;
        untyped += usize::from(read.is_ok_and(|read| normal(read) == shown));
    }
    untyped
}

/// Where each member of a value stands, as JSON pointers.
fn collect_pointers(at: &str, value: &Value, pointers: &mut Vec<String>) {
    match value {
        Value::Object(named) => {
            for (name, value) in named {
                let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                collect_pointers(&at, value, pointers);
                pointers.push(at);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_pointers(&format!("{at}/{index}"), item, pointers);
            }
        }
        _ => {}
    }
}

fn members(value: &Value) -> usize {
    match value {
        Value::Object(named) => named.len() + named.values().map(members).sum::<usize>(),
        Value::Array(items) => items.iter().map(members).sum(),
        _ => 0,
    }
}

/// The operations of which no source gives all that a call needs.
fn known_by_name_only(vendor: Vendor) -> String {
    let root = contract(vendor).document();
    let line = match vendor {
        Vendor::TomTicket => tool_line,
        Vendor::Base39 => title_line,
        Vendor::MyReports => evidence_line,
    };
    let items = match vendor {
        Vendor::TomTicket => &root["x-operations-without-known-path"]["items"],
        Vendor::Base39 => &root["x-operations-known-by-title"]["items"],
        Vendor::MyReports => &root["x-unverified-operations"],
    };
    items.as_array().unwrap().iter().map(|item| format!("- {}\n", line(item))).collect()
}

/// The name that a peer project has for it, and what it takes.
fn tool_line(item: &Value) -> String {
    let texts = |name: &str| item[name].as_array().unwrap().iter().filter_map(Value::as_str);
    let inputs: Vec<_> = texts("required").chain(texts("optional")).map(|input| format!("`{input}`")).collect();
    let inputs = if inputs.is_empty() { "takes nothing".to_owned() } else { format!("takes {}", inputs.join(", ")) };
    format!("`{}`: {inputs}", item["tool"].as_str().unwrap())
}

fn title_line(item: &Value) -> String {
    let title = item["title"].as_str().unwrap();
    let path = item.get("path").map(|path| format!(" (`{} {}`)", text(&item["method"]), text(path)));
    let note = item.get("note").map(|note| format!(": {}", text(note)));
    format!("{title}{}{}", path.unwrap_or_default(), note.unwrap_or_default())
}

fn evidence_line(item: &Value) -> String {
    let path = text(&item["path"]);
    let path = if path.starts_with('/') { format!("`{} {path}`", text(&item["method"])) } else { path.to_owned() };
    format!("{path}: {}", text(&item["evidence"]))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
