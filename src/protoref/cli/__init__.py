"""The command line: options -> pipeline -> reporter -> exit code. The only home of click."""
