//! Every request that this crate can build, and every answer that it reads, against the vendor's contract.

use std::{collections::BTreeSet, pin::Pin};

use acesso_core::testing::MockTransport;
use acesso_sandbox::contract::{Contract, Sent};
use serde::Serialize;
use serde_json::Value;
use tomticket::{
    Attachment, Call, ChatFilter, Client, CustomerData, CustomerFilter, CustomerKey, DepartmentFilter, Error,
    Evaluation, Finish, Language, Listing, NewTicket, OrganizationFilter, Pager, Priority, Reply, Request,
    TicketFilter, TicketOperator, TicketParts, Transfer, operations,
};

use crate::{
    common::{answered, client_of, with_nested},
    documented::{Fields, answers, fields},
};

const ID: &str = "0414000000000000000000000000aaaa";

/// Sent although the contract does not demand them: what an answer shows must not depend on a default that can change.
const ALWAYS_SENT: [&str; 3] = ["customer_type_id", "customer_id_type", "show_nested_items"];

/// How a method is asked.
type Ask<T> = fn(&Client) -> T;

type Reading = Pin<Box<dyn Future<Output = Result<Value, Error>>>>;

/// One operation as its method calls it.
pub(crate) struct Row {
    /// The method, as a program writes it.
    pub(crate) method: &'static str,
    /// A call with no more than it needs, and one with all there is.
    pub(crate) least: Built,
    full: Vec<Built>,
    /// What the method makes of an answer, written as JSON again.
    pub(crate) read: Box<dyn Fn(Client) -> Reading>,
    /// Which part of the answer that is.
    part: fn(Value) -> Value,
}

/// A call as it is sent.
pub(crate) struct Built {
    pub(crate) operation: String,
    method: String,
    template: String,
    path: String,
    query: Option<String>,
    /// Names and values of a form, or of the query.
    fields: Vec<(String, String)>,
}

fn built<T>(call: &Call<T>) -> Built {
    let url = call.url(client().base_url()).unwrap();
    let (headers, body) = call.payload().unwrap();
    let pairs = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned()));
    let form = headers.get("content-type").map(|media_type| parts(media_type.to_str().unwrap(), &body));
    Built {
        operation: call.operation().to_owned(),
        method: call.method().to_string(),
        template: call.template().to_owned(),
        path: url.path().to_owned(),
        query: url.query().map(str::to_owned),
        fields: form.unwrap_or_else(|| pairs.collect()),
    }
}

/// The parts of a multipart body, of files the name and the media type.
fn parts(media_type: &str, body: &[u8]) -> Vec<(String, String)> {
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let body = body.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    let part = |part: &str| {
        let (head, content) = part.strip_suffix("\r\n").unwrap().split_once("\r\n\r\n").unwrap();
        let (name, file) =
            head.strip_prefix("Content-Disposition: form-data; name=\"").unwrap().split_once('"').unwrap();
        (name.to_owned(), format!("{}{content}", file.trim_start_matches("; ")))
    };
    body.split(&format!("--{boundary}\r\n")).skip(1).map(part).collect()
}

/// A client that sends nothing.
fn client() -> Client {
    client_of(&MockTransport::new())
}

fn one<T: Serialize + Send + 'static>(
    method: &'static str,
    call: Ask<Request<T>>,
    full: &[Ask<Request<T>>],
    part: fn(Value) -> Value,
) -> Row {
    Row {
        method,
        least: built(call(&client()).call().unwrap()),
        full: full.iter().map(|call| built(call(&client()).call().unwrap())).collect(),
        read: Box::new(move |client| Box::pin(async move { Ok(serde_json::to_value(call(&client).await?).unwrap()) })),
        part,
    }
}

fn whole<T: Serialize + Send + 'static>(
    method: &'static str,
    call: Ask<Request<Listing<T>>>,
    full: &[Ask<Request<Listing<T>>>],
) -> Row {
    Row {
        method,
        least: built(call(&client()).call().unwrap()),
        full: full.iter().map(|call| built(call(&client()).call().unwrap())).collect(),
        read: Box::new(move |client| {
            Box::pin(async move { Ok(serde_json::to_value(call(&client).await?.into_items()?).unwrap()) })
        }),
        part: data,
    }
}

fn paged<T: Serialize + Clone + Send + Sync + 'static>(
    method: &'static str,
    call: Ask<Pager<T>>,
    full: &[Ask<Pager<T>>],
    part: fn(Value) -> Value,
) -> Row {
    Row {
        method,
        least: built(&call(&client()).call()),
        full: full.iter().map(|call| built(&call(&client()).call())).collect(),
        read: Box::new(move |client| {
            Box::pin(async move {
                let page = call(&client).next_page().await.unwrap()?;
                Ok(serde_json::to_value(page.into_items()?).unwrap())
            })
        }),
        part,
    }
}

fn data(mut answer: Value) -> Value {
    answer["data"].take()
}

/// An object, or the one in an array.
fn single(value: Value) -> Value {
    value.get(0).cloned().unwrap_or(value)
}

/// All but what says that it worked.
fn beside(mut answer: Value) -> Value {
    answer.as_object_mut().unwrap().retain(|name, _| name != "error" && name != "success");
    answer
}

fn without_message(answer: Value) -> Value {
    let mut rest = beside(answer);
    rest.as_object_mut().unwrap().remove("message");
    rest
}

/// Customers in the list, whose quota and right to create tickets are read in either spelling.
fn customers(answer: Value) -> Value {
    let mut customers = data(answer);
    for customer in customers.as_array_mut().unwrap() {
        customer
            .as_object_mut()
            .unwrap()
            .retain(|name, _| name != "monthly_ticket_quota" && name != "allow_create_tickets");
    }
    customers
}

fn email() -> CustomerKey {
    CustomerKey::email("ana@cliente.example")
}

fn file() -> Attachment {
    Attachment::new("log.txt", "text/plain", "paper jam")
}

fn all_data() -> CustomerData {
    CustomerData::new("42", "Ana Exemplo")
        .email("ana@cliente.example")
        .phone("5511900000000")
        .create_tickets(false)
        .organization_id(ID)
        .language(Language::Spanish)
        .portfolio_id(ID)
        .password("example-password")
        .custom_field(ID, "Recife")
}

fn all_tickets() -> TicketFilter {
    let date = "2026-08-21 00:00:00-03:00";
    TicketFilter::default()
        .page(7)
        .customer(email())
        .situations([0, 10])
        .department_id(ID)
        .status_id(ID)
        .category_id(ID)
        .organization_id(ID)
        .operator(ID)
        .priorities([Priority::High, Priority::Urgent])
        .protocol(1357)
        .creation_date_ge(date)
        .creation_date_le(date)
        .last_situation_ge(date)
        .last_situation_le(date)
        .last_update_ge(date)
        .column("protocol")
        .order("DESC")
        .truncate_body(true)
        .show_tags(true)
        .show_stopwatch(false)
}

/// Every operation that has a method.
pub(crate) fn rows() -> Vec<Row> {
    vec![
        one(
            "customers().permissions(customer)",
            |c| c.customers().permissions("42"),
            &[|c| c.customers().permissions(email())],
            |answer| single(data(answer)["details"].take()),
        ),
        one(
            "customers().details(customer)",
            |c| c.customers().details("42"),
            &[|c| c.customers().details(email())],
            |answer| single(data(answer)),
        ),
        paged(
            "customers().list(filter)",
            |c| c.customers().list(CustomerFilter::default()),
            &[|c| {
                let some = CustomerFilter::default().page(7).order("DESC").column("creation_date").organization_id(ID);
                c.customers().list(some.show_custom_fields(true).search_by_organization_mother(false))
            }],
            customers,
        ),
        one(
            "customers().exists(customer)",
            |c| c.customers().exists("42"),
            &[|c| c.customers().exists(email())],
            |answer| answer["exists"].clone(),
        ),
        one(
            "customers().search_blacklist(email)",
            |c| c.customers().search_blacklist("ana@cliente.example"),
            &[|c| c.customers().search_blacklist("ana@cliente.example")],
            without_message,
        ),
        one(
            "customers().create(data)",
            |c| c.customers().create(CustomerData::new("42", "Ana Exemplo")),
            &[|c| c.customers().create(all_data())],
            beside,
        ),
        one(
            "customers().update(customer, changes)",
            |c| c.customers().update("42", CustomerData::default()),
            &[|c| c.customers().update(email(), all_data())],
            beside,
        ),
        paged(
            "organizations().list(filter)",
            |c| c.organizations().list(OrganizationFilter::default()),
            &[|c| {
                let some = OrganizationFilter::default().page(2).order("DESC").column("name");
                c.organizations().list(some.organization_mother_id(ID).show_custom_fields(true))
            }],
            data,
        ),
        whole(
            "departments().operators(department)",
            |c| c.departments().operators(ID),
            &[|c| c.departments().operators(ID)],
        ),
        whole(
            "departments().list(filter)",
            |c| c.departments().list(DepartmentFilter::default()),
            &[|c| c.departments().list(with_nested())],
        ),
        whole(
            "departments().categories(department)",
            |c| c.departments().categories(ID),
            &[|c| c.departments().categories(ID)],
        ),
        whole(
            "departments().custom_fields(department, category)",
            |c| c.departments().custom_fields(ID, None),
            &[|c| c.departments().custom_fields(ID, Some(&ID.into()))],
        ),
        paged(
            "tickets().list(filter)",
            |c| c.tickets().list(TicketFilter::default()),
            &[
                |c| c.tickets().list(all_tickets()),
                |c| c.tickets().list(TicketFilter::default().operator(TicketOperator::Nobody)),
            ],
            data,
        ),
        one(
            "tickets().details(ticket, parts)",
            |c| c.tickets().details(ID, TicketParts::default()),
            &[|c| {
                let all = TicketParts::default().show_stopwatch(true).show_staggered_tickets(true).show_tags(false);
                c.tickets().details(ID, all)
            }],
            data,
        ),
        one(
            "tickets().create(ticket)",
            |c| c.tickets().create(NewTicket::new("42", ID, "Impressora", "Parou.")),
            &[|c| {
                let ticket = NewTicket::new(email(), ID, "Impressora", "Parou.").category_id(ID).operator_id(ID);
                let ticket = ticket.priority(Priority::Urgent).custom_field(ID, "Financeiro");
                c.tickets().create(ticket.attachment(file()).attachment(file()))
            }],
            beside,
        ),
        one(
            "tickets().reply_as_operator(ticket, reply)",
            |c| c.tickets().reply_as_operator(ID, "Pronto."),
            &[|c| {
                let worked = Reply::new("Pronto.").worked("2026-07-16 09:00:00-03:00", "2026-07-16 09:20:00-0300");
                c.tickets().reply_as_operator(ID, worked.attachment(file()))
            }],
            beside,
        ),
        one(
            "tickets().reply_as_customer(ticket, reply)",
            |c| c.tickets().reply_as_customer(ID, "Obrigada."),
            &[|c| c.tickets().reply_as_customer(ID, Reply::new("Obrigada.").attachment(file()))],
            beside,
        ),
        one(
            "tickets().comment(ticket, comment)",
            |c| c.tickets().comment(ID, "Caro."),
            &[|c| c.tickets().comment(ID, "Caro.")],
            beside,
        ),
        one(
            "tickets().transfer(ticket, to)",
            |c| c.tickets().transfer(ID, Transfer::default().department_id(ID)),
            &[|c| c.tickets().transfer(ID, Transfer::default().department_id(ID).operator_id(ID))],
            beside,
        ),
        one(
            "tickets().link_operator(ticket, operator)",
            |c| c.tickets().link_operator(ID, ID),
            &[|c| c.tickets().link_operator(ID, ID)],
            beside,
        ),
        one(
            "tickets().finish(ticket, finish)",
            |c| c.tickets().finish(ID, "Trocado."),
            &[|c| {
                let finish = Finish::new("Trocado.").time_work(20).startup_justification("Chuva.");
                let finish = finish.deadline_justification("Chuva.").custom_field(ID, "Cabo");
                c.tickets().finish(ID, finish.attachment(file()))
            }],
            beside,
        ),
        one(
            "tickets().evaluate(ticket, evaluation)",
            |c| c.tickets().evaluate(ID, Evaluation::default()),
            &[
                |c| {
                    let evaluation = Evaluation::default().problem_solved(true).grade(5).comment("Rápido.");
                    c.tickets().evaluate(ID, evaluation.custom_field(ID, "Sim"))
                },
                |c| c.tickets().evaluate(ID, Evaluation::default().problem_solved(false).grade(1)),
            ],
            beside,
        ),
        paged(
            "chats().list(filter)",
            |c| c.chats().list(ChatFilter::default()),
            &[|c| {
                let some = ChatFilter::default().page(2).customer(email()).department_id(ID).organization_id(ID);
                let some = some.min_protocol(1).max_protocol(2).creation_date_le("2026-08-21 00:00:00-03:00");
                c.chats().list(some.situation("2"))
            }],
            data,
        ),
    ]
}

/// What the contract does not know of a call.
fn violations(built: &Built) -> Vec<String> {
    let sent = Sent {
        method: &built.method,
        template: &built.template,
        path: &built.path,
        query: built.query.as_deref(),
        headers: &[],
        body: None,
    };
    match Contract::tomticket().check_request(&sent) {
        Ok(operation) => assert_eq!(operation, built.operation),
        // The contract's own check can't look into a form.
        Err(violations) if built.method == "POST" && violations.iter().eq(["the body is missing"]) => {}
        Err(violations) => return violations.iter().map(str::to_owned).collect(),
    }
    if built.method == "POST" { form_violations(built) } else { Vec::new() }
}

fn form_violations(built: &Built) -> Vec<String> {
    let Fields { required, named, bracketed } = fields(&built.operation);
    let is_bracketed =
        |name: &str| bracketed.iter().any(|begin| name.starts_with(&format!("{begin}[")) && name.ends_with(']'));
    let unknown = built.fields.iter().filter(|(name, _)| !named.contains_key(name) && !is_bracketed(name));
    let unknown = unknown.map(|(name, _)| format!("unknown {name}"));
    let missing = required.iter().filter(|name| !built.fields.iter().any(|(sent, _)| sent == *name));
    let wrong =
        built.fields.iter().filter(|(name, value)| named.get(name).is_some_and(|schema| !allows(schema, value)));
    let wrong = wrong.map(|(name, value)| format!("{name} can't be {value}"));
    unknown.chain(missing.map(|name| format!("missing {name}"))).chain(wrong).collect()
}

fn allows(schema: &Value, text: &str) -> bool {
    let value =
        if schema["type"] == "integer" { text.parse::<u64>().map_or(Value::Null, Value::from) } else { text.into() };
    let is_listed = |values: &Vec<Value>| values.contains(&value);
    !value.is_null() && schema.get("enum").and_then(Value::as_array).is_none_or(is_listed)
}

#[test]
fn every_operation_has_a_row_but_the_one_without_a_method() {
    let rows: BTreeSet<String> = rows().into_iter().map(|row| row.least.operation).collect();
    let without: Vec<_> = operations::ALL.iter().map(|known| known.id).filter(|id| !rows.contains(*id)).collect();
    assert_eq!((rows.len(), &without[..]), (23, &["customer_access_set"][..]));
}

#[test]
fn every_request_is_in_the_contract() {
    for row in rows() {
        for built in [&row.least].into_iter().chain(&row.full) {
            assert_eq!(violations(built), Vec::<String>::new(), "{}", built.operation);
        }
    }
}

#[test]
fn every_field_that_the_contract_has_can_be_sent_and_none_has_to_be_that_it_does_not_require() {
    for Row { least, full, .. } in rows() {
        let Fields { required, named, bracketed } = fields(&least.operation);
        let sent: BTreeSet<&str> =
            full.iter().flat_map(|built| &built.fields).map(|(name, _)| name.split('[').next().unwrap()).collect();
        let known: BTreeSet<&str> = named.keys().chain(&bracketed).map(String::as_str).collect();
        assert_eq!(sent, known, "{}", least.operation);

        // The contract requires neither of two fields, and a transfer without both goes nowhere.
        let is_one_of_two = |name: &str| least.operation == "ticket_transfer" && name == "department_id";
        let is_needed =
            |name: &String| required.contains(name) || ALWAYS_SENT.contains(&&**name) || is_one_of_two(name);
        let surplus: Vec<_> = least.fields.iter().filter(|(name, _)| !is_needed(name)).collect();
        assert!(surplus.is_empty(), "{}: {surplus:?}", least.operation);
    }
}

#[test]
fn files_and_custom_fields_are_named_as_the_contract_has_them() {
    let all = rows();
    let created = &all.iter().find(|row| row.least.operation == "ticket_create").unwrap().full[0];
    let value = |name: &str| created.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let file = "filename=\"log.txt\"\r\nContent-Type: text/plainpaper jam";
    assert_eq!(value("custom_field[0414000000000000000000000000aaaa]"), Some("Financeiro"));
    assert_eq!(
        (value("attachment[0]"), value("attachment[1]"), value("attachment[2]")),
        (Some(file), Some(file), None)
    );
    assert_eq!((value("customer_id_type"), value("priority")), (Some("E"), Some("4")));
}

#[test]
fn what_the_contract_lacks_is_caught() {
    let query = Call::get("department_operator_list", "/department/operator/list").query("departmentid", "0414");
    assert!(!violations(&built(&query)).is_empty());
    for (name, value, why) in [
        ("ticketid", "1", "unknown ticketid"),
        ("ticket_id", "1", "missing message"),
        ("priority", "5", "priority can't be 5"),
        ("priority", "high", "priority can't be high"),
        ("customer_id_type", "X", "customer_id_type can't be X"),
        ("customer_type_id", "E", "unknown customer_type_id"),
        ("attachment", "1", "unknown attachment"),
        ("custom_field[1", "1", "unknown custom_field[1"),
    ] {
        let call = Call::of(&operations::TICKET_CREATE).multipart([tomticket::Part::text(name, value)]);
        let found = violations(&built(&call));
        assert!(found.iter().any(|violation| violation == why), "{why}: {found:?}");
    }
}

/// What is null is as good as absent.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

#[tokio::test]
async fn every_answer_that_the_contract_shows_or_allows_is_read_and_written_back_whole() {
    for row in rows() {
        let id = &row.least.operation;
        for answer in answers(id) {
            let body = answer.to_string();
            Contract::tomticket().check_answer(id, 200, Some("application/json"), body.as_bytes()).unwrap();
            let read = (row.read)(answered(200, body.clone())).await.unwrap_or_else(|error| panic!("{error}: {body}"));
            assert_eq!(without_nulls(read), without_nulls((row.part)(answer)), "{id}");
        }
    }
}

/// The same with a member that nobody knows in every object.
fn with_news(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let known = members.into_iter().map(|(name, value)| (name, with_news(value)));
            Value::Object(known.chain([("new".to_owned(), serde_json::json!({"a": [1]}))]).collect())
        }
        Value::Array(items) => items.into_iter().map(with_news).collect(),
        other => other,
    }
}

#[tokio::test]
async fn members_that_nobody_knows_break_no_answer() {
    for row in rows() {
        for answer in answers(&row.least.operation) {
            let body = with_news(answer).to_string();
            (row.read)(answered(200, body.clone())).await.unwrap_or_else(|error| panic!("{error}: {body}"));
        }
    }
}

#[tokio::test]
async fn a_success_without_the_vendors_shape_is_none_for_any_operation() {
    let rows = rows();
    for body in
        ["", "{}", "[]", "null", "<html>Log in</html>", r#"{"message": "welcome"}"#, r#"{"success": "perhaps"}"#]
    {
        for row in &rows {
            let error = (row.read)(answered(200, body)).await.expect_err(&row.least.operation);
            assert_eq!(error.kind(), tomticket::ErrorKind::Decode, "{} {body}", row.least.operation);
            assert_eq!(error.may_have_happened(), row.least.method == "POST", "{} {body}", row.least.operation);
        }
    }
}

#[tokio::test]
async fn a_failure_inside_a_200_is_one_for_any_operation() {
    let rows = rows();
    for body in [r#"{"error": true, "message": "No."}"#, r#"{"success": false, "message": "No."}"#] {
        for row in &rows {
            let error = (row.read)(answered(200, body)).await.expect_err(&row.least.operation);
            assert_eq!(error.kind(), tomticket::ErrorKind::Rejected, "{}", row.least.operation);
            assert_eq!(error.message(), Some("No."), "{}", row.least.operation);
        }
    }
}
