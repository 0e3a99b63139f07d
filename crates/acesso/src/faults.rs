//! Faults of the sandbox as they are typed: `tomticket=429`, `base39=half-body*2`.

use std::str::FromStr;

use acesso_sandbox::{Fault, Sandbox};

/// A fault and the service that it strikes.
#[derive(Debug, Clone)]
pub(crate) struct FaultOn {
    service: Service,
    fault: Fault,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    TomTicket,
    Base39,
    MyReports,
}

/// What a fault is called on the command line, and how it is made.
type Named = (&'static str, fn() -> Fault);

const NAMED: [Named; 14] = [
    ("stall", Fault::stall),
    ("reset", Fault::reset_after_read),
    ("half-body", Fault::half_body),
    ("wrong-length", Fault::wrong_length),
    ("invalid-json", Fault::invalid_json),
    ("html", Fault::html_200),
    ("empty", Fault::empty_200),
    ("refused", Fault::refused_credentials),
    ("endless-cursor", Fault::endless_cursor),
    ("repeated-cursor", Fault::repeated_cursor),
    ("empty-page", Fault::empty_page),
    ("shifted-page", Fault::shifted_page),
    ("wrong-count", Fault::wrong_count),
    ("ignored-operator", Fault::ignored_operator),
];

impl FaultOn {
    pub(crate) fn inject(self, sandbox: &Sandbox) {
        match self.service {
            Service::TomTicket => sandbox.tomticket().inject(self.fault),
            Service::Base39 => sandbox.base39().inject(self.fault),
            Service::MyReports => sandbox.myreports().inject(self.fault),
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
        let (what, times) = match what.split_once('*') {
            None => (what, None),
            Some((what, times)) => (what, Some(times.parse().map_err(|_| "after `*` stands how often")?)),
        };
        let fault = named(service, what)?;
        let fault = match times {
            None => fault.always(),
            Some(times) => fault.times(times),
        };
        Ok(Self { service, fault })
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
        _ => {
            let names: Vec<_> = NAMED.iter().map(|(name, _)| *name).collect();
            Err(format!("the fault is a status from 200 to 599, or {}", names.join(", ")))
        }
    }
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
        ] {
            assert!(text.parse::<FaultOn>().is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_no_fault_is_refused_with_what_would_be() {
        for (text, words) in [
            ("429", "SERVICE=FAULT"),
            ("tom=429", "tomticket, base39 or myreports"),
            ("base39=99", "200 to 599, or stall"),
            ("base39=600", "200 to 599"),
            ("base39=slow", "half-body"),
            ("base39=503*often", "how often"),
            ("base39=503*-1", "how often"),
            ("base39=", "200 to 599"),
        ] {
            let error = text.parse::<FaultOn>().unwrap_err();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
