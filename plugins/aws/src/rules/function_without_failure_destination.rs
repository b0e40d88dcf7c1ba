//! Functions whose failed events are lost.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View, companions};

pub const RULE: Rule = Rule {
    id: "aws/function-without-failure-destination",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_lambda_function", "aws_lambda_function_event_invoke_config", "aws_lambda_permission"],
    summary: "A Lambda function loses the events on which it fails",
    page: include_str!("function_without_failure_destination.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R201"],
    check: Check::Project(check),
};

/// Services that hand an event over and do not wait for what becomes of it.
const ASYNCHRONOUS: &[&str] = &[
    "events.amazonaws.com",
    "s3.amazonaws.com",
    "sns.amazonaws.com",
    "ses.amazonaws.com",
    "iot.amazonaws.com",
    "config.amazonaws.com",
    "codecommit.amazonaws.com",
    "cloudformation.amazonaws.com",
    "scheduler.amazonaws.com",
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for function in view.of("aws_lambda_function").filter(|one| !one.is_data() && one.exists() != Existence::No) {
        let permissions = companions(view, function, &["aws_lambda_permission"], "function_name", &["function_name"]);
        let hands_over = |permission: &&Resource<'_>| {
            permission.attr("principal").string().known().is_some_and(|service| ASYNCHRONOUS.contains(&service))
        };
        // Only where it is known that events are handed over: who waits for the answer sees the failure.
        if let Some(caller) = permissions.certain.iter().find(hands_over) {
            judge(cx, view, function, *caller);
        }
    }
}

fn judge(cx: &mut Context<'_>, view: View<'_>, function: Resource<'_>, caller: Resource<'_>) {
    let queue = function.attr("dead_letter_config");
    let own = if queue.each().next().is_some() { Answer::Yes } else { unknown_or_no(queue) };
    let ty = &["aws_lambda_function_event_invoke_config"];
    let configs = companions(view, function, ty, "function_name", &["function_name"]);
    let has_destination = |config: Resource<'_>| {
        let destination = config.block("destination_config").attr("on_failure");
        if destination.each().next().is_some() { Answer::Yes } else { unknown_or_no(destination) }
    };
    let certain = configs.certain.iter().fold(Answer::No, |answer, config| answer.or(has_destination(*config)));
    let perhaps = configs
        .perhaps
        .iter()
        .fold(Answer::No, |answer, (config, _)| answer.or(has_destination(*config).and(Answer::Unknown)));
    match own.or(certain).or(perhaps) {
        Answer::Yes => {}
        Answer::Possible | Answer::Unknown => {
            let place = configs.perhaps.first().map_or(queue, |(_, value)| *value);
            cx.undecided_because(
                place,
                "whether failed events are kept is not known",
                "the `on_failure` destination of the function",
            );
        }
        Answer::No => {
            cx.report(function, format!("`{}` loses the events on which it fails", function.address()))
                .because("the caller does not wait for the result: Lambda tries twice more and then discards the event, and nothing records which one it was")
                .help("add an `aws_lambda_function_event_invoke_config` with an `on_failure` destination, or a `dead_letter_config` with a queue, and an alarm on what arrives there")
                .related(caller, "events come from here")
                .if_exists(function);
        }
    }
}

fn unknown_or_no(list: Value<'_>) -> Answer {
    if list.may_have_more() { Answer::Unknown } else { Answer::No }
}
