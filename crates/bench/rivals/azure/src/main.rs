//! azure_core, as the clients of Azure's services are written on it.

use azure_core::http::{ClientOptions, Context, Method, Pipeline, Request, Response, Url};
use race::{Contender, PAGE, Permissions, TOKEN};

struct Client {
    pipeline: Pipeline,
    endpoint: Url,
}

impl Client {
    async fn get(&self, path: &str) -> azure_core::Result<Permissions> {
        let mut request = Request::new(self.endpoint.join(path)?, Method::Get);
        request.insert_header("accept", "application/json");
        request.insert_header("authorization", format!("Bearer {TOKEN}"));
        let response = self.pipeline.send(&Context::new(), &mut request, None).await?;
        Response::<Permissions>::from(response).into_model()
    }
}

impl Contender for Client {
    fn new(base: &str) -> Self {
        let pipeline = Pipeline::new(
            option_env!("CARGO_PKG_NAME"),
            option_env!("CARGO_PKG_VERSION"),
            ClientOptions::default(),
            Vec::new(),
            Vec::new(),
            None,
        );
        Self { pipeline, endpoint: base.parse().unwrap() }
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
