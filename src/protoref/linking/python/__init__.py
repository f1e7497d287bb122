"""Linking for Python: the module system over snapshot paths, values, and the references that follow from them.

`carriers.carriers` says which documents need an index, `link.link` joins the indexes; the first needs little to load.
"""
