use bytes::Bytes;

use super::deployment::Wire;
use super::query::{LARGEST_PAGE, NextPage, Page, Query, Start, WirePage};
use super::{DeploymentInfo, Endpoint, Host, OrganizationId, get, platform_response, segment};
use crate::problem::InvalidInput;
use crate::response::{ResponseError, UnreadableResponse, json};
use crate::transport::Body;

/// Lists a page of the deployments of an organization.
#[derive(Clone, Copy, Debug)]
pub struct ListDeployments<'a> {
    organization: &'a OrganizationId,
    limit: usize,
    page: Option<&'a NextPage>,
}

impl<'a> ListDeployments<'a> {
    /// Creates the call for the first page, with at most `limit` deployments. A page holds at most
    /// 1,000.
    #[must_use]
    pub fn new(organization: &'a OrganizationId, limit: usize) -> Self {
        Self { organization, limit, page: None }
    }

    /// Selects the page that another page names as its [`next`](Page::next). `None` selects the
    /// first page.
    #[must_use]
    pub fn after(self, page: Option<&'a NextPage>) -> Self {
        Self { page, ..self }
    }
}

impl Endpoint for ListDeployments<'_> {
    type Response = Page<DeploymentInfo>;

    fn request(&self, host: &Host) -> Result<http::Request<Body>, InvalidInput> {
        let mut query = Query::new(String::new());
        query.append_pair("limit", &self.limit.min(LARGEST_PAGE).to_string());
        if let Some(NextPage { start: Start::Cursor(cursor), .. }) = self.page {
            query.append_pair("cursor", cursor);
        }
        let query = query.finish();
        get(host, &format!("/api/organization/{}/deployments?{query}", segment(self.organization.as_str())))
    }

    fn action(&self) -> &'static str {
        "list the deployments"
    }

    fn read(&self, response: http::Response<Bytes>) -> Result<Self::Response, ResponseError> {
        let response = platform_response(self.action(), response)?;
        let page = json::<WirePage<Wire>>(self.action(), &response)?.try_into_page(Wire::info);
        page.map_err(|reason| UnreadableResponse::new(self.action(), &response, reason).into())
    }
}
