//! Passwords among the settings of containers and apps, and in the scripts of machines.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value, secrets};

use crate::scripts::in_script;

pub const RULE: Rule = Rule {
    id: "azure/secret-in-environment",
    level: Level::Error,
    severity: 75,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "azurerm_app_service",
        "azurerm_app_service_slot",
        "azurerm_container_app",
        "azurerm_container_app_job",
        "azurerm_container_group",
        "azurerm_function_app",
        "azurerm_function_app_flex_consumption",
        "azurerm_function_app_slot",
        "azurerm_linux_function_app",
        "azurerm_linux_function_app_slot",
        "azurerm_linux_virtual_machine",
        "azurerm_linux_virtual_machine_scale_set",
        "azurerm_linux_web_app",
        "azurerm_linux_web_app_slot",
        "azurerm_logic_app_standard",
        "azurerm_orchestrated_virtual_machine_scale_set",
        "azurerm_virtual_machine",
        "azurerm_virtual_machine_extension",
        "azurerm_virtual_machine_run_command",
        "azurerm_virtual_machine_scale_set",
        "azurerm_virtual_machine_scale_set_extension",
        "azurerm_windows_function_app",
        "azurerm_windows_function_app_slot",
        "azurerm_windows_virtual_machine",
        "azurerm_windows_virtual_machine_scale_set",
        "azurerm_windows_web_app",
        "azurerm_windows_web_app_slot",
    ],
    summary: "A password, key or token is written among the settings of a container, an app or a machine",
    page: include_str!("secret_in_environment.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, app: Resource<'_>) {
    if app.is_data() {
        return;
    }
    match app.type_name() {
        "azurerm_container_group" => {
            for container in ["container", "init_container"].iter().flat_map(|name| app.attr(name).each()) {
                for map in ["environment_variables", "secure_environment_variables"] {
                    settings(cx, app, container.attr(map));
                }
            }
        }
        "azurerm_container_app" | "azurerm_container_app_job" => {
            named(cx, app, app.attr("secret"));
            let template = app.block("template");
            for container in ["container", "init_container"].iter().flat_map(|name| template.attr(name).each()) {
                named(cx, app, container.attr("env"));
            }
        }
        ty if ty.contains("virtual_machine") => machine(cx, app),
        _ => {
            settings(cx, app, app.attr("app_settings"));
            named(cx, app, app.attr("connection_string"));
        }
    }
}

/// What a machine starts with, and what is run on it.
fn machine(cx: &mut Context<'_>, machine: Resource<'_>) {
    let profile = machine.block("os_profile");
    for (name, data) in [
        ("custom_data", machine.attr("custom_data")),
        ("user_data", machine.attr("user_data")),
        ("user_data_base64", machine.attr("user_data_base64")),
        ("custom_data", profile.attr("custom_data")),
        ("script", machine.block("source").attr("script")),
    ] {
        script(cx, machine, name, data);
    }
    let extensions = machine.attr("extension").each().chain([machine.body()]);
    for extension in extensions {
        for argument in ["settings", "protected_settings"] {
            for (name, value) in extension.attr(argument).document().entries() {
                match name {
                    "commandToExecute" | "script" => script(cx, machine, name, value),
                    _ => judge(cx, machine, name, value),
                }
            }
        }
    }
}

fn script(cx: &mut Context<'_>, machine: Resource<'_>, name: &str, script: Value<'_>) {
    let Some((what, line)) = script.possibilities().find_map(|one| in_script(one.string().known()?)) else { return };
    let found = cx
        .report(script, format!("`{name}` of `{}` holds {what} in line {line}", machine.address()))
        .because("it is in the history of the repository and in the state, it stays on the disk of the machine, and user data is given to every process that asks the metadata service")
        .help("rotate it, because it counts as leaked; then keep it in a key vault, and let the script fetch it with the managed identity of the machine")
        // What is shown of the text must not have it either.
        .detail("secret", "");
    if script.is_unknown() {
        found.possible();
    }
}

/// Blocks with a `name` and a `value`.
fn named(cx: &mut Context<'_>, app: Resource<'_>, blocks: Value<'_>) {
    for block in blocks.each() {
        if let Some(name) = block.attr("name").string().known() {
            judge(cx, app, name, block.attr("value"));
        }
    }
}

fn settings(cx: &mut Context<'_>, app: Resource<'_>, map: Value<'_>) {
    for (name, value) in map.entries() {
        judge(cx, app, name, value);
    }
    // A map that comes from elsewhere as a whole is not written here, but one that is written in part may hide one.
    if map.may_have_more() && map.each().next().is_some() {
        cx.undecided(map);
    }
}

/// What is not known is not written here.
fn judge(cx: &mut Context<'_>, app: Resource<'_>, name: &str, value: Value<'_>) {
    let written = value.possibilities().find_map(|one| secrets::find(name, one.string().known()?));
    // A sensitive variable with a default is withheld, but written all the same: by its name alone.
    let withheld = (value.is_withheld() && secrets::class(name).is_some()).then_some("a secret");
    let Some(what) = written.or(withheld) else { return };
    let found = cx
        .report(value, format!("`{name}` of `{}` is {what} written in the code", app.address()))
        .because("it is in the history of the repository, in every clone and in the state, and most settings are shown in the portal: whoever reads one of them can use it")
        .help("rotate it, because it counts as leaked; then keep it in a key vault and pass a reference, or use a sensitive variable without a default")
        // What is shown of the value must not have it either.
        .detail("secret", "");
    if value.is_unknown() && !value.is_withheld() {
        found.possible();
    }
}
