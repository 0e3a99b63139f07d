//! Faults of the sandbox as they are typed: `tomticket=429`, `base39=half-body*2`, `base39=503@oauth2_token`.

use std::{str::FromStr, time::Duration};

use acesso_sandbox::{Fault, Sandbox};

/// A fault and the service that it strikes.
#[derive(Debug, Clone)]
pub(crate) struct FaultOn {
    service: Service,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Fault(Fault),
    /// Nobody listens there any more.
    Down,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    TomTicket,
    Base39,
    MyReports,
}

/// What a fault is called on the command line, and how it is made.
type Named = (&'static str, fn() -> Fault);

/// What the tool calls a service that takes no connection. It is no fault of a request, so it has neither place nor number.
const DOWN: &str = "refused-connection";

const NAMED: [Named; 27] = [
    ("slow", || Fault::delay(Duration::from_secs(40))),
    ("stall", Fault::stall),
    ("reset", Fault::reset_after_read),
    ("reset-unread", Fault::reset_before_read),
    ("half-body", Fault::half_body),
    ("half-chunk", Fault::half_chunk),
    ("wrong-length", Fault::wrong_length),
    ("large-body", || Fault::large_body(100_000_000)),
    ("gzip-bomb", || Fault::gzip_bomb(4096)),
    ("header-flood", || Fault::header_flood(100_000)),
    ("invalid-json", Fault::invalid_json),
    ("invalid-utf8", Fault::invalid_utf8),
    ("deep-json", || Fault::deep_json(1_000_000)),
    ("error-in-200", || Fault::error_in_200("The sandbox was asked to fail.")),
    ("redirect", || Fault::redirect("https://other.example/")),
    ("too-soon", || Fault::status(429).retry_after_seconds(2)),
    ("busy", || Fault::status(503).retry_after_seconds(2)),
    ("html", Fault::html_200),
    ("empty", Fault::empty_200),
    ("refused", Fault::refused_credentials),
    ("still-running", Fault::still_running),
    ("endless-cursor", Fault::endless_cursor),
    ("repeated-cursor", Fault::repeated_cursor),
    ("empty-page", Fault::empty_page),
    ("shifted-page", Fault::shifted_page),
    ("wrong-count", Fault::wrong_count),
    ("ignored-operator", Fault::ignored_operator),
];

impl FaultOn {
    pub(crate) async fn inject(self, sandbox: &Sandbox) {
        let (tomticket, base39, myreports) = (sandbox.tomticket(), sandbox.base39(), sandbox.myreports());
        match (self.service, self.what) {
            (Service::TomTicket, What::Fault(fault)) => tomticket.inject(fault),
            (Service::Base39, What::Fault(fault)) => base39.inject(fault),
            (Service::MyReports, What::Fault(fault)) => myreports.inject(fault),
            (Service::TomTicket, What::Down) => tomticket.refuse_connections().await,
            (Service::Base39, What::Down) => base39.refuse_connections().await,
            (Service::MyReports, What::Down) => myreports.refuse_connections().await,
        }
    }
}

impl FromStr for FaultOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (service, what) = text.split_once('=').ok_or("write SERVICE=FAULT, for example tomticket=429")?;
        let service = match service {
            "tomticket" => Service::TomTicket,
            "base39" => Service::Base39,
            "myreports" => Service::MyReports,
            _ => return Err("the service is tomticket, base39 or myreports".to_owned()),
        };
        if what == DOWN {
            return Ok(Self { service, what: What::Down });
        }
        let (what, times) = number_after(what, '*', "how often")?;
        let (what, one_in) = number_after(what, '/', "of how many requests one is struck")?;
        let (what, after) = number_after(what, '+', "how many requests are let through first")?;
        let (what, operation) = what.split_once('@').map_or((what, None), |(what, place)| (what, Some(place)));
        let fault = named(service, what)?.after(after.unwrap_or(0)).one_in(one_in.unwrap_or(1));
        let fault = match operation {
            None => fault,
            Some(operation) => fault.only_on(operation),
        };
        let fault = match times {
            None => fault.always(),
            Some(times) => fault.times(times),
        };
        Ok(Self { service, what: What::Fault(fault) })
    }
}

/// What stands before a mark, and the number after it.
fn number_after<'a>(text: &'a str, mark: char, meaning: &str) -> Result<(&'a str, Option<u64>), String> {
    match text.split_once(mark) {
        None => Ok((text, None)),
        Some((text, number)) => {
            let number = number.parse().map_err(|_| format!("after `{mark}` stands {meaning}, a whole number"))?;
            Ok((text, Some(number)))
        }
    }
}

fn named(service: Service, what: &str) -> Result<Fault, String> {
    if let Some((_, fault)) = NAMED.iter().find(|(name, _)| *name == what) {
        return Ok(fault());
    }
    match what.parse() {
        // TomTicket's limit is kept by a proxy in front of it, which answers with a web page.
        Ok(429) if service == Service::TomTicket => Ok(Fault::status(429).html()),
        Ok(status @ 200..=599) => Ok(Fault::status(status)),
        _ => Err(format!("the fault is a status from 200 to 599, or {}", names())),
    }
}

/// What all faults are called that have a name.
pub(crate) fn names() -> String {
    NAMED.iter().map(|(name, _)| *name).chain([DOWN]).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read() {
        for text in [
            "tomticket=429",
            "base39=503*2",
            "myreports=stall",
            "base39=endless-cursor*1",
            "tomticket=shifted-page*1",
            "myreports=wrong-count",
            "base39=ignored-operator",
            "base39=503@oauth2_token",
            "myreports=slow@token*1",
            "base39=repeated-cursor@list_permissions+20*1",
            "tomticket=reset/10",
            "myreports=refused-connection",
        ] {
            assert!(text.parse::<FaultOn>().is_ok(), "{text}");
        }
    }

    #[tokio::test]
    async fn every_named_fault_strikes_where_it_is_injected() {
        for (name, _) in NAMED {
            let fault: FaultOn = format!("base39={name}@list_companies+2/3*4").parse().unwrap();
            let What::Fault(fault) = fault.what else { panic!("{name} is no fault") };
            let expected = format!("after: 2, times: Some(4), one_in: 3, only_on: Some({:?})", "list_companies");
            assert!(format!("{fault:?}").contains(&expected), "{name}");
        }
        let sandbox = Sandbox::start().await.unwrap();
        "base39=refused-connection".parse::<FaultOn>().unwrap().inject(&sandbox).await;
        assert!(tokio::net::TcpStream::connect(("127.0.0.1", sandbox.base39().port())).await.is_err());
        assert!(tokio::net::TcpStream::connect(("127.0.0.1", sandbox.myreports().port())).await.is_ok());
    }

    #[test]
    fn what_is_no_fault_is_refused_with_what_would_be() {
        for (text, words) in [
            ("429", "SERVICE=FAULT"),
            ("tom=429", "tomticket, base39 or myreports"),
            ("base39=99", "200 to 599, or slow"),
            ("base39=600", "200 to 599"),
            ("base39=slowly", "half-body"),
            ("base39=503/x", "of how many"),
            ("base39=503+x", "let through first"),
            ("base39=@token", "200 to 599"),
            ("base39=refused-connection*2", "refused-connection"),
            ("base39=503*often", "how often"),
            ("base39=503*-1", "how often"),
            ("base39=", "200 to 599"),
        ] {
            let error = text.parse::<FaultOn>().unwrap_err();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
