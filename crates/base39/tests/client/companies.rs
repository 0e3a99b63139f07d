//! Companies that are made and changed.

use acesso_core::testing::MockTransport;
use base39::{Address, CompanyInput, Error, ErrorKind};
use serde_json::json;

use crate::support::client;

fn address() -> Address {
    let given = |text: &str| Some(text.to_owned());
    Address {
        city: given("Recife"),
        state: given("PE"),
        country: given("BR"),
        line1: given("Rua Exemplo"),
        number: given("1"),
        postal_code: given("00000000"),
        neighborhood: given("Centro"),
        ..Address::default()
    }
}

async fn refused(company: CompanyInput) -> Error {
    let mock = MockTransport::new();
    let error = client(&mock).companies().create(company).await.unwrap_err();
    assert_eq!((error.kind(), mock.requests().len()), (ErrorKind::InvalidInput, 0));
    error
}

#[tokio::test]
async fn a_new_company_has_a_document_and_a_name() {
    for (company, field) in [
        (CompanyInput::default().name("Example SA"), "document"),
        (CompanyInput::default().document("00000000000000"), "name"),
        (CompanyInput::new("", "Example SA"), "document"),
        (CompanyInput::new("00000000000000", ""), "name"),
    ] {
        let error = refused(company).await.to_string();
        assert!(error.contains(&format!("{field} is empty")), "{error}");
    }
}

#[tokio::test]
async fn an_address_has_all_that_the_contract_requires() {
    let new = CompanyInput::new("00000000000000", "Example SA");
    for (address, field) in [
        (Address { city: None, ..address() }, "address.city is empty"),
        (Address { postal_code: Some(String::new()), ..address() }, "address.postalCode is empty"),
        (Address { country: Some("BRA".to_owned()), ..address() }, "address.country must have 2 characters, it has 3"),
    ] {
        let error = refused(new.clone().address(address.clone())).await.to_string();
        assert!(error.contains(field), "{error}");
        let mock = MockTransport::new();
        let update = CompanyInput::default().address(address);
        let error = client(&mock).companies().update("comp_1", update).await.unwrap_err().to_string();
        assert!(error.contains(field), "{error}");
    }
    let mock = MockTransport::new().respond(200, r#"{"id":"comp_1"}"#);
    client(&mock).companies().create(new.address(address())).await.unwrap();
}

#[tokio::test]
async fn a_part_of_the_settings_that_can_not_be_read_is_none() {
    let settings = json!({
        "steps": { "id": 1 }, "loans": { "concurrency": 7 }, "new": true,
        "invoices": { "payOff": { "fine": { "amount": 1, "daysToStart": 2 } } },
    });
    for (settings, read) in [
        (json!("none"), json!(null)),
        (
            settings,
            json!({
                "steps": { "id": 1 }, "new": true,
                "invoices": { "payOff": { "fine": { "amount": 1, "daysToStart": 2 } } },
            }),
        ),
    ] {
        let body = json!({ "id": "comp_1", "settings": settings }).to_string();
        let mock = MockTransport::new().respond(200, body);
        let company = client(&mock).companies().update("comp_1", CompanyInput::default()).await.unwrap();
        assert_eq!(serde_json::to_value(&company.settings).unwrap(), read);
    }
}
