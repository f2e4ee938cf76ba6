use super::Sink;
use super::digits::SMALL;
use crate::base64;
use crate::number::Score;

/// The length in bytes that a body does not exceed. Numbers are not formatted to compute it.
#[derive(Default)]
pub(crate) struct LengthBound(usize);

impl LengthBound {
    pub(crate) fn length(&self) -> usize {
        self.0
    }
}

impl Sink for LengthBound {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::BodyWriter;
    use super::*;

    /// Writes into a buffer without room, which has to grow.
    fn written(write: impl Fn(&mut BodyWriter)) -> String {
        let mut sheet = BodyWriter::new(0);
        write(&mut sheet);
        String::from_utf8(sheet.into_vec()).unwrap()
    }

    fn check(integers: &[i64]) {
        let written = written(|out| out.integers(integers));
        assert_eq!(written, serde_json::to_string(integers).unwrap());
        let mut bound = LengthBound::default();
        bound.integers(integers);
        assert!(bound.length() >= written.len());
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
