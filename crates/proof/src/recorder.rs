//! A transport that notes each request and its answer's status.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use acesso_core::{Body, Error, ReqwestTransport, Transport, TransportError, bytes::Bytes};
use async_trait::async_trait;

/// The default transport, with the moment and the answer's status of every request. Clones share their notes.
#[derive(Debug, Clone)]
pub(crate) struct Recorder {
    transport: ReqwestTransport,
    notes: Arc<Mutex<Vec<Note>>>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Note {
    pub(crate) sent: Instant,
    pub(crate) status: Option<u16>,
}

impl Recorder {
    pub(crate) fn new() -> Result<Self, Error> {
        Ok(Self { transport: ReqwestTransport::new()?, notes: Arc::default() })
    }

    /// The notes of requests that have ended, in the order in which they were sent.
    pub(crate) fn notes(&self) -> Vec<Note> {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone();
        notes.sort_by_key(|note| note.sent);
        notes
    }

    pub(crate) fn count(&self, status: u16) -> usize {
        self.notes().iter().filter(|note| note.status == Some(status)).count()
    }
}

#[async_trait]
impl Transport for Recorder {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let sent = Instant::now();
        let result = self.transport.send(request).await;
        let status = result.as_ref().ok().map(|response| response.status().as_u16());
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(Note { sent, status });
        result
    }
}
