//! `acesso campaign`

use std::fs;

use crate::{
    house::{House, Quarter, START, address},
    packets::saved,
};

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

#[tokio::test]
async fn who_is_due_is_reminded_by_a_message_that_can_be_sent() {
    let house = House::new();
    let folder = |name: &str| format!("--output={}/", house.path(name).display());
    // In two or three days, whatever the clock on the wall shows, and whether it is midnight meanwhile.
    let due = jiff::Zoned::now().date().tomorrow().unwrap().tomorrow().unwrap().to_string();
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

#[tokio::test]
async fn what_can_t_be_asked_for_is_refused_with_what_to_do() {
    let house = House::new();
    let output = format!("--output={}/", house.path("new").display());
    let delegate = |from: &str, to: &str, until: &str, reason: &str| {
        let given = [("--from", from), ("--to", to), ("--until", until), ("--reason", reason)];
        let given = given.into_iter().map(|(name, text)| format!("{name}={text}"));
        ["campaign", "delegate"].map(str::to_owned).into_iter().chain(given).collect::<Vec<_>>()
    };
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let remind = || [words("campaign remind"), vec![output.clone()]].concat();
    let refused = async |arguments: Vec<String>, code: i32, said: &str| {
        let run = house.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert_eq!((run.code, run.out.as_str()), (code, ""), "{arguments:?}: {run:?}");
        assert!(run.err.contains(said), "{arguments:?}: {said}: {}", run.err);
        assert!(run.err.lines().count() >= 2, "it says what to do: {}", run.err);
        assert!(!house.path("new").exists(), "{arguments:?}");
    };
    let [davi, elisa] = [address(3), address(4)];
    let [one, other] = [davi.as_str(), elisa.as_str()];
    refused(words("status 9"), 3, "there is no run 9").await;
    refused([words("campaign remind 9"), vec![output.clone()]].concat(), 3, "there is no run 9").await;
    refused([delegate(one, other, "2099-12-01", "leave"), words("9")].concat(), 3, "there is no run 9").await;
    refused(remind(), 2, "run 1 has no campaign").await;
    refused(delegate(one, other, "2099-12-01", "leave"), 2, "run 1 has no campaign").await;

    let started =
        house.run(&[&START[..], &[&format!("--output={}/", house.path("campaign").display())]].concat()).await;
    assert_eq!(started.code, 0, "{started:?}");
    let before = house.run(&["status", "--json"]).await.out;
    for (from, to, until, reason, said) in [
        (
            "zeca@casa-aurora.example",
            other,
            "2099-12-01",
            "leave",
            "zeca@casa-aurora.example has nothing left to decide about run 1",
        ),
        (
            "p08@casa-aurora.example",
            other,
            "2099-12-01",
            "leave",
            "p08@casa-aurora.example has nothing left to decide about run 1",
        ),
        (one, "P03@Casa-Aurora.example", "2099-12-01", "leave", "are the same person"),
        (one, "Elisa", "2099-12-01", "leave", "\"Elisa\" is no e-mail address"),
        (one, other, "2026-07-01", "leave", "the day until which somebody else decides is past"),
        (one, other, "31/02/2099", "leave", "invalid value '31/02/2099' for '--until <DATE>'"),
        (one, other, "2099-12-01", " ", "for no reason"),
    ] {
        refused(delegate(from, to, until, reason), 2, said).await;
    }
    refused(words("campaign remind"), 2, "--output DIR/").await;
    refused([remind(), words("--within=-1")].concat(), 2, "--within <DAYS>").await;
    assert_eq!(house.run(&["status", "--json"]).await.out, before, "nothing of it is recorded");

    let given = delegate(one, other, "2099-12-01", "leave");
    let given = house.run(&given.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert!(given.out.lines().all(|line| line.chars().count() <= 80), "{}", given.out);
    let told = given.out.replace('\n', " ");
    for said in [
        "p04@casa-aurora.example decides in place of p03@casa-aurora.example until 2099-12-01: 21 accesses",
        "the packet that p03@casa-aurora.example got before is refused from now on",
        "no packet was written: name a folder with --output DIR/ next time",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    refused(delegate(one, other, "2099-12-01", "leave"), 2, "p03@casa-aurora.example has nothing left to decide").await;

    assert_eq!(house.run(&["sign", "1", "--by", "Ana"]).await.code, 0);
    refused(delegate(other, one, "2099-12-01", "leave"), 2, "run 1 is signed already").await;
    let nobody = house.run(&["campaign", "remind", &output]).await;
    assert_eq!((nobody.code, nobody.out.as_str()), (0, "nobody has to be reminded yet\n"), "{nobody:?}");
}

async fn answer_of_runs(house: &House) -> u64 {
    house.run(&["runs", "--json"]).await.json()["runs"][0]["accesses"].as_u64().unwrap()
}

/// A reviewer who changes their mind saves once more; browsers may call the newer file anything.
#[tokio::test]
async fn what_a_page_saved_last_has_the_last_word() {
    let house = House::new();
    let started =
        house.run(&[&START[..], &[&format!("--output={}/", house.path("campaign").display())]].concat()).await;
    assert_eq!(started.code, 0, "{started:?}");
    let packet = house.path("campaign").join(format!("packet-1-{}.html", address(3)));
    let returned = house.path("returned");
    fs::create_dir(&returned).unwrap();
    for (name, saved_at, revoked) in [("b", "2026-07-02T10:00:00Z", "c9"), ("a", "2026-07-02T10:00:30Z", "c15")] {
        let mut saved = saved(&packet, &[revoked]);
        saved["saved_at"] = saved_at.into();
        fs::write(returned.join(format!("decisions-{name}.json")), saved.to_string()).unwrap();
    }
    let decide = ["decide", "--from", returned.to_str().unwrap()];
    let would = house.run(&[&decide[..], &["--dry-run"]].concat()).await;
    assert!(
        would.out.contains("NOT RECORDED") && !would.out.contains("undecided"),
        "nothing is told of what would be: {would:?}"
    );
    let refused = house.run(&decide).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("if the reviewer saved this file last, add the option"), "{}", refused.err);
    let taken = house.run(&[&decide[..], &["--replace"]].concat()).await;
    assert_eq!(taken.code, 0, "{taken:?}");
    let revoked = house.run(&["grants", "1", "--json"]).await.json();
    let revoked = revoked["grants"].as_array().unwrap().iter().filter(|grant| grant["decided"]["decision"] == "revoke");
    let accounts: Vec<_> = revoked.map(|grant| grant["principal"].as_str().unwrap()).collect();
    assert!(!accounts.is_empty() && accounts.iter().all(|account| *account == "c15"), "{accounts:?}");

    let page = house.run(&["decide", "--from", packet.to_str().unwrap()]).await;
    assert_eq!(
        (page.code, page.err.contains("is the page to decide in, and not what it saves")),
        (2, true),
        "{page:?}"
    );
}

#[tokio::test]
async fn a_run_that_is_read_in_the_middle_of_a_campaign_hides_none() {
    let house = House::new();
    let started =
        house.run(&[&START[..], &[&format!("--output={}/", house.path("campaign").display())]].concat()).await;
    assert_eq!(started.code, 0, "{started:?}");
    house.add(Quarter::Second);
    let status = house.run(&["status"]).await.out.replace('\n', " ");
    assert!(status.contains("run 1 has a campaign that is not signed: Acessos, 2º trimestre."), "{status}");
    let of_campaign = house.run(&["status", "1"]).await.out;
    assert!(!of_campaign.contains("that is not signed:"), "{of_campaign}");
}
