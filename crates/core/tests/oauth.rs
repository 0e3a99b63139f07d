//! Access tokens: one request at a time, none lost, none thrown away for nothing.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use acesso_core::{
    Authorize, Body, Call, Client, Error, ErrorKind, GuardedTransport, RetryPolicy, Secret, Sent, Stamp, Transport,
    TransportError, TransportErrorKind,
    oauth::{AuthorizationRequest, ClientAuthentication, Grant, OAuth, OAuthBuilder, Tokens},
    testing::MockTransport,
};
use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use builder::builder;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header::AUTHORIZATION};
use tokio::{
    runtime::{Builder, Runtime},
    task::{JoinSet, yield_now},
    time::{Instant, sleep, sleep_until, timeout},
};
use url::Url;

#[path = "common/builder.rs"]
mod builder;

const TOKEN_URL: &str = "https://auth.example.com/oauth2/token";

fn credentials() -> OAuthBuilder {
    let grant = Grant::ClientCredentials { scope: Some("read write".into()) };
    OAuthBuilder::new(TOKEN_URL, "an-id", "a-secret", grant)
}

fn token(name: &str, expires_in: u64) -> String {
    format!(r#"{{"access_token":"{name}","token_type":"Bearer","expires_in":{expires_in}}}"#)
}

fn refreshing(refresh_token: &str) -> OAuthBuilder {
    OAuthBuilder::new(TOKEN_URL, "an-id", "a-secret", Grant::RefreshToken(refresh_token.into()))
}

fn with_code(code_verifier: Option<&str>) -> OAuthBuilder {
    let grant = Grant::AuthorizationCode {
        code: "a-code".into(),
        redirect_uri: "http://127.0.0.1:8000".into(),
        code_verifier: code_verifier.map(Secret::from),
    };
    OAuthBuilder::new(TOKEN_URL, "an-id", "a-secret", grant)
}

fn transport(mock: &MockTransport) -> GuardedTransport {
    GuardedTransport::new(mock.clone())
}

async fn header(oauth: &OAuth, transport: &GuardedTransport) -> Result<(String, Stamp), Error> {
    let mut headers = HeaderMap::new();
    let stamp = oauth.authorize(&mut headers, transport, Duration::from_secs(30)).await?;
    assert!(headers["authorization"].is_sensitive());
    Ok((headers["authorization"].to_str().unwrap().to_owned(), stamp))
}

fn form(request: &http::Request<Bytes>) -> Vec<(String, String)> {
    url::form_urlencoded::parse(request.body()).into_owned().collect()
}

fn client(transport: impl Transport + 'static, oauth: OAuthBuilder) -> Client {
    builder(transport).credential(oauth.build()).build().unwrap()
}

fn read() -> Call<Bytes> {
    Call::get("o", "/x")
}

/// An authorisation server and an API, each with answers of its own.
#[derive(Debug, Clone, Default)]
struct Servers {
    tokens: MockTransport,
    api: MockTransport,
}

impl Servers {
    fn new(tokens: MockTransport, api: MockTransport) -> Self {
        Self { tokens, api }
    }

    /// What the requests to the API carried.
    fn bearers(&self) -> Vec<String> {
        let bearer = |request: http::Request<Bytes>| request.headers()[AUTHORIZATION].to_str().unwrap().to_owned();
        self.api.requests().into_iter().map(bearer).collect()
    }
}

#[async_trait]
impl Transport for Servers {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let is_for_token = request.uri() == TOKEN_URL;
        if is_for_token { self.tokens.send(request).await } else { self.api.send(request).await }
    }
}

fn well() -> MockTransport {
    MockTransport::new().respond(200, "").repeat()
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_without_a_token_cause_one_request() {
    let mock = MockTransport::new().respond(200, token("t1", 3600)).delay(Duration::from_millis(300));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&mock));
    let mut callers = JoinSet::new();
    for _ in 0..1000 {
        let (oauth, transport) = (oauth.clone(), transport.clone());
        callers.spawn(async move { header(&oauth, &transport).await.unwrap().0 });
    }
    while let Some(header) = callers.join_next().await {
        assert_eq!(header.unwrap(), "Bearer t1");
    }
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_share_one_renewal_with_its_repetitions_and_its_failure() {
    let slow = Duration::from_millis(300);
    for failures in [1, 2, 3] {
        let mut mock = MockTransport::new();
        for _ in 0..failures {
            mock = mock.respond(503, "").delay(slow);
        }
        let mock = mock.respond(200, token("t1", 3600));
        let (oauth, transport) = (credentials().build().unwrap(), transport(&mock));
        let mut callers = JoinSet::new();
        for _ in 0..1000 {
            let (oauth, transport) = (oauth.clone(), transport.clone());
            callers.spawn(async move { header(&oauth, &transport).await });
        }
        for result in callers.join_all().await {
            match failures {
                3 => {
                    let error = result.unwrap_err();
                    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 3));
                }
                _ => assert_eq!(result.unwrap().0, "Bearer t1"),
            }
        }
        assert_eq!(mock.requests().len(), 3.min(failures + 1));
        assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1", "whoever comes later asks again");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_renewal_costs_its_waiters_no_repetition() {
    let slow = Duration::from_millis(20);
    let dead = (0..3).fold(MockTransport::new(), |mock, _| mock.respond(503, "").delay(slow));
    let api = MockTransport::new().respond(503, "").repeat();
    let servers = Servers::new(dead, api.clone());
    let client = builder(servers.clone()).credential(credentials().build()).max_connections(1_000).build().unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        calls.spawn(client.request(read()));
    }
    for result in calls.join_all().await {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 0), "the API was not asked");
        assert!(
            error
                .to_string()
                .starts_with("Example o (GET /x): the authorisation server could not answer the token request")
        );
    }
    assert_eq!(servers.tokens.requests().len(), 3, "one renewal with its three requests");
    assert_eq!(api.requests().len(), 0);

    let _ = servers.tokens.clone().respond(200, token("t1", 3600)).repeat();
    let mut calls = JoinSet::new();
    for _ in 0..20 {
        calls.spawn(client.request(read()));
    }
    let attempts = calls.join_all().await.into_iter().map(|result| result.unwrap_err().attempts());
    assert_eq!(attempts.sum::<u32>(), 20 + 15, "the whole budget is still there");
}

#[tokio::test(start_paused = true)]
async fn a_renewal_waits_as_long_as_the_authorisation_server_asks_and_ends_in_time() {
    let mock = MockTransport::new().respond(503, "").header("retry-after", "5").respond(200, token("t1", 3600));
    let begin = Instant::now();
    header(&credentials().build().unwrap(), &transport(&mock)).await.unwrap();
    assert!(begin.elapsed() >= Duration::from_secs(5) && begin.elapsed() < Duration::from_secs(6));

    let silent = MockTransport::new().respond(200, token("t1", 3600)).delay(Duration::from_secs(100)).repeat();
    let begin = Instant::now();
    let error = header(&credentials().build().unwrap(), &transport(&silent)).await.unwrap_err();
    assert_eq!((error.kind(), silent.requests().len()), (ErrorKind::Timeout, 2));
    assert!(begin.elapsed() < Duration::from_secs(61), "{:?}", begin.elapsed());
    assert!(error.to_string().contains("no access token from the authorisation server: no answer in time"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_runs_out_of_time_leaves_the_renewal_to_the_next() {
    let servers =
        Servers::new(MockTransport::new().respond(200, token("t1", 3600)).delay(Duration::from_secs(20)), well());
    let client = client(servers.clone(), credentials());
    let begin = Instant::now();
    let error = client.request(Call::post("o", "/x")).deadline(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!((error.kind(), begin.elapsed()), (ErrorKind::Timeout, Duration::from_secs(5)));
    assert_eq!((error.attempts(), error.may_have_happened()), (0, false));
    assert!(error.to_string().contains("no access token in time"), "{error}");
    client.request(read()).await.unwrap();
    assert_eq!((begin.elapsed(), servers.tokens.requests().len()), (Duration::from_secs(20), 1));
}

#[tokio::test(start_paused = true)]
async fn a_late_refusal_of_an_old_token_keeps_the_newer_one() {
    let mock = MockTransport::new().respond(200, token("t1", 3600)).respond(200, token("t2", 3600));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&mock));
    let (_, old) = header(&oauth, &transport).await.unwrap();
    assert!(oauth.refused(old).await);
    let (bearer, new) = header(&oauth, &transport).await.unwrap();
    assert_eq!(bearer, "Bearer t2");

    assert!(oauth.refused(old).await, "the caller should try again with the newer token");
    assert_eq!(header(&oauth, &transport).await.unwrap(), ("Bearer t2".to_owned(), new));
    assert_eq!(mock.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failed_early_renewal_keeps_the_token_that_is_still_good() {
    let mut mock = MockTransport::new().respond(200, token("t1", 3600));
    for _ in 0..3 {
        mock = mock.respond(503, "");
    }
    let mock = mock.respond(200, token("t2", 3600));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&mock));
    let bearer = || async { header(&oauth, &transport).await.unwrap().0 };
    bearer().await;

    sleep(Duration::from_secs(3545)).await;
    assert_eq!(bearer().await, "Bearer t1");
    sleep(Duration::from_secs(5)).await;
    assert_eq!(mock.requests().len(), 4, "the renewal had its repetitions");
    for _ in 0..3 {
        assert_eq!(bearer().await, "Bearer t1");
        sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(mock.requests().len(), 4, "not every call tries the failing renewal again");

    sleep(Duration::from_secs(8)).await;
    assert_eq!(bearer().await, "Bearer t1");
    yield_now().await;
    assert_eq!(bearer().await, "Bearer t2");
}

#[tokio::test(start_paused = true)]
async fn an_early_renewal_delays_nobody_not_even_the_call_that_begins_it() {
    let mock = MockTransport::new()
        .respond(200, token("t1", 600))
        .respond(200, token("t2", 600))
        .delay(Duration::from_secs(5));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&mock));
    header(&oauth, &transport).await.unwrap();
    sleep(Duration::from_secs(570)).await;

    let begin = Instant::now();
    for _ in 0..3 {
        assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1");
    }
    assert_eq!(begin.elapsed(), Duration::ZERO);
    yield_now().await;
    assert_eq!(mock.requests().len(), 2, "one renewal, in a task of its own");
    sleep(Duration::from_secs(5)).await;
    yield_now().await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t2");
    assert_eq!(mock.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn when_the_old_token_ends_under_its_early_renewal_that_one_is_waited_for() {
    let mock = MockTransport::new()
        .respond(200, token("t1", 600))
        .respond(200, token("t2", 600))
        .delay(Duration::from_secs(20));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&mock));
    header(&oauth, &transport).await.unwrap();
    let begin = Instant::now();
    sleep_until(begin + Duration::from_secs(590)).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1");
    sleep_until(begin + Duration::from_secs(601)).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t2");
    assert_eq!((begin.elapsed(), mock.requests().len()), (Duration::from_secs(610), 2));
}

#[tokio::test(start_paused = true)]
async fn an_ended_token_is_not_sent() {
    let mock = MockTransport::new().respond(200, token("t1", 600)).respond(200, token("t2", 600));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&mock));
    header(&oauth, &transport).await.unwrap();
    sleep(Duration::from_secs(600)).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t2");
}

#[tokio::test(start_paused = true)]
async fn a_token_without_a_stated_life_is_used_until_it_is_refused() {
    let bare = r#"{"access_token":"t1"}"#;
    let mock = MockTransport::new().respond(200, bare).respond(200, token("t2", 600));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&mock));
    header(&oauth, &transport).await.unwrap();
    sleep(Duration::from_secs(1_000_000)).await;
    let (bearer, stamp) = header(&oauth, &transport).await.unwrap();
    assert_eq!(bearer, "Bearer t1");
    oauth.refused(stamp).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t2");
}

#[tokio::test(start_paused = true)]
async fn odd_lives_do_no_harm() {
    for expires_in in ["18446744073709551615", "0", "\"3600\"", "null"] {
        let body = format!(r#"{{"access_token":"t1","expires_in":{expires_in}}}"#);
        let mock = MockTransport::new().respond(200, body).repeat();
        let result = header(&credentials().build().unwrap(), &transport(&mock)).await;
        match expires_in {
            "0" => {
                assert_eq!(result.unwrap_err().kind(), ErrorKind::Unauthorized);
                assert_eq!(mock.requests().len(), 3, "not for ever");
            }
            _ => assert_eq!(result.unwrap().0, "Bearer t1", "{expires_in}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_life_that_can_not_be_read_loses_neither_token() {
    for expires_in in ["-1", "3600.5", "1e400", "\"soon\"", "true", "[3600]", "{\"seconds\":3600}"] {
        let body = format!(r#"{{"access_token":"t1","refresh_token":"second","expires_in":{expires_in}}}"#);
        let kept: Arc<Mutex<Option<Secret>>> = Arc::default();
        let keeper = Arc::clone(&kept);
        let oauth =
            refreshing("first").on_renewed(move |tokens| keeper.lock().unwrap().clone_from(&tokens.refresh_token));
        let mock = MockTransport::new().respond(200, body);
        let header = header(&oauth.build().unwrap(), &transport(&mock)).await;
        if expires_in == "1e400" {
            assert_eq!(header.unwrap_err().kind(), ErrorKind::Decode, "no JSON reader here takes that for a number");
            continue;
        }
        assert_eq!(header.unwrap().0, "Bearer t1", "{expires_in}");
        assert_eq!(*kept.lock().unwrap(), Some("second".into()), "{expires_in}");
    }
}

/// While a machine sleeps, the clock that counts a token's life stands still on most systems.
#[tokio::test(start_paused = true)]
async fn a_token_that_ended_while_the_machine_slept_costs_one_refusal() {
    let mock = MockTransport::new()
        .respond(200, token("before", 3600))
        .respond(200, "first")
        .respond(401, "")
        .respond(200, token("after", 3600))
        .respond(200, "second");
    let client = client(mock.clone(), credentials());
    assert_eq!(client.request(Call::post("o", "/x")).await.unwrap(), "first");
    // Here hours pass that nobody in this process sees.
    assert_eq!(client.request(Call::post("o", "/x")).await.unwrap(), "second");
    let sent: Vec<_> = mock.requests().iter().map(|request| request.headers().get("authorization").cloned()).collect();
    let bearer = |token: &str| Some(format!("Bearer {token}").parse().unwrap());
    assert_eq!(sent, [None, bearer("before"), bearer("before"), None, bearer("after")]);
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_gives_up_loses_no_rotated_refresh_token() {
    let answer = r#"{"access_token":"t1","refresh_token":"second","expires_in":10}"#;
    let mock = MockTransport::new().respond(200, answer).delay(Duration::from_secs(2)).respond(200, token("t2", 3600));
    let oauth = refreshing("first").build().unwrap();
    let transport = transport(&mock);

    let impatient = timeout(Duration::from_secs(1), header(&oauth, &transport)).await;
    assert!(impatient.is_err(), "gave up while the request was on its way");
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1", "the next caller gets that answer");
    assert_eq!(mock.requests().len(), 1);

    sleep(Duration::from_secs(60)).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t2");
    assert!(form(&mock.requests()[1]).contains(&("refresh_token".into(), "second".into())));
}

#[tokio::test(start_paused = true)]
async fn a_code_becomes_a_refresh_token_and_its_keeper_hears_of_each() {
    let mock = MockTransport::new()
        .respond(200, r#"{"access_token":"t1","refresh_token":"r1","expires_in":60}"#)
        .respond(200, r#"{"access_token":"t2","refresh_token":"r2","expires_in":60}"#)
        .respond(200, r#"{"access_token":"t3","expires_in":60}"#);
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keeper = Arc::clone(&kept);
    let grant = Grant::AuthorizationCode {
        code: "a-code".into(),
        redirect_uri: "http://127.0.0.1:8000".into(),
        code_verifier: Some("a-verifier".into()),
    };
    let oauth = OAuthBuilder::new(TOKEN_URL, "an id", "s:é", grant)
        .authentication(ClientAuthentication::Basic)
        .on_renewed(move |tokens| {
            keeper.lock().unwrap().push(tokens.refresh_token.as_ref().map(|token| token.expose().to_owned()));
        })
        .build()
        .unwrap();
    let transport = transport(&mock);
    for _ in 0..3 {
        header(&oauth, &transport).await.unwrap();
        sleep(Duration::from_secs(61)).await;
    }

    let requests = mock.requests();
    let pairs = |index: usize| form(&requests[index]);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        pairs(0),
        [
            pair("grant_type", "authorization_code"),
            pair("code", "a-code"),
            pair("redirect_uri", "http://127.0.0.1:8000"),
            pair("code_verifier", "a-verifier"),
        ]
    );
    assert_eq!(pairs(1), [pair("grant_type", "refresh_token"), pair("refresh_token", "r1")]);
    assert_eq!(pairs(2), [pair("grant_type", "refresh_token"), pair("refresh_token", "r2")]);
    // RFC 6749, section 2.3.1: form-encoded, then Basic: `an+id:s%3A%C3%A9`.
    assert_eq!(requests[0].headers()["authorization"], "Basic YW4raWQ6cyUzQSVDMyVBOQ==");
    let expected = [Some("r1".to_owned()), Some("r2".to_owned()), Some("r2".to_owned())];
    assert_eq!(*kept.lock().unwrap(), expected, "the old refresh token goes on where the server sends none");
}

#[tokio::test(start_paused = true)]
async fn client_credentials_go_as_the_form_says() {
    let mock =
        MockTransport::new().respond(200, r#"{"access_token":"t1","refresh_token":"not asked for","expires_in":1}"#);
    let mock = mock.respond(200, token("t2", 3600));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&mock));
    header(&oauth, &transport).await.unwrap();
    sleep(Duration::from_secs(2)).await;
    header(&oauth, &transport).await.unwrap();
    for request in mock.requests() {
        assert_eq!(request.method(), "POST");
        assert_eq!(request.uri(), TOKEN_URL);
        assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
        assert_eq!(request.headers()["accept"], "application/json");
        let expected = [
            ("grant_type", "client_credentials"),
            ("scope", "read write"),
            ("client_id", "an-id"),
            ("client_secret", "a-secret"),
        ];
        assert_eq!(form(&request), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}

/// How a call ends whose request for a token is answered so.
async fn refused(oauth: OAuthBuilder, status: u16, body: &str) -> Error {
    let servers = Servers::new(MockTransport::new().respond(status, body.to_owned()), well());
    let error = client(servers.clone(), oauth).request(Call::post("o", "/x")).await.unwrap_err();
    assert_eq!((error.attempts(), servers.api.requests().len()), (0, 0), "the API was not asked");
    assert!(!error.may_have_happened());
    assert_eq!(servers.tokens.requests().len(), 1, "asking again would change nothing");
    error
}

#[tokio::test(start_paused = true)]
async fn refusals_of_the_authorisation_server_say_what_to_do() {
    let cases = [
        (400, r#"{"error":"invalid_grant"}"#, ErrorKind::Unauthorized, "log in again"),
        (401, r#"{"error":"invalid_client"}"#, ErrorKind::Unauthorized, "client id and secret"),
        (400, r#"{"error":"invalid_scope"}"#, ErrorKind::Unauthorized, "ask for a scope"),
        (400, "<html>", ErrorKind::Unauthorized, "client id and secret"),
        (404, "", ErrorKind::Configuration, "token URL"),
        (302, "", ErrorKind::Configuration, "token URL"),
        (200, "<html>", ErrorKind::Decode, "token URL"),
        (200, "{}", ErrorKind::Decode, "token URL"),
        (200, r#"{"access_token":"a\nb"}"#, ErrorKind::Decode, "report"),
    ];
    for (status, body, kind, advice) in cases {
        let error = refused(credentials(), status, body).await;
        assert_eq!(error.kind(), kind, "{status} {body}");
        assert!(error.advice().contains(advice), "{status} {body}: {error}");
    }
}

/// Some servers answer 200 to everything; some write a byte order mark first.
#[tokio::test(start_paused = true)]
async fn an_oauth_error_is_one_whatever_the_status_beside_it() {
    for mark in ["", "\u{feff}"] {
        for status in [200, 400, 401, 403] {
            let body = format!(r#"{mark}{{"error":"invalid_grant","error_description":"canary"}}"#);
            let error = refused(refreshing("first"), status, &body).await;
            assert_eq!((error.kind(), error.code()), (ErrorKind::Unauthorized, Some("invalid_grant")), "{status}");
            assert_eq!(error.status().unwrap().as_u16(), status);
            assert!(error.advice().contains("log in again"), "{error}");
            assert!(!format!("{error:?}").contains("canary") && error.body().is_empty(), "{error:?}");
        }
    }
    let mock = MockTransport::new().respond(200, "\u{feff}{\"access_token\":\"t1\",\"error\":null}");
    assert_eq!(header(&credentials().build().unwrap(), &transport(&mock)).await.unwrap().0, "Bearer t1");
}

#[tokio::test(start_paused = true)]
async fn a_used_code_is_told_from_a_used_refresh_token() {
    let refusal = r#"{"error":"invalid_grant"}"#;
    let code = refused(with_code(None), 400, refusal).await;
    assert_eq!(code.advice(), "the code was used already, is too old, or belongs to another request: log in again");
    let refresh_token = refused(refreshing("first"), 400, refusal).await;
    assert_eq!(refresh_token.advice(), "the log-in has ended or the refresh token was used already: log in again");
}

#[tokio::test(start_paused = true)]
async fn members_that_say_nothing_lose_no_token() {
    for odd in
        [r#""error":"""#, r#""error":" ""#, r#""error":false"#, r#""refresh_token":false"#, r#""refresh_token":5"#]
    {
        let mock = MockTransport::new().respond(200, format!(r#"{{"access_token":"t1",{odd}}}"#));
        assert_eq!(
            header(&refreshing("first").build().unwrap(), &transport(&mock)).await.unwrap().0,
            "Bearer t1",
            "{odd}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_unwell_is_told_as_one_whatever_its_status() {
    for status in [200, 400] {
        let error = refused(refreshing("first"), status, r#"{"error":"temporarily_unavailable"}"#).await;
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Server, true), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_empty_refresh_token_is_none_and_the_one_that_was_kept_stays() {
    for empty in [r#""""#, r#"" ""#, "null"] {
        let body = |name| format!(r#"{{"access_token":"{name}","refresh_token":{empty},"expires_in":60}}"#);
        let mock = MockTransport::new().respond(200, body("t1")).respond(200, body("t2"));
        let kept: Arc<Mutex<Vec<Option<Secret>>>> = Arc::default();
        let keeper = Arc::clone(&kept);
        let oauth =
            refreshing("first").on_renewed(move |tokens| keeper.lock().unwrap().push(tokens.refresh_token.clone()));
        let (oauth, transport) = (oauth.build().unwrap(), transport(&mock));
        header(&oauth, &transport).await.unwrap();
        sleep(Duration::from_secs(61)).await;
        header(&oauth, &transport).await.unwrap();
        assert_eq!(*kept.lock().unwrap(), [Some("first".into()), Some("first".into())]);
        assert!(form(&mock.requests()[1]).contains(&("refresh_token".into(), "first".into())), "{empty}");

        // A code that brought none is used up.
        let mock = MockTransport::new().respond(200, body("t1"));
        let (oauth, transport) = (with_code(None).build().unwrap(), self::transport(&mock));
        header(&oauth, &transport).await.unwrap();
        sleep(Duration::from_secs(61)).await;
        let error = header(&oauth, &transport).await.unwrap_err();
        assert!(error.to_string().contains("gave no refresh token with it; log in again"), "{error}");
        assert_eq!(mock.requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_passing_failure_of_the_authorisation_server_is_repeated_also_for_writes() {
    let mock = MockTransport::new()
        .fail(TransportErrorKind::Interrupted, Sent::Maybe)
        .respond(503, "")
        .respond(200, token("t1", 3600))
        .respond(201, "done");
    let response = client(mock, credentials()).request(Call::post("o", "/x")).send().await.unwrap();
    assert_eq!((&response.body[..], response.attempts), (&b"done"[..], 1), "one request to the API");
}

/// An API that accepts one token only, beside an authorisation server that hands out numbered ones.
#[derive(Debug)]
struct Service {
    accepts: &'static str,
    tokens: AtomicUsize,
    calls: AtomicUsize,
}

impl Service {
    fn new(accepts: &'static str) -> Arc<Self> {
        Arc::new(Self { accepts, tokens: AtomicUsize::new(0), calls: AtomicUsize::new(0) })
    }
}

#[async_trait]
impl Transport for Service {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        if request.uri() == TOKEN_URL {
            let number = self.tokens.fetch_add(1, Ordering::Relaxed) + 1;
            return Ok(http::Response::new(token(&format!("t{number}"), 3600).into()));
        }
        self.calls.fetch_add(1, Ordering::Relaxed);
        let accepted = request.headers()["authorization"] == self.accepts;
        let status = if accepted { StatusCode::OK } else { StatusCode::UNAUTHORIZED };
        Ok(http::Response::builder().status(status).body(Body::empty()).unwrap())
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_replaced_once_and_the_call_goes_on() {
    for (accepts, ends_well, calls, tokens) in [("Bearer t2", true, 2, 2), ("Bearer never", false, 2, 2)] {
        let service = Service::new(accepts);
        let client: Client = builder(Arc::clone(&service))
            .authorize(credentials().build().unwrap())
            .retry(RetryPolicy::never())
            .build()
            .unwrap();
        let result = client.request(Call::post("o", "/x")).await;
        assert_eq!(result.is_ok(), ends_well);
        assert_eq!(service.calls.load(Ordering::Relaxed), calls);
        assert_eq!(service.tokens.load(Ordering::Relaxed), tokens);
        if let Err(error) = result {
            assert_eq!((error.kind(), error.may_have_happened()), (ErrorKind::Unauthorized, false));
        }
    }
}

#[test]
fn unsafe_or_empty_set_ups_are_refused() {
    let grant = || Grant::ClientCredentials { scope: None };
    for (url, id, secret) in [
        ("http://auth.example.com/token", "id", "secret"),
        ("auth.example.com", "id", "secret"),
        (TOKEN_URL, "", "secret"),
        (TOKEN_URL, "id", ""),
    ] {
        let error = OAuthBuilder::new(url, id, secret, grant()).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url} {id}");
    }
    assert!(OAuthBuilder::new("http://127.0.0.1:1/token", "id", "secret", grant()).build().is_ok());
}

/// RFC 7636, section 4.2, with S256.
fn challenge_of(code_verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(hmac_sha256::Hash::hash(code_verifier.as_bytes()))
}

#[test]
fn the_log_in_address_carries_what_the_standards_ask_for() {
    // RFC 7636, appendix B.
    let example = challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(example, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");

    let redirect = "http://127.0.0.1:8000";
    let request =
        AuthorizationRequest::new("https://login.example.com/authorize?tenant=t", "an id", redirect, "openid a&b")
            .unwrap();
    let url = Url::parse(&request.url).unwrap();
    assert_eq!((url.host_str(), url.path(), url.fragment()), (Some("login.example.com"), "/authorize", None));
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    let challenge = challenge_of(request.code_verifier.expose());
    let expected = [
        ("tenant", "t"),
        ("response_type", "code"),
        ("client_id", "an id"),
        ("redirect_uri", redirect),
        ("scope", "openid a&b"),
        ("state", request.state.expose()),
        ("code_challenge", &*challenge),
        ("code_challenge_method", "S256"),
        // OpenID Connect Core, section 11: without it a strict provider gives no refresh token.
        ("prompt", "consent"),
    ];
    assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(!request.url.contains(request.code_verifier.expose()), "the verifier goes to the token endpoint alone");

    let error = AuthorizationRequest::new("http://login.example.com", "i", redirect, "s").map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().starts_with("the authorisation URL is plain http"), "{error}");
    assert!(AuthorizationRequest::new("http://127.0.0.1:1/authorize", "i", redirect, "s").is_ok());
}

#[test]
fn every_log_in_has_a_state_and_a_verifier_of_its_own() {
    let mut seen = HashMap::new();
    for _ in 0..50 {
        fastrand::seed(7);
        let request = AuthorizationRequest::new("https://a.example", "id", "http://127.0.0.1:1", "s").unwrap();
        for secret in [request.state, request.code_verifier] {
            let text = secret.expose().to_owned();
            // RFC 7636, section 4.1: 43 to 128 unreserved characters.
            assert_eq!(text.len(), 43);
            assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')), "{text}");
            *seen.entry(text).or_insert(0) += 1;
        }
    }
    assert_eq!(seen.len(), 100, "somebody could guess the next one");
}

#[tokio::test(start_paused = true)]
async fn a_keeper_that_panics_each_time_costs_no_token_and_stops_nobody() {
    let mock = MockTransport::new()
        .respond(200, r#"{"access_token":"t1","refresh_token":"second","expires_in":60}"#)
        .respond(200, token("t2", 3600));
    let oauth = refreshing("first").on_renewed(|_| panic!("the disk is full")).build().unwrap();
    let transport = transport(&mock);
    for _ in 0..3 {
        assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1");
    }
    assert_eq!(mock.requests().len(), 1, "one token serves until it ends");
    sleep(Duration::from_secs(61)).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t2");
    assert!(form(&mock.requests()[1]).contains(&("refresh_token".into(), "second".into())), "the first is used up");
}

#[tokio::test(start_paused = true)]
async fn what_the_server_refuses_is_not_asked_for_by_every_call() {
    let cases =
        [(401, None, 10), (400, None, 10), (429, Some("3"), 3), (429, Some("90"), 90), (429, Some("86400"), 3600)];
    for (status, retry_after, pause) in cases {
        let mut mock = MockTransport::new().respond(status, r#"{"error":"invalid_client"}"#);
        if let Some(asked) = retry_after {
            mock = mock.header("retry-after", asked);
        }
        let mock = mock.repeat();
        let oauth = credentials().build().unwrap();
        let transport = transport(&mock);
        let first = header(&oauth, &transport).await.unwrap_err();
        let asked = mock.requests().len();
        for _ in 0..100 {
            assert_eq!(header(&oauth, &transport).await.unwrap_err().kind(), first.kind());
        }
        assert_eq!(mock.requests().len(), asked, "{status} {retry_after:?}");
        sleep(Duration::from_secs(pause)).await;
        header(&oauth, &transport).await.unwrap_err();
        assert!(mock.requests().len() > asked, "{status} {retry_after:?}: asked again after {pause} s");
    }
}

/// The server asks for an hour while the token still serves, then gives a new one: what it refused before is forgotten.
#[tokio::test(start_paused = true)]
async fn a_refusal_ahead_of_time_is_heeded_and_forgotten_with_the_next_token() {
    let mock = MockTransport::new()
        .respond(200, token("t1", 7200))
        .respond(429, "")
        .header("retry-after", "3600")
        .respond(200, token("t2", 3600))
        .respond(200, token("t3", 3600));
    let oauth = credentials().build().unwrap();
    let transport = transport(&mock);
    header(&oauth, &transport).await.unwrap();
    sleep(Duration::from_secs(7200 - 59)).await;
    for _ in 0..5 {
        assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1");
        sleep(Duration::from_secs(11)).await;
    }
    assert_eq!(mock.requests().len(), 2, "not asked again while it stands");
    sleep(Duration::from_secs(3600)).await;
    let (second, stamp) = header(&oauth, &transport).await.unwrap();
    assert_eq!(second, "Bearer t2");
    oauth.refused(stamp).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t3");
}

#[tokio::test(start_paused = true)]
async fn an_empty_access_token_is_none() {
    for empty in ["", " "] {
        let mock = MockTransport::new().respond(200, token(empty, 3600)).repeat();
        let error = header(&credentials().build().unwrap(), &transport(&mock)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("check the token URL"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_code_that_is_no_word_is_not_shown() {
    let long = "x".repeat(65);
    for (code, shown) in [("invalid_client", true), ("the secret s3cr3t is wrong", false), (&long, false)] {
        let mock = MockTransport::new().respond(401, serde_json::json!({ "error": code }).to_string()).repeat();
        let error = header(&credentials().build().unwrap(), &transport(&mock)).await.unwrap_err();
        assert_eq!(error.code(), shown.then_some(code));
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_early_renewal_fails_no_call_whose_token_is_good() {
    let tokens = MockTransport::new()
        .respond(200, token("t1", 600))
        .respond(200, token("t2", 600))
        .delay(Duration::from_secs(29));
    let servers = Servers::new(tokens, well());
    let client = client(servers.clone(), credentials());
    let ask = || client.request(read()).timeout(Duration::from_secs(5)).retry(RetryPolicy::never());
    ask().await.unwrap();
    sleep(Duration::from_secs(570)).await;

    let begin = Instant::now();
    ask().await.unwrap();
    ask().await.unwrap();
    assert_eq!(begin.elapsed(), Duration::ZERO, "no call waits for the slow renewal");
    sleep(Duration::from_secs(30)).await;
    ask().await.unwrap();

    assert_eq!(servers.bearers(), ["Bearer t1", "Bearer t1", "Bearer t1", "Bearer t2"]);
    assert_eq!(servers.tokens.requests().len(), 2, "the renewal that nobody waited for was not begun again");
}

#[tokio::test(start_paused = true)]
async fn a_used_code_is_never_sent_again() {
    let mock = MockTransport::new().respond(200, token("t1", 600));
    let oauth = with_code(None).build().unwrap();
    let transport = transport(&mock);
    header(&oauth, &transport).await.unwrap();

    sleep(Duration::from_secs(570)).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1");
    sleep(Duration::from_secs(60)).await;
    let error = header(&oauth, &transport).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(error.advice().contains("log in again"));
    assert_eq!(mock.requests().len(), 1, "RFC 6749, section 4.1.2: a server may revoke what the code gave");
}

#[derive(Debug)]
struct Slowly(Arc<Service>);

#[async_trait]
impl Transport for Slowly {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        sleep(Duration::from_millis(fastrand::u64(0..500))).await;
        self.0.send(request).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_refusals_of_one_token_cause_one_renewal() {
    for connections in [64, 1_000] {
        let service = Service::new("Bearer t2");
        let client: Client = builder(Slowly(Arc::clone(&service)))
            .authorize(credentials().build().unwrap())
            .max_connections(connections)
            .build()
            .unwrap();
        let mut calls = JoinSet::new();
        for _ in 0..1000 {
            calls.spawn(client.request(read()));
        }
        assert!(calls.join_all().await.iter().all(Result::is_ok));
        assert_eq!(service.tokens.load(Ordering::Relaxed), 2);
        assert!(service.calls.load(Ordering::Relaxed) <= 2000);
    }
}

#[tokio::test(start_paused = true)]
async fn callers_who_give_up_at_any_moment_leave_no_lock_behind() {
    let mock = MockTransport::new().respond(200, token("t", 1)).delay(Duration::from_millis(300)).repeat();
    let (oauth, transport) = (credentials().build().unwrap(), transport(&mock));
    let mut callers = JoinSet::new();
    for caller in 0..1000 {
        let (oauth, transport) = (oauth.clone(), transport.clone());
        callers.spawn(async move {
            sleep(Duration::from_millis(fastrand::u64(0..10_000))).await;
            let is_patient = caller % 2 == 1;
            let patience = Duration::from_millis(if is_patient { 10_000 } else { fastrand::u64(0..400) });
            let served = timeout(patience, header(&oauth, &transport)).await.is_ok_and(|result| result.is_ok());
            (is_patient, served)
        });
    }
    let callers = callers.join_all().await;
    assert!(callers.contains(&(false, false)), "some gave up");
    assert!(!callers.contains(&(true, false)), "and whoever did not was served");
}

#[tokio::test]
async fn tokens_for_keeping_are_asked_for_once_and_handed_over() {
    let mock = MockTransport::new().respond(200, r#"{"access_token":"a","refresh_token":"r","expires_in":60}"#);
    let builder = with_code(Some("a-verifier"));
    let tokens: Tokens = builder.on_renewed(|_| panic!("whoever asked has them")).fetch(mock.clone()).await.unwrap();
    assert_eq!((tokens.access_token.expose(), tokens.refresh_token.unwrap().expose()), ("a", "r"));
    assert_eq!(tokens.expires_in, Some(Duration::from_secs(60)));
    let form = form(&mock.requests()[0]);
    assert!(form.contains(&("code".to_owned(), "a-code".to_owned())));
    assert!(form.contains(&("code_verifier".to_owned(), "a-verifier".to_owned())));
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn tokens_for_keeping_that_are_refused_are_not_asked_for_again() {
    let mock = MockTransport::new().respond(400, r#"{"error":"invalid_grant"}"#);
    let error = credentials().fetch(mock.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    let relative = OAuthBuilder::new("login.example", "id", "secret", Grant::RefreshToken("r".into()));
    assert_eq!(relative.fetch(mock.clone()).await.unwrap_err().kind(), ErrorKind::Configuration);
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn a_new_refresh_token_is_kept_although_the_access_token_beside_it_is_unusable() {
    let mock = MockTransport::new().respond(200, r#"{"access_token":"two\nlines","refresh_token":"second"}"#);
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keeper = Arc::clone(&kept);
    let oauth = refreshing("first")
        .on_renewed(move |tokens| keeper.lock().unwrap().push(tokens.refresh_token.clone().unwrap()))
        .build()
        .unwrap();
    assert_eq!(header(&oauth, &transport(&mock)).await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(*kept.lock().unwrap(), ["second".into()], "the first may be worthless by now");
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_that_another_process_kept_meanwhile_goes_before_ones_own() {
    let mock = MockTransport::new()
        .respond(200, r#"{"access_token":"t1","refresh_token":"second","expires_in":60}"#)
        .respond(200, r#"{"access_token":"t2","refresh_token":"fourth","expires_in":60}"#)
        .respond(200, r#"{"access_token":"t3","refresh_token":"fifth","expires_in":60}"#);
    let newer = Arc::new(Mutex::new(None));
    let theirs = Arc::clone(&newer);
    let oauth = refreshing("first").newer_refresh_token(move || theirs.lock().unwrap().take()).build().unwrap();
    let transport = transport(&mock);
    header(&oauth, &transport).await.unwrap();
    sleep(Duration::from_secs(61)).await;
    *newer.lock().unwrap() = Some("third".into());
    header(&oauth, &transport).await.unwrap();
    sleep(Duration::from_secs(61)).await;
    header(&oauth, &transport).await.unwrap();

    let sent: Vec<_> = mock.requests().iter().map(|request| form(request).remove(1).1).collect();
    assert_eq!(sent, ["first", "third", "fourth"]);
}

#[tokio::test(start_paused = true)]
async fn programs_over_one_log_in_renew_in_turn_from_before_the_newest_token_is_looked_for_until_its_successor_is_kept()
{
    let kept = Arc::new(Mutex::new(Secret::from("0")));
    let turns = Arc::new(tokio::sync::Mutex::new(()));
    // Each answer takes a second: without turns all would send the same token.
    let mock = (1..=3).fold(MockTransport::new(), |mock, number| {
        let tokens = format!(r#"{{"access_token":"t{number}","refresh_token":"{number}","expires_in":60}}"#);
        mock.respond(200, tokens).delay(Duration::from_secs(1))
    });
    let mut programs = JoinSet::new();
    for _ in 0..3 {
        let (newest, keeper, turns) = (Arc::clone(&kept), Arc::clone(&kept), Arc::clone(&turns));
        let oauth = refreshing("0")
            .newer_refresh_token(move || Some(newest.lock().unwrap().clone()))
            .on_renewed(move |tokens| *keeper.lock().unwrap() = tokens.refresh_token.clone().unwrap())
            .renewed_in_turn(move || {
                let turns = Arc::clone(&turns);
                async move { Ok(turns.lock_owned().await) }
            })
            .build()
            .unwrap();
        let transport = transport(&mock);
        programs.spawn(async move { header(&oauth, &transport).await.map(drop) });
    }
    programs.join_all().await.into_iter().for_each(|renewed| renewed.unwrap());
    let sent: Vec<_> = mock.requests().iter().map(|request| form(request).remove(1).1).collect();
    assert_eq!(sent, ["0", "1", "2"]);
    assert!(turns.try_lock().is_ok());
}

#[tokio::test]
async fn whose_turn_does_not_come_sends_nothing_and_says_why() {
    let mock = MockTransport::new();
    let oauth = refreshing("0")
        .renewed_in_turn(|| async { Err::<(), _>(Error::new(ErrorKind::Timeout).with_detail("somebody else renews")) })
        .build()
        .unwrap();
    let error = header(&oauth, &transport(&mock)).await.unwrap_err();
    assert!(error.to_string().contains("somebody else renews"), "{error}");
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn only_a_refresh_token_is_replaced_by_a_newer_one() {
    let mock = MockTransport::new().respond(200, token("t1", 60));
    let oauth = credentials().newer_refresh_token(|| panic!("nothing is kept")).build().unwrap();
    header(&oauth, &transport(&mock)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn nothing_is_left_of_a_client_whose_first_call_was_given_up() {
    for used_again in [false, true] {
        let slow = MockTransport::new().respond(200, token("t1", 3600)).delay(Duration::from_secs(2));
        let alive = Arc::new(());
        let gone = Arc::downgrade(&alive);
        let oauth = credentials().on_renewed(move |_| {
            let _kept_by_the_client = &alive;
        });
        let client = client(Servers::new(slow, well()), oauth);
        assert!(timeout(Duration::from_secs(1), client.request(read())).await.is_err());
        if used_again {
            client.request(read()).await.unwrap();
        }
        drop(client);
        sleep(Duration::from_secs(5)).await;
        assert!(gone.upgrade().is_none(), "used again: {used_again}");
    }
}

fn paused() -> Runtime {
    Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

/// As in the tests of a program with one client for all of them: each runs on a runtime of its own.
#[test]
fn a_renewal_whose_runtime_has_ended_is_begun_anew() {
    let never = Duration::from_secs(25);
    let tokens = MockTransport::new()
        .respond(200, token("lost", 3600))
        .delay(never)
        .respond(200, token("lost, too", 3600))
        .delay(never)
        .respond(200, token("t3", 3600));
    let servers = Servers::new(tokens.clone(), well());
    let client = client(servers.clone(), credentials());

    let first = paused();
    first.block_on(async {
        tokio::spawn(client.request(read()));
        while tokens.requests().is_empty() {
            yield_now().await;
        }
    });
    drop(first);

    let second = paused();
    second.block_on(async {
        tokio::spawn(client.request(read()));
        while tokens.requests().len() < 2 {
            yield_now().await;
        }
    });
    // One that waits already when the runtime of the renewal ends.
    paused().block_on(async {
        let waits = tokio::spawn(client.request(read()).deadline(Duration::from_secs(5)));
        for _ in 0..10 {
            yield_now().await;
        }
        assert_eq!(tokens.requests().len(), 2, "it waits for the renewal on its way");
        second.shutdown_background();
        waits.await.unwrap().unwrap();
    });
    assert_eq!((servers.bearers(), tokens.requests().len()), (vec!["Bearer t3".to_owned()], 3));

    // A token serves on every runtime.
    paused().block_on(client.request(read())).unwrap();
    assert_eq!(tokens.requests().len(), 3);
}

/// A runtime that nobody drives any more holds nobody up for ever.
#[test]
fn a_renewal_that_stands_still_is_given_up_in_the_end() {
    let tokens = MockTransport::new()
        .respond(200, token("stuck", 3600))
        .delay(Duration::from_secs(1))
        .respond(200, token("t2", 3600));
    let client = client(Servers::new(tokens.clone(), well()), credentials());
    let stands_still = paused();
    stands_still.block_on(async {
        tokio::spawn(client.request(read()));
        while tokens.requests().is_empty() {
            yield_now().await;
        }
    });
    paused().block_on(async {
        let error = client.request(read()).deadline(Duration::from_secs(30)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        sleep(Duration::from_secs(70)).await;
        client.request(read()).deadline(Duration::from_secs(5)).await.unwrap();
    });
    assert_eq!(tokens.requests().len(), 2);
    drop(stands_still);
}
