//! What holds for every failure, whatever a service or an authorisation server answers.

use acesso_core::{
    Answer, BODY_KEPT, Call, Classify, Client, Error, RetryPolicy, Sent, TransportErrorKind,
    oauth::{Grant, OAuthBuilder},
    testing::MockTransport,
    wire,
};
use serde::Deserialize;
use tokio::runtime::Builder;

use super::told::assert_one_line;

/// An argument and a credential at once.
const SECRET: &str = "canary-5e7a1c-9d0b42-77aa10";

/// Fails a call with these bytes, and checks the error.
///
/// The first three bytes choose the status, how the connection ends (or that the body is larger than the client reads), and
/// who is asked; a line each is `Retry-After` and `Date`; the rest is the body.
pub fn check(bytes: &[u8]) {
    let [status, end, who, rest @ ..] = bytes else { return };
    let mut lines = rest.splitn(3, |byte| *byte == b'\n');
    let (retry_after, date, body) = (lines.next(), lines.next(), lines.next().unwrap_or_default());
    // Digits stand for the statuses that matter most, the other bytes for one in three of all that HTTP can write.
    let status = match status {
        digit @ b'0'..=b'9' => [200, 302, 400, 401, 403, 404, 409, 429, 500, 503][usize::from(digit - b'0')],
        other => 100 + u16::from(*other) * 3,
    };
    let mut mock = match end {
        b'r' => MockTransport::new().fail(TransportErrorKind::Interrupted, Sent::Maybe),
        b'c' => MockTransport::new().fail(TransportErrorKind::Connect, Sent::No),
        b'b' => MockTransport::new().break_off(status, body.to_vec()),
        _ => MockTransport::new().respond(status, body.to_vec()),
    };
    let is_answered = !matches!(end, b'r' | b'c');
    for (name, value) in [("retry-after", retry_after), ("date", date)] {
        if is_answered
            && let Some(value) =
                value.and_then(|value| std::str::from_utf8(value).ok()).filter(|value| is_header(value))
        {
            mock = mock.header(name, value);
        }
    }
    let limit = if *end == b't' { body.len().saturating_sub(1) } else { usize::MAX };
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let error = runtime.block_on(async {
        match who {
            b'o' => fetch_token(mock).await.err(),
            b'w' => call(mock, limit, Call::post("write", "/items/{item}")).await.err(),
            _ => call(mock, limit, Call::get("read", "/items/{item}")).await.err(),
        }
    });
    if let Some(error) = error {
        assert_one_line(&error);
        assert!(body.starts_with(error.body()) && error.body().len() <= BODY_KEPT);
        assert!(!error.may_have_happened() || *who == b'w');
        assert!(error.attempts() <= 1);
        let told = |text: &[u8]| text.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
        // What the service itself says of it can be shown.
        assert!(told(body) || !told(format!("{error} {error:?}").as_bytes()), "{error:?}");
    }
}

fn is_header(value: &str) -> bool {
    value.chars().all(|character| matches!(character, ' '..='~'))
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and that is all")]
struct Item {
    id: String,
    members: std::collections::BTreeMap<String, Item>,
}

async fn call(mock: MockTransport, body_limit: usize, call: Call<bytes::Bytes>) -> Result<Item, Error> {
    let client: Client = Client::builder("Example", Chatty)
        .base_url("https://api.example.com")
        .transport(mock)
        .body_limit(body_limit)
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    client.request(call.path_param("item", SECRET).read_json()).await
}

async fn fetch_token(mock: MockTransport) -> Result<(), Error> {
    let grant = Grant::RefreshToken(SECRET.into());
    let oauth = OAuthBuilder::new("https://auth.example.com/token", "id", SECRET, grant);
    oauth.fetch(mock).await.map(drop)
}

/// A service whose words are all passed on.
#[derive(Debug)]
struct Chatty;

impl Classify for Chatty {
    fn classify(&self, answer: &Answer<'_>) -> Result<(), Error> {
        let words: [Option<String>; 3] = wire::read_json(answer.body).unwrap_or_default();
        let [code, message, path] = words;
        if answer.status.is_success() && code.is_none() {
            return Ok(());
        }
        let error = Error::from_status(answer.status).with_code(code).with_message(message);
        Err(match path {
            Some(path) => error.with_json_path(path),
            None => error,
        })
    }

    fn request_id(&self, answer: &Answer<'_>) -> Option<String> {
        std::str::from_utf8(answer.body).ok().map(String::from)
    }
}
