use uuid::Uuid;

/// Returns an id that is the same in every run, on every machine and in every version of the
/// standard library.
pub(crate) fn of(kind: &str, name: &str) -> Uuid {
    // 128-bit FNV-1a: the ids of a test need no cryptographic hash.
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let bytes = kind.bytes().chain([0]).chain(name.bytes());
    let hash = bytes.fold(OFFSET, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
    // UUID version 8, for custom layouts.
    uuid::Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid()
}
