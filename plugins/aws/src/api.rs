//! REST APIs of API Gateway.

use tollgate_sdk::{Answer, Resource};

/// Whether a REST API can be reached from within VPCs only.
pub fn is_private(api: Resource<'_>) -> Answer {
    if api.type_name() != "aws_api_gateway_rest_api" || api.is_data() {
        return Answer::Unknown;
    }
    let types = api.block("endpoint_configuration").attr("types");
    types.judge(|types| {
        let start = if types.may_have_more() { Answer::Unknown } else { Answer::No };
        types
            .each()
            .fold(start, |answer, kind| answer.or(kind.judge(|kind| kind.string().test(|kind| kind == "PRIVATE"))))
    })
}
