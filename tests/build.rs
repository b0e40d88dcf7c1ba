//! Compiles the guests to components and writes a constant with the path of each.

use std::{error::Error, fmt::Write, fs, path::PathBuf};

use tollgate_componentize::{Build, compile, componentize};

fn main() {
    // As the text it is: returned, it would be printed with its line ends escaped.
    if let Err(error) = run() {
        panic!("{error}");
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let guests = here.join("guests");
    for path in ["build.rs", "guests", "../wit", "../plugins/batch/src"] {
        println!("cargo::rerun-if-changed={}", here.join(path).display());
    }
    let modules = compile(&Build {
        manifest: &guests.join("Cargo.toml"),
        packages: &[],
        examples: true,
        target_dir: &out.join("target"),
        locked: std::env::var_os("CI").is_some(),
    })?;
    let mut constants = String::new();
    for module in modules {
        let component = componentize(&module.bytes).map_err(|error| format!("guest `{}`: {error}", module.name))?;
        let file = out.join(format!("{}.wasm", module.name));
        fs::write(&file, component)?;
        let constant = module.name.replace('-', "_").to_uppercase();
        writeln!(constants, "pub(crate) const {constant}: &[u8] = include_bytes!({:?});", file.display().to_string())?;
    }
    fs::write(out.join("guests.rs"), constants)?;
    Ok(())
}
