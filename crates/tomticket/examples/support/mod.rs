//! What the examples share: a client as the command line asks for it, and errors for a person to read.

use std::{env, error::Error, process::ExitCode};

use acesso_sandbox::Sandbox;
use tomticket::Client;

/// The client that the command line asks for.
#[allow(dead_code, reason = "not every example takes an argument")]
pub(crate) struct Account {
    pub(crate) client: Client,
    /// What the command line has besides `--sandbox`.
    pub(crate) argument: Option<String>,
    /// Stops when dropped.
    pub(crate) sandbox: Option<Sandbox>,
}

impl Account {
    /// With `--sandbox` an account of imaginary people on this machine, without it the one that the environment names.
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
                let service = sandbox.tomticket();
                Client::builder(service.token()).base_url(service.url()).build()?
            }
        };
        Ok(Self { client, argument: arguments.into_iter().next(), sandbox })
    }
}

/// Prints what went wrong, where, and what to do next, on one line.
pub(crate) fn report(outcome: Result<(), Box<dyn Error>>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
