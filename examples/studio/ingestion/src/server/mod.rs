//! The farm's API.

mod farm;

pub use farm::Farm;
