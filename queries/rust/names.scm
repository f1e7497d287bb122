; Every identifier of the document, whatever it means.

(identifier) @name
(type_identifier) @name.type
(self) @name
(super) @name
(crate) @name
(metavariable) @name
(fragment_specifier) @name
(field_identifier) @name.field
(shorthand_field_identifier) @name.shorthand

; Identifiers that take part in no path.

(label (identifier) @skip)
(lifetime (identifier) @skip)
(self_parameter (self) @skip)
(visibility_modifier) @visibility
(type_binding name: (type_identifier) @associated)
