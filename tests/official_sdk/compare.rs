//! Compares two recorded exchanges, and returns every place where they differ.

use std::collections::BTreeSet;

use picsellia_transport_conformance::RecordedRequest;
use serde_json::Value;

use crate::general_differences::GeneralDifferences;

/// The outcome of a call.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Done(Value),
    Failed(String),
}

impl Outcome {
    fn shown(&self) -> String {
        match self {
            Self::Done(value) => format!("returned {value}"),
            Self::Failed(reason) => format!("failed: {reason}"),
        }
    }
}

/// The requests of one SDK, and the outcome of its call.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) requests: Vec<RecordedRequest>,
    pub(crate) outcome: Outcome,
}

/// A difference at a place: `outcome`, `requests`, `target`, `header …`, or the path of a field in
/// a body.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) place: String,
    pub(crate) official: String,
    pub(crate) ours: String,
}

/// Returns every difference, except those of all cases, which are counted in `general`.
pub(crate) fn compare(
    mut official: Exchange,
    mut ours: Exchange,
    general: &mut GeneralDifferences,
) -> Vec<Difference> {
    let mut comparison = Comparison { differences: Vec::new(), general };
    comparison.outcomes(&official.outcome, &ours.outcome);
    match (take_login(&mut official), take_login(&mut ours)) {
        (Some(official), Some(ours)) => comparison.requests(&official, &ours),
        (Some(_), None) => comparison.general.saved_logins += 1,
        (None, None) => {}
        (None, Some(ours)) => comparison.note("requests", "no login", &line(&ours)),
    }
    let lines = |exchange: &Exchange| exchange.requests.iter().map(line).collect::<Vec<_>>();
    if official.requests.len() == ours.requests.len() {
        for (official, ours) in official.requests.iter().zip(&ours.requests) {
            comparison.requests(official, ours);
        }
    } else {
        comparison.note("requests", &lines(&official).join(", "), &lines(&ours).join(", "));
    }
    comparison.differences
}

/// Removes the first login, because the SDKs log in at different times.
fn take_login(exchange: &mut Exchange) -> Option<RecordedRequest> {
    let at = exchange.requests.iter().position(|request| request.target == "/api/auth/login")?;
    Some(exchange.requests.remove(at))
}

fn line(request: &RecordedRequest) -> String {
    format!("{} {}", request.method, request.target)
}

struct Comparison<'a> {
    differences: Vec<Difference>,
    general: &'a mut GeneralDifferences,
}

impl Comparison<'_> {
    fn note(&mut self, place: impl Into<String>, official: &str, ours: &str) {
        let (official, ours) = (official.to_owned(), ours.to_owned());
        self.differences.push(Difference { place: place.into(), official, ours });
    }

    fn outcomes(&mut self, official: &Outcome, ours: &Outcome) {
        match (official, ours) {
            (Outcome::Done(official), Outcome::Done(ours)) => {
                walk("outcome", Some(official), Some(ours), &mut self.differences);
            }
            (Outcome::Failed(_), Outcome::Failed(_)) => {}
            _ => self.note("outcome", &official.shown(), &ours.shown()),
        }
    }

    fn requests(&mut self, official: &RecordedRequest, ours: &RecordedRequest) {
        self.general.requests += 1;
        if official.method != ours.method {
            self.note("method", &line(official), &line(ours));
        }
        if official.target != ours.target {
            if meaning_of(&official.target) == meaning_of(&ours.target) {
                self.general.spellings += 1;
            } else {
                self.note("target", &line(official), &line(ours));
            }
        }
        self.headers(official, ours);
        let (same, some) = (official.body == ours.body, !ours.body.is_empty());
        self.general.bodies += usize::from(some);
        self.general.same_bytes += usize::from(same && some);
        if same {
            return;
        }
        let parsed = |request: &RecordedRequest| serde_json::from_slice::<Value>(&request.body).ok();
        match (parsed(official), parsed(ours)) {
            (Some(official), Some(ours)) => self.differences.extend(differing(&official, &ours)),
            _ => self.note("body", &show(&official.body), &show(&ours.body)),
        }
    }

    fn headers(&mut self, official: &RecordedRequest, ours: &RecordedRequest) {
        let names: BTreeSet<&str> =
            official.headers.iter().chain(&ours.headers).map(|(name, _)| name.as_str()).collect();
        for name in names {
            let (official, ours) = (official.values(name), ours.values(name));
            if official != ours && !self.general.header(name) {
                let text = |values: &[&[u8]]| values.iter().map(|value| show(value)).collect::<Vec<_>>();
                self.note(
                    format!("header {name}"),
                    &format!("{:?}", text(&official)),
                    &format!("{:?}", text(&ours)),
                );
            }
        }
    }
}

/// Returns every place where two JSON values differ.
pub(crate) fn differing(official: &Value, ours: &Value) -> Vec<Difference> {
    let mut differences = Vec::new();
    walk("", Some(official), Some(ours), &mut differences);
    differences
}

/// Compares two values recursively. A float and an integer differ, and so do 0.0 and -0.0.
fn walk(path: &str, official: Option<&Value>, ours: Option<&Value>, differences: &mut Vec<Difference>) {
    match (official, ours) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(&path, a.get(key), b.get(key), differences);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) if a.len() == b.len() => {
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                walk(&format!("{path}[{index}]"), Some(a), Some(b), differences);
            }
        }
        (a, b) if text(a) == text(b) => {}
        (a, b) => differences.push(Difference { place: path.to_owned(), official: text(a), ours: text(b) }),
    }
}

fn text(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

fn show(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Returns the meaning of a target independent of its spelling: the path, and the pairs of the
/// query in the order of their keys.
fn meaning_of(target: &str) -> (&str, Vec<(String, String)>) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
    (path, pairs)
}
