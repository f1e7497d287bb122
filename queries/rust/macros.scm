; Macro calls and definitions: what is in their token trees is not parsed, only split into tokens.

(macro_invocation) @macro
(foreign_mod_item body: (declaration_list (macro_invocation) @macro.foreign))
(macro_rule left: (_) @matcher)
