//! `--var` and `--var-file`, which replace each other's values in the order in which they are typed.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, error::Error, value_parser};

/// One `--var` or `--var-file`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum GivenArg {
    Var { name: String, text: String },
    File(PathBuf),
}

/// All of them, in order. Derived arguments would forget what stood before what.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct GivenArgs(pub(crate) Vec<GivenArg>);

const VAR: &str = "var";
const VAR_FILE: &str = "var-file";

impl Args for GivenArgs {
    fn augment_args(command: Command) -> Command {
        let var = Arg::new(VAR)
            .long(VAR)
            .value_name("NAME=VALUE")
            .value_parser(parse_variable)
            .action(ArgAction::Append)
            .help("Set a variable of the root module; may be repeated");
        let file = Arg::new(VAR_FILE)
            .long(VAR_FILE)
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .action(ArgAction::Append)
            .help("Read variables from this file; may be repeated, and later ones win, as among `--var`");
        command.arg(var).arg(file)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for GivenArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let vars = matches.get_many::<(String, String)>(VAR).into_iter().flatten();
        let vars = vars.map(|(name, text)| GivenArg::Var { name: name.clone(), text: text.clone() });
        let files = matches.get_many::<PathBuf>(VAR_FILE).into_iter().flatten().cloned().map(GivenArg::File);
        let places = |id| matches.indices_of(id).into_iter().flatten();
        let mut all: Vec<(usize, GivenArg)> = places(VAR).zip(vars).chain(places(VAR_FILE).zip(files)).collect();
        all.sort_by_key(|(place, _)| *place);
        Ok(Self(all.into_iter().map(|(_, given)| given).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn parse_variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        given: GivenArgs,
    }

    #[test]
    fn the_order_of_the_line_is_kept() {
        let line = "x --var a=1 --var-file f --var b== --var-file=g";
        let parsed = Line::try_parse_from(line.split(' ')).expect("accepted");
        let var = |name: &str, text: &str| GivenArg::Var { name: name.into(), text: text.into() };
        let file = |path: &str| GivenArg::File(path.into());
        assert_eq!(parsed.given.0, [var("a", "1"), file("f"), var("b", "="), file("g")]);
    }
}
