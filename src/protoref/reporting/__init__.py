"""One pure renderer a file over one `Report`."""
