; Regions in which names are bound, besides those that items open.

(block) @block
(closure_expression) @part
(match_arm) @part
(for_expression) @part
(if_expression) @part
(while_expression) @part

; Bindings.

(parameter) @binding.parameter
(let_declaration) @binding.let
(let_condition) @binding.condition
(match_expression) @binding.match
(for_expression pattern: (identifier) @bind)
(closure_parameters (identifier) @bind)
(tuple_pattern (identifier) @bind)
(slice_pattern (identifier) @bind)
(tuple_struct_pattern type: (_) (identifier) @bind)
(match_pattern . (identifier) @bind)
(or_pattern (identifier) @bind)
(captured_pattern . (identifier) @bind)
(ref_pattern (identifier) @bind)
(mut_pattern (identifier) @bind)
(reference_pattern (identifier) @bind)
(field_pattern pattern: (identifier) @bind)
(field_pattern name: (shorthand_field_identifier) @bind)
(parameter pattern: (identifier) @bind)
(let_declaration pattern: (identifier) @bind)
(let_condition pattern: (identifier) @bind)
