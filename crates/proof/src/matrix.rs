//! Every fault × one operation of each shape, and two faults × every operation: each cell ends as its row says.

use std::{
    collections::HashSet,
    fmt,
    mem::discriminant,
    net::Ipv4Addr,
    sync::Arc,
    time::{Duration, Instant},
};

use acesso_core::{Error, ReqwestTransport, Transport};
use acesso_hyper::HyperTransport;
use acesso_sandbox::Sandbox;
use anyhow::{Context as _, Result};
use tokio::{net::TcpSocket, sync::Semaphore, task::JoinSet};

use crate::{
    clients::{Clients, Credentials, Setup, Vendor},
    faults::{self, Ending, Make, Meets, Patience, Row},
    rows::{self, Given, Sent, Shape},
};

/// No cell takes longer, however busy the machine: its longest deadline is 40 s.
const NEVER_ENDS: Duration = Duration::from_secs(120);

/// Cells under way at a time. Each has a sandbox of its own.
const AT_A_TIME: usize = 32;

/// What came of the cells.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many ended.
    pub tried: usize,
    /// Those that did not end as expected, each in one line.
    pub failed: Vec<String>,
}

#[derive(Clone, Copy)]
struct Cell {
    row: usize,
    operation: usize,
    sent: Sent,
    /// The connection was used before, where the fault leaves one open.
    warm: bool,
}

/// What the cells share.
struct Matrix {
    rows: Vec<Row>,
    operations: Vec<rows::Row>,
    /// How many requests each operation takes where nothing goes wrong, in the same order. For a list of one page these are
    /// two where only an empty page is known for the end.
    healthy: Vec<usize>,
    given: Given,
    transport: Arc<dyn Transport>,
}

/// The transports that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportKind {
    /// The default one.
    Reqwest,
    /// The one straight on hyper.
    Hyper,
}

impl TransportKind {
    fn build(self) -> Result<Arc<dyn Transport>> {
        Ok(match self {
            Self::Reqwest => Arc::new(ReqwestTransport::new()?),
            Self::Hyper => Arc::new(HyperTransport::new()?),
        })
    }
}

/// Runs every cell so many times: on a new connection, on one that was used before, and so on.
///
/// # Errors
/// When the sandbox can't be started, or an operation fails although nothing goes wrong.
pub async fn run(kind: TransportKind, times: usize) -> Result<Outcome> {
    let matrix = Arc::new(Matrix::new(kind.build()?).await?);
    let room = Arc::new(Semaphore::new(AT_A_TIME));
    let mut running = JoinSet::new();
    for round in 0..times {
        for cell in cells_of(&matrix.rows, &matrix.operations) {
            let cell = Cell { warm: round % 2 == 1, ..cell };
            let (matrix, room) = (Arc::clone(&matrix), Arc::clone(&room));
            running.spawn(async move {
                let _place = room.acquire_owned().await;
                let checked = matrix.check(&cell).await;
                checked.map_err(|why| format!("{}: {why:#}", matrix.name(&cell)))
            });
        }
    }
    let mut outcome = Outcome::default();
    while let Some(ended) = running.join_next().await {
        outcome.tried += 1;
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(why)) => outcome.failed.push(why),
            Err(panic) => outcome.failed.push(format!("a cell panicked: {panic}")),
        }
    }
    outcome.failed.sort();
    Ok(outcome)
}

/// The table of all rows, as `crates/core/FAULTS.md` has it.
pub fn document() -> String {
    let (rows, operations) = (faults::rows(), rows::all());
    let cells = cells_of(&rows, &operations).len();
    faults::document(cells, operations.len(), shapes(&operations).len())
}

fn cells_of(rows: &[Row], operations: &[rows::Row]) -> Vec<Cell> {
    let shapes = shapes(operations);
    let mut cells = Vec::new();
    // Row by row within an operation, so that cells that wait run beside cells that work.
    for (operation, called) in operations.iter().enumerate() {
        for (row, fault) in rows.iter().enumerate() {
            for sent in called.is_sent_as() {
                if fault.meets(called, shapes.contains(&operation)) {
                    cells.push(Cell { row, operation, sent: *sent, warm: false });
                }
            }
        }
    }
    cells
}

/// The first operation of each service that gives the same kind of thing and is sent in the same way.
fn shapes(operations: &[rows::Row]) -> HashSet<usize> {
    let mut known = Vec::new();
    let mut first = HashSet::new();
    for (index, row) in operations.iter().enumerate() {
        let shape = (row.vendor, discriminant(&row.shape), row.is_sent_as());
        if !known.contains(&shape) {
            known.push(shape);
            first.insert(index);
        }
    }
    first
}

impl Matrix {
    async fn new(transport: Arc<dyn Transport>) -> Result<Self> {
        let setup = Setup {
            transport: Arc::clone(&transport),
            credentials: Credentials::Fixed,
            timeout: Duration::from_secs(40),
            closed_port: None,
        };
        let sandbox = Sandbox::start().await?;
        let given = Given::find(&sandbox, &Clients::new(&sandbox, &setup)?).await?;
        let operations = rows::all();
        let mut healthy = Vec::new();
        for row in &operations {
            let seen = requests_where_nothing_goes_wrong(row, &setup, &given).await;
            healthy.push(seen.with_context(|| format!("{} where nothing goes wrong", row.operation.id))?);
        }
        Ok(Self { rows: faults::rows(), operations, healthy, given, transport })
    }

    fn of(&self, cell: &Cell) -> Result<(&Row, &rows::Row, usize)> {
        let found = (self.rows.get(cell.row), self.operations.get(cell.operation), self.healthy.get(cell.operation));
        let (Some(row), Some(operation), Some(&healthy)) = found else { anyhow::bail!("no such cell") };
        Ok((row, operation, healthy))
    }

    fn name(&self, cell: &Cell) -> String {
        match self.of(cell) {
            Ok((row, operation, _)) => {
                let warm = if cell.warm { ", warm" } else { "" };
                format!("{} ({}), {} as {:?}{warm}", row.fault, row.strikes, operation.operation.id, cell.sent)
            }
            Err(_) => String::from("no such cell"),
        }
    }

    /// The first operation that reads with the same credentials.
    fn first_read(&self, operation: &rows::Row) -> Option<&rows::Row> {
        self.operations.iter().find(|other| {
            let is_alike = (other.vendor, other.has_oauth()) == (operation.vendor, operation.has_oauth());
            is_alike && other.is_sent_as().contains(&Sent::Read)
        })
    }

    async fn check(&self, cell: &Cell) -> Result<()> {
        let (row, operation, healthy) = self.of(cell)?;
        let (timeout, deadline) = row.times();
        let people = match operation.shape {
            Shape::Pages(people) if row.meets == Meets::Lists => people,
            _ => 10,
        };
        let unlimited = acesso_sandbox::tomticket::Settings { requests_per_second: None, ..Default::default() };
        let sandbox = Sandbox::builder().people(people).tomticket(unlimited).start().await?;
        // Bound and not listening: nobody else gets the port while the cell needs it closed.
        let closed = TcpSocket::new_v4()?;
        closed.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let closed_port = matches!(row.make, Make::Down).then_some(closed.local_addr()?.port());
        let setup =
            Setup { transport: Arc::clone(&self.transport), credentials: row.credentials, timeout, closed_port };
        let clients = Clients::new(&sandbox, &setup)?;
        let page_size = (row.meets == Meets::Lists).then_some(1);
        let with_key = cell.sent == Sent::RepeatableWrite && operation.operation.takes_idempotency_key;
        let given = Given { page_size, deadline, with_key, ..self.given.clone() };
        let call = || (operation.least)(&clients, &given).all;

        // A token that will have ended has to be fetched first.
        let can_warm = row.patience == Patience::Ample && row.credentials == Credentials::Fixed;
        let is_warm = cell.warm && can_warm && matches!(row.make, Make::Service(_));
        if is_warm || matches!(row.make, Make::ExpiredToken) {
            // By a read: many a write can't be done twice.
            let read = self.first_read(operation).context("nothing to read")?;
            (read.least)(&clients, &given).all.await.context("before anything goes wrong")?;
        }
        let before = Seen::by(&sandbox, operation);
        row.strike(operation, &sandbox);
        let started = Instant::now();
        let ended = tokio::time::timeout(NEVER_ENDS, call()).await.context("it does not end")?;
        let seen = Seen::by(&sandbox, operation).since(&before);
        Observed { ended, took: started.elapsed(), seen }.compare(row, operation, healthy, cell.sent)
    }
}

async fn requests_where_nothing_goes_wrong(row: &rows::Row, setup: &Setup, given: &Given) -> Result<usize> {
    let sandbox = Sandbox::start().await?;
    (row.least)(&Clients::new(&sandbox, setup)?, given).all.await?;
    Ok(Seen::by(&sandbox, row).requests)
}

/// What the sandbox saw.
struct Seen {
    /// Requests for the operation, by path.
    requests: usize,
    /// Requests to a service that the client has no business with.
    elsewhere: u64,
    permissions: usize,
}

impl Seen {
    fn by(sandbox: &Sandbox, operation: &rows::Row) -> Self {
        let own = |seen: Vec<acesso_sandbox::SeenRequest>| {
            seen.iter().filter(|request| !["token", "oauth2_token"].map(Some).contains(&request.operation)).count()
        };
        let (tomticket, base39) = (sandbox.tomticket(), sandbox.base39());
        let (requests, elsewhere) = match operation.vendor {
            Vendor::TomTicket => (own(tomticket.requests()), base39.request_count()),
            Vendor::Base39 => (own(base39.requests()), tomticket.request_count()),
            Vendor::MyReports => (own(sandbox.myreports().requests()), tomticket.request_count()),
        };
        Self { requests, elsewhere, permissions: base39.permission_count() }
    }

    fn since(self, before: &Self) -> Self {
        Self {
            requests: self.requests - before.requests,
            elsewhere: self.elsewhere - before.elsewhere,
            permissions: self.permissions - before.permissions,
        }
    }
}

struct Observed {
    ended: Result<(), Error>,
    took: Duration,
    seen: Seen,
}

impl Observed {
    fn compare(self, row: &Row, operation: &rows::Row, healthy: usize, sent: Sent) -> Result<()> {
        let expected = row.ending(operation, sent);
        let kind = self.ended.as_ref().err().map(Error::kind);
        anyhow::ensure!(kind == expected.error, "{} expected, and it ended with {}", expected, self);
        let requests = usize::try_from(expected.requests)?;
        match &self.ended {
            Ok(()) if !row.has_more_requests() => {
                let more = if sent == Sent::Read { healthy - 1 } else { 0 };
                anyhow::ensure!(self.seen.requests <= requests + more, "{expected}: {self}");
            }
            // An error of a list's later page has its own count, and a list that does not move on is no request's error.
            Err(error) if !row.has_more_requests() => {
                anyhow::ensure!(error.attempts() == expected.requests, "{expected}: {self}");
                anyhow::ensure!(error.may_have_happened() == expected.may_have_happened, "{expected}: {self}");
                anyhow::ensure!(self.seen.requests <= requests, "{expected}: {self}");
            }
            Ok(()) | Err(_) => {}
        }
        anyhow::ensure!(self.seen.elsewhere == 0, "another host was asked: {self}");
        anyhow::ensure!(self.seen.permissions <= 1, "the write was carried out more than once: {self}");
        if sent == Sent::PlainWrite && expected.error.is_some() && expected.may_have_happened {
            anyhow::ensure!(self.seen.requests <= 1, "a plain write of unknown outcome was repeated: {self}");
        }
        anyhow::ensure!(self.took < NEVER_ENDS, "{self}");
        Ok(())
    }
}

impl fmt::Display for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ended {
            Ok(()) => f.write_str("an answer")?,
            Err(error) => write!(
                f,
                "{:?} ({error}), {} requests sent, may have happened: {}",
                error.kind(),
                error.attempts(),
                error.may_have_happened()
            )?,
        }
        let Seen { requests, permissions, .. } = self.seen;
        write!(f, "; the service read {requests} requests and created {permissions} permissions")
    }
}

impl Row {
    fn meets(&self, operation: &rows::Row, is_of_a_new_shape: bool) -> bool {
        match self.meets {
            Meets::Every => true,
            Meets::Shapes => is_of_a_new_shape,
            Meets::Lists => matches!(operation.shape, Shape::Pages(1..)),
            Meets::OAuth => is_of_a_new_shape && operation.has_oauth(),
            Meets::Keys => is_of_a_new_shape && operation.operation.takes_idempotency_key,
        }
    }

    /// Lists with pages are read to their end, page by page.
    fn has_more_requests(&self) -> bool {
        self.meets == Meets::Lists
    }

    pub(crate) fn ending(&self, operation: &rows::Row, sent: Sent) -> Ending {
        let exception = self.except.iter().find(|exception| (exception.at)(operation));
        let [read, repeatable, plain] =
            exception.map_or([self.read, self.repeatable, self.plain], |exception| exception.endings);
        match sent {
            Sent::Read => read,
            Sent::RepeatableWrite => repeatable,
            Sent::PlainWrite => plain,
        }
    }

    fn strike(&self, operation: &rows::Row, sandbox: &Sandbox) {
        let (tomticket, base39, myreports) = (sandbox.tomticket(), sandbox.base39(), sandbox.myreports());
        match (&self.make, operation.vendor) {
            (Make::Service(fault), vendor) => {
                // The token endpoint is a part of these services here, and another one elsewhere.
                let fault = fault(vendor, sandbox);
                match vendor {
                    Vendor::TomTicket => tomticket.inject(fault),
                    Vendor::Base39 => base39.inject(fault.only_on("/v1")),
                    Vendor::MyReports => myreports.inject(fault.only_on("/v1.0")),
                }
            }
            (Make::TokenEndpoint(fault), Vendor::Base39) => base39.inject(fault().only_on("oauth2_token")),
            (Make::TokenEndpoint(fault), _) => myreports.inject(fault().only_on("token")),
            // The clients were told of a port at which nobody listens.
            (Make::Down, _) => {}
            (Make::ExpiredToken, Vendor::Base39) => base39.expire_tokens(),
            (Make::ExpiredToken, _) => myreports.expire_tokens(),
        }
    }
}
