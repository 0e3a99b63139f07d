//! What goes wrong, and how each kind of call is expected to end: data, which the matrix checks cell by cell and from
//! which FAULTS.md is written.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use acesso_core::ErrorKind::{
    self, Connect, Decode, Interrupted, Paging, RateLimited, Redirect, Rejected, Server, Timeout, TooLarge,
    Unauthorized,
};
use acesso_sandbox::{Fault, Sandbox};

use crate::{
    clients::{Credentials, Vendor},
    rows::{self, Shape},
};

/// One fault, and how the calls that meet it end.
pub(crate) struct Row {
    pub(crate) fault: &'static str,
    /// How often it strikes, for people.
    pub(crate) strikes: &'static str,
    pub(crate) make: Make,
    pub(crate) meets: Meets,
    pub(crate) credentials: Credentials,
    pub(crate) patience: Patience,
    pub(crate) read: Ending,
    pub(crate) repeatable: Ending,
    pub(crate) plain: Ending,
    /// Where it is otherwise, and why.
    pub(crate) except: &'static [Exception],
}

/// How the fault comes into the sandbox.
pub(crate) enum Make {
    /// The service answers so.
    Service(fn(Vendor, &Sandbox) -> Fault),
    /// The authorisation server answers so.
    TokenEndpoint(fn() -> Fault),
    /// Nobody listens.
    Down,
    /// The OAuth token of an earlier call has ended.
    ExpiredToken,
}

/// Which operations meet it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meets {
    /// Every one.
    Every,
    /// One of each shape: what a service's answers have in common, and how they are read.
    Shapes,
    /// Every one that reads a list in pages.
    Lists,
    /// Of the shapes, those that the sandbox gives OAuth tokens for.
    OAuth,
    /// Of the shapes, those that document an idempotency key.
    Keys,
}

/// How long an attempt and a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Longer than a busy machine needs.
    Ample,
    /// An attempt's time ends.
    ShortAttempt,
    /// The call's deadline ends before an attempt's time.
    ShortDeadline,
}

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ending {
    /// `None`: with its answer.
    pub(crate) error: Option<ErrorKind>,
    /// How many requests the client sends for it, where one would do if nothing went wrong.
    pub(crate) requests: u32,
    /// Whether the error says that the change may have been made.
    pub(crate) may_have_happened: bool,
}

/// An ending that differs from the row's.
pub(crate) struct Exception {
    pub(crate) at: fn(&rows::Row) -> bool,
    pub(crate) why: &'static str,
    pub(crate) endings: [Ending; 3],
}

const fn answered(requests: u32) -> Ending {
    Ending { error: None, requests, may_have_happened: false }
}

const fn fails(kind: ErrorKind, requests: u32) -> Ending {
    Ending { error: Some(kind), requests, may_have_happened: false }
}

const fn unknown(kind: ErrorKind, requests: u32) -> Ending {
    Ending { error: Some(kind), requests, may_have_happened: true }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.error {
            None => f.write_str("answered")?,
            Some(kind) => write!(f, "`{kind:?}`")?,
        }
        match self.requests {
            0 => f.write_str(", nothing sent"),
            1 => f.write_str(", 1 request"),
            more => write!(f, ", {more} requests"),
        }?;
        if self.may_have_happened { f.write_str(", may have happened") } else { Ok(()) }
    }
}

impl Row {
    fn line(&self) -> String {
        let Self { fault, strikes, read, repeatable, plain, .. } = self;
        let whom = match self.meets {
            Meets::Every => " (every operation)",
            Meets::Shapes => "",
            Meets::Lists => " (lists in pages)",
            Meets::OAuth => " (with OAuth)",
            Meets::Keys => " (with a key)",
        };
        let marks: String = (1..=self.except.len()).map(|_| "\\*").collect();
        format!("| {fault}{whom}{marks} | {strikes} | {read} | {repeatable} | {plain} |\n")
    }

    fn notes(&self) -> String {
        let note = |Exception { why, endings: [read, repeatable, plain], .. }: &Exception| {
            format!(
                "- {}: {why}. There: {read} as a read; {repeatable} as a repeatable write; {plain} as a plain one.\n",
                self.fault
            )
        };
        self.except.iter().map(note).collect()
    }

    /// The patience of the fast part: how long an attempt, and how long a call.
    pub(crate) fn times(&self) -> (Duration, Duration) {
        const AMPLE: Duration = Duration::from_secs(40);
        match self.patience {
            Patience::Ample => (AMPLE, AMPLE),
            Patience::ShortAttempt => (Duration::from_millis(250), AMPLE),
            Patience::ShortDeadline => (AMPLE, Duration::from_millis(250)),
        }
    }
}

/// The largest body that the clients of the matrix read.
pub(crate) const BODY_LIMIT: usize = 1 << 20;

/// A fault that strikes every request.
const fn always(fault: &'static str, make: Make, endings: [Ending; 3]) -> Row {
    let [read, repeatable, plain] = endings;
    Row {
        fault,
        strikes: "always",
        make,
        meets: Meets::Shapes,
        credentials: Credentials::Fixed,
        patience: Patience::Ample,
        read,
        repeatable,
        plain,
        except: &[],
    }
}

/// A fault that strikes once and passes.
const fn once(fault: &'static str, make: Make, endings: [Ending; 3]) -> Row {
    Row { strikes: "once", ..always(fault, make, endings) }
}

/// A 200 that nobody can read: all three end at once, and a write may have been carried out.
const fn unreadable(fault: &'static str, make: Make) -> Row {
    always(fault, make, [fails(Decode, 1), unknown(Decode, 1), unknown(Decode, 1)])
}

/// A connection that breaks before the answer is whole, always and once: the outcome is unknown.
const fn interrupted(fault: &'static str, service: fn(Vendor, &Sandbox) -> Fault) -> Row {
    always(fault, Make::Service(service), [fails(Interrupted, 3), unknown(Interrupted, 3), unknown(Interrupted, 1)])
}

const fn interrupted_once(fault: &'static str, service: fn(Vendor, &Sandbox) -> Fault) -> Row {
    once(fault, Make::Service(service), [answered(2), answered(2), unknown(Interrupted, 1)])
}

const NO_ERROR_INSIDE: &[Exception] = &[Exception {
    at: |row| row.vendor == Vendor::Base39,
    why: "Base39 documents no error inside a 200, so this is an answer that can't be read",
    endings: [fails(Decode, 1), unknown(Decode, 1), unknown(Decode, 1)],
}];

const NOTHING_TO_READ: &[Exception] = &[Exception {
    at: |row| row.operation.answers.is_empty(),
    why: "no answer but success is documented, so whatever is JSON or nothing is one",
    endings: [answered(1); 3],
}];

const BROKEN_FILE: &[Exception] = &[Exception {
    at: |row| row.shape == Shape::Binary,
    why: "a file is handed on as it comes in, so it is not asked for again once it has begun",
    endings: [fails(Interrupted, 1), unknown(Interrupted, 1), unknown(Interrupted, 1)],
}];

const SHORT_FILE: &[Exception] = &[Exception {
    at: |row| row.shape == Shape::Binary,
    why: "where a file ends HTTP alone says",
    endings: [answered(1); 3],
}];

const NOWHERE_TO_GO_ON: &[Exception] = &[Exception {
    // An operator of the sandbox has two permissions at most: there the second page is the last.
    at: |row| row.vendor == Vendor::Base39 && row.operation.id != "list_operator_permissions",
    why: "Base39's cursor is the id of a page's last item, so an empty page that says that there is more leads nowhere",
    endings: [fails(Paging, 1), answered(1), answered(1)],
}];

/// All rows.
pub(crate) fn rows() -> Vec<Row> {
    use Make::{Down, ExpiredToken, Service, TokenEndpoint};
    let same = |ending| [ending; 3];
    vec![
        always("429", Service(|_, _| Fault::status(429).always()), same(fails(RateLimited, 3))),
        once("429", Service(|_, _| Fault::status(429)), same(answered(2))),
        once("429, `Retry-After: 1`", Service(|_, _| Fault::status(429).retry_after_seconds(1)), same(answered(2))),
        once(
            "429, `Retry-After` as a date of two seconds later",
            Service(|_, _| Fault::status(429).retry_after_date(SystemTime::now() + Duration::from_secs(2))),
            same(answered(2)),
        ),
        always(
            "429, `Retry-After` of an hour",
            Service(|_, _| Fault::status(429).retry_after_seconds(3_600).always()),
            same(fails(RateLimited, 1)),
        ),
        always(
            "503",
            Service(|_, _| Fault::status(503).always()),
            [fails(Server, 3), unknown(Server, 3), unknown(Server, 1)],
        ),
        Row {
            meets: Meets::Every,
            ..once("503", Service(|_, _| Fault::status(503)), [answered(2), answered(2), unknown(Server, 1)])
        },
        once(
            "503, `Retry-After: 1`",
            Service(|_, _| Fault::status(503).retry_after_seconds(1)),
            [answered(2), answered(2), unknown(Server, 1)],
        ),
        always(
            "503, `Retry-After` of an hour",
            Service(|_, _| Fault::status(503).retry_after_seconds(3_600).always()),
            [fails(Server, 1), unknown(Server, 1), unknown(Server, 1)],
        ),
        always("connection refused", Down, same(fails(Connect, 3))),
        interrupted("reset before the request is read", |_, _| Fault::reset_before_read().always()),
        interrupted_once("reset before the request is read", |_, _| Fault::reset_before_read()),
        interrupted("reset after the request is carried out", |_, _| Fault::reset_after_read().always()),
        Row {
            meets: Meets::Every,
            ..interrupted_once("reset after the request is carried out", |_, _| Fault::reset_after_read())
        },
        Row {
            patience: Patience::ShortAttempt,
            ..always(
                "no answer within an attempt's time",
                Service(|_, _| Fault::stall().always()),
                [fails(Timeout, 3), unknown(Timeout, 3), unknown(Timeout, 1)],
            )
        },
        Row {
            patience: Patience::ShortDeadline,
            ..always(
                "no answer within the call's deadline",
                Service(|_, _| Fault::stall().always()),
                [fails(Timeout, 1), unknown(Timeout, 1), unknown(Timeout, 1)],
            )
        },
        Row { except: BROKEN_FILE, ..interrupted("half a body", |_, _| Fault::half_body().always()) },
        Row { except: BROKEN_FILE, ..interrupted_once("half a body", |_, _| Fault::half_body()) },
        Row { except: BROKEN_FILE, ..interrupted("half a chunk", |_, _| Fault::half_chunk().always()) },
        Row { except: BROKEN_FILE, ..interrupted_once("half a chunk", |_, _| Fault::half_chunk()) },
        Row {
            except: SHORT_FILE,
            ..unreadable("a length of two bytes too few", Service(|_, _| Fault::wrong_length().always()))
        },
        unreadable("gzip that nobody asked for, unpacking to 512 MiB", Service(|_, _| Fault::gzip_bomb(512).always())),
        unreadable("invalid UTF-8", Service(|_, _| Fault::invalid_utf8().always())),
        unreadable("invalid JSON", Service(|_, _| Fault::invalid_json().always())),
        Row {
            except: NOTHING_TO_READ,
            ..unreadable("JSON of 100,000 levels", Service(|_, _| Fault::deep_json(100_000).always()))
        },
        unreadable("a web page", Service(|_, _| Fault::html_200().always())),
        Row { except: NOTHING_TO_READ, ..unreadable("an empty body", Service(|_, _| Fault::empty_200().always())) },
        Row {
            except: NO_ERROR_INSIDE,
            ..always(
                "a 200 with an error inside",
                Service(|vendor, _| error_in_200(vendor).always()),
                same(fails(Rejected, 1)),
            )
        },
        always(
            "302 to another host, which must hear nothing",
            Service(|vendor, sandbox| Fault::redirect(&another_host(vendor, sandbox)).always()),
            [fails(Redirect, 1), unknown(Redirect, 1), unknown(Redirect, 1)],
        ),
        always(
            "a body above the limit",
            Service(|_, _| Fault::large_body(3 * BODY_LIMIT as u64).always()),
            [fails(TooLarge, 1), unknown(TooLarge, 1), unknown(TooLarge, 1)],
        ),
        interrupted("a flood of 10,000 headers", |_, _| Fault::header_flood(10_000).always()),
        interrupted_once("a flood of 10,000 headers", |_, _| Fault::header_flood(10_000)),
        interrupted("bytes that are no HTTP", |_, _| Fault::raw("SSH-2.0-sandbox\r\n").always()),
        always(
            "an answer 100 ms late",
            Service(|_, _| Fault::delay(Duration::from_millis(100)).always()),
            same(answered(1)),
        ),
        always(
            "a count that is one too high; no client compares it, `acesso review` does",
            Service(|_, _| Fault::wrong_count().always()),
            same(answered(1)),
        ),
        Row {
            meets: Meets::Lists,
            ..always(
                "pages that leave an item out; no client can see it, `acesso review` reads lists twice",
                Service(|_, _| Fault::shifted_page().always()),
                same(answered(1)),
            )
        },
        Row {
            meets: Meets::Lists,
            ..always(
                "an endless cursor",
                Service(|_, _| Fault::endless_cursor()),
                [fails(Paging, 1), answered(1), answered(1)],
            )
        },
        Row {
            meets: Meets::Lists,
            strikes: "on the second page",
            ..once(
                "a cursor that was seen before",
                Service(|_, _| Fault::repeated_cursor().after(1)),
                [fails(Paging, 1), answered(1), answered(1)],
            )
        },
        Row {
            meets: Meets::Lists,
            strikes: "on the second page",
            except: NOWHERE_TO_GO_ON,
            ..once("an empty page in the middle", Service(|_, _| Fault::empty_page().after(1)), same(answered(1)))
        },
        always(
            "credentials refused",
            Service(|_, _| Fault::refused_credentials().always()),
            same(fails(Unauthorized, 1)),
        ),
        Row {
            meets: Meets::OAuth,
            credentials: Credentials::OAuth,
            ..once("an expired OAuth token", ExpiredToken, same(answered(2)))
        },
        Row {
            meets: Meets::OAuth,
            credentials: Credentials::OAuth,
            ..always(
                "every new OAuth token refused",
                Service(|_, _| Fault::refused_credentials().always()),
                same(fails(Unauthorized, 2)),
            )
        },
        Row {
            meets: Meets::OAuth,
            credentials: Credentials::OAuth,
            ..always(
                "the token endpoint answers 503",
                TokenEndpoint(|| Fault::status(503).always()),
                same(fails(Server, 0)),
            )
        },
        Row {
            meets: Meets::OAuth,
            credentials: Credentials::OAuth,
            ..once("the token endpoint answers 503", TokenEndpoint(|| Fault::status(503)), same(answered(1)))
        },
        Row {
            meets: Meets::OAuth,
            credentials: Credentials::OAuth,
            strikes: "twice",
            ..once("the token endpoint answers 503", TokenEndpoint(|| Fault::status(503).times(2)), same(answered(1)))
        },
        Row {
            meets: Meets::OAuth,
            credentials: Credentials::OAuth,
            patience: Patience::ShortDeadline,
            ..always(
                "the token endpoint does not answer within the call's deadline",
                TokenEndpoint(|| Fault::stall().always()),
                same(fails(Timeout, 0)),
            )
        },
        Row {
            meets: Meets::Keys,
            ..once(
                "409: the first call with this key still runs",
                Service(|_, _| Fault::still_running()),
                [answered(1), answered(2), answered(1)],
            )
        },
        Row {
            meets: Meets::Keys,
            strikes: "five times",
            ..once(
                "409: the first call with this key still runs",
                Service(|_, _| Fault::still_running().times(5)),
                [answered(1), answered(6), answered(1)],
            )
        },
    ]
}

/// `crates/core/FAULTS.md`.
pub(crate) fn document(cells: usize, operations: usize, shapes: usize) -> String {
    let rows = rows();
    let lines: String = rows.iter().map(Row::line).collect();
    let mut notes: Vec<_> = rows.iter().map(Row::notes).collect();
    // A fault that strikes always and one that strikes once stand side by side, and can be told of in one note.
    notes.dedup();
    let notes = notes.concat();
    format!(
        "{}{} faults, {operations} operations, {shapes} of them for their shapes, {cells} cells.\n\n| fault | strikes | read | \
         repeatable write | plain write |\n| --- | --- | --- | --- | --- |\n{lines}\n\\* Not everywhere:\n\n{notes}",
        include_str!("introduction.md"),
        rows.len(),
    )
}

/// An error in the words of a vendor, with a status that means success.
fn error_in_200(vendor: Vendor) -> Fault {
    match vendor {
        Vendor::TomTicket => Fault::error_in_200("Invalid value."),
        Vendor::Base39 => Fault::status(200).json(r#"{"code":"INVALID_QUERY","message":"Invalid value."}"#),
        Vendor::MyReports => {
            Fault::status(200).json(r#"{"error":400,"message":"Invalid value.","status":"error","timestamp":""}"#)
        }
    }
}

/// The address of another service of the sandbox: another host as far as anybody knows.
fn another_host(vendor: Vendor, sandbox: &Sandbox) -> String {
    match vendor {
        Vendor::TomTicket => sandbox.base39().url(),
        _ => sandbox.tomticket().url(),
    }
}
