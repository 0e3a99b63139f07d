//! Which API keys does the account have, and which of them may do everything?
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p base39 --example api_keys
//! BASE39_API_KEY=... cargo run -p base39 --example api_keys
//! ```

use std::error::Error;

use base39::{ApiKeyFilter, ApiKeyRules, Client};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // BASE39_API_KEY
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
