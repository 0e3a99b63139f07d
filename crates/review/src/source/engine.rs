//! Reads one service: takes what is due, asks, keeps the answer, until nothing is due.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    rc::Rc,
    time::Duration,
};

use acesso_core::{BaseUrl, Error, ErrorKind};
use async_trait::async_trait;
use serde_json::Value;
use tokio::{
    task::{JoinError, JoinSet},
    time::{Instant, timeout},
};

use super::progress::{SoFar, Watch};
use crate::{
    model::{Failure, Fingerprint, Proof, ServiceId, with_cause},
    store::{Due, Reading, Task},
};

/// How many questions to a service are on their way at once. Its rate limit, where it has one, is the client's matter.
const AT_ONCE: usize = 8;

/// How long a service that answered before may give no answer until it is left alone: as long as a restart takes, and not a
/// night.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long one is asked again that never answered: nothing that was read is at stake. As long for questions that failed
/// before and are alone in failing again: the service answered others in between.
const SHORT_PATIENCE: Duration = Duration::from_secs(5);
/// How long it is left in peace after the first failure of a kind that passes, and at most after the next ones: twice as long
/// each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE_AT_FIRST: Duration = Duration::from_secs(1);
/// How often to look whether a page of a list that is on its way came meanwhile, and so the service is back.
const LISTENING: Duration = Duration::from_secs(1);

/// How often a question is asked that fails while others are answered: more often than the service may go away meanwhile.
const ASKED_IN_VAIN: usize = 3;

/// In how many silences a question fails, each of which ended because others were answered, until it is asked no more: it may
/// fail so fast that none is answered while it is on its way.
const SILENCES: usize = 10;

/// After so many answers in a row that are of no use and won't be, such as refusals, a service is left alone: asking on does
/// it no good. What it says of the one thing that was asked for does not count: the next thing may well be there.
const USELESS_ANSWERS: usize = 10;

/// What can go wrong with a task.
#[derive(Debug)]
pub enum Trouble {
    /// The service's answer, or the lack of one. The others go on.
    Call(Error),
    /// The answer came and can't be all there is.
    Contradiction(String),
    /// Our own store. Nothing can go on.
    Ours(Failure),
}

impl Trouble {
    /// A task that no version of this reading gives: somebody changed the store by hand.
    pub fn unknown_operation(due: &Due) -> Self {
        Self::Contradiction(format!("{:?} is nothing that this service is asked for", due.operation))
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Ours(failure)
    }
}

/// How one service is read, and how it is known that it was read whole.
///
/// The engine takes what is due, one task after the other and several at once, and has it [performed](Source::perform); each
/// answer is kept in the store and may lead to further tasks. When nothing is due any more, [`conclude`](Source::conclude)
/// puts together what was read.
#[async_trait(?Send)]
pub trait Source: fmt::Debug {
    /// Which service it is.
    fn service(&self) -> ServiceId;

    /// Where it is asked: a base address, or a file.
    fn address(&self) -> String;

    /// Whether imaginary people answer there. They are never kept beside real ones.
    fn is_sandbox(&self) -> bool {
        false
    }

    /// With which credential it is asked, without the credential.
    fn credential(&self) -> Option<&Fingerprint> {
        None
    }

    /// What decides what is read, as a JSON object: two readings under the same settings can be compared.
    fn settings(&self) -> Value;

    /// What is asked first, which leads to all the rest.
    fn first_tasks(&self) -> Vec<Task>;

    /// Asks for one thing, or for the pages of a list one after the other, and keeps each answer.
    async fn perform(&self, due: &Due, reading: &Reading) -> Result<(), Trouble>;

    /// How many calls are still to come; `None` as long as that can't be told.
    fn calls_left(&self, reading: &Reading) -> Result<Option<u64>, Failure> {
        reading.count_tasks("waiting").map(Some)
    }

    /// How many calls a second the service allows, where it says so.
    fn calls_per_second(&self) -> Option<f64> {
        None
    }

    /// Puts together what was read, and says how it is known to be all. What was read as a [`List`](super::List) the store can
    /// say: [`proofs_of_lists`](Reading::proofs_of_lists).
    fn conclude(&self, reading: &Reading) -> Result<Vec<Proof>, Failure>;
}

/// How the reading of a service ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Everything was asked for.
    Done,
    /// It refused the credentials and answered nothing.
    Refused(String),
    /// It failed too often in a row.
    GaveUp(String),
}

/// Reads a service to its end. What is put off by then is unread, and what was not asked for leaves it unfinished.
pub async fn read(source: Rc<dyn Source>, reading: Reading, watch: Box<dyn Watch>) -> Result<Ending, Failure> {
    let mut patience = Patience::default();
    let ending = ask_for_all(source, &reading, watch, &mut patience).await?;
    patience.fail_what_was_put_off(&reading)?;
    // A mistake of ours, and the run must not look complete.
    let is_done_in_part = ending == Ending::Done && reading.count_tasks("waiting")? > 0;
    Ok(if is_done_in_part { Ending::GaveUp("not all questions were asked".to_owned()) } else { ending })
}

async fn ask_for_all(
    source: Rc<dyn Source>,
    reading: &Reading,
    mut watch: Box<dyn Watch>,
    patience: &mut Patience,
) -> Result<Ending, Failure> {
    let mut on_their_way = JoinSet::new();
    let mut to_ask = ToAsk::default();
    let answers_before = reading.count_answers()?;
    loop {
        let answers = reading.count_answers()?;
        patience.listen(answers);
        // One refusal does not tell: what else is on its way or put off may be answered, and only then there is more to ask.
        let refused = patience.refusal.is_some() && patience.put_off.is_empty() && answers == answers_before;
        let pause = patience.pause();
        while !refused
            && on_their_way.len() < patience.at_once(pause)
            && let Some(due) = to_ask.next(reading)?
        {
            on_their_way.spawn_local(perform(Rc::clone(&source), due, reading.clone(), answers));
        }
        if on_their_way.is_empty() && (refused || !to_ask.has_more(reading)?) {
            let refusal = patience.refusal.take().filter(|_| refused);
            return Ok(refusal.map_or(Ending::Done, |(_, problem)| Ending::Refused(problem)));
        }
        // A long list is one task, and a pause can be long: look at it now and then.
        let wait = patience.silence.as_ref().map_or(watch.pace(), |_| pause.unwrap_or(LISTENING).min(watch.pace()));
        let Ok(performed) = timeout(wait, next_of(&mut on_their_way)).await else {
            look(&*source, reading, &mut *watch)?;
            continue;
        };
        // A task that panicked is a mistake of ours, and the run must not look complete.
        let Ok(performed) = performed else {
            return Ok(Ending::GaveUp("a question could not be asked".to_owned()));
        };
        let task = performed.due.id;
        match patience.judge(performed, reading)? {
            Verdict::GoOn => {}
            Verdict::AskAgain => to_ask.again.push_back(task),
            Verdict::GiveUp(problem) => return Ok(Ending::GaveUp(problem)),
        }
        look(&*source, reading, &mut *watch)?;
    }
}

/// The next one that ends; never, where none is on its way.
async fn next_of<T: 'static>(on_their_way: &mut JoinSet<T>) -> Result<T, JoinError> {
    match on_their_way.join_next().await {
        Some(performed) => performed,
        None => std::future::pending().await,
    }
}

/// What is to be asked: what waits in the store, in the order in which it came up, and then what failed and may not fail
/// again.
#[derive(Debug, Default)]
struct ToAsk {
    newest: i64,
    again: VecDeque<i64>,
}

impl ToAsk {
    fn next(&mut self, reading: &Reading) -> Result<Option<Due>, Failure> {
        if let Some(due) = reading.next_due(self.newest)? {
            self.newest = due.id;
            return Ok(Some(due));
        }
        while let Some(id) = self.again.pop_front() {
            if let Some(due) = waiting(id, reading)? {
                return Ok(Some(due));
            }
        }
        Ok(None)
    }

    fn has_more(&self, reading: &Reading) -> Result<bool, Failure> {
        Ok(!self.again.is_empty() || reading.next_due(self.newest)?.is_some())
    }
}

/// How a task ended.
struct Performed {
    /// The task, as it was when it was asked.
    due: Due,
    /// How many answers there were then.
    answers_before: u64,
    result: Result<(), Trouble>,
}

async fn perform(source: Rc<dyn Source>, due: Due, reading: Reading, answers_before: u64) -> Performed {
    let result = source.perform(&due, &reading).await;
    Performed { due, answers_before, result }
}

/// Tells how far it is, where somebody wants to know.
fn look(source: &dyn Source, reading: &Reading, watch: &mut dyn Watch) -> Result<(), Failure> {
    if watch.is_due() {
        let (answered, left) = (reading.count_answers()?, source.calls_left(reading)?);
        watch.show(SoFar { answered, left, per_second: source.calls_per_second() });
    }
    Ok(())
}

/// The task with this number, as the store has it now: a list goes on where it failed, not where it began.
fn waiting(id: i64, reading: &Reading) -> Result<Option<Due>, Failure> {
    Ok(reading.next_due(id - 1)?.filter(|due| due.id == id))
}

/// How long a failing service is tolerated.
#[derive(Debug, Default)]
struct Patience {
    /// That the credentials were refused, in the words for the first task of which that was said.
    refusal: Option<(i64, String)>,
    useless_answers_in_a_row: usize,
    /// Since when there was no answer, where that is so.
    silence: Option<Silence>,
    /// What failed and is to be asked again, by task.
    put_off: BTreeMap<i64, PutOff>,
}

/// That a service is away.
#[derive(Debug)]
struct Silence {
    since: Instant,
    /// How many answers there were by then. One more ends it.
    answers: u64,
    /// Whether something failed in it that had not failed before it: then it is not a matter of single questions.
    has_new_failures: bool,
    pause: Duration,
    /// When it is asked again.
    until: Instant,
}

/// That a task failed and is asked again.
#[derive(Debug)]
struct PutOff {
    problem: String,
    /// How many answers there were when it was put off first.
    answers: u64,
    /// How often it failed though others were answered while it was on its way.
    in_vain: usize,
    /// In how many silences it failed, and how many answers there were when the last of them began.
    silences: usize,
    last_silence: Option<u64>,
}

impl PutOff {
    fn at(answers: u64) -> Self {
        Self { problem: String::new(), answers, in_vain: 0, silences: 0, last_silence: None }
    }
}

/// What follows from how a task ended.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    GoOn,
    AskAgain,
    GiveUp(String),
}

impl Patience {
    /// How many questions may be on their way, where this pause is left. One is enough to find out whether a service is back.
    fn at_once(&self, pause: Option<Duration>) -> usize {
        match (&self.silence, pause) {
            (None, _) => AT_ONCE,
            (Some(_), None) => 1,
            (Some(_), Some(_)) => 0,
        }
    }

    /// How long nothing is asked.
    fn pause(&self) -> Option<Duration> {
        let pause = self.silence.as_ref()?.until.saturating_duration_since(Instant::now());
        (!pause.is_zero()).then_some(pause)
    }

    /// Keeps what failed, and ends the reading where it makes no sense to go on.
    fn judge(&mut self, performed: Performed, reading: &Reading) -> Result<Verdict, Failure> {
        let Performed { due, answers_before, result } = performed;
        let (problem, kind) = match result {
            Ok(()) => {
                self.hear(&due);
                self.useless_answers_in_a_row = 0;
                return Ok(Verdict::GoOn);
            }
            Err(Trouble::Ours(failure)) => return Err(failure),
            Err(Trouble::Contradiction(problem)) => (problem, None),
            Err(Trouble::Call(error)) => (with_cause(&error), Some(error.kind())),
        };
        if kind.is_some_and(passes) {
            return self.judge_what_may_pass(&due, problem, answers_before, reading);
        }
        self.hear(&due);
        reading.fail(&due, &problem)?;
        if matches!(kind, Some(ErrorKind::Unauthorized | ErrorKind::Forbidden)) {
            self.note_refusal(due.id, &problem);
        }
        if kind.is_some_and(|kind| !is_about_one_thing(kind)) {
            self.useless_answers_in_a_row += 1;
        }
        let is_enough = self.useless_answers_in_a_row >= USELESS_ANSWERS;
        Ok(if is_enough { Verdict::GiveUp(problem) } else { Verdict::GoOn })
    }

    /// There was an answer, whatever it says.
    fn hear(&mut self, due: &Due) {
        self.silence = None;
        self.put_off.remove(&due.id);
    }

    /// A page of a long list is an answer too, though its task goes on.
    fn listen(&mut self, answers: u64) {
        if self.silence.as_ref().is_some_and(|silence| silence.answers < answers) {
            self.silence = None;
        }
    }

    /// Again, when all else was asked; as long as the service is away, again and again, until patience ends. A question that
    /// fails while others are answered is asked some times, and one that fails alone for some seconds.
    fn judge_what_may_pass(
        &mut self,
        due: &Due,
        problem: String,
        answers_before: u64,
        reading: &Reading,
    ) -> Result<Verdict, Failure> {
        let answers = reading.count_answers()?;
        self.listen(answers);
        // The pages of a list that came before it failed are its own: nothing says that it fails while others are answered.
        let came_further = waiting(due.id, reading)?.is_some_and(|now| now != *due);
        if came_further {
            self.put_off.remove(&due.id);
        }
        let silence_began_at = self.silence.as_ref().map_or(answers, |silence| silence.answers);
        let put_off = self.put_off.entry(due.id).or_insert_with(|| PutOff::at(answers));
        put_off.problem.clone_from(&problem);
        put_off.in_vain += usize::from(!came_further && answers_before < answers);
        put_off.silences += usize::from(put_off.last_silence.replace(silence_began_at) != Some(silence_began_at));
        let is_new_failure = put_off.answers >= silence_began_at;
        let is_in_vain = put_off.in_vain >= ASKED_IN_VAIN || put_off.silences >= SILENCES;

        let silence = self.bear(answers);
        silence.has_new_failures |= is_new_failure;
        let (away_for, is_of_all) = (silence.since.elapsed(), answers > 0 && silence.has_new_failures);
        let is_enough = is_in_vain || (away_for >= SHORT_PATIENCE && !is_of_all);
        if away_for < PATIENCE && !is_enough {
            return Ok(Verdict::AskAgain);
        }
        reading.fail(due, &problem)?;
        self.put_off.remove(&due.id);
        Ok(if away_for < PATIENCE { Verdict::GoOn } else { Verdict::GiveUp(problem) })
    }

    /// Leaves the service in peace for longer, and says since when it is away. What was on its way when the pause began says
    /// nothing more.
    fn bear(&mut self, answers: u64) -> &mut Silence {
        let now = Instant::now();
        let silence = self.silence.get_or_insert(Silence {
            since: now,
            answers,
            has_new_failures: false,
            pause: Duration::ZERO,
            until: now,
        });
        if silence.until <= now {
            let longest = if answers == 0 { LONGEST_PAUSE_AT_FIRST } else { LONGEST_PAUSE };
            silence.pause = (silence.pause * 2).clamp(FIRST_PAUSE, longest);
            silence.until = now + silence.pause;
        }
        silence
    }

    /// What would have been asked again is unread.
    fn fail_what_was_put_off(&mut self, reading: &Reading) -> Result<(), Failure> {
        for (id, put_off) in std::mem::take(&mut self.put_off) {
            if let Some(due) = waiting(id, reading)? {
                reading.fail(&due, &put_off.problem)?;
            }
        }
        Ok(())
    }

    /// Of several refusals that of the first task is told, whichever came first: two readings of the same are equal.
    fn note_refusal(&mut self, task: i64, problem: &str) {
        if self.refusal.as_ref().is_none_or(|(first, _)| task < *first) {
            self.refusal = Some((task, problem.to_owned()));
        }
    }
}

/// Whether a failure passes by itself: the service is away, or has too much to do.
fn passes(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Interrupted | ErrorKind::RateLimited | ErrorKind::Server
    )
}

/// Whether a failure says something of what was asked for, and nothing of the service.
fn is_about_one_thing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::InvalidInput | ErrorKind::NotFound | ErrorKind::Conflict | ErrorKind::Rejected)
}

/// Where a client asks, as a run remembers it. The sandbox has another port each time.
pub fn origin(base: &BaseUrl) -> String {
    if is_sandbox(base) { "sandbox".to_owned() } else { base.to_string() }
}

/// An account of a vendor is never on this machine: what answers here is the sandbox, or something like it.
pub fn is_sandbox(base: &BaseUrl) -> bool {
    base.is_loopback()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use jiff::Timestamp;
    use serde_json::json;
    use tokio::{task::LocalSet, time::sleep};

    use super::*;
    use crate::{
        model::Identity,
        source::{BASE39, Progress, Quiet},
        store::{Answer, Next, testing::store},
    };

    /// What is asked of a service that does as it is told.
    const QUESTION: &str = "question";

    /// A service that answers each question after a while, with what is made of the time since its beginning, the number of
    /// the question, and how often this one was asked before. A question is a page of one of several lists.
    struct Played<F> {
        lists: usize,
        pages: usize,
        takes: Duration,
        /// How long a failure takes.
        fails_after: Duration,
        began: Instant,
        asked: RefCell<Vec<usize>>,
        answer: F,
    }

    impl<F> fmt::Debug for Played<F> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("Played").finish_non_exhaustive()
        }
    }

    #[async_trait(?Send)]
    impl<F: Fn(Duration, usize, usize) -> Option<ErrorKind>> Source for Played<F> {
        fn service(&self) -> ServiceId {
            BASE39
        }

        fn address(&self) -> String {
            "sandbox".to_owned()
        }

        fn settings(&self) -> Value {
            json!({})
        }

        fn first_tasks(&self) -> Vec<Task> {
            (0..self.lists).map(|number| Task::new(QUESTION, [number.to_string().as_str()])).collect()
        }

        async fn perform(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
            let list: usize = due.argument(0).parse().unwrap();
            let begin = due.cursor.as_deref().map_or(0, |page| page.parse().unwrap());
            for page in begin..self.pages {
                let since = self.began.elapsed();
                let question = list * self.pages + page;
                let before = self.asked.borrow().iter().filter(|asked| **asked == question).count();
                self.asked.borrow_mut().push(question);
                sleep(self.fails_after).await;
                if let Some(kind) = (self.answer)(since, question, before) {
                    return Err(Error::new(kind).into());
                }
                sleep(self.takes.saturating_sub(self.fails_after)).await;
                let next = if page + 1 < self.pages { Next::Page((page + 1).to_string()) } else { Next::Done };
                reading.save(due, &Answer { items: 1, ..Answer::default() }, &next)?;
            }
            Ok(())
        }

        fn conclude(&self, _: &Reading) -> Result<Vec<Proof>, Failure> {
            Ok(Vec::new())
        }
    }

    /// How the reading of so many questions ends, how many were done, could not be done and wait, and what was asked.
    async fn read_of(
        questions: usize,
        answer: impl Fn(Duration, usize, usize) -> Option<ErrorKind> + 'static,
    ) -> (Ending, [u64; 3], usize) {
        read_lists([questions, 1], Duration::from_millis(10), answer).await
    }

    /// The same for so many lists of so many pages, each of which takes so long.
    async fn read_lists(
        [lists, pages]: [usize; 2],
        takes: Duration,
        answer: impl Fn(Duration, usize, usize) -> Option<ErrorKind> + 'static,
    ) -> (Ending, [u64; 3], usize) {
        let (began, asked) = (Instant::now(), RefCell::default());
        read_played(Played { lists, pages, takes, fails_after: takes, began, asked, answer }).await
    }

    async fn read_played(
        source: Played<impl Fn(Duration, usize, usize) -> Option<ErrorKind> + 'static>,
    ) -> (Ending, [u64; 3], usize) {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let source = Rc::new(source);
        let first = [(BASE39, source.first_tasks())];
        let (run, _lock) = store.begin(&json!({}), &first, &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let reading = store.reading(run, BASE39);
        let all = read(Rc::clone(&source) as Rc<dyn Source>, reading.clone(), Quiet.watch(BASE39));
        let ending = LocalSet::new().run_until(all).await.unwrap();
        let count = |state| reading.count_tasks(state).unwrap();
        (ending, ["done", "failed", "waiting"].map(count), source.asked.borrow().len())
    }

    const PASSING: [ErrorKind; 5] =
        [ErrorKind::Connect, ErrorKind::Timeout, ErrorKind::Interrupted, ErrorKind::RateLimited, ErrorKind::Server];

    #[tokio::test(start_paused = true)]
    async fn a_service_that_is_away_for_a_while_is_read_whole() {
        for kind in PASSING {
            let (at_once, later) = (Duration::ZERO, Duration::from_millis(45));
            for (from, away) in [
                (at_once, Duration::from_millis(200)),
                (at_once, SHORT_PATIENCE - LONGEST_PAUSE_AT_FIRST),
                (later, Duration::from_millis(200)),
                (later, Duration::from_secs(60)),
                (later, PATIENCE - LONGEST_PAUSE),
            ] {
                let is_away = move |since| (from..from + away).contains(&since);
                let (ending, counts, asked) = read_of(100, move |since, _, _| is_away(since).then_some(kind)).await;
                assert_eq!((ending, counts), (Ending::Done, [100, 0, 0]), "{kind:?} {away:?} {from:?}");
                assert!(asked < 130, "it is left in peace meanwhile: {asked}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_is_away_once_or_twice_is_read_whole_but_for_what_it_refused() {
        let millis = |from, to| Duration::from_millis(from)..Duration::from_millis(to);
        for [lists, pages] in [[100, 1], [10, 10], [2, 50], [1, 100]] {
            for outages in [
                vec![millis(0, 200)],
                vec![millis(45, 245)],
                vec![millis(0, 200), millis(440, 640)],
                vec![millis(45, 245), millis(440, 640)],
                vec![millis(45, 245), millis(400, 405), millis(445, 700)],
            ] {
                for refused in [None, Some(0)] {
                    let case = format!("{lists} lists of {pages} pages, away {outages:?}, refused: {refused:?}");
                    let away = outages.clone();
                    let answer = move |since, question, _| match refused {
                        Some(it) if it == question => Some(ErrorKind::Forbidden),
                        _ => away.iter().any(|away| away.contains(&since)).then_some(ErrorKind::Connect),
                    };
                    let (ending, counts, asked) = read_lists([lists, pages], Duration::from_millis(10), answer).await;
                    let failed = u64::from(refused.is_some());
                    let expected = if lists == 1 && refused.is_some() {
                        Ending::Refused(with_cause(&Error::new(ErrorKind::Forbidden)))
                    } else {
                        Ending::Done
                    };
                    assert_eq!((ending, counts), (expected, [lists as u64 - failed, failed, 0]), "{case}");
                    assert!(asked < 150, "{case}: it is left in peace meanwhile: {asked}");
                }
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_pages_of_a_list_are_answers_that_end_a_silence() {
        for kind in PASSING {
            for (breaks, lists) in [([5, 20], 1), ([5, 205], 1), ([5, 205], 3), ([5, 6], 3)] {
                let answer = move |_, page, before| (breaks.contains(&page) && before == 0).then_some(kind);
                let (ending, counts, asked) = read_lists([lists, 300], Duration::from_secs(1), answer).await;
                assert_eq!((ending, counts), (Ending::Done, [lists as u64, 0, 0]), "{kind:?} {breaks:?}");
                assert_eq!(asked, lists * 300 + breaks.len(), "{kind:?} {breaks:?}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_that_always_fails_ends_its_list_and_no_other() {
        for kind in PASSING {
            let (ending, counts, asked) =
                read_lists([3, 50], Duration::from_millis(10), move |_, page, _| (page == 20).then_some(kind)).await;
            assert_eq!((ending, counts), (Ending::Done, [2, 1, 0]));
            assert!(asked <= 20 + 2 * 50 + 10, "{asked}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_question_that_fails_at_once_is_not_asked_for_as_long_as_the_others_take() {
        for kind in PASSING {
            let (ending, counts, asked) = read_played(Played {
                lists: 2,
                pages: 1000,
                takes: Duration::from_millis(1717),
                fails_after: Duration::from_micros(1),
                began: Instant::now(),
                asked: RefCell::default(),
                answer: move |_, page, _| (page == 20).then_some(kind),
            })
            .await;
            assert_eq!((ending, counts), (Ending::Done, [1, 1, 0]));
            assert!(asked <= 20 + 1000 + 50, "{asked}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn long_lists_are_read_side_by_side_again_as_soon_as_a_page_of_one_came() {
        for outage in [Duration::ZERO, Duration::from_secs(5)] {
            let began = Instant::now();
            let away = outage..outage + Duration::from_millis(200);
            let answer = move |since: Duration, _, _| away.contains(&since).then_some(ErrorKind::Connect);
            let (ending, counts, _) = read_lists([AT_ONCE, 20], Duration::from_secs(1), answer).await;
            assert_eq!((ending, counts), (Ending::Done, [AT_ONCE as u64, 0, 0]));
            assert!(began.elapsed() < Duration::from_secs(30), "{outage:?}: {:?}", began.elapsed());
        }
    }

    #[tokio::test]
    async fn what_was_put_off_and_does_not_wait_any_more_keeps_nothing_else_from_being_asked() {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let first = [(BASE39, ["0", "1"].map(|number| Task::new(QUESTION, [number])).to_vec())];
        let (run, _lock) = store.begin(&json!({}), &first, &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let reading = store.reading(run, BASE39);
        let mut to_ask = ToAsk::default();
        let [done, put_off] = [(); 2].map(|()| to_ask.next(&reading).unwrap().unwrap());
        to_ask.again.extend([done.id, put_off.id]);
        reading.save(&done, &Answer::default(), &Next::Done).unwrap();
        assert_eq!(to_ask.next(&reading).unwrap(), Some(put_off));
        assert_eq!(to_ask.next(&reading).unwrap(), None);
    }

    /// A service whose questions end without an answer being kept.
    #[derive(Debug)]
    struct Forgetful;

    #[async_trait(?Send)]
    impl Source for Forgetful {
        fn service(&self) -> ServiceId {
            BASE39
        }

        fn address(&self) -> String {
            String::new()
        }

        fn settings(&self) -> Value {
            json!({})
        }

        fn first_tasks(&self) -> Vec<Task> {
            vec![Task::new(QUESTION, [])]
        }

        async fn perform(&self, _: &Due, _: &Reading) -> Result<(), Trouble> {
            Ok(())
        }

        fn conclude(&self, _: &Reading) -> Result<Vec<Proof>, Failure> {
            Ok(Vec::new())
        }
    }

    #[tokio::test]
    async fn a_reading_of_which_a_question_is_left_is_never_done() {
        let (_folder, store) = store();
        let store = Rc::new(store);
        let first = [(BASE39, Forgetful.first_tasks())];
        let (run, _lock) = store.begin(&json!({}), &first, &Identity::default(), Timestamp::UNIX_EPOCH).unwrap();
        let reading = store.reading(run, BASE39);
        let ending = LocalSet::new().run_until(read(Rc::new(Forgetful), reading.clone(), Quiet.watch(BASE39))).await;
        assert_eq!(ending.unwrap(), Ending::GaveUp("not all questions were asked".to_owned()));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_put_off_when_a_reading_ends_is_unread() {
        let (ending, counts, _) = read_of(2, |_, number, _| match number {
            0 => Some(ErrorKind::Connect),
            _ => panic!("a mistake of ours"),
        })
        .await;
        assert_eq!((ending, counts), (Ending::GaveUp("a question could not be asked".to_owned()), [0, 1, 1]));
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_stays_away_is_given_up_after_two_minutes_and_not_before() {
        for kind in PASSING {
            let began = Instant::now();
            let after_the_third = move |_, number, _| (number > 2).then_some(kind);
            let (ending, [done, failed, waiting], asked) = read_of(100, after_the_third).await;
            assert!(matches!(ending, Ending::GaveUp(_)), "{ending:?}");
            let took = began.elapsed();
            assert!(took >= PATIENCE && took < PATIENCE + LONGEST_PAUSE + FIRST_PAUSE, "{took:?}");
            assert!(asked < 40 && done == 3 && failed > 0 && failed + waiting == 97, "{asked} {failed} {waiting}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_never_answered_is_asked_for_some_seconds() {
        for kind in PASSING {
            let began = Instant::now();
            let (ending, counts, asked) = read_of(4, move |_, _, _| Some(kind)).await;
            assert_eq!((ending, counts), (Ending::Done, [0, 4, 0]));
            let took = began.elapsed();
            assert!(took >= SHORT_PATIENCE && took < 2 * SHORT_PATIENCE && asked < 25, "{took:?} {asked}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_failed_for_a_passing_reason_is_asked_again_and_some_times_at_most_while_others_are_answered() {
        for kind in PASSING {
            let once = move |_, number, before| (number == 3 && before == 0).then_some(kind);
            assert_eq!(read_of(40, once).await, (Ending::Done, [40, 0, 0], 41));
            let always = move |_, number, _| (number == 3).then_some(kind);
            let began = Instant::now();
            let (ending, counts, asked) = read_of(40, always).await;
            assert_eq!((ending, counts), (Ending::Done, [39, 1, 0]));
            assert!(asked < 50 && began.elapsed() < 2 * SHORT_PATIENCE, "{asked} {:?}", began.elapsed());
            let two_of_three = move |_, number, _| (number % 3 > 0).then_some(kind);
            let (_, counts, _) = read_of(40, two_of_three).await;
            assert_eq!(counts, [14, 26, 0]);
            assert!(began.elapsed() < PATIENCE + LONGEST_PAUSE + 4 * SHORT_PATIENCE, "{:?}", began.elapsed());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn answers_that_are_of_no_use_are_not_asked_for_again_and_ten_in_a_row_are_enough() {
        for kind in [ErrorKind::Unauthorized, ErrorKind::Forbidden, ErrorKind::Decode, ErrorKind::Redirect] {
            let from_the_third_on = move |_, number, _| (number > 2).then_some(kind);
            let (ending, [done, failed, waiting], asked) = read_of(40, from_the_third_on).await;
            assert!(matches!(ending, Ending::GaveUp(_)), "{ending:?}");
            assert_eq!((done, failed, waiting), (3, 10, 27));
            assert!(asked <= 13 + AT_ONCE, "{asked}");
            let every_other = move |_, number, _| (number % 2 == 0).then_some(kind);
            assert_eq!(read_of(40, every_other).await, (Ending::Done, [20, 20, 0], 40));
        }
    }
}
