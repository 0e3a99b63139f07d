//! `cargo xtask contracts`: what the vendors' contracts state surely about each operation, as constants of their crates.
//!
//! Only what needs no judgement is written: names that users see, models and methods are made by hand. What a contract
//! bounds in a way that core can't check stops this program, so that no bound is lost unseen; patterns alone are passed over,
//! since core has no engine for them.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use saphyr::{LoadableYamlNode as _, YamlOwned};

use crate::deps;

/// Writes the vendors' `operations.rs`.
pub(crate) fn write() -> Result<()> {
    for vendor in deps::VENDORS {
        let path = path(vendor);
        fs::write(&path, of_vendor(vendor)?).with_context(|| format!("cannot write {path}"))?;
        println!("{path}");
    }
    Ok(())
}

/// Fails where a file is not what would be written.
pub(crate) fn check() -> Result<()> {
    let mut stale = Vec::new();
    for vendor in deps::VENDORS {
        let path = path(vendor);
        if fs::read_to_string(&path).unwrap_or_default() != of_vendor(vendor)? {
            stale.push(path);
        }
    }
    ensure!(stale.is_empty(), "not what the contracts say: {}\nTo write them: cargo xtask contracts", stale.join(", "));
    Ok(())
}

fn path(vendor: &str) -> String {
    format!("crates/{vendor}/src/operations.rs")
}

fn of_vendor(vendor: &str) -> Result<String> {
    let file = format!("crates/sandbox/contracts/{vendor}.openapi.yaml");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {file}"))?;
    let contract = Contract::read(&text).with_context(|| format!("cannot read {file}"))?;
    formatted(&source(&contract).with_context(|| file)?)
}

/// As `cargo fmt` would have it.
fn formatted(source: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--config-path", "rustfmt.toml"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = rustfmt.spawn().context("cannot start rustfmt; rustup component add rustfmt")?;
    process.stdin.take().context("rustfmt takes no input")?.write_all(source.as_bytes())?;
    let output = process.wait_with_output()?;
    ensure!(output.status.success(), "rustfmt ended with {}", output.status);
    Ok(String::from_utf8(output.stdout)?)
}

/// The module, not formatted yet.
fn source(contract: &Contract) -> Result<String> {
    let mut constants = String::new();
    let mut names = Vec::new();
    for (template, method, operation) in contract.operations() {
        let id = text(operation, "operationId").with_context(|| format!("{method} {template} has no id"))?;
        constant(&mut constants, contract, id, method, template, operation).with_context(|| id.to_owned())?;
        names.push(id.to_uppercase());
    }
    let list: String = names.iter().map(|name| format!("    &{name},\n")).collect();
    let uses = if constants.contains("Bound::") {
        "use acesso_core::{Bound, Operation};"
    } else {
        "use acesso_core::Operation;"
    };
    Ok(format!(
        "//! All operations that the service documents, as its contract states them.
//!
//! Where the client has no method for one, [`Call::of`](crate::Call::of) makes a call of it, and
//! [`Client::request`](crate::Client::request) sends that with the client's credentials, limits, retries and errors.

// Written from the contract by `cargo xtask contracts`; don't edit.

{uses}

/// All of them, in the contract's order.
pub const ALL: &[&Operation] = &[
{list}];
{constants}"
    ))
}

fn constant(
    source: &mut String,
    contract: &Contract,
    id: &str,
    method: &str,
    template: &str,
    operation: &YamlOwned,
) -> Result<()> {
    let summary = text(operation, "summary").context("has no summary")?.trim_end_matches('.');
    let parameters: Vec<&YamlOwned> = elements(operation.as_mapping_get("parameters"))
        .map(|parameter| contract.resolved(parameter))
        .collect::<Result<_>>()?;
    let body = operation.as_mapping_get("requestBody").map(|body| contract.resolved(body)).transpose()?;
    let answers = answers(contract, operation)?;

    // A path can be longer than a line: where rustfmt gives up, it leaves this layout.
    writeln!(source, "\n/// {summary}.\n///\n/// `{} {template}`", method.to_uppercase())?;
    writeln!(source, "pub const {}: Operation =\n    Operation::{method}(", id.to_uppercase())?;
    write!(source, "        {id:?},\n        {template:?},\n    )")?;
    let mut set = |setter: &str, value: String| write!(source, "\n    .{setter}({value})");
    set("summary", format!("{summary:?}"))?;
    let statuses: Vec<&str> = members(operation.as_mapping_get("responses")).map(|(status, _)| status).collect();
    set("statuses", format!("&{statuses:?}"))?;
    if let Some(body) = body {
        set("sends", format!("&{:?}", media_types(body)))?;
    }
    if !answers.is_empty() {
        set("answers", format!("&{answers:?}"))?;
    }
    if takes_key(contract, &parameters, operation)? {
        set("takes_idempotency_key", String::new())?;
    }
    for (setter, bounds) in
        [("parameter_bounds", parameter_bounds(contract, &parameters)?), ("body_bounds", body_bounds(contract, body)?)]
    {
        if !bounds.is_empty() {
            set(setter, format!("&[{}]", bounds.join(", ")))?;
        }
    }
    writeln!(source, ";")?;
    Ok(())
}

/// The media types of all successful answers.
fn answers<'a>(contract: &'a Contract, operation: &'a YamlOwned) -> Result<Vec<&'a str>> {
    let mut all = Vec::new();
    for (_, answer) in members(operation.as_mapping_get("responses")).filter(|(status, _)| status.starts_with('2')) {
        for media_type in media_types(contract.resolved(answer)?) {
            if !all.contains(&media_type) {
                all.push(media_type);
            }
        }
    }
    Ok(all)
}

fn media_types(holder: &YamlOwned) -> Vec<&str> {
    members(holder.as_mapping_get("content")).map(|(media_type, _)| media_type).collect()
}

/// Whether it lists the header, or answers 409 while the first request with a key is still running. Base39 documents keys
/// for writes in general, and of many operations only the page's end, with its headers, was cut off.
fn takes_key(contract: &Contract, parameters: &[&YamlOwned], operation: &YamlOwned) -> Result<bool> {
    const KEY: &str = "Idempotency-Key";
    let listed = parameters.iter().any(|parameter| text(parameter, "name") == Some(KEY));
    let Some(conflict) = operation.as_mapping_get("responses").and_then(|answers| answers.as_mapping_get("409")) else {
        return Ok(listed);
    };
    let why = text(contract.resolved(conflict)?, "description").unwrap_or_default();
    Ok(listed || why.contains(KEY))
}

fn parameter_bounds(contract: &Contract, parameters: &[&YamlOwned]) -> Result<Vec<String>> {
    let mut bounds = Vec::new();
    for parameter in parameters {
        let name = text(parameter, "name").context("a parameter has no name")?;
        let schema = contract.resolved(parameter.as_mapping_get("schema").context("a parameter has no schema")?)?;
        let bound = bound(name, schema)?;
        let place = text(parameter, "in");
        ensure!(bound.is_none() || place != Some("header"), "core checks no bounds of headers: {name}");
        bounds.extend(bound);
        ensure!(unchecked(contract, schema)?.is_none(), "core checks no bounds inside the parameter {name}");
    }
    Ok(bounds)
}

/// Of all media types together: a member has the same bounds in each.
fn body_bounds(contract: &Contract, body: Option<&YamlOwned>) -> Result<Vec<String>> {
    let mut bounds = Vec::new();
    for (_, media_type) in members(body.and_then(|body| body.as_mapping_get("content"))) {
        add_members(contract, "", media_type.as_mapping_get("schema").unwrap_or(&YamlOwned::BadValue), &mut bounds)?;
    }
    bounds.dedup();
    Ok(bounds)
}

/// The bounds of an object's members, those of objects inside it under their path.
fn add_members(contract: &Contract, path: &str, schema: &YamlOwned, bounds: &mut Vec<String>) -> Result<()> {
    let schema = contract.resolved(schema)?;
    for part in elements(schema.as_mapping_get("allOf")) {
        add_members(contract, path, part, bounds)?;
    }
    for (name, member) in members(schema.as_mapping_get("properties")) {
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let member = contract.resolved(member)?;
        bounds.extend(bound(&path, member)?);
        add_members(contract, &path, member, bounds)?;
    }
    if let Some(keyword) = unchecked(contract, schema)? {
        bail!("core does not check what is inside lists and alternatives: {path} has a {keyword} there");
    }
    Ok(())
}

/// Keywords that bound a value and that core can't check.
const BEYOND_CORE: [&str; 7] =
    ["exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "minProperties", "maxProperties"];

/// The expression for the bound that a schema states of its own value.
fn bound(name: &str, schema: &YamlOwned) -> Result<Option<String>> {
    if let Some(keyword) = BEYOND_CORE.into_iter().find(|keyword| schema.as_mapping_get(keyword).is_some()) {
        bail!("{name} has a {keyword}, which core does not check");
    }
    let limit = |keyword: &str| {
        schema.as_mapping_get(keyword).map(|limit| {
            limit
                .as_integer()
                .and_then(|limit| u32::try_from(limit).ok())
                .context("a bound is no whole number from 0 on")
        })
    };
    let of = |measure: &str, least: &str, most: &str| -> Result<Option<String>> {
        let (least, most) = (limit(least).transpose()?, limit(most).transpose()?);
        if least.is_none() && most.is_none() {
            return Ok(None);
        }
        let least = least.map(|least| format!(".at_least({least})")).unwrap_or_default();
        let most = most.map(|most| format!(".at_most({most})")).unwrap_or_default();
        Ok(Some(format!("Bound::{measure}({name:?}){least}{most}")))
    };
    Ok(of("characters", "minLength", "maxLength")?.or(of("number", "minimum", "maximum")?))
}

/// A bound inside the items of a list, an alternative or members without names: there core does not look.
fn unchecked(contract: &Contract, schema: &YamlOwned) -> Result<Option<&'static str>> {
    let alternatives = elements(schema.as_mapping_get("oneOf")).chain(elements(schema.as_mapping_get("anyOf")));
    for inner in alternatives.chain(schema.as_mapping_get("items")).chain(schema.as_mapping_get("additionalProperties"))
    {
        if let Some(keyword) = bounded(contract, inner)? {
            return Ok(Some(keyword));
        }
    }
    Ok(None)
}

/// A keyword that bounds something in a schema, wherever in it.
fn bounded(contract: &Contract, schema: &YamlOwned) -> Result<Option<&'static str>> {
    const BOUNDS: [&str; 4] = ["minLength", "maxLength", "minimum", "maximum"];
    let schema = contract.resolved(schema)?;
    if let Some(keyword) =
        BOUNDS.into_iter().chain(BEYOND_CORE).find(|keyword| schema.as_mapping_get(keyword).is_some())
    {
        return Ok(Some(keyword));
    }
    let inside = members(schema.as_mapping_get("properties"))
        .map(|(_, member)| member)
        .chain(elements(schema.as_mapping_get("allOf")));
    for inner in inside {
        if let Some(keyword) = bounded(contract, inner)? {
            return Ok(Some(keyword));
        }
    }
    unchecked(contract, schema)
}

/// A contract as it stands in its file.
struct Contract(YamlOwned);

impl Contract {
    fn read(text: &str) -> Result<Self> {
        YamlOwned::load_from_str(text)?.into_iter().next().map(Self).context("the file is empty")
    }

    /// Path, method and operation, in the file's order.
    fn operations(&self) -> impl Iterator<Item = (&str, &str, &YamlOwned)> {
        const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
        members(self.0.as_mapping_get("paths")).flat_map(|(template, methods)| {
            let operations = members(Some(methods)).filter(|(method, _)| METHODS.contains(method));
            operations.map(move |(method, operation)| (template, method, operation))
        })
    }

    /// What a reference stands for. Members beside it say nothing that is written here.
    fn resolved<'a>(&'a self, node: &'a YamlOwned) -> Result<&'a YamlOwned> {
        let Some(reference) = text(node, "$ref") else { return Ok(node) };
        let steps = reference.strip_prefix("#/").map(|pointer| pointer.split('/').map(|step| step.replace("~1", "/")));
        let target = steps.and_then(|mut steps| steps.try_fold(&self.0, |node, step| node.as_mapping_get(&step)));
        self.resolved(target.with_context(|| format!("{reference} leads nowhere"))?)
    }
}

fn text<'a>(node: &'a YamlOwned, member: &str) -> Option<&'a str> {
    node.as_mapping_get(member).and_then(YamlOwned::as_str)
}

/// The members of a mapping, in the file's order; none of anything else.
fn members(node: Option<&YamlOwned>) -> impl Iterator<Item = (&str, &YamlOwned)> {
    let mapping = node.and_then(YamlOwned::as_mapping);
    mapping.into_iter().flatten().filter_map(|(name, value)| Some((name.as_str()?, value)))
}

/// The elements of a list; none of anything else.
fn elements(node: Option<&YamlOwned>) -> impl Iterator<Item = &YamlOwned> {
    node.and_then(YamlOwned::as_sequence).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The module for a contract that has one operation, with these members beside its answers.
    fn module(members: &str) -> Result<String> {
        let contract = format!(
            "paths:\n  /things/{{id}}:\n    post:\n      operationId: do_it\n      summary: Do it.\n      {}\n{COMPONENTS}",
            members.trim().replace('\n', "\n      ")
        );
        source(&Contract::read(&contract)?)
    }

    const COMPONENTS: &str = r#"
components:
  parameters:
    Page: {name: page, in: query, schema: {type: integer, minimum: 1}}
  schemas:
    Name: {type: string, minLength: 1, maxLength: 9}
  responses:
    Running: {description: The first request with this Idempotency-Key is still running.}
"#;

    /// What `module` says of the operation, on one line.
    fn constant_of(members: &str) -> String {
        let module = module(members).unwrap();
        let (_, constant) = module.split_once("pub const DO_IT: Operation =").unwrap();
        constant.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_operation_is_written_as_its_contract_has_it() {
        let constant = constant_of(
            r#"
parameters:
- {name: id, in: path, required: true, schema: {type: string, maxLength: 250}}
- {$ref: '#/components/parameters/Page'}
- {name: Idempotency-Key, in: header, schema: {type: string}}
requestBody:
  content:
    application/json:
      schema:
        allOf:
        - {properties: {name: {$ref: '#/components/schemas/Name'}, free: {type: string}}}
        - {properties: {address: {properties: {country: {type: string, minLength: 2, maxLength: 2}}}}}
responses:
  2XX: {description: Done., content: {application/json: {}}}
  '202': {description: Later., content: {application/json: {}, text/csv: {}}}
  '404': {description: None., content: {text/html: {}}}
"#,
        );
        assert_eq!(
            constant,
            r#"Operation::post( "do_it", "/things/{id}", ) .summary("Do it") .statuses(&["2XX", "202", "404"]) "#
                .to_owned()
                + r#".sends(&["application/json"]) .answers(&["application/json", "text/csv"]) .takes_idempotency_key() "#
                + r#".parameter_bounds(&[Bound::characters("id").at_most(250), Bound::number("page").at_least(1)]) "#
                + r#".body_bounds(&[Bound::characters("name").at_least(1).at_most(9), "#
                + r#"Bound::characters("address.country").at_least(2).at_most(2)]);"#
        );
    }

    #[test]
    fn what_the_contract_does_not_say_is_not_written() {
        let constant = constant_of("responses: {'204': {description: Done.}}");
        assert_eq!(constant, r#"Operation::post( "do_it", "/things/{id}", ) .summary("Do it") .statuses(&["204"]);"#);
    }

    #[test]
    fn a_conflict_of_keys_says_that_keys_are_taken_and_no_other_conflict_does() {
        let taken = constant_of("responses: {'409': {$ref: '#/components/responses/Running'}}");
        assert!(taken.contains(".takes_idempotency_key()"), "{taken}");
        let not_taken = constant_of("responses: {'409': {description: It exists already.}}");
        assert!(!not_taken.contains("idempotency"), "{not_taken}");
    }

    #[test]
    fn a_bound_that_core_does_not_check_is_no_bound_that_is_lost() {
        let query = |schema: &str| format!("parameters: [{{name: a, in: query, schema: {schema}}}]");
        let body = |schema: &str| format!("requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}");
        for (members, expected) in [
            (query("{exclusiveMinimum: 0}"), "a has a exclusiveMinimum"),
            (query("{minimum: 0.5}"), "no whole number"),
            (query("{minLength: -1}"), "no whole number"),
            (query("{type: array, items: {maxLength: 3}}"), "inside the parameter a"),
            ("parameters: [{name: a, in: header, schema: {maxLength: 3}}]".to_owned(), "no bounds of headers: a"),
            (body("{properties: {list: {maxItems: 3}}}"), "list has a maxItems"),
            (body("{properties: {list: {items: {properties: {a: {maximum: 3}}}}}}"), "list has a maximum there"),
            (body("{oneOf: [{properties: {a: {maximum: 3}}}]}"), "alternatives"),
            (body("{properties: {any: {additionalProperties: {minLength: 3}}}}"), "any has a minLength there"),
            ("parameters: [{$ref: '#/components/parameters/Pages'}]".to_owned(), "leads nowhere"),
        ] {
            let error = format!("{:#}", module(&members).err().unwrap_or_else(|| panic!("{members}")));
            assert!(error.contains(expected), "{error}");
        }
        assert!(!constant_of(&query("{pattern: '^[0-9]+$'}")).contains("bounds"), "patterns are passed over");
    }

    #[test]
    fn operations_keep_the_contract_s_order() {
        let one = |id: &str| format!("{{operationId: {id}, summary: x}}");
        let text = format!("paths: {{/z: {{put: {}, get: {}}}, /a: {{get: {}}}}}", one("c"), one("b"), one("a"));
        let module = source(&Contract::read(&text).unwrap()).unwrap();
        let all = module.split_once("&[\n").unwrap().1.split_once("];").unwrap().0;
        assert_eq!(all.split_whitespace().collect::<String>(), "&C,&B,&A,");
        assert!(module.contains("use acesso_core::Operation;"), "{module}");
    }
}
