//! What a component says about itself, read without compiling it.

use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use tollgate_api::{API_VERSION, BATCH_FORMAT, Manifest};
use wasmparser::{Chunk, Encoding, Parser, Payload};

use crate::Failure;

/// The custom section that holds the manifest as JSON.
const MANIFEST_SECTION: &str = "tollgate:manifest";
/// A Python interpreter with its library takes a third of this.
const MAX_COMPONENT: usize = 64 << 20;

/// A component that fits this host.
#[derive(Clone, PartialEq, Debug)]
pub struct Inspected {
    pub manifest: Arc<Manifest>,
    pub interfaces: Interfaces,
    /// Names of everything it imports, as `tollgate:plugin/log@0.1.0`.
    pub imports: Vec<String>,
}

/// The jobs that a component can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Interfaces {
    pub lint: bool,
    pub cost: bool,
    pub scaffold: bool,
}

/// SHA-256 of a component, in lower-case hexadecimal.
pub fn digest(component: &[u8]) -> String {
    Sha256::digest(component).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads manifest, imports and exports, and checks that all of them fit this host.
pub fn inspect(component: &[u8]) -> Result<Inspected, Failure> {
    if component.len() > MAX_COMPONENT {
        let size = component.len() >> 20;
        return Err(Failure::link(format!(
            "it is {size} MiB, more than the {} MiB a plugin may be",
            MAX_COMPONENT >> 20
        )));
    }
    let outline = Outline::read(component)?;
    let manifest = parse_manifest(&outline.manifest)?;
    if let Some(import) = outline.imports.iter().find(|import| !is_offered(import)) {
        return Err(Failure::link(format!(
            "it imports `{import}`, which no plugin is given; plugins may import `tollgate:plugin/log@{API_VERSION}`, and WASI 0.2 without its effects"
        )));
    }
    let exports = |interface: &str| outline.exports.iter().any(|name| is_interface(name, interface));
    let interfaces = Interfaces { lint: exports("lint"), cost: exports("cost"), scaffold: exports("scaffold") };
    if interfaces == Interfaces::default() {
        return Err(Failure::link(format!(
            "it exports none of `lint`, `cost` and `scaffold` of `tollgate:plugin@{API_VERSION}`, so there is nothing it can do"
        )));
    }
    Ok(Inspected { manifest: Arc::new(manifest), interfaces, imports: outline.imports })
}

/// Whether `name` is this interface in a version that this host speaks: additions keep old plugins working.
fn is_interface(name: &str, interface: &str) -> bool {
    let rest = name.strip_prefix("tollgate:plugin/").and_then(|rest| rest.strip_prefix(interface));
    rest.and_then(|rest| rest.strip_prefix('@')).is_some_and(is_spoken)
}

fn is_spoken(version: &str) -> bool {
    let series = |version: &str| version.rsplit_once('.').map(|(series, _)| series.to_owned());
    series(version) == series(API_VERSION)
}

fn is_offered(import: &str) -> bool {
    is_interface(import, "log") || is_interface(import, "types") || import.starts_with("wasi:")
}

/// The part of a manifest that every version has.
#[derive(Deserialize)]
struct Versions {
    #[serde(default)]
    id: String,
    api: String,
    batch_format: u32,
}

fn parse_manifest(json: &[u8]) -> Result<Manifest, Failure> {
    if json.is_empty() {
        return Err(Failure::link(
            "it has no `tollgate:manifest` section; build it with the SDK, and make a component of it with `tollgate-componentize`",
        ));
    }
    let malformed = |error: serde_json::Error| Failure::link(format!("its manifest is malformed: {error}"));
    let versions: Versions = serde_json::from_slice(json).map_err(malformed)?;
    let Versions { id, api, batch_format } = &versions;
    if !is_spoken(api) {
        return Err(Failure::link(format!(
            "`{id}` is built for plugin interface {api}, this Tollgate speaks {API_VERSION}; rebuild it with the SDK for {API_VERSION}, or use the Tollgate it was built for"
        )));
    }
    if *batch_format != BATCH_FORMAT {
        return Err(Failure::link(format!(
            "`{id}` reads batch format {batch_format}, this Tollgate writes {BATCH_FORMAT}; rebuild it with the SDK for plugin interface {API_VERSION}"
        )));
    }
    let manifest: Manifest = serde_json::from_slice(json).map_err(malformed)?;
    if manifest.id.is_empty() {
        return Err(Failure::link("its manifest is malformed: `id` is empty"));
    }
    Ok(manifest)
}

/// The top level of a component.
#[derive(Default)]
struct Outline {
    manifest: Vec<u8>,
    imports: Vec<String>,
    exports: Vec<String>,
}

impl Outline {
    fn read(bytes: &[u8]) -> Result<Self, Failure> {
        let malformed =
            |reason: &dyn std::fmt::Display| Failure::link(format!("it is no WebAssembly component: {reason}"));
        let mut outline = Self::default();
        let mut parser = Parser::new(0);
        let mut at = 0;
        loop {
            let rest = bytes.get(at..).ok_or_else(|| malformed(&"it is cut off"))?;
            let (consumed, payload) = match parser.parse(rest, true).map_err(|error| malformed(&error))? {
                Chunk::Parsed { consumed, payload } => (consumed, payload),
                Chunk::NeedMoreData(_) => return Err(malformed(&"it is cut off")),
            };
            at += consumed;
            match payload {
                Payload::Version { encoding: Encoding::Module, .. } => {
                    return Err(malformed(&"it is a core module; make a component of it with `tollgate-componentize`"));
                }
                // What is inside is none of the component's own sections.
                Payload::ModuleSection { unchecked_range, .. } | Payload::ComponentSection { unchecked_range, .. } => {
                    at = unchecked_range.end;
                }
                Payload::CustomSection(section) if section.name() == MANIFEST_SECTION => {
                    outline.manifest.extend_from_slice(section.data());
                }
                Payload::ComponentImportSection(section) => {
                    for import in section {
                        outline.imports.push(import.map_err(|error| malformed(&error))?.name.name.to_owned());
                    }
                }
                Payload::ComponentExportSection(section) => {
                    for export in section {
                        outline.exports.push(export.map_err(|error| malformed(&error))?.name.name.to_owned());
                    }
                }
                Payload::End(_) => return Ok(outline),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty component with this manifest.
    fn component(manifest: &str) -> Vec<u8> {
        let name = MANIFEST_SECTION.as_bytes();
        let mut content = vec![u8::try_from(name.len()).expect("short")];
        content.extend(name);
        content.extend(manifest.as_bytes());
        let mut bytes = b"\0asm\x0d\0\x01\0\0".to_vec();
        let mut len = content.len();
        while len >= 0x80 {
            bytes.push(u8::try_from(len & 0x7f).expect("7 bits") | 0x80);
            len >>= 7;
        }
        bytes.push(u8::try_from(len).expect("7 bits"));
        bytes.extend(content);
        bytes
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        let failure = inspect(bytes).expect_err("refused");
        assert!(failure.message.contains(expected), "`{failure}` does not say `{expected}`");
    }

    #[test]
    fn what_does_not_fit_is_named() {
        check(b"\x7fELF\x02\x01\x01\0", "no WebAssembly component");
        check(b"", "no WebAssembly component");
        check(b"\0asm\x01\0\0\0", "core module");
        check(&component(""), "no `tollgate:manifest` section");
        check(&component("{"), "malformed");
        check(
            &component(r#"{"id":"acme","version":"1","api":"0.2.0","batch_format":1}"#),
            "`acme` is built for plugin interface 0.2.0, this Tollgate speaks 0.1.0; rebuild",
        );
        check(
            &component(r#"{"id":"acme","version":"1","api":"0.1.7","batch_format":2}"#),
            "`acme` reads batch format 2, this Tollgate writes 1; rebuild",
        );
        check(&component(r#"{"id":"acme","version":"1","api":"0.1.0","batch_format":1}"#), "exports none of");
        let mut cut = component(r#"{"id":"acme","version":"1","api":"0.1.0","batch_format":1}"#);
        cut.pop();
        check(&cut, "no WebAssembly component");
    }

    #[test]
    fn additions_to_the_interface_are_spoken() {
        assert!(is_interface("tollgate:plugin/log@0.1.9", "log"));
        assert!(!is_interface("tollgate:plugin/log@0.2.0", "log"));
        assert!(!is_interface("tollgate:plugin/logs@0.1.0", "log"));
        assert!(!is_offered("made:up/teleport@1.0.0"));
        assert!(is_offered("wasi:io/poll@0.2.12"));
    }
}
