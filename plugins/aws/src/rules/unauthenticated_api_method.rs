//! Methods and routes of API Gateway that require no credentials.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View, companions};

use crate::{
    api::is_private,
    network::all,
    written::{is_missing, is_on},
};

pub const RULE: Rule = Rule {
    id: "aws/unauthenticated-api-method",
    level: Level::Info,
    severity: 40,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[
        "aws_api_gateway_method",
        "aws_api_gateway_rest_api",
        "aws_api_gateway_rest_api_policy",
        "aws_apigatewayv2_route",
        "aws_apigatewayv2_api",
    ],
    summary: "A method of an API requires no credentials",
    page: include_str!("unauthenticated_api_method.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R214"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_here = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
    for method in view.of("aws_api_gateway_method").filter(is_here) {
        let (kind, verb, key) =
            (method.attr("authorization"), method.attr("http_method"), method.attr("api_key_required"));
        let is_preflight = verb.judge(|verb| verb.string().test(|verb| verb.eq_ignore_ascii_case("OPTIONS")));
        let api = method.attr("rest_api_id");
        let questions = [
            (kind.judge(is_none), kind),
            (is_preflight.not(), verb),
            (key.judge(is_on).not(), key),
            (is_guarded(view, api).not(), api),
        ];
        report(cx, method, kind, &questions);
    }
    for route in view.of("aws_apigatewayv2_route").filter(is_here) {
        let (kind, key, api) = (route.attr("authorization_type"), route.attr("route_key"), route.attr("api_id"));
        let is_none_there = kind.judge(|kind| if kind.is_unset() { Answer::Yes } else { is_none(kind) });
        let questions = [(is_none_there, kind), (takes_credentials(key, api), key)];
        report(cx, route, kind, &questions);
    }
}

fn is_none(kind: Value<'_>) -> Answer {
    kind.string().test(|kind| kind == "NONE")
}

/// Whether the API is protected as a whole: it is private, or has a policy. `Possible` where the API is not in the
/// configuration.
fn is_guarded(view: View<'_>, api: Value<'_>) -> Answer {
    let Some(api) = api.target().and_then(|target| target.resource()).filter(|api| !api.is_data()) else {
        return Answer::Possible;
    };
    let policies = companions(view, api, &["aws_api_gateway_rest_api_policy"], "rest_api_id", &[]).any();
    let guarded = is_private(api).or(api.attr("policy").judge(is_missing).not()).or(policies);
    if guarded == Answer::Unknown { Answer::Possible } else { guarded }
}

/// Whether the route is one at which callers could be asked for credentials: of a WebSocket API, only the one that
/// connects; of an HTTP API, all but those that browsers ask beforehand.
fn takes_credentials(key: Value<'_>, api: Value<'_>) -> Answer {
    let is_preflight = key.judge(|key| key.string().test(|key| key.starts_with("OPTIONS ")));
    let connects = key.judge(|key| key.string().test(|key| key == "$connect"));
    let has_path = key.judge(|key| key.string().test(|key| key.contains(" /")));
    let protocol = api.target().and_then(|target| target.resource()).map(|api| api.attr("protocol_type"));
    let is_http = match protocol {
        Some(protocol) => protocol.judge(|protocol| protocol.string().test(|name| name == "HTTP")),
        None => Answer::Possible,
    };
    connects.or(is_preflight.not().and(has_path.or(is_http)))
}

fn report(cx: &mut Context<'_>, method: Resource<'_>, kind: Value<'_>, questions: &[(Answer, Value<'_>)]) {
    let (answer, unknown) = all(questions);
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(unknown.unwrap_or(kind)),
        Answer::Yes | Answer::Possible => {
            let found = cx
                .report(kind, format!("`{}` requires no credentials", method.address()))
                .because("anybody who finds the address can call it, and reads or changes data wherever the code behind it forgets a check")
                .help("use `AWS_IAM`, a Cognito or JWT authorizer, or one of your own; if the method is meant for everybody, allow this rule here and give the reason")
                .if_exists(method);
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}
