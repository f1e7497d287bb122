"""What is kept from run to run: the indexes of documents, and whole answers. Nothing of it ever changes a result."""
