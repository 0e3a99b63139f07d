//! A service in trouble is not buried under repetitions, over sockets.

use std::{sync::Arc, time::Duration};

use acesso_sandbox::{Fault, Sandbox};
use anyhow::Result;
use tokio::{sync::Semaphore, task::JoinSet};

use crate::recorder::Recorder;

/// What a dead service saw of calls that came at once.
#[derive(Debug)]
pub struct Outage {
    /// Requests for each call.
    pub requests_per_call: f64,
    /// Repetitions.
    pub repetitions: usize,
    /// The most repetitions within any 20 ms.
    pub most_at_once: usize,
    /// How long after the first request the first repetition came.
    pub first_after: Duration,
}

/// So many calls at once against a service that answers 503 to all, and asks for so many seconds of peace if it does.
///
/// # Errors
/// When the sandbox can't be started.
pub async fn outage(calls: usize, retry_after: Option<u64>) -> Result<Outage> {
    let sandbox = Sandbox::start().await?;
    let fault = Fault::status(503).always();
    sandbox.base39().inject(match retry_after {
        None => fault,
        Some(seconds) => fault.retry_after_seconds(seconds),
    });
    let recorder = Recorder::new()?;
    call(&client(&sandbox, &recorder)?, calls, calls).await;
    let notes = recorder.notes();
    let repeated = notes.get(calls..).unwrap_or_default();
    let within = |start: &crate::recorder::Note| {
        let end = start.sent + Duration::from_millis(20);
        repeated.iter().filter(|note| note.sent >= start.sent && note.sent < end).count()
    };
    let first_after = notes.first().zip(repeated.first()).map(|(first, repeated)| repeated.sent - first.sent);
    #[expect(clippy::cast_precision_loss, reason = "some hundred requests")]
    let requests_per_call = notes.len() as f64 / calls as f64;
    Ok(Outage {
        requests_per_call,
        repetitions: repeated.len(),
        most_at_once: repeated.iter().map(within).max().unwrap_or(0),
        first_after: first_after.unwrap_or_default(),
    })
}

/// How many of so many calls succeed at a service that fails one request in ten at random.
///
/// # Errors
/// When the sandbox can't be started.
pub async fn one_in_ten(calls: usize) -> Result<usize> {
    let sandbox = Sandbox::start().await?;
    sandbox.base39().inject(Fault::status(503).always().one_in(10));
    Ok(call(&client(&sandbox, &Recorder::new()?)?, calls, 50).await)
}

/// How many of so many fresh clients get through to a service that answers 503 twice.
///
/// # Errors
/// When the sandbox can't be started.
pub async fn fresh(clients: usize) -> Result<usize> {
    let mut succeeded = 0;
    for _ in 0..clients {
        let sandbox = Sandbox::start().await?;
        sandbox.base39().inject(Fault::status(503).times(2));
        succeeded += call(&client(&sandbox, &Recorder::new()?)?, 1, 1).await;
    }
    Ok(succeeded)
}

fn client(sandbox: &Sandbox, recorder: &Recorder) -> Result<base39::Client> {
    let credentials = base39::Credentials::api_key(sandbox.base39().api_key());
    Ok(base39::Client::builder(credentials).base_url(sandbox.base39().url()).transport(recorder.clone()).build()?)
}

/// How many calls succeed, so many of them at a time.
async fn call(client: &base39::Client, calls: usize, at_a_time: usize) -> usize {
    let room = Arc::new(Semaphore::new(at_a_time));
    let mut running = JoinSet::new();
    for _ in 0..calls {
        let (client, room) = (client.clone(), Arc::clone(&room));
        running.spawn(async move {
            let _place = room.acquire().await;
            client.companies().list().await.is_ok()
        });
    }
    running.join_all().await.into_iter().filter(|succeeded| *succeeded).count()
}
