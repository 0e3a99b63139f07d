//! Parameters of a query.

use acesso_core::{Call, check_not_empty};

use crate::DateText;

/// What a filter adds to a call; what is not set is left out.
pub(crate) trait Parameters: Sized {
    /// A text. An empty one is refused: the service could take it for no filter at all.
    fn text(self, name: &'static str, value: Option<impl AsRef<str>>) -> Self;

    /// A flag, which is 0 or 1 on the wire.
    fn flag(self, name: &'static str, value: Option<bool>) -> Self;

    /// A date, as requests have it.
    fn date(self, name: &'static str, value: Option<&DateText>) -> Self {
        self.text(name, value.map(DateText::in_request))
    }
}

impl<T> Parameters for Call<T> {
    fn text(self, name: &'static str, value: Option<impl AsRef<str>>) -> Self {
        let value = value.as_ref().map(AsRef::as_ref);
        self.validate(check_not_empty(name, value)).query_opt(name, value)
    }

    fn flag(self, name: &'static str, value: Option<bool>) -> Self {
        self.query_opt(name, value.map(u8::from))
    }
}
