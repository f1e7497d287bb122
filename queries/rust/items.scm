; Declarations.

(mod_item) @item.mod
(struct_item) @item.struct
(enum_item) @item.enum
(union_item) @item.union
(trait_item) @item.trait
(type_item) @item.type
(associated_type) @item.type
(function_item) @item.fn
(function_signature_item) @item.fn
(const_item) @item.const
(static_item) @item.static
(macro_definition) @item.macro
(enum_variant) @item.variant
(field_declaration) @field
(struct_item body: (ordered_field_declaration_list) @fields.ordered)
(impl_item) @impl
(type_parameter name: (type_identifier) @generic)
(const_parameter name: (identifier) @generic)

; Imports.

(use_declaration) @use
(extern_crate_declaration) @extern

; What attributes say of the item behind them.

(attribute_item) @attribute
(inner_attribute_item) @attribute.inner
