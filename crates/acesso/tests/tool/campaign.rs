//! `acesso campaign`

use std::fs;

use crate::house::{House, address};

const START: [&str; 9] = [
    "campaign",
    "start",
    "--title",
    "Acessos, 2º trimestre",
    "--due",
    "31/12/2099",
    "--by",
    "manager",
    "--fallback=auditoria@casa-aurora.example",
];

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
    assert_eq!(answer["written"], serde_json::json!(["overview.csv"]), "{answer}");
    let reviewers = answer["reviewers"].as_array().unwrap();
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

async fn answer_of_runs(house: &House) -> u64 {
    house.run(&["runs", "--json"]).await.json()["runs"][0]["accesses"].as_u64().unwrap()
}
