//! What holds for whatever comes in: found by random inputs, not by us.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::time::{Duration, SystemTime};

use acesso_core::{
    BaseUrl, Call, Client, Cursor, Decision, Error, ErrorKind, FailedAttempt, Page, RetryPolicy, Safety, Sent,
    StatusClassifier, retry_after,
    testing::MockTransport,
    wire::{cut_fraction, flag, number_or_text, optional_flag, read_json, read_nothing},
};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Where a failing input goes is into a test of its own, not into a file.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// Seconds of the years that HTTP can write, 1970 to 9999.
const SECONDS: std::ops::Range<u64> = 0..253_402_300_800;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn headers<const N: usize>(pairs: [(&'static str, &[u8]); N]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.extend(HeaderValue::from_bytes(value).ok().map(|value| (HeaderName::from_static(name), value)));
    }
    headers
}

/// JSON of every kind, three levels deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// A part of a JSON text, and the UTF-16 that it means.
fn piece() -> impl Strategy<Value = (String, Vec<u16>)> {
    let escape = |unit: u16, upper| if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") };
    prop_oneof![
        any::<char>().prop_map(|character| {
            let quoted = serde_json::to_string(&character).unwrap();
            (quoted[1..quoted.len() - 1].to_owned(), character.encode_utf16(&mut [0; 2]).to_vec())
        }),
        (any::<u16>(), any::<bool>()).prop_map(move |(unit, upper)| (escape(unit, upper), vec![unit])),
        (0xd800..=0xdfff_u16, any::<bool>()).prop_map(move |(unit, upper)| (escape(unit, upper), vec![unit])),
        // What looks like an escape and is none: the backslash is the text's.
        Just(("\\\\ud83d".to_owned(), "\\ud83d".encode_utf16().collect())),
        Just(("\\\\".to_owned(), vec![u16::from(b'\\')])),
        Just(("u".to_owned(), vec![u16::from(b'u')])),
    ]
}

acesso_core::text_id! {
    /// Any id.
    struct AnyId;
}

acesso_core::open_enum! {
    /// Any enum.
    enum Priority {
        /// Low.
        Low = "low",
        /// High.
        High = "high",
    }
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Count {
    #[serde(default, deserialize_with = "number_or_text")]
    count: Option<u64>,
}

fn count(value: impl Into<Value>) -> Result<Option<u64>, Error> {
    read_json::<Count>(json!({ "count": value.into() }).to_string().as_bytes()).map(|read| read.count)
}

#[derive(Debug, Deserialize)]
struct Flags {
    #[serde(deserialize_with = "flag")]
    plain: bool,
    #[serde(deserialize_with = "optional_flag")]
    optional: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "it is read, and that is all")]
struct Item {
    id: String,
    flag: bool,
    amount: u8,
    priority: Priority,
    more: Vec<Item>,
}

fn base() -> BaseUrl {
    BaseUrl::parse("https://api.example.com/v2.0").unwrap()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn retry_after_in_seconds_is_that_long(seconds in any::<u64>(), zeros in 0..30_usize) {
        let text = format!(" {}{seconds} ", "0".repeat(zeros));
        let read = retry_after(&headers([("retry-after", text.as_bytes())]), at(0));
        prop_assert_eq!(read, Some(Duration::from_secs(seconds)));
    }

    #[test]
    fn retry_after_of_any_number_of_digits_is_a_wait(digits in "[0-9]{1,60}") {
        let read = retry_after(&headers([("retry-after", digits.as_bytes())]), at(0)).unwrap();
        prop_assert_eq!(read.as_secs(), digits.parse().unwrap_or(u64::MAX));
    }

    #[test]
    fn retry_after_with_a_fraction_is_never_shorter_than_it_says(seconds in 0..u64::MAX, fraction in "[0-9]{1,40}") {
        let text = format!("{seconds}.{fraction}");
        let read = retry_after(&headers([("retry-after", text.as_bytes())]), at(0)).unwrap();
        let more = u64::from(fraction.bytes().any(|digit| digit != b'0'));
        prop_assert_eq!(read, Duration::from_secs(seconds + more));
    }

    #[test]
    fn retry_after_as_a_date_is_the_time_between_two_moments(now in SECONDS, then in SECONDS, ours in SECONDS) {
        let expected = Some(Duration::from_secs(then.saturating_sub(now)));
        let then = httpdate::fmt_http_date(at(then));
        prop_assert_eq!(retry_after(&headers([("retry-after", then.as_bytes())]), at(now)), expected);
        // The answer's own clock goes before ours.
        let date = httpdate::fmt_http_date(at(now));
        let headers = headers([("retry-after", then.as_bytes()), ("date", date.as_bytes())]);
        prop_assert_eq!(retry_after(&headers, at(ours)), expected);
    }

    #[test]
    fn retry_after_of_any_bytes_is_a_wait_or_none(
        retry in proptest::collection::vec(any::<u8>(), 0..40),
        date in "[A-Za-z]{3,9},? [0-9]{1,2}[ -][A-Z][a-z]{2}[ -][0-9]{2,4} [0-9]{2}:[0-9]{2}:[0-9]{2}( GMT| [0-9]{4})?",
        now in SECONDS,
    ) {
        // Whatever is no number is a date, or says nothing; a clock that can't be read is as good as none.
        let alone = retry_after(&headers([("retry-after", &retry)]), at(now));
        prop_assert_eq!(retry_after(&headers([("retry-after", &retry), ("date", b"soon")]), at(now)), alone);
        if alone.is_some() {
            prop_assert!(retry.iter().any(u8::is_ascii_digit) && retry.is_ascii());
        }
        if let Ok(then) = httpdate::parse_http_date(&date) {
            let wait = then.duration_since(at(now)).unwrap_or_default();
            prop_assert_eq!(retry_after(&headers([("retry-after", date.as_bytes())]), at(now)), Some(wait));
        }
        prop_assert_eq!(retry_after(&HeaderMap::new(), at(now)), None);
    }

    #[test]
    fn a_wait_is_as_long_as_was_asked_for_and_ends_within_the_calls_time(
        asked in any::<Option<u64>>(),
        left in any::<u64>(),
        first in any::<u64>(),
        longest in any::<u64>(),
        attempts in any::<(u32, u32)>(),
        random in any::<f64>(),
    ) {
        let policy = RetryPolicy::default()
            .max_attempts(attempts.0)
            .initial_backoff(Duration::from_nanos(first))
            .max_backoff(Duration::from_secs(longest))
            .max_retry_after(Duration::MAX);
        let mut failed = FailedAttempt::new(Safety::Read, Sent::Maybe);
        failed.retry_after = asked.map(Duration::from_secs);
        failed.attempts = attempts.1;
        failed.time_left = Duration::from_secs(left);
        match policy.decide(&failed, random) {
            Decision::Stop => {}
            Decision::Wait(wait) => {
                prop_assert!(wait >= failed.retry_after.unwrap_or_default() && wait < failed.time_left);
                prop_assert!(failed.attempts < policy.max_attempts);
            }
        }
    }

    #[test]
    fn a_path_parameter_comes_out_of_the_path_as_it_went_in(id in any::<String>(), other in ".{1,12}") {
        let call = Call::get("o", "/a/{id}/b/{other}/c").path_param("id", &id).path_param("other", &other);
        let refused = |text: &str| ["", ".", ".."].contains(&text);
        if refused(&id) || refused(&other) {
            prop_assert_eq!(call.url(&base()).unwrap_err().kind(), ErrorKind::InvalidInput);
            return Ok(());
        }
        let url = call.url(&base()).unwrap();
        let segments: Vec<_> = url.path_segments().unwrap().map(|segment| {
            percent_encoding::percent_decode_str(segment).decode_utf8().unwrap().into_owned()
        }).collect();
        prop_assert_eq!(segments, ["v2.0", "a", &id, "b", &other, "c"]);
        prop_assert!(url.query().is_none() && url.fragment().is_none() && url.host_str() == Some("api.example.com"));
    }

    #[test]
    fn a_transport_gets_the_address_that_the_call_says(
        id in "\\PC{1,12}", name in any::<String>(), value in any::<String>(), base in 0..5_usize, ask in any::<bool>(),
    ) {
        let bases = [
            "https://api.example.com",
            "http://127.0.0.1:8080/v2.0/",
            "https://[::1]/a%20b",
            "https://é.example/ü",
            "http://localhost",
        ];
        let mut call = Call::get("o", "/a-b_c~d/{id}/(e);f=1@g!").path_param("id", &id);
        if ask {
            call = call.query(name, value);
        }
        let mock = MockTransport::new().respond(200, "");
        let client: Client =
            Client::builder("x", StatusClassifier).base_url(bases[base]).transport(mock.clone()).build().unwrap();
        let expected = call.url(client.base_url());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let sent = runtime.block_on(client.request(call).send());
        let Ok(expected) = expected else {
            prop_assert_eq!(sent.unwrap_err().kind(), ErrorKind::InvalidInput);
            return Ok(());
        };
        prop_assert_eq!(mock.requests()[0].uri().to_string(), expected.as_str());
    }

    #[test]
    fn a_query_comes_out_as_it_went_in(pairs in proptest::collection::vec(any::<(String, String)>(), 0..5)) {
        let call = pairs.iter().fold(Call::get("o", "/x"), |call, (name, value)| call.query(name.clone(), value));
        let url = call.url(&base()).unwrap();
        prop_assert_eq!(url.query_pairs().into_owned().collect::<Vec<_>>(), pairs);
        prop_assert_eq!((url.path(), url.fragment()), ("/v2.0/x", None));
    }

    #[test]
    fn a_list_in_the_query_comes_out_as_it_went_in(items in proptest::collection::vec(any::<String>(), 0..5)) {
        let url = Call::get("o", "/x").query_list("ids", &items).url(&base());
        if items.iter().any(|item| item.is_empty() || item.contains(',')) {
            prop_assert_eq!(url.unwrap_err().kind(), ErrorKind::InvalidInput);
        } else {
            let url = url.unwrap();
            let list = url.query_pairs().next().map(|(_, list)| list.into_owned());
            prop_assert_eq!(list.map_or(vec![], |list| list.split(',').map(String::from).collect()), items);
        }
    }

    #[test]
    fn a_form_comes_out_as_it_went_in(fields in proptest::collection::vec(any::<(String, String)>(), 0..5)) {
        let (_, body) = Call::post("o", "/x").form(fields.clone()).payload().unwrap();
        prop_assert_eq!(url::form_urlencoded::parse(&body).into_owned().collect::<Vec<_>>(), fields);
    }

    #[test]
    fn a_header_is_sent_as_it_is_or_refused(value in any::<String>()) {
        let call = Call::get("o", "/x").header(HeaderName::from_static("x-name"), &value);
        match call.payload() {
            Ok((headers, _)) => {
                prop_assert_eq!(headers["x-name"].as_bytes(), value.as_bytes());
                prop_assert!(value.chars().all(|character| matches!(character, ' '..='~')));
            }
            Err(error) => prop_assert_eq!(error.kind(), ErrorKind::InvalidInput),
        }
    }

    #[test]
    fn an_id_is_kept_and_written_as_it_came(text in any::<String>()) {
        let id: AnyId = read_json(json!(text).to_string().as_bytes()).unwrap();
        prop_assert_eq!((id.as_str(), id.to_string()), (&*text, text.clone()));
        prop_assert_eq!(serde_json::to_value(&id).unwrap(), json!(text));
        prop_assert_eq!(AnyId::new(text), id);
    }

    #[test]
    fn a_value_of_an_enum_is_kept_and_written_as_it_came_known_or_not(text in "low|high|Low|low |.*") {
        let value: Priority = read_json(json!(text).to_string().as_bytes()).unwrap();
        prop_assert_eq!(serde_json::to_value(&value).unwrap(), json!(text));
        prop_assert_eq!(value.as_str(), text.as_str());
        prop_assert_eq!(Priority::KNOWN.contains(&value), ["low", "high"].contains(&&*text));
        prop_assert_eq!(Priority::from(&*text), value);
    }

    #[test]
    fn a_count_is_the_same_as_number_as_text_and_with_a_fraction_of_nothing(number in any::<u64>(), small in 0..1_u64 << 53) {
        prop_assert_eq!(count(number).unwrap(), Some(number));
        prop_assert_eq!(count(format!(" {number} ")).unwrap(), Some(number));
        #[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
        let float = small as f64;
        prop_assert_eq!(count(float).unwrap(), Some(small));
        prop_assert_eq!(count(Value::Null).unwrap(), None);
    }

    #[test]
    fn what_is_no_count_is_an_error_and_never_another_number(number in any::<f64>(), negative in i64::MIN..0, text in "[^0-9]*") {
        prop_assume!(number.fract() != 0.0 || !(0.0..9_007_199_254_740_992.0).contains(&number));
        prop_assert!(!number.is_finite() || count(number).is_err());
        prop_assert!(count(negative).is_err() && count(text).is_err());
        for other in [json!([1]), json!({ "1": 1 }), json!(true)] {
            prop_assert!(count(other).is_err());
        }
    }

    #[test]
    fn json_of_any_kind_is_a_count_that_reads_back_or_an_error(value in any_json()) {
        if let Ok(Some(number)) = count(value) {
            prop_assert_eq!(count(number).unwrap(), Some(number));
        }
    }

    #[test]
    fn json_of_any_kind_is_a_flag_that_reads_back_or_an_error(value in any_json()) {
        let body = json!({ "plain": value, "optional": value }).to_string();
        let flags = read_json::<Flags>(body.as_bytes());
        let known = [
            (json!(null), (false, None)),
            (json!(true), (true, Some(true))),
            (json!(1), (true, Some(true))),
            (json!(false), (false, Some(false))),
            (json!(0), (false, Some(false))),
        ];
        match (flags, known.iter().find(|(known, _)| *known == value)) {
            (Ok(flags), Some((_, expected))) => prop_assert_eq!((flags.plain, flags.optional), *expected),
            (Ok(flags), None) => {
                let text = value.as_str().map(|text| text.trim().to_ascii_lowercase());
                prop_assert!(matches!(text.as_deref(), Some("0" | "1" | "true" | "false")), "{}: {:?}", value, flags);
            }
            (Err(error), known) => prop_assert!(known.is_none(), "{}: {}", value, error),
        }
    }

    #[test]
    fn a_byte_order_mark_changes_nothing(value in any_json()) {
        let text = value.to_string();
        prop_assert_eq!(read_json::<Value>(format!("\u{feff}{text}").as_bytes()).unwrap(), value);
        prop_assert!(read_nothing(text.as_bytes()).is_ok());
    }

    #[test]
    fn half_a_surrogate_pair_anywhere_in_a_text_loses_nothing_around_it(
        before in any::<String>(), after in any::<String>(), half in 0xd800..=0xdfff_u16, upper in any::<bool>(),
    ) {
        let [before_json, after_json] = [&before, &after].map(|text| {
            let quoted = serde_json::to_string(text).unwrap();
            quoted[1..quoted.len() - 1].to_owned()
        });
        let escape = if upper { format!("\\u{half:04X}") } else { format!("\\u{half:04x}") };
        let body = format!(r#"["{before_json}{escape}{after_json}"]"#);
        let read: [String; 1] = read_json(body.as_bytes()).unwrap();
        prop_assert_eq!(&read[0], &format!("{before}\u{fffd}{after}"));
    }

    /// Escapes of every kind beside each other: what std makes of their code units is what is read.
    #[test]
    fn a_text_of_any_escapes_is_read_as_its_code_units_say(pieces in proptest::collection::vec(piece(), 0..12)) {
        let (mut text, mut units) = (String::new(), Vec::new());
        for (piece, meant) in pieces {
            text.push_str(&piece);
            units.extend(meant);
        }
        let read: String = read_json(format!("\"{text}\"").as_bytes()).unwrap();
        prop_assert_eq!(read, String::from_utf16_lossy(&units));
    }

    #[test]
    fn a_time_loses_nothing_but_what_is_beyond_a_nanosecond(
        whole in "[0-9T:-]{0,20}", digits in "[0-9]{0,30}", zone in "(Z|[+-][0-9]{2}:[0-9]{2})?",
    ) {
        let nine = &digits[..digits.len().min(9)];
        let (fine, coarse) = (format!("{whole}.{digits}{zone}"), format!("{whole}{zone}"));
        prop_assert_eq!(cut_fraction(&fine), format!("{whole}.{nine}{zone}"));
        prop_assert_eq!(cut_fraction(&coarse), &*coarse);
    }

    #[test]
    fn any_text_is_a_time_to_be_cut_or_left(text in any::<String>()) {
        let cut = cut_fraction(&text);
        prop_assert!(cut.len() <= text.len());
        prop_assert_eq!(cut_fraction(&cut), &*cut);
    }

    #[test]
    fn an_error_never_quotes_the_answer(value in any_json(), at in 0..5_usize) {
        let mut item = json!({ "id": "1", "flag": true, "amount": 5, "priority": "low", "more": [] });
        item[["id", "flag", "amount", "priority", "more"][at]] = json!({ "canary-5e7a1c": value, "x": "canary-5e7a1c" });
        let error = read_json::<Item>(item.to_string().as_bytes()).unwrap_err();
        prop_assert_eq!(error.kind(), ErrorKind::Decode);
        let text = item.to_string().replace("\"flag\":true", "\"flag\":\"canary-5e7a1c\"");
        for error in [error, read_json::<Item>(text.as_bytes()).unwrap_err()] {
            let shown = format!("{error} {error:?}");
            prop_assert!(!shown.contains("canary"), "{}", shown);
        }
    }

    #[test]
    fn any_bytes_are_json_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        match read_json::<Value>(&bytes) {
            Ok(value) => prop_assert_eq!(read_json::<Value>(value.to_string().as_bytes()).unwrap(), value),
            Err(error) => prop_assert_eq!(error.kind(), ErrorKind::Decode),
        }
    }

    #[test]
    fn a_base_url_reads_back_as_the_same_and_shows_no_credentials(
        text in "(https|http|ftp)?:?/{0,2}([a-z0-9.-]{0,12}|127\\.0\\.0\\.[0-9]|\\[::1\\]|localhost|u:p@h)(:[0-9]{0,6})?(/[^/]{0,6}){0,3}",
    ) {
        match BaseUrl::parse(&text) {
            Ok(base) => {
                let shown = base.to_string();
                prop_assert!(shown.starts_with("https://") || base.is_loopback(), "{}", shown);
                prop_assert!(!shown.contains("u:p@"));
                prop_assert_eq!(BaseUrl::parse(&shown).unwrap(), base);
            }
            Err(error) => prop_assert_eq!(error.kind(), ErrorKind::Configuration),
        }
    }

    #[test]
    fn what_a_service_says_stays_on_one_line_of_a_bounded_length(
        message in any::<String>(), code in any::<String>(), path in any::<String>(), long in 0..2000_usize,
    ) {
        let error = Error::new(ErrorKind::Rejected).with_message(Some(message.repeat(long / (message.len() + 1) + 1)));
        let error = error.with_code(Some(code)).with_json_path(path);
        let shown = error.to_string();
        prop_assert!(!shown.contains(char::is_control), "{:?}", shown);
        prop_assert!(shown.chars().count() < 900, "{}", shown);
        prop_assert_eq!(format!("{error:?}"), shown);
    }

    #[test]
    fn a_cursor_that_was_kept_goes_out_as_it_came(text in any::<String>()) {
        let client: Client = Client::builder("Example", StatusClassifier)
            .base_url("https://api.example.com")
            .transport(MockTransport::new())
            .build()
            .unwrap();
        let pages = client.pages::<u8, _>(|cursor| {
            Call::get("o", "/x").query_opt("after", cursor.text()).read_with(|_| Ok(Page::new(vec![], Cursor::End)))
        });
        let kept = serde_json::to_string(&Cursor::at(text.clone())).unwrap();
        prop_assert_eq!(serde_json::from_str::<Cursor>(&kept).unwrap(), Cursor::at(text.clone()));
        let url = pages.from_cursor(Cursor::at(text.clone())).call().url(&base()).unwrap();
        prop_assert_eq!(url.query_pairs().next().unwrap().1, text);
    }
}
