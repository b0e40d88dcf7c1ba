//! Machines that hand out their credentials to whoever makes them fetch a URL.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View};

pub const RULE: Rule = Rule {
    id: "aws/imds-v1",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "aws_instance",
        "aws_spot_instance_request",
        "aws_launch_template",
        "aws_launch_configuration",
        "aws_ec2_instance_metadata_defaults",
        "aws_ami",
        "aws_ssm_parameter",
    ],
    summary: "The metadata service of an instance answers without a token",
    page: include_str!("imds_v1.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R019"],
    check: Check::Project(check),
};

const MACHINES: &[&str] =
    &["aws_instance", "aws_spot_instance_request", "aws_launch_template", "aws_launch_configuration"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let machines = MACHINES.iter().flat_map(|ty| view.of(ty));
    for machine in machines.filter(|one| !one.is_data() && one.exists() != Existence::No) {
        check_machine(cx, view, machine);
    }
}

fn check_machine(cx: &mut Context<'_>, view: View<'_>, machine: Resource<'_>) {
    let tokens = machine.setting("metadata_options.http_tokens");
    if tokens.value().is_unset() && (has_strict_image(machine) || is_decided_elsewhere(cx, view, machine)) {
        return;
    }
    let endpoint = machine.setting("metadata_options.http_endpoint").value();
    let is_off = endpoint.judge(|endpoint| endpoint.string().test(|endpoint| endpoint == "disabled"));
    let is_optional = |tokens: Value<'_>| tokens.string().or("optional").test(|tokens| tokens != "required");
    if is_off == Answer::Unknown && tokens.value().judge(is_optional) == Answer::Yes {
        cx.undecided(endpoint);
        return;
    }
    let subject = match machine.type_name() {
        "aws_launch_template" | "aws_launch_configuration" => format!("instances of `{}`", machine.address()),
        _ => format!("`{}`", machine.address()),
    };
    let message = format!("the metadata service of {subject} answers without a token");
    if let Some(found) = cx.reject(&tokens, |tokens| is_off.not().and(is_optional(tokens)), message) {
        found
            .because("an application that can be made to fetch a URL hands out the credentials of the instance's role; where a token is required, a plain GET is not enough")
            .help("set `http_tokens = \"required\"` in `metadata_options`; AWS SDKs since 2020 fetch the token by themselves")
            .fix_setting(&tokens, "required")
            .fix_is_unsafe()
            .if_exists(machine);
    }
}

/// Whether it is started from an image of Amazon Linux 2023, which requires tokens where nothing else is said: found by
/// the parameter that AWS publishes it in, or by its name.
fn has_strict_image(machine: Resource<'_>) -> bool {
    let is_strict = |name: Value<'_>| name.string().test(|name| name.contains("al2023-ami-"));
    ["ami", "image_id"].into_iter().flat_map(|name| machine.attr(name).refs()).filter_map(|one| one.resource()).any(
        |image| {
            let names =
                image.attr("filter").each().filter(|filter| filter.attr("name").string().known() == Some("name"));
            let of_filters =
                || names.flat_map(|filter| filter.attr("values").each()).any(|name| is_strict(name) == Answer::Yes);
            image.is_data() && (is_strict(image.attr("name")) == Answer::Yes || of_filters())
        },
    )
}

/// Where the argument is not written: whether the launch template of an instance, or the default of the account,
/// decides; says so if what they say is not known.
fn is_decided_elsewhere(cx: &mut Context<'_>, view: View<'_>, machine: Resource<'_>) -> bool {
    let template = machine.block("launch_template");
    if !template.is_unset() {
        let mut named = [template.attr("id"), template.attr("name")].into_iter().flat_map(|name| name.refs());
        // One that is here is checked by itself.
        if !named.any(|name| name.resource().is_some_and(|template| !template.is_data())) {
            let reason = "the launch template says whether a token is required";
            cx.undecided_because(template, reason, "`metadata_options` of the launch template");
        }
        return true;
    }
    let defaults = view
        .of("aws_ec2_instance_metadata_defaults")
        .filter(|one| one.root() == machine.root() && one.variant() == machine.variant())
        .filter(|one| one.exists() != Existence::No);
    for default in defaults {
        let tokens = default.attr("http_tokens");
        match tokens.judge(|tokens| tokens.string().test(|tokens| tokens == "required")) {
            Answer::Yes if default.exists() == Existence::Yes => return true,
            Answer::No => {}
            _ => {
                let reason = "the default of the account may require a token";
                cx.undecided_because(machine, reason, format!("`{}`", default.address()));
                return true;
            }
        }
    }
    false
}
