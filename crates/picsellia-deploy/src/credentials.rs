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
    pub(crate) fn with_session(&self, jwt: Secret, authorization: HeaderValue) -> Self {
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, authorization)]);
        Self { headers, token: self.token.clone(), session: Some(jwt) }
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

#[cfg(test)]
mod tests {
    use picsellia_core::Rejection;

    use super::*;

    const TOKEN: &str = "the-api-token";
    const JWT: &str = "the-jwt-of-the-session";

    fn session() -> Credentials {
        let mut authorization = HeaderValue::from_str(&format!("Bearer {JWT}")).unwrap();
        authorization.set_sensitive(true);
        Credentials::from_token(TOKEN.into()).unwrap().with_session(JWT.into(), authorization)
    }

    fn authorization(credentials: &Credentials) -> Option<HeaderValue> {
        let mut request = http::Request::new(());
        credentials.authorize(&mut request);
        request.headers_mut().remove(header::AUTHORIZATION)
    }

    #[test]
    fn headers_carry_the_token_or_the_session_and_are_marked_as_sensitive() {
        let token = Credentials::from_token(TOKEN.into()).unwrap();
        let session = session();
        for (credentials, secret) in [(&token, TOKEN), (&session, JWT)] {
            let value = authorization(credentials).unwrap();
            assert_eq!(value.to_str().unwrap(), format!("Bearer {secret}"));
            assert!(value.is_sensitive());
            let shown = format!("{credentials:?}");
            assert!(!shown.contains(TOKEN) && !shown.contains(JWT), "{shown}");
        }
        assert_eq!(authorization(&token.without_headers()), None);
    }

    #[test]
    fn a_token_that_no_header_can_carry_is_refused() {
        assert!(Credentials::from_token("to\nken".into()).is_none());
    }

    #[test]
    fn the_token_and_the_session_are_redacted_with_or_without_headers() {
        let body = format!(r#"{{"message":"{TOKEN} and {JWT}"}}"#);
        let response = http::Response::builder().status(422).body(body.into()).unwrap();
        let rejection = || Rejection::new("test", response.clone()).into();
        let session = session();
        for credentials in [&session, &session.without_headers()] {
            let text = credentials.redact(rejection()).to_string();
            assert!(text.contains("[redacted] and [redacted]"), "{text}");
        }
    }
}
