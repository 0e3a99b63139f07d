//! `acesso export RUN --output report.html`

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use crate::{
    house::{House, START},
    packets::packet,
    run::run,
    stored::Kept,
};

/// What somebody may call themselves who means no good: in text, in an attribute, in a style.
const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)></style>&\\\u{202e}\n";

async fn page(kept: &Kept, run: &str, language: &str) -> String {
    let path = kept.write(&["export", run, "--lang", language], "report.html").await;
    std::fs::read_to_string(path).unwrap()
}

/// A store that has the newest shape, so that a test can fill it.
async fn kept() -> Kept {
    let kept = Kept::new();
    kept.run(&["runs"]).await;
    kept
}

/// A store in which somebody decided, and in which what was revoked before is told.
async fn reviewed() -> Kept {
    let kept = kept().await;
    let sql = r#"
        INSERT INTO decisions VALUES
            (1, 'tomticket', 'c1', 'help-desk', 'create_tickets', 'revoke', 'moved on', 'Rui', '2026-01-02', 'x', 1),
            (1, 'base39', 'op1', 'comp1', 'approver', 'keep', NULL, 'Bia', '2026-01-03', 'x', 0);
        INSERT INTO signatures VALUES
            (1, 1, '{"claimed_name":"Rita","signed_at":"2026-01-05T10:00:00Z"}', 'x');
        INSERT INTO revocations VALUES
            (2, 'tomticket', 'c1', 'help-desk', 'create_tickets', 'customer', 1, 'held'),
            (2, 'base39', 'op1', 'comp1', 'approver', 'operator', 1, 'granted_again'),
            (2, 'myreports', 'u1', 't1', 'Administrator', 'user', 1, 'removed'),
            (2, 'base39', 'perm_1', '*', 'financial', 'unattributed', 1, 'nobody knows');"#;
    kept.database().execute_batch(sql).unwrap();
    kept
}

/// Between the first `start` and the `end` after it.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let found = page.split_once(start);
    assert!(found.is_some(), "{start} is not there");
    found.unwrap().1.split_once(end).unwrap().0
}

/// The part of the page under this id.
pub(crate) fn section<'a>(page: &'a str, id: &str) -> &'a str {
    between(page, &format!("id=\"{id}\">"), "</section>")
}

/// The page's elements and text, without its own style and script.
fn markup(page: &str) -> String {
    let (style, script) = (between(page, "<style>", "</style>"), between(page, "<script>", "</script>"));
    page.replacen(style, "", 1).replacen(script, "", 1)
}

#[tokio::test]
async fn whatever_a_service_says_stays_text() {
    let kept = reviewed().await;
    let store = kept.database();
    let hostile = [HOSTILE];
    for change in [
        "UPDATE runs SET tool = ?1, roster = ?1, settings = ?1, sha256 = ?1, scope = json_object('base39', json_object(?1, ?1))",
        "UPDATE scopes SET problem = ?1, addresses = json_array(?1),
             credentials = json_array(json_object('of', ?1, 'sha256', ?1))",
        "UPDATE windows SET tool = ?1, os_user = ?1, host = ?1, command = json_array(?1)",
        "UPDATE proofs SET sentence = ?1, proof = json_object('proof', ?1)",
        "INSERT INTO operations SELECT 1, vendor, ?1, 1, 1, NULL, NULL, ?1, ?1 FROM scopes WHERE run = 1",
        "INSERT INTO requests SELECT 1, vendor, ?1, ?1, ?1, json_object(?1, ?1), ?1, 1, 0 FROM scopes WHERE run = 1",
        "UPDATE resources SET name = ?1",
        "UPDATE grants SET permission = permission || ?1, resource = resource || ?1, since = ?1, granted_by = ?1",
        "UPDATE grants SET principal = ?1, principal_kind = ?1 WHERE permission LIKE 'operator%'",
        "UPDATE decisions SET decision = ?1, reason = ?1, reviewer = ?1, decided_on = ?1,
             permission = permission || ?1, resource = resource || ?1",
        "UPDATE signatures SET statement = json_object('claimed_name', ?1, 'signed_at', ?1)",
        "UPDATE findings SET rule = ?1 || number, principal = principal || ?1, severity = ?1,
             data = json_object('name', ?1, 'email', ?1, 'permissions', json_array(?1), 'examples', json_array(?1)),
             suppressed = json_object('reason', ?1, 'author', ?1, 'until', '2027-01-01')",
        "UPDATE suppressions SET account = ?1, reason = ?1, author = ?1",
        "UPDATE evaluations SET not_evaluated = ?1 WHERE rule = 'roster-left'",
        "UPDATE revocations SET run = 1, principal = principal || ?1, permission = ?1 WHERE run = 2",
        "UPDATE principals SET name = ?1, email = ?1, kind = kind || ?1 WHERE id = 'c1'",
        "UPDATE principals SET name = ?1, email = ?1 WHERE id <> 'c1'",
        "UPDATE principals SET id = id || ?1, email_key = email_key || ?1",
    ] {
        assert!(store.execute(change, hostile).unwrap() > 0, "{change}");
    }
    for language in ["en", "pt-BR"] {
        let page = page(&kept, "1", language).await;
        assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"), "it is there as text");
        assert!(!page.contains(['\u{202e}', '\u{1b}']), "nothing turns the direction of writing around");
        let markup = markup(&page);
        assert!(markup.matches("alert(1)").count() > 30, "hardly anything is shown");
        for element in markup.split('<').skip(1) {
            assert_ours(element);
        }
    }
}

/// That an element is one of the page's own, with attributes of its own.
fn assert_ours(element: &str) {
    let (tag, _) = element.split_once('>').unwrap();
    let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap();
    let ours = "!doctype html head meta title style body a p header h1 h2 h3 span nav ul li main strong section dl div dt \
                dd figure figcaption svg rect article aside details summary table thead tr th tbody td b form label input fieldset \
                legend button output code footer script";
    assert!(ours.split(' ').any(|there| there == name), "<{tag}>");
    // What stands in quotes is a value, and can't hold a quote itself.
    let names: String = tag.split('"').step_by(2).collect();
    assert!(!names.contains(" on") && !names.contains("src=") && !names.contains("style="), "<{tag}>");
    if let Some((_, address)) = tag.split_once("href=\"") {
        assert!(address.starts_with('#'), "<{tag}>");
    }
}

#[tokio::test]
async fn nothing_is_fetched_and_nothing_else_runs() {
    let page = page(&Kept::new(), "1", "en").await;
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
    let style = between(&page, "<style>", "</style>");
    let script = between(&page, "<script>", "</script>");
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")
        .replace("&#39;", "'")
        .replace("&#43;", "+");
    let expected = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    );
    assert_eq!(policy, expected);
    for outside in ["http:", "https:", "url(", "@import", "src=", "<link", "<iframe", "style=\""] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.find("Content-Security-Policy") < page.find("<style>"), "a policy holds for what comes after it");
}

#[tokio::test]
async fn the_page_speaks_both_languages() {
    let kept = reviewed().await;
    let (english, portuguese) = (page(&kept, "1", "en").await, page(&kept, "1", "pt-BR").await);
    for (page, language, heading, figure) in
        [(&english, "en", "Is it complete?", "Signed"), (&portuguese, "pt-BR", "Está completo?", "Assinada")]
    {
        assert!(page.contains(&format!("<html lang=\"{language}\">")), "{language}");
        assert!(page.contains(heading) && page.contains(figure), "{language}");
        assert!(
            !page.contains("report-title") && !page.contains(">report-"),
            "a message that is not there: {language}"
        );
    }
    assert_eq!(english.matches("<li").count(), portuguese.matches("<li").count());
}

#[tokio::test]
async fn the_same_run_is_the_same_page() {
    let kept = reviewed().await;
    assert_eq!(page(&kept, "2", "en").await, page(&kept, "2", "en").await);
}

#[tokio::test]
async fn the_first_thing_said_is_how_far_the_review_is() {
    let kept = reviewed().await;
    let signed = page(&kept, "1", "en").await;
    let figures = between(&signed, "<dl class=\"figures\">", "</dl>");
    for said in [
        "Signed",
        "by Rita, as claimed, on 2026-01-05",
        "2 of 6 decided",
        "1 decided by the holder",
        "6 accounts",
        "<dd>Base39 2</dd>",
        "1 medium",
        "1 more suppressed",
        "No earlier run can be compared",
    ] {
        assert!(figures.contains(said), "{said}: {figures}");
    }
    let open = page(&kept, "2", "en").await;
    let figures = between(&open, "<dl class=\"figures\">", "</dl>");
    for said in
        ["Not signed", "0 of 5 decided", "<dd>since run 1</dd>", "1 gained, 1 lost, 1 changed", "without MyReports"]
    {
        assert!(figures.contains(said), "{said}: {figures}");
    }
    assert!(signed.contains("so nobody can tell which of them are new</p>"));
    assert!(open.contains("Before and after: run 1 had 5 accesses, run 2 has 5"));
}

#[tokio::test]
async fn whose_access_it_is_and_what_the_report_is_called_stand_above_it() {
    let kept = kept().await;
    let plain = page(&kept, "1", "pt-BR").await;
    assert!(plain.contains("<h1>Revisão de acessos</h1>") && !plain.contains("class=\"company\""));
    let settings = format!("company = '''{}'''\ntitle = 'Acessos, 3º trimestre'", HOSTILE.trim());
    std::fs::write(kept.path("acesso.toml"), settings).unwrap();
    let config = kept.path("acesso.toml").display().to_string();
    let path = kept.write(&["export", "1", "--lang", "pt-BR", "--config", &config], "named.html").await;
    let named = std::fs::read_to_string(path).unwrap();
    assert!(named.contains("<h1>Acessos, 3º trimestre</h1>"));
    assert!(between(&named, "<p class=\"company\">", "</p>").contains("&#60;script&#62;alert(1)"));
    let title = between(&named, "<title>", "</title>");
    assert!(title.contains("Acessos, 3º trimestre, leitura 1 de ") && title.contains("&#60;script&#62;"), "{title}");
    markup(&named).split('<').skip(1).for_each(assert_ours);
    let margin = between(&named, "@top-left { content: \"", "}\n");
    assert!(margin.ends_with("Leitura 1\" ") && !margin.contains('<'), "{margin}");
}

#[tokio::test]
async fn the_report_of_a_campaign_is_headed_by_company_title_and_period() {
    let house = House::new();
    let config = house.path("acesso.toml").display().to_string();
    std::fs::write(&config, "company = 'Casa Aurora'\ntitle = 'Quem pode o quê'").unwrap();
    let campaign = format!("--output={}/", house.path("campaign").display());
    let started = house.run(&[&START[..], &["--config", &config, &campaign]].concat()).await;
    assert_eq!(started.code, 0, "{started:?}");
    let packet = packet(&house.path("campaign/packet-1-p03@casa-aurora.example.html"));
    assert_eq!([&packet["company"], &packet["title"]], ["Casa Aurora", "Acessos, 2º trimestre"]);

    let path = house.path("report.html").display().to_string();
    let written = house.run(&["export", "1", "--lang=pt-BR", "--config", &config, "--output", &path]).await;
    assert_eq!(written.code, 0, "{written:?}");
    let page = std::fs::read_to_string(path).unwrap();
    let heading = between(&page, "<header", "</header>");
    assert!(heading.contains("<h1>Quem pode o quê</h1>") && heading.contains(">Casa Aurora</p>"), "{heading}");
    let lead = between(heading, "<p class=\"lead\">", "</p>");
    for part in ["30/06/2026", "09:00", "09:05", "TomTicket, Base39 e MyReports"] {
        assert!(lead.contains(part), "{part}: {lead}");
    }
    assert!(section(&page, "decisions").contains("Acessos, 2º trimestre"), "what the campaign is called");
}

#[tokio::test]
async fn what_was_decided_stands_beside_the_access() {
    let page = page(&reviewed().await, "1", "en").await;
    let people = section(&page, "people");
    let ana = between(people, "id=\"person-1\"", "</details>");
    assert!(ana.contains("revoke</strong> <span class=\"small\">Rui, 2026-01-02, about their own access: moved on"));
    assert!(ana.contains("undecided"), "{ana}");
    let joao = between(people, "<b>João ÁVILA</b>", "</details>");
    assert!(joao.contains("keep</strong> <span class=\"small\">Bia, 2026-01-03</span>"), "{joao}");
    assert!(joao.contains("2024-05-01") && joao.contains("Padaria Sol"), "{joao}");
}

#[tokio::test]
async fn who_decided_how_much_is_told_and_what_is_to_be_done_with_its_reason() {
    let kept = reviewed().await;
    let store = kept.database();
    store.execute("UPDATE decisions SET decision = 'change' WHERE vendor = 'base39'", []).unwrap();
    let english = page(&kept, "1", "en").await;
    let decisions = section(&english, "decisions");
    let reviewers: Vec<_> = decisions.split("<th scope=\"row\"").skip(1).map(cells).collect();
    let told = [["Bia", "0", "1", "0", "0", "2026-01-03"], ["Rui", "0", "0", "1", "1", "2026-01-02"]];
    assert_eq!(reviewers, told);
    let to_do = section(&english, "to-do");
    assert!(to_do.contains("1 to be removed, 1 to be changed"), "{to_do}");
    let rows: Vec<_> = to_do.split("<span class=\"tag\">").skip(1).collect();
    assert!(rows[0].starts_with("open: still there in run 2<"), "what a later run saw: {}", rows[0]);
    assert!(rows[0].contains("Ana Exemplo &#60;Ana@casa.example&#62;: <b>Open tickets</b>, TomTicket"), "{}", rows[0]);
    assert!(rows[0].contains("Rui, 2026-01-02: moved on"), "{}", rows[0]);
    assert!(rows[1].starts_with("to change<") && rows[1].contains("Padaria Sol"), "{}", rows[1]);

    store.execute("DELETE FROM revocations", []).unwrap();
    let tags = |page: &str| -> Vec<String> {
        let tags = section(page, "to-do").split("<span class=\"tag\">").skip(1);
        tags.map(|row| row.split('<').next().unwrap().to_owned()).collect()
    };
    assert_eq!(tags(&page(&kept, "1", "en").await), ["to remove", "to change"]);
    store.execute("DELETE FROM signatures", []).unwrap();
    assert_eq!(tags(&page(&kept, "1", "en").await), ["revoke", "change"], "nobody has to do yet what is not signed");
    let open = page(&kept, "2", "pt-BR").await;
    assert!(section(&open, "decisions").contains("Nada foi decidido ainda.") && !open.contains("id=\"to-do\""));
}

#[tokio::test]
async fn what_became_of_a_revocation_is_told_as_the_work_list_tells_it() {
    let kept = reviewed().await;
    for (change, told) in [
        ("", "open: still there in run 2"),
        // A role is the same in any case.
        ("UPDATE revocations SET permission = upper(permission)", "open: still there in run 2"),
        (
            "INSERT INTO decisions VALUES
                 (2, 'tomticket', 'c1', 'help-desk', 'create_tickets', 'keep', NULL, 'Bia', '2026-02-03', 'x', 0);
             INSERT INTO signatures VALUES (2, 2, '{}', 'y')",
            "no order any more: decided anew in the review of run 2: keep",
        ),
    ] {
        kept.database().execute_batch(change).unwrap();
        let list = kept.run(&["revocations", "1", "--format", "csv"]).await.out;
        assert!(list.contains(told), "{told}: {list}");
        let page = page(&kept, "1", "en").await;
        let to_do = section(&page, "to-do");
        assert_eq!(between(to_do, "<span class=\"tag\">", "<"), told);
        let standing = if told.starts_with("open") { "1 to be removed" } else { "0 to be removed" };
        assert!(to_do.contains(standing), "{told}: {to_do}");
    }
}

#[tokio::test]
async fn a_campaign_tells_its_day_and_how_far_everybody_is_what_was_carried_over_apart() {
    let kept = reviewed().await;
    kept.renew();
    let store = kept.database();
    store
        .execute_batch(
            "INSERT INTO campaigns VALUES
                 (1, 'Acessos <3º>', '2026-12-15', 'manager', 'rui@casa.example', NULL, 1, 1, NULL, NULL,
                  '2026-01-02T10:00:00Z', NULL);
             INSERT INTO assignments (run, vendor, principal, resource, permission, reviewer, assigned_by, standing,
                     carried_from, asked)
                 SELECT 1, vendor, principal, resource, permission,
                     CASE vendor WHEN 'tomticket' THEN 'bia@casa.example' ELSE 'rui@casa.example' END, 'manager', 'new',
                     CASE WHEN vendor = 'myreports' OR principal = 'c1' THEN 1 END, permission <> 'financial'
                 FROM grants WHERE run = 1;
             INSERT INTO roster (run, email_key, name) VALUES (1, 'bia@casa.example', 'Bia Exemplo');
             INSERT INTO roster_aliases VALUES (1, 'bia@casa.example', 'bia@casa.example');
             INSERT INTO delegations VALUES
                 (1, 1, 'caio@casa.example', 'rui@casa.example', '2026-12-20', 'férias', '2026-01-03T10:00:00Z');",
        )
        .unwrap();
    let page = page(&kept, "1", "pt-BR").await;
    let decisions = section(&page, "decisions");
    assert!(decisions.contains("<p>Acessos &#60;3º&#62;: prazo para decidir, 15/12/2026.</p>"), "{decisions}");
    let shares = between(decisions, "<table class=\"shares by-reviewer\">", "</table>");
    let shares: Vec<_> = shares.split("<th scope=\"row\"").skip(1).map(cells).collect();
    // Of Bia's three one was decided though it was carried over; of Rui's three one was carried over and one is not asked again.
    let told = [
        ["Bia Exemplo &#60;bia@casa.example&#62;", "1 de 3 decididos", "0", "0"],
        ["rui@casa.example", "1 de 1 decididos", "1", "1"],
    ];
    assert_eq!(shares, told);
    let instead = "rui@casa.example decide no lugar de caio@casa.example até 20/12/2026: férias";
    assert!(decisions.contains(instead), "{decisions}");
    assert!(page.contains("de 4 decididos"), "of what is asked: {page}");
    assert!(decisions.contains("Trazidos, como mantidos antes</th>"), "{decisions}");
    assert!(section(&page, "people").contains("trazido: mantido pela assinatura 1<"), "not as undecided: {page}");
    store.execute_batch("UPDATE assignments SET carried_from = NULL, asked = 1").unwrap();
    store.execute_batch("UPDATE decisions SET reviewer = 'BIA@casa.example'").unwrap();
    let page = self::page(&kept, "1", "pt-BR").await;
    let decisions = section(&page, "decisions");
    assert!(!decisions.contains("Trazidos, como mantidos antes"), "nothing was: {decisions}");
    let who_decided = between(decisions, "<table class=\"by-reviewer\">", "</table>");
    assert!(who_decided.contains("Bia Exemplo &#60;BIA@casa.example&#62;</th>"), "{who_decided}");
}

/// The texts of the cells of a row of a table.
pub(crate) fn cells(row: &str) -> Vec<&str> {
    row.split("</tr>")
        .next()
        .unwrap()
        .split('>')
        .skip(1)
        .filter_map(|cell| cell.split('<').next())
        .collect::<Vec<_>>()
        .into_iter()
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect()
}

#[tokio::test]
async fn reviewers_without_end_are_counted() {
    let kept = kept().await;
    kept.database()
        .execute_batch(
            "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 30)
             INSERT INTO decisions SELECT 1, 'base39', 'p' || i, 'r', 'approver', 'keep', NULL, 'Rui ' || i, '2026-01-02', 'x', 0
             FROM n;",
        )
        .unwrap();
    let page = page(&kept, "1", "en").await;
    assert_eq!(section(&page, "decisions").matches("<th scope=\"row\"").count(), 20);
    assert!(section(&page, "decisions").contains("10 more decided: the XLSX has all decisions."));
}

#[tokio::test]
async fn each_change_is_told_by_what_became_of_it() {
    let kept = kept().await;
    let page_of_second = page(&kept, "2", "en").await;
    let told = between(&page_of_second, "id=\"each-change\"", "</section>");
    for said in [
        "lost <b>1</b>",
        "changed <b>1</b>",
        "gained <b>1</b>",
        "bia@casa.example&#62;: <b>Open tickets</b>, TomTicket: help desk",
        "active: yes → active: no",
        "João ÁVILA &#60;joao.avila@casa.example&#62;: <b>",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert!(!page(&kept, "1", "en").await.contains("id=\"each-change\""), "there is no run before it");
}

#[tokio::test]
async fn what_became_of_revocations_is_told_the_gravest_first() {
    let kept = reviewed().await;
    let page_of_second = page(&kept, "2", "en").await;
    let revoked = section(&page_of_second, "revoked");
    assert!(revoked.contains("1 still held, 1 granted again, 1 not known, 1 removed"), "{revoked}");
    let rows: Vec<_> = revoked.split("<span class=\"tag\">").skip(1).collect();
    let starts = ["still held", "granted again", "not known", "removed"];
    assert!(rows.len() == 4 && rows.iter().zip(starts).all(|(row, start)| row.starts_with(start)), "{rows:#?}");
    assert!(rows[0].contains("Ana Exemplo") && rows[0].contains("help desk"), "{}", rows[0]);
    assert!(rows[0].contains("revoked in run 1 by Rui on 2026-01-02: moved on"), "{}", rows[0]);
    assert!(rows[3].contains("revoked in run 1<"), "whose decision is no longer there: {}", rows[3]);
    assert!(section(&page(&kept, "1", "en").await, "revoked").contains("No signed review before this run"));
}

#[tokio::test]
async fn a_person_is_one_row_over_all_services_and_aliases() {
    let page = page(&kept().await, "1", "en").await;
    let people = section(&page, "people");
    let rows: Vec<_> = people.split("<li class=\"row person\"").skip(1).collect();
    assert_eq!(rows.len(), 6, "{people}");
    assert!(rows[0].contains("Ana E.") && rows[0].contains("1 finding<"), "the one with a finding: {}", rows[0]);
    assert!(rows[0].contains("Ana@casa.example, a.exemplo@casa.example"), "{}", rows[0]);
    assert!(rows[0].contains("MyReports, TomTicket") && rows[0].contains("2 accesses"), "{}", rows[0]);
    let notable: Vec<_> = rows.iter().map(|row| row.contains("data-notable")).collect();
    assert_eq!(notable, [true, false, false, false, false, false]);
    let alone = rows.iter().find(|row| row.contains("no e-mail address")).unwrap();
    assert!(alone.contains("TomTicket operator o1"), "an account without an address is nobody else's: {alone}");
    let nobody = rows.iter().find(|row| row.contains("Nobody by name")).unwrap();
    assert!(nobody.contains("financial (perm_1)") && nobody.contains("everything"), "{nobody}");
    let idle = rows.iter().find(|row| row.contains("idle@casa.example")).unwrap();
    assert!(idle.contains("Holds nothing"), "{idle}");
}

#[tokio::test]
async fn keys_are_rows_of_their_own() {
    let kept = kept().await;
    let key = "INSERT INTO principals VALUES (1, 'base39', 'key_1', 'key', 'backup', 'ana@casa.example', 'ana@casa.example', '{}')";
    kept.database().execute(key, []).unwrap();
    let page = page(&kept, "1", "en").await;
    let key = between(&page, "<b>backup</b>", "</details>");
    assert!(key.contains("API key ana@casa.example") && key.contains("Base39 key key_1"), "{key}");
    assert!(page.contains("7 accounts, 1 of them keys"));
}

#[tokio::test]
async fn the_roster_says_what_somebody_is_called_where_they_work_and_whether_they_left() {
    let kept = kept().await;
    let store = kept.database();
    let insert = "INSERT INTO roster (run, email_key, name, status, left_on, manager, department)
        VALUES (1, 'ana@casa.example', 'Ana da Casa', 'left', '2025-12-01', 'Otávio <Prova>', 'Vendas')";
    store.execute(insert, []).unwrap();
    let portuguese = page(&kept, "1", "pt-BR").await;
    let ana = between(&portuguese, "id=\"person-1\"", "</summary>");
    for said in [
        "<b>Ana da Casa</b>",
        "<span class=\"left\">saiu em 01/12/2025</span>",
        "Vendas · gestor Otávio &#60;Prova&#62; · MyReports, TomTicket",
        "<span class=\"found medium\"><span class=\"tag\">média</span> 1 achado</span>",
    ] {
        assert!(ana.contains(said), "{said}: {ana}");
    }
    for (change, left) in [
        ("left_on = NULL", Some("no longer here")),
        ("left_on = '2026-02-01'", None),
        ("status = 'active', left_on = NULL", None),
        ("status = NULL, left_on = '2025-12-01'", Some("left on 2025-12-01")),
    ] {
        store.execute(&format!("UPDATE roster SET {change}"), []).unwrap();
        let page = page(&kept, "1", "en").await;
        let ana = between(&page, "id=\"person-1\"", "</summary>");
        let told = ana.split_once("<span class=\"left\">").map(|(_, rest)| rest.split('<').next().unwrap());
        assert_eq!(told, left, "{change}");
    }
}

#[tokio::test]
async fn those_about_whom_the_gravest_was_found_come_first() {
    let kept = kept().await;
    kept.database()
        .execute_batch(
            "INSERT INTO findings SELECT 1, 10, 'myreports-administrator', 'high', 'tomticket', 'customer', 'c2', NULL, '{}', NULL;
             INSERT INTO findings SELECT 1, 11, 'myreports-guest', 'low', 'base39', 'operator', 'op1', NULL, '{}', NULL;
             INSERT INTO findings SELECT 1, 12, 'myreports-guest', 'low', 'base39', 'operator', 'op1', NULL, '{}', NULL;",
        )
        .unwrap();
    let page = page(&kept, "1", "en").await;
    let found: Vec<_> = section(&page, "people")
        .split("<span class=\"found ")
        .skip(1)
        .map(|found| (found.split('"').next().unwrap(), between(found, "</span> ", "<")))
        .collect();
    assert_eq!(found, [("high", "1 finding"), ("medium", "1 finding"), ("low", "2 findings")]);
}

#[tokio::test]
async fn whoever_gets_the_page_by_mail_is_told_what_it_is_of_when_and_whose_clock_that_is() {
    let kept = kept().await;
    let utc = page(&kept, "1", "en").await;
    let lead = between(&utc, "<p class=\"lead\">", "</p>");
    let told = "in TomTicket, Base39 and MyReports, as these services said on 2026-01-01, between 10:00 and 10:05.";
    assert!(lead.ends_with(told), "{lead}");
    kept.database().execute("UPDATE windows SET utc_offset = '-03:00'", []).unwrap();
    let local = page(&kept, "2", "pt-BR").await;
    let lead = between(&local, "<p class=\"lead\">", "</p>");
    assert!(lead.ends_with("informaram em 01/02/2026, entre 07:00 e 09:05."), "{lead}");
    let about = between(&local, "<p class=\"about\">", "</p>");
    assert_eq!(about, "<span>Leitura 2</span><span>incompleta</span><span>horários em UTC-03:00</span>");
    let read: Vec<_> = local.split("<dt>Lida</dt><dd>").skip(1).map(|it| it.split('<').next().unwrap()).collect();
    assert_eq!(read, ["de 01/02/2026 07:00 a 01/02/2026 07:05", "de 01/02/2026 09:00 a 01/02/2026 09:05"]);
    kept.database().execute("UPDATE windows SET ended_at = '2026-02-03T01:00:00Z' WHERE number = 2", []).unwrap();
    let days = page(&kept, "2", "pt-BR").await;
    assert!(
        between(&days, "<p class=\"lead\">", "</p>").ends_with("informaram entre 01/02/2026 07:00 e 02/02/2026 22:00.")
    );
}

#[tokio::test]
async fn a_finding_leads_to_the_person() {
    let page = page(&kept().await, "1", "en").await;
    let findings = section(&page, "findings");
    let rows: Vec<_> = findings.split("<li class=\"row finding").skip(1).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows[0].starts_with(" medium\"") && rows[0].contains("href=\"#person-1\""), "{}", rows[0]);
    assert!(rows[0].contains("data-service=\"myreports\""), "{}", rows[0]);
    assert!(rows[1].contains("By Rui until 2027-01-01: +agreed"), "{}", rows[1]);
    assert!(page.contains("id=\"person-1\"") && findings.contains("Bia suppressed this for u1 until 2025-12-31"));
}

/// The groups of the findings, each with its tag, its count and how many rows it has.
fn groups(page: &str) -> Vec<(&str, &str, &str, usize)> {
    let groups = section(page, "findings").split("<details class=\"group\" id=\"").skip(1);
    let group = |group| {
        let (id, tag) = (between(group, "", "\""), between(group, "<span class=\"tag\">", "<"));
        (id, tag, between(group, "<b>", "</b>"), group.matches("<li class=\"row finding").count())
    };
    groups.map(group).collect()
}

#[tokio::test]
async fn findings_stand_together_by_rule_folded_the_gravest_first_and_the_suppressed_apart() {
    let kept = kept().await;
    kept.database()
        .execute_batch(
            "INSERT INTO findings SELECT run, 2 + number, 'roster-left', 'high', NULL, 'person', 'ana@casa.example', NULL,
                 data, NULL FROM findings WHERE run = 1;
             INSERT INTO findings SELECT run, 9, 'of-another-version', 'low', vendor, principal_kind, principal, resource,
                 data, NULL FROM findings WHERE run = 1 AND number = 1;",
        )
        .unwrap();
    let page = page(&kept, "1", "en").await;
    let found = [
        ("rule-roster-left", "high", "2", 2),
        ("rule-myreports-guest", "medium", "1", 1),
        ("rule-of-another-version", "low", "1", 1),
        ("suppressed", "suppressed", "1", 1),
    ];
    assert_eq!(groups(&page), found);
    let findings = section(&page, "findings");
    assert!(findings.contains("2 people left, says the roster, but still hold accesses, for example Ana E."));
    assert!(between(findings, "id=\"suppressed\"", "</details>").contains("<code>myreports-administrator</code>"));
    assert!(!page.contains("<details open"), "folded");
}

#[tokio::test]
async fn a_rule_that_finds_everybody_leaves_room_for_the_others() {
    let kept = kept().await;
    kept.database()
        .execute_batch(
            "WITH RECURSIVE n (i) AS (VALUES (3) UNION ALL SELECT i + 1 FROM n WHERE i < 6002)
             INSERT INTO findings SELECT 1, i, 'myreports-administrator', 'high', 'myreports', 'user', 'u1', 't1', '{}', NULL
             FROM n;",
        )
        .unwrap();
    let page = page(&kept, "1", "en").await;
    let found = [
        ("rule-myreports-administrator", "high", "6,000", 4_998),
        ("rule-myreports-guest", "medium", "1", 1),
        ("suppressed", "suppressed", "1", 1),
    ];
    assert_eq!(groups(&page), found);
    assert!(
        section(&page, "findings")
            .contains("1,002 more: the XLSX and <code>acesso findings --all</code> have them all.")
    );
}

#[tokio::test]
async fn imaginary_people_are_marked_and_real_ones_are_not() {
    let kept = kept().await;
    let imaginary = page(&kept, "1", "en").await;
    assert!(
        between(&imaginary, "<aside class=\"sandbox\"", "</aside>").contains("<p>SANDBOX DATA: imaginary people</p>")
    );
    assert!(between(&imaginary, "<title>", "</title>").starts_with("SANDBOX DATA"), "in the window's title");
    assert!(imaginary.contains("@top-right { content: \"SANDBOX DATA: imaginary people\" }"), "on each printed page");
    kept.database().execute("UPDATE holds SET kind = 'real'", []).unwrap();
    let store = kept.path("acesso/sandbox.db").to_str().unwrap().to_owned();
    let none = std::collections::BTreeMap::new();
    let real = run(&none, &["export", "1", "--format", "html", "--store", &store]).await;
    assert_eq!((real.code, real.err.as_str()), (0, ""), "{}", real.err);
    assert!(
        real.out.starts_with("<!doctype html>") && !real.out.contains("SANDBOX") && !real.out.contains("imaginary")
    );
}

#[tokio::test]
async fn each_printed_page_says_which_run_it_is_of() {
    let kept = kept().await;
    let json = kept.run(&["export", "2", "--json"]).await.json();
    let hash = json["run"]["sha256"].as_str().unwrap();
    let page = page(&kept, "2", "pt-BR").await;
    let margins = page.rsplit_once("@page {").unwrap().1;
    assert!(margins.contains("@top-left { content: \"Leitura 2\" }"), "{margins}");
    assert!(margins.contains(&format!("@bottom-left {{ content: \"SHA-256 {hash}\" }}")));
    assert!(margins.contains("content: \"Página\" \" \" counter(page) \" \" \"de\" \" \" counter(pages)"));
}

#[tokio::test]
async fn what_is_missing_is_said_first() {
    let kept = kept().await;
    let incomplete = page(&kept, "2", "en").await;
    assert!(incomplete.contains("Something of this run could not be read"));
    let complete = section(&incomplete, "complete");
    assert!(complete.contains("it answered: \u{fffd}[31m503"), "{complete}");
    assert_eq!(complete.matches("✓").count(), 2);
    assert_eq!(complete.matches("✗").count(), 1);
    assert!(section(&incomplete, "not-covered").contains("MyReports: what could not be read of it"));
    assert!(page(&kept, "3", "en").await.contains("This run is being read, or was stopped"));
    let whole = page(&kept, "1", "en").await;
    assert!(!whole.contains("class=\"warning\""), "nothing is missing");
}

#[tokio::test]
async fn an_empty_run_is_a_page_without_controls() {
    let kept = kept().await;
    let clear =
        "DELETE FROM principals; DELETE FROM grants; DELETE FROM findings; DELETE FROM scopes; DELETE FROM windows;
                 DELETE FROM suppressions;";
    kept.database().execute_batch(clear).unwrap();
    let page = page(&kept, "1", "en").await;
    for said in ["No service was read.", "Nothing was found.", "This run has no accounts.", "0 of 0 decided"] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("<form") && !page.contains("<svg"), "nothing to narrow and nothing to draw");
}

#[tokio::test]
async fn without_a_script_everything_is_shown_and_no_control_is_dead() {
    let page = page(&kept().await, "1", "en").await;
    assert_eq!(page.matches("<form ").count(), 2);
    assert_eq!(page.matches("<form class=\"controls\" role=\"search\"").count(), 2);
    assert!(page.split("<form ").skip(1).all(|form| form.split_once('>').unwrap().0.ends_with(" hidden")));
    assert!(!markup(&page).contains("filtered"));
}

#[tokio::test]
async fn a_long_list_ends_and_says_where_the_rest_is() {
    let kept = kept().await;
    kept.database()
        .execute_batch(
            "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
             INSERT INTO principals SELECT 1, 'myreports', 'n' || i, 'user', 'N', i || '@n.example', i || '@n.example', '{}'
             FROM n;
             WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 30)
             INSERT INTO grants SELECT 1, 'myreports', 'u1', 'more' || i, 'reader', 'user', NULL, NULL, NULL, '{}' FROM n;
             WITH RECURSIVE n (i) AS (VALUES (3) UNION ALL SELECT i + 1 FROM n WHERE i < 5004)
             INSERT INTO findings SELECT 1, i, 'myreports-guest', CASE i WHEN 5004 THEN 'high' ELSE 'low' END, 'myreports',
                 'user', 'u1', 't1', '{}', NULL FROM n;",
        )
        .unwrap();
    let page = page(&kept, "1", "en").await;
    let (findings, people) = (section(&page, "findings"), section(&page, "people"));
    assert_eq!(people.matches("<li class=\"row person\"").count(), 5_000);
    assert!(people.contains("6 more are not on this page: the XLSX and <code>acesso who</code> have everybody."));
    let ana = between(people, "<b>Ana", "</details>");
    assert_eq!(ana.matches("<tr>").count(), 1 + 25, "the headings, and as many accesses");
    assert!(ana.contains("32 accesses") && ana.contains("And 7 more"), "{ana}");
    assert_eq!(findings.matches("<li class=\"row finding").count(), 5_000);
    assert!(findings.contains("4 more: the XLSX and <code>acesso findings --all</code> have them all."));
    let first = findings.split("<li class=\"row finding").nth(1).unwrap();
    assert!(first.starts_with(" high\""), "the gravest is not among those left out: {first}");
}

#[tokio::test]
async fn what_was_asked_is_told_operation_by_operation() {
    let kept = kept().await;
    kept.database()
        .execute_batch(
            "INSERT INTO operations VALUES
                 (1, 'tomticket', 'customer_list', 2, 1200, 1199, 1200, '2026-01-01T10:00:00Z', '2026-01-01T10:04:59Z');
             INSERT INTO requests VALUES
                 (1, 'tomticket', 'customer_list', 'GET', '/customer/list', '{\"customer_type_id\":\"I\"}',
                     '2026-01-01T10:00:00Z', 5, 3);
             UPDATE windows SET tool = '0.1.0' WHERE run = 1;
             UPDATE proofs SET proof = json_set(proof, '$.theirs_first', 1199, '$.theirs_last', 1200) WHERE run = 1;
             UPDATE scopes SET addresses = '[\"api.example\"]', credentials = '[{\"of\":\"token\",\"sha256\":\"0a1b2c3d\"}]'
                 WHERE run = 1 AND vendor = 'tomticket';",
        )
        .unwrap();
    let page = page(&kept, "1", "en").await;
    let asked = between(section(&page, "complete"), "<details>", "</details>");
    for said in [
        "customer_list",
        "customer type id: I",
        ">1,200<",
        "1,199 → 1,200",
        ">3<",
        "2026-01-01 10:04:59",
        "api.example",
        "token 0a1b2c3d",
    ] {
        assert!(asked.contains(said), "{said}: {asked}");
    }
}

#[tokio::test]
async fn a_page_is_written_of_a_whole_run_alone() {
    let kept = Kept::new();
    for command in
        [&["grants", "1"][..], &["findings", "1"], &["runs"], &["who", "ana@casa.example"], &["diff", "1", "2"]]
    {
        let refused = kept.run(&[command, &["--format", "html"]].concat()).await;
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{command:?} {refused:?}");
        assert!(refused.err.contains("acesso export RUN --output report.html"), "{}", refused.err);
    }
}
