//! `acesso SERVICE call OPERATION`

mod body;
mod plan;

use std::{fmt::Display, io::Write};

use acesso_core::{
    Answer, Call, Download, Error, Operation, Request,
    bytes::Bytes,
    http::{HeaderName, StatusCode, header},
    new_idempotency_key, wire,
};
use acesso_forms::output::{Destination, Output, say};
use acesso_review::model::{Failure, Lang};
use serde::de::IgnoredAny;

use self::body::Body;
pub(super) use self::plan::Plan;
use crate::{
    cli::{CallOptions, Pair},
    documented::{Documented, placeholders},
    services::Services,
};

/// How alike an id has to be to what was typed to be meant, of 1, and how many are named.
const ALIKE: f64 = 0.5;
const NEAREST: usize = 3;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The header without which MyReports does nothing that costs.
const ACCEPT_CHARGES: &str = "advice-accept-charges";

pub(crate) async fn run<C: Documented>(
    options: &CallOptions<C>,
    services: &Services,
    output: &Output,
) -> Result<(), Failure> {
    output.check_theirs()?;
    let operation = find::<C>(&options.operation)?;
    check_path(operation, &options.path)?;
    if options.all {
        check_all::<C>(operation, &options.query)?;
    }
    if is_file(operation) && !output.is_file() {
        return Err(Failure::usage("failure-answer-is-file", &[("operation", &operation.id)]));
    }
    check_key(operation, options.idempotency_key.as_deref())?;
    let body = Body::of(operation, options.body.as_deref(), &options.form)?;
    let call = body.put_into(call(operation, options)?);

    let client = services.with_setup(C::SERVICE, |setup| C::of(setup, operation.safety))?;
    if operation.safety.is_write() && !options.execute {
        let key = options.idempotency_key.as_deref();
        Plan::of(&client, operation, &call, &options.header, key, &body)?.show(output)?;
        say(output.lang().say_with("call-not-sent", [("operation", operation.id.into())]));
        return Ok(());
    }
    if options.all {
        return all(&client, call, output).await;
    }
    if is_file(operation) {
        return download(client.request(call.read_file(beginning::<C>(operation))), output).await;
    }
    let request = client.request(call);
    let request = match key(operation, options.idempotency_key.as_deref(), output.lang()) {
        Some(key) => request.idempotency_key(key),
        None => request,
    };
    answer(operation, request, output).await
}

/// The operation of this id.
fn find<C: Documented>(id: &str) -> Result<&'static Operation, Failure> {
    let known = C::OPERATIONS.iter().copied().find(|operation| operation.id == id);
    known.filter(|operation| *operation != &base39::operations::OAUTH2_TOKEN).ok_or_else(|| match known {
        Some(_) => Failure::usage("failure-operation-of-token", &[("id", &id)]),
        None => {
            let (service, typed, ids) = (C::SERVICE, format!("{id:?}"), nearest(id, C::OPERATIONS).join(", "));
            let values: [(&str, &dyn Display); 3] = [("service", &service), ("id", &typed), ("ids", &ids)];
            let said = if ids.is_empty() { "failure-no-operation" } else { "failure-no-operation-perhaps" };
            Failure::usage(said, &values)
        }
    })
}

/// The ids that are most like what was typed, the likest first. Pairs of letters are compared, so that words may stand in
/// another order: vendors don't agree whether it is `get_loan` or `loan_get`.
fn nearest(id: &str, operations: &[&'static Operation]) -> Vec<&'static str> {
    let typed = id.to_lowercase().replace('-', "_");
    let alike = operations.iter().map(|operation| (strsim::sorensen_dice(&typed, operation.id), operation.id));
    let mut alike: Vec<_> = alike.filter(|(alike, _)| *alike >= ALIKE).collect();
    alike.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    alike.into_iter().take(NEAREST).map(|(_, id)| id).collect()
}

/// That each placeholder of the path is filled once, and nothing else is.
fn check_path(operation: &Operation, given: &[Pair]) -> Result<(), Failure> {
    let missing: Vec<_> = placeholders(operation).filter(|name| !given.iter().any(|pair| pair.name == *name)).collect();
    let (id, path) = (operation.id, operation.template);
    for (place, Pair { name, .. }) in given.iter().enumerate() {
        if !placeholders(operation).any(|known| known == name) {
            let name = format!("{{{name}}}");
            return Err(Failure::usage("failure-path-unknown", &[("id", &id), ("path", &path), ("name", &name)]));
        }
        if given.iter().take(place).any(|before| before.name == *name) {
            return Err(Failure::usage("failure-path-twice", &[("name", name)]));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let names = |lang: Lang| lang.enumerate(&missing.iter().map(ToString::to_string).collect::<Vec<_>>());
    Err(Failure::usage("failure-path-missing", &[("id", &id), ("path", &path)]).with("names", names))
}

/// That all of the list's pages can be read.
fn check_all<C: Documented>(operation: &Operation, query: &[Pair]) -> Result<(), Failure> {
    if !C::has_pages(operation) {
        return Err(Failure::usage("failure-no-pages", &[("service", &C::SERVICE), ("operation", &operation.id)]));
    }
    match query.iter().find(|pair| C::PAGE.contains(&&*pair.name)) {
        Some(Pair { name, .. }) => Err(Failure::usage("failure-all-and-page", &[("name", &name)])),
        None => Ok(()),
    }
}

/// That a key is given where one is taken alone.
fn check_key(operation: &Operation, given: Option<&str>) -> Result<(), Failure> {
    if operation.takes_idempotency_key || given.is_none() {
        return Ok(());
    }
    Err(Failure::usage("failure-no-idempotency", &[("operation", &operation.id)]))
}

/// The key by which the service recognises a repetition. A new one is told before anything is sent: who ends the tool while it
/// waits would have no other way to have the work done once.
fn key(operation: &Operation, given: Option<&str>, lang: Lang) -> Option<String> {
    if !operation.takes_idempotency_key {
        return None;
    }
    Some(given.map_or_else(
        || {
            let key = new_idempotency_key();
            say(lang.say_with("call-key", [("key", key.as_str().into())]));
            key
        },
        str::to_owned,
    ))
}

/// What was typed but for the body.
fn call<C: Documented>(operation: &'static Operation, options: &CallOptions<C>) -> Result<Call<Bytes>, Failure> {
    let mut call = Call::of(operation);
    for Pair { name, value } in &options.path {
        call = call.path_param(name.clone(), value);
    }
    for Pair { name, value } in &options.query {
        call = call.query(name.clone(), value);
    }
    for Pair { name, value } in &options.header {
        call = call.header(own_header(name)?, value);
    }
    Ok(call.read_with(match (operation.safety.is_write(), operation.answers) {
        (false, _) => found::<C>,
        (true, []) => nothing,
        (true, _) => done::<C>,
    }))
}

/// A header that nothing else sets.
fn own_header(name: &str) -> Result<HeaderName, Failure> {
    const TAKEN: [HeaderName; 5] =
        [header::ACCEPT, header::AUTHORIZATION, header::CONTENT_TYPE, header::USER_AGENT, IDEMPOTENCY_KEY];
    match HeaderName::try_from(name) {
        Ok(name) if TAKEN.contains(&name) => Err(Failure::usage("failure-header-taken", &[("name", &name)])),
        Ok(name) => Ok(name),
        // Who writes `Name: value` gives the value as part of the name, and it can be a secret.
        Err(_) => Err(match name.split([':', ' ', '\t']).next() {
            Some(begin) if begin.len() < name.len() => Failure::usage("failure-header-begin", &[("name", &begin)]),
            _ => Failure::usage("failure-header-name", &[("name", &format!("{name:?}"))]),
        }),
    }
}

/// Whether what comes is a file, and no JSON.
fn is_file(operation: &Operation) -> bool {
    !operation.answers.is_empty() && !operation.answers.contains(&"application/json")
}

fn found<C: Documented>(answer: &Answer<'_>) -> Result<Bytes, Error> {
    C::check_found(answer)?;
    wire::read_json(answer.body).map(|IgnoredAny| answer.body.clone())
}

/// A write whose answer is documented to have no body need not say anything.
fn nothing(answer: &Answer<'_>) -> Result<Bytes, Error> {
    wire::read_nothing(answer.body).map(|()| answer.body.clone())
}

/// Any other write says that it was carried out, as its service says that, unless its status is one that has nothing to say.
fn done<C: Documented>(answer: &Answer<'_>) -> Result<Bytes, Error> {
    const NOTHING_TO_SAY: [StatusCode; 2] = [StatusCode::ACCEPTED, StatusCode::NO_CONTENT];
    if !is_empty(answer.body) || !NOTHING_TO_SAY.contains(&answer.status) {
        C::check_done(answer)?;
    }
    Ok(answer.body.clone())
}

fn is_empty(body: &[u8]) -> bool {
    body.trim_ascii().is_empty()
}

async fn answer(operation: &Operation, request: Request<Bytes>, output: &Output) -> Result<(), Failure> {
    let response = request.send().await.map_err(explained)?;
    if is_empty(&response.body) {
        let values = [("operation", operation.id.into()), ("status", response.status.to_string().into())];
        say(output.lang().say_with("call-done", values));
        return Ok(());
    }
    output.theirs(&response.body)
}

/// What failed, with what the tool knows about going on.
fn explained(error: Error) -> Failure {
    match error.status() {
        Some(StatusCode::PAYMENT_REQUIRED) => Failure::Advised(error, ACCEPT_CHARGES),
        _ => error.into(),
    }
}

async fn all<C: Documented>(client: &C, call: Call<Bytes>, output: &Output) -> Result<(), Failure> {
    let mut pages = client.pages(call);
    let mut list = output.list_of_theirs()?;
    while let Some(item) = pages.next().await {
        list.add(item.map_err(explained)?.text())?;
    }
    list.end()
}

/// Nothing is written before it is known that a file of its kind comes: a device or a pipe gets what is written at once.
async fn download(request: Request<Download>, output: &Output) -> Result<(), Failure> {
    let mut file = request.await.map_err(explained)?;
    let mut out = Destination::open(output.file())?;
    let mut length = 0;
    while let Some(bytes) = file.chunk().await? {
        out.write_all(&bytes)?;
        length += bytes.len();
    }
    out.close()?;
    say(output.lang().say_with("call-bytes", [("count", length.into())]));
    Ok(())
}

/// How each file begins that this operation answers with.
fn beginning<C: Documented>(operation: &Operation) -> &'static [u8] {
    C::FILES.iter().find(|(known, _)| *known == operation).map_or(b"", |(_, beginning)| beginning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use acesso_review::model::FailureKind;

    #[test]
    fn an_operation_is_found_or_the_nearest_are_named() {
        for operation in base39::Client::OPERATIONS.iter().filter(|operation| operation.id != "oauth2_token") {
            assert_eq!(find::<base39::Client>(operation.id).unwrap(), *operation);
        }
        for (typed, meant) in [
            ("get-loan", "get_loan"),
            ("loan_get", "get_loan"),
            ("list_invoice", "list_invoices"),
            ("ListPermissions", "list_permissions"),
        ] {
            let refused = find::<base39::Client>(typed).unwrap_err().to_string();
            assert!(refused.contains(&format!("perhaps {meant}")), "{refused}");
        }
        let refused = find::<base39::Client>("xyz").unwrap_err().to_string();
        assert!(refused.ends_with(r#"documents no operation "xyz""#), "{refused}");
    }

    #[test]
    fn a_path_is_filled_whole_and_once() {
        let operation = &base39::operations::GET_INVOICE_ITEM;
        let check =
            |given: &[&str]| check_path(operation, &given.iter().map(|it| it.parse().unwrap()).collect::<Vec<_>>());
        check(&["invoice_item=1", "invoice=2"]).unwrap();
        for (given, what) in [
            (&[][..], "invoice and invoice_item is not given"),
            (&["invoice=1"], "invoice_item}: invoice_item is not given"),
            (&["invoice=1", "item=1"], "{item} is not in it"),
            (&["invoice=1", "invoice=2"], "--path invoice is given twice"),
        ] {
            let refused = check(given).unwrap_err().to_string();
            assert!(refused.contains(what), "{refused}");
        }
    }

    #[test]
    fn nobody_sets_what_the_tool_sets() {
        for name in ["Authorization", "content-type", "Idempotency-Key", "a b", ""] {
            assert!(own_header(name).is_err_and(|refused| refused.kind() == FailureKind::Usage), "{name}");
        }
        assert_eq!(own_header("Accept-Charges").unwrap(), "accept-charges");
    }

    #[test]
    fn a_list_with_pages_is_one_that_names_them() {
        fn lists<C: Documented>() -> Vec<&'static str> {
            C::OPERATIONS.iter().filter(|operation| C::has_pages(operation)).map(|operation| operation.id).collect()
        }
        let lists = [lists::<tomticket::Client>(), lists::<base39::Client>(), lists::<myreports::Client>()];
        assert_eq!(lists.each_ref().map(Vec::len), [4, 16, 3]);
        assert!(lists.iter().flatten().all(|id| id.contains("list")), "{lists:?}");
    }

    #[test]
    fn it_is_known_how_every_file_begins() {
        fn check<C: Documented>() {
            let files = C::OPERATIONS.iter().copied().filter(|operation| is_file(operation));
            assert!(files.eq(C::FILES.iter().map(|(operation, _)| *operation)), "{}", C::SERVICE);
        }
        check::<tomticket::Client>();
        check::<base39::Client>();
        check::<myreports::Client>();
    }
}
