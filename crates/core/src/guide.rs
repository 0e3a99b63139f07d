#![doc = include_str!("../guide/README.md")]

#[doc = include_str!("../guide/errors.md")]
pub mod errors {}

#[doc = include_str!("../guide/lists.md")]
pub mod lists {}

#[doc = include_str!("../guide/limits.md")]
pub mod limits {}

#[doc = include_str!("../guide/networks.md")]
pub mod networks {}

#[doc = include_str!("../guide/testing.md")]
pub mod testing {}

#[doc = include_str!("../guide/another_service.md")]
pub mod another_service {}
