; Macro calls and definitions: what is in their token trees is not parsed, only split into tokens.

(macro_invocation) @macro
(macro_rule left: (_) @matcher)
