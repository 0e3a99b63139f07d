//! How an access is taken away or changed at MyReports.

use myreports::operations;

use super::{ACCOUNT_CUSTOMERS, CUSTOMERS};
use crate::{
    model::MEMBER,
    source::remedy::{Remedy, Target},
};

/// Roles are replaced together, by the operation of the portal and of the tenant's level. That somebody is taken out of a
/// tenant is documented of reseller accounts alone.
pub(super) fn of(target: &Target<'_>) -> Remedy {
    let level = target.resource.get("level").and_then(|level| level.as_str());
    let is_member = target.permission == MEMBER;
    match level {
        Some("account") if is_member => {
            Remedy::by(&operations::ENTERPRISE_DELETE_ACCOUNT_USER).noting("remedy-myreports-account-member")
        }
        Some("account") => {
            Remedy::by(&operations::ENTERPRISE_PATCH_ACCOUNT_USER).noting("remedy-myreports-account-roles")
        }
        Some("customer") if !is_member && target.was_asked(CUSTOMERS) => {
            Remedy::by(&operations::RESELLER_PATCH_CUSTOMER_USER).noting("remedy-myreports-customer-roles")
        }
        Some("customer") if !is_member && target.was_asked(ACCOUNT_CUSTOMERS) => {
            Remedy::by(&operations::ENTERPRISE_PATCH_CUSTOMER_USER).noting("remedy-myreports-customer-roles")
        }
        _ => Remedy::IN_THE_PANEL,
    }
}
