//! Lists, page by page or item by item.

use std::{
    collections::HashSet,
    collections::hash_map::RandomState,
    fmt,
    future::poll_fn,
    hash::BuildHasher,
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll, ready},
    time::Duration,
    vec,
};

use futures_core::Stream;
use http::HeaderName;

use crate::{
    Call, Client, Error, ErrorKind, Fault, Response, RetryPolicy,
    client::{CallOptions, Road},
};

/// Where a page of a list begins, in the vendor's own terms: an item's id, a page number. Keep it to go on later.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor(String);

impl Cursor {
    /// A cursor that was kept.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text to keep.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cursor({:?})", self.0)
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in the vendor's order. Can be empty in the middle of a list.
    pub items: Vec<T>,
    /// Where the next page begins; none after the last one.
    pub next: Option<Cursor>,
    /// How many items the vendor says there are on all pages, where it says so.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// A page.
    pub fn new(items: Vec<T>, next: Option<Cursor>) -> Self {
        Self { items, next, total: None }
    }

    /// Adds the vendor's count of all items.
    #[must_use]
    pub fn total(mut self, total: Option<u64>) -> Self {
        self.total = total;
        self
    }
}

type CallFor<T> = Arc<dyn Fn(Option<&Cursor>) -> Call<Page<T>> + Send + Sync>;
type PageFuture<T> = Pin<Box<dyn Future<Output = Result<Response<Page<T>>, Error>> + Send>>;

/// A list that is read as it is used.
///
/// Take pages with [`next_page`](Self::next_page), items with [`next`](Self::next), or everything with
/// [`collect`](Self::collect); it is also a [`Stream`] of items. Memory does not grow with the list's length, and the
/// next page is asked for before this one is handed out. After an error nothing more comes;
/// [`cursor`](Self::cursor) says where to go on. See [`guide::lists`](crate::guide::lists).
#[must_use = "a pager does nothing until it is asked for pages or items"]
pub struct Pager<T> {
    client: Client,
    call_for: CallFor<T>,
    options: CallOptions,
    coming: Option<Coming<T>>,
    /// Where the page that `items` are of begins, and where the one after it does.
    this: Option<Cursor>,
    next: Option<Cursor>,
    items: vec::IntoIter<T>,
    /// Whether `left` cut items off the end of this page.
    cut: bool,
    total: Option<u64>,
    /// How many requests were sent for the newest page, and for the next one in vain.
    attempts: u32,
    in_vain: u32,
    /// How many items may still be handed out.
    left: usize,
    /// Hashes of the cursors met, so that a list that runs in a circle ends.
    seen: HashSet<u64>,
    hasher: RandomState,
    ended: bool,
}

/// A page that was asked for.
struct Coming<T> {
    page: PageFuture<T>,
    /// It was asked for ahead of need.
    ahead: bool,
    /// Whether it is with the transport, or in a queue for a slot or for a token.
    road: Arc<Road>,
}

impl<T> Coming<T> {
    fn sent(&self) -> u32 {
        self.road.sent.load(Ordering::Relaxed)
    }
}

impl Client {
    /// A list whose pages `call_for` asks for: the first one for no cursor, then each by the cursor of the one before.
    pub fn pages<T, F>(&self, call_for: F) -> Pager<T>
    where
        F: Fn(Option<&Cursor>) -> Call<Page<T>> + Send + Sync + 'static,
    {
        Pager {
            client: self.clone(),
            call_for: Arc::new(call_for),
            options: CallOptions::default(),
            coming: None,
            this: None,
            next: None,
            items: Vec::new().into_iter(),
            cut: false,
            total: None,
            attempts: 0,
            in_vain: 0,
            left: usize::MAX,
            seen: HashSet::new(),
            hasher: RandomState::new(),
            ended: false,
        }
    }
}

impl<T: Send + 'static> Pager<T> {
    /// Begins at a cursor that an earlier pager of the same list gave.
    pub fn from_cursor(mut self, cursor: Cursor) -> Self {
        self.next = Some(cursor);
        self
    }

    /// Ends after so many items, and asks for no page beyond them.
    pub fn at_most(mut self, items: usize) -> Self {
        self.left = items;
        self
    }

    /// How long one attempt for a page may take.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.options.attempt_timeout = Some(limit);
        self
    }

    /// How long a page may take in all, waiting for the rate limit included.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.options.deadline = Some(limit);
        self
    }

    /// When a failed attempt for a page is repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// A header for every page's request.
    pub fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.options.headers.push((name, value.into()));
        self
    }

    /// Where to go on: the first page with items that were not handed out. `None` on the first page and after the last.
    ///
    /// In the middle of a page it is that page's own beginning, so that going on skips nothing.
    pub fn cursor(&self) -> Option<&Cursor> {
        if self.cut || self.items.len() > 0 { self.this.as_ref() } else { self.next.as_ref() }
    }

    /// How many items the vendor says there are, as of the newest page; `None` where it does not say.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// How many requests were sent for the newest page, or for the one that failed: more than one where some were repeated.
    /// 0 before the first page.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The call for the next page that will be asked for.
    pub fn call(&self) -> Call<Page<T>> {
        (self.call_for)(self.next.as_ref())
    }

    /// The next item, `None` after the last one.
    ///
    /// # Errors
    /// Those of the page's call, and [`ErrorKind::Paging`] when the service repeats a cursor.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        let waiting = Waiting(self);
        poll_fn(|context| waiting.0.poll_item(context)).await
    }

    /// The next page, `None` after the last one. Items of a page that [`next`](Self::next) has begun come first, as a
    /// page of their own.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn next_page(&mut self) -> Option<Result<Page<T>, Error>> {
        if self.items.len() > 0 {
            let items = std::mem::take(&mut self.items).collect();
            return Some(Ok(Page { items, next: self.next.clone(), total: self.total }));
        }
        let waiting = Waiting(self);
        poll_fn(|context| waiting.0.poll_page(context)).await
    }

    /// All items that are left.
    ///
    /// # Errors
    /// As [`next`](Self::next). The items read until then are dropped; read item by item to keep them.
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(page) = self.next_page().await {
            all.append(&mut page?.items);
        }
        Ok(all)
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.poll_page(context)) {
                Some(Ok(page)) => self.items = page.items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        if self.ended || self.left == 0 {
            return Poll::Ready(None);
        }
        let result = loop {
            let mut coming = self.coming.take().unwrap_or_else(|| self.ask(false));
            let Poll::Ready(result) = coming.page.as_mut().poll(context) else {
                self.coming = Some(coming);
                return Poll::Pending;
            };
            self.in_vain += coming.sent();
            match result {
                Err(error) if coming.ahead && self.ran_out_of_time(&error) => continue,
                other => break other,
            }
        };
        self.attempts = std::mem::take(&mut self.in_vain);
        let handed_out = result.and_then(|response| self.turn_to(response.body));
        match &handed_out {
            Ok(_) => self.ask_ahead(context),
            Err(_) => self.ended = true,
        }
        Poll::Ready(Some(handed_out))
    }

    /// Makes this page the current one.
    fn turn_to(&mut self, mut page: Page<T>) -> Result<Page<T>, Error> {
        if let Some(asked_for) = &self.next {
            self.seen.insert(self.hasher.hash_one(asked_for));
        }
        if let Some(next) = &page.next
            && !self.seen.insert(self.hasher.hash_one(next))
        {
            return Err(Fault::new(ErrorKind::Paging).detail("the service gave the same cursor twice").into());
        }
        self.cut = page.items.len() > self.left;
        page.items.truncate(self.left);
        self.left -= page.items.len();
        self.this = std::mem::replace(&mut self.next, page.next.clone());
        self.total = page.total.or(self.total);
        self.ended = self.next.is_none();
        Ok(page)
    }

    /// A page asked for ahead can have run out of time while nobody wanted it: to be asked for again, now that it is.
    fn ran_out_of_time(&self, error: &Error) -> bool {
        error.kind() == ErrorKind::Timeout || error.elapsed() >= self.client.time_for(&self.options)
    }

    /// Asks for the page after this one and polls it once, which sends the request if a slot of the rate limit is free.
    fn ask_ahead(&mut self, context: &mut Context<'_>) {
        if self.ended || self.left == 0 {
            return;
        }
        let mut coming = self.ask(true);
        if let Poll::Ready(result) = coming.page.as_mut().poll(context) {
            coming.page = Box::pin(std::future::ready(result));
            coming.road.on_its_way.store(true, Ordering::Relaxed);
        }
        self.coming = Some(coming);
        self.leave_queues();
    }

    /// Drops a page that is in a queue, for a slot or for a token. Nobody polls it for now, so whoever stands behind it
    /// would wait until the next page is wanted: for ever, if that is the pager's own owner.
    fn leave_queues(&mut self) {
        if let Some(coming) = self.coming.take_if(|coming| !coming.road.on_its_way.load(Ordering::Relaxed)) {
            self.in_vain += coming.sent();
        }
    }

    fn ask(&self, ahead: bool) -> Coming<T> {
        let road = Arc::new(Road::default());
        let options = CallOptions { road: Some(Arc::clone(&road)), ..self.options.clone() };
        let page = Box::pin(self.client.request(self.call()).with_options(options).send());
        Coming { page, ahead, road }
    }
}

/// Somebody who waits for an item or a page, and may give up.
struct Waiting<'a, T: Send + 'static>(&'a mut Pager<T>);

impl<T: Send + 'static> Drop for Waiting<'_, T> {
    fn drop(&mut self) {
        self.0.leave_queues();
    }
}

impl<T: Send + 'static> Stream for Pager<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

// Nothing in a pager is pinned in place: its futures are boxed, its items are moved out.
impl<T> Unpin for Pager<T> {}

impl<T> fmt::Debug for Pager<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pager").field("next", &self.next).field("ended", &self.ended).finish_non_exhaustive()
    }
}
