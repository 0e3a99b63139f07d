//! What must hold for whatever bytes come in: for the fuzz targets, and for the tests of `crates/proof`.

mod answers;
pub mod base39;
pub mod errors;
pub mod myreports;
mod told;
pub mod tomticket;
