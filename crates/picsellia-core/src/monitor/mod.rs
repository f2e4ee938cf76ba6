//! One prediction on its way to the monitoring service: the request, its bytes, and the answer.

mod builder;
mod decode;
mod encode;
mod receipt;
mod request;

pub use builder::MonitorRequestBuilder;
pub use decode::DecodeError;
pub use receipt::MonitorReceipt;
pub use request::{LegacyModels, MonitorRequest, Shadow};
