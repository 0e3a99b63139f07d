//! Who can do what, where: reads services, proves that it read all of them, and carries what was read through decisions to
//! evidence.

pub mod evidence;
pub mod judge;
pub mod model;
pub mod source;
pub mod store;
