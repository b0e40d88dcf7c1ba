//! Azure services with an old minimum version of TLS.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    listener::minimum,
    policies::Tls::{self, V1_2, V1_3},
    versions::{MINIMUM_OPTION, Versions, parse},
};

pub const RULE: Rule = Rule {
    id: "tls/weak-minimum-version",
    level: Level::Error,
    severity: 65,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[
        "azurerm_app_service",
        "azurerm_app_service_slot",
        "azurerm_cdn_endpoint_custom_domain",
        "azurerm_cdn_frontdoor_custom_domain",
        "azurerm_cosmosdb_account",
        "azurerm_eventhub_namespace",
        "azurerm_function_app",
        "azurerm_function_app_flex_consumption",
        "azurerm_function_app_slot",
        "azurerm_linux_function_app",
        "azurerm_linux_function_app_slot",
        "azurerm_linux_web_app",
        "azurerm_linux_web_app_slot",
        "azurerm_logic_app_standard",
        "azurerm_mariadb_server",
        "azurerm_mssql_managed_instance",
        "azurerm_mssql_server",
        "azurerm_mysql_flexible_server_configuration",
        "azurerm_mysql_server",
        "azurerm_postgresql_flexible_server_configuration",
        "azurerm_postgresql_server",
        "azurerm_redis_cache",
        "azurerm_servicebus_namespace",
        "azurerm_storage_account",
        "azurerm_windows_function_app",
        "azurerm_windows_function_app_slot",
        "azurerm_windows_web_app",
        "azurerm_windows_web_app_slot",
    ],
    summary: "An Azure service accepts old versions of TLS",
    page: include_str!("weak_minimum_version.md"),
    options: MINIMUM_OPTION,
    fix: Fix::Unsafe,
    answers: &["R072", "R074", "R076", "R077", "R078", "R079", "R080", "R082"],
    check: Check::Resource(check),
};

/// An argument that says the minimum version. Every one has 1.2 by default.
struct Argument {
    /// Types that have it: one that ends with `*` begins so.
    types: &'static [&'static str],
    path: &'static str,
    /// How the argument writes 1.2 and, where it can be demanded, 1.3.
    spelling: &'static [(Tls, &'static str)],
}

const DOTTED: &[(Tls, &str)] = &[(V1_2, "1.2")];
const DOTTED_TO_1_3: &[(Tls, &str)] = &[(V1_2, "1.2"), (V1_3, "1.3")];
const UNDERLINED: &[(Tls, &str)] = &[(V1_2, "TLS1_2")];
const JOINED: &[(Tls, &str)] = &[(V1_2, "TLS12")];
const COSMOS: &[(Tls, &str)] = &[(V1_2, "Tls12")];

/// Source: documentation of the provider, releases 3.0 to 5.2 (2026-08-20). The fifth no longer takes anything below
/// 1.2 but for apps, where the fourth does. `azurerm_redis_cache` has 1.0 by default before the fifth, and Azure has
/// not served that since August 2025.
const ARGUMENTS: &[Argument] = &[
    Argument { types: &["azurerm_storage_account"], path: "min_tls_version", spelling: UNDERLINED },
    Argument { types: APPS, path: "site_config.minimum_tls_version", spelling: DOTTED_TO_1_3 },
    Argument { types: APPS, path: "site_config.scm_minimum_tls_version", spelling: DOTTED_TO_1_3 },
    Argument { types: &["azurerm_logic_app_standard"], path: "site_config.min_tls_version", spelling: DOTTED_TO_1_3 },
    Argument {
        types: &["azurerm_logic_app_standard"],
        path: "site_config.scm_min_tls_version",
        spelling: DOTTED_TO_1_3,
    },
    Argument { types: FORMER_APPS, path: "site_config.min_tls_version", spelling: DOTTED },
    Argument {
        types: &[
            "azurerm_eventhub_namespace",
            "azurerm_mssql_managed_instance",
            "azurerm_mssql_server",
            "azurerm_redis_cache",
            "azurerm_servicebus_namespace",
        ],
        path: "minimum_tls_version",
        spelling: DOTTED,
    },
    Argument {
        types: &["azurerm_mariadb_server", "azurerm_mysql_server", "azurerm_postgresql_server"],
        path: "ssl_minimal_tls_version_enforced",
        spelling: UNDERLINED,
    },
    Argument { types: &["azurerm_cosmosdb_account"], path: "minimal_tls_version", spelling: COSMOS },
    Argument { types: FRONT_DOOR, path: "tls.minimum_version", spelling: JOINED },
    Argument { types: FRONT_DOOR, path: "tls.minimum_tls_version", spelling: JOINED },
    Argument { types: CDN, path: "cdn_managed_https.tls_version", spelling: JOINED },
    Argument { types: CDN, path: "user_managed_https.tls_version", spelling: JOINED },
];

const APPS: &[&str] = &["azurerm_linux_*", "azurerm_windows_*", "azurerm_function_app_flex_consumption"];
const FORMER_APPS: &[&str] =
    &["azurerm_app_service", "azurerm_app_service_slot", "azurerm_function_app", "azurerm_function_app_slot"];
const FRONT_DOOR: &[&str] = &["azurerm_cdn_frontdoor_custom_domain"];
const CDN: &[&str] = &["azurerm_cdn_endpoint_custom_domain"];

impl Argument {
    fn is_of(&self, ty: &str) -> bool {
        self.types.iter().any(|own| own.strip_suffix('*').map_or(*own == ty, |start| ty.starts_with(start)))
    }
}

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    if service.is_data() {
        return;
    }
    let wanted = minimum(cx.options());
    if let Some(parameter) = PARAMETERS.iter().find(|parameter| parameter.ty == service.type_name()) {
        return flexible_server(cx, service, parameter, wanted);
    }
    let mut blocks_said = Vec::new();
    for argument in ARGUMENTS.iter().filter(|argument| argument.is_of(service.type_name())) {
        // The newest that can be demanded, up to what is wanted.
        let demanded = argument.spelling.iter().rev().find(|(version, _)| *version <= wanted);
        let Some((minimum, text)) = demanded else { continue };
        let setting = service.setting(argument.path);
        let block = argument.path.split_once('.').map(|(block, _)| block);
        if let Some(block) = block.filter(|block| service.block(block).is_unknown()) {
            // Said once for a block that is unknown as a whole.
            if blocks_said.contains(&block) {
                continue;
            }
            blocks_said.push(block);
        }
        let versions = Versions { oldest: parse, unset: V1_2, minimum: *minimum };
        let (_, name) = argument.path.rsplit_once('.').unwrap_or(("", argument.path));
        if let Some(found) = versions.reject(cx, service, name, setting.value()) {
            found
                .help(format!("set `{name} = \"{text}\"`; check first which clients still use older versions"))
                .fix_setting(&setting, *text)
                .fix_is_unsafe();
        }
    }
}

/// A parameter of a flexible server that says which versions it speaks.
struct Parameter {
    ty: &'static str,
    name: &'static str,
    /// Values that demand 1.2 and 1.3. A list of versions accepts its oldest.
    values: [&'static str; 2],
}

const PARAMETERS: &[Parameter] = &[
    Parameter {
        ty: "azurerm_postgresql_flexible_server_configuration",
        name: "ssl_min_protocol_version",
        values: ["TLSv1.2", "TLSv1.3"],
    },
    Parameter {
        ty: "azurerm_mysql_flexible_server_configuration",
        name: "tls_version",
        values: ["TLSv1.2,TLSv1.3", "TLSv1.3"],
    },
];

fn flexible_server(cx: &mut Context<'_>, configuration: Resource<'_>, parameter: &Parameter, minimum: Tls) {
    let name = configuration.attr("name");
    let named = name.judge(|name| name.string().test(|text| text.eq_ignore_ascii_case(parameter.name)));
    let setting = configuration.setting("value");
    if named == Answer::No || setting.value().is_unset() {
        return;
    }
    if named != Answer::Yes {
        return cx.undecided(name);
    }
    let text = parameter.values[usize::from(minimum == V1_3)];
    let versions = Versions { oldest: oldest_of_list, unset: V1_2, minimum };
    if let Some(found) = versions.reject(cx, configuration, "value", setting.value()) {
        found
            .help(format!("set `value = \"{text}\"`; check first which clients still use older versions"))
            .fix_setting(&setting, text)
            .fix_is_unsafe();
    }
}

fn oldest_of_list(list: &str) -> Option<Tls> {
    let versions: Option<Vec<Tls>> = list.split(',').map(|version| parse(version.trim())).collect();
    versions?.into_iter().min()
}

#[cfg(test)]
mod tests {
    use super::{ARGUMENTS, PARAMETERS, RULE, oldest_of_list};
    use crate::policies::Tls;

    #[test]
    fn every_type_has_an_argument_and_spellings_are_understood() {
        for ty in RULE.types {
            let has_parameter = PARAMETERS.iter().any(|parameter| parameter.ty == *ty);
            assert!(has_parameter || ARGUMENTS.iter().any(|argument| argument.is_of(ty)), "{ty}");
        }
        for (version, text) in ARGUMENTS.iter().flat_map(|argument| argument.spelling) {
            assert_eq!(crate::versions::parse(text), Some(*version), "{text}");
        }
    }

    #[test]
    fn a_list_admits_its_oldest() {
        assert_eq!(oldest_of_list("TLSv1.3, TLSv1.1"), Some(Tls::V1_1));
        assert_eq!([oldest_of_list(""), oldest_of_list("TLSv1.2,new")], [None; 2]);
    }
}
