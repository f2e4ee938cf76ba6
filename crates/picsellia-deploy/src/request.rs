//! What a [`MonitorRequest`](crate::MonitorRequest) is built from, and how its body is read.

pub use picsellia_core::{
    DecodeError, DeliveryState, IntoJsonObject, IntoOption, LegacyModels, MonitorRequestBuilder, Seconds,
};
