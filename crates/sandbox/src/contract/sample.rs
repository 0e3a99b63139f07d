//! Requests made from a contract's schemas: what an operation needs, and a body with every member that it names.

use serde_json::{Map, Value, json};

use super::{Contract, Operation, Parameter, elements, members};

/// A request that keeps to the contract, but for what only its service knows: ids.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SampleRequest {
    /// The method: `GET`.
    pub method: String,
    /// The path as the contract writes it, with its parameters to fill in.
    pub template: String,
    /// The parameters of the query that are required.
    pub query: Vec<(String, String)>,
    /// The headers that are required.
    pub headers: Vec<(String, String)>,
    /// The names of the other headers that the operation takes.
    pub takes: Vec<String>,
    /// The content type and the body as a JSON value, whatever it is sent as.
    pub body: Option<(String, Value)>,
}

/// Texts that suit some pattern or format of the contracts.
const TEXTS: [&str; 9] = [
    "exemplo",
    "1",
    "BR",
    "00000000000",
    "00000000-0000-4000-8000-000000000001",
    "2025-03-10",
    "2025-03-10T12:00:00.000Z",
    "ana.exemplo.1@casa-aurora.example",
    "https://casa-aurora.example/",
];

/// A schema within a schema within a schema: deeper ones show nothing new.
const DEEPEST: usize = 8;

impl Contract {
    /// A request for the operation of this id.
    pub fn sample_request(&self, operation: &str) -> Option<SampleRequest> {
        let operation = self.operations().find(|known| known.id == operation)?;
        let body = operation.body.get("requestBody").map(|body| self.resolved(body));
        let body = body.and_then(|body| {
            let (content_type, media) = members(body.get("content")).next()?;
            Some((content_type.to_owned(), self.sample(media.get("schema")?, 0)))
        });
        Some(SampleRequest {
            method: operation.method.to_owned(),
            template: operation.template.to_owned(),
            query: self.required(&operation, "query"),
            headers: self.required(&operation, "header"),
            takes: self.parameters(operation.body).into_iter().filter(is_optional_header).map(|one| one.name).collect(),
            body,
        })
    }

    fn required(&self, operation: &Operation<'_>, place: &str) -> Vec<(String, String)> {
        let parameters = self.parameters(operation.body).into_iter();
        let required = parameters.filter(|parameter| parameter.required && parameter.place == place);
        let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        required.map(|parameter| (parameter.name, text(self.sample(&parameter.schema, 0)))).collect()
    }

    /// A value that the schema allows, with every member that it names.
    fn sample(&self, schema: &Value, depth: usize) -> Value {
        let schema = self.resolved(schema);
        let shown = ["example", "default", "const"].into_iter().find_map(|keyword| schema.get(keyword));
        let shown = shown.or_else(|| elements(schema.get("examples")).chain(elements(schema.get("enum"))).next());
        if let Some(shown) = shown {
            return shown.clone();
        }
        if let Some(first) = ["oneOf", "anyOf"].into_iter().find_map(|keyword| elements(schema.get(keyword)).next()) {
            return self.sample(first, depth + 1);
        }
        let parts = elements(schema.get("allOf")).map(|part| self.sample(part, depth + 1));
        let mut object: Map<_, _> = parts.filter_map(|part| part.as_object().cloned()).flatten().collect();
        let own = members(schema.get("properties")).filter(|_| depth < DEEPEST);
        object.extend(own.map(|(name, schema)| (name.to_owned(), self.sample(schema, depth + 1))));
        match schema.get("type").and_then(Value::as_str) {
            Some("array") => schema.get("items").map(|items| self.sample(items, depth + 1)).into_iter().collect(),
            Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
            Some("boolean") => true.into(),
            Some("string") => self.sample_text(&schema),
            _ => object.into(),
        }
    }

    fn sample_text(&self, schema: &Value) -> Value {
        let fits = |text: &&str| match self.validator(format!("sample {schema}"), schema) {
            Ok(validator) => validator.is_valid(&json!(text)),
            Err(_) => false,
        };
        TEXTS.iter().find(|text| fits(text)).copied().unwrap_or_default().into()
    }
}

fn is_optional_header(parameter: &Parameter) -> bool {
    parameter.place == "header" && !parameter.required
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_what_the_schema_names() {
        let sample = Contract::base39().sample_request("create_installment").unwrap();
        assert_eq!((sample.method.as_str(), sample.template.as_str()), ("POST", "/v1/installments"));
        assert_eq!(sample.query, [("loan".to_owned(), "exemplo".to_owned())]);
        let (content_type, body) = sample.body.unwrap();
        assert_eq!(content_type, "application/json");
        assert!(body["totalAmount"].is_number() && body["dueDate"].is_string() && body["payer"].is_string());
        assert_eq!(Contract::base39().sample_request("create_nothing").map(|sample| sample.method), None);
    }
}
