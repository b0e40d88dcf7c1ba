//! Database firewalls that allow the whole internet.

use std::net::Ipv4Addr;

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "azure/database-open-to-world",
    level: Level::Error,
    severity: 85,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "azurerm_mariadb_firewall_rule",
        "azurerm_mssql_firewall_rule",
        "azurerm_mysql_firewall_rule",
        "azurerm_mysql_flexible_server_firewall_rule",
        "azurerm_postgresql_firewall_rule",
        "azurerm_postgresql_flexible_server_firewall_rule",
        "azurerm_redis_firewall_rule",
        "azurerm_sql_firewall_rule",
    ],
    summary: "The firewall of a database allows the whole internet, or all of Azure",
    page: include_str!("database_open_to_world.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

/// More addresses than any company has: half of the smallest range that counts as the world elsewhere.
const WORLD: u64 = 1 << 24;

fn check(cx: &mut Context<'_>, rule: Resource<'_>) {
    if rule.is_data() {
        return;
    }
    let first = argument(rule, ["start_ip_address", "start_ip"]);
    let last = argument(rule, ["end_ip_address", "end_ip"]);
    let address = |value: Value<'_>| value.string().known().and_then(|text| text.trim().parse::<Ipv4Addr>().ok());
    let (from, to) = match (address(first), address(last)) {
        (Some(from), Some(to)) => (u64::from(u32::from(from)), u64::from(u32::from(to))),
        _ => {
            if let Some(open) = [first, last].into_iter().find(|value| value.is_unknown()) {
                cx.undecided(open);
            }
            return;
        }
    };
    if (from, to) == (0, 0) {
        let _finding = cx
            .report(first, format!("`{}` allows all of Azure, including other customers", rule.address()))
            .because("the range `0.0.0.0` to `0.0.0.0` stands for every address of Azure: anyone with a subscription can rent a virtual machine and try passwords from there")
            .help("remove the rule and connect through a private endpoint, or list the addresses that need to connect");
    } else if to >= from && to - from + 1 >= WORLD && !is_private(from, to) {
        let _finding = cx
            .report(first, format!("`{}` allows {} addresses of the internet", rule.address(), to - from + 1))
            .related(last, "the range ends here")
            .because("scanners find the database within minutes, and only its password is left to stop the bots that try to log in")
            .help("list the addresses that need to connect, or remove the rule and connect through a private endpoint");
    }
}

/// Two generations of the provider have two names for it.
fn argument<'a>(rule: Resource<'a>, names: [&str; 2]) -> Value<'a> {
    let [new, old] = names.map(|name| rule.attr(name));
    if new.is_absent() && !old.is_absent() { old } else { new }
}

fn is_private(from: u64, to: u64) -> bool {
    (0x0a00_0000..=0x0aff_ffff).contains(&from) && to <= 0x0aff_ffff
}
