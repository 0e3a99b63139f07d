//! `acesso.toml`: what is not secret. Secrets come from the environment.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use acesso_forms::export::Heading;
use acesso_review::{
    judge::{
        findings,
        policy::{self, Policy},
    },
    model::{Failure, Sentence, ServiceId, Severity, Suppressed, domain_key, email_key, sha256},
    source::{BASE39, MYREPORTS, Portal, Registry, TOMTICKET},
};
use etcetera::BaseStrategy;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Map, Value, json};
use toml::de::{DeTable, DeValue};

/// The file's name, in the current directory or in `acesso/` in the user's configuration directory.
const FILE: &str = "acesso.toml";

/// What the file says. A name that is not known is refused: a misspelt setting must not be ignored in silence.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// The company whose access is reviewed, as reports name it.
    pub(crate) company: Option<String>,
    /// What reports are called in place of "Access review".
    pub(crate) title: Option<String>,
    pub(crate) tomticket: TomTicketSettings,
    pub(crate) base39: Base39Settings,
    pub(crate) myreports: MyReportsSettings,
    /// Whose e-mail addresses have to be on the roster: what stands behind the @.
    pub(crate) internal_domains: Vec<String>,
    /// What is otherwise about a rule of the findings, by its id.
    pub(crate) findings: BTreeMap<String, RuleSettings>,
    /// Findings that somebody answers for.
    pub(crate) suppress: Vec<Suppression>,
    /// Which file it was, as evidence.
    #[serde(skip)]
    pub(crate) sha256: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TomTicketSettings {
    /// The CSV that says by which addresses the operators are known: `id,name,email`. Relative to the settings file.
    pub(crate) operators: Option<PathBuf>,
    /// How many requests a second may be sent: the vendor's 3 are shared by everything that uses the account.
    pub(crate) requests_per_second: Option<u32>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Base39Settings {
    /// The CSV that names the operators: `id,name,email`. Relative to the settings file.
    pub(crate) operators: Option<PathBuf>,
    /// Roles that nobody should hold both for one company.
    pub(crate) conflicts: Vec<[String; 2]>,
}

impl Default for Base39Settings {
    fn default() -> Self {
        Self { operators: None, conflicts: vec![["approver", "financial"].map(str::to_owned)] }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MyReportsSettings {
    /// Whose token it is; found out by asking where it is not said.
    pub(crate) portal: Option<Portal>,
}

/// What is otherwise about a rule.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RuleSettings {
    pub(crate) severity: Option<Severity>,
    pub(crate) enabled: Option<bool>,
}

/// That a finding is known and somebody answers for it, until a day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Suppression {
    /// The rule's id.
    pub(crate) finding: String,
    /// The account's id or e-mail address; every finding of the rule where it is left out.
    pub(crate) account: Option<String>,
    pub(crate) reason: String,
    pub(crate) author: String,
    /// The last day on which it counts, as the day is in UTC.
    #[serde(deserialize_with = "day")]
    pub(crate) until: Date,
}

/// What stands for a sentence about a day where nothing but a text can be given on.
const NO_DAY: &str = "mistake-setting-day";

/// A day, with quotation marks around it or without.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Day {
        Quoted(String),
        Plain(toml::value::Datetime),
    }
    let text = match Day::deserialize(deserializer)? {
        Day::Quoted(text) => text,
        Day::Plain(date) => date.to_string(),
    };
    Date::strptime("%Y-%m-%d", &text).map_err(|_| D::Error::custom(NO_DAY))
}

impl Settings {
    /// Reads the file that was named, else the one in the current directory, else the user's own, else nothing.
    pub(crate) fn load(named: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = named.map(Path::to_owned).or_else(usual_place) else {
            return Ok(Self::default());
        };
        let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
        let mut settings: Self = toml::from_str(&text).map_err(|error| unusable(&path, &explain(&text, &error)))?;
        for operators in [&mut settings.tomticket.operators, &mut settings.base39.operators] {
            *operators = operators.as_deref().map(|operators| beside(&path, operators));
        }
        settings.check().map_err(|wrong| unusable(&path, &wrong.told(&text)))?;
        settings.sha256 = Some(sha256(text.as_bytes()));
        Ok(settings)
    }

    /// What is set about each service, by name.
    pub(crate) fn of_services(&self) -> Result<BTreeMap<ServiceId, Map<String, Value>>, Failure> {
        let list = |operators: &Option<PathBuf>| operators.as_deref().map(as_setting).transpose();
        let (agents, operators) = (list(&self.tomticket.operators)?, list(&self.base39.operators)?);
        let of_tomticket = json!({ "operators": agents, "requests_per_second": self.tomticket.requests_per_second });
        let settings = [
            (TOMTICKET, of_tomticket),
            (BASE39, json!({ "operators": operators })),
            (MYREPORTS, json!({ "portal": self.myreports.portal })),
        ];
        let known = settings.into_iter().map(|(service, settings)| {
            let settings = settings.as_object().cloned().unwrap_or_default();
            (service, settings.into_iter().filter(|(_, value)| !value.is_null()).collect())
        });
        Ok(known.collect())
    }

    /// What is set about the questions that a run is asked.
    pub(crate) fn policy(&self) -> Policy {
        let rules = self
            .findings
            .iter()
            .map(|(id, set)| (id.clone(), policy::RuleSettings { severity: set.severity, enabled: set.enabled }));
        let suppress = self.suppress.iter().cloned().map(|it| policy::Suppression {
            finding: it.finding,
            account: it.account,
            suppressed: Suppressed { reason: it.reason, author: it.author, until: it.until },
        });
        Policy {
            rules: rules.collect(),
            suppress: suppress.collect(),
            internal_domains: self.internal_domains.clone(),
            conflicts: self.base39.conflicts.clone(),
            sha256: self.sha256.clone(),
        }
    }

    /// What stands above a report.
    pub(crate) fn heading(&self) -> Heading {
        Heading { company: self.company.clone(), title: self.title.clone() }
    }

    /// What the names and types don't show. What is set for nobody would be ignored in silence, and a suppression that is not
    /// understood would hide nothing, or too much.
    fn check(&mut self) -> Result<(), Wrong> {
        for (name, text) in [("company", &mut self.company), ("title", &mut self.title)] {
            heading(name, text).map_err(Wrong::at([name]))?;
        }
        self.check_rate().map_err(Wrong::at(["tomticket", "requests_per_second"]))?;
        let registry = Registry::built_in();
        for id in self.findings.keys() {
            findings::rule(&registry, id).map_err(Wrong::at(["findings", id]))?;
        }
        for (place, suppression) in self.suppress.iter().enumerate() {
            suppression
                .check(&registry)
                .map_err(|(name, what)| Wrong::at(["suppress", &place.to_string(), name])(what))?;
        }
        for (place, pair) in self.base39.conflicts.iter().enumerate() {
            let alike = |other: &&[String; 2]| other.iter().all(|role| pair.contains(role));
            check_conflict(pair, self.base39.conflicts.iter().filter(alike).count()).map_err(Wrong::at([
                "base39",
                "conflicts",
                &place.to_string(),
            ]))?;
        }
        for (place, domain) in self.internal_domains.iter_mut().enumerate() {
            let bare = domain.trim();
            *domain = domain_key(bare.strip_prefix('@').unwrap_or(bare)).ok_or_else(|| {
                let what = Sentence::new("mistake-setting-domain", &[("domain", &format!("{domain:?}"))]);
                Wrong::at(["internal_domains", &place.to_string()])(what)
            })?;
        }
        Ok(())
    }

    fn check_rate(&self) -> Result<(), Sentence> {
        match self.tomticket.requests_per_second {
            None | Some(1..=3) => Ok(()),
            Some(0) => Err(Sentence::new("mistake-setting-rate-none", &[])),
            Some(4..) => Err(Sentence::new("mistake-setting-rate-high", &[])),
        }
    }
}

/// How many characters a line above a report has at most.
const LONGEST: usize = 120;

/// What stands above a report is a line that somebody reads.
fn heading(name: &str, text: &mut Option<String>) -> Result<(), Sentence> {
    let Some(said) = text else { return Ok(()) };
    *said = said.trim().to_owned();
    if said.is_empty() {
        return Err(Sentence::new("mistake-setting-empty", &[("name", &name)]));
    }
    if said.chars().count() > LONGEST {
        return Err(Sentence::new("mistake-setting-long", &[("name", &name), ("longest", &LONGEST)]));
    }
    Ok(())
}

impl Suppression {
    /// What is wrong with it, and with which of its members.
    fn check(&self, registry: &Registry) -> Result<(), (&'static str, Sentence)> {
        let id = &self.finding;
        let wrong = |name, what| Err((name, Sentence::new(what, &[("id", id)])));
        let rule = findings::rule(registry, id).map_err(|unknown| ("finding", unknown))?;
        if self.reason.trim().is_empty() {
            return wrong("reason", "mistake-suppression-reason");
        }
        if self.author.trim().is_empty() {
            return wrong("author", "mistake-suppression-author");
        }
        let Some(account) = self.account.as_deref().map(str::trim) else { return Ok(()) };
        let is_no_address = email_key(account).is_none();
        if account.is_empty() {
            wrong("account", "mistake-suppression-empty")
        } else if is_no_address && account.contains('@') {
            wrong("account", "mistake-suppression-neither")
        } else if is_no_address && rule.question.is_about_people() {
            wrong("account", "mistake-suppression-people")
        } else {
            Ok(())
        }
    }
}

/// What can't be used, and where it stands: the names that lead to it, and its place in a list.
struct Wrong {
    at: Vec<String>,
    what: Sentence,
}

impl Wrong {
    fn at<const N: usize>(at: [&str; N]) -> impl FnOnce(Sentence) -> Self {
        let at = at.map(str::to_owned).to_vec();
        |what| Self { at, what }
    }

    /// With the line on which it stands.
    fn told(self, text: &str) -> Sentence {
        match offset_of(text, &self.at) {
            Some(offset) => Sentence::new("mistake-setting-at", &[("line", &line_at(text, offset))])
                .with("what", |lang| self.what.say(lang)),
            None => self.what,
        }
    }
}

/// Where in the file a setting stands.
fn offset_of(text: &str, at: &[String]) -> Option<usize> {
    let (mut value, mut offset) = (DeValue::Table(DeTable::parse(text).ok()?.into_inner()), None);
    for name in at {
        let (next, start) = match value {
            DeValue::Table(table) => {
                let (key, next) = table.into_iter().find(|(key, _)| key.get_ref() == name)?;
                (next, key.span().start)
            }
            DeValue::Array(list) => {
                let next = list.into_iter().nth(name.parse().ok()?)?;
                let start = next.span().start;
                (next, start)
            }
            _ => return offset,
        };
        (value, offset) = (next.into_inner(), Some(start));
    }
    offset
}

fn line_at(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or_default().matches('\n').count() + 1
}

fn check_conflict(pair: &[String; 2], named: usize) -> Result<(), Sentence> {
    let [one, other] = pair;
    known_role(one)?;
    known_role(other)?;
    if one == other {
        return Err(Sentence::new("mistake-conflict-itself", &[("role", one)]));
    }
    if named > 1 {
        return Err(Sentence::new("mistake-conflict-twice", &[("one", one), ("other", other)]));
    }
    Ok(())
}

/// A misspelt role would conflict with nothing, in silence.
fn known_role(role: &str) -> Result<(), Sentence> {
    let known: Vec<_> = base39::Role::KNOWN.iter().map(base39::Role::as_str).collect();
    if known.contains(&role) {
        return Ok(());
    }
    Err(Sentence::new("mistake-role", &[("role", &format!("{role:?}")), ("roles", &known.join(", "))]))
}

/// Where and why, without what stands there: somebody may have written a secret where it does not belong.
fn explain(text: &str, error: &toml::de::Error) -> Sentence {
    let start = error.span().map_or(0, |span| span.start);
    let line = line_at(text, start);
    let setting = text.lines().nth(line - 1).and_then(|line| line.split_once('=')).map(|(name, _)| name.trim());
    let why = why(error.message());
    let told = match setting.filter(|name| is_name(name)) {
        Some(name) => Sentence::new("mistake-setting-in", &[("line", &line), ("name", &name)]),
        None => Sentence::new("mistake-setting-at", &[("line", &line)]),
    };
    told.with("what", |lang| why.say(lang))
}

/// What the reader of TOML says, in our words where it says what people do wrong.
fn why(message: &str) -> Sentence {
    let known = message.split_once(", expected ").map_or("", |(_, known)| known);
    let named = |begin: &str| message.strip_prefix(begin).and_then(|rest| rest.split('`').next());
    if message == NO_DAY || message.ends_with("untagged enum Day") {
        Sentence::new("mistake-setting-day", &[])
    } else if let Some(name) = named("unknown field `") {
        Sentence::new("mistake-setting-unknown", &[("name", &name), ("known", &without_english(known))])
    } else if let Some(name) = named("missing field `") {
        Sentence::new("mistake-setting-missing", &[("name", &name)])
    } else if let Some(value) = named("unknown variant `") {
        Sentence::new("mistake-setting-value", &[("value", &value), ("known", &without_english(known))])
    } else if message.starts_with("invalid type: ") {
        Sentence::new("mistake-setting-type", &[]).with("expected", |lang| lang.say(kind(known)))
    } else {
        Sentence::new("mistake-setting-syntax", &[("message", &message)])
    }
}

/// What a value is to be, by what the reader of TOML calls it.
fn kind(expected: &str) -> &'static str {
    match expected {
        "a string" => "setting-text",
        "a boolean" => "setting-flag",
        "u32" => "setting-number",
        expected if ["a sequence", "an array"].iter().any(|list| expected.starts_with(list)) => "setting-list",
        _ => "setting-table",
    }
}

/// `a`, `b` out of "one of `a`, `b`" and "`a` or `b`".
fn without_english(known: &str) -> String {
    known.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(", ")
}

fn is_name(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-.".contains(letter))
}

/// The file that counts where none is named, if there is one.
pub(crate) fn usual_place() -> Option<PathBuf> {
    [Some(PathBuf::from(FILE)), own_place()].into_iter().flatten().find(|path| path.is_file())
}

/// Where a person's own file is, from whichever folder they work.
pub(crate) fn own_place() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok().map(|directories| directories.config_dir().join("acesso").join(FILE))
}

/// A path as a setting of a service, which is JSON and has texts alone.
pub(crate) fn as_setting(path: &Path) -> Result<Value, Failure> {
    match path.to_str() {
        Some(path) => Ok(path.into()),
        None => Err(Failure::usage("failure-operators-path", &[("file", &path.display())])),
    }
}

fn unusable(path: &Path, why: &Sentence) -> Failure {
    Failure::usage("failure-settings", &[("file", &path.display())]).with("why", |lang| why.say(lang))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage("failure-file-unreadable", &[("file", &path.display()), ("error", &error)])
}

/// A path in the file is meant from where the file is.
fn beside(file: &Path, path: &Path) -> PathBuf {
    file.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path))
}

#[cfg(test)]
mod tests {
    use acesso_review::model::FailureKind;

    use super::*;

    fn load(text: &str) -> Result<Settings, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, text).unwrap();
        Settings::load(Some(&path))
    }

    #[test]
    fn paths_are_meant_from_where_the_file_is() {
        let settings =
            load("[base39]\noperators = 'people/operators.csv'\n[tomticket]\noperators = 'agents.csv'").unwrap();
        let services = settings.of_services().unwrap();
        for (service, file) in [(BASE39, "people/operators.csv"), (TOMTICKET, "agents.csv")] {
            let operators = Path::new(services[&service]["operators"].as_str().unwrap());
            assert!(operators.is_absolute() && operators.ends_with(file), "{}", operators.display());
        }
    }

    #[test]
    fn what_stands_above_a_report_is_a_line() {
        assert_eq!(load("").unwrap().heading(), Heading::default());
        let settings = load("company = ' Casa Aurora '\ntitle = 'Acessos, 3º trimestre'").unwrap();
        let told =
            Heading { company: Some("Casa Aurora".to_owned()), title: Some("Acessos, 3º trimestre".to_owned()) };
        assert_eq!(settings.heading(), told);
        let long = format!("internal_domains = []\ncompany = '{}'", "á".repeat(LONGEST + 1));
        for (text, about) in [
            ("title = ' '", "line 1: title is empty"),
            (&long, "line 2: company is longer than the 120"),
            ("company = 7", "line 1 (company)"),
            ("compny = 'Casa'", "compny"),
            ("[base39]\ncompany = 'Casa'", "line 2"),
        ] {
            let refused = refusal(text);
            assert!(refused.contains(about), "{text}: {refused}");
        }
        load(&long.replace("áá'", "á'")).unwrap();
    }

    #[test]
    fn a_misspelt_setting_is_refused_by_name_and_line() {
        let refused = load("[tomticket]\nrequest_per_second = 2").unwrap_err().to_string();
        assert!(refused.contains("request_per_second") && refused.contains("line 2"), "{refused}");
    }

    #[test]
    fn a_secret_in_the_wrong_place_is_not_shown() {
        for text in [
            "[tomticket]\ntoken = 'canary'",
            "[tomticket]\nrequests_per_second = 'canary'",
            "[tomticket]\nrequests_per_second = [canary]",
            "[base39]\napi_key = 'canary",
            "tomticket = 'canary'",
            "internal_domains = [\n'ok',\n['canary=1']]",
        ] {
            let refused = load(text).unwrap_err().to_string();
            assert!(refused.contains("line ") && !refused.contains("canary"), "{refused}");
        }
    }

    fn refusal(text: &str) -> String {
        load(text).unwrap_err().to_string()
    }

    const SUPPRESSION: &str = "[[suppress]]\nfinding = 'roster-left'\nreason = 'r'\nauthor = 'a'\n";

    #[test]
    fn rules_can_be_changed_and_suppressed() {
        let settings = load(&format!(
            "internal_domains = ['@Casa.example']\n[base39]\nconflicts = [['approver', 'backoffice']]\n\
             [findings.myreports-guest]\nenabled = false\n[findings.roster-left]\nseverity = 'medium'\n\
             {SUPPRESSION}until = '2027-01-31'\n{SUPPRESSION}until = 2027-01-31\naccount = 'ana@casa.example'"
        ))
        .unwrap();
        assert_eq!(settings.internal_domains, ["casa.example"]);
        assert_eq!(settings.base39.conflicts, [["approver", "backoffice"]]);
        assert_eq!(settings.findings["roster-left"].severity, Some(Severity::Medium));
        assert_eq!(settings.findings["myreports-guest"].enabled, Some(false));
        let until: Vec<_> = settings.suppress.iter().map(|suppression| suppression.until.to_string()).collect();
        assert_eq!(until, ["2027-01-31", "2027-01-31"]);
        assert_eq!(settings.sha256.unwrap().len(), 64);
    }

    #[test]
    fn who_approves_should_not_pay_unless_the_settings_say_otherwise() {
        assert_eq!(load("").unwrap().base39.conflicts, [["approver", "financial"]]);
        assert_eq!(load("[base39]\nconflicts = []").unwrap().base39.conflicts.len(), 0);
    }

    #[test]
    fn a_rule_that_is_not_known_is_refused_and_the_known_ones_are_named() {
        let suppressed = format!("{SUPPRESSION}until = '2027-01-31'").replace("left", "lost");
        for text in ["[findings.roster-lost]\nenabled = false", &suppressed] {
            let refused = refusal(text);
            assert!(refused.contains("roster-lost") && refused.contains("roster-left, "), "{refused}");
        }
    }

    #[test]
    fn a_suppression_needs_reason_author_and_day() {
        let whole = format!("{SUPPRESSION}until = '2027-01-31'");
        load(&whole).unwrap();
        for (from, to, about) in [
            ("reason = 'r'", "", "reason"),
            ("author = 'a'", "", "author"),
            ("until = '2027-01-31'", "", "until"),
            ("reason = 'r'", "reason = ' '", "a reason"),
            ("author = 'a'", "author = ''", "an author"),
            ("'2027-01-31'", "'31/01/2027'", "no day"),
            ("'2027-01-31'", "'2027-02-30'", "no day"),
            ("'2027-01-31'", "2027-01-31T10:00:00", "no day"),
            ("reason", "acount = 'x'\nreason", "acount"),
            ("reason", "account = ' '\nreason", "empty account"),
        ] {
            let refused = refusal(&whole.replace(from, to));
            assert!(refused.contains(about), "{to}: {refused}");
        }
    }

    #[test]
    fn roles_and_domains_that_can_match_nothing_are_refused() {
        for (text, about) in [
            ("[base39]\nconflicts = [['aprover', 'financial']]", "\"aprover\""),
            ("[base39]\nconflicts = [['approver', 'approver']]", "itself"),
            ("[base39]\nconflicts = [['approver']]", "conflicts"),
            ("[base39]\nconflicts = [['approver', 'financial'], ['financial', 'approver']]", "twice"),
            ("internal_domains = ['ana@casa.example']", "ana@casa.example"),
            ("internal_domains = ['']", "no domain"),
            (
                "[[suppress]]\nfinding = 'roster-left'\nreason = 'r'\nauthor = 'a'\nuntil = 2027-01-31\naccount = 'oprt_1'",
                "about people",
            ),
            (
                "[[suppress]]\nfinding = 'myreports-shared-email'\nreason = 'r'\nauthor = 'a'\nuntil = 2027-01-31\naccount = 'u1'",
                "about people",
            ),
            (
                "[[suppress]]\nfinding = 'base39-administrator'\nreason = 'r'\nauthor = 'a'\nuntil = 2027-01-31\naccount = 'Ana <ana@casa.example>'",
                "neither",
            ),
            ("[findings.roster-left]\nseverity = 'severe'", "severe"),
            ("[findings.roster-left]\nseverty = 'low'", "severty"),
        ] {
            let refused = refusal(text);
            assert!(refused.contains(about), "{text}: {refused}");
        }
    }

    #[test]
    fn a_domain_that_nobody_s_address_can_have_is_refused_with_its_line() {
        for domain in [
            "https://casa.example",
            "*.casa.example",
            ".casa.example",
            "casa.example.",
            "casa.example,aurora.example",
            "casa.example aurora.example",
            "casa..example",
            "casa.example/",
            "casa.example:25",
            "ana@casa.example",
            "@",
            "@@casa.example",
            " ",
            "<casa.example>",
            "casa.example;",
            "\u{200b}",
        ] {
            let refused = refusal(&format!("internal_domains = [\n  'casa.example',\n  '{domain}',\n]\n"));
            assert!(refused.contains("line 3: ") && refused.contains("is no domain"), "{domain}: {refused}");
        }
        let settings = load(
            "internal_domains = [' @Casa.example', 'bu\u{308}cher.example', 'xn--bcher-kva.example', 'localhost']",
        )
        .unwrap();
        assert_eq!(settings.internal_domains, ["casa.example", "bücher.example", "bücher.example", "localhost"]);
    }

    #[test]
    fn whatever_is_refused_is_refused_with_its_line() {
        let whole = format!("{SUPPRESSION}until = 2027-01-31\naccount = 'ana@casa.example'\n");
        load(&whole).unwrap();
        for (text, line) in [
            ("[tomticket]\n\nrequests_per_second = 9".to_owned(), 3),
            ("[findings.myreports-guest]\nenabled = false\n[findings.roster-lost]\nenabled = false".to_owned(), 3),
            ("[base39]\nconflicts = [\n  ['approver', 'financial'],\n  ['aprover', 'financial'],\n]".to_owned(), 4),
            ("base39 = { conflicts = [\n  ['approver', 'approver'],\n] }".to_owned(), 2),
            (whole.replacen("finding = 'roster-left'", "finding = 'lost'", 1), 2),
            (whole.replacen("account = 'ana@casa.example'", "account = 'ana@'", 1), 6),
            (whole.replacen("author = 'a'", "author = ' '", 1), 4),
        ] {
            let refused = refusal(&text);
            assert!(refused.contains(&format!("line {line}: ")), "{text}: {refused}");
        }
    }

    #[test]
    fn a_rate_that_tomticket_does_not_serve_is_refused() {
        for rate in [0, 4, u32::MAX] {
            let refused = load(&format!("[tomticket]\nrequests_per_second = {rate}")).unwrap_err();
            assert!(refused.kind() == FailureKind::Usage, "{refused}");
            assert!(refused.to_string().contains("[tomticket] requests_per_second is "), "{refused}");
        }
        for rate in [1, 3] {
            let settings = load(&format!("[tomticket]\nrequests_per_second = {rate}")).unwrap();
            assert_eq!(settings.tomticket.requests_per_second, Some(rate));
        }
    }

    #[test]
    fn a_file_that_was_named_has_to_be_there() {
        let refused = Settings::load(Some(Path::new("/nowhere/acesso.toml"))).unwrap_err();
        assert!(refused.kind() == FailureKind::Usage, "{refused}");
    }
}
