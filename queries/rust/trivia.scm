; Text that is no code.

(line_comment) @comment
(block_comment) @comment
(string_literal) @string
(raw_string_literal) @string

; What the parser could not read.

(ERROR) @error
; What the parser added to go on: all between two such places may have been read inside out.
(MISSING "\"") @error
(MISSING ")") @error
(MISSING "]") @error
(MISSING "}") @error
