; placeholder replaced by the Rust indexer
