//! The client of this repository, on the transport that its features choose.

use base39::{Call, Error, PermissionFilter};
use race::{Consumer, Contender, PAGE, Permissions, TOKEN};

/// The client as its users make it.
#[derive(Debug)]
pub struct Client(base39::Client);

impl Client {
    async fn get(&self, operator: &str) -> Result<Permissions, Error> {
        let call = Call::get("list_operator_permissions", "/v1/operators/{operator}/permissions")
            .argument("operator", operator)
            .query("limit", PAGE);
        self.0.request(call.json()).await
    }
}

impl Contender for Client {
    fn new(base: &str) -> Self {
        let key = base39::Credentials::api_key(TOKEN);
        Self(base39::Client::builder(key).base_url(base).user_agent("race").build().unwrap())
    }

    async fn operator(&self, operator: &str) -> Permissions {
        self.get(operator).await.unwrap()
    }

    async fn succeeds(&self, operator: &str) -> bool {
        self.get(operator).await.is_ok()
    }

    async fn page(&self, after: Option<&str>) -> Permissions {
        let filter = PermissionFilter { starting_after: after.map(Into::into), ..Default::default() };
        let page = self.0.permissions().list(filter).next_page().await.unwrap().unwrap();
        Permissions { has_more: page.next.is_some(), data: page.items }
    }

    async fn list(&self, pages: usize, consumer: &mut Consumer) {
        let mut list = self.0.permissions().list(PermissionFilter::default()).at_most(pages * PAGE);
        while let Some(page) = list.next_page().await {
            consumer.take(page.unwrap().items).await;
        }
    }
}
