use std::ffi::OsString;

use crate::error::ConfigError;

/// The environment variable with the API token, as for the official SDK.
pub(super) const TOKEN: &str = "PICSELLIA_TOKEN";

/// The environment variable with the URL of the platform.
pub(super) const HOST: &str = "PICSELLIA_HOST";

/// The environment variable with the name of the organization.
pub(super) const ORGANIZATION: &str = "PICSELLIA_ORGANIZATION";

/// The variables of the process, or of a test.
pub(super) struct Environment<L>(pub(super) L);

impl<L: Fn(&'static str) -> Option<OsString>> Environment<L> {
    /// Returns the value of the variable. A blank variable counts as unset.
    pub(super) fn variable(&self, name: &'static str) -> Result<Option<String>, ConfigError> {
        let Some(value) = (self.0)(name) else { return Ok(None) };
        let value = value.into_string().map_err(|_| ConfigError::NotUnicode(name))?;
        Ok((!value.trim().is_empty()).then_some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_or_blank_variable_counts_as_unset() {
        for (value, expected) in [
            (None, None),
            (Some(""), None),
            (Some(" \n"), None),
            (Some("acme"), Some("acme")),
            (Some("acme corp"), Some("acme corp")),
        ] {
            let environment = Environment(|_| value.map(OsString::from));
            assert_eq!(environment.variable(ORGANIZATION), Ok(expected.map(str::to_owned)), "{value:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_unicode_is_an_error() {
        use std::os::unix::ffi::OsStringExt as _;

        let environment = Environment(|_| Some(OsString::from_vec(vec![0xff])));
        assert_eq!(environment.variable(TOKEN), Err(ConfigError::NotUnicode(TOKEN)));
    }
}
