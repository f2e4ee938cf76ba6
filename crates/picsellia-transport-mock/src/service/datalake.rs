//! The `Data` of the predictions. All datalakes of the mock hold the same items.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Response};
use serde_json::{Value, json};

use super::Service;
use super::filter::{Filter, page, whole};
use super::held::Held;
use super::response::{ErrorResponse, Outcome, ok, only_one};
use super::views::{data, image_url, named};
use crate::id;
use crate::recorded::RecordedRequest;

pub(super) fn datalake(request: &RecordedRequest) -> Outcome {
    let organization = request.id_in_path();
    let name = request.query("name").unwrap_or_else(|| "default".to_owned());
    let id = request.query("id").unwrap_or_else(|| id::of("datalake", &name).to_string());
    let connector_id = id::of("connector", organization).to_string();
    let datalake = json!({ "id": id, "name": name, "connector_id": connector_id });
    if request.path_segment(4) == "datalakes" {
        ok(&json!({ "items": [datalake], "count": 1 }))
    } else {
        ok(&datalake)
    }
}

impl Service {
    pub(super) fn list_data(&self, request: &RecordedRequest) -> Outcome {
        let filter = Filter::of(request)?;
        let views = filter.apply(self.stored());
        let views: Vec<Value> = views.into_iter().filter_map(|held| data(held, &request.origin())).collect();
        ok(&page(request, views)?)
    }

    /// Lists the tags of the stored items, in order of first use.
    pub(super) fn tags(&self, request: &RecordedRequest) -> Outcome {
        let tags = self.stored().flat_map(|held| held.monitored.tags());
        let mut views = names(tags.map(String::as_str), "tag");
        views.iter_mut().for_each(|view| view["target_type"] = json!("DATA"));
        ok(&whole(request, views)?)
    }

    /// Lists the data sources of the stored items, in order of first use.
    pub(super) fn data_sources(&self, request: &RecordedRequest) -> Outcome {
        ok(&whole(request, names(self.stored().map(|held| held.monitored.source()), "data source"))?)
    }

    fn stored(&self) -> impl Iterator<Item = &Held> {
        self.held.iter().filter(|held| held.data_id().is_some())
    }

    /// Finds one `Data`, by its id in the path or by a query.
    pub(super) fn data(&self, request: &RecordedRequest) -> Outcome {
        if request.method() != Method::GET {
            return Err(ErrorResponse::not_found("the mock does not support changes of data"));
        }
        if request.path_segment(2) == "data" {
            let held = self.held_data(request)?;
            return found(data(held, &request.origin()));
        }
        let keys = ["id", "filename", "object_name"].map(|key| (key, request.query(key)));
        let is_named = |held: &&Held| {
            keys.iter().all(|(key, value)| match (value, *key) {
                (None, _) => true,
                (Some(value), "id") => held.data_id().as_ref() == Some(value),
                (Some(value), "filename") => held.monitored.request.filename() == value,
                (Some(value), _) => held.object_name() == *value,
            })
        };
        found(data(only_one(self.stored().filter(is_named), "data")?, &request.origin()))
    }

    pub(super) fn presigned_url(&self, request: &RecordedRequest) -> Outcome {
        let held = self.held_data(request)?;
        let url = image_url(held, &request.origin());
        let url = url.ok_or_else(|| {
            ErrorResponse::not_found("the image is in a cloud storage, which the mock does not have")
        })?;
        ok(&json!({ "presigned_url": url }))
    }

    pub(super) fn image(&self, request: &RecordedRequest) -> Outcome {
        let sent = &self.held_data(request)?.monitored.request;
        let image: Option<&Bytes> = sent.image();
        let image = image.ok_or_else(|| {
            ErrorResponse::not_found("the image is in a cloud storage, which the mock does not have")
        })?;
        let mut response = Response::new(image.clone());
        let content_type = HeaderValue::from_static(sent.content_type().as_str());
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        Ok(response)
    }

    fn held_data(&self, request: &RecordedRequest) -> Result<&Held, ErrorResponse> {
        let id = request.id_in_path();
        let held = self.held.iter().find(|held| held.data_id().as_deref() == Some(id));
        held.ok_or_else(|| ErrorResponse::not_found("no such data"))
    }
}

/// Returns each name once.
fn names<'a>(names: impl Iterator<Item = &'a str>, kind: &str) -> Vec<Value> {
    let mut seen = Vec::new();
    names.for_each(|name| {
        if !seen.contains(&name) {
            seen.push(name);
        }
    });
    seen.into_iter().map(|name| named(kind, name)).collect()
}

fn found(view: Option<Value>) -> Outcome {
    ok(&view.ok_or_else(|| ErrorResponse::not_found("no such data"))?)
}
