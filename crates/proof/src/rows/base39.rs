//! Base39's methods.

use acesso_sandbox::Sandbox;
use base39::{Fields, ListOptions, View};
use serde_json::{Map, Value};

use super::{Ids, Row};

mod access;
mod companies;
mod credit_policies;
mod customers;
mod data_entities;
mod events;
mod installments;
mod invoices;
mod loans;
mod payment_methods;
mod products;
mod settings;
mod steps;
mod workflows;

/// The kinds of records that the sandbox has, and an id of each.
pub(super) fn ids(sandbox: &Sandbox) -> impl Iterator<Item = (&'static str, String)> {
    let operator = ("operator", sandbox.example().operator_id().to_owned());
    // What paths name otherwise than by an id.
    let named = [("data_entity_name", "exemplos1".to_owned()), ("document_key", "exemplo1".to_owned())];
    sandbox.base39().first_ids().chain([operator]).chain(named)
}

/// Every operation that has a method.
pub(super) fn rows() -> Vec<Row> {
    let access = [access::rows(), companies::rows()];
    let lending = [customers::rows(), loans::rows(), installments::rows(), steps::rows()];
    let billing = [invoices::rows(), payment_methods::rows(), products::rows()];
    let account = [credit_policies::rows(), data_entities::rows(), events::rows(), settings::rows(), workflows::rows()];
    access.into_iter().chain(lending).chain(billing).chain(account).flatten().collect()
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

/// All that can be said of how one object is shown.
fn view() -> View {
    View::default().expand(["x"]).fields(Fields::only(["name"]))
}

/// What a caller keeps with an object.
fn note() -> Map<String, Value> {
    Map::from_iter([("nota".to_owned(), "a".into())])
}
