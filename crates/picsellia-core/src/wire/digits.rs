//! Small integers, formatted without a branch for each digit.

/// Integers below this have at most four digits, which are written at once. Most pixels and classes
/// do.
pub(super) const SMALL: u64 = 10_000;

/// Returns the digits of a number below 10,000, and how many of them count from the first on.
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
