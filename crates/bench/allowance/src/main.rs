//! How much of an allowance is used: 60 look-ups of a customer's permissions, of which TomTicket allows three a second.
//!
//! It prints a line of JSON for the client of this repository, and for a loop with a fixed sleep as people write it; each
//! on a network without delay, and on one that takes 50 ms each way.

use std::time::{Duration, Instant};

use acesso_sandbox::{Network, Sandbox};
use serde::Serialize;

const LOOK_UPS: u32 = 60;
/// The first three need not wait; then three a second.
const AT_BEST: f64 = (LOOK_UPS - 3) as f64 / 3.0;

#[derive(Serialize)]
struct Line {
    who: &'static str,
    delay_ms: u128,
    seconds: f64,
    used: f64,
    refused: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (quiet, far) = (Duration::ZERO, Duration::from_millis(50));
    let lines = tokio::join!(client(quiet), sleeper(quiet), client(far), sleeper(far));
    for line in [lines.0, lines.1, lines.2, lines.3] {
        println!("{}", serde_json::to_string(&line).expect("numbers"));
    }
}

/// All at once: the client lets as many through as the service allows.
async fn client(delay: Duration) -> Line {
    let sandbox = sandbox(delay).await;
    let service = sandbox.tomticket();
    let client = tomticket::Client::builder(service.token()).base_url(service.url()).build().unwrap();
    let start = Instant::now();
    let look_ups: Vec<_> = (0..LOOK_UPS)
        .map(|_| {
            let (client, id) = (client.clone(), sandbox.example().customer_id().to_owned());
            tokio::spawn(async move { client.customers().permissions(id.as_str()).await.unwrap() })
        })
        .collect();
    for look_up in look_ups {
        look_up.await.unwrap();
    }
    // Whatever was refused was sent again.
    let refused = service.request_count() - u64::from(LOOK_UPS);
    line("client", delay, start, refused)
}

/// One after another, with a third of a second between them.
async fn sleeper(delay: Duration) -> Line {
    let sandbox = sandbox(delay).await;
    let service = sandbox.tomticket();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/customer/permissions/basic?customer_id={}", service.url(), sandbox.example().customer_id());
    let mut refused = 0;
    let start = Instant::now();
    for number in 0..LOOK_UPS {
        if number > 0 {
            tokio::time::sleep(Duration::from_secs(1) / 3).await;
        }
        let answer = http.get(&url).bearer_auth(service.token()).send().await.unwrap();
        refused += u64::from(!answer.status().is_success());
        answer.bytes().await.unwrap();
    }
    line("sleeper", delay, start, refused)
}

async fn sandbox(delay: Duration) -> Sandbox {
    let network = Network { delay, ..Network::default() };
    Sandbox::builder().network(network).start().await.unwrap()
}

fn line(who: &'static str, delay: Duration, start: Instant, refused: u64) -> Line {
    let seconds = start.elapsed().as_secs_f64();
    Line { who, delay_ms: delay.as_millis(), seconds, used: AT_BEST / seconds, refused }
}
