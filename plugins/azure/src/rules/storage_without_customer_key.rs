//! Storage accounts and databases that are encrypted with a key managed by Azure.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, View, companions};

use crate::networks::is_given;

pub const RULE: Rule = Rule {
    id: "azure/storage-without-customer-key",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[
        "azurerm_cosmosdb_account",
        "azurerm_mssql_managed_instance",
        "azurerm_mssql_managed_instance_transparent_data_encryption",
        "azurerm_mssql_server",
        "azurerm_mssql_server_transparent_data_encryption",
        "azurerm_mysql_flexible_server",
        "azurerm_mysql_server",
        "azurerm_mysql_server_key",
        "azurerm_postgresql_flexible_server",
        "azurerm_postgresql_server",
        "azurerm_postgresql_server_key",
        "azurerm_sql_server",
        "azurerm_storage_account",
        "azurerm_storage_account_customer_managed_key",
    ],
    summary: "A storage account or a database is not encrypted with your own key",
    page: include_str!("storage_without_customer_key.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R107"],
    check: Check::Project(check),
};

/// Where a type of resource says which key is its own.
struct Storage {
    ty: &'static str,
    /// Its arguments or blocks that name a key.
    own: &'static [&'static str],
    /// A resource that names one for it, with the argument that says for which; empty where there is none.
    apart: &'static str,
    argument: &'static str,
}

const NO_ARGUMENT: &str = "";
const BLOCK: &[&str] = &["customer_managed_key"];
const OF_SQL: &str = "azurerm_mssql_server_transparent_data_encryption";
const STORAGE: &[Storage] = &[
    Storage {
        ty: "azurerm_storage_account",
        own: BLOCK,
        apart: "azurerm_storage_account_customer_managed_key",
        argument: "storage_account_id",
    },
    Storage {
        ty: "azurerm_mssql_server",
        own: &["transparent_data_encryption_key_vault_key_id"],
        apart: OF_SQL,
        argument: "server_id",
    },
    Storage { ty: "azurerm_sql_server", own: &[], apart: OF_SQL, argument: "server_id" },
    Storage {
        ty: "azurerm_mssql_managed_instance",
        own: &[],
        apart: "azurerm_mssql_managed_instance_transparent_data_encryption",
        argument: "managed_instance_id",
    },
    Storage { ty: "azurerm_mysql_server", own: &[], apart: "azurerm_mysql_server_key", argument: "server_id" },
    Storage {
        ty: "azurerm_postgresql_server",
        own: &[],
        apart: "azurerm_postgresql_server_key",
        argument: "server_id",
    },
    Storage { ty: "azurerm_mysql_flexible_server", own: BLOCK, apart: "", argument: NO_ARGUMENT },
    Storage { ty: "azurerm_postgresql_flexible_server", own: BLOCK, apart: "", argument: NO_ARGUMENT },
    Storage {
        ty: "azurerm_cosmosdb_account",
        own: &["key_vault_key_id", "managed_hsm_key_id"],
        apart: "",
        argument: NO_ARGUMENT,
    },
];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_there = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
    for kind in STORAGE {
        for storage in view.of(kind.ty).filter(is_there) {
            let own: Vec<_> = kind.own.iter().map(|name| storage.attr(name)).collect();
            let by_own = own.iter().map(|value| is_given(*value)).fold(Answer::No, Answer::or);
            let apart = companions(view, storage, &[kind.apart], kind.argument, &[]);
            let by_apart = apart.certain.iter().map(|one| names_key(*one)).fold(Answer::No, Answer::or);
            let perhaps = apart.perhaps.iter().any(|(one, _)| names_key(*one) != Answer::No);
            let by_apart = if perhaps { by_apart.or(Answer::Unknown) } else { by_apart };
            match by_own.or(by_apart) {
                Answer::Yes => {}
                Answer::No => {
                    cx.report(storage, format!("`{}` is encrypted with a key managed by Azure", storage.address()))
                        .because("you cannot revoke such a key, and no log shows who used it")
                        .help(help(kind, storage))
                        .if_exists(storage);
                }
                Answer::Unknown | Answer::Possible if by_apart != Answer::No => {
                    let reason = "a key that may be that of this resource is not known";
                    cx.undecided_because(storage, reason, format!("`{}` of the key", kind.argument));
                }
                Answer::Unknown | Answer::Possible => {
                    if let Some(value) = own.into_iter().find(|value| is_given(*value) != Answer::No) {
                        cx.undecided(value);
                    }
                }
            }
        }
    }
}

/// The resources for the encryption of SQL name no key when Azure is to manage it. The others always do.
fn names_key(apart: Resource<'_>) -> Answer {
    if !apart.type_name().ends_with("_transparent_data_encryption") {
        return Answer::Yes;
    }
    ["key_vault_key_id", "managed_hsm_key_id"]
        .iter()
        .map(|name| is_given(apart.attr(name)))
        .fold(Answer::No, Answer::or)
}

fn help(kind: &Storage, storage: Resource<'_>) -> String {
    let names = match (kind.own, kind.apart) {
        (own, "") => format!("set `{}`", own.first().unwrap_or(&"")),
        ([own], apart) => format!("set `{own}` or add an `{apart}`"),
        (_, apart) => format!("add an `{apart}`"),
    };
    let is_basic = storage.attr("sku_name").string().test(|sku| sku.starts_with("B_Gen")) == Answer::Yes;
    let tier = if is_basic { "; the tier Basic has no such keys" } else { "" };
    format!("{names} with a key from your key vault{tier}")
}
