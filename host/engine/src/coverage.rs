//! Which providers no rule is about, so that silence is not taken for a clean bill.

use std::collections::{BTreeMap, HashSet};

use tollgate_api::RuleInfo;
use tollgate_ir::{AddressKind, Mode, Project, Tri};
use tollgate_source::{Diagnostic, SourceMap};

use crate::{Group, focus::Focus};

/// Providers that make values and files, and nothing that anybody could attack.
const HELPERS: [&str; 11] =
    ["archive", "cloudinit", "external", "http", "local", "null", "random", "template", "terraform", "time", "tls"];

/// Providers of which no rule names a type, each with how many of its resources there are.
#[derive(Debug, Default)]
pub(crate) struct Uncovered(BTreeMap<String, usize>);

impl Uncovered {
    /// Adds the resources of one group that were asked for.
    pub(crate) fn add(&mut self, sources: &SourceMap, group: &Group, project: &Project) {
        let rules = group.plugins.entries().iter().flat_map(|entry| &entry.manifest.rules);
        let known: HashSet<&str> = rules.flat_map(providers).collect();
        let focus = Focus::of(&group.roots);
        let mut seen = HashSet::new();
        for resource in &project.resources {
            let AddressKind::Terraform { mode: Mode::Managed, ty, .. } = &resource.address.kind else { continue };
            let provider = provider(ty);
            let is_uncovered = !known.contains(provider) && !HELPERS.contains(&provider);
            // A resource that is evaluated in several variants is still one.
            if is_uncovered
                && resource.exists != Tri::No
                && focus.has_resource(sources, resource)
                && seen.insert((&resource.address.root, &resource.address.kind))
            {
                *self.0.entry(provider.to_owned()).or_default() += 1;
            }
        }
    }

    /// What is to be said of them: one line, however many there are.
    pub(crate) fn note(&self) -> Option<Diagnostic> {
        let what = match self.0.iter().collect::<Vec<_>>().as_slice() {
            [] => return None,
            [(provider, 1)] => format!("the resource of provider `{provider}`"),
            [(provider, count)] => format!("the {count} resources of provider `{provider}`"),
            all => {
                let named: Vec<String> =
                    all.iter().map(|(provider, count)| format!("`{provider}` ({count})")).collect();
                let (last, first) = named.split_last()?;
                format!("the resources of providers {} and {last}", first.join(", "))
            }
        };
        let message = format!("no rule is about {what}: that nothing is found there says nothing");
        let help = "a policy pack can declare rules about them, and so can a plugin of your own";
        Some(Diagnostic::note(message).help(help))
    }
}

/// The providers whose types a rule names. One that reads the types of all of them names none.
fn providers(rule: &RuleInfo) -> impl Iterator<Item = &str> {
    rule.types.iter().map(|pattern| provider(pattern)).filter(|provider| !provider.contains(['*', '/']))
}

/// The local name of the provider that a type belongs to where nothing else is said.
fn provider(ty: &str) -> &str {
    ty.split_once('_').map_or(ty, |(provider, _)| provider)
}

#[cfg(test)]
mod tests {
    use super::Uncovered;

    #[test]
    fn one_line_for_all() {
        for (counts, expected) in [
            (&[("alicloud", 1)][..], "the resource of provider `alicloud`"),
            (&[("alicloud", 5)], "the 5 resources of provider `alicloud`"),
            (&[("oci", 3), ("alicloud", 5)], "the resources of providers `alicloud` (5) and `oci` (3)"),
            (&[("a", 1), ("b", 2), ("c", 3)], "the resources of providers `a` (1), `b` (2) and `c` (3)"),
        ] {
            let uncovered = Uncovered(counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect());
            let note = uncovered.note().expect("something to say");
            assert_eq!(note.message, format!("no rule is about {expected}: that nothing is found there says nothing"));
        }
        assert!(Uncovered::default().note().is_none());
    }
}
