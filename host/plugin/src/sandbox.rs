//! Compiling plugins, and the settings all of them run under.

use std::path::Path;

use wasmtime::{
    Config, Engine, OptLevel, StoreContextMut,
    component::{Component, Linker},
};

use crate::{
    Failure, Inspected, Plugin,
    bindings::tollgate::plugin::log::Level,
    cache::Cache,
    deny, digest, inspect,
    log::LogLevel,
    state::{State, charge},
};

/// Compiles and links plugins. One is enough for a process; copies share everything.
#[derive(Clone)]
pub struct Sandbox {
    engine: Engine,
    cache: Option<Cache>,
    cache_problem: Option<String>,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("cache", &self.cache).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// `cache` is the folder for compiled plugins, made when missing; without one, or with one that cannot be
    /// trusted, each plugin is compiled anew.
    ///
    /// # Errors
    /// Only where this machine cannot run WebAssembly at all.
    pub fn new(cache: Option<&Path>) -> Result<Self, Failure> {
        let engine = Engine::new(&config())
            .map_err(|error| Failure::link(format!("this machine cannot run plugins: {error:#}")))?;
        let (cache, cache_problem) = match cache.map(|folder| Cache::open(folder, &engine)) {
            None => (None, None),
            Some(Ok(cache)) => (Some(cache), None),
            Some(Err(problem)) => (None, Some(problem)),
        };
        Ok(Self { engine, cache, cache_problem })
    }

    /// Why the compile cache is not used, if it should be: worth a warning.
    pub fn cache_problem(&self) -> Option<&str> {
        self.cache_problem.as_deref()
    }

    /// Checks, compiles and links a plugin. No code of it runs yet.
    pub fn load(&self, component: &[u8]) -> Result<Plugin, Failure> {
        self.load_inspected(component, inspect(component)?, &digest(component))
    }

    /// As [`Sandbox::load`], of a component that was inspected before; `digest` is its [`digest`].
    pub fn load_inspected(&self, component: &[u8], inspected: Inspected, digest: &str) -> Result<Plugin, Failure> {
        let compiled = match self.cache.as_ref().and_then(|cache| cache.load(&self.engine, digest)) {
            Some(compiled) => compiled,
            None => self.compile(component, digest)?,
        };
        let unfit = |error: wasmtime::Error| Failure::link(format!("it does not fit this host: {error:#}"));
        let mut linker = Linker::new(&self.engine);
        link_log(&mut linker).map_err(unfit)?;
        deny::link(&self.engine, &mut linker, &compiled).map_err(unfit)?;
        let pre = linker.instantiate_pre(&compiled).map_err(unfit)?;
        Plugin::new(inspected, digest.to_owned(), self.engine.clone(), pre).map_err(unfit)
    }

    fn compile(&self, component: &[u8], digest: &str) -> Result<Component, Failure> {
        let compiled = Component::new(&self.engine, component)
            .map_err(|error| Failure::link(format!("it cannot be compiled: {error:#}")))?;
        if let Some(cache) = &self.cache {
            cache.store(digest, &compiled);
        }
        Ok(compiled)
    }
}

/// The same answer on every machine: fuel rather than time, one bit pattern for NaN, no instruction whose
/// result depends on the processor. Compiling is what a first run waits for, so it takes the quickest way: a
/// quarter less time, for rules that take far less than their compilation.
fn config() -> Config {
    let mut config = Config::new();
    config.consume_fuel(true);
    config.cranelift_opt_level(OptLevel::None);
    config.wasm_component_model(true);
    config.cranelift_nan_canonicalization(true);
    config.relaxed_simd_deterministic(true);
    config
}

/// `tollgate:plugin/log`, the only function a plugin may import.
fn link_log(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.instance("tollgate:plugin/types@0.1.0")?;
    linker.instance("tollgate:plugin/log@0.1.0")?.func_wrap(
        "log",
        |mut store: StoreContextMut<'_, State>, (level, message): (Level, String)| {
            charge(&mut store, message.len())?;
            let level = match level {
                Level::Debug => LogLevel::Debug,
                Level::Info => LogLevel::Info,
                Level::Warning => LogLevel::Warning,
                Level::Error => LogLevel::Error,
            };
            store.data_mut().log.message(level, &message);
            Ok(())
        },
    )
}
