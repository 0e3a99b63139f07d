//! Products: what the table of all operations doesn't try.

use acesso_core::testing::MockTransport;
use base39::{EligibleProductFilter, ErrorKind, Fields, ListOptions, Product, ProductInput};
use serde_json::json;

use crate::support::{client, page, pairs, query};

#[tokio::test]
async fn an_image_can_t_be_changed() {
    let mock = MockTransport::new();
    let change = ProductInput::default().image("https://example.com/a.png");
    let error = client(&mock).products().update("prod_1", change).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("image is not documented for this operation"), "{error}");
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn eligible_products_go_on_from_the_last_product() {
    let whole = json!({ "product": { "id": "prod_2" } });
    let mock = MockTransport::new()
        .respond(200, page([json!({ "product": "prod_1" })], true))
        .respond(200, page([whole], true))
        .respond(200, page([], false));
    client(&mock).products().eligible(EligibleProductFilter::default()).collect().await.unwrap();
    let after = |id| pairs([("limit", "100"), ("starting_after", id)]);
    assert_eq!((query(&mock, 1), query(&mock, 2)), (after("prod_1"), after("prod_2")));
}

#[tokio::test]
async fn an_eligible_product_is_known_by_its_product_whatever_is_chosen() {
    let mock = MockTransport::new().respond(200, page([], false));
    let client = client(&mock);
    let eligible = |fields| {
        let filter = EligibleProductFilter::default().options(ListOptions::default().fields(fields));
        client.products().eligible(filter).collect()
    };
    eligible(Fields::only(["name"])).await.unwrap();
    assert_eq!(query(&mock, 0), pairs([("fields", "product,name"), ("limit", "100")]));
    let error = eligible(Fields::except(["product"])).await.unwrap_err();
    assert!(error.to_string().contains("fields leaves out `product`, which this crate needs"), "{error}");
}

#[test]
fn settings_that_can_t_be_read_lose_no_product() {
    let product = json!({ "id": "prod_1", "name": "Consignado", "settings": { "loans": { "maxAge": "many" } } });
    let product: Product = serde_json::from_value(product).unwrap();
    assert_eq!((product.name.as_deref(), product.settings), (Some("Consignado"), None));
}
