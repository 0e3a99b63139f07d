//! What a program sees that has logs turned on.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use acesso_core::testing::MockTransport;
use myreports::{Client, Credentials, Region};
use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    fmt::MakeWriter,
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
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

/// What a call logs where `RUST_LOG` is this.
async fn logged(rust_log: &str) -> String {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE);
    let subscriber = subscriber.with_ansi(false).with_writer(log.clone()).finish();
    let _while_it_is_called = subscriber.with(rust_log.parse::<Targets>().unwrap()).set_default();
    let mock = MockTransport::new().respond(503, "canary").respond(200, r#"{"data":[]}"#);
    let client = Client::builder(Region::Eu, Credentials::token("canary")).transport(mock).build().unwrap();

    client.customers().users("canary").await.unwrap();

    log.text()
}

#[tokio::test(start_paused = true)]
async fn the_crates_own_name_turns_its_logs_on() {
    let log = logged("myreports=debug").await;

    assert!(log.lines().count() >= 2, "{log}");
    for line in log.lines() {
        assert!(line.contains(" myreports: ") && line.contains("reseller_list_customer_users"), "{line}");
    }
    assert!(log.contains("503") && !log.contains("canary"), "{log}");
}

#[tokio::test(start_paused = true)]
async fn another_crates_name_shows_nothing_of_it() {
    assert_eq!(logged("acesso_core=trace,another=trace").await, "");
}
