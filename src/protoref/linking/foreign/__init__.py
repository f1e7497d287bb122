"""Links documents of other languages, which are read as text: a carrier, then names that generators make.

`go_packages` and `marks` say which documents have a carrier for a schema, `link` which names in them stand for its symbols, `stubs`
with a language's shape (`go_shape`) whose a committed generated file is.
"""
