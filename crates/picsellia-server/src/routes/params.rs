//! What a request says in its path and its query string.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use uuid::Uuid;

use crate::api_error::ApiError;
use crate::app::App;
use crate::store::{Named, OrderBy, Paging};

/// The most items on one page, and the default.
const MAX_PAGE: u32 = 1000;
const DEFAULT_PAGE: u32 = 100;

/// The `{id}` of a path. What is not a uuid names nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Id(pub(super) Uuid);

impl FromRequestParts<Arc<App>> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let id = Path::<String>::from_request_parts(parts, app).await.ok();
        id.and_then(|Path(id)| Uuid::try_parse(&id).ok())
            .map(Self)
            .ok_or_else(|| ApiError::not_found("Object"))
    }
}

/// The query string: keys repeat, unknown ones are ignored.
#[derive(Debug)]
pub(super) struct Params(Vec<(String, String)>);

impl FromRequestParts<Arc<App>> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

impl Params {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    fn number(&self, name: &str) -> Result<Option<u32>, ApiError> {
        let parse = |text: &str| {
            text.parse().map_err(|_| ApiError::bad_request(format_args!("{name} must be a number from 0")))
        };
        self.get(name).map(parse).transpose()
    }

    /// A finite number of seconds.
    pub(super) fn seconds(&self, name: &str) -> Result<Option<f64>, ApiError> {
        let parse = |text: &str| {
            let number = text.parse().ok().filter(|seconds: &f64| seconds.is_finite());
            number.ok_or_else(|| ApiError::bad_request(format_args!("{name} must be a number of seconds")))
        };
        self.get(name).map(parse).transpose()
    }

    /// `limit`, `offset`, `cursor` and `order_by`; `find_order` knows the orders of the records listed.
    pub(super) fn paging(&self, find_order: impl Fn(&str) -> Option<OrderBy>) -> Result<Paging, ApiError> {
        let order = self
            .all("order_by")
            .iter()
            .map(|name| {
                find_order(name)
                    .ok_or_else(|| ApiError::bad_request(format_args!("order_by: unknown order {name:?}")))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let cursor = match self.get("cursor") {
            None => None,
            Some(_) if !order.is_empty() => {
                return Err(ApiError::bad_request(
                    "cursor and order_by exclude each other: page with offset",
                ));
            }
            Some(cursor) => Some(parse_cursor(cursor)?),
        };
        let (limit, offset) = self.window()?;
        Ok(Paging { limit, offset, cursor, order })
    }

    /// `limit` and `offset` of a list that is whole without them.
    pub(super) fn window_of_whole(&self) -> Result<(u32, u32), ApiError> {
        Ok((self.number("limit")?.unwrap_or(u32::MAX), self.number("offset")?.unwrap_or(0)))
    }

    /// Puts what has a name into the order of `order_by`: `name` or `-name`.
    pub(super) fn order_by_name(&self, named: &mut [Named]) -> Result<(), ApiError> {
        // The first one that is given counts most.
        for order in self.all("order_by").iter().rev() {
            match order.as_str() {
                "name" => named.sort_by(|a, b| a.name.cmp(&b.name)),
                "-name" => named.sort_by(|a, b| b.name.cmp(&a.name)),
                _ => return Err(ApiError::bad_request(format_args!("order_by: unknown order {order:?}"))),
            }
        }
        Ok(())
    }

    /// `limit` and `offset`.
    pub(super) fn window(&self) -> Result<(u32, u32), ApiError> {
        let limit = self.number("limit")?.unwrap_or(DEFAULT_PAGE).min(MAX_PAGE);
        Ok((limit, self.number("offset")?.unwrap_or(0)))
    }
}

/// A place in a list, as clients carry it; they must not look inside.
pub(super) fn format_cursor(key: i64) -> String {
    format!("k{key:x}")
}

fn parse_cursor(cursor: &str) -> Result<i64, ApiError> {
    cursor
        .strip_prefix('k')
        .and_then(|key| i64::from_str_radix(key, 16).ok())
        .ok_or_else(|| ApiError::bad_request("cursor is not one that this service gave"))
}
