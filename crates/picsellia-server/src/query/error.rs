//! The error of an invalid query.

use std::fmt;

/// An invalid query, with the position, what was found there, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueryError {
    position: usize,
    problem: String,
}

impl QueryError {
    /// Creates an error at a byte offset of `query`.
    pub(super) fn at(query: &str, offset: usize, problem: impl Into<String>) -> Self {
        // Users count characters from one.
        let position = query.char_indices().take_while(|(at, _)| *at < offset).count() + 1;
        Self { position, problem: problem.into() }
    }

    /// Returns the character where the problem is, counted from one.
    #[cfg(test)]
    pub(crate) fn position(&self) -> usize {
        self.position
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "query, character {}: {}", self.position, self.problem)
    }
}

impl std::error::Error for QueryError {}
