//! What a [`Client`](crate::Client) returns: the organization it acts in, counters and lists.

pub(crate) mod builder;
mod data;
mod environment;
pub(crate) mod handle;

pub use crate::listing::Listing;
pub use crate::observe::Counters;
pub use picsellia_core::Secret;
pub use picsellia_core::endpoint::{Organization, OrganizationId};
