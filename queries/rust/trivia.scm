; Text that is no code.

(line_comment) @comment
(block_comment) @comment
(string_literal) @string
(raw_string_literal) @string

; What the parser could not read.

(ERROR) @error
