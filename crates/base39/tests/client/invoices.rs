//! Invoices and their payment intents: what the table of all operations doesn't try.

use acesso_core::testing::MockTransport;
use base39::{
    ErrorKind, Fields, InvoiceFilter, InvoiceType, ListOptions, NewInvoice, NewPaymentIntent, PartyId, PaymentIntent,
    PaymentIntentData, PaymentIntentMethod, View, jiff::civil::date,
};
use serde_json::{Value, json};

use crate::support::client;

#[tokio::test]
async fn what_the_operation_does_not_document_is_refused() {
    let mock = MockTransport::new();
    let invoices = client(&mock);
    let invoices = invoices.invoices();
    let view = View::default().fields(Fields::only(["amount"]));
    let fields = invoices.item("inv_1", "item_1", view).await.unwrap_err();
    let options = ListOptions::default().expand(["data.payer"]);
    let expand = invoices.list(InvoiceFilter::default().options(options)).collect().await.unwrap_err();
    for (error, name) in [(fields, "fields"), (expand, "expand")] {
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains(&format!("{name} is not documented for this operation")), "{error}");
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn an_empty_id_is_not_sent() {
    let mock = MockTransport::new();
    let client = client(&mock);
    let due = date(2026, 11, 30);
    let nobody_pays = client.invoices().create(NewInvoice::new("", "fund_1", InvoiceType::PayOff)).await.unwrap_err();
    let nobody_is_paid =
        client.invoices().create(NewInvoice::new("cust_1", "", InvoiceType::PayOff)).await.unwrap_err();
    let for_nothing = NewPaymentIntent::new("", 1, due, PaymentIntentMethod::Offline);
    let for_nothing = client.payment_intents().create(for_nothing).await.unwrap_err();
    for (error, name) in [(nobody_pays, "payer"), (nobody_is_paid, "beneficiary"), (for_nothing, "invoice")] {
        assert!(error.to_string().contains(&format!("{name} is empty")), "{error}");
    }
    assert!(mock.requests().is_empty());
}

/// Reads what belongs to a payment intent's method, and looks that it is written back as it came.
#[track_caller]
fn method_data(data: &Value) -> PaymentIntentData {
    let intent = json!({ "id": "pi_1", "methodData": data });
    let read: PaymentIntent = serde_json::from_value(intent.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), intent);
    read.method_data.unwrap()
}

#[test]
fn a_boleto_is_told_by_its_type() {
    let data = json!({ "type": "boleto", "barcode": "0001", "events": [{ "event": "created" }], "later": 1 });
    let PaymentIntentData::Boleto(boleto) = method_data(&data) else { panic!("no boleto") };
    assert_eq!(boleto.barcode.as_deref(), Some("0001"));
    assert_eq!(boleto.extra["later"], 1);
    for other in [json!({ "barcode": "0001" }), json!({ "type": "pix" }), json!({ "type": "boleto", "barcode": 1 })] {
        assert!(matches!(method_data(&other), PaymentIntentData::Other(_)), "{other}");
    }
}

#[test]
fn customers_and_companies_can_owe() {
    let customer = base39::CustomerId::new("cust_1");
    let company = base39::CompanyId::new("comp_1");
    assert_eq!(PartyId::from(customer), "cust_1");
    assert_eq!(PartyId::from(company), "comp_1");
}
