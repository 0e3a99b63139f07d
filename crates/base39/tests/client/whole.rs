//! What a program reads, changes and sends back whole: members that this version does not know stay in it.

use base39::{
    AdditionalDocument, Address, BankAccount, CashoutItem, CompanySettings, CreditPolicyOptions, Offer, PixKey,
    ProductSettings, WorkflowContent,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

#[track_caller]
fn assert_keeps<T: DeserializeOwned + Serialize>(read: &Value) {
    let value: T = serde_json::from_value(read.clone()).unwrap();
    assert_eq!(&serde_json::to_value(&value).unwrap(), read);
}

#[test]
fn what_is_sent_back_keeps_what_nobody_knows() {
    let new = || json!({ "new": { "a": [1] } });
    let plain = [
        assert_keeps::<AdditionalDocument>,
        assert_keeps::<Address>,
        assert_keeps::<BankAccount>,
        assert_keeps::<CompanySettings>,
        assert_keeps::<PixKey>,
        assert_keeps::<ProductSettings>,
    ];
    for keeps in plain {
        keeps(&new());
    }
    assert_keeps::<CashoutItem>(&json!({ "beneficiary": new(), "new": 1 }));
    let offer =
        json!({ "insurance": new(), "rebates": [new()], "fine": new(), "cashout": [new()], "new": { "a": [1] } });
    assert_keeps::<Offer>(&offer);
    let rule = json!({ "monthlyFee": [{ "insurance": new(), "new": 1 }], "new": 1 });
    assert_keeps::<CreditPolicyOptions>(&json!({ "rebates": [new()], "fine": new(), "rules": [rule], "new": 1 }));
    assert_keeps::<WorkflowContent>(&json!({ "trigger": new(), "actions": [new()], "new": 1 }));
}

#[test]
fn a_whole_number_may_have_a_fraction_of_nothing() {
    let offer = |number: Value| serde_json::from_value::<Offer>(json!({ "numberOfInstallments": number }));
    for (number, read) in [
        (json!(12), Some(12)),
        (json!(12.0), Some(12)),
        (json!(-0.0), Some(0)),
        (json!(-3.0), Some(-3)),
        (json!(null), None),
    ] {
        assert_eq!(offer(number).unwrap().number_of_installments, read);
    }
    for number in [json!(12.5), json!(1e300), json!(u64::MAX), json!("12"), json!(true)] {
        offer(number.clone()).expect_err(&number.to_string());
    }
}
