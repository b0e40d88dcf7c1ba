//! Which versions of the provider the configuration admits: version 4 gave arguments other names.

use tollgate_sdk::{Existence, Resource, Value, View, constraint};

/// What [`is_before`] reads, for [`Rule::types`](tollgate_sdk::Rule).
pub const REQUIRED: &str = "terraform/required_providers";
/// The same, where the constraint stands in the provider's own block, as it did before Terraform 0.13.
pub const PROVIDER: &str = "terraform/provider";

/// Whether some constraint on the provider, in the root of `resource`, leaves only versions before `version`.
pub fn is_before(view: View<'_>, resource: Resource<'_>, version: (u32, u32)) -> bool {
    let is_here = |block: &Resource<'_>| block.root() == resource.root() && block.variant() == resource.variant();
    let required = view.of(REQUIRED).filter(is_here).map(|block| block.attr("azurerm"));
    let required = required.filter_map(|one| one.attr("version").string().known().or_else(|| one.string().known()));
    let own = view.of(PROVIDER).filter(is_here).filter(|block| is_azurerm(block.address()));
    let own = own.filter_map(|block| block.attr("version").string().known());
    required.chain(own).any(|text| constraint::is_before(text, version))
}

/// `provider.azurerm`, `module.a.provider.azurerm.west`.
fn is_azurerm(address: &str) -> bool {
    address.split('.').skip_while(|part| *part != "provider").nth(1) == Some("azurerm")
}

/// Whether `resource` is written for a version before 4: a constraint says so, or it has arguments that only those had.
pub fn is_before_4(view: View<'_>, resource: Resource<'_>) -> bool {
    let body = resource.body();
    let has = |value: Value<'_>, names: &[&str]| names.iter().any(|name| !value.attr(name).is_absent());
    let is_written_so = match resource.type_name() {
        "azurerm_kubernetes_cluster" => has(body, CLUSTER) || has(resource.block("default_node_pool"), NODES),
        "azurerm_kubernetes_cluster_node_pool" => has(body, NODES),
        _ => false,
    };
    is_written_so || is_before(view, resource, (4, 0))
}

/// Of a cluster, what version 3 took away and what version 4 gave another name.
const CLUSTER: &[&str] =
    &["addon_profile", "role_based_access_control", "automatic_channel_upgrade", "node_os_channel_upgrade"];
/// Of its nodes, what version 4 gave another name.
const NODES: &[&str] = &["enable_auto_scaling", "enable_host_encryption", "enable_node_public_ip"];

/// The resources of `types` that are managed here and exist, or may.
pub fn managed<'a>(view: View<'a>, types: &[&str]) -> impl Iterator<Item = Resource<'a>> {
    let of_types = types.iter().flat_map(move |ty| view.of(ty));
    of_types.filter(|one| !one.is_data() && one.exists() != Existence::No)
}
