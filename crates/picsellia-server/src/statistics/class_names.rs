//! The names of classes.

use std::collections::HashMap;

use crate::store::Label;

/// The names of a deployment's classes.
#[derive(Debug)]
pub(super) struct ClassNames(HashMap<i64, String>);

impl ClassNames {
    pub(super) fn new(labels: Vec<Label>) -> Self {
        Self(labels.into_iter().filter_map(|label| Some((label.class?, label.name))).collect())
    }

    /// Returns the label of a class, or its number if it has no label.
    pub(super) fn label(&self, class: i64) -> String {
        self.0.get(&class).cloned().unwrap_or_else(|| class.to_string())
    }
}
