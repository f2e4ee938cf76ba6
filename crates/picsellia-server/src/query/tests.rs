//! Tests the query language with tables of valid and invalid queries.

use proptest::prelude::*;
use sqlx::{QueryBuilder, Sqlite};

use super::containment::ContainmentError;
use super::*;

/// Returns the SQL of a query, with `?` for bound values.
fn compile(query: &str) -> String {
    let mut sql = QueryBuilder::<Sqlite>::new("");
    push_filter(&mut sql, &parse(Scope::Data, query).expect("the query parses"));
    sql.into_string()
}

#[test]
fn equivalent_queries_parse_to_the_same_tree() {
    let cases = [
        (r#"source = "serving""#, r#"data_source.name = "serving""#),
        (r#"source = "serving""#, r#"data_source="serving""#),
        (r#"tags = "a""#, r#"tags.name = "a""#),
        (r#"tags.name in ("a")"#, r#"tags.name = "a""#),
        ("width > 5", "(meta.width > 5.0)"),
        (r#"source = "a" AND width < 1"#, r#"source = "a" and width < 1"#),
        (r#"source = "a" or source = "b" and width < 1"#, r#"source = "a" or (source = "b" and width < 1)"#),
        (r#"content_type = "IMAGE/PNG""#, r#"content_type = "image/png""#),
        (r#"created_at >= "2024-05-01""#, r#"created_at >= "2024-05-01T00:00:00Z""#),
        (r#"created_at >= "1970-01-02T00:00:00Z""#, "created_at >= 86400"),
        (r#"custom_metadata."line" = 1"#, "custom_metadata.line = 1e0"),
    ];
    for (left, right) in cases {
        assert_eq!(parse(Scope::Data, left), parse(Scope::Data, right), "{left} / {right}");
        assert!(parse(Scope::Data, left).is_ok(), "{left}");
    }
}

#[test]
fn grouping_changes_the_tree() {
    let plain = parse(Scope::Data, "width = 1 or width = 2 and height = 3");
    let grouped = parse(Scope::Data, "(width = 1 or width = 2) and height = 3");
    assert_ne!(plain, grouped);
}

#[test]
fn values_never_reach_the_sql_text() {
    let hostile = r#"custom_metadata."x') OR 1=1 --" = "'; DROP TABLE data; --" and filename in ("a'","b")"#;
    let sql = compile(hostile);
    assert!(!sql.contains("DROP") && !sql.contains("1=1") && !sql.contains("a'"), "{sql}");
}

#[test]
fn errors_have_the_position_and_the_expected_token() {
    let cases = [
        ("", 1, "expected a property or `(`"),
        ("filename", 9, "one of = != < <= > >= in"),
        ("filename = ", 12, "a string in double quotes or a number"),
        (r#"filename = "a" x"#, 16, "`and`, `or` or the end"),
        (r#"filename = "a" and"#, 19, "a property"),
        (r#"(filename = "a""#, 16, "expected `)`"),
        (r#"filename = "a"#, 12, "no closing double quote"),
        (r#"filename = "a\q""#, 14, "unknown escape"),
        ("filename = 'a'", 12, "double quotes"),
        (r#"é = "a""#, 1, "unknown property `é`"),
        (r#"color = "a""#, 1, "known properties: source, tags.name"),
        (r#"metadata = "a""#, 1, "known properties"),
        (r#"width = "a""#, 9, "expected a number"),
        ("filename = 3", 12, "a string in double quotes"),
        (r#"created_at > "yesterday""#, 14, "a date"),
        ("custom_metadata.ok > true", 22, "no order"),
        ("width in (1 2)", 13, "`,` or `)`"),
        ("width in ()", 11, "a string in double quotes or a number"),
        ("width == 1", 8, "found `=`"),
        ("width = 1.2.3", 9, "not a number"),
        ("width ! 1", 7, "expected `!=`"),
        ("width = 1 # x", 11, "unexpected character"),
    ];
    for (query, position, expected) in cases {
        let error = parse(Scope::Data, query).expect_err(query);
        assert_eq!(error.position(), position, "{query}: {error}");
        assert!(error.to_string().contains(expected), "{query}: {error}");
    }
}

#[test]
fn oversized_queries_are_rejected() {
    let nested = format!("{}width = 1{}", "(".repeat(10_000), ")".repeat(10_000));
    assert!(parse(Scope::Data, &nested).is_err());
    let long = vec!["width = 1"; 10_000].join(" or ");
    assert!(parse(Scope::Data, &long).is_err());
    let many = vec!["width = 1"; 300].join(" or ");
    assert!(parse(Scope::Data, &many).expect_err("too many").to_string().contains("comparisons"));
}

#[test]
fn predicted_assets_have_their_own_properties_and_those_of_their_data() {
    assert!(parse(Scope::PredictedAsset, r#"data.tags.name = "x" and latency < 0.5"#).is_ok());
    assert!(parse(Scope::PredictedAsset, r#"source = "x" and data.custom_metadata.k = 1"#).is_ok());
    assert!(parse(Scope::Data, "latency < 0.5").is_err());
    assert!(parse(Scope::Data, r#"data.filename = "x""#).is_err());
}

#[test]
fn containment_patterns_are_objects_of_bounded_size() {
    assert!(Containment::parse(r#"{"k":[1,2.5,"é"],"o":{"x":null}}"#).is_ok());
    assert!(Containment::parse("[1]").is_err());
    assert!(Containment::parse("{").is_err());
    let deep = format!("{}1{}", "{\"a\":".repeat(50), "}".repeat(50));
    assert!(matches!(Containment::parse(&deep), Err(ContainmentError::TooDeep)));
    let large = format!("{{\"a\":[{}]}}", vec!["1"; 500].join(","));
    assert!(matches!(Containment::parse(&large), Err(ContainmentError::TooLarge)));
}

proptest! {
    #[test]
    fn no_query_panics(query in any::<String>()) {
        let _ = parse(Scope::Data, &query);
    }

    #[test]
    fn no_combination_of_tokens_panics(
        parts in prop::collection::vec(prop::sample::select(vec![
            "and", "or", "in", "(", ")", ",", ".", "=", "!=", "<", ">=", "\"a\"", "\"", "\\", "-", "1e", "1.5",
            "-2", "true", "tags.name", "source", "width", "created_at", "metadata.k", "id", "é", " ",
        ]), 0..24)
    ) {
        let query = parts.concat();
        if let Ok(expr) = parse(Scope::PredictedAsset, &query) {
            let mut sql = QueryBuilder::<Sqlite>::new("");
            push_filter(&mut sql, &expr);
        }
        let _ = parse(Scope::Data, &parts.join(" "));
    }

    #[test]
    fn escaped_strings_parse_to_the_original(text in any::<String>()) {
        let query = format!("filename = \"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let parsed = parse(Scope::Data, &query).expect("an escaped string parses");
        prop_assert_eq!(format!("{parsed:?}").contains(&format!("{:?}", value::Value::Text(text))), true);
    }
}
