; Where a path stands, by the start of the path.

(call_expression function: [(identifier) (scoped_identifier) (generic_function)] @at.call)
(struct_expression name: (_) @at.struct)
(struct_pattern type: (_) @at.pattern)
(tuple_struct_pattern type: (_) @at.pattern)
(match_pattern . (scoped_identifier) @at.pattern)
(or_pattern (scoped_identifier) @at.pattern)
(field_pattern pattern: (scoped_identifier) @at.pattern)
(tuple_struct_pattern type: (_) (scoped_identifier) @at.pattern)
(tuple_pattern (scoped_identifier) @at.pattern)
(impl_item trait: (_) @at.trait)
(impl_item type: (_) @at.self)
(type_item type: (_) @at.alias)
(macro_invocation macro: (_) @at.macro)

; Calls.

(call_expression function: [(identifier) (scoped_identifier)]) @call

(call_expression function: (field_expression field: (field_identifier) @method) @dot)
(call_expression function: (generic_function function: (field_expression field: (field_identifier) @method) @dot))
