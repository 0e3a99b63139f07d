//! What an enterprise's credentials are good for.

use myreports::{
    AcceptCharges, AccountFilter, AccountRole, Client, CustomerFilter, CustomerRole, DeviceClient, NewAccount,
    NewCustomer, Patch, operations,
};

use super::super::{Row, data, one, paged, whole};
use super::{ana, clinic, customer, customers, nothing, rename};

pub(super) fn rows() -> Vec<Row> {
    [tenants(), users(), devices()].into_iter().flatten().collect()
}

fn tenants() -> Vec<Row> {
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
            &operations::ENTERPRISE_CREATE_ACCOUNT,
            "accounts().create(account)",
            |c, _| c.accounts().create(NewAccount::default()).accept_charges(),
            &[|c, _| {
                let account =
                    NewAccount::default().name("Example").description("Example Telecom").reference("ABC00001");
                c.accounts().create(account.enabled(true).timezone("America/Sao_Paulo").country_code("BR"))
            }],
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
            &operations::ENTERPRISE_PATCH_ACCOUNT,
            "accounts().update(account, patch)",
            |c, ids| {
                let enable = Patch::new().replace("/enabled", true);
                c.accounts().update(ids.id("account"), enable).accept_charges()
            },
            &[],
            nothing,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_DELETE_ACCOUNT,
            "accounts().delete(account)",
            |c, ids| c.accounts().delete(ids.id("account")),
            &[],
            nothing,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_GET_ACCOUNT_METRICS,
            "accounts().metrics(account)",
            |c, ids| c.accounts().metrics(ids.id("account")),
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
        one::<Client, _>(
            &operations::ENTERPRISE_CREATE_CUSTOMER,
            "accounts().create_customer(account, customer)",
            |c, ids| c.accounts().create_customer(ids.id("account"), NewCustomer::default()).accept_charges(),
            &[|c, _| c.accounts().create_customer("a", clinic())],
            customer,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_DELETE_CUSTOMER,
            "accounts().delete_customer(account, customer)",
            |c, ids| c.accounts().delete_customer(ids.id("account"), ids.id("customer")),
            &[],
            nothing,
        ),
    ]
}

fn users() -> Vec<Row> {
    vec![
        whole::<Client, _>(
            &operations::ENTERPRISE_LIST_ACCOUNT_USERS,
            "accounts().users(account)",
            |c, ids| c.accounts().users(ids.id("account")),
            &[],
            data,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_CREATE_ACCOUNT_USER,
            "accounts().create_user(account, user)",
            |c, ids| c.accounts().create_user(ids.id("account"), ana()).accept_charges(),
            &[|c, _| c.accounts().create_user("a", ana().roles([AccountRole::CustomerAdmin]))],
            data,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_GET_ACCOUNT_USER,
            "accounts().user(account, user)",
            |c, ids| c.accounts().user(ids.id("account"), ids.id("account_user")),
            &[],
            data,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_PATCH_ACCOUNT_USER,
            "accounts().update_user(account, user, patch)",
            |c, ids| c.accounts().update_user(ids.id("account"), ids.id("account_user"), rename()).accept_charges(),
            &[],
            nothing,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_DELETE_ACCOUNT_USER,
            "accounts().delete_user(account, user)",
            |c, ids| c.accounts().delete_user(ids.id("account"), ids.id("account_user")),
            &[],
            nothing,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_SEND_ACCOUNT_USER_ACTIVATION,
            "accounts().send_activation_email(account, user)",
            |c, ids| c.accounts().send_activation_email(ids.id("account"), ids.id("account_user")),
            &[],
            nothing,
        ),
        whole::<Client, _>(
            &operations::ENTERPRISE_LIST_CUSTOMER_USERS,
            "accounts().customer_users(account, customer)",
            |c, ids| c.accounts().customer_users(ids.id("account"), ids.id("customer")),
            &[],
            data,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_CREATE_CUSTOMER_USER,
            "accounts().create_customer_user(account, customer, user)",
            |c, ids| c.accounts().create_customer_user(ids.id("account"), ids.id("customer"), ana()).accept_charges(),
            &[|c, _| c.accounts().create_customer_user("a", "c", ana().roles([CustomerRole::UserAdmin]))],
            data,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_GET_CUSTOMER_USER,
            "accounts().customer_user(account, customer, user)",
            |c, ids| c.accounts().customer_user(ids.id("account"), ids.id("customer"), ids.id("customer_user")),
            &[],
            data,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_PATCH_CUSTOMER_USER,
            "accounts().update_customer_user(account, customer, user, patch)",
            |c, ids| {
                let (account, customer, user) = (ids.id("account"), ids.id("customer"), ids.id("customer_user"));
                c.accounts().update_customer_user(account, customer, user, rename()).accept_charges()
            },
            &[],
            nothing,
        ),
    ]
}

fn devices() -> Vec<Row> {
    vec![
        one::<Client, _>(
            &operations::ENTERPRISE_ASSIGN_USER_DEVICE,
            "accounts().assign_device(account, customer, user, device, client)",
            |c, ids| {
                let (account, customer, user) = (ids.id("account"), ids.id("customer"), ids.id("customer_user"));
                c.accounts().assign_device(account, customer, user, "d", DeviceClient::Desktop).accept_charges()
            },
            &[],
            nothing,
        ),
        one::<Client, _>(
            &operations::ENTERPRISE_UNASSIGN_USER_DEVICE,
            "accounts().unassign_device(account, customer, user, device, client)",
            |c, ids| {
                let (account, customer, user) = (ids.id("account"), ids.id("customer"), ids.id("customer_user"));
                c.accounts().unassign_device(account, customer, user, "d", DeviceClient::Desktop).accept_charges()
            },
            &[],
            nothing,
        ),
    ]
}
