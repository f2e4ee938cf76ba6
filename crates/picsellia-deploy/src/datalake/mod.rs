//! What a [`Datalake`](crate::Datalake) holds, and how to select it.

mod find;
pub(crate) mod handle;

pub use picsellia_core::endpoint::{
    Data, DataFilter, DataId, DataKey, DataKeys, DataSource, DataSourceId, DatalakeId, Tag, TagId,
};
