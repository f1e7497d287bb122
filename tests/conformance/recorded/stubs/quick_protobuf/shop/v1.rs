// Automatically generated rust module for 'till.proto' file

#![allow(non_snake_case)]
#![allow(non_upper_case_globals)]
#![allow(non_camel_case_types)]
#![allow(unused_imports)]
#![allow(unknown_lints)]
#![allow(clippy::all)]
#![cfg_attr(rustfmt, rustfmt_skip)]


use std::borrow::Cow;
use quick_protobuf::{MessageInfo, MessageRead, MessageWrite, BytesReader, Writer, WriterBackend, Result};
use quick_protobuf::sizeofs::*;
use super::super::*;

#[allow(clippy::derive_partial_eq_without_eq)]
#[derive(Debug, Default, PartialEq, Clone)]
pub struct Slip<'a> {
    pub kind: shop::v1::mod_Slip::Kind,
    pub paid: shop::v1::mod_Slip::OneOfpaid<'a>,
}

impl<'a> MessageRead<'a> for Slip<'a> {
    fn from_reader(r: &mut BytesReader, bytes: &'a [u8]) -> Result<Self> {
        let mut msg = Self::default();
        while !r.is_eof() {
            match r.next_tag(bytes) {
                Ok(8) => msg.kind = r.read_enum(bytes)?,
                Ok(18) => msg.paid = shop::v1::mod_Slip::OneOfpaid::cash(r.read_message::<shop::v1::Money>(bytes)?),
                Ok(26) => msg.paid = shop::v1::mod_Slip::OneOfpaid::card(r.read_string(bytes).map(Cow::Borrowed)?),
                Ok(t) => { r.read_unknown(bytes, t)?; }
                Err(e) => return Err(e),
            }
        }
        Ok(msg)
    }
}

impl<'a> MessageWrite for Slip<'a> {
    fn get_size(&self) -> usize {
        0
        + if self.kind == shop::v1::mod_Slip::Kind::KIND_NEW { 0 } else { 1 + sizeof_varint(*(&self.kind) as u64) }
        + match self.paid {
            shop::v1::mod_Slip::OneOfpaid::cash(ref m) => 1 + sizeof_len((m).get_size()),
            shop::v1::mod_Slip::OneOfpaid::card(ref m) => 1 + sizeof_len((m).len()),
            shop::v1::mod_Slip::OneOfpaid::None => 0,
    }    }

    fn write_message<W: WriterBackend>(&self, w: &mut Writer<W>) -> Result<()> {
        if self.kind != shop::v1::mod_Slip::Kind::KIND_NEW { w.write_with_tag(8, |w| w.write_enum(*&self.kind as i32))?; }
        match self.paid {            shop::v1::mod_Slip::OneOfpaid::cash(ref m) => { w.write_with_tag(18, |w| w.write_message(m))? },
            shop::v1::mod_Slip::OneOfpaid::card(ref m) => { w.write_with_tag(26, |w| w.write_string(&**m))? },
            shop::v1::mod_Slip::OneOfpaid::None => {},
    }        Ok(())
    }
}

pub mod mod_Slip {

use super::*;

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Kind {
    KIND_NEW = 0,
    KIND_VOID = 1,
}

impl Default for Kind {
    fn default() -> Self {
        Kind::KIND_NEW
    }
}

impl From<i32> for Kind {
    fn from(i: i32) -> Self {
        match i {
            0 => Kind::KIND_NEW,
            1 => Kind::KIND_VOID,
            _ => Self::default(),
        }
    }
}

impl<'a> From<&'a str> for Kind {
    fn from(s: &'a str) -> Self {
        match s {
            "KIND_NEW" => Kind::KIND_NEW,
            "KIND_VOID" => Kind::KIND_VOID,
            _ => Self::default(),
        }
    }
}

#[derive(Debug, PartialEq, Clone)]
pub enum OneOfpaid<'a> {
    cash(shop::v1::Money),
    card(Cow<'a, str>),
    None,
}

impl<'a> Default for OneOfpaid<'a> {
    fn default() -> Self {
        OneOfpaid::None
    }
}

}

