//! What one call may use. All of it is counted, none of it is timed, so that a call ends the same way on
//! every machine.

use tollgate_api::Limits;

/// The limits of one call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// Units of work, about ten million of them in a millisecond.
    pub fuel: u64,
    /// Bytes of linear memory, over all memories of the instance.
    pub memory: u64,
    /// Verdicts, cost items or files.
    pub answers: usize,
}

impl Budget {
    /// Fuel of every call, before the share of each resource.
    pub const FUEL: u64 = 2_000_000_000;
    /// Fuel for each resource of the batch: several times what a simple rule needs in an interpreted language.
    pub const FUEL_PER_RESOURCE: u64 = 2_000_000;
    /// Bytes of linear memory.
    pub const MEMORY: u64 = 256 << 20;
    /// Answers of every call, before the share of resources and rules.
    pub const ANSWERS: usize = 1_000;
    /// Answers for each pair of resource and rule.
    pub const ANSWERS_PER_PAIR: usize = 16;
    /// Bytes that may cross from plugin to host in one go.
    pub const HOST_CALL_BYTES: usize = 16 << 20;

    /// The budget for a batch of `resources` read by `rules`, with what was granted in place of the defaults.
    pub fn for_batch(granted: &Limits, resources: usize, rules: usize) -> Self {
        let share = Self::FUEL_PER_RESOURCE.saturating_mul(u64::try_from(resources).unwrap_or(u64::MAX));
        let pairs = resources.saturating_mul(rules.max(1));
        Self {
            fuel: granted.fuel.unwrap_or(Self::FUEL).saturating_add(share),
            memory: granted.memory.unwrap_or(Self::MEMORY),
            answers: Self::ANSWERS.saturating_add(pairs.saturating_mul(Self::ANSWERS_PER_PAIR)),
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::for_batch(&Limits::default(), 0, 0)
    }
}
