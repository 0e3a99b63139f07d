//! Lists, page by page or item by item.

use std::{
    collections::{HashSet, hash_map::RandomState},
    fmt,
    future::poll_fn,
    hash::{BuildHasher, Hash},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_core::Stream;
use http::HeaderName;

use crate::{
    Call, Client, Cursor, Error, ErrorKind, Page, Request, Response, RetryPolicy, page::Items, request::CallOptions,
};

/// So many empty pages in a row are a list that does not move on.
const EMPTY_PAGES: u32 = 100;

type CallFor<T> = Arc<dyn Fn(&Cursor) -> Call<Page<T>> + Send + Sync>;

/// A list that is read as it is used.
///
/// Take pages with [`next_page`](Self::next_page), items with [`next`](Self::next), or everything with
/// [`collect`](Self::collect); it is also a [`Stream`] of items. Memory grows by some dozens of bytes a page, not by the items, and the
/// next page is asked for, by a task of its own, before this one is handed out. An item that can't be read is an error of
/// its own, and the list goes on; after any other error nothing more comes, and [`cursor`](Self::cursor) says where to go
/// on. See [`guide::lists`](crate::guide::lists).
#[must_use = "a pager does nothing until it is asked for pages or items"]
pub struct Pager<T> {
    client: Client,
    call_for: CallFor<T>,
    options: CallOptions,
    coming: Option<Request<Page<T>>>,
    /// Where the page that `items` are of begins, and where the one after it does.
    this: Cursor,
    next: Cursor,
    items: Items<T>,
    /// Whether `left` cut items off the end of this page.
    cut: bool,
    total: Option<u64>,
    /// How many requests were sent for the newest page.
    attempts: u32,
    /// How many items may still be handed out.
    left: usize,
    guard: Guard,
    failed: bool,
}

/// Finds out a list that does not end.
#[derive(Default)]
struct Guard {
    hasher: RandomState,
    /// Hashes of the cursors and of the pages met.
    seen: HashSet<u64>,
    empty_in_a_row: u32,
    items: u64,
}

impl Client {
    /// A list whose pages `call_for` asks for: the first one at [`Cursor::Start`], then each at the cursor of the one
    /// before.
    pub fn pages<T, F>(&self, call_for: F) -> Pager<T>
    where
        F: Fn(&Cursor) -> Call<Page<T>> + Send + Sync + 'static,
    {
        Pager {
            client: self.clone(),
            call_for: Arc::new(call_for),
            options: CallOptions::default(),
            coming: None,
            this: Cursor::Start,
            next: Cursor::Start,
            items: Items::none(),
            cut: false,
            total: None,
            attempts: 0,
            left: usize::MAX,
            guard: Guard::default(),
            failed: false,
        }
    }
}

impl<T: Send + 'static> Pager<T> {
    /// Begins at a cursor that a pager of the same list gave, wherever this one is. At [`Cursor::End`] nothing comes.
    pub fn from_cursor(mut self, cursor: Cursor) -> Self {
        self.coming = None;
        self.items = Items::none();
        self.this = cursor.clone();
        self.next = cursor;
        self.cut = false;
        self.guard = Guard::default();
        self.failed = false;
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

    /// Where to go on: the first page with items that were not handed out.
    ///
    /// In the middle of a page it is that page's own beginning, so that going on skips nothing.
    pub fn cursor(&self) -> &Cursor {
        if self.cut || !self.items.is_empty() { &self.this } else { &self.next }
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

    /// The call for the next page that will be handed out.
    pub fn call(&self) -> Call<Page<T>> {
        (self.call_for)(&self.next)
    }

    /// The next item, `None` after the last one. May be given up at any time: the page that it waits for is kept.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] with [`item_id`](Error::item_id) and [`json_path`](Error::json_path) for an item that can't be
    /// read; the next ones come. Those of the page's call, and [`ErrorKind::Paging`] for a list that does not end: a cursor
    /// or a page that comes again, more than a hundred empty pages in a row, or more items than the service counts. Nothing
    /// comes after these.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// The next page, `None` after the last one. Items of a page that [`next`](Self::next) has begun come first, as a
    /// page of their own. May be given up at any time.
    ///
    /// # Errors
    /// As [`next`](Self::next), but for items that can't be read: their errors are in the page.
    pub async fn next_page(&mut self) -> Option<Result<Page<T>, Error>> {
        if !self.items.is_empty() {
            let items = std::mem::replace(&mut self.items, Items::none());
            return Some(Ok(items.into_page(self.next.clone(), self.total)));
        }
        poll_fn(|context| self.poll_page(context)).await
    }

    /// All items that are left.
    ///
    /// # Errors
    /// As [`next`](Self::next), the first one. The items read until then are dropped; read item by item to keep them.
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(page) = self.next_page().await {
            all.append(&mut page?.into_items()?);
        }
        Ok(all)
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(item));
            }
            match ready!(self.poll_page(context)) {
                Some(Ok(page)) => self.items = Items::of(page),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        if self.has_ended() {
            return Poll::Ready(None);
        }
        let mut coming = self.coming.take().unwrap_or_else(|| self.ask());
        let Poll::Ready(result) = coming.poll_response(context) else {
            self.coming = Some(coming);
            return Poll::Pending;
        };
        let page = match result {
            Ok(response) => {
                self.attempts = response.attempts;
                self.turn_to(response)
            }
            Err(error) => {
                self.attempts = error.attempts();
                Err(error)
            }
        };
        match &page {
            Ok(_) => self.ask_ahead(),
            Err(_) => self.failed = true,
        }
        Poll::Ready(Some(page))
    }

    /// Makes this page the current one.
    fn turn_to(&mut self, response: Response<Page<T>>) -> Result<Page<T>, Error> {
        let Response { status, headers: _, body: mut page, attempts, elapsed } = response;
        let checked = self.guard.check(&self.next, &page);
        let told = |error: Error| {
            error.in_context(self.client.context_of(&self.call())).with_status(status).with_attempts(attempts, elapsed)
        };
        checked.map_err(told)?;
        page.map_errors(told);
        self.cut = page.cut_to(self.left);
        self.left -= page.len();
        self.this = std::mem::replace(&mut self.next, page.next().clone());
        self.total = page.total().or(self.total);
        // What was cut off stands on this page.
        Ok(if self.cut { page.followed_by(self.this.clone()) } else { page })
    }

    fn has_ended(&self) -> bool {
        self.failed || self.left == 0 || self.next.is_end()
    }

    /// Asks for the page after this one, so that it is on its way while this one is used.
    fn ask_ahead(&mut self) {
        if self.has_ended() {
            return;
        }
        let mut coming = self.ask();
        // Without a runtime, that is what the owner is told when the page is wanted.
        let _ = coming.start();
        self.coming = Some(coming);
    }

    fn ask(&self) -> Request<Page<T>> {
        self.client.request(self.call()).with_options(self.options.clone())
    }
}

impl Guard {
    fn check<T>(&mut self, asked_for: &Cursor, page: &Page<T>) -> Result<(), Error> {
        if let Some(cursor) = asked_for.text() {
            self.remember(("cursor", cursor));
        }
        if let Some(next) = page.next().text()
            && !self.remember(("cursor", next))
        {
            return Err(stuck("the service gave the same cursor twice"));
        }
        if let Some(fingerprint) = page.fingerprint()
            && !self.remember(("page", fingerprint))
        {
            return Err(stuck("the service gave the same page twice"));
        }
        self.empty_in_a_row = if page.is_empty() { self.empty_in_a_row + 1 } else { 0 };
        if self.empty_in_a_row > EMPTY_PAGES {
            return Err(stuck("the service gave more than a hundred empty pages in a row"));
        }
        self.items += page.len() as u64;
        match page.total() {
            Some(total) if self.items > total => Err(stuck("the service gave more items than it counts").with_advice(
                "the list may have changed meanwhile: read it again; if it happens again, report it to the vendor",
            )),
            _ => Ok(()),
        }
    }

    /// Whether it is new.
    fn remember(&mut self, what: impl Hash) -> bool {
        self.seen.insert(self.hasher.hash_one(what))
    }
}

fn stuck(detail: &'static str) -> Error {
    Error::new(ErrorKind::Paging).with_detail(detail)
}

impl<T: Send + 'static> Stream for Pager<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

// Nothing in a pager is pinned in place: its requests are tasks, its items are moved out.
impl<T> Unpin for Pager<T> {}

impl<T> fmt::Debug for Pager<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pager").field("next", &self.next).field("failed", &self.failed).finish_non_exhaustive()
    }
}
