//! What a call of your own needs, for [`Client::call`](crate::Client::call).

pub use picsellia_core::ResponseError;
pub use picsellia_core::endpoint::{
    DatalakeInfo, Endpoint, Host, InvalidHost, NextPage, Page, Ping, Platform,
};
