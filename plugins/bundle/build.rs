//! Compiles the built-in plugins to components, or takes them from `prebuilt/` where a packaged release has
//! them, and writes the table that the library includes.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use tollgate_componentize::{Build, compile, componentize};

/// The built-in plugins. Each is the folder `plugins/<name>` and the package `tollgate-plugin-<name>`: without the
/// middle, the plugin about a format would have the name of its front end.
const BUILTINS: [&str; 10] =
    ["aws", "azure", "compose", "declared", "gcp", "kubernetes", "tags", "terraform", "tls", "topology"];

fn main() {
    // As the text it is: returned, it would be printed with its line ends escaped.
    if let Err(error) = run() {
        panic!("{error}");
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let prebuilt = here.join("prebuilt");
    println!("cargo::rerun-if-changed=build.rs");
    // Cargo takes a missing path for a changed one, and would compile everything again in every build.
    if prebuilt.exists() {
        println!("cargo::rerun-if-changed={}", prebuilt.display());
    }
    let components = if prebuilt.is_dir() { read(&prebuilt)? } else { build(&here, &out)? };
    let mut table = String::from("&[\n");
    for (name, component) in &components {
        let file = out.join(format!("{name}.wasm"));
        fs::write(&file, component)?;
        let mut digest = String::new();
        for byte in Sha256::digest(component) {
            write!(digest, "{byte:02x}")?;
        }
        writeln!(
            table,
            "    Builtin {{ name: {name:?}, component: include_bytes!({:?}), digest: {digest:?} }},",
            file.display().to_string()
        )?;
    }
    table.push_str("]\n");
    fs::write(out.join("builtins.rs"), table)?;
    Ok(())
}

fn read(prebuilt: &Path) -> Result<BTreeMap<&'static str, Vec<u8>>, Box<dyn Error>> {
    let one = |name: &'static str| {
        let file = prebuilt.join(format!("{name}.wasm"));
        let bytes = fs::read(&file).map_err(|error| format!("`{}` cannot be read: {error}", file.display()))?;
        Ok((name, bytes))
    };
    BUILTINS.into_iter().map(one).collect()
}

/// One cargo run for all, in a folder of its own: the one of the outer build is locked by it.
fn build(here: &Path, out: &Path) -> Result<BTreeMap<&'static str, Vec<u8>>, Box<dyn Error>> {
    let plugins = here.parent().ok_or("the bundle lies in the folder of plugins")?;
    let root = plugins.parent().ok_or("the folder of plugins lies in the workspace")?;
    for folder in BUILTINS.iter().chain(&["sdk", "batch"]) {
        for part in ["src", "Cargo.toml"] {
            println!("cargo::rerun-if-changed={}", plugins.join(folder).join(part).display());
        }
    }
    println!("cargo::rerun-if-changed={}", root.join("wit").display());
    println!("cargo::rerun-if-changed={}", root.join("Cargo.toml").display());
    let packages = BUILTINS.map(|name| format!("tollgate-plugin-{name}"));
    let modules = compile(&Build {
        manifest: &root.join("Cargo.toml"),
        packages: &packages.each_ref().map(String::as_str),
        examples: false,
        target_dir: &out.join("target"),
        // The outer cargo holds the lock file to what it builds; this one is only told not to change it.
        locked: root.join("Cargo.lock").exists() && std::env::var_os("CI").is_some(),
    })?;
    let mut components = BTreeMap::new();
    for name in BUILTINS {
        let package = format!("tollgate-plugin-{name}");
        let module = modules
            .iter()
            .find(|module| module.name == package)
            .ok_or_else(|| format!("`{package}` built no module; it needs `crate-type = [\"lib\", \"cdylib\"]`"))?;
        let component = componentize(&module.bytes).map_err(|error| format!("`{package}`: {error}"))?;
        components.insert(name, component);
    }
    Ok(components)
}
