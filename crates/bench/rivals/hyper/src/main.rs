//! hyper-util's pooled client as people use it by hand.

use http_body_util::{BodyExt, Empty};
use hyper::{
    Request,
    body::Bytes,
    header::{ACCEPT, AUTHORIZATION},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client as Http, connect::HttpConnector},
    rt::TokioExecutor,
};
use race::{Contender, PAGE, Permissions, TOKEN};

struct Client {
    http: Http<HttpsConnector<HttpConnector>, Empty<Bytes>>,
    base: String,
}

impl Client {
    async fn get(&self, path: &str) -> Result<Permissions, Box<dyn std::error::Error>> {
        let request = Request::get(format!("{}{path}", self.base))
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, format!("Bearer {TOKEN}"))
            .body(Empty::new())?;
        let response = self.http.request(request).await?;
        if !response.status().is_success() {
            return Err(response.status().to_string().into());
        }
        let body = response.into_body().collect().await?.to_bytes();
        Ok(serde_json::from_slice(&body)?)
    }
}

impl Contender for Client {
    fn new(base: &str) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let https =
            HttpsConnectorBuilder::new().with_platform_verifier().https_or_http().enable_http1().wrap_connector(tcp);
        Self { http: Http::builder(TokioExecutor::new()).build(https), base: base.to_owned() }
    }

    async fn operator(&self, operator: &str) -> Permissions {
        self.get(&format!("/v1/operators/{operator}/permissions?limit={PAGE}")).await.unwrap()
    }

    async fn succeeds(&self, operator: &str) -> bool {
        self.get(&format!("/v1/operators/{operator}/permissions?limit={PAGE}")).await.is_ok()
    }

    async fn page(&self, after: Option<&str>) -> Permissions {
        let after = after.map(|id| format!("&starting_after={id}")).unwrap_or_default();
        self.get(&format!("/v1/permissions?limit={PAGE}{after}")).await.unwrap()
    }
}

fn main() {
    race::run::<Client>();
}
