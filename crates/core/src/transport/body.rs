//! Bodies of answers, read to their end or to a limit.

use bytes::Bytes;
use tokio::time::{Instant, timeout_at};

use super::{Head, HttpResponse, Loss, Lost, Reached};
use crate::error::BODY_KEPT;

/// How much room is made for a body on the word of its head alone: a page of a hundred items needs 40 KiB.
const BELIEVED: usize = 256 << 10;

/// A body as it comes in.
pub(super) trait Chunks: Send {
    /// What is wrong with a broken one. Nobody asks: a cause that names no URL is not to be had of every transport.
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
    let believed = usize::try_from(announced).unwrap_or(BELIEVED).min(BELIEVED).min(enough);
    let mut body = Vec::with_capacity(believed);
    loop {
        let loss = match timeout_at(end, chunks.next()).await {
            Ok(Ok(None)) => return Ok(body.into()),
            Ok(Ok(Some(chunk))) if body.len() + chunk.len() > enough => {
                let room = BODY_KEPT.saturating_sub(body.len());
                body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
                Loss::TooLarge { limit }
            }
            Ok(Ok(Some(chunk))) => {
                append(&mut body, &chunk, limit);
                continue;
            }
            Ok(Err(_)) => Loss::Interrupted,
            Err(_) => Loss::Timeout,
        };
        return Err((loss, Bytes::copy_from_slice(body.get(..BODY_KEPT).unwrap_or(&body))));
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
