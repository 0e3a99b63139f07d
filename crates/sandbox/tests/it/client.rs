//! A client that knows nothing but HTTP and the contract.

use std::fmt;

use acesso_sandbox::Service;
use acesso_sandbox::contract::Contract;
use reqwest::redirect::Policy;
use reqwest::{Error, Method, Response};
use serde_json::Value;

/// Calls one service and checks each answer against its contract.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    authorization: Option<String>,
    headers: Vec<(String, String)>,
    contract: &'static Contract,
}

/// What came back.
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl fmt::Debug for Got {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}\n{}", self.status, self.content_type, String::from_utf8_lossy(&self.body))
    }
}

impl Got {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The texts of one member of all items of a list.
    pub(crate) fn column(&self, name: &str) -> Vec<String> {
        let items = self.json()["data"].as_array().unwrap().clone();
        items.iter().map(|item| item[name].as_str().unwrap().to_owned()).collect()
    }
}

impl Client {
    pub(crate) fn new<V>(service: &Service<V>, contract: &'static Contract, token: &str) -> Self {
        Self {
            http: reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap(),
            base: service.url(),
            authorization: Some(format!("Bearer {token}")),
            headers: Vec::new(),
            contract,
        }
    }

    /// The same client with another `Authorization` header.
    pub(crate) fn with_authorization(&self, authorization: Option<&str>) -> Self {
        Self {
            http: self.http.clone(),
            base: self.base.clone(),
            authorization: authorization.map(str::to_owned),
            headers: self.headers.clone(),
            contract: self.contract,
        }
    }

    /// The same client with one more header.
    pub(crate) fn with_header(&self, name: &str, value: &str) -> Self {
        let mut client = self.with_authorization(self.authorization.as_deref());
        client.headers.push((name.to_owned(), value.to_owned()));
        client
    }

    /// An answer that keeps to the contract, or the test ends.
    pub(crate) async fn get(&self, operation: &str, path_and_query: &str) -> Got {
        self.checked(operation, self.try_get(path_and_query).await.unwrap())
    }

    pub(crate) async fn post_json(&self, operation: &str, path: &str, body: &str) -> Got {
        self.checked(operation, self.send(Method::POST, path, Some(("application/json", body))).await.unwrap())
    }

    pub(crate) async fn patch(&self, operation: &str, path: &str, patch: &Value) -> Got {
        let body = patch.to_string();
        self.checked(operation, self.send(Method::PATCH, path, Some(("application/json", &body))).await.unwrap())
    }

    pub(crate) async fn delete(&self, operation: &str, path: &str) -> Got {
        self.checked(operation, self.send(Method::DELETE, path, None).await.unwrap())
    }

    pub(crate) async fn post_form(&self, operation: &str, path: &str, body: &str) -> Got {
        let body = ("application/x-www-form-urlencoded", body);
        self.checked(operation, self.send(Method::POST, path, Some(body)).await.unwrap())
    }

    /// Whatever comes back, unchecked.
    pub(crate) async fn try_get(&self, path_and_query: &str) -> Result<Got, Error> {
        self.send(Method::GET, path_and_query, None).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<(&str, &str)>) -> Result<Got, Error> {
        read(self.request(method, path, body).send().await?).await
    }

    fn request(&self, method: Method, path: &str, body: Option<(&str, &str)>) -> reqwest::RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        match body {
            None => request,
            Some((content_type, body)) => request.header("content-type", content_type).body(body.to_owned()),
        }
    }

    fn checked(&self, operation: &str, got: Got) -> Got {
        let checked = self.contract.check_answer(operation, got.status, got.content_type.as_deref(), &got.body);
        assert_eq!(checked, Ok(()), "{operation}: {got:?}");
        got
    }
}

async fn read(response: Response) -> Result<Got, Error> {
    let header = |name| Some(response.headers().get(name)?.to_str().unwrap().to_owned());
    Ok(Got {
        status: response.status().as_u16(),
        content_type: header("content-type"),
        location: header("location"),
        retry_after: header("retry-after"),
        body: response.bytes().await?.to_vec(),
    })
}

/// Every request that a service has seen keeps to the contract.
pub(crate) fn assert_requests_are_good<V>(service: &Service<V>, contract: &Contract) {
    for seen in service.requests() {
        assert_eq!(contract.check_seen(&seen).map(Some), Ok(seen.operation), "{seen:?}");
    }
}
