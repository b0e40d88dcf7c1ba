//! Passwords that are written in the code.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, secrets};

pub const RULE: Rule = Rule {
    id: "azure/password-in-code",
    level: Level::Error,
    severity: 80,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "azurerm_active_directory_domain_service_trust",
        "azurerm_api_management_authorization_server",
        "azurerm_api_management_backend",
        "azurerm_api_management_certificate",
        "azurerm_api_management_identity_provider_aad",
        "azurerm_api_management_identity_provider_aadb2c",
        "azurerm_api_management_identity_provider_google",
        "azurerm_api_management_openid_connect_provider",
        "azurerm_api_management_user",
        "azurerm_app_service_certificate",
        "azurerm_app_service_source_control",
        "azurerm_automation_credential",
        "azurerm_batch_pool",
        "azurerm_bot_connection",
        "azurerm_container_app_environment_storage",
        "azurerm_container_group",
        "azurerm_container_registry_task",
        "azurerm_cosmosdb_cassandra_cluster",
        "azurerm_cosmosdb_mongo_user_definition",
        "azurerm_cosmosdb_postgresql_cluster",
        "azurerm_cosmosdb_postgresql_role",
        "azurerm_dev_test_linux_virtual_machine",
        "azurerm_dev_test_windows_virtual_machine",
        "azurerm_function_app",
        "azurerm_hdinsight_hadoop_cluster",
        "azurerm_hdinsight_hbase_cluster",
        "azurerm_hdinsight_interactive_query_cluster",
        "azurerm_hdinsight_kafka_cluster",
        "azurerm_hdinsight_spark_cluster",
        "azurerm_key_vault_secret",
        "azurerm_kubernetes_cluster",
        "azurerm_kusto_script",
        "azurerm_linux_function_app",
        "azurerm_linux_virtual_machine",
        "azurerm_linux_virtual_machine_scale_set",
        "azurerm_linux_web_app",
        "azurerm_mariadb_server",
        "azurerm_mongo_cluster",
        "azurerm_mssql_managed_instance",
        "azurerm_mssql_server",
        "azurerm_mssql_virtual_machine",
        "azurerm_mysql_flexible_server",
        "azurerm_mysql_server",
        "azurerm_orchestrated_virtual_machine_scale_set",
        "azurerm_postgresql_flexible_server",
        "azurerm_postgresql_server",
        "azurerm_sql_managed_instance",
        "azurerm_sql_server",
        "azurerm_synapse_workspace",
        "azurerm_virtual_machine",
        "azurerm_virtual_machine_scale_set",
        "azurerm_virtual_network_gateway_connection",
        "azurerm_vpn_gateway_connection",
        "azurerm_windows_function_app",
        "azurerm_windows_virtual_machine",
        "azurerm_windows_virtual_machine_scale_set",
        "azurerm_windows_web_app",
    ],
    summary: "A password is written in the code",
    page: include_str!("password_in_code.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

/// Arguments that are a password or a key, alone or in blocks, of any of the types that has them.
const ARGUMENTS: &[&str] = &[
    "admin_password",
    "admin_password_wo",
    "administrator_login_password",
    "administrator_login_password_wo",
    "administrator_password",
    "administrator_password_wo",
    "access_key",
    "client_secret",
    "default_admin_password",
    "password",
    "sas_token",
    "shared_key",
    "sql_administrator_login_password",
    "sql_administrator_login_password_wo",
    "sql_connectivity_update_password",
    "storage_account_access_key",
    "auto_backup.encryption_password",
    "auto_backup.storage_account_access_key",
    "container_configuration.container_registries.password",
    "gateway.password",
    "github_action_configuration.container_configuration.registry_password",
    "image_registry_credential.password",
    "os_profile.admin_password",
    "os_profile.linux_configuration.admin_password",
    "os_profile.windows_configuration.admin_password",
    "proxy.password",
    "registry_credential.custom.password",
    "roles.head_node.password",
    "roles.worker_node.password",
    "roles.zookeeper_node.password",
    "service_principal.client_secret",
    "site_config.application_stack.docker.registry_password",
    "site_config.application_stack.docker_registry_password",
    "storage_account.access_key",
    "user_accounts.password",
    "vpn_link.shared_key",
    "windows_profile.admin_password",
];

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    if resource.type_name() == "azurerm_key_vault_secret" {
        // A vault holds user names and addresses as well: the name of the secret tells.
        let secret = resource.attr("name").string().known().unwrap_or("");
        for name in ["value", "value_wo"] {
            let value = resource.attr(name);
            if secrets::class(secret).is_some() {
                judge(cx, resource, name, value, |text| !is_placeholder(text));
            } else if !value.is_withheld() {
                judge(cx, resource, name, value, |text| secrets::find(secret, text).is_some());
            }
        }
        return;
    }
    for path in ARGUMENTS {
        let name = path.rsplit('.').next().unwrap_or(path);
        for value in at(resource.body(), path) {
            judge(cx, resource, name, value, |text| !secrets::is_stand_in(text));
        }
    }
}

/// What stands at a path, in each of the blocks where one may be repeated.
fn at<'a>(within: Value<'a>, path: &str) -> Vec<Value<'a>> {
    match path.split_once('.') {
        Some((block, rest)) => within.attr(block).each().flat_map(|block| at(block, rest)).collect(),
        None => vec![within.attr(path)],
    }
}

/// Something that is filled in later, outside of Terraform.
fn is_placeholder(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    let parts = ["change", "placeholder", "todo", "tbd", "replace", "dummy", "fill", "initial", "set-me", "set_me"];
    secrets::is_stand_in(text) || parts.iter().any(|part| lower.contains(part))
}

fn judge(
    cx: &mut Context<'_>,
    resource: Resource<'_>,
    name: &str,
    value: Value<'_>,
    is_written: impl Fn(&str) -> bool,
) {
    // What is not known is not written here.
    let found = value.judge(|value| match value.string() {
        Read::Known(text) => Answer::from(is_written(text)),
        _ if value.is_withheld() => Answer::Unknown,
        _ => Answer::No,
    });
    if found == Answer::Unknown {
        let reason = "it is sensitive, and rules cannot see whether it is written in the code";
        cx.undecided_because(value, reason, "where it comes from");
    }
    if !matches!(found, Answer::Yes | Answer::Possible) {
        return;
    }
    let finding = cx
        .report(value, format!("`{name}` of `{}` is written in the code", resource.address()))
        .because("it is in the history of the repository and in every clone, and most arguments are in the state as well: whoever reads one of them can log in with it")
        .help(help(resource.type_name(), name))
        // What is shown of the line must not have it either.
        .detail("secret", "");
    if found == Answer::Possible {
        finding.possible();
    }
}

/// A key of a storage account and a secret of an app are made by Azure, not by `random_password`.
fn help(ty: &str, name: &str) -> &'static str {
    match name {
        "storage_account_access_key" if matches!(ty, "azurerm_linux_function_app" | "azurerm_windows_function_app") => {
            "rotate the key, because it is known; then set `storage_uses_managed_identity = true` instead, or refer to `primary_access_key` of the storage account"
        }
        "access_key" | "storage_account_access_key" | "sas_token" => {
            "rotate the keys of the storage account, because this one is known; then use a managed identity where the service offers it, or refer to `primary_access_key` of the storage account"
        }
        "client_secret" => {
            "make a new secret, because this one is known; then use a managed identity or a federated credential, which need none, or keep the secret in a key vault"
        }
        _ => {
            "change the password, because it is known; then let people and apps log in with Microsoft Entra ID, or generate the password with `random_password` and keep it in a key vault"
        }
    }
}
