use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::number::{ClassIndex, IntoClass};
use crate::problem::{InvalidInput, Problem, ProblemKind};

/// Translates the classes of a model to those of the deployment, whose indexes a prediction holds.
///
/// A map without entries ([`ClassMap::default`]) leaves every class unchanged.
///
/// ```
/// use picsellia_core::ClassMap;
///
/// // The model's classes 0, 1 and 2, in this order:
/// let map = ClassMap::from_list([4, 0, 7]);
/// assert_eq!(map.get(2), Some(7));
///
/// // By name, to the label map of the deployment, whose indexes need not begin at 0:
/// let labels = [(1, "truck"), (2, "car"), (5, "person")]
///     .map(|(index, label)| (index, label.to_owned()))
///     .into();
/// let map = ClassMap::by_name(&["person", "car"], &labels)?;
/// assert_eq!(map.get(0), Some(5));
///
/// let error = ClassMap::by_name(&["person", "van"], &labels).unwrap_err();
/// assert_eq!(
///     error.problems()[0].to_string(),
///     "class_map[1]: the deployment has no label for the model's class \"van\": \
///      its labels are \"truck\", \"car\", \"person\"",
/// );
/// # Ok::<(), picsellia_core::InvalidInput>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassMap {
    entries: Option<BTreeMap<i64, i64>>,
    labels: Option<Labels>,
}

/// The indexes that have a label.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Labels {
    /// All indexes from 0 to below this number.
    Counted(usize),
    These(BTreeSet<i64>),
}

impl Labels {
    fn has(&self, class: i64) -> bool {
        match self {
            Self::Counted(labels) => usize::try_from(class).is_ok_and(|class| class < *labels),
            Self::These(labels) => labels.contains(&class),
        }
    }

    /// Describes how many labels there are, and their indexes.
    fn describe(&self) -> String {
        match self {
            Self::Counted(labels) => format!("{labels}, counted from 0"),
            Self::These(labels) => match (labels.first(), labels.last()) {
                (Some(first), Some(last)) => format!("{}, with indexes from {first} to {last}", labels.len()),
                _ => "none".to_owned(),
            },
        }
    }
}

/// The ids from 1 to 90 that no class of COCO has.
const COCO_GAPS: [i64; 10] = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83];

/// Returns the ids of the 80 classes of COCO, in order.
fn coco_ids() -> impl Iterator<Item = i64> {
    (1..=90).filter(|id| !COCO_GAPS.contains(id))
}

/// How many labels an error lists.
const SHOWN: usize = 10;

impl ClassMap {
    /// Creates a map from a list: its first item is the target of class 0, the second that of class
    /// 1 and so on.
    pub fn from_list(classes: impl IntoIterator<Item = i64>) -> Self {
        Self::from_pairs((0..).zip(classes))
    }

    /// Creates a map from pairs of a class of the model and its target. Of two pairs for the same
    /// class the last one counts.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (i64, i64)>) -> Self {
        Self { entries: Some(pairs.into_iter().collect()), labels: None }
    }

    /// Maps each class of the model, counted from 0 in this order, to the label of the same name.
    ///
    /// `labels` is the label map of the deployment's model: `labels` of a
    /// [`ModelVersion`](crate::endpoint::ModelVersion).
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] with each class that has no label, and each label that occurs
    /// twice.
    pub fn by_name<M: AsRef<str>>(model: &[M], labels: &BTreeMap<i64, String>) -> Result<Self, InvalidInput> {
        let mut problems = Vec::new();
        let mut indexes = HashMap::new();
        for (index, label) in labels {
            if let Some(first) = indexes.insert(label.as_str(), *index) {
                let message = format!("{label:?} is also the name of label {first}");
                problems.push(Problem::invalid(format!("labels[{index}]"), message));
            }
        }
        let mut entries = BTreeMap::new();
        for (class, name) in (0_i64..).zip(model) {
            match indexes.get(name.as_ref()) {
                Some(&index) => {
                    entries.insert(class, index);
                }
                None => problems.push(unknown_name(class, name.as_ref(), labels)),
            }
        }
        InvalidInput::if_any(problems)?;
        Self { entries: Some(entries), labels: None }.with_labels(labels)
    }

    /// Maps the positions of the 80 classes of COCO, as YOLO counts them (0 to 79), to their ids (1
    /// to 90 with gaps).
    #[must_use]
    pub fn coco_80_to_91() -> Self {
        Self::from_list(coco_ids())
    }

    /// Maps the ids of COCO (1 to 90 with gaps), as torchvision and TensorFlow use them, to the
    /// positions of its 80 classes (0 to 79).
    #[must_use]
    pub fn coco_91_to_80() -> Self {
        Self::from_pairs(coco_ids().zip(0..))
    }

    /// Sets the label map of the deployment's model. A class without a label is rejected: here if
    /// the map leads to it, and otherwise when a model predicts it.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] with each class of the model that the map leads to no label.
    pub fn with_labels(self, labels: &BTreeMap<i64, String>) -> Result<Self, InvalidInput> {
        self.checked(Labels::These(labels.keys().copied().collect()))
    }

    /// Sets the number of labels of the deployment's model, which are counted from 0.
    ///
    /// Use it instead of [`with_labels`](Self::with_labels) if only the number is known.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidInput`] with each class of the model that the map leads to no label.
    pub fn with_label_count(self, labels: usize) -> Result<Self, InvalidInput> {
        self.checked(Labels::Counted(labels))
    }

    fn checked(self, labels: Labels) -> Result<Self, InvalidInput> {
        let checked = Self { labels: Some(labels), ..self };
        InvalidInput::if_any(checked.entries.iter().flatten().filter_map(|(class, _)| {
            let kind = checked.resolve(*class).err()?;
            Some(Problem::new(format!("class_map[{class}]"), kind))
        }))?;
        Ok(checked)
    }

    /// Returns the target of a class of the model, if it has one.
    #[must_use]
    pub fn get(&self, class: impl ClassIndex) -> Option<i64> {
        self.resolve(IntoClass::class(class)?).ok()
    }

    /// Returns the target of a class of the model, or what is wrong with the class.
    pub(super) fn resolve(&self, class: i64) -> Result<i64, ProblemKind> {
        let class = match &self.entries {
            Some(entries) => *entries.get(&class).ok_or(ProblemKind::Unmapped(class))?,
            None => class,
        };
        if class < 0 {
            return Err(ProblemKind::NegativeClass(class));
        }
        match &self.labels {
            Some(labels) if !labels.has(class) => {
                Err(ProblemKind::NoLabel { class, labels: labels.describe() })
            }
            _ => Ok(class),
        }
    }
}

fn unknown_name(class: i64, name: &str, labels: &BTreeMap<i64, String>) -> Problem {
    let shown: Vec<_> = labels.values().take(SHOWN).map(|label| format!("{label:?}")).collect();
    let mut message = format!(
        "the deployment has no label for the model's class {name:?}: its labels are {}",
        shown.join(", ")
    );
    if labels.len() > SHOWN {
        message += &format!(" and {} more", labels.len() - SHOWN);
    }
    Problem::invalid(format!("class_map[{class}]"), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_maps_of_coco_are_inverse() {
        let (to_ids, to_positions) = (ClassMap::coco_80_to_91(), ClassMap::coco_91_to_80());
        for position in 0..80 {
            assert_eq!(to_positions.get(to_ids.get(position).unwrap()), Some(position));
        }
        // person, stop sign, bench, toothbrush
        for (position, id) in [(0, 1), (11, 13), (13, 15), (79, 90)] {
            assert_eq!(to_ids.get(position), Some(id));
        }
        assert_eq!((to_ids.get(80), to_positions.get(0), to_positions.get(12)), (None, None, None));
    }

    #[test]
    fn a_class_beyond_the_labels_is_rejected_and_the_numbering_of_coco_is_mentioned() {
        let first_problem = |map: Result<ClassMap, InvalidInput>| map.unwrap_err().problems()[0].to_string();
        let first = first_problem(ClassMap::coco_80_to_91().with_label_count(80));
        assert!(
            first.starts_with("class_map[70]: class 80 has no label: there are 80, counted from 0;"),
            "{first}"
        );
        assert!(first.contains("COCO"), "{first}");
        let unchanged = ClassMap::default().with_label_count(80).unwrap();
        assert_eq!((unchanged.get(79), unchanged.get(80), unchanged.get(-1)), (Some(79), None, None));
        assert_eq!(ClassMap::default().get(u64::MAX), None);
        assert!(
            first_problem(ClassMap::from_list([-1]).with_label_count(3)).contains("class -1 is negative")
        );
    }

    /// Returns a label map.
    fn labels<const N: usize>(labels: [(i64, &str); N]) -> BTreeMap<i64, String> {
        labels.map(|(index, label)| (index, label.to_owned())).into()
    }

    #[test]
    fn every_name_without_a_label_and_every_duplicate_label_is_reported() {
        let error = ClassMap::by_name(&["a", "x", "y"], &labels([(0, "a"), (1, "b"), (2, "a")])).unwrap_err();
        let paths: Vec<_> = error.problems().iter().map(Problem::path).collect();
        assert_eq!(paths, ["labels[2]", "class_map[1]", "class_map[2]"]);
        let many = (0..12).map(|index| (index, index.to_string())).collect();
        assert!(ClassMap::by_name(&["x"], &many).unwrap_err().to_string().ends_with("\"9\" and 2 more"));
    }

    #[test]
    fn classes_map_to_the_indexes_of_labels_and_not_to_their_positions() {
        let gaps = labels([(1, "person"), (2, "car"), (13, "stop sign")]);
        let map = ClassMap::by_name(&["stop sign", "person"], &gaps).unwrap();
        assert_eq!((map.get(0), map.get(1), map.get(2)), (Some(13), Some(1), None));

        let unchanged = ClassMap::default().with_labels(&gaps).unwrap();
        assert_eq!((unchanged.get(13), unchanged.get(0), unchanged.get(12)), (Some(13), None, None));
        let error = ClassMap::from_list([1, 3]).with_labels(&gaps).unwrap_err().problems()[0].to_string();
        assert!(
            error.starts_with("class_map[1]: class 3 has no label: there are 3, with indexes from 1 to 13;"),
            "{error}"
        );
        let nothing = ClassMap::from_list([0]).with_labels(&BTreeMap::new()).unwrap_err().to_string();
        assert!(nothing.contains("there are none"), "{nothing}");
    }
}
