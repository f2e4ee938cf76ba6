//! Instants as the database stores them.

use std::fmt;

/// Microseconds since the Unix epoch, displayed in RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct Instant(i64);

impl Instant {
    pub(crate) fn now() -> Self {
        Self(jiff::Timestamp::now().as_microsecond())
    }

    pub(crate) fn as_unix_seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(timestamp) => write!(f, "{timestamp:.6}"),
            Err(_) => write!(f, "{}", self.0),
        }
    }
}
