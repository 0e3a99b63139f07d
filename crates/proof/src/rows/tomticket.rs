//! TomTicket's methods.

use acesso_sandbox::Sandbox;
use anyhow::Result;
use serde_json::Value;
use tomticket::{
    Attachment, ChatFilter, Client, CustomerData, CustomerFilter, CustomerKey, DepartmentFilter, Evaluation, Finish,
    Language, NewTicket, OrganizationFilter, Priority, Reply, TicketFilter, TicketOperator, TicketParts, Transfer,
    operations,
};

use super::{Clients, Row, data, member, one, paged, whole, without};

const ID: &str = "0414000000000000000000000000aaaa";

/// The kinds of records that the sandbox has, and an id of each.
pub(super) async fn ids(sandbox: &Sandbox, clients: &Clients) -> Result<Vec<(&'static str, String)>> {
    let tickets = clients.tomticket.tickets().list(TicketFilter::default()).collect().await?;
    let departments = clients.tomticket.departments().list(DepartmentFilter::default().show_nested_items(true)).await?;
    let ticket = tickets.iter().find(|ticket| ticket.operator.id.is_some());
    let without_operator = tickets.iter().find(|ticket| ticket.operator.id.is_none());
    // A ticket is transferred to another department than its own.
    let is_its_own = |id| ticket.is_some_and(|ticket| ticket.department.id.as_ref() == Some(id));
    let department = departments.items().iter().find(|one| !is_its_own(&one.id));
    let operator = department.and_then(|one| one.operators.as_ref()).and_then(|all| all.first());
    let found = [
        ("customer", Some(sandbox.example().customer_id().to_owned())),
        ("ticket", ticket.map(|ticket| ticket.id.to_string())),
        ("ticket without operator", without_operator.map(|ticket| ticket.id.to_string())),
        ("department", department.map(|department| department.id.to_string())),
        ("operator", operator.map(|operator| operator.id.to_string())),
    ];
    Ok(found.into_iter().filter_map(|(kind, id)| Some((kind, id?))).collect())
}

/// An object, or the one in an array.
fn single(value: Value) -> Value {
    value.get(0).cloned().unwrap_or(value)
}

/// All but what says that it worked.
fn beside(answer: Value) -> Value {
    without(answer, &["error", "success"])
}

fn without_message(answer: Value) -> Value {
    without(answer, &["error", "success", "message"])
}

/// Customers in the list, whose quota and right to create tickets are read in either spelling.
fn customers(answer: Value) -> Value {
    let mut customers = data(answer);
    for customer in customers.as_array_mut().into_iter().flatten() {
        *customer = without(customer.take(), &["monthly_ticket_quota", "allow_create_tickets"]);
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
pub(super) fn rows() -> Vec<Row> {
    vec![
        one::<Client, _>(
            &operations::CUSTOMER_PERMISSIONS_BASIC_GET,
            "customers().permissions(customer)",
            |c, ids| c.customers().permissions(ids.id("customer")),
            &[|c, _| c.customers().permissions(email())],
            |answer| single(member(data(answer), "details")),
        ),
        one::<Client, _>(
            &operations::CUSTOMER_DETAILS_GET,
            "customers().details(customer)",
            |c, ids| c.customers().details(ids.id("customer")),
            &[|c, _| c.customers().details(email())],
            |answer| single(data(answer)),
        ),
        paged::<Client, _>(
            &operations::CUSTOMER_LIST,
            "customers().list(filter)",
            260,
            |c, _| c.customers().list(CustomerFilter::default()),
            &[|c, _| {
                let some = CustomerFilter::default().page(7).order("DESC").column("creation_date").organization_id(ID);
                c.customers().list(some.show_custom_fields(true).search_by_organization_mother(false))
            }],
            customers,
        ),
        one::<Client, _>(
            &operations::CUSTOMER_EXISTS_CHECK,
            "customers().exists(customer)",
            |c, ids| c.customers().exists(ids.id("customer")),
            &[|c, _| c.customers().exists(email())],
            |answer| member(answer, "exists"),
        ),
        one::<Client, _>(
            &operations::CUSTOMER_BLACKLIST_SEARCH,
            "customers().search_blacklist(email)",
            |c, _| c.customers().search_blacklist("ana@cliente.example"),
            &[],
            without_message,
        ),
        one::<Client, _>(
            &operations::CUSTOMER_CREATE,
            "customers().create(data)",
            |c, _| c.customers().create(CustomerData::new("novo", "Ana Exemplo")),
            &[|c, _| c.customers().create(all_data())],
            beside,
        ),
        one::<Client, _>(
            &operations::CUSTOMER_UPDATE,
            "customers().update(customer, changes)",
            |c, ids| c.customers().update(ids.id("customer"), CustomerData::default()),
            &[|c, _| c.customers().update(email(), all_data())],
            beside,
        ),
        paged::<Client, _>(
            &operations::ORGANIZATION_LIST,
            "organizations().list(filter)",
            20000,
            |c, _| c.organizations().list(OrganizationFilter::default()),
            &[|c, _| {
                let some = OrganizationFilter::default().page(2).order("DESC").column("name");
                c.organizations().list(some.organization_mother_id(ID).show_custom_fields(true))
            }],
            data,
        ),
        whole::<Client, _>(
            &operations::DEPARTMENT_OPERATOR_LIST,
            "departments().operators(department)",
            |c, ids| c.departments().operators(ids.id("department")),
            &[],
            data,
        ),
        whole::<Client, _>(
            &operations::DEPARTMENT_LIST,
            "departments().list(filter)",
            |c, _| c.departments().list(DepartmentFilter::default()),
            &[|c, _| c.departments().list(DepartmentFilter::default().show_nested_items(true))],
            data,
        ),
        whole::<Client, _>(
            &operations::DEPARTMENT_CATEGORY_LIST,
            "departments().categories(department)",
            |c, ids| c.departments().categories(ids.id("department")),
            &[],
            data,
        ),
        whole::<Client, _>(
            &operations::DEPARTMENT_CUSTOM_FIELD_LIST,
            "departments().custom_fields(department, category)",
            |c, ids| c.departments().custom_fields(ids.id("department"), None),
            &[|c, _| c.departments().custom_fields(ID, Some(&ID.into()))],
            data,
        ),
        paged::<Client, _>(
            &operations::TICKET_LIST,
            "tickets().list(filter)",
            260,
            |c, _| c.tickets().list(TicketFilter::default()),
            &[
                |c, _| c.tickets().list(all_tickets()),
                |c, _| c.tickets().list(TicketFilter::default().operator(TicketOperator::Nobody)),
            ],
            data,
        ),
        one::<Client, _>(
            &operations::TICKET_GET,
            "tickets().details(ticket, parts)",
            |c, ids| c.tickets().details(ids.id("ticket"), TicketParts::default()),
            &[|c, _| {
                let all = TicketParts::default().show_stopwatch(true).show_staggered_tickets(true).show_tags(false);
                c.tickets().details(ID, all)
            }],
            data,
        ),
        one::<Client, _>(
            &operations::TICKET_CREATE,
            "tickets().create(ticket)",
            |c, ids| {
                let (customer, department) = (ids.id("customer"), ids.id("department"));
                c.tickets().create(NewTicket::new(customer, department, "Impressora", "Parou."))
            },
            &[|c, _| {
                let ticket = NewTicket::new(email(), ID, "Impressora", "Parou.").category_id(ID).operator_id(ID);
                let ticket = ticket.priority(Priority::Urgent).custom_field(ID, "Financeiro");
                c.tickets().create(ticket.attachment(file()).attachment(file()))
            }],
            beside,
        ),
        one::<Client, _>(
            &operations::TICKET_REPLY_AS_OPERATOR,
            "tickets().reply_as_operator(ticket, reply)",
            |c, ids| c.tickets().reply_as_operator(ids.id("ticket"), "Pronto."),
            &[|c, _| {
                let worked = Reply::new("Pronto.").worked("2026-07-16 09:00:00-03:00", "2026-07-16 09:20:00-0300");
                c.tickets().reply_as_operator(ID, worked.attachment(file()))
            }],
            beside,
        ),
        one::<Client, _>(
            &operations::TICKET_REPLY_AS_CUSTOMER,
            "tickets().reply_as_customer(ticket, reply)",
            |c, ids| c.tickets().reply_as_customer(ids.id("ticket"), "Obrigada."),
            &[|c, _| c.tickets().reply_as_customer(ID, Reply::new("Obrigada.").attachment(file()))],
            beside,
        ),
        one::<Client, _>(
            &operations::TICKET_COMMENT,
            "tickets().comment(ticket, comment)",
            |c, ids| c.tickets().comment(ids.id("ticket"), "Caro."),
            &[],
            beside,
        ),
        one::<Client, _>(
            &operations::TICKET_TRANSFER,
            "tickets().transfer(ticket, to)",
            |c, ids| c.tickets().transfer(ids.id("ticket"), Transfer::default().department_id(ids.id("department"))),
            &[|c, _| c.tickets().transfer(ID, Transfer::default().department_id(ID).operator_id(ID))],
            beside,
        ),
        one::<Client, _>(
            &operations::TICKET_OPERATOR_LINK,
            "tickets().link_operator(ticket, operator)",
            |c, ids| c.tickets().link_operator(ids.id("ticket without operator"), ids.id("operator")),
            &[],
            beside,
        ),
        one::<Client, _>(
            &operations::TICKET_FINISH,
            "tickets().finish(ticket, finish)",
            |c, ids| c.tickets().finish(ids.id("ticket"), "Trocado."),
            &[|c, _| {
                let finish = Finish::new("Trocado.").time_work(20).startup_justification("Chuva.");
                let finish = finish.deadline_justification("Chuva.").custom_field(ID, "Cabo");
                c.tickets().finish(ID, finish.attachment(file()))
            }],
            beside,
        ),
        one::<Client, _>(
            &operations::TICKET_EVALUATE,
            "tickets().evaluate(ticket, evaluation)",
            |c, ids| c.tickets().evaluate(ids.id("ticket"), Evaluation::default()),
            &[
                |c, _| {
                    let evaluation = Evaluation::default().problem_solved(true).grade(5).comment("Rápido.");
                    c.tickets().evaluate(ID, evaluation.custom_field(ID, "Sim"))
                },
                |c, _| c.tickets().evaluate(ID, Evaluation::default().problem_solved(false).grade(1)),
            ],
            beside,
        ),
        paged::<Client, _>(
            &operations::CHAT_LIST,
            "chats().list(filter)",
            0,
            |c, _| c.chats().list(ChatFilter::default()),
            &[|c, _| {
                let some = ChatFilter::default().page(2).customer(email()).department_id(ID).organization_id(ID);
                let some = some.min_protocol(1).max_protocol(2).creation_date_le("2026-08-21 00:00:00-03:00");
                c.chats().list(some.situation("2"))
            }],
            data,
        ),
    ]
}
