//! A span for each call, and events for its attempts. They hold no parameter, header or body, and no message of the service.

use std::fmt;

use crate::Call;

/// A service, by the name that errors and logs give it. Made with [`service!`](crate::service), so that logs can be
/// filtered by the vendor's crate (`RUST_LOG=example=debug`). From a plain string, the target is this crate.
#[derive(Clone, Copy)]
pub struct Service {
    pub(crate) name: &'static str,
    #[cfg(feature = "tracing")]
    span: fn(&Span<'_>) -> tracing::Span,
    #[cfg(feature = "tracing")]
    log: fn(&Event<'_>),
}

/// Names a service whose logs have the calling crate's name as their target.
///
/// A macro, since a target has to be known when the call is compiled.
///
/// ```
/// use acesso_core::{Client, StatusClassifier, service};
///
/// let builder = Client::builder(service!("Example"), StatusClassifier);
/// # let _ = builder;
/// ```
#[cfg(feature = "tracing")]
#[macro_export]
macro_rules! service {
    ($name:expr) => {
        $crate::Service::__new(
            $name,
            |call| {
                $crate::__tracing::debug_span!(
                    target: env!("CARGO_CRATE_NAME"),
                    "call",
                    service = call.service,
                    operation = call.operation,
                    http.request.method = call.method,
                    url.template = call.template,
                )
            },
            |event| {
                $crate::__tracing::debug!(
                    target: env!("CARGO_CRATE_NAME"),
                    service = event.service,
                    operation = event.operation,
                    http.request.resend_count = event.resend_count,
                    http.response.status_code = event.status,
                    http.response.body.size = event.body_size,
                    error.type = event.error,
                    delay_ms = event.delay_ms,
                    "{}",
                    event.message
                );
            },
        )
    };
}

/// Names a service.
#[cfg(not(feature = "tracing"))]
#[macro_export]
macro_rules! service {
    ($name:expr) => {
        $crate::Service::__new($name)
    };
}

/// What the span of a call says.
#[doc(hidden)]
#[derive(Debug)]
#[cfg_attr(
    not(feature = "tracing"),
    expect(dead_code, unreachable_pub, reason = "only what `tracing` brings reads it")
)]
pub struct Span<'a> {
    pub service: &'static str,
    pub operation: &'a str,
    pub method: &'a str,
    pub template: &'a str,
}

/// What a line of the log says.
#[doc(hidden)]
#[derive(Debug, Default)]
#[cfg_attr(
    not(feature = "tracing"),
    expect(dead_code, unreachable_pub, reason = "only what `tracing` brings reads it")
)]
pub struct Event<'a> {
    pub service: &'static str,
    pub operation: Option<&'a str>,
    pub message: &'static str,
    pub resend_count: Option<u32>,
    pub status: Option<u16>,
    pub body_size: Option<u64>,
    pub error: Option<&'static str>,
    pub delay_ms: Option<f64>,
}

#[cfg(feature = "tracing")]
impl Service {
    #[doc(hidden)]
    pub fn __new(name: &'static str, span: fn(&Span<'_>) -> tracing::Span, log: fn(&Event<'_>)) -> Self {
        Self { name, span, log }
    }

    pub(crate) fn log(&self, event: Event<'_>) {
        (self.log)(&Event { service: self.name, ..event });
    }

    /// The span of a call. Its parent is the span that it is made in: the caller's.
    pub(crate) fn span_of<T>(&self, call: &Call<T>) -> tracing::Span {
        let Call { operation, method, template, .. } = call;
        (self.span)(&Span { service: self.name, operation, method: method.as_str(), template })
    }
}

/// Puts a future into a span.
#[cfg(feature = "tracing")]
pub(crate) fn within<F: Future>(span: tracing::Span, future: F) -> tracing::instrument::Instrumented<F> {
    tracing::Instrument::instrument(future, span)
}

/// Puts a future into the span that it is made in.
#[cfg(feature = "tracing")]
pub(crate) fn in_current_span<F: Future>(future: F) -> tracing::instrument::Instrumented<F> {
    tracing::Instrument::in_current_span(future)
}

/// What there is without tracing.
#[cfg(not(feature = "tracing"))]
pub(crate) struct NoSpan;

#[cfg(not(feature = "tracing"))]
pub(crate) fn within<F: Future>(_: NoSpan, future: F) -> F {
    future
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn in_current_span<F: Future>(future: F) -> F {
    future
}

#[cfg(not(feature = "tracing"))]
impl Service {
    #[doc(hidden)]
    pub fn __new(name: &'static str) -> Self {
        Self { name }
    }

    pub(crate) fn log(&self, _event: Event<'_>) {}

    pub(crate) fn span_of<T>(&self, _call: &Call<T>) -> NoSpan {
        NoSpan
    }
}

impl From<&'static str> for Service {
    fn from(name: &'static str) -> Self {
        crate::service!(name)
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Service").field(&self.name).finish()
    }
}
