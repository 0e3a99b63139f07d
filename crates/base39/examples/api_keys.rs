//! Which API keys does the account have, and which of them may do everything?
//!
//! ```sh
//! cargo run -p base39 --example api_keys -- --sandbox
//! BASE39_API_KEY=... cargo run -p base39 --example api_keys
//! ```

mod support;

use std::{error::Error, process::ExitCode};

use base39::{ApiKeyFilter, ApiKeyRules};
use support::Account;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    support::report(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Account { client, sandbox: _sandbox, .. } = Account::from_command_line().await?;
    let mut keys = client.api_keys().list(ApiKeyFilter::default());
    while let Some(key) = keys.next().await {
        let key = key?;
        let may = match &key.rules {
            ApiKeyRules::FullAccess => "everything".to_owned(),
            ApiKeyRules::Rules(rules) => format!("what its {} rules allow", rules.len()),
            _ => "something that this version does not know".to_owned(),
        };
        println!("{} of {} <{}> may do {may}", key.id, key.name, key.email);
        match key.allowed_ips.as_deref() {
            // What a list without any means is not documented.
            None | Some([]) => println!("  from where is not known"),
            Some(ranges) => ranges.iter().for_each(|range| println!("  from {}", range.ip)),
        }
        if let Some(day) = key.revoked_in {
            println!("  revoked as of {day}");
        }
    }
    Ok(())
}
