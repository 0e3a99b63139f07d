//! Payment methods.

use base39::{
    BankAccount, Client, NewPaymentMethod, PaymentMethodFilter, PaymentMethodStatus, PixKey, View, jiff::Timestamp,
    operations,
};

use super::super::{Row, as_it_is, data, one, paged};
use super::{all_options, backwards, least, note, view};

pub(super) fn rows() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::LIST_PAYMENT_METHODS,
            "payment_methods().list(filter)",
            10,
            |c, ids| c.payment_methods().list(PaymentMethodFilter::default().options(least(ids))),
            &[
                |c, _| {
                    let some = PaymentMethodFilter::default().parameter("method", "pix_key");
                    let some = some.parameter("owner", "cust_1,comp_1").parameter("status", "verified");
                    c.payment_methods().list(some.options(all_options()))
                },
                |c, _| c.payment_methods().list(PaymentMethodFilter::default().options(backwards())),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::CREATE_PAYMENT_METHOD,
            "payment_methods().create(method)",
            |c, _| c.payment_methods().create(NewPaymentMethod::bank_account(BankAccount::default())),
            &[
                |c, _| {
                    let new = NewPaymentMethod::bank_account(account()).status(PaymentMethodStatus::NotVerified);
                    c.payment_methods().create(new.owner("cust_1").owner("comp_1").metadata(note()))
                },
                |c, _| c.payment_methods().create(NewPaymentMethod::pix_key(key())),
                |c, _| c.payment_methods().create(NewPaymentMethod::other("pix_key", note())),
            ],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::LINK_PAYMENT_METHOD,
            "payment_methods().link(method, owner, view)",
            |c, ids| c.payment_methods().link(ids.id("payment_method"), ids.id("customer"), View::default()),
            &[|c, _| c.payment_methods().link("pm_1", "comp_1", view())],
            as_it_is,
        ),
    ]
}

fn account() -> BankAccount {
    BankAccount {
        account_holder_name: Some("Ana".to_owned()),
        account_holder_type: Some("individual".to_owned()),
        account_holder_document: Some("00000000000".to_owned()),
        bank_code: Some("000".to_owned()),
        bank_name: Some("Banco Exemplo".to_owned()),
        branch: Some("0001".to_owned()),
        number: Some("00001".to_owned()),
        digit: Some("0".to_owned()),
        account_type: Some("current".to_owned()),
        created_at: Some(Timestamp::UNIX_EPOCH),
        ..Default::default()
    }
}

fn key() -> PixKey {
    PixKey {
        key_type: Some("document".to_owned()),
        key_value: Some("00000000000".to_owned()),
        account_holder_name: Some("Ana".to_owned()),
        account_holder_type: Some("individual".to_owned()),
        account_holder_document: Some("00000000000".to_owned()),
        ..Default::default()
    }
}
