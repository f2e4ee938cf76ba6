//! The names of the statistics at the two endpoints.

use picsellia_core::endpoint::StatisticsService;

/// The endpoint has no service of this name.
#[derive(Debug, thiserror::Error)]
#[error("unknown service {given:?}: use one of {known}")]
pub(crate) struct UnknownService {
    given: String,
    known: String,
}

/// Finds the service of this name at the endpoint of aggregated statistics, or at the other one.
pub(crate) fn find_service(name: &str, aggregated: bool) -> Result<StatisticsService, UnknownService> {
    let here = || StatisticsService::ALL.into_iter().filter(|service| service.is_aggregated() == aggregated);
    here().find(|service| service.as_str() == name).ok_or_else(|| UnknownService {
        given: name.to_owned(),
        known: here().map(StatisticsService::as_str).collect::<Vec<_>>().join(", "),
    })
}
