//! What carries tags or labels: where they stand, and how their keys are compared.
//!
//! Rules have one list of keys for all kinds. It is spelled for AWS; the others see it through their own eyes, and an
//! option replaces it for a kind that calls things differently.

use std::borrow::Cow;

use tollgate_sdk::{Input, Resource, Value};

use crate::azure;

/// Who keeps the tags or labels of a resource.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Aws,
    Azure,
    Google,
    Kubernetes,
    Compose,
}

/// The types of resources that may have a kind.
pub const TYPES: &[&str] = &["aws_*", "azurerm_*", "google_*", "compose/service", "v1/*", "*/*/*"];

impl Kind {
    /// The kind of a resource that can carry tags or labels.
    pub fn of(resource: Resource<'_>) -> Option<Self> {
        let ty = resource.type_name();
        match resource.input() {
            Input::Compose => (ty == "compose/service").then_some(Self::Compose),
            Input::Kubernetes => Some(Self::Kubernetes),
            Input::Terraform if resource.is_data() => None,
            Input::Terraform if ty.starts_with("azurerm_") => azure::is_taggable(ty).then_some(Self::Azure),
            Input::Terraform => {
                let has = |derived: &str| !resource.attr(derived).is_absent();
                if has("tags_all") || ty == "aws_autoscaling_group" {
                    Some(Self::Aws)
                } else {
                    has("terraform_labels").then_some(Self::Google)
                }
            }
        }
    }

    /// Its name in options.
    fn name(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Azure => "azure",
            Self::Google => "google",
            Self::Kubernetes => "kubernetes",
            Self::Compose => "compose",
        }
    }

    /// Whether the option `applies_to`, or its default, names this kind.
    pub fn is_asked(self, options: Value<'_>) -> bool {
        let asked = options.attr("applies_to");
        if asked.is_absent() {
            return matches!(self, Self::Aws | Self::Azure | Self::Google);
        }
        asked.each().any(|name| name.string().known() == Some(self.name()))
    }

    /// The keys that `options` want for this kind: those of `keys`, or the common ones of `required`.
    pub fn required(self, options: Value<'_>) -> Vec<Cow<'_, str>> {
        let own = options.attr("keys").attr(self.name());
        let list = if own.is_absent() { options.attr("required") } else { own };
        list.each().filter_map(|key| key.string().known()).map(|key| self.spelled(key)).collect()
    }

    /// `key` as this kind can have it: keys of labels of Google Cloud are in lower case, without most signs.
    pub fn spelled(self, key: &str) -> Cow<'_, str> {
        let is_allowed = |c: char| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
        if self != Self::Google || key.chars().all(is_allowed) {
            return Cow::Borrowed(key);
        }
        let lower = key.chars().flat_map(char::to_lowercase);
        Cow::Owned(lower.map(|c| if is_allowed(c) { c } else { '_' }).collect())
    }

    /// Whether `name` is the key that is wanted as `key`.
    pub fn is_key(self, key: &str, name: &str) -> bool {
        match self {
            Self::Aws => key == name,
            // Names of tags are the same in any case.
            Self::Azure => key.eq_ignore_ascii_case(name),
            Self::Google => self.spelled(key) == name,
            // Labels are in lower case by habit.
            Self::Kubernetes | Self::Compose => key == name || key.to_lowercase() == name,
        }
    }

    /// Whether `text` is the value that is wanted as `value`.
    pub fn is_value(self, value: &str, text: &str) -> bool {
        match self {
            // Values of labels of Google Cloud are in lower case.
            Self::Google => value.eq_ignore_ascii_case(text),
            _ => value == text,
        }
    }

    /// Those it ends up with.
    pub fn all(self, resource: Resource<'_>) -> Value<'_> {
        match self {
            Self::Aws => resource.attr("tags_all"),
            Self::Google => resource.attr("terraform_labels"),
            Self::Azure | Self::Kubernetes | Self::Compose => self.own(resource),
        }
    }

    /// Those that are written on it.
    pub fn own(self, resource: Resource<'_>) -> Value<'_> {
        match self {
            Self::Aws | Self::Azure => resource.attr("tags"),
            Self::Google if resource.type_name() == "google_container_cluster" => resource.attr("resource_labels"),
            Self::Google | Self::Compose => resource.attr("labels"),
            Self::Kubernetes => resource.attr("metadata").attr("labels"),
        }
    }

    /// `tag` or `label`.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Aws | Self::Azure => "tag",
            Self::Google | Self::Kubernetes | Self::Compose => "label",
        }
    }

    /// To whom two spellings are two keys.
    pub fn keeper(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Azure => "Azure",
            Self::Google => "Google Cloud",
            Self::Kubernetes => "Kubernetes",
            Self::Compose => "Docker",
        }
    }

    /// Where to add what is missing.
    pub fn how_to_add(self) -> &'static str {
        match self {
            Self::Aws => "add them to `tags`, or once for all resources to `default_tags` of the provider",
            Self::Azure => {
                "add them to `tags`, e.g. with `merge(local.tags, { … })`: the Azure provider has no default tags, and resources do not take over those of their group"
            }
            Self::Google => "add them to the labels, or once for all resources to `default_labels` of the provider",
            Self::Kubernetes => {
                "add them under `metadata.labels`, or for all objects at once: `labels` of a kustomization, the helper for labels of a chart"
            }
            Self::Compose => "add them to `labels` of the service, or to an extension field that all services merge",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn keys_are_compared_as_their_keeper_does() {
        for (kind, key, name, expected) in [
            (Kind::Aws, "Team", "team", false),
            (Kind::Azure, "Cost-Center", "cost-center", true),
            (Kind::Google, "Cost-Center", "cost-center", true),
            (Kind::Google, "acme:Team", "acme_team", true),
            (Kind::Google, "Team", "teams", false),
            (Kind::Kubernetes, "Team", "team", true),
            (Kind::Kubernetes, "team", "Team", false),
            (Kind::Compose, "acme.io/team", "acme.io/team", true),
        ] {
            assert_eq!(kind.is_key(key, name), expected, "{kind:?} {key} {name}");
        }
    }
}
