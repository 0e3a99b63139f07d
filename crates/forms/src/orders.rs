//! The work list of a review as people take it along: on the screen, as a table, a workbook, a document, or a file a service.

use std::{collections::BTreeMap, fmt::Write as _, io::Write as _, path::PathBuf};

use acesso_review::{
    judge::orders::{Order, Orders},
    model::{Decision, EVERYTHING, Failure, Lang, RunDescription, ServiceId, day, local_time, person, place},
};

use crate::{
    access::{allowed, called, kind, or_empty, whose_data},
    output::{Book, Cell, Column, Destination, Folder, Format, Output, terminal_width},
    words::{printable, wrapped},
};

/// The columns of a CSV or a sheet: what is to be done at which service, who wants it and why, what is known of it, and by
/// which ids the service knows it.
pub const COLUMNS: [&str; 19] = [
    "column-service",
    "column-name",
    "column-email",
    "column-decision",
    "column-allowed",
    "column-resource-name",
    "column-how",
    "column-note",
    "column-reason",
    "column-reviewer",
    DECIDED_ON,
    "column-state",
    "column-account",
    "column-kind",
    "column-access",
    "column-resource",
    "column-grant-ids",
    "column-run",
    "column-data",
];

/// The columns of a sheet, and how wide they are: on paper, too, what whoever does it has to know. The rest is hidden.
const SHEET_COLUMNS: [(&str, Option<u8>); 18] = [
    (PERSON, Some(25)),
    ("column-service", Some(11)),
    (WHERE, Some(16)),
    ("column-allowed", Some(22)),
    (HOW, Some(40)),
    ("column-reason", Some(24)),
    ("column-reviewer", Some(19)),
    (DECIDED_ON, Some(13)),
    ("column-state", Some(20)),
    ("column-account", Some(12)),
    ("column-grant-ids", None),
    ("column-decision", None),
    ("column-kind", None),
    ("column-access", None),
    ("column-resource", None),
    ("column-email", None),
    ("column-run", None),
    ("column-data", None),
];

const PERSON: &str = "column-person";
const WHERE: &str = "column-where";
const HOW: &str = "column-how";
const DECIDED_ON: &str = "column-decided-on";

/// What is listed apart: what has to go, and what has to become something else.
const LISTS: [(Decision, &str, &str); 2] =
    [(Decision::Revoke, "sheet-revoke", "revocations"), (Decision::Change, "sheet-change", "changes")];

/// How wide a screen is taken to be that tells nothing.
const COLUMNS_OF_A_SCREEN: usize = 80;

/// How far what belongs to a service, and to an access of it, stands from the margin.
const INDENTS: [usize; 2] = [2, 6];

/// How many accesses are to be taken away and to be changed, by service.
pub type Counts = BTreeMap<ServiceId, [u64; 2]>;

/// The work list of a run's review.
#[derive(Debug)]
pub struct WorkList<'a> {
    orders: &'a Orders<'a>,
    run: &'a RunDescription,
    lang: Lang,
    counts: Counts,
}

impl<'a> WorkList<'a> {
    /// Counts what was ordered and still is.
    pub fn of(orders: &'a Orders<'a>, run: &'a RunDescription) -> Result<Self, Failure> {
        let mut counts = Counts::new();
        for (place, (decision, ..)) in LISTS.into_iter().enumerate() {
            orders.each(decision, |order| {
                let of_service = counts.entry(order.service).or_default();
                of_service.get_mut(place).into_iter().for_each(|count| *count += u64::from(order.stands()));
                Ok(())
            })?;
        }
        Ok(Self { orders, run, lang: run.lang, counts })
    }

    /// Writes it in the form that was asked for; into a folder, one workbook a service.
    ///
    /// # Errors
    /// For a page, which it has none of, for a folder that holds something, and where nothing can be written there.
    pub fn write(&self, schema: &str, output: &Output) -> Result<Vec<(PathBuf, u64)>, Failure> {
        if let Some(folder) = output.folder() {
            return self.files(&Folder::of(folder)?);
        }
        match output.format() {
            Format::Table => self.text(output.page()?)?,
            Format::Json => self.document(schema, output)?,
            Format::Csv => self.table(output)?,
            Format::Xlsx => self.workbook(output.book()?, None)?,
            Format::Html => return Err(no_page()),
        }
        Ok(Vec::new())
    }

    /// What stands above it: which run it is, how much there is to do, and that nobody but people does it.
    pub fn head(&self) -> Vec<String> {
        let lang = self.lang;
        let [revoke, change] = [0, 1].map(|list| self.count(list));
        let run = || ("run", self.run.id.to_string().into());
        let counted = [
            run(),
            ("began", local_time(self.run.started_at, lang).into()),
            ("revoke", revoke.into()),
            ("change", change.into()),
        ];
        let mut lines = vec![lang.say_with("orders-of-run", counted)];
        if !self.orders.are_signed() {
            lines.push(lang.say_with("orders-not-signed", [run()]));
        }
        lines.push(lang.say("orders-changes-nothing"));
        lines
    }

    fn count(&self, list: usize) -> u64 {
        self.counts.values().filter_map(|counts| counts.get(list)).sum()
    }

    // --- text ---

    fn text(&self, mut out: Destination) -> Result<(), Failure> {
        let columns = out.width().or_else(terminal_width).map_or(COLUMNS_OF_A_SCREEN, usize::from);
        let banner = self.run.sandbox.then(|| self.lang.say("sandbox-data"));
        for line in banner.into_iter().chain(self.head()) {
            writeln!(out, "{}", wrapped(&printable(&line), columns, 0))?;
        }
        for (list, (decision, ..)) in LISTS.into_iter().enumerate() {
            let mut last = None;
            self.orders.each(decision, |order| {
                if last.replace(order.service) != Some(order.service) {
                    writeln!(out, "\n{}", self.heading(order.service, list))?;
                }
                Ok(out.write_all(self.lines(order, columns).as_bytes())?)
            })?;
        }
        if self.counts.is_empty() {
            writeln!(out, "\n{}", self.lang.say("orders-none"))?;
        }
        out.close()
    }

    fn heading(&self, service: ServiceId, list: usize) -> String {
        let count = self.counts.get(&service).and_then(|counts| counts.get(list)).copied().unwrap_or_default();
        let values = [("service", service.name().into()), ("count", count.into())];
        self.lang.say_with(if list == 0 { "orders-revoke" } else { "orders-change" }, values)
    }

    /// An order, a line for each thing that whoever does it has to know.
    fn lines(&self, order: &Order, columns: usize) -> String {
        let lang = self.lang;
        let (who, service) = (self.whose(order), order.service);
        let place = place(service, &order.resource, order.resource_name.as_deref(), lang);
        let mut below = vec![
            lang.say_with(
                "orders-what",
                [("what", allowed(service, &order.permission, lang).into()), ("place", place.into())],
            ),
            lang.say_with("orders-ids", [("ids", ids(order).join(" ").into())]),
            self.how(order),
        ];
        below.extend(order.note.clone());
        below.extend(
            order.reason.as_ref().map(|reason| lang.say_with("orders-reason", [("reason", reason.as_str().into())])),
        );
        let decided = [("reviewer", order.reviewer.as_str().into()), ("day", day(&order.decided_on, lang).into())];
        below.push(lang.say_with("orders-decided", decided));
        below.push(lang.say_with("orders-state", [("state", order.told(lang).into())]));
        let mut text = String::new();
        let of_access = below.iter().map(|line| (INDENTS[1], line));
        for (indent, line) in [(INDENTS[0], &who)].into_iter().chain(of_access) {
            // Writing into a string does not fail.
            let _ = writeln!(text, "{:indent$}{}", "", wrapped(&printable(line), columns, indent));
        }
        text
    }

    /// The name and the address of whoever holds it.
    fn whose(&self, order: &Order) -> String {
        let Order { principal, principal_kind, name, email, .. } = order;
        person(principal_kind, principal, name.as_deref(), email.as_deref(), self.lang)
    }

    /// In the panel, or by which documented operation.
    fn how(&self, order: &Order) -> String {
        let (Some(operation), Some(method), Some(path)) = (order.operation, &order.method, order.path) else {
            return self.lang.say_with("orders-in-the-panel", [("service", order.service.name().into())]);
        };
        let call = [("operation", operation.into()), ("method", method.as_str().into()), ("path", path.into())];
        self.lang.say_with("orders-by-operation", call)
    }

    // --- for spreadsheets and programs ---

    fn row(&self, decision: Decision, order: &Order) -> Vec<String> {
        let lang = self.lang;
        vec![
            order.service.name(),
            or_empty(&order.name),
            or_empty(&order.email),
            decision.word(lang),
            allowed(order.service, &order.permission, lang),
            called(order.service, &order.resource, &order.resource_name, lang),
            self.how(order),
            or_empty(&order.note),
            or_empty(&order.reason),
            order.reviewer.clone(),
            order.decided_on.clone(),
            order.told(lang),
            order.principal.clone(),
            kind(&order.principal_kind, lang),
            order.permission.clone(),
            order.resource.clone(),
            order.ids.join(" "),
            self.run.id.to_string(),
            whose_data(self.run, lang),
        ]
    }

    fn cells(&self, decision: Decision, order: &Order) -> Vec<Cell> {
        let row: BTreeMap<_, _> = COLUMNS.into_iter().zip(self.row(decision, order)).collect();
        let text = |id: &str| row.get(id).cloned().unwrap_or_default();
        let cell = |(id, _): (&str, _)| match id {
            PERSON => self.whose(order).into(),
            WHERE => text("column-resource-name").into(),
            HOW => [text(id), text("column-note")].join("\n").trim_end().to_owned().into(),
            DECIDED_ON => Cell::of_day(&text(id)),
            id => text(id).into(),
        };
        SHEET_COLUMNS.into_iter().map(cell).collect()
    }

    fn table(&self, output: &Output) -> Result<(), Failure> {
        let mut list = output.list(&self.lang.headings(&COLUMNS))?;
        for (decision, ..) in LISTS {
            self.orders.each(decision, |order| list.add_row(|| self.row(decision, order)))?;
        }
        list.close().map(drop)
    }

    fn columns(&self) -> Vec<Column> {
        let column = |(id, width): (&str, Option<u8>)| {
            let column = Column::new(self.lang.say(id));
            width.map_or_else(|| column.clone().hidden(), |width| column.clone().wide(width))
        };
        SHEET_COLUMNS.into_iter().map(column).collect()
    }

    /// A sheet for each list, of one service or of all. It goes to people who do what stands there, so it has orders alone.
    fn workbook(&self, mut book: Book, only: Option<ServiceId>) -> Result<(), Failure> {
        book.set_time(self.run.ended_at.unwrap_or(self.run.started_at))?;
        for (decision, sheet, _) in LISTS {
            book.begin_table(&self.lang.say(sheet), self.columns(), 1)?;
            self.orders.each(decision, |order| match only {
                Some(service) if service != order.service => Ok(()),
                _ if !order.stands() => Ok(()),
                _ => book.add_cells(self.cells(decision, order)),
            })?;
        }
        book.close()
    }

    fn document(&self, schema: &str, output: &Output) -> Result<(), Failure> {
        let mut json = output.json()?;
        json.begin_object()?;
        json.member("schema", &schema)?;
        json.member("sandbox", &self.run.sandbox)?;
        json.member("run", self.run)?;
        json.member("is_signed", &self.orders.are_signed())?;
        for (decision, _, name) in LISTS {
            json.name(name)?;
            json.begin_list()?;
            self.orders.each(decision, |order| json.item(order))?;
            json.end_list()?;
        }
        json.end_object()?;
        json.close()
    }

    /// One workbook for each service at which there is something to do. Gives which, and how much it is.
    fn files(&self, folder: &Folder) -> Result<Vec<(PathBuf, u64)>, Failure> {
        let mut to_do = self.counts.iter().filter(|(_, counts)| counts.iter().any(|count| *count > 0)).peekable();
        if to_do.peek().is_none() {
            return Ok(Vec::new());
        }
        let staged = folder.stage()?;
        let mut written = Vec::new();
        for (service, counts) in to_do {
            let name = format!("{}.xlsx", service.as_str());
            let book = Book::new(Destination::open(Some(&staged.path().join(&name)))?, self.lang);
            self.workbook(book, Some(*service))?;
            written.push((folder.path().join(name), counts.iter().sum()));
        }
        folder.put(staged)?;
        Ok(written)
    }
}

/// By which ids the service knows it: the account, what it is on, and the access itself; each once.
fn ids(order: &Order) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for id in [&order.principal, &order.resource].into_iter().chain(&order.ids) {
        if id != EVERYTHING && !ids.contains(&id.as_str()) {
            ids.push(id);
        }
    }
    ids
}

fn no_page() -> Failure {
    Failure::usage("failure-orders-no-page", &[])
}
