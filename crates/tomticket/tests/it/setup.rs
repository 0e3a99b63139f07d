//! How a client is set up, and what is refused before anything is sent.

use acesso_core::testing::MockTransport;
use tokio::time::Duration;
use tomticket::{Client, CustomerFilter, CustomerKey, Env, ErrorKind, OrganizationFilter, RateLimit, Secret};

fn from(variables: &[(&str, &str)]) -> Result<Client, tomticket::Error> {
    let look_up = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    Client::with_env(&Env::from_fn(look_up))
}

#[test]
fn the_vendors_address_is_the_default() {
    let client = from(&[("TOMTICKET_TOKEN", "example-token")]).unwrap();
    assert_eq!(client.base_url().to_string(), "https://api.tomticket.com/v2.0");
}

#[test]
fn another_address_can_be_set() {
    let url = "http://127.0.0.1:8080/v2.0";
    let client = from(&[("TOMTICKET_TOKEN", "example-token"), ("TOMTICKET_URL", url)]).unwrap();
    assert_eq!(client.base_url().to_string(), url);
    // An empty variable is none.
    let client = from(&[("TOMTICKET_TOKEN", "example-token"), ("TOMTICKET_URL", " ")]).unwrap();
    assert_eq!(client.base_url().to_string(), "https://api.tomticket.com/v2.0");
}

#[test]
fn a_missing_token_names_the_variable_and_what_to_set_it_to() {
    for variables in [&[][..], &[("TOMTICKET_TOKEN", "")], &[("TOMTICKET_TOKEN", "  ")]] {
        let error = from(variables).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.summary().contains("TOMTICKET_TOKEN is not set"), "{error}");
        assert_eq!(error.advice(), "set TOMTICKET_TOKEN to a token made in TomTicket's panel");
    }
}

#[test]
fn addresses_that_would_not_do_are_refused() {
    for (url, why) in [
        ("api.tomticket.com/v2.0", "has no scheme"),
        ("localhost:8080", "has no scheme"),
        ("http://api.tomticket.com/v2.0", "is plain http to another host"),
        ("https://user:pass@api.tomticket.com/v2.0", "has credentials in it"),
        ("https://api.tomticket.com/v2.0?page=1", "has a query"),
    ] {
        let error = from(&[("TOMTICKET_TOKEN", "example-token"), ("TOMTICKET_URL", url)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
        assert!(error.summary().contains(why), "{url}: {error}");
    }
}

#[test]
fn a_token_that_no_header_carries_is_refused_and_not_shown() {
    for token in ["canary\r\nx-more: 1", "canary\0", "Bearer canary"] {
        let error = from(&[("TOMTICKET_TOKEN", token)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{token:?}");
        assert!(error.summary().contains("TOMTICKET_TOKEN"), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
    assert_eq!(Client::builder("").build().unwrap_err().kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn blanks_and_line_ends_around_a_token_are_no_part_of_it() {
    for token in ["example-token\n", "example-token\r\n", " example-token "] {
        let mock = MockTransport::new().respond(200, r#"{"exists": true}"#);
        let env = Env::from_fn(|name| (name == "TOMTICKET_TOKEN").then(|| token.to_owned()));
        let client = Client::builder_with_env(&env).unwrap().transport(mock.clone()).build().unwrap();
        client.customers().exists("42").await.unwrap();
        assert_eq!(mock.requests()[0].headers()["authorization"], "Bearer example-token", "{token:?}");
    }
}

#[tokio::test]
async fn nothing_shows_the_token_or_whom_a_call_is_about() {
    let mock = MockTransport::new().respond(401, r#"{"error": true}"#).repeat();
    let builder = Client::builder(Secret::new("canary")).transport(mock);
    let mut shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    shown += &format!("{client:?} {:?} {:?} {:?}", client.customers(), client.organizations(), client.departments());
    let filter = CustomerFilter::default().organization_id("canary");
    shown += &format!(
        "{:?} {:?}",
        client.customers().list(filter),
        client.organizations().list(OrganizationFilter::default())
    );
    let request = client.customers().permissions(CustomerKey::email("canary@cliente.example"));
    shown += &format!("{request:?} {:?}", request.call());
    let error = request.await.unwrap_err();
    shown += &format!("{error} {error:?} {error:#?} {}", error.summary());
    assert!(shown.contains("customer_permissions_basic_get") && !shown.contains("canary"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn three_requests_a_second_are_sent_unless_said_otherwise() {
    let mock = MockTransport::new().respond(200, r#"{"exists": true}"#).repeat();
    let client = Client::builder("example-token").transport(mock.clone()).build().unwrap();
    for _ in 0..7 {
        client.clone().customers().exists("42").await.unwrap();
    }
    let times = mock.times();
    let sent_after = |request: usize| times[request].duration_since(times[0]);
    assert_eq!(sent_after(2), Duration::ZERO);
    for (request, seconds) in [(3, 1), (5, 1), (6, 2)] {
        let after = sent_after(request);
        let second = Duration::from_secs(seconds);
        assert!((second..second + Duration::from_millis(100)).contains(&after), "request {request} after {after:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_variables_do_not_say_is_set_on_their_builder() {
    let mock = MockTransport::new().respond(200, r#"{"exists": true}"#).repeat();
    let env = Env::from_fn(|name| (name == "TOMTICKET_TOKEN").then(|| "example-token".to_owned()));
    let builder = Client::builder_with_env(&env).unwrap().rate_limit(RateLimit::per_second(1));
    let client = builder.transport(mock.clone()).build().unwrap();
    for _ in 0..2 {
        client.customers().exists("42").await.unwrap();
    }
    assert!(mock.times()[1].duration_since(mock.times()[0]) >= Duration::from_secs(1));
    assert_eq!(mock.requests()[1].headers()["authorization"], "Bearer example-token");
    assert!(Client::builder_with_env(&Env::from_fn(|_| None)).is_err());
}
