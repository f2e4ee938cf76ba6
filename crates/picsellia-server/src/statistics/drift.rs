//! Whether the later half of the predictions looks like the earlier half.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::class_names::ClassNames;
use super::{Fields, StatisticsError, fields, ks};
use crate::store::{ObjectSample, Selection, Store};

/// The most objects that are looked at.
const MAX_OBJECTS: u32 = 500_000;
/// The most classes that are tested, the most frequent ones.
const MAX_CLASSES: usize = 100;
const REFERENCE: &str = "the earlier half of the selection: no training data is known here";

pub(super) async fn compare(
    store: &Store,
    selection: &Selection,
    names: ClassNames,
) -> Result<Fields, StatisticsError> {
    let (predictions, _) = store.selected(selection).await?;
    let objects = store.object_samples(selection, MAX_OBJECTS).await?;
    // Sorting this much would hold up other requests on the same thread.
    let work = move || test(&objects, i64::from(predictions), &names);
    tokio::task::spawn_blocking(work).await.map_err(StatisticsError::Stopped)
}

/// One value for each of the two halves.
#[derive(Debug, Default, Clone)]
struct Halves<T> {
    earlier: T,
    later: T,
}

impl<T> Halves<T> {
    fn of(&mut self, later: bool) -> &mut T {
        if later { &mut self.later } else { &mut self.earlier }
    }
}

impl Halves<Vec<f64>> {
    fn test(self) -> Value {
        json!(ks::test(self.earlier, self.later))
    }
}

fn test(objects: &[ObjectSample], predictions: i64, names: &ClassNames) -> Fields {
    // The newest have the first places; of an odd number the later half has one more.
    let later = predictions - predictions / 2;
    let sizes = Halves { earlier: predictions - later, later };
    let whole = objects.len() < MAX_OBJECTS as usize;

    let mut by_class: BTreeMap<i64, Vec<&ObjectSample>> = BTreeMap::new();
    for object in objects {
        by_class.entry(object.class).or_default().push(object);
    }
    let mut classes: Vec<_> = by_class.into_iter().collect();
    classes.sort_by_key(|(_, objects)| std::cmp::Reverse(objects.len()));
    let left_out = classes.len().saturating_sub(MAX_CLASSES);
    classes.truncate(MAX_CLASSES);
    let classes: Vec<_> = classes
        .into_iter()
        .map(|(class, objects)| {
            let mut tests = tests(objects.iter().copied(), &sizes);
            tests.insert("label".to_owned(), names.of(class).into());
            tests
        })
        .collect();
    fields(json!({
        "reference": REFERENCE,
        "predictions": { "reference": sizes.earlier, "compared": sizes.later },
        "objects_truncated": !whole,
        "classes_left_out": left_out,
        "all": tests(objects.iter(), &sizes),
        "classes": classes,
    }))
}

/// Score, area, and how many of the objects a prediction has. They come prediction by prediction.
fn tests<'o>(objects: impl Iterator<Item = &'o ObjectSample>, sizes: &Halves<i64>) -> Fields {
    let (mut scores, mut areas) = (Halves::<Vec<f64>>::default(), Halves::<Vec<f64>>::default());
    let mut counts = Halves::<Vec<f64>>::default();
    let mut last_place = 0;
    for object in objects {
        let later = object.place <= sizes.later;
        scores.of(later).push(object.score);
        areas.of(later).extend(object.area);
        let counts = counts.of(later);
        match counts.last_mut() {
            Some(count) if object.place == last_place => *count += 1.0,
            _ => counts.push(1.0),
        }
        last_place = object.place;
    }
    // Predictions without such an object count, too.
    for (counts, size) in [(&mut counts.earlier, sizes.earlier), (&mut counts.later, sizes.later)] {
        counts.resize(usize::try_from(size).unwrap_or(0).max(counts.len()), 0.0);
    }
    fields(json!({ "score": scores.test(), "area": areas.test(), "objects_per_prediction": counts.test() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_told_by_place_and_empty_predictions_count() {
        let object = |place, score| ObjectSample { place, class: 1, score, area: None };
        // Four predictions: the newest two have low scores, the third three objects, the oldest none.
        let objects = [object(1, 0.1), object(2, 0.2), object(3, 0.8), object(3, 0.9), object(3, 0.7)];
        let response = Value::Object(test(&objects, 4, &ClassNames::new(Vec::new())));
        assert_eq!(response["predictions"], json!({ "reference": 2, "compared": 2 }));
        assert_eq!(response["all"]["score"]["statistic"], 1.0);
        assert_eq!(response["all"]["area"], Value::Null);
        // Earlier: 3 and 0 objects. Later: 1 and 1.
        assert_eq!(response["all"]["objects_per_prediction"]["statistic"], 0.5);
        assert_eq!(response["classes"][0]["label"], "1");
        let nothing = Value::Object(test(&[], 0, &ClassNames::new(Vec::new())));
        assert_eq!(nothing["all"]["score"], Value::Null);
    }
}
