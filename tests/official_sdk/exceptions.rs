//! What differs between the two SDKs wherever they speak, and what only the official one can say. What differs in a
//! single case is stated with that case.

/// Headers that need not be the same, and why.
pub(crate) const HEADERS: &[(&str, &str)] = &[
    ("host", "each SDK speaks to a recording service of its own"),
    ("user-agent", "each SDK names itself"),
    ("accept-encoding", "ours asks for no compression: a bound on answers would mean little with it"),
    ("connection", "ours states none, which means keep-alive, as the official SDK says"),
    ("idempotency-key", "ours names each prediction, so that a service can tell a repetition"),
];

/// What the official SDK can say and ours has no words for, and why.
pub(crate) const UNSAID: &[(&str, &str)] = &[
    ("list_data_tags(…), list_datasources(limit=, offset=, order_by=)", "ours reads these lists whole"),
    ("list_predicted_assets(assignment_…=)", "belongs to review campaigns"),
    ("predict…, setup_…, attach_…, toggle_…", "serving and pipelines are not about monitoring"),
];

/// How often each difference came that is the same for all cases.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    /// Requests that were compared.
    pub(crate) requests: usize,
    /// The bodies among them.
    pub(crate) bodies: usize,
    /// The bodies that are the same to the byte.
    pub(crate) same_bytes: usize,
    /// The official SDK logs in when it finds a deployment, ours when it first has something to say there.
    pub(crate) logins_spared: usize,
    /// Queries that say the same in another spelling or order.
    pub(crate) spellings: usize,
    /// Headers that differ, by their place in [`HEADERS`].
    pub(crate) headers: [usize; HEADERS.len()],
}

impl Listed {
    /// Whether the header may differ, and does.
    pub(crate) fn header(&mut self, name: &str) -> bool {
        let at = HEADERS.iter().position(|(listed, _)| *listed == name);
        if let Some(at) = at {
            self.headers[at] += 1;
        }
        at.is_some()
    }

    /// One line for each.
    pub(crate) fn lines(&self) -> Vec<String> {
        let Self { requests, bodies, same_bytes, logins_spared, spellings, headers } = self;
        let mut lines = vec![
            format!(
                "{requests} requests were compared; of {bodies} bodies {same_bytes} are the same to the byte"
            ),
            format!(
                "login: the official SDK logs in when it finds a deployment, ours with the first call to the \
                 monitoring service ({logins_spared} logins spared)"
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
        lines.extend(UNSAID.iter().map(|(call, reason)| format!("not in ours: {call}: {reason}")));
        lines
    }
}
