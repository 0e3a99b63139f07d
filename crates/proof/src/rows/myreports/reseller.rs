//! What a reseller's credentials are good for.

use myreports::{AcceptCharges, Client, CustomerFilter, CustomerRole, DeviceClient, NewCustomer, operations};

use super::super::{Row, data, one, paged, whole};
use super::{ana, clinic, customer, customers, nothing, rename};

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
            &operations::RESELLER_CREATE_CUSTOMER,
            "customers().create(customer)",
            |c, _| c.customers().create(NewCustomer::default()).accept_charges(),
            &[|c, _| c.customers().create(clinic())],
            customer,
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
        one::<Client, _>(
            &operations::RESELLER_CREATE_CUSTOMER_USER,
            "customers().create_user(customer, user)",
            |c, ids| c.customers().create_user(ids.id("customer"), ana()).accept_charges(),
            &[|c, _| c.customers().create_user("c", ana().roles([CustomerRole::UserAdmin]))],
            data,
        ),
        one::<Client, _>(
            &operations::RESELLER_PATCH_CUSTOMER_USER,
            "customers().update_user(customer, user, patch)",
            |c, ids| c.customers().update_user(ids.id("customer"), ids.id("customer_user"), rename()).accept_charges(),
            &[],
            nothing,
        ),
        one::<Client, _>(
            &operations::RESELLER_SEND_CUSTOMER_USER_ACTIVATION,
            "customers().send_activation_email(customer, user)",
            |c, ids| c.customers().send_activation_email(ids.id("customer"), ids.id("customer_user")),
            &[],
            nothing,
        ),
        one::<Client, _>(
            &operations::RESELLER_ASSIGN_USER_DEVICE,
            "customers().assign_device(customer, user, device, client)",
            |c, ids| {
                let (customer, user) = (ids.id("customer"), ids.id("customer_user"));
                c.customers().assign_device(customer, user, "d", DeviceClient::Desktop).accept_charges()
            },
            &[],
            nothing,
        ),
        one::<Client, _>(
            &operations::RESELLER_UNASSIGN_USER_DEVICE,
            "customers().unassign_device(customer, user, device, client)",
            |c, ids| {
                let (customer, user) = (ids.id("customer"), ids.id("customer_user"));
                c.customers().unassign_device(customer, user, "d", DeviceClient::Desktop).accept_charges()
            },
            &[],
            nothing,
        ),
    ]
}
