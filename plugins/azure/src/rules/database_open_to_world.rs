//! Databases whose firewall has no walls.

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
    summary: "The firewall of a database admits the whole internet, or all of Azure",
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
            .report(first, format!("`{}` admits all of Azure, other customers included", rule.address()))
            .because("`0.0.0.0` to `0.0.0.0` stands for every address that Azure has: anybody with an account rents a machine there and is in front of the database")
            .help("use a private endpoint or a subnet of your own; on a flexible server, `public_network_access_enabled = false`");
    } else if to >= from && to - from + 1 >= WORLD && !is_private(from, to) {
        let _finding = cx
            .report(first, format!("`{}` admits {} addresses of the internet", rule.address(), to - from + 1))
            .related(last, "up to here")
            .because("only the password is left between the database and everybody who tries: it is found within minutes, and tried day and night")
            .help("name the few addresses that need it, or use a private endpoint or a subnet of your own");
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
