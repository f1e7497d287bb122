"""A deletion as a patch that git can apply: schemas, generated files, entries of explicit lists."""
