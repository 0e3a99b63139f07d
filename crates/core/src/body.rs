//! Bodies of answers: as they come, and read to their end or to a limit.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt, combinators::UnsyncBoxBody};
use tokio::time::{Instant, Sleep, sleep};

use crate::{Error, ErrorKind, clock, error::BODY_KEPT, transport::Sent};

/// How long a download may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// How much room is made for a body on the word of its head alone: a page of a hundred items needs 40 KiB.
const BELIEVED: usize = 256 << 10;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A body as it comes in. Read it with [`chunk`](Self::chunk), or as an [`http_body::Body`].
pub struct Body(Form);

enum Form {
    /// `None` once it was read.
    Whole(Option<Bytes>),
    #[cfg(feature = "_reqwest")]
    Reqwest(reqwest::Response),
    Boxed(UnsyncBoxBody<Bytes, BoxError>),
    Bounded(Box<Bounded>),
}

/// A body that must not keep silent for too long while somebody waits for it.
struct Bounded {
    /// What came of it before it was handed on.
    begun: Bytes,
    rest: Body,
    silence: Pin<Box<Sleep>>,
    /// Whether the silence counts. Who reads slowly must not be told that the service was silent.
    is_awaited: bool,
}

impl Body {
    /// Any body. Its errors must name no URL.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self(Form::Boxed(body.map_err(Into::into).boxed_unsync()))
    }

    /// A body of nothing.
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// reqwest's, without a box around each piece.
    #[cfg(feature = "_reqwest")]
    pub(crate) fn of_reqwest(response: reqwest::Response) -> Self {
        Self(Form::Reqwest(response))
    }

    /// The rest of a body that has begun. It ends in an error when no byte comes for 30 seconds.
    fn bounded_by_silence(begun: Bytes, rest: Self) -> Self {
        let silence = Box::pin(sleep(SILENCE));
        Self(Form::Bounded(Box::new(Bounded { begun, rest, silence, is_awaited: false })))
    }

    /// The next piece, `None` after the last one.
    ///
    /// # Errors
    /// [`ErrorKind::Interrupted`] for a body that breaks off, [`ErrorKind::Timeout`] for one that is silent for too long.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|context| self.poll_data(context)).await.transpose().map_err(|error| {
            match error.downcast::<Silence>() {
                Ok(silence) => Error::new(ErrorKind::Timeout).with_detail(silence.to_string()),
                Err(error) => Error::new(ErrorKind::Interrupted).with_source(error),
            }
        })
    }

    /// Trailers are passed over.
    fn poll_data(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        loop {
            match ready!(http_body::Body::poll_frame(Pin::new(self), context)) {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Form::Whole(bytes) => {
                Poll::Ready(bytes.take().filter(|bytes| !bytes.is_empty()).map(|bytes| Ok(Frame::data(bytes))))
            }
            // What `chunk` waits for is kept in the response, not in the future: it may be made anew for every poll.
            #[cfg(feature = "_reqwest")]
            Form::Reqwest(response) => {
                let chunk = ready!(std::pin::pin!(response.chunk()).poll(context));
                Poll::Ready(chunk.transpose().map(|chunk| match chunk {
                    Ok(bytes) => Ok(Frame::data(bytes)),
                    Err(error) => Err(error.without_url().into()),
                }))
            }
            Form::Boxed(body) => Pin::new(body).poll_frame(context),
            Form::Bounded(bounded) => bounded.poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Form::Whole(bytes) => bytes.as_ref().is_none_or(Bytes::is_empty),
            // It counts what is still to come of the length that the head announced.
            #[cfg(feature = "_reqwest")]
            Form::Reqwest(response) => response.content_length() == Some(0),
            Form::Boxed(body) => body.is_end_stream(),
            Form::Bounded(bounded) => bounded.begun.is_empty() && bounded.rest.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Form::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            #[cfg(feature = "_reqwest")]
            Form::Reqwest(response) => response.content_length().map_or_else(SizeHint::new, SizeHint::with_exact),
            Form::Boxed(body) => body.size_hint(),
            Form::Bounded(bounded) => bounded.size_hint(),
        }
    }
}

impl Bounded {
    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if !self.begun.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.begun)))));
        }
        if let Poll::Ready(frame) = http_body::Body::poll_frame(Pin::new(&mut self.rest), context) {
            self.is_awaited = false;
            return Poll::Ready(frame);
        }
        if !self.is_awaited {
            self.is_awaited = true;
            self.silence.as_mut().reset(clock::after(Instant::now(), SILENCE));
        }
        ready!(self.silence.as_mut().poll(context));
        Poll::Ready(Some(Err(Silence.into())))
    }

    fn size_hint(&self) -> SizeHint {
        let (begun, rest) = (self.begun.len() as u64, http_body::Body::size_hint(&self.rest));
        let mut hint = SizeHint::new();
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(begun));
        }
        hint.set_lower(rest.lower().saturating_add(begun));
        hint
    }
}

#[derive(Debug, thiserror::Error)]
#[error("no byte came for {} s", SILENCE.as_secs())]
struct Silence;

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl<B: Into<Bytes>> From<B> for Body {
    fn from(bytes: B) -> Self {
        Self(Form::Whole(Some(bytes.into())))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("bytes", &http_body::Body::size_hint(self).exact()).finish_non_exhaustive()
    }
}

/// Reads a body to its end. `begun` holds what arrived, even after an error. Of one that says that it is too large only
/// the beginning is read.
pub(crate) async fn read(mut body: Body, begun: &mut Begun, limit: usize) -> Result<(), Error> {
    let announced = http_body::Body::size_hint(&body).lower();
    let is_too_large = announced > limit as u64;
    let enough = if is_too_large { limit.min(BODY_KEPT) } else { limit };
    while let Some(chunk) = next(&mut body).await? {
        if begun.bytes().len() + chunk.len() > enough {
            let room = BODY_KEPT.saturating_sub(begun.bytes().len());
            begun.add(chunk.slice(..room.min(chunk.len())), announced, limit);
            let detail = format!("the answer is larger than {limit} bytes");
            return Err(Error::new(ErrorKind::TooLarge).with_detail(detail).settled());
        }
        begun.add(chunk, announced, limit);
    }
    Ok(())
}

/// Reads as much of a body as shows whether it is a file that begins so. If it is, it is given back as if nothing had been
/// read; of anything else `begun` has what an error keeps.
pub(crate) async fn open(mut body: Body, begun: &mut Begun, beginning: &[u8]) -> Result<Option<Body>, Error> {
    read_up_to(beginning.len(), &mut body, begun).await?;
    if begun.bytes().starts_with(beginning) {
        return Ok(Some(Body::bounded_by_silence(std::mem::take(begun).into_bytes(), body)));
    }
    read_up_to(BODY_KEPT, &mut body, begun).await?;
    Ok(None)
}

async fn read_up_to(enough: usize, body: &mut Body, begun: &mut Begun) -> Result<(), Error> {
    while begun.bytes().len() < enough {
        let Some(chunk) = next(body).await? else { break };
        begun.add(chunk, 0, usize::MAX);
    }
    Ok(())
}

/// The next piece. That a body broke says enough: a cause could quote it.
async fn next(body: &mut Body) -> Result<Option<Bytes>, Error> {
    // One more look, at what is known to have ended, is not free.
    if http_body::Body::is_end_stream(body) {
        return Ok(None);
    }
    let chunk = poll_fn(|context| body.poll_data(context)).await.transpose();
    chunk.map_err(|_| Error::new(ErrorKind::Interrupted).reaching(Sent::Maybe))
}

/// What came of a body. Most come in one piece, which is not copied.
#[derive(Default)]
pub(crate) struct Begun {
    first: Bytes,
    /// All pieces, from the second one on.
    all: Vec<u8>,
}

impl Begun {
    pub(crate) fn bytes(&self) -> &[u8] {
        if self.all.is_empty() { &self.first } else { &self.all }
    }

    pub(crate) fn into_bytes(self) -> Bytes {
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
