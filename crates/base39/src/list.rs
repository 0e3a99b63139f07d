//! What all lists have in common: the envelope with `hasMore` and `data`, `limit` and the two cursors.

use acesso_core::{
    Answer, Call, Client, Error, ErrorKind, Page, Pager, Reader, check_not_empty, check_range,
    wire::{PageBody, RawItem, known_flag, read_page},
};
use bytes::Bytes;
use serde::{Deserialize, de::DeserializeOwned};

/// The largest `limit` that the contract allows, and the one that needs the fewest requests.
const LARGEST_PAGE: u32 = 100;

/// An item of a list. Its id is the cursor of what comes after it.
pub(crate) trait Listed {
    /// Empty for an item that could not be read and has none.
    fn id(&self) -> &str;
}

impl Listed for RawItem {
    fn id(&self) -> &str {
        self.id().unwrap_or_default()
    }
}

/// Where a list begins, which way it is read, and how large its pages are.
pub(crate) struct Window {
    page_size: Option<u32>,
    starting_after: Option<String>,
    ending_before: Option<String>,
}

impl Window {
    pub(crate) fn new<Id: Into<String>>(
        page_size: Option<u32>,
        starting_after: Option<Id>,
        ending_before: Option<Id>,
    ) -> Self {
        Self { page_size, starting_after: starting_after.map(Into::into), ending_before: ending_before.map(Into::into) }
    }

    /// The list that `call` asks for, through this window. At [`Cursor::Start`](acesso_core::Cursor) it begins where the
    /// window does; a cursor that names an item says where to go on.
    pub(crate) fn pages<T>(self, client: &Client, call: Call<Bytes>) -> Pager<T>
    where
        T: Listed + DeserializeOwned + Send + 'static,
    {
        let call = call.validate(self.check()).query("limit", self.page_size.unwrap_or(LARGEST_PAGE));
        let forwards = self.ending_before.is_none();
        let (name, reader): (_, Reader<Page<T>>) =
            if forwards { ("starting_after", read_forwards) } else { ("ending_before", read_backwards) };
        let start = self.ending_before.or(self.starting_after);
        client.pages(move |cursor| {
            let id = cursor.text().or(start.as_deref());
            let call = call.clone().read_with(reader).query_opt(name, id);
            call.validate(check_not_empty(name, id))
        })
    }

    fn check(&self) -> Result<(), Error> {
        if self.starting_after.is_some() && self.ending_before.is_some() {
            return Err(Error::invalid_input("starting_after", "and ending_before are both set")
                .with_advice("set one of them: the first reads on from an item, the second back from it"));
        }
        // The operations bound `limit`; who set `page_size` is told that name, too.
        check_range("page_size (`limit` on the wire)", self.page_size.unwrap_or(LARGEST_PAGE), 1..=LARGEST_PAGE)
    }
}

/// The contract's `ListEnvelope`. `hasMore` must be known: a list that was cut off would look complete.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<T> {
    #[serde(deserialize_with = "known_flag")]
    has_more: bool,
    data: Vec<T>,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Forwards<T>(Envelope<T>);

#[derive(Deserialize)]
#[serde(transparent)]
struct Backwards<T>(Envelope<T>);

impl<T: Listed> PageBody for Forwards<T> {
    type Item = T;

    /// "More items exist; fetch them with the last item's ID as starting_after."
    fn into_page(self, _: &Answer<'_>) -> Result<Page<T>, Error> {
        let Self(Envelope { has_more, data }) = self;
        let next = if has_more { Some(id_to_go_on_from(data.last())?) } else { None };
        Ok(Page::new(data, next).with_ids(T::id))
    }
}

impl<T: Listed> PageBody for Backwards<T> {
    type Item = T;

    /// The contract says of `hasMore` only what it means for `starting_after`, so the list ends with the first empty page.
    /// A page is taken to stand in the list's own order; turned round, its last item is again the one to go on from.
    fn into_page(self, _: &Answer<'_>) -> Result<Page<T>, Error> {
        let Self(Envelope { data, has_more: _ }) = self;
        let next = if data.is_empty() { None } else { Some(id_to_go_on_from(data.first())?) };
        Ok(Page::new(data, next).reversed().with_ids(T::id))
    }
}

fn read_forwards<T: Listed + DeserializeOwned>(answer: &Answer<'_>) -> Result<Page<T>, Error> {
    read_page::<Forwards<T>, Forwards<RawItem>>(answer, "data")
}

fn read_backwards<T: Listed + DeserializeOwned>(answer: &Answer<'_>) -> Result<Page<T>, Error> {
    read_page::<Backwards<T>, Backwards<RawItem>>(answer, "data")
}

fn id_to_go_on_from<T: Listed>(item: Option<&T>) -> Result<String, Error> {
    item.map(|item| item.id().to_owned()).filter(|id| !id.is_empty()).ok_or_else(|| {
        Error::new(ErrorKind::Paging).with_detail("the service says that there is more, but gave no id to go on from")
    })
}
