//! `acesso login` and `acesso logout`: a person's log-in to MyReports, by the authorization code grant (RFC 6749, section
//! 4.1) with a redirect to this machine.

use std::{
    collections::HashMap,
    convert::Infallible,
    env,
    ffi::OsStr,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    process::{Command, Stdio},
    sync::{Arc, OnceLock},
    time::Duration,
};

use acesso_core::Secret;
use acesso_forms::output::{Output, say};
use acesso_review::{
    model::{Failure, Lang, ServiceId},
    source::MYREPORTS,
};
use futures_util::future::select_all;
use hyper::{Method, Response, StatusCode, Uri, header, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use myreports::ReqwestTransport;
use serde::Serialize;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::timeout,
};
use url::{Host, Url, form_urlencoded};

use crate::{
    cli::LoginOptions,
    credentials,
    tokens::{Keeper, LoginSettings, Place},
};

/// What the vendor takes by default.
const REDIRECT: &str = "http://127.0.0.1:8000";
const REDIRECT_VARIABLE: &str = "MYREPORTS_REDIRECT_URI";

/// How long a person may take to log in.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// Where a log-in is kept. Its members are those of the JSON: see `EXPORT.md`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Kept {
    schema: &'static str,
    service: ServiceId,
    kept_in: &'static str,
    file: Option<String>,
}

/// Where it was removed from.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Forgotten {
    schema: &'static str,
    service: ServiceId,
    removed_from: Vec<&'static str>,
}

pub(crate) async fn log_in(options: &LoginOptions, sandbox: bool, output: &Output) -> Result<(), Failure> {
    if sandbox {
        return Err(Failure::usage("failure-login-to-sandbox", &[]));
    }
    let kept = credentials::Kept::load()?;
    let env = kept.env();
    let settings = LoginSettings::with_env(&env)?;
    let keeper = Keeper::of_this_system()?;
    let redirect = Redirect::listen(env.optional(REDIRECT_VARIABLE).as_deref().unwrap_or(REDIRECT)).await?;
    let login = settings.login().redirect_uri(&redirect.address);
    let request = login.authorization_request()?;
    let lang = output.lang();
    invite(&request.url, &redirect, options.no_browser, lang);

    let code = redirect.code(request.state, lang).await?;
    let tokens = login.exchange(code, request.code_verifier, ReqwestTransport::new()?).await?;
    let refresh_token = tokens.refresh_token.ok_or_else(|| Failure::failed("failure-no-refresh-token", &[]))?;
    let turn = keeper.turn().await?;
    let place = keeper.keep(&settings.to_keep(refresh_token))?;
    drop(turn);
    let (kind, file) = describe(&place);
    let kept = Kept { schema: "acesso/login/2", service: MYREPORTS, kept_in: kind, file };
    let rows = [(lang.say("login-done"), "MyReports".to_owned()), (lang.say("login-kept"), place.name(lang))];
    output.one(&kept, &rows)
}

/// Forgets a log-in, where people log in to the service, and the credentials that `acesso init` keeps of it.
pub(crate) async fn log_out(service: ServiceId, output: &Output) -> Result<(), Failure> {
    let lang = output.lang();
    let keeper = if service == MYREPORTS { Some(Keeper::of_this_system()?) } else { None };
    let log_ins = match &keeper {
        Some(keeper) => {
            let _turn = keeper.turn().await?;
            keeper.forget()?
        }
        None => Vec::new(),
    };
    let credentials = credentials::forget(service)?;
    let mut places: Vec<_> = log_ins.iter().chain(&credentials).collect();
    places.dedup();
    let removed = match &*places {
        [] => lang.say("logout-nowhere"),
        places => lang.enumerate(&places.iter().map(|place| place.name(lang)).collect::<Vec<_>>()),
    };
    let removed_from: Vec<_> = places.iter().map(|place| describe(place).0).collect();
    let forgotten = Forgotten { schema: "acesso/logout/2", service, removed_from };
    output.one(&forgotten, &[(lang.say("logout-removed"), removed)])?;
    if keeper.is_some_and(|keeper| keeper.leaves_out_the_keyring()) {
        say(lang.say("logout-keyring-left-out"));
    }
    if !log_ins.is_empty() {
        say(lang.say("logout-log-in-stays-good"));
    }
    if credentials.is_some() {
        say(lang.say_with("logout-credentials-stay-good", [("service", service.name().into())]));
    }
    Ok(())
}

/// For programs: the kind of place, and the file if it is one.
fn describe(place: &Place) -> (&'static str, Option<String>) {
    match place {
        Place::Keyring => ("keyring", None),
        Place::File(path) => ("file", Some(path.display().to_string())),
    }
}

/// Shows the person the way.
fn invite(url: &str, redirect: &Redirect, no_browser: bool, lang: Lang) {
    say(format_args!("{}\n\n  {url}\n", lang.say("login-open")));
    say(lang.say_with("login-waiting", [("address", redirect.address.as_str().into())]));
    if !no_browser {
        open_browser(url);
    }
}

/// Where this does not work, the person still has the address.
fn open_browser(url: &str) {
    let (program, arguments): (_, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    // A browser may outlive this process by days. It needs no secret of ours.
    for (name, _) in env::vars_os().filter(|(name, _)| is_of_a_service(name)) {
        command.env_remove(name);
    }
    command.args(arguments).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _not_there = command.spawn();
}

/// Whether the variable is one of those that hold addresses and secrets of the services.
fn is_of_a_service(variable: &OsStr) -> bool {
    let variable = variable.to_string_lossy();
    ["TOMTICKET_", "BASE39_", "MYREPORTS_"].iter().any(|service| variable.starts_with(service))
}

/// The address that the browser comes back to, and who listens there.
struct Redirect {
    /// As it was given: the service compares it letter by letter.
    address: String,
    path: String,
    /// One for each address that the name stands for.
    listeners: Vec<TcpListener>,
}

impl Redirect {
    /// Listens, before anybody is sent away. With port 0 the system chooses one.
    async fn listen(address: &str) -> Result<Self, Failure> {
        let mut url = loopback(address)
            .ok_or_else(|| Failure::usage("failure-redirect-address", &[("redirect-variable", &REDIRECT_VARIABLE)]))?;
        let listeners = bind(&url).await.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => Failure::failed("failure-port-in-use", &[("port", &port(&url))]),
            _ => Failure::failed("failure-port", &[("port", &port(&url)), ("error", &error)]),
        })?;
        let mut address = address.to_owned();
        if port(&url) == 0 {
            let chosen = listeners.first().map(TcpListener::local_addr).transpose()?;
            let _loopback_has_ports = url.set_port(chosen.map(|chosen| chosen.port()));
            address = url.to_string();
        }
        Ok(Self { address, path: url.path().to_owned(), listeners })
    }

    /// The code that the browser brings.
    async fn code(self, state: Secret, lang: Lang) -> Result<Secret, Failure> {
        let awaited = Arc::new(Awaited { path: self.path, state, lang });
        match timeout(PATIENCE, first_return(&self.listeners, &awaited)).await {
            Ok(Return::Code(code)) => Ok(code),
            Ok(Return::Refused(error)) => Err(Failure::failed("failure-login-refused", &[("error", &error)])),
            Ok(Return::NoCode) => Err(Failure::failed("failure-login-no-code", &[])),
            Err(_) => Err(Failure::failed("failure-login-too-late", &[])),
        }
    }
}

fn loopback(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let is_here = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    (url.scheme() == "http" && is_here).then_some(url)
}

fn port(url: &Url) -> u16 {
    url.port_or_known_default().unwrap_or_default()
}

async fn bind(url: &Url) -> io::Result<Vec<TcpListener>> {
    let port = port(url);
    match url.host() {
        Some(Host::Ipv4(address)) => Ok(vec![TcpListener::bind((address, port)).await?]),
        Some(Host::Ipv6(address)) => Ok(vec![TcpListener::bind((address, port)).await?]),
        Some(Host::Domain(_)) | None => bind_every_family(port).await,
    }
}

/// Which family a browser takes `localhost` for is its own choice (RFC 6761, section 6.3): each that this machine has is
/// listened at, at one port, so that nobody else can be at the other one and get the code.
async fn bind_every_family(port: u16) -> io::Result<Vec<TcpListener>> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    let mut no_family = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
        // Where the system is to choose the port, the second family takes the first one's.
        let port = listeners.first().map_or(Ok(port), |first| first.local_addr().map(|first| first.port()))?;
        match TcpListener::bind(SocketAddr::new(address, port)).await {
            Ok(listener) => listeners.push(listener),
            Err(error) if matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) => {
                return Err(error);
            }
            Err(error) => no_family = error,
        }
    }
    if listeners.is_empty() { Err(no_family) } else { Ok(listeners) }
}

/// What a browser brings back.
#[derive(Debug, PartialEq, Eq)]
enum Return {
    Code(Secret),
    /// An error of RFC 6749, section 4.1.2.1.
    Refused(String),
    /// Neither a code nor an error.
    NoCode,
}

/// What a request is.
#[derive(Debug, PartialEq, Eq)]
enum Request {
    Return(Return),
    /// The answer to another log-in than ours: an old tab, or a page that wants to disturb. It must not end this one.
    NotOurs,
    /// Something else, such as for the page's icon.
    Other,
}

/// What is waited for.
struct Awaited {
    path: String,
    state: Secret,
    /// In which the browser is told what became of it.
    lang: Lang,
}

impl Awaited {
    fn read(&self, method: &Method, uri: &Uri) -> Request {
        let query = uri.query().unwrap_or_default();
        let members: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let is_redirect = ["code", "error", "state"].iter().any(|name| members.contains_key(*name));
        if method != Method::GET || uri.path() != self.path || !is_redirect {
            return Request::Other;
        }
        if members.get("state").map(String::as_str) != Some(self.state.expose()) {
            return Request::NotOurs;
        }
        Request::Return(match (members.get("error"), members.get("code")) {
            (None, Some(code)) if !code.is_empty() => Return::Code(Secret::new(code.clone())),
            (None, _) => Return::NoCode,
            (Some(error), _) => Return::Refused(error_code(error)),
        })
    }
}

/// The error's code as the RFC writes them. Anybody could have sent it, so nothing else of it reaches the terminal.
fn error_code(text: &str) -> String {
    text.chars().filter(|letter| letter.is_ascii_lowercase() || *letter == '_').take(40).collect()
}

/// Serves requests until the browser comes back.
async fn first_return(listeners: &[TcpListener], awaited: &Arc<Awaited>) -> Return {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            (accepted, ..) = select_all(listeners.iter().map(|listener| Box::pin(listener.accept()))) => {
                // A connection that breaks before it is accepted says nothing about the next.
                if let Ok((connection, _)) = accepted {
                    connections.spawn(serve(connection, Arc::clone(awaited)));
                }
            }
            Some(served) = connections.join_next() => {
                if let Ok(Some(brought)) = served {
                    return brought;
                }
            }
        }
    }
}

/// Serves one connection to its end, so that the browser has its page before this process ends.
async fn serve(connection: TcpStream, awaited: Arc<Awaited>) -> Option<Return> {
    let brought = OnceLock::new();
    let service = service_fn(async |request: hyper::Request<_>| {
        let request = awaited.read(request.method(), request.uri());
        let page = page(&request, awaited.lang);
        if let Request::Return(back) = request {
            let _only_the_first_counts = brought.set(back);
        }
        Ok::<_, Infallible>(page)
    });
    let _gone = http1::Builder::new().keep_alive(false).serve_connection(TokioIo::new(connection), service).await;
    brought.into_inner()
}

fn page(request: &Request, lang: Lang) -> Response<String> {
    let (status, text) = match request {
        Request::Return(Return::Code(_)) => (StatusCode::OK, lang.say("login-page-done")),
        Request::Return(Return::Refused(_) | Return::NoCode) => {
            (StatusCode::BAD_REQUEST, lang.say("login-page-refused"))
        }
        Request::NotOurs => (StatusCode::BAD_REQUEST, lang.say("login-page-not-ours")),
        Request::Other => (StatusCode::NOT_FOUND, lang.say("login-page-nothing")),
    };
    let mut page = Response::new(text + "\n");
    *page.status_mut() = status;
    let headers = page.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    page
}
