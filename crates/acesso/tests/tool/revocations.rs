//! `acesso revocations`: what people have to take away, and what is known of it by now.

use std::fs;

use serde_json::{Value, json};

use crate::{
    decide::Sheets,
    stored::{Kept, sheets},
};

/// Kept runs of which the first is decided about and signed: what Ana and the formula hold is to be taken away, João's access
/// to be changed.
async fn signed() -> Kept {
    let kept = Kept::new();
    let csv = kept.write(&["export", "1"], "review.csv").await;
    let decided = fs::read_to_string(&csv).unwrap().lines().map(decided).collect::<String>();
    fs::write(&csv, decided).unwrap();
    let taken = kept.run(&["decide", "--from", csv.to_str().unwrap()]).await;
    assert_eq!(taken.code, 0, "{taken:?}");
    kept
}

/// A line with what Rui decided in its last four columns.
fn decided(line: &str) -> String {
    let open = |line: &str| line.strip_suffix(",,,,").unwrap_or(line).to_owned();
    let decision = match line {
        _ if line.contains(",c1,customer,") => "revoke,\"=left, \u{202e}the \u{1b}[31mteam\",Rui,2026-01-31",
        _ if line.contains(",c2,customer,") => "revoke,no longer,Rui,2026-01-31",
        _ if line.contains(",approver,") => "change,only backoffice,Rui,2026-01-31",
        _ => return format!("{line}\n"),
    };
    format!("{},{decision}\n", open(line))
}

async fn sign(kept: &Kept) {
    let signed = kept.run(&["sign", "1", "--by", "Bia"]).await;
    assert_eq!(signed.code, 0, "{signed:?}");
}

#[tokio::test]
async fn the_work_list_says_whose_what_where_how_why_and_what_is_known() {
    let kept = signed().await;
    let nobody_signed = kept.run(&["revocations"]).await;
    assert_eq!(nobody_signed.code, 3, "{nobody_signed:?}");
    let open = kept.run(&["revocations", "1"]).await;
    assert!(open.out.contains("NOT SIGNED: none of this is an order before `acesso sign 1 --by NAME`"), "{open:?}");
    assert!(open.out.contains("state: not signed yet: no order"), "{open:?}");

    sign(&kept).await;
    let list = kept.run(&["revocations"]).await;
    assert_eq!(list.code, 0, "{list:?}");
    let expected = "SANDBOX DATA: imaginary people
Run 1 of 2026-01-01 07:00: 2 accesses to take away, 1 to change
acesso changes nothing at any service: people do what stands here, and the next
review checks it.

TomTicket: 2 to take away
  Ana Exemplo <Ana@casa.example>
      Open tickets (create_tickets) at TomTicket: help desk
      ids: c1 help-desk
      by customer_update, in the panel or as POST /customer/update
      Send `create_tickets` as 0, and the customer's language: TomTicket does
      not say whether a field that is left out goes back to its default.
      reason: =left, \u{fffd}the \u{fffd}[31mteam
      decided by Rui on 2026-01-31
      state: open: no run looked since
";
    assert!(list.out.starts_with(expected), "{}", list.out);
    let change = "
Base39: 1 to change
  João ÁVILA <joao.avila@casa.example>
      Approve (approver) at Base39: Padaria Sol
      ids: op1 comp1 perm_2 perm_3
      in the panel: Base39 documents no operation for it
      reason: only backoffice
      decided by Rui on 2026-01-31
      state: open or done: no run checks a change
";
    assert!(list.out.ends_with(change), "{}", list.out);
    assert!(list.out.lines().all(|line| line.chars().count() <= 80), "{}", list.out);
    let portuguese = kept.run(&["revocations", "--lang", "pt-BR"]).await;
    for said in ["2 acessos para retirar, 1 para alterar", "no painel: o Base39 não documenta", "em 31/01/2026"] {
        assert!(portuguese.out.contains(said), "{}", portuguese.out);
    }
}

#[tokio::test]
async fn programs_and_spreadsheets_get_the_same_and_no_text_is_a_formula() {
    let kept = signed().await;
    sign(&kept).await;
    let list = kept.run(&["revocations", "--json"]).await.json();
    assert_eq!((&list["schema"], &list["is_signed"]), (&json!("acesso/revocations/1"), &json!(true)));
    let of = |list: &Value| {
        ["principal", "permission", "operation", "method", "path", "state"]
            .map(|name| list[name].as_str().unwrap_or("-").to_owned())
            .join(" ")
    };
    let each = |name: &str| list[name].as_array().unwrap().iter().map(of).collect::<Vec<_>>();
    let update = "customer_update POST /customer/update open";
    assert_eq!(each("revocations"), [format!("c1 create_tickets {update}"), format!("c2 create_tickets {update}")]);
    assert_eq!(each("changes"), ["op1 approver - - - not_checked"]);

    let csv = fs::read_to_string(kept.write(&["revocations"], "list.csv").await).unwrap();
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert!(
        csv.contains("TomTicket,\"'=HYPERLINK(\"\"x\"\")\",bia@casa.example,revoke,Open tickets (create_tickets),"),
        "{csv}"
    );
    assert!(csv.contains("\"'=left, \u{202e}the \u{1b}[31mteam\""), "{csv}");
    assert!(csv.lines().last().unwrap().starts_with("Base39,João ÁVILA,joao.avila@casa.example,change,"), "{csv}");

    let folder = kept.path("lists");
    let arguments = ["revocations", "--output", &format!("{}/", folder.display())];
    let written = kept.run(&arguments).await;
    assert_eq!((written.code, written.out.as_str()), (0, ""), "{written:?}");
    assert!(written.err.contains("tomticket.xlsx (2)") && written.err.contains("base39.xlsx (1)"), "{written:?}");
    assert!(written.err.contains("acesso changes nothing at any service"), "{written:?}");
    let tomticket = sheets(&folder.join("tomticket.xlsx"));
    assert_eq!(tomticket.keys().collect::<Vec<_>>(), ["To change", "To take away"]);
    assert!(tomticket["To take away"].contains("=HYPERLINK") && !tomticket["To take away"].contains("<f>"));
    for printed in [
        "<pageSetUpPr fitToPage=\"1\"/>",
        "<pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\"",
        "<col min=\"10\" max=\"10\" width=\"12.7109375\" customWidth=\"1\"/><col min=\"11\" ",
    ] {
        assert!(tomticket["To take away"].contains(printed), "{printed}: {}", tomticket["To take away"]);
    }
    assert_eq!(tomticket["To take away"].matches("hidden=\"1\"").count(), 8, "what nobody reads on paper");
    assert!(!tomticket["To change"].contains("João"), "what is another service's");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "a file for each service that has something to do");
    let again = kept.run(&arguments).await;
    assert!(again.code == 2 && again.err.contains("is not empty"), "{again:?}");
}

/// What becomes of each access of run 1 by run 2, and the words for it.
const STATES: [([&str; 2], &str, &str); 6] = [
    (["op1", "approver"], "held_otherwise", "open in run 2: still held, by administrator on Base39: Padaria Sol"),
    (["perm_1", "financial"], "granted_again", "granted again, seen in run 2"),
    (["u1", "Administrator"], "unknown", "unknown: run 2 could not tell"),
    (["c1", "create_tickets"], "removed", "removed, seen so in run 2"),
    (["c2", "create_tickets"], "open", "open: still there in run 2"),
    (["o1", "operator"], "decided_anew", "no order any more: decided anew in the review of run 2: keep"),
];

/// Kept runs, in the first of which all that there is was revoked.
fn all_revoked() -> Kept {
    let kept = Kept::new();
    kept.renew();
    let decide = "INSERT INTO decisions SELECT 1, vendor, principal, resource, permission, 'revoke', 'left', 'Rui', '2026-01-31',
        '2026-01-31T00:00:00Z', 0 FROM grants WHERE run = 1";
    assert_eq!(kept.database().execute(decide, []).unwrap(), STATES.len());
    kept
}

/// The second run looks, and its own review keeps one of them.
fn look(kept: &Kept) {
    let store = kept.database();
    store
        .execute_batch(
            r#"INSERT INTO signatures VALUES (1, 1, '{"claimed_name":"Bia"}', 'x'), (2, 2, '{"claimed_name":"Bia"}', 'x');
             INSERT INTO decisions VALUES
                 (2, 'tomticket', 'o1', 'd1', 'operator', 'keep', NULL, 'Rui', '2026-02-02', '2026-02-02T00:00:00Z', 0);
             INSERT INTO revocations (run, vendor, principal, resource, permission, principal_kind, decided_in, state)
                 SELECT 2, vendor, principal, resource, permission, principal_kind, 1, 'held' FROM grants WHERE run = 1;
             UPDATE revocations SET by_principal = 'op1', by_resource = 'comp1', by_permission = 'administrator'
                 WHERE principal = 'op1';"#,
        )
        .unwrap();
    for ([principal, _], state, _) in STATES {
        let state = if ["removed", "unknown", "granted_again"].contains(&state) { state } else { "held" };
        store.execute("UPDATE revocations SET state = ?2 WHERE principal = ?1", [principal, state]).unwrap();
    }
}

/// Whose account, which access, and what is known of it.
type Row = [String; 3];

fn rows_of_table(rows: &[Vec<String>]) -> Vec<Row> {
    let [headings, rows @ ..] = rows else { return Vec::new() };
    let columns = ["account", "access", "state"].map(|name| headings.iter().position(|it| it == name).unwrap());
    rows.iter().map(|row| columns.map(|column| row[column].clone())).collect()
}

/// The cells of a line of a CSV, in which no cell has a line break.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            letter => cells.last_mut().unwrap().push(letter),
        }
    }
    cells
}

#[tokio::test]
async fn each_state_is_told_and_every_form_has_the_same_rows() {
    let kept = all_revoked();
    let states = async || -> Vec<[String; 3]> {
        let list = kept.run(&["revocations", "1", "--json"]).await.json();
        let orders = list["revocations"].as_array().unwrap();
        let member = |order: &Value, name: &str| order[name].as_str().unwrap().to_owned();
        orders.iter().map(|it| ["principal", "permission", "state"].map(|name| member(it, name))).collect()
    };
    assert!(states().await.iter().all(|[.., state]| state == "not_signed"));
    look(&kept);
    let told = |words: bool| {
        STATES.map(|([account, access], state, said)| {
            [account, access, if words { said } else { state }].map(str::to_owned)
        })
    };
    assert_eq!(states().await, told(false));
    let status = kept.run(&["status", "1", "--json"]).await.json();
    assert_eq!(status["open_revocations"], 4, "all but what is removed and what is decided anew");

    let csv = fs::read_to_string(kept.write(&["revocations", "1"], "list.csv").await).unwrap();
    let lines: Vec<_> = csv.lines().map(cells).collect();
    assert_eq!(rows_of_table(&lines), told(true));
    let workbook = kept.write(&["revocations", "1"], "list.xlsx").await;
    // Whoever gets a workbook does what stands there.
    let orders = &told(true)[..STATES.len() - 1];
    assert_eq!(rows_of_table(Sheets::open(&workbook).sheet("To take away")), orders);
    let folder = kept.path("lists");
    kept.run(&["revocations", "1", "--output", &format!("{}/", folder.display())]).await;
    let files = ["base39.xlsx", "myreports.xlsx", "tomticket.xlsx"].map(|name| folder.join(name));
    let rows = files.iter().flat_map(|file| rows_of_table(Sheets::open(file).sheet("To take away")));
    assert_eq!(rows.collect::<Vec<_>>(), orders);

    let text = kept.run(&["revocations", "1"]).await.out;
    assert!(
        text.contains("5 accesses to take away, 0 to change") && text.contains("TomTicket: 2 to take away"),
        "{text}"
    );
    let orders: Vec<_> =
        text.split("reason: left").map(|it| it.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(orders.len(), 1 + STATES.len(), "{text}");
    for (place, ([account, access], _, said)) in STATES.iter().enumerate() {
        assert!(orders[place].contains(access) && orders[place].contains(&format!("ids: {account}")), "{text}");
        let known = format!("decided by Rui on 2026-01-31 state: {said}");
        assert!(orders[place + 1].starts_with(&known), "{known}: {}", orders[place + 1]);
    }
}

#[tokio::test]
async fn where_nothing_is_decided_that_is_said() {
    let kept = Kept::new();
    let list = kept.run(&["revocations", "1"]).await;
    assert!(list.code == 0 && list.out.ends_with("\nnothing is to be taken away or changed\n"), "{list:?}");
    let folder = format!("{}/", kept.path("lists").display());
    let none = kept.run(&["revocations", "1", "--output", &folder]).await;
    assert!(none.code == 0 && !kept.path("lists").exists(), "{none:?}");
    assert!(none.err.contains("0 accesses to take away, 0 to change"), "{none:?}");
    let page = kept.run(&["revocations", "1", "--output", "list.html"]).await;
    assert!(page.code == 2 && page.err.contains("a work list has no page"), "{page:?}");
}
