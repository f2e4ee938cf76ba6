//! How a body is written: the parts of the wire format that predictions and requests share.

mod body_writer;
mod digits;
mod length_bound;
mod sink;

pub(crate) use body_writer::BodyWriter;
pub(crate) use length_bound::LengthBound;
pub(crate) use sink::Sink;
