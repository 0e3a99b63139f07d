//! What can be typed.

use std::{
    ffi::{OsStr, OsString},
    marker::PhantomData,
    num::NonZeroUsize,
    path::PathBuf,
    str::FromStr,
};

use clap::{
    Arg, Args, Parser, Subcommand, ValueEnum,
    builder::{NonEmptyStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser},
    error::{ContextKind, ContextValue, ErrorKind},
};
use clap_complete::Shell;
use jiff::civil::Date;

use acesso_forms::output;
use acesso_review::{
    judge::{findings, prune::Age, roster::date, teams::Wanted},
    model::{By, Lang, RunRef, ServiceId, Severity},
    source::{Registry, Wording},
};
use acesso_sandbox::webhook::Receiver;

use crate::{documented::Documented, faults::FaultOn, version};

/// Who can do what, where? Asks TomTicket, Base39 and MyReports and shows the answer.
#[derive(Debug, Parser)]
#[command(version = version::shown(), after_help = AFTER_HELP, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) output: OutputOptions,

    /// Ask a sandbox inside this process: imaginary data, no account needed
    #[arg(long, global = true, display_order = LAST)]
    pub(crate) sandbox: bool,

    /// Settings that are not secret [default: acesso.toml here, else in acesso/ in your configuration directory]
    #[arg(long, global = true, display_order = LAST, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// How the answer is shown. What `call` writes into a file is the service's, whatever the file's ending says.
    pub(crate) fn output(&self) -> output::OutputOptions {
        let mut options = self.output.plain();
        let is_told = options.json || options.csv.is_some();
        if self.command.is_call() && !is_told {
            options.format.get_or_insert(output::Format::Table);
        }
        options
    }
}

/// How the answer is shown, on every command.
#[derive(Debug, Args)]
pub(crate) struct OutputOptions {
    /// Print JSON: short for --format json
    #[arg(long, global = true, display_order = LAST, conflicts_with = "format")]
    pub(crate) json: bool,

    /// The form of the answer [default: by the ending of --output, else table]
    #[arg(long, global = true, display_order = LAST, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,

    /// Write a CSV, for this kind of spreadsheet program
    #[arg(long, global = true, display_order = LAST, value_name = "FLAVOUR")]
    pub(crate) csv: Option<CsvFlavour>,

    /// Write to this file, which appears when it is whole and which its owner alone can read; with export and review also a
    /// folder, DIR/, for the evidence pack, and with revocations for one file a service
    #[arg(long, global = true, display_order = LAST, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The language of what people read; JSON members and the ids of findings have none [default: the system's, else en]
    #[arg(long, global = true, display_order = LAST, value_name = "LANGUAGE")]
    pub(crate) lang: Option<Language>,
}

impl OutputOptions {
    /// As the forms take it; the language is the system's where nobody said one.
    fn plain(&self) -> output::OutputOptions {
        output::OutputOptions {
            json: self.json,
            format: self.format.map(Into::into),
            csv: self.csv.map(Into::into),
            file: self.output.clone(),
            lang: self.lang.map_or_else(system_language, Into::into),
        }
    }
}

/// The language that the system speaks, English where we don't speak that one.
pub(crate) fn system_language() -> Lang {
    sys_locale::get_locale().map_or(Lang::En, |locale| Lang::of_locale(&locale))
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// For programs: the service's own member names
    Json,
    /// For spreadsheets and programs: the table's columns
    Csv,
    /// For spreadsheets; needs --output
    Xlsx,
    /// For people, all of a run in one page: `acesso export` alone writes it
    Html,
}

impl From<Format> for output::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Table => Self::Table,
            Format::Json => Self::Json,
            Format::Csv => Self::Csv,
            Format::Xlsx => Self::Xlsx,
            Format::Html => Self::Html,
        }
    }
}

/// Which spreadsheet program a CSV is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CsvFlavour {
    /// Commas between cells, as RFC 4180 has it
    Rfc4180,
    /// Semicolons and a byte order mark, which Excel with Brazilian settings expects
    ExcelBr,
}

impl From<CsvFlavour> for output::CsvFlavour {
    fn from(flavour: CsvFlavour) -> Self {
        match flavour {
            CsvFlavour::Rfc4180 => Self::Rfc4180,
            CsvFlavour::ExcelBr => Self::ExcelBr,
        }
    }
}

/// A language that the tool speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English
    #[value(name = "en")]
    En,
    /// Português do Brasil
    #[value(name = "pt-BR", alias = "pt", alias = "pt-br")]
    PtBr,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::PtBr => Self::PtBr,
        }
    }
}

/// Where help shows what every command has: below the command's own options.
const LAST: usize = 100;

const AFTER_HELP: &str = "\
Environment (secrets never come from arguments):
  TOMTICKET_TOKEN    token from the TomTicket panel
  TOMTICKET_URL      [default: https://api.tomticket.com/v2.0]
  BASE39_API_KEY     API key of the Base39 tenant
  BASE39_URL         [default: https://api.base39.io]
  MYREPORTS_TOKEN    access token of the MyReports portal
  MYREPORTS_REGION   au, eu, na or uk
  MYREPORTS_URL      instead of the region, for example https://api.eu.myreports.cloud/api
  BASE39_CLIENT_ID, BASE39_CLIENT_SECRET
                     OAuth client credentials, in place of the API key
  MYREPORTS_CLIENT_ID, MYREPORTS_CLIENT_SECRET
                     for `acesso login myreports`, and with its log-in in place of MYREPORTS_TOKEN
  MYREPORTS_REDIRECT_URI
                     the redirect address that the portal has for you [default: http://127.0.0.1:8000]
  MYREPORTS_LOGIN_URL
                     where to log in, for a sandbox [default: https://login.xarios.cloud]
  ACESSO_NO_KEYRING  set to 1, a log-in is kept in a file even where the system has a keyring
  HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE are honoured

Exit codes:
  0  fine
  1  failed; verify: something is not as it was; diff --exit-code: something changed
  2  wrong usage: an argument, or a variable that is missing or wrong; decide: the file is refused
  3  not found
  4  the service refused the credentials, or they don't allow this
  5  review, findings: something was found that matters as much as --fail-on or --fail-on-new says
  6  review, findings: something could not be read; it wins over 5; diff --exit-code: something is not compared

Try it without any account:  acesso review --sandbox";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read the services at the same time: who can do what, where?
    Review(ReviewOptions),
    /// What somebody should look at in a run, and which questions could not be answered
    Findings(FindingsOptions),
    /// Who can do what, where, as a run read it
    Grants(GrantsOptions),
    /// Everything that one person holds, in all services
    Who(WhoOptions),
    /// The runs that are kept
    Runs(StoreOptions),
    /// Write all of a run into a file: HTML (the report), XLSX, JSON, or CSV (the accesses alone); or into a folder: the
    /// evidence pack
    ///
    /// `--output DIR/` writes the pack: all forms of the run with how it was read, what was signed, and SHA256SUMS. The folder
    /// appears when it is whole, and one that holds something is left alone. EVIDENCE.md describes it.
    Export(ExportOptions),
    /// Ask people to decide: who reviews which access, and by when
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Campaign {
        #[command(subcommand)]
        command: CampaignCommand,
    },
    /// How far a review is: who decided how much, what is late, and what does not fit together
    Status(StatusOptions),
    /// Record what people decided in the files that they send back: keep, change or revoke, for each access
    ///
    /// What a reviewer's page saved is taken, and what `acesso export --output review.xlsx` wrote, with its columns `decision`,
    /// `reason`, `reviewer` and `decided on` filled in. Each file is taken whole or not at all: one with a mistake is refused, each
    /// mistake is told with its line, and the exit code is 2; it does not stop the others.
    Decide(DecideOptions),
    /// Close the review of a run: no decision changes afterwards, and each later run checks what was revoked
    ///
    /// Accesses without a decision stay undecided, and are counted. Nothing proves the name: it is recorded as claimed, beside
    /// the operating system's user and host.
    Sign(SignOptions),
    /// What people have to take away or to change at each service, as a review decided: whose, what, where, why, and what is
    /// known of it by now
    ///
    /// Changes nothing at any service. Each line says how it is done: in the service's panel, or by which operation that the
    /// service documents. The next review checks what was revoked, and this list says what it saw. `--output DIR/` writes one
    /// workbook a service, for the people who administer it.
    Revocations(RevocationsOptions),
    /// Whether each hash of an evidence pack or a kept run fits, and nothing contradicts anything else
    ///
    /// Names what differs: where, what was expected and what was found. Exits with 0 when nothing does, with 1 when something
    /// does. What nobody can find without a hash that is kept elsewhere stands in EVIDENCE.md.
    Verify(VerifyOptions),
    /// What changed between two runs
    ///
    /// Compares only what is complete in both runs and was read under the same settings, and says what it left out.
    Diff(DiffOptions),
    /// Remove what old runs hold of people; their totals and hashes stay
    ///
    /// Shows what would go; --execute removes it, decisions included. What is removed is overwritten in the file. Revocations
    /// that a removed run decided are no longer checked by later runs.
    Prune(PruneOptions),
    /// Set up what a review needs: credentials, settings, and templates of the lists that it takes
    ///
    /// Asks which services there are, tries each credential and keeps it in the system's keyring, or where there is none in a file
    /// that its owner alone can read. Can be run again: what is there stays, unless it is to be changed.
    Init(InitOptions),
    /// Ask each service one small question: are the credentials good, and do they allow more than reading?
    ///
    /// Exits with 0 when all is well, 4 when credentials are refused, 1 for anything else that fails, and 2 when there is
    /// nothing to check. Reads only.
    Check(CheckOptions),
    /// Log in to a service in a browser, for the commands that follow
    Login(LoginOptions),
    /// Forget what is kept of a service: a log-in, and what `acesso init` keeps
    ///
    /// What the environment says stays, and what was issued stays good: where nobody is to use it any more, revoke it at the
    /// service, too.
    Logout {
        /// The service
        #[arg(value_parser = service())]
        service: ServiceId,
    },
    /// TomTicket: help desk
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Tomticket {
        #[command(subcommand)]
        command: TomticketCommand,
    },
    /// Base39: payroll-loan infrastructure
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Base39 {
        #[command(subcommand)]
        command: Base39Command,
    },
    /// MyReports: call reporting
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Myreports {
        #[command(subcommand)]
        command: MyreportsCommand,
    },
    /// Serve the three services with imaginary data on this machine
    ///
    /// Prints addresses and credentials (with --json, an object of variables) and serves until it is stopped (Ctrl-C). With a
    /// command, runs that one and serves as long as it runs.
    #[command(after_help = SANDBOXES)]
    Sandbox(SandboxOptions),
    /// Print what makes a shell complete this tool's arguments
    ///
    /// For bash: `acesso completions bash > ~/.local/share/bash-completion/completions/acesso`
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write this tool's manual pages into a folder
    ///
    /// For `man acesso`: `acesso man ~/.local/share/man/man1`
    Man {
        /// The folder, made if it is not there
        folder: PathBuf,
    },
}

impl Command {
    /// Whether it calls an operation and shows what the service says.
    fn is_call(&self) -> bool {
        matches!(
            self,
            Self::Tomticket { command: TomticketCommand::Call(_) }
                | Self::Base39 { command: Base39Command::Call(_) }
                | Self::Myreports { command: MyreportsCommand::Call(_) }
        )
    }

    /// Whether its output is a folder, which it looks at itself.
    pub(crate) fn fills_a_folder(&self) -> bool {
        matches!(self, Self::Campaign { .. })
    }

    /// The store that a command uses, where it looks into one that is there.
    pub(crate) fn store(&self) -> Option<&StoreOptions> {
        match self {
            Self::Findings(options) => Some(&options.store),
            Self::Grants(options) => Some(&options.store),
            Self::Who(options) => Some(&options.store),
            Self::Runs(store) => Some(store),
            Self::Export(options) => Some(&options.store),
            Self::Campaign { command } => Some(command.store()),
            Self::Status(options) => Some(&options.store),
            Self::Decide(options) => Some(&options.store),
            Self::Sign(options) => Some(&options.store),
            Self::Revocations(options) => Some(&options.store),
            Self::Verify(options) => Some(&options.store),
            Self::Diff(options) => Some(&options.store),
            Self::Prune(options) => Some(&options.store),
            _ => None,
        }
    }
}

/// Where what was read is kept.
#[derive(Debug, Clone, Args)]
pub(crate) struct StoreOptions {
    /// Where what was read is kept [default: acesso/acesso.db in your data directory; with --sandbox, sandbox.db]
    #[arg(long, value_name = "FILE")]
    pub(crate) store: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewOptions {
    /// Only this service; may be given several times [default: each that the environment has credentials for]
    #[arg(long, alias = "vendor", value_name = "SERVICE", value_parser = service())]
    pub(crate) service: Vec<ServiceId>,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// Go on with the newest run, where it stopped or was killed
    #[arg(long)]
    pub(crate) resume: bool,
    /// With --resume: also where the run is older than 24 hours or was begun with other settings
    #[arg(long, requires = "resume")]
    pub(crate) force: bool,
    /// Read each list once, not twice. TomTicket: take the permissions that the customer list carries, and check 25 of them
    /// with the exact call
    #[arg(long)]
    pub(crate) quick: bool,
    /// Who works here and who left, a CSV with the column email, and optionally name, status, left_on, manager, department,
    /// aliases; headings may be in Portuguese
    #[arg(long, value_name = "FILE")]
    pub(crate) roster: Option<PathBuf>,
    /// Exit with 5 when there is a finding of this severity or a higher one
    #[arg(long, value_name = "SEVERITY", value_parser = severe())]
    pub(crate) fail_on: Option<Severity>,
    /// The same for findings that an earlier run is not known to have had
    #[arg(long, value_name = "SEVERITY", value_parser = severe())]
    pub(crate) fail_on_new: Option<Severity>,
    /// Say on the screen how each service is known to be read whole, and for whom a question has no answer
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// MyReports: leave out the roles, which take a call for every user; the answer then says "roles not read"
    #[arg(long)]
    pub(crate) skip_roles: bool,
    /// Base39: who its operators are, a CSV with the columns id,name,email [default: `operators` under [base39] in
    /// acesso.toml]
    #[arg(long, value_name = "FILE")]
    pub(crate) operators: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct FindingsOptions {
    /// The run: its number, or `latest`, the newest one that ended
    #[arg(default_value = "latest")]
    pub(crate) run: RunRef,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// Only findings of this rule, for example roster-left
    #[arg(long, value_name = "ID", hide_possible_values = true)]
    #[arg(value_parser = Offering::of(NonEmptyStringValueParser::new(), rules()))]
    pub(crate) rule: Option<String>,
    /// Only findings of this severity or a higher one
    #[arg(long, value_parser = severity())]
    pub(crate) severity: Option<Severity>,
    #[command(flatten)]
    pub(crate) team: TeamOptions,
    /// Exit with 5 when one of these findings is of this severity or a higher one, and an earlier run is not known to have had
    /// it; with 6 where the run is incomplete
    #[arg(long, value_name = "SEVERITY", value_parser = severe())]
    pub(crate) fail_on_new: Option<Severity>,
    /// Each finding; those alike are one line otherwise. JSON, CSV and XLSX always have each
    #[arg(long)]
    pub(crate) all: bool,
}

/// Whose accesses or findings, by the roster of the run.
#[derive(Debug, Args)]
pub(crate) struct TeamOptions {
    /// Only people with this manager, by the roster: the name or the address, or a part of the name
    #[arg(long, value_name = "NAME|ADDRESS")]
    pub(crate) manager: Option<String>,
    /// Only people of this department, by the roster; a part of the name is enough
    #[arg(long, value_name = "NAME")]
    pub(crate) department: Option<String>,
}

impl TeamOptions {
    /// As judge takes it.
    pub(crate) fn wanted(&self) -> Wanted<'_> {
        Wanted { manager: self.manager.as_deref(), department: self.department.as_deref() }
    }
}

/// The services that are registered.
fn service() -> impl TypedValueParser<Value = ServiceId> {
    let ids: Vec<_> = Registry::built_in().services().map(|service| service.id.as_str()).collect();
    PossibleValuesParser::new(ids).try_map(|text| text.parse::<ServiceId>())
}

/// The ids of all rules, each with what it asks.
fn rules() -> impl Iterator<Item = PossibleValue> {
    let rules: Vec<_> = findings::rules(&Registry::built_in()).collect();
    rules.into_iter().map(|rule| {
        let asked = PossibleValue::new(rule.id);
        match Wording(rule.id).question(Lang::En) {
            Some(question) => asked.help(question),
            None => asked,
        }
    })
}

/// All severities.
fn severity() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(["info", "low", "medium", "high"]).try_map(|text| text.parse::<Severity>())
}

/// The severities that a review can fail on: what is only worth knowing is no reason.
fn severe() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(["low", "medium", "high"]).try_map(|text| text.parse::<Severity>())
}

#[derive(Debug, Args)]
pub(crate) struct GrantsOptions {
    /// The run: its number, or `latest`, the newest one that ended
    #[arg(default_value = "latest")]
    pub(crate) run: RunRef,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// Only at this service; may be given several times
    #[arg(long, alias = "vendor", value_name = "SERVICE", value_parser = service())]
    pub(crate) service: Vec<ServiceId>,
    /// Only people whose name or e-mail address contains this, and the account with this id
    #[arg(long, value_name = "TEXT")]
    pub(crate) person: Option<String>,
    /// Only access to what contains this in its name, and to the resource with this id
    #[arg(long, value_name = "TEXT")]
    pub(crate) resource: Option<String>,
    /// Only this permission, such as approver or create_tickets
    #[arg(long, value_name = "NAME")]
    pub(crate) permission: Option<String>,
    #[command(flatten)]
    pub(crate) team: TeamOptions,
    /// Only people who are known by their e-mail address and hold nothing at this service
    #[arg(long, value_name = "SERVICE", value_parser = service())]
    pub(crate) not_in: Option<ServiceId>,
}

#[derive(Debug, Args)]
pub(crate) struct WhoOptions {
    /// The person: one of the e-mail addresses, the name, or a part of the name
    #[arg(value_name = "PERSON")]
    pub(crate) person: String,
    /// The run: its number, or `latest`, the newest one that ended
    #[arg(long, value_name = "RUN", default_value = "latest")]
    pub(crate) run: RunRef,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
}

#[derive(Debug, Args)]
pub(crate) struct ExportOptions {
    /// The run: its number, or `latest`, the newest one that ended
    #[arg(default_value = "latest")]
    pub(crate) run: RunRef,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// Write codes for names and addresses, always the same for the same one; that is pseudonymised, not anonymous
    #[arg(long)]
    pub(crate) pseudonymize: bool,
    /// The key of these codes, made if it is not there, readable by its owner alone [default: pseudonym.key beside the store]
    #[arg(long, value_name = "FILE", requires = "pseudonymize")]
    pub(crate) pseudonym_key: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct StatusOptions {
    /// The run: its number, or `latest`, the newest one that ended
    #[arg(default_value = "latest")]
    pub(crate) run: RunRef,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CampaignCommand {
    /// Give every access of a run one reviewer, and write each reviewer's packet and an overview into a folder
    ///
    /// The owners come first, then what --by says, then the fallback. Nobody reviews their own access: it goes to their own
    /// manager, else to the fallback. Keys, accounts without a person and accesses that are nobody's by name go to an owner or
    /// to the fallback. What was to name a reviewer and names nobody is told.
    Start(StartOptions),
    /// Have somebody decide in another one's place
    ///
    /// What that one has not decided is the other's from then on, and the packet that was sent before is refused by name. Given the
    /// other way round, what came by it and is still undecided goes back. With --output DIR/ the new packets are written.
    Delegate(DelegateOptions),
    /// Write a message for each reviewer who is due or late, ready to be sent, and a CSV for a mail merge
    ///
    /// Sends nothing. Who has nothing left to decide gets none.
    Remind(RemindOptions),
}

impl CampaignCommand {
    fn store(&self) -> &StoreOptions {
        match self {
            Self::Start(options) => &options.store,
            Self::Delegate(options) => &options.store,
            Self::Remind(options) => &options.store,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct StartOptions {
    /// The run: its number, or `latest`, the newest one that ended
    #[arg(default_value = "latest")]
    pub(crate) run: RunRef,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// What it is called, for example "Access, third quarter"
    #[arg(long, value_name = "TITLE")]
    pub(crate) title: String,
    /// The last day on which to decide: 2026-12-15 or 15/12/2026
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) due: Date,
    /// Who reviews where no owner is named: the manager on the roster, or the head of the department in --departments; with
    /// service and resource only owners and the fallback do, and which of these have no owner is told
    #[arg(long, value_name = "RULE", value_parser = by())]
    pub(crate) by: By,
    /// Who owns what, a CSV with the columns service,resource,permission,reviewer, in which * stands for anything; the first
    /// line that matches counts; headings may be in Portuguese
    #[arg(long, value_name = "FILE")]
    pub(crate) owners: Option<PathBuf>,
    /// Who heads which department, a CSV with the columns department,reviewer; headings may be in Portuguese
    #[arg(long, value_name = "FILE")]
    pub(crate) departments: Option<PathBuf>,
    /// Who reviews where nothing else says who
    #[arg(long, value_name = "EMAIL")]
    pub(crate) fallback: String,
    /// Ask nobody again about what was kept in the last signed review, has not changed since, and has no finding: it is listed in
    /// not-asked-again.csv
    #[arg(long)]
    pub(crate) only_changed: bool,
    /// Let what was kept in the last signed review, has not changed since, and has no finding of high severity start as kept: it
    /// is counted apart, and can be decided otherwise
    #[arg(long)]
    pub(crate) carry_unchanged: bool,
    /// Take the place of a campaign that the run has, as long as nobody decided
    #[arg(long)]
    pub(crate) replace: bool,
    /// Show who would review what, and start nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DelegateOptions {
    /// The run: its number, or `latest`, the newest one that ended
    #[arg(default_value = "latest")]
    pub(crate) run: RunRef,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// Who was to decide
    #[arg(long, value_name = "EMAIL")]
    pub(crate) from: String,
    /// Who decides instead
    #[arg(long, value_name = "EMAIL")]
    pub(crate) to: String,
    /// The last day of the absence: 2026-12-15 or 15/12/2026; after it nothing goes back by itself, but `acesso status` says how
    /// [default: the day by which to decide]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) until: Option<Date>,
    /// Why
    #[arg(long, value_name = "REASON")]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct RemindOptions {
    /// The run: its number, or `latest`, the newest one that ended
    #[arg(default_value = "latest")]
    pub(crate) run: RunRef,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// From how many days before the last one on
    #[arg(long, value_name = "DAYS", default_value_t = 3)]
    pub(crate) within: u16,
}

/// What a campaign goes by.
fn by() -> impl TypedValueParser<Value = By> {
    PossibleValuesParser::new(By::ALL.map(By::as_str)).try_map(|text| text.parse())
}

#[derive(Debug, Args)]
pub(crate) struct DecideOptions {
    /// The run: its number, or `latest`, the newest one that ended [default: the one that each file names]
    pub(crate) run: Option<RunRef>,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// What came back: files that reviewers' pages saved, exports of the run (XLSX or CSV) with decisions filled in, or folders
    /// with such files in them
    #[arg(long, value_name = "FILE|DIR", required = true, num_args = 1..)]
    pub(crate) from: Vec<PathBuf>,
    /// Who decided, and today, where a line of a spreadsheet has a decision and leaves the reviewer or the day empty
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Show what would be recorded, and record nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Record what the file says also where somebody decided otherwise since it was exported
    #[arg(long)]
    pub(crate) replace: bool,
    /// Record what somebody decided in place of the reviewer whose it is to decide, and why they do: the reason says it
    #[arg(long, value_name = "REASON")]
    pub(crate) substitute: Option<String>,
    /// Take a decision back where the file has its cells empty
    #[arg(long)]
    pub(crate) withdraw: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RevocationsOptions {
    /// The run: its number, or `latest`, the newest one that ended [default: the one that was signed last]
    pub(crate) run: Option<RunRef>,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
}

#[derive(Debug, Args)]
pub(crate) struct SignOptions {
    /// The run: its number, or `latest`, the newest one that ended
    pub(crate) run: RunRef,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
    /// Who signs, as they say
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    /// Show what would be signed, and sign nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Sign though the run or an earlier signature is not as it was, and sign why
    #[arg(long, value_name = "REASON")]
    pub(crate) force: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyOptions {
    /// The folder of a pack, or a run: its number, or `latest`; a folder that is called like a run is `./1`
    #[arg(value_name = "DIR|RUN")]
    pub(crate) target: PathBuf,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
}

#[derive(Debug, Args)]
pub(crate) struct DiffOptions {
    /// The run before: its number [default: of the last two complete runs with the same settings, the older]
    pub(crate) old: Option<RunRef>,
    /// The run after: its number, or `latest` [default: `latest` where OLD is given]
    pub(crate) new: Option<RunRef>,
    /// Exit with 1 when something changed, with 6 when nothing did but a service is not compared, and with 2 for a failure that
    /// has no code of its own
    #[arg(long)]
    pub(crate) exit_code: bool,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
}

#[derive(Debug, Args)]
pub(crate) struct PruneOptions {
    /// Of runs that ended longer ago than this, such as 5y, 18mo or 90d
    #[arg(long, value_name = "AGE")]
    pub(crate) older_than: Age,
    /// Remove it; without this it is only shown what would go
    #[arg(long)]
    pub(crate) execute: bool,
    #[command(flatten)]
    pub(crate) store: StoreOptions,
}

#[derive(Debug, Args)]
pub(crate) struct CheckOptions {
    /// Only this service; may be given several times [default: all three]
    #[arg(long, alias = "vendor", value_name = "SERVICE", value_parser = service())]
    pub(crate) service: Vec<ServiceId>,
}

#[derive(Debug, Args)]
pub(crate) struct InitOptions {
    /// Answer from this file, one line for each question, where nobody is at a terminal; `-` for what comes from stdin
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct LoginOptions {
    /// The service
    pub(crate) service: LoginService,
    /// Print the address and open no browser
    #[arg(long)]
    pub(crate) no_browser: bool,
}

/// A service that people log in to: the others have tokens and keys alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LoginService {
    Myreports,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TomticketCommand {
    /// A customer's basic permissions
    Permissions {
        /// The customer's internal id, or the e-mail address with --email
        customer: String,
        /// CUSTOMER is an e-mail address
        #[arg(long)]
        email: bool,
    },
    /// All operations that TomTicket documents, as `call` takes them
    #[command(after_help = "For example:  acesso tomticket operations | grep ticket")]
    Operations,
    /// Call any operation: reads at once, everything else with --execute
    ///
    /// What only reads is sent at once. Everything else is only shown, without the credentials; --execute sends it.
    #[command(after_help = TOMTICKET_CALLS, arg_required_else_help = true)]
    Call(CallOptions<tomticket::Client>),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Base39Command {
    /// The permissions of operators, newest first
    Permissions(PermissionOptions),
    /// All operations that Base39 documents, as `call` takes them
    #[command(after_help = "For example:  acesso base39 operations | grep loan")]
    Operations,
    /// Call any operation: reads at once, everything else with --execute
    ///
    /// What only reads is sent at once. Everything else is only shown, without the credentials; --execute sends it.
    #[command(after_help = BASE39_CALLS, arg_required_else_help = true)]
    Call(CallOptions<base39::Client>),
}

#[derive(Debug, Args)]
pub(crate) struct PermissionOptions {
    /// Only permissions for these companies, with commas between them
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    pub(crate) company: Vec<String>,
    /// Only permissions with one of these roles, with commas between them: approver, financial, administrator,
    /// backoffice, backoffice_financial, backoffice_automation
    #[arg(long, value_name = "ROLES", value_delimiter = ',')]
    pub(crate) role: Vec<String>,
    /// Only this operator's permissions. The vendor's page lost the parameter's name: check that it filters
    #[arg(long, value_name = "ID")]
    pub(crate) operator: Option<String>,
    /// Only these fields, or all but these: `id,company` or `-createdBy,-updatedBy`
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true)]
    pub(crate) fields: Vec<String>,
    /// References to replace by their objects, for example data.company; best seen with --json
    #[arg(long, value_name = "PATHS", value_delimiter = ',')]
    pub(crate) expand: Vec<String>,
    /// How many permissions to ask for in one request, 1 to 100; every page is read all the same
    #[arg(long, value_name = "N")]
    pub(crate) page_size: Option<u32>,
    /// Stop after N permissions
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MyreportsCommand {
    /// The users of a customer tenant
    Users {
        /// The customer's tenant id
        tenant: String,
        /// Stop after N users
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// All operations that MyReports documents, as `call` takes them
    #[command(after_help = "For example:  acesso myreports operations | grep user")]
    Operations,
    /// Call any operation: reads at once, everything else with --execute
    ///
    /// What only reads is sent at once. Everything else is only shown, without the credentials; --execute sends it.
    #[command(after_help = MYREPORTS_CALLS, arg_required_else_help = true)]
    Call(CallOptions<myreports::Client>),
}

const SANDBOXES: &str = "\
For example:
  acesso sandbox -- cargo run --example permissions
  acesso sandbox --people 1000 --fault base39=503*2 -- acesso base39 permissions";

const TOMTICKET_CALLS: &str = "\
For example:
  acesso tomticket call ticket_list --query situation=0,1 --all --json
  acesso tomticket call ticket_comment --form ticket_id=ID --form comment='called back'
  acesso tomticket call ticket_reply_as_operator --form ticket_id=ID \\
      --form message='the form' --form 'attachment[0]=@form.pdf' --execute";

const BASE39_CALLS: &str = "\
For example:
  acesso base39 call get_loan --path loan=ID
  acesso base39 call list_invoices --query status=open --all --output invoices.json
  acesso base39 call create_operator_permission --path operator=ID --body permission.json
  the same with --execute sends it";

const MYREPORTS_CALLS: &str = "\
For example:
  acesso myreports call reseller_list_customers --all
  acesso myreports call enterprise_get_invoice_pdf --path INVOICE_ID=ID --output invoice.pdf
  acesso myreports call reseller_create_customer --body customer.json
  the same with --header accept-charges=true --execute sends it, whatever it costs";

/// One call of an operation of this client's service.
#[derive(Debug, Args)]
pub(crate) struct CallOptions<C: Documented> {
    /// The operation's id, as `operations` lists it
    #[arg(value_parser = Offering::of(NonEmptyStringValueParser::new(), ids::<C>()), hide_possible_values = true)]
    pub(crate) operation: String,
    /// Fill {NAME} in the operation's path; once for each
    #[arg(long, value_name = "NAME=VALUE", hide_possible_values = true)]
    #[arg(value_parser = Offering::of(PairParser, C::placeholders().into_iter().map(PossibleValue::new)))]
    pub(crate) path: Vec<Pair>,
    /// Add this to the query; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = PairParser)]
    pub(crate) query: Vec<Pair>,
    /// Send what this file holds as the body; `-` for what comes from stdin
    #[arg(long, value_name = "FILE", conflicts_with = "form")]
    pub(crate) body: Option<PathBuf>,
    /// Send this field, in the form that the operation documents; may be given several times. NAME=@FILE sends a file, where the
    /// form takes one; @@ stands for an @ at the beginning. In JSON every value is a text
    #[arg(long, value_name = "NAME=VALUE", value_parser = PairParser)]
    pub(crate) form: Vec<Pair>,
    /// Add a header, such as accept-charges=true; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = PairParser)]
    pub(crate) header: Vec<Pair>,
    /// The key by which the service recognises a repetition, where it takes one [default: a new one for each call]
    #[arg(long, value_name = "KEY", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) idempotency_key: Option<String>,
    /// Read all pages of a list, as one
    #[arg(long)]
    pub(crate) all: bool,
    /// Send it, though it may change something; without this it is only shown
    #[arg(long)]
    pub(crate) execute: bool,
    #[arg(skip)]
    pub(crate) service: PhantomData<C>,
}

/// A name and its value, with the first `=` between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl FromStr for Pair {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok(Self { name: name.to_owned(), value: value.to_owned() }),
            _ => Err("write it as NAME=VALUE"),
        }
    }
}

/// Reads NAME=VALUE. What is none is not shown again: it can be a header with a secret in it.
#[derive(Clone)]
struct PairParser;

impl TypedValueParser for PairParser {
    type Value = Pair;

    fn parse_ref(&self, command: &clap::Command, arg: Option<&Arg>, value: &OsStr) -> Result<Pair, clap::Error> {
        let text = value.to_str().ok_or("write it in UTF-8");
        text.and_then(str::parse).map_err(|problem| {
            let of = arg.map(|arg| format!(" for '{arg}'")).unwrap_or_default();
            let what = format!("invalid value{of}: {problem}\n\nFor more information, try '--help'.\n");
            let mut refused = clap::Error::raw(ErrorKind::ValueValidation, what).with_cmd(command);
            let name = arg.map(ToString::to_string).unwrap_or_default();
            refused.insert(ContextKind::InvalidArg, ContextValue::String(name));
            refused
        })
    }
}

/// The ids of all operations, each with what it does.
fn ids<C: Documented>() -> impl Iterator<Item = PossibleValue> {
    C::OPERATIONS.iter().map(|operation| PossibleValue::new(operation.id).help(operation.summary))
}

/// Takes whatever its parser does, and has shells offer what is known: what is not known is told with the likest there is.
#[derive(Clone)]
struct Offering<P> {
    parser: P,
    known: Vec<PossibleValue>,
}

impl<P> Offering<P> {
    fn of(parser: P, known: impl Iterator<Item = PossibleValue>) -> Self {
        Self { parser, known: known.collect() }
    }
}

impl<P: TypedValueParser> TypedValueParser for Offering<P> {
    type Value = P::Value;

    fn parse_ref(&self, command: &clap::Command, arg: Option<&Arg>, value: &OsStr) -> Result<P::Value, clap::Error> {
        self.parser.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.known.iter().cloned()))
    }
}

#[derive(Debug, Args)]
pub(crate) struct SandboxOptions {
    /// Print nothing but shell lines that set the variables: `acesso sandbox --env > FILE &`, then `. FILE`
    #[arg(long, conflicts_with = "json")]
    pub(crate) env: bool,
    /// How many people the imaginary company has
    #[arg(long, value_name = "N", default_value = "10")]
    pub(crate) people: NonZeroUsize,
    /// Something that goes wrong, such as tomticket=429, base39=half-body or myreports=503*2 (twice, then no more); may be
    /// given several times
    ///
    /// After the fault may stand, in this order: @OPERATION for that operation alone (base39=503@oauth2_token: the token
    /// endpoint is down), +N to let N requests through first, /N for one request in N at random, *N for N times. A name
    /// that is no fault is answered with all that are.
    #[arg(long, value_name = "SERVICE=FAULT")]
    pub(crate) fault: Vec<FaultOn>,
    /// Write settings, a list of operators and a roster into this folder, so that a whole review can be tried
    #[arg(long, value_name = "DIR")]
    pub(crate) files: Option<PathBuf>,
    /// The first of three ports in a row; the system chooses when left out
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// Send webhooks to this address of this machine, one after the other: TomTicket's with a right signature, in
    /// hexadecimal and in base64, and with a wrong one (the secret is sandbox-webhook-secret), and Base39's in both documented
    /// shapes
    #[arg(long, value_name = "URL")]
    pub(crate) webhook: Option<Receiver>,
    /// Run this command with the variables that --env prints, and end with its exit status when it ends
    ///
    /// Ctrl-C is the command's. OAuth credentials of Base39 (BASE39_CLIENT_ID, BASE39_CLIENT_SECRET) are taken from its
    /// environment: they can't stand beside the sandbox's API key.
    #[arg(last = true, value_name = "COMMAND", conflicts_with_all = ["env", "webhook", "json", "format", "csv", "output"])]
    pub(crate) command: Vec<OsString>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }
}
