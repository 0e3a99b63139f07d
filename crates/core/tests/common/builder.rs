//! A client of nobody's service.

use acesso_core::{Client, ClientBuilder, StatusClassifier, Transport};

pub(crate) fn builder(transport: impl Transport + 'static) -> ClientBuilder {
    Client::builder("Example", StatusClassifier).base_url("https://api.example.com").transport(transport)
}
