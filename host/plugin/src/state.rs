//! What the host keeps for one call: its limits, its log, and the little it pretends about the world.

use wasmtime::{ResourceLimiter, StoreContextMut, Trap};

use crate::{Budget, log::Log};

/// The data of one store.
pub(crate) struct State {
    pub(crate) budget: Budget,
    pub(crate) limiter: Limiter,
    pub(crate) log: Log,
    random: u64,
}

/// What a plugin did that ends the call, in words that follow its name: "it tried to …". Not a trap of its
/// own making, so that the message can say so.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Forbidden(pub(crate) String);

impl State {
    pub(crate) fn new(budget: Budget) -> Self {
        let memory = usize::try_from(budget.memory).unwrap_or(usize::MAX);
        Self {
            budget,
            limiter: Limiter { memory_left: memory, elements_left: TABLE_ELEMENTS, refused: false },
            log: Log::default(),
            random: 0,
        }
    }

    /// The next number of a sequence that is the same in every call (splitmix64).
    pub(crate) fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// Takes from the plugin what a call costs the host: otherwise a loop around a host function would be nearly
/// free for the plugin. `bytes` is the amount of data that was copied.
pub(crate) fn charge(store: &mut StoreContextMut<'_, State>, bytes: usize) -> wasmtime::Result<()> {
    const CALL: u64 = 4_000;
    const PER_BYTE: u64 = 16;
    let cost = CALL.saturating_add(PER_BYTE.saturating_mul(u64::try_from(bytes).unwrap_or(u64::MAX)));
    match store.get_fuel()?.checked_sub(cost) {
        Some(left) => store.set_fuel(left),
        None => {
            store.set_fuel(0)?;
            Err(Trap::OutOfFuel.into())
        }
    }
}

/// Over all tables of an instance; a large interpreter has some ten thousand.
const TABLE_ELEMENTS: usize = 1_000_000;

/// Counts memory over all memories of a store, and remembers a refusal: what the plugin does next, usually
/// to abort, looks like any other crash.
#[derive(Debug)]
pub(crate) struct Limiter {
    memory_left: usize,
    elements_left: usize,
    refused: bool,
}

impl Limiter {
    pub(crate) fn was_refused(&self) -> bool {
        self.refused
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let more = desired.saturating_sub(current);
        if maximum.is_some_and(|maximum| desired > maximum) || more > self.memory_left {
            self.refused = true;
            return Ok(false);
        }
        self.memory_left -= more;
        Ok(true)
    }

    fn table_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let more = desired.saturating_sub(current);
        if maximum.is_some_and(|maximum| desired > maximum) || more > self.elements_left {
            self.refused = true;
            return Ok(false);
        }
        self.elements_left -= more;
        Ok(true)
    }

    fn instances(&self) -> usize {
        256
    }

    fn tables(&self) -> usize {
        256
    }

    fn memories(&self) -> usize {
        64
    }
}
