//! Writes: has events posted to an address of yours, has the last ones posted again, and sends a text message and an e-mail.
//!
//! ```sh
//! cargo run -p acesso -- sandbox -- cargo run -p base39 --example messages -- \
//!     https://api.example.com/webhooks +5511999990000 ana@example.com
//! BASE39_API_KEY=... WEBHOOK_KEY=... cargo run -p base39 --example messages -- \
//!     https://api.example.com/webhooks +5511999990000 ana@example.com
//! ```

use std::{env, error::Error};

use base39::{Client, Email, Endpoint, EventSelection, EventType, Sms, SubscriptionInput};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?; // BASE39_API_KEY
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [url, phone, email] = &arguments[..] else {
        return Err("say an address for webhooks, a phone number and an e-mail address".into());
    };

    // Base39 signs nothing: a header that only you and Base39 know is how you know that it calls.
    let mut endpoint = Endpoint::new(url);
    if let Ok(key) = env::var("WEBHOOK_KEY") {
        endpoint = endpoint.header("Authorization", key);
    }
    let events = [EventType::LoanCreated, EventType::LoanStatusChanged];
    let subscription = SubscriptionInput::new("loans", events, endpoint);
    let subscription = client.subscriptions().create(subscription).idempotent().await?;
    println!("subscription {}", subscription.id);

    // This takes no key: it is sent once, and after a failure `error.may_have_happened()` says whether to look first.
    let last = EventSelection::default().event_type(EventType::LoanCreated).limit(2);
    for event in client.events().resend(last).await?.data.into_items()? {
        println!("posted again: {} ({})", event.id, event.event_type.as_str());
    }

    let accepted = client.notifications().send_sms(Sms::new(phone, "A loan is waiting for you.")).idempotent().await?;
    println!("text message {}", accepted.message_id);
    let message = Email::new(email, "A loan is waiting for you.").subject("Your loan");
    let accepted = client.notifications().send_email(message).idempotent().await?;
    println!("e-mail {}", accepted.message_id);
    Ok(())
}
