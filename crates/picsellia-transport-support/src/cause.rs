use std::error::Error;
use std::io;

/// Finds the first error of the type `T` that `accepts` returns true for: `error` itself, or one
/// that caused it.
///
/// Unlike a walk along [`Error::source`], this looks inside [`io::Error`] as well: its source is
/// the source of the error that it wraps.
pub fn find_cause<'a, T: Error + 'static>(
    error: &'a (dyn Error + 'static),
    accepts: impl Fn(&T) -> bool + Copy,
) -> Option<&'a T> {
    if let Some(found) = error.downcast_ref::<T>().filter(|error| accepts(error)) {
        return Some(found);
    }
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let found = wrapped.and_then(|wrapped| find_cause(wrapped as &(dyn Error + 'static), accepts));
    found.or_else(|| error.source().and_then(|source| find_cause(source, accepts)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StallTimeout;

    #[test]
    fn an_error_inside_an_io_error_is_found() {
        let inner = io::Error::other(StallTimeout::Write);
        let outer = io::Error::other(inner);
        assert_eq!(find_cause(&outer, |_| true), Some(&StallTimeout::Write));
        assert!(find_cause(&outer, |cause: &StallTimeout| *cause == StallTimeout::Response).is_none());
        assert!(find_cause::<std::fmt::Error>(&outer, |_| true).is_none());
    }
}
