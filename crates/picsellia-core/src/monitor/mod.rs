//! One prediction on its way to the monitoring service: the request, its bytes, and the response.

mod builder;
mod decode;
mod decode_prediction;
mod depth;
mod encode;
mod encoded_image;
mod key;
mod out;
mod receipt;
mod request;
mod sheet;

pub use builder::MonitorRequestBuilder;
pub use decode::DecodeError;
pub use key::DeliveryState;
pub(crate) use out::Out;
pub use receipt::{MonitorReceipt, PredictionId};
pub use request::{LegacyModels, MonitorRequest, Shadow};
