//! Products.

use base39::{
    Client, DaysUntilDue, DocumentTemplate, DocumentToCreate, DocumentToRequest, EligibleProductFilter, Fields,
    InvoiceSettings, LateCharge, LoanConcurrency, LoanCondition, OfferInsurance, OfferOptions, OfferSettings,
    ProductDocuments, ProductEligibility, ProductFilter, ProductInput, ProductInvoiceSettings, ProductLoanSettings,
    ProductOffering, ProductRebate, ProductSettings, ProductStatus, RebateAmountType, RebateFeeType, Refinancing, View,
    operations,
};
use serde_json::{Map, json};

use super::super::{Row, as_it_is, data, one, paged};
use super::{all_options, backwards, least, note, view};

pub(super) fn rows() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::LIST_PRODUCTS,
            "products().list(filter)",
            10,
            |c, ids| c.products().list(ProductFilter::default().options(least(ids))),
            &[
                |c, _| c.products().list(ProductFilter::default().name("Consignado").options(all_options())),
                |c, _| c.products().list(ProductFilter::default().options(backwards())),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::CREATE_PRODUCT,
            "products().create(product)",
            |c, _| c.products().create(ProductInput::default()),
            &[|c, _| c.products().create(input().image("https://example.com/a.png"))],
            as_it_is,
        ),
        paged::<Client, _>(
            &operations::LIST_ELIGIBLE_PRODUCTS,
            "products().eligible(filter)",
            10,
            |c, ids| c.products().eligible(EligibleProductFilter::default().options(least(ids))),
            &[
                |c, _| {
                    let some = EligibleProductFilter::default().documents(["00000000000"]).loans_to_ignore(["loan_1"]);
                    c.products().eligible(some.status(ProductStatus::Active).options(all_options()))
                },
                |c, _| c.products().eligible(EligibleProductFilter::default().options(backwards())),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::GET_PRODUCT,
            "products().get(product, view)",
            |c, ids| c.products().get(ids.id("product"), View::default()),
            &[
                |c, _| c.products().get("prod_1", view()),
                |c, _| c.products().get("prod_1", View::default().fields(Fields::except(["settings"]))),
            ],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::UPDATE_PRODUCT,
            "products().update(product, change)",
            |c, ids| c.products().update(ids.id("product"), ProductInput::default()),
            &[|c, _| c.products().update("prod_1", input())],
            as_it_is,
        ),
    ]
}

/// All that can be written of a product but its image.
fn input() -> ProductInput {
    let settings = ProductSettings {
        steps: json!({ "assinatura": step() }).as_object().cloned(),
        loans: Some(loans()),
        invoices: Some(ProductInvoiceSettings { pay_off: Some(pay_off()), ..Default::default() }),
        products: Some(offering()),
        ..Default::default()
    };
    let named = ProductInput::default().slug("consignado").name("Consignado").description("Crédito");
    named.status(ProductStatus::Inactive).settings(settings).metadata(note())
}

fn step() -> serde_json::Value {
    json!({
        "title": "Assinatura", "type": "signature", "methodData": { "role": "approver" }, "needs": ["documentos"],
        "slug": "assinatura", "hooks": { "onFailure": ["void_loan"] }, "onStart": ["mark_loan_as_pending"],
    })
}

fn loans() -> ProductLoanSettings {
    let concurrency =
        LoanConcurrency { quantity_allowed: Some(1), status: Some(vec!["open".to_owned()]), ..Default::default() };
    let condition =
        LoanCondition { title: Some("Prazo".to_owned()), content: Some("Um ano".to_owned()), ..Default::default() };
    ProductLoanSettings {
        concurrency: Some(vec![concurrency]),
        conditions: Some(vec![condition]),
        refin: Some(Refinancing { min_days: Some(30), ..Default::default() }),
        max_age: Some(70),
        min_age: Some(18),
        minimum_wage: Some(1500.into()),
        ..Default::default()
    }
}

fn pay_off() -> InvoiceSettings {
    let charge = LateCharge { amount: Some(2.into()), days_to_start: Some(1), ..Default::default() };
    InvoiceSettings {
        fine: Some(charge.clone()),
        interest: Some(charge),
        allow_overdue_payment: Some(true),
        days_until_due: Some(DaysUntilDue {
            kind: Some("absolute".to_owned()),
            amount: Some(5.into()),
            ..Default::default()
        }),
        update_invoice_item_on_insert: Some(false),
        ..Default::default()
    }
}

fn offering() -> ProductOffering {
    let eligibility = ProductEligibility { kind: Some("mock".to_owned()), options: Some(note()), ..Default::default() };
    let offer = OfferSettings { kind: Some("online".to_owned()), options: Some(terms()), ..Default::default() };
    ProductOffering {
        eligibility: Some(eligibility),
        offer: Some(offer),
        documents: Some(documents()),
        disbursement: Some("custom".to_owned()),
        ..Default::default()
    }
}

fn terms() -> OfferOptions {
    let rebate = ProductRebate {
        fee_type: Some(RebateFeeType::Tac),
        amount_type: Some(RebateAmountType::Percentage),
        amount: Some(2.into()),
        description: Some("Cadastro".to_owned()),
        min_amount: Some(1.into()),
        max_amount: Some(3.into()),
        ..Default::default()
    };
    let insurance = OfferInsurance {
        amount: Some(1.into()),
        fee: Some(1.into()),
        kind: Some("required".to_owned()),
        number: Some("1".to_owned()),
        insurer: Some("Seguradora Exemplo".to_owned()),
        extra: Map::new(),
    };
    OfferOptions {
        monthly_fee: Some(2.into()),
        number_of_installments: Some(vec![6, 12]),
        days_until_disbursement: Some(2),
        months_until_first_due_date: Some(1),
        credit_operation_type: Some("CCB".to_owned()),
        rebates: Some(vec![rebate]),
        insurance: Some(insurance),
        ..Default::default()
    }
}

fn documents() -> ProductDocuments {
    let contract = DocumentToCreate {
        purpose: Some("contrato".to_owned()),
        method: Some("google".to_owned()),
        method_data: Some(DocumentTemplate { template: Some("modelo".to_owned()), ..Default::default() }),
        ..Default::default()
    };
    let pay_stub = DocumentToRequest {
        purpose: Some("pay_stub".to_owned()),
        name: Some("Holerite".to_owned()),
        owner: Some("customer".to_owned()),
        expire_in_days: Some(30),
        ..Default::default()
    };
    ProductDocuments { to_create: Some(vec![contract]), to_request: Some(vec![pay_stub]), ..Default::default() }
}
