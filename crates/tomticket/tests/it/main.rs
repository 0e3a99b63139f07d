//! What a user of the crate sees, from the outside.

// Said to be tests, so that their helpers may stop at the first surprise, too.
#[cfg(test)]
#[cfg(feature = "reqwest")]
mod examples;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod inputs;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod odd_answers;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod sandbox;
#[cfg(test)]
mod setup;
#[cfg(test)]
#[cfg(feature = "webhook")]
mod webhook;
#[cfg(test)]
mod wire;

#[cfg(test)]
mod common {
    use acesso_core::testing::MockTransport;
    use tomticket::{Client, DepartmentFilter};

    /// A client of this mock, without a limit.
    pub(crate) fn client_of(mock: &MockTransport) -> Client {
        Client::builder("example-token").transport(mock.clone()).rate_limit(None).build().unwrap()
    }

    /// Departments with what is nested in them.
    pub(crate) fn with_nested() -> DepartmentFilter {
        DepartmentFilter::default().show_nested_items(true)
    }

    /// A client that gets this one answer.
    pub(crate) fn answered(status: u16, body: impl Into<Vec<u8>>) -> Client {
        client_of(&MockTransport::new().respond(status, body.into()))
    }
}
