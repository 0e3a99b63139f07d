//! The services whose operations can be listed and called one by one, and what of them a shell completes.

use std::collections::{BTreeMap, BTreeSet};

use acesso_core::{
    Answer, BaseUrl, Call, Error, ErrorKind, Operation, Pager, Request, Safety,
    bytes::Bytes,
    wire::{self, RawItem},
};
use acesso_review::{
    model::{Failure, ServiceId},
    source::{BASE39, Base39, MYREPORTS, MyReports, Setup, TOMTICKET, TomTicket},
};
use base39::{Credentials, Scope};
use serde::de::IgnoredAny;
use tomticket::Acknowledgement;

/// A service's client, and what its contract knows.
pub(crate) trait Documented: Sized {
    const SERVICE: ServiceId;
    /// All operations, in the contract's order.
    const OPERATIONS: &'static [&'static Operation];
    /// The parameters that say which page of a list is asked for. Lists that are known to have pages bound the first one.
    const PAGE: &'static [&'static str];
    /// How each file begins that an operation answers with; one that is not named can be any.
    const FILES: &'static [(&'static Operation, &'static [u8])] = &[];

    /// The client that the environment says, for calls that may do so much.
    fn of(setup: &Setup<'_>, safety: Safety) -> Result<Self, Failure>;

    fn base_url(&self) -> &BaseUrl;

    fn request<T>(&self, call: Call<T>) -> Request<T>;

    fn pages(&self, call: Call<Bytes>) -> Pager<RawItem>;

    /// That the answer to a read doesn't say that nothing was found, where a service says so in another way than by its status.
    fn check_found(_: &Answer<'_>) -> Result<(), Error> {
        Ok(())
    }

    /// That the answer to a write says, as this service does, that it was carried out.
    fn check_done(answer: &Answer<'_>) -> Result<(), Error>;

    /// Whether it is known how the pages of this list follow one another.
    fn has_pages(operation: &Operation) -> bool {
        operation.parameter_bounds.iter().any(|bound| Self::PAGE.first() == Some(&bound.name))
    }

    /// The placeholders of all paths.
    fn placeholders() -> BTreeSet<&'static str> {
        Self::OPERATIONS.iter().flat_map(|operation| placeholders(operation)).collect()
    }
}

/// The placeholders of an operation's path, in order.
pub(crate) fn placeholders(operation: &Operation) -> impl Iterator<Item = &'static str> {
    operation.template.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

impl Documented for tomticket::Client {
    const SERVICE: ServiceId = TOMTICKET;
    const OPERATIONS: &'static [&'static Operation] = tomticket::operations::ALL;
    const PAGE: &'static [&'static str] = &["page"];

    fn of(setup: &Setup<'_>, _: Safety) -> Result<Self, Failure> {
        TomTicket::client(setup)
    }

    fn base_url(&self) -> &BaseUrl {
        self.base_url()
    }

    fn request<T>(&self, call: Call<T>) -> Request<T> {
        self.request(call)
    }

    fn pages(&self, call: Call<Bytes>) -> Pager<RawItem> {
        self.pages(call)
    }

    fn check_found(answer: &Answer<'_>) -> Result<(), Error> {
        tomticket::check_found(answer)
    }

    fn check_done(answer: &Answer<'_>) -> Result<(), Error> {
        Acknowledgement::read(answer).map(drop)
    }
}

impl Documented for base39::Client {
    const SERVICE: ServiceId = BASE39;
    const OPERATIONS: &'static [&'static Operation] = base39::operations::ALL;
    const PAGE: &'static [&'static str] = &["limit", "starting_after", "ending_before"];

    /// A token reads, and writes only where that is what somebody wants.
    fn of(setup: &Setup<'_>, safety: Safety) -> Result<Self, Failure> {
        if !safety.is_write() {
            return Base39::client(setup);
        }
        let credentials = Credentials::with_env(setup.env)?.scopes([Scope::Read, Scope::Write]);
        let builder = Self::builder_with_env_and_credentials(setup.env, credentials)?;
        Ok(builder.user_agent(setup.user_agent).build()?)
    }

    fn base_url(&self) -> &BaseUrl {
        self.base_url()
    }

    fn request<T>(&self, call: Call<T>) -> Request<T> {
        self.request(call)
    }

    fn pages(&self, call: Call<Bytes>) -> Pager<RawItem> {
        self.pages(call)
    }

    /// There is no word for success: what was written comes back, and has a member.
    fn check_done(answer: &Answer<'_>) -> Result<(), Error> {
        let written: BTreeMap<String, IgnoredAny> = wire::read_json(answer.body)?;
        if written.is_empty() {
            let breach = "the answer differs from the contract: an object without members";
            return Err(Error::new(ErrorKind::Decode).with_detail(breach));
        }
        Ok(())
    }
}

impl Documented for myreports::Client {
    const SERVICE: ServiceId = MYREPORTS;
    const OPERATIONS: &'static [&'static Operation] = myreports::operations::ALL;
    const PAGE: &'static [&'static str] = &["pageIndex"];
    /// The vendor's sample shows a JSON acknowledgement where a PDF is promised.
    const FILES: &'static [(&'static Operation, &'static [u8])] = &[
        (&myreports::operations::ENTERPRISE_GET_INVOICE_PDF, b"%PDF"),
        (&myreports::operations::ENTERPRISE_GET_INVOICE_DETAIL, b"PK"),
    ];

    fn of(setup: &Setup<'_>, _: Safety) -> Result<Self, Failure> {
        MyReports::client(setup)
    }

    fn base_url(&self) -> &BaseUrl {
        self.base_url()
    }

    fn request<T>(&self, call: Call<T>) -> Request<T> {
        self.request(call)
    }

    fn pages(&self, call: Call<Bytes>) -> Pager<RawItem> {
        self.pages(call)
    }

    fn check_done(answer: &Answer<'_>) -> Result<(), Error> {
        myreports::check_success(answer)
    }
}
