//! What the sandbox hands to whoever asks it: variables, and who its operators are.

use std::{io, path::Path};

use acesso_forms::output::Destination;
use acesso_review::model::Failure;
use acesso_sandbox::Sandbox;

/// What a program needs to talk to the sandbox, and ids to ask for.
pub(crate) fn variables(sandbox: &Sandbox) -> [(&'static str, String); 11] {
    let (tomticket, base39, myreports) = (sandbox.tomticket(), sandbox.base39(), sandbox.myreports());
    [
        ("TOMTICKET_URL", tomticket.url()),
        ("TOMTICKET_TOKEN", tomticket.token().to_owned()),
        ("BASE39_URL", base39.url()),
        ("BASE39_API_KEY", base39.api_key().to_owned()),
        ("MYREPORTS_URL", myreports.url()),
        ("MYREPORTS_TOKEN", myreports.token().to_owned()),
        ("MYREPORTS_LOGIN_URL", myreports.origin()),
        ("MYREPORTS_CLIENT_ID", myreports.client_id().to_owned()),
        ("MYREPORTS_CLIENT_SECRET", myreports.client_secret().to_owned()),
        ("ACESSO_EXAMPLE_CUSTOMER", sandbox.example().customer_id().to_owned()),
        ("ACESSO_EXAMPLE_TENANT", sandbox.example().customer_tenant_id().to_owned()),
    ]
}

/// Who the operators are, as a list that a review takes.
pub(crate) fn write_operators(sandbox: &Sandbox, path: &Path) -> Result<(), Failure> {
    let operators = sandbox.base39().operators();
    let operators = operators.map(|operator| [operator.id, operator.name, operator.email]);
    write_csv(path, ["id", "name", "email"], operators)
}

pub(crate) fn write_csv<const COLUMNS: usize>(
    path: &Path,
    headings: [&str; COLUMNS],
    rows: impl Iterator<Item = [String; COLUMNS]>,
) -> Result<(), Failure> {
    let mut csv = csv::Writer::from_writer(Destination::open(Some(path))?);
    csv.write_record(headings).map_err(io::Error::from)?;
    for row in rows {
        csv.write_record(row).map_err(io::Error::from)?;
    }
    csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?.close()
}
