//! Settings by name.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use acesso_core::{ErrorKind, Variables};

fn variables(value: &'static str) -> Variables<'static> {
    Variables::new(move |name| (name == "EXAMPLE").then(|| value.to_owned()))
}

#[test]
fn a_secret_that_is_missing_or_empty_is_named_with_what_to_do() {
    for (value, name) in [("x", "OTHER"), ("", "EXAMPLE"), (" \n", "EXAMPLE")] {
        let fault = variables(value).secret(name, "a token").unwrap_err();
        assert_eq!(fault.kind(), ErrorKind::Configuration);
        let text = format!("the environment variable {name} is not set; set {name} to a token");
        assert_eq!(fault.to_string(), text);
    }
    assert_eq!(variables("x").secret("EXAMPLE", "a token").unwrap().expose(), "x");
}

#[test]
fn a_base_url_is_checked_under_its_own_name() {
    assert_eq!(variables("x").base_url("OTHER").unwrap(), None);
    assert_eq!(variables("https://a.example/v2").base_url("EXAMPLE").unwrap().as_deref(), Some("https://a.example/v2"));
    for (value, problem) in [
        ("a.example", "EXAMPLE has no scheme; write it in full, beginning with https://"),
        ("ftp://a.example", "EXAMPLE has another scheme than https; begin it with https://"),
        ("http://a.example", "EXAMPLE is plain http to another host, which would show the credentials; use https"),
        ("https://a.example/?x", "EXAMPLE has a query; leave out everything from the `?` on"),
        ("https://\u{fffd}", "EXAMPLE can't be read; write it in full, for example https://api.example.com"),
    ] {
        assert_eq!(variables(value).base_url("EXAMPLE").unwrap_err().to_string(), problem);
    }
}
