//! Programs that nobody thought of: whatever is done with up to twelve calls at once, and whatever the service does with
//! them, they end, nothing is sent twice without need, and nothing is kept.

use std::{
    collections::{HashMap, VecDeque},
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use acesso_core::{Call, Client, Cursor, Error, ErrorKind, Page, Pager, RateLimit, Sent, wire};
use futures_util::future::{join_all, try_join_all};
use http::Method;
use proptest::{collection::vec, prelude::*};
use tokio::{
    runtime::{Builder, Handle},
    task::JoinSet,
    time::{Instant, interval, sleep, timeout},
};

use super::support::{Asked, HOUR, MS, Reply, Service, ends, page};

const REQUESTS_A_SECOND: u32 = 6;
const CONNECTIONS: usize = 4;
const LAST_PAGE: u32 = 4;

#[derive(Debug, Clone)]
struct Program {
    operations: Vec<(Duration, Operation)>,
    /// Whether each operation is a task, or all are polled by one.
    spawned: bool,
    fates: Vec<(Fate, Duration)>,
    token_fates: Vec<(Fate, Duration)>,
    seed: u64,
}

#[derive(Debug, Clone, Copy)]
enum Operation {
    /// Awaited to its end.
    Call { write: bool },
    /// Dropped after so long.
    Cancel { write: bool, after: Duration },
    /// Polled for so long, left alone for another call and a sleep, then awaited or dropped.
    LeaveHalfWay { after: Duration, asleep: Duration, drop: bool },
    /// Awaited beside a tick in whose arm another call is made.
    Select { tick: Duration },
    /// Read page by page with a pause after each, so many of them.
    Pages { pause: Duration, pages: u32 },
    /// Read item by item beside a tick.
    Items { tick: Duration, items: u32 },
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Served,
    Unauthorized,
    Refused(Option<u32>),
    Down(Option<u32>),
    Lost(Sent),
    /// No answer, ever.
    Silent,
}

impl Fate {
    /// Whether the request may come again after it.
    fn may_be_followed(self, method: &Method) -> bool {
        match self {
            Self::Served => false,
            Self::Unauthorized | Self::Refused(_) | Self::Lost(Sent::No) => true,
            Self::Down(_) | Self::Lost(Sent::Maybe) | Self::Silent => method == Method::GET,
        }
    }

    fn reply(self, served: Reply, after: Duration) -> Reply {
        let (status, asked) = match self {
            Self::Served => return served.after(after),
            Self::Silent => return served.after(10 * HOUR),
            Self::Lost(sent) => return Reply::lost(sent).after(after),
            Self::Unauthorized => (401, None),
            Self::Refused(asked) => (429, asked),
            Self::Down(asked) => (503, asked),
        };
        let reply = Reply::json(status, "").after(after);
        match asked {
            Some(seconds) => reply.retry_after(seconds),
            None => reply,
        }
    }
}

fn up_to(longest: Duration) -> impl Strategy<Value = Duration> {
    (0..=u64::try_from(longest.as_millis()).unwrap()).prop_map(Duration::from_millis)
}

fn operation() -> impl Strategy<Value = Operation> {
    let seconds = Duration::from_secs;
    prop_oneof![
        3 => any::<bool>().prop_map(|write| Operation::Call { write }),
        2 => (any::<bool>(), up_to(seconds(3))).prop_map(|(write, after)| Operation::Cancel { write, after }),
        3 => (up_to(seconds(1)), up_to(seconds(100)), any::<bool>())
            .prop_map(|(after, asleep, drop)| Operation::LeaveHalfWay { after, asleep, drop }),
        2 => up_to(seconds(1)).prop_map(|tick| Operation::Select { tick: tick + 200 * MS }),
        2 => (up_to(seconds(100)), 1..=LAST_PAGE).prop_map(|(pause, pages)| Operation::Pages { pause, pages }),
        2 => (up_to(seconds(1)), 1..=2 * LAST_PAGE).prop_map(|(tick, items)| Operation::Items { tick: tick + 200 * MS, items }),
    ]
}

fn fate() -> impl Strategy<Value = (Fate, Duration)> {
    let fate = prop_oneof![
        8 => Just(Fate::Served),
        2 => Just(Fate::Unauthorized),
        2 => prop_oneof![Just(None), Just(Some(1)), Just(Some(30))].prop_map(Fate::Refused),
        1 => Just(Fate::Refused(Some(7_200))),
        2 => prop_oneof![Just(None), Just(Some(2)), Just(Some(7_200))].prop_map(Fate::Down),
        1 => Just(Fate::Lost(Sent::No)),
        1 => Just(Fate::Lost(Sent::Maybe)),
        1 => Just(Fate::Silent),
    ];
    let time = prop_oneof![
        2 => Just(Duration::ZERO),
        6 => up_to(Duration::from_secs(1)),
        1 => up_to(Duration::from_secs(20)),
    ];
    (fate, time)
}

fn program() -> impl Strategy<Value = Program> {
    (
        vec((up_to(Duration::from_secs(5)), operation()), 1..=12),
        any::<bool>(),
        vec(fate(), 0..30),
        vec(fate(), 0..6),
        any::<u64>(),
    )
        .prop_map(|(operations, spawned, fates, token_fates, seed)| Program {
            operations,
            spawned,
            fates,
            token_fates,
            seed,
        })
}

/// The service of a program: each request meets the next fate, then all is well.
#[derive(Clone)]
struct World(Arc<Fates>);

struct Fates {
    coming: Mutex<VecDeque<(Fate, Duration)>>,
    tokens: Mutex<VecDeque<(Fate, Duration)>>,
    /// By method and target: what each request for it met.
    met: Mutex<HashMap<(Method, String), Vec<Fate>>>,
    /// Which token is good, by its number.
    token: AtomicU32,
}

impl World {
    fn of(program: &Program) -> Self {
        Self(Arc::new(Fates {
            coming: Mutex::new(program.fates.clone().into()),
            tokens: Mutex::new(program.token_fates.clone().into()),
            met: Mutex::default(),
            token: AtomicU32::new(0),
        }))
    }

    fn service(&self) -> Service {
        let world = self.clone();
        Service::new(move |asked| world.answer(asked))
    }

    fn answer(&self, asked: &Asked) -> Reply {
        if asked.uri.path() == "/token" {
            let (fate, time) = next(&self.0.tokens);
            let number = self.0.token.load(Ordering::Relaxed);
            return fate.reply(Reply::token(&format!("t{number}")), time);
        }
        let (mut fate, time) = next(&self.0.coming);
        let good = format!("Bearer t{}", self.0.token.load(Ordering::Relaxed));
        if asked.credentials.as_deref() != Some(&good) {
            fate = Fate::Unauthorized;
        } else if fate == Fate::Unauthorized {
            self.revoke();
        }
        let target = (asked.method.clone(), asked.uri.to_string());
        self.0.met.lock().unwrap().entry(target).or_default().push(fate);
        let served = match asked.uri.path() {
            "/pages" => Reply::json(200, page(asked.number("page"))),
            _ => Reply::json(200, "{}"),
        };
        fate.reply(served, time)
    }

    fn revoke(&self) {
        self.0.token.fetch_add(1, Ordering::Relaxed);
    }

    /// From now on all is well.
    fn heal(&self) {
        self.0.coming.lock().unwrap().clear();
        self.0.tokens.lock().unwrap().clear();
    }

    fn assert_nothing_was_sent_twice_without_need(&self) {
        for ((method, target), fates) in &*self.0.met.lock().unwrap() {
            let (_, before) = fates.split_last().unwrap();
            assert!(before.iter().all(|fate| fate.may_be_followed(method)), "{method} {target}: {fates:?}");
            let attempts = fates.iter().filter(|fate| **fate != Fate::Unauthorized).count();
            assert!(attempts <= 3 && fates.len() - attempts <= 2, "{method} {target}: {fates:?}");
        }
    }
}

fn next(fates: &Mutex<VecDeque<(Fate, Duration)>>) -> (Fate, Duration) {
    fates.lock().unwrap().pop_front().unwrap_or((Fate::Served, Duration::ZERO))
}

/// The calls of one operation, each with a number of its own.
#[derive(Clone)]
struct Caller {
    client: Client,
    number: u32,
}

impl Caller {
    async fn run(self, start: Duration, operation: Operation) {
        sleep(start).await;
        match operation {
            Operation::Call { write } => check(self.call(0, write).await),
            Operation::Cancel { write, after } => drop(timeout(after, self.call(0, write)).await.map(check)),
            Operation::LeaveHalfWay { after, asleep, drop } => self.leave_half_way(after, asleep, drop).await,
            Operation::Select { tick } => self.select(tick).await,
            Operation::Pages { pause, pages } => self.pages(pause, pages).await,
            Operation::Items { tick, items } => self.items(tick, items).await,
        }
    }

    fn target(&self, which: u32) -> u32 {
        self.number * 1_000 + which
    }

    async fn call(&self, which: u32, write: bool) -> Result<(), Error> {
        let call = if write { Call::post("write", "/calls") } else { Call::get("read", "/calls") };
        self.client.request(call.query("number", self.target(which)).read_empty()).await
    }

    async fn leave_half_way(&self, after: Duration, asleep: Duration, drop: bool) {
        let mut left = pin!(self.call(0, false));
        if timeout(after, &mut left).await.is_ok() {
            return;
        }
        check(self.call(1, true).await);
        sleep(asleep).await;
        if !drop {
            check(left.await);
        }
    }

    async fn select(&self, tick: Duration) {
        let mut waiting = pin!(self.call(0, true));
        let mut ticks = interval(tick);
        for which in 1.. {
            tokio::select! {
                answer = &mut waiting => return check(answer),
                _ = ticks.tick() => check(self.call(which, false).await),
            }
        }
    }

    async fn pages(&self, pause: Duration, pages: u32) {
        let mut list = self.list();
        for _ in 0..pages {
            let Some(page) = list.next_page().await else { return };
            check(page);
            sleep(pause).await;
        }
    }

    async fn items(&self, tick: Duration, items: u32) {
        let mut list = self.list();
        let mut ticks = interval(tick);
        let mut read = 0;
        while read < items {
            tokio::select! {
                item = list.next() => match item {
                    Some(item) => {
                        check(item);
                        read += 1;
                    }
                    None => return,
                },
                _ = ticks.tick() => {}
            }
        }
    }

    fn list(&self) -> Pager<u32> {
        let list = self.number;
        self.client.pages(move |cursor: &Cursor| {
            let call = Call::get("pages", "/pages").query("list", list);
            wire::at_page(call, "page", cursor, Some(1)).read_with(|answer| {
                let numbers: serde_json::Value = wire::read_json(answer.body)?;
                let items = numbers["items"].as_array().unwrap().iter().map(|_| 0).collect();
                Ok(Page::new(items, numbers["next"].as_str()))
            })
        })
    }
}

/// A call may fail, in the ways that the service gives cause for.
fn check<T>(answer: Result<T, Error>) {
    if let Err(error) = answer {
        let expected = [
            ErrorKind::Connect,
            ErrorKind::Interrupted,
            ErrorKind::RateLimited,
            ErrorKind::Server,
            ErrorKind::Timeout,
            ErrorKind::Unauthorized,
        ];
        assert!(expected.contains(&error.kind()), "{error:?}");
    }
}

async fn run(program: &Program) {
    fastrand::seed(program.seed);
    let world = World::of(program);
    let service = world.service();
    let client = service
        .builder_with_tokens()
        .rate_limit(RateLimit::per_second(REQUESTS_A_SECOND))
        .max_connections(CONNECTIONS)
        .build()
        .unwrap();
    let operations = (1..)
        .zip(&program.operations)
        .map(|(number, (start, operation))| Caller { client: client.clone(), number }.run(*start, *operation));
    let all = async {
        if program.spawned {
            operations.collect::<JoinSet<_>>().join_all().await;
        } else {
            join_all(operations).await;
        }
    };
    ends(all).await;
    world.assert_nothing_was_sent_twice_without_need();
    assert!(service.most_at_a_time("/token") <= 1);

    // Whatever the service asked for has passed, and what was given up has ended.
    sleep(2 * HOUR).await;
    assert_eq!(Handle::current().metrics().num_alive_tasks(), 0, "tasks that nobody waits for");
    world.heal();
    assert_that_everything_is_free(&client, &service, &world).await;
}

async fn assert_that_everything_is_free(client: &Client, service: &Service, world: &World) {
    let caller = Caller { client: client.clone(), number: 0 };
    world.revoke();
    ends(caller.call(0, true)).await.expect("another token");
    sleep(HOUR).await;

    service.clear_log();
    let begun = Instant::now();
    ends(try_join_all((1..=REQUESTS_A_SECOND).map(|which| caller.call(which, true)))).await.unwrap();
    let asked = service.asked("/calls");
    assert_eq!(asked.len(), REQUESTS_A_SECOND as usize);
    assert!(asked.iter().all(|asked| asked.at == begun), "a slot is held");
    sleep(HOUR).await;

    service.clear_log();
    world.0.coming.lock().unwrap().extend([(Fate::Served, Duration::from_secs(5)); REQUESTS_A_SECOND as usize]);
    ends(try_join_all((7..=12).map(|which| caller.call(which, true)))).await.unwrap();
    assert_eq!(service.most_at_a_time("/calls"), CONNECTIONS, "a connection is held");
    world.assert_nothing_was_sent_twice_without_need();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_program_does_it_ends_and_leaves_everything_free(program in program()) {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(run(&program));
    }
}
