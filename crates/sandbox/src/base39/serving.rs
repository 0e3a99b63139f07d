//! Carries out the operations of the [table](super::table).

use std::sync::Arc;

use axum::extract::{RawPathParams, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

use super::credentials::Caller;
use super::keys::Given;
use super::lists::{Fields, PageRequest, deleted};
use super::table::{DATA_ENTITY, Does, INVOICE_ITEM, RESOURCES, ROWS, Row};
use super::{Answer, Base39, Refusal};
use crate::fault::Trick;
use crate::records::{Blanks, InOrder, Records, Resource, merge, set, take_over};
use crate::server::{self, Asked, Pairs, Rest, Routes, lock};

/// The routes of the whole table.
pub(super) fn serve(routes: Routes<Base39>) -> Routes<Base39> {
    ROWS.iter().fold(routes, |routes, row| {
        let answer = move |caller: Caller, State(service): State<Arc<Base39>>, path: RawPathParams, rest: Rest| {
            std::future::ready(service.carry_out(row, &caller, &path, &rest))
        };
        routes.add(row.id, row.verb, row.path, answer)
    })
}

/// The members of records as the samples order them.
const ORDER: &[&str] = &[
    "id",
    "rules",
    "status",
    "document",
    "email",
    "name",
    "friendlyName",
    "group",
    "address",
    "city",
    "state",
    "country",
    "line1",
    "number",
    "postalCode",
    "neighborhood",
    "creditPolicies",
    "metadata",
    "createdAt",
    "updatedAt",
    "deleted",
    "allowedIps",
    "ip",
    "description",
    "revokedIn",
    "apiKey",
];

/// Parameters that say how a list is shown, not what it holds.
const HOW: [&str; 6] = ["expand", "fields", "limit", "starting_after", "ending_before", "deleted"];

impl Base39 {
    fn carry_out(&self, row: &'static Row, caller: &Caller, path: &RawPathParams, rest: &Rest) -> Answer {
        let fields = Fields::read(&rest.query)?;
        match row.does {
            Does::List => self.list(row, path, rest.asked, &rest.query, &fields),
            Does::ListByBody => self.list(row, path, rest.asked, &as_query(&read_body(rest)?), &fields),
            Does::Read | Does::ReadBy(_) => {
                let records = lock(&self.records);
                let index = found(&records, row, path)?;
                let record = records.get(&row.resource, index).unwrap_or_default();
                Ok(server::json(StatusCode::OK, &fields.choose(InOrder(record, ORDER))))
            }
            _ => {
                caller.may_write()?;
                let key = rest.header("idempotency-key");
                if key.is_some() && rest.asked.is(Trick::StillRunning) {
                    return Err(super::STILL_RUNNING);
                }
                let (status, body) = lock(&self.keys).once(row.id, key, || self.write(row, caller, path, rest))?;
                Ok(match body {
                    Some(body) => server::json(status, &fields.choose(InOrder(body, ORDER))),
                    None => status.into_response(),
                })
            }
        }
    }

    // --- reading ---

    fn list(&self, row: &Row, path: &RawPathParams, asked: Asked, query: &Pairs, fields: &Fields) -> Answer {
        let records = lock(&self.records);
        if let Some(missing) =
            row.needs.iter().filter_map(|need| need.strip_prefix('?')).find(|need| query.get(need).is_none())
        {
            return Err(Refusal::bad_query(format!("{missing} is needed")));
        }
        let deleted = deleted(query)?;
        let page = PageRequest::read(query, asked, |id| records.find(&row.resource, id))?;
        let wanted = of_path(&records, path);
        let keeps = |record: &Value| {
            let by_path = wanted.iter().all(|(name, value)| is_kept(record, name, value));
            let is_how = |name: &str| HOW.contains(&name);
            let by_query =
                query.iter().filter(|(name, _)| !is_how(name)).all(|(name, value)| is_kept(record, name, value));
            by_path && by_query && deleted.is_none_or(|wanted| record.get("deleted") == Some(&wanted.into()))
        };
        let item = |index| records.get(&row.resource, index).filter(keeps);
        let kept = page.take(page.range(records.count(&row.resource)), item);
        Ok(kept.into_response(|record| fields.choose(InOrder(record, ORDER))))
    }

    // --- writing ---

    fn write(&self, row: &Row, caller: &Caller, path: &RawPathParams, rest: &Rest) -> Result<Given, Refusal> {
        let mut given = read_body(rest)?;
        let records = &mut *lock(&self.records);
        check_needs(records, row, &given, &rest.query)?;
        let named = rest.query.iter().filter(|(name, _)| !HOW.contains(name)).chain(path.iter());
        given.extend(named.map(|(name, value)| (name.to_owned(), value.into())));
        let actor = Actor { caller, external: rest.header("base39-external-client-id") };
        let (index, record) = act(records, row, path, &given, &actor)?;
        let status = StatusCode::from_u16(row.status).unwrap_or_default();
        let answer = match row.answer {
            None => Some(record),
            Some("") => None,
            Some(answer) => {
                let blanks = Blanks { resource: &row.resource, index, given: &given };
                records.filled(template(answer), &blanks)
            }
        };
        Ok((status, answer))
    }
}

/// Does what the row says; gives the record as it is afterwards, and its number.
fn act(
    records: &mut Records,
    row: &Row,
    path: &RawPathParams,
    given: &Map<String, Value>,
    actor: &Actor<'_>,
) -> Result<(usize, Value), Refusal> {
    match row.does {
        Does::Accept => Ok((0, Value::Null)),
        Does::Create(members) => Ok(create(records, row, members, given, actor)),
        _ => {
            let index = found(records, row, path)?;
            let mut record = records.get(&row.resource, index).unwrap_or_default();
            change(records, row, index, &mut record, given)?;
            if record.get("updatedAt").is_some() {
                set(&mut record, "updatedAt", records.now());
            }
            actor.sign(&mut record, "updatedBy");
            records.put(&row.resource, index, record.clone());
            Ok((index, record))
        }
    }
}

fn change(
    records: &Records,
    row: &Row,
    index: usize,
    record: &mut Value,
    given: &Map<String, Value>,
) -> Result<(), Refusal> {
    let blanks = Blanks { resource: &row.resource, index, given };
    let fill = |text| records.filled(template(text), &blanks).unwrap_or_default();
    match row.does {
        Does::Change(members) => {
            take_over(record, &records.shape(&row.resource), given);
            let members = fill(members);
            add_to_history(record, &members, given, records.now());
            merge(record, members);
        }
        Does::Append(list, item) => {
            if let Some(list) = record.get_mut(list).and_then(Value::as_array_mut) {
                list.push(fill(item));
            }
        }
        Does::Remove(list, name) => {
            let wanted = given.get(name);
            let items = record.get_mut(list).and_then(Value::as_array_mut).ok_or_else(|| not_found(name))?;
            let before = items.len();
            items.retain(|item| item.get(name) != wanted);
            // A DELETE may come twice: what is off the list already is only wrong where there is no such thing at all.
            if items.len() == before && !wanted.is_some_and(|id| is_record(records, name, id)) {
                return Err(not_found(name));
            }
        }
        Does::List | Does::ListByBody | Does::Read | Does::ReadBy(_) | Does::Create(_) | Does::Accept => {}
    }
    Ok(())
}

fn create(
    records: &mut Records,
    row: &Row,
    members: &str,
    given: &Map<String, Value>,
    actor: &Actor<'_>,
) -> (usize, Value) {
    let new = |records: &Records, index| created(records, &row.resource, index, members, given, actor);
    let (index, mut record) = records.create(&row.resource, new);
    // An invoice's items are records of their own.
    if let (Some(items), Some(page)) = (given.get("items").and_then(Value::as_array), record.get("invoiceItems")) {
        let (mut page, invoice) = (page.clone(), row.resource.id(index));
        let items = items.iter().filter_map(Value::as_object).map(|item| {
            let mut item = item.clone();
            item.insert("invoice".to_owned(), invoice.as_str().into());
            let new = |records: &Records, index| created(records, &INVOICE_ITEM, index, "{}", &item, actor);
            records.create(&INVOICE_ITEM, new).1
        });
        set(&mut page, "data", items.collect::<Value>());
        set(&mut record, "invoiceItems", page);
        records.put(&row.resource, index, record.clone());
    }
    (index, record)
}

/// A new record: like the first one, but for what the body gives, and without the lists that it doesn't give.
fn created(
    records: &Records,
    resource: &Resource,
    index: usize,
    members: &str,
    given: &Map<String, Value>,
    actor: &Actor<'_>,
) -> Value {
    let mut record = records.like_the_first(resource, index);
    for member in record.as_object_mut().into_iter().flat_map(Map::values_mut) {
        match member {
            Value::Array(list) => list.clear(),
            Value::Object(page) if page.contains_key("hasMore") => {
                page.insert("data".to_owned(), json!([]));
            }
            _ => {}
        }
    }
    take_over(&mut record, &records.shape(resource), given);
    merge(&mut record, template(members));
    actor.sign(&mut record, "createdBy");
    actor.sign(&mut record, "updatedBy");
    record
}

/// Who writes.
struct Actor<'a> {
    caller: &'a Caller,
    external: Option<String>,
}

impl Actor<'_> {
    /// Sets who wrote, where the record says so; a workflow's actor has no `app`.
    fn sign(&self, record: &mut Value, member: &str) {
        let Some(own) = record.get_mut(member) else {
            return;
        };
        let mut actor = json!({ "clientId": self.caller.client_id });
        if own.get("app").is_some() {
            set(&mut actor, "app", "api");
        }
        if let Some(external) = &self.external {
            set(&mut actor, "externalClientId", external.as_str());
        }
        *own = actor;
    }
}

/// A status that is set is told in the record's history, with the words that were given for it.
fn add_to_history(record: &mut Value, members: &Value, given: &Map<String, Value>, now: String) {
    let Some(status) = members.get("status") else {
        return;
    };
    // Only an invoice's history has moments.
    let has_moments = record.get("invoiceItems").is_some();
    if let Some(history) = record.get_mut("history").and_then(Value::as_array_mut) {
        let mut entry = json!({ "status": status });
        for name in ["description", "metadata"] {
            if let Some(value) = given.get(name) {
                set(&mut entry, name, value.clone());
            }
        }
        if has_moments {
            set(&mut entry, "createdAt", now);
        }
        history.push(entry);
    }
}

// --- what is asked for ---

/// The number of the record that the path names.
fn found(records: &Records, row: &Row, path: &RawPathParams) -> Result<usize, Refusal> {
    let resource = &row.resource;
    let mut wanted = of_path(records, path);
    let named = match row.does {
        Does::Remove(..) if !wanted.is_empty() => Some(wanted.remove(0)),
        Does::Remove(..) => None,
        _ => wanted.pop(),
    };
    // What is there once has no name.
    let Some((_, id)) = named else {
        return Ok(0);
    };
    let index = match row.does {
        Does::ReadBy(member) => (0..records.count(resource)).find(|index| {
            let record = records.get(resource, *index).unwrap_or_default();
            record.get(member).and_then(Value::as_str) == Some(&id)
                && wanted.iter().all(|(name, value)| is_kept(&record, name, value))
        }),
        Does::Read => records.find(resource, &id).filter(|index| {
            let record = records.get(resource, *index).unwrap_or_default();
            wanted.iter().all(|(name, value)| is_kept(&record, name, value))
        }),
        _ => records.find(resource, &id),
    };
    index.ok_or_else(|| not_found(resource.name))
}

/// Like the documented `INVOICE_NOT_FOUND`.
fn not_found(what: &str) -> Refusal {
    let code = format!("{}_NOT_FOUND", what.to_ascii_uppercase());
    Refusal::new(StatusCode::NOT_FOUND, code, format!("No {} has this id.", what.replace('_', " ")))
}

/// Names and values in the path. An entity stands there by its name, and in its documents by its id.
fn of_path(records: &Records, path: &RawPathParams) -> Vec<(String, String)> {
    let entity = |name: &str| {
        let named = |index: &usize| {
            records.get(&DATA_ENTITY, *index).is_some_and(|one| one.get("name").and_then(Value::as_str) == Some(name))
        };
        (0..records.count(&DATA_ENTITY)).find(named).map(|index| DATA_ENTITY.id(index)).unwrap_or_default()
    };
    path.iter()
        .map(|(name, value)| match name {
            "entity_name" => ("entity".to_owned(), entity(value)),
            name => (name.to_owned(), value.to_owned()),
        })
        .collect()
}

/// Whether a parameter of this name keeps the record. One that names no member of it keeps everything.
fn is_kept(record: &Value, name: &str, value: &str) -> bool {
    let member = |name: &str| record.get(camel(name)).map(text);
    if let Some(own) = name.strip_suffix("_start").and_then(member) {
        return own.as_str() >= value;
    }
    if let Some(own) = name.strip_suffix("_end").and_then(member) {
        // The end of a day is the whole day.
        return own.get(..value.len()).unwrap_or(&own) <= value;
    }
    match (name, member(name)) {
        (_, None) => true,
        ("name", Some(own)) => own.contains(value),
        (_, Some(own)) => value.split(',').any(|value| value == own),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut letters = word.chars();
        name + &letters.next().map(|letter| letter.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    })
}

/// The members of a body as the parameters that they would be in a query.
fn as_query(body: &Map<String, Value>) -> Pairs {
    let snake = |name: &str| {
        name.chars().fold(String::new(), |name, letter| match letter.is_ascii_uppercase() {
            true => name + "_" + &letter.to_ascii_lowercase().to_string(),
            false => name + &letter.to_string(),
        })
    };
    body.iter().map(|(name, value)| (snake(name), text(value))).collect()
}

/// Whether a resource of this name has this record.
fn is_record(records: &Records, name: &str, id: &Value) -> bool {
    let resource = RESOURCES.iter().find(|resource| resource.name == name);
    resource.zip(id.as_str()).is_some_and(|(resource, id)| records.find(resource, id).is_some())
}

fn check_needs(records: &Records, row: &Row, given: &Map<String, Value>, query: &Pairs) -> Result<(), Refusal> {
    for need in row.needs {
        match need.strip_prefix('?') {
            None if given.contains_key(*need) => {}
            None => return Err(Refusal::bad_body(format!("{need} is needed"))),
            Some(name) => {
                let id = query.get(name).ok_or_else(|| Refusal::bad_query(format!("{name} is needed")))?;
                let resource = RESOURCES.iter().find(|resource| resource.name == name);
                if resource.is_some_and(|resource| records.find(resource, id).is_none()) {
                    return Err(not_found(name));
                }
            }
        }
    }
    Ok(())
}

fn read_body(rest: &Rest) -> Result<Map<String, Value>, Refusal> {
    if rest.body.is_empty() {
        return Ok(Map::new());
    }
    let content_type = rest.header("content-type");
    if !content_type.is_some_and(|value| value.starts_with("application/json")) {
        return Err(Refusal::bad_body("the body must be application/json"));
    }
    serde_json::from_slice(&rest.body).map_err(|_| Refusal::bad_body("the body must be a JSON object"))
}

/// The templates stand in the table, and the tests read each.
fn template(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}
