//! A linked plugin, and calls of it.

use tollgate_api::{CostItem, Manifest, ScaffoldFile, Verdict};
use tollgate_batch::Batch;
use wasmtime::{
    Engine, Store,
    component::{Instance, InstancePre},
};

use crate::{
    Budget, Failure, Inspected, Interfaces, LogLine, answer,
    bindings::exports::tollgate::plugin::{cost, lint, scaffold},
    state::State,
};

/// A plugin that is ready to be called, from any number of threads at once.
pub struct Plugin {
    inspected: Inspected,
    digest: String,
    engine: Engine,
    pre: InstancePre<State>,
    lint: Option<lint::GuestIndices>,
    cost: Option<cost::GuestIndices>,
    scaffold: Option<scaffold::GuestIndices>,
}

/// What a call left behind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome<T> {
    pub result: Result<T, Failure>,
    /// What the plugin said, whether it failed or not.
    pub log: Vec<LogLine>,
    /// Fuel that was used; the same for the same input on every machine.
    pub fuel: u64,
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugin")
            .field("id", &self.inspected.manifest.id)
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

impl Plugin {
    pub(crate) fn new(
        inspected: Inspected,
        digest: String,
        engine: Engine,
        pre: InstancePre<State>,
    ) -> wasmtime::Result<Self> {
        let has = inspected.interfaces;
        let lint = has.lint.then(|| lint::GuestIndices::new(&pre)).transpose()?;
        let cost = has.cost.then(|| cost::GuestIndices::new(&pre)).transpose()?;
        let scaffold = has.scaffold.then(|| scaffold::GuestIndices::new(&pre)).transpose()?;
        Ok(Self { inspected, digest, engine, pre, lint, cost, scaffold })
    }

    pub fn manifest(&self) -> &Manifest {
        &self.inspected.manifest
    }

    pub fn interfaces(&self) -> Interfaces {
        self.inspected.interfaces
    }

    /// SHA-256 of the component, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Calls `lint.check`. Rules and nodes of all verdicts exist in the manifest and in `batch`.
    ///
    /// `batch` and `settings` are in the batch format.
    pub fn lint(&self, batch: &[u8], settings: &[u8], budget: Budget) -> Outcome<Vec<Verdict>> {
        self.lint_described(batch, settings, self.inspected.manifest.rules.len(), budget)
    }

    /// As [`Plugin::lint`], of a plugin whose rules, so many, are described to it by the settings.
    pub fn lint_described(&self, batch: &[u8], settings: &[u8], rules: usize, budget: Budget) -> Outcome<Vec<Verdict>> {
        self.call(budget, |store, instance| {
            let guest = match &self.lint {
                Some(indices) => indices.load(&mut *store, instance).map_err(Stop::Host)?,
                None => return Err(Stop::Failure(missing("lint"))),
            };
            let verdicts = guest.call_check(&mut *store, batch, settings).map_err(Stop::Host)?;
            let verdicts = counted(verdicts, budget, "verdicts")?;
            answer::verdicts(verdicts, nodes(batch), rules).map_err(Stop::Failure)
        })
    }

    /// Calls `cost.estimate`. Nodes of all items exist in `batch`, quantities are decimal numbers or empty.
    pub fn cost(&self, batch: &[u8], settings: &[u8], budget: Budget) -> Outcome<Vec<CostItem>> {
        self.call(budget, |store, instance| {
            let guest = match &self.cost {
                Some(indices) => indices.load(&mut *store, instance).map_err(Stop::Host)?,
                None => return Err(Stop::Failure(missing("cost"))),
            };
            let items = guest.call_estimate(&mut *store, batch, settings).map_err(Stop::Host)?;
            answer::cost_items(counted(items, budget, "cost items")?, nodes(batch)).map_err(Stop::Failure)
        })
    }

    /// Calls `scaffold.render`. Paths of all files are relative, lie below the folder of the service, and are
    /// different from one another.
    pub fn scaffold(&self, answers: &[u8], settings: &[u8], budget: Budget) -> Outcome<Vec<ScaffoldFile>> {
        self.call(budget, |store, instance| {
            let guest = match &self.scaffold {
                Some(indices) => indices.load(&mut *store, instance).map_err(Stop::Host)?,
                None => return Err(Stop::Failure(missing("scaffold"))),
            };
            let files = guest.call_render(&mut *store, answers, settings).map_err(Stop::Host)?;
            answer::files(counted(files, budget, "files")?).map_err(Stop::Failure)
        })
    }

    /// Runs `body` on a fresh instance: nothing of one call is there in the next, and after a trap an instance
    /// could not be used again anyway.
    fn call<T>(
        &self,
        budget: Budget,
        body: impl FnOnce(&mut Store<State>, &Instance) -> Result<T, Stop>,
    ) -> Outcome<T> {
        let mut store = Store::new(&self.engine, State::new(budget));
        store.limiter(|state| &mut state.limiter);
        store.set_hostcall_fuel(Budget::HOST_CALL_BYTES);
        let result = store
            .set_fuel(budget.fuel)
            .and_then(|()| self.pre.instantiate(&mut store))
            .map_err(Stop::Host)
            .and_then(|instance| body(&mut store, &instance))
            .map_err(|stop| match stop {
                Stop::Host(error) => Failure::of_call(&error, store.data()),
                Stop::Failure(failure) => failure,
            });
        let fuel = budget.fuel.saturating_sub(store.get_fuel().unwrap_or(0));
        Outcome { result, log: store.into_data().log.finish(), fuel }
    }
}

/// Why a call has no answer.
enum Stop {
    Host(wasmtime::Error),
    Failure(Failure),
}

/// The answers, unless the plugin gave up or there are too many.
fn counted<T>(answers: Result<Vec<T>, String>, budget: Budget, noun: &str) -> Result<Vec<T>, Stop> {
    let answers = answers.map_err(|reason| Stop::Failure(Failure::gave_up(&reason)))?;
    if answers.len() > budget.answers {
        let (count, limit) = (answers.len(), budget.answers);
        return Err(Stop::Failure(Failure::output(format!(
            "it answered with {count} {noun}, more than the {limit} that its batch allows"
        ))));
    }
    Ok(answers)
}

/// How many places a batch has; none when it is not one.
fn nodes(batch: &[u8]) -> u32 {
    Batch::open(batch).map_or(0, |batch| batch.node_count())
}

fn missing(interface: &str) -> Failure {
    Failure::link(format!("it does not export `tollgate:plugin/{interface}`"))
}
