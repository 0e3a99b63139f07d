//! Who is calling, and how a client is set up.

use std::collections::HashMap;

use acesso_core::testing::MockTransport;
use base39::{
    Client, Credentials, Env, Error, ErrorKind, Scope, Sent, TransportErrorKind, bytes::Bytes, http::Request, url::Url,
};
use tokio::task::JoinSet;

use crate::support::page;

const EMPTY: &str = r#"{"hasMore":false,"data":[]}"#;
const CANARY: &str = "canary-5f2b";

fn with_env(variables: &[(&str, &str)]) -> Result<Client, Error> {
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    Client::with_env(&Env::from_fn(|name| variables.get(name).map(|value| (*value).to_owned())))
}

async fn authorization(credentials: impl Into<Credentials>, mock: MockTransport) -> Vec<String> {
    let client = Client::builder(credentials).transport(mock.clone()).build().unwrap();
    client.companies().list().await.unwrap();
    let value = |request: &Request<Bytes>| {
        request.headers().get("authorization").map(|value| value.to_str().unwrap().to_owned())
    };
    mock.requests().iter().map(|request| value(request).unwrap_or_default()).collect()
}

/// The fields of a form, read as the query that it is written like.
fn form(body: &[u8]) -> HashMap<String, String> {
    let url = format!("https://example.com/?{}", std::str::from_utf8(body).unwrap());
    Url::parse(&url).unwrap().query_pairs().into_owned().collect()
}

#[tokio::test]
async fn an_api_key_is_a_bearer_token() {
    let sent = authorization(Credentials::api_key("bs_live_x"), MockTransport::new().respond(200, EMPTY)).await;
    assert_eq!(sent, ["Bearer bs_live_x"]);
}

#[tokio::test]
async fn an_api_key_can_be_a_basic_user_without_password() {
    let sent =
        authorization(Credentials::api_key_as_basic_user("bs_live_x"), MockTransport::new().respond(200, EMPTY)).await;
    assert_eq!(sent, ["Basic YnNfbGl2ZV94Og=="]);
}

#[tokio::test]
async fn client_credentials_fetch_a_token_with_the_contracts_form() {
    let mock = MockTransport::new().respond(200, r#"{"access_token":"example-token"}"#).respond(200, EMPTY);
    let sent = authorization(Credentials::client_credentials("my id", "s&cret"), mock.clone()).await;
    assert_eq!(sent, ["", "Bearer example-token"]);

    let token = &mock.requests()[0];
    assert_eq!(token.method(), "POST");
    assert_eq!(token.uri(), "https://auth.base39.com.br/oauth2/token");
    assert_eq!(token.headers()["content-type"], "application/x-www-form-urlencoded");
    let fields = form(token.body());
    assert_eq!(fields.len(), 4);
    assert_eq!(fields["grant_type"], "client_credentials");
    assert_eq!(fields["client_id"], "my id");
    assert_eq!(fields["client_secret"], "s&cret");
    assert_eq!(fields["scope"], "read");
}

#[tokio::test]
async fn scopes_and_token_url_can_be_chosen() {
    let mock = MockTransport::new().respond(200, r#"{"access_token":"t"}"#).respond(200, EMPTY);
    let credentials = Credentials::client_credentials("id", "secret")
        .scopes([Scope::Read, Scope::Write])
        .token_url("https://auth.example/token");
    authorization(credentials, mock.clone()).await;
    assert_eq!(mock.requests()[0].uri(), "https://auth.example/token");
    assert_eq!(form(mock.requests()[0].body())["scope"], "read write");

    let mock = MockTransport::new().respond(200, r#"{"access_token":"t"}"#).respond(200, EMPTY);
    authorization(Credentials::client_credentials("id", "secret").scopes([]), mock.clone()).await;
    assert!(!form(mock.requests()[0].body()).contains_key("scope"));
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let token = |name: &str| format!(r#"{{"access_token":"{name}"}}"#);
    let mock =
        MockTransport::new().respond(200, token("one")).respond(401, "").respond(200, token("two")).respond(200, EMPTY);
    let sent = authorization(Credentials::client_credentials("id", "secret"), mock).await;
    assert_eq!(sent, ["", "Bearer one", "", "Bearer two"]);

    let mock = MockTransport::new()
        .respond(200, token("one"))
        .respond(401, "")
        .respond(200, token("two"))
        .respond(401, "")
        .repeat();
    let client =
        Client::builder(Credentials::client_credentials("id", "secret")).transport(mock.clone()).build().unwrap();
    assert_eq!(client.companies().list().await.unwrap_err().kind(), ErrorKind::Unauthorized);
    assert_eq!(mock.requests().len(), 4);
}

#[tokio::test]
async fn refused_client_credentials_are_refused_credentials() {
    let mock = MockTransport::new().respond(401, r#"{"message":"Unauthorized"}"#).repeat();
    let client =
        Client::builder(Credentials::client_credentials("id", "secret")).transport(mock.clone()).build().unwrap();
    let error = client.companies().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(error.advice().contains("client id and secret"), "{error}");
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_request_that_fails_is_repeated_without_costing_the_call_an_attempt() {
    let mock = MockTransport::new()
        .respond(503, "")
        .fail(TransportErrorKind::Interrupted, Sent::Maybe)
        .respond(200, r#"{"access_token":"t"}"#)
        .respond(200, EMPTY);
    let client =
        Client::builder(Credentials::client_credentials("id", "secret")).transport(mock.clone()).build().unwrap();
    let response = client.companies().list().send().await.unwrap();
    assert_eq!((response.attempts, mock.requests().len()), (1, 4));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_does_not_come_ends_every_call_that_waits_for_it_and_no_later_one() {
    let mock = MockTransport::new()
        .respond(503, "")
        .respond(503, "")
        .respond(503, "")
        .respond(200, r#"{"access_token":"t"}"#)
        .respond(200, EMPTY)
        .repeat();
    let client =
        Client::builder(Credentials::client_credentials("id", "secret")).transport(mock.clone()).build().unwrap();
    let mut waiting: JoinSet<_> = (0..20).map(|_| client.companies().list()).collect();
    while let Some(ended) = waiting.join_next().await {
        let error = ended.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Server);
        assert_eq!((error.attempts(), error.may_have_happened()), (0, false), "the API was not asked");
        assert!(error.to_string().contains("the authorisation server could not answer the token request"), "{error}");
    }
    assert_eq!(mock.requests().len(), 3);
    client.companies().list().await.unwrap();
}

#[test]
fn what_a_header_can_not_carry_is_refused_when_the_client_is_built() {
    for key in ["", "line\nend", "line\r\nX-Evil: 1", "nul\0"] {
        for credentials in [Credentials::api_key(key), Credentials::api_key_as_basic_user(key)] {
            let error = Client::builder(credentials).transport(MockTransport::new()).build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{key:?}");
        }
    }
    let error =
        Client::builder(Credentials::api_key_as_basic_user("a:b")).transport(MockTransport::new()).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[test]
fn unusable_client_credentials_are_refused_when_the_client_is_built() {
    for credentials in [
        Credentials::client_credentials("", "secret"),
        Credentials::client_credentials("id", ""),
        Credentials::client_credentials("id", "secret").token_url("auth.base39.com.br/oauth2/token"),
        Credentials::client_credentials("id", "secret").token_url("http://auth.example/token"),
    ] {
        let error = Client::builder(credentials).transport(MockTransport::new()).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
    }
}

#[test]
fn unsafe_or_unfinished_base_urls_are_refused() {
    for url in
        ["", "api.base39.io", "api.base39.io/v1", "http://api.base39.io", "ftp://api.base39.io", "https://k@x.example"]
    {
        let error = Client::builder(Credentials::api_key("k")).base_url(url).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
    }
}

#[cfg(feature = "reqwest")] // from_env takes the default transport
#[test]
fn the_environment_names_key_and_address() {
    let client = with_env(&[("BASE39_API_KEY", "k")]).unwrap();
    assert_eq!(client.base_url().to_string(), "https://api.base39.io");
    let client = with_env(&[("BASE39_API_KEY", "k"), ("BASE39_URL", "http://127.0.0.1:8039/base")]).unwrap();
    assert_eq!(client.base_url().to_string(), "http://127.0.0.1:8039/base");
    with_env(&[("BASE39_CLIENT_ID", "id"), ("BASE39_CLIENT_SECRET", "secret")]).unwrap();
}

#[tokio::test]
async fn what_files_and_copying_leave_around_a_value_is_taken_off() {
    let sent = async |variables: &[(&str, &str)], mock: MockTransport| {
        let variables: HashMap<_, _> = variables.iter().copied().collect();
        let env = Env::from_fn(|name| variables.get(name).map(|value| (*value).to_owned()));
        let client = Client::builder_with_env(&env).unwrap().transport(mock.clone()).build().unwrap();
        client.companies().list().await.unwrap();
        mock.requests()
    };
    let requests = sent(&[("BASE39_API_KEY", " bs_live_x\r\n")], MockTransport::new().respond(200, EMPTY)).await;
    assert_eq!(requests[0].headers()["authorization"], "Bearer bs_live_x");

    let mock = MockTransport::new().respond(200, r#"{"access_token":"t"}"#).respond(200, EMPTY);
    let requests = sent(&[("BASE39_CLIENT_ID", "id\n"), ("BASE39_CLIENT_SECRET", "secret\n")], mock).await;
    let fields = form(requests[0].body());
    assert_eq!((&*fields["client_id"], &*fields["client_secret"]), ("id", "secret"));
}

#[test]
fn what_is_missing_from_the_environment_is_named() {
    for (variables, named) in [
        (vec![], "the environment variable BASE39_API_KEY is not set; set BASE39_API_KEY to an API key of Base39"),
        (vec![("BASE39_API_KEY", "  ")], "the environment variable BASE39_API_KEY is not set"),
        (vec![("BASE39_CLIENT_ID", "id")], "the environment variable BASE39_CLIENT_SECRET is not set"),
        (vec![("BASE39_CLIENT_SECRET", CANARY)], "the environment variable BASE39_CLIENT_ID is not set"),
        (
            vec![("BASE39_API_KEY", CANARY), ("BASE39_CLIENT_ID", "id"), ("BASE39_CLIENT_SECRET", "s")],
            "both BASE39_API_KEY and OAuth credentials (BASE39_CLIENT_ID, BASE39_CLIENT_SECRET) are set",
        ),
        (vec![("BASE39_API_KEY", CANARY), ("BASE39_CLIENT_SECRET", "s")], "both BASE39_API_KEY and OAuth credentials"),
    ] {
        let error = with_env(&variables).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().starts_with(named), "{error}");
        assert!(!error.to_string().contains(CANARY), "{error}");
    }
}

#[cfg(feature = "reqwest")] // from_env takes the default transport
#[test]
fn bad_settings_in_the_environment_are_errors() {
    let oauth = |url| vec![("BASE39_CLIENT_ID", "id"), ("BASE39_CLIENT_SECRET", "s"), ("BASE39_TOKEN_URL", url)];
    for (variables, named, kind) in [
        (vec![("BASE39_API_KEY", "line\nend")], "BASE39_API_KEY", ErrorKind::InvalidInput),
        (vec![("BASE39_API_KEY", "Bearer key")], "BASE39_API_KEY", ErrorKind::InvalidInput),
        (vec![("BASE39_API_KEY", "k"), ("BASE39_URL", "x.example")], "BASE39_URL", ErrorKind::Configuration),
        (vec![("BASE39_API_KEY", "k"), ("BASE39_URL", "http://x.example")], "BASE39_URL", ErrorKind::Configuration),
        (oauth("x.example/token"), "BASE39_TOKEN_URL", ErrorKind::Configuration),
        (oauth("http://x.example/token"), "BASE39_TOKEN_URL", ErrorKind::Configuration),
        (oauth("https://\u{fffd}/token"), "BASE39_TOKEN_URL", ErrorKind::Configuration),
    ] {
        let error = with_env(&variables).unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.to_string().starts_with(named), "{error}");
    }
    with_env(&oauth(" https://x.example/oauth2/token\n")).unwrap();
}

#[tokio::test]
async fn secrets_are_never_shown() {
    let oauth = Credentials::client_credentials("id", CANARY).token_url(format!("https://auth.example/{CANARY}"));
    let all: [Credentials; 3] =
        [Credentials::api_key(CANARY), Credentials::api_key_as_basic_user(CANARY), oauth.clone().into()];
    let mut shown = format!("{oauth:?}");
    for credentials in all {
        let mock = MockTransport::new().respond(401, page([], false)).repeat();
        let builder = Client::builder(credentials.clone()).transport(mock);
        shown += &format!("{credentials:?} {builder:?}");
        let client = builder.build().unwrap();
        let request = client.companies().list();
        shown += &format!("{client:?} {:?} {request:?}", client.permissions());
        let error = request.await.unwrap_err();
        shown += &format!("{error} {error:?}");
    }
    assert!(!shown.contains(CANARY), "{shown}");
}

#[tokio::test]
async fn what_the_variables_do_not_say_is_set_on_their_builder() {
    let mock = MockTransport::new().respond(200, EMPTY);
    let env = Env::from_fn(|name| (name == "BASE39_API_KEY").then(|| "k".to_owned()));
    let builder = Client::builder_with_env(&env).unwrap().user_agent("somebody/1.0");
    builder.transport(mock.clone()).build().unwrap().companies().list().await.unwrap();
    let requests = mock.requests();
    let headers = requests[0].headers();
    assert_eq!(
        (&headers["authorization"], &headers["user-agent"]),
        (&"Bearer k".parse().unwrap(), &"somebody/1.0".parse().unwrap())
    );
    assert!(Client::builder_with_env(&Env::from_fn(|_| None)).is_err());
}
