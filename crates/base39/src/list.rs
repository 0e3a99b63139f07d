//! What all lists have in common: the envelope with `hasMore` and `data`, `limit` and the two cursors.

use acesso_core::{Call, Client, Cursor, ErrorKind, Fault, Head, Page, Pager, Reader, check_range, wire};
use bytes::Bytes;
use serde::{Deserialize, de::DeserializeOwned};

/// The largest `limit` that the contract allows, and the one that needs the fewest requests.
const LARGEST_PAGE: u32 = 100;

/// An item of a list. Its id is the cursor of what comes after it.
pub(crate) trait Listed: DeserializeOwned + Send + 'static {
    fn id(&self) -> &str;
}

/// Where a list begins, which way it is read, and how large its pages are.
pub(crate) struct Window {
    page_size: Option<u32>,
    starting_after: Option<Cursor>,
    ending_before: Option<Cursor>,
}

impl Window {
    pub(crate) fn new<Id: AsRef<str>>(
        page_size: Option<u32>,
        starting_after: Option<Id>,
        ending_before: Option<Id>,
    ) -> Self {
        let cursor = |id: Id| Cursor::new(id.as_ref());
        Self { page_size, starting_after: starting_after.map(cursor), ending_before: ending_before.map(cursor) }
    }

    /// The list that `call` asks for, through this window.
    pub(crate) fn pages<T: Listed>(self, client: &Client, call: Call<Bytes>) -> Pager<T> {
        let call = call.require(self.check()).query("limit", self.page_size.unwrap_or(LARGEST_PAGE));
        let forwards = self.ending_before.is_none();
        let (name, reader): (_, Reader<Page<T>>) =
            if forwards { ("starting_after", read_forwards) } else { ("ending_before", read_backwards) };
        let pager = client.pages(move |cursor| {
            let call = call.clone().read_with(reader).query_opt(name, cursor);
            call.require(cursor.map_or(Ok(()), |cursor| not_empty(name, cursor.as_str())))
        });
        match self.ending_before.or(self.starting_after) {
            Some(start) => pager.from_cursor(start),
            None => pager,
        }
    }

    fn check(&self) -> Result<(), Fault> {
        if self.starting_after.is_some() && self.ending_before.is_some() {
            return Err(Fault::invalid_input("starting_after", "and ending_before are both set")
                .advice("set one of them: the first reads on from an item, the second back from it"));
        }
        check_range("page_size (`limit` on the wire)", self.page_size.unwrap_or(LARGEST_PAGE), 1..=LARGEST_PAGE)
    }
}

/// Refuses an empty id in the query: the service could take it for no filter at all.
pub(crate) fn not_empty(field: &str, text: &str) -> Result<(), Fault> {
    if text.is_empty() { Err(Fault::invalid_input(field, "is empty")) } else { Ok(()) }
}

/// The contract's `ListEnvelope`. Without `hasMore` a list that was cut off would look complete: it must be there.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<T> {
    has_more: bool,
    data: Vec<T>,
}

/// "More items exist; fetch them with the last item's ID as starting_after."
fn read_forwards<T: Listed>(_: &Head, body: &Bytes) -> Result<Page<T>, Fault> {
    let Envelope { has_more, data } = wire::read_json(body)?;
    let next = if has_more { Some(cursor_of(data.last())?) } else { None };
    Ok(Page::new(data, next))
}

/// The contract says of `hasMore` only what it means for `starting_after`, so the list ends with the first empty page.
/// A page is taken to stand in the list's own order; turned round, its last item is again the one to go on from.
fn read_backwards<T: Listed>(_: &Head, body: &Bytes) -> Result<Page<T>, Fault> {
    let Envelope { mut data, has_more: _ } = wire::read_json::<Envelope<T>>(body)?;
    data.reverse();
    let next = if data.is_empty() { None } else { Some(cursor_of(data.last())?) };
    Ok(Page::new(data, next))
}

fn cursor_of<T: Listed>(item: Option<&T>) -> Result<Cursor, Fault> {
    match item.map(Listed::id) {
        Some(id) if !id.is_empty() => Ok(Cursor::new(id)),
        _ => {
            Err(Fault::new(ErrorKind::Paging)
                .detail("the service says that there is more, but gave no id to go on from"))
        }
    }
}
