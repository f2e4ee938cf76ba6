use super::gather::{Class, Gather};

/// The best class of an anchor. A score that is not finite counts as the best, so that it is
/// reported.
#[derive(Clone, Copy)]
struct Best {
    class: usize,
    score: f32,
}

/// Reads channels of `anchors` numbers each: four for the boxes, then one of scores for each class.
///
/// It reads channel by channel instead of anchor by anchor, because that is the order of the
/// memory.
pub(super) fn read<C: Iterator<Item = f32>>(
    mut channels: impl Iterator<Item = C>,
    anchors: usize,
    gather: &mut Gather<'_>,
) {
    let mut boxes = vec![[0.0; 4]; anchors];
    for (side, channel) in channels.by_ref().take(4).enumerate() {
        for (numbers, value) in boxes.iter_mut().zip(channel) {
            if let Some(number) = numbers.get_mut(side) {
                *number = value;
            }
        }
    }
    let mut best: Vec<Option<Best>> = vec![None; anchors];
    for (class, channel) in channels.enumerate() {
        for (best, score) in best.iter_mut().zip(channel) {
            let is_better = match *best {
                None => true,
                Some(best) => best.score.is_finite() && (score > best.score || !score.is_finite()),
            };
            if is_better {
                *best = Some(Best { class, score });
            }
        }
    }
    for (anchor, (numbers, best)) in boxes.into_iter().zip(best).enumerate() {
        if let Some(Best { class, score }) = best {
            gather.object(format_args!("anchors[{anchor}]"), numbers, score, Class::index(class));
        }
    }
}
