//! The packet: the accesses that are one reviewer's to decide on, in a page that needs no network. The page saves what is
//! decided to a file, which [`decisions`](crate::decisions) reads back.

mod gathered;
pub(crate) mod holders;
mod page;

use std::io::{self, Write};

use acesso_review::{
    model::{Decision, Failure, Lang, Severity, sha256},
    store::{Assigned, GrantRow, Store},
};
pub use gathered::Packets;
use serde::{Deserialize, Serialize};

/// What one reviewer decides on. Its members are those of the JSON in the page, which `templates/packet/packet.js` describes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packet {
    /// Whether the people are imaginary.
    pub sandbox: bool,
    /// What the company is called that asks.
    pub company: Option<String>,
    /// What the campaign is called.
    pub title: String,
    /// Who asks.
    pub asked_by: Asker,
    /// The last day, as `2026-01-31`.
    pub due: String,
    /// The run that the accesses are of.
    pub run: OfRun,
    /// Who decides.
    pub reviewer: Reviewer,
    /// The last signed review, where there is one.
    pub signed: Option<Signed>,
    /// Whose the accesses are.
    pub people: Vec<Holder>,
}

/// Who asks for decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asker {
    /// What they are called.
    pub name: String,
    /// Where the decisions are sent.
    pub email: Option<String>,
}

/// Which run the accesses are of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfRun {
    /// Its number.
    pub number: i64,
    /// The hash of what it holds.
    pub sha256: String,
    /// The day on which it ended.
    pub ended: String,
}

/// Who decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewer {
    /// What they are called.
    pub name: String,
    /// The address that they are known by, as it is compared.
    pub email: String,
}

/// A review that was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The number of the signature.
    pub number: i64,
    /// The day on which it was signed.
    pub on: String,
}

/// A person, a key, or accesses that are nobody's by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// What they are called.
    pub name: String,
    /// The address.
    pub email: Option<String>,
    /// Where they work.
    pub department: Option<String>,
    /// Who manages them.
    pub manager: Option<String>,
    /// The day on which they left.
    pub left_on: Option<String>,
    /// How it is with them, where they neither work here nor left.
    pub status: Option<String>,
    /// Why nobody's name is there.
    pub note: Option<String>,
    /// What was found about them.
    pub findings: Vec<Finding>,
    /// What they hold.
    pub accesses: Vec<Access>,
}

/// What was found about a person or an access, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What it is.
    pub text: String,
}

/// An access, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Its stable key: service, account, resource and permission. It is given back as it is, and never shown.
    pub key: Key,
    /// What the service is called.
    pub service: String,
    /// What it is on.
    #[serde(rename = "where")]
    pub place: String,
    /// What it allows.
    pub allows: String,
    /// What that means, in a sentence.
    pub means: Option<String>,
    /// The service's own name of it.
    pub permission: String,
    /// The day since when it is held.
    pub since: Option<String>,
    /// Who granted it.
    pub granted_by: Option<String>,
    /// What it was at the last signed review.
    pub state: State,
    /// What changed since.
    pub changed: Option<String>,
    /// The signed review that kept it, where it is not asked again.
    pub carried: Option<Signed>,
    /// What was decided last.
    pub last: Option<Last>,
    /// What was found about this access alone.
    pub findings: Vec<Finding>,
}

/// The stable key of an access: service, account, resource and permission.
pub type Key = [String; 4];

/// What an access was at the last signed review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It was not there.
    New,
    /// It, or how it is with its holder, was otherwise.
    Changed,
    /// As it is now.
    Unchanged,
    /// Nobody can tell, since something was not read.
    Unknown,
}

/// What was decided about an access before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// What it was.
    pub decision: Decision,
    /// Who decided.
    pub by: String,
    /// The day.
    pub on: String,
}

impl Packet {
    /// What its file is called, where these are taken.
    pub(crate) fn file_name(&self, taken: &[String]) -> String {
        packet_name(self.run.number, &self.reviewer.email, taken)
    }

    /// The hash of its rows: what the page saves names it.
    pub fn rows_sha256(&self) -> String {
        let keys = self.people.iter().flat_map(|holder| &holder.accesses).map(|access| access.key.clone());
        rows_sha256(&self.run.sha256, &self.reviewer.email, keys.collect())
    }
}

/// What a reviewer's packet is called, where these are taken.
pub(crate) fn packet_name(run: i64, reviewer: &str, taken: &[String]) -> String {
    file_name(&format!("packet-{run}"), reviewer, "html", taken)
}

/// What a reviewer's file is called, where these are taken: letters of an address that file systems don't take are replaced.
pub(crate) fn file_name(what: &str, address: &str, ending: &str, taken: &[String]) -> String {
    let letter = |letter: char| match letter {
        '@' | '.' | '_' | '+' | '-' => letter,
        letter if letter.is_alphanumeric() => letter,
        _ => '-',
    };
    let address: String = address.chars().map(letter).collect();
    let name = |number: u64| match number {
        1 => format!("{what}-{address}.{ending}"),
        _ => format!("{what}-{address}-{number}.{ending}"),
    };
    (1..).map(name).find(|name| !taken.contains(name)).unwrap_or_default()
}

/// The hash of a packet's rows: a file of decisions is of this packet, with these accesses, or of none. It is that of JSON
/// Lines in the form of RFC 8785: one that names reviewer and run, then the stable key of each access in their order.
pub(crate) fn rows_sha256(run_sha256: &str, reviewer: &str, mut keys: Vec<Key>) -> String {
    keys.sort_unstable();
    // Of texts, and of lists of texts, what serde_json writes has that form; the members stand in their order.
    let of = serde_json::json!({ "reviewer": reviewer, "run_sha256": run_sha256 });
    let lines = [of].into_iter().chain(keys.iter().map(|key| serde_json::json!(key)));
    sha256(lines.map(|line| format!("{line}\n")).collect::<String>().as_bytes())
}

/// What is a reviewer's to decide on, in the order of the stable keys. The reviewer is an address as it is compared.
pub(crate) fn rows(store: &Store, run: i64, reviewer: &str) -> Result<Vec<Assigned>, Failure> {
    let mut rows = Vec::new();
    store.each_assigned(run, Some(reviewer), |assigned| {
        if assigned.is_in_packet() {
            rows.push(assigned);
        }
        Ok(())
    })?;
    Ok(rows)
}

/// The stable key of an access.
pub(crate) fn key_of(grant: &GrantRow) -> Key {
    [grant.service.as_str(), &grant.principal, &grant.resource, &grant.permission].map(str::to_owned)
}

/// Writes the page.
///
/// # Errors
/// [`Failure::Write`] where it can't be written.
pub fn write(packet: &Packet, lang: Lang, out: &mut impl Write) -> Result<(), Failure> {
    let page = page::Page::of(packet, lang).map_err(io::Error::from)?;
    Ok(page.write_into(out)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that somebody wrote is this.
    const HOSTILE: &str = "</script><script>alert(1)</script>&amp;<b>\u{202e}\u{1b}[31m";

    fn access(key: [&str; 4]) -> Access {
        Access {
            key: key.map(str::to_owned),
            service: HOSTILE.to_owned(),
            place: HOSTILE.to_owned(),
            allows: HOSTILE.to_owned(),
            means: Some(HOSTILE.to_owned()),
            permission: HOSTILE.to_owned(),
            since: Some(HOSTILE.to_owned()),
            granted_by: Some(HOSTILE.to_owned()),
            state: State::Changed,
            changed: Some(HOSTILE.to_owned()),
            carried: None,
            last: Some(Last { decision: Decision::Keep, by: HOSTILE.to_owned(), on: HOSTILE.to_owned() }),
            findings: vec![Finding { severity: Severity::High, text: HOSTILE.to_owned() }],
        }
    }

    fn packet(accesses: Vec<Access>) -> Packet {
        let holder = Holder {
            name: HOSTILE.to_owned(),
            email: Some(HOSTILE.to_owned()),
            department: Some(HOSTILE.to_owned()),
            manager: Some(HOSTILE.to_owned()),
            left_on: Some("2026-01-31".to_owned()),
            status: Some(HOSTILE.to_owned()),
            note: Some(HOSTILE.to_owned()),
            findings: vec![Finding { severity: Severity::Info, text: HOSTILE.to_owned() }],
            accesses,
        };
        Packet {
            sandbox: true,
            company: Some(HOSTILE.to_owned()),
            title: HOSTILE.to_owned(),
            asked_by: Asker { name: HOSTILE.to_owned(), email: Some(HOSTILE.to_owned()) },
            due: "2026-12-15".to_owned(),
            run: OfRun { number: 7, sha256: "94a2".to_owned(), ended: "2026-11-27".to_owned() },
            reviewer: Reviewer { name: HOSTILE.to_owned(), email: "otavio@casa.example".to_owned() },
            signed: None,
            people: vec![holder],
        }
    }

    fn page(packet: &Packet, lang: Lang) -> String {
        let mut page = Vec::new();
        write(packet, lang, &mut page).unwrap();
        String::from_utf8(page).unwrap()
    }

    /// The JSON of the page with this id.
    fn data(page: &str, id: &str) -> serde_json::Value {
        let start = format!("<script type=\"application/json\" id=\"{id}\">");
        serde_json::from_str(page.split_once(&start).unwrap().1.split_once("</script>").unwrap().0).unwrap()
    }

    #[test]
    fn what_people_wrote_stays_text_and_keys_stay_as_they_are() {
        let key = [HOSTILE; 4];
        let page = page(&packet(vec![access(key)]), Lang::PtBr);
        for hostile in ["<script>alert", "<b>\u{fffd}", "\u{202e}", "\u{1b}"] {
            assert!(!page.contains(hostile), "{hostile:?}");
        }
        let data = data(&page, "packet");
        let access = &data["people"][0]["accesses"][0];
        assert_eq!(access["key"], serde_json::json!(key));
        assert_eq!(access["allows"], HOSTILE.replace(['\u{202e}', '\u{1b}'], "\u{fffd}"));
        assert_eq!((&data["format"], &data["lang"]), (&"acesso/packet/1".into(), &"pt-BR".into()));
        assert_eq!(data["rows_sha256"], packet(vec![super::tests::access(key)]).rows_sha256());
    }

    #[test]
    fn two_packets_never_have_one_name() {
        let of = |email: &str| {
            let packet = packet(Vec::new());
            Packet { reviewer: Reviewer { name: String::new(), email: email.to_owned() }, ..packet }
        };
        let first = of("../a b@casa.example").file_name(&[]);
        assert_eq!(first, "packet-7-..-a-b@casa.example.html");
        assert_eq!(of("../a/b@casa.example").file_name(&[first]), "packet-7-..-a-b@casa.example-2.html");
    }

    #[test]
    fn every_reader_is_told_in_their_language_who_asks_for_what_by_when() {
        let mut packet = packet(vec![access(["a", "b", "c", "d"]), access(["a", "b", "c", "e"])]);
        packet.asked_by.name = "Carla".to_owned();
        packet.reviewer.name = "Otávio".to_owned();
        for (lang, asked) in [
            (Lang::En, "Carla asks you, Otávio, to decide on 2 accesses, held by 1 person or account, by 2026-12-15."),
            (Lang::PtBr, "Carla pede que você, Otávio, decida sobre 2 acessos, de 1 pessoa ou conta, até 15/12/2026."),
        ] {
            let page = page(&packet, lang);
            assert!(page.contains(asked), "{asked}");
            assert!(page.contains(", SHA-256 94a2</p>"), "whoever checks the page sees which data it is of");
            let forms = data(&page, "words");
            assert!(forms["packet-reasons-one"].is_string() && forms["packet-reasons-other"].is_string(), "{forms}");
        }
        packet.people[0].accesses[0].carried = Some(Signed { number: 2, on: "2026-09-18".to_owned() });
        let page = page(&packet, Lang::En);
        assert!(page.contains("decide on 1 access by"), "what is carried is not asked");
        assert!(page.contains("<bdi>Stays kept by signature 2 of 2026-09-18: decide only if"), "without script, too");
    }

    #[test]
    fn the_hash_is_of_reviewer_run_and_rows_whatever_their_order() {
        let [one, other] = [["a", "b", "c", "d"], ["a", "b", "c", "\"é\u{2028}"]];
        let packet = packet(vec![access(other), access(one)]);
        let lines = "{\"reviewer\":\"otavio@casa.example\",\"run_sha256\":\"94a2\"}\n\
                     [\"a\",\"b\",\"c\",\"\\\"é\u{2028}\"]\n[\"a\",\"b\",\"c\",\"d\"]\n";
        assert_eq!(packet.rows_sha256(), sha256(lines.as_bytes()));
        let mut turned = packet.clone();
        turned.people[0].accesses.reverse();
        assert_eq!(turned.rows_sha256(), packet.rows_sha256());
        turned.people[0].accesses.pop();
        assert_ne!(turned.rows_sha256(), packet.rows_sha256());
        let of_another = Packet { run: OfRun { sha256: "94a3".to_owned(), ..packet.run.clone() }, ..packet.clone() };
        assert_ne!(of_another.rows_sha256(), packet.rows_sha256());
    }
}
