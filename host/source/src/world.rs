//! The only way to bytes.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use crate::{FileId, SourceMap, WorldPath};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKind {
    File,
    Dir,
    /// A device, a socket, or a link that leads nowhere or out of the root.
    Other,
}

/// A name in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DirEntry {
    pub name: String,
    pub kind: EntryKind,
    /// Reached through a symbolic link: walks do not follow it, or they would not end.
    pub is_link: bool,
}

/// The rule that reports files which are there but cannot be read.
pub const UNREADABLE: &str = "syntax/unreadable";

/// Why bytes could not be had. Cloned freely: worlds remember failures as they remember bytes.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReadError {
    #[error("`{path}` does not exist")]
    NotFound { path: WorldPath },
    #[error("`{path}` is a folder")]
    IsDir { path: WorldPath },
    #[error("`{path}` leads out of the scanned folder")]
    Outside { path: WorldPath },
    #[error("`{path}` is {size} bytes, more than the limit of {limit}; `--max-file-size` sets another")]
    TooLarge { path: WorldPath, size: u64, limit: u64 },
    #[error("`{path}` is not UTF-8 text: byte {at} is invalid")]
    NotUtf8 { path: WorldPath, at: usize },
    #[error("`{path}` cannot be read: {reason}")]
    Io { path: WorldPath, reason: String },
}

impl ReadError {
    pub fn path(&self) -> &WorldPath {
        match self {
            Self::NotFound { path }
            | Self::IsDir { path }
            | Self::Outside { path }
            | Self::TooLarge { path, .. }
            | Self::NotUtf8 { path, .. }
            | Self::Io { path, .. } => path,
        }
    }
}

/// Where all bytes come from.
///
/// Implementations answer the same question the same way for as long as they live, whatever happens to
/// the disk meanwhile, and never give bytes from outside of their root.
pub trait World: Send + Sync {
    /// The bytes of a file.
    fn read(&self, path: &WorldPath) -> Result<Arc<[u8]>, ReadError>;

    /// The entries of a folder, sorted by name.
    fn list(&self, path: &WorldPath) -> Result<Arc<[DirEntry]>, ReadError>;

    /// The length of a file in bytes, without reading it where that can be had.
    fn size(&self, path: &WorldPath) -> Result<u64, ReadError> {
        self.read(path).map(|bytes| bytes.len() as u64)
    }

    /// Configuration files that are larger are refused before they are read.
    fn configuration_limit(&self) -> u64 {
        CONFIGURATION_LIMIT
    }
}

/// Text that is parsed into a tree is not larger than this, in bytes, unless somebody says otherwise: a tree takes a
/// hundred times the room of its text. Machines write larger files, such as plans, but no configuration.
pub const CONFIGURATION_LIMIT: u64 = 16 << 20;

/// The bytes of a configuration file; one beyond [`World::configuration_limit`] is not read.
pub fn read_configuration(world: &dyn World, path: &WorldPath) -> Result<Arc<[u8]>, ReadError> {
    let (size, limit) = (world.size(path)?, world.configuration_limit());
    if size > limit {
        return Err(ReadError::TooLarge { path: path.clone(), size, limit });
    }
    world.read(path)
}

/// Reads `path` as text into `sources`.
pub fn load(world: &dyn World, sources: &SourceMap, path: &WorldPath) -> Result<FileId, ReadError> {
    if let Some(id) = sources.find(path) {
        return Ok(id);
    }
    let bytes = world.read(path)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|error| ReadError::NotUtf8 { path: path.clone(), at: error.valid_up_to() })?;
    Ok(sources.add(path.clone(), text))
}

/// Files larger than this are refused before they are read: no configuration a person maintains is.
const DEFAULT_LIMIT: u64 = 64 << 20;

/// Answers given so far.
type Memo<T> = Mutex<HashMap<WorldPath, Result<Arc<T>, ReadError>>>;

/// A folder on disk. Links are followed only to targets inside of it.
#[derive(Debug)]
pub struct DiskWorld {
    root: PathBuf,
    limit: u64,
    configuration_limit: u64,
    files: Memo<[u8]>,
    folders: Memo<[DirEntry]>,
    sizes: Memo<u64>,
}

impl DiskWorld {
    /// A world of everything below `root`, which must exist.
    pub fn new(root: &Path) -> std::io::Result<Self> {
        Ok(Self {
            root: root.canonicalize()?,
            limit: DEFAULT_LIMIT,
            configuration_limit: CONFIGURATION_LIMIT,
            files: Mutex::default(),
            folders: Mutex::default(),
            sizes: Mutex::default(),
        })
    }

    /// The same world with another limit for configuration files, in bytes.
    #[must_use]
    pub fn with_configuration_limit(self, limit: u64) -> Self {
        Self { limit: self.limit.max(limit), configuration_limit: limit, ..self }
    }

    /// The canonical root on disk.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path on disk of `path`.
    pub fn disk_path(&self, path: &WorldPath) -> PathBuf {
        self.root.join(path.as_str())
    }

    fn resolve(&self, path: &WorldPath) -> Result<PathBuf, ReadError> {
        let real = self.disk_path(path).canonicalize().map_err(|error| io_error(path, &error))?;
        if real.starts_with(&self.root) { Ok(real) } else { Err(ReadError::Outside { path: path.clone() }) }
    }

    fn read_disk(&self, path: &WorldPath) -> Result<Arc<[u8]>, ReadError> {
        let size = *self.size_on_disk(path)?;
        if size > self.limit {
            return Err(ReadError::TooLarge { path: path.clone(), size, limit: self.limit });
        }
        std::fs::read(self.resolve(path)?).map(Arc::from).map_err(|error| io_error(path, &error))
    }

    fn size_on_disk(&self, path: &WorldPath) -> Result<Arc<u64>, ReadError> {
        let meta = std::fs::metadata(self.resolve(path)?).map_err(|error| io_error(path, &error))?;
        if meta.is_dir() {
            return Err(ReadError::IsDir { path: path.clone() });
        }
        // A pipe or a device would block or never end.
        if !meta.is_file() {
            return Err(ReadError::Io { path: path.clone(), reason: "not a regular file".into() });
        }
        Ok(Arc::new(meta.len()))
    }

    fn list_disk(&self, path: &WorldPath) -> Result<Arc<[DirEntry]>, ReadError> {
        let real = self.resolve(path)?;
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(&real).map_err(|error| io_error(path, &error))? {
            let entry = entry.map_err(|error| io_error(path, &error))?;
            // A name that is not UTF-8 cannot be written in a configuration either.
            let Ok(name) = entry.file_name().into_string() else { continue };
            let own = entry.file_type().ok();
            let is_link = own.is_some_and(|kind| kind.is_symlink());
            let kind = match own {
                Some(kind) if kind.is_dir() => EntryKind::Dir,
                Some(kind) if kind.is_file() => EntryKind::File,
                // Only links lead anywhere: following all names would double the time of a walk.
                _ => match entry.path().canonicalize() {
                    Ok(target) if !target.starts_with(&self.root) => EntryKind::Other,
                    Ok(target) if target.is_dir() => EntryKind::Dir,
                    Ok(target) if target.is_file() => EntryKind::File,
                    _ => EntryKind::Other,
                },
            };
            entries.push(DirEntry { name, kind, is_link });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries.into())
    }
}

fn io_error(path: &WorldPath, error: &std::io::Error) -> ReadError {
    let path = path.clone();
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => ReadError::NotFound { path },
        std::io::ErrorKind::PermissionDenied => ReadError::Io { path, reason: "permission denied".into() },
        _ => ReadError::Io { path, reason: error.to_string() },
    }
}

impl World for DiskWorld {
    fn configuration_limit(&self) -> u64 {
        self.configuration_limit
    }

    fn read(&self, path: &WorldPath) -> Result<Arc<[u8]>, ReadError> {
        remembered(&self.files, path, || self.read_disk(path))
    }

    fn list(&self, path: &WorldPath) -> Result<Arc<[DirEntry]>, ReadError> {
        remembered(&self.folders, path, || self.list_disk(path))
    }

    fn size(&self, path: &WorldPath) -> Result<u64, ReadError> {
        remembered(&self.sizes, path, || self.size_on_disk(path)).map(|size| *size)
    }
}

fn remembered<T: ?Sized>(
    memo: &Memo<T>,
    path: &WorldPath,
    ask: impl FnOnce() -> Result<Arc<T>, ReadError>,
) -> Result<Arc<T>, ReadError> {
    if let Some(known) = memo.lock().unwrap_or_else(PoisonError::into_inner).get(path) {
        return known.clone();
    }
    let answer = ask();
    let mut answers = memo.lock().unwrap_or_else(PoisonError::into_inner);
    // Two threads may have asked at once: the first answer stays, so that all see the same.
    answers.entry(path.clone()).or_insert(answer).clone()
}

/// Files held in memory: tests, rule pages, and trees that are not written yet.
#[derive(Clone, Debug, Default)]
pub struct MemoryWorld {
    files: BTreeMap<WorldPath, Arc<[u8]>>,
}

impl MemoryWorld {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a file.
    ///
    /// # Panics
    /// When `path` leads out of the root.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.insert(WorldPath::new(path).expect("a path inside the root"), bytes);
        self
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, path: WorldPath, bytes: impl AsRef<[u8]>) {
        self.files.insert(path, bytes.as_ref().into());
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &WorldPath) -> Result<Arc<[u8]>, ReadError> {
        match self.files.get(path) {
            Some(bytes) => Ok(Arc::clone(bytes)),
            None if self.list(path).is_ok() => Err(ReadError::IsDir { path: path.clone() }),
            None => Err(ReadError::NotFound { path: path.clone() }),
        }
    }

    fn list(&self, path: &WorldPath) -> Result<Arc<[DirEntry]>, ReadError> {
        let mut names = BTreeMap::new();
        for file in self.files.keys().filter(|file| file.is_under(path) && *file != path) {
            let rest = file.as_str()[path.as_str().len()..].trim_start_matches('/');
            match rest.split_once('/') {
                Some((folder, _)) => names.insert(folder.to_owned(), EntryKind::Dir),
                None => names.insert(rest.to_owned(), EntryKind::File),
            };
        }
        if names.is_empty() && !path.as_str().is_empty() {
            return Err(ReadError::NotFound { path: path.clone() });
        }
        Ok(names.into_iter().map(|(name, kind)| DirEntry { name, kind, is_link: false }).collect())
    }
}

/// A world with some files replaced or added: what the disk would be after a fix, or an editor's buffers.
pub struct OverlayWorld<'a> {
    base: &'a dyn World,
    over: MemoryWorld,
}

impl std::fmt::Debug for OverlayWorld<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OverlayWorld").field("over", &self.over).finish_non_exhaustive()
    }
}

impl<'a> OverlayWorld<'a> {
    pub fn new(base: &'a dyn World, over: MemoryWorld) -> Self {
        Self { base, over }
    }
}

impl World for OverlayWorld<'_> {
    fn configuration_limit(&self) -> u64 {
        self.base.configuration_limit()
    }

    fn read(&self, path: &WorldPath) -> Result<Arc<[u8]>, ReadError> {
        match self.over.files.get(path) {
            Some(bytes) => Ok(Arc::clone(bytes)),
            None => self.base.read(path),
        }
    }

    fn size(&self, path: &WorldPath) -> Result<u64, ReadError> {
        match self.over.files.get(path) {
            Some(bytes) => Ok(bytes.len() as u64),
            None => self.base.size(path),
        }
    }

    fn list(&self, path: &WorldPath) -> Result<Arc<[DirEntry]>, ReadError> {
        let Ok(over) = self.over.list(path) else { return self.base.list(path) };
        let mut names: BTreeMap<String, DirEntry> = BTreeMap::new();
        if let Ok(base) = self.base.list(path) {
            names.extend(base.iter().map(|entry| (entry.name.clone(), entry.clone())));
        }
        names.extend(over.iter().map(|entry| (entry.name.clone(), entry.clone())));
        Ok(names.into_values().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> WorldPath {
        WorldPath::new(text).expect("inside")
    }

    #[test]
    fn the_disk_is_jailed_and_remembered() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = dir.path().join("root");
        std::fs::create_dir_all(root.join("sub")).expect("created");
        std::fs::write(dir.path().join("secret"), "s").expect("written");
        std::fs::write(root.join("a.tf"), "one").expect("written");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(dir.path().join("secret"), root.join("leak")).expect("linked");
            std::os::unix::fs::symlink("loop", root.join("loop")).expect("linked");
        }
        let world = DiskWorld::new(&root).expect("opened");
        assert_eq!(&*world.read(&path("a.tf")).expect("read"), b"one");
        std::fs::write(root.join("a.tf"), "two").expect("written");
        assert_eq!(&*world.read(&path("a.tf")).expect("read"), b"one", "same world, same bytes");
        assert_eq!(world.size(&path("a.tf")), Ok(3));
        assert_eq!(world.read(&path("no")), Err(ReadError::NotFound { path: path("no") }));
        assert_eq!(world.read(&path("sub")), Err(ReadError::IsDir { path: path("sub") }));
        #[cfg(unix)]
        {
            assert_eq!(world.read(&path("leak")), Err(ReadError::Outside { path: path("leak") }));
            assert!(matches!(world.read(&path("loop")), Err(ReadError::Io { .. })));
            let kinds: Vec<_> =
                world.list(&path("")).expect("listed").iter().map(|e| (e.name.clone(), e.kind)).collect();
            assert_eq!(
                kinds,
                [
                    ("a.tf".to_owned(), EntryKind::File),
                    ("leak".to_owned(), EntryKind::Other),
                    ("loop".to_owned(), EntryKind::Other),
                    ("sub".to_owned(), EntryKind::Dir)
                ]
            );
        }
    }

    #[test]
    fn an_overlay_replaces_and_adds() {
        let base = MemoryWorld::new().with("m/a.tf", "old").with("m/b.tf", "b");
        let over = OverlayWorld::new(&base, MemoryWorld::new().with("m/a.tf", "new").with("m/n/c.tf", "c"));
        assert_eq!(&*over.read(&path("m/a.tf")).expect("read"), b"new");
        assert_eq!(&*over.read(&path("m/b.tf")).expect("read"), b"b");
        let names: Vec<_> = over.list(&path("m")).expect("listed").iter().map(|e| e.name.clone()).collect();
        assert_eq!(names, ["a.tf", "b.tf", "n"]);
        assert_eq!(base.read(&path("m")), Err(ReadError::IsDir { path: path("m") }));
    }

    #[test]
    fn a_configuration_too_large_is_not_read() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        // Without content: nothing is written, and reading it would give zeros.
        let file = std::fs::File::create(dir.path().join("big.tf")).expect("created");
        file.set_len(CONFIGURATION_LIMIT + 1).expect("enlarged");
        let world = DiskWorld::new(dir.path()).expect("opened");
        let (size, limit) = (CONFIGURATION_LIMIT + 1, CONFIGURATION_LIMIT);
        let refused = Err(ReadError::TooLarge { path: path("big.tf"), size, limit });
        assert_eq!(read_configuration(&world, &path("big.tf")), refused);
        assert!(world.files.lock().expect("free").is_empty(), "it is refused before it is read");
        assert_eq!(read_configuration(&OverlayWorld::new(&world, MemoryWorld::new()), &path("big.tf")), refused);
        let over = OverlayWorld::new(&world, MemoryWorld::new().with("big.tf", "small"));
        assert_eq!(read_configuration(&over, &path("big.tf")).as_deref(), Ok(&b"small"[..]));
    }

    #[test]
    fn text_must_be_utf8() {
        let world = MemoryWorld::new().with("x", [b'a', 0xff]);
        let sources = SourceMap::new();
        assert_eq!(load(&world, &sources, &path("x")), Err(ReadError::NotUtf8 { path: path("x"), at: 1 }));
    }
}
