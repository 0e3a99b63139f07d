//! How one object is shown.

use acesso_core::{Call, Error};

use crate::Fields;

/// How one object is shown in an answer. Lists have it in their [`ListOptions`](crate::ListOptions).
///
/// ```
/// use base39::{Fields, View};
///
/// let view = View::default().expand(["payer"]).fields(Fields::except(["metadata"]));
/// assert_eq!(view.expand, ["payer"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct View {
    /// References to replace by their objects, as dotted paths. Which ones an object can expand is mostly not documented.
    ///
    /// Wire: `expand`.
    pub expand: Vec<String>,
    /// Chosen members only; the others are `None`.
    ///
    /// Wire: `fields`.
    pub fields: Option<Fields>,
}

impl View {
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

    /// Adds it to a call.
    pub(crate) fn choose<T>(&self, call: Call<T>) -> Call<T> {
        self.choose_with(call, "id")
    }

    /// As [`choose`](Self::choose), for an answer that is known by its member `id`.
    pub(crate) fn choose_with<T>(&self, call: Call<T>, id: &str) -> Call<T> {
        let call = call.query_list("expand", &self.expand);
        match &self.fields {
            Some(fields) => fields.choose(call, id),
            None => call,
        }
    }

    /// As [`choose`](Self::choose), for an operation that documents no `fields`.
    pub(crate) fn expand_only<T>(&self, call: Call<T>) -> Call<T> {
        self.choose(call.validate(refuse_set(&[("fields", self.fields.is_some())], &["fields"])))
    }
}

/// Refuses a parameter that is set although the operation, which is `without` it, does not document it.
pub(crate) fn refuse_set(set: &[(&'static str, bool)], without: &[&str]) -> Result<(), Error> {
    match set.iter().find(|(name, is_set)| *is_set && without.contains(name)) {
        Some((name, _)) => Err(Error::invalid_input(name, "is not documented for this operation")
            .with_advice("leave it out, or send it with `Client::request`, which checks less")),
        None => Ok(()),
    }
}
