//! Records that have only a name.

/// A tag or a data source.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Named {
    pub(crate) uuid: String,
    pub(crate) name: String,
}
