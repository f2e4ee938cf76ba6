//! Parses tokens to a syntax tree, by recursive descent.

use super::ast::{Expr, Order};
use super::error::QueryError;
use super::lexer::{Token, TokenKind, tokenize};
use super::property::{Property, Scope};
use super::value::Value;

/// Longer queries are rejected before they are parsed.
const MAX_LENGTH: usize = 64 * 1024;
/// Bounds the recursion here and the depth of the SQL.
const MAX_NESTING: usize = 32;
/// Keeps far below the limit of SQLite, which rejects expressions deeper than 1,000 terms.
const MAX_COMPARISONS: usize = 200;

/// Parses a query on records of this scope.
pub(crate) fn parse(scope: Scope, query: &str) -> Result<Expr, QueryError> {
    if query.len() > MAX_LENGTH {
        return Err(QueryError::at(
            query,
            MAX_LENGTH,
            format!("the query is longer than {MAX_LENGTH} bytes"),
        ));
    }
    let tokens = tokenize(query)?;
    let mut parser = Parser { query, scope, tokens: tokens.into_iter().peekable(), comparisons: 0 };
    let expr = parser.any(0)?;
    match parser.next() {
        Token { kind: TokenKind::End, .. } => Ok(expr),
        other => Err(parser.unexpected(&other, "`and`, `or` or the end of the query")),
    }
}

struct Parser<'q> {
    query: &'q str,
    scope: Scope,
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    comparisons: usize,
}

impl Parser<'_> {
    fn any(&mut self, nesting: usize) -> Result<Expr, QueryError> {
        let first = self.all(nesting)?;
        let mut terms = vec![first];
        while self.accept_word("or") {
            terms.push(self.all(nesting)?);
        }
        Ok(flatten(terms, Expr::Or))
    }

    fn all(&mut self, nesting: usize) -> Result<Expr, QueryError> {
        let first = self.term(nesting)?;
        let mut terms = vec![first];
        while self.accept_word("and") {
            terms.push(self.term(nesting)?);
        }
        Ok(flatten(terms, Expr::And))
    }

    fn term(&mut self, nesting: usize) -> Result<Expr, QueryError> {
        let token = self.next();
        match token.kind {
            TokenKind::Open => {
                if nesting == MAX_NESTING {
                    let problem = format!("parentheses are nested deeper than {MAX_NESTING} levels");
                    return Err(QueryError::at(self.query, token.offset, problem));
                }
                let inner = self.any(nesting + 1)?;
                self.expect(&TokenKind::Close)?;
                Ok(inner)
            }
            TokenKind::Word(first) => self.comparison(first, token.offset),
            _ => Err(self.unexpected(&token, "a property or `(`")),
        }
    }

    fn comparison(&mut self, first: String, offset: usize) -> Result<Expr, QueryError> {
        self.comparisons += 1;
        if self.comparisons > MAX_COMPARISONS {
            let problem = format!("the query has more than {MAX_COMPARISONS} comparisons");
            return Err(QueryError::at(self.query, offset, problem));
        }
        let path = self.path(first)?;
        let property = Property::find(self.scope, &path)
            .map_err(|problem| QueryError::at(self.query, offset, problem))?;
        let token = self.next();
        let order = match &token.kind {
            TokenKind::Word(word) if word.eq_ignore_ascii_case("in") => {
                let values = self.list(&property)?;
                return Ok(Expr::OneOf { property, values, negated: false });
            }
            TokenKind::Operator(operator @ ("=" | "!=")) => {
                let value = self.value(&property)?;
                return Ok(Expr::OneOf { property, values: vec![value], negated: *operator == "!=" });
            }
            TokenKind::Operator("<") => Order::Less,
            TokenKind::Operator("<=") => Order::LessOrEqual,
            TokenKind::Operator(">") => Order::Greater,
            TokenKind::Operator(">=") => Order::GreaterOrEqual,
            _ => return Err(self.unexpected(&token, "one of = != < <= > >= in")),
        };
        let at = self.offset();
        let value = self.value(&property)?;
        if matches!(value, Value::Bool(_)) {
            return Err(QueryError::at(self.query, at, "`true` and `false` have no order; use = or !="));
        }
        Ok(Expr::Ordered { property, order, value })
    }

    fn path(&mut self, first: String) -> Result<Vec<String>, QueryError> {
        let mut path = vec![first];
        while self.accept(&TokenKind::Dot) {
            let token = self.next();
            match token.kind {
                TokenKind::Word(name) | TokenKind::Text(name) => path.push(name),
                // A metadata key can consist of digits, as in `metadata.2024`.
                TokenKind::Number(number) if number.fract() == 0.0 => path.push(number.to_string()),
                _ => return Err(self.unexpected(&token, "a name after `.`")),
            }
        }
        Ok(path)
    }

    fn list(&mut self, property: &Property) -> Result<Vec<Value>, QueryError> {
        self.expect(&TokenKind::Open)?;
        let mut values = Vec::new();
        loop {
            values.push(self.value(property)?);
            let token = self.next();
            match token.kind {
                TokenKind::Comma => {}
                TokenKind::Close => return Ok(values),
                _ => return Err(self.unexpected(&token, "`,` or `)`")),
            }
        }
    }

    fn value(&mut self, property: &Property) -> Result<Value, QueryError> {
        let token = self.next();
        let literal = match &token.kind {
            TokenKind::Text(text) => Value::Text(text.clone()),
            TokenKind::Number(number) => Value::Number(*number),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("true") => Value::Bool(true),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("false") => Value::Bool(false),
            _ => return Err(self.unexpected(&token, "a string in double quotes or a number")),
        };
        property.convert(literal).map_err(|expected| self.unexpected(&token, expected))
    }

    fn next(&mut self) -> Token {
        self.tokens.next().unwrap_or(Token { kind: TokenKind::End, offset: self.query.len() })
    }

    fn offset(&mut self) -> usize {
        self.tokens.peek().map_or(self.query.len(), |token| token.offset)
    }

    fn accept(&mut self, kind: &TokenKind) -> bool {
        self.tokens.next_if(|token| token.kind == *kind).is_some()
    }

    fn accept_word(&mut self, keyword: &str) -> bool {
        let is_keyword = |token: &Token| matches!(&token.kind, TokenKind::Word(word) if word.eq_ignore_ascii_case(keyword));
        self.tokens.next_if(is_keyword).is_some()
    }

    fn expect(&mut self, kind: &TokenKind) -> Result<(), QueryError> {
        let token = self.next();
        if token.kind == *kind { Ok(()) } else { Err(self.unexpected(&token, &kind.to_string())) }
    }

    fn unexpected(&self, token: &Token, expected: &str) -> QueryError {
        QueryError::at(self.query, token.offset, format!("expected {expected}, found {}", token.kind))
    }
}

/// Connects terms. A single term remains as it is.
fn flatten(mut terms: Vec<Expr>, connect: fn(Vec<Expr>) -> Expr) -> Expr {
    match terms.pop() {
        Some(only) if terms.is_empty() => only,
        Some(last) => {
            terms.push(last);
            connect(terms)
        }
        None => connect(terms),
    }
}
