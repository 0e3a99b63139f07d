//! Settings by name.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use acesso_core::{Env, ErrorKind};

fn env(value: &'static str) -> Env<'static> {
    Env::from_fn(move |name| (name == "EXAMPLE").then(|| value.to_owned()))
}

#[test]
fn a_secret_that_is_missing_or_empty_is_named_with_what_to_do() {
    for (value, name) in [("x", "OTHER"), ("", "EXAMPLE"), (" \n", "EXAMPLE")] {
        let error = env(value).secret(name, "a token").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = format!("the environment variable {name} is not set; set {name} to a token");
        assert_eq!(error.to_string(), text);
    }
    assert_eq!(env("x").secret("EXAMPLE", "a token").unwrap().expose(), "x");
    assert_eq!(env(" two words\r\n").secret("EXAMPLE", "a password").unwrap().expose(), "two words");
}

#[test]
fn a_line_end_after_a_token_is_taken_off() {
    for text in ["a-token", "a-token\n", "a-token\r\n", " a-token\t", "\na-token\n\n"] {
        assert_eq!(env(text).token("EXAMPLE", "a token").unwrap().expose(), "a-token", "{text:?}");
    }
}

#[test]
fn an_error_about_a_token_names_its_variable_and_not_the_token() {
    for (text, problem) in [
        ("canary\ncanary", "EXAMPLE has a character that a header can't carry"),
        ("canary-é", "EXAMPLE has a character that a header can't carry"),
        ("canary-\u{fffd}", "EXAMPLE has a character that a header can't carry"),
        ("Bearer canary", "EXAMPLE has a blank in it; set EXAMPLE to the token by itself, without `Bearer`"),
        ("canary\tcanary", "EXAMPLE has a character that a header can't carry"),
    ] {
        let error = env(text).token("EXAMPLE", "a token").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text:?}");
        assert!(error.to_string().starts_with(problem), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    }
    for (text, name) in [("x", "OTHER"), ("", "EXAMPLE"), (" \n", "EXAMPLE")] {
        let error = env(text).token(name, "a token").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(error.to_string(), format!("the environment variable {name} is not set; set {name} to a token"));
    }
}

#[test]
fn a_variable_that_may_be_missing_is_trimmed() {
    for text in ["a b", " a b ", "a b\r\n", "\ta b\n"] {
        assert_eq!(env(text).optional("EXAMPLE").as_deref(), Some("a b"), "{text:?}");
    }
    assert_eq!(
        (env("x").optional("OTHER"), env("").optional("EXAMPLE"), env(" \t").optional("EXAMPLE")),
        (None, None, None)
    );
}

#[test]
fn the_processs_own_environment_is_asked_by_name() {
    let env = Env::process();
    assert_eq!(env.optional("PATH"), std::env::var("PATH").ok());
    assert_eq!(env.optional("ACESSO_CORE_NOBODY_SETS_THIS"), None);
}

#[test]
fn a_base_url_is_checked_under_its_own_name() {
    assert_eq!(env("x").base_url("OTHER").unwrap(), None);
    for text in ["https://a.example/v2", " https://a.example/v2\r\n"] {
        assert_eq!(env(text).base_url("EXAMPLE").unwrap().as_deref(), Some("https://a.example/v2"), "{text:?}");
    }
    for (value, problem) in [
        ("a.example", "EXAMPLE has no scheme; write it in full, beginning with https://"),
        ("ftp://a.example", "EXAMPLE has another scheme than https; begin it with https://"),
        ("http://a.example", "EXAMPLE is plain http to another host, which would show the credentials; use https"),
        ("https://a.example/?x", "EXAMPLE has a query; leave out everything from the `?` on"),
        ("https://\u{fffd}", "EXAMPLE can't be read; write it in full, for example https://api.example.com"),
        ("https://user:pass@a.example", "EXAMPLE has credentials in it; give the credentials by themselves"),
    ] {
        assert_eq!(env(value).base_url("EXAMPLE").unwrap_err().to_string(), problem);
    }
}
