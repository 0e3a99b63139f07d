//! Companies and their groups.

use base39::{
    Address, Client, CompanyGroupFilter, CompanyInput, CompanyInvoiceSettings, CompanySettings, CompanyStatus,
    DaysUntilDue, InvoiceSettings, LateCharge, NewCompanyGroup, operations,
};
use serde_json::{Map, json};

use super::super::{Row, Shape, as_it_is, data, one, paged, request, written};
use super::{all_options, backwards, least, note, settings::loans, view};

pub(super) fn rows() -> Vec<Row> {
    vec![
        request::<Client, _>(
            (&operations::LIST_COMPANIES, "companies().list()", Shape::Whole),
            |c, _| c.companies().list(),
            &[],
            data,
            |list| written(&list.data.into_items()?),
        ),
        paged::<Client, _>(
            &operations::LIST_COMPANY_GROUPS,
            "company_groups().list(filter)",
            2_000,
            |c, ids| c.company_groups().list(CompanyGroupFilter::default().options(least(ids))),
            &[
                |c, _| {
                    let some = CompanyGroupFilter::default().name("Grupo & Cia").deleted(false);
                    c.company_groups().list(some.options(all_options()))
                },
                |c, _| c.company_groups().list(CompanyGroupFilter::default().options(backwards())),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::CREATE_COMPANY,
            "companies().create(company)",
            |c, _| c.companies().create(CompanyInput::new("00000000000000", "Exemplo SA")),
            &[|c, _| c.companies().create(company())],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::UPDATE_COMPANY,
            "companies().update(company, update)",
            |c, ids| c.companies().update(ids.id("company"), CompanyInput::default()),
            &[|c, _| c.companies().update("comp_1", company())],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::CREATE_COMPANY_GROUP,
            "company_groups().create(group)",
            |c, _| c.company_groups().create(NewCompanyGroup::default()),
            &[|c, _| {
                let new = NewCompanyGroup::default().name("Grupo & Cia").metadata(note());
                c.company_groups().create(new.view(view()))
            }],
            as_it_is,
        ),
    ]
}

/// A company with all there is.
fn company() -> CompanyInput {
    let invoices = CompanyInvoiceSettings {
        pay_off: Some(invoices()),
        company_recurring: Some(invoices()),
        ..CompanyInvoiceSettings::default()
    };
    let settings = CompanySettings {
        steps: Some(Map::from_iter([("assinatura".to_owned(), json!({ "title": "Assinatura" }))])),
        loans: Some(loans()),
        invoices: Some(invoices),
        ..CompanySettings::default()
    };
    let new = CompanyInput::new("00000000000000", "Exemplo SA").status(CompanyStatus::Active).friendly_name("Exemplo");
    new.group("cgrp_1").address(address()).credit_policies(["cpol_1"]).settings(settings)
}

fn address() -> Address {
    let given = |text: &str| Some(text.to_owned());
    Address {
        city: given("Recife"),
        state: given("PE"),
        country: given("BR"),
        line1: given("Rua Exemplo"),
        line2: given("Sala 1"),
        number: given("1"),
        postal_code: given("00000000"),
        neighborhood: given("Centro"),
        ..Address::default()
    }
}

fn invoices() -> InvoiceSettings {
    let charge = LateCharge { amount: Some(2.into()), days_to_start: Some(1), ..LateCharge::default() };
    let due = DaysUntilDue { kind: Some("absolute".to_owned()), amount: Some(30.into()), ..DaysUntilDue::default() };
    InvoiceSettings {
        fine: Some(charge.clone()),
        interest: Some(charge),
        allow_overdue_payment: Some(true),
        days_until_due: Some(due),
        update_invoice_item_on_insert: Some(false),
        ..InvoiceSettings::default()
    }
}
