//! The numbers of the wire format: float seconds, and scores in their shortest form.

use std::cmp::Ordering;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A confidence score.
///
/// It keeps the precision that it came with. A model that computes 0.3 in `f32` has its score sent
/// as `0.3`, and not as the `0.30000001192092896` of the widened number. Scores are equal if the
/// same number is sent for them, and `Display` writes that number.
#[derive(Clone, Copy, Debug)]
pub struct Score(Precision);

#[derive(Clone, Copy, Debug)]
enum Precision {
    Single(f32),
    Double(f64),
}

impl Score {
    /// Returns the score as it is sent.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        match self.0 {
            Precision::Double(score) => score,
            Precision::Single(score) => widen(score),
        }
    }

    pub(crate) fn is_finite(self) -> bool {
        match self.0 {
            Precision::Single(score) => score.is_finite(),
            Precision::Double(score) => score.is_finite(),
        }
    }

    /// Returns whether the number that is sent is from 0 to 1.
    ///
    /// The shortest decimal of an `f32` is on the same side of 0 and 1 as the `f32`, so it is not
    /// computed here.
    #[inline]
    #[expect(
        clippy::manual_range_contains,
        reason = "it has a branch, which for each score would cost as much as the box"
    )]
    pub(crate) fn is_from_0_to_1(self) -> bool {
        let score = match self.0 {
            Precision::Single(score) => f64::from(score),
            Precision::Double(score) => score,
        };
        (score >= 0.0) & (score <= 1.0)
    }

    /// Formats the shortest decimal that reads back as this score, which must be finite.
    pub(crate) fn format(self, buffer: &mut zmij::Buffer) -> &str {
        match self.0 {
            Precision::Single(score) => buffer.format_finite(score),
            Precision::Double(score) => buffer.format_finite(score),
        }
    }
}

/// Returns the `f64` with the same shortest decimal as `single`.
fn widen(single: f32) -> f64 {
    if single.is_finite() {
        zmij::Buffer::new().format_finite(single).parse().unwrap_or_else(|_| single.into())
    } else {
        single.into()
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_f64().fmt(f)
    }
}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.as_f64().partial_cmp(&other.as_f64())
    }
}

impl PartialEq for Score {
    fn eq(&self, other: &Self) -> bool {
        self.as_f64() == other.as_f64()
    }
}

impl From<f32> for Score {
    fn from(score: f32) -> Self {
        Self(Precision::Single(score))
    }
}

impl From<f64> for Score {
    fn from(score: f64) -> Self {
        Self(Precision::Double(score))
    }
}

impl From<&f32> for Score {
    fn from(score: &f32) -> Self {
        Self::from(*score)
    }
}

impl From<&f64> for Score {
    fn from(score: &f64) -> Self {
        Self::from(*score)
    }
}

impl From<&Self> for Score {
    fn from(score: &Self) -> Self {
        *score
    }
}

/// A class index: an integer, or a reference to one.
///
/// This trait is sealed. It is implemented for all integer types up to 64 bits, among them `usize`,
/// which is what an arg-max returns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a class index",
    label = "expected an integer of up to 64 bits, or a reference to one"
)]
pub trait ClassIndex: sealed::Sealed {}

mod sealed {
    pub trait Sealed {
        fn class(self) -> Option<i64>;
    }
}

macro_rules! class_indexes {
    ($($number:ty),*) => {$(
        impl ClassIndex for $number {}
        impl sealed::Sealed for $number {
            fn class(self) -> Option<i64> {
                self.try_into().ok()
            }
        }
    )*};
}

impl<C: ClassIndex + Copy> ClassIndex for &C {}
impl<C: ClassIndex + Copy> sealed::Sealed for &C {
    fn class(self) -> Option<i64> {
        (*self).class()
    }
}

class_indexes!(u8, u16, u32, u64, usize, i8, i16, i32, i64);

/// A length of time in seconds.
///
/// Convert it from a [`Duration`], or from a number of seconds, which is sent as given: 0.257 stays
/// 0.257, also as an `f32`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Seconds(f64);

impl Seconds {
    /// Returns the number of seconds.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        self.0
    }
}

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Self {
        Self(duration.as_secs_f64())
    }
}

impl From<f64> for Seconds {
    fn from(seconds: f64) -> Self {
        Self(seconds)
    }
}

impl From<f32> for Seconds {
    fn from(seconds: f32) -> Self {
        Self(widen(seconds))
    }
}

/// A point in time, in seconds since 1970-01-01 00:00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Timestamp(f64);

impl Timestamp {
    /// Creates a timestamp from seconds since 1970-01-01 00:00:00 UTC.
    #[must_use]
    pub fn from_unix_seconds(seconds: f64) -> Self {
        Self(seconds)
    }

    /// Returns the seconds since 1970-01-01 00:00:00 UTC, which are negative before that.
    #[must_use]
    pub fn as_unix_seconds(self) -> f64 {
        self.0
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self(match time.duration_since(UNIX_EPOCH) {
            Ok(since) => since.as_secs_f64(),
            Err(before) => -before.duration().as_secs_f64(),
        })
    }
}

impl From<f64> for Timestamp {
    fn from(unix_seconds: f64) -> Self {
        Self(unix_seconds)
    }
}

pub(crate) use sealed::Sealed as IntoClass;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_f32_score_is_its_shortest_decimal() {
        for (single, shortest) in
            [(0.3_f32, 0.3), (0.1, 0.1), (1.0, 1.0), (0.99999994, 0.99999994), (1e-7, 1e-7)]
        {
            assert_eq!(Score::from(single).as_f64(), shortest);
            assert_eq!(Score::from(single), Score::from(shortest));
        }
    }

    #[test]
    fn scores_compare_and_show_as_they_are_sent() {
        assert!(Score::from(0.3_f32) < Score::from(0.300_000_01));
        assert_eq!(Score::from(f32::NAN).partial_cmp(&Score::from(0.5)), None);
        assert_eq!(Score::from(0.3_f32).to_string(), "0.3");
        assert_eq!(format!("{:.2}", Score::from(0.875_f32)), "0.88");
    }

    #[test]
    fn a_score_is_from_0_to_1_if_the_number_that_is_sent_is() {
        let above = |single: f32| f32::from_bits(single.to_bits() + 1);
        let below = |single: f32| f32::from_bits(single.to_bits() - 1);
        let singles = [0.0, -0.0, above(0.0), -above(0.0), 1.0, above(1.0), below(1.0), 7.0, -0.5, f32::NAN];
        for single in singles {
            let score = Score::from(single);
            assert_eq!(score.is_from_0_to_1(), (0.0..=1.0).contains(&score.as_f64()), "{single:?}");
        }
    }

    #[test]
    fn seconds_of_an_f32_are_its_shortest_decimal() {
        assert_eq!(Seconds::from(0.257_f32), Seconds::from(0.257));
        assert!(Seconds::from(f32::NAN).as_f64().is_nan());
    }

    #[test]
    fn a_duration_and_plain_seconds_agree() {
        assert_eq!(Seconds::from(Duration::from_millis(257)), Seconds::from(0.257));
    }

    #[test]
    fn a_moment_before_1970_is_negative() {
        let before = UNIX_EPOCH - Duration::from_millis(1500);
        assert_eq!(Timestamp::from(before).as_unix_seconds(), -1.5);
    }
}
