//! Pages of lists, as their bodies come.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::read_json;
use crate::{Answer, Call, Cursor, Error, ErrorKind, Listing, Page};

/// The body of a page, which a vendor's crate declares once, generic over its items.
pub trait PageBody {
    /// What the list is of.
    type Item;

    /// The items, and where the next page begins. The answer knows what was asked for.
    ///
    /// # Errors
    /// For a body that says nothing of what it has to say.
    fn into_page(self, answer: &Answer<'_>) -> Result<Page<Self::Item>, Error>;
}

/// An item of a list as it came.
#[derive(Debug)]
pub struct RawItem {
    text: Box<RawValue>,
    id: Option<String>,
}

impl<'de> Deserialize<'de> for RawItem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        let id = id_in(text.get());
        Ok(Self { text, id })
    }
}

/// The member `id` of an object, as a text.
fn id_in(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Identified {
        id: serde_json::Value,
    }

    match serde_json::from_str::<Identified>(text).ok()?.id {
        serde_json::Value::String(id) => Some(id),
        serde_json::Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

impl RawItem {
    /// Its member `id`, as a text.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// As it came.
    pub fn text(&self) -> &str {
        self.text.get()
    }

    fn read<T: DeserializeOwned>(&self, place: &str) -> Result<T, Error> {
        read_json(self.text().as_bytes()).map_err(|error| {
            let path = match error.json_path() {
                None | Some(".") => place.to_owned(),
                Some(below) if below.starts_with('[') => format!("{place}{below}"),
                Some(below) => format!("{place}.{below}"),
            };
            error.with_json_path(path).with_item_id(self.id()).with_body(self.text().as_bytes())
        })
    }
}

/// Reads a page: its items all at once, and one by one where that fails, so that one odd item loses none of the others.
///
/// `F` is the body with typed items and `R` the same body with raw ones; `member` is where the items stand in it.
///
/// # Errors
/// [`ErrorKind::Decode`] for a body that can't be read around its items, and what `into_page` says.
pub fn read_page<F, R>(answer: &Answer<'_>, member: &str) -> Result<Page<F::Item>, Error>
where
    F: PageBody + DeserializeOwned,
    F::Item: DeserializeOwned,
    R: PageBody<Item = RawItem> + DeserializeOwned,
{
    let error = match read_json::<F>(answer.body) {
        Ok(whole) => return whole.into_page(answer),
        Err(error) => error,
    };
    match read_json::<R>(answer.body) {
        Ok(raw) => {
            let page = raw.into_page(answer)?.with_texts(RawItem::text);
            Ok(page.try_map(|index, item| item.read(&format!("{member}[{index}]"))))
        }
        Err(_) => Err(error),
    }
}

/// Reads a list that comes whole, as [`read_page`] reads a page.
///
/// # Errors
/// Those of [`read_page`], and [`ErrorKind::Paging`] for a page that is not the last one: what follows would be missing.
pub fn read_listing<F, R>(answer: &Answer<'_>, member: &str) -> Result<Listing<F::Item>, Error>
where
    F: PageBody + DeserializeOwned,
    F::Item: DeserializeOwned,
    R: PageBody<Item = RawItem> + DeserializeOwned,
{
    let mut page = read_page::<F, R>(answer, member)?;
    if !page.next().is_end() {
        let detail = "the service says that the list goes on, where it should come whole";
        return Err(Error::new(ErrorKind::Paging).with_detail(detail));
    }
    page.map_errors(|error| answer.told(error));
    Ok(Listing::of(page))
}

/// Asks for the page that a cursor names by its number, in the query parameter `name`; at the start for the page `first`,
/// or for none where that is the service's own default.
pub fn at_page<T>(call: Call<T>, name: &'static str, cursor: &Cursor, first: Option<u64>) -> Call<T> {
    match cursor.text().map(str::parse::<u64>) {
        None => call.query_opt(name, first),
        Some(Ok(number)) => call.query(name, number),
        Some(Err(_)) => call.validate(Err(Error::invalid_input("the cursor", "is not the number of a page")
            .with_advice("use a cursor that a pager of this list gave"))),
    }
}
