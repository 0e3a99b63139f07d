//! A transport that notes what it carries.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use acesso_core::{HttpRequest, HttpResponse, HttpTransport, Lost, Transport};
use async_trait::async_trait;

/// The default transport, with the moment and the answer's status of every request. Clones share their notes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recorder {
    transport: HttpTransport,
    notes: Arc<Mutex<Vec<Note>>>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Note {
    pub(crate) sent: Instant,
    pub(crate) status: Option<u16>,
}

impl Recorder {
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
    async fn send(&self, request: HttpRequest, limit: Duration) -> Result<HttpResponse, Lost> {
        let sent = Instant::now();
        let result = self.transport.send(request, limit).await;
        let status = result.as_ref().ok().map(|response| response.head.status.as_u16());
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(Note { sent, status });
        result
    }
}
