//! The public names of a Rust file, by kind.

use std::collections::{BTreeMap, BTreeSet};
use syn::{Fields, ImplItem, Item, TraitItem, Visibility};

/// What every client has. Other functions of types are accessors and plumbing: they are left out.
const COMMON: &[&str] = &[
    "accept_compressed",
    "connect",
    "from_endpoint",
    "max_decoding_message_size",
    "max_encoding_message_size",
    "new",
    "send_compressed",
    "set_accept_compressed",
    "set_send_compressed",
    "spawn",
    "with",
    "with_callopt",
    "with_interceptor",
    "with_origin",
];

/// Kind of item -> paths inside the file, without `r#`.
#[derive(Default)]
pub struct Names(pub BTreeMap<&'static str, BTreeSet<String>>);

impl Names {
    fn add(&mut self, kind: &'static str, name: &str) {
        self.0.entry(kind).or_default().insert(name.replace("r#", ""));
    }

    fn fields(&mut self, owner: &str, fields: &Fields) {
        for field in fields {
            if let (true, Some(name)) = (public(&field.vis), &field.ident) {
                self.add("field", &format!("{owner}::{name}"));
            }
        }
    }

    /// Adds the names of a file, or of a module in it: what can be named from outside. Implementations of traits make
    /// no names.
    ///
    /// `path` leads to the items, with `::` at its end unless it is empty.
    pub fn collect(&mut self, items: &[Item], path: &str) {
        for item in items {
            match item {
                Item::Mod(one) if public(&one.vis) => {
                    let own = format!("{path}{}", one.ident);
                    self.add("mod", &own);
                    if let Some((_, inner)) = &one.content {
                        self.collect(inner, &format!("{own}::"));
                    }
                }
                Item::Struct(one) if public(&one.vis) => {
                    let own = format!("{path}{}", one.ident);
                    self.add("struct", &own);
                    self.fields(&own, &one.fields);
                }
                Item::Enum(one) if public(&one.vis) => {
                    let own = format!("{path}{}", one.ident);
                    self.add("enum", &own);
                    for variant in &one.variants {
                        self.add("variant", &format!("{own}::{}", variant.ident));
                    }
                }
                Item::Trait(one) if public(&one.vis) => {
                    let own = format!("{path}{}", one.ident);
                    self.add("trait", &own);
                    for inner in &one.items {
                        match inner {
                            TraitItem::Fn(f) => self.add("trait-fn", &format!("{own}::{}", f.sig.ident)),
                            TraitItem::Type(t) => self.add("trait-type", &format!("{own}::{}", t.ident)),
                            _ => {}
                        }
                    }
                }
                Item::Impl(one) if one.trait_.is_none() => {
                    if let syn::Type::Path(of) = &*one.self_ty {
                        let owner = of.path.segments.last().map(|last| last.ident.to_string());
                        for inner in &one.items {
                            let Some(owner) = &owner else { continue };
                            match inner {
                                ImplItem::Fn(f) if public(&f.vis) && owner.ends_with("Client") => {
                                    let name = f.sig.ident.to_string();
                                    if !COMMON.contains(&name.as_str()) {
                                        self.add("fn", &format!("{path}{owner}::{name}"));
                                    }
                                }
                                ImplItem::Const(c) if public(&c.vis) => {
                                    self.add("own-const", &format!("{path}{owner}::{}", c.ident));
                                }
                                _ => {}
                            }
                        }
                    }
                }
                Item::Fn(one) if public(&one.vis) => self.add("free-fn", &format!("{path}{}", one.sig.ident)),
                Item::Const(one) if public(&one.vis) => self.add("const", &format!("{path}{}", one.ident)),
                Item::Type(one) if public(&one.vis) => self.add("alias", &format!("{path}{}", one.ident)),
                _ => {}
            }
        }
    }
}

fn public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}
