//! Invoices and payment intents.

use base39::{
    Client, InvoiceChange, InvoiceFilter, InvoicePurpose, InvoiceStatus, InvoiceType, NewInvoice, NewInvoiceItem,
    NewPaymentIntent, Payment, PaymentIntentFilter, PaymentIntentMethod, Uncollectible, View,
    jiff::civil::{Date, date},
    operations,
};

use super::super::{Row, as_it_is, data, one, paged};
use super::{all_options, backwards, least, note, view};

const DAY: Date = date(2026, 11, 30);

pub(super) fn rows() -> Vec<Row> {
    [invoices(), payment_intents()].into_iter().flatten().collect()
}

fn invoices() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::LIST_INVOICES,
            "invoices().list(filter)",
            10,
            |c, ids| c.invoices().list(InvoiceFilter::default().options(least(ids))),
            &[
                |c, _| {
                    let some = InvoiceFilter::default().payers(["cust_1", "comp_1"]).beneficiaries(["fund_1"]);
                    let some = some.status(InvoiceStatus::Open).invoice_type(InvoiceType::PayOff);
                    let some = some.purpose(InvoicePurpose::Regular).due_date_start(DAY).due_date_end(DAY);
                    c.invoices().list(some.options(all_options().expand(Vec::<String>::new())))
                },
                |c, _| c.invoices().list(InvoiceFilter::default().options(backwards())),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::CREATE_INVOICE,
            "invoices().create(invoice)",
            |c, ids| {
                let new = NewInvoice::new(ids.id("customer"), ids.id("fund"), InvoiceType::PayOff);
                c.invoices().create(new)
            },
            &[|c, _| {
                let new = NewInvoice::new("cust_1", "fund_1", InvoiceType::CompanyRecurring).due_date(DAY).item(item());
                let new = new.purpose(InvoicePurpose::NoFunds).description("Parcela").auto_finalize(true);
                let new = new.update_invoice_item_on_insert(false).paid_at(DAY).metadata(note());
                c.invoices().create(new.view(view()))
            }],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::GET_INVOICE_ITEM,
            "invoices().item(invoice, item, view)",
            |c, ids| c.invoices().item(ids.id("invoice"), ids.id("invoice_item"), View::default()),
            &[|c, _| c.invoices().item("inv_1", "item_1", View::default().expand(["installment"]))],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::VOID_INVOICE,
            "invoices().void(invoice, change)",
            |c, ids| c.invoices().void(ids.id("invoice"), InvoiceChange::default()),
            &[|c, _| c.invoices().void("inv_1", change())],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::FINALIZE_INVOICE,
            "invoices().finalize(invoice, change)",
            |c, ids| c.invoices().finalize(ids.id("invoice"), InvoiceChange::default()),
            &[|c, _| c.invoices().finalize("inv_1", change())],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::MARK_INVOICE_UNCOLLECTIBLE,
            "invoices().mark_uncollectible(invoice, reason)",
            |c, ids| c.invoices().mark_uncollectible(ids.id("invoice"), Uncollectible::default()),
            &[|c, _| c.invoices().mark_uncollectible("inv_1", Uncollectible::default().description("Sem saldo"))],
            as_it_is,
        ),
        paged::<Client, _>(
            &operations::LIST_INVOICE_PAYMENT_INTENTS,
            "invoices().payment_intents(invoice, options)",
            0,
            |c, ids| c.invoices().payment_intents(ids.id("invoice"), least(ids)),
            &[
                |c, _| c.invoices().payment_intents("inv_1", all_options()),
                |c, _| c.invoices().payment_intents("inv_1", backwards()),
            ],
            data,
        ),
    ]
}

fn payment_intents() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::LIST_PAYMENT_INTENTS,
            "payment_intents().list(filter)",
            10,
            |c, ids| c.payment_intents().list(PaymentIntentFilter::default().options(least(ids))),
            &[
                |c, _| {
                    let some = PaymentIntentFilter::default().invoices(["inv_1", "inv_2"]);
                    c.payment_intents().list(some.options(all_options()))
                },
                |c, _| c.payment_intents().list(PaymentIntentFilter::default().options(backwards())),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::CREATE_PAYMENT_INTENT,
            "payment_intents().create(intent)",
            |c, ids| {
                let new = NewPaymentIntent::new(ids.id("invoice"), 9000, DAY, PaymentIntentMethod::Boleto);
                c.payment_intents().create(new)
            },
            &[|c, _| {
                let new = NewPaymentIntent::new("inv_1", 1, DAY, PaymentIntentMethod::Loan).method_data(note());
                c.payment_intents().create(new.metadata(note()).view(view()))
            }],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::PAY_PAYMENT_INTENT,
            "payment_intents().pay(intent, payment)",
            |c, ids| c.payment_intents().pay(ids.id("payment_intent"), Payment::default()),
            &[|c, _| {
                let payment = Payment::default().member("amountPaid", 9000).member("metadata", note());
                c.payment_intents().pay("pi_1", payment.view(view()))
            }],
            as_it_is,
        ),
    ]
}

fn item() -> NewInvoiceItem {
    NewInvoiceItem {
        installment: Some("inst_1".into()),
        amount: Some(9000.into()),
        discount: Some(1.into()),
        fine: Some(2.into()),
        interest: Some(3.into()),
        description: Some("Parcela 1".to_owned()),
        metadata: Some(note()),
    }
}

fn change() -> InvoiceChange {
    InvoiceChange::default().description("Emitida duas vezes").metadata(note()).view(view())
}
