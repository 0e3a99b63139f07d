//! Where tokens come from, and how they are asked for.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{ClientAuthentication, Grant, TOKEN_TIMEOUT, Tokens};
use crate::{
    Error, ErrorKind, FixedCredential, GuardedTransport, Secret, base_url::parse_endpoint, error::Reached,
    retry::retry_after, wire,
};

/// Where and as whom to ask for tokens.
pub(super) struct Endpoint {
    uri: Uri,
    client_id: String,
    client_secret: Secret,
    authentication: ClientAuthentication,
}

impl Endpoint {
    pub(super) fn new(
        token_url: &str,
        client_id: String,
        client_secret: Secret,
        authentication: ClientAuthentication,
    ) -> Result<Self, Error> {
        let url = parse_endpoint("the token URL", token_url)?;
        let uri = Uri::try_from(url.as_str())
            .map_err(|_| Error::configuration("the token URL has a host that HTTP can't carry"))?;
        if client_id.is_empty() || client_secret.is_empty() {
            return Err(Error::configuration("the OAuth client id or secret is empty"));
        }
        Ok(Self { uri, client_id, client_secret, authentication })
    }

    pub(super) fn host(&self) -> Option<&str> {
        self.uri.host()
    }

    /// One token request.
    pub(super) async fn ask(&self, grant: &Grant, transport: &GuardedTransport) -> Result<Tokens, Error> {
        let request = self.request(grant)?;
        match transport.send(request, TOKEN_TIMEOUT).await {
            Ok(response) => Self::read(&response, grant),
            Err(error) => {
                let words = format!("no access token from the authorisation server: {}", error.own_words());
                Err(error.with_detail(words))
            }
        }
    }

    /// The form of RFC 6749 for this grant.
    fn request(&self, grant: &Grant) -> Result<http::Request<Bytes>, Error> {
        let mut fields: Vec<(&str, &str)> = match grant {
            Grant::ClientCredentials { scope } => {
                let scope = scope.as_deref().map(|scope| ("scope", scope));
                [("grant_type", "client_credentials")].into_iter().chain(scope).collect()
            }
            Grant::AuthorizationCode { code, redirect_uri, code_verifier } => {
                let verifier = code_verifier.as_ref().map(|verifier| ("code_verifier", verifier.expose()));
                let code =
                    [("grant_type", "authorization_code"), ("code", code.expose()), ("redirect_uri", redirect_uri)];
                code.into_iter().chain(verifier).collect()
            }
            Grant::RefreshToken(token) => vec![("grant_type", "refresh_token"), ("refresh_token", token.expose())],
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        match self.authentication {
            ClientAuthentication::Form => {
                fields.extend([("client_id", &*self.client_id), ("client_secret", self.client_secret.expose())]);
            }
            ClientAuthentication::Basic => {
                // Section 2.3.1: both are form-encoded first.
                let id = Secret::new(form_encode(&self.client_id));
                let secret = Secret::new(form_encode(self.client_secret.expose()));
                headers.insert(header::AUTHORIZATION, FixedCredential::basic(&id, &secret)?.into_header());
            }
        }
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = http::Request::new(Bytes::from_owner(Zeroizing::new(form.into_bytes())));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// The tokens of an answer (section 5.1), or what its error (section 5.2) means. Some servers answer 200 to both.
    fn read(response: &http::Response<Bytes>, grant: &Grant) -> Result<Tokens, Error> {
        let refused = wire::read_json::<Refusal>(response.body()).unwrap_or_default().error;
        // Some servers send every member each time.
        let refused = refused.filter(|code| !code.trim().is_empty());
        if !response.status().is_success() || refused.is_some() {
            return Err(refusal(response, refused, grant));
        }
        let no_token = |error: Error| error.with_advice("check the token URL: this answer has no access token");
        let answer: TokenAnswer = wire::read_json(response.body()).map_err(no_token)?;
        if answer.access_token.expose().trim().is_empty() {
            return Err(no_token(Error::new(ErrorKind::Decode).with_detail("the access token is empty")));
        }
        // An empty one is none, and the one that was kept stays.
        let refresh_token = answer.refresh_token.filter(|token| !token.expose().trim().is_empty());
        let refresh_token = match grant {
            // Section 4.4.3: none is needed, the credentials serve again.
            Grant::ClientCredentials { .. } => None,
            Grant::AuthorizationCode { .. } => refresh_token,
            Grant::RefreshToken(old) => refresh_token.or_else(|| Some(old.clone())),
        };
        Ok(Tokens {
            access_token: answer.access_token,
            refresh_token,
            expires_in: answer.expires_in.map(Duration::from_secs),
        })
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Secret,
    #[serde(default, deserialize_with = "wire::if_readable")]
    refresh_token: Option<Secret>,
    #[serde(default, deserialize_with = "life_if_readable")]
    expires_in: Option<u64>,
}

/// A life that can't be read is as good as none stated. To refuse the answer for it would lose the refresh token in it.
fn life_if_readable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(wire::number_or_text(Value::deserialize(deserializer)?).unwrap_or_default())
}

#[derive(Deserialize, Default)]
struct Refusal {
    error: Option<String>,
}

/// Section 5.2. The description is left out: nothing says that it is free of secrets.
fn refusal(response: &http::Response<Bytes>, code: Option<String>, grant: &Grant) -> Error {
    let status = response.status();
    let error = match code.as_deref() {
        // Codes of section 4.1.2.1 that servers use here, too, whatever the status.
        Some("temporarily_unavailable" | "server_error") => Error::new(ErrorKind::Server),
        _ => Error::from_status(status),
    };
    let error = match error.kind() {
        ErrorKind::Server | ErrorKind::RateLimited | ErrorKind::Timeout => error,
        ErrorKind::NotFound | ErrorKind::Redirect => {
            Error::configuration("the token URL does not answer token requests").with_advice("check the token URL")
        }
        _ => Error::new(ErrorKind::Unauthorized).with_advice(match (code.as_deref(), grant) {
            (Some("invalid_grant"), Grant::AuthorizationCode { .. }) => {
                "the code was used already, is too old, or belongs to another request: log in again"
            }
            (Some("invalid_grant"), _) => "the log-in has ended or the refresh token was used already: log in again",
            (Some("invalid_scope"), _) => "ask for a scope that the authorisation server gives to this client",
            (Some("unauthorized_client" | "unsupported_grant_type"), _) => {
                "ask the service's administrator whether this client may use this grant"
            }
            (Some("invalid_request"), _) => "check the token URL, and how the OAuth client authenticates",
            _ => "check the OAuth client id and secret",
        }),
    };
    let detail = if error.kind().may_pass() {
        "the authorisation server could not answer the token request"
    } else {
        "the authorisation server refused the token request"
    };
    error
        .with_detail(detail)
        .with_code(code.filter(|code| is_code(code)))
        .reaching(Reached::Answered)
        .with_retry_after(retry_after(response.headers(), SystemTime::now()))
        .with_answer(status, HeaderMap::new(), &[])
}

/// Whether it is a word as RFC 6749 and its extensions have them, not a text that could hold anything.
fn is_code(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    text.len() <= 64 && text.bytes().all(is_plain)
}

fn form_encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
