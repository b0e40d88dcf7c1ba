//! DocumentDB clusters without TLS.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "tls/documentdb-plaintext",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_docdb_cluster_parameter_group"],
    summary: "A DocumentDB cluster has TLS switched off",
    page: include_str!("documentdb_plaintext.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R064"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, group: Resource<'_>) {
    if group.is_data() {
        return;
    }
    let parameters = group.attr("parameter");
    for parameter in parameters.each() {
        let named = parameter.attr("name").judge(|name| name.string().test(|text| text == "tls"));
        let setting = parameter.setting("value");
        let off = |value: tollgate_sdk::Value<'_>| value.string().test(|text| text.eq_ignore_ascii_case("disabled"));
        let message = format!("`{}` switches TLS off", group.address());
        match named {
            Answer::No => {}
            Answer::Unknown if setting.value().judge(off) != Answer::No => cx.undecided(parameter.attr("name")),
            _ => {
                if let Some(found) = cx.reject(&setting, |value| named.and(off(value)), message) {
                    found
                        .because("anyone who can see the network traffic reads queries and documents, and an attacker on the way can pose as the database")
                        .help("set the parameter `tls` to `enabled`, or to `tls1.2+`, and reboot the instances")
                        .fix_setting(&setting, "enabled")
                        .fix_is_unsafe();
                }
            }
        }
    }
    if parameters.may_have_more() {
        cx.undecided(parameters);
    }
}
