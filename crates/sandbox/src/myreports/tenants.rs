//! Accounts, customers, their users and PBXs: who they are on the first day, and which belongs to which.

use serde_json::{Value, json};

use crate::company::{Company, Kind, pick};
use crate::records::{First, IdForm, Records, Resource};

/// The reseller account whose token the sandbox hands out. It has every customer but the last.
pub(super) const OWN_ACCOUNT: usize = 0;

const fn made(
    name: &'static str,
    kind: Kind,
    count: fn(Company) -> usize,
    make: fn(Company, usize) -> Value,
) -> Resource {
    Resource { name, kind, form: IdForm::Guid, first: First::Made { count, make } }
}

pub(super) const ACCOUNT: Resource = made("account", Kind::Account, |_| 2, account);
pub(super) const CUSTOMER: Resource = made("customer", Kind::Customer, |company| own_customers(company) + 1, customer);
/// The first two are the own account's.
pub(super) const ACCOUNT_USER: Resource = made("account_user", Kind::AccountUser, |_| 3, account_user);
pub(super) const CUSTOMER_USER: Resource =
    made("customer_user", Kind::CustomerUser, |company| company.people, customer_user);
/// Each customer has the one of its number.
pub(super) const PBX: Resource = made("pbx", Kind::Pbx, own_customers, pbx);
pub(super) const INVOICE: Resource =
    Resource { name: "invoice", kind: Kind::ResellerInvoice, form: IdForm::Prefixed(""), first: First::Samples(3) };

pub(super) const RESOURCES: &[Resource] = &[ACCOUNT, CUSTOMER, ACCOUNT_USER, CUSTOMER_USER, PBX, INVOICE];

/// Customers of the reseller; one more belongs to the other account and has no users.
fn own_customers(company: Company) -> usize {
    company.one_in(100, 3, 10_000)
}

fn tenant(id: &str, what: &str, index: usize, parent_tenant_id: &str, enabled: bool) -> Value {
    let number = index + 1;
    json!({
        "id": id,
        "name": format!("{what} {number}"),
        "description": format!("{what} de exemplo {number}"),
        "enabled": enabled,
        "parentTenantId": parent_tenant_id,
        "reference": format!("REF{number:05}"),
        "dateCreated": date(index),
    })
}

pub(super) fn date(index: usize) -> String {
    format!("2019-{:02}-{:02}T09:00:00.000", 1 + index % 12, 1 + index % 28)
}

fn account(_: Company, index: usize) -> Value {
    tenant(&ACCOUNT.id(index), "Revenda", index, &Kind::Enterprise.guid(0), index == OWN_ACCOUNT)
}

fn customer(company: Company, index: usize) -> Value {
    let account = OWN_ACCOUNT + usize::from(index >= own_customers(company));
    tenant(&CUSTOMER.id(index), "Cliente", index, &ACCOUNT.id(account), index % 3 != 2)
}

fn account_user(company: Company, person: usize) -> Value {
    let account = OWN_ACCOUNT + usize::from(person > 1);
    let roles: &[&str] = match person {
        0 => &["account.user", "user.admin", "onboarding.admin"],
        _ => &["account.user"],
    };
    user(company, person, &ACCOUNT_USER.id(person), &ACCOUNT.id(account), roles)
}

fn customer_user(company: Company, person: usize) -> Value {
    const FURTHER: [&str; 6] = [
        "customer.user.supervisorl1",
        "customer.user.pbx",
        "customer.user.acd",
        "customer.settings",
        "customer.user.supervisorl3",
        "customer.user.crm",
    ];
    let administers = (person % 8 == 5).then_some("admin.user");
    let roles: Vec<_> = ["customer.user", pick(&FURTHER, person)].into_iter().chain(administers).collect();
    let tenant = CUSTOMER.id(person % own_customers(company));
    user(company, person, &CUSTOMER_USER.id(person), &tenant, &roles)
}

fn user(company: Company, person: usize, id: &str, primary_tenant: &str, roles: &[&str]) -> Value {
    let person = company.person(person);
    json!({
        "id": id,
        "displayName": person.name,
        "email": person.email,
        "primaryTenant": primary_tenant,
        "roles": roles,
    })
}

/// "List and single samples show only id, name, _type and tenantId."
fn pbx(_: Company, index: usize) -> Value {
    json!({
        "_type": "KazooPbxConnectionProfile",
        "id": PBX.id(index),
        "name": "Teams",
        "tenantId": CUSTOMER.id(index),
    })
}

// --- which belongs to which ---

/// A record, and where it is shown.
#[derive(Clone, Copy)]
pub(super) struct Item {
    pub(super) resource: Resource,
    pub(super) index: usize,
    /// Among a customer's users: whether it is the reseller's.
    pub(super) is_parent: Option<bool>,
}

impl Item {
    pub(super) fn new(resource: Resource, index: usize) -> Self {
        Self { resource, index, is_parent: None }
    }

    pub(super) fn id(self) -> String {
        self.resource.id(self.index)
    }

    /// The record as it is shown in this place.
    pub(super) fn record(self, records: &Records) -> Option<Value> {
        let mut record = records.get(&self.resource, self.index)?;
        if let Some(is_parent) = self.is_parent {
            crate::records::set(&mut record, "isParent", is_parent);
            if is_parent {
                crate::records::set(&mut record, "roles", json!(["customer.user", "customer.settings"]));
            }
        }
        Some(record)
    }
}

/// The numbers of records that were created, and belong to this tenant by this member.
pub(super) fn created_for(
    records: &Records,
    resource: Resource,
    member: &'static str,
    tenant: String,
) -> impl Iterator<Item = usize> {
    let created = records.first(&resource)..records.count(&resource);
    created.filter(move |index| {
        let record = records.get(&resource, *index).unwrap_or_default();
        record.get(member).and_then(Value::as_str) == Some(&tenant)
    })
}

pub(super) fn accounts(records: &Records) -> Vec<Item> {
    (0..records.count(&ACCOUNT)).map(|index| Item::new(ACCOUNT, index)).collect()
}

/// The customers of an account, which are neighbours.
pub(super) fn customers_of(records: &Records, account: usize) -> Vec<Item> {
    let own = own_customers(records.company());
    let first = match account {
        OWN_ACCOUNT => 0..own,
        1 => own..own + 1,
        _ => 0..0,
    };
    let created = created_for(records, CUSTOMER, "parentTenantId", ACCOUNT.id(account));
    first.chain(created).map(|index| Item::new(CUSTOMER, index)).collect()
}

pub(super) fn account_users(records: &Records, account: usize) -> Vec<Item> {
    let first = match account {
        OWN_ACCOUNT => 0..2,
        1 => 2..3,
        _ => 0..0,
    };
    let created = created_for(records, ACCOUNT_USER, "primaryTenant", ACCOUNT.id(account));
    first.chain(created).map(|index| Item::new(ACCOUNT_USER, index)).collect()
}

/// The users of a customer: every so-manieth person, sometimes a guest whose primary tenant is another customer, sometimes a
/// user of the reseller.
pub(super) fn users_of(records: &Records, customer: usize) -> Vec<Item> {
    let (customers, people) = (own_customers(records.company()), records.company().people);
    let own = (customer..people).step_by(customers).take_while(move |_| customer < customers);
    let guest = Some((customer + 1) % customers).filter(|guest| *guest < people && *guest != customer);
    let guest = guest.filter(|_| customer.is_multiple_of(5) && customer < customers);
    let parent = (customer % 5 == 1 && customer < customers && people > 0).then_some(0);
    let created = created_for(records, CUSTOMER_USER, "primaryTenant", CUSTOMER.id(customer));
    let item = |resource, is_parent| move |index| Item { resource, index, is_parent: Some(is_parent) };
    let persons = own.chain(guest).map(item(CUSTOMER_USER, false));
    let persons = persons.chain(parent.map(item(ACCOUNT_USER, true)));
    persons.chain(created.map(item(CUSTOMER_USER, false))).collect()
}

pub(super) fn pbxs_of(records: &Records, customer: usize) -> Vec<Item> {
    let first = Some(customer).filter(|customer| *customer < records.first(&PBX));
    let created = created_for(records, PBX, "tenantId", CUSTOMER.id(customer));
    first.into_iter().chain(created).map(|index| Item::new(PBX, index)).collect()
}

pub(super) fn invoices(records: &Records) -> Vec<Item> {
    (0..records.count(&INVOICE)).map(|index| Item::new(INVOICE, index)).collect()
}
