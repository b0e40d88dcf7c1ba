//! Databases that the whole internet may connect to.

use tollgate_sdk::{
    Answer, Check, Context, Fix, Level, Precision, Resource, Rule,
    firewall::{Conditions, from_anywhere},
};

use crate::sql;

pub const RULE: Rule = Rule {
    id: "gcp/database-open-to-world",
    level: Level::Error,
    severity: 85,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: sql::TYPES,
    summary: "A Cloud SQL instance allows the whole internet to connect",
    page: include_str!("database_open_to_world.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R044"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    let addresses = database.block("settings").block("ip_configuration");
    let public = addresses.attr("ipv4_enabled");
    let is_public = public.judge(|value| value.bool().or(true).test(|on| on));
    let networks = addresses.attr("authorized_networks");
    if networks.may_have_more() && is_public != Answer::No {
        cx.undecided(networks);
    }
    for network in networks.each() {
        let range = network.attr("value");
        let answer = Conditions::default().and(from_anywhere(range, |_| false), range).and(is_public, public).hold(cx);
        if !matches!(answer, Answer::Yes | Answer::Possible) {
            continue;
        }
        let found = cx
            .report(range, format!("`{}` allows the whole internet to connect", database.address()))
            .because("only a password protects the data from the internet, and bots try passwords around the clock")
            .help("remove the network and connect through the Cloud SQL Auth Proxy or a private address, or list the addresses that need to connect");
        if answer == Answer::Possible {
            found.possible();
        }
    }
}
