//! What is refused before anything is sent, and the forms in which values go out.

use acesso_core::testing::MockTransport;
use acesso_sandbox::contract::Contract;
use serde_json::{Map, Value};
use tomticket::{
    Attachment, ChatFilter, Client, Cursor, CustomFieldId, CustomerData, CustomerKey, DateText, Error, ErrorKind,
    Evaluation, Finish, NewTicket, Pager, Reply, Request, TicketFilter, TicketId, TicketOperator, TicketParts,
    Transfer, jiff,
};

use crate::common::client_of;

const ID: &str = "0414000000000000000000000000aaaa";

/// Why a call is refused, whatever it would have given.
fn refused<T>(request: &Request<T>) -> Error {
    request.call().unwrap().payload().expect_err("the call is sent")
}

fn page_refused<T: Send + 'static>(pager: &Pager<T>) -> Error {
    pager.call().payload().expect_err("the call is sent")
}

fn long(characters: usize) -> String {
    "é".repeat(characters)
}

fn files(count: usize, bytes: usize) -> impl Iterator<Item = Attachment> {
    (0..count).map(move |_| Attachment::new("log.txt", "text/plain", vec![b'x'; bytes]))
}

fn ticket() -> NewTicket {
    NewTicket::new("42", ID, "Impressora", "Parou.")
}

fn with_files(count: usize, bytes: usize) -> NewTicket {
    files(count, bytes).fold(ticket(), NewTicket::attachment)
}

fn bad_inputs(c: &Client) -> Vec<(Error, &'static str)> {
    let (customers, tickets, chats) = (c.customers(), c.tickets(), c.chats());
    let (departments, by_email) = (c.departments(), CustomerKey::email("ana@cliente.example"));
    let data = CustomerData::default;
    let listed = |filter| page_refused(&tickets.list(filter));
    let some = TicketFilter::default;
    let new = |data| refused(&customers.create(data));
    let ana = || CustomerData::new("42", "Ana Exemplo");
    vec![
        (refused(&customers.permissions("")), "customer_id is empty"),
        (refused(&customers.permissions(long(251))), "customer_id must have at most 250 characters, it has 251"),
        (refused(&customers.permissions(CustomerKey::email(""))), "customer_id is empty"),
        (refused(&customers.details("")), "customer_id is empty"),
        (
            refused(&customers.details(CustomerKey::email(long(251)))),
            "customer_id must have at most 250 characters, it has 251",
        ),
        (refused(&customers.exists("")), "customer_id is empty"),
        (refused(&departments.operators("")), "department_id is empty"),
        (refused(&departments.operators(long(513))), "department_id must have at most 512 characters, it has 513"),
        (refused(&customers.search_blacklist("")), "email is empty"),
        (new(data()), "customer_id is empty"),
        (new(data().internal_id("42")), "name is empty"),
        (new(data().name("Ana")), "customer_id is empty"),
        (new(CustomerData::new(long(251), "Ana")), "customer_id must have at most 250 characters, it has 251"),
        (new(CustomerData::new("42", long(251))), "name must have at most 250 characters, it has 251"),
        (new(ana().email(long(251))), "email must have at most 250 characters, it has 251"),
        (new(ana().phone(long(21))), "phone must have at most 20 characters, it has 21"),
        (new(ana().organization_id(long(513))), "organization_id must have at most 512 characters, it has 513"),
        (new(ana().language("pt-BR-x")), "language must have at most 5 characters, it has 7"),
        (new(ana().portfolio_id(long(513))), "portfolio_id must have at most 512 characters, it has 513"),
        (new(ana().password("")), "password is empty"),
        (new(ana().custom_field("", "1")), "custom_field has a custom field whose id is empty or has a bracket in it"),
        (
            new(ana().custom_field("1][2", "1")),
            "custom_field has a custom field whose id is empty or has a bracket in it",
        ),
        (refused(&customers.update("", data())), "customer_id is empty"),
        (refused(&customers.update("42", data().email(""))), "email is empty"),
        (refused(&customers.update(&by_email, data().internal_id(""))), "internal_id is empty"),
        (
            refused(&customers.update("42", data().internal_id("43"))),
            "internal_id can be changed only for a customer named by e-mail address",
        ),
        (refused(&departments.categories("")), "department_id is empty"),
        (refused(&departments.custom_fields("", None)), "department_id is empty"),
        (
            refused(&departments.custom_fields(long(251), None)),
            "department_id must have at most 250 characters, it has 251",
        ),
        (refused(&departments.custom_fields(ID, Some(&"".into()))), "category_id is empty"),
        (listed(some().page(0)), "page must be at least 1, it is 0"),
        (listed(some().customer("")), "customer_id is empty"),
        (listed(some().customer(long(251))), "customer_id must have at most 250 characters, it has 251"),
        (listed(some().department_id(long(513))), "department_id must have at most 512 characters, it has 513"),
        (listed(some().situations(0..300)), "situation must have at most 512 characters, it has 1089"),
        (listed(some().status_id("")), "status_id is empty"),
        (listed(some().category_id("")), "category_id is empty"),
        (listed(some().organization_id("")), "organization_id is empty"),
        (listed(some().operator("")), "operator_id is empty"),
        (listed(some().creation_date_ge("")), "creation_date_ge is empty"),
        (listed(some().last_update_ge(" ")), "last_update_ge is empty"),
        (listed(some().order("")), "order is empty"),
        (page_refused(&chats.list(ChatFilter::default().page(0))), "page must be at least 1, it is 0"),
        (page_refused(&chats.list(ChatFilter::default().situation(""))), "situation is empty"),
        (
            page_refused(&chats.list(ChatFilter::default().organization_id(long(513)))),
            "organization_id must have at most 512 characters, it has 513",
        ),
        (refused(&tickets.details("", TicketParts::default())), "ticket_id is empty"),
        (refused(&tickets.create(NewTicket::new("", ID, "a", "b"))), "customer_id is empty"),
        (refused(&tickets.create(NewTicket::new("42", "", "a", "b"))), "department_id is empty"),
        (refused(&tickets.create(NewTicket::new("42", ID, "", "b"))), "subject is empty"),
        (refused(&tickets.create(NewTicket::new("42", ID, "a", ""))), "message is empty"),
        (
            refused(&tickets.create(NewTicket::new("42", ID, long(251), "b"))),
            "subject must have at most 250 characters, it has 251",
        ),
        (refused(&tickets.create(with_files(26, 1))), "attachment must be at most 25 files, there are 26"),
        (
            refused(&tickets.create(with_files(25, 1_000_000))),
            "attachment must have at most 25000000 bytes (25 MB) in all, texts included, it has 25000051",
        ),
        (
            refused(&tickets.create(ticket().attachment(Attachment::new("", "text/plain", "")))),
            "the file name of attachment[0] is empty",
        ),
        (
            refused(&tickets.create(ticket().attachment(Attachment::new("a", "text/plain\r\nx-more: 1", "")))),
            "the part's media type has a character that a header can't carry: a newline or one beyond ASCII",
        ),
        (refused(&tickets.reply_as_operator("", "Pronto.")), "ticket_id is empty"),
        (refused(&tickets.reply_as_operator(ID, "")), "message is empty"),
        (refused(&tickets.reply_as_operator(ID, long(513))), "message must have at most 512 characters, it has 513"),
        (refused(&tickets.reply_as_operator(ID, Reply::new("a").worked("", "b"))), "start_date is empty"),
        (refused(&tickets.reply_as_customer("", "Obrigada.")), "ticket_id is empty"),
        (
            refused(&tickets.reply_as_customer(ID, Reply::new("a").worked("a", "b"))),
            "start_date is for an operator's reply alone",
        ),
        (refused(&tickets.comment(ID, "")), "comment is empty"),
        (refused(&tickets.comment(ID, long(513))), "comment must have at most 512 characters, it has 513"),
        (refused(&tickets.transfer("", Transfer::default().department_id(ID))), "ticket_id is empty"),
        (refused(&tickets.transfer(ID, Transfer::default())), "department_id and operator_id are both absent"),
        (refused(&tickets.transfer(ID, Transfer::default().department_id(""))), "department_id is empty"),
        (
            refused(&tickets.transfer(ID, Transfer::default().operator_id(long(513)))),
            "operator_id must have at most 512 characters, it has 513",
        ),
        (refused(&tickets.link_operator(ID, "")), "operator_id is empty"),
        (refused(&tickets.finish(ID, "")), "message is empty"),
        (
            refused(&tickets.finish(ID, files(26, 1).fold(Finish::new("a"), Finish::attachment))),
            "attachment must be at most 25 files, there are 26",
        ),
        (refused(&tickets.evaluate(ID, Evaluation::default().grade(0))), "grade must be 1 to 5, it is 0"),
        (refused(&tickets.evaluate(ID, Evaluation::default().grade(6))), "grade must be 1 to 5, it is 6"),
        (
            refused(&tickets.evaluate(ID, Evaluation::default().comment(long(4097)))),
            "comment must have at most 4096 characters, it has 4097",
        ),
        (
            refused(&tickets.evaluate(long(251), Evaluation::default())),
            "ticket_id must have at most 250 characters, it has 251",
        ),
    ]
}

#[test]
fn what_is_out_of_bounds_is_refused_with_field_and_bound() {
    for (error, expected) in bad_inputs(&client_of(&MockTransport::new())) {
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{expected}");
        assert!(error.summary().ends_with(expected), "{expected}: {error}");
        assert!(!error.to_string().contains('é'), "the text itself: {error}");
    }
}

#[tokio::test]
async fn what_is_refused_is_never_sent() {
    let mock = MockTransport::new();
    let optional = client_of(&mock).customers().permissions("").optional().await.unwrap_err();
    assert_eq!((optional.kind(), optional.attempts()), (ErrorKind::InvalidInput, 0));
    let error = client_of(&mock).tickets().create(with_files(26, 1)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), mock.requests().len()), (ErrorKind::InvalidInput, 0, 0));
    assert!(!error.may_have_happened());
}

#[test]
fn what_is_at_a_bound_is_sent() {
    let client = client_of(&MockTransport::new());
    let texts: usize = ["42", "I", ID, "Impressora", "Parou."].map(str::len).iter().sum();
    let full = 25_000_000 - texts;
    for ticket in [with_files(25, 1), with_files(1, full)] {
        client.tickets().create(ticket).call().unwrap().payload().unwrap();
    }
    let over = client.tickets().create(with_files(1, full + 1));
    assert!(refused(&over).summary().ends_with("it has 25000001"));
    for grade in [1, 5] {
        client.tickets().evaluate(ID, Evaluation::default().grade(grade)).call().unwrap().payload().unwrap();
    }
}

#[test]
fn a_write_is_sent_once_and_a_read_may_be_repeated() {
    let client = client_of(&MockTransport::new());
    assert!(!client.tickets().finish(ID, "Trocado.").call().unwrap().safety().may_repeat());
    assert!(!client.customers().update("42", CustomerData::default()).call().unwrap().safety().may_repeat());
    assert!(client.tickets().details(ID, TicketParts::default()).call().unwrap().safety().may_repeat());
}

fn query_of(filter: TicketFilter) -> Vec<(String, String)> {
    let call = client_of(&MockTransport::new()).tickets().list(filter).call();
    call.query_parameters().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn dates_go_out_without_the_colon_that_they_come_with() {
    let zoned: jiff::Zoned = "2026-08-21T14:00:00-03:00[-03:00]".parse().unwrap();
    let moment: jiff::Timestamp = "2026-08-21T14:00:00-03:00".parse().unwrap();
    for (date, sent) in [
        (DateText::from(&zoned), "2026-08-21 14:00:00-0300"),
        (DateText::from(moment), "2026-08-21 17:00:00+0000"),
        (DateText::from("2026-08-21 14:00:00-03:00"), "2026-08-21 14:00:00-0300"),
        (DateText::from(" 2026-08-21 14:00:00+05:30 "), "2026-08-21 14:00:00+0530"),
        (DateText::from("2026-08-21 14:00:00-0300"), "2026-08-21 14:00:00-0300"),
        // Dynamic dates, whose syntax was not seen, and whatever else.
        (DateText::from("yesterday"), "yesterday"),
        (DateText::from("2026-08-21"), "2026-08-21"),
        (DateText::from("2026-08-21 14:00"), "2026-08-21 14:00"),
        (DateText::from("é+0é:00"), "é+0é:00"),
    ] {
        let query = query_of(TicketFilter::default().last_update_ge(&date));
        assert_eq!(query, [("last_update_ge".to_owned(), sent.to_owned())], "{date}");
    }
}

#[test]
fn nobody_is_an_empty_operator_and_a_number_both_bounds() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(query_of(TicketFilter::default().operator(TicketOperator::Nobody)), [pair("operator_id", "")]);
    assert_eq!(
        query_of(TicketFilter::default().protocol(1357).situations([0, 1])),
        [pair("situation", "0,1"), pair("min_protocol", "1357"), pair("max_protocol", "1357")]
    );
}

#[test]
fn no_input_shows_a_password_or_the_content_of_a_file() {
    let data = CustomerData::new("42", "Ana").password("canary");
    let ticket = ticket().attachment(Attachment::new("log.txt", "text/plain", "canary"));
    let client = client_of(&MockTransport::new());
    let shown = format!(
        "{data:?} {ticket:?} {:?} {:?}",
        client.customers().create(data.clone()),
        client.tickets().create(ticket.clone())
    );
    assert!(shown.contains("log.txt") && !shown.contains("canary"), "{shown}");
}

/// What can come of an acknowledgement, and of what else a write answers.
#[tokio::test]
async fn an_acknowledgement_keeps_what_it_says_beyond_success() {
    let answers = [
        (r#"{"success": true}"#, None, Map::new()),
        (r#"{"error": false, "message": null}"#, None, Map::new()),
        (r#"{"error": 0, "success": 1, "message": "Feito."}"#, Some("Feito."), Map::new()),
        (r#"{"success": true, "id": 7}"#, None, Map::from_iter([("id".to_owned(), Value::from(7))])),
    ];
    for (body, message, extra) in answers {
        let client = crate::common::answered(200, body);
        let told = client.tickets().comment(ID, "Caro.").await.unwrap();
        assert_eq!((told.message.as_deref(), told.extra), (message, extra), "{body}");
    }
}

#[tokio::test]
async fn the_ids_of_what_was_written_stand_beside_the_data() {
    let created =
        |body: &'static str| async move { crate::common::answered(200, body).tickets().create(ticket()).await };
    let told = created(r#"{"success": true, "ticket_id": "3f2a", "protocol": "1358", "new": 1}"#).await.unwrap();
    assert_eq!((told.ticket_id, told.protocol, told.extra.len()), (TicketId::from("3f2a"), 1358, 1));
    for (body, path) in [
        (r#"{"success": true, "data": {"ticket_id": "3f2a", "protocol": 1}}"#, "ticket_id"),
        (r#"{"success": true, "ticket_id": "3f2a"}"#, "protocol"),
        (r#"{"success": true, "ticket_id": "3f2a", "protocol": {}}"#, "protocol"),
    ] {
        let error = created(body).await.unwrap_err();
        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, Some(path)), "{body}");
        assert!(error.may_have_happened(), "{body}");
    }
    let reply = crate::common::answered(200, r#"{"success": true}"#).tickets().reply_as_operator(ID, "Pronto.").await;
    assert_eq!(reply.unwrap().id, None, "stored all the same");
}

#[tokio::test]
async fn values_that_this_version_does_not_know_are_kept() {
    let mut answer = shown("/ticket/detail");
    answer["data"]["priority"] = 9.into();
    answer["data"]["ticket_type"] = "Novo".into();
    answer["data"]["replies"][0]["sender_type"] = "B".into();
    answer["data"]["new"] = "kept".into();
    let client = crate::common::answered(200, answer.to_string());
    let ticket = client.tickets().details(ID, TicketParts::default()).await.unwrap();
    assert_eq!(ticket.priority.number(), 9);
    assert_eq!(ticket.ticket_type.as_ref().unwrap().as_str(), "Novo");
    assert_eq!(ticket.replies[0].sender_type.as_str(), "B");
    assert_eq!(ticket.extra["new"], "kept");
    assert_eq!(ticket.custom_fields.open[0].id, CustomFieldId::from("00112233445566778899aabbccddeeff"));
    assert_eq!(ticket.customer.key(), Some(CustomerKey::internal_id("42")));
}

#[tokio::test]
async fn a_ticket_that_cant_be_read_loses_none_of_the_others_and_no_member_is_guessed() {
    let page = shown("/ticket/list");
    let whole = page["data"][0].as_object().unwrap().clone();
    let optional = ["first_reply_date", "end_date", "parent_ticket_id", "schedule_date"];
    for name in whole.keys() {
        let mut broken = whole.clone();
        broken.remove(name);
        let mut page = page.clone();
        page["data"] = vec![Value::from(broken), Value::from(whole.clone())].into();
        let read =
            crate::common::answered(200, page.to_string()).tickets().list(TicketFilter::default()).next_page().await;
        let read = read.unwrap().unwrap();
        if optional.contains(&&**name) {
            assert_eq!(read.items().len(), 2, "{name}");
        } else {
            let paths: Vec<_> = read.errors().map(|error| error.json_path().unwrap().to_owned()).collect();
            assert_eq!((read.items().len(), paths), (1, vec![format!("data[0].{name}")]));
        }
    }
}

fn page(items: &Value, size: u64, next: Option<u64>) -> String {
    serde_json::json!({"error": false, "data": items, "size": size, "next_page": next}).to_string()
}

#[tokio::test]
async fn tickets_go_on_at_a_cursor_with_their_filter() {
    let ticket = shown("/ticket/list")["data"].take();
    let mock =
        MockTransport::new().respond(200, page(&ticket, 2, Some(4))).respond(200, page(&Value::Array(vec![]), 2, None));
    let list = client_of(&mock).tickets().list(TicketFilter::default().page(7).operator(ID));
    assert_eq!(list.from_cursor(Cursor::at("3")).collect().await.unwrap().len(), 1);
    let sent: Vec<_> = mock.requests().iter().map(|request| request.uri().query().unwrap().to_owned()).collect();
    assert_eq!(sent, [format!("operator_id={ID}&page=3"), format!("operator_id={ID}&page=4")]);
}

#[tokio::test]
async fn chats_without_ids_are_no_page_that_comes_again_until_there_are_more_than_counted() {
    let alike = serde_json::json!([{"new": 1}, {"new": 1}]);
    let chats = |pages: [(u64, Option<u64>); 2]| {
        let mock =
            pages.iter().fold(MockTransport::new(), |mock, (size, next)| mock.respond(200, page(&alike, *size, *next)));
        client_of(&mock).chats().list(ChatFilter::default())
    };
    assert_eq!(chats([(4, Some(2)), (4, None)]).collect().await.unwrap().len(), 4);
    assert_eq!(chats([(2, Some(2)), (2, None)]).collect().await.unwrap_err().kind(), ErrorKind::Paging);
    assert_eq!(chats([(9, Some(2)), (9, Some(2))]).collect().await.unwrap_err().kind(), ErrorKind::Paging);
}

/// The first answer that the contract shows.
fn shown(template: &str) -> Value {
    let answer = &Contract::tomticket().document()["paths"][template]["get"]["responses"]["200"];
    let examples = &answer["content"]["application/json"]["examples"];
    examples.as_object().unwrap().values().next().unwrap()["value"].clone()
}
