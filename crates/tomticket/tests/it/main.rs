//! What a user of the crate sees, from the outside.

// Said to be tests, so that their helpers may stop at the first surprise, too.
#[cfg(test)]
mod contract;
#[cfg(test)]
#[cfg(any(feature = "reqwest", feature = "hyper"))]
mod examples;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod sandbox;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod wire;

#[cfg(test)]
mod common {
    use acesso_core::testing::Script;
    use tomticket::Client;

    /// A client that talks to a script, at any speed.
    pub(crate) fn scripted(script: &Script) -> Client {
        Client::builder("example-token").transport(script.clone()).rate_limit(None).build().unwrap()
    }

    /// A client that gets this one answer.
    pub(crate) fn answered(status: u16, body: impl Into<String>) -> Client {
        scripted(&Script::new().answer(status, body.into()))
    }
}
