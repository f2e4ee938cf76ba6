use serde_json::json;

use crate::case::Case;
use crate::script::{DEPLOYMENT, ORGANIZATION};

const GROUP: &str = "connecting";

pub(super) fn cases() -> Vec<Case> {
    let connect = |name: &str| Case::new(GROUP, name, "connect", json!({}));
    let mut cases = vec![
        connect("the default organization").connecting(json!({})),
        connect("an organization by its id").connecting(json!({ "organization_id": ORGANIZATION })),
        Case { default_connector: true, ..connect("an organization with a storage connector") },
        connect("no deployment").on(None),
        connect("a deployment by its id").on(Some(json!({ "id": DEPLOYMENT }))),
    ];
    for name in
        ["dép loy/1", "a+b & c=d?#", "\"quoted\" 'name'", "100%", "日本 😀", "~tilde*star-dot._", "  "]
    {
        cases.push(connect(&format!("a deployment named {name:?}")).on(Some(json!({ "name": name }))));
        let organization = json!({ "organization_name": name });
        cases.push(connect(&format!("an organization named {name:?}")).connecting(organization));
    }
    cases
}
