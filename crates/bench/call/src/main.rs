//! A call without a network: what core itself costs, its task included, decoding left out.
//!
//! It prints a line of JSON: nanoseconds and allocations a call. The number of calls is its argument.

use std::{fmt, hint::black_box, time::Instant};

use async_trait::async_trait;
use base39::{Body, Call, Client, Credentials, Transport, TransportError, http};
use bytes::Bytes;
use serde::Serialize;

/// Answers at once, always the same.
struct Canned;

impl fmt::Debug for Canned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Canned")
    }
}

#[async_trait]
impl Transport for Canned {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        black_box(request);
        Ok(http::Response::new(Bytes::from_static(b"[]").into()))
    }
}

#[derive(Serialize)]
struct Cost {
    nanoseconds: f64,
    allocations: f64,
}

fn main() {
    let count: u32 = std::env::args().nth(1).and_then(|text| text.parse().ok()).expect("how many calls");
    let client = Client::builder(Credentials::api_key(race::TOKEN)).transport(Canned).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");

    runtime.block_on(calls(&client, 1_000));
    let start = Instant::now();
    runtime.block_on(calls(&client, count));
    let nanoseconds = start.elapsed().as_secs_f64() * 1e9;
    let counted = allocation_counter::measure(|| runtime.block_on(calls(&client, 1_000)));
    let cost = Cost {
        nanoseconds: nanoseconds / f64::from(count),
        #[expect(clippy::cast_precision_loss, reason = "a figure to be read")]
        allocations: counted.count_total as f64 / 1_000.0,
    };
    println!("{}", serde_json::to_string(&cost).expect("numbers"));
}

/// Calls with a path parameter and a query. The operator's id is there already: it is the caller's.
async fn calls(client: &Client, count: u32) {
    for _ in 0..count {
        let call = Call::get("list_operator_permissions", "/v1/operators/{operator}/permissions")
            .path_param("operator", "oprt_000000000000000000000001")
            .query("limit", race::PAGE);
        black_box(client.request(call).await.unwrap());
    }
}
