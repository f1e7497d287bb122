"""One document in, one frozen index out, in the terms of its language."""
