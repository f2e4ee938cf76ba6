//! Splits the text of a query into tokens.

use std::fmt;

use super::error::QueryError;

/// A token and its byte offset.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) offset: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Word(String),
    Text(String),
    Number(f64),
    /// One of `= != < <= > >=`.
    Operator(&'static str),
    Dot,
    Comma,
    Open,
    Close,
    End,
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => write!(f, "`{word}`"),
            Self::Text(_) => f.write_str("a string"),
            Self::Number(number) => write!(f, "the number {number}"),
            Self::Operator(operator) => write!(f, "`{operator}`"),
            Self::Dot => f.write_str("`.`"),
            Self::Comma => f.write_str("`,`"),
            Self::Open => f.write_str("`(`"),
            Self::Close => f.write_str("`)`"),
            Self::End => f.write_str("the end of the query"),
        }
    }
}

/// Splits a query into tokens. The last one is always [`TokenKind::End`].
pub(super) fn tokenize(query: &str) -> Result<Vec<Token>, QueryError> {
    let mut lexer = Lexer { query, offset: 0 };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next_token()?;
        let end = token.kind == TokenKind::End;
        tokens.push(token);
        if end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'q> {
    query: &'q str,
    offset: usize,
}

impl Lexer<'_> {
    fn next_token(&mut self) -> Result<Token, QueryError> {
        self.take_while(char::is_whitespace);
        let offset = self.offset;
        let Some(first) = self.peek() else {
            return Ok(Token { kind: TokenKind::End, offset });
        };
        let kind = match first {
            '(' => self.single(TokenKind::Open),
            ')' => self.single(TokenKind::Close),
            ',' => self.single(TokenKind::Comma),
            '.' => self.single(TokenKind::Dot),
            '"' => self.text()?,
            '=' | '!' | '<' | '>' => self.operator()?,
            '-' | '+' => self.number()?,
            c if c.is_ascii_digit() => self.number()?,
            c if c.is_alphabetic() || c == '_' => {
                TokenKind::Word(self.take_while(|c| c.is_alphanumeric() || c == '_' || c == '-'))
            }
            '\'' => return Err(self.error(offset, "strings need double quotes")),
            other => return Err(self.error(offset, format!("unexpected character {other:?}"))),
        };
        Ok(Token { kind, offset })
    }

    fn peek(&self) -> Option<char> {
        self.query.get(self.offset..).and_then(|rest| rest.chars().next())
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.offset += next.len_utf8();
        Some(next)
    }

    fn single(&mut self, kind: TokenKind) -> TokenKind {
        self.bump();
        kind
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(next) = self.peek().filter(|next| keep(*next)) {
            taken.push(next);
            self.bump();
        }
        taken
    }

    fn operator(&mut self) -> Result<TokenKind, QueryError> {
        let offset = self.offset;
        let first = self.bump();
        let equal = self.peek() == Some('=');
        let operator = match (first, equal) {
            (Some('='), _) => "=",
            (Some('!'), true) => "!=",
            (Some('<'), true) => "<=",
            (Some('<'), false) => "<",
            (Some('>'), true) => ">=",
            (Some('>'), false) => ">",
            _ => return Err(self.error(offset, "expected `!=`")),
        };
        // `==` is a common mistake. The second sign is then reported as an unexpected operator.
        if operator.len() == 2 {
            self.bump();
        }
        Ok(TokenKind::Operator(operator))
    }

    fn number(&mut self) -> Result<TokenKind, QueryError> {
        let offset = self.offset;
        let sign_allowed = |text: &str| text.is_empty() || text.ends_with(['e', 'E']);
        let mut text = String::new();
        while let Some(next) = self.peek() {
            let part = next.is_ascii_alphanumeric()
                || next == '.'
                || next == '_'
                || (matches!(next, '-' | '+') && sign_allowed(&text));
            if !part {
                break;
            }
            text.push(next);
            self.bump();
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(TokenKind::Number(number)),
            _ => Err(self.error(offset, format!("`{text}` is not a number"))),
        }
    }

    fn text(&mut self) -> Result<TokenKind, QueryError> {
        let start = self.offset;
        self.bump();
        let mut text = String::new();
        loop {
            let offset = self.offset;
            match self.bump() {
                None => return Err(self.error(start, "the string has no closing double quote")),
                Some('"') => return Ok(TokenKind::Text(text)),
                Some('\\') => match self.bump() {
                    Some(escaped @ ('"' | '\\' | '/')) => text.push(escaped),
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some('r') => text.push('\r'),
                    _ => {
                        return Err(self.error(offset, r#"unknown escape; use \" \\ \/ \n \t or \r"#));
                    }
                },
                Some(other) => text.push(other),
            }
        }
    }

    fn error(&self, offset: usize, problem: impl Into<String>) -> QueryError {
        QueryError::at(self.query, offset, problem)
    }
}
