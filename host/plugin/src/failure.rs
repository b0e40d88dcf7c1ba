//! How a plugin fails, in words for its user.

use tollgate_api::PluginErrorKind;
use wasmtime::Trap;

use crate::{
    Budget,
    state::{Forbidden, State},
};

/// A plugin that could not be loaded, or a call without a usable answer. Never a defect of the input.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    pub kind: PluginErrorKind,
    /// What happened, why where known, and the next step where there is one. One paragraph of plain text.
    pub message: String,
}

impl Failure {
    pub(crate) fn link(message: impl Into<String>) -> Self {
        Self { kind: PluginErrorKind::Link, message: message.into() }
    }

    pub(crate) fn output(message: impl Into<String>) -> Self {
        Self { kind: PluginErrorKind::Output, message: message.into() }
    }

    /// The plugin answered with an error of its own.
    pub(crate) fn gave_up(reason: &str) -> Self {
        let reason = crate::log::printable(reason, 4096);
        Self { kind: PluginErrorKind::Trap, message: format!("it gave up: {reason}") }
    }

    /// Reads a call that ended in `error`: the trap says how, what the plugin last wrote says why.
    pub(crate) fn of_call(error: &wasmtime::Error, state: &State) -> Self {
        let fuel = state.budget.fuel;
        let (kind, message) = match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => {
                let message = format!(
                    "it did not finish within {fuel} units of fuel; if it needs more, raise its `limits.fuel` in the configuration"
                );
                return Self { kind: PluginErrorKind::Fuel, message };
            }
            // Also without a trap: an instance that is too large from the start.
            _ if state.limiter.was_refused() => (
                PluginErrorKind::Memory,
                format!(
                    "it asked for more than {} MiB of memory and could not go on; if it needs more, raise its `limits.memory` in the configuration",
                    state.budget.memory >> 20
                ),
            ),
            Some(Trap::StackOverflow | Trap::MemoryOutOfBounds) => {
                (PluginErrorKind::Trap, "it crashed: it left its stack or memory, as endless recursion does".to_owned())
            }
            Some(Trap::UnreachableCodeReached) => (PluginErrorKind::Trap, "it crashed".to_owned()),
            Some(trap) => (PluginErrorKind::Trap, format!("it crashed: {trap}")),
            None if let Some(Forbidden(what)) = error.downcast_ref() => (PluginErrorKind::Trap, what.clone()),
            None => return Self::of_host(error),
        };
        match state.log.last_words() {
            Some(words) => Self { kind, message: format!("{message}: {words}") },
            None => Self { kind, message },
        }
    }

    /// An error that is no trap: the answer could not be carried over.
    fn of_host(error: &wasmtime::Error) -> Self {
        let text = error.root_cause().to_string();
        // The type of this error is private to wasmtime; the hostile-guest tests notice when its words change.
        if text.contains("too much data is being copied") {
            return Self::output(format!(
                "it handed over more than {} MiB at once, which no reader could use",
                Budget::HOST_CALL_BYTES >> 20
            ));
        }
        Self::output(format!("its answer is malformed: {text}"))
    }
}
