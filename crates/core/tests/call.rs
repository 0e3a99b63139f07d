//! What a call would send, without a server.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use acesso_core::{
    BaseUrl, Call, Client, ErrorKind, Part, PlainHttp, Safety, check_length, check_range, testing::Script,
};
use bytes::Bytes;

fn base() -> BaseUrl {
    BaseUrl::parse("https://api.example.com/v2.0/").unwrap()
}

fn get(template: &'static str) -> Call<Bytes> {
    Call::get("an_operation", template)
}

fn url(call: &Call<Bytes>) -> String {
    call.url(&base()).unwrap().into()
}

#[test]
fn the_path_stands_under_the_base_urls_own() {
    assert_eq!(url(&get("/customer/list")), "https://api.example.com/v2.0/customer/list");
}

#[test]
fn the_query_is_known_by_name() {
    let call = get("/x").query("limit", 50).query_opt("after", None::<&str>).query_list("role", ["a", "b"]);
    assert_eq!(call.query_parameters().collect::<Vec<_>>(), [("limit", "50"), ("role", "a,b")]);
}

#[test]
fn an_argument_stays_one_segment_whatever_is_in_it() {
    let cases = [
        ("plain-id_1.~", "plain-id_1.~"),
        ("a/b", "a%2Fb"),
        ("../b", "..%2Fb"),
        ("%2e%2e", "%252e%252e"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("a\r\nHost: evil", "a%0D%0AHost%3A%20evil"),
        ("ação", "a%C3%A7%C3%A3o"),
        ("...", "..."),
        ("a\\b", "a%5Cb"),
        (" ", "%20"),
    ];
    for (value, encoded) in cases {
        let call = get("/v1/operators/{operator}/permissions").argument("operator", value);
        assert_eq!(url(&call), format!("https://api.example.com/v2.0/v1/operators/{encoded}/permissions"), "{value:?}");
    }
}

#[test]
fn an_argument_that_would_change_the_path_is_refused() {
    for value in ["", ".", ".."] {
        let fault = get("/v1/{id}/x").argument("id", value).url(&base()).unwrap_err();
        assert_eq!(fault.kind(), ErrorKind::InvalidInput, "{value:?}");
        assert!(format!("{fault:?}").contains("id "), "names the field: {fault:?}");
    }
}

#[test]
fn a_placeholder_without_value_is_refused() {
    let fault = get("/v1/{a}/{b}").argument("a", "1").url(&base()).unwrap_err();
    assert_eq!(fault.kind(), ErrorKind::InvalidInput);
    assert!(format!("{fault:?}").contains("b has no value"), "{fault:?}");
}

#[test]
fn a_template_that_would_run_into_the_base_urls_path_is_refused() {
    let fault = get("v1/x").url(&base()).unwrap_err();
    assert_eq!(fault.kind(), ErrorKind::InvalidInput);
    assert!(format!("{fault:?}").contains("begins with no slash"), "{fault:?}");
}

#[test]
fn a_template_that_a_url_would_change_is_refused() {
    for template in ["/a/../b", "/./b", "/a/..", "/a b", "/a%2e/b", "/a?b=1", "/a#b", "/a\\b", "/é", "/a\nb"] {
        let fault = get(template).url(&base()).unwrap_err();
        assert_eq!(fault.kind(), ErrorKind::InvalidInput, "{template}");
    }
    for template in ["/", "//", "/a/...", "/.well-known/x", "/a;b=c,d/(e)*f'g!h$i&j+k@l:m=n~o_p-q"] {
        assert_eq!(get(template).url(&base()).unwrap().path(), format!("/v2.0{template}"));
    }
}

#[test]
fn query_values_are_encoded_whole() {
    let call = get("/x").query("q", "a&b=c d+é,").query_opt("none", None::<u8>).query_opt("some", Some(7));
    assert_eq!(call.url(&base()).unwrap().query(), Some("q=a%26b%3Dc%20d%2B%C3%A9%2C&some=7"));
}

#[test]
fn a_list_is_joined_by_commas_and_left_out_when_empty() {
    let call = get("/x").query_list("company", ["a", "b"]).query_list("role", Vec::<String>::new());
    assert_eq!(call.url(&base()).unwrap().query(), Some("company=a%2Cb"));
}

#[test]
fn a_list_item_that_would_be_read_as_two_is_refused() {
    for item in ["a,b", ""] {
        let fault = get("/x").query_list("company", ["ok", item]).url(&base()).unwrap_err();
        assert_eq!(fault.kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn the_first_refusal_is_the_one_that_is_told() {
    let call = get("/x").require(check_range("limit", 0, 1..=100)).require(check_length("id", "", 1..=250));
    let fault = format!("{:?}", call.url(&base()).unwrap_err());
    assert!(fault.contains("limit must be 1 to 100, it is 0"), "{fault}");
}

#[test]
fn length_is_counted_in_characters_and_the_value_is_not_shown() {
    assert!(check_length("id", &"é".repeat(250), 1..=250).is_ok());
    let fault = format!("{:?}", check_length("id", &"é".repeat(251), 1..=250).unwrap_err());
    assert!(fault.contains("id must have 1 to 250 characters, it has 251"), "{fault}");
    assert!(!fault.contains('é'));
}

#[test]
fn bodies_say_what_they_are() {
    let form = Call::post("o", "/x").form([("grant type", "a&b")]);
    let (headers, body) = form.payload().unwrap();
    assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(body, "grant%20type=a%26b");

    let json = Call::post("o", "/x").json_body(&serde_json::json!({"a": 1}));
    let (headers, body) = json.payload().unwrap();
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(body, r#"{"a":1}"#);

    let none = Call::get("o", "/x");
    let (headers, body) = none.payload().unwrap();
    assert!(headers.get("content-type").is_none() && body.is_empty());
    assert_eq!(headers["accept"], "application/json");
}

#[test]
fn a_multipart_name_cannot_end_its_head() {
    let parts = [Part::text("custom_field[\"a\r\nb]", "é"), Part::file("attachment[0]", "a\".txt", "text/plain", "x")];
    let (headers, body) = Call::post("o", "/x").multipart(parts).payload().unwrap();
    let media_type = headers["content-type"].to_str().unwrap();
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"custom_field[%22a%0D%0Ab]\"\r\n\r\né\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"attachment[0]\"; filename=\"a%22.txt\"\r\n\
         Content-Type: text/plain\r\n\r\nx\r\n--{boundary}--\r\n"
    );
    assert_eq!(body, expected);
}

#[test]
fn base_urls_that_would_not_do_are_refused_with_what_to_do() {
    let cases = [
        ("api.example.com/v2.0", "has no scheme"),
        ("api.example.com:8080", "has no scheme"),
        ("localhost:8080", "has no scheme"),
        ("ftp://api.example.com", "has another scheme"),
        ("", "has no scheme"),
        ("https://", "can't be read"),
        ("http://api.example.com", "plain http"),
        ("http://127.0.0.1.example.com", "plain http"),
        ("http://localhost.example.com", "plain http"),
        ("https://user:pass@api.example.com", "has credentials"),
        ("https://api.example.com/?a=b", "has a query"),
        ("https://api.example.com/#a", "has a fragment"),
    ];
    for (text, problem) in cases {
        let fault = BaseUrl::parse(text).unwrap_err();
        assert_eq!(fault.kind(), ErrorKind::Configuration, "{text}");
        let shown = format!("{fault:?}");
        assert!(shown.contains(problem), "{text}: {shown}");
        assert!(!shown.contains("pass"), "{shown}");
    }
}

#[test]
fn this_machine_may_be_asked_over_plain_http() {
    for text in
        ["http://localhost:1", "http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:1/api", "HTTP://LOCALHOST"]
    {
        assert!(BaseUrl::parse(text).is_ok(), "{text}");
    }
}

#[tokio::test]
async fn nothing_is_sent_when_the_input_is_refused() {
    let script = Script::new().answer(200, "{}");
    let client =
        Client::builder("Example", PlainHttp).base_url("https://api.example.com").transport(script.clone()).build();
    let client: Client = client.unwrap();

    let error = client.request(get("/v1/{id}").argument("id", "..")).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.attempts(), 0);
    assert!(error.to_string().contains("an_operation (GET /v1/{id}): id must not be"), "{error}");
    let newline = client.request(get("/x")).header(http::header::REFERER, "a\nb").await.unwrap_err();
    assert_eq!(newline.kind(), ErrorKind::InvalidInput);
    let undocumented_key = client.request(Call::post("o", "/x")).idempotent().await.unwrap_err();
    assert_eq!(undocumented_key.kind(), ErrorKind::InvalidInput);
    let keyed = || client.request(Call::post("o", "/x").takes_idempotency_key());
    for key in ["", " ", "a\nb"] {
        assert_eq!(keyed().idempotency_key(key).await.unwrap_err().kind(), ErrorKind::InvalidInput, "{key:?}");
    }
    assert!(script.requests().is_empty());
}

#[test]
fn safety_says_what_may_be_repeated() {
    let repeatable = [Safety::Read, Safety::Idempotent, Safety::Keyed].map(Safety::may_repeat);
    assert_eq!(repeatable, [true; 3]);
    assert!(!Safety::Once.may_repeat());
    assert_eq!(Call::get("o", "/x").safety(), Safety::Read);
    assert_eq!(Call::post("o", "/x").safety(), Safety::Once);
}
