//! Each public type has one path, and the root holds only what a first program needs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// More names at the root belong into a module.
const MOST_AT_THE_ROOT: usize = 30;

fn source(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the names that the `pub use` items of a file export.
fn exports(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    for item in source.split("\npub use ").skip(1) {
        let (paths, _) = item.split_once(';').unwrap();
        let list = match paths.split_once('{') {
            Some((_, list)) => list.trim_end_matches('}'),
            None => paths.rsplit("::").next().unwrap(),
        };
        assert!(!list.contains(['{', '*', ':']) && !list.contains(" as "), "unsupported: pub use {paths};");
        names.extend(list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned));
    }
    names
}

/// Returns the names of the public modules of the facade.
fn modules() -> Vec<String> {
    let root = source("src/lib.rs");
    let lines = root.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    lines.map(str::to_owned).collect()
}

fn module_source(module: &str) -> String {
    let folder = PathBuf::from("src").join(module).join("mod.rs");
    let file = if Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder).exists() {
        folder
    } else {
        PathBuf::from("src").join(format!("{module}.rs"))
    };
    source(file.to_str().unwrap())
}

/// Returns the public paths of each name, without those of the blocking API.
fn paths() -> BTreeMap<String, Vec<String>> {
    let mut paths = BTreeMap::<String, Vec<String>>::new();
    for name in exports(&source("src/lib.rs")) {
        paths.entry(name).or_default().push("picsellia_deploy".to_owned());
    }
    for module in modules().into_iter().filter(|module| module != "blocking") {
        let source = module_source(&module);
        for definition in ["\npub struct", "\npub enum", "\npub trait", "\npub fn", "\npub type", "\npub mod"]
        {
            assert!(
                !source.contains(definition),
                "`{module}` only re-exports, but has `{}`",
                definition.trim()
            );
        }
        for name in exports(&source) {
            paths.entry(name).or_default().push(module.clone());
        }
    }
    paths
}

#[test]
fn each_name_has_one_path() {
    for (name, paths) in paths() {
        assert_eq!(paths.len(), 1, "{name} is in {}", paths.join(" and "));
    }
}

#[test]
fn the_root_has_few_names() {
    let root = exports(&source("src/lib.rs"));
    assert!(root.len() <= MOST_AT_THE_ROOT, "{} names: {}", root.len(), root.join(", "));
    for name in ["Client", "Deployment", "Error", "Image", "DetectionPrediction", "MonitorCall"] {
        assert!(root.iter().any(|known| known == name), "a first program needs {name}");
    }
}

#[test]
fn the_blocking_api_has_a_twin_of_each_handle() {
    let twins: BTreeSet<_> = exports(&module_source("blocking")).into_iter().collect();
    let expected =
        ["Client", "ClientBuilder", "Datalake", "Deployment", "Items", "MonitorCall", "PredictedAsset"];
    assert_eq!(twins, expected.map(str::to_owned).into());
}

#[test]
fn every_type_of_the_core_can_be_named_through_the_facade() {
    let paths = paths();
    let core = exports(&source("../picsellia-core/src/lib.rs"));
    assert!(core.len() > 50, "{core:?}");
    // Only transports and the facade itself use them.
    let internal = ["check_framing", "BodyBuffers"];
    for name in core.iter().filter(|name| !internal.contains(&name.as_str())) {
        assert!(paths.contains_key(name), "{name} is in no module of the facade");
    }
}

#[test]
fn every_value_that_an_endpoint_takes_or_returns_can_be_named_through_the_facade() {
    let paths = paths();
    let endpoints = exports(&source("../picsellia-core/src/endpoint/mod.rs"));
    assert!(endpoints.len() > 50, "{endpoints:?}");
    // The calls themselves are methods of the handles.
    let verbs = ["Add", "Delete", "Find", "Get", "List", "Retrieve", "Update"];
    let is_call = |name: &str| {
        verbs.iter().any(|verb| {
            name.strip_prefix(verb).is_some_and(|rest| rest.starts_with(|first: char| first.is_uppercase()))
        })
    };
    let internal = ["Download", "Login", "Monitor", "PresignedUrl", "Session", "StatisticsService"];
    for name in endpoints.iter().filter(|name| !is_call(name) && !internal.contains(&name.as_str())) {
        assert!(paths.contains_key(name), "{name} is in no module of the facade");
    }
}
