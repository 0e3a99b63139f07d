//! Invoices and their files: against the sandbox, over real sockets, and on a mock transport.

use acesso_core::testing::MockTransport;
use acesso_sandbox::{Fault, Sandbox, contract::Contract};
use myreports::{Client, Credentials, Download, Error, ErrorKind, Invoice, InvoiceDetail, PriceOperator, Region};
use serde_json::{Value, json};

const OCTETS: &str = "application/octet-stream; charset=utf-8";

fn client(sandbox: &Sandbox) -> Client {
    let token = Credentials::token(sandbox.myreports().enterprise_token());
    Client::builder(Region::Eu, token).base_url(sandbox.myreports().url()).build().unwrap()
}

fn mocked(mock: MockTransport) -> Client {
    Client::builder(Region::Eu, Credentials::token("example-token")).transport(mock).build().unwrap()
}

/// The PDF and the detail of an invoice.
async fn files(client: &Client, invoice: &str) -> [Result<Download, Error>; 2] {
    [client.billing().pdf(invoice).await, client.billing().detail(invoice).await]
}

#[tokio::test]
async fn an_invoice_is_found_read_and_downloaded() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);

    let invoices = client.billing().list().await.unwrap();
    assert_eq!(invoices.count_matches(), Some(true));
    let listed = invoices.into_items().unwrap().remove(0);
    assert_eq!(client.billing().get(&listed.id).await.unwrap(), listed);
    assert!(listed.billing_period_start < listed.billing_period_end);
    for (file, beginning) in files(&client, listed.id.as_str()).await.into_iter().zip([&b"%PDF-1.4"[..], b"PK\x05\x06"])
    {
        let mut file = file.unwrap();
        let mut written = Vec::new();
        let length = file.write_to(&mut written).await.unwrap();
        assert_eq!((file.media_type.as_deref(), length), (Some(OCTETS), written.len() as u64));
        assert!(written.starts_with(beginning), "{}", written.escape_ascii());
    }

    assert!(client.billing().pdf("00000000000000000000dead").optional().await.unwrap().is_none());
    for seen in sandbox.myreports().requests() {
        Contract::myreports().check_seen(&seen).unwrap();
        let is_file = ["/summary", "/detail"].iter().any(|end| seen.path().ends_with(end));
        assert_eq!(seen.header("accept") == Some("application/octet-stream"), is_file);
    }
}

#[tokio::test]
async fn what_comes_in_a_files_place_is_no_file() {
    let acknowledgement = r#"{"status":"success","timestamp":"2019-01-01T10:00:00.2890319Z"}"#;
    let refusal =
        r#"{"error":400,"message":"No such month.","status":"error","timestamp":"2019-01-01T10:00:00.2890319Z"}"#;
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    for (media_type, body, kind) in [
        // As the vendor's own sample shows it.
        (OCTETS, acknowledgement, ErrorKind::Decode),
        (OCTETS, refusal, ErrorKind::Rejected),
        (OCTETS, "<html>log in</html>", ErrorKind::Decode),
        (OCTETS, "", ErrorKind::Decode),
        (OCTETS, "%P", ErrorKind::Decode),
        ("application/json", "%PDF-1.7 PK\u{3}\u{4}", ErrorKind::Decode),
        ("text/html", "PK\u{3}\u{4}", ErrorKind::Decode),
    ] {
        sandbox.myreports().inject(Fault::status(200).body(media_type, body).times(2));
        for file in files(&client, "i").await {
            let error = file.unwrap_err();
            assert_eq!((error.kind(), error.body()), (kind, body.as_bytes()), "{media_type} {body}: {error}");
        }
    }
    sandbox.myreports().inject(Fault::status(200).body(OCTETS, "PK\u{3}\u{4}"));
    assert_eq!(client.billing().pdf("i").await.unwrap_err().kind(), ErrorKind::Decode);
    sandbox.myreports().inject(Fault::status(200).body(OCTETS, "%PDF-1.7"));
    assert_eq!(client.billing().detail("i").await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_file_that_is_cut_is_never_done() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let invoice = client.billing().list().await.unwrap().into_items().unwrap().remove(0).id;
    for fault in [Fault::half_body(), Fault::half_chunk()] {
        sandbox.myreports().inject(fault.clone());
        let mut file = client.billing().pdf(&invoice).await.unwrap();
        let mut written = Vec::new();
        let error = file.write_to(&mut written).await.unwrap_err();
        let error = error.get_ref().unwrap().downcast_ref::<Error>().unwrap();
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{fault:?}");
        assert!(error.to_string().contains("enterprise_get_invoice_pdf"), "{error}");
        assert!(written.starts_with(b"%PDF"));
    }
}

fn invoice() -> Value {
    json!({
        "tenantId": "t",
        "invoiceid": "000000000000000000000001",
        "invoiceNumber": "7",
        "customerName": "Reseller 1",
        "billingPeriodStart": "2020-01-01T00:00:00.000+00:00",
        "billingPeriodEnd": "2020-01-31T23:59:59.999+00:00",
        "invoiceValue": 200.0
    })
}

async fn read(invoice: Value) -> Result<Invoice, Error> {
    let body = json!({ "data": invoice, "status": "success" }).to_string();
    mocked(MockTransport::new().respond(200, body)).billing().get("i").await
}

#[tokio::test]
async fn an_invoice_is_read_under_either_name_of_its_members() {
    let samples = read(invoice()).await.unwrap();
    assert_eq!(samples.billing_period_end.unwrap().to_string(), "2020-01-31T23:59:59.999Z");
    assert_eq!((samples.invoice_number.as_str(), samples.invoice_value.to_string().as_str()), ("7", "200.0"));

    let mut table = json!({});
    for (name, value) in invoice().as_object().unwrap() {
        let name = if name == "customerName" { "accountname".to_owned() } else { name.to_lowercase() };
        table[name] = value.clone();
    }
    assert_eq!(read(table).await.unwrap(), samples);
}

#[tokio::test]
async fn an_amount_that_is_not_there_is_not_zero() {
    for amount in [Value::Null, json!("much")] {
        let mut odd = invoice();
        odd["invoiceValue"] = amount;
        assert_eq!(read(odd).await.unwrap_err().json_path(), Some("data.invoiceValue"));
    }
    let mut odd = invoice();
    (odd["customerName"], odd["billingPeriodEnd"]) = (Value::Null, json!("soon"));
    let odd = read(odd).await.unwrap();
    assert_eq!((odd.customer_name.as_str(), odd.billing_period_end), ("", None));
    let mut nameless = invoice();
    nameless.as_object_mut().unwrap().remove("customerName");
    assert_eq!(read(nameless).await.unwrap().customer_name, "");
}

#[test]
fn the_file_inside_an_archive_is_read_whole() {
    let sample = json!({
        "tenantId": "00000000-0000-0000-0000-123456789123",
        "invoiceId": "00000000000000000000000a",
        "invoiceNumber": "9000004",
        "accountName": "Example Tenant 1",
        "billingPeriodStart": "2020-04-01T00:00:00",
        "billingPeriodEnd": "2020-04-30T23:59:59",
        "invoiceDate": "2020-04-09T00:00:00",
        "invoiceValue": 17.5,
        "invoiceItems": [{
            "id": "000000000000000000000001",
            "quantity": 1.0,
            "value": 1.25,
            "fromDate": "2020-04-01T00:00:00Z",
            "toDate": "2020-04-30T23:59:59.999Z",
            "calculationOrder": 1,
            "operatorUsed": "PRICE",
            "operatorValueUsed": 1.25,
            "productTagName": "Essential User #XDM00001",
            "billingOutputTags": ["PurchaseResult"],
            "stringValues": [{ "name": "Role", "value": "customer.user.pbx" }],
            "numericValues": [{ "name": "customer_licence_count", "amount": 3 }],
            "later": true
        }],
        "later": true
    });
    let read = InvoiceDetail::read(format!("\u{feff}{sample}").as_bytes()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), sample);
    assert_eq!(read.invoice_items[0].operator_used, Some(PriceOperator::Price));

    let mut texts = sample.clone();
    texts["invoiceItems"][0]["stringValues"] =
        json!([{ "name": "Role", "value": "r" }, { "name": "a", "value": 7 }, {}]);
    texts["invoiceItems"][0]["numericValues"] = json!([{ "name": null, "value": 7 }]);
    let item = InvoiceDetail::read(texts.to_string().as_bytes()).unwrap().invoice_items.remove(0);
    let texts = item.string_values.unwrap();
    assert_eq!((texts.len(), texts[0].value.as_deref(), texts[1].value.as_deref()), (3, Some("r"), None));
    assert_eq!(item.numeric_values.unwrap()[0].extra["value"], 7);

    let mut odd = sample;
    odd["invoiceItems"][0] = json!({ "id": "1", "quantity": 1, "value": 0.1, "stringValues": 7, "fromDate": "soon" });
    let odd = InvoiceDetail::read(odd.to_string().as_bytes()).unwrap();
    assert_eq!(odd.invoice_items[0].string_values, None);
    let error = InvoiceDetail::read(br#"{"tenantId":"t"}"#).unwrap_err();
    assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some("invoiceId")));
}
