//! A log-in that is kept between two runs: in the system's keyring where there is one, else in a file.
//!
//! What is kept is the refresh token and whose it is; the client's secret stays in the environment. Whoever renews the
//! token keeps the new one before it is used, since the service may have made the old one worthless. One process at a time
//! does so: a service that sees a token twice takes it for stolen, and ends the log-in.

#[cfg(feature = "keyring")]
pub(crate) mod keyring;
#[cfg(not(feature = "keyring"))]
#[path = "tokens/no_keyring.rs"]
pub(crate) mod keyring;

use std::{
    env,
    fs::{self, DirBuilder},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use acesso_core::{Env, Error, ErrorKind, Secret};
use acesso_forms::output::say;
use acesso_review::{
    model::{Failure, Lang},
    store::{FileLock, temporary},
};
use etcetera::BaseStrategy;
use myreports::{Credentials, Login};
use serde::Deserialize;
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::help;

/// The file, beside the store.
const FILE: &str = "myreports-login.json";
/// The file beside it that is locked by whoever changes what is kept, wherever that is.
const LOCK: &str = "myreports-login.lock";

/// What the log-in is called in the keyring.
const ENTRY: &str = "myreports";

/// How long another process may take to renew the log-in: as long as a renewal takes at most, with its repetitions.
const PATIENCE: Duration = Duration::from_secs(90);
/// How often it is looked whether another process is done.
const PACE: Duration = Duration::from_millis(50);

/// Set to anything, it keeps this tool away from the keyring: for tests, and for machines whose keyring asks nobody.
const NO_KEYRING: &str = "ACESSO_NO_KEYRING";

/// As whom to log in to MyReports, and where, as the environment says.
#[derive(Debug, Clone)]
pub(crate) struct LoginSettings {
    client_id: String,
    client_secret: Secret,
    /// Whose `/connect/authorize` and `/connect/token` are used; the vendor's own where it is not said.
    origin: Option<String>,
}

impl LoginSettings {
    pub(crate) fn with_env(env: &Env<'_>) -> Result<Self, Failure> {
        let issued = "what the MyReports portal issued to your program";
        let client_id = env.secret("MYREPORTS_CLIENT_ID", issued)?;
        let client_secret = env.secret("MYREPORTS_CLIENT_SECRET", issued)?;
        let origin = env.base_url("MYREPORTS_LOGIN_URL")?;
        let origin = origin.map(|url| url.trim_end_matches('/').to_owned());
        Ok(Self { client_id: client_id.expose().to_owned(), client_secret, origin })
    }

    pub(crate) fn login(&self) -> Login {
        let login = Login::new(&self.client_id, self.client_secret.clone());
        match &self.origin {
            Some(origin) => {
                login.authorize_url(format!("{origin}/connect/authorize")).token_url(format!("{origin}/connect/token"))
            }
            None => login,
        }
    }

    /// What is to be kept of a log-in that gave this refresh token.
    pub(crate) fn to_keep(&self, refresh_token: Secret) -> KeptLogin {
        KeptLogin { client_id: self.client_id.clone(), origin: self.origin.clone(), refresh_token }
    }

    /// Credentials of the kept log-in, if there is one. Each new refresh token is kept where the old one was.
    pub(crate) fn kept_credentials(&self) -> Result<Option<Credentials>, Failure> {
        let keeper = Keeper::of_this_system()?;
        let Some((kept, place)) = keeper.kept()? else {
            return Ok(None);
        };
        if kept.client_id != self.client_id || kept.origin != self.origin {
            return Err(Failure::failed("failure-login-of-another", &[]).with("place", |lang| place.name(lang)));
        }
        let refresh_token = kept.refresh_token.clone();
        let in_use = Arc::new(InUse { keeper, place, last_kept: Mutex::new(kept) });
        let [looking, keeping, in_turn] = [(); 3].map(|()| Arc::clone(&in_use));
        let login = self
            .login()
            .newer_refresh_token(move || looking.newer())
            .on_renewed(move |tokens| keeping.renewed(tokens.refresh_token.as_ref()))
            .renewed_in_turn(move || {
                let in_use = Arc::clone(&in_turn);
                async move { in_use.turn().await }
            });
        Ok(Some(login.with_refresh_token(refresh_token)))
    }
}

/// A kept log-in that this process uses, and perhaps another one too: each renewal makes the token worthless that the
/// other has in its memory, so what is kept is looked at before.
#[derive(Debug)]
struct InUse {
    keeper: Keeper,
    place: Place,
    /// As it was when this process last read or wrote it.
    last_kept: Mutex<KeptLogin>,
}

impl InUse {
    /// The right to renew the log-in. What is kept must be known then: another process may have used up the token at hand.
    async fn turn(&self) -> Result<FileLock, Error> {
        let refused = |failure: Failure| {
            Error::new(ErrorKind::Configuration).with_detail(format!("the MyReports log-in is not renewed: {failure}"))
        };
        let turn = self.keeper.turn().await.map_err(refused)?;
        self.keeper.kept().map_err(refused)?;
        Ok(turn)
    }

    /// The refresh token that another process kept since. A log-in that can't be read, or is another client's by now, is
    /// nothing to go on with; neither is the one that is still there because its successor could not be kept.
    fn newer(&self) -> Option<Secret> {
        let (kept, _) = self.keeper.kept().ok().flatten()?;
        let mut last = self.last_kept();
        if kept == *last || !kept.is_of_the_client_of(&last) {
            return None;
        }
        last.refresh_token = kept.refresh_token.clone();
        Some(kept.refresh_token)
    }

    /// A token that could not be kept is no reason to stop: this run has it. The next one has not, and that is said.
    fn renewed(&self, token: Option<&Secret>) {
        let mut last = self.last_kept();
        let Some(token) = token.filter(|token| **token != last.refresh_token) else {
            return;
        };
        // Whoever logged out or in as somebody else meanwhile does not want it back.
        if let Ok(kept) = self.keeper.kept()
            && !kept.is_some_and(|(kept, _)| kept.is_of_the_client_of(&last))
        {
            return;
        }
        let renewed = KeptLogin { refresh_token: token.clone(), ..last.clone() };
        match self.keeper.keep_at(&self.place, &renewed) {
            Ok(()) => *last = renewed,
            Err(failure) => {
                let lang = help::language(env::args_os());
                say(lang.say_with("login-not-kept", [("why", failure.what(lang).into())]));
            }
        }
    }

    fn last_kept(&self) -> MutexGuard<'_, KeptLogin> {
        self.last_kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A log-in as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct KeptLogin {
    client_id: String,
    /// Where it was made; the vendor's own address where it is absent.
    #[serde(rename = "login_url")]
    origin: Option<String>,
    refresh_token: Secret,
}

impl KeptLogin {
    fn is_of_the_client_of(&self, other: &Self) -> bool {
        (&self.client_id, &self.origin) == (&other.client_id, &other.origin)
    }

    fn to_json(&self) -> String {
        let Self { client_id, origin, refresh_token } = self;
        json!({ "client_id": client_id, "login_url": origin, "refresh_token": refresh_token.expose() }).to_string()
    }

    /// Without the parser's own words, which can quote what it met.
    fn read(json: &str, place: &Place) -> Result<Self, Failure> {
        serde_json::from_str(json)
            .map_err(|_| Failure::failed("failure-login-unreadable", &[]).with("place", |lang| place.name(lang)))
    }
}

/// Where a log-in is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Keyring,
    File(PathBuf),
}

impl Place {
    /// As people are told of it.
    pub(crate) fn name(&self, lang: Lang) -> String {
        match self {
            Self::Keyring => lang.say("login-place-keyring"),
            Self::File(path) => lang.say_with("login-place-file", [("file", path.display().to_string().into())]),
        }
    }
}

/// Keeps a log-in and finds it again.
#[derive(Debug)]
pub(crate) struct Keeper {
    keyring: bool,
    file: PathBuf,
}

impl Keeper {
    pub(crate) fn of_this_system() -> Result<Self, Failure> {
        let Ok(directories) = etcetera::choose_base_strategy() else {
            return Err(Failure::failed("failure-no-login-home", &[]));
        };
        Ok(Self { keyring: uses_the_keyring(), file: directories.data_dir().join("acesso").join(FILE) })
    }

    /// Waits until no other process changes what is kept.
    pub(crate) async fn turn(&self) -> Result<FileLock, Failure> {
        let path = self.file.with_file_name(LOCK);
        let failed =
            |error: io::Error| Failure::failed("failure-login-lock", &[("file", &path.display()), ("error", &error)]);
        folder_for_owner(&path).map_err(failed)?;
        let end = Instant::now() + PATIENCE;
        loop {
            match FileLock::try_take(&path).map_err(failed)? {
                Some(turn) => return Ok(turn),
                None if Instant::now() < end => sleep(PACE).await,
                None => {
                    return Err(Failure::failed("failure-login-in-use", &[]));
                }
            }
        }
    }

    /// In the keyring where there is one, else in the file.
    pub(crate) fn keep(&self, login: &KeptLogin) -> Result<Place, Failure> {
        if self.keyring && keyring::write(ENTRY, login.to_json()).is_ok() {
            // An older log-in: what is in the file goes before what is in the keyring.
            self.remove_file()?;
            return Ok(Place::Keyring);
        }
        self.write_file(login)?;
        Ok(Place::File(self.file.clone()))
    }

    /// Where it was kept before, so that it does not move to where the next run can't look; in the file where the keyring
    /// has gone meanwhile.
    fn keep_at(&self, place: &Place, login: &KeptLogin) -> Result<(), Failure> {
        match place {
            Place::Keyring if keyring::write(ENTRY, login.to_json()).is_ok() => Ok(()),
            Place::Keyring | Place::File(_) => self.write_file(login),
        }
    }

    /// The file goes first: there is none unless the keyring could not be used when it was written.
    pub(crate) fn kept(&self) -> Result<Option<(KeptLogin, Place)>, Failure> {
        if let Some(text) = self.read_file()? {
            let place = Place::File(self.file.clone());
            return Ok(Some((KeptLogin::read(&text, &place)?, place)));
        }
        let text = self.ask_keyring(|| keyring::read(ENTRY))?.flatten();
        text.map(|text| Ok((KeptLogin::read(&text, &Place::Keyring)?, Place::Keyring))).transpose()
    }

    /// Whether there may be one in a keyring that nobody may look into.
    pub(crate) fn leaves_out_the_keyring(&self) -> bool {
        cfg!(feature = "keyring") && !self.keyring
    }

    /// Forgets it wherever it is, and says where it was. The keyring goes first: it can refuse, and then nothing has
    /// happened.
    pub(crate) fn forget(&self) -> Result<Vec<Place>, Failure> {
        let mut places = Vec::new();
        if self.ask_keyring(|| keyring::remove(ENTRY))? == Some(true) {
            places.push(Place::Keyring);
        }
        if self.remove_file()? {
            places.push(Place::File(self.file.clone()));
        }
        Ok(places)
    }

    /// `None` where there is no keyring. One that stays closed can hold a log-in, so nobody must read that as "none".
    fn ask_keyring<T>(&self, question: impl FnOnce() -> Result<T, keyring::Trouble>) -> Result<Option<T>, Failure> {
        if !self.keyring {
            return Ok(None);
        }
        match question() {
            Ok(answer) => Ok(Some(answer)),
            Err(keyring::Trouble::Missing) => Ok(None),
            Err(keyring::Trouble::Closed) => Err(Failure::failed("failure-keyring-closed", &[])),
        }
    }

    fn read_file(&self) -> Result<Option<String>, Failure> {
        match fs::read_to_string(&self.file) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed("failure-login-file-read", &error)),
        }
    }

    fn write_file(&self, login: &KeptLogin) -> Result<(), Failure> {
        write_for_owner(&self.file, &login.to_json()).map_err(|error| self.failed("failure-login-file-written", &error))
    }

    /// Whether there was one.
    fn remove_file(&self) -> Result<bool, Failure> {
        match fs::remove_file(&self.file) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(self.failed("failure-login-file-removed", &error)),
        }
    }

    fn failed(&self, id: &'static str, error: &io::Error) -> Failure {
        Failure::failed(id, &[("file", &self.file.display()), ("error", error)])
    }
}

/// Whether a keyring may be asked.
pub(crate) fn uses_the_keyring() -> bool {
    env::var_os(NO_KEYRING).is_none_or(|value| value.is_empty())
}

/// The folder of a file, made where there is none, for its owner alone.
fn folder_for_owner(path: &Path) -> io::Result<&Path> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)?;
    Ok(folder)
}

/// A file that is there when it is whole, and that its owner alone can read from its first moment on.
pub(crate) fn write_for_owner(path: &Path, text: &str) -> io::Result<()> {
    let folder = folder_for_owner(path)?;
    let mut file = temporary::file_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use acesso_review::model::FailureKind;

    use super::*;

    fn keeper(folder: &tempfile::TempDir) -> Keeper {
        Keeper { keyring: false, file: folder.path().join("new").join(FILE) }
    }

    fn login(token: &str) -> KeptLogin {
        KeptLogin { client_id: "a-client".to_owned(), origin: None, refresh_token: token.into() }
    }

    #[test]
    fn a_log_in_is_found_again_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(&folder);
        assert_eq!(keeper.kept().unwrap(), None);
        let place = keeper.keep(&login("first")).unwrap();
        assert_eq!(place, Place::File(keeper.file.clone()));
        keeper.keep_at(&place, &login("second")).unwrap();
        assert_eq!(keeper.kept().unwrap(), Some((login("second"), place.clone())));
        assert_eq!(keeper.forget().unwrap(), [place]);
        assert_eq!(keeper.kept().unwrap(), None);
        assert_eq!(keeper.forget().unwrap(), []);
    }

    #[cfg(unix)]
    #[test]
    fn its_owner_alone_can_read_the_file_and_nothing_is_left_beside_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(&folder);
        keeper.keep(&login("first")).unwrap();
        keeper.keep(&login("second")).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        let own_folder = keeper.file.parent().unwrap();
        assert_eq!((mode(&keeper.file), mode(own_folder)), (0o600, 0o700));
        assert_eq!(fs::read_dir(own_folder).unwrap().count(), 1);
    }

    fn in_use(folder: &tempfile::TempDir) -> InUse {
        let keeper = keeper(folder);
        let place = keeper.keep(&login("first")).unwrap();
        InUse { keeper, place, last_kept: Mutex::new(login("first")) }
    }

    fn kept_token(keeper: &Keeper) -> Option<Secret> {
        keeper.kept().unwrap().map(|(login, _)| login.refresh_token)
    }

    #[test]
    fn two_processes_hear_of_each_others_renewals() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (in_use(&folder), in_use(&folder));
        assert_eq!(one.newer(), None, "its own is the newest");
        one.renewed(Some(&"second".into()));
        assert_eq!((one.newer(), other.newer()), (None, Some("second".into())));
        other.renewed(Some(&"third".into()));
        assert_eq!((one.newer(), other.newer()), (Some("third".into()), None));
    }

    #[tokio::test(start_paused = true)]
    async fn one_at_a_time_renews_from_before_the_kept_token_is_read_until_its_successor_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (in_use(&folder), in_use(&folder));
        let turn = one.turn().await.unwrap();
        let others = async {
            let _turn = other.turn().await.unwrap();
            other.newer()
        };
        let mut others = std::pin::pin!(others);
        tokio::select! {
            biased;
            newer = &mut others => panic!("it was not its turn: {newer:?}"),
            () = sleep(PATIENCE / 2) => {}
        }
        one.renewed(Some(&"second".into()));
        drop(turn);
        assert_eq!(others.await, Some("second".into()));
    }

    #[tokio::test(start_paused = true)]
    async fn who_never_ends_a_renewal_is_told_of_and_nothing_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (in_use(&folder), in_use(&folder));
        let _turn = one.turn().await.unwrap();
        let refused = other.turn().await.unwrap_err().to_string();
        assert!(refused.contains("another program has been renewing the log-in"), "{refused}");
    }

    #[tokio::test]
    async fn a_log_in_that_can_not_be_read_is_not_renewed_with_a_token_that_may_be_used_up() {
        let folder = tempfile::tempdir().unwrap();
        let in_use = in_use(&folder);
        write_for_owner(&in_use.keeper.file, "damaged").unwrap();
        let refused = in_use.turn().await.unwrap_err().to_string();
        assert!(refused.contains("is no MyReports log-in"), "{refused}");
    }

    #[test]
    fn a_log_in_that_was_forgotten_meanwhile_does_not_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let in_use = in_use(&folder);
        in_use.keeper.forget().unwrap();
        assert_eq!(in_use.newer(), None);
        in_use.renewed(Some(&"second".into()));
        assert_eq!(in_use.keeper.kept().unwrap(), None);
    }

    #[test]
    fn a_log_in_of_another_client_meanwhile_is_neither_used_nor_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let in_use = in_use(&folder);
        in_use.keeper.keep(&KeptLogin { client_id: "another".to_owned(), ..login("theirs") }).unwrap();
        assert_eq!(in_use.newer(), None);
        in_use.renewed(Some(&"second".into()));
        assert_eq!(kept_token(&in_use.keeper), Some("theirs".into()));
    }

    #[test]
    fn what_is_no_log_in_is_an_error_that_does_not_quote_it() {
        let folder = tempfile::tempdir().unwrap();
        let keeper = keeper(&folder);
        for text in ["", "canary", r#"{"refresh_token":"canary"}"#, r#"{"client_id":"canary"}"#, "\"canary\""] {
            write_for_owner(&keeper.file, text).unwrap();
            let failure = keeper.kept().unwrap_err();
            assert!(failure.kind() == FailureKind::Failed && !failure.to_string().contains("canary"), "{failure}");
        }
    }

    #[test]
    fn nothing_shows_the_tokens() {
        let shown = format!("{:?}", login("canary"));
        assert!(shown.contains("a-client") && !shown.contains("canary"), "{shown}");
    }

    #[test]
    fn a_log_in_needs_both_the_id_and_the_secret() {
        let settings = |id: Option<&str>, secret: Option<&str>, url: Option<&str>| {
            let own = |value: Option<&str>| value.map(str::to_owned);
            let (id, secret, url) = (own(id), own(secret), own(url));
            LoginSettings::with_env(&Env::from_fn(move |name| match name {
                "MYREPORTS_CLIENT_ID" => id.clone(),
                "MYREPORTS_CLIENT_SECRET" => secret.clone(),
                "MYREPORTS_LOGIN_URL" => url.clone(),
                _ => None,
            }))
        };
        assert!(settings(Some("id"), None, None).unwrap_err().to_string().contains("MYREPORTS_CLIENT_SECRET"));
        assert!(settings(None, Some("canary"), None).unwrap_err().to_string().contains("MYREPORTS_CLIENT_ID"));
        let remote = settings(Some("id"), Some("s"), Some("http://login.example")).unwrap_err().to_string();
        assert!(remote.contains("MYREPORTS_LOGIN_URL") && remote.contains("plain http"), "{remote}");

        let address = |url| settings(Some("id"), Some("s"), url).unwrap().login().authorization_request().unwrap().url;
        assert!(address(None).starts_with("https://login.xarios.cloud/connect/authorize?"));
        assert!(address(Some("http://127.0.0.1:1/")).starts_with("http://127.0.0.1:1/connect/authorize?"));
    }
}
