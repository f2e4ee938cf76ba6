//! The seam between the client and the network: the traits that a transport implements, and its
//! options and errors.

pub use picsellia_core::{
    BlockingMonitorTransport, Body, BodyPieces, BodySource, BuildError, CancelHandle, Inline,
    MonitorTransport, RequestLimits, Threaded, TransportError, TransportErrorKind, TransportOptions,
};
