//! A whole campaign: sixty people, seven managers and two quarters, from the first question to what became of what was revoked.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{
    decide::Sheets,
    house::{House, Quarter, START, address},
    packets::{accesses_in, saved},
    report::{cells, section},
    run::Run,
};

/// The managers who decide in ways of their own. Carla, Davi and Elisa decide in their packets, and Gilda in a table.
const BRUNO: &str = "p01@casa-aurora.example";
const ELISA: &str = "p04@casa-aurora.example";
const FABIO: &str = "p05@casa-aurora.example";
const HEITOR: &str = "p07@casa-aurora.example";
/// Who reviews what nobody else does.
const AUDIT: &str = "auditoria@casa-aurora.example";

/// Whom Gilda manages.
const TEAM_OF_GILDA: [u32; 9] = [12, 18, 24, 30, 36, 42, 48, 54, 60];

#[tokio::test]
async fn a_campaign_from_the_first_question_to_the_next_quarter() {
    let campaign = Campaign { house: House::new() };
    campaign.everybody_is_asked().await;
    campaign.three_decide_in_their_packets().await;
    campaign.fabio_decides_in_a_workbook().await;
    campaign.gilda_decides_in_a_table_and_about_what_is_elisas().await;
    campaign.elisa_agrees_in_the_end().await;
    campaign.who_is_late_is_reminded().await;
    campaign.heitor_decides_in_place_of_bruno().await;
    campaign.the_rest_is_decided_and_signed().await;
    campaign.what_is_to_go_is_told_by_service().await;
    campaign.the_next_quarter_tells_what_went().await;
    campaign.it_asks_about_what_changed().await;
    campaign.what_was_kept_is_carried_over_and_counted_apart().await;
    campaign.it_is_signed_apart_and_reported_apart().await;
    campaign.both_reviews_stand_in_the_list().await;
}

struct Campaign {
    house: House,
}

impl Campaign {
    async fn run(&self, arguments: &[&str]) -> Run {
        let run = self.house.run(arguments).await;
        assert_eq!(run.code, 0, "{arguments:?}: {run:?}");
        run
    }

    async fn refused(&self, arguments: &[&str], because: &str) {
        let run = self.house.run(arguments).await;
        assert_eq!((run.code, run.err.contains(because)), (2, true), "{because}: {run:?}");
    }

    fn path(&self, name: &str) -> String {
        self.house.path(name).to_str().unwrap().to_owned()
    }

    /// `--output` for a folder of this name.
    fn output(&self, name: &str) -> String {
        format!("--output={}/", self.path(name))
    }

    /// The packet of a reviewer that was written into a folder.
    fn packet(&self, folder: &str, reviewer: &str) -> PathBuf {
        self.house.path(folder).join(format!("packet-1-{reviewer}.html"))
    }

    /// Has somebody decide in a packet, and gives the file that is saved.
    fn decide_in(&self, packet: &Path, revoked: &[&str]) -> String {
        let file = packet.with_extension("json");
        fs::write(&file, saved(packet, revoked).to_string()).unwrap();
        file.to_str().unwrap().to_owned()
    }

    async fn status(&self, run: &str) -> Value {
        self.run(&["status", run, "--json"]).await.json()
    }

    /// That the status of a run says so: what was decided, how far everybody is, and what else there is to know.
    async fn stands(&self, run: &str, expected: [&str; 3]) {
        assert_eq!(told(&self.status(run).await), expected, "run {run}");
    }
}

/// A status in three lines.
fn told(status: &Value) -> [String; 3] {
    let counts = &status["decision_counts"];
    let decided = ["keep", "change", "revoke", "undecided"].map(|what| format!("{what} {}", counts[what]));
    let reviewers = status["reviewers"].as_array().unwrap();
    for part in ["accesses", "decided_count", "carried", "not_asked", "undecided"] {
        let sum: u64 = reviewers.iter().map(|reviewer| reviewer["progress"][part].as_u64().unwrap()).sum();
        assert_eq!(status["progress"][part], sum, "{part}: {status}");
    }
    let length = |list: &str| status[list].as_array().unwrap().len();
    let mut rest = vec![if status["signed"].is_null() { "open" } else { "signed" }.to_owned()];
    for (what, count) in [
        ("conflicts", length("conflicts").into()),
        ("by others", status["decided_by_others"].clone()),
        ("delegations", length("delegations").into()),
        ("to go", status["open_revocations"].clone()),
    ] {
        rest.extend((count.as_u64() > Some(0)).then(|| format!("{what} {count}")));
    }
    [decided.join(", "), reviewers.iter().map(far).collect::<Vec<_>>().join(", "), rest.join(", ")]
}

/// How far a reviewer is: `p02 12/20`, with what is carried over and not asked again behind it.
fn far(reviewer: &Value) -> String {
    let who = reviewer["reviewer"].as_str().unwrap().split('@').next().unwrap();
    let count = |part: &str| reviewer["progress"][part].as_u64().unwrap();
    let (decided, carried, not_asked) = (count("decided_count"), count("carried"), count("not_asked"));
    assert_eq!(decided + carried + not_asked + count("undecided"), count("accesses"), "{reviewer}");
    let mut far = format!("{who} {decided}/{}", decided + count("undecided"));
    for (count, what) in [(carried, "carried"), (not_asked, "not asked")] {
        if count > 0 {
            far = format!("{far} +{count} {what}");
        }
    }
    if reviewer["overdue"] == true { far + " late" } else { far }
}

/// The first quarter.
impl Campaign {
    async fn everybody_is_asked(&self) {
        let before = self.run(&["status"]).await.out;
        assert!(before.contains("run 1: nobody is asked to decide, there is no campaign\n"), "{before}");
        assert!(before.contains("acesso campaign start --help --sandbox"), "what comes next: {before}");
        let owners = self.path("owners.csv");
        fs::write(&owners, format!("service;resource;permission;reviewer\nbase39;*;full_access;{FABIO}\n")).unwrap();
        let started = self.run(&[&START[..], &["--owners", &owners, &self.output("campaign")]].concat()).await;
        assert!(started.out.contains("acesso status 1 --sandbox"), "what comes next: {}", started.out);
        // Gilda takes hers at once, and fills it in later.
        self.run(&["export", "1", "--csv", "excel-br", "--output", &self.path("gilda.csv")]).await;
        let status = self.status("1").await;
        assert_eq!(status["campaign"]["title"], "Acessos, 2º trimestre");
        assert!(status["days_left"].as_i64() > Some(0), "{status}");
        let expected = [
            "keep 0, change 0, revoke 0, undecided 125",
            "auditoria 0/2, p01 0/12, p02 0/20, p03 0/21, p04 0/20, p05 0/11, p06 0/29, p07 0/10",
            "open",
        ];
        self.stands("1", expected).await;
    }

    /// In files that the page's own script saved: `cargo xtask test --browser` decides in the pages anew, and compares.
    async fn three_decide_in_their_packets(&self) {
        let returned = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tool/house");
        self.run(&["decide", "--from", returned.to_str().unwrap()]).await;
        let expected = [
            "keep 45, change 5, revoke 11, undecided 64",
            "auditoria 0/2, p01 0/12, p02 20/20, p03 21/21, p04 20/20, p05 0/11, p06 0/29, p07 0/10",
            "open",
        ];
        self.stands("1", expected).await;
    }

    /// He goes by the column with the manager, looks at the key that is his, and leaves name and day to whoever takes the file.
    async fn fabio_decides_in_a_workbook(&self) {
        let path = self.path("fabio.xlsx");
        self.run(&["export", "1", "--output", &path]).await;
        let mut sheets = Sheets::open(Path::new(&path));
        let [manager, allowed] = ["manager", "what it allows"].map(|name| sheets.column(name));
        for row in 1..sheets.access().len() {
            let cells = &sheets.access()[row];
            if cells[allowed].contains("(full_access)") {
                sheets.decide(row, ["change", "só para a folha de pagamento", "", ""]);
            } else if cells[manager] == FABIO {
                sheets.decide(row, ["keep", "", "", ""]);
            }
        }
        sheets.save(Path::new(&path));
        self.refused(&["decide", "--from", &path], "there is no `reviewer`, and no --by NAME").await;
        self.run(&["decide", "--from", &path, "--by", "Fábio Exemplo"]).await;
        let expected = [
            "keep 55, change 6, revoke 11, undecided 53",
            "auditoria 0/2, p01 0/12, p02 20/20, p03 21/21, p04 20/20, p05 11/11, p06 0/29, p07 0/10",
            "open",
        ];
        self.stands("1", expected).await;
    }

    /// Somebody of Elisa's works for Gilda by now, and she decides about that, too. Elisa kept it meanwhile.
    async fn gilda_decides_in_a_table_and_about_what_is_elisas(&self) {
        let path = self.path("gilda.csv");
        let table = fs::read_to_string(&path).unwrap();
        fs::write(&path, table.lines().map(decided_by_gilda).collect::<String>()).unwrap();
        let before = told(&self.status("1").await);
        let give = ["decide", "--from", &path, "--by", "Gilda Exemplo"];
        self.refused(&give, &format!("it is {ELISA}'s to decide")).await;
        let instead = [&give[..], &["--substitute", "está na minha equipe"]].concat();
        self.refused(&instead, "since the file was exported").await;
        assert_eq!(told(&self.status("1").await), before, "nothing of a file that is refused is taken");
        self.run(&[&instead[..], &["--replace"]].concat()).await;
        let expected = [
            "keep 80, change 6, revoke 15, undecided 24",
            "auditoria 0/2, p01 0/12, p02 20/20, p03 21/21, p04 20/20, p05 11/11, p06 29/29, p07 0/10",
            "open, conflicts 1, by others 1",
        ];
        self.stands("1", expected).await;
        let conflict = self.status("1").await["conflicts"][0].take();
        assert_eq!((&conflict["reviewer"], &conflict["grant"]["principal"]), (&json!(ELISA), &json!("c10")));
        let screen = self.run(&["status"]).await.out.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = format!("keep ({ELISA}), revoke (Gilda Exemplo); the last one holds");
        assert!(screen.contains(&said), "{screen}");
    }

    async fn elisa_agrees_in_the_end(&self) {
        let path = self.path("elisa.xlsx");
        self.run(&["export", "1", "--output", &path]).await;
        let mut sheets = Sheets::open(Path::new(&path));
        let key = sheets.column("key");
        let row = sheets.access().iter().position(|cells| cells[key].contains(r#""c10","help-desk""#)).unwrap();
        sheets.decide(row, ["revoke", "Gilda tem razão", ELISA, "day:2026-07-03"]);
        sheets.save(Path::new(&path));
        self.run(&["decide", "--from", &path]).await;
        let expected = [
            "keep 80, change 6, revoke 15, undecided 24",
            "auditoria 0/2, p01 0/12, p02 20/20, p03 21/21, p04 20/20, p05 11/11, p06 29/29, p07 0/10",
            "open",
        ];
        self.stands("1", expected).await;
    }

    async fn who_is_late_is_reminded(&self) {
        // Nobody waits for the last day: it is put back.
        let store = Connection::open(self.house.path("acesso/sandbox.db")).unwrap();
        assert_eq!(store.execute("UPDATE campaigns SET due = '2026-07-15'", []).unwrap(), 1);
        let reminded = self.run(&["campaign", "remind", "--json", &self.output("mail")]).await.json();
        let message = |who: &str| format!("reminder-{who}.txt");
        assert_eq!(reminded["written"], json!(["mail-merge.csv", message(AUDIT), message(BRUNO), message(HEITOR)]));
        let text = fs::read_to_string(self.house.path("mail").join(message(HEITOR))).unwrap();
        for said in ["Heitor Exemplo", "10 accesses", "2026-07-15", "late"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let expected = [
            "keep 80, change 6, revoke 15, undecided 24",
            "auditoria 0/2 late, p01 0/12 late, p02 20/20, p03 21/21, p04 20/20, p05 11/11, p06 29/29, p07 0/10 late",
            "open",
        ];
        self.stands("1", expected).await;
        assert!(self.status("1").await["days_left"].as_i64() < Some(0));
        let screen = self.run(&["status", "1"]).await.out;
        for line in [
            "SANDBOX DATA: imaginary people\nAcessos, 2º trimestre: run 1, to be decided by 2026-07-15,",
            " LATE\n101 of 125 accesses decided: keep 80, change 6, revoke 15; 24 undecided\nnot signed\n",
            "  ██████████  29 of 29  Gilda Exemplo <p06@casa-aurora.example>\n",
            "  ░░░░░░░░░░   0 of 10  Heitor Exemplo <p07@casa-aurora.example>, LATE\n",
            "acesso decide --from FILE --sandbox",
        ] {
            assert!(screen.replace(" days", "").contains(line), "{line}: {screen}");
        }
        assert!(screen.lines().all(|line| line.chars().count() <= 80), "{screen}");
    }

    /// What Bruno has not decided is Heitor's, but for what Heitor holds himself, and one new packet has all that is his.
    async fn heitor_decides_in_place_of_bruno(&self) {
        let delegate =
            ["campaign", "delegate", "--from", "P01@Casa-Aurora.example", "--to", HEITOR, "--until", "31/12/2099"];
        let given = self.run(&[&delegate[..], &["--reason", "licença", "--json", &self.output("anew")]].concat()).await;
        assert_eq!(given.json()["written"], json!([AUDIT, HEITOR].map(|who| format!("packet-1-{who}.html"))));
        let expected = [
            "keep 80, change 6, revoke 15, undecided 24",
            "auditoria 0/3 late, p02 20/20, p03 21/21, p04 20/20, p05 11/11, p06 29/29, p07 0/21 late",
            "open, delegations 1",
        ];
        self.stands("1", expected).await;
        let screen = self.run(&["status"]).await.out;
        assert!(screen.replace('\n', " ").contains("until 2099-12-31: licença"), "{screen}");

        let of_bruno = self.decide_in(&self.packet("campaign", BRUNO), &[]);
        let instead = format!("counts no more: {HEITOR} decides in place of {BRUNO} until 2099-12-31 (licença)");
        self.refused(&["decide", "--from", &of_bruno], &instead).await;
        let before = self.decide_in(&self.packet("campaign", HEITOR), &[]);
        self.refused(&["decide", "--from", &before], "was saved from a page with other accesses").await;
        let now = self.decide_in(&self.packet("anew", HEITOR), &[]);
        self.run(&["decide", "--from", &now]).await;
        let expected = [
            "keep 101, change 6, revoke 15, undecided 3",
            "auditoria 0/3 late, p02 20/20, p03 21/21, p04 20/20, p05 11/11, p06 29/29, p07 21/21",
            "open, delegations 1",
        ];
        self.stands("1", expected).await;
    }

    async fn the_rest_is_decided_and_signed(&self) {
        let early = self.run(&["sign", "1", "--by", "Bruno Exemplo", "--dry-run"]).await.out;
        assert!(early.contains("\n3 accesses stay undecided\n"), "nobody signs that unseen: {early}");
        let rest = self.decide_in(&self.packet("anew", AUDIT), &[]);
        self.run(&["decide", "--from", &rest]).await;
        let decided = "keep 104, change 6, revoke 15, undecided 0";
        let reviewers = "auditoria 3/3, p02 20/20, p03 21/21, p04 20/20, p05 11/11, p06 29/29, p07 21/21";
        self.stands("1", [decided, reviewers, "open, delegations 1"]).await;
        let next = self.run(&["status"]).await.out;
        assert!(next.contains("acesso sign 1 --by NAME --sandbox"), "{next}");

        let signed = self.run(&["sign", "1", "--by", "Bruno Exemplo", "--json"]).await.json();
        let statement = &signed["statement"];
        assert_eq!((&statement["counts"]["undecided"], &statement["carried"]), (&json!(0), &json!(0)));
        self.stands("1", [decided, reviewers, "signed, delegations 1, to go 15"]).await;
        let next = self.run(&["status"]).await.out;
        assert!(next.contains("SIGNED: signature 1, by Bruno Exemplo,"), "{next}");
        assert!(next.contains("acesso revocations 1 --sandbox"), "{next}");
        self.refused(&["decide", "--from", &rest], "is signed already, by signature 1").await;
    }

    async fn what_is_to_go_is_told_by_service(&self) {
        let expected = [
            "base39: op39 financial open, op51 financial open, op57 administrator open, key1 full_access not_checked, \
             op33 administrator not_checked, op9 administrator not_checked",
            "myreports: u10 customer.user open, u50 customer.user open",
            "tomticket: c10 create_tickets open, c12 create_tickets open, c15 member open, c18 create_tickets open, \
             c18 member open, c32 member open, c33 member open, c44 member open, c56 member open, c8 member open, \
             c26 member not_checked, c32 create_tickets not_checked, c39 member not_checked",
        ];
        assert_eq!(self.orders("1").await, expected);
    }

    /// The work list of a run, a line for each service.
    async fn orders(&self, run: &str) -> Vec<String> {
        let list = self.run(&["revocations", run, "--json"]).await.json();
        let orders: Vec<_> =
            ["revocations", "changes"].iter().flat_map(|list_of| list[list_of].as_array().unwrap()).collect();
        let told = |order: &Value| {
            ["principal", "permission", "state"].map(|member| order[member].as_str().unwrap().to_owned()).join(" ")
        };
        let of = |service: &str| {
            let its: Vec<_> = orders.iter().filter(|it| it["service"] == service).map(|it| told(it)).collect();
            (!its.is_empty()).then(|| format!("{service}: {}", its.join(", ")))
        };
        ["base39", "myreports", "tomticket"].into_iter().filter_map(of).collect()
    }
}

/// A line of the table with what Gilda writes into it: most of what her team holds stays.
fn decided_by_gilda(line: &str) -> String {
    let holds = |account: &str, permission: &str| {
        line.contains(&format!(";{account};")) && line.contains(&format!(";{permission};"))
    };
    let is_hers = TEAM_OF_GILDA.iter().any(|person| line.contains(&format!(";{};", address(*person))));
    let decision = match line {
        _ if holds("c10", "create_tickets") => "revoke;está na minha equipe",
        _ if holds("c12", "create_tickets") || line.contains(";c18;") => "revoke;saiu do projeto",
        _ if is_hers => "keep;",
        _ => return format!("{line}\r\n"),
    };
    format!("{}{decision};;\r\n", line.strip_suffix(";;;").unwrap())
}

/// The next quarter.
impl Campaign {
    async fn the_next_quarter_tells_what_went(&self) {
        self.house.add(Quarter::Second);
        let decided = "keep 104, change 6, revoke 15, undecided 0";
        let reviewers = "auditoria 3/3, p02 20/20, p03 21/21, p04 20/20, p05 11/11, p06 29/29, p07 21/21";
        self.stands("1", [decided, reviewers, "signed, delegations 1, to go 14"]).await;
        let orders = self.orders("1").await.join(", ");
        assert!(orders.contains("c12 create_tickets removed"), "{orders}");
        assert_eq!((orders.matches(" removed").count(), orders.matches(" open").count()), (1, 14), "{orders}");
        let list = self.run(&["revocations", "1"]).await.out;
        for state in ["state: removed, seen so in run 2\n", "state: open: still there in run 2\n"] {
            assert!(list.contains(state), "{state}: {list}");
        }
    }

    /// Starts a campaign about the second quarter, which says of each reviewer what the status says then. Its packets lie in a
    /// folder of this name.
    async fn start(&self, name: &str, options: &[&str]) {
        let started = self.run(&[&START[..], options, &["--json", &self.output(name)]].concat()).await.json();
        let status = self.status("2").await;
        for (started, now) in
            started["reviewers"].as_array().unwrap().iter().zip(status["reviewers"].as_array().unwrap())
        {
            for part in ["accesses", "carried", "not_asked"] {
                assert_eq!(started[part], now["progress"][part], "{part}: {started} {now}");
            }
        }
    }

    /// The accounts whose accesses somebody is asked about in the packets of a folder.
    fn asked_in(&self, name: &str) -> String {
        let asked = accesses_in(&self.house.path(name)).into_iter().filter(|access| access["carried"].is_null());
        let mut accounts: Vec<_> = asked.map(|access| access["key"][1].as_str().unwrap().to_owned()).collect();
        accounts.sort();
        accounts.join(" ")
    }

    async fn it_asks_about_what_changed(&self) {
        self.start("all", &[]).await;
        let expected = [
            "keep 0, change 0, revoke 0, undecided 124",
            "auditoria 0/3, p01 0/12, p02 0/19, p03 0/21, p04 0/20, p05 0/10, p06 0/25, p07 0/14",
            "open",
        ];
        self.stands("2", expected).await;

        self.start("changed", &["--replace", "--only-changed"]).await;
        let expected = [
            "keep 0, change 0, revoke 0, undecided 124",
            "auditoria 0/2 +1 not asked, p01 0/0 +12 not asked, p02 0/12 +7 not asked, p03 0/12 +9 not asked, \
             p04 0/3 +17 not asked, p05 0/0 +10 not asked, p06 0/4 +21 not asked, p07 0/4 +10 not asked",
            "open",
        ];
        self.stands("2", expected).await;
        // What changed: what somebody holds who came to another team, and a role that came. What was to go or to change and is
        // still there, with what else such an account holds. What was found: who left, roles that conflict, administrators, a
        // key, and what is nobody's.
        let asked = "c10 c10 c15 c18 c18 c20 c26 c30 c30 c32 c32 c33 c39 c44 c44 c56 c56 c8 c8 key1 op15 op15 op21 op24 op24 \
                     op30 op33 op39 op45 op51 op57 op9 perm_0 u10 u20 u30 u50";
        assert_eq!(self.asked_in("changed"), asked);
        let path = self.path("changed.xlsx");
        self.run(&["export", "2", "--output", &path]).await;
        let mut sheets = Sheets::open(Path::new(&path));
        let who = sheets.column("who decides");
        let rows = sheets.access().iter().skip(1).filter(|cells| !cells[who].is_empty());
        assert_eq!(rows.count(), asked.split(' ').count(), "nobody decides what is not asked again");
        let listed = fs::read_to_string(self.house.path("changed/not-asked-again.csv")).unwrap();
        assert_eq!(listed.lines().count(), 1 + 124 - asked.split(' ').count(), "{listed}");
        assert!(listed.lines().skip(1).all(|line| line.contains(",keep,")), "{listed}");
    }

    async fn what_was_kept_is_carried_over_and_counted_apart(&self) {
        self.start("carried", &["--replace", "--only-changed", "--carry-unchanged"]).await;
        let expected = [
            "keep 0, change 0, revoke 0, undecided 124",
            "auditoria 0/1 +2 carried, p01 0/0 +12 carried, p02 0/12 +7 carried, p03 0/10 +11 carried, p04 0/3 +17 carried, \
             p05 0/0 +10 carried, p06 0/4 +21 carried, p07 0/4 +10 carried",
            "open",
        ];
        self.stands("2", expected).await;
    }

    async fn it_is_signed_apart_and_reported_apart(&self) {
        let packets = fs::read_dir(self.house.path("carried")).unwrap().map(|it| it.unwrap().path());
        let packets: Vec<_> = packets.filter(|path| path.extension().is_some_and(|ending| ending == "html")).collect();
        let returned: Vec<_> = packets.iter().map(|packet| self.decide_in(packet, &["c18"])).collect();
        let decide: Vec<_> = ["decide", "--from"].into_iter().chain(returned.iter().map(String::as_str)).collect();
        self.run(&decide).await;
        let decided = "keep 32, change 0, revoke 2, undecided 90";
        let reviewers = "auditoria 1/1 +2 carried, p01 0/0 +12 carried, p02 12/12 +7 carried, p03 10/10 +11 carried, \
                         p04 3/3 +17 carried, p05 0/0 +10 carried, p06 4/4 +21 carried, p07 4/4 +10 carried";
        self.stands("2", [decided, reviewers, "open"]).await;
        let screen = self.run(&["status"]).await.out;
        assert!(screen.contains("revoke 2; 0 undecided\n"), "what nobody is asked about is not undecided: {screen}");
        assert!(screen.contains("carried over from the last signed review: 90; not asked again: 0\n"), "{screen}");

        let signed = self.run(&["sign", "2", "--by", "Bruno Exemplo", "--json"]).await.json();
        let statement = &signed["statement"];
        assert_eq!((&statement["counts"]["undecided"], &statement["carried"]), (&json!(90), &json!(90)));
        self.stands("2", [decided, reviewers, "signed, to go 2"]).await;
        assert_eq!(self.orders("2").await, ["tomticket: c18 create_tickets open, c18 member open"]);
        let before = self.orders("1").await.join(", ");
        assert_eq!((before.matches(" decided_anew").count(), before.matches(" removed").count()), (20, 1), "{before}");

        let done = self.run(&["status", "1"]).await.out;
        assert!(done.contains("\nnothing is left to do about what was revoked\n"), "{done}");

        self.run(&["export", "2", &self.output("pack")]).await;
        let report = fs::read_to_string(self.house.path("pack/report.html")).unwrap();
        let shares: Vec<_> = section(&report, "decisions").split("<th scope=\"row\"").map(cells).collect();
        let of_davi = shares.iter().find(|row| row[0].contains("p03@")).unwrap();
        assert_eq!(of_davi[1..], ["10 of 10 decided", "11", "0"]);
    }

    async fn both_reviews_stand_in_the_list(&self) {
        let list = self.run(&["runs", "--json"]).await.json();
        let told: Vec<_> = list["runs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|run| (&run["id"], &run["campaign"]["title"], &run["decisions"], &run["signature_number"]))
            .collect();
        let title = json!("Acessos, 2º trimestre");
        assert_eq!(told, [(&json!(2), &title, &json!(34), &json!(2)), (&json!(1), &title, &json!(125), &json!(1))]);
    }
}
