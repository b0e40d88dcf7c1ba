//! How much of Azure a scope is, such as the one that a role is assigned for.

use tollgate_sdk::{Answer, Value};

/// Whether a scope is a whole subscription, a management group, or all.
pub fn is_wide(scope: Value<'_>) -> Answer {
    if let Some(target) = scope.target() {
        let is_of = |ty: &str| target.address().split('.').any(|part| part == ty);
        if is_of("azurerm_subscription") || is_of("azurerm_management_group") {
            return Answer::Yes;
        }
        if target.address().contains("azurerm_") {
            return Answer::No;
        }
    }
    scope.judge(|scope| scope.string().test(is_wide_text))
}

/// `/subscriptions/…` without anything below, a management group, or the root of all.
fn is_wide_text(text: &str) -> bool {
    let parts: Vec<String> = text.split('/').filter(|part| !part.is_empty()).map(str::to_ascii_lowercase).collect();
    match parts.first().map(String::as_str) {
        None => text.contains('/'),
        Some("subscriptions") => parts.len() == 2,
        Some("providers") => parts.len() == 4 && parts.get(2).is_some_and(|part| part == "managementgroups"),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_wide_text;

    #[test]
    fn wide() {
        for (text, wide) in [
            ("/", true),
            ("", false),
            ("/subscriptions/00000000-0000-0000-0000-000000000000", true),
            ("/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/web", false),
            ("/providers/Microsoft.Management/managementGroups/all", true),
            ("/providers/Microsoft.Management/managementGroups/all/providers/Microsoft.Capacity", false),
            ("/providers/Microsoft.Capacity", false),
        ] {
            assert_eq!(is_wide_text(text), wide, "{text}");
        }
    }
}
