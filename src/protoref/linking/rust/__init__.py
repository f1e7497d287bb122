"""Links Rust documents to generated names.

`carriers.carriers` says which documents need an index, `link.link` joins the indexes; the first needs little to load.

From a manifest to a reference, each module on top of those before it: `crates`, `builds`, `generated`, `module_tree`
and `doc_tests` (which document is which module, and what is mounted there); `facts`, `questions`, `module_names`,
`scope_names` and `resolver` (what a path is); `types` (what an expression is); `recorder`, `macro_variables`, `rpcs`
and `document` (what each name of a document refers to); `reach`, `registered` and `look_ups` (what may hide where
resolution stops).
"""
