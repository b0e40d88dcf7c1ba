//! Compiled plugins on disk, so that a run does not start with compiling.
//!
//! An entry is a digest followed by what wasmtime compiled. Its name says which component it was made from
//! and which engine it fits: an entry is never changed, only replaced by itself. Entries from anyone but this
//! user's own earlier runs are never loaded: compiled code is trusted as the program itself is.

use std::{
    hash::{Hash, Hasher},
    io::Write,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use wasmtime::{Engine, component::Component};

const DIGEST: usize = 32;

/// A folder that this user alone can write to.
#[derive(Clone, Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
    /// The engine: version, settings and target.
    engine: String,
}

impl Cache {
    /// Opens or makes `folder`; says why it cannot be used.
    pub(crate) fn open(folder: &Path, engine: &Engine) -> Result<Self, String> {
        let refuse =
            |reason: &dyn std::fmt::Display| format!("the compile cache `{}` is not used: {reason}", folder.display());
        create(folder).map_err(|error| refuse(&error))?;
        check_owner(folder).map_err(|reason| refuse(&reason))?;
        let mut hasher = Sha256Hasher(Sha256::new());
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Ok(Self { folder: folder.to_owned(), engine: hex(&hasher.0.finalize()[..8]) })
    }

    /// The component compiled before; `None` when there is none, or none that is whole.
    pub(crate) fn load(&self, engine: &Engine, digest: &str) -> Option<Component> {
        let bytes = std::fs::read(self.path(digest)).ok()?;
        let (sum, compiled) = bytes.split_at_checked(DIGEST)?;
        if Sha256::digest(compiled).as_slice() != sum {
            return None;
        }
        deserialize(engine, compiled)
    }

    /// Keeps `component`. A cache that cannot be written to costs time, not the run.
    pub(crate) fn store(&self, digest: &str, component: &Component) {
        let write = || -> Option<()> {
            let compiled = component.serialize().ok()?;
            let mut file = tempfile::NamedTempFile::new_in(&self.folder).ok()?;
            file.write_all(&Sha256::digest(&compiled)).ok()?;
            file.write_all(&compiled).ok()?;
            file.persist(self.path(digest)).ok()?;
            Some(())
        };
        let _ = write();
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.folder.join(format!("{digest}-{}.cwasm", self.engine))
    }
}

/// The only unsafe code of the project: wasmtime cannot check compiled code, it runs it.
#[expect(unsafe_code, reason = "see the safety argument")]
fn deserialize(engine: &Engine, compiled: &[u8]) -> Option<Component> {
    // SAFETY: the bytes must be what `Component::serialize` returned, unmodified. They come from a folder that
    // belongs to this user and that nobody else can write to (`check_owner`), from a file that only `store`
    // names this way, written whole and moved into place, and their digest was compared just now, so they are
    // not damaged either. Whoever can still forge them can replace this program as well. Bytes of another
    // wasmtime version, target or setting are refused by wasmtime itself.
    unsafe { Component::deserialize(engine, compiled) }.ok()
}

#[cfg(unix)]
fn create(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

#[cfg(unix)]
fn check_owner(folder: &Path) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt;
    let meta = std::fs::metadata(folder).map_err(|error| error.to_string())?;
    if meta.uid() != rustix::process::geteuid().as_raw() {
        return Err("it belongs to another user".into());
    }
    if meta.mode() & 0o022 != 0 {
        return Err(format!("others can write to it; close it with `chmod 700 {}`", folder.display()));
    }
    Ok(())
}

/// Elsewhere the cache lies in the user's profile, which the system keeps closed.
#[cfg(not(unix))]
fn check_owner(_: &Path) -> Result<(), String> {
    Ok(())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Feeds what is hashed into SHA-256: the standard hasher may change between versions of Rust.
struct Sha256Hasher(Sha256);

impl Hasher for Sha256Hasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Never asked for: the digest is.
    fn finish(&self) -> u64 {
        0
    }
}
