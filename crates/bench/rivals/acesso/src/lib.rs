//! The client of this repository, on the transport that this crate's features choose.

use base39::{Call, Cursor, Error, PermissionFilter, operations};
use race::{Consumer, Contender, PAGE, Permissions, TOKEN};

/// The client as its users make it.
#[derive(Debug)]
pub struct Client(base39::Client);

impl Client {
    async fn get(&self, operator: &str) -> Result<Permissions, Error> {
        let call = Call::of(&operations::LIST_OPERATOR_PERMISSIONS).path_param("operator", operator).query("limit", PAGE);
        self.0.request(call.read_json()).await
    }
}

impl Contender for Client {
    fn new(base: &str) -> Self {
        let builder = base39::Client::builder(base39::Credentials::api_key(TOKEN)).base_url(base).user_agent("race");
        // The others know no bound on connections.
        let builder = builder.max_connections(10_000);
        #[cfg(feature = "hyper")]
        let builder = builder.transport(acesso_hyper::HyperTransport::new().unwrap());
        Self(builder.build().unwrap())
    }

    async fn operator(&self, operator: &str) -> Permissions {
        self.get(operator).await.unwrap()
    }

    async fn succeeds(&self, operator: &str) -> bool {
        self.get(operator).await.is_ok()
    }

    async fn page(&self, after: Option<&str>) -> Permissions {
        let list = self.0.permissions().list(PermissionFilter::default());
        let mut list = match after {
            Some(id) => list.from_cursor(Cursor::at(id)),
            None => list,
        };
        let page = list.next_page().await.unwrap().unwrap();
        Permissions { has_more: !page.next().is_end(), data: page.into_items().unwrap() }
    }

    async fn list(&self, pages: usize, consumer: &mut Consumer) {
        let mut list = self.0.permissions().list(PermissionFilter::default()).at_most(pages * PAGE);
        while let Some(page) = list.next_page().await {
            consumer.take(page.unwrap().into_items().unwrap()).await;
        }
    }
}
