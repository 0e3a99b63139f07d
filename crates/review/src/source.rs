//! What is asked, of whom, and how it is known to be all.
//!
//! A folder for each service: how it is read, what proves that it is all, what its findings ask, and its words. The engine
//! knows them by the trait [`Source`] alone. How to add one is told at [`Registration`].
//!
//! It may touch the clients, the store, into which answers go as they come, and the model. What follows from them is judged
//! above.

mod asking;
mod base39;
mod engine;
mod myreports;
mod operators;
mod progress;
mod registry;
mod remedy;
mod rule;
mod tomticket;

pub use asking::{Batch, List, Pages, ask};
pub use base39::{BASE39, Base39};
pub use engine::{Ending, Source, Trouble, is_sandbox, origin, read};
pub use myreports::{MYREPORTS, MyReports, Portal};
pub use operators::Operators;
pub use progress::{Progress, Quiet, SoFar, Watch};
pub use registry::{KeptLogin, NoLogin, Registration, Registry, Setup, UnknownPermission};
pub use remedy::{Remedy, Target};
pub use rule::{Need, Rule, Wording};
pub use tomticket::{TOMTICKET, TomTicket};

use crate::model::{EVERYTHING, ServiceId};

/// The services that are built in: a line for each.
const BUILT_IN: [&Registration; 3] = [&tomticket::SERVICE, &base39::SERVICE, &myreports::SERVICE];

/// How people take an access away or change it at its service: in the panel where nobody registered the service.
pub(crate) fn remedy(registry: &Registry, service: ServiceId, target: &Target<'_>) -> Remedy {
    registry.service(service).map_or(Remedy::IN_THE_PANEL, |service| (service.remedy)(target))
}

/// What allows as much as a permission of a service, or more, on the same resource: each is the permissions that have to be
/// held together.
pub(crate) fn wider(service: ServiceId, permission: &str) -> &'static [&'static [&'static str]] {
    if service == BASE39 { base39::wider(permission) } else { &[] }
}

/// The resources on which a permission covers one: that one first, then the narrowest, everything last.
pub(crate) fn covering(service: ServiceId, resource: &str) -> Vec<String> {
    let bases = if service == BASE39 { base39::base_paths(resource) } else { Vec::new() };
    [resource.to_owned()].into_iter().chain(bases).chain([EVERYTHING.to_owned()]).collect()
}

/// The permissions of people that a service documents, in lower case; none where it documents no list of them.
pub(crate) fn documented(service: ServiceId) -> Vec<String> {
    let known = match service {
        BASE39 => base39::documented(),
        MYREPORTS => myreports::documented(),
        _ => Vec::new(),
    };
    known.into_iter().map(str::to_lowercase).collect()
}
