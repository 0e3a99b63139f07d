//! Base39's methods.

use acesso_sandbox::Sandbox;
use base39::{Fields, ListOptions};

use super::{Ids, Row};

mod access;
mod companies;
mod customers;
mod installments;
mod loans;
mod steps;

/// The kinds of records that the sandbox has, and an id of each.
pub(super) fn ids(sandbox: &Sandbox) -> impl Iterator<Item = (&'static str, String)> {
    let operator = ("operator", sandbox.example().operator_id().to_owned());
    sandbox.base39().first_ids().chain([operator])
}

/// Every operation that has a method.
pub(super) fn rows() -> Vec<Row> {
    let access = [access::rows(), companies::rows()];
    let lending = [customers::rows(), loans::rows(), installments::rows(), steps::rows()];
    access.into_iter().chain(lending).flatten().collect()
}

/// The options of a list that was asked for no others.
fn least(ids: &Ids<'_>) -> ListOptions {
    ids.sized(ListOptions::default(), ListOptions::page_size)
}

/// All options of a list; of the two cursors the first.
fn all_options() -> ListOptions {
    ListOptions::default().expand(["data.x"]).fields(Fields::only(["name"])).page_size(7).starting_after("id_1")
}

/// With the other cursor.
fn backwards() -> ListOptions {
    ListOptions::default().ending_before("id_2")
}
