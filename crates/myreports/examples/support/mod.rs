//! What the examples share: a client by the command line, and errors as a person reads them.

use std::{env, error::Error, process::ExitCode};

use acesso_sandbox::Sandbox;
use myreports::{Client, Credentials, Region};

/// The client that the command line asks for.
#[allow(dead_code, reason = "not every example takes an argument")]
pub(crate) struct Account {
    pub(crate) client: Client,
    /// What stood on the command line beside `--sandbox`.
    pub(crate) argument: Option<String>,
    /// Stops when dropped.
    pub(crate) sandbox: Option<Sandbox>,
}

impl Account {
    /// With `--sandbox` one of imaginary people on this machine, without it the one that the environment names.
    pub(crate) async fn from_command_line() -> Result<Self, Box<dyn Error>> {
        let (flags, arguments): (Vec<_>, Vec<_>) = env::args().skip(1).partition(|word| word.starts_with("--"));
        let sandbox = match flags.first().map(String::as_str) {
            None => None,
            Some("--sandbox") => Some(Sandbox::start().await?),
            Some(unknown) => return Err(format!("there is no option {unknown}; the only one is --sandbox").into()),
        };
        let client = match &sandbox {
            None => Client::from_env()?,
            Some(sandbox) => {
                eprintln!("SANDBOX DATA: imaginary people");
                let service = sandbox.myreports();
                let credentials = Credentials::token(service.token());
                // The address takes the region's place.
                Client::builder(Region::Eu, credentials).base_url(service.url()).build()?
            }
        };
        Ok(Self { client, argument: arguments.into_iter().next(), sandbox })
    }
}

/// Says what went wrong in one line: where, what, and what to do next.
pub(crate) fn report(outcome: Result<(), Box<dyn Error>>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
