//! What services really send, and how it is read.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::{borrow::Borrow, collections::HashMap};

use acesso_core::{
    Answer, Error, ErrorKind, Page,
    wire::{
        ObjectOrArray, PageBody, RawItem, cut_fraction, flag, if_readable, known_flag, null_as_default, number_or_text,
        optional_flag, parsed_text, read_json, read_nothing, read_page, text_or_object,
    },
};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, Error> {
    read_json(json.as_bytes())
}

#[test]
fn a_byte_order_mark_is_passed_over_once() {
    assert_eq!(read::<Value>("\u{feff}{\"a\":1}").unwrap(), json!({"a": 1}));
    assert_eq!(read::<Value>("\u{feff} [1]\r\n").unwrap(), json!([1]));
    assert_eq!(read::<Value>("\"\u{feff}\"").unwrap(), json!("\u{feff}"), "inside a text it is the text's own");
    for twice in ["\u{feff}\u{feff}{}", " \u{feff}{}", "{}\u{feff}"] {
        assert_eq!(read::<Value>(twice).unwrap_err().kind(), ErrorKind::Decode, "{twice:?}");
    }
    let empty = read::<Value>("\u{feff}").unwrap_err();
    assert!(empty.to_string().contains("is empty where JSON was expected"), "{empty}");
}

#[derive(Debug, Deserialize)]
struct Person {
    name: String,
    #[serde(default)]
    flag: bool,
}

#[test]
fn half_a_surrogate_pair_costs_one_character() {
    for (json, name) in [
        (r#"{"name":"\ud83d"}"#, "\u{fffd}"),
        (r#"{"name":"a\uDE00b"}"#, "a\u{fffd}b"),
        (r#"{"name":"\ud83d\ud83d\ude00"}"#, "\u{fffd}😀"),
        (r#"{"name":"\\ud83d\ud83d"}"#, "\\ud83d\u{fffd}"),
        (r#"{"name":"\ud83d\u0041"}"#, "\u{fffd}A"),
        (r#"{"name":"é\udc00","\ud800":"\ud800"}"#, "é\u{fffd}"),
    ] {
        let person = read::<Person>(json).unwrap();
        assert_eq!((&*person.name, person.flag), (name, false), "{json}");
        assert_eq!(read::<Person>(&format!("\u{feff}{json}")).unwrap().name, name, "{json}");
    }
    // Another problem beside it is told as ever.
    let error = read::<Person>(r#"{"name":"\ud83d canary","flag":"canary"}"#).unwrap_err();
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("flag")));
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    for broken in [r#"{"name":"\ud83d"#, r#"{"name":"\ud83x"}"#, r#"{"name":"\ud8"}"#, r#"{"name":"\x"}"#] {
        let error = read::<Person>(broken).unwrap_err();
        assert!(error.to_string().contains("the answer is not JSON (line 1 column"), "{error}");
    }
}

#[test]
fn nothing_is_an_empty_body_or_any_json() {
    for nothing in ["", " \r\n\t", "{}", "[]", "null", "0", r#""text""#, "\u{feff}{}", r#"{"a":"\ud800"}"#] {
        assert!(read_nothing(nothing.as_bytes()).is_ok(), "{nothing:?}");
    }
    for something in ["OK", "<html>", "{", "{} {}", "\u{feff}<html>"] {
        assert_eq!(read_nothing(something.as_bytes()).unwrap_err().kind(), ErrorKind::Decode, "{something:?}");
    }
    assert!(read_nothing(b"\xff").is_err());
}

#[derive(Debug, Deserialize)]
struct Flags {
    #[serde(default, deserialize_with = "flag")]
    plain: bool,
    #[serde(default, deserialize_with = "optional_flag")]
    optional: Option<bool>,
}

#[test]
fn a_flag_comes_in_more_than_one_way() {
    let flags = |value: &str| {
        let flags = read::<Flags>(&format!(r#"{{"plain":{value},"optional":{value}}}"#))?;
        Ok::<_, Error>((flags.plain, flags.optional))
    };
    for yes in ["true", "1", r#""true""#, r#""1""#, r#"" TRUE ""#] {
        assert_eq!(flags(yes).unwrap(), (true, Some(true)), "{yes}");
    }
    for no in ["false", "0", r#""false""#, r#""0""#, r#""False""#] {
        assert_eq!(flags(no).unwrap(), (false, Some(false)), "{no}");
    }
    assert_eq!(flags("null").unwrap(), (false, None));
    let absent = read::<Flags>("{}").unwrap();
    assert_eq!((absent.plain, absent.optional), (false, None));
    for other in ["2", "-1", "0.5", "1.0", r#""yes""#, r#""""#, "{}", "[]", "[true]"] {
        let error = flags(other).unwrap_err();
        assert_eq!(error.json_path(), Some("plain"), "{other}");
        assert!(error.to_string().contains("expected true or false"), "{other}: {error}");
    }
}

#[derive(Debug, Deserialize)]
struct KnownFlag {
    #[serde(deserialize_with = "known_flag")]
    known: bool,
}

#[test]
fn a_flag_that_must_be_known_is_never_taken_for_a_no() {
    let known = |value: &str| read::<KnownFlag>(&format!(r#"{{"known":{value}}}"#)).map(|read| read.known);
    for (value, flag) in [("true", true), (r#""1""#, true), ("0", false), (r#""False""#, false)] {
        assert_eq!(known(value).unwrap(), flag, "{value}");
    }
    for other in ["null", "2", r#""""#, "[]"] {
        let error = known(other).unwrap_err();
        assert_eq!(error.json_path(), Some("known"), "{other}");
        assert!(error.to_string().contains("expected true or false"), "{other}: {error}");
    }
    let absent = read::<KnownFlag>("{}").unwrap_err();
    assert!(absent.to_string().contains("missing field `known`"), "{absent}");
}

#[derive(Debug, Deserialize)]
struct Count {
    #[serde(default, deserialize_with = "number_or_text")]
    count: Option<u64>,
}

#[test]
fn a_number_comes_as_a_number_as_a_text_and_with_a_fraction_of_nothing() {
    let count = |value: &str| read::<Count>(&format!(r#"{{"count":{value}}}"#)).map(|read| read.count);
    for (value, number) in [
        ("20", 20),
        ("20.0", 20),
        ("2e1", 20),
        ("-0.0", 0),
        (r#""20""#, 20),
        (r#"" 20 ""#, 20),
        ("18446744073709551615", u64::MAX),
        (r#""18446744073709551615""#, u64::MAX),
    ] {
        assert_eq!(count(value).unwrap(), Some(number), "{value}");
    }
    assert_eq!((count("null").unwrap(), read::<Count>("{}").unwrap().count), (None, None));
    for other in ["-1", "20.5", "1e300", "18446744073709551616", r#""20.0""#, r#""""#, r#""x""#, "true", "[20]", "{}"] {
        let error = count(other).unwrap_err();
        assert!(error.to_string().contains("expected a whole number, or one as text at count"), "{other}: {error}");
    }
}

#[test]
fn a_time_is_cut_at_its_ninth_digit() {
    for (time, cut) in [
        ("2026-01-02T03:04:05.1234567891Z", "2026-01-02T03:04:05.123456789Z"),
        ("2026-01-02T03:04:05.12345678912345678", "2026-01-02T03:04:05.123456789"),
        ("2026-01-02T03:04:05.1234567891-03:00", "2026-01-02T03:04:05.123456789-03:00"),
        ("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123456789Z"),
        ("2026-01-02T03:04:05.1Z", "2026-01-02T03:04:05.1Z"),
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("", ""),
        (".", "."),
        ("x.éééééééééééé", "x.éééééééééééé"),
    ] {
        assert_eq!(cut_fraction(time), cut);
    }
}

#[test]
fn null_is_the_default_where_the_vendor_means_that() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Plain {
        #[serde(default, deserialize_with = "null_as_default")]
        text: String,
        #[serde(default, deserialize_with = "null_as_default")]
        list: Vec<u8>,
    }
    let nothing = Plain { text: String::new(), list: vec![] };
    assert_eq!(read::<Plain>(r#"{"text":null,"list":null}"#).unwrap(), nothing);
    assert_eq!(read::<Plain>("{}").unwrap(), nothing);
    let all = read::<Plain>(r#"{"text":"a","list":[1]}"#).unwrap();
    assert_eq!(all, Plain { text: "a".into(), list: vec![1] });
    assert_eq!(read::<Plain>(r#"{"list":[1,"canary"]}"#).unwrap_err().json_path(), Some("list[1]"));
}

#[test]
fn what_an_answer_is_of_use_without_is_left_out_where_it_can_not_be_read() {
    #[derive(Deserialize)]
    struct Optional {
        #[serde(default, deserialize_with = "if_readable")]
        number: Option<u8>,
    }
    for (json, number) in [
        (r#"{"number":7}"#, Some(7)),
        (r#"{"number":700}"#, None),
        (r#"{"number":"7"}"#, None),
        (r#"{"number":{"a":[1]}}"#, None),
        (r#"{"number":null}"#, None),
        ("{}", None),
    ] {
        assert_eq!(read::<Optional>(json).unwrap().number, number, "{json}");
    }
    assert!(read::<Optional>(r#"{"number":}"#).is_err());
}

#[test]
fn a_text_that_a_function_reads_says_what_it_should_be() {
    fn hexadecimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
        parsed_text(deserializer, "a number in hexadecimal", |text| u32::from_str_radix(text, 16).ok())
    }
    #[derive(Debug, Deserialize)]
    struct Colour {
        #[serde(deserialize_with = "hexadecimal")]
        colour: Option<u32>,
    }
    assert_eq!(read::<Colour>(r#"{"colour":"ff"}"#).unwrap().colour, Some(255));
    assert_eq!(read::<Colour>(r#"{"colour":"\u0066f"}"#).unwrap().colour, Some(255));
    assert_eq!(read::<Colour>(r#"{"colour":null}"#).unwrap().colour, None);
    for other in [r#""canary""#, "255", "true", "[]", "{}"] {
        let error = read::<Colour>(&format!(r#"{{"colour":{other}}}"#)).unwrap_err();
        assert!(error.to_string().contains("expected a number in hexadecimal at colour"), "{other}: {error}");
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}

#[derive(Debug, PartialEq, Deserialize)]
struct Company {
    name: String,
}

#[derive(Debug, PartialEq)]
enum CompanyOrId {
    Id(String),
    Company(Box<Company>),
}

impl From<&str> for CompanyOrId {
    fn from(id: &str) -> Self {
        Self::Id(id.to_owned())
    }
}

impl From<Box<Company>> for CompanyOrId {
    fn from(company: Box<Company>) -> Self {
        Self::Company(company)
    }
}

impl<'de> Deserialize<'de> for CompanyOrId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_object::<D, Self, Company>(deserializer, "a company or its id")
    }
}

#[test]
fn a_text_or_an_object_keeps_the_path_inside_it() {
    #[derive(Debug, Deserialize)]
    struct Operator {
        company: CompanyOrId,
    }
    let company = |value: &str| read::<Operator>(&format!(r#"{{"company":{value}}}"#)).map(|read| read.company);
    assert_eq!(company(r#""c1""#).unwrap(), CompanyOrId::Id("c1".into()));
    assert_eq!(company(r#""\u0063""#).unwrap(), CompanyOrId::Id("c".into()));
    assert_eq!(company(r#"{"name":"A"}"#).unwrap(), CompanyOrId::Company(Box::new(Company { name: "A".into() })));
    assert_eq!(company(r#"{"name":7}"#).unwrap_err().json_path(), Some("company.name"));
    for other in ["7", "null", "true", "[]"] {
        let error = company(other).unwrap_err();
        assert_eq!(error.json_path(), Some("company"));
        assert!(error.to_string().contains("expected a company or its id"), "{other}: {error}");
    }
}

#[test]
fn an_object_may_stand_in_an_array_of_one() {
    let company = || Company { name: "A".into() };
    let read = |json: &str| read::<ObjectOrArray<Company>>(json);
    assert_eq!(read(r#"{"name":"A"}"#).unwrap(), ObjectOrArray::Object(company()));
    assert_eq!(read(r#"[{"name":"A"},{"name":"A"}]"#).unwrap(), ObjectOrArray::Array(vec![company(), company()]));
    assert_eq!(read("[]").unwrap(), ObjectOrArray::Array(vec![]));
    assert_eq!(read(r#"[{"name":"A"},{"name":7}]"#).unwrap_err().json_path(), Some("[1].name"));
    assert!(read("7").unwrap_err().to_string().contains("expected an object, or an array of one"));
}

#[derive(Deserialize)]
struct Body<T> {
    data: Data<T>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Data<T> {
    people: Vec<T>,
}

impl<T> PageBody for Body<T> {
    type Item = T;

    fn into_page(self, _: &Answer<'_>) -> Result<Page<T>, Error> {
        Ok(Page::new(self.data.people, self.next))
    }
}

#[test]
fn a_page_that_does_not_read_as_a_whole_is_read_item_by_item() {
    let read = |body: &str| {
        let (headers, body) = (http::HeaderMap::new(), bytes::Bytes::copy_from_slice(body.as_bytes()));
        let answer = Answer::new("list", http::StatusCode::OK, &headers, &body);
        read_page::<Body<Company>, Body<RawItem>>(&answer, "data.people")
    };
    let whole = read(r#"{"data":{"people":[{"name":"A"},{"name":"\ud800"}]},"next":null}"#).unwrap();
    assert_eq!(whole.into_items().unwrap()[1].name, "\u{fffd}");

    let body =
        r#"{"data":{"people":[{"name":"\ud800"},{"id":"\ud800","name":7},{"id":12,"name":"B"},"C"]},"next":"2"}"#;
    let page = read(&format!("\u{feff}{body}")).unwrap();
    let names: Vec<_> = page.items().iter().map(|company| &*company.name).collect();
    assert_eq!(names, ["\u{fffd}", "B"]);
    let paths: Vec<_> = page.errors().map(|error| error.json_path().unwrap()).collect();
    assert_eq!(paths, ["data.people[1].name", "data.people[3]"]);
    assert_eq!(page.next().text(), Some("2"));

    let error = read(r#"{"data":{"people":{"a":1}},"next":null}"#).unwrap_err();
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("data.people")));
}

acesso_core::text_id! {
    /// An id.
    pub struct PersonId;
}

acesso_core::open_enum! {
    /// How urgent it is.
    pub enum Priority {
        /// Can wait.
        Low = "low",
        /// Can't wait.
        High = "high",
    }
}

#[test]
fn an_id_is_a_text_wherever_a_text_is_wanted() {
    let id = PersonId::new("p1");
    assert_eq!((id.as_str(), id.to_string()), ("p1", "p1".to_owned()));
    assert_eq!(
        [PersonId::from("p1"), PersonId::from("p1".to_owned()), "p1".parse().unwrap(), PersonId::from(&id)],
        [id.clone(), id.clone(), id.clone(), id.clone()]
    );
    assert!(id == *"p1" && id == "p1" && id != "p2");
    let (as_ref, borrowed): (&str, &str) = (id.as_ref(), id.borrow());
    assert_eq!((as_ref, borrowed), ("p1", "p1"));
    let known = HashMap::from([(id.clone(), 1)]);
    assert_eq!((known.get("p1"), known.get("p2")), (Some(&1), None), "asked by a plain text");
    assert_eq!(String::from(id.clone()), "p1");
    assert_eq!(serde_json::to_string(&id).unwrap(), r#""p1""#);
    assert_eq!(read::<PersonId>(r#""p\u0031""#).unwrap(), id);
    for other in ["1", "null", "{}", "true"] {
        assert!(read::<PersonId>(other).is_err(), "{other}");
    }
}

#[test]
fn a_value_that_is_not_known_is_kept() {
    assert_eq!(Priority::KNOWN, [Priority::Low, Priority::High]);
    assert_eq!(
        ["low", "high", "new"].map(Priority::from),
        [Priority::Low, Priority::High, Priority::Unknown("new".into())]
    );
    let new: Priority = "new".parse().unwrap();
    assert_eq!((new.as_str(), new.to_string(), new.as_ref()), ("new", "new".to_owned(), "new"));
    assert_eq!(Priority::from("low".to_owned()), Priority::Low);
    assert_eq!(read::<Priority>(r#""\u006cow""#).unwrap(), Priority::Low);
    assert_eq!(serde_json::to_string(&new).unwrap(), r#""new""#);
    assert!(read::<Priority>("1").is_err());
}
