use http::Method;

/// The call that a request makes, by its method and path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Route {
    /// `GET /api/home/ping`: the owner of the token.
    Ping,
    /// `GET /api/organizations/find`.
    FindOrganization,
    /// `GET /api/organization/{id}`.
    Organization,
    /// `GET /api/organization/{id}/deployments`.
    Deployments,
    /// `GET /api/organization/{id}/deployments/find`.
    FindDeployment,
    /// `GET` and `PATCH /api/deployment/{id}`: its settings, at the platform and at the monitoring
    /// service.
    Deployment,
    /// `GET /api/deployment/{id}/labels`.
    Labels,
    /// `GET /api/model/version/{id}`.
    ModelVersion,
    /// `GET /api/deployment/{id}/datalake/connector`: the storage of its images.
    Connector,
    /// `POST /api/auth/login`: a session with the monitoring service.
    Login,
    /// `POST /api/deployment/{id}/predictions`: one prediction.
    Monitor,
    /// `POST /api/prediction/{id}/shadow`: the shadow of a stored prediction.
    Shadow,
    /// `GET /api/deployment/{id}/stats` and `…/predictions/stats`.
    Stats,
    /// `GET /api/deployment/{id}/predictedassets`.
    PredictedAssets,
    /// `GET /api/deployment/{id}/predictedassets/find`.
    FindPredictedAsset,
    /// `GET` and `DELETE /api/predicted/asset/{id}`.
    PredictedAsset,
    /// `POST /api/predicted/asset/{id}/reviews`.
    Review,
    /// `GET /api/organization/{id}/datalake` and `…/datalakes`.
    Datalake,
    /// `GET` and `XGET /api/datalake/{id}/datas`.
    ListData,
    /// `/api/data/{id}`, and `GET /api/datalake/{id}/datas/find`.
    Data,
    /// `GET /api/datalake/{id}/tags`.
    Tags,
    /// `GET /api/organization/{id}/datasources`.
    DataSources,
    /// `GET /api/data/{id}/presigned-url`.
    PresignedUrl,
    /// `GET /api/objects/{id}`: the bytes of an image, at the mock's presigned URLs.
    Image,
    /// Any other request.
    Other,
}

impl Route {
    pub(crate) fn of(method: &Method, path: &str) -> Self {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        match (method.as_str(), segments.as_slice()) {
            ("GET", ["api", "home", "ping"]) => Self::Ping,
            ("GET", ["api", "organizations", "find"]) => Self::FindOrganization,
            ("GET", ["api", "organization", _]) => Self::Organization,
            ("GET", ["api", "organization", _, "deployments"]) => Self::Deployments,
            ("GET", ["api", "organization", _, "deployments", "find"]) => Self::FindDeployment,
            ("GET" | "PATCH", ["api", "deployment", _]) => Self::Deployment,
            ("GET", ["api", "deployment", _, "labels"]) => Self::Labels,
            ("GET", ["api", "model", "version", _]) => Self::ModelVersion,
            ("GET", ["api", "deployment", _, "datalake", "connector"]) => Self::Connector,
            ("POST", ["api", "auth", "login"]) => Self::Login,
            ("POST", ["api", "deployment", _, "predictions"]) => Self::Monitor,
            ("POST", ["api", "prediction", _, "shadow"]) => Self::Shadow,
            ("GET", ["api", "deployment", _, "stats"] | ["api", "deployment", _, "predictions", "stats"]) => {
                Self::Stats
            }
            ("GET", ["api", "deployment", _, "predictedassets"]) => Self::PredictedAssets,
            ("GET", ["api", "deployment", _, "predictedassets", "find"]) => Self::FindPredictedAsset,
            ("GET" | "DELETE", ["api", "predicted", "asset", _]) => Self::PredictedAsset,
            ("POST", ["api", "predicted", "asset", _, "reviews"]) => Self::Review,
            ("GET", ["api", "organization", _, "datalake" | "datalakes"]) => Self::Datalake,
            ("GET" | "XGET", ["api", "datalake", _, "datas"]) => Self::ListData,
            (_, ["api", "data", _]) | ("GET", ["api", "datalake", _, "datas", "find"]) => Self::Data,
            ("GET", ["api", "datalake", _, "tags"]) => Self::Tags,
            ("GET", ["api", "organization", _, "datasources"]) => Self::DataSources,
            ("GET", ["api", "data", _, "presigned-url"]) => Self::PresignedUrl,
            ("GET", ["api", "objects", _]) => Self::Image,
            _ => Self::Other,
        }
    }
}
