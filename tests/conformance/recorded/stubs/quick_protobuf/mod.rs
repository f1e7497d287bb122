// Automatically generated mod.rs
pub mod shop;
