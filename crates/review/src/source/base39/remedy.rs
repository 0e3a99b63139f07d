//! How an access is taken away or changed at Base39.

use base39::operations;

use crate::{
    model::PrincipalKind,
    source::remedy::{Remedy, Target},
};

/// What a key may do are its rules. Of operators' permissions only listing and creating is documented.
pub(super) fn of(target: &Target<'_>) -> Remedy {
    if target.kind == PrincipalKind::Key.as_str() {
        return Remedy::by(&operations::UPDATE_API_KEY).noting("remedy-base39-key");
    }
    Remedy::IN_THE_PANEL
}
