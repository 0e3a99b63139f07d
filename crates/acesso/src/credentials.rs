//! Credentials that `acesso init` keeps: in the system's keyring where there is one, else in a file of their owner's alone.
//!
//! The environment wins, service by service: as soon as it says anything about one that is not what is kept, nothing that is kept
//! of it counts. So a kept token never goes to an address that somebody set for another one.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

use acesso_core::{Env, Secret};
use acesso_review::model::{Failure, ServiceId};
use etcetera::BaseStrategy;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::tokens::{Place, keyring, uses_the_keyring, write_for_owner};

/// The file, beside the store: which services have something kept, and where there is no keyring, what.
const FILE: &str = "credentials.json";

/// The variables of a service, as they would stand in the environment.
pub(crate) type Variables = BTreeMap<String, Secret>;

/// What is kept of the services of which the environment says nothing else.
#[derive(Debug, Default)]
pub(crate) struct Kept(BTreeMap<String, Variables>);

/// What the file says of a service.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Entry {
    Here(Variables),
    Elsewhere(InKeyring),
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum InKeyring {
    Keyring,
}

impl Kept {
    /// What counts in this process.
    pub(crate) fn load() -> Result<Self, Failure> {
        let Some(file) = file() else { return Ok(Self::default()) };
        let mut kept = BTreeMap::new();
        for (service, entry) in read(&file)? {
            let variables = match entry {
                Entry::Here(variables) => variables,
                // The keyring may ask its owner for a password: not for what would not count.
                Entry::Elsewhere(InKeyring::Keyring) if set_in_environment(&service).next().is_some() => continue,
                Entry::Elsewhere(InKeyring::Keyring) => from_keyring(&service)?,
            };
            if set_in_environment(&service).all(|(name, value)| variables.get(&name) == Some(&value)) {
                kept.insert(service, variables);
            }
        }
        Ok(Self(kept))
    }

    /// As if these variables were kept, and nothing else.
    pub(crate) fn of(service: ServiceId, variables: Variables) -> Self {
        Self(BTreeMap::from([(service.as_str().to_owned(), variables)]))
    }

    pub(crate) fn has(&self, service: ServiceId) -> bool {
        self.0.contains_key(service.as_str())
    }

    /// The environment, with what is kept.
    pub(crate) fn env(&self) -> Env<'_> {
        Env::from_fn(|name| {
            let kept = self.0.values().find_map(|variables| variables.get(name));
            kept.map(|value| value.expose().to_owned())
                .or_else(|| Some(env::var_os(name)?.to_string_lossy().into_owned()))
        })
    }
}

/// Keeps what is known of a service, and says where.
pub(crate) fn keep(service: ServiceId, variables: &Variables) -> Result<Place, Failure> {
    let file = file().ok_or_else(|| Failure::failed("failure-no-login-home", &[]))?;
    let mut entries = read(&file)?;
    let in_keyring =
        uses_the_keyring() && keyring::write(&entry_of(service.as_str()), to_json(variables).to_string()).is_ok();
    let entry = if in_keyring { Entry::Elsewhere(InKeyring::Keyring) } else { Entry::Here(variables.clone()) };
    entries.insert(service.as_str().to_owned(), entry);
    write(&file, &entries)?;
    Ok(if in_keyring { Place::Keyring } else { Place::File(file) })
}

/// Forgets what is kept of a service, and says where it was. The keyring goes first: it can refuse, and then nothing has
/// happened.
pub(crate) fn forget(service: ServiceId) -> Result<Option<Place>, Failure> {
    let Some(file) = file() else { return Ok(None) };
    let mut entries = read(&file)?;
    let place = match entries.remove(service.as_str()) {
        None => return Ok(None),
        Some(Entry::Here(_)) => Place::File(file.clone()),
        Some(Entry::Elsewhere(InKeyring::Keyring)) if !uses_the_keyring() => {
            return Err(Failure::failed("failure-keyring-left-out", &[]));
        }
        Some(Entry::Elsewhere(InKeyring::Keyring)) => {
            keyring::remove(&entry_of(service.as_str())).map_err(|_| Failure::failed("failure-keyring-closed", &[]))?;
            Place::Keyring
        }
    };
    write(&file, &entries)?;
    Ok(Some(place))
}

/// What the environment says about a service.
pub(crate) fn set_in_environment(service: &str) -> impl Iterator<Item = (String, Secret)> {
    let prefix = format!("{}_", service.to_uppercase());
    let shown = env::vars_os().map(|(name, value)| (name.to_string_lossy().into_owned(), value));
    let set = shown.filter(move |(name, value)| name.starts_with(&prefix) && !value.is_empty());
    set.map(|(name, value)| (name, Secret::new(value.to_string_lossy().into_owned())))
}

/// What it is called in the keyring: not as the log-in, which stands there too.
fn entry_of(service: &str) -> String {
    format!("credentials-{service}")
}

fn file() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.data_dir().join("acesso").join(FILE))
}

fn from_keyring(service: &str) -> Result<Variables, Failure> {
    if !uses_the_keyring() {
        return Err(Failure::failed("failure-keyring-left-out", &[]));
    }
    let text = keyring::read(&entry_of(service)).map_err(|_| Failure::failed("failure-keyring-closed", &[]))?;
    // Without the parser's own words, which can quote what it met.
    text.and_then(|text| serde_json::from_str(&text).ok()).ok_or_else(|| Failure::failed("failure-keyring-lost", &[]))
}

fn read(file: &Path) -> Result<BTreeMap<String, Entry>, Failure> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => {
            return Err(Failure::failed("failure-login-file-read", &[("file", &file.display()), ("error", &error)]));
        }
    };
    serde_json::from_str(&text)
        .map_err(|_| Failure::failed("failure-credentials-unreadable", &[("file", &file.display())]))
}

fn write(file: &Path, entries: &BTreeMap<String, Entry>) -> Result<(), Failure> {
    let entries = entries.iter().map(|(service, entry)| {
        let entry = match entry {
            Entry::Here(variables) => to_json(variables),
            Entry::Elsewhere(InKeyring::Keyring) => json!("keyring"),
        };
        (service.clone(), entry)
    });
    let text = Value::Object(entries.collect()).to_string();
    write_for_owner(file, &text)
        .map_err(|error| Failure::failed("failure-login-file-written", &[("file", &file.display()), ("error", &error)]))
}

fn to_json(variables: &Variables) -> Value {
    Value::Object(variables.iter().map(|(name, value)| (name.clone(), json!(value.expose()))).collect())
}
