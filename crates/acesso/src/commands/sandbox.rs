//! `acesso sandbox`: the three services for a person to try things on.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use acesso_sandbox::Sandbox;

use crate::{
    cli::SandboxOptions,
    failure::Failure,
    output::{Format, Output},
};

pub(crate) async fn serve(options: &SandboxOptions, output: &Output) -> Result<(), Failure> {
    let form = output.form_of_text()?;
    let [first, second, third] = ports(options.port)?;
    let sandbox = Sandbox::builder()
        .people(options.people.get())
        .ports(first, second, third)
        .start()
        .await
        .map_err(Failure::Sandbox)?;
    for fault in &options.fault {
        fault.clone().inject(&sandbox);
    }
    let mut out = io::stdout().lock();
    if options.env {
        for (name, value) in variables(&sandbox) {
            writeln!(out, "export {name}='{value}'")?;
        }
    } else if form == Format::Json {
        let variables = BTreeMap::from(variables(&sandbox));
        serde_json::to_writer_pretty(&mut out, &variables).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        write_guide(&mut out, &sandbox)?;
    }
    out.flush()?;
    drop(out);
    tokio::signal::ctrl_c().await.map_err(Failure::Sandbox)
}

/// Three ports in a row, or three zeros, for which the system chooses.
fn ports(first: Option<u16>) -> Result<[u16; 3], Failure> {
    let Some(first) = first.filter(|port| *port != 0) else {
        return Ok([0; 3]);
    };
    match (first.checked_add(1), first.checked_add(2)) {
        (Some(second), Some(third)) => Ok([first, second, third]),
        _ => Err(Failure::Usage {
            what: format!("there are not three ports from {first} on"),
            advice: "choose a --port of 65533 or less",
        }),
    }
}

/// What a program needs to talk to the sandbox, and ids to ask for.
fn variables(sandbox: &Sandbox) -> [(&'static str, String); 11] {
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

fn write_guide(out: &mut impl Write, sandbox: &Sandbox) -> io::Result<()> {
    let example = sandbox.example();
    writeln!(out, "The three services on this machine, with imaginary data. In another terminal:\n")?;
    for (name, value) in variables(sandbox).iter().filter(|(name, _)| !name.starts_with("ACESSO_")) {
        writeln!(out, "  export {name}='{value}'")?;
    }
    writeln!(out, "\n  acesso tomticket permissions {}", example.customer_id())?;
    writeln!(out, "  acesso tomticket permissions --email {}", example.customer_email())?;
    writeln!(out, "  acesso base39 permissions --operator {}", example.operator_id())?;
    writeln!(out, "  acesso myreports users {}", example.customer_tenant_id())?;
    writeln!(out, "\nMyReports' enterprise paths take the token {}", sandbox.myreports().enterprise_token())?;
    writeln!(out, "Stop it with Ctrl-C.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ports_in_a_row_or_the_systems_choice() {
        assert_eq!(ports(None).unwrap(), [0, 0, 0]);
        assert_eq!(ports(Some(0)).unwrap(), [0, 0, 0]);
        assert_eq!(ports(Some(7001)).unwrap(), [7001, 7002, 7003]);
        assert_eq!(ports(Some(65533)).unwrap(), [65533, 65534, 65535]);
        assert!(matches!(ports(Some(65534)), Err(Failure::Usage { .. })));
    }
}
