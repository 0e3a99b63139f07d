//! Invoices and their files.

use myreports::{Client, operations};

use super::super::{Row, data, file, one, whole};

pub(super) fn rows() -> Vec<Row> {
    vec![
        whole::<Client, _>(
            &operations::ENTERPRISE_LIST_INVOICES,
            "billing().list()",
            |c, _| c.billing().list(),
            &[],
            data,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_GET_INVOICE,
            "billing().get(invoice)",
            |c, ids| c.billing().get(ids.id("invoice")),
            &[],
            data,
        ),
        file::<Client>(&operations::ENTERPRISE_GET_INVOICE_PDF, "billing().pdf(invoice)", |c, ids| {
            c.billing().pdf(ids.id("invoice"))
        }),
        file::<Client>(&operations::ENTERPRISE_GET_INVOICE_DETAIL, "billing().detail(invoice)", |c, ids| {
            c.billing().detail(ids.id("invoice"))
        }),
    ]
}
