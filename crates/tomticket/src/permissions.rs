//! A customer's basic permissions: what the answer says, and how it is read.

use std::fmt;

use acesso_core::{
    Error,
    wire::{self, ObjectOrArray},
};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, MapAccess, Visitor},
};
use serde_json::{Map, Value};

use crate::envelope::{contract_breach, refuse_nobody, single};

/// What a customer may do, as [`Customers::permissions`](crate::Customers::permissions) gives it.
///
/// Every plain member was in the answer: one that is missing or null is an error, never a "no", since the vendor's page gives
/// null a meaning for the quota alone. Flags are also read as 0 and 1 and as texts (`"1"`, `"true"`). Written as JSON it
/// has the vendor's names; a member that is unknown is written as null.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CustomerPermissions {
    /// The registration is approved (vendor's page).
    pub account_approved: bool,
    /// The registration is active; false also when the customer's organization or its parent is inactive (vendor's page).
    /// `None`: unknown.
    ///
    /// The page documents this column as a second `account_approved`, so its real name is not known. Two things are read as
    /// it: a second `account_approved` inside the same object, and a member `active`, which is its name on the vendor's page
    /// of [`Customers::details`](crate::Customers::details) (inferred here). Where both came and contradict each other,
    /// nothing tells which is right, and it is `None`, too.
    pub active: Option<bool>,
    /// The customer may create tickets; false also when the organization or its parent lacks the permission (vendor's
    /// page).
    pub allowed_create_tickets: bool,
    /// How many tickets a month: the customer's own quota, else the organization's, else its parent's (vendor's page).
    ///
    /// The wire name is `monthly_ticket_quota`. Where that is absent, the spelling `monthly_tickets_quota` is read, which
    /// clients of other operations use.
    pub monthly_ticket_quota: Quota,
    /// The e-mail address is validated (vendor's page).
    pub email_validated: bool,
    /// What else came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How many tickets a customer may create in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quota {
    /// No limit: null on the wire (vendor's page).
    Unlimited,
    /// This many.
    Limited(u64),
}

impl fmt::Display for Quota {
    /// `unlimited`, or the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unlimited => f.pad("unlimited"),
            Self::Limited(tickets) => tickets.fmt(f),
        }
    }
}

impl Serialize for Quota {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unlimited => serializer.serialize_none(),
            Self::Limited(tickets) => serializer.serialize_u64(*tickets),
        }
    }
}

impl<'de> Deserialize<'de> for Quota {
    /// Not by way of `Option`: for one of those, derived readers take an absent member for null, and absent is not
    /// unlimited.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(wire::number_or_text(deserializer)?.map_or(Self::Unlimited, Self::Limited))
    }
}

/// Reads the answer of `customer_permissions_basic_get`.
pub(crate) fn read_permissions(body: &[u8]) -> Result<CustomerPermissions, Error> {
    #[derive(Deserialize)]
    struct Whole {
        data: Data,
    }

    #[derive(Deserialize)]
    #[serde(expecting = "an object with the member details")]
    struct Data {
        details: ObjectOrArray<Columns>,
    }

    refuse_nobody(body)?;
    let answer: Whole = wire::read_json(body)?;
    let (columns, path) = single(answer.data.details, "data.details")?;
    columns.complete(&path)
}

/// The members of `details` as they came. Read by hand, since one name can come twice and another has two spellings.
#[derive(Default)]
struct Columns {
    account_approved: Option<KnownFlag>,
    /// What every column that means "active" says.
    active: Vec<bool>,
    allowed_create_tickets: Option<KnownFlag>,
    monthly_ticket_quota: Option<Quota>,
    monthly_tickets_quota: Option<Quota>,
    email_validated: Option<KnownFlag>,
    extra: Map<String, Value>,
}

/// A flag that is known: it says what somebody may do, and unknown is not "no".
#[derive(Deserialize)]
#[serde(transparent)]
struct KnownFlag(#[serde(deserialize_with = "wire::known_flag")] bool);

/// A flag that may be unknown.
#[derive(Deserialize)]
#[serde(transparent)]
struct Flag(#[serde(deserialize_with = "wire::optional_flag")] Option<bool>);

impl Columns {
    fn complete(self, path: &str) -> Result<CustomerPermissions, Error> {
        let quota = self.monthly_ticket_quota.or(self.monthly_tickets_quota);
        Ok(CustomerPermissions {
            account_approved: required(self.account_approved, path, "account_approved")?.0,
            active: agreed(self.active),
            allowed_create_tickets: required(self.allowed_create_tickets, path, "allowed_create_tickets")?.0,
            monthly_ticket_quota: required(quota, path, "monthly_ticket_quota")?,
            email_validated: required(self.email_validated, path, "email_validated")?.0,
            extra: self.extra,
        })
    }
}

impl<'de> Deserialize<'de> for Columns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ByName;

        impl<'de> Visitor<'de> for ByName {
            type Value = Columns;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Columns, A::Error> {
                let mut columns = Columns::default();
                while let Some(name) = members.next_key::<String>()? {
                    match name.as_str() {
                        "account_approved" if columns.account_approved.is_none() => {
                            columns.account_approved = Some(members.next_value()?);
                        }
                        "account_approved" | "active" => {
                            let Flag(active) = members.next_value()?;
                            columns.active.extend(active);
                        }
                        "allowed_create_tickets" => {
                            once("allowed_create_tickets", &mut columns.allowed_create_tickets, &mut members)?
                        }
                        "monthly_ticket_quota" => {
                            once("monthly_ticket_quota", &mut columns.monthly_ticket_quota, &mut members)?
                        }
                        "monthly_tickets_quota" => {
                            once("monthly_tickets_quota", &mut columns.monthly_tickets_quota, &mut members)?
                        }
                        "email_validated" => once("email_validated", &mut columns.email_validated, &mut members)?,
                        _ => {
                            columns.extra.insert(name, members.next_value()?);
                        }
                    }
                }
                Ok(columns)
            }
        }

        deserializer.deserialize_map(ByName)
    }
}

/// Reads a member that must not come twice: which of the two counts would be a guess.
fn once<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    name: &'static str,
    column: &mut Option<T>,
    members: &mut A,
) -> Result<(), A::Error> {
    match column.replace(members.next_value()?) {
        None => Ok(()),
        Some(_) => Err(A::Error::duplicate_field(name)),
    }
}

fn required<T>(column: Option<T>, path: &str, name: &str) -> Result<T, Error> {
    column.ok_or_else(|| contract_breach(&format!("missing field `{name}`"), &format!("{path}.{name}")))
}

/// What all of these statements say; `None` where there are none or they contradict each other.
pub(crate) fn agreed(statements: impl IntoIterator<Item = bool>) -> Option<bool> {
    let mut statements = statements.into_iter();
    let first = statements.next()?;
    statements.all(|other| other == first).then_some(first)
}
