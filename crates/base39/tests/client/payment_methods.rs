//! Payment methods: what the table of all operations doesn't try.

use acesso_core::testing::MockTransport;
use base39::{BankAccount, ErrorKind, NewPaymentMethod, PaymentMethod, PaymentMethodData, View};
use serde_json::{Value, json};

use crate::support::client;

/// Reads what belongs to a payment method, and looks that it is written back as it came.
#[track_caller]
fn method_data(data: &Value) -> PaymentMethodData {
    let method = json!({ "id": "pm_1", "methodData": data });
    let read: PaymentMethod = serde_json::from_value(method.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), method);
    read.method_data.unwrap()
}

#[test]
fn accounts_and_keys_are_told_by_their_members() {
    let account = json!({ "accountHolderName": "Ana", "branch": "0001", "later": 1 });
    assert!(matches!(method_data(&account), PaymentMethodData::BankAccount(account) if account.extra["later"] == 1));
    let key = json!({ "keyType": "document", "accountHolderName": "Ana", "branch": "0001" });
    assert!(matches!(method_data(&key), PaymentMethodData::PixKey(key) if key.extra["branch"] == "0001"));
    for other in [json!({}), json!({ "accountHolderName": "Ana" }), json!({ "keyValue": 1 }), json!({ "branch": 1 })] {
        assert!(matches!(method_data(&other), PaymentMethodData::Other(_)), "{other}");
    }
}

#[tokio::test]
async fn an_owner_has_an_id() {
    let mock = MockTransport::new();
    let client = client(&mock);
    let new = NewPaymentMethod::bank_account(BankAccount::default()).owner("cust_1").owner("");
    let created = client.payment_methods().create(new).await.unwrap_err();
    let linked = client.payment_methods().link("pm_1", "", View::default()).await.unwrap_err();
    for error in [created, linked] {
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains("owner is empty"), "{error}");
    }
    assert!(mock.requests().is_empty());
}
