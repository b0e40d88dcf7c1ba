//! What a chart is rendered with: each of its environments; where none is configured, its own values and each set that
//! it is tested with.

use tollgate_config::{Helm, HelmInputs, Settings};
use tollgate_discover::FoundRoot;
use tollgate_helm::Version;
use tollgate_source::{Span, World};

use crate::{
    CheckError, Request,
    variants::{Variant, named},
};

/// The renderings of one chart.
#[derive(Clone, Debug, Default)]
pub(crate) struct ValueSets {
    pub(crate) chosen: Vec<(FoundRoot, Variant)>,
    /// The names of all configured environments.
    pub(crate) names: Vec<String>,
    /// Some were left out.
    pub(crate) is_part: bool,
    /// Patterns of environments that matched nothing here.
    pub(crate) unmatched: Vec<(String, Span)>,
}

/// The renderings that `request` asks for of a chart, which was found as `roots`: one for each set of values in it.
///
/// # Errors
/// Two files that are one environment.
pub(crate) fn value_sets(
    world: &dyn World,
    request: &Request,
    settings: &Settings,
    roots: &[FoundRoot],
) -> Result<ValueSets, CheckError> {
    let mut found = ValueSets::default();
    let Some(first) = roots.first() else { return Ok(found) };
    let Helm { inputs, environments } = settings.helm(&first.path);
    let mut all = named(world, &first.path, environments, &mut found.unmatched, |path| HelmInputs {
        values: vec![path],
        ..HelmInputs::default()
    })?;
    found.names = all.keys().cloned().collect();
    let variant = |name: &str, helm| Variant { name: name.into(), helm, ..Variant::default() };
    if all.is_empty() {
        let own = roots.iter().map(|root| {
            let files = HelmInputs { values: root.files.clone(), ..HelmInputs::default() };
            (root.clone(), variant(&root.name, inputs.clone().and(files)))
        });
        found.chosen = own.collect();
        return Ok(found);
    }
    if !request.environments.is_empty() {
        all.retain(|name, _| request.environments.iter().any(|selected| selected.name == *name));
        found.is_part = all.len() < found.names.len();
    }
    let root = |name: &str, helm: &HelmInputs| FoundRoot {
        files: helm.values.clone(),
        name: name.to_owned(),
        ..first.clone()
    };
    found.chosen = all
        .into_iter()
        .map(|(name, own)| {
            let helm = inputs.clone().and(own);
            (root(&name, &helm), variant(&name, helm))
        })
        .collect();
    Ok(found)
}

/// The release of Helm that a configuration names.
pub(crate) fn version(inputs: &HelmInputs) -> Version {
    inputs.version.as_deref().and_then(|name| name.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use tollgate_config::HELM_VERSIONS;

    use super::*;

    #[test]
    fn every_version_that_can_be_configured_is_one() {
        let all: Vec<Version> = HELM_VERSIONS.iter().filter_map(|name| name.parse().ok()).collect();
        assert_eq!(all, [Version::V3_17, Version::V3_21, Version::V4]);
    }
}
