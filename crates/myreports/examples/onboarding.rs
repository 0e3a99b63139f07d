//! Writes, and accepts the charges for it: sets up a customer with the connection to its PBX, and a user with a softphone.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- env PBX_API_KEY=example-key cargo run -p myreports --example onboarding -- \
//!     "Example Clinic" 12345 ana@clinic.example device-1
//! MYREPORTS_REGION=eu MYREPORTS_TOKEN=... PBX_API_KEY=... cargo run -p myreports --example onboarding -- \
//!     "Example Clinic" 12345 ana@clinic.example device-1
//! ```

use std::{env, error::Error};

use myreports::{
    AcceptCharges, Client, CustomerRole, DeviceClient, Env, NewCustomer, NewPbx, NewUser, PbxKind, TenantId,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // MYREPORTS_TOKEN, and MYREPORTS_REGION or MYREPORTS_URL
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [name, account, email, device] = &arguments[..] else {
        return Err(
            "say the customer's name, its account at the PBX (Kazoo), its first user's mail address, and the id \
                    that the PBX has for that user's device"
                .into(),
        );
    };

    let customers = client.customers();
    let customer = customers.create(NewCustomer::default().name(name).country_code("BR")).accept_charges().await?;
    println!("Customer {}", customer.id);
    connect_pbx(&client, &customer.id, account).await?;

    // An activation mail goes out with it.
    let user = NewUser::new(email, "Ana Example").roles([CustomerRole::UserSupervisorL1]);
    let user = customers.create_user(&customer.id, user).accept_charges().await?;
    println!("  user {}: {}", user.id, user.email);
    let desktop = DeviceClient::Desktop;
    customers.assign_device(&customer.id, &user.id, device.as_str(), desktop).accept_charges().await?;
    println!("  softphone {device}");
    Ok(())
}

async fn connect_pbx(client: &Client, customer: &TenantId, account: &str) -> Result<(), Box<dyn Error>> {
    if client.customers().find_pbx(account).await?.exists {
        return Err(format!("another customer has the PBX's account {account}").into());
    }
    let key = Env::process().secret("PBX_API_KEY", "the key of the PBX's own API")?;
    let pbx = NewPbx::new(PbxKind::Kazoo).name("PBX").account_id(account).api_key(key);
    let pbx = client.customers().create_pbx(customer, pbx).accept_charges().await?;
    println!("  PBX {}: {}", pbx.id, pbx.name.unwrap_or_default());
    Ok(())
}
