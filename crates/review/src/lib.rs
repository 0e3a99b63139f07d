#![doc = include_str!("../README.md")]

pub mod evidence;
pub mod judge;
pub mod model;
pub mod source;
pub mod store;
