//! What all lists have in common: the envelope with `hasMore` and `data`, `limit` and the two cursors, `expand` and `fields`.

use std::collections::BTreeMap;

use acesso_core::{
    Answer, Call, Client, Cursor, Error, ErrorKind, Listing, Page, Pager, Reader, check_not_empty, check_range,
    wire::{PageBody, RawItem, known_flag, null_as_default, optional_flag, read_json, read_listing, read_page},
};
use bytes::Bytes;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Fields, View, lenient, view::refuse_set};

/// The largest `limit` that the contract allows, and the one that needs the fewest requests.
const LARGEST_PAGE: u32 = 100;

/// An item of a list. Its id is the cursor of what comes after it.
pub(crate) trait Listed {
    /// The member that holds it.
    const ID: &'static str = "id";

    /// Empty for an item that could not be read and has none.
    fn id(&self) -> &str;
}

impl Listed for RawItem {
    fn id(&self) -> &str {
        self.id().unwrap_or_default()
    }
}

/// Where a list begins, how large its pages are, and how its items are shown: the same for every list that takes it.
///
/// An option that a list does not document is refused before sending; which ones those are stands with the list's filter.
///
/// ```
/// use base39::{Fields, ListOptions};
///
/// let options = ListOptions::default().page_size(50).expand(["data.company"]).fields(Fields::except(["metadata"]));
/// assert_eq!(options.page_size, Some(50));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListOptions {
    /// References to replace by their objects, as dotted paths that begin with `data`.
    ///
    /// Wire: `expand`.
    pub expand: Vec<String>,
    /// Chosen members only; the others are `None`.
    ///
    /// Wire: `fields`.
    pub fields: Option<Fields>,
    /// How many items a request asks for, 1 to 100. The vendor's default is 10; here it is 100, for the fewest requests.
    ///
    /// Wire: `limit`.
    pub page_size: Option<u32>,
    /// Begin after the item of this id. That is the list's [`Cursor::Start`](crate::Cursor::Start); a pager that goes on
    /// from another cursor goes on there.
    ///
    /// Wire: `starting_after`.
    pub starting_after: Option<String>,
    /// Read backwards from before the item of this id: the nearest item first, so oldest first in a list that begins with
    /// the newest.
    ///
    /// Wire: `ending_before`. Its meaning is read from the name, since the pages repeat `starting_after`'s text. Inferred:
    /// a page stands in the list's order and ends right before this item. What `hasMore` says of a backward page is not
    /// documented, so the list is read until an empty page.
    ///
    /// That is the list's [`Cursor::Start`](crate::Cursor::Start). A pager that goes on from another cursor goes on there,
    /// and reads backwards if this is set, to whatever id.
    pub ending_before: Option<String>,
}

impl ListOptions {
    /// Sets [`expand`](field@Self::expand).
    #[must_use]
    pub fn expand(mut self, paths: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.expand = paths.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`fields`](field@Self::fields).
    #[must_use]
    pub fn fields(mut self, fields: Fields) -> Self {
        self.fields = Some(fields);
        self
    }

    /// Sets [`page_size`](field@Self::page_size).
    #[must_use]
    pub fn page_size(mut self, items: u32) -> Self {
        self.page_size = Some(items);
        self
    }

    /// Sets [`starting_after`](field@Self::starting_after).
    #[must_use]
    pub fn starting_after(mut self, id: impl Into<String>) -> Self {
        self.starting_after = Some(id.into());
        self
    }

    /// Sets [`ending_before`](field@Self::ending_before).
    #[must_use]
    pub fn ending_before(mut self, id: impl Into<String>) -> Self {
        self.ending_before = Some(id.into());
        self
    }

    /// The list that `call` asks for, with these options; `without` names those that it does not document.
    pub(crate) fn pages<T>(self, client: &Client, call: Call<Bytes>, without: &[&'static str]) -> Pager<T>
    where
        T: Listed + DeserializeOwned + Send + 'static,
    {
        let call = call.validate(self.refuse(without));
        let call = View { expand: self.expand, fields: self.fields }.choose_with(call, T::ID);
        let takes_limit = !without.contains(&"limit");
        let window = Window {
            page_size: self.page_size,
            default_page_size: takes_limit.then_some(LARGEST_PAGE),
            starting_after: self.starting_after,
            ending_before: self.ending_before,
        };
        window.pages(client, call)
    }

    fn refuse(&self, without: &[&'static str]) -> Result<(), Error> {
        let set = [
            ("expand", !self.expand.is_empty()),
            ("fields", self.fields.is_some()),
            ("limit", self.page_size.is_some()),
            ("starting_after", self.starting_after.is_some()),
            ("ending_before", self.ending_before.is_some()),
        ];
        refuse_set(&set, without)
    }
}

/// Adds parameters whose names the vendor's page lost, as the caller names them. Those that say where the list goes on are
/// refused.
pub(crate) fn narrow<T>(call: Call<T>, parameters: BTreeMap<String, String>) -> Call<T> {
    parameters.into_iter().fold(call, |call, (name, value)| {
        let not_paging = match &*name {
            "limit" | "starting_after" | "ending_before" => Err(Error::invalid_input(&name, "is set by the options")),
            _ => Ok(()),
        };
        named(call.validate(not_paging), name, &value)
    })
}

/// Adds a parameter as the caller names it. An empty one could widen a list that it is to narrow.
pub(crate) fn named<T>(call: Call<T>, name: String, value: &str) -> Call<T> {
    let has_name =
        if name.is_empty() { Err(Error::invalid_input("parameters", "has one without a name")) } else { Ok(()) };
    call.validate(has_name).validate(check_not_empty(&name, value)).query(name, value)
}

/// A list inside another object: its first items.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "T: Deserialize<'de>"))]
#[non_exhaustive]
pub struct FirstItems<T> {
    /// Where the list stands; `None` where that is not said.
    #[serde(default, deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether the list has more than these; `None` where that is not said.
    #[serde(default, deserialize_with = "optional_flag", skip_serializing_if = "Option::is_none")]
    pub has_more: Option<bool>,
    /// The items.
    #[serde(default, deserialize_with = "null_as_default")]
    pub data: Vec<T>,
}

/// One page of a list that is not read on by itself; the method says why.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OnePage<T> {
    /// Whether there are more. It must be known: a part would look like all of them.
    pub has_more: bool,
    /// The items.
    pub data: Listing<T>,
}

pub(crate) fn read_one_page<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<OnePage<T>, Error> {
    #[derive(Deserialize)]
    struct Rest {
        #[serde(rename = "hasMore", deserialize_with = "known_flag")]
        has_more: bool,
    }

    #[derive(Deserialize)]
    struct Items<T> {
        data: Vec<T>,
    }

    impl<T> PageBody for Items<T> {
        type Item = T;

        fn into_page(self, _: &Answer<'_>) -> Result<Page<T>, Error> {
            Ok(Page::new(self.data, Cursor::End))
        }
    }

    let data = read_listing::<Items<T>, Items<RawItem>>(answer, "data")?;
    let Rest { has_more } = read_json(answer.body)?;
    Ok(OnePage { has_more, data })
}

/// Where a list begins, which way it is read, and how large its pages are.
struct Window {
    page_size: Option<u32>,
    default_page_size: Option<u32>,
    starting_after: Option<String>,
    ending_before: Option<String>,
}

impl Window {
    /// The list that `call` asks for, through this window. At [`Cursor::Start`](acesso_core::Cursor) it begins where the
    /// window does; a cursor that names an item says where to go on.
    fn pages<T>(self, client: &Client, call: Call<Bytes>) -> Pager<T>
    where
        T: Listed + DeserializeOwned + Send + 'static,
    {
        let call = call.validate(self.check()).query_opt("limit", self.page_size.or(self.default_page_size));
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
