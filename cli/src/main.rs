//! The command line: arguments → request → engine → report → exit code.
//!
//! The only code that prints, ends the process or writes files of the user. Results go to standard output,
//! everything else to standard error.
#![forbid(unsafe_code)]

mod args;
mod commands;
mod exit;
mod fix;
mod given;
mod output;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = args::Args::parse();
    let outcome = match args.command {
        args::Command::Check(check) => commands::check::run(&check, args.color),
        args::Command::Inspect(inspect) => commands::inspect::run(&inspect, args.color),
        args::Command::Render(render) => commands::render::run(&render, args.color),
        args::Command::Explain(explain) => commands::explain::run(&explain, args.color),
        args::Command::Rules(rules) => commands::rules::run(&rules, args.color),
        args::Command::Version(version) => commands::version::run(&version),
    };
    outcome.unwrap_or_else(|error| exit::report(&error, args.color)).into()
}
