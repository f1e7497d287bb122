"""Python documents, read with libcst."""
