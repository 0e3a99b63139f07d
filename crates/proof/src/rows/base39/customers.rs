//! Customers.

use base39::{
    AdditionalDocument, Address, Client, CustomerFilter, CustomerUpdate, Fields, Gender, View, jiff::civil::date,
    operations,
};
use serde_json::Map;

use super::super::{Row, as_it_is, data, one, paged};
use super::{all_options, backwards, least};

pub(super) fn rows() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::LIST_CUSTOMERS,
            "customers().list(filter)",
            10,
            |c, ids| c.customers().list(CustomerFilter::default().options(least(ids))),
            &[
                |c, _| {
                    let some = CustomerFilter::default().parameter("id", "cust_1,cust_2").parameter("phone", "11");
                    let some = some.parameter("document", "00000000000").parameter("email", "ana@cliente.example");
                    c.customers().list(some.options(all_options()))
                },
                |c, _| c.customers().list(CustomerFilter::default().options(backwards())),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::UPDATE_CUSTOMER,
            "customers().update(customer, change)",
            |c, ids| c.customers().update(ids.id("customer"), CustomerUpdate::default()),
            &[|c, _| c.customers().update("cust_1", whole_update())],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::ATTACH_CUSTOMER_FILE,
            "customers().attach(customer, file, view)",
            |c, ids| c.customers().attach(ids.id("customer"), ids.id("file"), View::default()),
            &[|c, _| {
                let view = View::default().expand(["attachments.file"]).fields(Fields::only(["name"]));
                c.customers().attach("cust_1", "file_1", view)
            }],
            as_it_is,
        ),
    ]
}

fn whole_update() -> CustomerUpdate {
    let address = Address {
        city: Some("Recife".into()),
        state: Some("PE".into()),
        country: Some("BR".into()),
        line1: Some("Rua do Exemplo".into()),
        line2: Some("casa".into()),
        number: Some("1".into()),
        postal_code: Some("00000000".into()),
        neighborhood: Some("Centro".into()),
        ..Address::default()
    };
    let rg = AdditionalDocument {
        kind: Some("rg".into()),
        number: Some("1".into()),
        issuer: Some("SSP".into()),
        state: Some("PE".into()),
        extra: Map::new(),
    };
    CustomerUpdate::default()
        .document("00000000000")
        .name("Ana")
        .email("ana@cliente.example")
        .phone("11")
        .username("ana")
        .address(address)
        .birth_date(date(1990, 1, 1))
        .birth_place("Recife")
        .nationality("BR")
        .gender(Gender::Female)
        .public_person(false)
        .marital_status("single")
        .mother_name("Bia")
        .additional_documents([rg])
        .attachments(["file_1"])
        .metadata(Map::new())
}
