//! Who may call: the API key, and tokens for client credentials.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde::Serialize;

use super::{API_KEY, Base39, CLIENT_ID, CLIENT_SECRET, READ_ONLY_KEY, Refusal, key_id};
use crate::fault::Trick;
use crate::server::{self, Asked, Pairs, json, lock};

/// A caller with a good API key or OAuth token.
pub(super) struct Caller {
    pub(super) client_id: String,
    writes: bool,
}

impl Caller {
    /// The vendor names no words for this; the sample of a 403 has a message alone.
    pub(super) fn may_write(&self) -> Result<(), Refusal> {
        let refusal = Refusal::without_code(StatusCode::FORBIDDEN, "These credentials may only read.");
        if self.writes { Ok(()) } else { Err(refusal) }
    }
}

impl FromRequestParts<Arc<Base39>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Base39>) -> Result<Self, Refusal> {
        if !parts.headers.contains_key(http::header::AUTHORIZATION) {
            let message = "Missing Authentication Token";
            return Err(Refusal::without_code(StatusCode::FORBIDDEN, message));
        }
        credentials(parts)
            .and_then(|credentials| service.caller_of(&credentials))
            .filter(|_| !Asked::of(parts).is(Trick::RefuseCredentials))
            .ok_or(Refusal::without_code(StatusCode::UNAUTHORIZED, "Unauthorized"))
    }
}

/// The Bearer token, or the user of Basic when its password is empty.
pub(super) fn credentials(parts: &Parts) -> Option<String> {
    if let Some(token) = server::bearer(parts) {
        return Some(token.to_owned());
    }
    let pair = BASE64_STANDARD.decode(server::authorization(parts, "Basic")?).ok()?;
    Some(String::from_utf8(pair).ok()?.strip_suffix(':')?.to_owned())
}

impl Base39 {
    fn caller_of(&self, credentials: &str) -> Option<Caller> {
        match credentials {
            API_KEY => Some(Caller { client_id: key_id(0), writes: true }),
            READ_ONLY_KEY => Some(Caller { client_id: key_id(1), writes: false }),
            token => {
                let writes = *lock(&self.tokens).valid.get(token)?;
                Some(Caller { client_id: CLIENT_ID.to_owned(), writes })
            }
        }
    }
}

/// Client credentials (RFC 6749, section 4.4). The errors are the RFC's (section 5.2): the contract has none.
pub(super) async fn token(State(service): State<Arc<Base39>>, asked: Asked, form: Bytes) -> Response<Body> {
    #[derive(Serialize)]
    struct Token {
        access_token: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        token_type: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        expires_in: Option<u64>,
    }
    #[derive(Serialize)]
    struct TokenError {
        error: &'static str,
    }

    let form = Pairs::parse(&form);
    let refuse = |status, error| json(status, &TokenError { error });
    let known = form.get("client_id") == Some(CLIENT_ID) && form.get("client_secret") == Some(CLIENT_SECRET);
    if !known || asked.is(Trick::RefuseCredentials) {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    if form.get("grant_type") != Some("client_credentials") {
        return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type");
    }
    let scope = form.get("scope").unwrap_or_default();
    if !scope.split_whitespace().all(|scope| ["read", "write"].contains(&scope)) {
        return refuse(StatusCode::BAD_REQUEST, "invalid_scope");
    }
    let mut tokens = lock(&service.tokens);
    tokens.issued += 1;
    let access_token = format!("sandbox-base39-access-{}", tokens.issued);
    // A token that no scope was asked for has all of them.
    let writes = scope.is_empty() || scope.split_whitespace().any(|scope| scope == "write");
    tokens.valid.insert(access_token.clone(), writes);
    let expires_in = service.settings.expires_in;
    json(StatusCode::OK, &Token { access_token, token_type: expires_in.map(|_| "Bearer"), expires_in })
}
