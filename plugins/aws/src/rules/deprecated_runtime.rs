//! Functions on runtimes that get no security updates any more.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::support;

pub const RULE: Rule = Rule {
    id: "aws/deprecated-runtime",
    level: Level::Warning,
    severity: 55,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_lambda_function"],
    summary: "The runtime of a Lambda function is deprecated",
    page: include_str!("deprecated_runtime.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R198"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, function: Resource<'_>) {
    if function.is_data() {
        return;
    }
    let today = cx.today();
    let runtime = function.setting("runtime");
    // A function that is an image has none.
    let ends_of = |value: Value<'_>| value.string().known().and_then(support::runtime).filter(|ends| *ends <= today);
    let is_deprecated =
        |value: Value<'_>| value.string().test(|name| support::runtime(name).is_some_and(|ends| ends <= today));
    let found = runtime.value().possibilities().find_map(|value| Some((value.string().known()?, ends_of(value)?)));
    let (name, ends) = found.unwrap_or_default();
    let message = format!("the runtime `{name}` of `{}` has been deprecated since {ends}", function.address());
    if let Some(found) = cx.reject(&runtime, is_deprecated, message) {
        found
            .because("it gets no security updates: vulnerabilities in the language, in its libraries and in the system below stay open; and later AWS blocks updates of such functions, so that a fix of your own cannot be deployed either")
            .help(format!("move to a runtime that is supported, such as `{}`, and test the function with it", support::successor(name)));
    }
}
