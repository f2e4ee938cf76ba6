//! The query language of the `q` parameter.
//!
//! ```text
//! query      = all { "or" all }
//! all        = term { "and" term }
//! term       = "(" query ")" | property operator value | property "in" "(" value { "," value } ")"
//! operator   = "=" | "!=" | "<" | "<=" | ">" | ">="
//! value      = "text" | number | true | false
//! property   = name { "." ( name | "text" ) }
//! ```
//!
//! A comparison with a linked object (`tags.name = "a"`) asks whether *one* such object exists, so that
//! `tags.name = "a" and tags.name = "b"` means both tags. `a != b` is always the negation of `a = b`.
//! Values reach the database as bound parameters only.

mod ast;
mod containment;
mod error;
mod lexer;
mod parser;
mod property;
mod sql;

pub(crate) use ast::Expr;
pub(crate) use containment::Containment;
pub(crate) use parser::parse;
pub(crate) use property::Scope;
pub(crate) use sql::push_filter;

#[cfg(test)]
mod tests;
