//! `acesso campaign`

use std::fs;

use crate::house::{House, START, address};

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

async fn answer_of_runs(house: &House) -> u64 {
    house.run(&["runs", "--json"]).await.json()["runs"][0]["accesses"].as_u64().unwrap()
}
