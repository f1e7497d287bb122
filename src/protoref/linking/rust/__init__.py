"""Links Rust documents to generated names.

`carriers.carriers` says which documents need an index, `link.link` joins the indexes; the first needs little to load.
"""
