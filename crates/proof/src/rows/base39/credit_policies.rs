//! Credit policies.

use base39::{
    Client, CreditPolicyFilter, CreditPolicyInput, CreditPolicyOptions, CreditPolicyRule, InterestBase, ListOptions,
    MonthlyFee, MonthlyFeeInsurance, OfferFine, OfferRebate, RebateAmountType, RebateFeeType, operations,
};
use serde_json::Map;

use super::super::{Row, as_it_is, data, one, paged};
use super::{backwards, least, note};

pub(super) fn rows() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::LIST_CREDIT_POLICIES,
            "credit_policies().list(filter)",
            0,
            |c, ids| c.credit_policies().list(CreditPolicyFilter::default().options(least(ids))),
            &[
                |c, _| {
                    let some =
                        CreditPolicyFilter::default().parameter("product", "prod_1").parameter("name", "Exemplo");
                    let options = ListOptions::default().expand(["data.product"]).page_size(7).starting_after("crpl_1");
                    c.credit_policies().list(some.parameter("id", "crpl_1,crpl_2").deleted(false).options(options))
                },
                |c, _| c.credit_policies().list(CreditPolicyFilter::default().options(backwards())),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::CREATE_CREDIT_POLICY,
            "credit_policies().create(policy)",
            |c, _| c.credit_policies().create(CreditPolicyInput::default()),
            &[|c, _| c.credit_policies().create(policy())],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::GET_CREDIT_POLICY,
            "credit_policies().get(policy)",
            |c, ids| c.credit_policies().get(ids.id("credit_policy")),
            &[],
            as_it_is,
        ),
        one::<Client, _>(
            &operations::UPDATE_CREDIT_POLICY,
            "credit_policies().update(policy, update)",
            |c, ids| c.credit_policies().update(ids.id("credit_policy"), CreditPolicyInput::default()),
            &[|c, _| c.credit_policies().update("crpl_1", policy())],
            as_it_is,
        ),
    ]
}

/// A credit policy with all there is.
fn policy() -> CreditPolicyInput {
    let rebate = OfferRebate {
        fee_type: Some(RebateFeeType::Registration),
        amount_type: Some(RebateAmountType::Absolute),
        amount: Some(100.into()),
        description: Some("cadastro".to_owned()),
        extra: Map::new(),
    };
    let fine = OfferFine {
        fine_rate: Some(2.into()),
        interest_base: Some(InterestBase::CalendarDays),
        monthly_rate: Some(1.into()),
        extra: Map::new(),
    };
    let options = CreditPolicyOptions {
        interest_type: Some("pre_price_days".to_owned()),
        credit_operation_type: Some("ccb".to_owned()),
        rebates: Some(vec![rebate]),
        fine: Some(fine),
        rules: Some(vec![rule()]),
        ..CreditPolicyOptions::default()
    };
    let policy = CreditPolicyInput::default().status("active").name("Exemplo").product("prod_1");
    policy.model("EMPLOYMENT_LENGTH_SALARY_MULTIPLIER").options(options).metadata(note())
}

fn rule() -> CreditPolicyRule {
    let insurance = MonthlyFeeInsurance {
        fee: Some(0.into()),
        kind: Some("uninsured".to_owned()),
        number: Some("1".to_owned()),
        insurer: Some("Exemplo Seguros".to_owned()),
        extra: Map::new(),
    };
    let fee = MonthlyFee {
        installments_range_start: Some(1),
        installments_range_end: Some(12),
        amount: Some(2.into()),
        insurance: Some(insurance),
        extra: Map::new(),
    };
    CreditPolicyRule {
        working_months_range_start: Some(6),
        working_months_range_end: Some(12),
        salary_multiples: Some(2.into()),
        minimum_disbursement_amount: Some(10_000.into()),
        maximum_disbursement_amount: Some(500_000.into()),
        fund: Some("fund_1".into()),
        monthly_fee: Some(vec![fee]),
        extra: Map::new(),
    }
}
