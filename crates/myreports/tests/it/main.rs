//! The MyReports client: on a scripted transport, over real sockets, and against the contract.

#[cfg(test)]
mod contract;
#[cfg(test)]
mod errors;
#[cfg(test)]
#[cfg(any(feature = "reqwest", feature = "hyper"))]
mod examples;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod readers;
#[cfg(test)]
#[cfg(any(feature = "reqwest", feature = "hyper"))]
mod sandbox;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod wire;
