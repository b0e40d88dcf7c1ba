//! What people type.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use tollgate_config::compliance::{Framework, framework, frameworks};

use crate::given::GivenArgs;

/// Checks Terraform, Compose and Kubernetes manifests between a commit and the cloud.
///
/// Every rule is a WebAssembly component that sees evaluated resources and nothing else: no files, no network,
/// no clock. Results go to standard output, everything else to standard error.
#[derive(Parser, Debug)]
#[command(name = "tollgate", version, disable_help_subcommand = true, max_term_width = 100)]
pub(crate) struct Args {
    /// Whether to color text.
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true, env = "TOLLGATE_COLOR")]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Check configurations against the rules
    Check(CheckArgs),
    /// Show what Tollgate sees: resources, values and where they come from
    Inspect(InspectArgs),
    /// Print the manifests that a chart writes, as `helm template` does
    Render(RenderArgs),
    /// Explain a rule: what it finds, why that is bad, what to write instead
    Explain(ExplainArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Show the version and the built-in plugins
    Version(VersionArgs),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(ClapArgs, Debug)]
#[command(after_help = "Exit codes: 0 pass, 1 findings, 2 usage or configuration, 3 nothing to check (with \
                        --require-input), 4 a plugin failed.")]
pub(crate) struct CheckArgs {
    /// Folders to search for configurations, or files, which stand for their module [default: .]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Use this configuration instead of the nearest `tollgate.toml` of each root
    #[arg(long, value_name = "FILE", env = "TOLLGATE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Run only this rule (`tls/weak-policy`) or family (`tls`); may be repeated
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Run the rules that look at this standard, those that are off by default too, and say what its controls come to:
    /// `cis-aws`, `cis-kubernetes`, `gdpr`, `isms-p`, `pci-dss` or `soc-2`
    #[arg(long, value_name = "STANDARD", value_parser = parse_framework)]
    pub(crate) compliance: Option<&'static Framework>,
    /// The weakest finding that fails the run; `possible` is `error`, and counts findings that depend on
    /// something unknown too
    #[arg(long, value_enum, default_value_t = FailOn::Error, env = "TOLLGATE_FAIL_ON")]
    pub(crate) fail_on: FailOn,
    /// `text` or `json`, with `=FILE` into a file; may be repeated
    #[arg(long, visible_alias = "format", value_name = "FORMAT[=FILE]", default_value = "text", env = "TOLLGATE_OUTPUT_FORMAT", value_parser = parse_output)]
    pub(crate) output_format: Vec<Output>,
    /// Show the safe fixes as a diff, and change nothing
    #[arg(long, conflicts_with = "fix")]
    pub(crate) diff: bool,
    /// Apply the safe fixes
    #[arg(long)]
    pub(crate) fix: bool,
    /// With --fix or --diff: also fixes that may change what someone relies on
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,
    /// End with code 3 when there is nothing to check
    #[arg(long)]
    pub(crate) require_input: bool,
    /// Say how long the run took, and each plugin in it; reports then differ from run to run
    #[arg(long)]
    pub(crate) timings: bool,
    /// The date that expiry dates are compared with [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", env = "TOLLGATE_TODAY", value_parser = parse_date)]
    pub(crate) today: Option<String>,
    #[command(flatten)]
    pub(crate) terraform: TerraformArgs,
    #[command(flatten)]
    pub(crate) compose: ComposeArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// What is given to root modules.
#[derive(ClapArgs, Debug)]
pub(crate) struct TerraformArgs {
    #[command(flatten)]
    pub(crate) given: GivenArgs,
    /// The selected workspace
    #[arg(long, value_name = "NAME")]
    pub(crate) workspace: Option<String>,
    /// Evaluate only this environment of `tollgate.toml`, or one that a variables file makes; may be repeated
    #[arg(long = "env", value_name = "NAME[=FILE]", value_parser = parse_environment)]
    pub(crate) environments: Vec<EnvironmentArg>,
    /// Read `TF_VAR_*`, `TF_WORKSPACE` and the variables that Compose files use from the environment: the report then
    /// depends on it
    #[arg(long)]
    pub(crate) inherit_env: bool,
}

/// What is given to Compose projects.
#[derive(ClapArgs, Debug)]
pub(crate) struct ComposeArgs {
    /// Check the project that these Compose files make, as `docker compose -f` does; may be repeated
    #[arg(short = 'f', long = "file", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Services with this profile are there for sure; may be repeated
    #[arg(long = "profile", value_name = "NAME")]
    pub(crate) profiles: Vec<String>,
    /// Read variables of Compose files from this file instead of `.env`; may be repeated
    #[arg(long = "env-file", value_name = "FILE")]
    pub(crate) env_files: Vec<PathBuf>,
}

/// How to run.
#[derive(ClapArgs, Debug)]
pub(crate) struct RunArgs {
    /// Threads to use [default: one for each core]
    #[arg(long, value_name = "N", env = "TOLLGATE_JOBS")]
    pub(crate) jobs: Option<usize>,
    /// Compile plugins anew
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// Refuse configuration files larger than this before they are read, e.g. `32MiB` [default: 16MiB]
    #[arg(long, value_name = "SIZE", env = "TOLLGATE_MAX_FILE_SIZE", value_parser = parse_size)]
    pub(crate) max_file_size: Option<u64>,
}

#[derive(ClapArgs, Debug)]
pub(crate) struct InspectArgs {
    /// Folders or files, as for `check` [default: .]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Evaluate this expression in the module, or with `-` one JSON string of each line of standard input
    #[arg(long, value_name = "EXPRESSION")]
    pub(crate) eval: Option<String>,
    /// `text`, `json`, or `compose`: the merged model of one project, made of the named files, as YAML
    #[arg(long, visible_alias = "output-format", value_enum, default_value_t = InspectFormat::Text)]
    pub(crate) format: InspectFormat,
    /// Show only the resource of this address, or those of this module; may be repeated
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) resource: Vec<String>,
    /// With `--format json`: also where each value comes from
    #[arg(long)]
    pub(crate) origins: bool,
    /// Use this configuration instead of the nearest `tollgate.toml` of each root
    #[arg(long, value_name = "FILE", env = "TOLLGATE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) terraform: TerraformArgs,
    #[command(flatten)]
    pub(crate) compose: ComposeArgs,
}

#[derive(ClapArgs, Debug)]
pub(crate) struct RenderArgs {
    /// The chart: a folder with a `Chart.yaml`, or a packed chart
    #[arg(value_name = "CHART")]
    pub(crate) chart: PathBuf,
    /// Values from this file, over those of the chart and of files before it; may be repeated
    #[arg(short = 'f', long, value_name = "FILE")]
    pub(crate) values: Vec<PathBuf>,
    /// Set single values: `a.b=1,c[0]=x`; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,
    /// Set single values that are text, whatever they look like; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) set_string: Vec<String>,
    /// Set single values that are JSON; may be repeated
    #[arg(long, value_name = "NAME=JSON")]
    pub(crate) set_json: Vec<String>,
    /// Set single values to what a file holds; may be repeated
    #[arg(long, value_name = "NAME=FILE")]
    pub(crate) set_file: Vec<String>,
    /// Set one value to all that stands behind the `=`; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) set_literal: Vec<String>,
    /// The name of the release
    #[arg(long, value_name = "NAME", default_value = "release-name")]
    pub(crate) name_template: String,
    /// The namespace of the release
    #[arg(short = 'n', long, value_name = "NAMESPACE", default_value = "default")]
    pub(crate) namespace: String,
    /// Write into this file, as JSON, where each line came from: template, calls and values
    #[arg(long, value_name = "FILE")]
    pub(crate) source_map: Option<PathBuf>,
    /// The version of Kubernetes to render for
    #[arg(long, value_name = "VERSION")]
    pub(crate) kube_version: Option<String>,
    /// API versions that the cluster has besides those of Kubernetes itself; may be repeated
    #[arg(short = 'a', long, value_name = "VERSION", value_delimiter = ',')]
    pub(crate) api_versions: Vec<String>,
    /// Render as this release of Helm does
    #[arg(long, value_name = "VERSION", default_value = "3.17", value_parser = ["3.17", "3.21", "4"])]
    pub(crate) helm_version: String,
    /// Print what `crds/` holds as well, before the rest
    #[arg(long)]
    pub(crate) include_crds: bool,
    /// Render for the upgrade of a release rather than for its installation
    #[arg(long)]
    pub(crate) is_upgrade: bool,
    /// Leave out hooks
    #[arg(long)]
    pub(crate) no_hooks: bool,
    /// Leave out tests
    #[arg(long)]
    pub(crate) skip_tests: bool,
    /// Do not hold values against `values.schema.json`
    #[arg(long)]
    pub(crate) skip_schema_validation: bool,
    /// Refuse files larger than this before they are read, e.g. `32MiB` [default: 16MiB]
    #[arg(long, value_name = "SIZE", env = "TOLLGATE_MAX_FILE_SIZE", value_parser = parse_size)]
    pub(crate) max_file_size: Option<u64>,
}

#[derive(ClapArgs, Debug)]
pub(crate) struct ExplainArgs {
    /// The rule, e.g. `tls/weak-policy`
    pub(crate) rule: String,
    /// `text` or `json`
    #[arg(long, visible_alias = "format", value_enum, default_value_t = Format::Text)]
    pub(crate) output_format: Format,
    /// The configuration whose plugins to include [default: the nearest `tollgate.toml`]
    #[arg(long, value_name = "FILE", env = "TOLLGATE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(ClapArgs, Debug)]
pub(crate) struct RulesArgs {
    /// `text` or `json`
    #[arg(long, visible_alias = "format", value_enum, default_value_t = Format::Text)]
    pub(crate) output_format: Format,
    /// The configuration whose plugins to include [default: the nearest `tollgate.toml`]
    #[arg(long, value_name = "FILE", env = "TOLLGATE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Run the tests of the rules that the configuration declares, instead of listing rules
    #[arg(long)]
    pub(crate) test: bool,
}

#[derive(ClapArgs, Debug)]
pub(crate) struct VersionArgs {
    /// `text` or `json`
    #[arg(long, visible_alias = "format", value_enum, default_value_t = Format::Text)]
    pub(crate) output_format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum InspectFormat {
    Text,
    Json,
    Compose,
}

/// A format and where it goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Output {
    pub(crate) format: Format,
    /// Standard output when not given.
    pub(crate) file: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Info,
    Possible,
    Never,
}

fn parse_output(text: &str) -> Result<Output, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("there is no file name after `=`".to_owned()),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let format =
        Format::from_str(name, false).map_err(|_| format!("`{name}` is no format; formats are text and json"))?;
    Ok(Output { format, file })
}

/// An environment, and the file that it consists of where it has no configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct EnvironmentArg {
    pub(crate) name: String,
    pub(crate) file: Option<PathBuf>,
}

fn parse_environment(text: &str) -> Result<EnvironmentArg, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err("there is no file name after `=`".to_owned()),
        Some((name, file)) => (name.trim(), Some(PathBuf::from(file))),
        None => (text.trim(), None),
    };
    if name.is_empty() {
        return Err("write NAME, or NAME=FILE".to_owned());
    }
    Ok(EnvironmentArg { name: name.to_owned(), file })
}

fn parse_size(text: &str) -> Result<u64, String> {
    tollgate_config::parse_amount(text).ok_or_else(|| "write a number of bytes, or `16MiB` and the like".to_owned())
}

fn parse_date(text: &str) -> Result<String, String> {
    if tollgate_engine::is_date(text) { Ok(text.to_owned()) } else { Err("write a day as YYYY-MM-DD".to_owned()) }
}

fn parse_framework(text: &str) -> Result<&'static Framework, String> {
    framework(text).ok_or_else(|| {
        let known: Vec<&str> = frameworks().iter().map(|framework| framework.id.as_str()).collect();
        match tollgate_source::did_you_mean(text, known.iter().copied()) {
            Some(near) => format!("there is no map of this standard; did you mean `{near}`?"),
            None => format!("there is no map of this standard; there are {}", known.join(", ")),
        }
    })
}
