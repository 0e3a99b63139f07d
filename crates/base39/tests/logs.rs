//! What `RUST_LOG=base39=debug` shows. By itself, since tracing has one subscriber a process.

#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::{
    io,
    sync::{Arc, Mutex},
};

use acesso_core::testing::MockTransport;
use base39::{Client, Credentials, OperatorPermissionFilter};
use tracing_subscriber::{filter::Targets, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt};

const KEY: &str = "bs_sandbox_canary";
const OPERATOR: &str = "oprt_somebody";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test(start_paused = true)]
async fn the_crates_own_lines_say_what_was_called_and_not_about_whom() {
    let log = Log::default();
    let shown = tracing_subscriber::fmt::layer().with_ansi(false).without_time().with_writer(log.clone());
    // What `RUST_LOG` is read into.
    let wanted: Targets = "base39=debug".parse().unwrap();
    tracing_subscriber::registry().with(shown).with(wanted).init();

    let mock = MockTransport::new().respond(503, "").respond(200, r#"{"hasMore":false,"data":[]}"#);
    let client = Client::builder(Credentials::api_key(KEY)).transport(mock).build().unwrap();
    let list = client.operators().permissions(OPERATOR, OperatorPermissionFilter::default());
    list.collect().await.unwrap();

    let text = log.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    for (line, expected) in lines.iter().zip(["answered", "sending again", "answered"]) {
        assert!(line.contains(&format!(": base39: {expected} service=\"Base39\"")), "{line}");
        assert!(line.contains(r#"operation="list_operator_permissions""#), "{line}");
        assert!(line.contains(r#"url.template="/v1/operators/{operator}/permissions""#), "{line}");
    }
    assert!(lines[0].contains("http.response.status_code=503"), "{text}");
    assert!(!text.contains(KEY) && !text.contains(OPERATOR), "{text}");
}
