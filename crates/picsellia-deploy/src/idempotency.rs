/// Whether a call can be made twice without harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Idempotency {
    /// The call reads, logs in, or sets what is set already.
    Idempotent,
    /// The call stores something, perhaps twice. Its error says whether an attempt may have been
    /// accepted.
    NotIdempotent,
}
