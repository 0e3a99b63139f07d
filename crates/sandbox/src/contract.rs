//! Checks requests and answers against the contract files, more strictly than the files ask for.
//!
//! As they stand, the contracts' schemas require little and allow members that they don't name, so a wrong name would
//! pass. Here every object that names members may have no others, query text is read as the parameter's type before it
//! is checked, and an operation is found by the contract's path template, letter for letter.
//!
//! What a contract can't say is in [`AMENDMENTS`], each with its reason. Answers made by an injected fault are meant to
//! break the contract; don't check them.
//!
//! ```
//! use acesso_sandbox::contract::{Contract, Sent};
//!
//! let base39 = Contract::base39();
//! let operation = base39.check_request(&Sent {
//!     method: "GET",
//!     template: "/v1/operators/{operator}/permissions",
//!     path: "/v1/operators/oprt_1/permissions",
//!     query: Some("limit=100"),
//!     headers: &[],
//!     body: None,
//! })?;
//! assert_eq!(operation, "list_operator_permissions");
//!
//! let answer = br#"{"has_more": false, "data": []}"#;
//! let violations = base39.check_answer(operation, 200, Some("application/json"), answer).unwrap_err();
//! assert!(violations.to_string().contains("has_more"));
//! # Ok::<(), acesso_sandbox::contract::Violations>(())
//! ```

mod sample;
mod webhooks;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::{Draft, Validator};
use percent_encoding::percent_decode_str;
use saphyr::{LoadableYamlNode, ScalarOwned, YamlOwned};
use serde_json::{Map, Value};
use url::{Url, form_urlencoded};

use crate::server::{SeenRequest, lock};

pub use sample::SampleRequest;

/// What the contracts can't say, and what the checks therefore add to them.
pub const AMENDMENTS: &[Amendment] = &[
    Amendment {
        contract: "tomticket",
        at: "/components/schemas/CustomerPermissions/properties/active",
        value: r#"{"type": "boolean"}"#,
        reason: "the page documents this column under a name already taken; neighbouring operations call it active",
    },
    Amendment {
        contract: "tomticket",
        at: "/paths/~1customer~1exists/get/responses/200/content/application~1json/schema",
        value: r##"{"allOf": [{"$ref": "#/components/schemas/Envelope"}, {"properties": {"exists": {"type": "boolean"}}}]}"##,
        reason: "the answer's own members were not seen; the permissions of the same customer come with exists",
    },
    Amendment {
        contract: "tomticket",
        at: "/paths/*/*/responses/401",
        value: r##"{"$ref": "#/components/responses/Unauthorized"}"##,
        reason: "x-status-codes: to be expected where the page was cut off before its status table",
    },
    Amendment {
        contract: "tomticket",
        at: "/paths/*/*/responses/403",
        value: r##"{"$ref": "#/components/responses/Forbidden"}"##,
        reason: "x-status-codes: to be expected where the page was cut off before its status table",
    },
    Amendment {
        contract: "tomticket",
        at: "/paths/*/*/responses/404",
        value: r##"{"$ref": "#/components/responses/NotFound"}"##,
        reason: "x-status-codes: to be expected where the page was cut off before its status table",
    },
    Amendment {
        contract: "base39",
        at: "/components/schemas/Permission/properties/company",
        value: r##"{"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Company"}]}"##,
        reason: "expand replaces a reference by its object; the schema shows the reference only",
    },
    Amendment {
        contract: "base39",
        at: "/paths/*/*/parameters",
        value: r##"[{"$ref": "#/components/parameters/ExternalClientId"}]"##,
        reason: "the header names the caller's own client and is documented apart from single operations",
    },
    Amendment {
        contract: "base39",
        at: "/paths/~1oauth2~1token/post/responses/2XX/content/application~1json/schema/properties/token_type",
        value: r#"{"type": "string"}"#,
        reason: "not documented; RFC 6749, section 5.1, sent by the sandbox when told to",
    },
    Amendment {
        contract: "base39",
        at: "/paths/~1oauth2~1token/post/responses/2XX/content/application~1json/schema/properties/expires_in",
        value: r#"{"type": "integer"}"#,
        reason: "not documented; RFC 6749, section 5.1, sent by the sandbox when told to",
    },
    Amendment {
        contract: "base39",
        at: "/paths/~1oauth2~1token/post/responses/400",
        value: TOKEN_ERROR,
        reason: "error bodies are not documented; RFC 6749, section 5.2",
    },
    Amendment {
        contract: "base39",
        at: "/paths/~1oauth2~1token/post/responses/401",
        value: TOKEN_ERROR,
        reason: "error bodies are not documented; RFC 6749, section 5.2",
    },
    Amendment {
        contract: "myreports",
        at: "/paths/~1v1.0~1accounts/get/responses/400",
        value: r##"{"$ref": "#/components/responses/BadRequestTenantId"}"##,
        reason: "no page says how a bad page number is refused; the sandbox refuses it as a bad id is refused",
    },
];

const TOKEN_ERROR: &str = r#"{"content": {"application/json": {"schema":
    {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}}}}"#;

/// Headers that belong to HTTP and not to an operation.
const HTTP_HEADERS: [&str; 8] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "user-agent",
];

/// Something that is set in a contract before anything is checked against it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Amendment {
    /// The contract: `tomticket`, `base39` or `myreports`.
    pub contract: &'static str,
    /// Where, as a JSON Pointer in which `*` is every member. What is there is replaced; a list is made longer.
    pub at: &'static str,
    /// What, as JSON.
    pub value: &'static str,
    /// Why the contract itself doesn't say so.
    pub reason: &'static str,
}

/// A request as a client would send it.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// The method: `GET`.
    pub method: &'a str,
    /// The path as the contract writes it: `/v1/operators/{operator}/permissions`.
    pub template: &'a str,
    /// The path filled in, percent-encoded or not, with or without the path of the server's URL.
    pub path: &'a str,
    /// The query as sent, without its `?`.
    pub query: Option<&'a str>,
    /// Names and values of the headers.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body and its content type.
    pub body: Option<(&'a str, &'a [u8])>,
}

/// Everything that is wrong with a request or an answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Violations(Vec<String>);

impl Violations {
    /// One sentence for each.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

/// Like `Display`, since it is what a failing test shows.
impl fmt::Debug for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Violations {}

/// One vendor's contract, amended by [`AMENDMENTS`].
#[derive(Debug)]
pub struct Contract {
    text: &'static str,
    root: Value,
    /// Built when first needed: building costs more than checking.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// An operation as the contract describes it.
struct Operation<'a> {
    id: &'a str,
    method: &'a str,
    template: &'a str,
    body: &'a Value,
}

/// A parameter with its reference resolved.
struct Parameter {
    name: String,
    place: String,
    required: bool,
    schema: Value,
}

impl Contract {
    /// TomTicket's contract.
    pub fn tomticket() -> &'static Self {
        static CONTRACT: LazyLock<Contract> =
            LazyLock::new(|| Contract::read("tomticket", include_str!("../contracts/tomticket.openapi.yaml")));
        &CONTRACT
    }

    /// Base39's contract.
    pub fn base39() -> &'static Self {
        static CONTRACT: LazyLock<Contract> =
            LazyLock::new(|| Contract::read("base39", include_str!("../contracts/base39.openapi.yaml")));
        &CONTRACT
    }

    /// MyReports' contract.
    pub fn myreports() -> &'static Self {
        static CONTRACT: LazyLock<Contract> =
            LazyLock::new(|| Contract::read("myreports", include_str!("../contracts/myreports.openapi.yaml")));
        &CONTRACT
    }

    #[expect(clippy::panic, reason = "the files are compiled in: a broken one is broken for everybody")]
    fn read(name: &str, text: &'static str) -> Self {
        let mut root = match YamlOwned::load_from_str(text) {
            Ok(documents) => documents.into_iter().next().map(to_json).unwrap_or_default(),
            Err(error) => panic!("{name}: {error}"),
        };
        for amendment in AMENDMENTS.iter().filter(|amendment| amendment.contract == name) {
            match serde_json::from_str(amendment.value) {
                Ok(value) => amend(&mut root, amendment.at, &value),
                Err(error) => panic!("{}: {error}", amendment.at),
            }
        }
        Self { text, root, validators: Mutex::default() }
    }

    /// The whole contract as JSON, with the amendments.
    pub fn document(&self) -> &Value {
        &self.root
    }

    /// The contract's file, without the amendments.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The ids of all operations.
    pub fn operation_ids(&self) -> impl Iterator<Item = &str> {
        self.operations().map(|operation| operation.id)
    }

    /// Checks path, query, headers and body. Gives the operation's id.
    ///
    /// Multipart bodies can't be checked and are a violation.
    ///
    /// # Errors
    ///
    /// Everything that the contract doesn't know, misses, or types otherwise.
    pub fn check_request(&self, sent: &Sent<'_>) -> Result<&str, Violations> {
        let what = format!("{} {}", sent.method, sent.template);
        let operation =
            self.find(&what, |operation| operation.template == sent.template && operation.method == sent.method)?;
        let parameters = self.parameters(operation.body);
        let mut check = Check::default();
        self.check_path(&mut check, &operation, &parameters, sent.path);
        self.check_query(&mut check, &operation, &parameters, sent.query.unwrap_or_default());
        self.check_headers(&mut check, &operation, &parameters, sent.headers);
        self.check_body(&mut check, &operation, sent.body);
        check.result().map(|()| operation.id)
    }

    /// Checks a request that the sandbox has seen, taking the operation from where it arrived.
    ///
    /// # Errors
    ///
    /// Like [`check_request`](Self::check_request), and when the request was for no operation of this contract.
    pub fn check_seen(&self, seen: &SeenRequest) -> Result<&str, Violations> {
        let what = format!("operation for {} {}", seen.method, seen.path());
        let operation = self.find(&what, |operation| Some(operation.id) == seen.operation)?;
        let headers: Vec<_> = seen.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let content_type = seen.header("content-type").unwrap_or_default();
        self.check_request(&Sent {
            method: &seen.method,
            template: operation.template,
            path: seen.path(),
            query: seen.query(),
            headers: &headers,
            body: (!seen.body.is_empty()).then_some((content_type, seen.body.as_slice())),
        })
    }

    /// Checks an answer to the operation of this id.
    ///
    /// # Errors
    ///
    /// A status or content type that the operation doesn't have, and everything in the body that its schema doesn't
    /// allow.
    pub fn check_answer(
        &self,
        operation: &str,
        status: u16,
        content_type: Option<&str>,
        body: &[u8],
    ) -> Result<(), Violations> {
        let what = format!("operation {operation}");
        let operation = self.find(&what, |known| known.id == operation)?;
        let mut check = Check::default();
        self.check_response(&mut check, &operation, status, content_type, body);
        check.result()
    }

    fn find(&self, what: &str, is_meant: impl Fn(&Operation<'_>) -> bool) -> Result<Operation<'_>, Violations> {
        let none = || Violations(vec![format!("the contract has no {what}")]);
        self.operations().find(is_meant).ok_or_else(none)
    }

    fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        members(self.root.get("paths")).flat_map(|(template, methods)| {
            members(Some(methods)).filter_map(|(method, body)| {
                let method = METHODS.into_iter().find(|known| known.eq_ignore_ascii_case(method))?;
                Some(Operation { id: body.get("operationId")?.as_str()?, method, template, body })
            })
        })
    }

    fn parameters(&self, operation: &Value) -> Vec<Parameter> {
        let read = |parameter: &Value| {
            let parameter = self.resolved(parameter);
            let text = |name: &str| Some(parameter.get(name)?.as_str()?.to_owned());
            Some(Parameter {
                name: text("name")?,
                place: text("in")?,
                required: parameter.get("required").and_then(Value::as_bool).unwrap_or(false),
                schema: parameter.get("schema")?.clone(),
            })
        };
        elements(operation.get("parameters")).filter_map(read).collect()
    }

    // --- requests ---

    fn check_path(&self, check: &mut Check, operation: &Operation<'_>, parameters: &[Parameter], path: &str) {
        let path = self.without_server(path);
        let mut given = path.split('/');
        for own in operation.template.split('/') {
            let Some(segment) = given.next() else {
                return check.add(format!("path {path} is shorter than {}", operation.template));
            };
            match own.strip_prefix('{').and_then(|own| own.strip_suffix('}')) {
                None if own == segment => {}
                None => check.add(format!("path {path} has {segment} for {own}")),
                Some(_) if segment.is_empty() => check.add(format!("path {path} has nothing for {own}")),
                Some(name) => {
                    let value = percent_decode_str(segment).decode_utf8_lossy();
                    self.check_parameter(check, operation, parameters, "path", name, &value);
                }
            }
        }
        if given.next().is_some() {
            check.add(format!("path {path} is longer than {}", operation.template));
        }
    }

    /// The path below the server's URL.
    fn without_server<'a>(&self, path: &'a str) -> &'a str {
        let urls = elements(self.root.get("servers")).filter_map(|server| server.get("url")?.as_str());
        let bases = urls.filter_map(|url| Some(Url::parse(url).ok()?.path().trim_end_matches('/').to_owned()));
        bases
            .filter(|base| !base.is_empty())
            .find_map(|base| path.strip_prefix(&base).filter(|rest| rest.starts_with('/')))
            .unwrap_or(path)
    }

    fn check_query(&self, check: &mut Check, operation: &Operation<'_>, parameters: &[Parameter], query: &str) {
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        for (index, (name, value)) in pairs.iter().enumerate() {
            if pairs.iter().take(index).any(|(earlier, _)| earlier == name) {
                check.add(format!("query parameter {name} is given twice"));
            }
            self.check_parameter(check, operation, parameters, "query", name, value);
        }
        check.missing(parameters, "query", |name| pairs.iter().any(|(given, _)| given == name));
    }

    fn check_headers(
        &self,
        check: &mut Check,
        operation: &Operation<'_>,
        parameters: &[Parameter],
        headers: &[(&str, &str)],
    ) {
        for (name, value) in headers {
            if !HTTP_HEADERS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                self.check_parameter(check, operation, parameters, "header", name, value);
            }
        }
        check.missing(parameters, "header", |name| headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name)));
    }

    fn check_parameter(
        &self,
        check: &mut Check,
        operation: &Operation<'_>,
        parameters: &[Parameter],
        place: &str,
        name: &str,
        value: &str,
    ) {
        let is_named = |parameter: &&Parameter| match place {
            "header" => parameter.name.eq_ignore_ascii_case(name),
            _ => parameter.name == name,
        };
        let Some(parameter) = parameters.iter().filter(|parameter| parameter.place == place).find(is_named) else {
            return check.add(format!("unknown {place} parameter {name}"));
        };
        let key = format!("{} {place} {}", operation.id, parameter.name);
        let what = format!("{place} parameter {name}");
        let schema = self.resolved(&parameter.schema);
        self.check_value(check, &what, key, &schema, &typed(value, &schema));
    }

    fn check_body(&self, check: &mut Check, operation: &Operation<'_>, body: Option<(&str, &[u8])>) {
        let declared = operation.body.get("requestBody").map(|body| self.resolved(body));
        match (declared, body) {
            (None, None) => {}
            (None, Some(_)) => check.add("the operation takes no body".to_owned()),
            (Some(declared), None) => {
                if declared.get("required").and_then(Value::as_bool) == Some(true) {
                    check.add("the body is missing".to_owned());
                }
            }
            (Some(declared), Some((content_type, body))) => {
                let key = format!("{} body", operation.id);
                self.check_content(check, key, &declared, Some(content_type), body);
            }
        }
    }

    // --- answers ---

    fn check_response(
        &self,
        check: &mut Check,
        operation: &Operation<'_>,
        status: u16,
        content_type: Option<&str>,
        body: &[u8],
    ) {
        let exact = status.to_string();
        let wildcard = format!("{}XX", status / 100);
        let responses = operation.body.get("responses");
        let Some((key, response)) =
            [exact, wildcard].into_iter().find_map(|key| Some((key.clone(), responses?.get(&key)?)))
        else {
            return check.add(format!("{} has no answer with status {status}", operation.id));
        };
        let response = self.resolved(response);
        if response.get("content").is_some() {
            let key = format!("{} {key}", operation.id);
            self.check_content(check, key, &response, content_type, body);
        } else if response.get("x-undocumented").is_none() && !body.is_empty() {
            check.add(format!("{} answers {status} without a body", operation.id));
        }
    }

    // --- bodies ---

    fn check_content(&self, check: &mut Check, key: String, holder: &Value, content_type: Option<&str>, body: &[u8]) {
        let essence = content_type.and_then(|text| text.split(';').next()).unwrap_or_default().trim();
        let Some((_, media)) = members(holder.get("content")).find(|(name, _)| name.eq_ignore_ascii_case(essence))
        else {
            let known: Vec<_> = members(holder.get("content")).map(|(name, _)| name).collect();
            return check.add(format!("content type {essence:?}, not {}", known.join(" or ")));
        };
        let schema = media.get("schema").map(|schema| self.resolved(schema)).unwrap_or_default();
        let value = match essence {
            "application/json" => match serde_json::from_slice(body) {
                Ok(value) => value,
                Err(error) => return check.add(format!("the body is no JSON: {error}")),
            },
            "application/x-www-form-urlencoded" => form(body, &schema),
            "text/html" | "application/octet-stream" => String::from_utf8_lossy(body).into(),
            other => return check.add(format!("bodies of {other} can't be checked")),
        };
        self.check_value(check, "body", key, &schema, &value);
    }

    fn check_value(&self, check: &mut Check, what: &str, key: String, schema: &Value, value: &Value) {
        match self.validator(key, schema) {
            Err(error) => check.add(format!("{what}: the contract's schema can't be used: {error}")),
            Ok(validator) => {
                for error in validator.iter_errors(value) {
                    check.add(format!("{what}{}: {error}", error.instance_path()));
                }
            }
        }
    }

    fn validator(&self, key: String, schema: &Value) -> Result<Arc<Validator>, String> {
        if let Some(validator) = lock(&self.validators).get(&key) {
            return Ok(Arc::clone(validator));
        }
        let schema = self.strict(schema, Place::Alone);
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        let validator = Arc::new(options.build(&schema).map_err(|error| error.to_string())?);
        lock(&self.validators).insert(key, Arc::clone(&validator));
        Ok(validator)
    }

    // --- schemas ---

    /// What a reference stands for; members beside `$ref` win over the same members there (OpenAPI 3.1).
    fn resolved<'a>(&'a self, value: &'a Value) -> Cow<'a, Value> {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            return Cow::Borrowed(value);
        };
        let target = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
        let Some(target) = target else {
            return Cow::Borrowed(&Value::Bool(false));
        };
        let target = self.resolved(target);
        let beside: Vec<_> = members(Some(value)).filter(|(name, _)| *name != "$ref").collect();
        match target.as_object() {
            Some(object) if !beside.is_empty() => {
                let mut object = object.clone();
                object.extend(beside.into_iter().map(|(name, value)| (name.to_owned(), value.clone())));
                Cow::Owned(Value::Object(object))
            }
            _ => target,
        }
    }

    /// The schema with its references inlined, in which every object that names members may have no others.
    fn strict(&self, schema: &Value, place: Place) -> Value {
        let schema = self.resolved(schema);
        let Some(keywords) = schema.as_object() else {
            return schema.into_owned();
        };
        let within = |name: &str, value: &Value| match (name, value) {
            ("properties" | "patternProperties", Value::Object(named)) => {
                let strict = |(name, schema): (&String, &Value)| (name.clone(), self.strict(schema, Place::Alone));
                Value::Object(named.iter().map(strict).collect())
            }
            ("items" | "additionalProperties", schema) => self.strict(schema, Place::Alone),
            ("allOf", Value::Array(parts)) => parts.iter().map(|part| self.strict(part, Place::InAllOf)).collect(),
            ("oneOf" | "anyOf", Value::Array(parts)) => parts.iter().map(|part| self.strict(part, place)).collect(),
            (_, value) => value.clone(),
        };
        let mut strict: Map<_, _> = keywords.iter().map(|(name, value)| (name.clone(), within(name, value))).collect();
        if place == Place::Alone && names_members(&strict) {
            strict.insert("unevaluatedProperties".to_owned(), false.into());
        }
        Value::Object(strict)
    }
}

/// Where a schema stands. Inside `allOf` a schema sees only its own part of the object: closing it there would refuse
/// the other parts, so the object that holds the `allOf` is closed instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Alone,
    InAllOf,
}

/// An object without named members is free: there is no name that could be wrong.
fn names_members(schema: &Map<String, Value>) -> bool {
    schema.contains_key("properties")
        || schema.contains_key("patternProperties")
        || elements(schema.get("allOf")).filter_map(Value::as_object).any(names_members)
}

/// Query text as the schema's type, or as text when it isn't of that type, so that the schema refuses it.
fn typed(text: &str, schema: &Value) -> Value {
    let read = match schema.get("type").and_then(Value::as_str) {
        Some("integer") => text.parse::<i64>().ok().map(Value::from),
        Some("number") => text.parse::<f64>().ok().map(Value::from),
        Some("boolean") => text.parse::<bool>().ok().map(Value::from),
        Some("array") => {
            let items = schema.get("items").unwrap_or(&Value::Null);
            Some(text.split(',').map(|item| typed(item, items)).collect())
        }
        _ => None,
    };
    read.unwrap_or_else(|| text.into())
}

/// A form as an object, each value as its property's type.
fn form(body: &[u8], schema: &Value) -> Value {
    let property = |name: &str| schema.get("properties")?.get(name);
    let member = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
        let value = typed(&value, property(&name).unwrap_or(&Value::Null));
        (name.into_owned(), value)
    };
    Value::Object(form_urlencoded::parse(body).map(member).collect())
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The members of an object; none of anything else.
fn members(value: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

/// The elements of a list; none of anything else.
fn elements(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// What was found wrong so far.
#[derive(Default)]
struct Check(Vec<String>);

impl Check {
    fn add(&mut self, violation: String) {
        self.0.push(violation);
    }

    fn missing(&mut self, parameters: &[Parameter], place: &str, is_given: impl Fn(&str) -> bool) {
        for parameter in parameters {
            if parameter.place == place && parameter.required && !is_given(&parameter.name) {
                self.add(format!("{place} parameter {} is missing", parameter.name));
            }
        }
    }

    fn result(self) -> Result<(), Violations> {
        if self.0.is_empty() { Ok(()) } else { Err(Violations(self.0)) }
    }
}

/// Sets `value` at every place that the pointer means.
fn amend(root: &mut Value, pointer: &str, value: &Value) {
    let Some(rest) = pointer.strip_prefix('/') else {
        return set(root, value);
    };
    let (step, rest) = match rest.find('/') {
        Some(end) => rest.split_at(end),
        None => (rest, ""),
    };
    let Value::Object(object) = root else { return };
    if step == "*" {
        object.values_mut().filter(|member| member.is_object()).for_each(|member| amend(member, rest, value));
    } else {
        let name = step.replace("~1", "/").replace("~0", "~");
        amend(object.entry(name).or_insert(Value::Null), rest, value);
    }
}

fn set(place: &mut Value, value: &Value) {
    match (place, value) {
        (Value::Array(own), Value::Array(more)) => own.extend(more.iter().cloned()),
        (place, value) => *place = value.clone(),
    }
}

/// YAML as JSON. What JSON doesn't have (aliases, tags, keys that are no text) isn't in the contracts.
fn to_json(yaml: YamlOwned) -> Value {
    match yaml {
        YamlOwned::Value(ScalarOwned::Boolean(value)) => value.into(),
        YamlOwned::Value(ScalarOwned::Integer(value)) => value.into(),
        YamlOwned::Value(ScalarOwned::FloatingPoint(value)) => value.into_inner().into(),
        YamlOwned::Value(ScalarOwned::String(value)) => value.into(),
        YamlOwned::Sequence(items) => items.into_iter().map(to_json).collect(),
        YamlOwned::Mapping(members) => members
            .into_iter()
            .filter_map(|(name, value)| match to_json(name) {
                Value::String(name) => Some((name, to_json(value))),
                Value::Number(name) => Some((name.to_string(), to_json(value))),
                _ => None,
            })
            .collect(),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn contracts() -> [&'static Contract; 3] {
        [Contract::tomticket(), Contract::base39(), Contract::myreports()]
    }

    fn get<'a>(template: &'a str, query: &'a str) -> Sent<'a> {
        Sent { method: "GET", template, path: template, query: Some(query), headers: &[], body: None }
    }

    /// The violations of a request to Base39 that differs from a good one by this query.
    fn of_permissions(query: &str) -> String {
        let checked = Contract::base39().check_request(&get("/v1/permissions", query));
        checked.map_or_else(|violations| violations.to_string(), str::to_owned)
    }

    fn of_answer(contract: &Contract, operation: &str, status: u16, body: &Value) -> String {
        let body = body.to_string();
        let checked = contract.check_answer(operation, status, Some("application/json"), body.as_bytes());
        checked.map_or_else(|violations| violations.to_string(), |()| String::new())
    }

    #[test]
    fn a_good_request_gives_its_operation() {
        assert_eq!(of_permissions(""), "list_permissions");
        assert_eq!(of_permissions("company=comp_1%2Ccomp_2&limit=100&fields=-id"), "list_permissions");
        let seed = get("/customer/permissions/basic", "customer_id=a%40b.example&customer_type_id=E");
        assert_eq!(Contract::tomticket().check_request(&seed), Ok("customer_permissions_basic_get"));
    }

    #[test]
    fn a_wrong_query_is_caught() {
        for (query, complaint) in [
            ("limit=101", "limit"),
            ("limit=0", "limit"),
            ("limit=ten", "limit"),
            ("limit=", "limit"),
            ("startingAfter=perm_1", "unknown query parameter startingAfter"),
            ("roles=approver", "unknown query parameter roles"),
            ("limit=1&limit=2", "given twice"),
        ] {
            let violations = of_permissions(query);
            assert!(violations.contains(complaint), "{query}: {violations}");
        }
        let tomticket = |query| {
            let checked = Contract::tomticket().check_request(&get("/customer/permissions/basic", query));
            checked.map_or_else(|violations| violations.to_string(), str::to_owned)
        };
        assert!(tomticket("").contains("customer_id is missing"));
        assert!(tomticket("customer_id=1&customer_type_id=X").contains("customer_type_id"), "not in the enum");
        let too_long = format!("customer_id={}", "1".repeat(251));
        assert!(tomticket(&too_long).contains("customer_id"));
    }

    #[test]
    fn a_wrong_method_template_path_header_or_body_is_caught() {
        let good = Sent {
            method: "POST",
            template: "/v1/operators/{operator}/permissions",
            path: "/v1/operators/oprt_1/permissions",
            query: None,
            headers: &[("Idempotency-Key", "1"), ("Authorization", "Bearer 1")],
            body: Some(("application/json; charset=utf-8", br#"{"company": "*", "roles": ["financial"]}"#)),
        };
        let complaint = |sent: Sent<'_>| {
            let checked = Contract::base39().check_request(&sent);
            checked.map_or_else(|violations| violations.to_string(), |_| String::new())
        };
        assert_eq!(complaint(good), "");
        for (sent, expected) in [
            (Sent { method: "PUT", ..good }, "the contract has no PUT"),
            (Sent { method: "post", ..good }, "the contract has no post"),
            (Sent { template: "/v1/operators/{id}/permissions", ..good }, "the contract has no POST"),
            (Sent { path: "/v1/operators//permissions", ..good }, "nothing for {operator}"),
            (Sent { path: "/v1/operators/oprt_1", ..good }, "shorter"),
            (Sent { path: "/v1/operators/oprt_1/permissions/", ..good }, "longer"),
            (Sent { path: "/v1/operator/oprt_1/permissions", ..good }, "operator for operators"),
            (Sent { headers: &[("accept-charges", "true")], ..good }, "unknown header parameter"),
            (Sent { body: None, ..good }, "the body is missing"),
            (Sent { body: Some(("text/plain", b"{}")), ..good }, "content type"),
            (Sent { body: Some(("application/json", b"{")), ..good }, "no JSON"),
            (Sent { body: Some(("application/json", br#"{"role": []}"#)), ..good }, "role"),
            (Sent { body: Some(("application/json", br#"{"roles": ["king"]}"#)), ..good }, "king"),
        ] {
            assert!(complaint(sent).contains(expected), "{expected}: {:?}", complaint(sent));
        }
        let with_body = Sent { body: Some(("application/json", b"{}")), ..get("/v1/permissions", "") };
        assert!(complaint(with_body).contains("takes no body"));
    }

    #[test]
    fn the_path_of_the_server_may_stand_before_the_path() {
        let tomticket = Contract::tomticket();
        let sent = get("/organization/list", "page=2");
        assert_eq!(tomticket.check_request(&Sent { path: "/v2.0/organization/list", ..sent }), Ok("organization_list"));
        assert!(tomticket.check_request(&Sent { path: "/v3.0/organization/list", ..sent }).is_err());
    }

    #[test]
    fn a_form_is_checked_like_an_object() {
        let of = |body: &str| {
            let sent = Sent {
                method: "POST",
                body: Some(("application/x-www-form-urlencoded", body.as_bytes())),
                ..get("/oauth2/token", "")
            };
            Contract::base39().check_request(&sent).is_ok()
        };
        assert!(of("grant_type=client_credentials&client_id=1&client_secret=2&scope=read+write"));
        assert!(!of("grant_type=password&client_id=1"));
        assert!(!of("grant_type=client_credentials&clientId=1"));
    }

    #[test]
    fn a_wrong_name_in_an_answer_is_caught() {
        let permission = json!({ "id": "perm_1", "company": "*", "roles": ["financial"] });
        let page = json!({ "hasMore": false, "data": [permission] });
        let base39 = Contract::base39();
        assert_eq!(of_answer(base39, "list_permissions", 200, &page), "");
        for wrong in [
            json!({ "has_more": false, "data": [] }),
            json!({ "hasMore": false, "dataa": [] }),
            json!({ "hasMore": false, "data": [{ "idd": "perm_1" }] }),
            json!({ "hasMore": false, "data": [{ "roles": ["king"] }] }),
            json!({ "hasMore": false, "data": [{ "createdAt": "yesterday" }] }),
            json!({ "hasMore": false, "data": [{ "createdBy": { "client_id": "1" } }] }),
            json!({ "hasMore": false, "data": [{ "company": { "idd": "comp_1" } }] }),
            json!({ "hasMore": "false", "data": [] }),
        ] {
            assert_ne!(of_answer(base39, "list_permissions", 200, &wrong), "", "{wrong}");
        }
        // In the envelope the items are free: their names are checked all the same.
        let groups = json!({ "hasMore": false, "data": [{ "idd": "cgrp_1" }] });
        assert_ne!(of_answer(base39, "list_company_groups", 200, &groups), "");

        let tomticket = Contract::tomticket();
        for wrong in [
            json!({ "exists": true, "dataa": {} }),
            json!({ "exists": true, "data": { "detail": {} } }),
            json!({ "exists": true, "data": { "details": { "idd": 1 } } }),
            json!({ "exists": true, "data": { "details": [{ "monthly_tickets_quota": 1 }] } }),
        ] {
            assert_ne!(of_answer(tomticket, "customer_permissions_basic_get", 200, &wrong), "", "{wrong}");
        }

        let timestamp = "2019-01-01T10:00:00.2890319Z";
        let users =
            |user: Value| json!({ "page_size": 1, "data": [user], "status": "success", "timestamp": timestamp });
        let user = json!({ "id": "1", "displayName": "A", "email": "a@b.example", "isParent": false });
        let myreports = Contract::myreports();
        assert_eq!(of_answer(myreports, "reseller_list_customer_users", 200, &users(user)), "");
        let named_otherwise = json!({ "id": "1", "displayName": "A", "email": "a@b.example", "is_parent": false });
        let with_roles = json!({ "id": "1", "displayName": "A", "email": "a@b.example", "roles": [] });
        for wrong in [
            users(json!({ "idd": "1", "displayName": "A", "email": "a@b.example" })),
            users(named_otherwise),
            users(with_roles),
            json!({ "page_size": 0, "dataa": [], "status": "success", "timestamp": timestamp }),
            json!({ "page_size": 0, "data": [], "status": "success", "timestamp": "2019-01-01T10:00:00.28Z" }),
        ] {
            assert_ne!(of_answer(myreports, "reseller_list_customer_users", 200, &wrong), "", "{wrong}");
        }
    }

    #[test]
    fn status_and_content_type_must_be_the_operation_s() {
        let base39 = Contract::base39();
        let page = json!({ "hasMore": false, "data": [] });
        assert_eq!(of_answer(base39, "list_companies", 206, &page), "", "2XX is every success");
        assert!(of_answer(base39, "list_permissions", 206, &page).contains("206"));
        assert!(of_answer(base39, "list_permission", 200, &page).contains("no operation"));
        let of = |content_type| base39.check_answer("list_companies", 200, content_type, b"{}").is_ok();
        assert!(of(Some("application/json; charset=utf-8")));
        assert!(!of(Some("text/html")));
        assert!(!of(None));
        let too_many = |content_type, body: &[u8]| {
            Contract::tomticket().check_answer("customer_list", 429, Some(content_type), body).is_ok()
        };
        assert!(too_many("text/html", b"<html>"));
        assert!(!too_many("application/json", b"{}"));
        let unauthorized =
            |body: &[u8]| Contract::myreports().check_answer("reseller_list_customer_users", 401, None, body).is_ok();
        assert!(unauthorized(b""));
        assert!(!unauthorized(b"{}"));
    }

    #[test]
    fn free_objects_stay_free() {
        let contract = Contract::base39();
        let valid = |schema: Value, value: Value| {
            let mut check = Check::default();
            contract.check_value(&mut check, "value", schema.to_string(), &schema, &value);
            check.0.is_empty()
        };
        let free = json!({ "properties": { "a": { "type": "string" } }, "additionalProperties": true });
        assert!(valid(free, json!({ "a": "1", "b": 2 })));
        let patterns = json!({ "properties": { "a": {} }, "patternProperties": { "^x-": { "type": "string" } } });
        assert!(valid(patterns.clone(), json!({ "a": 1, "x-b": "2" })));
        assert!(!valid(patterns, json!({ "a": 1, "b": "2" })));
        assert!(valid(json!({ "type": "object" }), json!({ "anything": 1 })), "no name that could be wrong");
        let typed_values = json!({ "additionalProperties": { "properties": { "a": {} } } });
        assert!(valid(typed_values.clone(), json!({ "any": { "a": 1 } })));
        assert!(!valid(typed_values, json!({ "any": { "b": 1 } })));
        let both = json!({ "allOf": [{ "properties": { "a": {} } }, { "properties": { "b": {} } }] });
        assert!(valid(both.clone(), json!({ "a": 1, "b": 1 })));
        assert!(!valid(both, json!({ "a": 1, "c": 1 })));
        let one_of = json!({ "oneOf": [{ "properties": { "a": {} } }, { "type": "string" }] });
        assert!(valid(one_of.clone(), json!({ "a": 1 })));
        assert!(!valid(one_of, json!({ "b": 1 })));
    }

    /// The values that a contract shows for one parameter or one kind of body.
    fn shown(holder: &Value) -> Vec<&Value> {
        let several = members(holder.get("examples")).filter_map(|(_, example)| example.get("value"));
        several.chain(holder.get("example")).collect()
    }

    /// No example had to be excepted.
    #[test]
    fn every_documented_example_passes_its_own_schema() {
        let mut examples = 0;
        for contract in contracts() {
            for operation in contract.operations() {
                let parameters = elements(operation.body.get("parameters"));
                let responses = members(operation.body.get("responses")).map(|(_, response)| response);
                let holders = responses.chain(operation.body.get("requestBody"));
                let bodies = holders.map(|holder| contract.resolved(holder)).collect::<Vec<_>>();
                let media = bodies.iter().flat_map(|body| members(body.get("content")));
                let media = media.map(|(_, media)| Cow::Borrowed(media));
                for place in parameters.map(|parameter| contract.resolved(parameter)).chain(media) {
                    let schema = contract.resolved(place.get("schema").unwrap());
                    for value in shown(&place) {
                        let mut check = Check::default();
                        contract.check_value(&mut check, operation.id, schema.to_string(), &schema, value);
                        assert_eq!(check.result(), Ok(()), "{value}");
                        examples += 1;
                    }
                }
            }
        }
        assert!(examples > 150, "only {examples} examples were found");
    }

    #[test]
    fn every_schema_of_every_operation_can_be_used() {
        let count = contracts().map(|contract| contract.operation_ids().count());
        assert_eq!(count, [24, 71, 43], "138 in all");
        let webhooks = contracts().map(|contract| members(contract.root.get("webhooks")).count());
        assert_eq!(webhooks, [1, 1, 0]);
        for contract in contracts() {
            for operation in contract.operations() {
                for parameter in contract.parameters(operation.body) {
                    contract.validator(parameter.schema.to_string(), &parameter.schema).unwrap();
                }
                let responses = members(operation.body.get("responses")).map(|(_, response)| response);
                for holder in responses.chain(operation.body.get("requestBody")) {
                    for (_, media) in members(contract.resolved(holder).get("content")) {
                        let schema = media.get("schema").unwrap();
                        contract.validator(schema.to_string(), schema).unwrap();
                    }
                }
            }
        }
    }

    #[test]
    fn every_amendment_takes_hold() {
        for amendment in AMENDMENTS.iter().filter(|amendment| !amendment.at.contains('*')) {
            let [tomticket, base39, myreports] = contracts();
            let contract = match amendment.contract {
                "tomticket" => tomticket,
                "base39" => base39,
                "myreports" => myreports,
                other => panic!("no contract {other}"),
            };
            let value: Value = serde_json::from_str(amendment.value).unwrap();
            let there = contract.root.pointer(amendment.at).unwrap();
            let added = elements(Some(&value)).all(|one| elements(Some(there)).any(|own| own == one));
            assert!(*there == value || (value.is_array() && added), "{}", amendment.at);
        }
        let tomticket = Contract::tomticket();
        let message = json!({ "error": true, "message": "Token refused", "success": false });
        for operation in tomticket.operation_ids() {
            for status in [401, 403, 404] {
                assert_eq!(of_answer(tomticket, operation, status, &message), "");
            }
        }
        let headers = &[("base39-external-client-id", "1")];
        let sent = Sent { headers, ..get("/v1/permissions", "") };
        assert_eq!(Contract::base39().check_request(&sent), Ok("list_permissions"));
    }
}
