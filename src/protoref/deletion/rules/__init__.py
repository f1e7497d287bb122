"""What can speak against a deletion: one rule a file, all of them in `registry`."""
