//! Wrapping a core module into a component.

use wasm_encoder::{ComponentSection, CustomSection, RawSection};
use wasmparser::{Parser, Payload};
use wit_component::ComponentEncoder;

use crate::Error;

/// The custom section that holds the manifest as JSON. The SDK writes it into the core module; hosts read it
/// at the top level of the component, where its bytes are covered by the digest like all others.
pub const MANIFEST_SECTION: &str = "tollgate:manifest";

/// Makes a component of `module`, with its manifest at the top level. Same bytes in, same bytes out.
pub fn componentize(module: &[u8]) -> Result<Vec<u8>, Error> {
    let (module, manifest) = take_manifest(module)?;
    if manifest.is_empty() {
        return Err(Error::NoManifest);
    }
    let encode = |error| Error::Encode { reason: format!("{error:#}") };
    let mut component =
        ComponentEncoder::default().validate(true).module(&module).map_err(encode)?.encode().map_err(encode)?;
    CustomSection { name: MANIFEST_SECTION.into(), data: manifest.into() }.append_to_component(&mut component);
    Ok(component)
}

/// The module without its manifest, and the manifest; empty when it has none.
fn take_manifest(bytes: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let mut module = wasm_encoder::Module::new();
    let mut manifest = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.map_err(|error| Error::Invalid { reason: error.to_string() })?;
        match &payload {
            Payload::Version { encoding: wasmparser::Encoding::Component, .. } => {
                return Err(Error::Invalid { reason: "it is a component already".into() });
            }
            Payload::CustomSection(section) if section.name() == MANIFEST_SECTION => {
                manifest.extend_from_slice(section.data());
            }
            payload => {
                if let Some((id, range)) = payload.as_section() {
                    module.section(&RawSection { id, data: &bytes[range] });
                }
            }
        }
    }
    Ok((module.finish(), manifest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_plugin_module_is_refused() {
        let empty = wasm_encoder::Module::new().finish();
        assert!(matches!(componentize(b"\x7fELF"), Err(Error::Invalid { .. })));
        assert!(matches!(componentize(&empty), Err(Error::NoManifest)));
        let component = wasm_encoder::Component::new().finish();
        assert!(matches!(componentize(&component), Err(Error::Invalid { .. })));
    }

    #[test]
    fn the_manifest_leaves_the_module() {
        let mut module = wasm_encoder::Module::new();
        module.section(&CustomSection { name: MANIFEST_SECTION.into(), data: b"{}".into() });
        module.section(&CustomSection { name: "other".into(), data: b"kept".into() });
        let (rest, manifest) = take_manifest(&module.finish()).expect("a module");
        assert_eq!(manifest, b"{}");
        let mut expected = wasm_encoder::Module::new();
        expected.section(&CustomSection { name: "other".into(), data: b"kept".into() });
        assert_eq!(rest, expected.finish());
    }
}
