//! kube-client, used as a plain HTTP client.

use http::{
    Request,
    header::{ACCEPT, AUTHORIZATION},
};
use kube_client::Config;
use race::{Contender, PAGE, Permissions, TOKEN};

struct Client(kube_client::Client);

impl Client {
    async fn get(&self, path: &str) -> kube_client::Result<Permissions> {
        let request = Request::get(path)
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, format!("Bearer {TOKEN}"))
            .body(Vec::new())
            .unwrap();
        self.0.request(request).await
    }
}

impl Contender for Client {
    fn new(base: &str) -> Self {
        let config = Config::new(base.parse().unwrap());
        Self(kube_client::Client::try_from(config).unwrap())
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
