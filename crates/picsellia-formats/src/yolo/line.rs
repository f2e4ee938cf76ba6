//! Parses one line, which is one object.

use super::YoloOptions;

/// The meaning of the numbers between class and score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    Box,
    Polygon,
}

/// An object with a shape in fractions of the image.
#[derive(Debug, PartialEq)]
pub(super) struct Object {
    pub(super) class: i64,
    pub(super) score: f64,
    pub(super) shape: Shape,
}

#[derive(Debug, PartialEq)]
pub(super) enum Shape {
    Box([f64; 4]),
    Polygon(Vec<[f64; 2]>),
}

/// Reads a line. The error is a message for the user.
pub(super) fn read(line: &str, layout: Layout, options: &YoloOptions) -> Result<Object, String> {
    let mut words = line.split_ascii_whitespace();
    let word = words.next().unwrap_or_default();
    let class: i64 = word.parse().map_err(|_| format!("the class {word:?} is not an integer"))?;
    let class =
        options.classes.get(class).ok_or_else(|| format!("class {class} is not in the class list"))?;
    let numbers = words
        .map(|word| match word.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(format!("{word:?} is not a number")),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let (shape, score) = match layout {
        Layout::Box => boxed(&numbers)?,
        Layout::Polygon => polygon(&numbers),
    };
    let score = score
        .or(options.default_score)
        .ok_or("has no score: write scores (save_conf=True for Ultralytics), or set a default score")?;
    Ok(Object { class, score, shape })
}

fn boxed(numbers: &[f64]) -> Result<(Shape, Option<f64>), String> {
    match *numbers {
        [x, y, width, height] => Ok((Shape::Box([x, y, width, height]), None)),
        [x, y, width, height, score] => Ok((Shape::Box([x, y, width, height]), Some(score))),
        _ => Err(format!(
            "has {} numbers after the class, but a box has 4 (x, y, width, height) and an optional score: \
             polygons, keypoints, rotated boxes and track ids are not supported here",
            numbers.len()
        )),
    }
}

/// Reads a polygon. Points come in pairs, so the last of an odd count of numbers is the score.
fn polygon(numbers: &[f64]) -> (Shape, Option<f64>) {
    let (points, rest) = numbers.as_chunks::<2>();
    (Shape::Polygon(points.to_vec()), rest.first().copied())
}

#[cfg(test)]
mod tests {
    use picsellia_core::InferenceType;

    use super::*;

    fn message_of(line: &str, layout: Layout, options: &YoloOptions) -> String {
        read(line, layout, options).unwrap_err()
    }

    #[test]
    fn the_last_number_of_an_odd_count_is_the_score() {
        let options = YoloOptions::new(InferenceType::ObjectDetection);
        let object = read("3 0.5 0.25 0.1 0.2 0.875", Layout::Box, &options).unwrap();
        assert_eq!(object, Object { class: 3, score: 0.875, shape: Shape::Box([0.5, 0.25, 0.1, 0.2]) });
        let object = read("3 0 0 1 0 1 1 0.5", Layout::Polygon, &options).unwrap();
        let points = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]];
        assert_eq!(object, Object { class: 3, score: 0.5, shape: Shape::Polygon(points) });
    }

    #[test]
    fn a_missing_score_is_rejected_without_a_default_score() {
        let mut options = YoloOptions::new(InferenceType::ObjectDetection);
        for (line, layout) in [("0 0.5 0.5 1 1", Layout::Box), ("0 0 0 1 0 1 1", Layout::Polygon)] {
            assert!(message_of(line, layout, &options).starts_with("has no score"), "{line}");
            options.default_score = Some(1.0);
            assert_eq!(read(line, layout, &options).unwrap().score, 1.0, "{line}");
            options.default_score = None;
        }
    }

    #[test]
    fn the_error_of_an_invalid_line_names_the_value() {
        let options = YoloOptions::new(InferenceType::ObjectDetection);
        for (line, expected) in [
            ("door 0.5 0.5 1 1 1", "the class \"door\" is not an integer"),
            ("0 0.5 half 1 1 1", "\"half\" is not a number"),
            ("0 0.5 nan 1 1 1", "\"nan\" is not a number"),
            ("-1 0.5 0.5 1 1 1", "class -1 is not in the class list"),
            ("0 0.5 0.5 1 1 0.9 7", "has 6 numbers after the class"),
            ("0", "has 0 numbers after the class"),
        ] {
            let message = message_of(line, Layout::Box, &options);
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
