//! `acesso campaign`

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::house::{House, Quarter, START, address};

#[tokio::test]
async fn a_campaign_gives_each_manager_the_accesses_of_their_team() {
    let house = House::new();
    let owners = house.path("owners.csv");
    fs::write(
        &owners,
        "service;resource;reviewer\nBase39;Padaria *;p04@casa-aurora.example\nbase39;nowhere;p05@casa-aurora.example\n",
    )
    .unwrap();
    let owners = format!("--owners={}", owners.display());
    let shown = house.run(&[&START[..], &[&owners, "--dry-run"]].concat()).await;
    assert_eq!(shown.code, 0, "{shown:?}");
    for line in [
        "NOT STARTED: this would be Acessos, 2º trimestre, about run 1, to be decided by",
        " Carla Exemplo <p02@casa-aurora.example>: manager ",
        " Elisa Exemplo <p04@casa-aurora.example>: owner ",
        "a line of the owners names nobody's access: 3",
    ] {
        assert!(shown.out.contains(line), "{line}: {}", shown.out);
    }
    assert!(shown.out.lines().all(|line| line.chars().count() <= 80), "{}", shown.out);
    let folder = house.path("campaign");
    let output = format!("--output={}/", folder.display());
    let refused = house.run(&[&START[..], &[&owners]].concat()).await;
    assert_eq!((refused.code, refused.err.contains("--output DIR/")), (2, true), "{refused:?}");
    let started = house.run(&[&START[..], &[&owners, &output, "--json"]].concat()).await;
    assert_eq!(started.code, 0, "{started:?}");
    let answer = started.json();
    let reviewers = answer["reviewers"].as_array().unwrap();
    let packets = reviewers.iter().map(|it| format!("packet-1-{}.html", it["reviewer"].as_str().unwrap()));
    let written: Vec<_> = ["overview.csv".to_owned()].into_iter().chain(packets).collect();
    assert_eq!(answer["written"], serde_json::json!(written), "{answer}");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files.len(), written.len(), "{files:?}");
    let sum: u64 = reviewers.iter().map(|it| it["accesses"].as_u64().unwrap()).sum();
    assert_eq!(sum, answer_of_runs(&house).await);
    assert!((2..=7).all(|it| reviewers.iter().any(|reviewer| reviewer["reviewer"] == address(it))), "{answer}");
    assert_eq!(fs::read_to_string(folder.join("overview.csv")).unwrap().lines().count(), reviewers.len() + 1);
    let again =
        house.run(&[&START[..], &[&owners, &format!("--output={}/", house.path("again").display())]].concat()).await;
    assert_eq!((again.code, again.err.contains("--replace")), (2, true), "{again:?}");
    assert!(!house.path("again").exists());
    let there = house.run(&[&START[..], &[&owners, &output, "--replace"]].concat()).await;
    assert_eq!((there.code, there.err.contains("is not empty")), (2, true), "{there:?}");
}

/// What the page of a reviewer saves who keeps all, with a reason.
fn saved(folder: &Path, reviewer: &str) -> Value {
    let packet = packet(&fs::read_to_string(folder.join(format!("packet-1-{reviewer}.html"))).unwrap());
    let accesses =
        packet["people"].as_array().unwrap().iter().flat_map(|person| person["accesses"].as_array().unwrap());
    let decisions: Vec<_> = accesses
        .map(|access| {
            let today = jiff::Timestamp::now().to_string();
            json!({ "key": access["key"], "decision": "keep", "reason": "in use", "decided_on": today[..10] })
        })
        .collect();
    json!({
        "format": "acesso/packet-decisions/1", "run": packet["run"]["number"], "run_sha256": packet["run"]["sha256"],
        "reviewer": packet["reviewer"]["email"], "rows_sha256": packet["rows_sha256"], "decisions": decisions,
    })
}

#[tokio::test]
async fn what_the_packets_save_is_taken_until_all_is_decided() {
    let house = House::new();
    let folder = house.path("campaign");
    let started = house.run(&[&START[..], &[&format!("--output={}/", folder.display()), "--json"]].concat()).await;
    assert_eq!(started.code, 0, "{started:?}");
    let returned = house.path("returned");
    fs::create_dir(&returned).unwrap();
    for reviewer in started.json()["reviewers"].as_array().unwrap() {
        let reviewer = reviewer["reviewer"].as_str().unwrap();
        let file = returned.join(format!("decisions-1-{reviewer}.json"));
        fs::write(file, saved(&folder, reviewer).to_string()).unwrap();
    }
    let taken = house.run(&["decide", "--from", returned.to_str().unwrap()]).await;
    assert_eq!(taken.code, 0, "{taken:?}");
    assert!(taken.out.contains("; 0 undecided\n"), "{}", taken.out);

    let mut other = saved(&folder, &address(2));
    other["decisions"][0]["key"] = saved(&folder, &address(3))["decisions"][0]["key"].take();
    fs::write(returned.join("decisions-1-other.json"), other.to_string()).unwrap();
    let refused = house.run(&["decide", "--from", returned.join("decisions-1-other.json").to_str().unwrap()]).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("it is not among the accesses of this page"), "{}", refused.err);
}

#[tokio::test]
async fn how_far_a_review_is_and_what_comes_next() {
    let house = House::new();
    let status = async || house.run(&["status"]).await.out;
    let before = status().await;
    assert!(before.contains("run 1: nobody is asked to decide, there is no campaign\n"), "{before}");
    assert!(before.contains("acesso campaign start --help --sandbox  how to ask people to decide"), "{before}");
    let output = format!("--output={}/", house.path("campaign").display());
    let started = house.run(&[&START[..], &[&output]].concat()).await;
    assert!(started.out.contains("acesso status 1 --sandbox"), "{started:?}");
    let after = status().await;
    for line in [
        "Acessos, 2º trimestre: run 1, to be decided by 2099-12-31,",
        "0 of 125 accesses decided",
        "  ░░░░░░░░░░   0 of 21  Davi Exemplo <p03@casa-aurora.example>\n",
        "not signed\n",
    ] {
        assert!(after.contains(line), "{line}: {after}");
    }
    assert!(after.lines().all(|line| line.chars().count() <= 80), "{after}");
    let answer = house.run(&["status", "--json"]).await.json();
    assert_eq!((&answer["progress"]["undecided"], &answer["reviewers"][0]["overdue"]), (&125.into(), &false.into()));
    let runs = house.run(&["runs", "--json"]).await.json();
    assert_eq!(runs["runs"][0]["campaign"]["title"], "Acessos, 2º trimestre");
    let anew = format!("--output={}/", house.path("anew").display());
    let delegate = [
        "campaign",
        "delegate",
        "--from=P03@casa-aurora.example",
        "--to=p05@casa-aurora.example",
        "--until=2099-12-01",
    ];
    let given = house.run(&[&delegate[..], &["--reason=on leave", &anew]].concat()).await;
    assert_eq!(given.code, 0, "{given:?}");
    assert!(given.out.contains("p05@casa-aurora.example decides in place of p03@casa-aurora.example"), "{given:?}");
    assert!(fs::read_dir(house.path("anew")).unwrap().count() > 0, "the packet of who decides now");
    let delegated = status().await;
    assert!(delegated.replace('\n', " ").contains("until 2099-12-01: on leave"), "{delegated}");
    assert!(!delegated.contains("<p03@casa-aurora.example>"), "{delegated}");
    let signed = house.run(&["sign", "1", "--by", "Ana Exemplo"]).await;
    assert!(signed.out.contains("acesso review --sandbox  read again"), "{signed:?}");
    let signed = status().await;
    assert!(signed.contains("SIGNED: signature 1, by Ana Exemplo,"), "{signed}");
    assert!(signed.contains("all that was revoked is known to be gone"), "{signed}");
}

#[tokio::test]
async fn the_next_quarter_carries_over_what_was_kept_and_asks_about_what_changed() {
    let house = House::new();
    let folder = |name: &str| format!("--output={}/", house.path(name).display());
    house.run(&[&START[..], &[&folder("first")]].concat()).await;
    let returned = house.path("returned");
    fs::create_dir(&returned).unwrap();
    for reviewer in house.run(&["status", "--json"]).await.json()["reviewers"].as_array().unwrap() {
        let reviewer = reviewer["reviewer"].as_str().unwrap();
        let mut saved = saved(&house.path("first"), reviewer);
        for decision in saved["decisions"].as_array_mut().unwrap() {
            if decision["key"][1] == "c18" {
                decision["decision"] = "revoke".into();
            }
        }
        fs::write(returned.join(format!("decisions-1-{reviewer}.json")), saved.to_string()).unwrap();
    }
    let taken = house.run(&["decide", "--from", returned.to_str().unwrap()]).await;
    assert_eq!(taken.code, 0, "{taken:?}");
    assert_eq!(house.run(&["sign", "1", "--by", "Ana Exemplo"]).await.code, 0);
    house.add(Quarter::Second);

    let start = |options: &[&str], name: &str| {
        let arguments: Vec<_> = START.iter().chain(options).map(|it| (*it).to_owned()).collect();
        [arguments, vec![folder(name), "--json".to_owned()]].concat()
    };
    let run = async |arguments: Vec<String>| house.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let sums = async || {
        let progress = house.run(&["status", "2", "--json"]).await.json()["progress"].take();
        ["accesses", "carried", "not_asked", "undecided"].map(|name| progress[name].as_u64().unwrap())
    };
    let all = run(start(&[], "all")).await;
    assert_eq!(all.code, 0, "{all:?}");
    let [accesses, ..] = sums().await;
    assert_eq!(sums().await, [accesses, 0, 0, accesses], "nothing is taken over unasked");

    // What changed: four accesses of who came to another team, and one that came. What was to be gone and is not: two. What has
    // grave findings: all of who left, of two who hold roles that conflict, and a key.
    let carried = run(start(&["--replace", "--carry-unchanged"], "carried")).await;
    assert_eq!(carried.code, 0, "{carried:?}");
    let mut open: Vec<_> = packets(&house.path("carried"))
        .filter(|access| access["carried"] == false)
        .map(|access| access["key"][1].as_str().unwrap().to_owned())
        .collect();
    open.sort();
    let asked = ["c18", "c18", "c20", "c30", "c30", "key1", "op15", "op15", "op24", "op24", "op30", "u20", "u30"];
    assert_eq!(open, asked);
    assert_eq!(sums().await, [accesses, accesses - open.len() as u64, 0, open.len() as u64]);

    let changed = run(start(&["--replace", "--only-changed"], "changed")).await;
    assert_eq!(changed.code, 0, "{changed:?}");
    let [_, carried, not_asked, undecided] = sums().await;
    assert_eq!((carried, not_asked + undecided), (0, accesses));
    assert_eq!(packets(&house.path("changed")).count() as u64, undecided);
    let listed = fs::read_to_string(house.path("changed/not-asked-again.csv")).unwrap();
    assert_eq!(listed.lines().count() as u64, not_asked + 1, "{listed}");
    assert!(listed.lines().skip(1).all(|line| line.contains(",keep,")), "{listed}");
}

/// The accesses of all packets in a folder.
fn packets(folder: &Path) -> impl Iterator<Item = Value> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    let pages = paths.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "html"));
    let people =
        pages.flat_map(|page| packet(&fs::read_to_string(page).unwrap())["people"].as_array().unwrap().clone());
    people.flat_map(|person| person["accesses"].as_array().unwrap().clone())
}

/// What a page works on.
fn packet(page: &str) -> Value {
    let data = page.split_once("id=\"packet\">").unwrap().1.split_once("</script>").unwrap().0;
    serde_json::from_str(data).unwrap()
}

#[tokio::test]
async fn who_is_due_is_reminded_by_a_message_that_can_be_sent() {
    let house = House::new();
    let folder = |name: &str| format!("--output={}/", house.path(name).display());
    let refused = house.run(&["campaign", "remind", &folder("none")]).await;
    assert_eq!((refused.code, refused.err.contains("has no campaign")), (2, true), "{refused:?}");
    let due = jiff::Zoned::now().date().tomorrow().unwrap().to_string();
    let start: Vec<_> = START.iter().map(|it| if *it == "31/12/2099" { due.as_str() } else { *it }).collect();
    let started = house.run(&[&start[..], &[&folder("campaign")]].concat()).await;
    assert_eq!(started.code, 0, "{started:?}");
    let early = house.run(&["campaign", "remind", "--within=0", &folder("early")]).await;
    assert_eq!((early.code, early.out.as_str()), (0, "nobody has to be reminded yet\n"), "{early:?}");
    assert!(!house.path("early").exists());
    let reminded = house.run(&["campaign", "remind", "--json", "--lang=pt-BR", &folder("mail")]).await.json();
    let reviewers = reminded["reviewers"].as_array().unwrap().len();
    assert_eq!(reminded["written"].as_array().unwrap().len(), reviewers + 1, "{reminded}");
    let message = fs::read_to_string(house.path("mail/reminder-p03@casa-aurora.example.txt")).unwrap();
    const PAGE: &str = "1. Abra num navegador a página que você recebeu: packet-1-p03@casa-aurora.example.html\n";
    for told in [
        "p03@casa-aurora.example\n",
        "Olá, Davi Exemplo!",
        "21 acessos ainda esperam",
        PAGE,
        "Nada foi decidido ainda.",
    ] {
        assert!(message.contains(told), "{told}: {message}");
    }
    let merge = fs::read_to_string(house.path("mail/mail-merge.csv")).unwrap();
    let subjects = merge.lines().filter(|line| line.contains(";Acessos, 2º trimestre: "));
    assert_eq!(subjects.count(), reviewers, "{merge}");
}

/// `cargo xtask test --browser` decides in the pages anew, and compares.
#[tokio::test]
async fn what_reviewers_saved_in_a_browser_is_taken() {
    let house = House::new();
    let started =
        house.run(&[&START[..], &[&format!("--output={}/", house.path("campaign").display())]].concat()).await;
    assert_eq!(started.code, 0, "{started:?}");
    let returned = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tool/house");
    let taken = house.run(&["decide", "--json", "--from", returned.to_str().unwrap()]).await;
    assert_eq!(taken.code, 0, "{taken:?}");
    let answer = taken.json();
    let recorded: Vec<_> =
        answer["files"].as_array().unwrap().iter().map(|file| &file["taken"]["recorded"]["added"]).collect();
    assert!(recorded.len() == 3 && recorded.iter().all(|added| added.as_u64() > Some(5)), "{answer}");
    let counts = &answer["files"][2]["taken"]["decision_counts"];
    assert!(["keep", "change", "revoke"].iter().all(|decision| counts[decision].as_u64() > Some(0)), "{counts}");
}

async fn answer_of_runs(house: &House) -> u64 {
    house.run(&["runs", "--json"]).await.json()["runs"][0]["accesses"].as_u64().unwrap()
}
