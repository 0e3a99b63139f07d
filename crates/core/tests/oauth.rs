//! Access tokens: one request at a time, none lost, none thrown away for nothing.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use acesso_core::{
    Authorize, Call, Client, ErrorKind, Head, HttpRequest, HttpResponse, Loss, Lost, PlainHttp, Reached, RetryPolicy,
    Secret, Stamp, Transport,
    oauth::{ClientAuthentication, Grant, OAuth, OAuthBuilder, authorization_url},
    testing::Script,
};
use async_trait::async_trait;
use http::{HeaderMap, StatusCode};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

const TOKEN_URL: &str = "https://auth.example.com/oauth2/token";

fn credentials() -> OAuthBuilder {
    let grant = Grant::ClientCredentials { scope: Some("read write".into()) };
    OAuthBuilder::new(TOKEN_URL, "an-id", "a-secret", grant)
}

fn token(name: &str, expires_in: u64) -> String {
    format!(r#"{{"access_token":"{name}","token_type":"Bearer","expires_in":{expires_in}}}"#)
}

fn transport(script: &Script) -> Arc<dyn Transport> {
    Arc::new(script.clone())
}

async fn header(oauth: &OAuth, transport: &Arc<dyn Transport>) -> Result<(String, Stamp), acesso_core::Fault> {
    let mut headers = HeaderMap::new();
    let stamp = oauth.authorize(&mut headers, transport, Duration::from_secs(30)).await?;
    Ok((headers["authorization"].to_str().unwrap().to_owned(), stamp))
}

fn form(request: &HttpRequest) -> Vec<(String, String)> {
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_without_a_token_cause_one_request() {
    let script = Script::new().answer(200, token("t1", 3600)).after(Duration::from_millis(300));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&script));
    let mut callers = JoinSet::new();
    for _ in 0..1000 {
        let (oauth, transport) = (oauth.clone(), transport.clone());
        callers.spawn(async move { header(&oauth, &transport).await.unwrap().0 });
    }
    while let Some(header) = callers.join_next().await {
        assert_eq!(header.unwrap(), "Bearer t1");
    }
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_share_one_failure() {
    let script = Script::new().answer(503, "").after(Duration::from_millis(300)).answer(200, token("t1", 3600));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&script));
    let mut callers = JoinSet::new();
    for _ in 0..1000 {
        let (oauth, transport) = (oauth.clone(), transport.clone());
        callers.spawn(async move { header(&oauth, &transport).await.unwrap_err().kind() });
    }
    while let Some(kind) = callers.join_next().await {
        assert_eq!(kind.unwrap(), ErrorKind::Server);
    }
    assert_eq!(script.requests().len(), 1);
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1", "whoever comes later asks again");
}

#[tokio::test(start_paused = true)]
async fn a_late_refusal_of_an_old_token_keeps_the_newer_one() {
    let script = Script::new().answer(200, token("t1", 3600)).answer(200, token("t2", 3600));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&script));
    let (_, old) = header(&oauth, &transport).await.unwrap();
    assert!(oauth.refused(old).await);
    let (bearer, new) = header(&oauth, &transport).await.unwrap();
    assert_eq!(bearer, "Bearer t2");

    assert!(oauth.refused(old).await, "the caller should try again with the newer token");
    assert_eq!(header(&oauth, &transport).await.unwrap(), ("Bearer t2".to_owned(), new));
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failed_early_renewal_keeps_the_token_that_is_still_good() {
    let script = Script::new().answer(200, token("t1", 3600)).answer(503, "").answer(200, token("t2", 3600));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&script));
    header(&oauth, &transport).await.unwrap();

    sleep(Duration::from_secs(3545)).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1");
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1");
    assert_eq!(script.requests().len(), 2, "not every call tries the failing renewal again");

    sleep(Duration::from_secs(11)).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t2");
}

#[tokio::test(start_paused = true)]
async fn while_one_caller_renews_early_the_others_use_the_old_token() {
    let script =
        Script::new().answer(200, token("t1", 600)).answer(200, token("t2", 600)).after(Duration::from_secs(5));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&script));
    header(&oauth, &transport).await.unwrap();
    sleep(Duration::from_secs(570)).await;

    let renewing = tokio::spawn({
        let (oauth, transport) = (oauth.clone(), transport.clone());
        async move { header(&oauth, &transport).await.unwrap().0 }
    });
    tokio::task::yield_now().await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1");
    assert_eq!(renewing.await.unwrap(), "Bearer t2");
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_ended_token_is_not_sent() {
    let script = Script::new().answer(200, token("t1", 600)).answer(200, token("t2", 600));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&script));
    header(&oauth, &transport).await.unwrap();
    sleep(Duration::from_secs(600)).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t2");
}

#[tokio::test(start_paused = true)]
async fn a_token_without_a_stated_life_is_used_until_it_is_refused() {
    let bare = r#"{"access_token":"t1"}"#;
    let script = Script::new().answer(200, bare).answer(200, token("t2", 600));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&script));
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
        let script = Script::new().answer(200, body);
        let result = header(&credentials().build().unwrap(), &transport(&script)).await;
        match expires_in {
            "0" => assert_eq!(result.unwrap_err().kind(), ErrorKind::Unauthorized),
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
        let oauth = OAuthBuilder::new(TOKEN_URL, "an-id", "a-secret", Grant::RefreshToken("first".into()))
            .on_renewed(move |tokens| keeper.lock().unwrap().clone_from(&tokens.refresh_token));
        let script = Script::new().answer(200, body);
        let header = header(&oauth.build().unwrap(), &transport(&script)).await;
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
    let script = Script::new()
        .answer(200, token("before", 3600))
        .answer(200, "first")
        .answer(401, "")
        .answer(200, token("after", 3600))
        .answer(200, "second");
    let client: Client = Client::builder("Example", PlainHttp)
        .base_url("https://api.example.com")
        .transport(script.clone())
        .authorize(credentials().build().unwrap())
        .build()
        .unwrap();
    assert_eq!(client.request(Call::post("o", "/x")).await.unwrap(), "first");
    // Here hours pass that nobody in this process sees.
    assert_eq!(client.request(Call::post("o", "/x")).await.unwrap(), "second");
    let sent: Vec<_> = script.requests().iter().map(|request| request.headers.get("authorization").cloned()).collect();
    let bearer = |token: &str| Some(format!("Bearer {token}").parse().unwrap());
    assert_eq!(sent, [None, bearer("before"), bearer("before"), None, bearer("after")]);
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_gives_up_loses_no_rotated_refresh_token() {
    let answer = r#"{"access_token":"t1","refresh_token":"second","expires_in":10}"#;
    let script = Script::new().answer(200, answer).after(Duration::from_secs(2)).answer(200, token("t2", 3600));
    let oauth = OAuthBuilder::new(TOKEN_URL, "an-id", "a-secret", Grant::RefreshToken("first".into())).build().unwrap();
    let transport = transport(&script);

    let impatient = tokio::time::timeout(Duration::from_secs(1), header(&oauth, &transport)).await;
    assert!(impatient.is_err(), "gave up while the request was on its way");
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1", "the next caller gets that answer");
    assert_eq!(script.requests().len(), 1);

    sleep(Duration::from_secs(60)).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t2");
    assert!(form(&script.requests()[1]).contains(&("refresh_token".into(), "second".into())));
}

#[tokio::test(start_paused = true)]
async fn a_code_becomes_a_refresh_token_and_its_keeper_hears_of_each() {
    let script = Script::new()
        .answer(200, r#"{"access_token":"t1","refresh_token":"r1","expires_in":60}"#)
        .answer(200, r#"{"access_token":"t2","refresh_token":"r2","expires_in":60}"#)
        .answer(200, r#"{"access_token":"t3","expires_in":60}"#);
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keeper = Arc::clone(&kept);
    let grant = Grant::AuthorizationCode { code: "a-code".into(), redirect_uri: "http://127.0.0.1:8000".into() };
    let oauth = OAuthBuilder::new(TOKEN_URL, "an id", "s:é", grant)
        .authentication(ClientAuthentication::Basic)
        .on_renewed(move |tokens| {
            keeper.lock().unwrap().push(tokens.refresh_token.as_ref().map(|token| token.expose().to_owned()));
        })
        .build()
        .unwrap();
    let transport = transport(&script);
    for _ in 0..3 {
        header(&oauth, &transport).await.unwrap();
        sleep(Duration::from_secs(61)).await;
    }

    let requests = script.requests();
    let pairs = |index: usize| form(&requests[index]);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        pairs(0),
        [
            pair("grant_type", "authorization_code"),
            pair("code", "a-code"),
            pair("redirect_uri", "http://127.0.0.1:8000")
        ]
    );
    assert_eq!(pairs(1), [pair("grant_type", "refresh_token"), pair("refresh_token", "r1")]);
    assert_eq!(pairs(2), [pair("grant_type", "refresh_token"), pair("refresh_token", "r2")]);
    // RFC 6749, section 2.3.1: form-encoded, then Basic: `an+id:s%3A%C3%A9`.
    assert_eq!(requests[0].headers["authorization"], "Basic YW4raWQ6cyUzQSVDMyVBOQ==");
    let expected = [Some("r1".to_owned()), Some("r2".to_owned()), Some("r2".to_owned())];
    assert_eq!(*kept.lock().unwrap(), expected, "the old refresh token goes on where the server sends none");
}

#[tokio::test(start_paused = true)]
async fn client_credentials_go_as_the_form_says() {
    let script = Script::new().answer(200, r#"{"access_token":"t1","refresh_token":"not asked for","expires_in":1}"#);
    let script = script.answer(200, token("t2", 3600));
    let (oauth, transport) = (credentials().build().unwrap(), transport(&script));
    header(&oauth, &transport).await.unwrap();
    sleep(Duration::from_secs(2)).await;
    header(&oauth, &transport).await.unwrap();
    for request in script.requests() {
        assert_eq!(request.method, "POST");
        assert_eq!(request.url.as_str(), TOKEN_URL);
        assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
        let expected = [
            ("grant_type", "client_credentials"),
            ("scope", "read write"),
            ("client_id", "an-id"),
            ("client_secret", "a-secret"),
        ];
        assert_eq!(form(&request), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_of_the_authorisation_server_say_what_to_do() {
    let cases = [
        (400, r#"{"error":"invalid_grant"}"#, ErrorKind::Unauthorized, "log in again"),
        (401, r#"{"error":"invalid_client"}"#, ErrorKind::Unauthorized, "client id and secret"),
        (400, "<html>", ErrorKind::Unauthorized, "client id and secret"),
        (404, "", ErrorKind::Configuration, "token URL"),
        (302, "", ErrorKind::Configuration, "token URL"),
        (200, "<html>", ErrorKind::Decode, "token URL"),
        (200, r#"{"access_token":"a\nb"}"#, ErrorKind::Decode, "report"),
    ];
    for (status, body, kind, advice) in cases {
        let script = Script::new().answer(status, body);
        let client: Client = Client::builder("Example", PlainHttp)
            .base_url("https://api.example.com")
            .transport(script.clone())
            .authorize(credentials().build().unwrap())
            .build()
            .unwrap();
        let error = client.request(Call::get("o", "/x")).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {body}");
        assert!(error.advice().contains(advice), "{status} {body}: {error}");
        assert_eq!(error.attempts(), 0, "the API was not asked");
        assert_eq!(script.requests().len(), 1, "asking again would change nothing");
    }
}

#[tokio::test(start_paused = true)]
async fn a_passing_failure_of_the_authorisation_server_is_repeated_also_for_writes() {
    let script = Script::new()
        .lose(Reached::Maybe, Loss::Interrupted)
        .answer(503, "")
        .answer(200, token("t1", 3600))
        .answer(201, "done");
    let client: Client = Client::builder("Example", PlainHttp)
        .base_url("https://api.example.com")
        .transport(script.clone())
        .authorize(credentials().build().unwrap())
        .build()
        .unwrap();
    assert_eq!(client.request(Call::post("o", "/x")).await.unwrap(), "done");
}

/// An API that accepts one token only, beside an authorisation server that hands out numbered ones.
#[derive(Debug)]
struct Service {
    accepts: &'static str,
    tokens: AtomicUsize,
    calls: AtomicUsize,
}

#[async_trait]
impl Transport for Service {
    async fn send(&self, request: HttpRequest, _: Duration) -> Result<HttpResponse, Lost> {
        let answer = |status, body: String| Ok(HttpResponse::new(Head::new(status, HeaderMap::new()), body));
        if request.url.as_str() == TOKEN_URL {
            let number = self.tokens.fetch_add(1, Ordering::Relaxed) + 1;
            return answer(StatusCode::OK, token(&format!("t{number}"), 3600));
        }
        self.calls.fetch_add(1, Ordering::Relaxed);
        let accepted = request.headers["authorization"] == self.accepts;
        answer(if accepted { StatusCode::OK } else { StatusCode::UNAUTHORIZED }, String::new())
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_replaced_once_and_the_call_goes_on() {
    for (accepts, ends_well, calls, tokens) in [("Bearer t2", true, 2, 2), ("Bearer never", false, 2, 2)] {
        let service = Arc::new(Service { accepts, tokens: AtomicUsize::new(0), calls: AtomicUsize::new(0) });
        #[derive(Debug)]
        struct Shared(Arc<Service>);
        #[async_trait]
        impl Transport for Shared {
            async fn send(&self, request: HttpRequest, limit: Duration) -> Result<HttpResponse, Lost> {
                self.0.send(request, limit).await
            }
        }
        let client: Client = Client::builder("Example", PlainHttp)
            .base_url("https://api.example.com")
            .transport(Shared(Arc::clone(&service)))
            .authorize(credentials().build().unwrap())
            .retry(acesso_core::RetryPolicy::never())
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
        let fault = OAuthBuilder::new(url, id, secret, grant()).build().unwrap_err();
        assert_eq!(fault.kind(), ErrorKind::Configuration, "{url} {id}");
    }
}

#[test]
fn the_log_in_address_carries_what_rfc_6749_asks_for() {
    let redirect = "http://127.0.0.1:8000";
    let url = authorization_url("https://login.example.com/authorize", "an id", redirect, "openid a", "s&t").unwrap();
    assert_eq!(
        url,
        "https://login.example.com/authorize?response_type=code&client_id=an+id&\
         redirect_uri=http%3A%2F%2F127.0.0.1%3A8000&scope=openid+a&state=s%26t"
    );
    assert!(authorization_url("http://login.example.com", "i", redirect, "s", "t").is_err());
}

#[tokio::test(start_paused = true)]
async fn a_keeper_that_panics_loses_no_token_and_stops_nobody_after_it() {
    let script = Script::new()
        .answer(200, r#"{"access_token":"t1","refresh_token":"second","expires_in":60}"#)
        .answer(200, token("t2", 3600));
    let first = std::sync::atomic::AtomicBool::new(true);
    let oauth = OAuthBuilder::new(TOKEN_URL, "an-id", "a-secret", Grant::RefreshToken("first".into()))
        .on_renewed(move |_| assert!(!first.swap(false, Ordering::Relaxed), "the disk is full"))
        .build()
        .unwrap();
    let transport = transport(&script);
    let unlucky = tokio::spawn({
        let (oauth, transport) = (oauth.clone(), transport.clone());
        async move { header(&oauth, &transport).await.unwrap() }
    });
    assert!(unlucky.await.unwrap_err().is_panic());

    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t2");
    assert!(form(&script.requests()[1]).contains(&("refresh_token".into(), "second".into())), "the first is used up");
}

#[tokio::test(start_paused = true)]
async fn a_slow_early_renewal_fails_no_call_whose_token_is_good() {
    let script = Script::new()
        .answer(200, token("t1", 600))
        .answer(200, "")
        .answer(200, token("t2", 600))
        .after(Duration::from_secs(29))
        .answer(200, "")
        .forever();
    let client: Client = Client::builder("Example", PlainHttp)
        .base_url("https://api.example.com")
        .transport(script.clone())
        .authorize(credentials().build().unwrap())
        .build()
        .unwrap();
    let ask = || client.request(Call::get("o", "/x")).timeout(Duration::from_secs(5)).retry(RetryPolicy::never());
    ask().await.unwrap();
    sleep(Duration::from_secs(570)).await;

    ask().await.unwrap();
    let begin = Instant::now();
    ask().await.unwrap();
    assert_eq!(begin.elapsed(), Duration::ZERO, "not every call waits for the slow renewal");
    sleep(Duration::from_secs(30)).await;
    ask().await.unwrap();

    let requests = script.requests();
    let bearers: Vec<_> = requests.iter().filter_map(|request| request.headers.get("authorization")).collect();
    assert_eq!(bearers, ["Bearer t1", "Bearer t1", "Bearer t1", "Bearer t2"]);
    assert_eq!(requests.len(), 6, "the renewal that nobody waited for was not begun again");
}

#[tokio::test(start_paused = true)]
async fn a_used_code_is_never_sent_again() {
    let script = Script::new().answer(200, token("t1", 600));
    let grant = Grant::AuthorizationCode { code: "a-code".into(), redirect_uri: "http://127.0.0.1:8000".into() };
    let oauth = OAuthBuilder::new(TOKEN_URL, "an-id", "a-secret", grant).build().unwrap();
    let transport = transport(&script);
    header(&oauth, &transport).await.unwrap();

    sleep(Duration::from_secs(570)).await;
    assert_eq!(header(&oauth, &transport).await.unwrap().0, "Bearer t1");
    sleep(Duration::from_secs(60)).await;
    let fault = header(&oauth, &transport).await.unwrap_err();
    assert_eq!(fault.kind(), ErrorKind::Unauthorized);
    assert!(acesso_core::Error::from(fault).advice().contains("log in again"));
    assert_eq!(script.requests().len(), 1, "RFC 6749, section 4.1.2: a server may revoke what the code gave");
}

#[derive(Debug, Clone)]
struct Numbered(Arc<Service>);

#[async_trait]
impl Transport for Numbered {
    async fn send(&self, request: HttpRequest, limit: Duration) -> Result<HttpResponse, Lost> {
        sleep(Duration::from_millis(fastrand::u64(0..500))).await;
        self.0.send(request, limit).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_refusals_of_one_token_cause_one_renewal() {
    let service = Service { accepts: "Bearer t2", tokens: AtomicUsize::new(0), calls: AtomicUsize::new(0) };
    let service = Numbered(Arc::new(service));
    let client: Client = Client::builder("Example", PlainHttp)
        .base_url("https://api.example.com")
        .transport(service.clone())
        .authorize(credentials().build().unwrap())
        .build()
        .unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..1000 {
        calls.spawn(client.request(Call::get("o", "/x")).into_future());
    }
    while let Some(result) = calls.join_next().await {
        result.unwrap().unwrap();
    }
    assert_eq!(service.0.tokens.load(Ordering::Relaxed), 2);
    assert!(service.0.calls.load(Ordering::Relaxed) <= 2000);
}

#[tokio::test(start_paused = true)]
async fn a_dead_authorisation_server_meets_no_storm() {
    let script = Script::new().answer(503, "").after(Duration::from_millis(20)).forever();
    let client: Client = Client::builder("Example", PlainHttp)
        .base_url("https://api.example.com")
        .transport(script.clone())
        .authorize(credentials().build().unwrap())
        .build()
        .unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        calls.spawn(client.request(Call::get("o", "/x")).into_future());
    }
    while let Some(result) = calls.join_next().await {
        assert_eq!(result.unwrap().unwrap_err().kind(), ErrorKind::Server);
    }
    assert!(script.requests().len() <= 16, "{} token requests for 100 calls", script.requests().len());
}

#[tokio::test(start_paused = true)]
async fn callers_who_give_up_at_any_moment_leave_no_lock_behind() {
    let script = Script::new().answer(200, token("t", 1)).after(Duration::from_millis(300)).forever();
    let (oauth, transport) = (credentials().build().unwrap(), transport(&script));
    let mut callers = JoinSet::new();
    for caller in 0..1000 {
        let (oauth, transport) = (oauth.clone(), transport.clone());
        callers.spawn(async move {
            sleep(Duration::from_millis(fastrand::u64(0..10_000))).await;
            let patience = Duration::from_millis(if caller % 2 == 0 { fastrand::u64(0..400) } else { 10_000 });
            tokio::time::timeout(patience, header(&oauth, &transport)).await.is_ok_and(|result| result.is_ok())
        });
    }
    let served = callers.join_all().await.into_iter().filter(|served| *served).count();
    assert!(served >= 500, "{served}");
}

#[tokio::test]
async fn tokens_for_keeping_are_asked_for_once_and_handed_over() {
    let script = Script::new().answer(200, r#"{"access_token":"a","refresh_token":"r","expires_in":60}"#);
    let grant = Grant::AuthorizationCode { code: "the-code".into(), redirect_uri: "http://127.0.0.1:8000".into() };
    let builder = OAuthBuilder::new(TOKEN_URL, "an-id", "a-secret", grant);
    let tokens = builder.on_renewed(|_| panic!("whoever asked has them")).fetch(&script).await.unwrap();
    assert_eq!((tokens.access_token.expose(), tokens.refresh_token.unwrap().expose()), ("a", "r"));
    assert_eq!(tokens.expires_in, Some(Duration::from_secs(60)));
    assert!(form(&script.requests()[0]).contains(&("code".to_owned(), "the-code".to_owned())));
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn tokens_for_keeping_that_are_refused_are_not_asked_for_again() {
    let script = Script::new().answer(400, r#"{"error":"invalid_grant"}"#);
    let fault = credentials().fetch(&script).await.unwrap_err();
    assert_eq!(fault.kind(), ErrorKind::Unauthorized);
    let fault = OAuthBuilder::new("login.example", "id", "secret", Grant::RefreshToken("r".into()));
    assert_eq!(fault.fetch(&script).await.unwrap_err().kind(), ErrorKind::Configuration);
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn a_new_refresh_token_is_kept_although_the_access_token_beside_it_is_unusable() {
    let script = Script::new().answer(200, r#"{"access_token":"two\nlines","refresh_token":"second"}"#);
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keeper = Arc::clone(&kept);
    let oauth = OAuthBuilder::new(TOKEN_URL, "an-id", "a-secret", Grant::RefreshToken("first".into()))
        .on_renewed(move |tokens| keeper.lock().unwrap().push(tokens.refresh_token.clone().unwrap()))
        .build()
        .unwrap();
    assert_eq!(header(&oauth, &transport(&script)).await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(*kept.lock().unwrap(), ["second".into()], "the first may be worthless by now");
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_that_another_process_kept_meanwhile_goes_before_ones_own() {
    let script = Script::new()
        .answer(200, r#"{"access_token":"t1","refresh_token":"second","expires_in":60}"#)
        .answer(200, r#"{"access_token":"t2","refresh_token":"fourth","expires_in":60}"#)
        .answer(200, r#"{"access_token":"t3","refresh_token":"fifth","expires_in":60}"#);
    let newer = Arc::new(Mutex::new(None));
    let theirs = Arc::clone(&newer);
    let oauth = OAuthBuilder::new(TOKEN_URL, "an-id", "a-secret", Grant::RefreshToken("first".into()))
        .newer_refresh_token(move || theirs.lock().unwrap().take())
        .build()
        .unwrap();
    let transport = transport(&script);
    header(&oauth, &transport).await.unwrap();
    sleep(Duration::from_secs(61)).await;
    *newer.lock().unwrap() = Some("third".into());
    header(&oauth, &transport).await.unwrap();
    sleep(Duration::from_secs(61)).await;
    header(&oauth, &transport).await.unwrap();

    let sent: Vec<_> = script.requests().iter().map(|request| form(request).remove(1).1).collect();
    assert_eq!(sent, ["first", "third", "fourth"]);
}

#[tokio::test]
async fn only_a_refresh_token_is_replaced_by_a_newer_one() {
    let script = Script::new().answer(200, token("t1", 60));
    let oauth = credentials().newer_refresh_token(|| panic!("nothing is kept")).build().unwrap();
    header(&oauth, &transport(&script)).await.unwrap();
}
