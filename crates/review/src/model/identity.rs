//! Who reads or signs, and with what.

/// What is known of a process and of whoever started it, as the operating system says it. What it does not say is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The version of the program.
    pub tool: String,
    /// The commit that it was built from.
    pub commit: Option<String>,
    /// The arguments as they were typed. None of them may be a secret.
    pub command: Vec<String>,
    /// The operating system's name of whoever started it.
    pub user: Option<String>,
    /// What the machine calls itself.
    pub host: Option<String>,
    /// How far the clock on the wall is from UTC: `-03:00`.
    pub utc_offset: String,
}
