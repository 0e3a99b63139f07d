//! Every operation that has a method, one row each: how the method is called with no more than it needs and with all there
//! is. The checks against the contracts, the tables on the crates' pages and the fault matrix are made from these rows.

use std::{collections::BTreeMap, pin::Pin, time::Duration};

use acesso_core::{Call, Download, Error, Listing, Operation, Pager, Request, Safety};
use acesso_sandbox::Sandbox;
use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use crate::clients::Client;
pub use crate::clients::{Clients, Vendor};

mod base39;
mod myreports;
mod tomticket;

/// An operation as its method calls it.
#[expect(missing_debug_implementations, reason = "it holds closures")]
pub struct Row {
    /// Whose it is.
    pub vendor: Vendor,
    /// What the contract says of it.
    pub operation: &'static Operation,
    /// The method, as a program writes it.
    pub method: &'static str,
    /// A call with no more than it needs. It succeeds at the sandbox.
    pub least: Ask,
    /// Calls that have, taken together, all there is.
    pub full: Vec<Ask>,
    /// Which part of the answer the method gives.
    pub part: fn(Value) -> Value,
    /// What the answer is.
    pub shape: Shape,
}

impl Row {
    /// How it is sent: a write that takes an idempotency key with one and without.
    pub(crate) fn is_sent_as(&self) -> &'static [Sent] {
        match self.operation.safety {
            Safety::Read => &[Sent::Read],
            Safety::Once if self.operation.takes_idempotency_key => &[Sent::RepeatableWrite, Sent::PlainWrite],
            Safety::Once => &[Sent::PlainWrite],
            Safety::Idempotent | Safety::Keyed => &[Sent::RepeatableWrite],
        }
    }

    /// Whether the sandbox gives out OAuth tokens for it.
    pub(crate) fn has_oauth(&self) -> bool {
        self.vendor == Vendor::Base39 || self.operation.id.starts_with("reseller_")
    }
}

/// How an operation is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It changes nothing.
    Read,
    /// With an idempotency key, or by a method that may be repeated.
    RepeatableWrite,
    /// Once.
    PlainWrite,
}

/// What a method gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One thing, or nothing.
    One,
    /// A list that comes in one answer.
    Whole,
    /// A list that comes in pages, and how many people the sandbox's company needs so that it fills some; 0 where it never
    /// fills more than one.
    Pages(usize),
    /// A file.
    Binary,
}

/// How a method is asked, through the clients of the four kinds of credentials.
pub type Ask = Box<dyn Fn(&Clients, &Given) -> Asked + Send + Sync>;

/// A method that was called, and not awaited yet.
#[expect(missing_debug_implementations, reason = "it holds futures")]
pub struct Asked {
    /// What would be sent.
    pub built: Result<Built, Error>,
    /// What the method makes of its answer, or a list of its first page, written as JSON again.
    pub answer: Reading<Value>,
    /// All of it: of a list, every page.
    pub all: Reading<()>,
}

/// What comes of a call.
pub type Reading<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// A call as it is sent.
#[derive(Debug)]
pub struct Built {
    /// The operation's id.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// The path as the contract writes it.
    pub template: String,
    /// The path as it is sent, below the base URL.
    pub path: String,
    /// The query as it is sent.
    pub query: Option<String>,
    /// Names and values of the query.
    pub parameters: Vec<(String, String)>,
    /// The media type and the bytes of the body.
    pub body: Option<(String, Vec<u8>)>,
}

impl Built {
    fn of<T>(call: &Call<T>, client: &impl Client) -> Result<Self, Error> {
        let base = client.base_url();
        let url = call.url(base)?;
        let (headers, body) = call.payload()?;
        let media_type = headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let below = base.to_string().parse::<url::Url>().map(|base| base.path().trim_end_matches('/').to_owned());
        let path = below.ok().and_then(|base| url.path().strip_prefix(&*base)).unwrap_or_else(|| url.path());
        Ok(Self {
            operation: call.operation().to_owned(),
            method: call.method().to_string(),
            template: call.template().to_owned(),
            path: path.to_owned(),
            query: url.query().map(str::to_owned),
            parameters: url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
            body: media_type.map(|media_type| (media_type.to_owned(), body.to_vec())),
        })
    }
}

/// An id of no service.
const MADE_UP: &str = "0414000000000000000000000000aaaa";

/// What a row's calls are made with.
#[derive(Debug, Clone)]
pub struct Given {
    pub(crate) ids: BTreeMap<(Vendor, &'static str), String>,
    /// How many items stand on a page, where the caller can choose.
    pub page_size: Option<u32>,
    /// How long a call may take in all.
    pub deadline: Duration,
    /// Whether writes carry an idempotency key.
    pub with_key: bool,
}

impl Given {
    fn new(ids: BTreeMap<(Vendor, &'static str), String>) -> Self {
        Self { ids, page_size: None, deadline: Duration::from_secs(40), with_key: false }
    }

    /// Ids of no service, for calls that are not sent.
    pub fn made_up() -> Self {
        Self::new(BTreeMap::new())
    }

    /// The ids that the sandbox gives in every company.
    ///
    /// # Errors
    /// Where it can't be asked.
    pub async fn find(sandbox: &Sandbox, clients: &Clients) -> Result<Self> {
        let tomticket =
            tomticket::ids(sandbox, clients).await?.into_iter().map(|(kind, id)| ((Vendor::TomTicket, kind), id));
        let base39 = base39::ids(sandbox).map(|(kind, id)| ((Vendor::Base39, kind), id));
        let myreports = myreports::ids(sandbox).map(|(kind, id)| ((Vendor::MyReports, kind), id));
        Ok(Self::new(tomticket.chain(base39).chain(myreports).collect()))
    }
}

/// The ids of one vendor's records.
#[derive(Debug)]
pub struct Ids<'a> {
    given: &'a Given,
    vendor: Vendor,
}

impl Ids<'_> {
    /// The id of a record of this kind.
    pub fn id(&self, kind: &str) -> &str {
        let all = &self.given.ids;
        let found = all.iter().find(|((vendor, known), _)| (*vendor, *known) == (self.vendor, kind));
        // Empty where there is none, which no client sends.
        let otherwise = if all.is_empty() { MADE_UP } else { "" };
        found.map_or(otherwise, |(_, id)| id)
    }

    /// A filter with so many items on a page, if somebody wants so many.
    pub fn sized<F>(&self, filter: F, page_size: fn(F, u32) -> F) -> F {
        match self.given.page_size {
            Some(items) => page_size(filter, items),
            None => filter,
        }
    }
}

/// How a method of a vendor's client is called.
pub(crate) type Method<C, T> = fn(&C, &Ids<'_>) -> T;

/// A row whose calls are asked so.
pub(crate) fn row<C: Client + 'static, T: 'static>(
    (operation, method, shape): (&'static Operation, &'static str, Shape),
    least: Method<C, T>,
    full: &[Method<C, T>],
    part: fn(Value) -> Value,
    ask: impl Fn(&C, T, T, &Given) -> Asked + Copy + Send + Sync + 'static,
) -> Row {
    let asked = |call: Method<C, T>| -> Ask {
        Box::new(move |clients, given| {
            let (client, ids) = (C::among(clients, operation), Ids { given, vendor: C::VENDOR });
            ask(client, call(client, &ids), call(client, &ids), given)
        })
    };
    let full = full.iter().map(|call| asked(*call)).collect();
    Row { vendor: C::VENDOR, operation, method, least: asked(least), full, part, shape }
}

/// A method that gives one thing.
pub(crate) fn one<C: Client + 'static, T: Serialize + Send + 'static>(
    operation: &'static Operation,
    method: &'static str,
    least: Method<C, Request<T>>,
    full: &[Method<C, Request<T>>],
    part: fn(Value) -> Value,
) -> Row {
    request((operation, method, Shape::One), least, full, part, |read| written(&read))
}

/// A method that gives a list that comes in one answer.
pub(crate) fn whole<C: Client + 'static, T: Serialize + Send + 'static>(
    operation: &'static Operation,
    method: &'static str,
    least: Method<C, Request<Listing<T>>>,
    full: &[Method<C, Request<Listing<T>>>],
    part: fn(Value) -> Value,
) -> Row {
    request((operation, method, Shape::Whole), least, full, part, |list| written(&list.into_items()?))
}

/// A method that gives a file. What it holds is not compared.
pub(crate) fn file<C: Client + 'static>(
    operation: &'static Operation,
    method: &'static str,
    least: Method<C, Request<Download>>,
) -> Row {
    row((operation, method, Shape::Binary), least, &[], as_it_is, |client, first, second, given| Asked {
        built: built(&first, client),
        answer: {
            let read = read_whole(options(first, given));
            Box::pin(async move { read.await.map(|()| Value::Null) })
        },
        all: Box::pin(read_whole(options(second, given))),
    })
}

async fn read_whole(request: Request<Download>) -> Result<(), Error> {
    let mut file = request.await?;
    while file.chunk().await?.is_some() {}
    Ok(())
}

/// A method that sends one request, and how what it gives is written as JSON again.
pub(crate) fn request<C: Client + 'static, T: Send + 'static>(
    what: (&'static Operation, &'static str, Shape),
    least: Method<C, Request<T>>,
    full: &[Method<C, Request<T>>],
    part: fn(Value) -> Value,
    write: fn(T) -> Result<Value, Error>,
) -> Row {
    row(what, least, full, part, move |client, first, second, given| {
        let built = built(&first, client);
        let (first, second) = (options(first, given), options(second, given));
        Asked {
            built,
            answer: Box::pin(async move { first.await.and_then(write) }),
            all: Box::pin(async move { second.await.and_then(write).map(drop) }),
        }
    })
}

/// A method that gives a list that comes in pages.
pub(crate) fn paged<C: Client + 'static, T: Serialize + Clone + Send + Sync + 'static>(
    operation: &'static Operation,
    method: &'static str,
    people: usize,
    least: Method<C, Pager<T>>,
    full: &[Method<C, Pager<T>>],
    part: fn(Value) -> Value,
) -> Row {
    row((operation, method, Shape::Pages(people)), least, full, part, |client, first, second, given| Asked {
        built: Built::of(&first.call(), client),
        answer: {
            let mut pager = first.deadline(given.deadline);
            Box::pin(async move {
                let page = pager.next_page().await.transpose()?;
                page.map_or(Ok(Value::Null), |page| written(&page.into_items()?))
            })
        },
        all: {
            let pager = second.deadline(given.deadline);
            Box::pin(async move { pager.collect().await.map(drop) })
        },
    })
}

fn built<T>(request: &Request<T>, client: &impl Client) -> Result<Built, Error> {
    let begun = || Error::configuration("the call was begun");
    request.call().ok_or_else(begun).and_then(|call| Built::of(call, client))
}

fn options<T: Send + 'static>(request: Request<T>, given: &Given) -> Request<T> {
    let request = request.deadline(given.deadline);
    if given.with_key { request.idempotent() } else { request }
}

pub(crate) fn written(value: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|_| Error::configuration("what was read can't be written"))
}

/// The answer as it is.
pub(crate) fn as_it_is(answer: Value) -> Value {
    answer
}

/// What stands in the answer's `data`.
pub(crate) fn data(answer: Value) -> Value {
    member(answer, "data")
}

/// What stands in a member.
pub(crate) fn member(mut value: Value, name: &str) -> Value {
    value.get_mut(name).map(Value::take).unwrap_or_default()
}

/// An object without these members.
pub(crate) fn without(mut value: Value, names: &[&str]) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.retain(|name, _| !names.contains(&name.as_str()));
    }
    value
}

/// Every operation that has a method.
pub fn all() -> Vec<Row> {
    [tomticket::rows(), base39::rows(), myreports::rows()].into_iter().flatten().collect()
}
