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
//! A comparison with linked objects (`tags.name = "a"`) is true if at least one of them matches, so
//! `tags.name = "a" and tags.name = "b"` selects records with both tags. `a != b` is always the
//! negation of `a = b`. Values are passed to the database only as bound parameters.

mod ast;
mod containment;
mod error;
mod lexer;
mod parser;
mod property;
mod sql;
mod value;

pub(crate) use ast::Expr;
pub(crate) use containment::Containment;
pub(crate) use parser::parse;
pub(crate) use property::Scope;
pub(crate) use sql::push_filter;

#[cfg(test)]
mod tests;
