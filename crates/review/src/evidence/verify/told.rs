//! What `evidence.json` tells of a run, held against what the lines of the run say.

use serde_json::{Map, Value};

use crate::{
    evidence::document::Evidence,
    model::{Failure, Lang, RunRef},
    source::Registry,
    store::Store,
};

use super::lines::Lines;

/// What was found.
pub(super) struct Told {
    /// The members that are not what the lines say.
    pub(super) others: Vec<Other>,
    /// Whether the sentences were looked at, too.
    pub(super) with_sentences: bool,
}

/// A member that is not what the lines say; what is not there is null.
pub(super) struct Other {
    pub(super) member: String,
    pub(super) expected: Value,
    pub(super) found: Value,
}

/// What follows from the words of the version that wrote it, in an operation: by which proof it was read whole.
const BY_WORDS: [&str; 4] = ["proof", "reconciled", "counted_first", "counted_last"];

/// Compares a document with the lines, member by member. Nothing where the lines don't tell how the run was read.
///
/// Sentences are compared where this version has the words of the one that wrote them. Before the third form lines did not
/// tell the order of questions and services, nor whether codes stand for names: so much is not compared there.
pub(super) fn compare(found: &Value, lines: &Lines, registry: &Registry) -> Result<Option<Told>, Failure> {
    let Some(store) = Store::restored(lines.how_read.iter())? else { return Ok(None) };
    let tells_all = lines.run().is_some_and(|run| run.get("pseudonymised").is_some());
    let with_sentences = tells_all && found["words"] == Lang::fingerprint();
    let found = comparable(found.clone(), tells_all, with_sentences);
    // In which language it was written it does not say.
    let mut best: Option<Vec<Other>> = None;
    for lang in Lang::ALL {
        let expected = match expected(&store, registry, lang) {
            Err(Failure::Store(_)) => return Ok(None),
            expected => comparable(expected?, tells_all, with_sentences),
        };
        let mut others = Vec::new();
        add_others(String::new(), &expected, &found, with_sentences, &mut others);
        if best.as_ref().is_none_or(|best| others.len() < best.len()) {
            best = Some(others);
        }
    }
    Ok(Some(Told { others: best.unwrap_or_default(), with_sentences }))
}

/// What would be told of the run now.
fn expected(store: &Store, registry: &Registry, lang: Lang) -> Result<Value, Failure> {
    let run = store.describe(&store.find_any_run(RunRef::Latest)?, lang)?;
    let evidence = Evidence::of(store, &run, registry, lang)?;
    Ok(serde_json::to_value(&evidence).map_err(std::io::Error::from)?)
}

/// What of a document can be compared. Its form and the hash of the run are looked at elsewhere.
fn comparable(mut document: Value, tells_all: bool, with_sentences: bool) -> Value {
    take(&mut document, "", &["schema"]);
    take(&mut document, "/run", &["sha256"]);
    each(&mut document, "/run/services", &mut |service| call_a_service_so(service));
    each(&mut document, "/operations", &mut |operation| call_a_service_so(operation));
    if !with_sentences {
        // That there are words is compared all the same, where there have to be.
        let has_words = document.get("words").is_some_and(Value::is_string);
        take(&mut document, "", &["not_covered", "words"]);
        if let Some(object) = document.as_object_mut().filter(|_| tells_all) {
            object.insert("words".to_owned(), has_words.into());
        }
        each(&mut document, "/operations", &mut |operation| {
            BY_WORDS.iter().for_each(|name| drop(operation.remove(*name)))
        });
        each(&mut document, "/run/services", &mut |service| {
            let proofs = service.get_mut("proofs").and_then(Value::as_array_mut);
            proofs
                .into_iter()
                .flatten()
                .filter_map(Value::as_object_mut)
                .for_each(|proof| drop(proof.remove("sentence")));
        });
    }
    if !tells_all {
        take(&mut document, "/run", &["pseudonymised"]);
        if document.pointer("/run/windows/0/tool").is_none_or(Value::is_null) {
            take(&mut document, "/run", &["tool"]);
        }
        if let Some(services) = document.pointer_mut("/run/services").and_then(Value::as_array_mut) {
            services.sort_by_key(|service| service["service"].to_string());
        }
    }
    document
}

/// The first packs called a service a vendor.
fn call_a_service_so(object: &mut Map<String, Value>) {
    if let Some(service) = object.remove("vendor") {
        object.entry("service").or_insert(service);
    }
}

fn take(document: &mut Value, place: &str, names: &[&str]) {
    if let Some(object) = document.pointer_mut(place).and_then(Value::as_object_mut) {
        names.iter().for_each(|name| drop(object.remove(*name)));
    }
}

fn each(document: &mut Value, list: &str, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    let items = document.pointer_mut(list).and_then(Value::as_array_mut);
    items.into_iter().flatten().filter_map(Value::as_object_mut).for_each(change);
}

/// Adds each member that is not what is expected. A later version may have added some that this one does not know.
fn add_others(member: String, expected: &Value, found: &Value, exactly: bool, others: &mut Vec<Other>) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            let more = found.keys().filter(|name| exactly && !expected.contains_key(*name));
            for name in expected.keys().chain(more) {
                let of = |object: &Map<String, Value>| object.get(name).cloned();
                let inner = if member.is_empty() { name.clone() } else { format!("{member}.{name}") };
                match (of(expected), of(found)) {
                    (Some(expected), Some(found)) => add_others(inner, &expected, &found, exactly, others),
                    (expected, found) => others.push(Other {
                        member: inner,
                        expected: expected.unwrap_or_default(),
                        found: found.unwrap_or_else(|| "nothing".into()),
                    }),
                }
            }
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            for (place, (expected, found)) in expected.iter().zip(found).enumerate() {
                add_others(format!("{member}[{place}]"), expected, found, exactly, others);
            }
        }
        _ if expected == found => {}
        _ => others.push(Other { member, expected: expected.clone(), found: found.clone() }),
    }
}
