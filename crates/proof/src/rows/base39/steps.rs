//! Steps of loans.

use base39::{Client, Fields, ListOptions, StepFilter, StepStatus, StepType, StepUpdate, operations};
use serde_json::Map;

use super::super::{Row, as_it_is, data, one, paged};
use super::{backwards, least};

pub(super) fn rows() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::LIST_LOAN_STEPS,
            "loans().steps(loan, filter)",
            0,
            |c, ids| c.loans().steps(ids.id("loan"), StepFilter::default()),
            &[
                |c, _| {
                    let options = ListOptions::default().expand(["data.loan"]).starting_after("step_1");
                    c.loans().steps("loan_1", some().options(options.fields(Fields::only(["status"]))))
                },
                |c, _| c.loans().steps("loan_1", StepFilter::default().options(backwards())),
            ],
            data,
        ),
        paged::<Client, _>(
            &operations::LIST_STEPS,
            "steps().list(filter)",
            10,
            |c, ids| c.steps().list(StepFilter::default().options(least(ids))),
            &[
                |c, _| {
                    let options = ListOptions::default().expand(["data.loan"]).page_size(7).starting_after("step_1");
                    c.steps().list(some().loan("loan_1").options(options))
                },
                |c, _| c.steps().list(StepFilter::default().options(backwards())),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::UPDATE_STEP,
            "steps().update(step, change)",
            |c, ids| c.steps().update(ids.id("step"), StepUpdate::default()),
            &[|c, _| {
                let change = StepUpdate::default().status(StepStatus::Done).description("conferido").tags("a");
                let change = change.method_data(Map::new()).metadata(Map::new()).expand(["loan"]);
                c.steps().update("step_1", change)
            }],
            as_it_is,
        ),
    ]
}

/// Every status and every type.
fn some() -> StepFilter {
    StepFilter::default().statuses(StepStatus::KNOWN.to_vec()).types(StepType::KNOWN.to_vec())
}
