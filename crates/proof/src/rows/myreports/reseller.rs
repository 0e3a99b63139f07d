//! What a reseller's credentials are good for.

use myreports::{Client, CustomerFilter, operations};

use super::super::{Row, data, one, paged, whole};
use super::{customer, customers};

pub(super) fn rows() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::RESELLER_LIST_CUSTOMERS,
            "customers().list(filter)",
            1_200,
            |c, ids| c.customers().list(ids.sized(CustomerFilter::default(), CustomerFilter::page_size)),
            &[|c, _| c.customers().list(CustomerFilter::default().filter("Casa").page_size(7))],
            customers,
        ),
        one::<Client, _>(
            &operations::RESELLER_GET_CUSTOMER,
            "customers().get(customer)",
            |c, ids| c.customers().get(ids.id("customer")),
            &[],
            customer,
        ),
        whole::<Client, _>(
            &operations::RESELLER_LIST_CUSTOMER_USERS,
            "customers().users(customer)",
            |c, ids| c.customers().users(ids.id("customer")),
            &[],
            data,
        ),
        one::<Client, _>(
            &operations::RESELLER_GET_CUSTOMER_USER,
            "customers().user(customer, user)",
            |c, ids| c.customers().user(ids.id("customer"), ids.id("customer_user")),
            &[],
            data,
        ),
    ]
}
