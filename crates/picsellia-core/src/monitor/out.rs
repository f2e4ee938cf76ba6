//! Where what is sent is written to.

use std::io;

use serde::Serialize;

use crate::base64;
use crate::number::Score;

/// Takes what a body is made of, in the order of the body.
pub trait Out: Sized {
    fn bytes(&mut self, bytes: &[u8]);
    fn integer(&mut self, value: i64);
    /// The shortest decimal that reads back as `value`, which is finite.
    fn float(&mut self, value: f64);
    fn score(&mut self, score: Score);
    fn base64(&mut self, bytes: &[u8]);

    fn json<T: Serialize + ?Sized>(&mut self, value: &T) {
        let written = serde_json::to_writer(Json(self), value);
        debug_assert!(written.is_ok(), "strings, lists and JSON objects with string keys are always written");
    }

    fn integers(&mut self, integers: &[i64]) {
        self.array(integers, |value, out| out.integer(*value));
    }

    fn array<T>(&mut self, items: &[T], mut write: impl FnMut(&T, &mut Self)) {
        self.bytes(b"[");
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.bytes(b",");
            }
            write(item, self);
        }
        self.bytes(b"]");
    }
}

/// Integers below this have up to four digits, which are written as one. Pixels and classes mostly are.
pub(super) const SMALL: u64 = 10_000;

/// The digits of a number below 10,000, and how many of them count, from the first on.
#[inline]
#[allow(clippy::cast_possible_truncation)] // it is below 10,000
pub(super) fn four_digits(small: u64) -> ([u8; 4], usize) {
    let small = small as u32;
    let pair = |number: u32| (number / 10) | ((number % 10) << 8);
    let all = pair(small / 100) | (pair(small % 100) << 16);
    let count = 1 + u32::from(small >= 10) + u32::from(small >= 100) + u32::from(small >= 1000);
    // The first digit is in the lowest byte: the leading zeros are shifted out.
    (((all | 0x3030_3030) >> (8 * (4 - count))).to_le_bytes(), count as usize)
}

/// A length, in bytes, that what is written does not exceed. Numbers are not formatted for it.
#[derive(Default)]
pub(super) struct Bound(pub(super) usize);

impl Out for Bound {
    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }

    #[inline]
    fn integer(&mut self, value: i64) {
        self.0 += if value.cast_unsigned() < SMALL { 4 } else { "-9223372036854775808".len() };
    }

    #[inline]
    fn float(&mut self, _: f64) {
        self.0 += LONGEST_FLOAT;
    }

    #[inline]
    fn score(&mut self, _: Score) {
        self.0 += LONGEST_FLOAT;
    }

    fn base64(&mut self, bytes: &[u8]) {
        self.0 += base64::encoded_length(bytes.len());
    }
}

const LONGEST_FLOAT: usize = "-1.7976931348623157e+308".len();

/// Something to write to, for `serde_json`.
struct Json<'a, O>(&'a mut O);

impl<O: Out> io::Write for Json<'_, O> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.bytes(bytes);
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.bytes(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sheet::Sheet;
    use super::*;

    /// On a sheet without room, which so has to grow.
    fn written(write: impl Fn(&mut Sheet)) -> String {
        let mut sheet = Sheet::apart(0);
        write(&mut sheet);
        String::from_utf8(sheet.into_vec()).unwrap()
    }

    fn check(integers: &[i64]) {
        let written = written(|out| out.integers(integers));
        assert_eq!(written, serde_json::to_string(integers).unwrap());
        let mut bound = Bound::default();
        bound.integers(integers);
        assert!(bound.0 >= written.len());
    }

    #[test]
    fn every_small_integer_and_the_largest_ones_are_their_digits() {
        let large = [99_999, i64::from(u32::MAX) + 1, i64::MAX, i64::MIN];
        for value in (-11..=10_100).chain(large) {
            check(&[value]);
            assert_eq!(written(|out| out.integer(value)), value.to_string());
        }
        (0..20).for_each(|count| check(&vec![7; count]));
    }

    proptest! {
        #[test]
        fn small_and_large_integers_go_together(
            integers in prop::collection::vec(prop_oneof![any::<i64>(), 0..100_000_i64], 0..40)
        ) {
            check(&integers);
        }

        #[test]
        fn no_number_is_longer_than_its_bound(bits: u64, single: u32) {
            let (double, single) = (f64::from_bits(bits), f32::from_bits(single));
            prop_assume!(double.is_finite() && single.is_finite());
            prop_assert!(written(|out| out.float(double)).len() <= LONGEST_FLOAT);
            prop_assert!(written(|out| out.score(double.into())).len() <= LONGEST_FLOAT);
            prop_assert!(written(|out| out.score(single.into())).len() <= LONGEST_FLOAT);
        }
    }
}
