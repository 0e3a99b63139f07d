//! What an enterprise's credentials are good for.

use myreports::{AccountFilter, Client, CustomerFilter, operations};

use super::super::{Row, data, one, paged, whole};
use super::customers;

pub(super) fn rows() -> Vec<Row> {
    vec![
        paged::<Client, _>(
            &operations::ENTERPRISE_LIST_ACCOUNTS,
            "accounts().list(filter)",
            10,
            |c, ids| c.accounts().list(ids.sized(AccountFilter::default(), AccountFilter::page_size)),
            &[|c, _| c.accounts().list(AccountFilter::default().page_size(7))],
            data,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_GET_ACCOUNT,
            "accounts().get(account)",
            |c, ids| c.accounts().get(ids.id("account")),
            &[],
            data,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_GET_ACCOUNT_METRICS,
            "accounts().metrics(account)",
            |c, ids| c.accounts().metrics(ids.id("account")),
            &[],
            data,
        ),
        whole::<Client, _>(
            &operations::ENTERPRISE_LIST_ACCOUNT_USERS,
            "accounts().users(account)",
            |c, ids| c.accounts().users(ids.id("account")),
            &[],
            data,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_GET_ACCOUNT_USER,
            "accounts().user(account, user)",
            |c, ids| c.accounts().user(ids.id("account"), ids.id("account_user")),
            &[],
            data,
        ),
        paged::<Client, _>(
            &operations::ENTERPRISE_LIST_CUSTOMERS,
            "accounts().customers(account, filter)",
            1_200,
            |c, ids| {
                let filter = ids.sized(CustomerFilter::default(), CustomerFilter::page_size);
                c.accounts().customers(ids.id("account"), filter)
            },
            &[|c, ids| {
                c.accounts().customers(ids.id("account"), CustomerFilter::default().filter("Casa").page_size(7))
            }],
            customers,
        ),
        whole::<Client, _>(
            &operations::ENTERPRISE_LIST_CUSTOMER_USERS,
            "accounts().customer_users(account, customer)",
            |c, ids| c.accounts().customer_users(ids.id("account"), ids.id("customer")),
            &[],
            data,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_GET_CUSTOMER_USER,
            "accounts().customer_user(account, customer, user)",
            |c, ids| c.accounts().customer_user(ids.id("account"), ids.id("customer"), ids.id("customer_user")),
            &[],
            data,
        ),
    ]
}
