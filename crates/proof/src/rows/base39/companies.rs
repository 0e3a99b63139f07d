//! Companies and their groups.

use base39::{Client, CompanyGroupFilter, operations};

use super::super::{Row, Shape, data, paged, single, written};
use super::{all_options, backwards, least};

pub(super) fn rows() -> Vec<Row> {
    vec![
        single::<Client, _>(
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
    ]
}
