//! Errors, for people and for programs.

use std::{collections::BTreeMap, fs};

use serde_json::{Value, json};

use crate::{
    run::{Run, run},
    stored::Kept,
};

/// The error that a program is told, after the warnings.
fn told(run: &Run) -> Value {
    let error = run.error();
    assert_eq!(error["exit"], run.code, "{run:?}");
    error
}

#[tokio::test]
async fn a_program_is_told_an_error_as_json() {
    let kept = Kept::new();
    for (arguments, code, kind, error) in [
        (&["grants", "9", "--json"][..], 3, "not_found", "run 9 "),
        (&["diff", "1", "3", "--format", "json"], 6, "incomplete", "can't be compared"),
        (&["who", " ", "--format=json"], 2, "usage", "the name is empty"),
        (&["who", "Nobody At All", "--format=json"], 3, "not_found", "knows nobody who is called"),
        (&["grants", "1", "--json", "--store", "/dev/null/x"], 2, "usage", "there is no store"),
    ] {
        let failed = kept.run(arguments).await;
        assert_eq!((failed.code, failed.out.as_str()), (code, ""), "{failed:?}");
        let told = told(&failed);
        assert_eq!((&told["schema"], &told["kind"]), (&json!("acesso/error/1"), &json!(kind)), "{told}");
        assert!(told["error"].as_str().unwrap().contains(error), "{told}");
        assert!(!told["advice"].as_str().unwrap().is_empty(), "{told}");
        assert!(!failed.err.contains("error: "), "{failed:?}");
    }
}

#[tokio::test]
async fn a_program_is_told_what_is_wrong_with_its_arguments() {
    let none = BTreeMap::new();
    for (arguments, error) in [
        (&["grants", "--json", "--nonsense"][..], "unexpected argument '--nonsense' found"),
        (&["prune", "--format", "json"], "--older-than"),
        (&["base39", "--json"], "requires a subcommand"),
        (&["--json"], "requires a subcommand"),
    ] {
        let refused = run(&none, arguments).await;
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
        let told = told(&refused);
        assert_eq!(told["kind"], "usage");
        assert!(told["error"].as_str().unwrap().contains(error), "{told}");
        assert!(told["advice"].as_str().unwrap().contains("--help"), "{told}");
    }
    let people = run(&none, &["grants", "--nonsense"]).await;
    assert!(people.code == 2 && people.err.starts_with("error: unexpected argument"), "{people:?}");
    let help = run(&none, &["grants", "--json", "--help"]).await;
    assert!(help.code == 0 && help.out.contains("Usage:"), "{help:?}");
}

#[tokio::test]
async fn a_program_is_told_that_a_service_refused() {
    let sandbox = acesso_sandbox::Sandbox::start().await.unwrap();
    let mut variables = crate::run::variables(&sandbox);
    variables.insert("MYREPORTS_TOKEN", "wrong".to_owned());
    let refused = run(&variables, &["myreports", "users", "some-tenant", "--json"]).await;
    assert_eq!(refused.code, 4, "{refused:?}");
    assert_eq!(told(&refused)["kind"], "refused");
}

/// Words that stand in almost every English sentence, and in no Portuguese one.
const ENGLISH: [&str; 13] =
    ["the", "of", "is", "not", "it", "with", "for", "can't", "name", "there", "file", "run", "error"];

/// The words of a line, in which `''` is an empty one, `~` a blank and `%` the folder with the files.
fn words(kept: &Kept, line: &str) -> Vec<String> {
    let folder = format!("{}/", kept.path("").display());
    let word = |word: &str| if word == "''" { String::new() } else { word.replace('%', &folder).replace('~', " ") };
    line.split(' ').map(word).collect()
}

/// Runs each line in both languages. Nothing English is left in Portuguese, and it is told in as many lines.
async fn in_both_languages(kept: &Kept, lines: &[&str]) {
    let mut english_left = Vec::new();
    for line in lines {
        let words = words(kept, line);
        let arguments: Vec<_> = words.iter().map(String::as_str).collect();
        let english = run(kept.variables(), &arguments).await;
        let portuguese = run(kept.variables(), &[&["--lang", "pt-BR"], &*arguments].concat()).await;
        assert!(english.code != 0 && english.err.contains("error: "), "{line}: {english:?}");
        assert_eq!(english.code, portuguese.code, "{line}");
        assert!(portuguese.err.contains("erro: "), "{line}: {portuguese:?}");
        let told = portuguese.err.split_once("erro: ").unwrap().1;
        let words = told.split_whitespace().map(|word| word.trim_matches([',', ';', ':', '(', ')']));
        english_left
            .extend(words.filter(|word| ENGLISH.contains(word)).map(|word| format!("{word:?} in {line}: {told}")));
        assert_eq!(
            told.lines().count(),
            english.err.split_once("error: ").unwrap().1.lines().count(),
            "{line}: {told}"
        );
    }
    assert!(english_left.is_empty(), "{english_left:#?}");
}

#[tokio::test]
async fn whoever_asks_in_portuguese_is_told_in_portuguese_what_failed() {
    let kept = Kept::new();
    let lines = [
        "grants 9 --sandbox",
        "who nobody --sandbox",
        "who nobody@casa.example --sandbox",
        "who '' --sandbox",
        "diff 1 1 --sandbox",
        "sign 1 --by '' --sandbox",
        "sign 1 --by Bia --force '' --sandbox",
        "export 1 --sandbox",
        "export 1 --output answer.doc --sandbox",
        "grants --output . --sandbox",
        "grants --format xlsx",
        "grants --format html",
        "grants --store /nowhere/acesso.db",
        "grants --store .",
        "grants --sandbox --store /dev/null",
        "decide --from /nowhere/decisions.xlsx --sandbox",
        "verify /nowhere",
        "verify 9 --sandbox",
        "prune --older-than 9999999y --sandbox",
        "review",
        "review --resume --sandbox",
        "review --config /nowhere/acesso.toml",
        "review --service base39 --operators /nowhere/operators.csv --sandbox",
        "check --config /nowhere/acesso.toml",
        "login myreports",
        "login myreports --sandbox",
        "sandbox --port 65534",
        "sandbox --csv rfc4180",
        "sandbox -- /nowhere/program",
        "man /dev/null",
        "tomticket permissions C1",
        "base39 permissions",
        "base39 permissions --fields id,-roles --sandbox",
        "myreports users t1",
        "tomticket call ticket_list --header authorization=x --sandbox",
        "tomticket call ticket_list --form x=y --sandbox",
        "base39 call get_loan --path loan=x --idempotency-key k --sandbox",
        "diff 1 3 --sandbox",
        "grants --manager Rui --sandbox",
        "findings --rule base39-adm --sandbox",
        "findings --rule x --sandbox",
        "revocations --sandbox",
        "revocations 1 --output %list.html --sandbox",
        "campaign remind --sandbox",
        "tomticket call nothing_like_it --sandbox",
        "tomticket call tickets_list --sandbox",
        "base39 call get_loan --sandbox",
        "base39 call get_loan --path loan=x --path loan=y --sandbox",
        "base39 call get_loan --path lone=x --sandbox",
        "base39 call get_loan --path loan=x --header é=x --sandbox",
        "base39 call get_loan --path loan=x --header a~b=x --sandbox",
    ];
    in_both_languages(&kept, &lines).await;
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_told_in_portuguese_line_by_line() {
    let kept = Kept::new();
    let mut lines = Vec::new();
    for (place, text) in [
        "",
        "name\nAna\n",
        "email\n\n",
        "email,E-mail\na@casa.example,b@casa.example\n",
        "email,name\na@casa.example\n",
        "email\nana\n",
        "email,left_on\na@casa.example,soon\n",
        "email\na@casa.example\na@casa.example\n",
        "email,aliases\na@casa.example,b@casa.example\nb@casa.example,\n",
    ]
    .iter()
    .enumerate()
    {
        fs::write(kept.path(&format!("roster{place}.csv")), text).unwrap();
        lines.push(format!("review --service base39 --roster %roster{place}.csv --sandbox"));
    }
    fs::write(kept.path("latin.csv"), b"email\nJo\xe3o\n").unwrap();
    lines.push("review --service base39 --roster %latin.csv --sandbox".to_owned());
    for (place, text) in [
        "id,name\n",
        "id,name,email,ID\n",
        "id,name,email\n",
        "id,name,email\n,Ana,\n",
        "id,name,email\na,Ana,\na,Ana,\n",
        "id,name,email\na\n",
    ]
    .iter()
    .enumerate()
    {
        fs::write(kept.path(&format!("operators{place}.csv")), text).unwrap();
        lines.push(format!("review --service base39 --operators %operators{place}.csv --sandbox"));
    }
    fs::write(kept.path("operators.csv"), b"id,name,email\na,Jo\xe3o,\n").unwrap();
    lines.push("review --service base39 --operators %operators.csv --sandbox".to_owned());
    let suppress = "[[suppress]]\nfinding = 'base39-administrator'\n";
    let signed = format!("{suppress}reason = 'r'\nauthor = 'a'\nuntil = ");
    for (place, text) in [
        "title = ' '",
        &format!("title = '{}'", "a".repeat(200)),
        "titel = 'x'",
        "title = 7",
        "internal_domains = 'casa.example'",
        "internal_domains = ['@']",
        "tomticket = 3",
        "[tomticket]\nrequests_per_second = 0",
        "[tomticket]\nrequests_per_second = 9",
        "[tomticket]\nrequests_per_second = 'x'",
        "[base39]\nconflicts = [['approver', 'approver']]",
        "[base39]\nconflicts = [['x', 'approver']]",
        "[base39]\nconflicts = [['approver', 'financial'], ['financial', 'approver']]",
        "[findings.base39-adm]\nenabled = false",
        "[findings.roster-left]\nenabled = 'x'",
        "[findings.roster-left]\nseverity = 'x'",
        &format!("{signed}'soon'"),
        &format!("{signed}7"),
        suppress,
        &format!("{signed}2027-01-31\naccount = ' '"),
        &format!("{signed}2027-01-31\naccount = '@'"),
        &format!("{signed}2027-01-31\naccount = 'op1'").replace("base39-administrator", "roster-left"),
        &format!("{signed}2027-01-31").replace("'r'", "' '"),
        &format!("{signed}2027-01-31").replace("'a'", "' '"),
    ]
    .iter()
    .enumerate()
    {
        fs::write(kept.path(&format!("acesso{place}.toml")), text).unwrap();
        lines.push(format!("check --config %acesso{place}.toml"));
    }
    in_both_languages(&kept, &lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

#[tokio::test]
async fn what_is_wrong_with_a_campaign_is_told_in_portuguese() {
    let kept = Kept::new();
    let file = |name: &str, text: &str| fs::write(kept.path(name), text).unwrap();
    file("owners.csv", "service,reviewer\n*,bia@casa.example\n");
    let mut lines = Vec::new();
    let start = |more: &str| {
        format!("campaign start 1 --title Acessos --due 2099-01-31 --fallback rui@casa.example {more} --sandbox")
    };
    let by_owners = "--by service --owners %owners.csv";
    for (place, text) in [
        "",
        "service,reviewer\n",
        "service,reviewer\nbase39,ana\n",
        "service,reviewer\n,ana@casa.example\n",
        "servce,reviewer\nbase39,ana@casa.example\n",
        "reviewer,owner\na@casa.example,b@casa.example\n",
    ]
    .iter()
    .enumerate()
    {
        file(&format!("owners{place}.csv"), text);
        lines.push(start(&format!("--dry-run --by service --owners %owners{place}.csv")));
    }
    for (place, text) in
        ["department,reviewer\n,ana@casa.example\n", "department,reviewer\nA,ana@casa.example\na,ana@casa.example\n"]
            .iter()
            .enumerate()
    {
        file(&format!("heads{place}.csv"), text);
        lines.push(start(&format!("--dry-run --by department --departments %heads{place}.csv")));
    }
    lines.extend([
        start(by_owners),
        start("--dry-run --by manager"),
        start("--dry-run --by department"),
        start("--dry-run --by service"),
        start(&format!("--dry-run {by_owners}")).replace("start 1", "start 2"),
        start(&format!("--dry-run {by_owners}")).replace("Acessos", "''"),
        start(&format!("--dry-run {by_owners}")).replace("2099", "2019"),
        start(&format!("--dry-run {by_owners}")).replace("rui@casa.example", "rui"),
        start(&format!("{by_owners} --output %acesso/")),
    ]);
    in_both_languages(&kept, &lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let started = words(&kept, &start(&format!("{by_owners} --output %campaign/")));
    let started = run(kept.variables(), &started.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(started.code, 0, "{started:?}");
    let delegate = |from: &str, to: &str, more: &str| {
        format!("campaign delegate 1 --from {from} --to {to} --reason {more} --sandbox")
    };
    let bia = "bia@casa.example";
    let lines = [
        start(&format!("{by_owners} --output %other/")),
        delegate(bia, "rui", "x --until 2099-01-31"),
        delegate(bia, bia, "x --until 2099-01-31"),
        delegate(bia, "rui@casa.example", "x --until 2019-01-31"),
        delegate(bia, "rui@casa.example", "'' --until 2099-01-31"),
        delegate("rui@casa.example", bia, "x --until 2099-01-31"),
        "campaign start 1 --title T --due 2099-01-31 --by service --fallback rui@casa.example --sandbox".to_owned(),
    ];
    in_both_languages(&kept, &lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

#[tokio::test]
async fn what_is_wrong_with_decisions_is_told_in_portuguese() {
    let kept = Kept::new();
    let file = |name: &str, text: &[u8]| fs::write(kept.path(name), text).unwrap();
    let csv = fs::read_to_string(kept.write(&["export", "1"], "run.csv").await).unwrap();
    let (headings, rows) = csv.split_once('\n').unwrap();
    let row = rows.lines().next().unwrap();
    let decided = |cells: &str| format!("{headings}\n{}{cells}\n", row.strip_suffix(",,,,").unwrap());
    let wrong = [
        decided(",keep,,Bia,2099-01-01"),
        decided(",keep,,Bia,2001-01-01"),
        decided(",keep,,Bia,soon"),
        decided(",keep,,Bia,"),
        decided(",perhaps,,Bia,2026-02-02"),
        decided(",revoke,,Bia,2026-02-02"),
        decided(",keep,,,2026-02-02"),
        decided(",keep,,?,2026-02-02"),
        decided(",,why,Bia,"),
        decided(",keep,,Bia,2026-02-02").replace("approver", "aprover"),
        decided(",keep,,Bia,2026-02-02,x"),
        decided(",keep,,Bia,2026-02-02").replacen("since", "until", 1),
        decided(",keep,,Bia,2026-02-02").replacen("since", "kind", 1),
        format!("title\n{headings}\n{row}\n"),
        format!("{headings}\n{row}x\n"),
    ];
    let mut lines = Vec::new();
    for (place, text) in wrong.iter().enumerate() {
        file(&format!("decisions{place}.csv"), text.as_bytes());
        lines.push(format!("decide 1 --from %decisions{place}.csv --sandbox"));
    }
    fs::create_dir(kept.path("empty")).unwrap();
    fs::create_dir(kept.path("two")).unwrap();
    for name in ["two/a.csv", "two/b.csv", "latin.csv"] {
        file(name, b"decision\nJo\xe3o\n");
    }
    file("broken.xlsx", b"PK nothing");
    file("broken.json", b"{");
    file("other.json", br#"{"format": "acesso/other"}"#);
    for name in ["empty", "two", "latin.csv", "broken.xlsx", "broken.json", "other.json"] {
        lines.push(format!("decide --from %{name} --sandbox"));
    }
    in_both_languages(&kept, &lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
}
