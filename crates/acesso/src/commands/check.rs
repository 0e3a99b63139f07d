//! `acesso check`: are the credentials good, and do they allow more than reading?

use std::process::ExitCode;

use acesso_core::{BaseUrl, Error, ErrorKind, Secret};
use acesso_forms::output::{Format, Output, say};
use acesso_review::{
    model::{Failure, Lang, ServiceId},
    source::{self, BASE39, MYREPORTS, Portal, Registration, TOMTICKET},
};
use base39::{AccessLevel, ApiKey, ApiKeyFilter, ApiKeyRule, ApiKeyRules, ListOptions, PermissionFilter};
use futures_util::future::join_all;
use myreports::{AccountFilter, CustomerFilter};
use serde::Serialize;

use crate::{cli::CheckOptions, failure::unless_nobody_reads, services::Services, settings::Settings};

pub(crate) async fn run(
    options: &CheckOptions,
    services: &Services,
    settings: &Settings,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let wanted = |id: &ServiceId| options.service.is_empty() || options.service.contains(id);
    let wanted = services.registry.services().filter(|service| wanted(&service.id));
    // What programs read has no language.
    let lang = if output.format() == Format::Json { Lang::En } else { output.lang() };
    let checked = join_all(wanted.map(|service| look_at(service, services, settings, lang))).await;
    let sandbox = services.sandbox().is_some() || checked.iter().any(|checked| checked.sandbox);
    let answer = Answer { schema: "acesso/check/2", sandbox, services: checked };
    unless_nobody_reads(show(&answer, output))?;
    Ok(ExitCode::from(code(&answer.services, !options.service.is_empty())))
}

/// What was found out. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Answer {
    schema: &'static str,
    sandbox: bool,
    services: Vec<Checked>,
}

/// What was found out about one service.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Checked {
    service: ServiceId,
    /// Whether it is one on this machine.
    #[serde(skip)]
    sandbox: bool,
    state: State,
    /// Whether the credentials allow more than reading; `None` where that can't be told.
    may_write: Option<bool>,
    problem: Option<String>,
    /// What to do about the problem, or about credentials that allow too much.
    advice: Option<String>,
    note: Option<String>,
}

impl Checked {
    /// That the credentials are good.
    pub(super) fn is_ok(&self) -> bool {
        self.state == State::Ok
    }

    /// What is wrong, what to do, and what else there is to say, each in a line.
    pub(super) fn told(&self) -> impl Iterator<Item = &str> {
        [&self.problem, &self.advice, &self.note].into_iter().flatten().map(String::as_str)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum State {
    Ok,
    NotConfigured,
    /// The service refused the credentials, or they don't allow this.
    Refused,
    Failed,
}

impl State {
    fn name(self, lang: Lang) -> String {
        lang.say(match self {
            Self::Ok => "check-ok",
            Self::NotConfigured => "check-not-configured",
            Self::Refused => "check-refused",
            Self::Failed => "check-failed",
        })
    }
}

/// What a service that answers says about the credentials.
#[derive(Debug, Default)]
struct Allowed {
    may_write: Option<bool>,
    advice: Option<String>,
    note: Option<String>,
}

pub(super) async fn look_at(it: &Registration, services: &Services, settings: &Settings, lang: Lang) -> Checked {
    let nothing = Checked {
        service: it.id,
        sandbox: false,
        state: State::NotConfigured,
        may_write: None,
        problem: None,
        advice: None,
        note: None,
    };
    if !services.has(it.id) {
        return Checked { advice: Some(it.advice(lang)), ..nothing };
    }
    let mut sandbox = false;
    let mut is_at = |base: &BaseUrl| sandbox = source::is_sandbox(base);
    let answer = match it.id {
        TOMTICKET => tomticket(services, lang, &mut is_at).await,
        BASE39 => base39(services, lang, &mut is_at).await,
        MYREPORTS => myreports(services, settings.myreports.portal, lang, &mut is_at).await,
        _ => Err(Failure::failed("failure-no-question", &[])),
    };
    let nothing = Checked { sandbox, ..nothing };
    match answer {
        Ok(Allowed { may_write, advice, note }) => Checked { state: State::Ok, may_write, advice, note, ..nothing },
        Err(failure) => {
            let state = if failure.code() == REFUSED { State::Refused } else { State::Failed };
            let advice = Some(failure.advice_in(lang).into_owned());
            Checked { state, problem: Some(failure.what(lang)), advice, ..nothing }
        }
    }
}

/// The service refused a call that it has seen. A log-in that can't be renewed is another matter, with advice of its own.
fn is_refused(error: &Error) -> bool {
    error.kind() == ErrorKind::Unauthorized && error.attempts() > 0
}

// --- TomTicket ---

async fn tomticket(services: &Services, lang: Lang, is_at: impl FnOnce(&BaseUrl)) -> Result<Allowed, Failure> {
    let client = services.with_setup(TOMTICKET, source::TomTicket::client)?;
    is_at(client.base_url());
    client.departments().list(tomticket::DepartmentFilter::default()).await.map_err(|error| match error.kind() {
        // A 401 can mean a value, too. This call has none that could be wrong.
        ErrorKind::Unauthorized => Failure::Advised(error, "advice-check-tomticket-token"),
        ErrorKind::Forbidden => Failure::Advised(error, "advice-check-tomticket-plan"),
        ErrorKind::WrongBaseUrl => Failure::Advised(error, "advice-check-tomticket-url"),
        _ => error.into(),
    })?;
    Ok(Allowed { note: Some(lang.say("check-tomticket-writes")), ..Allowed::default() })
}

// --- Base39 ---

async fn base39(services: &Services, lang: Lang, is_at: impl FnOnce(&BaseUrl)) -> Result<Allowed, Failure> {
    let client = services.with_setup(BASE39, source::Base39::client)?;
    is_at(client.base_url());
    let filter = PermissionFilter::default().options(ListOptions::default().page_size(1));
    client.permissions().list(filter).at_most(1).next().await.transpose().map_err(base39_problem)?;
    let Some(own_key) = services.env().optional("BASE39_API_KEY").map(Secret::new) else {
        return Ok(Allowed { note: Some(lang.say("check-base39-scope")), ..Allowed::default() });
    };
    let keys = client.api_keys().list(ApiKeyFilter::default()).collect().await;
    Ok(match keys {
        Ok(keys) => allowed_by(lang, keys.iter().filter(|key| is_like(key, &own_key)).collect()),
        Err(_) => unknown_key(lang, "check-key-may-not-list"),
    })
}

fn base39_problem(error: Error) -> Failure {
    match error.kind() {
        ErrorKind::Unauthorized if is_refused(&error) => Failure::Advised(error, "advice-check-base39-key"),
        // The one documented sample of a 403 is about credentials that did not arrive.
        ErrorKind::Forbidden if says_nothing_arrived(&error) => {
            Failure::Advised(error, "advice-check-base39-nothing-arrived")
        }
        ErrorKind::Forbidden => Failure::Advised(error, "advice-check-base39-rules"),
        ErrorKind::WrongBaseUrl => Failure::Advised(error, "advice-check-base39-url"),
        _ => error.into(),
    }
}

fn says_nothing_arrived(error: &Error) -> bool {
    error.message().is_some_and(|message| message.eq_ignore_ascii_case("Missing Authentication Token"))
}

/// Whether a key of the list can be this one, by the characters that its mask leaves.
fn is_like(listed: &ApiKey, own: &Secret) -> bool {
    let shown = listed.masked_key.as_deref().and_then(|masked| masked.rsplit('*').next());
    shown.is_some_and(|shown| !shown.is_empty() && own.expose().ends_with(shown))
}

/// What the keys allow that can be ours. Where they differ, nobody knows.
fn allowed_by(lang: Lang, keys: Vec<&ApiKey>) -> Allowed {
    let mut answers: Vec<_> = keys.iter().map(|key| may_write(&key.rules)).collect();
    answers.dedup();
    match *answers {
        [] => unknown_key(lang, "check-key-not-listed"),
        [Some(true)] => Allowed { may_write: Some(true), advice: Some(lang.say("check-key-may-write")), note: None },
        [Some(false)] => Allowed { may_write: Some(false), ..Allowed::default() },
        [None] => unknown_key(lang, "check-key-unknown-rules"),
        _ => unknown_key(lang, "check-key-several"),
    }
}

fn unknown_key(lang: Lang, why: &str) -> Allowed {
    let note = lang.say_with("check-key-not-known", [("why", lang.say(why).into())]);
    Allowed { note: Some(note), ..Allowed::default() }
}

fn may_write(rules: &ApiKeyRules) -> Option<bool> {
    match rules {
        ApiKeyRules::FullAccess => Some(true),
        ApiKeyRules::Rules(rules) => {
            let rules: Vec<_> = rules.iter().map(rule_may_write).collect();
            if rules.contains(&Some(true)) {
                Some(true)
            } else if rules.is_empty() || rules.contains(&None) {
                None
            } else {
                Some(false)
            }
        }
        _ => None,
    }
}

fn rule_may_write(rule: &ApiKeyRule) -> Option<bool> {
    match rule.rule.as_ref()? {
        AccessLevel::ReadOnly => Some(false),
        AccessLevel::ReadWrite | AccessLevel::WriteOnly => Some(true),
        _ => None,
    }
}

// --- MyReports ---

async fn myreports(
    services: &Services,
    portal: Option<Portal>,
    lang: Lang,
    is_at: impl FnOnce(&BaseUrl),
) -> Result<Allowed, Failure> {
    let client = services.with_setup(MYREPORTS, source::MyReports::client)?;
    is_at(client.base_url());
    let answer = match portal {
        Some(Portal::Reseller) => as_reseller(&client).await,
        Some(Portal::Enterprise) => as_enterprise(&client).await,
        None => match as_reseller(&client).await {
            Err(error) if is_refused(&error) => as_enterprise(&client).await,
            answer => answer,
        },
    };
    answer.map_err(|error| match (error.kind(), portal) {
        (ErrorKind::Unauthorized, Some(_)) if is_refused(&error) => {
            Failure::Advised(error, "advice-check-myreports-portal")
        }
        (ErrorKind::Unauthorized, None) if is_refused(&error) => {
            Failure::Advised(error, "advice-check-myreports-token")
        }
        (ErrorKind::WrongBaseUrl, _) => Failure::Advised(error, "advice-check-myreports-url"),
        _ => error.into(),
    })?;
    Ok(Allowed { note: Some(lang.say("check-myreports-writes")), ..Allowed::default() })
}

async fn as_reseller(client: &myreports::Client) -> Result<(), Error> {
    let filter = CustomerFilter::default().page_size(1);
    client.customers().list(filter).at_most(1).next().await.transpose().map(drop)
}

async fn as_enterprise(client: &myreports::Client) -> Result<(), Error> {
    let filter = AccountFilter::default().page_size(1);
    client.accounts().list(filter).at_most(1).next().await.transpose().map(drop)
}

// --- the answer ---

/// Results in a table, and what to do about them as sentences below.
fn show(answer: &Answer, output: &Output) -> Result<(), Failure> {
    if output.format() == Format::Json {
        output.one(answer, &[])?;
    } else {
        write_table(&answer.services, output)?;
    }
    for Checked { service, state, advice, note, .. } in &answer.services {
        if let Some(advice) = advice {
            let sentence = format!("{service}: {advice}");
            say(match state {
                State::Ok => output.lang().say_with("warning-differs", [("sentence", sentence.into())]),
                _ => sentence,
            });
        }
        if let Some(note) = note {
            say(format_args!("{service}: {note}"));
        }
    }
    Ok(())
}

fn write_table(checked: &[Checked], output: &Output) -> Result<(), Failure> {
    let lang = output.lang();
    let mut list =
        output.list(&["check-service", "check-state", "check-may-write", "check-problem"].map(|id| lang.say(id)))?;
    for Checked { service, state, may_write, problem, .. } in checked {
        list.add_row(|| {
            let may_write = if *state == State::Ok { lang.yes_no(*may_write) } else { String::new() };
            vec![service.to_string(), state.name(lang), may_write, problem.clone().unwrap_or_default()]
        })?;
    }
    list.close().map(drop)
}

const FAILED: u8 = 1;
const NOTHING_TO_CHECK: u8 = 2;
const REFUSED: u8 = 4;

/// The worst that was met. A service without credentials counts where it was asked for by name, or where all lack them.
fn code(checked: &[Checked], by_name: bool) -> u8 {
    let any = |state| checked.iter().any(|checked| checked.state == state);
    if any(State::Refused) {
        REFUSED
    } else if any(State::Failed) {
        FAILED
    } else if any(State::NotConfigured) && (by_name || !any(State::Ok)) {
        NOTHING_TO_CHECK
    } else {
        0
    }
}
