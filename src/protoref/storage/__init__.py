"""Is there stored data? What structure, code and configuration say about it, message by message."""
