//! The sandbox over real sockets: every operation, its errors, its faults, and every answer checked against its contract.

#[cfg(test)]
mod base39;
#[cfg(test)]
mod client;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod lifetime;
#[cfg(test)]
mod myreports;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod tomticket;
#[cfg(test)]
mod webhook;
#[cfg(test)]
mod writes;
