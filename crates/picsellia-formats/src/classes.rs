use std::collections::HashMap;

use picsellia_core::{InvalidInput, Problem};

/// The index of each class name, for formats that contain class names instead of indexes.
///
/// ```
/// use picsellia_formats::ClassNames;
///
/// let classes = ClassNames::in_order(["person", "car"])?;
/// assert_eq!(classes.index("car"), Some(1));
/// # Ok::<(), picsellia_core::InvalidInput>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassNames {
    indexes: HashMap<String, i64>,
}

impl ClassNames {
    /// Creates the class names from a list in the order of their indexes, counted from 0.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] if a name occurs twice.
    pub fn in_order<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Result<Self, InvalidInput> {
        Self::from_pairs((0..).zip(names))
    }

    /// Creates the class names from pairs of index and name, such as the label map of a model.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] if a name occurs twice.
    pub fn from_pairs<N: Into<String>>(
        pairs: impl IntoIterator<Item = (i64, N)>,
    ) -> Result<Self, InvalidInput> {
        let mut indexes = HashMap::new();
        let mut problems = Vec::new();
        for (index, name) in pairs {
            let name = name.into();
            if let Some(first) = indexes.get(&name) {
                let message = format!("{name:?} is already the name of class {first}");
                problems.push(Problem::invalid(format!("classes[{index}]"), message));
            } else {
                indexes.insert(name, index);
            }
        }
        InvalidInput::if_any(problems)?;
        Ok(Self { indexes })
    }

    /// Returns the index of the class with this name.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<i64> {
        self.indexes.get(name).copied()
    }

    /// Returns the index of the class with this name, or a message for the user.
    pub(crate) fn resolve(&self, name: &str) -> Result<i64, String> {
        self.index(name).ok_or_else(|| {
            let mut known: Vec<_> = self.indexes.iter().collect();
            known.sort_by_key(|(_, index)| **index);
            let shown: Vec<_> = known.iter().take(SHOWN).map(|(name, _)| format!("{name:?}")).collect();
            let more = match known.len().saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("the class {name:?} is not one of {}{more}", shown.join(", "))
        })
    }
}

/// The number of names that an error lists.
const SHOWN: usize = 10;
