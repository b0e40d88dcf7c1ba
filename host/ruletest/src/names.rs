//! The types and attributes that cases write.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_source::FileId;

use crate::Case;

/// Adds the types of resources in the Terraform files of `cases`, each with its arguments and blocks.
pub fn add_names<'c>(cases: impl IntoIterator<Item = &'c Case>, names: &mut BTreeMap<String, BTreeSet<String>>) {
    let files = cases.into_iter().flat_map(|case| &case.files).filter(|file| file.path.ends_with(".tf"));
    for file in files {
        let (parsed, _) = tollgate_hcl::parse(FileId(0), &file.text);
        for block in parsed.body.blocks.iter().filter(|block| matches!(&*block.ty.name, "resource" | "data")) {
            let Some(ty) = block.labels.first() else { continue };
            let of_type = names.entry(ty.name.to_string()).or_default();
            of_type.extend(block.body.attributes.iter().map(|attribute| attribute.name.name.to_string()));
            for inner in &block.body.blocks {
                // `dynamic "ingress"` writes blocks of that name.
                let name = inner.labels.first().filter(|_| &*inner.ty.name == "dynamic").unwrap_or(&inner.ty);
                of_type.insert(name.name.to_string());
            }
        }
    }
}
