//! The parameters of a request, in its path and in its query string.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use uuid::Uuid;

use super::cursor::parse_cursor;
use crate::api_error::ApiError;
use crate::app::App;
use crate::store::{Named, OrderBy, Paging};

const MAX_PAGE: u32 = 1000;
const DEFAULT_PAGE: u32 = 100;

/// The `{id}` of a path. A text that is not a UUID is not found.
#[derive(Debug, Clone, Copy)]
pub(in crate::routes) struct Id(pub(in crate::routes) Uuid);

impl FromRequestParts<Arc<App>> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let id = Path::<String>::from_request_parts(parts, app).await.ok();
        id.and_then(|Path(id)| Uuid::try_parse(&id).ok())
            .map(Self)
            .ok_or_else(|| ApiError::not_found("object"))
    }
}

/// The query string. Keys can repeat, and unknown keys are ignored.
#[derive(Debug)]
pub(in crate::routes) struct Params(Vec<(String, String)>);

impl FromRequestParts<Arc<App>> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

impl Params {
    /// Returns the first value of a key.
    pub(in crate::routes) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns the first value of a key, or the error 400.
    pub(in crate::routes) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.get(name).ok_or_else(|| ApiError::bad_request(format_args!("{name} is required")))
    }

    /// Returns every value of a key.
    pub(in crate::routes) fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    fn number(&self, name: &str) -> Result<Option<u32>, ApiError> {
        let parse = |text: &str| {
            let invalid =
                || ApiError::bad_request(format_args!("invalid {name} {text:?}: expected an integer from 0"));
            text.parse().map_err(|_| invalid())
        };
        self.get(name).map(parse).transpose()
    }

    /// Returns a finite number of seconds.
    pub(in crate::routes) fn seconds(&self, name: &str) -> Result<Option<f64>, ApiError> {
        let parse = |text: &str| {
            let number = text.parse().ok().filter(|seconds: &f64| seconds.is_finite());
            number.ok_or_else(|| {
                ApiError::bad_request(format_args!("invalid {name} {text:?}: expected a number of seconds"))
            })
        };
        self.get(name).map(parse).transpose()
    }

    /// Returns the page of `limit`, `offset`, `cursor` and `order_by`. `find_order` finds the order
    /// of a name.
    pub(in crate::routes) fn paging(
        &self,
        find_order: impl Fn(&str) -> Option<OrderBy>,
    ) -> Result<Paging, ApiError> {
        let order = self
            .all("order_by")
            .iter()
            .map(|name| find_order(name).ok_or_else(|| unknown_order(name)))
            .collect::<Result<Vec<_>, _>>()?;
        let cursor = match self.get("cursor") {
            None => None,
            Some(_) if !order.is_empty() => {
                let message = "cursor cannot be combined with order_by; use offset";
                return Err(ApiError::bad_request(message));
            }
            Some(cursor) => Some(parse_cursor(cursor)?),
        };
        let (limit, offset) = self.window()?;
        Ok(Paging { limit, offset, cursor, order })
    }

    /// Returns `limit` and `offset`.
    pub(in crate::routes) fn window(&self) -> Result<(u32, u32), ApiError> {
        let limit = self.number("limit")?.unwrap_or(DEFAULT_PAGE).min(MAX_PAGE);
        Ok((limit, self.number("offset")?.unwrap_or(0)))
    }

    /// Returns `limit` and `offset` of a list that has no limit by default.
    pub(in crate::routes) fn unlimited_window(&self) -> Result<(u32, u32), ApiError> {
        Ok((self.number("limit")?.unwrap_or(u32::MAX), self.number("offset")?.unwrap_or(0)))
    }

    /// Sorts named records by `order_by`, which is `name` or `-name`.
    pub(in crate::routes) fn order_by_name(&self, named: &mut [Named]) -> Result<(), ApiError> {
        // The first order is the primary one, so it is applied last.
        for order in self.all("order_by").iter().rev() {
            match order.as_str() {
                "name" => named.sort_by(|a, b| a.name.cmp(&b.name)),
                "-name" => named.sort_by(|a, b| b.name.cmp(&a.name)),
                _ => return Err(unknown_order(order)),
            }
        }
        Ok(())
    }
}

fn unknown_order(name: &str) -> ApiError {
    ApiError::bad_request(format_args!("unknown order_by {name:?}"))
}
