//! What is written to tickets.

use acesso_core::{Call, Error, check_range};

use crate::{
    Attachment, CategoryId, CustomFieldId, CustomerKey, DateText, DepartmentId, OperatorId, Priority,
    form::{CustomFields, Form},
    query::Parameters,
};

/// What to read of a ticket beyond what it always has, for [`Tickets::details`](crate::Tickets::details). What is not set
/// is not sent (client code).
///
/// ```
/// use tomticket::TicketParts;
///
/// assert_eq!(TicketParts::default().show_tags(true).show_tags, Some(true));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct TicketParts {
    /// Whether to show timed work.
    pub show_stopwatch: Option<bool>,
    /// Whether to show the tickets that it was escalated to.
    pub show_staggered_tickets: Option<bool>,
    /// Whether to show tags.
    pub show_tags: Option<bool>,
}

impl TicketParts {
    /// Sets [`show_stopwatch`](field@Self::show_stopwatch).
    #[must_use]
    pub fn show_stopwatch(mut self, show: bool) -> Self {
        self.show_stopwatch = Some(show);
        self
    }

    /// Sets [`show_staggered_tickets`](field@Self::show_staggered_tickets).
    #[must_use]
    pub fn show_staggered_tickets(mut self, show: bool) -> Self {
        self.show_staggered_tickets = Some(show);
        self
    }

    /// Sets [`show_tags`](field@Self::show_tags).
    #[must_use]
    pub fn show_tags(mut self, show: bool) -> Self {
        self.show_tags = Some(show);
        self
    }

    pub(super) fn narrow<T>(&self, call: Call<T>) -> Call<T> {
        call.flag("show_stopwatch", self.show_stopwatch)
            .flag("show_staggered_tickets", self.show_staggered_tickets)
            .flag("show_tags", self.show_tags)
    }
}

/// A ticket to open, for [`Tickets::create`](crate::Tickets::create).
///
/// ```
/// use tomticket::{Attachment, CustomerKey, NewTicket, Priority};
///
/// let ana = CustomerKey::email("ana@cliente.example");
/// let ticket = NewTicket::new(ana, "0414000000000000000000000000aaaa", "Impressora sem rede", "Parou de responder.")
///     .priority(Priority::High)
///     .attachment(Attachment::new("impressora.log", "text/plain", "sem papel"));
/// assert_eq!(ticket.attachments.len(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewTicket {
    /// Who asks for help.
    pub customer: CustomerKey,
    /// The department that gets it, at most 250 characters.
    pub department_id: DepartmentId,
    /// The subject, at most 250 characters.
    pub subject: String,
    /// What it is about, in plain text.
    pub message: String,
    /// Its category.
    pub category_id: Option<CategoryId>,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// The operator in charge; one public client alone names it.
    pub operator_id: Option<OperatorId>,
    /// Values of custom fields.
    pub custom_fields: CustomFields,
    /// Files.
    pub attachments: Vec<Attachment>,
}

impl NewTicket {
    /// What every ticket needs.
    pub fn new(
        customer: impl Into<CustomerKey>,
        department: impl Into<DepartmentId>,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            customer: customer.into(),
            department_id: department.into(),
            subject: subject.into(),
            message: message.into(),
            category_id: None,
            priority: None,
            operator_id: None,
            custom_fields: CustomFields::new(),
            attachments: Vec::new(),
        }
    }

    /// Sets [`category_id`](field@Self::category_id).
    #[must_use]
    pub fn category_id(mut self, id: impl Into<CategoryId>) -> Self {
        self.category_id = Some(id.into());
        self
    }

    /// Sets [`priority`](field@Self::priority).
    #[must_use]
    pub fn priority(mut self, priority: Priority) -> Self {
        self.priority = Some(priority);
        self
    }

    /// Sets [`operator_id`](field@Self::operator_id).
    #[must_use]
    pub fn operator_id(mut self, id: impl Into<OperatorId>) -> Self {
        self.operator_id = Some(id.into());
        self
    }

    /// Sets one of the [`custom_fields`](field@Self::custom_fields).
    #[must_use]
    pub fn custom_field(mut self, id: impl Into<CustomFieldId>, value: impl Into<String>) -> Self {
        self.custom_fields.insert(id.into(), value.into());
        self
    }

    /// Adds one of the [`attachments`](field@Self::attachments).
    #[must_use]
    pub fn attachment(mut self, file: Attachment) -> Self {
        self.attachments.push(file);
        self
    }

    pub(super) fn form(&self) -> Form {
        // The field for the customer's kind is spelled otherwise than in all other operations.
        self.customer
            .fill_in(Form::default(), "customer_id_type")
            .text("department_id", &self.department_id)
            .text("subject", &self.subject)
            .text("message", &self.message)
            .text_opt("category_id", self.category_id.as_ref())
            .number("priority", self.priority)
            .text_opt("operator_id", self.operator_id.as_ref())
            .custom_fields(&self.custom_fields)
            .attachments(&self.attachments)
    }
}

/// A reply to a ticket. A plain text is one, too.
///
/// ```
/// use tomticket::Reply;
///
/// let reply = Reply::new("Pode reiniciar a impressora?").worked("2026-07-16 09:00:00-03:00", "2026-07-16 09:20:00-03:00");
/// assert_eq!(Reply::from("Pronto.").worked, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// What it says, in plain text; one client sends HTML.
    pub message: String,
    /// From when until when was worked; in the name of an operator alone.
    pub worked: Option<(DateText, DateText)>,
    /// Files.
    pub attachments: Vec<Attachment>,
}

impl Reply {
    /// A reply that says this.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), worked: None, attachments: Vec::new() }
    }

    /// Sets [`worked`](field@Self::worked).
    #[must_use]
    pub fn worked(mut self, from: impl Into<DateText>, until: impl Into<DateText>) -> Self {
        self.worked = Some((from.into(), until.into()));
        self
    }

    /// Adds one of the [`attachments`](field@Self::attachments).
    #[must_use]
    pub fn attachment(mut self, file: Attachment) -> Self {
        self.attachments.push(file);
        self
    }

    pub(super) fn add_to(&self, form: Form) -> Form {
        let (start, end) = self.worked.as_ref().map(|(start, end)| (start, end)).unzip();
        form.text("message", &self.message)
            .date("start_date", start)
            .date("end_date", end)
            .attachments(&self.attachments)
    }
}

impl From<&str> for Reply {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

impl From<String> for Reply {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

/// Where a ticket goes, for [`Tickets::transfer`](crate::Tickets::transfer): to a department, an operator, or both. One that
/// names neither is refused before anything is sent.
///
/// ```
/// use tomticket::Transfer;
///
/// let transfer = Transfer::default().department_id("0414000000000000000000000000aaaa");
/// assert_eq!(transfer.operator_id, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Transfer {
    /// The department that gets it.
    pub department_id: Option<DepartmentId>,
    /// The operator who gets it. It always fails for one public client, and works alone for another.
    pub operator_id: Option<OperatorId>,
}

impl Transfer {
    /// Sets [`department_id`](field@Self::department_id).
    #[must_use]
    pub fn department_id(mut self, id: impl Into<DepartmentId>) -> Self {
        self.department_id = Some(id.into());
        self
    }

    /// Sets [`operator_id`](field@Self::operator_id).
    #[must_use]
    pub fn operator_id(mut self, id: impl Into<OperatorId>) -> Self {
        self.operator_id = Some(id.into());
        self
    }

    pub(super) fn add_to(&self, form: Form) -> Form {
        // A move to nowhere could still unlink the operator.
        let names_one = match self {
            Self { department_id: None, operator_id: None } => {
                Err(Error::invalid_input("department_id", "and operator_id are both absent")
                    .with_advice("say where the ticket goes"))
            }
            _ => Ok(()),
        };
        form.check(names_one)
            .text_opt("department_id", self.department_id.as_ref())
            .text_opt("operator_id", self.operator_id.as_ref())
    }
}

/// How a ticket ends, for [`Tickets::finish`](crate::Tickets::finish). A plain text is one, too.
///
/// ```
/// use tomticket::Finish;
///
/// let finish = Finish::new("Trocado o cabo.").time_work(20);
/// assert_eq!(finish.time_work, Some(20));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finish {
    /// What the ticket is closed with.
    pub message: String,
    /// The time worked, in minutes. The ticket then has it in seconds, as `work_time`.
    pub time_work: Option<u32>,
    /// Why it was not started in time; Enterprise accounts alone.
    pub startup_justification: Option<String>,
    /// Why it was not done in time; Enterprise accounts alone.
    pub deadline_justification: Option<String>,
    /// Values of the custom fields for closing.
    pub custom_fields: CustomFields,
    /// Files.
    pub attachments: Vec<Attachment>,
}

impl Finish {
    /// An end with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            time_work: None,
            startup_justification: None,
            deadline_justification: None,
            custom_fields: CustomFields::new(),
            attachments: Vec::new(),
        }
    }

    /// Sets [`time_work`](field@Self::time_work).
    #[must_use]
    pub fn time_work(mut self, minutes: u32) -> Self {
        self.time_work = Some(minutes);
        self
    }

    /// Sets [`startup_justification`](field@Self::startup_justification).
    #[must_use]
    pub fn startup_justification(mut self, reason: impl Into<String>) -> Self {
        self.startup_justification = Some(reason.into());
        self
    }

    /// Sets [`deadline_justification`](field@Self::deadline_justification).
    #[must_use]
    pub fn deadline_justification(mut self, reason: impl Into<String>) -> Self {
        self.deadline_justification = Some(reason.into());
        self
    }

    /// Sets one of the [`custom_fields`](field@Self::custom_fields).
    #[must_use]
    pub fn custom_field(mut self, id: impl Into<CustomFieldId>, value: impl Into<String>) -> Self {
        self.custom_fields.insert(id.into(), value.into());
        self
    }

    /// Adds one of the [`attachments`](field@Self::attachments).
    #[must_use]
    pub fn attachment(mut self, file: Attachment) -> Self {
        self.attachments.push(file);
        self
    }

    pub(super) fn add_to(&self, form: Form) -> Form {
        form.text("message", &self.message)
            .number("time_work", self.time_work)
            .text_opt("startup_justification", self.startup_justification.as_ref())
            .text_opt("deadline_justification", self.deadline_justification.as_ref())
            .custom_fields(&self.custom_fields)
            .attachments(&self.attachments)
    }
}

impl From<&str> for Finish {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

impl From<String> for Finish {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

/// How a customer rates a ticket, for [`Tickets::evaluate`](crate::Tickets::evaluate).
///
/// ```
/// use tomticket::Evaluation;
///
/// let rated = Evaluation::default().problem_solved(true).grade(5);
/// assert_eq!(rated.grade, Some(5));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Evaluation {
    /// Whether the problem was solved: Y or N on the wire, as the vendor's page has it (a peer project sends 1).
    pub problem_solved: Option<bool>,
    /// 1 (very poor) to 5 (excellent). Optional on the vendor's page; a peer project demands it.
    pub grade: Option<u32>,
    /// What the customer says, at most 4096 characters.
    pub comment: Option<String>,
    /// Values of custom fields.
    pub custom_fields: CustomFields,
}

impl Evaluation {
    /// Sets [`problem_solved`](field@Self::problem_solved).
    #[must_use]
    pub fn problem_solved(mut self, solved: bool) -> Self {
        self.problem_solved = Some(solved);
        self
    }

    /// Sets [`grade`](field@Self::grade).
    #[must_use]
    pub fn grade(mut self, grade: u32) -> Self {
        self.grade = Some(grade);
        self
    }

    /// Sets [`comment`](field@Self::comment).
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// Sets one of the [`custom_fields`](field@Self::custom_fields).
    #[must_use]
    pub fn custom_field(mut self, id: impl Into<CustomFieldId>, value: impl Into<String>) -> Self {
        self.custom_fields.insert(id.into(), value.into());
        self
    }

    pub(super) fn add_to(&self, form: Form) -> Form {
        let in_range = self.grade.map_or(Ok(()), |grade| check_range("grade", grade, 1..=5));
        form.text_opt("problem_solved", self.problem_solved.map(|solved| if solved { "Y" } else { "N" }))
            .check(in_range)
            .number("grade", self.grade)
            .text_opt("comment", self.comment.as_ref())
            .custom_fields(&self.custom_fields)
    }
}
