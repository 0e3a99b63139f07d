//! The frame that every answer stands in: `data`, `status`, `timestamp`, and for lists `page_size` and `page_index`.
//!
//! The reference warns that some of its members may be missing. `data` may not: an audit must not read a damaged answer as
//! an empty list.

use acesso_core::{
    Answer, Error, ErrorKind, Listing, Page,
    wire::{self, PageBody, RawItem},
};
use serde::{Deserialize, de::DeserializeOwned};

/// Reads the frame of one item.
pub(crate) fn read_one<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<T, Error> {
    #[derive(Deserialize)]
    struct One<T> {
        data: T,
    }

    wire::read_json::<One<T>>(answer.body).map(|frame| frame.data)
}

/// Reads the frame of a list that comes whole. Its `page_size` is the number of entries in `data`, not a size asked for: a
/// number in the samples, text in the vendor's overview.
pub(crate) fn read_listing<T: DeserializeOwned>(answer: &Answer<'_>) -> Result<Listing<T>, Error> {
    #[derive(Deserialize)]
    struct Whole<T> {
        data: Vec<T>,
        #[serde(default, deserialize_with = "wire::number_or_text")]
        page_size: Option<u64>,
    }

    let Whole { data, page_size } = wire::read_json(answer.body)?;
    Ok(Listing::new(data, page_size))
}

/// Reads the frame of a page, and finds the next one.
pub(crate) fn read_page<T: Tenant + DeserializeOwned>(answer: &Answer<'_>) -> Result<Page<T>, Error> {
    wire::read_page::<PageFrame<T>, PageFrame<RawItem>>(answer.body, "data")
}

/// What lists of tenants hold.
pub(crate) trait Tenant {
    /// The tenant's id; empty where it can't be read.
    fn tenant_id(&self) -> &str;
}

impl Tenant for RawItem {
    fn tenant_id(&self) -> &str {
        self.id().unwrap_or_default()
    }
}

/// No total and no next link are documented, nor how to know the last page. A short page is no proof: the service may cap
/// the size. So a list goes on until a page is empty.
#[derive(Deserialize)]
struct PageFrame<T> {
    data: Vec<T>,
    #[serde(default, deserialize_with = "wire::number_or_text")]
    page_index: Option<u64>,
}

impl<T: Tenant> PageBody for PageFrame<T> {
    type Item = T;

    /// The next page follows the one that the answer *says* it is. So a service that gives its last page again is found
    /// out: under the old index by the cursor that comes twice, under a new one by the ids.
    fn into_page(self) -> Result<Page<T>, Error> {
        let Self { data, page_index } = self;
        if data.is_empty() {
            return Ok(Page::new(data, None::<String>));
        }
        let Some(index) = page_index else {
            return Err(Error::new(ErrorKind::Decode)
                .with_detail("the answer does not say which page it is, so the one after it can't be asked for")
                .with_json_path("page_index"));
        };
        let next = index.saturating_add(1).to_string();
        Ok(Page::new(data, Some(next)).with_ids(Tenant::tenant_id))
    }
}
