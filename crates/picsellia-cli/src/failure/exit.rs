/// The kind of a failure, which is the exit code of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Anything without a code of its own.
    Other = 1,
    /// Invalid arguments or configuration.
    Usage = 2,
    /// The token is missing, not accepted, or not allowed to do this.
    Authentication = 3,
    /// No such organization, deployment, prediction or data.
    NotFound = 4,
    /// Invalid input. Nothing was sent.
    Invalid = 5,
    /// The service could not be reached, or could not take the request.
    Undelivered = 6,
    /// Only part of the work was done. For commands that send many predictions.
    #[allow(dead_code, reason = "the code is promised, and each command of this kind may be built without")]
    Partial = 7,
    /// Interrupted by a signal.
    Interrupted = 130,
}

impl Exit {
    /// Returns the name of the kind in JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::Usage => "usage",
            Self::Authentication => "authentication",
            Self::NotFound => "not_found",
            Self::Invalid => "validation",
            Self::Undelivered => "unavailable",
            Self::Partial => "partial",
            Self::Interrupted => "interrupted",
        }
    }
}
