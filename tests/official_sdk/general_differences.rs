//! The differences between the SDKs in all cases, and the calls that only the official SDK has. A
//! difference in a single case is listed with the case.

/// The headers that may differ, each with the reason.
pub(crate) const HEADERS: &[(&str, &str)] = &[
    ("host", "each SDK has its own recording service"),
    ("user-agent", "each SDK names itself"),
    ("accept-encoding", "ours requests no compression, so that the limit on the response size is reliable"),
    ("connection", "ours sends none, which means keep-alive; the official SDK sends keep-alive"),
    ("idempotency-key", "ours sends a key for each prediction, so that a service can detect a retry"),
];

/// The calls of the official SDK that ours lacks, each with the reason.
pub(crate) const NOT_SUPPORTED: &[(&str, &str)] = &[
    ("list_data_tags(…), list_datasources(limit=, offset=, order_by=)", "ours always reads the whole lists"),
    ("list_predicted_assets(assignment_…=)", "part of review campaigns"),
    ("predict…, setup_…, attach_…, toggle_…", "serving and pipelines are not part of monitoring"),
];

/// The counts of the differences in all cases.
#[derive(Debug, Default)]
pub(crate) struct GeneralDifferences {
    /// The compared requests.
    pub(crate) requests: usize,
    /// The bodies among them.
    pub(crate) bodies: usize,
    /// The bodies with the same bytes.
    pub(crate) same_bytes: usize,
    /// The logins that only the official SDK made. It logs in when it finds a deployment. Ours logs
    /// in with the first call to the monitoring service.
    pub(crate) saved_logins: usize,
    /// The queries that differ only in spelling or order.
    pub(crate) spellings: usize,
    /// The headers that differ, by their index in [`HEADERS`].
    pub(crate) headers: [usize; HEADERS.len()],
}

impl GeneralDifferences {
    /// Counts a header that differs, and returns whether it may.
    pub(crate) fn header(&mut self, name: &str) -> bool {
        let at = HEADERS.iter().position(|(listed, _)| *listed == name);
        if let Some(at) = at {
            self.headers[at] += 1;
        }
        at.is_some()
    }

    /// Returns one line for each difference.
    pub(crate) fn lines(&self) -> Vec<String> {
        let Self { requests, bodies, same_bytes, saved_logins, spellings, headers } = self;
        let mut lines = vec![
            format!("compared {requests} requests; {same_bytes} of {bodies} bodies have the same bytes"),
            format!(
                "login: the official SDK logs in when it finds a deployment, ours with the first call to the \
                 monitoring service ({saved_logins} logins saved)"
            ),
            format!(
                "query: `~` and `*` may or may not be escaped, and the cursor, or the condition of a list with an order, \
                 may come earlier ({spellings} requests)"
            ),
        ];
        let headers = HEADERS.iter().zip(headers);
        lines.extend(
            headers.map(|((name, reason), count)| format!("header {name}: {reason} ({count} requests)")),
        );
        lines.extend(NOT_SUPPORTED.iter().map(|(call, reason)| format!("not supported: {call}: {reason}")));
        lines
    }
}
