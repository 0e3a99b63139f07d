//! A service that nobody here knows, in one file: it is read, listed, exported, decided about, signed and checked like the
//! three that are built in.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use std::{fs, path::Path, rc::Rc};

use acesso_core::Env;
use acesso_forms::{
    decisions::{Decisions, Terms},
    export::{self, Heading},
    output::{Output, OutputOptions},
};
use acesso_review::{
    evidence,
    judge::{
        coverage, findings,
        orders::{Order, Orders, State},
        review::{Begin, Review, review},
        signature::Closing,
    },
    model::{
        Attributes, Decision, Failure, Grant, Identity, Lang, Principal, PrincipalKind, Proof, Resource,
        RunDescription, RunState, ServiceId, Severity, place,
    },
    source::{NoLogin, Quiet, Registration, Registry, Remedy, Rule, Setup, Source, Trouble},
    store::{Answer, Due, Fact, Holds, Next, Question, Reading, Store, Task},
};
use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

const PHONES: ServiceId = ServiceId::new("phones");

/// The telephones of a house, which somebody wrote down.
#[derive(Debug)]
struct Phones {
    /// Extension, whose it is, and whether it may call abroad.
    book: Vec<(&'static str, &'static str, bool)>,
}

#[async_trait(?Send)]
impl Source for Phones {
    fn service(&self) -> ServiceId {
        PHONES
    }

    fn address(&self) -> String {
        "the cupboard in the hall".to_owned()
    }

    fn settings(&self) -> Value {
        json!({})
    }

    fn first_tasks(&self) -> Vec<Task> {
        vec![Task::new("read_the_book", [])]
    }

    async fn perform(&self, due: &Due, reading: &Reading) -> Result<(), Trouble> {
        let principal = |(extension, owner, abroad): &(&str, &str, bool)| Principal {
            kind: PrincipalKind::User,
            id: (*extension).to_owned(),
            name: Some((*owner).to_owned()),
            email: Some(format!("{}@casa.example", owner.to_lowercase())),
            attributes: Attributes::default().with("abroad", Some(*abroad)),
        };
        let grant = |(extension, ..): &(&str, &str, bool)| Grant::new(PrincipalKind::User, *extension, "*", "call");
        let lines = Resource {
            id: "*".to_owned(),
            kind: "line",
            name: Some("lines".to_owned()),
            attributes: Attributes::default(),
        };
        let answer = Answer {
            principals: self.book.iter().map(principal).collect(),
            grants: self.book.iter().map(grant).collect(),
            resources: vec![lines],
            items: self.book.len(),
            ..Answer::default()
        };
        Ok(reading.save(due, &answer, &Next::Done)?)
    }

    fn conclude(&self, reading: &Reading) -> Result<Vec<Proof>, Failure> {
        let items = reading.count_principals(PrincipalKind::User)?;
        Ok(vec![Proof::ReadOnce { what: "extensions".to_owned(), items, lists: None }])
    }
}

static SERVICE: Registration = Registration {
    id: PHONES,
    name: "House Phones",
    words: [
        "resource-phones-all = every line
not-covered-phones = Mobile telephones are not in the book.
remedy-phones = Strike the extension out of the book.
finding-phones-abroad-question = Who may call abroad?
finding-phones-abroad-data = `abroad` of each extension
finding-phones-abroad-unknown = extensions of which the book does not say it
finding-phones-abroad-one = { $who } may call abroad
finding-phones-abroad-many = { $count } extensions may call abroad, for example { $who }
",
        "resource-phones-all = todas as linhas
not-covered-phones = Os celulares não estão na lista.
remedy-phones = Risque o ramal da lista.
finding-phones-abroad-question = Quem pode ligar para o exterior?
finding-phones-abroad-data = `abroad` de cada ramal
finding-phones-abroad-unknown = ramais dos quais a lista não diz isso
finding-phones-abroad-one = { $who } pode ligar para o exterior
finding-phones-abroad-many = { $count } ramais podem ligar para o exterior, por exemplo { $who }
",
    ],
    rules: &[Rule {
        id: "phones-abroad",
        severity: Severity::Medium,
        service: Some(PHONES),
        needs: &[],
        question: Question::PrincipalsWith { kind: "user", facts: &[Fact::Is("abroad", true)] },
    }],
    items: &[("read_the_book", "extensions")],
    unknown_permissions: &[],
    remedy: |_| Remedy::IN_THE_PANEL.noting("remedy-phones"),
    is_configured: |_| true,
    build: |_| Ok(Rc::new(Phones { book: vec![("10", "Ana", true), ("11", "Rui", false)] })),
};

/// A run in which the book was read, in a store of its own.
struct Read {
    folder: TempDir,
    store: Rc<Store>,
    run: RunDescription,
    registry: Registry,
}

impl Read {
    async fn new() -> Self {
        let registry = Registry::built_in().with(&SERVICE);
        let setup = Setup {
            env: &Env::from_fn(|_| None),
            user_agent: "a test",
            quick: false,
            settings: &Map::new(),
            login: &NoLogin,
        };
        let configured = registry.services().filter(|service| (service.is_configured)(&setup));
        let sources = configured.map(|service| (service.build)(&setup)).collect::<Result<_, _>>().unwrap();
        let made = Review { sources, registry: registry.clone(), ..Review::default() };
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("acesso.db"), Holds::RealAccounts).unwrap();
        let reviewed = review(store, &made, Begin::Anew, &Quiet).await.unwrap();
        let run = reviewed.store.describe(&reviewed.run, Lang::En).unwrap();
        Self { folder, store: reviewed.store, run, registry }
    }

    fn export(&self, name: &str) -> std::path::PathBuf {
        let file = self.folder.path().join(name);
        let options = OutputOptions { file: Some(file.clone()), ..OutputOptions::default() };
        let (heading, output) = (Heading::default(), Output::new(options).unwrap());
        export::export(&self.store, &self.run, &self.registry, &heading, &output).unwrap();
        file
    }
}

#[tokio::test]
async fn it_is_read_and_listed() {
    let Read { store, run, registry, .. } = Read::new().await;
    assert_eq!(run.state, RunState::Complete);
    assert!(run.caption().ends_with("House Phones complete"), "{}", run.caption());
    assert_eq!(
        run.services[0].proofs[0].sentence,
        Proof::ReadOnce { what: "extensions".to_owned(), items: 2, lists: None }.sentence(Lang::En)
    );
    let mut listed = Vec::new();
    let list = |row: acesso_review::store::GrantRow| {
        listed.push(format!(
            "{} {} {}",
            row.name.unwrap(),
            row.permission,
            place(row.service, &row.resource, None, Lang::PtBr)
        ));
        Ok(())
    };
    store.each_grant(run.id, list).unwrap();
    assert_eq!(listed, ["Ana call House Phones: todas as linhas", "Rui call House Phones: todas as linhas"]);
    let evaluations = findings::evaluations(&store, run.id, Lang::En).unwrap();
    let not_covered = coverage::not_covered(&registry, &run.services, &evaluations, Lang::En);
    assert!(not_covered.iter().any(|line| line == "Mobile telephones are not in the book."), "{not_covered:?}");
    assert!(not_covered.iter().any(|line| line.contains("TomTicket")), "{not_covered:?}");
}

#[tokio::test]
async fn its_findings_are_asked_and_told_in_both_languages() {
    let Read { store, run, .. } = Read::new().await;
    let told = |lang| {
        let groups = findings::top(&store, run.id, 10, &findings::SinceEarlier::default(), lang).unwrap();
        groups.into_iter().map(|group| (group.rule, group.severity, group.sentence)).collect::<Vec<_>>()
    };
    let expected = |sentence: &str| [("phones-abroad".to_owned(), Severity::Medium, sentence.to_owned())];
    assert_eq!(told(Lang::En), expected("Ana (ana@casa.example) may call abroad"));
    assert_eq!(told(Lang::PtBr), expected("Ana (ana@casa.example) pode ligar para o exterior"));
}

#[tokio::test]
async fn it_is_exported_in_every_form() {
    let read = Read::new().await;
    let csv = fs::read_to_string(read.export("review.csv")).unwrap();
    assert!(csv.contains(",phones,yes,10,user,Ana,ana@casa.example,*,line,every line,call,"), "{csv}");
    let document: Value = serde_json::from_slice(&fs::read(read.export("review.json")).unwrap()).unwrap();
    assert_eq!(
        (&document["grants"][1]["service"], &document["findings"][0]["rule"]),
        (&json!("phones"), &json!("phones-abroad"))
    );
    let page = fs::read_to_string(read.export("report.html")).unwrap();
    assert!(page.contains("House Phones") && page.contains("may call abroad"), "the report tells of it");
    assert!(fs::metadata(read.export("review.xlsx")).unwrap().len() > 5_000);
    let pack = read.export("pack/");
    let told: Value = serde_json::from_slice(&fs::read(pack.join("evidence.json")).unwrap()).unwrap();
    let [operation] = &told["operations"].as_array().unwrap()[..] else { panic!("one operation: {told}") };
    assert_eq!(operation["proof"], "read_once", "what is known of its items: {operation}");
    let verified = evidence::folder(&pack, &read.registry).unwrap();
    assert!(verified.differences.is_empty(), "{:?}", verified.differences);
}

/// The CSV with what Rui decided about each access, in its last columns.
fn decide(csv: &Path) {
    let text = fs::read_to_string(csv).unwrap();
    let today = Timestamp::now().strftime("%Y-%m-%d").to_string();
    let decided = text.lines().enumerate().map(|(line, row)| match (line, row.strip_suffix(",,,,")) {
        (0, _) => row.to_owned(),
        (1, Some(row)) => format!("{row},revoke,calls too long,Rui,{today}"),
        (_, Some(row)) => format!("{row},keep,,Bia,{today}"),
        (_, None) => panic!("no place for a decision: {row}"),
    });
    fs::write(csv, decided.map(|row| row + "\n").collect::<String>()).unwrap();
}

#[tokio::test]
async fn it_is_decided_about_signed_and_checked() {
    let read = Read::new().await;
    let csv = read.export("review.csv");
    decide(&csv);
    let file = Decisions::open(&csv).unwrap();
    assert_eq!(file.run(&read.store).unwrap(), read.run.id);
    let recorded = file.take(&read.store, &read.run, Terms::default(), Timestamp::now()).unwrap().recorded;
    assert_eq!((recorded.added, recorded.own), (2, 0));
    let counts = read.store.decision_counts(read.run.id).unwrap();
    assert_eq!((counts.keep, counts.revoke, counts.undecided), (1, 1, 0));
    let closing = Closing::of(&read.store, read.run.id).unwrap();
    closing.sign("Bia", &Identity::default(), Timestamp::now(), false).unwrap();
    assert!(evidence::run(&read.store, &read.run).unwrap().differences.is_empty());
    let mut decided = Vec::new();
    let list = |row: acesso_review::store::GrantRow| {
        decided.extend(row.decision.map(|it| it.decision));
        Ok(())
    };
    read.store.each_grant(read.run.id, list).unwrap();
    assert_eq!(decided, [Decision::Revoke, Decision::Keep]);
    let mut orders = Vec::new();
    let list = |order: &Order| {
        orders.push((order.operation, order.note.clone().unwrap(), order.state));
        Ok(())
    };
    Orders::of(&read.store, &read.registry, read.run.id, Lang::PtBr).unwrap().each(Decision::Revoke, list).unwrap();
    assert_eq!(orders, [(None, "Risque o ramal da lista.".to_owned(), State::Open)]);
}
