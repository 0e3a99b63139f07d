//! What the tool writes, held against the schemas of what it writes.

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use jsonschema::Validator;
use serde_json::{Map, Value};

/// The schemas by the names of their files.
static SCHEMAS: LazyLock<BTreeMap<String, Validator>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let read = |file: &Path| {
        let mut schema = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        close(&mut schema);
        let name = file.file_name().unwrap().to_str().unwrap().strip_suffix(".schema.json").unwrap();
        (name.to_owned(), jsonschema::draft202012::new(&schema).unwrap())
    };
    fs::read_dir(folder).unwrap().map(|file| read(&file.unwrap().path())).collect()
});

/// Has a schema take no other members than those that it names: they may be added, but not without a word in it. What is
/// one of several holds for an object that is closed as a whole.
fn close(schema: &mut Value) {
    let Some(keywords) = schema.as_object_mut() else { return };
    for place in ["properties", "$defs"] {
        keywords.get_mut(place).and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut).for_each(close);
    }
    keywords.get_mut("items").into_iter().for_each(close);
    for place in ["anyOf", "oneOf"] {
        for one in keywords.get_mut(place).and_then(Value::as_array_mut).into_iter().flatten() {
            one.get_mut("properties")
                .and_then(Value::as_object_mut)
                .into_iter()
                .flat_map(Map::values_mut)
                .for_each(close);
        }
    }
    if keywords.contains_key("properties") {
        keywords.entry("unevaluatedProperties").or_insert(false.into());
    }
}

/// A document of ours, which says what it is, as its schema has it.
pub(crate) fn ours(text: &str) -> Value {
    let document: Value = serde_json::from_str(text).unwrap();
    let schema = document["schema"].as_str().unwrap_or_default();
    let name = schema.split('/').nth(1).unwrap_or_default().to_owned();
    as_in(&name, document)
}

/// What a service says itself, as the schema of this name has it.
pub(crate) fn theirs(name: &str, text: &str) -> Value {
    as_in(name, serde_json::from_str(text).unwrap())
}

fn as_in(name: &str, document: Value) -> Value {
    assert!(SCHEMAS.contains_key(name), "no schema of {name:?}: {document}");
    let schema = &SCHEMAS[name];
    let wrong: Vec<_> =
        schema.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{name}: {wrong:#?} in {document}");
    document
}
