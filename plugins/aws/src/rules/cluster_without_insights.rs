//! Clusters that nobody can look into.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Json, Level, Precision, Resource, Rule, Value, View};

pub const RULE: Rule = Rule {
    id: "aws/cluster-without-insights",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_ecs_cluster", "aws_ecs_account_setting_default"],
    summary: "An ECS cluster does not use Container Insights",
    page: include_str!("cluster_without_insights.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R195"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for cluster in view.of("aws_ecs_cluster").filter(|one| !one.is_data() && one.exists() != Existence::No) {
        judge(cx, view, cluster);
    }
}

fn judge(cx: &mut Context<'_>, view: View<'_>, cluster: Resource<'_>) {
    let settings = cluster.attr("setting");
    let is_insights = |setting: &Value<'_>| setting.attr("name").string().known() == Some("containerInsights");
    let setting = settings.each().find(is_insights);
    let value = setting.map_or(cluster.attr("setting").block("value"), |setting| setting.attr("value"));
    let message = format!("`{}` does not use Container Insights", cluster.address());
    let found = match setting {
        None if settings.may_have_more() => {
            cx.undecided(settings);
            return;
        }
        None => match by_account(view, cluster) {
            Answer::No => {
                let block = Json::block([("name", "containerInsights".into()), ("value", "enabled".into())]);
                cx.report(cluster, message).fix_insert(cluster.body(), "setting", block)
            }
            Answer::Yes => return,
            Answer::Possible | Answer::Unknown => {
                cx.undecided_because(cluster, "a setting of the account decides", "`aws_ecs_account_setting_default`");
                return;
            }
        },
        Some(_) => {
            let off = value.judge(is_off);
            match off {
                Answer::No => return,
                Answer::Unknown => {
                    cx.undecided(value);
                    return;
                }
                Answer::Yes => cx.report(value, message).fix_set(value, "enabled"),
                Answer::Possible => cx.report(value, message).fix_set(value, "enabled").possible(),
            }
        }
    };
    found
        .because("CloudWatch then has no metrics of single tasks and containers: in an outage, which of them ran out of memory or restarted has to be guessed from logs")
        .help("add a `setting` block with `name = \"containerInsights\"` and `value = \"enhanced\"`, or `\"enabled\"`; AWS bills it by metric")
        .fix_is_unsafe()
        .if_exists(cluster);
}

fn is_off(value: Value<'_>) -> Answer {
    value.string().test(|value| !matches!(value, "enabled" | "enhanced"))
}

/// Whether the account says so for clusters that say nothing.
fn by_account(view: View<'_>, cluster: Resource<'_>) -> Answer {
    let of_account = view.of("aws_ecs_account_setting_default").filter(|one| {
        !one.is_data()
            && one.exists() != Existence::No
            && one.root() == cluster.root()
            && one.variant() == cluster.variant()
    });
    of_account.fold(Answer::No, |answer, one| {
        let is_meant = one.attr("name").string().test(|name| name == "containerInsights");
        let exists = if one.exists() == Existence::Yes { Answer::Yes } else { Answer::Unknown };
        answer.or(is_meant.and(one.attr("value").judge(is_off).not()).and(exists))
    })
}
