use http::Method;

/// What a request asks for, by its method and its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Route {
    /// `GET /api/home/ping`: who the token belongs to.
    Ping,
    /// `GET /api/organizations/find`.
    FindOrganization,
    /// `GET /api/organization/{id}`.
    Organization,
    /// `GET /api/organization/{id}/deployments/find`.
    FindDeployment,
    /// `POST /api/auth/login`: a token of the platform for one of the monitoring service.
    Login,
    /// `POST /api/deployment/{id}/predictions`: one prediction.
    Monitor,
    /// `GET /api/organization/{id}/datalake` and `…/datalakes`.
    Datalake,
    /// `GET` and `XGET /api/datalake/{id}/datas`.
    ListData,
    /// `/api/data/{id}`, and `GET /api/datalake/{id}/datas/find`.
    Data,
    /// Anything else.
    Other,
}

impl Route {
    pub(crate) fn of(method: &Method, path: &str) -> Self {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        match (method.as_str(), segments.as_slice()) {
            ("GET", ["api", "home", "ping"]) => Self::Ping,
            ("GET", ["api", "organizations", "find"]) => Self::FindOrganization,
            ("GET", ["api", "organization", _]) => Self::Organization,
            ("GET", ["api", "organization", _, "deployments", "find"]) => Self::FindDeployment,
            ("POST", ["api", "auth", "login"]) => Self::Login,
            ("POST", ["api", "deployment", _, "predictions"]) => Self::Monitor,
            ("GET", ["api", "organization", _, "datalake" | "datalakes"]) => Self::Datalake,
            ("GET" | "XGET", ["api", "datalake", _, "datas"]) => Self::ListData,
            (_, ["api", "data", _]) | ("GET", ["api", "datalake", _, "datas", "find"]) => Self::Data,
            _ => Self::Other,
        }
    }
}
