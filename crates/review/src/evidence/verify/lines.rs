//! Canonical JSON Lines, read line by line wherever they come from: there can be a million of them.

use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
    hash::{BuildHasher, RandomState},
    io::{self, Write},
};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::What;
use crate::{
    model::{Decision, hex},
    store::{DecisionCounts, canonical, canonical::Kind},
};

/// How long a line may be. A run's longest is far below; whoever made a longer one wants memory, not evidence.
const LONGEST: usize = 64 << 20;

/// The kinds of lines that tell how a run was read. Their lines are few.
const HOW_READ: [&str; 7] = ["run", "window", "service", "operation", "request", "proof", "evaluation"];

/// The members by which an access is known, and the decision about it; before the services were called so, `vendor`.
const KEY: [&str; 4] = ["service", "principal", "resource", "permission"];

/// What was decided about it, and when that was recorded.
const DECIDED: [&str; 6] = ["decision", "reason", "reviewer", "decided_on", "own", "recorded_at"];

/// How a record in the history of the decisions is called.
const RECORDED: &str = "recorded";

/// What was found in lines.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) sha256: String,
    pub(super) count: u64,
    /// The first line that is not as it has to be; those after it were not read.
    pub(super) fault: Option<(u64, What)>,
    /// Those that tell how the run was read.
    pub(super) how_read: Vec<Value>,
    /// How many accesses there are, in the lines of a run; what is decided, in those of the decisions.
    pub(super) counts: DecisionCounts,
    /// How many accesses start with an earlier decision and have no other one, in the lines of the campaign.
    pub(super) carried: u64,
}

impl Lines {
    /// The line of the run itself.
    pub(super) fn run(&self) -> Option<&Value> {
        self.of("run").next()
    }

    /// The lines of a kind, of those that tell how the run was read.
    pub(super) fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.how_read.iter().filter(move |line| text(line, "line") == kind)
    }
}

/// Takes lines as bytes, and looks at each.
#[derive(Debug, Default)]
pub(super) struct Reader<'a> {
    hasher: Sha256,
    found: Lines,
    /// The beginning of a line whose end is yet to come.
    begun: Vec<u8>,
    /// What may come, in this order: unknown before the first line of a run, and nothing where the run has no known form.
    kinds: Option<Vec<Kind>>,
    /// The place of the last line's kind among them, and its key.
    before: Option<(usize, Vec<Value>)>,
    /// The accesses of the run, or those that were decided about, as far as their lines came.
    accesses: Accesses,
    /// Those that decisions have to be about.
    decided: Option<&'a Accesses>,
    /// Those that somebody decided about, where the campaign is read.
    already: Option<&'a Accesses>,
    history: History,
}

/// What is said of each access, as a hash, and in which line.
type Said = HashMap<u64, (u64, u64)>;

/// What is decided, and what was recorded last.
#[derive(Debug, Default)]
struct History {
    decided: Said,
    newest: Said,
    records: i64,
}

impl History {
    /// The first line of a decision that is not the newest one recorded about its access, or of a record that is the newest one
    /// and not what is decided.
    fn contradiction(&self) -> Option<u64> {
        let both = [first_other(&self.decided, &self.newest), first_other(&self.newest, &self.decided)];
        both.into_iter().flatten().min()
    }
}

/// The first line of one that the other does not say, or says otherwise.
fn first_other(one: &Said, other: &Said) -> Option<u64> {
    let is_other = |access: &u64, said: u64| other.get(access).is_none_or(|it| it.0 != said);
    one.iter().filter(|(access, (said, _))| is_other(access, *said)).map(|(_, (_, line))| *line).min()
}

/// Accesses, each as a hash, of which two of a million are hardly ever the same: so they fit in a few megabytes.
#[derive(Debug, Default)]
pub(super) struct Accesses {
    seen: HashSet<u64>,
    state: RandomState,
}

impl Accesses {
    fn contains(&self, line: &Value) -> bool {
        self.seen.contains(&self.number(line))
    }

    fn insert(&mut self, line: &Value) {
        let number = self.number(line);
        self.seen.insert(number);
    }

    fn number(&self, line: &Value) -> u64 {
        let member = |name: &str| line.get(name).and_then(Value::as_str);
        let [service, rest @ ..] = KEY;
        self.state.hash_one((member(service).or_else(|| member("vendor")), rest.map(member)))
    }

    fn said(&self, line: &Value) -> u64 {
        self.state.hash_one(DECIDED.map(|name| line.get(name).map(Value::to_string)))
    }
}

/// Reads the lines of a run.
pub(super) fn of_run<E: From<io::Error>>(
    write: impl FnOnce(&mut Reader<'_>) -> Result<(), E>,
) -> Result<(Lines, Accesses), E> {
    let mut reader = Reader::default();
    write(&mut reader)?;
    Ok(reader.end())
}

/// Reads the lines of what was decided about a run.
pub(super) fn of_decisions<E: From<io::Error>>(
    run: &Lines,
    accesses: &Accesses,
    write: impl FnOnce(&mut Reader<'_>) -> Result<(), E>,
) -> Result<(Lines, Accesses), E> {
    let schema = run.run().map(|run| text(run, "schema")).unwrap_or_default();
    // Of a run that can't be read nobody knows which accesses it has.
    let decided = if run.fault.is_none() { Some(accesses) } else { None };
    let mut reader = Reader { kinds: Some(canonical::kinds_of_decisions(schema)), decided, ..Reader::default() };
    write(&mut reader)?;
    Ok(reader.end())
}

/// Reads the lines of the campaign about a run, of which somebody decided about these accesses.
pub(super) fn of_campaign<E: From<io::Error>>(
    run: &Lines,
    accesses: &Accesses,
    already: &Accesses,
    write: impl FnOnce(&mut Reader<'_>) -> Result<(), E>,
) -> Result<Lines, E> {
    let schema = run.run().map(|run| text(run, "schema")).unwrap_or_default();
    let decided = if run.fault.is_none() { Some(accesses) } else { None };
    let kinds = Some(canonical::kinds_of_campaign(schema));
    let mut reader = Reader { kinds, decided, already: Some(already), ..Reader::default() };
    write(&mut reader)?;
    Ok(reader.end().0)
}

impl Write for Reader<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hasher.update(bytes);
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.found.fault.is_none() {
                self.begun.extend_from_slice(part);
            }
            if part.ends_with(b"\n") || self.begun.len() > LONGEST {
                self.end_line();
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Reader<'_> {
    fn end(mut self) -> (Lines, Accesses) {
        if !self.begun.is_empty() {
            self.end_line();
        }
        let tells_history = self.kinds.iter().flatten().any(|kind| kind.name == RECORDED);
        if self.found.fault.is_none() && tells_history {
            self.found.fault = self.history.contradiction().map(|line| (line, What::NotRecorded));
        }
        (Lines { sha256: hex(&self.hasher.finalize()), ..self.found }, self.accesses)
    }

    fn end_line(&mut self) {
        self.found.count += 1;
        if self.found.fault.is_some() {
            return;
        }
        let line = std::mem::take(&mut self.begun);
        let fault = match canonical(&line) {
            None => Some(What::NotCanonical),
            Some(value) => self.look_at(value).err(),
        };
        self.found.fault = fault.map(|what| (self.found.count, what));
        self.begun = line;
        self.begun.clear();
    }

    /// Looks at a line that has its one form.
    fn look_at(&mut self, line: Value) -> Result<(), What> {
        let kinds = match self.kinds.take() {
            Some(kinds) => kinds,
            None => kinds_after(&line)?,
        };
        if kinds.is_empty() {
            self.kinds = Some(kinds);
            return Ok(());
        }
        let follows = self.put_in_order(&kinds, &line);
        self.kinds = Some(kinds);
        follows?;
        match text(&line, "line") {
            "grant" => {
                self.found.counts.accesses += 1;
                self.accesses.insert(&line);
            }
            "decision" => self.count_decision(&line)?,
            "assignment" => self.count_assignment(&line)?,
            RECORDED => self.note_record(&line)?,
            kind if HOW_READ.contains(&kind) => self.found.how_read.push(line),
            _ => {}
        }
        Ok(())
    }

    /// A line comes after those of the kinds before its own, and after those of its kind whose key is smaller.
    fn put_in_order(&mut self, kinds: &[Kind], line: &Value) -> Result<(), What> {
        let of_this_name = kinds.iter().enumerate().find(|(_, kind)| text(line, "line") == kind.name);
        let (place, kind) = of_this_name.ok_or(What::NotInForm)?;
        let key = kind.key.iter().map(|name| line.get(name).cloned()).collect::<Option<Vec<_>>>();
        let key = key.ok_or(What::NotInForm)?;
        let follows = self.before.as_ref().is_none_or(|(last, before)| match last.cmp(&place) {
            Ordering::Less => true,
            Ordering::Equal => compare(before, &key) == Ordering::Less,
            Ordering::Greater => false,
        });
        self.before = Some((place, key));
        if follows { Ok(()) } else { Err(What::Order) }
    }

    fn count_decision(&mut self, line: &Value) -> Result<(), What> {
        let counts = &mut self.found.counts;
        match text(line, "decision") {
            "keep" => counts.keep += 1,
            "change" => counts.change += 1,
            "revoke" => counts.revoke += 1,
            _ => return Err(What::NotInForm),
        }
        counts.own += u64::from(line.get("own") == Some(&Value::Bool(true)));
        let said = (self.accesses.said(line), self.found.count);
        self.history.decided.insert(self.accesses.number(line), said);
        self.accesses.insert(line);
        self.must_be_held(line)
    }

    fn count_assignment(&mut self, line: &Value) -> Result<(), What> {
        let starts_with_one = line.get("carried_from").is_some_and(|signature| !signature.is_null());
        let is_decided = self.already.is_some_and(|already| already.contains(line));
        self.found.carried += u64::from(starts_with_one && !is_decided);
        self.must_be_held(line)
    }

    /// Nobody decides about an access that the run does not have, or is asked about it.
    fn must_be_held(&self, line: &Value) -> Result<(), What> {
        match self.decided {
            Some(accesses) if !accesses.contains(line) => Err(What::NoAccess),
            _ => Ok(()),
        }
    }

    /// One was recorded after the other, and the newest about an access is what is decided. It may be about one that is no more.
    fn note_record(&mut self, line: &Value) -> Result<(), What> {
        self.history.records += 1;
        if line.get("number").and_then(Value::as_i64) != Some(self.history.records) {
            return Err(What::Order);
        }
        let access = self.accesses.number(line);
        match line.get("decision") {
            Some(Value::Null) => drop(self.history.newest.remove(&access)),
            Some(Value::String(word)) if Decision::ALL.iter().any(|decision| decision.as_str() == word) => {
                self.history.newest.insert(access, (self.accesses.said(line), self.found.count));
            }
            _ => return Err(What::NotInForm),
        }
        Ok(())
    }
}

/// What may come, by the first line of a run, which says which form it has.
fn kinds_after(first: &Value) -> Result<Vec<Kind>, What> {
    if text(first, "line") != "run" {
        return Err(What::NoRun);
    }
    let kinds = canonical::kinds_of_run(text(first, "schema"));
    if kinds.is_empty() { Err(What::NotInForm) } else { Ok(kinds) }
}

/// The text of a member; nothing where it is not there, or none.
fn text<'a>(line: &'a Value, member: &str) -> &'a str {
    line.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// Texts come by their bytes, numbers by their size. JSON within a line has no order that counts, but is not there twice.
fn compare(one: &[Value], other: &[Value]) -> Ordering {
    let pairs = one.iter().zip(other).map(|(one, other)| match (one, other) {
        (Value::String(one), Value::String(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => one.as_i64().cmp(&other.as_i64()),
        (one, other) if one == other => Ordering::Equal,
        _ => Ordering::Less,
    });
    pairs.fold(Ordering::Equal, Ordering::then)
}

/// What a line says, if it is a JSON object as RFC 8785 writes it and ends as a line does.
fn canonical(line: &[u8]) -> Option<Value> {
    let text = line.strip_suffix(b"\n")?;
    let value: Value = serde_json::from_slice(text).ok()?;
    (value.is_object() && serde_json_canonicalizer::to_vec(&value).ok()?.as_slice() == text).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::SAMPLE_LINES;

    #[test]
    fn a_line_is_an_object_in_its_one_form() {
        for line in ["{\"a\":1,\"b\":null}\n", "{}\n", "{\"é\":\"\\n\"}\n"] {
            assert!(canonical(line.as_bytes()).is_some(), "{line}");
        }
        for line in [
            "{\"b\":1,\"a\":1}\n",
            "{\"a\": 1}\n",
            "{\"a\":1}",
            "{\"a\":1.0}\n",
            "{\"a\":1,\"a\":1}\n",
            "[]\n",
            "\n",
            "{}\r\n",
            "{} \n",
        ] {
            assert!(canonical(line.as_bytes()).is_none(), "{line:?}");
        }
        assert!(canonical(b"{\"a\":\"\xff\"}\n").is_none(), "no UTF-8");
    }

    fn of_decisions_file(line: &str) -> bool {
        line.contains(r#""line":"decision""#) || line.contains(r#""line":"recorded""#)
    }

    /// The lines of a sample and those of its decisions, read byte by byte or at once.
    fn read(lines: &[&str], at_once: usize) -> (Lines, Lines) {
        let is_decision = |line: &&&str| of_decisions_file(line);
        let decisions: String = lines.iter().filter(is_decision).map(|line| format!("{line}\n")).collect();
        let run: String = lines.iter().filter(|line| !is_decision(line)).map(|line| format!("{line}\n")).collect();
        let write = |reader: &mut Reader<'_>, text: &str| {
            text.as_bytes().chunks(at_once).try_for_each(|bytes| reader.write_all(bytes))
        };
        let (run, accesses) = of_run(|reader| write(reader, &run)).unwrap();
        let (decisions, _decided) = of_decisions(&run, &accesses, |reader| write(reader, &decisions)).unwrap();
        (run, decisions)
    }

    #[test]
    fn the_lines_of_every_form_are_read_and_counted() {
        for (form, sample) in SAMPLE_LINES {
            let lines: Vec<_> = sample.lines().collect();
            for at_once in [1, 7, 1 << 20] {
                let (run, decisions) = read(&lines, at_once);
                assert_eq!((run.fault, decisions.fault), (None, None), "{form}");
                assert_eq!((run.counts.accesses, decisions.counts.decided(), decisions.counts.own), (3, 2, 1));
                assert_eq!(usize::try_from(run.count + decisions.count).unwrap(), lines.len());
                assert_eq!((run.of("service").count(), run.of("proof").count()), (3, 1));
            }
        }
    }

    #[test]
    fn no_line_stands_twice_or_in_another_place() {
        for (form, sample) in SAMPLE_LINES {
            let lines: Vec<_> = sample.lines().collect();
            let fault = |lines: &[&str]| {
                let (run, decisions) = read(lines, 1 << 20);
                run.fault.or(decisions.fault)
            };
            for place in 0..lines.len() {
                let mut twice = lines.clone();
                twice.insert(place, lines[place]);
                assert!(matches!(fault(&twice), Some((_, What::Order))), "{form}: {}", lines[place]);
                // A decision is read apart from the run.
                if place > 0 && of_decisions_file(lines[place - 1]) == of_decisions_file(lines[place]) {
                    let mut swapped = lines.clone();
                    swapped.swap(place - 1, place);
                    assert!(fault(&swapped).is_some(), "{form}: {} after {}", lines[place - 1], lines[place]);
                }
            }
        }
    }

    #[test]
    fn a_decision_is_about_an_access_of_the_run_and_is_one_of_three() {
        for (form, sample) in SAMPLE_LINES {
            let told = |from: &str, to: &str| {
                let changed: Vec<_> = sample
                    .lines()
                    .map(
                        |line| if line.contains(r#""line":"decision""#) { line.replace(from, to) } else { line.into() },
                    )
                    .collect();
                read(&changed.iter().map(String::as_str).collect::<Vec<_>>(), 1 << 20).1.fault
            };
            assert_eq!(told(r#""comp1""#, r#""comp2""#), Some((1, What::NoAccess)), "{form}");
            assert_eq!(told(r#""op1""#, r#""op2""#), Some((1, What::NoAccess)), "{form}");
            assert_eq!(told(r#""tomticket""#, r#""zzz""#), Some((2, What::NoAccess)), "{form}");
            assert_eq!(told(r#""keep""#, r#""burn""#), Some((1, What::NotInForm)), "{form}");
        }
    }

    #[test]
    fn what_is_decided_is_what_was_recorded_last() {
        let (_, newest) = SAMPLE_LINES[SAMPLE_LINES.len() - 1];
        let fault = |change: &dyn Fn(&str) -> Option<String>| {
            let changed: Vec<_> = newest.lines().filter_map(change).collect();
            read(&changed.iter().map(String::as_str).collect::<Vec<_>>(), 1 << 20).1.fault
        };
        let only = |kind: &str, from: &str, to: &str| {
            let kind = format!(r#""line":"{kind}""#);
            fault(&|line| Some(if line.contains(&kind) { line.replace(from, to) } else { line.to_owned() }))
        };
        let without = |text: &str| fault(&|line| (!line.contains(text)).then(|| line.to_owned()));
        assert_eq!(fault(&|line| Some(line.to_owned())), None);
        for (member, other) in [
            (r#""reviewer":"Rui""#, r#""reviewer":"Bia""#),
            (r#""reason":"left""#, r#""reason":"stays""#),
            (r#""decision":"keep""#, r#""decision":"change""#),
            (r#""decided_on":"2026-01-02""#, r#""decided_on":"2026-01-03""#),
            (r#""own":true"#, r#""own":false"#),
            ("T12:00:00Z", "T13:00:00Z"),
        ] {
            for kind in ["decision", "recorded"] {
                assert!(matches!(only(kind, member, other), Some((_, What::NotRecorded))), "{kind} {member}");
            }
        }
        assert!(matches!(only("recorded", r#""decision":"keep""#, r#""decision":"burn""#), Some((3, What::NotInForm))));
        assert!(matches!(only("recorded", r#""number":3"#, r#""number":9"#), Some((5, What::Order))));
        assert!(matches!(without(r#""line":"recorded""#), Some((1, What::NotRecorded))));
        assert!(matches!(without(r#""line":"decision""#), Some((1, What::NotRecorded))));
    }
}
