//! One prediction on its way to the monitoring service: the request, its bytes, and the response.

mod builder;
mod check;
mod decode;
mod decode_error;
mod decode_prediction;
mod details;
mod encode;
mod encoded_image;
mod into_json_object;
mod into_option;
mod key;
mod receipt;
mod request;
mod shadow;

pub use builder::MonitorRequestBuilder;
pub use decode_error::DecodeError;
pub use details::{LegacyModels, RequestDetails};
pub use into_json_object::IntoJsonObject;
pub(crate) use into_json_object::not_an_object;
pub use into_option::IntoOption;
pub use key::DeliveryState;
pub use receipt::{MonitorReceipt, PredictionId};
pub use request::MonitorRequest;
pub use shadow::Shadow;
