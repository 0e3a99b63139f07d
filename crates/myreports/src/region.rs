//! Where the API is served.

use std::{fmt, str::FromStr};

use acesso_core::Error;

/// The region that an account lives in. Each has a server of its own; the log-in has no region.
///
/// ```
/// use myreports::Region;
///
/// let region: Region = "eu".parse()?;
/// assert_eq!(region.url(), "https://api.eu.myreports.cloud/api");
/// # Ok::<(), myreports::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Region {
    /// Australia and New Zealand.
    Au,
    /// Europe.
    Eu,
    /// North America.
    Na,
    /// United Kingdom.
    Uk,
}

impl Region {
    /// The four regions.
    pub const ALL: [Self; 4] = [Self::Au, Self::Eu, Self::Na, Self::Uk];

    /// The name as the vendor writes it: `au`, `eu`, `na` or `uk`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Au => "au",
            Self::Eu => "eu",
            Self::Na => "na",
            Self::Uk => "uk",
        }
    }

    /// The server URL of the contract, with its `/api`.
    pub fn url(self) -> &'static str {
        match self {
            Self::Au => "https://api.au.myreports.cloud/api",
            Self::Eu => "https://api.eu.myreports.cloud/api",
            Self::Na => "https://api.na.myreports.cloud/api",
            Self::Uk => "https://api.uk.myreports.cloud/api",
        }
    }

    /// Reads a name that came from `source`, which the error names; it does not quote the text itself.
    pub(crate) fn read(source: &str, text: &str) -> Result<Self, Error> {
        let text = text.trim();
        Self::ALL.into_iter().find(|region| region.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            Error::configuration(format!("{source} is none of the four that exist")).with_advice(
                "use au (Australia and New Zealand), eu (Europe), na (North America) or uk (United Kingdom)",
            )
        })
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Region {
    type Err = Error;

    /// Reads `au`, `eu`, `na` or `uk`, in any case.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), with the four in its advice.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::read("the region", text)
    }
}
