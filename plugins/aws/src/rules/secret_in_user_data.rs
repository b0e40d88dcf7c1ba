//! Secrets in the script with which a machine starts.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{credentials::secret_behind, script};

pub const RULE: Rule = Rule {
    id: "aws/secret-in-user-data",
    level: Level::Error,
    severity: 75,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_instance",
        "aws_launch_template",
        "aws_launch_configuration",
        "aws_spot_instance_request",
        "aws_spot_fleet_request",
        "aws_lightsail_instance",
    ],
    summary: "A password, key or token is in the user data of a machine",
    page: include_str!("secret_in_user_data.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R203"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, machine: Resource<'_>) {
    if machine.is_data() {
        return;
    }
    let specifications = machine.attr("launch_specification");
    for place in [machine.body()].into_iter().chain(specifications.each()) {
        for argument in ["user_data", "user_data_base64"] {
            let data = place.attr(argument);
            for value in data.possibilities() {
                judge(cx, machine, argument, value, value.node() != data.node());
            }
        }
    }
    if specifications.may_have_more() {
        cx.undecided(specifications);
    }
}

fn judge(cx: &mut Context<'_>, machine: Resource<'_>, argument: &str, data: Value<'_>, is_possible: bool) {
    let address = machine.address();
    let (text, is_all) = match data.string() {
        Read::Known(text) => (text.to_owned(), true),
        Read::Unknown => (script::beginning(data), false),
        _ => return,
    };
    let (message, is_possible) = match (script::secrets_in(&text).as_slice(), secret_behind(&data)) {
        ([only], _) => (format!("`{argument}` of `{address}` holds {only}"), is_possible),
        ([first, others @ ..], _) => {
            (format!("`{argument}` of `{address}` holds {first}, and {} more", others.len()), is_possible)
        }
        ([], _) if is_all => return,
        ([], Some(secret)) => (
            format!("the secret `{}.{}` is inserted into `{argument}` of `{address}`", secret.address(), secret.path()),
            true,
        ),
        ([], None) => {
            cx.undecided(data);
            return;
        }
    };
    let found = cx
        .report(data, message)
        .because("user data is not secret: every process on the machine can read it from the metadata service, everybody who may describe the machine can read it in the console, and it is in the state")
        .help("replace the secret, which counts as leaked; keep the new one in Secrets Manager or in a `SecureString` parameter, and let the script fetch it with the role of the machine")
        // What is shown of the text must not have it either.
        .detail("secret", "");
    if is_possible {
        found.possible();
    }
}
