//! All operations that the three contracts have: each has a method or a reason for having none, and keeps to its bounds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use std::{collections::BTreeSet, fs, path::Path};

use acesso_core::{Bound, Call, ErrorKind, Measure, Operation, Part};
use acesso_sandbox::contract::{Contract, Sent};
use bytes::Bytes;
use serde_json::{Value, json};

struct Vendor {
    name: &'static str,
    contract: &'static Contract,
    operations: &'static [&'static Operation],
    /// The operations that have no method, by reason.
    without_method: &'static [(&'static str, &'static [&'static str])],
}

fn vendors() -> [Vendor; 3] {
    [
        Vendor {
            name: "tomticket",
            contract: Contract::tomticket(),
            operations: tomticket::operations::ALL,
            without_method: TOMTICKET,
        },
        Vendor {
            name: "base39",
            contract: Contract::base39(),
            operations: base39::operations::ALL,
            without_method: BASE39,
        },
        Vendor {
            name: "myreports",
            contract: Contract::myreports(),
            operations: myreports::operations::ALL,
            without_method: &[],
        },
    ]
}

const TOMTICKET: &[(&str, &[&str])] =
    &[("rests on one public exercise, whose path is likely and not certain", &["customer_access_set"])];

const BASE39: &[(&str, &[&str])] = &[
    ("the credentials ask for it", &["oauth2_token"]),
    (
        "what partners send to Base39, not what its users do",
        &["receive_unico_webhook", "receive_qitech_webhook", "receive_kobana_webhook"],
    ),
    ("the contract finds its names too uncertain to be typed", &["create_employment", "get_employment"]),
];

/// The ids of the operations that a client's methods make calls of, as its source has them.
fn with_method(vendor: &Vendor) -> BTreeSet<&'static str> {
    let code = code(vendor);
    let is_called =
        |operation: &&Operation| code.contains(&format!("Call::of(&operations::{})", operation.id.to_uppercase()));
    vendor.operations.iter().copied().filter(is_called).map(|operation| operation.id).collect()
}

/// A client's source without its comments.
fn code(vendor: &Vendor) -> String {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(vendor.name).join("src");
    let sources: String = files(&directory).iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    sources.lines().filter(|line| !line.trim_start().starts_with("//")).collect()
}

fn files(directory: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn every_operation_has_a_method_or_a_reason_for_having_none() {
    let mut operations = 0;
    for vendor in vendors() {
        let documented: BTreeSet<&str> = vendor.contract.operation_ids().collect();
        let known: BTreeSet<&str> = vendor.operations.iter().map(|operation| operation.id).collect();
        assert_eq!(known, documented, "{}", vendor.name);

        let methods = with_method(&vendor);
        let listed: Vec<&str> = vendor.without_method.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
        let reasons: BTreeSet<&str> = listed.iter().copied().collect();
        assert_eq!(reasons.len(), listed.len(), "{}: one is listed twice", vendor.name);
        let both: Vec<_> = methods.intersection(&reasons).collect();
        assert!(both.is_empty(), "{}: they have a method, take them off the list: {both:?}", vendor.name);
        let counted: BTreeSet<&str> = methods.union(&reasons).copied().collect();
        let (forgotten, unknown) = (documented.difference(&counted), counted.difference(&documented));
        let odd: Vec<_> = forgotten.chain(unknown).collect();
        assert!(odd.is_empty(), "{}: neither a method nor a reason, or no operation: {odd:?}", vendor.name);
        operations += counted.len();
    }
    assert_eq!(operations, 138);
}

#[test]
fn no_method_makes_a_call_past_the_table() {
    for vendor in vendors() {
        let code = code(&vendor);
        for constructor in ["new", "get", "post", "put", "patch", "delete"] {
            assert!(!code.contains(&format!("Call::{constructor}(")), "{}: Call::{constructor}", vendor.name);
        }
    }
}

/// A text or a number of this size.
fn of_size(bound: &Bound, size: u32) -> String {
    match bound.measure {
        Measure::Characters => "é".repeat(usize::try_from(size).unwrap()),
        _ => size.to_string(),
    }
}

/// A call that sets one value and nothing else; and what the contract's own check says of the value.
struct Attempt {
    call: Call<Bytes>,
    /// Nothing where the contract's check doesn't look: into multipart.
    violation: Option<String>,
}

fn parameter(vendor: &Vendor, operation: &'static Operation, bound: &Bound, value: &str) -> Attempt {
    assert!(!operation.template.contains(&format!("{{{}}}", bound.name)), "let this test fill paths");
    let query = format!("{}={value}", bound.name);
    let violation = violations(vendor, operation, Some(&query), None);
    Attempt { call: Call::of(operation).query(bound.name, value), violation: Some(violation) }
}

fn member(vendor: &Vendor, operation: &'static Operation, bound: &Bound, value: &str) -> Attempt {
    let call = Call::of(operation);
    if operation.sends == ["multipart/form-data"] {
        return Attempt { call: call.multipart([Part::text(bound.name, value)]), violation: None };
    }
    assert_eq!(operation.sends, ["application/json"], "let this test send what {} takes", operation.id);
    let leaf = if bound.measure == Measure::Number { value.parse::<u32>().unwrap().into() } else { json!(value) };
    let body: Value = bound.name.rsplit('.').fold(leaf, |inner, name| json!({ name: inner }));
    let violation = violations(vendor, operation, None, Some(&body.to_string()));
    Attempt { call: call.json(&body), violation: Some(violation) }
}

/// All that the contract's check finds, whatever else it misses in so small a request.
fn violations(vendor: &Vendor, operation: &Operation, query: Option<&str>, body: Option<&str>) -> String {
    let method = operation.method();
    let sent = Sent {
        method: method.as_str(),
        template: operation.template,
        path: operation.template,
        query,
        headers: &[],
        body: body.map(|body| ("application/json", body.as_bytes())),
    };
    vendor.contract.check_request(&sent).err().map(|violations| violations.to_string()).unwrap_or_default()
}

#[track_caller]
fn passes(operation: &Operation, bound: &Bound, attempt: &Attempt) {
    attempt.call.payload().unwrap_or_else(|error| panic!("{}: {error}", operation.id));
    if let Some(violation) = &attempt.violation {
        assert!(!says_out_of_bounds(violation), "{} {}: {violation}", operation.id, bound.name);
    }
}

#[track_caller]
fn is_refused(operation: &Operation, bound: &Bound, limit: u32, size: u32, attempt: &Attempt) {
    let Err(error) = attempt.call.payload() else { panic!("{}: {bound:?} is not kept", operation.id) };
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let said = error.summary();
    for needed in [bound.name.to_owned(), limit.to_string(), format!("it {}", size_in_words(bound, size))] {
        assert!(said.contains(&needed), "{}: {needed}: {said}", operation.id);
    }
    assert!(!said.contains('é'), "the text itself: {said}");
    if let Some(violation) = &attempt.violation {
        let last = bound.name.rsplit('.').next().unwrap();
        let is_said = violation.lines().any(|line| line.contains(last) && says_out_of_bounds(line));
        assert!(is_said, "{}: {violation}", operation.id);
    }
}

/// Whether the contract's own check finds a value too long, too short, too large or too small.
fn says_out_of_bounds(violation: &str) -> bool {
    ["longer than", "shorter than", "greater than", "less than"].iter().any(|words| violation.contains(words))
}

fn size_in_words(bound: &Bound, size: u32) -> String {
    match bound.measure {
        Measure::Characters => format!("has {size}"),
        _ => format!("is {size}"),
    }
}

#[test]
fn a_value_at_a_bound_is_sent_and_one_beyond_it_is_refused() {
    let mut tried = 0;
    for vendor in vendors() {
        for operation in vendor.operations {
            type Try = fn(&Vendor, &'static Operation, &Bound, &str) -> Attempt;
            let parameters = operation.parameter_bounds.iter().map(|bound| (bound, parameter as Try));
            let members = operation.body_bounds.iter().map(|bound| (bound, member as Try));
            for (bound, attempt) in parameters.chain(members) {
                let attempt = |size| attempt(&vendor, operation, bound, &of_size(bound, size));
                if let Some(most) = bound.most {
                    passes(operation, bound, &attempt(most));
                    is_refused(operation, bound, most, most + 1, &attempt(most + 1));
                    tried += 1;
                }
                if let Some(least) = bound.least {
                    passes(operation, bound, &attempt(least));
                    tried += 1;
                    if let Some(less) = least.checked_sub(1) {
                        is_refused(operation, bound, least, less, &attempt(less));
                    }
                }
            }
        }
    }
    assert!(tried > 100, "{tried} bounds");
}
