//! What a contract documents of an operation, as tables for the tests: its parameters, its body, and answers to it.

use std::collections::BTreeSet;

use acesso_proof::rows::Vendor;
use acesso_sandbox::contract::Contract;
use serde_json::{Map, Value, json};

/// A schema within a schema within a schema: deeper ones show nothing new.
const DEEPEST: usize = 9;

pub(crate) fn contract(vendor: Vendor) -> &'static Contract {
    match vendor {
        Vendor::TomTicket => Contract::tomticket(),
        Vendor::Base39 => Contract::base39(),
        Vendor::MyReports => Contract::myreports(),
    }
}

/// One operation of a contract.
pub(crate) struct Documented {
    root: &'static Value,
    operation: &'static Value,
}

/// The fields of a request: those of the query, or of the form.
pub(crate) struct Fields {
    pub(crate) required: Vec<String>,
    pub(crate) named: Map<String, Value>,
    /// The beginnings of the names that have an id or a number in brackets behind them.
    pub(crate) bracketed: Vec<String>,
}

/// An answer that the contract shows or allows.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Nothing for a file, and for an answer without a body.
    pub(crate) body: Option<Value>,
    /// How the file begins that it is.
    pub(crate) file: Option<&'static str>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        self.body.as_ref().map_or_else(|| self.file.unwrap_or_default().to_owned(), Value::to_string)
    }
}

impl Documented {
    pub(crate) fn of(vendor: Vendor, id: &str) -> Self {
        let root = contract(vendor).document();
        let methods = root["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
        let operation = methods.into_iter().find(|operation| operation["operationId"] == id).unwrap();
        Self { root, operation }
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.root.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
            None => value,
        }
    }

    /// How well a side of the operation is known, in the contract's words; `None` where its page was seen whole.
    pub(crate) fn knowledge(&self, side: &str) -> Option<&'static str> {
        self.operation.get("x-knowledge")?.get(side)?.as_str()
    }

    /// The parameters of the query, or the fields of the form.
    pub(crate) fn fields(&self) -> Fields {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        if let Some(form) = self.operation.pointer("/requestBody/content/multipart~1form-data/schema") {
            let patterns = form.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
            return Fields {
                required: form["required"].as_array().unwrap().iter().map(text).collect(),
                named: form["properties"].as_object().unwrap().clone(),
                bracketed: patterns.map(|(name, _)| name[1..name.find('\\').unwrap()].to_owned()).collect(),
            };
        }
        let parameters = self.operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let in_query = |parameter: &&Value| parameter["in"] == "query";
        let (mut required, mut named) = (Vec::new(), Map::new());
        for parameter in parameters.map(|one| self.resolved(one)).filter(in_query) {
            if parameter.get("required") == Some(&Value::Bool(true)) {
                required.push(text(&parameter["name"]));
            }
            named.insert(text(&parameter["name"]), parameter["schema"].clone());
        }
        Fields { required, named, bracketed: Vec::new() }
    }

    /// The schema of a JSON body.
    fn body_schema(&self) -> Option<&Value> {
        let content = self.resolved(self.operation.get("requestBody")?).get("content")?.as_object()?;
        content.iter().find(|(media_type, _)| media_type.contains("json")).map(|(_, media)| &media["schema"])
    }

    /// The members of a JSON body that have a name, as dotted paths; `[]` stands for the items of an array.
    pub(crate) fn body_members(&self) -> BTreeSet<String> {
        let mut paths = BTreeSet::new();
        if let Some(schema) = self.body_schema() {
            self.collect_members("", schema, 0, &mut paths);
        }
        paths
    }

    /// The members of a JSON body that it must have.
    pub(crate) fn required_members(&self) -> Vec<String> {
        let schema = self.body_schema().map(|schema| self.resolved(schema));
        let required = schema.and_then(|schema| schema.get("required")).and_then(Value::as_array);
        required.into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()).collect()
    }

    fn collect_members(&self, path: &str, schema: &Value, depth: usize, paths: &mut BTreeSet<String>) {
        let schema = self.resolved(schema);
        if depth > DEEPEST {
            return;
        }
        for keyword in ["allOf", "oneOf", "anyOf"] {
            for part in schema.get(keyword).and_then(Value::as_array).into_iter().flatten() {
                self.collect_members(path, part, depth + 1, paths);
            }
        }
        if let Some(items) = schema.get("items") {
            self.collect_members(&format!("{path}[]"), items, depth + 1, paths);
        }
        for (name, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.collect_members(&path, schema, depth + 1, paths);
            paths.insert(path);
        }
    }

    fn successes(&self) -> impl Iterator<Item = (u16, &Value)> {
        let responses = self.operation["responses"].as_object().unwrap();
        responses.iter().filter(|(status, _)| status.starts_with('2')).map(|(status, response)| {
            let status = status.parse().unwrap_or(200);
            (status, self.resolved(response))
        })
    }

    /// The successes that an operation's examples show, and two made from each schema: one with every member, and one in
    /// which all are null that may be. An answer without a documented body is empty.
    pub(crate) fn answers(&self) -> Vec<Answer> {
        let mut answers = Vec::new();
        for (status, response) in self.successes() {
            let Some(media) = response.pointer("/content/application~1json") else {
                answers.push(Answer { status, body: None, file: file(response) });
                continue;
            };
            let shown = media.get("examples").and_then(Value::as_object).into_iter().flatten();
            let shown = shown.map(|(_, example)| example["value"].clone()).chain(media.get("example").cloned());
            let made = [true, false].map(|null| self.sample("", &media["schema"], null, 0));
            answers.extend(shown.chain(made).map(|body| Answer { status, body: Some(body), file: None }));
        }
        answers
    }

    /// The answer that has every member which the schema names.
    pub(crate) fn full_answer(&self) -> Answer {
        self.answers().pop().unwrap()
    }

    fn sample(&self, name: &str, schema: &Value, null: bool, depth: usize) -> Value {
        let schema = self.resolved(schema);
        let alternatives = ["oneOf", "anyOf"].iter().find_map(|keyword| schema.get(keyword)).and_then(Value::as_array);
        let types = schema.get("type");
        let may_be = |kind: &str| match types {
            Some(Value::Array(types)) => types.iter().any(|known| known == kind),
            types => types.is_some_and(|known| known == kind),
        };
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            let parts = parts.iter().flat_map(|part| self.sample(name, part, null, depth).as_object().unwrap().clone());
            return Value::Object(parts.collect());
        }
        if null && (may_be("null") || alternatives.is_some_and(|all| all.iter().any(|one| one["type"] == "null"))) {
            return Value::Null;
        }
        if let Some(first) = alternatives.and_then(|alternatives| alternatives.first()) {
            return self.sample(name, first, null, depth + 1);
        }
        if let Some(shown) = schema.get("const").or_else(|| schema.get("enum").and_then(|values| values.get(0))) {
            return shown.clone();
        }
        if may_be("array") {
            let items = (depth < DEEPEST).then(|| self.sample(name, &schema["items"], null, depth + 1));
            return items.into_iter().collect();
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            let members = properties.iter().filter(|_| depth < DEEPEST);
            let members = members.map(|(name, schema)| (name.clone(), self.sample(name, schema, null, depth + 1)));
            return Value::Object(members.collect());
        }
        let pattern = schema.get("pattern").and_then(Value::as_str);
        match (name, schema.get("format").and_then(Value::as_str)) {
            // What every success says, and the only page there is.
            ("error" | "hasMore", _) => false.into(),
            ("exists", _) => true.into(),
            ("page_index", _) => 0.into(),
            ("page_size", _) => 1.into(),
            ("billingPeriodStart" | "billingPeriodEnd", None) => "2020-01-31T23:59:59.999+00:00".into(),
            ("dateCreated", None) => "2019-01-01T09:00:00".into(),
            (_, Some("date-time")) => "2026-07-16T09:00:00Z".into(),
            (_, Some("date")) => "2026-07-16".into(),
            _ if pattern.is_some() => sample_of(pattern.unwrap()).into(),
            _ if may_be("boolean") => true.into(),
            _ if may_be("integer") || may_be("number") => 2.into(),
            _ if may_be("string") => {
                let most = schema.get("maxLength").and_then(Value::as_u64).unwrap_or(u64::MAX);
                format!("{name} of Ana").chars().take(usize::try_from(most).unwrap()).collect::<String>().into()
            }
            _ => json!({}),
        }
    }
}

/// How a file begins that is an answer.
fn file(response: &Value) -> Option<&'static str> {
    match response.pointer("/content/application~1octet-stream/schema/contentMediaType")?.as_str()? {
        "application/pdf" => Some("%PDF-1.7"),
        "application/zip" => Some("PK\u{3}\u{4}"),
        other => panic!("{other}"),
    }
}

/// A text that a pattern of the contracts allows.
fn sample_of(pattern: &str) -> &'static str {
    match pattern {
        r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{7}Z$" => "2026-07-16T09:00:00.0000000Z",
        r"(^\/v[1-9]\/.{3,}|\*)" => "*",
        "^bs_(sandbox|live)_" => "bs_sandbox_example",
        "^[A-Z]{2}$" => "BR",
        "^[0-9]+" => "2",
        _ => "2026-07-16 09:00:00-03:00",
    }
}
