//! Choosing what the answer's items have.

use std::borrow::Cow;

use acesso_core::{Call, Error};

/// Which members the answer's items have: some only, or all but some. The service refuses a mixture of both, so this
/// type can't express one.
///
/// Names are those on the wire (`createdAt`). They also work inside expanded objects; how such a path is written is not
/// documented.
///
/// ```
/// use base39::Fields;
///
/// let only = Fields::only(["company", "roles"]);
/// let except = Fields::except(["createdBy", "updatedBy"]);
/// ```
///
/// Refused before sending ([`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput)): a list without names, a name
/// that is empty, begins with `-` or has a comma in it, and leaving out `id`, which says where the next page begins and
/// which object it is.
///
/// Confidence: the parameter's name `fields` and its rules are on the vendor's pages of `list_data_entities`,
/// `get_product` and others, with the same text as on that of `list_permissions`, which lost its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fields {
    /// These members and no others; `id` is always asked for.
    Only(Vec<String>),
    /// All members but these. `id` can't be among them.
    Except(Vec<String>),
}

impl Fields {
    /// These members and no others; `id` is always asked for.
    pub fn only(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Only(names.into_iter().map(Into::into).collect())
    }

    /// All members but these. `id` can't be among them.
    pub fn except(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Except(names.into_iter().map(Into::into).collect())
    }

    /// Adds `fields` to a call, whose answer is known by its member `id`.
    pub(crate) fn choose<T>(&self, call: Call<T>, id: &str) -> Call<T> {
        call.validate(self.check(id)).query_list("fields", self.wire_names(id))
    }

    fn names(&self) -> &[String] {
        let (Self::Only(names) | Self::Except(names)) = self;
        names
    }

    fn check(&self, id: &str) -> Result<(), Error> {
        if self.names().is_empty() {
            return Err(Error::invalid_input("fields", "has no name in it"));
        }
        if self.names().iter().any(|name| name.is_empty() || name.starts_with('-')) {
            return Err(Error::invalid_input("fields", "has a name that is empty or begins with `-`")
                .with_advice("give bare names; to leave members out, use `Fields::Except`"));
        }
        if matches!(self, Self::Except(names) if names.iter().any(|name| name == id)) {
            return Err(Error::invalid_input("fields", format_args!("leaves out `{id}`, which this crate needs")));
        }
        Ok(())
    }

    /// The names as they are sent: bare ones include, ones with `-` exclude.
    fn wire_names<'a>(&'a self, id: &'a str) -> Vec<Cow<'a, str>> {
        match self {
            Self::Only(names) => {
                let id = (!names.iter().any(|name| name == id)).then_some(id);
                id.into_iter().chain(names.iter().map(String::as_str)).map(Cow::Borrowed).collect()
            }
            Self::Except(names) => names.iter().map(|name| Cow::Owned(format!("-{name}"))).collect(),
        }
    }
}
