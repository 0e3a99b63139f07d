//! `acesso.toml`: what is not secret. Secrets come from the environment.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;
use serde::Deserialize;

use crate::failure::Failure;

/// The file's name, in the current directory or in `acesso/` in the user's configuration directory.
const FILE: &str = "acesso.toml";

/// What the file says. A name that is not known is refused: a misspelt setting must not be ignored in silence.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) tomticket: TomTicketSettings,
    pub(crate) base39: Base39Settings,
    pub(crate) myreports: MyReportsSettings,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TomTicketSettings {
    /// How many requests a second may be sent: the vendor's 3 are shared by everything that uses the account.
    pub(crate) requests_per_second: Option<u32>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Base39Settings {
    /// The CSV that names the operators: `id,name,email`. Relative to the settings file.
    pub(crate) operators: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MyReportsSettings {
    /// Whose token it is; found out by asking where it is not said.
    pub(crate) portal: Option<Portal>,
}

/// Whose token a MyReports token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Portal {
    Reseller,
    Enterprise,
}

impl Settings {
    /// Reads the file that was named, else the one in the current directory, else the user's own, else nothing.
    pub(crate) fn load(named: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = named.map(Path::to_owned).or_else(usual_place) else {
            return Ok(Self::default());
        };
        let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
        let mut settings: Self = toml::from_str(&text).map_err(|error| Failure::Usage {
            what: format!("{} can't be used: {}", path.display(), error.to_string().trim_end()),
            advice: "correct it; the README lists the settings",
        })?;
        settings.check().map_err(|what| Failure::Usage {
            what: format!("{}: {what}", path.display()),
            advice: "correct it; the README lists the settings",
        })?;
        settings.base39.operators = settings.base39.operators.map(|operators| beside(&path, &operators));
        Ok(settings)
    }

    /// What has the right form and can't be meant.
    fn check(&self) -> Result<(), &'static str> {
        match self.tomticket.requests_per_second {
            Some(0) => Err("[tomticket] requests_per_second is 0, with which nothing could be asked; use 1, 2 or 3"),
            Some(4..) => Err("[tomticket] requests_per_second is above 3, and TomTicket serves no more; use 1, 2 or 3"),
            None | Some(1..=3) => Ok(()),
        }
    }
}

fn usual_place() -> Option<PathBuf> {
    let own =
        etcetera::choose_base_strategy().ok().map(|directories| directories.config_dir().join("acesso").join(FILE));
    [Some(PathBuf::from(FILE)), own].into_iter().flatten().find(|path| path.is_file())
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::Usage { what: format!("{} can't be read: {error}", path.display()), advice: "check the file's name" }
}

/// A path in the file is meant from where the file is.
fn beside(file: &Path, path: &Path) -> PathBuf {
    file.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Settings, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, text).unwrap();
        Settings::load(Some(&path))
    }

    #[test]
    fn paths_are_meant_from_where_the_file_is() {
        let settings = load("[base39]\noperators = 'people/operators.csv'").unwrap();
        let operators = settings.base39.operators.unwrap();
        assert!(operators.is_absolute() && operators.ends_with("people/operators.csv"), "{}", operators.display());
    }

    #[test]
    fn a_misspelt_setting_is_refused_by_name_and_line() {
        let refused = load("[tomticket]\nrequest_per_second = 2").unwrap_err().to_string();
        assert!(refused.contains("request_per_second") && refused.contains("line 2"), "{refused}");
    }

    #[test]
    fn a_rate_that_tomticket_does_not_serve_is_refused() {
        for rate in [0, 4, u32::MAX] {
            let refused = load(&format!("[tomticket]\nrequests_per_second = {rate}")).unwrap_err();
            assert!(matches!(refused, Failure::Usage { .. }), "{refused}");
            assert!(refused.to_string().contains("acesso.toml: [tomticket] requests_per_second is "), "{refused}");
        }
        for rate in [1, 3] {
            let settings = load(&format!("[tomticket]\nrequests_per_second = {rate}")).unwrap();
            assert_eq!(settings.tomticket.requests_per_second, Some(rate));
        }
    }

    #[test]
    fn a_file_that_was_named_has_to_be_there() {
        let refused = Settings::load(Some(Path::new("/nowhere/acesso.toml"))).unwrap_err();
        assert!(matches!(refused, Failure::Usage { .. }), "{refused}");
    }
}
