//! What a review finds, as a person asks for it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use acesso_review::{
    judge::findings::{not_evaluated_when, rules},
    model::Lang,
    source::{Registry, Wording},
};
use acesso_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

use crate::{
    run::{Run, run, variables},
    stored::{Kept, sheets},
};

/// A company of ten, a place for its store, and its lists. TomTicket, which allows three calls a second, is left out.
struct Case {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
    variables: BTreeMap<&'static str, String>,
}

impl Case {
    async fn new() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let variables = variables(&sandbox);
        let case = Self { sandbox, folder: tempfile::tempdir().unwrap(), variables };
        let operators = case.sandbox.base39().operators();
        let rows: String = operators.map(|one| format!("{},{},{}\n", one.id, one.name, one.email)).collect();
        case.write("operators.csv", &format!("id,name,email\n{rows}"));
        let people = case.sandbox.roster();
        let rows: String = people
            .map(|one| format!("{};{};{};{}\n", one.email, one.name, one.status, one.left_on.unwrap_or_default()))
            .collect();
        case.write("roster.csv", &format!("E-mail;Nome;Situação;Desligado em\n{rows}"));
        case.write("acesso.toml", "internal_domains = ['casa-aurora.example']\n");
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    async fn run(&self, command: &str, arguments: &[&str]) -> Run {
        let (store, settings) = (self.path("acesso.db"), self.path("acesso.toml"));
        let own = [command, "--store", store.to_str().unwrap(), "--config", settings.to_str().unwrap()];
        run(&self.variables, &[&own, arguments].concat()).await
    }

    async fn review(&self, arguments: &[&str]) -> Run {
        let operators = self.path("operators.csv");
        let own = ["--service", "base39", "--service", "myreports", "--operators", operators.to_str().unwrap()];
        self.run("review", &[&own, arguments].concat()).await
    }

    async fn review_with_roster(&self, arguments: &[&str]) -> Run {
        let roster = self.path("roster.csv");
        self.review(&[&["--roster", roster.to_str().unwrap()], arguments].concat()).await
    }

    async fn findings(&self, arguments: &[&str]) -> Run {
        let answer = self.run("findings", arguments).await;
        assert_eq!(answer.code, 0, "{answer:?}");
        answer
    }

    async fn document(&self, arguments: &[&str]) -> Value {
        let answer = self.findings(&[&["--json"], arguments].concat()).await.json();
        assert_eq!((&answer["schema"], &answer["sandbox"]), (&"acesso/findings/2".into(), &true.into()), "{answer}");
        answer
    }

    async fn lines(&self, arguments: &[&str]) -> Vec<Value> {
        items(&self.document(arguments).await, "findings").to_vec()
    }
}

fn items<'a>(document: &'a Value, list: &str) -> &'a [Value] {
    document[list].as_array().unwrap()
}

fn of<'a>(lines: &'a [Value], rule: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["rule"] == rule).collect()
}

#[tokio::test]
async fn what_was_found_and_what_was_not_evaluated() {
    let case = Case::new().await;
    let review = case.review_with_roster(&[]).await;
    assert_eq!(review.code, 0, "{review:?}");

    let screen = case.findings(&[]).await;
    assert!(screen.out.starts_with("SANDBOX DATA"), "{}", screen.out);
    assert!(
        screen.out.contains("operators hold two roles in Base39 that conflict for the same company, for example"),
        "{screen:?}"
    );
    assert!(screen.out.contains("left on 2025-05-05, says the roster, but still holds"), "{}", screen.out);
    assert!(screen.out.contains("TomTicket is not among the services of the run"), "{}", screen.out);

    let document = case.document(&[]).await;
    let lines = items(&document, "findings");
    let left = of(lines, "roster-left");
    assert_eq!(left[0]["suppressed"], Value::Null, "{left:?}");
    assert!(left[0]["sentence"].as_str().unwrap().contains("left on 2025-05-05"), "{left:?}");
    assert_eq!(left[0]["principal"], "debora.ensaio.5@casa-aurora.example", "{left:?}");
    assert_eq!(of(lines, "roster-not-listed")[0]["principal_kind"], "person");
    assert!(of(lines, "tomticket-unlimited-quota").is_empty());
    let unasked = of(items(&document, "unanswered"), "tomticket-unlimited-quota");
    assert_eq!(unasked[0]["not_evaluated"], "TomTicket is not among the services of the run");
}

#[tokio::test]
async fn only_a_rule_or_a_severity() {
    let case = Case::new().await;
    case.review_with_roster(&[]).await;
    let document = case.document(&[]).await;
    let all = items(&document, "findings");
    let grave = case.document(&["--severity", "high"]).await;
    let high = items(&grave, "findings");
    let unasked = items(&grave, "unanswered");
    assert!(unasked.len() < items(&document, "unanswered").len(), "{unasked:?}");
    assert!(unasked.iter().all(|line| line["severity"] == "high"), "{unasked:?}");
    assert!(!high.is_empty() && high.len() < all.len());
    assert!(high.iter().all(|line| line["severity"] == "high"), "{high:?}");
    let one = case.lines(&["latest", "--rule", "base39-conflicting-roles"]).await;
    assert_eq!(one.len(), of(all, "base39-conflicting-roles").len());

    let table = case.findings(&["1", "--all", "--rule", "base39-conflicting-roles"]).await.out;
    assert!(table.contains("Which operators hold two roles") && table.contains("oprt_"), "{table}");
    let csv = case.findings(&["--format", "csv"]).await.out;
    let gaps = items(&document, "unanswered").iter().map(|line| items(line, "gaps").len()).sum::<usize>();
    assert_eq!(csv.lines().count(), 1 + all.len() + gaps, "{csv}");
    let about_the_run = |line: &str| line.starts_with("SANDBOX DATA") && line.contains(",1,");
    assert!(csv.lines().skip(1).all(about_the_run), "{csv}");

    for (arguments, code, about) in [
        (["--rule", "base39-administrador"], 2, "the likest: base39-administrator"),
        (["--severity", "severe"], 2, "severe"),
        (["--json", "7"], 3, "no run 7"),
        (["--json", "first"], 2, "first"),
    ] {
        let refused = case.run("findings", &arguments).await;
        assert_eq!(refused.code, code, "{refused:?}");
        assert!(refused.err.contains(about), "{refused:?}");
    }
}

#[tokio::test]
async fn a_review_fails_on_what_it_found_and_not_on_what_is_suppressed() {
    let case = Case::new().await;
    let suppress = |rule: &str, until: &str| {
        format!("[[suppress]]\nfinding = '{rule}'\nreason = 'known'\nauthor = 'Bia'\nuntil = '{until}'\n")
    };
    assert_eq!(case.review(&["--fail-on-new", "high"]).await.code, 5, "in the first run nothing is known");
    assert_eq!(case.review(&["--fail-on", "high"]).await.code, 5);
    assert_eq!(case.review(&["--fail-on-new", "low"]).await.code, 0, "nothing is new");
    assert_eq!(case.review(&[]).await.code, 0, "nobody asked");
    assert_eq!(case.review(&["--fail-on", "info"]).await.code, 2);

    let high: Vec<_> = case.lines(&["--severity", "high"]).await;
    let mut rules: Vec<_> = high.iter().map(|line| line["rule"].as_str().unwrap()).collect();
    rules.sort_unstable();
    rules.dedup();
    let suppressed: String = rules.iter().map(|rule| suppress(rule, "2999-12-31")).collect();
    case.write("acesso.toml", &(suppressed + &suppress("base39-administrator", "2020-01-01")));
    assert_eq!(case.review(&["--fail-on", "high"]).await.code, 0);
    assert_eq!(case.review(&["--fail-on", "medium"]).await.code, 5);
    let document = case.document(&[]).await;
    let lines = items(&document, "findings");
    for rule in rules {
        let marked = of(lines, rule);
        assert!(marked.iter().all(|line| line["suppressed"].is_object()), "{marked:?}");
        assert_eq!(marked[0]["suppressed"]["reason"], "known", "it stays listed");
    }
    let administrators = of(lines, "base39-administrator");
    assert!(administrators.iter().any(|line| line["suppressed"].is_null()), "its day is past");
    let expired = of(items(&document, "expired_suppressions"), "base39-administrator");
    assert_eq!(expired[0]["until"], "2020-01-01", "and that is told: {document}");
}

#[tokio::test]
async fn what_is_incomplete_wins_over_what_was_found() {
    let case = Case::new().await;
    case.sandbox.myreports().inject(Fault::status(403).always());
    let review = case.review(&["--fail-on", "low"]).await;
    assert_eq!(review.code, 6, "{review:?}");
    let document = case.document(&["--rule", "myreports-guest"]).await;
    let unasked = &items(&document, "unanswered")[0];
    assert_eq!((&unasked["incomplete"], &document["findings"]), (&json!(["myreports"]), &json!([])), "{document}");
    assert_eq!(unasked["gaps"], json!(["for the rest: MyReports was not read whole"]));
    assert!(!of(&case.lines(&[]).await, "base39-conflicting-roles").is_empty(), "the other service's results stay");
}

#[tokio::test]
async fn a_roster_or_settings_that_cannot_be_right_end_a_review_before_anybody_is_asked() {
    let case = Case::new().await;
    case.write("roster.csv", "email,status\nana@casa.example,left\nbia,left\n");
    let refused = case.review_with_roster(&[]).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("line 3") && !refused.err.contains("bia"), "{}", refused.err);
    case.write("acesso.toml", "[findings.base39-administrador]\nenabled = false\n");
    let refused = case.review(&[]).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("administrador") && refused.err.contains("base39-administrator"), "{}", refused.err);
    assert_eq!(case.sandbox.base39().request_count() + case.sandbox.myreports().request_count(), 0);
}

#[tokio::test]
async fn what_is_new_and_what_is_gone_since_the_run_before() {
    let kept = Kept::new();
    kept.database()
        .execute_batch(
            r#"UPDATE runs SET state = 'complete' WHERE id = 2; UPDATE scopes SET state = 'complete' WHERE run = 2;
            INSERT INTO evaluations SELECT id, 'base39-administrator', 'high', NULL, 0, NULL FROM runs WHERE id < 3;
            INSERT INTO evaluations VALUES (2, 'myreports-administrator', 'high', NULL, 0, NULL);
            DELETE FROM grants WHERE principal_kind = 'unattributed';
            INSERT INTO findings VALUES (2, 1, 'base39-administrator', 'high', 'base39', 'operator', 'op1', 'comp1',
                '{"permissions":["administrator"],"resources":1,"everywhere":false,"accesses":1}', NULL);"#,
        )
        .unwrap();
    let json = kept.run(&["findings", "--json"]).await.json();
    assert_eq!(json["findings"][0]["since"], "new", "{json}");
    let changes = &json["finding_changes"];
    assert_eq!((&changes["since_run"], &changes["gone"][0]["rule"]), (&json!(1), &json!("myreports-administrator")));
    assert_eq!(changes["perhaps_gone"], json!([]), "{json}");
    let screen = kept.run(&["findings"]).await;
    assert!(screen.out.contains("1, new") && screen.out.contains("gone"), "{}", screen.out);
    assert!(screen.err.contains("since run 1: 1 new, 2 gone"), "{}", screen.err);
    let each = kept.run(&["findings", "--all", "--lang", "pt-BR"]).await;
    assert!(each.out.contains("não existe mais") && each.err.contains("desde a leitura 1: 1 novo"), "{each:?}");
    let csv = kept.run(&["findings", "--format", "csv"]).await.out;
    assert!(csv.lines().nth(1).unwrap().ends_with(",new") && csv.contains(",gone,high,"), "{csv}");
    assert!(sheets(&kept.write(&["export"], "new.xlsx").await)["Findings"].contains("gone"));
    let report = fs::read_to_string(kept.write(&["export"], "new.html").await).unwrap();
    for said in [
        "<p class=\"since\">since run 1: 1 new, 2 gone</p>",
        "<b>1</b>, <span class=\"novelty new\">new</span>",
        "<summary>Found in run 1, and no longer there <b>2</b></summary>",
        "<li class=\"finding high\"><span class=\"tag\">high</span> Ana E. (a.exemplo@casa.example) is an administrator",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    for (run, code) in [("2", 5), ("1", 0)] {
        let answer = kept.run(&["findings", run, "--fail-on-new", "high"]).await;
        assert_eq!(answer.code, code, "{answer:?}");
    }
    let other = kept.run(&["findings", "--rule", "myreports-administrator", "--fail-on-new", "high"]).await;
    assert_eq!(other.code, 0, "of this rule there is none: {other:?}");
    assert!(other.err.contains("since run 1: 0 new, 1 gone"), "{}", other.err);
    kept.database().execute_batch("UPDATE runs SET state = 'incomplete' WHERE id = 2").unwrap();
    assert_eq!(kept.run(&["findings", "--fail-on-new", "high"]).await.code, 6);
}

#[tokio::test]
async fn the_people_of_a_manager_or_a_department_alone() {
    let kept = Kept::new();
    kept.database()
        .execute_batch(
            "INSERT INTO roster (run, email_key, name, manager, department) VALUES
                (1, 'ana@casa.example', 'Ana Exemplo', 'Rui', 'Finanças'), (1, 'bia@casa.example', 'Bia', 'Eva', 'Compras');
             INSERT INTO roster_aliases VALUES (1, 'bia@casa.example', 'bia@casa.example');",
        )
        .unwrap();
    let json = kept.run(&["findings", "1", "--manager", "rui", "--json"]).await.json();
    assert_eq!(items(&json, "findings").len(), 2, "{json}");
    let other = kept.run(&["findings", "1", "--department", "compras", "--fail-on-new", "low"]).await;
    assert_eq!((other.code, other.err.contains("0 findings")), (0, true), "{other:?}");
    assert!(other.out.contains("Only 1 person of the roster: department Compras"), "{}", other.out);
    let grants = kept.run(&["grants", "1", "--department", "financas", "--json"]).await.json();
    let principals: Vec<_> =
        items(&grants, "grants").iter().map(|grant| grant["principal"].as_str().unwrap()).collect();
    assert_eq!(principals, ["u1", "c1"], "under both of Ana's addresses");
    let nobody = kept.run(&["grants", "1", "--manager", "Rua"]).await;
    assert_eq!((nobody.code, nobody.out.as_str()), (3, ""), "an empty list would look like a clean one: {nobody:?}");
    assert_eq!(kept.run(&["grants", "2", "--manager", "Rui"]).await.code, 3, "the run has no roster");
    let export = kept.path("all.json");
    kept.run(&["export", "1", "--output", export.to_str().unwrap()]).await;
    let export: Value = serde_json::from_slice(&fs::read(export).unwrap()).unwrap();
    let user = items(&export, "principals").iter().find(|one| one["id"] == "u1").unwrap();
    assert_eq!((&user["department"], &user["manager"]), (&json!("Finanças"), &json!("Rui")), "{user}");
    assert!(sheets(&kept.write(&["export", "1"], "all.xlsx").await)["People"].contains("Finanças"));
}

/// FINDINGS.md is made from the rules. To renew it: `ACESSO_RENEW_DOCS=1 cargo test -p acesso --test tool findings_md`
#[test]
fn findings_md_is_the_table_of_the_rules() {
    let headings = "| id | severity | question | data needed | not evaluated when |";
    check_or_renew("FINDINGS.md", &document(include_str!("findings.md"), headings, Lang::En));
    let headings = "| id | severidade | pergunta | dados necessários | não avaliada quando |";
    check_or_renew("FINDINGS.pt-BR.md", &document(include_str!("findings.pt-BR.md"), headings, Lang::PtBr));
}

fn check_or_renew(page: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    if std::env::var_os("ACESSO_RENEW_DOCS").is_some() {
        std::fs::write(&path, now).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == now, "renew {page}: ACESSO_RENEW_DOCS=1 cargo test -p acesso --test tool findings_md");
}

fn document(introduction: &str, headings: &str, lang: Lang) -> String {
    let mut document = format!("{introduction}{headings}\n| --- | --- | --- | --- | --- |\n");
    for rule in rules(&Registry::built_in()) {
        let words = Wording(rule.id);
        let (id, severity) = (rule.id, lang.say_with("severity", [("severity", rule.severity.as_str().into())]));
        let (question, data) = (words.question(lang).unwrap(), words.data(lang).unwrap());
        let not_evaluated = not_evaluated_when(rule, lang).join("; ");
        document.push_str(&format!("| `{id}` | {severity} | {question} | {data} | {not_evaluated} |\n"));
    }
    document
}
