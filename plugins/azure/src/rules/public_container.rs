//! Containers of blobs that everybody can read.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View};

pub const RULE: Rule = Rule {
    id: "azure/public-container",
    level: Level::Warning,
    severity: 75,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_storage_container", "azurerm_storage_account"],
    summary: "Everybody can read the blobs of a container",
    page: include_str!("public_container.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Linked(check),
};

/// The flag of the account that must be on: today's name, and that of version 2 of the provider.
const FLAGS: &[&str] = &["allow_nested_items_to_be_public", "allow_blob_public_access"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_there = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
    for container in view.of("azurerm_storage_container").filter(is_there) {
        let mut owners = ["storage_account_id", "storage_account_name"]
            .iter()
            .filter_map(|name| container.attr(name).target()?.resource())
            .filter(|account| !account.is_data());
        let owner = owners.next();
        let forbids = owner.map_or(Answer::No, forbids_public);
        let access = container.setting("container_access_type");
        let is_public = |value: Value<'_>| {
            let public = value.string().test(|access| matches!(access, "blob" | "container"));
            // A flag that is not known may be right for the account, and the container is as public as it can be.
            if forbids == Answer::Unknown { public.and(Answer::Possible) } else { public.and(forbids.not()) }
        };
        let message = format!("everybody can read the blobs of `{}`", container.address());
        if let Some(found) = cx.reject(&access, is_public, message) {
            found
                .because("no login is needed: whoever knows or guesses an address downloads the file, search engines index such containers, and with `container` they can be listed as well")
                .help("set `container_access_type = \"private\"`, and give files out with signed links, through a CDN, or to identities with a role")
                .fix_setting(&access, "private")
                .fix_is_unsafe()
                .if_exists(container);
        }
    }
}

/// Whether the account lets none of its containers be public.
fn forbids_public(account: Resource<'_>) -> Answer {
    let forbids = |name: &&str| account.attr(name).judge(|flag| flag.bool().test(|on| !on));
    FLAGS.iter().map(forbids).fold(Answer::No, Answer::or)
}
