//! Google Cloud databases that accept connections in clear text.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "tls/cloud-sql-plaintext",
    level: Level::Error,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["google_sql_database_instance", "google_alloydb_instance"],
    summary: "A Google Cloud database accepts connections in clear text",
    page: include_str!("cloud_sql_plaintext.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R085"],
    check: Check::Resource(check),
};

const PLAIN: &[&str] = &["ALLOW_UNENCRYPTED_AND_ENCRYPTED", "SSL_MODE_UNSPECIFIED"];

fn check(cx: &mut Context<'_>, database: Resource<'_>) {
    if database.is_data() {
        return;
    }
    if database.type_name() == "google_alloydb_instance" {
        // AlloyDB demands TLS by default.
        let setting = database.setting("client_connection_config.ssl_config.ssl_mode");
        let plain = |value: Value<'_>| value.string().test(|mode| mode == PLAIN[0]);
        reject(cx, database, &setting, plain);
        return;
    }
    if database.attr("settings").is_unset() || database.block("settings").is_absent() {
        // Clones and replicas may leave the settings to what they are made from.
        let sources = ["master_instance_name", "clone", "restore_backup_context"];
        let source = sources.iter().map(|name| database.attr(name)).find(|source| !source.is_unset());
        cx.undecided_because(
            source.unwrap_or(database.body()),
            "without `settings` it has those of its source",
            "`ssl_mode` of the source",
        );
        return;
    }
    let settings = database.block("settings");
    // Connectors encrypt, and nothing else may connect.
    let only_connectors =
        settings.attr("connector_enforcement").judge(|demand| demand.string().test(|text| text == "REQUIRED"));
    // Before version 6 of the provider.
    let required =
        settings.block("ip_configuration").attr("require_ssl").judge(|required| required.bool().test(|on| on));
    let unset = only_connectors.or(required).not();
    let setting = settings.setting("ip_configuration.ssl_mode");
    if setting.value().is_unset() && unset == Answer::Unknown {
        let decides = [settings.attr("connector_enforcement"), settings.block("ip_configuration").attr("require_ssl")];
        cx.undecided(decides.into_iter().find(|value| value.is_unknown()).unwrap_or(settings));
        return;
    }
    let plain = |value: Value<'_>| {
        if value.is_unset() {
            unset
        } else {
            value.string().test(|mode| PLAIN.contains(&mode)).and(only_connectors.not())
        }
    };
    reject(cx, database, &setting, plain);
}

fn reject(
    cx: &mut Context<'_>,
    database: Resource<'_>,
    setting: &tollgate_sdk::Setting<'_>,
    plain: impl Fn(Value<'_>) -> Answer,
) {
    let message = format!("`{}` accepts connections in clear text", database.address());
    if let Some(found) = cx.reject(setting, plain, message) {
        found
            .because("anyone who can see the network traffic reads queries and rows, and a client without TLS goes unnoticed")
            .help("set `ssl_mode = \"ENCRYPTED_ONLY\"` once all clients use TLS; those that use a connector already do")
            .fix_setting(setting, "ENCRYPTED_ONLY")
            .fix_is_unsafe();
    }
}
