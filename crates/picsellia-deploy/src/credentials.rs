//! What authorizes a call, and how it is kept out of every text.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use picsellia_core::{ResponseError, Secret};

/// The headers that authorize a call, and the secrets that no text of a service may repeat.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    headers: HeaderMap,
    token: Secret,
    session: Option<Secret>,
}

impl Credentials {
    /// Creates the credentials of calls to the platform.
    ///
    /// Returns `None` if no header can carry the token.
    pub(crate) fn from_token(token: Secret) -> Option<Self> {
        let headers = bearer(&token)?;
        Some(Self { headers, token, session: None })
    }

    /// Creates the credentials of calls within a session.
    ///
    /// Returns `None` if no header can carry the JWT.
    pub(crate) fn with_session(&self, jwt: Secret) -> Option<Self> {
        let headers = bearer(&jwt)?;
        Some(Self { headers, token: self.token.clone(), session: Some(jwt) })
    }

    /// Removes the headers.
    ///
    /// A login has the token in its body, and a storage must not see the token.
    pub(crate) fn without_headers(&self) -> Self {
        Self { headers: HeaderMap::new(), ..self.clone() }
    }

    /// Adds a header to every call with these credentials.
    pub(crate) fn insert(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    /// Returns the API token.
    pub(crate) fn token(&self) -> &Secret {
        &self.token
    }

    /// Adds the headers to a request.
    pub(crate) fn authorize<T>(&self, request: &mut http::Request<T>) {
        let headers = self.headers.iter().map(|(name, value)| (name.clone(), value.clone()));
        request.headers_mut().extend(headers);
    }

    /// Replaces the secrets in the texts of a service.
    pub(crate) fn redact(&self, error: ResponseError) -> ResponseError {
        let session = self.session.as_ref().map_or("", Secret::expose);
        let secrets = [self.token.expose(), session];
        match error {
            ResponseError::Rejected(rejection) => rejection.redacted(&secrets).into(),
            ResponseError::Unreadable(unreadable) => unreadable.redacted(&secrets).into(),
        }
    }
}

/// Writes the header that carries a secret. It is marked so that nothing prints it.
fn bearer(secret: &Secret) -> Option<HeaderMap> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", secret.expose())).ok()?;
    value.set_sensitive(true);
    Some(HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
}
