//! Regions, environment variables, builders; and what they never show.

use acesso_core::testing::MockTransport;
use myreports::{Call, Client, Credentials, Env, Error, ErrorKind, Login, Part, Region, Secret, http::HeaderName};

/// A client from these variables.
fn from(variables: &[(&str, &str)]) -> Result<Client, Error> {
    let variables = variables.to_vec();
    let look_up =
        move |name: &str| variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
    Client::with_env(&Env::from_fn(look_up))
}

#[test]
fn each_region_has_its_server() {
    for (name, url) in [
        ("au", "https://api.au.myreports.cloud/api"),
        ("eu", "https://api.eu.myreports.cloud/api"),
        ("na", "https://api.na.myreports.cloud/api"),
        ("uk", "https://api.uk.myreports.cloud/api"),
    ] {
        let region: Region = name.parse().unwrap();
        let built = Client::builder(region, Credentials::token("t")).build().unwrap();
        let read = from(&[("MYREPORTS_REGION", name), ("MYREPORTS_TOKEN", "t")]).unwrap();

        assert_eq!((region.url(), region.to_string().as_str()), (url, name));
        assert_eq!(built.base_url().to_string(), url);
        assert_eq!(read.base_url().to_string(), url);
    }
    assert_eq!(" EU\n".parse::<Region>().unwrap(), Region::Eu);
}

#[tokio::test]
async fn a_request_goes_to_the_regions_server_with_its_path() {
    let mock = MockTransport::new().respond(200, r#"{"data":[]}"#);
    let client =
        Client::builder(Region::Uk, Credentials::token("example-token")).transport(mock.clone()).build().unwrap();

    client.customers().users("c").await.unwrap();

    let request = &mock.requests()[0];
    assert_eq!(request.uri().to_string(), "https://api.uk.myreports.cloud/api/v1.0/customers/c/users");
    assert_eq!(request.headers()["authorization"], "Bearer example-token");
}

#[test]
fn an_unknown_region_is_refused_with_the_four_that_exist() {
    for text in ["", "us", "europe", "eu1", "https://api.eu.myreports.cloud/api"] {
        let error = text.parse::<Region>().unwrap_err();

        assert_eq!(error.kind(), ErrorKind::Configuration, "{text}");
        for name in ["au (", "eu (", "na (", "uk ("] {
            assert!(error.to_string().contains(name), "{error}");
        }
    }
    let error = from(&[("MYREPORTS_REGION", "canary"), ("MYREPORTS_TOKEN", "t")]).unwrap_err();
    assert!(error.to_string().starts_with("MYREPORTS_REGION is none of the four"), "{error}");
    assert!(!error.to_string().contains("canary"), "{error}");
}

#[test]
fn the_url_goes_before_the_region() {
    let url = "http://127.0.0.1:1234/api";

    let client = from(&[("MYREPORTS_URL", url), ("MYREPORTS_REGION", "mars"), ("MYREPORTS_TOKEN", "t")]).unwrap();

    assert_eq!(client.base_url().to_string(), url);
}

#[test]
fn a_missing_variable_is_named() {
    let neither = from(&[("MYREPORTS_TOKEN", "t")]).unwrap_err();
    assert_eq!(neither.kind(), ErrorKind::Configuration);
    assert!(neither.to_string().contains("MYREPORTS_URL") && neither.to_string().contains("MYREPORTS_REGION"));

    for token in [None, Some(("MYREPORTS_TOKEN", "")), Some(("MYREPORTS_TOKEN", " \n"))] {
        let variables: Vec<_> = [("MYREPORTS_REGION", "eu")].into_iter().chain(token).collect();
        let error = from(&variables).unwrap_err();

        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("MYREPORTS_TOKEN is not set; set MYREPORTS_TOKEN to"), "{error}");
    }
    let empty = from(&[("MYREPORTS_URL", ""), ("MYREPORTS_REGION", " "), ("MYREPORTS_TOKEN", "t")]).unwrap_err();
    assert_eq!(empty.to_string(), neither.to_string());
}

#[test]
fn a_base_url_that_can_not_work_is_refused() {
    for (url, word) in [
        ("api.eu.myreports.cloud/api", "scheme"),
        ("http://api.eu.myreports.cloud/api", "plain http"),
        ("https://user:canary@api.eu.myreports.cloud/api", "credentials"),
        ("https://api.eu.myreports.cloud/api?canary", "query"),
    ] {
        let read = from(&[("MYREPORTS_URL", url), ("MYREPORTS_TOKEN", "t")]).unwrap_err();
        let built = Client::builder(Region::Eu, Credentials::token("t")).base_url(url).build().unwrap_err();

        assert_eq!(read.kind(), ErrorKind::Configuration, "{url}");
        assert!(read.to_string().contains(word) && !read.to_string().contains("canary"), "{read}");
        assert_eq!(read.to_string(), built.to_string().replace("the base URL", "MYREPORTS_URL"));
    }
}

#[test]
fn a_token_that_a_header_can_not_carry_is_refused_and_not_shown() {
    for token in ["can\nary", "can\r\nary: 1", "can\0ary", "Bearer canary", "canarý", "", "\n"] {
        let error = Client::builder(Region::Eu, Credentials::token(token)).build().unwrap_err();

        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{token:?}");
        assert!(!format!("{error} {error:?}").contains("ary"), "{error}");
    }
    for token in ["can\nary", "Bearer canary", "canarý"] {
        let error = from(&[("MYREPORTS_REGION", "eu"), ("MYREPORTS_TOKEN", token)]).unwrap_err();

        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{token:?}");
        assert!(error.to_string().contains("MYREPORTS_TOKEN") && !format!("{error:?}").contains("canar"), "{error}");
    }
}

#[tokio::test]
async fn what_was_pasted_with_a_line_end_is_sent_without_it() {
    let mock = MockTransport::new().respond(200, r#"{"data":[]}"#).repeat();
    let env = [("MYREPORTS_REGION", "eu"), ("MYREPORTS_TOKEN", "example-token\r\n")];
    let look_up = |name: &str| env.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
    for builder in [
        Client::builder_with_env(&Env::from_fn(look_up)).unwrap(),
        Client::builder(Region::Eu, Credentials::token(" example-token\n")),
    ] {
        builder.transport(mock.clone()).build().unwrap().customers().users("c").await.unwrap();
    }
    for request in mock.requests() {
        assert_eq!(request.headers()["authorization"], "Bearer example-token");
    }

    let verifier = || Secret::new("verifier\n");
    let form = async |credentials: Credentials| {
        let mock = MockTransport::new().respond(200, r#"{"access_token":"t"}"#).respond(200, r#"{"data":[]}"#);
        let client = Client::builder(Region::Eu, credentials).transport(mock.clone()).build().unwrap();
        client.customers().users("c").await.unwrap();
        String::from_utf8(mock.requests()[0].body().to_vec()).unwrap()
    };
    let login = || Login::new("client-id", "secret").redirect_uri("http://127.0.0.1:9000");
    let code = "grant_type=authorization_code&code=code&redirect_uri=http%3A%2F%2F127.0.0.1%3A9000";
    assert_eq!(form(login().with_code("code\r\n", None)).await, code);
    assert_eq!(form(login().with_code("code\n", verifier())).await, format!("{code}&code_verifier=verifier"));
    assert_eq!(form(login().with_refresh_token("kept\n")).await, "grant_type=refresh_token&refresh_token=kept");

    let mock = MockTransport::new().respond(200, r#"{"access_token":"t"}"#);
    login().exchange("code\n", verifier(), mock.clone()).await.unwrap();
    assert_eq!(mock.requests()[0].body(), &format!("{code}&code_verifier=verifier"));
}

#[tokio::test]
async fn a_header_of_ones_own_is_on_every_request_of_this_client() {
    const SOURCE: HeaderName = HeaderName::from_static("x-request-source");
    let mock = MockTransport::new().respond(200, r#"{"data":[]}"#).repeat();
    let client = Client::builder(Region::Eu, Credentials::token("t")).transport(mock.clone()).build().unwrap();

    client.with_header(SOURCE, "review").unwrap().customers().users("c").await.unwrap();
    client.customers().users("c").await.unwrap();

    let requests = mock.requests();
    assert_eq!(requests[0].headers()[SOURCE], "review");
    assert!(!requests[1].headers().contains_key(SOURCE));
    let error = client.with_header(SOURCE, "can\nary").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("x-request-source") && !error.to_string().contains("ary"), "{error}");
}

#[test]
fn a_log_in_that_can_not_work_is_refused_when_the_client_is_built() {
    let login = || Login::new("client-id", "canary");
    for (credentials, word) in [
        (Login::new("", "canary").with_refresh_token("canary"), "client id"),
        (Login::new("client-id", "").with_refresh_token("canary"), "secret"),
        (login().token_url("login.example.com/token").with_code("canary", None), "the token URL has no scheme"),
        (login().token_url("http://login.example.com/token").with_code("canary", None), "plain http"),
    ] {
        let error = Client::builder(Region::Eu, credentials).build().unwrap_err();

        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(word) && !error.to_string().contains("canary"), "{error}");
    }
    let error = login().authorize_url("http://login.example.com/authorize").authorization_request().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[test]
fn the_address_to_log_in_at_is_the_contracts() {
    let request = Login::new("my app", "canary").authorization_request().unwrap();

    let challenge = parameter(&request.url, "code_challenge");
    assert_eq!(
        request.url,
        format!(
            "https://login.xarios.cloud/connect/authorize?response_type=code&client_id=my+app\
             &redirect_uri=http%3A%2F%2F127.0.0.1%3A8000&scope=openid+offline_access+onboarding&state={}\
             &code_challenge={challenge}&code_challenge_method=S256&prompt=consent",
            request.state.expose()
        )
    );
    // The hash of the verifier, which itself stays here.
    assert_eq!(challenge.len(), 43);
    assert!(!request.url.contains(request.code_verifier.expose()));
    let login = Login::new("my app", "canary").redirect_uri("http://127.0.0.1:9000/back");
    let url = login.authorization_request().unwrap().url;
    assert!(url.contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A9000%2Fback&"), "{url}");
}

#[test]
fn every_log_in_has_a_state_and_a_verifier_of_its_own() {
    let login = Login::new("client-id", "secret");
    let (one, other) = (login.authorization_request().unwrap(), login.authorization_request().unwrap());

    assert!(one.state != other.state && one.code_verifier != other.code_verifier && one.state != one.code_verifier);
    assert_ne!(parameter(&one.url, "code_challenge"), parameter(&other.url, "code_challenge"));
    assert!(!format!("{one:?}").contains(one.state.expose()), "{one:?}");
}

fn parameter(url: &str, name: &str) -> String {
    let url = myreports::url::Url::parse(url).unwrap();
    url.query_pairs().find(|(own, _)| own == name).unwrap().1.into_owned()
}

#[tokio::test]
async fn tokens_are_asked_for_as_the_rfc_says() {
    let mock = MockTransport::new()
        .respond(200, r#"{"access_token":"fresh","token_type":"Bearer"}"#)
        .respond(200, r#"{"data":[]}"#);
    let credentials = Login::new("client id", "secret:1").redirect_uri("http://127.0.0.1:9000");
    let credentials = credentials.with_code("code/1", Secret::new("verifier~1"));
    let client = Client::builder(Region::Eu, credentials).transport(mock.clone()).build().unwrap();

    client.customers().users("c").await.unwrap();

    let requests = mock.requests();
    assert_eq!(requests[0].uri().to_string(), "https://login.xarios.cloud/connect/token");
    // RFC 6749, section 2.3.1: base64 of "client+id:secret%3A1".
    assert_eq!(requests[0].headers()["authorization"], "Basic Y2xpZW50K2lkOnNlY3JldCUzQTE=");
    assert_eq!(
        requests[0].body(),
        "grant_type=authorization_code&code=code%2F1&redirect_uri=http%3A%2F%2F127.0.0.1%3A9000&code_verifier=verifier%7E1"
    );
    assert_eq!(requests[1].headers()["authorization"], "Bearer fresh");
}

#[test]
fn nothing_shows_a_secret() {
    let login = || Login::new("client-id", "canary").on_renewed(|_| ());
    let token = Credentials::token("canary");
    let kept = login().with_refresh_token("canary");
    let client = Client::builder(Region::Eu, token.clone()).build().unwrap();

    let shown = [
        format!("{:?}", login()),
        format!("{token:?} {kept:?}"),
        format!("{:?}", login().with_code(Secret::new("canary"), Secret::new("canary"))),
        format!("{client:?} {:?}", Client::builder(Region::Eu, token)),
        format!("{:?} {:?}", client.customers(), client.customers().users("canary")),
        format!("{:?}", client.accounts().list(myreports::AccountFilter::default())),
    ];
    for text in shown {
        assert!(!text.contains("canary"), "{text}");
    }
}

#[test]
fn a_call_with_parts_needs_no_other_crate() {
    let call = Call::post("upload", "/v1.0/uploads").multipart([Part::text("name", "value")]);
    let (headers, _) = call.payload().unwrap();
    assert!(headers["content-type"].to_str().unwrap().starts_with("multipart/form-data; boundary="));
}

#[tokio::test]
async fn what_the_variables_do_not_say_is_set_on_their_builder() {
    let mock = MockTransport::new().respond(200, r#"{"data":[]}"#).repeat();
    let only_region = Env::from_fn(|name| (name == "MYREPORTS_REGION").then(|| "au".to_owned()));
    assert!(Client::builder_with_env(&only_region).is_err(), "the token is missing");

    let builder = Client::builder_with_env_and_credentials(&only_region, Credentials::token("own")).unwrap();
    builder.transport(mock.clone()).build().unwrap().customers().users("c").await.unwrap();
    let request = &mock.requests()[0];
    assert_eq!(request.uri().to_string(), "https://api.au.myreports.cloud/api/v1.0/customers/c/users");
    assert_eq!(request.headers()["authorization"], "Bearer own");

    let nothing = Env::from_fn(|_| None);
    assert!(
        Client::builder_with_env_and_credentials(&nothing, Credentials::token("own")).is_err(),
        "the region is missing"
    );
}
