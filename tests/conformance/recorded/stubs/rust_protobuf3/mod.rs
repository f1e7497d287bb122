// @generated

pub mod money;
pub mod till;
