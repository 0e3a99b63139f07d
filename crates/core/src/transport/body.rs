//! Bodies of answers, read to their end or to a limit.

use bytes::Bytes;
use tokio::time::{Instant, timeout_at};

use super::{Head, HttpResponse, Loss, Lost, Reached};
use crate::error::BODY_KEPT;

/// How much room is made for a body on the word of its head alone: a page of a hundred items needs 40 KiB.
const BELIEVED: usize = 256 << 10;

/// A body as it comes in.
pub(super) trait Chunks: Send {
    /// What is wrong with a broken one. Nobody asks: that it broke says enough, and a cause could name the URL.
    type Error;

    /// How long it says that it is.
    fn announced(&self) -> Option<u64>;

    /// The next piece, `None` after the last one.
    fn next(&mut self) -> impl Future<Output = Result<Option<Bytes>, Self::Error>> + Send;
}

/// The whole answer, or why not and how it began.
pub(super) async fn read_answer(
    head: Head,
    chunks: &mut impl Chunks,
    limit: usize,
    end: Instant,
) -> Result<HttpResponse, Lost> {
    match read_body(chunks, limit, end).await {
        Ok(body) => Ok(HttpResponse::new(head, body)),
        Err((loss, begun)) => Err(Lost::new(Reached::Yes, loss).partial(HttpResponse::new(head, begun))),
    }
}

/// The whole body, or why not and how it began. Of one that says that it is too large only the beginning is read.
async fn read_body(chunks: &mut impl Chunks, limit: usize, end: Instant) -> Result<Bytes, (Loss, Bytes)> {
    let announced = chunks.announced().unwrap_or(0);
    let is_too_large = announced > limit as u64;
    let enough = if is_too_large { limit.min(BODY_KEPT) } else { limit };
    let mut body = Gathered::default();
    loop {
        let loss = match timeout_at(end, chunks.next()).await {
            Ok(Ok(None)) => return Ok(body.whole()),
            Ok(Ok(Some(chunk))) if body.bytes().len() + chunk.len() > enough => {
                let room = BODY_KEPT.saturating_sub(body.bytes().len());
                body.add(chunk.slice(..room.min(chunk.len())), announced, limit);
                Loss::TooLarge { limit }
            }
            Ok(Ok(Some(chunk))) => {
                body.add(chunk, announced, limit);
                continue;
            }
            Ok(Err(_)) => Loss::Interrupted,
            Err(_) => Loss::Timeout,
        };
        let begun = body.bytes();
        return Err((loss, Bytes::copy_from_slice(begun.get(..BODY_KEPT).unwrap_or(begun))));
    }
}

/// What came of a body. Most come in one piece, which is not copied.
#[derive(Default)]
struct Gathered {
    first: Bytes,
    /// All pieces, from the second one on.
    all: Vec<u8>,
}

impl Gathered {
    fn bytes(&self) -> &[u8] {
        if self.all.is_empty() { &self.first } else { &self.all }
    }

    fn whole(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.into() }
    }

    fn add(&mut self, chunk: Bytes, announced: u64, limit: usize) {
        if self.bytes().is_empty() {
            self.first = chunk;
            return;
        }
        if self.all.is_empty() {
            self.all.reserve(usize::try_from(announced).unwrap_or(BELIEVED).min(BELIEVED).min(limit));
            append(&mut self.all, &self.first, limit);
            self.first.clear();
        }
        append(&mut self.all, &chunk, limit);
    }
}

/// Doubles the room when it is used up, as vectors do, but never beyond the limit: a body near it would take twice as much.
fn append(body: &mut Vec<u8>, chunk: &[u8], limit: usize) {
    let needed = body.len() + chunk.len();
    if needed > body.capacity() {
        let room = body.capacity().saturating_mul(2).min(limit).max(needed);
        body.reserve_exact(room - body.len());
    }
    body.extend_from_slice(chunk);
}
