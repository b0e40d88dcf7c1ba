//! Kafka brokers whose logs are delivered nowhere.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::written::is_on;

pub const RULE: Rule = Rule {
    id: "aws/broker-without-logs",
    level: Level::Off,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_msk_cluster"],
    summary: "Brokers of a Kafka cluster write no logs",
    page: include_str!("broker_without_logs.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R144"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    let logs = cluster.block("logging_info").block("broker_logs");
    let destinations = ["cloudwatch_logs", "firehose", "s3"];
    let writes = destinations.iter().fold(Answer::No, |any, name| any.or(is_on(logs.block(name).attr("enabled"))));
    let message = format!("the brokers of `{}` write no logs", cluster.address());
    let found = match writes {
        Answer::Yes => return,
        Answer::Unknown => {
            cx.undecided_because(logs, "whether any of its destinations is enabled is not known", "`enabled`");
            return;
        }
        Answer::Possible => cx.report(logs, message).possible(),
        Answer::No => cx.report(logs, message),
    };
    let _finding = found
        .because("AWS runs the brokers, and nobody can log in to them: without these logs, nobody can find out why a client was refused or a partition lost its leader")
        .help("enable a destination in `broker_logs` of `logging_info`: `cloudwatch_logs`, `firehose` or `s3`");
}
