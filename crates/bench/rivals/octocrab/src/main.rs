//! octocrab, used as a client of something else than GitHub.

use http::header::ACCEPT;
use octocrab::Octocrab;
use race::{Contender, PAGE, Permissions, TOKEN};

struct Client(Octocrab);

impl Client {
    async fn get(&self, route: &str) -> octocrab::Result<Permissions> {
        self.0.get(route, None::<&()>).await
    }
}

impl Contender for Client {
    fn new(base: &str) -> Self {
        let builder = Octocrab::builder().base_uri(base).unwrap().personal_token(TOKEN);
        Self(builder.add_header(ACCEPT, "application/json".to_owned()).build().unwrap())
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
