//! Installments.

use base39::{
    Client, Fields, InstallmentFilter, InstallmentStatus, NewInstallment, View, jiff::civil::date, operations,
};
use serde_json::Map;

use super::super::{Ids, Row, Shape, as_it_is, data, one, paged, request, written};
use super::{all_options, backwards, least};

pub(super) fn rows() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::LIST_LOAN_INSTALLMENTS,
            "loans().installments(loan, filter)",
            0,
            |c, ids| c.loans().installments(ids.id("loan"), InstallmentFilter::default().options(least(ids))),
            &[
                |c, _| {
                    let some = InstallmentFilter::default().payment_for(date(2026, 7, 16)).payers(["cust_1", "comp_1"]);
                    let some = some.due_date_start(date(2026, 1, 1)).due_date_end(date(2026, 12, 31));
                    let some = some.statuses(InstallmentStatus::KNOWN.to_vec());
                    c.loans().installments("loan_1", some.options(all_options()))
                },
                |c, _| c.loans().installments("loan_1", InstallmentFilter::default().options(backwards())),
            ],
            data,
        ),
        request::<Client, _>(
            (&operations::SEARCH_INSTALLMENTS, "installments().search(query)", Shape::Whole),
            |c, _| c.installments().search("loan.customer.name:Ana"),
            &[],
            data,
            |found| written(&found.data.into_items()?),
        ),
        one::<Client, _>(
            &operations::CREATE_INSTALLMENT,
            "installments().create(loan, installment)",
            |c, ids| c.installments().create(ids.id("loan"), new(ids)),
            &[|c, ids| {
                let new = new(ids).calendar_days(30).workdays(21).number(1).has_interest(true).metadata(Map::new());
                let new = new.due_principal(140).post_fixed_amount(0).pre_fixed_amount(10).tax_amount(1);
                c.installments().create("loan_1", new.principal_amortization_amount(140).view(whole_view()))
            }],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::VOID_INSTALLMENT,
            "installments().void(installment, view)",
            |c, ids| c.installments().void(ids.id("installment"), View::default()),
            &[|c, _| c.installments().void("inst_1", whole_view())],
            as_it_is,
        ),
    ]
}

fn new(ids: &Ids<'_>) -> NewInstallment {
    NewInstallment::new(ids.id("customer"), date(2026, 12, 10), 150, ids.id("fund"))
}

fn whole_view() -> View {
    View::default().expand(["loan"]).fields(Fields::only(["status"]))
}
