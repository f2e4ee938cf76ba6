//! Inference types in the database, as the platform spells them.

use picsellia_core::InferenceType;

/// The text in a column, which becomes an [`InferenceType`] when the row is read.
#[derive(Debug, sqlx::Type)]
#[sqlx(transparent)]
pub(super) struct InferenceTypeColumn(String);

impl From<InferenceTypeColumn> for InferenceType {
    fn from(InferenceTypeColumn(text): InferenceTypeColumn) -> Self {
        // A later version may have written the text. Such a deployment accepts no predictions.
        text.parse().unwrap_or(Self::Unknown)
    }
}
