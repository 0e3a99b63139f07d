//! Loans.

use base39::{
    Beneficiary, CashoutItem, CashoutKind, Client, Disbursement, InterestBase, ListOptions, LoanContext, LoanFilter,
    LoanInput, LoanStatus, LoanUpdate, NewLoan, NewTransaction, Offer, OfferCashout, OfferFine, OfferInsurance,
    OfferRebate, RebateAmountType, RebateFeeType, jiff::civil::date, operations,
};
use serde_json::Map;

use super::super::{Row, Shape, as_it_is, data, one, paged, request, written};

pub(super) fn rows() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::LIST_LOANS,
            "loans().list(filter)",
            0,
            |c, _| c.loans().list(LoanFilter::default()),
            &[|c, _| {
                let some = LoanFilter::default().ids(["loan_1", "loan_2"]).customers(["cust_1"]).companies(["comp_1"]);
                let some = some.attachments(["file_1"]).statuses(LoanStatus::KNOWN.to_vec()).external_id("42");
                let some = some.created_at_start("2026-01-01").created_at_end("2026-02-01").payment_for("2026-03-01");
                let options = ListOptions::default().expand(["installments:40"]).starting_after("loan_1");
                c.loans().list(some.contract_numbers(["42", "43"]).options(options))
            }],
            data,
        ),
        request::<Client, _>(
            (&operations::SEARCH_LOANS, "loans().search(parameters)", Shape::Whole),
            |c, _| c.loans().search(&[]),
            &[],
            data,
            |found| written(&found.data.into_items()?),
        ),
        one::<Client, _>(
            &operations::GET_LOAN,
            "loans().get(loan)",
            |c, ids| c.loans().get(ids.id("loan")),
            &[],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::CREATE_LOAN,
            "loans().create(loan)",
            |c, _| c.loans().create(NewLoan::default()),
            &[|c, _| c.loans().create(all_of(NewLoan::default().offer("offr_1")))],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::UPDATE_LOAN,
            "loans().update(loan, change)",
            |c, ids| c.loans().update(ids.id("loan"), LoanUpdate::default()),
            &[|c, _| c.loans().update("loan_1", whole_update())],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::VOID_LOAN,
            "loans().void(loan, change)",
            |c, ids| c.loans().void(ids.id("loan"), LoanUpdate::default()),
            &[|c, _| c.loans().void("loan_1", whole_update())],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::DISBURSE_LOAN,
            "loans().disburse(loan, disbursement)",
            |c, ids| c.loans().disburse(ids.id("loan"), Disbursement::default()),
            &[|c, _| c.loans().disburse("loan_1", Disbursement::default().description("pago").metadata(Map::new()))],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::ATTACH_LOAN_FILE,
            "loans().attach(loan, file)",
            |c, ids| c.loans().attach(ids.id("loan"), ids.id("file")),
            &[],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::DETACH_LOAN_FILE,
            "loans().detach(loan, file)",
            |c, ids| c.loans().detach(ids.id("loan"), ids.id("file")),
            &[],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::CREATE_LOAN_TRANSACTION,
            "loans().create_transaction(loan, transaction)",
            |c, ids| c.loans().create_transaction(ids.id("loan"), NewTransaction::default()),
            &[|c, _| {
                let new = NewTransaction::default().amount(-150).description("ajuste").metadata(Map::new());
                c.loans().create_transaction("loan_1", new)
            }],
            as_it_is,
        ),
    ]
}

/// All that both inputs have.
fn all_of<O>(input: LoanInput<O>) -> LoanInput<O> {
    let context = LoanContext {
        ip: Some("203.0.113.7".into()),
        headers: Some(Map::new()),
        fingerprint: Some("f".into()),
        geolocation: Some(vec!["-23.5".into(), "-46.6".into()]),
    };
    input
        .external_id("42")
        .employment("empl_1")
        .customer("cust_1")
        .company("comp_1")
        .contract_number("43")
        .cashout([whole_cashout()])
        .attachments(["file_1"])
        .context(context)
        .metadata(Map::new())
}

fn whole_update() -> LoanUpdate {
    all_of(LoanUpdate::default().offer(whole_offer()).is_refinancing(true))
}

fn whole_cashout() -> CashoutItem {
    CashoutItem {
        kind: Some(CashoutKind::Boleto),
        amount: Some(150.into()),
        payment_method: Some("pm_1".into()),
        typeable_line: Some("0001".into()),
        due_date: Some(date(2026, 12, 10)),
        beneficiary: Some(Beneficiary {
            name: Some("Ana".into()),
            document: Some("00000000000".into()),
            extra: Map::new(),
        }),
        invoice: Some("inv_1".into()),
        loan: Some("loan_2".into()),
        extra: Map::new(),
    }
}

fn whole_offer() -> Offer {
    Offer {
        id: Some("offr_1".into()),
        customer: Some("cust_1".into()),
        employment: Some("empl_1".into()),
        company: Some("comp_1".into()),
        disbursement_amount: Some(1500.into()),
        installment_amount: Some(150.into()),
        total_amount: Some(1800.into()),
        interest_amount: Some(250.into()),
        iof_amount: Some(40.into()),
        iof_additional_amount: Some(10.into()),
        monthly_cet: Some(2.into()),
        yearly_cet: Some(27.into()),
        monthly_fee: Some(1.into()),
        yearly_fee: Some(13.into()),
        insurance: Some(OfferInsurance {
            amount: Some(20.into()),
            fee: Some(1.into()),
            kind: Some("required".into()),
            number: Some("7".into()),
            insurer: Some("Seguradora".into()),
            extra: Map::new(),
        }),
        interest_type: Some("a".into()),
        credit_operation_type: Some("b".into()),
        expected_disbursement_date: Some(date(2026, 11, 30)),
        interest_grace_period: Some(0.into()),
        principal_grace_period: Some(0.into()),
        number_of_installments: Some(12),
        first_due_date: Some(date(2026, 12, 10)),
        fund: Some("fund_1".into()),
        product: Some("prod_1".into()),
        description: Some("c".into()),
        rebates: Some(vec![OfferRebate {
            fee_type: Some(RebateFeeType::Tac),
            amount_type: Some(RebateAmountType::Absolute),
            amount: Some(5.into()),
            description: Some("d".into()),
            extra: Map::new(),
        }]),
        fine: Some(OfferFine {
            fine_rate: Some(2.into()),
            interest_base: Some(InterestBase::Workdays),
            monthly_rate: Some(1.into()),
            extra: Map::new(),
        }),
        cashout: Some(vec![OfferCashout {
            kind: Some(CashoutKind::PaymentMethod),
            amount: Some(1500.into()),
            payment_method: Some("pm_1".into()),
            extra: Map::new(),
        }]),
        credit_policy: Some("crpl_1".into()),
        metadata: Some(Map::new()),
        created_at: "2026-07-16T09:00:00Z".parse().ok(),
        extra: Map::new(),
    }
}
