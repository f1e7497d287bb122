"""Rust documents, read with tree-sitter and the queries in `queries/rust/`."""
