//! Kafka clusters with connections in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "tls/kafka-plaintext",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_msk_cluster"],
    summary: "A Kafka cluster accepts or uses connections in clear text",
    page: include_str!("kafka_plaintext.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R059"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    // Without the blocks both settings have safe defaults: TLS and true.
    let transit = cluster.block("encryption_info").block("encryption_in_transit");
    clients(cx, cluster, transit.attr("client_broker"));
    brokers(cx, cluster, transit.attr("in_cluster"));
}

fn clients(cx: &mut Context<'_>, cluster: Resource<'_>, value: tollgate_sdk::Value<'_>) {
    let plain = value.judge(|value| value.string().test(|text| text != "TLS"));
    match plain {
        Answer::No => {}
        Answer::Unknown => cx.undecided(value),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(value, format!("`{}` accepts clients in clear text", cluster.address()))
                .because("anyone who can see the network traffic reads every message; with `TLS_PLAINTEXT` a client without TLS goes unnoticed")
                .help("set `client_broker = \"TLS\"` and let clients use port 9094, 9096 or 9098")
                .fix_set(value, "TLS")
                .fix_is_unsafe();
            if plain == Answer::Possible {
                finding.possible();
            }
        }
    }
}

fn brokers(cx: &mut Context<'_>, cluster: Resource<'_>, value: tollgate_sdk::Value<'_>) {
    let plain = value.judge(|value| value.bool().test(|on| !on));
    match plain {
        Answer::No => {}
        // Said once for a block that is unknown as a whole.
        Answer::Unknown if cluster.block("encryption_info").block("encryption_in_transit").is_unknown() => {}
        Answer::Unknown => cx.undecided(value),
        Answer::Yes | Answer::Possible => {
            // No fix: changing it replaces the cluster.
            let finding = cx
                .report(value, format!("the brokers of `{}` talk to each other in clear text", cluster.address()))
                .because("every message is replicated between brokers: anyone who can see the network traffic reads them all")
                .help("remove `in_cluster` (true is the default); the change needs a new cluster and a migration of the data");
            if plain == Answer::Possible {
                finding.possible();
            }
        }
    }
}
