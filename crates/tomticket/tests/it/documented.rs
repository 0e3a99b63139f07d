//! What the contract documents, as tables for the tests: of an operation its parameters and form, and answers to it.

use std::sync::LazyLock;

use acesso_sandbox::contract::Contract;
use saphyr::{LoadableYamlNode as _, ScalarOwned, YamlOwned};
use serde_json::{Map, Value, json};

static ROOT: LazyLock<Value> = LazyLock::new(|| {
    to_json(YamlOwned::load_from_str(Contract::tomticket().text()).unwrap().into_iter().next().unwrap())
});

fn to_json(yaml: YamlOwned) -> Value {
    match yaml {
        YamlOwned::Value(ScalarOwned::Boolean(value)) => value.into(),
        YamlOwned::Value(ScalarOwned::Integer(value)) => value.into(),
        YamlOwned::Value(ScalarOwned::String(value)) => value.into(),
        YamlOwned::Sequence(items) => items.into_iter().map(to_json).collect(),
        YamlOwned::Mapping(members) => {
            let name = |name| to_json(name).as_str().map(str::to_owned);
            members.into_iter().filter_map(|(key, value)| Some((name(key)?, to_json(value)))).collect()
        }
        _ => Value::Null,
    }
}

fn resolved(value: &Value) -> &Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => ROOT.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
        None => value,
    }
}

fn operation(id: &str) -> &'static Value {
    let methods = ROOT["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    methods.into_iter().find(|operation| operation["operationId"] == id).unwrap()
}

/// The fields of a request: those of the query, or of the form.
pub(crate) struct Fields {
    pub(crate) required: Vec<String>,
    pub(crate) named: Map<String, Value>,
    /// The beginnings of the names that have an id or a number in brackets behind them.
    pub(crate) bracketed: Vec<String>,
}

pub(crate) fn fields(id: &str) -> Fields {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    if let Some(form) = operation(id).pointer("/requestBody/content/multipart~1form-data/schema") {
        let patterns = form.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
        return Fields {
            required: form["required"].as_array().unwrap().iter().map(text).collect(),
            named: form["properties"].as_object().unwrap().clone(),
            bracketed: patterns.map(|(name, _)| name[1..name.find('\\').unwrap()].to_owned()).collect(),
        };
    }
    let parameters = operation(id).get("parameters").and_then(Value::as_array).into_iter().flatten().map(resolved);
    let (mut required, mut named) = (Vec::new(), Map::new());
    for parameter in parameters {
        if parameter.get("required") == Some(&Value::Bool(true)) {
            required.push(text(&parameter["name"]));
        }
        named.insert(text(&parameter["name"]), parameter["schema"].clone());
    }
    Fields { required, named, bracketed: Vec::new() }
}

/// The successes that an operation's examples show, and two made from its schema: one with every member, and one in which
/// all are null that may be.
pub(crate) fn answers(id: &str) -> Vec<Value> {
    let media = &operation(id)["responses"]["200"]["content"]["application/json"];
    let shown = media.get("examples").and_then(Value::as_object).into_iter().flatten();
    let shown = shown.map(|(_, example)| example["value"].clone());
    let mut answers: Vec<_> = shown.chain([false, true].map(|null| sample("", &media["schema"], null))).collect();
    // The contract as amended for the sandbox.
    if id == "customer_exists_check" {
        answers.iter_mut().for_each(|answer| answer["exists"] = true.into());
    }
    answers
}

/// The answer that has every member which the schema names.
pub(crate) fn full_answer(id: &str) -> Value {
    let mut answers = answers(id);
    answers.swap_remove(answers.len() - 2)
}

/// How well a side of an operation is known, in the contract's words; `None` where its page was seen whole.
pub(crate) fn knowledge(id: &str, side: &str) -> Option<&'static str> {
    operation(id).get("x-knowledge")?.get(side)?.as_str()
}

/// The operations of which no source gives the path: the names that a peer project has for them, and what they take.
pub(crate) fn without_path() -> Vec<(&'static str, Vec<&'static str>)> {
    let items = ROOT["x-operations-without-known-path"]["items"].as_array().unwrap();
    let texts = |item: &'static Value, name: &str| item[name].as_array().unwrap().iter().filter_map(Value::as_str);
    items
        .iter()
        .map(|item| (item["tool"].as_str().unwrap(), texts(item, "required").chain(texts(item, "optional")).collect()))
        .collect()
}

fn sample(name: &str, schema: &Value, null: bool) -> Value {
    let schema = resolved(schema);
    let alternatives = schema.get("oneOf").and_then(Value::as_array);
    let types = schema.get("type");
    let may_be = |kind: &str| match types {
        Some(Value::Array(types)) => types.iter().any(|known| known == kind),
        types => types.is_some_and(|known| known == kind),
    };
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let parts = parts.iter().flat_map(|part| sample(name, part, null).as_object().unwrap().clone());
        return Value::Object(parts.collect());
    }
    if null && (may_be("null") || alternatives.is_some_and(|all| all.iter().any(|one| one["type"] == "null"))) {
        return Value::Null;
    }
    if let Some(first) = alternatives.and_then(|alternatives| alternatives.first()) {
        return sample(name, first, null);
    }
    if let Some(first) = schema.get("enum").and_then(|values| values.get(0)) {
        return first.clone();
    }
    if may_be("array") {
        return json!([sample(name, &schema["items"], null)]);
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let members = properties.iter().map(|(name, schema)| (name.clone(), sample(name, schema, null)));
        return Value::Object(members.collect());
    }
    match (name, schema.get("pattern")) {
        // What every success says.
        ("error", _) => false.into(),
        (_, Some(_)) => "2026-07-16 09:00:00-03:00".into(),
        _ if may_be("boolean") => true.into(),
        _ if may_be("integer") || may_be("number") => 2.into(),
        _ if may_be("string") => format!("{name} of Ana").into(),
        _ => json!({}),
    }
}
