//! The MyReports client: on a mock transport, over real sockets, and against the contract.

#[cfg(test)]
#[cfg(feature = "reqwest")]
mod billing;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod errors;
#[cfg(test)]
#[cfg(feature = "reqwest")]
mod examples;
#[cfg(test)]
#[cfg(feature = "tracing")]
mod logs;
#[cfg(test)]
mod odd_answers;
#[cfg(test)]
mod paging;
#[cfg(test)]
#[cfg(feature = "reqwest")]
mod pbxs;
#[cfg(test)]
mod readers;
#[cfg(test)]
#[cfg(feature = "reqwest")]
mod sandbox;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod wire;
#[cfg(test)]
#[cfg(feature = "reqwest")]
mod writes;
