//! Calls of documented operations, and the bounds that they keep to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use acesso_core::{BaseUrl, Bound, Call, ErrorKind, Operation, Part, Safety, bytes::Bytes};
use serde_json::json;

const BOUNDS: &[Bound] = &[
    Bound::characters("name").at_least(2).at_most(4),
    Bound::characters("address.country").at_least(2).at_most(2),
    Bound::characters("kind").at_most(1),
    Bound::number("limit").at_least(1).at_most(100),
    Bound::number("page").at_least(1),
    Bound::number("size").at_most(1000),
];
const READ: Operation = Operation::get("read", "/things/{name}").parameter_bounds(BOUNDS);
const WRITE: Operation = Operation::post("write", "/things").takes_idempotency_key().body_bounds(BOUNDS);

fn refused(call: &Call<Bytes>) -> Option<String> {
    let error = call.payload().err()?;
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    Some(error.summary())
}

#[track_caller]
fn assert_refused(call: &Call<Bytes>, expected: &str) {
    let said = refused(call).unwrap_or_else(|| panic!("not refused: {expected}"));
    assert!(said.ends_with(expected), "{said}");
}

#[test]
fn a_call_is_what_its_operation_says() {
    const CASES: [(&Operation, &str, Safety); 6] = [
        (&Operation::get("o", "/x"), "GET", Safety::Read),
        (&Operation::get("o", "/x").sends(&["application/json"]), "GET", Safety::Once),
        (&Operation::post("o", "/x").sends(&["application/json"]), "POST", Safety::Once),
        (&Operation::put("o", "/x").sends(&["application/json"]), "PUT", Safety::Idempotent),
        (&Operation::patch("o", "/x"), "PATCH", Safety::Once),
        (&Operation::delete("o", "/x"), "DELETE", Safety::Idempotent),
    ];
    let base = BaseUrl::parse("https://api.example.com").unwrap();
    for (operation, method, safety) in CASES {
        let call = Call::of(operation);
        assert_eq!((call.operation(), call.template(), call.method().as_str()), ("o", "/x", method));
        assert_eq!((call.safety(), operation.safety), (safety, safety), "{method}");
        assert_eq!(call.url(&base).unwrap().as_str(), "https://api.example.com/x");
    }
}

#[test]
fn parameters_keep_to_the_bounds_of_their_names() {
    let named = |name: &str| Call::of(&READ).path_param("name", name);
    for name in ["xx", "xxxx", "éééé"] {
        assert_eq!(refused(&named(name)), None);
    }
    assert_refused(&named("x"), "name must have 2 to 4 characters, it has 1");
    assert_refused(&named("ééééé"), "name must have 2 to 4 characters, it has 5");

    let asked = |parameter: &'static str, value: &str| Call::of(&READ).query(parameter, value);
    for (parameter, value) in [("limit", "1"), ("limit", "100"), ("page", "1"), ("size", "1000"), ("size", "-1")] {
        assert_eq!(refused(&asked(parameter, value)), None, "{parameter}={value}");
    }
    for (parameter, value, expected) in [
        ("limit", "0", "limit must be 1 to 100, it is 0"),
        ("limit", "101", "limit must be 1 to 100, it is 101"),
        ("page", "-1", "page must be at least 1, it is -1"),
        ("size", "18446744073709551616", "size must be at most 1000, it is 18446744073709551616"),
        ("kind", "EE", "kind must have at most 1 character, it has 2"),
        ("address.country", "BRA", "address.country must have 2 characters, it has 3"),
    ] {
        assert_refused(&asked(parameter, value), expected);
    }
    assert_eq!(refused(&asked("limit", "many")), None, "what is no number is the service's to judge");
    assert_eq!(refused(&asked("names", "xxxxx")), None, "another name");
    assert_refused(&Call::of(&READ).query_list("name", ["xx", "yy"]), "it has 5");
}

#[test]
fn members_keep_to_the_bounds_of_their_names() {
    let bodies = |name: &str| {
        [
            Call::of(&WRITE).json(&json!({ "name": name })),
            Call::of(&WRITE).body("application/json; charset=utf-8", json!({ "name": name }).to_string()),
            Call::of(&WRITE).form([("name", name)]),
            Call::of(&WRITE).multipart([Part::text("name", name)]),
        ]
    };
    for call in bodies("éééé") {
        assert_eq!(refused(&call), None);
    }
    for call in bodies("ééééé") {
        assert_refused(&call, "name must have 2 to 4 characters, it has 5");
    }
    let country = |country: &str| Call::of(&WRITE).json(&json!({ "address": { "country": country } }));
    assert_eq!(refused(&country("BR")), None);
    assert_refused(&country("BRA"), "address.country must have 2 characters, it has 3");
    assert_refused(&Call::of(&WRITE).json(&json!({ "limit": 101 })), "limit must be 1 to 100, it is 101");
}

#[test]
fn what_has_no_bounds_is_sent_as_it_is() {
    for body in ["", "{", "[]", "null", r#"{"name": null}"#, r#"{"name": ["ééééé"]}"#, r#"{"address": "BRA"}"#] {
        assert_eq!(refused(&Call::of(&WRITE).body("application/json", body)), None, "{body}");
    }
    let file = Part::file("name", "a.txt", "text/plain", "ééééé");
    assert_eq!(refused(&Call::of(&WRITE).multipart([file])), None);
    assert_eq!(refused(&Call::of(&WRITE).body("text/plain", r#"{"name": "ééééé"}"#)), None);
    assert_eq!(refused(&Call::of(&WRITE).query("name", "ééééé")), None, "a member's bound is no parameter's");
    assert_eq!(refused(&Call::of(&READ).query("page", 1).json(&json!({ "page": 0 }))), None);
    assert_eq!(refused(&Call::post("write", "/things").form([("name", "ééééé")])), None, "no contract, no bounds");
}

#[test]
fn the_first_refusal_stays() {
    let call = Call::of(&READ).query("limit", 0).path_param("name", "x");
    assert_refused(&call, "limit must be 1 to 100, it is 0");
}

#[test]
fn a_clone_and_a_call_that_is_read_otherwise_keep_to_the_same_bounds() {
    let asked = Call::of(&READ).query("limit", 1);
    assert_refused(&asked.clone().query("page", 0), "page must be at least 1, it is 0");
    let read_otherwise = asked.read_with(|answer| Ok(answer.body.clone()));
    assert_refused(&read_otherwise.query("page", 0), "page must be at least 1, it is 0");
}
