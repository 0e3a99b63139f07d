//! The envelope that every answer stands in: `data`, `status`, `timestamp`, and for lists `page_size` and `page_index`.
//!
//! The reference warns that some of its members may be missing. `data` may not: an audit must not read a damaged answer as
//! an empty list.

use acesso_core::{
    Answer, Call, Cursor, Error, ErrorKind, Listing, Page,
    wire::{self, PageBody, RawItem},
};
use http::StatusCode;
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};

/// Reads the envelope of one item.
pub(crate) fn read_one<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<T, Error> {
    #[derive(Deserialize)]
    struct One<T> {
        data: T,
    }

    wire::read_json::<One<T>>(answer.body).map(|envelope| envelope.data)
}

/// Checks that the answer to a write says that it was carried out, for the reader of a [`Call`] of your own: `status:
/// "success"`, or `data` where the status is missing, which the reference allows. A 204 says so by itself.
///
/// # Errors
/// [`ErrorKind::Decode`] for one that doesn't. Whatever else answers 200, such as a network that wants a log-in, has neither.
pub fn check_success(answer: &Answer<'_>) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Success {
        status: Option<String>,
        data: Option<IgnoredAny>,
    }

    if answer.status == StatusCode::NO_CONTENT {
        return wire::read_nothing(answer.body);
    }
    let Success { status, data } = wire::read_json(answer.body)?;
    let is_success = status.map_or(data.is_some(), |status| status == "success");
    let breach = || Error::new(ErrorKind::Decode).with_detail("the answer differs from the contract: it is no success");
    if is_success { Ok(()) } else { Err(breach().with_json_path("status")) }
}

/// Reads the envelope of a list that comes whole. Its `page_size` is the number of entries in `data`, not a size asked for: a
/// number in the samples, text in the vendor's overview.
pub(crate) fn read_listing<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<Listing<T>, Error> {
    wire::read_listing::<Whole<T>, Whole<RawItem>>(answer, "data")
}

#[derive(Deserialize)]
struct Whole<T> {
    data: Vec<T>,
    #[serde(default, deserialize_with = "wire::number_or_text")]
    page_size: Option<u64>,
}

impl<T> PageBody for Whole<T> {
    type Item = T;

    fn into_page(self, _: &Answer<'_>) -> Result<Page<T>, Error> {
        Ok(Page::new(self.data, Cursor::End).with_total(self.page_size))
    }
}

/// Asks for the page at a cursor, which is its index, from 0 on. No least size is documented; 0 would end every list.
pub(crate) fn at_page<T>(call: Call<T>, cursor: &Cursor, size: Option<u32>) -> Call<T> {
    let check = match size {
        Some(0) => Err(Error::invalid_input("page_size", "must be at least 1, it is 0")),
        _ => Ok(()),
    };
    wire::at_page(call, "pageIndex", cursor, Some(0)).query_opt("pageSize", size).validate(check)
}

/// Reads the envelope of a page, and finds the next one.
///
/// A page that was not asked for is refused: those between the two would never be read, and nobody would know. One that
/// does not say which it is, which the reference allows, is taken for the one that was asked for.
pub(crate) fn read_page<T: Tenant + DeserializeOwned>(answer: &Answer<'_>) -> Result<Page<T>, Error> {
    wire::read_page::<PageEnvelope<T>, PageEnvelope<RawItem>>(answer, "data")
}

/// What lists of tenants hold.
pub(crate) trait Tenant {
    /// The tenant's id; empty where it can't be read.
    fn tenant_id(&self) -> &str;
}

impl Tenant for RawItem {
    /// Of one that names none, all that it says: pages without ids are not all the same page.
    fn tenant_id(&self) -> &str {
        self.id().unwrap_or(self.text())
    }
}

/// No total and no next link are documented, nor how to know the last page. A short page is no proof: the service may cap
/// the size. So a list goes on until a page is empty.
#[derive(Deserialize)]
struct PageEnvelope<T> {
    data: Vec<T>,
    #[serde(default, deserialize_with = "wire::number_or_text")]
    page_index: Option<u64>,
}

impl<T: Tenant> PageBody for PageEnvelope<T> {
    type Item = T;

    /// By their ids a service is found out that gives the same page under every index.
    fn into_page(self, answer: &Answer<'_>) -> Result<Page<T>, Error> {
        let Self { data, page_index } = self;
        let asked = answer.query_param("pageIndex").and_then(|index| index.parse::<u64>().ok()).unwrap_or(0);
        if let Some(said) = page_index.filter(|said| *said != asked) {
            let detail = format!("page {asked} was asked for and page {said} came");
            return Err(Error::new(ErrorKind::Paging).with_detail(detail));
        }
        let next = (!data.is_empty()).then(|| asked.saturating_add(1).to_string());
        Ok(Page::new(data, next).with_ids(Tenant::tenant_id))
    }
}
