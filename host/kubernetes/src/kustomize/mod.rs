//! What a kustomization makes of the manifests it lists.
//!
//! Followed: `resources` (files, and folders with a kustomization of their own), `bases`, `components`; merge patches
//! and JSON patches, written out or in files, with targets by group, version, kind, name and namespace; `namespace`,
//! `namePrefix`, `nameSuffix`, `labels`, `commonLabels`, `commonAnnotations`, `images`, `replicas`; and that
//! generators make ConfigMaps and Secrets. A value that a kustomization writes leads to the line that writes it.
//!
//! Not followed: what `replacements`, `transformers`, `vars`, targets by label, and `$patch` directives do, what
//! generators put into their objects, `helmCharts`, `generators`, and what is not on disk. Where such a thing may
//! change a value, the value is unknown; where it may add objects, that is told. Names stay as the manifests write
//! them in the fields that refer to them: `namePrefix` changes the name of an object and no reference to it, which is
//! found all the same.

pub(crate) mod build;
pub(crate) mod file;

mod generate;
mod images;
mod merge;
mod patch;
mod transform;
