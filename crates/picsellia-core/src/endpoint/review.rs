use bytes::Bytes;
use http::Method;
use serde_json::{Map, Value, json};

use super::{Endpoint, Host, LabelId, PredictedAssetId, platform_response, segment, send_json};
use crate::geometry::BBox;
use crate::prediction::{Point, Polygon, Polyline};
use crate::problem::InvalidInput;
use crate::response::{self, ResponseError};
use crate::transport::Body;

/// The ground truth of an image, as a person drew it. Predictions are measured against it.
///
/// It uses the labels of the deployment: see [`ListLabels`](super::ListLabels).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Review {
    rectangles: Vec<(LabelId, BBox)>,
    polygons: Vec<(LabelId, Polygon)>,
    classifications: Vec<LabelId>,
    lines: Vec<(LabelId, Polyline)>,
    points: Vec<(LabelId, Point)>,
}

impl Review {
    /// Creates an empty review: nothing is in the image.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an object with its box.
    #[must_use]
    pub fn rectangle(mut self, label: LabelId, bbox: BBox) -> Self {
        self.rectangles.push((label, bbox));
        self
    }

    /// Adds an object with its outline.
    #[must_use]
    pub fn polygon(mut self, label: LabelId, polygon: Polygon) -> Self {
        self.polygons.push((label, polygon));
        self
    }

    /// Adds a label for the whole image.
    #[must_use]
    pub fn classification(mut self, label: LabelId) -> Self {
        self.classifications.push(label);
        self
    }

    /// Adds a line.
    #[must_use]
    pub fn line(mut self, label: LabelId, line: Polyline) -> Self {
        self.lines.push((label, line));
        self
    }

    /// Adds a point.
    #[must_use]
    pub fn point(mut self, label: LabelId, point: Point) -> Self {
        self.points.push((label, point));
        self
    }

    /// Encodes the review. Rectangles are x, y, width and height; empty lists are omitted.
    fn body(&self) -> Body {
        let rectangles = self.rectangles.iter().map(|(label, bbox)| {
            let [x, y, w, h] = bbox.to_xywh();
            json!({ "x": x, "y": y, "w": w, "h": h, "label_id": label.as_str() })
        });
        let polygons = self
            .polygons
            .iter()
            .map(|(label, polygon)| json!({ "polygon": polygon.points(), "label_id": label.as_str() }));
        let classifications = self.classifications.iter().map(|label| json!({ "label_id": label.as_str() }));
        let lines = self
            .lines
            .iter()
            .map(|(label, line)| json!({ "line": line.points(), "label_id": label.as_str() }));
        let points = self
            .points
            .iter()
            .map(|(label, point)| json!({ "point": point.to_xy(), "label_id": label.as_str() }));
        let lists: [(&str, Vec<Value>); 5] = [
            ("rectangles", rectangles.collect()),
            ("polygons", polygons.collect()),
            ("classifications", classifications.collect()),
            ("lines", lines.collect()),
            ("points", points.collect()),
        ];
        let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
        let body: Map<String, Value> = lists.map(|(key, list)| (key.to_owned(), list.into())).collect();
        Value::Object(body).to_string().into_bytes().into()
    }
}

/// Adds a review to a stored prediction.
///
/// A review cannot be changed afterwards. If there are several, the last one counts.
#[derive(Clone, Copy, Debug)]
pub struct AddReview<'a> {
    asset: &'a PredictedAssetId,
    review: &'a Review,
}

impl<'a> AddReview<'a> {
    /// Creates the call that adds `review` to this predicted asset.
    #[must_use]
    pub fn new(asset: &'a PredictedAssetId, review: &'a Review) -> Self {
        Self { asset, review }
    }
}

impl Endpoint for AddReview<'_> {
    type Response = Map<String, Value>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let path = format!("/api/predicted/asset/{}/reviews", segment(self.asset.as_str()));
        send_json(host, Method::POST, &path, self.review.body())
    }

    fn action(&self) -> &'static str {
        "add the review"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Map<String, Value>, ResponseError> {
        let response = platform_response(self.action(), response)?;
        Ok(response::json(self.action(), &response)?)
    }
}
