//! What holds for whatever comes in: found by random inputs and by the fuzz targets, not by us.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may stop at the first surprise, their helpers included"
)]

mod base39;
mod errors;
mod mutation;
mod myreports;
/// The fuzz targets', which are no members of the workspace.
#[path = "../../../../fuzz/properties/lib.rs"]
pub mod properties;
mod replay;
mod tomticket;
