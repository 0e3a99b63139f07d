//! One span a call, events for what happens on its road. Nothing that a vendor or a caller wrote stands in them.

use crate::{Call, Error, HttpResponse, Lost, retry::Decision};

/// The road of a call in its span. No `async fn`: that would hold the road, the largest of our futures, twice.
#[cfg(feature = "tracing")]
pub(crate) fn call<T, F: Future>(
    service: &'static str,
    call: &Call<T>,
    road: F,
) -> tracing::instrument::Instrumented<F> {
    use tracing::Instrument;

    let span = tracing::debug_span!(
        "call",
        service,
        operation = call.operation(),
        method = call.method().as_str(),
        path = call.template(),
    );
    road.instrument(span)
}

#[cfg(feature = "tracing")]
pub(crate) fn attempt(number: u32, result: &Result<HttpResponse, Lost>) {
    match result {
        Ok(response) => {
            let (status, bytes) = (response.head.status.as_u16(), response.body.len());
            tracing::debug!(attempt = number, status, bytes, "answered");
        }
        Err(lost) => tracing::debug!(attempt = number, reached = ?lost.reached, loss = %lost.loss, "no answer"),
    }
}

#[cfg(feature = "tracing")]
pub(crate) fn decision(decision: Decision) {
    if let Decision::Wait(delay) = decision {
        tracing::info!(delay_ms = delay.as_secs_f64() * 1e3, "sending again");
    }
}

#[cfg(feature = "tracing")]
pub(crate) fn failed(error: &Error) {
    tracing::debug!(kind = ?error.kind(), attempts = error.attempts(), "failed");
}

#[cfg(feature = "tracing")]
pub(crate) fn renewed() {
    tracing::debug!("access token renewed");
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn call<T, F: Future>(_service: &'static str, _call: &Call<T>, road: F) -> F {
    road
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn attempt(_number: u32, _result: &Result<HttpResponse, Lost>) {}

#[cfg(not(feature = "tracing"))]
pub(crate) fn decision(_decision: Decision) {}

#[cfg(not(feature = "tracing"))]
pub(crate) fn failed(_error: &Error) {}

#[cfg(not(feature = "tracing"))]
pub(crate) fn renewed() {}
