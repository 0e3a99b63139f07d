//! The frame that every answer stands in: `data`, `status`, `timestamp`, and for lists `page_size` and `page_index`.
//!
//! The reference warns that some of its members may be missing. `data` may not: an audit must not read a damaged answer as
//! an empty list.

use std::{slice, vec};

use acesso_core::{Call, Cursor, ErrorKind, Fault, Head, Page, wire};
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A list that the service gives whole, in one answer.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), myreports::Error> {
/// # let script = acesso_core::testing::Script::new().answer(200, r#"{"page_size":1,"data":[{"id":"1","displayName":"User 1","email":"user1@example.com"}]}"#);
/// # let client = myreports::Client::builder(myreports::Region::Eu, myreports::Credentials::token("t")).transport(script).build()?;
/// let users = client.customers().users("00000000-0000-0000-0000-000000000001").await?;
/// if users.count_matches() == Some(false) {
///     eprintln!("the service counted other users than it sent");
/// }
/// for user in &users {
///     println!("{} {}", user.display_name, user.email);
/// }
/// # assert_eq!(users.items.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Listing<T> {
    /// How many items the service says it sent: in every sample the number of entries in `data`, not a size asked for. A
    /// number in the samples, text in the vendor's overview; both are read.
    #[serde(default, deserialize_with = "wire::number_or_text", skip_serializing_if = "Option::is_none")]
    pub page_size: Option<u64>,
    /// The items, in the vendor's order.
    #[serde(rename = "data")]
    pub items: Vec<T>,
    /// When the service answered, in UTC; seven fractional digits in every sample. `None` also for a text that is no
    /// time: a list is not worth less for it.
    #[serde(default, deserialize_with = "if_readable", skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
}

impl<T> Listing<T> {
    /// Whether there are as many items as the service says it sent; `None` where it does not say.
    pub fn count_matches(&self) -> Option<bool> {
        self.page_size.map(|count| u64::try_from(self.items.len()) == Ok(count))
    }
}

impl<T> IntoIterator for Listing<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Listing<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// Reads the frame of one item.
pub(crate) fn read_one<T: DeserializeOwned>(_head: &Head, body: &Bytes) -> Result<T, Fault> {
    #[derive(Deserialize)]
    struct One<T> {
        data: T,
    }

    wire::read_json::<One<T>>(body).map(|frame| frame.data)
}

/// Adds the page to ask for, which is what a cursor of this vendor is: the index of a page, from 0.
pub(crate) fn at_page(call: Call<Bytes>, cursor: Option<&Cursor>) -> Call<Bytes> {
    match cursor.map_or(Ok(0), |cursor| cursor.as_str().parse::<u64>()) {
        Ok(index) => call.query("pageIndex", index),
        Err(_) => call.require(Err(Fault::invalid_input("the cursor", "is not the index of a page")
            .advice("use a cursor that a pager of this list gave"))),
    }
}

/// Reads the frame of a page, and finds the next one.
///
/// No total and no next link are documented, nor how to know the last page. A short page is no proof: the service may cap
/// the size. So it goes on until a page is empty. Where to is reckoned from the page that the answer *says* it is, so that
/// a service that gives its last page again is found out (the pager meets a cursor twice).
pub(crate) fn read_page<T: DeserializeOwned>(_head: &Head, body: &Bytes) -> Result<Page<T>, Fault> {
    #[derive(Deserialize)]
    struct Frame<T> {
        data: Vec<T>,
        #[serde(default, deserialize_with = "wire::number_or_text")]
        page_index: Option<u64>,
    }

    let Frame { data, page_index } = wire::read_json::<Frame<T>>(body)?;
    if data.is_empty() {
        return Ok(Page::new(data, None));
    }
    let Some(index) = page_index else {
        return Err(Fault::new(ErrorKind::Decode)
            .detail("the answer does not say which page it is, so the one after it can't be asked for")
            .json_path("page_index"));
    };
    Ok(Page::new(data, Some(Cursor::new(index.saturating_add(1).to_string()))))
}

/// For `deserialize_with`: a value that can't be read is as good as none. For what an answer is of use without.
pub(crate) fn if_readable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(T::deserialize(Value::deserialize(deserializer)?).ok())
}
