//! How the program ends.

use std::process::ExitCode;

use tollgate_engine::CheckError;
use tollgate_report::Style;
use tollgate_source::SourceMap;

use crate::{args::Color, output};

/// What a run comes to. The same for every output format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    Pass,
    /// Findings at or above the level to fail on.
    Findings,
    /// Usage, configuration, or a named path that cannot be read.
    Usage,
    /// Nothing to check, and input was required.
    NoInput,
    /// A plugin failed: verdicts are missing.
    Plugin,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Pass => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::NoInput => 3,
            Exit::Plugin => 4,
        })
    }
}

/// Why a command could not do its job.
#[derive(Debug)]
pub(crate) enum Error {
    /// What is wrong, and what to do.
    Usage { message: String, help: Option<String> },
    /// Mistakes in configuration files, with the files.
    Config { diagnostics: Vec<tollgate_source::Diagnostic>, sources: SourceMap },
}

impl Error {
    pub(crate) fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: Some(help.into()) }
    }

    pub(crate) fn of_check(error: CheckError, sources: SourceMap) -> Self {
        match error {
            CheckError::Missing(missing) => {
                let message = missing.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
                Self::usage(message, "name a folder or a file that exists and that you may read")
            }
            CheckError::Config(diagnostics) => Self::Config { diagnostics, sources },
            CheckError::UnknownEnvironment { name, near, known } => Self::Usage {
                message: format!("no root has an environment `{name}`"),
                help: Some(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known.is_empty() => {
                        "name its variables file, `--env NAME=FILE`, or describe it in `tollgate.toml`".to_owned()
                    }
                    None => format!("environments here are {}", known.join(", ")),
                }),
            },
            CheckError::UnknownRule { name, near } => Self::Usage {
                message: format!("there is no rule or family `{name}`"),
                help: Some(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`tollgate rules` lists the rules".to_owned(),
                }),
            },
        }
    }
}

/// Says why, on standard error.
pub(crate) fn report(error: &Error, color: Color) -> Exit {
    match error {
        Error::Usage { message, help } => {
            output::complain(&format!("error: {message}"));
            if let Some(help) = help {
                output::complain(&format!("  help: {help}"));
            }
        }
        Error::Config { diagnostics, sources } => {
            let style = Style { color: output::colored_stderr(color), width: output::width() };
            output::complain(tollgate_report::diagnostics(diagnostics, sources, style).trim_end());
        }
    }
    Exit::Usage
}
