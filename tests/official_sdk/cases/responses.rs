use picsellia_tests::{created, login, reply, response};
use picsellia_transport_conformance::Reply;
use serde_json::{Value, json};

use super::stats::asked;
use super::{boxes, monitored, shadows};
use crate::case::Case;
use crate::script::{PREDICTION, predicted_asset};

const GROUP: &str = "answers";

pub(super) fn cases() -> Vec<Case> {
    let expired = || reply(401, &json!({ "message": "expired", "expired": true }));
    let renewed = |then: Reply| [expired(), login("jwt-2"), then];
    let information = json!({ "deployment": {} });
    let plain = |name: &str, replies: Vec<Reply>| monitored(GROUP, name, &[]).monitoring(replies);
    let mut cases = vec![
        plain("a session that has ended is renewed", renewed(created(PREDICTION)).into()),
        plain("a renewed session that is refused", renewed(expired()).into()),
        plain("a renewal that is refused", vec![expired(), reply(403, &json!({ "message": "no" }))]),
        shadows::by_id(GROUP, "the same for a shadow", &boxes()).monitoring(renewed(created("s1"))),
        asked(GROUP, "the same for a statistic", json!({ "service": "PREDICTIONS_DATA" }))
            .monitoring(renewed(reply(200, &json!({ "n": 1 })))),
        Case::new(GROUP, "the same for what the service knows", "retrieve_information", json!({}))
            .monitoring(renewed(reply(200, &information))),
        plain("502, and then it is taken", vec![Reply::Whole(response(502, "<html>")), created(PREDICTION)]),
        plain("503, and then it is taken", vec![reply(503, &json!({ "message": "later" })), created("p1")]),
        plain("a 201 with a list", vec![Reply::Whole(response(201, "[1]"))]),
        plain("a 201 with nothing", vec![Reply::Whole(response(201, ""))]),
        plain("a 201 without an id", vec![Reply::Whole(response(201, "{}"))]),
    ];
    for status in [200, 202, 204, 208, 400, 402, 403, 404, 405, 409, 413, 415, 422, 423] {
        let refused = reply(status, &json!({ "message": "no", "detail": ["because"], "id": "p1" }));
        cases.push(plain(&format!("{status} is a refusal, and it is not sent again"), vec![refused]));
    }
    for status in [201, 400, 401, 403, 404] {
        let refused = reply(status, &json!({ "jwt": "jwt-1", "expires": null, "message": "no" }));
        // A prediction is never taken, so it has no response.
        let case = plain(&format!("a login that is answered with {status}"), vec![created("never")]);
        cases.push(case.login([refused]));
    }
    for expires in [Value::Null, json!(3600), json!("2030-01-01T00:00:00Z")] {
        let session = reply(200, &json!({ "jwt": "jwt-1", "expires": expires, "more": 1 }));
        cases.push(plain(&format!("a session that ends at {expires}"), vec![created("p1")]).login([session]));
    }
    for status in [208, 400, 402, 403, 404, 405, 409, 413, 422, 423] {
        let args = json!({ "oracle_prediction_id": PREDICTION });
        let case =
            Case::new(GROUP, format!("{status} of the platform is a refusal"), "find_predicted_asset", args);
        cases.push(case.platform([reply(status, &predicted_asset())]));
    }
    cases
}
