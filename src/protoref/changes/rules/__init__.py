"""One rule a file about schemas that stay and are changed."""
