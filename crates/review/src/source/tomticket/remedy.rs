//! How an access is taken away or changed at TomTicket.

use tomticket::operations;

use super::CREATE_TICKETS;
use crate::{
    model::MEMBER,
    source::remedy::{Remedy, Target},
};

/// A customer's right to create tickets is a field of the customer. Nothing is documented that ends a membership in an
/// organization and nothing else, or that speaks of operators.
pub(super) fn of(target: &Target<'_>) -> Remedy {
    match target.permission {
        CREATE_TICKETS => Remedy::by(&operations::CUSTOMER_UPDATE).noting("remedy-tomticket-create-tickets"),
        MEMBER => Remedy::IN_THE_PANEL.noting("remedy-tomticket-member"),
        _ => Remedy::IN_THE_PANEL,
    }
}
