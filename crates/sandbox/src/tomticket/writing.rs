//! What creates and changes: one line for each operation, and what it does to the ticket or the customer.

use std::sync::Arc;

use axum::extract::State;
use serde_json::{Value, json};

use super::form::Form;
use super::tickets::{TICKET, field_values, found, named_department, named_operator, text_at};
use super::{Answer, Caller, DEPARTMENTS, Refusal, TomTicket, done, find, internal_id_number};
use crate::company::{Company, Kind};
use crate::records::{Records, merge, set};
use crate::server::{Rest, Routes, Verb, lock};

/// One operation that writes.
struct Row {
    id: &'static str,
    path: &'static str,
    /// Fields that are needed.
    needs: &'static [&'static str],
    does: Does,
}

#[derive(Clone, Copy)]
enum Does {
    /// Creates or changes a customer.
    Customer(fn(&TomTicket, &Form) -> Result<(), Refusal>),
    CreateTicket,
    /// Changes the ticket; gives what the answer has beside the envelope.
    Ticket(fn(&Records, &Form, &mut Value) -> Result<Value, Refusal>),
}

/// How many characters a field may have.
const LONGEST: &[(&str, usize)] = &[
    ("customer_id", 250),
    ("name", 250),
    ("email", 250),
    ("phone", 20),
    ("organization_id", 512),
    ("portfolio_id", 512),
    ("department_id", 512),
    ("operator_id", 512),
    ("subject", 250),
    ("ticket_id", 512),
];

/// Fields that must be one of these.
const ONE_OF: &[(&str, &[&str])] = &[
    ("access", &["0", "1"]),
    ("create_tickets", &["0", "1"]),
    ("customer_type_id", &["I", "E"]),
    ("customer_id_type", &["I", "E"]),
    ("language", &["pt-BR", "es_ES", "en-US"]),
    ("priority", &["1", "2", "3", "4"]),
    ("problem_solved", &["Y", "N"]),
    ("grade", &["1", "2", "3", "4", "5"]),
];

const fn row(id: &'static str, path: &'static str, needs: &'static [&'static str], does: Does) -> Row {
    Row { id, path, needs, does }
}

static ROWS: &[Row] = &[
    row("customer_access_set", "/customer/permissions/access", &["customer_id", "access"], Does::Customer(set_access)),
    row("customer_create", "/customer/new", &["customer_id", "name"], Does::Customer(create_customer)),
    row("customer_update", "/customer/update", &["customer_id"], Does::Customer(update_customer)),
    row("ticket_create", "/ticket/new", &["customer_id", "department_id", "subject", "message"], Does::CreateTicket),
    row(
        "ticket_reply_as_operator",
        "/ticket/reply/operator",
        &["ticket_id", "message"],
        Does::Ticket(reply_as_operator),
    ),
    row(
        "ticket_reply_as_customer",
        "/ticket/reply/customer",
        &["ticket_id", "message"],
        Does::Ticket(reply_as_customer),
    ),
    // Where comments are shown is not documented.
    row("ticket_comment", "/ticket/comment", &["ticket_id", "comment"], Does::Ticket(|_, _, _| Ok(json!({})))),
    row("ticket_transfer", "/ticket/transfer", &["ticket_id"], Does::Ticket(transfer)),
    row("ticket_operator_link", "/ticket/operator/link", &["ticket_id", "operator_id"], Does::Ticket(link_operator)),
    row("ticket_finish", "/ticket/finish", &["ticket_id", "message"], Does::Ticket(finish)),
    row("ticket_evaluate", "/ticket/evaluation", &["ticket_id"], Does::Ticket(evaluate)),
];

pub(super) fn serve(routes: Routes<TomTicket>) -> Routes<TomTicket> {
    ROWS.iter().fold(routes, |routes, row| {
        let answer = move |caller: Caller, State(service): State<Arc<TomTicket>>, rest: Rest| {
            std::future::ready(service.write(row, &caller, &rest))
        };
        routes.add(row.id, Verb::Post, row.path, answer)
    })
}

impl TomTicket {
    fn write(&self, row: &Row, caller: &Caller, rest: &Rest) -> Answer {
        caller.may_write()?;
        let form = Form::read(&rest.headers, &rest.body)?;
        check(row, &form)?;
        let answer = match row.does {
            Does::Customer(change) => {
                change(self, &form)?;
                json!({})
            }
            Does::CreateTicket => self.create_ticket(&form)?,
            Does::Ticket(change) => {
                let records = &mut *lock(&self.records);
                let id = form.get("ticket_id").unwrap_or_default();
                let (index, mut ticket) = found(records, id).ok_or(Refusal::not_found("Ticket not found."))?;
                let answer = change(records, &form, &mut ticket)?;
                records.put(&TICKET, index, ticket);
                answer
            }
        };
        Ok(done(answer))
    }

    /// The answer has the new ticket's id and number at its top level.
    fn create_ticket(&self, form: &Form) -> Result<Value, Refusal> {
        let customer = self.named(form, "customer_id_type")?;
        let department = find_department(form)?.unwrap_or_default();
        let records = &mut *lock(&self.records);
        let operator = find_operator(form, records.company())?;
        let (_, ticket) = records.create(&TICKET, |records, index| {
            let mut ticket = records.like_the_first(&TICKET, index);
            let moment = records.now();
            merge(
                &mut ticket,
                json!({
                    "protocol": 1000 + index,
                    "subject": form.get("subject"),
                    "message": form.get("message"),
                    "priority": form.get("priority").and_then(|text| text.parse::<usize>().ok()).unwrap_or(2),
                    "customer": {
                        "id": Kind::TicketCustomer.hex32(customer.index),
                        "name": customer.name,
                        "email": customer.email,
                        "internal_id": customer.internal_id,
                        "organization": { "id": null, "name": null },
                    },
                    "creation_date": moment,
                    "situation": situation(0, &moment),
                    "department": named_department(department),
                    "operator": named_operator(records.company(), operator),
                    "category": { "id": form.get("category_id"), "name": null },
                    "attachments": files(form),
                    "custom_fields": { "open": field_values(form.custom_fields()), "closed": [], "evaluation": [] },
                }),
            );
            ticket
        });
        Ok(json!({ "ticket_id": ticket.get("id"), "protocol": ticket.get("protocol") }))
    }

    /// The customer that a form names, who must be there.
    fn named(&self, form: &Form, kind: &str) -> Result<super::Customer, Refusal> {
        let id = form.get("customer_id").unwrap_or_default();
        let customer = self.find_customer(id, form.get(kind) == Some("E"));
        customer.ok_or(Refusal::not_found("Customer not found."))
    }
}

fn check(row: &Row, form: &Form) -> Result<(), Refusal> {
    let is_missing = |need: &&&str| form.get(need).is_none_or(str::is_empty);
    let is_too_long = |(name, most): &(&str, usize)| form.get(name).is_some_and(|value| value.chars().count() > *most);
    let is_other = |(name, known): &(&str, &[&str])| form.get(name).is_some_and(|value| !known.contains(&value));
    let is_wrong = row.needs.iter().any(|need| is_missing(&need))
        || LONGEST.iter().any(is_too_long)
        || ONE_OF.iter().any(is_other);
    if is_wrong { Err(Refusal::unauthorized("Invalid value.")) } else { Ok(()) }
}

// --- customers ---

fn set_access(service: &TomTicket, form: &Form) -> Result<(), Refusal> {
    let mut customer = service.named(form, "customer_type_id")?;
    customer.active = form.get("access") == Some("1");
    service.keep(customer);
    Ok(())
}

fn create_customer(service: &TomTicket, form: &Form) -> Result<(), Refusal> {
    let id = form.get("customer_id").unwrap_or_default();
    if service.find_customer(id, false).is_some() {
        return Err(Refusal::unauthorized("Customer already exists."));
    }
    let mut customer = service.new_customer(id);
    take_over(service, &mut customer, form)?;
    service.keep(customer);
    Ok(())
}

fn update_customer(service: &TomTicket, form: &Form) -> Result<(), Refusal> {
    let mut customer = service.named(form, "customer_type_id")?;
    take_over(service, &mut customer, form)?;
    if let Some(id) = form.get("internal_id") {
        // "Only allowed when customer_type_id is E."
        if form.get("customer_type_id") != Some("E") || internal_id_number(id).is_some() {
            return Err(Refusal::unauthorized("Invalid internal_id."));
        }
        customer.internal_id = Some(id.to_owned());
    }
    service.keep(customer);
    Ok(())
}

fn take_over(service: &TomTicket, customer: &mut super::Customer, form: &Form) -> Result<(), Refusal> {
    let text = |name: &str, own: &mut String| {
        if let Some(value) = form.get(name) {
            value.clone_into(own);
        }
    };
    text("name", &mut customer.name);
    text("email", &mut customer.email);
    text("phone", &mut customer.phone);
    if let Some(value) = form.get("create_tickets") {
        customer.may_create_tickets = value == "1";
    }
    if let Some(id) = form.get("organization_id") {
        let organization = find(Kind::TicketOrganization, id, service.organizations());
        customer.organization = organization.ok_or(Refusal::unauthorized("Invalid organization_id."))?;
    }
    for (id, value) in form.custom_fields() {
        if id != Kind::TicketField.hex32(0) {
            return Err(Refusal::unauthorized("Invalid custom_field."));
        }
        customer.city = Some(value.to_owned());
    }
    Ok(())
}

// --- tickets ---

fn situation(id: u8, moment: &str) -> Value {
    let description = match id {
        0 => "Sem atendente vinculado",
        1 => "Aguardando interação do atendente",
        2 => "Respondido, aguardando resposta do cliente",
        3 => "Respondido pelo cliente, aguardando resposta",
        _ => "Finalizado",
    };
    json!({ "id": id, "apply_date": moment, "description": description })
}

fn files(form: &Form) -> Value {
    form.files.iter().map(|file| json!({ "name": file.name, "size": file.size })).collect()
}

fn reply(records: &Records, form: &Form, ticket: &mut Value, sender: &str, sender_type: &str) -> Value {
    let number = |at: &str| ticket.pointer(at).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    let nth = ticket.pointer("/replies").and_then(Value::as_array).map_or(0, Vec::len);
    let id = Kind::TicketReply.hex32(number("/protocol").unwrap_or_default() * 1000 + nth);
    let reply = json!({
        "id": id,
        "message": form.get("message"),
        "sender": sender,
        "sender_type": sender_type,
        "date": records.now(),
        "attachments": files(form),
    });
    if let Some(replies) = ticket.get_mut("replies").and_then(Value::as_array_mut) {
        replies.push(reply);
    }
    set(ticket, "situation", situation(if sender_type == "A" { 2 } else { 3 }, &records.now()));
    json!({ "id": id })
}

fn reply_as_operator(records: &Records, form: &Form, ticket: &mut Value) -> Result<Value, Refusal> {
    if form.get("start_date").is_some() != form.get("end_date").is_some() {
        return Err(Refusal::unauthorized("Invalid date."));
    }
    // "Operator replies appear as written by the customer when no operator is linked."
    let operator = text_at(ticket, "/operator/name").map(str::to_owned);
    let customer = text_at(ticket, "/customer/name").unwrap_or_default().to_owned();
    if ticket.get("first_reply_date").is_some_and(Value::is_null) {
        set(ticket, "first_reply_date", records.now());
    }
    Ok(match operator {
        Some(operator) => reply(records, form, ticket, &operator, "A"),
        None => reply(records, form, ticket, &customer, "C"),
    })
}

fn reply_as_customer(records: &Records, form: &Form, ticket: &mut Value) -> Result<Value, Refusal> {
    let customer = text_at(ticket, "/customer/name").unwrap_or_default().to_owned();
    reply(records, form, ticket, &customer, "C");
    Ok(json!({}))
}

/// The messages are those that clients quote.
fn transfer(records: &Records, form: &Form, ticket: &mut Value) -> Result<Value, Refusal> {
    let department = find_department(form)?;
    let operator = find_operator(form, records.company())?;
    let Some(own) = text_at(ticket, "/operator/id").map(str::to_owned) else {
        return Err(Refusal::unauthorized("not possible to transfer tickets without attendants"));
    };
    if operator.is_some_and(|operator| Kind::TicketOperator.hex32(operator) == own) {
        return Err(Refusal::unauthorized("Same operator"));
    }
    if let Some(department) = department {
        let target = named_department(department);
        if ticket.get("department") == Some(&target) {
            return Err(Refusal::unauthorized("Same department"));
        }
        set(ticket, "department", target);
    }
    // "Operator lost on transfer", unless another one is named.
    set(ticket, "operator", named_operator(records.company(), operator));
    set(ticket, "situation", situation(u8::from(operator.is_some()), &records.now()));
    Ok(json!({}))
}

fn link_operator(records: &Records, form: &Form, ticket: &mut Value) -> Result<Value, Refusal> {
    let operator = find_operator(form, records.company())?;
    if text_at(ticket, "/operator/id").is_some() {
        return Err(Refusal::unauthorized("This ticket does not allow adding an operator"));
    }
    set(ticket, "operator", named_operator(records.company(), operator));
    set(ticket, "situation", situation(1, &records.now()));
    Ok(json!({}))
}

fn finish(records: &Records, form: &Form, ticket: &mut Value) -> Result<Value, Refusal> {
    set(ticket, "situation", situation(5, &records.now()));
    set(ticket, "end_date", records.now());
    if let Some(minutes) = form.get("time_work") {
        let minutes: u32 = minutes.parse().map_err(|_| Refusal::unauthorized("Invalid time_work."))?;
        // Minutes go in, seconds come out.
        set(ticket, "work_time", u64::from(minutes) * 60);
    }
    if let Some(fields) = ticket.get_mut("custom_fields") {
        set(fields, "closed", field_values(form.custom_fields()));
    }
    Ok(json!({}))
}

fn evaluate(_: &Records, form: &Form, ticket: &mut Value) -> Result<Value, Refusal> {
    let evaluation = json!({
        "problem_solved": form.get("problem_solved").map(|solved| solved == "Y"),
        "grade": form.get("grade").and_then(|grade| grade.parse::<u8>().ok()),
        // "An empty comment is an empty string."
        "comment": form.get("comment").unwrap_or_default(),
    });
    set(ticket, "evaluation", evaluation);
    if let Some(fields) = ticket.get_mut("custom_fields") {
        set(fields, "evaluation", field_values(form.custom_fields()));
    }
    Ok(json!({}))
}

fn find_department(form: &Form) -> Result<Option<usize>, Refusal> {
    let found =
        |id| find(Kind::TicketDepartment, id, DEPARTMENTS.len()).ok_or(Refusal::not_found("Department not found."));
    form.get("department_id").map(found).transpose()
}

fn find_operator(form: &Form, company: Company) -> Result<Option<usize>, Refusal> {
    let found = |id| find(Kind::TicketOperator, id, company.people).ok_or(Refusal::not_found("Operator not found."));
    form.get("operator_id").map(found).transpose()
}
