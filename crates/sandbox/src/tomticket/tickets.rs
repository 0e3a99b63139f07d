//! Tickets: those of the first day, and how lists and details show them.

use serde_json::{Map, Value, json};

use super::{CATEGORIES, DEPARTMENTS, TomTicket, internal_id};
use crate::company::{Company, Kind};
use crate::records::{First, IdForm, Records, Resource, set};
use crate::server::{Pairs, lock};

pub(super) const TICKET: Resource = Resource {
    name: "ticket",
    kind: Kind::Ticket,
    form: IdForm::Hex32,
    first: First::Made { count: |company| company.one_in(2, 3, 500), make: ticket },
};

pub(super) const RESOURCES: &[Resource] = &[TICKET];

/// A moment as TomTicket writes it: one a minute.
pub(super) fn moment(index: usize) -> String {
    let (day, minute) = (index / 1440, index % 1440);
    let (month, day) = (day / 28, day % 28);
    let (year, month) = (2024 + month / 12, month % 12);
    format!("{year}-{:02}-{:02} {:02}:{:02}:00-03:00", 1 + month, 1 + day, minute / 60, minute % 60)
}

/// Every third ticket has no operator yet.
fn ticket(company: Company, index: usize) -> Value {
    let person = index % company.people.max(1);
    let department = index % DEPARTMENTS.len();
    let operator = (index % 3 != 1).then_some(department * super::OPERATORS_PER_DEPARTMENT);
    let (situation, description) = match operator {
        Some(_) => (1, "Aguardando interação do atendente"),
        None => (0, "Sem atendente vinculado"),
    };
    let who = company.person(person);
    let category = department * CATEGORIES.len();
    let due = json!({ "date": moment(index + 1440), "accomplished": false });
    json!({
        "id": TICKET.id(index),
        "protocol": 1000 + index,
        "subject": format!("Chamado de exemplo {}", index + 1),
        "message": "Texto de exemplo.",
        "mimetype": "text/plain",
        "customer": {
            "id": Kind::TicketCustomer.hex32(person),
            "name": who.name,
            "email": who.email,
            "internal_id": internal_id(person),
            "organization": { "id": null, "name": null },
        },
        "priority": 1 + index % 4,
        "ticket_type": "Externo",
        "work_time": 0,
        "elapsed_time": 60,
        "creation_date": moment(index),
        "sla": { "startup": due, "deadline": due },
        "cost": { "hourly": 0, "overtime": 0, "total_final": 0, "total_overtime": 0, "total_gross": 0 },
        "evaluation": { "problem_solved": null, "grade": null, "comment": null },
        "first_reply_date": null,
        "end_date": null,
        "situation": { "id": situation, "apply_date": moment(index), "description": description },
        "category": { "id": Kind::TicketCategory.hex32(category), "name": CATEGORIES.first() },
        "department": named_department(department),
        "operator": named_operator(company, operator),
        "current_status": null,
        "status": [],
        "parent_ticket_id": null,
        "schedule_date": null,
        "active_whatsapp": false,
        "closed_by_inactivity": false,
        "reopened": false,
        "custom_fields": { "open": [], "closed": [], "evaluation": [] },
        "attachments": [],
        "replies": [],
        "tags": null,
        "stopwatch": null,
        "staggered": null,
    })
}

pub(super) fn named_department(department: usize) -> Value {
    json!({ "id": Kind::TicketDepartment.hex32(department), "name": DEPARTMENTS.get(department) })
}

/// "All members null" where there is none.
pub(super) fn named_operator(company: Company, operator: Option<usize>) -> Value {
    let name = operator.map(|person| company.person(person).name);
    json!({ "id": operator.map(|person| Kind::TicketOperator.hex32(person)), "name": name })
}

/// A ticket as lists show it: without what only the detail has.
fn listed(mut ticket: Value, query: &Pairs) -> Value {
    const DETAIL: [&str; 5] = ["current_status", "custom_fields", "attachments", "replies", "staggered"];
    if let Some(members) = ticket.as_object_mut() {
        members.retain(|name, _| !DETAIL.contains(&name.as_str()) && is_shown(name, query));
    }
    set(&mut ticket, "message_truncated", false);
    set(&mut ticket, "status", json!({ "id": null, "description": null, "apply_date": null }));
    ticket
}

/// Some members are shown when they are asked for.
fn is_shown(name: &str, query: &Pairs) -> bool {
    let asked_for = match name {
        "tags" => query.get("show_tags"),
        "stopwatch" => query.get("show_stopwatch"),
        "staggered" => query.get("show_staggered_tickets"),
        _ => Some("1"),
    };
    asked_for == Some("1")
}

/// Filters by what they compare, and how.
const FILTERS: &[(&str, &str, Compare)] = &[
    ("situation", "/situation/id", Compare::OneOf),
    ("department_id", "/department/id", Compare::Equal),
    ("status_id", "/status/id", Compare::Equal),
    ("category_id", "/category/id", Compare::Equal),
    ("organization_id", "/customer/organization/id", Compare::Equal),
    ("operator_id", "/operator/id", Compare::Equal),
    ("priority", "/priority", Compare::OneOf),
    ("min_protocol", "/protocol", Compare::From),
    ("max_protocol", "/protocol", Compare::To),
    ("creation_date_ge", "/creation_date", Compare::From),
    ("creation_date_le", "/creation_date", Compare::To),
    ("last_situation_ge", "/situation/apply_date", Compare::From),
    ("last_situation_le", "/situation/apply_date", Compare::To),
    ("last_update_ge", "/situation/apply_date", Compare::From),
];

#[derive(Debug, Clone, Copy)]
enum Compare {
    Equal,
    /// Of several, with commas between.
    OneOf,
    From,
    To,
}

impl Compare {
    fn keeps(self, own: &Value, wanted: &str) -> bool {
        if let Self::OneOf = self {
            return wanted.split(',').any(|one| Self::Equal.keeps(own, one.trim()));
        }
        let order = match (own.as_i64(), wanted.parse::<i64>()) {
            (Some(own), Ok(wanted)) => own.cmp(&wanted),
            // Moments come in with another form of zone than they go out with, but in the same zone.
            _ => {
                let text = |text: &str| text.get(..19).unwrap_or(text).to_owned();
                text(own.as_str().unwrap_or_default()).cmp(&text(wanted))
            }
        };
        match self {
            Self::Equal | Self::OneOf => order.is_eq(),
            Self::From => order.is_ge(),
            Self::To => order.is_le(),
        }
    }
}

impl TomTicket {
    /// The tickets that the query keeps, as lists show them.
    pub(super) fn tickets(&self, query: &Pairs, email: Option<&str>) -> Vec<Value> {
        let records = lock(&self.records);
        let keeps = |ticket: &Value| {
            let mut filters = FILTERS.iter().filter_map(|(name, at, how)| Some((query.get(name)?, at, how)));
            filters.all(|(wanted, at, how)| ticket.pointer(at).is_some_and(|own| how.keeps(own, wanted)))
                && email.is_none_or(|email| text_at(ticket, "/customer/email") == Some(email))
        };
        let all = (0..records.count(&TICKET)).filter_map(|index| records.get(&TICKET, index));
        all.filter(keeps).map(|ticket| listed(ticket, query)).collect()
    }

    /// A ticket with everything that the query shows.
    pub(super) fn ticket(&self, query: &Pairs) -> Option<Value> {
        let records = lock(&self.records);
        let mut ticket = found(&records, query.get("ticket_id")?)?.1;
        if let Some(members) = ticket.as_object_mut() {
            members.retain(|name, _| is_shown(name, query));
        }
        Some(ticket)
    }
}

pub(super) fn found(records: &Records, id: &str) -> Option<(usize, Value)> {
    let index = records.find(&TICKET, id)?;
    Some((index, records.get(&TICKET, index)?))
}

pub(super) fn text_at<'a>(ticket: &'a Value, at: &str) -> Option<&'a str> {
    ticket.pointer(at)?.as_str()
}

/// Custom fields of a ticket by their ids; no source tells their labels here.
pub(super) fn field_values<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    fields
        .map(|(id, value)| Value::Object(Map::from_iter([("id".into(), id.into()), ("value".into(), value.into())])))
        .collect()
}
