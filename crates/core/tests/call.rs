//! What a call would send, without a server.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use acesso_core::{
    BaseUrl, Call, Client, ErrorKind, Part, Safety, StatusClassifier, check_not_empty, check_range,
    testing::MockTransport,
};
use bytes::Bytes;
use http::{Method, StatusCode};

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
fn a_path_parameter_stays_one_segment_whatever_is_in_it() {
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
        let call = get("/v1/operators/{operator}/permissions").path_param("operator", value);
        assert_eq!(url(&call), format!("https://api.example.com/v2.0/v1/operators/{encoded}/permissions"), "{value:?}");
    }
}

#[test]
fn a_path_parameter_that_would_change_the_path_is_refused() {
    for value in ["", ".", ".."] {
        let error = get("/v1/{id}/x").path_param("id", value).url(&base()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{value:?}");
        assert!(format!("{error:?}").contains("id "), "names the field: {error:?}");
    }
}

#[test]
fn a_placeholder_without_value_is_refused() {
    let error = get("/v1/{a}/{b}").path_param("a", "1").url(&base()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(format!("{error:?}").contains("b has no value"), "{error:?}");
}

#[test]
fn a_template_that_would_run_into_the_base_urls_path_is_refused() {
    let error = get("v1/x").url(&base()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(format!("{error:?}").contains("begins with no slash"), "{error:?}");
}

#[test]
fn a_template_that_a_url_would_change_is_refused() {
    for template in ["/a/../b", "/./b", "/a/..", "/a b", "/a%2e/b", "/a?b=1", "/a#b", "/a\\b", "/é", "/a\nb"] {
        let error = get(template).url(&base()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{template}");
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
        let error = get("/x").query_list("company", ["ok", item]).url(&base()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn the_first_refusal_is_the_one_that_is_told() {
    let call = get("/x").validate(check_range("limit", 0, 1..=100)).validate(check_not_empty("id", ""));
    let error = format!("{:?}", call.url(&base()).unwrap_err());
    assert!(error.contains("limit must be 1 to 100, it is 0"), "{error}");
}

#[test]
fn bodies_say_what_they_are() {
    let form = Call::post("o", "/x").form([("grant type", "a&b")]);
    let (headers, body) = form.payload().unwrap();
    assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(body, "grant%20type=a%26b");

    let json = Call::post("o", "/x").json(&serde_json::json!({"a": 1}));
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
        let error = BaseUrl::parse(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{text}");
        let shown = format!("{error:?}");
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
    let mock = MockTransport::new().respond(200, "{}");
    let client: Client = Client::builder("Example", StatusClassifier)
        .base_url("https://api.example.com")
        .transport(mock.clone())
        .build()
        .unwrap();

    let error = client.request(get("/v1/{id}").path_param("id", "..")).await.unwrap_err();

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
    assert!(mock.requests().is_empty());
}

#[test]
fn safety_says_what_may_be_repeated() {
    let repeatable = [Safety::Read, Safety::Idempotent, Safety::Keyed].map(Safety::may_repeat);
    assert_eq!(repeatable, [true; 3]);
    assert!(!Safety::Once.may_repeat());
    let writes = [Safety::Idempotent, Safety::Keyed, Safety::Once].map(Safety::is_write);
    assert_eq!(writes, [true; 3]);
    assert!(!Safety::Read.is_write());
    let made: [fn(&'static str, &'static str) -> Call<Bytes>; 5] =
        [Call::get, Call::post, Call::put, Call::patch, Call::delete];
    let expected = [
        (Method::GET, Safety::Read),
        (Method::POST, Safety::Once),
        (Method::PUT, Safety::Idempotent),
        (Method::PATCH, Safety::Once),
        (Method::DELETE, Safety::Idempotent),
    ];
    for (make, (method, safety)) in made.into_iter().zip(expected) {
        let call = make("an_operation", "/x/{id}");
        assert_eq!((call.method(), call.safety()), (&method, safety));
        assert_eq!((call.operation(), call.template()), ("an_operation", "/x/{id}"));
    }
}

fn client(mock: &MockTransport) -> Client {
    Client::builder("Example", StatusClassifier)
        .base_url("https://api.example.com")
        .transport(mock.clone())
        .retry(acesso_core::RetryPolicy::never())
        .build()
        .unwrap()
}

#[tokio::test]
async fn an_answer_that_says_nothing_is_read_as_empty() {
    for (status, body) in [
        (204, ""),
        (200, " \r\n"),
        (200, "{}"),
        (201, r#"{"id":1}"#),
        (200, "null"),
        (202, "[1]"),
        (200, "\u{feff}{}"),
        (200, r#"{"text":"half \ud800"}"#),
    ] {
        let mock = MockTransport::new().respond(status, body);
        let response = client(&mock).request(Call::delete("remove", "/x").read_empty()).send().await.unwrap();
        assert_eq!(response.status.as_u16(), status, "{body:?}");
    }
    for body in ["OK", "{", "<html>", "\u{feff}<html>", "{} {}"] {
        for call in [Call::post("write", "/x"), Call::delete("remove", "/x"), Call::put("put", "/x")] {
            let mock = MockTransport::new().respond(200, body);
            let error = client(&mock).request(call.read_empty()).await.unwrap_err();
            assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::Decode, true), "{body:?}");
        }
    }
}

/// Networks that want a log-in first answer with a page of theirs, and a 200.
#[tokio::test]
async fn a_web_page_that_nobody_asked_for_is_no_answer() {
    let page = "<!doctype html><title>Log in to the network</title>";
    let says_nothing =
        [page.to_owned(), format!("\u{feff}{page}"), format!(" \n{page}"), format!("\u{feff}\r\n{page}")];
    let media_types = [
        "",
        "text/html",
        "Text/HTML; charset=utf-8",
        "application/xhtml+xml",
        "application/json",
        "application/problem+JSON",
    ];
    for body in says_nothing {
        for media_type in media_types {
            let answer = || {
                let mock = MockTransport::new().respond(200, body.clone());
                if media_type.is_empty() { mock } else { mock.header("content-type", media_type) }
            };
            for call in [
                Call::get("o", "/x"),
                Call::post("o", "/x"),
                Call::get("o", "/x").accept("application/json"),
                Call::get("o", "/x").accept("application/pdf"),
            ] {
                let error = client(&answer()).request(call).await.unwrap_err();
                assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(StatusCode::OK)), "{media_type:?}");
                assert!(error.to_string().contains("is a web page, not the service's own"), "{error}");
                assert!(error.advice().contains("whether the network wants a log-in first"), "{error}");
                assert_eq!(error.body(), body.as_bytes());
            }
            let write = client(&answer()).request(Call::put("o", "/x").read_empty()).await.unwrap_err();
            assert_eq!((write.kind(), write.may_have_happened()), (ErrorKind::Decode, true));
            // Whoever asks for one gets it.
            for accepted in ["text/html", "*/*", "text/csv, */*;q=0.1"] {
                let mock = answer();
                assert_eq!(client(&mock).request(Call::get("o", "/x").accept(accepted)).await.unwrap(), body);
                assert_eq!(mock.requests().remove(0).headers()["accept"], accepted);
            }
        }
        let xml = MockTransport::new().respond(200, body.clone()).header("content-type", "application/xml");
        assert_eq!(client(&xml).request(Call::get("o", "/x").accept("application/xml")).await.unwrap(), body);
    }
    let mock = MockTransport::new().respond(503, page);
    let error = client(&mock).request(Call::get("o", "/x")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "a gateway's page is a failure of the gateway");
}

#[tokio::test]
async fn a_body_of_ones_own_goes_out_as_it_is() {
    let mock = MockTransport::new().respond(200, "").repeat();
    let json = serde_json::json!({ "é": [1, null] });
    client(&mock).request(Call::put("o", "/x").body("text/csv; charset=utf-8", "a,b\r\n")).await.unwrap();
    client(&mock).request(Call::patch("o", "/x").json(&json)).await.unwrap();
    let sent = mock.requests();
    assert_eq!((sent[0].method(), &sent[0].body()[..]), (&Method::PUT, &b"a,b\r\n"[..]));
    assert_eq!(sent[0].headers()["content-type"], "text/csv; charset=utf-8");
    assert_eq!((sent[1].method(), &sent[1].body()[..]), (&Method::PATCH, r#"{"é":[1,null]}"#.as_bytes()));
    assert_eq!(sent[1].headers()["content-type"], "application/json");
}

#[tokio::test]
async fn a_media_type_that_http_does_not_allow_is_refused() {
    let client = client(&MockTransport::new().respond(200, "").repeat());
    for media_type in ["text/plain\n", "é"] {
        for call in [Call::put("o", "/x").body(media_type, "x"), Call::get("o", "/x").accept(media_type)] {
            assert_eq!(client.request(call).await.unwrap_err().kind(), ErrorKind::InvalidInput);
        }
    }
}

#[test]
fn a_brace_that_belongs_to_no_placeholder_is_refused_and_a_parameter_without_a_place() {
    for template in ["/a/{id", "/a/id}", "/a/}{id}", "/a/{{id}}", "/a/{id}/}", "/a/{id}/{"] {
        let error = get(template).path_param("id", "7").url(&base()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{template}");
    }
    let error = get("/a").path_param("id", "7").url(&base()).unwrap_err();
    assert!(error.to_string().contains("has no place for one of the parameters"), "{error}");
}

/// RFC 9110, section 8.6: some servers refuse a write that does not say how long its body is.
#[tokio::test]
async fn a_write_without_a_body_says_that_it_has_none() {
    let mock = MockTransport::new().respond(200, "").repeat();
    let client = client(&mock);
    for (call, says_zero) in [
        (Call::post("o", "/x"), true),
        (Call::put("o", "/x"), true),
        (Call::patch("o", "/x"), true),
        (Call::get("o", "/x"), false),
        (Call::delete("o", "/x"), false),
        (Call::post("o", "/x").json(&1), false),
        (Call::post("o", "/x").body("text/plain", ""), true),
    ] {
        client.request(call).await.unwrap();
        let sent = mock.requests().pop().unwrap();
        let length = sent.headers().get("content-length").map(|length| length.to_str().unwrap());
        assert_eq!(length, says_zero.then_some("0"), "{sent:?}");
    }
}

/// The head of the only part, and what stands in it.
fn only_part(part: Part) -> Result<String, acesso_core::Error> {
    let (headers, body) = Call::post("o", "/x").multipart([part]).payload()?;
    let media_type = headers["content-type"].to_str().unwrap();
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let rest = body.strip_prefix(&format!("--{boundary}\r\n")).unwrap();
    Ok(rest.strip_suffix(&format!("\r\n--{boundary}--\r\n")).unwrap().to_owned())
}

#[test]
fn a_parts_media_type_keeps_its_parameters_and_can_not_end_its_head() {
    let file = |media_type: &str| only_part(Part::file("f", "a.csv", media_type, "x"));
    for media_type in ["text/csv; charset=\"utf-8\"", "application/vnd.a+json;v=1", "text/plain"] {
        let expected = format!(
            "Content-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\nContent-Type: {media_type}\r\n\r\nx"
        );
        assert_eq!(file(media_type).unwrap(), expected);
    }
    for media_type in ["text/plain\r\nX-Evil: 1", "text/plain\n", "text/é", "a\u{7f}b", "a\tb"] {
        let error = file(media_type).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{media_type:?}");
        assert!(error.to_string().starts_with("the part's media type has a character"), "{error}");
    }
}

#[test]
fn a_part_may_be_left_out_and_a_name_may_have_brackets() {
    let note: Option<&str> = None;
    let parts = [
        Some(Part::text("custom_field[12]", "blue")),
        note.map(|note| Part::text("note", note)),
        Some(Part::text("tags[]", "")),
    ];
    let (_, body) = Call::post("o", "/x").multipart(parts).payload().unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert_eq!(body.matches("Content-Disposition").count(), 2, "{body}");
    assert!(body.contains("name=\"custom_field[12]\"\r\n\r\nblue\r\n"), "{body}");
    assert!(body.contains("name=\"tags[]\"\r\n\r\n\r\n"), "{body}");
    assert!(!body.contains("note"), "{body}");
    assert_eq!(
        only_part(Part::text("a[b][c]", "é")).unwrap(),
        "Content-Disposition: form-data; name=\"a[b][c]\"\r\n\r\né"
    );
}

#[test]
fn every_body_of_parts_has_a_boundary_of_its_own() {
    let boundary = || {
        let (headers, _) = Call::post("o", "/x").multipart([Part::text("a", "b")]).payload().unwrap();
        headers["content-type"].clone()
    };
    assert_ne!(boundary(), boundary());
}

#[test]
fn a_url_longer_than_http_can_carry_is_refused_with_its_length() {
    let fits = 65_534 - "https://api.example.com/v2.0/x?q=".len();
    assert!(get("/x").query("q", "a".repeat(fits)).url(&base()).is_ok());
    let error = get("/x").query("q", "a".repeat(fits + 1)).url(&base()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("is too long: 65535 bytes; ask for less at once"), "{error}");
}
