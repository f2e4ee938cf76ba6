//! Images in base64, with the standard alphabet and padding: the one place that knows what encodes them.
//!
//! `base64-turbo` finds out at run time what the processor can (AVX2, AVX-512; NEON where it is built for that), and is
//! five times as fast as `base64-simd` on the newest ones. `base64-simd` is older and more widely used: it decodes what comes
//! from outside, and the tests hold the two to the same bytes.

use base64_turbo::STANDARD;

/// The length of so many bytes in base64.
pub(crate) const fn encoded_length(bytes: usize) -> usize {
    bytes.div_ceil(3) * 4
}

/// Adds `bytes` in base64 at the end of `buffer`.
pub(crate) fn append(bytes: &[u8], buffer: &mut Vec<u8>) {
    let start = buffer.len();
    buffer.resize(start + encoded_length(bytes.len()), 0);
    encode(bytes, &mut buffer[start..]);
}

/// Writes `bytes` in base64 to the start of `room`, and gives how much of it that took.
///
/// Where there is not enough room nothing is written.
pub(crate) fn encode(bytes: &[u8], room: &mut [u8]) -> usize {
    STANDARD.encode_into(bytes, room).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(bytes: &[u8]) {
        let mut buffer = b"before".to_vec();
        append(bytes, &mut buffer);
        let expected = base64_simd::STANDARD.encode_to_string(bytes);
        assert_eq!(buffer, format!("before{expected}").into_bytes());
        assert_eq!(encoded_length(bytes.len()), expected.len());
    }

    #[test]
    fn any_number_of_bytes_is_encoded_as_by_the_other_crate() {
        let bytes: Vec<u8> =
            (0..40_000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        // Around the sizes of every vector, from every alignment.
        (0..600).for_each(|length| check(&bytes[length % 64..][..length]));
        (0..40).for_each(|cut| check(&bytes[cut..]));
    }

    #[test]
    fn every_group_of_two_bytes_is_encoded_as_by_the_other_crate() {
        let bytes: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_be_bytes).collect();
        (0..3).for_each(|start| check(&bytes[start..]));
    }

    #[test]
    fn without_room_nothing_is_written() {
        let mut room = [7; 7];
        assert_eq!(encode(&[1, 2, 3, 4], &mut room), 0);
        assert_eq!(room, [7; 7]);
        assert_eq!(encode(&[1, 2, 3], &mut room), 4);
    }

    proptest! {
        #[test]
        fn any_bytes_are_encoded_as_by_the_other_crate(bytes: Vec<u8>) {
            check(&bytes);
        }
    }
}
