//! The report and the packets of a campaign in a real browser. `cargo xtask test --browser` runs this where there are `chromium`
//! and `pdftotext`, and what drives it from node, and says so where they are not.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

#[path = "tool/house.rs"]
mod house;
#[path = "tool/run.rs"]
#[expect(dead_code, reason = "it is there for the tests of the tool")]
mod run;
#[path = "tool/schemas.rs"]
mod schemas;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use rusqlite::Connection;
use tempfile::TempDir;

/// A name that says so in the window's title where it is taken for more than a name.
const NAME: &str = "<script>document.title = 'it ran'</script><img src=x onerror=\"document.title = 'it ran'\">";

/// The report of a run in a folder of its own.
struct Report {
    folder: TempDir,
    page: String,
}

impl Report {
    fn new() -> Self {
        let (folder, store) = acesso_review::store::testing::kept();
        let path = store.path().to_owned();
        drop(store);
        let rename = "UPDATE principals SET name = ?1 WHERE id = 'c2'";
        Connection::open(&path).unwrap().execute(rename, [NAME]).unwrap();
        let report = folder.path().join("report.html");
        let export = Command::new(env!("CARGO_BIN_EXE_acesso"))
            .args([
                "export",
                "1",
                "--lang",
                "en",
                "--store",
                path.to_str().unwrap(),
                "--output",
                report.to_str().unwrap(),
            ])
            .output()
            .unwrap();
        assert!(export.status.success(), "{export:?}");
        let page = fs::read_to_string(report).unwrap();
        Self { folder, page }
    }

    /// A page beside the report.
    fn with(&self, name: &str, page: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, page).unwrap();
        path
    }

    /// What the browser makes of a page, and what it complains about.
    fn shown(&self, path: &Path, fragment: &str) -> (String, Vec<String>) {
        let options = ["--virtual-time-budget=5000", "--enable-logging=stderr", "--dump-dom"];
        let output = self.browser(&options, path, fragment);
        let complaints = String::from_utf8_lossy(&output.stderr)
            .lines()
            .filter(|line| line.contains(":CONSOLE"))
            .map(str::to_owned)
            .collect();
        (String::from_utf8(output.stdout).unwrap(), complaints)
    }

    /// The report as the browser shows it, which has nothing to complain about.
    fn report(&self, fragment: &str) -> String {
        let (page, complaints) = self.shown(&self.folder.path().join("report.html"), fragment);
        assert!(complaints.is_empty(), "{complaints:?}");
        assert!(page.ends_with("</html>\n"), "the browser showed no page: {page}");
        page
    }

    fn browser(&self, options: &[&str], path: &Path, fragment: &str) -> Output {
        let profile = tempfile::tempdir_in(self.folder.path()).unwrap();
        let flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
                     --disable-component-update --disable-sync --hide-scrollbars --allow-file-access-from-files";
        let output = Command::new("chromium")
            .args(flags.split_whitespace())
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(options)
            .arg(format!("file://{}{fragment}", path.display()))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output
    }
}

/// The rows of a kind that are shown, of those that there are.
fn rows<'a>(page: &'a str, kind: &str) -> (Vec<&'a str>, usize) {
    let all: Vec<_> = page.split("<li class=\"row ").skip(1).filter(|row| row.starts_with(kind)).collect();
    let is_shown = |row: &&&str| !row.split('"').next().unwrap().contains("filtered");
    (all.iter().filter(is_shown).copied().collect(), all.len())
}

/// What the page of a reviewer calls what it saves, at the time at which the clock stands in a test.
fn name_of_saved(reviewer: u32) -> String {
    format!("decisions-1-{}-2026-07-02-1204.json", house::address(reviewer))
}

/// `ACESSO_RENEW_PACKETS=1` keeps what is saved now.
#[tokio::test]
async fn packets_are_decided_in_as_they_were_before() {
    let house = house::House::new();
    let packets = house.path("campaign");
    let output = format!("--output={}/", packets.display());
    let started = house.run(&[&house::START[..], &[&output]].concat()).await;
    assert_eq!(started.code, 0, "{started:?}");
    let saved = house.path("saved");
    fs::create_dir(&saved).unwrap();
    script("packets.mjs", &[packets.to_str().unwrap(), saved.to_str().unwrap()]);
    for person in 2..=4 {
        let name = name_of_saved(person);
        let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tool/house").join(&name);
        let now = fs::read_to_string(saved.join(&name)).unwrap();
        if env::var_os("ACESSO_RENEW_PACKETS").is_some() {
            fs::write(&known, &now).unwrap();
        }
        assert!(now == fs::read_to_string(known).unwrap_or_default(), "{name} is another: {now}");
    }
}

/// Campaigns about two quarters of the house, in one language.
struct Campaigns {
    house: house::House,
    lang: &'static str,
}

impl Campaigns {
    fn new(lang: &'static str) -> Self {
        let house = house::House::new();
        fs::write(house.path("acesso.toml"), "company = \"Casa Aurora\"\n").unwrap();
        Self { house, lang }
    }

    /// The place of a file, as the tool takes it.
    fn path(&self, name: &str) -> String {
        self.house.path(name).to_str().unwrap().to_owned()
    }

    fn folder(&self, name: &str) -> String {
        fs::create_dir(self.house.path(name)).unwrap();
        self.path(name)
    }

    async fn run(&self, arguments: &[&str]) -> String {
        let config = self.path("acesso.toml");
        let run = self.house.run(&[arguments, &["--lang", self.lang, "--config", &config]].concat()).await;
        assert_eq!(run.code, 0, "{run:?}");
        run.out
    }

    async fn start(&self, quarter: &str) {
        let title = if self.lang == "en" { "Access, third quarter" } else { "Acessos, 3º trimestre" };
        let due = jiff::Zoned::now().date().checked_add(jiff::Span::new().days(16)).unwrap().to_string();
        let (fallback, packets) = (house::address(2), format!("{}/", self.path(&format!("packets-{quarter}"))));
        let wanted = ["--title", title, "--due", &due, "--by=manager", "--fallback", &fallback, "--output", &packets];
        self.run(&[&["campaign", "start", quarter], &wanted[..]].concat()).await;
    }

    async fn sign(&self, quarter: &str) {
        self.run(&["sign", quarter, "--by", &house::name(1)]).await;
    }

    async fn export(&self, name: &str) {
        self.run(&["export", "--output", &self.path(name)]).await;
    }

    /// The packet of a reviewer about the second quarter.
    fn packet(&self, person: u32) -> String {
        self.path(&format!("packets-2/packet-2-{}.html", house::address(person)))
    }

    /// What these reviewers save, or all where none is named, is taken.
    async fn decide(&self, quarter: &str, reviewers: &[u32]) {
        let (packets, saved) =
            (self.path(&format!("packets-{quarter}")), format!("saved-{quarter}-{}", reviewers.len()));
        let (saved, reviewers) =
            (self.folder(&saved), reviewers.iter().map(|it| house::address(*it)).collect::<Vec<_>>());
        let reviewers: Vec<_> = reviewers.iter().map(String::as_str).collect();
        script("pictures.mjs", &[&["decide", self.lang, &packets, &saved], &reviewers[..]].concat());
        self.run(&["decide", "--from", &saved]).await;
    }
}

/// Runs a script that drives the browser.
fn script(name: &str, arguments: &[&str]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser").join(name);
    let node = Command::new("node").arg(script).args(arguments).output().unwrap();
    assert!(node.status.success(), "{}", String::from_utf8_lossy(&node.stderr));
}

#[tokio::test]
async fn axe_core_finds_nothing_in_reports_and_packets() {
    let it = Campaigns::new("pt-BR");
    it.start("1").await;
    for reviewer in [3, 4] {
        let saved = format!("tests/tool/house/{}", name_of_saved(reviewer));
        let saved = Path::new(env!("CARGO_MANIFEST_DIR")).join(saved);
        it.run(&["decide", "--from", saved.to_str().unwrap()]).await;
    }
    it.sign("1").await;
    it.house.add(house::Quarter::Second);
    it.start("2").await;
    it.export("report.html").await;
    script("accessible.mjs", &[&it.path("report.html"), &it.packet(3)]);
}

/// EXPORT.md says what this needs.
#[tokio::test]
#[ignore = "it makes the pictures of the documents anew"]
async fn pictures_of_a_campaign() {
    for lang in ["en", "pt-BR"] {
        let it = Campaigns::new(lang);
        it.start("1").await;
        it.decide("1", &[]).await;
        it.sign("1").await;
        it.house.add(house::Quarter::Second);
        it.start("2").await;
        let shown = it.folder("shown");
        fs::copy(it.packet(3), it.path("shown/packet.html")).unwrap();
        it.decide("2", &[2, 4, 5]).await;
        fs::write(it.path("shown/status.txt"), it.run(&["status"]).await).unwrap();
        it.export("shown/review.xlsx").await;
        it.decide("2", &[]).await;
        it.sign("2").await;
        it.export("shown/report.html").await;
        script("pictures.mjs", &["show", lang, &shown, concat!(env!("CARGO_MANIFEST_DIR"), "/pictures")]);
    }
}

#[test]
fn a_name_that_is_a_script_is_shown_and_not_run() {
    let page = Report::new().report("");
    assert!(page.contains("<title>SANDBOX DATA: imaginary people · Access review, run 1 of 2026-01-01</title>"));
    assert!(page.contains("&lt;script&gt;document.title = 'it ran'&lt;/script&gt;&lt;img src=x onerror"));
}

#[test]
fn even_where_escaping_fails_nothing_runs() {
    let report = Report::new();
    let holed = report.page.replacen("<main", &format!("{NAME}<p style=\"color: red\">hole</p><main"), 1);
    let path = report.with("holed.html", &holed);
    let (page, complaints) = report.shown(&path, "");
    assert!(page.contains("hole</p>") && page.contains("<title>SANDBOX DATA"), "{complaints:?}");
    assert!(complaints.iter().any(|line| line.contains("inline script")), "{complaints:?}");
    // And without the policy it would have run: the test is about the policy.
    let unguarded = holed.replacen("http-equiv=\"Content-Security-Policy\"", "", 1);
    let (page, _) = report.shown(&report.with("unguarded.html", &unguarded), "");
    assert!(page.contains("<title>it ran</title>"));
}

#[test]
fn findings_are_searched_and_narrowed_by_what_the_address_says() {
    let report = Report::new();
    for (fragment, shown) in [
        ("", 2),
        ("#q=guest", 1),
        ("#q=ANA%20administrator", 1),
        ("#q=nothing+like+it", 0),
        ("#severity=medium", 1),
        ("#severity=low", 0),
        ("#severity=low&severity=high", 1),
        ("#service=myreports", 2),
        ("#service=base39", 0),
        ("#service=myreports&severity=high&q=tenant", 1),
        ("#findings", 2),
    ] {
        let page = report.report(fragment);
        let (rows, all) = rows(&page, "finding");
        assert_eq!((rows.len(), all), (shown, 2), "{fragment}");
        assert!(page.contains(&format!(">{shown} of 2 shown</output>")), "{fragment}");
        assert_eq!(page.matches("<form ").count(), 2);
        assert!(
            !page.split("<form ").skip(1).any(|form| form.split('>').next().unwrap().contains("hidden")),
            "{fragment}"
        );
    }
}

#[test]
fn groups_open_for_a_search_and_for_a_link_and_go_where_nothing_of_them_is_shown() {
    let report = Report::new();
    let groups = |fragment: &str| -> Vec<String> {
        let page = report.report(fragment);
        let groups =
            page.split("<details class=\"group").skip(1).map(|group| group.split('>').next().unwrap().to_owned());
        groups.collect()
    };
    let [guest, suppressed] = ["id=\"rule-myreports-guest\"", "id=\"suppressed\""];
    for (fragment, first, second) in [
        ("", format!("\" {guest}"), format!("\" {suppressed}")),
        ("#q=guest", format!("\" {guest} open=\"\""), format!(" filtered\" {suppressed}")),
        ("#severity=high", format!(" filtered\" {guest}"), format!("\" {suppressed}")),
        ("#rule-myreports-guest", format!("\" {guest} open=\"\""), format!("\" {suppressed}")),
    ] {
        assert_eq!(groups(fragment), [first, second], "{fragment}");
    }
}

#[test]
fn what_a_list_is_narrowed_to_is_linked_scrolled_to_and_left_again_by_going_back() {
    let report = Report::new();
    // What somebody does, one thing after the other, with what is then in the address and how many findings are shown.
    let probe = "<script>
        const told = [];
        const tell = () => told.push(location.hash + ' ' + document.querySelectorAll('.finding:not(.filtered)').length);
        const box = (value) => document.querySelector(`input[value=${value}]`).click();
        // Where there is nothing to go back to, nothing is waited for.
        const back = () => new Promise((done) => {
            if (history.length < 2) return done();
            onhashchange = done;
            history.back();
        });
        addEventListener('load', async () => {
            const top = (id) => document.getElementById(id).getBoundingClientRect().top;
            tell();
            told.push(scrollY > 0 && top('findings') < innerHeight / 2 ? 'there' : 'elsewhere');
            box('high');
            tell();
            const search = document.querySelector('input[name=q]');
            for (const text of ['a', 'an', 'ana']) {
                search.value = text;
                search.dispatchEvent(new Event('input', { bubbles: true }));
            }
            tell();
            await back();
            tell();
            await back();
            tell();
            document.title = told.join(' | ');
        });
    </script></body>";
    let unguarded = report.page.replacen("http-equiv=\"Content-Security-Policy\"", "", 1).replace("</body>", probe);
    let (page, complaints) = report.shown(&report.with("probe.html", &unguarded), "#severity=medium");
    assert!(complaints.is_empty(), "{complaints:?}");
    let title = page.split_once("<title>").unwrap().1.split_once("</title>").unwrap().0;
    let told = [
        "#severity=medium 1",
        "there",
        "#severity=high&amp;severity=medium 2",
        "#q=ana&amp;severity=high&amp;severity=medium 2",
        "#severity=high&amp;severity=medium 2",
        "#severity=medium 1",
    ];
    assert_eq!(title.split(" | ").collect::<Vec<_>>(), told);
}

#[test]
fn without_a_script_everything_can_be_read() {
    let report = Report::new();
    // A script that is not the page's own, to the letter, does not run.
    let other = report.page.replacen("<script>", "<script> ", 1);
    let (page, complaints) = report.shown(&report.with("other.html", &other), "");
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert_eq!(
        [rows(&page, "finding"), rows(&page, "person")].map(|(shown, all)| (shown.len(), all)),
        [(2, 2), (6, 6)]
    );
    assert!(
        page.split("<form ").skip(1).all(|form| form.split('>').next().unwrap().contains("hidden")),
        "no dead control"
    );
}

#[test]
fn those_to_look_at_stand_there_and_a_search_finds_the_rest() {
    let report = Report::new();
    for (fragment, names) in [
        ("", &["Ana E."][..]),
        ("#person=joao%20avila", &["João ÁVILA"]),
        ("#person=padaria", &["João ÁVILA"]),
        ("#person=ana%20exemplo", &["Ana E.", "Ana Exemplo"]),
        ("#person=script", &["&lt;script&gt;"]),
        ("#person=nobody.at.all", &[]),
    ] {
        let page = report.report(fragment);
        let (rows, _) = rows(&page, "person");
        assert_eq!(rows.len(), names.len(), "{fragment}");
        assert!(rows.iter().zip(names).all(|(row, name)| row.contains(name)), "{fragment} {rows:?}");
    }
    let everybody = report.report("#everybody=yes");
    assert_eq!(rows(&everybody, "person").0.len(), 6);
}

#[test]
fn a_link_to_a_person_leads_to_an_open_row() {
    let page = Report::new().report("#person-3");
    let (shown, _) = rows(&page, "person");
    let row = shown.iter().find(|row| row.contains("id=\"person-3\"")).unwrap();
    assert!(row.contains("<details open"), "{row}");
}

/// What a window of this width measures, in which every row is open.
fn measured(report: &Report, width: u32) -> (u32, u32) {
    let probe = "<script>
        for (const details of document.querySelectorAll('details')) details.open = true;
        const lefts = [...document.querySelectorAll('.figures > div, .bars > figure, main section')]
            .map((part) => Math.round(part.getBoundingClientRect().left));
        const measured = [document.documentElement.scrollWidth, new Set(lefts).size];
        parent.postMessage(measured.join(' '), '*');
    </script></body>";
    let unguarded = report.page.replacen("http-equiv=\"Content-Security-Policy\"", "", 1).replace("</body>", probe);
    report.with("probe.html", &unguarded);
    let frame = format!(
        "<p></p><script>addEventListener('message', ({{ data }}) => document.querySelector('p').textContent = data)</script>
         <iframe src=\"probe.html\" width=\"{width}\" height=\"844\" style=\"border: 0\"></iframe>"
    );
    let (page, complaints) = report.shown(&report.with("frame.html", &frame), "");
    assert!(complaints.is_empty(), "{complaints:?}");
    let (needed, columns) = page.split_once("<p>").unwrap().1.split_once("</p>").unwrap().0.split_once(' ').unwrap();
    (needed.parse().unwrap(), columns.parse().unwrap())
}

#[test]
fn a_phone_shows_one_column_and_nothing_beside_it() {
    let report = Report::new();
    assert_eq!(measured(&report, 390), (390, 1), "the width that it needs, and its columns");
    let (needed, columns) = measured(&report, 1200);
    assert!(needed == 1200 && columns > 1, "{needed} {columns}");
}

#[test]
fn print_has_everything_and_says_on_each_page_what_it_is_of() {
    let report = Report::new();
    let pdf = report.folder.path().join("report.pdf");
    let to = format!("--print-to-pdf={}", pdf.display());
    let page = report.folder.path().join("report.html");
    report.browser(&[&to, "--no-pdf-header-footer"], &page, "#q=nothing&person=nobody");
    let text = Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    for said in ["is a guest at Tenant Um", "is an administrator", "João ÁVILA", "Padaria Sol", "bia@casa.example"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("shown") && !text.contains("Reset"), "controls are no use on paper: {text}");
    let hash = report.page.split_once("content: \"SHA-256 ").unwrap().1.split('"').next().unwrap();
    assert_eq!(hash.len(), 64, "{hash}");
    let pages: Vec<_> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert!(pages.len() > 1, "{text}");
    let page_of = |said: &str| pages.iter().position(|page| page.lines().any(|line| line.trim() == said)).unwrap();
    let [first, not_covered] = ["What to look at first", "What this does not cover"].map(page_of);
    let annex = ["Findings", "Revoked in earlier reviews", "Is it complete?", "People"].map(page_of);
    assert!(first == 0 && not_covered < 2 && annex[0] == not_covered + 1 && annex.is_sorted(), "{annex:?} {text}");
    assert!(text.contains("the service counts 2 customers"), "the proofs are open: {text}");
    for (number, page) in (1..).zip(&pages) {
        for said in ["Run 1", "SANDBOX DATA", hash, &format!("Page {number} of {}", pages.len())] {
            assert!(page.contains(said), "{said} on page {number}: {page}");
        }
    }
}
