//! Tests for drift between the earlier and the later half of the predictions.

use std::collections::BTreeMap;

use picsellia_core::endpoint::{DriftReport, DriftTests, KolmogorovSmirnov};

use super::class_names::ClassNames;
use super::{StatisticsError, ks};
use crate::store::{ObjectSample, Selection, Store};

/// The most objects that are compared.
const MAX_OBJECTS: u32 = 500_000;
/// The most classes that are tested. The most frequent ones are selected.
const MAX_CLASSES: usize = 100;
const REFERENCE: &str = "the earlier half of the selection, because there is no training data";

pub(super) async fn compare(
    store: &Store,
    selection: &Selection,
    names: ClassNames,
) -> Result<DriftReport, StatisticsError> {
    let (predictions, _) = store.selected(selection).await?;
    let objects = store.object_samples(selection, MAX_OBJECTS).await?;
    // Sorting this many objects would delay other requests on this thread.
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
    fn half_mut(&mut self, later: bool) -> &mut T {
        if later { &mut self.later } else { &mut self.earlier }
    }
}

impl Halves<Vec<f64>> {
    fn test(self) -> Option<KolmogorovSmirnov> {
        ks::test(self.earlier, self.later)
    }
}

fn test(objects: &[ObjectSample], predictions: i64, names: &ClassNames) -> DriftReport {
    // The newest predictions have the first places. If their number is odd, the later half has one
    // more.
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
    let classes = classes.into_iter().map(|(class, objects)| {
        let mut tests = tests(objects.iter().copied(), &sizes);
        tests.label = Some(names.label(class));
        tests
    });
    let mut report = DriftReport::default();
    report.reference = REFERENCE.to_owned();
    report.predictions.reference = u64::try_from(sizes.earlier).unwrap_or_default();
    report.predictions.compared = u64::try_from(sizes.later).unwrap_or_default();
    report.objects_truncated = !whole;
    report.classes_left_out = left_out as u64;
    report.all = tests(objects.iter(), &sizes);
    report.classes = classes.collect();
    report
}

/// Tests the scores, the areas and the number of objects per prediction. The objects of a
/// prediction must be adjacent.
fn tests<'o>(objects: impl Iterator<Item = &'o ObjectSample>, sizes: &Halves<i64>) -> DriftTests {
    let (mut scores, mut areas) = (Halves::<Vec<f64>>::default(), Halves::<Vec<f64>>::default());
    let mut counts = Halves::<Vec<f64>>::default();
    let mut last_place = 0;
    for object in objects {
        let later = object.place <= sizes.later;
        scores.half_mut(later).push(object.score);
        areas.half_mut(later).extend(object.area);
        let counts = counts.half_mut(later);
        match counts.last_mut() {
            Some(count) if object.place == last_place => *count += 1.0,
            _ => counts.push(1.0),
        }
        last_place = object.place;
    }
    // Predictions without an object count too.
    for (counts, size) in [(&mut counts.earlier, sizes.earlier), (&mut counts.later, sizes.later)] {
        counts.resize(usize::try_from(size).unwrap_or(0).max(counts.len()), 0.0);
    }
    let mut tests = DriftTests::default();
    tests.score = scores.test();
    tests.area = areas.test();
    tests.objects_per_prediction = counts.test();
    tests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_determine_the_halves_and_empty_predictions_count() {
        let object = |place, score| ObjectSample { place, class: 1, score, area: None };
        // Of four predictions, the two newest have low scores, the third has three objects, and the
        // oldest has none.
        let objects = [object(1, 0.1), object(2, 0.2), object(3, 0.8), object(3, 0.9), object(3, 0.7)];
        let statistic = |test: Option<KolmogorovSmirnov>| test.map(|test| test.statistic);
        let report = test(&objects, 4, &ClassNames::new(Vec::new()));
        assert_eq!((report.predictions.reference, report.predictions.compared), (2, 2));
        assert_eq!(statistic(report.all.score), Some(1.0));
        assert_eq!(report.all.area, None);
        // The earlier half has 3 and 0 objects, the later half 1 and 1.
        assert_eq!(statistic(report.all.objects_per_prediction), Some(0.5));
        assert_eq!(report.classes[0].label.as_deref(), Some("1"));
        let nothing = test(&[], 0, &ClassNames::new(Vec::new()));
        assert_eq!(nothing.all.score, None);
    }
}
