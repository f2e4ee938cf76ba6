//! One prediction on its way to the monitoring service: the request, its bytes, and the answer.

mod builder;
mod decode;
mod decode_prediction;
mod depth;
mod encode;
mod encoded_file;
mod key;
mod receipt;
mod request;

pub use builder::MonitorRequestBuilder;
pub use decode::DecodeError;
pub(crate) use encode::Out;
pub(crate) use encode::{write_array, write_integers, write_json};
pub use receipt::{MonitorReceipt, PredictionId};
pub use request::{LegacyModels, MonitorRequest, Shadow};
