//! `acesso export --pseudonymize` of services that have a mark in every text that is about somebody, or may be.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::Read as _,
    path::{Path, PathBuf},
};

use acesso_sandbox::{Fault, Sandbox, tomticket};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::run::{Run, run, variables};

const MARK: &str = "canary";

/// The members whose texts stay as they are: ids, words of the service, times, and what a client has to understand. Names are
/// told apart by whose they are.
const STAY: [&str; 21] = [
    "access_token",
    "app_id",
    "company",
    "createdAt",
    "creation_date",
    "cursor",
    "dateCreated",
    "group",
    "id",
    "ip",
    "next",
    "parentTenantId",
    "primaryTenant",
    "resource",
    "revokedIn",
    "roles",
    "rule",
    "rules",
    "status",
    "timestamp",
    "updatedAt",
];

/// Marks every text of an answer but those that stay.
fn mark(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let is_persons = ["email", "mail_hash"].iter().any(|name| members.contains_key(*name));
            // The sandbox tells it of nobody.
            if members.contains_key("clientId") {
                members.insert("externalClientId".to_owned(), json!("for Maria"));
            }
            for (name, value) in members.iter_mut() {
                // What a company, a department or a tenant is called stays: PERSONAL-DATA.md.
                let stays = STAY.contains(&name.as_str()) || name == "friendlyName" || name == "name" && !is_persons;
                if !stays {
                    mark(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mark),
        Value::String(text) if text.contains('@') => *text = format!("o'{MARK}{text}"),
        Value::String(text) => text.push_str(MARK),
        _ => {}
    }
}

/// What the service was asked, as the sandbox knows it.
fn unmarked(text: &str) -> String {
    text.replace(&format!("o%27{MARK}"), "").replace(MARK, "")
}

/// Stands before a service of the sandbox and marks what it says.
async fn marking(url: &str) -> String {
    let authority = url.split('/').nth(2).unwrap().to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = listener.local_addr().unwrap().to_string();
    let marked = url.replace(&authority, &here);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(pass_on(client, authority.clone()));
        }
    });
    marked
}

async fn pass_on(mut client: TcpStream, service: String) {
    let (head, body) = message(&mut client).await;
    let mut upstream = TcpStream::connect(&service).await.unwrap();
    let head = with(&unmarked(&head), &[("host", &service)]);
    upstream.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
    let (head, mut body) = message(&mut upstream).await;
    if let Ok(mut answer) = serde_json::from_slice::<Value>(&body)
        && answer.get("access_token").is_none()
    {
        mark(&mut answer);
        body = answer.to_string().into_bytes();
    }
    let head = with(&head, &[("content-length", &body.len().to_string())]);
    client.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
}

/// The head of a message and its body, which has a length.
async fn message(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.unwrap() == 0 {
            return (String::new(), Vec::new());
        }
    };
    let mut body = bytes.split_off(end);
    let head = String::from_utf8(bytes).unwrap();
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    while body.len() < length.unwrap_or(0) {
        stream.read_buf(&mut body).await.unwrap();
    }
    (head, body)
}

/// A head with these headers in place of those that it has, for one message on its connection.
fn with(head: &str, headers: &[(&str, &str)]) -> String {
    let is_replaced = |line: &&str| {
        let name = line.split(':').next().unwrap_or_default().to_lowercase();
        name == "connection" || headers.iter().any(|(replaced, _)| *replaced == name)
    };
    let mut out = String::new();
    head.lines()
        .filter(|line| !line.is_empty() && !is_replaced(line))
        .for_each(|line| write!(out, "{line}\r\n").unwrap());
    headers.iter().for_each(|(name, value)| write!(out, "{name}: {value}\r\n").unwrap());
    out + "connection: close\r\n\r\n"
}

/// Every text of the files in a folder and of those in it that are archives, with where it stands.
fn texts(path: &Path) -> Vec<(String, String)> {
    if path.is_dir() {
        return std::fs::read_dir(path).unwrap().flat_map(|entry| texts(&entry.unwrap().path())).collect();
    }
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    let bytes = std::fs::read(path).unwrap();
    if !bytes.starts_with(b"PK") {
        return vec![(name, String::from_utf8(bytes).unwrap())];
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let parts = archive.len();
    let part = |number| {
        let (mut text, mut part) = (String::new(), archive.by_index(number).unwrap());
        part.read_to_string(&mut text).unwrap();
        (format!("{name}, part {number}"), text)
    };
    (0..parts).map(part).collect()
}

/// A store with a review of services that mark what they say, and the files of the person who ran it.
struct Marked {
    folder: tempfile::TempDir,
    variables: BTreeMap<&'static str, String>,
    sandbox: Sandbox,
}

impl Marked {
    async fn new() -> Self {
        let settings = tomticket::Settings { requests_per_second: None, ..Default::default() };
        let sandbox = Sandbox::builder().people(5).tomticket(settings).start().await.unwrap();
        let mut variables = variables(&sandbox);
        for name in ["TOMTICKET_URL", "BASE39_URL", "MYREPORTS_URL"] {
            let marked = marking(&variables[name]).await;
            variables.insert(name, marked);
        }
        let folder = tempfile::tempdir().unwrap();
        variables.insert("USER", MARK.to_owned());
        let marked = Self { folder, variables, sandbox };
        let line = |operator: acesso_sandbox::base39::Operator| {
            format!("{},{MARK} {},{MARK}.{}\n", operator.id, operator.name, operator.email)
        };
        let operators: String = marked.sandbox.base39().operators().map(line).collect();
        marked.write("operators.csv", &format!("id,name,email\n{operators}"));
        marked.write(
            "roster.csv",
            &format!(
                "email,name,status,manager,department,left_on,aliases\n\
                 {MARK}.gone@casa-aurora.example,{MARK},left,{MARK},{MARK},2020-01-01,o'{MARK}ana.exemplo.1@casa-aurora.example\n\
                 {MARK}.away@casa-aurora.example,{MARK},{MARK},{MARK},{MARK},,\n"
            ),
        );
        marked.write(
            "acesso.toml",
            &format!(
                "internal_domains = [\"casa-aurora.example\"]\n[[suppress]]\nfinding = \"roster-not-listed\"\n\
                 account = \"{MARK}.caio.ficcao.4@casa-aurora.example\"\nreason = \"{MARK}\"\nauthor = \"{MARK}\"\nuntil = \"2099-01-01\"\n"
            ),
        );
        marked
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    async fn run(&self, arguments: &[&str]) -> Run {
        let store = self.path("store.db");
        run(&self.variables, &[arguments, &["--store", store.to_str().unwrap()]].concat()).await
    }

    async fn review(&self) -> Run {
        let [operators, roster, settings] =
            ["operators.csv", "roster.csv", "acesso.toml"].map(|name| self.path(name).to_str().unwrap().to_owned());
        self.run(&["review", "--operators", &operators, "--roster", &roster, "--config", &settings]).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_text_of_a_service_and_none_of_the_reader_is_in_any_form() {
    let marked = Marked::new().await;
    let refused = r#"{"error":true,"success":false,"code":"refused","message":"Maria Perdida is not allowed"}"#;
    marked.sandbox.tomticket().inject(Fault::status(422).json(refused).only_on("customer_permissions_basic_get"));
    marked.sandbox.myreports().inject(Fault::status(422).json(refused).only_on("reseller_get_customer_user"));
    let read = marked.review().await;
    assert_eq!(read.code, 6, "{read:?}");
    marked.sandbox.base39().inject(Fault::status(403).json(refused).always());
    let read = marked.review().await;
    assert!(read.code != 0, "{read:?}");

    let forms = ["run.csv", "run.json", "run.xlsx", "run.html", "pack/"];
    for run in ["1", "2"] {
        let plain = marked.run(&["export", run, "--json"]).await;
        assert!(
            ["o'canary", "Maria Perdida", "C0000001canary"].iter().all(|text| plain.out.contains(text)),
            "{plain:?}"
        );
        for form in forms {
            let path = marked.path(&format!("{run}-{form}"));
            let written = marked.run(&["export", run, "--pseudonymize", "--output", path.to_str().unwrap()]).await;
            assert_eq!(written.code, 0, "{written:?}");
            for (place, text) in texts(&path) {
                for leak in [MARK, "Maria", "C0000001", "casa-aurora", "gone@"] {
                    let found = text.to_lowercase().find(&leak.to_lowercase());
                    assert!(found.is_none(), "{leak} in run {run}, {place}: {:?}", found.map(|at| excerpt(&text, at)));
                }
            }
        }
    }
}

/// What stands around a place of a text.
fn excerpt(text: &str, at: usize) -> String {
    let start = text.to_lowercase().get(..at).map_or(0, |before| before.chars().count());
    text.chars().skip(start.saturating_sub(80)).take(160).collect()
}
