use picsellia_tests::{created, login, reply, response};
use picsellia_transport_conformance::Reply;
use serde_json::{Value, json};

use super::statistics::requested;
use super::{boxes, monitored, shadows};
use crate::case::Case;
use crate::script::{PREDICTION, predicted_asset};

const GROUP: &str = "responses";

pub(super) fn cases() -> Vec<Case> {
    let expired = || reply(401, &json!({ "message": "expired", "expired": true }));
    let renewed = |then: Reply| [expired(), login("jwt-2"), then];
    let information = json!({ "deployment": {} });
    let plain = |name: &str, replies: Vec<Reply>| monitored(GROUP, name, &[]).monitoring(replies);
    let mut cases = vec![
        plain("an expired session is renewed", renewed(created(PREDICTION)).into()),
        plain("a renewed session is rejected", renewed(expired()).into()),
        plain("a rejected renewal", vec![expired(), reply(403, &json!({ "message": "no" }))]),
        shadows::by_id(GROUP, "an expired session is renewed for a shadow", &boxes())
            .monitoring(renewed(created("s1"))),
        requested(
            GROUP,
            "an expired session is renewed for a statistic",
            json!({ "service": "PREDICTIONS_DATA" }),
        )
        .monitoring(renewed(reply(200, &json!({ "n": 1 })))),
        Case::new(
            GROUP,
            "an expired session is renewed for the information",
            "retrieve_information",
            json!({}),
        )
        .monitoring(renewed(reply(200, &information))),
        plain("a 502 and then success", vec![Reply::Whole(response(502, "<html>")), created(PREDICTION)]),
        plain("a 503 and then success", vec![reply(503, &json!({ "message": "later" })), created("p1")]),
        plain("a 201 with a list", vec![Reply::Whole(response(201, "[1]"))]),
        plain("a 201 without a body", vec![Reply::Whole(response(201, ""))]),
        plain("a 201 without an id", vec![Reply::Whole(response(201, "{}"))]),
    ];
    for status in [200, 202, 204, 208, 400, 402, 403, 404, 405, 409, 413, 415, 422, 423] {
        let rejected = reply(status, &json!({ "message": "no", "detail": ["because"], "id": "p1" }));
        cases.push(plain(&format!("{status} is a rejection and is not sent again"), vec![rejected]));
    }
    for status in [201, 400, 401, 403, 404] {
        let rejected = reply(status, &json!({ "jwt": "jwt-1", "expires": null, "message": "no" }));
        // The prediction is never sent, so its response is not used.
        let case = plain(&format!("a login with the status {status}"), vec![created("never")]);
        cases.push(case.login([rejected]));
    }
    for expires in [Value::Null, json!(3600), json!("2030-01-01T00:00:00Z")] {
        let session = reply(200, &json!({ "jwt": "jwt-1", "expires": expires, "more": 1 }));
        cases.push(
            plain(&format!("a session that expires at {expires}"), vec![created("p1")]).login([session]),
        );
    }
    for status in [208, 400, 402, 403, 404, 405, 409, 413, 422, 423] {
        let args = json!({ "oracle_prediction_id": PREDICTION });
        let case = Case::new(
            GROUP,
            format!("{status} of the platform is a rejection"),
            "find_predicted_asset",
            args,
        );
        cases.push(case.platform([reply(status, &predicted_asset())]));
    }
    cases
}
