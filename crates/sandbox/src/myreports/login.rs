//! The login, as far as the contract goes, and as the RFCs say from there.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{CLIENT_ID, CLIENT_SECRET, Grant, REDIRECT_URI, SCOPES, Shared, Tokens};
use crate::fault::Trick;
use crate::server::{Asked, Pairs, json, lock};

impl Tokens {
    fn next(&mut self, what: &str) -> String {
        self.issued += 1;
        format!("sandbox-myreports-{what}-{}", self.issued)
    }

    pub(super) fn new_code(&mut self, grant: Grant) -> String {
        let code = self.next("code");
        self.codes.insert(code.clone(), grant);
        code
    }

    fn new_access(&mut self) -> String {
        let token = self.next("access");
        self.access.push(token.clone());
        token
    }

    pub(super) fn new_refresh(&mut self) -> String {
        let token = self.next("refresh");
        self.refresh.push(token.clone());
        token
    }
}

/// RFC 6749, section 4.1.1, and RFC 7636, section 4.3: everybody who asks properly is signed in.
pub(super) async fn authorize(State(service): Shared, query: Pairs) -> Response<Body> {
    // A wrong client or redirect address must not be redirected to (section 4.1.2.1).
    let redirect_uri = query.get("redirect_uri").unwrap_or(REDIRECT_URI);
    let Some(mut target) = loopback(redirect_uri).filter(|_| query.get("client_id") == Some(CLIENT_ID)) else {
        return (StatusCode::BAD_REQUEST, "unknown client_id, or redirect_uri not on this machine").into_response();
    };
    let scopes: Vec<_> = query.get("scope").unwrap_or_default().split_whitespace().collect();
    let code_challenge = code_challenge(&query, service.settings.require_pkce);
    let (name, value) = if query.get("response_type") != Some("code") {
        ("error", "unsupported_response_type".to_owned())
    } else if !scopes.iter().all(|scope| SCOPES.contains(scope)) {
        ("error", "invalid_scope".to_owned())
    } else if let Ok(code_challenge) = code_challenge {
        let (redirect_uri, offline) = (redirect_uri.to_owned(), scopes.contains(&"offline_access"));
        ("code", lock(&service.tokens).new_code(Grant { redirect_uri, offline, code_challenge }))
    } else {
        ("error", "invalid_request".to_owned())
    };
    target.query_pairs_mut().append_pair(name, &value);
    if let Some(state) = query.get("state") {
        target.query_pairs_mut().append_pair("state", state);
    }
    (StatusCode::FOUND, [(LOCATION, target.to_string())]).into_response()
}

/// The challenge that a code is asked for with (RFC 7636, section 4.3). Its method must be S256; a request that names none
/// means `plain`.
fn code_challenge(query: &Pairs, is_required: bool) -> Result<Option<String>, InvalidRequest> {
    let Some(challenge) = query.get("code_challenge") else {
        return if is_required { Err(InvalidRequest) } else { Ok(None) };
    };
    let is_hash = BASE64_URL_SAFE_NO_PAD.decode(challenge).is_ok_and(|hash| hash.len() == Sha256::output_size());
    if query.get("code_challenge_method") == Some("S256") && is_hash {
        Ok(Some(challenge.to_owned()))
    } else {
        Err(InvalidRequest)
    }
}

/// RFC 7636, section 4.4.1.
struct InvalidRequest;

fn loopback(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    (url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"))).then_some(url)
}

/// RFC 6749, sections 4.1.3 and 6, and RFC 7636, section 4.5. Refresh tokens are used once: each answer brings the next.
pub(super) async fn token(State(service): Shared, asked: Asked, headers: HeaderMap, form: Bytes) -> Response<Body> {
    #[derive(Serialize)]
    struct Token {
        access_token: String,
        token_type: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        expires_in: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        refresh_token: Option<String>,
    }
    #[derive(Serialize)]
    struct TokenError {
        error: &'static str,
    }

    let form = Pairs::parse(&form);
    let refuse = |status, error| json(status, &TokenError { error });
    if !is_client(&headers, &form) || asked.is(Trick::RefuseCredentials) {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let mut tokens = lock(&service.tokens);
    let offline = match form.get("grant_type") {
        Some("authorization_code") => exchange_code(&mut tokens, &form),
        Some("refresh_token") => use_refresh_token(&mut tokens, &form),
        _ => return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type"),
    };
    let Some(offline) = offline else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_grant");
    };
    let token = Token {
        access_token: tokens.new_access(),
        token_type: "Bearer",
        expires_in: service.settings.expires_in,
        refresh_token: offline.then(|| tokens.new_refresh()),
    };
    ([(CACHE_CONTROL, "no-store")], json(StatusCode::OK, &token)).into_response()
}

/// How the client authenticates was cut off in every copy, so both ways of RFC 6749, section 2.3.1, are good.
fn is_client(headers: &HeaderMap, form: &Pairs) -> bool {
    let in_form = form.get("client_id") == Some(CLIENT_ID) && form.get("client_secret") == Some(CLIENT_SECRET);
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}")));
    in_form || headers.get(http::header::AUTHORIZATION).is_some_and(|value| value.as_bytes() == basic.as_bytes())
}

/// Whether the code was given with offline access; `None` for a code that is unknown or used, or was given for another
/// address or another verifier.
fn exchange_code(tokens: &mut Tokens, form: &Pairs) -> Option<bool> {
    let grant = tokens.codes.remove(form.get("code")?)?;
    let is_theirs = form.get("redirect_uri") == Some(&grant.redirect_uri)
        && verifies(form.get("code_verifier"), grant.code_challenge.as_deref());
    is_theirs.then_some(grant.offline)
}

/// RFC 7636, section 4.6. A verifier without a challenge is refused, too: somebody may have taken the challenge away (RFC
/// 9700, section 4.8.2).
fn verifies(code_verifier: Option<&str>, code_challenge: Option<&str>) -> bool {
    let hash = code_verifier.map(|verifier| BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)));
    hash.as_deref() == code_challenge
}

fn use_refresh_token(tokens: &mut Tokens, form: &Pairs) -> Option<bool> {
    let given = form.get("refresh_token")?;
    let at = tokens.refresh.iter().position(|own| own == given)?;
    tokens.refresh.swap_remove(at);
    Some(true)
}
