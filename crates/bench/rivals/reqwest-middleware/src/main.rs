//! reqwest with its middleware for retries, as its README shows it.

use race::{Contender, PAGE, Permissions, TOKEN};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use reqwest_retry::{RetryTransientMiddleware, policies::ExponentialBackoff};

struct Client {
    http: ClientWithMiddleware,
    base: String,
}

impl Client {
    async fn get(&self, path: &str) -> reqwest_middleware::Result<Permissions> {
        let request =
            self.http.get(format!("{}{path}", self.base)).bearer_auth(TOKEN).header("accept", "application/json");
        Ok(request.send().await?.error_for_status()?.json().await?)
    }
}

impl Contender for Client {
    fn new(base: &str) -> Self {
        let http = reqwest::Client::builder().user_agent("race").no_proxy().build().unwrap();
        let policy = ExponentialBackoff::builder().build_with_max_retries(3);
        let http = ClientBuilder::new(http).with(RetryTransientMiddleware::new_with_policy(policy)).build();
        Self { http, base: base.to_owned() }
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
