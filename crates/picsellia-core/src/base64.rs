//! Base64: the one place that names the crate that encodes and decodes it.
//!
//! `base64-turbo` detects at run time what the processor supports (AVX2, AVX-512; NEON where it is
//! built for that), is several times as fast as `base64`, and has no dependencies. It is young, so
//! the tests compare what it encodes, decodes and rejects with `base64`, which is widely used.

use base64_turbo::{STANDARD, URL_SAFE_NO_PAD};

/// Returns the length of this number of bytes in base64.
pub(crate) const fn encoded_length(bytes: usize) -> usize {
    bytes.div_ceil(3) * 4
}

/// Appends `bytes` in base64 to `buffer`.
pub(crate) fn append(bytes: &[u8], buffer: &mut Vec<u8>) {
    let start = buffer.len();
    buffer.resize(start + encoded_length(bytes.len()), 0);
    encode(bytes, &mut buffer[start..]);
}

/// Writes `bytes` in base64 to the start of `room`, and returns how many bytes that took.
///
/// Writes nothing if there is not enough room.
pub(crate) fn encode(bytes: &[u8], room: &mut [u8]) -> usize {
    STANDARD.encode_into(bytes, room).unwrap_or(0)
}

/// Decodes the bytes of an image: the standard alphabet, padded. Returns `None` for any other text.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(text).ok()?;
    // The bits after the last byte must be zero. `base64-turbo` does not check that.
    let (rest, mut last) = (&bytes[bytes.len() / 3 * 3..], [0; 4]);
    let length = encode(rest, &mut last);
    (text.len() == encoded_length(bytes.len()) && text.ends_with(&last[..length])).then_some(bytes)
}

/// Decodes a part of a JWT: the URL-safe alphabet, without padding (RFC 7515, 2).
pub(crate) fn decode_of_url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose as witness;
    use proptest::prelude::*;

    use super::*;

    fn check(bytes: &[u8]) {
        let mut buffer = b"before".to_vec();
        append(bytes, &mut buffer);
        let expected = witness::STANDARD.encode(bytes);
        assert_eq!(buffer, format!("before{expected}").into_bytes());
        assert_eq!(encoded_length(bytes.len()), expected.len());
        assert_eq!(decode(expected.as_bytes()).as_deref(), Some(bytes));
    }

    /// Base64, or nearly.
    fn texts() -> impl Strategy<Value = Vec<u8>> {
        let symbol = prop_oneof![
            40 => prop::sample::select(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".to_vec()),
            1 => Just(b'='),
            1 => any::<u8>(),
        ];
        let padding = prop_oneof![Just(""), Just("="), Just("=="), Just("===")];
        (prop::collection::vec(symbol, 0..300), padding)
            .prop_map(|(text, padding)| [text.as_slice(), padding.as_bytes()].concat())
    }

    #[test]
    fn any_number_of_bytes_is_encoded_as_by_the_other_crate() {
        let bytes: Vec<u8> =
            (0..40_000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        // The lengths cover the sizes of all vectors, from every alignment.
        (0..600).for_each(|length| check(&bytes[length % 64..][..length]));
        (0..40).for_each(|cut| check(&bytes[cut..]));
    }

    #[test]
    fn every_group_of_two_bytes_is_encoded_as_by_the_other_crate() {
        let bytes: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_be_bytes).collect();
        (0..3).for_each(|start| check(&bytes[start..]));
    }

    #[test]
    fn nothing_is_written_without_room() {
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

        #[test]
        fn any_text_is_decoded_or_rejected_as_by_the_other_crate(text in texts()) {
            prop_assert_eq!(decode(&text), witness::STANDARD.decode(&text).ok());
        }

        #[test]
        fn a_text_that_is_not_canonical_is_rejected_as_by_the_other_crate(bytes: Vec<u8>, place: usize, symbol: u8) {
            let mut text = witness::STANDARD.encode(&bytes).into_bytes();
            if !text.is_empty() {
                let place = place % text.len();
                text[place] = symbol;
            }
            prop_assert_eq!(decode(&text), witness::STANDARD.decode(&text).ok());
            let text = witness::URL_SAFE_NO_PAD.encode(&bytes);
            prop_assert_eq!(decode_of_url(&text), Some(bytes));
        }
    }
}
