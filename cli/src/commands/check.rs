//! `tollgate check`

use std::{
    collections::BTreeMap,
    path::Path,
    sync::OnceLock,
    time::{Duration, Instant},
};

use tollgate_api::{Certainty, Level, Report};
use tollgate_engine::{Checked, PluginSet, Request, check, overlay};
use tollgate_report::Style;
use tollgate_source::{OverlayWorld, SourceMap, World, WorldPath};

use crate::{
    args::{CheckArgs, Color, FailOn, Format, Output},
    commands::{with_compose, with_terraform},
    exit::{Error, Exit},
    fix, output,
    workspace::{Workspace, built_in_plugins},
};

/// Fixes may make room for others; more rounds than this mean that two of them undo one another.
const ROUNDS: usize = 10;

pub(crate) fn run(args: &CheckArgs, color: Color) -> Result<Exit, Error> {
    let started = Instant::now();
    if let Some(jobs) = args.run.jobs {
        // Only fails when the pool exists already, and nothing has used it yet.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    if args.unsafe_fixes && !args.fix && !args.diff {
        return Err(Error::usage("`--unsafe-fixes` alone fixes nothing", "add `--fix`, or `--diff` to see them first"));
    }
    let named = if args.paths.is_empty() { &args.compose.files } else { &args.paths };
    let workspace = Workspace::open(named)?.with_file_limit(args.run.max_file_size);
    let request = Request {
        paths: workspace.paths.clone(),
        config: args.config.as_deref().map(|path| workspace.path(path)).transpose()?,
        select: args.select.clone(),
        compliance: args.compliance,
        today: args.today.clone().unwrap_or_else(today),
        clock: args.timings.then_some(clock),
        ..Request::default()
    };
    let request = with_terraform(request, &args.terraform, &workspace)?;
    let request = with_compose(request, &args.compose, args.terraform.inherit_env, &workspace)?;
    let plugins = built_in_plugins(!args.run.no_cache)?;

    let mut fixed = Fixes::default();
    let (mut checked, mut over) = checked(&workspace.world, &request, &plugins, &BTreeMap::new())?;
    if args.fix || args.diff {
        // Whether files can be read is asked of no plugin, and soon answered.
        let only_reading = Request { select: vec!["syntax".into()], compliance: None, clock: None, ..request.clone() };
        let mistakes =
            |over: &Texts| Ok(fix::mistakes(&self::checked(&workspace.world, &only_reading, &plugins, over)?.0.report));
        for _ in 0..ROUNDS {
            let round = fixed.refused.round(&workspace.world, &over, &checked.report, args.unsafe_fixes, &mistakes)?;
            if round.files.is_empty() {
                break;
            }
            fixed.count += round.applied;
            for (path, before, after) in round.files {
                fixed.files.entry(path.clone()).or_insert_with(|| (before, String::new())).1.clone_from(&after);
                over.insert(path, after);
            }
            (checked, over) = self::checked(&workspace.world, &request, &plugins, &over)?;
        }
    }
    if let Some(note) = fixed.refused.note() {
        output::complain(&note);
    }
    if args.diff {
        output::result(&fix::unified_diff(&fixed.files));
        return Ok(exit_code(&checked.report, args, !fixed.files.is_empty()));
    }
    if !fixed.files.is_empty() {
        fix::write_files(&workspace.world, &fixed.files)?;
        let plural = |count, noun| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
        let (findings, files) = (plural(fixed.count, "finding"), plural(fixed.files.len(), "file"));
        output::complain(&format!("fixed {findings} in {files}"));
    }
    if args.timings {
        let summary = &mut checked.report.summary;
        summary.duration_ms = Some(u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
        let micros = |took: &Duration| u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        summary.plugins_us = checked.plugins_took.iter().map(|(name, took)| (name.clone(), micros(took))).collect();
    }
    let world = OverlayWorld::new(&workspace.world, overlay(&over));
    for target in &args.output_format {
        write(target, &checked, &world, color)?;
    }
    if checked.report.summary.roots == 0 && !args.require_input {
        output::complain(
            "warning: there is nothing to check: no Terraform, Compose or Kubernetes files here, or all of them are ignored",
        );
    }
    Ok(exit_code(&checked.report, args, false))
}

#[derive(Default)]
struct Fixes {
    /// Text before and after.
    files: BTreeMap<WorldPath, (String, String)>,
    count: usize,
    refused: fix::Refused,
}

type Texts = BTreeMap<WorldPath, String>;

/// Since the first time it was asked.
fn clock() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// Checks the world with the files of `over` replaced.
fn checked(world: &dyn World, request: &Request, plugins: &PluginSet, over: &Texts) -> Result<(Checked, Texts), Error> {
    let sources = SourceMap::new();
    let world = OverlayWorld::new(world, overlay(over));
    match check(&world, &sources, request, plugins) {
        Ok(checked) => Ok((checked, over.clone())),
        Err(error) => Err(Error::of_check(error, sources)),
    }
}

fn write(target: &Output, checked: &Checked, world: &dyn World, color: Color) -> Result<(), Error> {
    let text = match target.format {
        Format::Json => tollgate_report::json(&checked.report),
        Format::Text => {
            let color = match &target.file {
                Some(_) => color == Color::Always,
                None => output::colored(color),
            };
            let style = Style { color, width: output::width() };
            tollgate_report::text(&checked.report, world, &checked.masks, style)
        }
    };
    match &target.file {
        None => output::result(&text),
        Some(file) => write_file(file, &text)?,
    }
    Ok(())
}

fn write_file(file: &Path, text: &str) -> Result<(), Error> {
    std::fs::write(file, text).map_err(|error| {
        Error::usage(format!("`{}` cannot be written: {error}", file.display()), "name a file in a folder that exists")
    })
}

/// The highest class that applies: a failed plugin, findings, nothing to check.
fn exit_code(report: &Report, args: &CheckArgs, has_changes: bool) -> Exit {
    if !report.plugin_errors.is_empty() {
        return Exit::Plugin;
    }
    let threshold = match args.fail_on {
        FailOn::Never => None,
        FailOn::Error | FailOn::Possible => Some(Level::Error),
        FailOn::Warning => Some(Level::Warning),
        FailOn::Info => Some(Level::Info),
    };
    let fails = threshold.is_some_and(|threshold| {
        report.findings.iter().any(|finding| {
            finding.suppressed.is_none()
                && finding.level >= threshold
                && (finding.confidence == Certainty::Definite || args.fail_on == FailOn::Possible)
        })
    });
    if fails || has_changes {
        return Exit::Findings;
    }
    if report.summary.roots == 0 && args.require_input {
        return Exit::NoInput;
    }
    Exit::Pass
}

/// The date in UTC.
fn today() -> String {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs());
    date_of(seconds / 86_400)
}

/// The date that lies `days` after 1970-01-01 in the Gregorian calendar.
fn date_of(days: u64) -> String {
    // Years begin in March here, so that the leap day is the last one; 719468 days lie between 0000-03-01 and 1970.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::date_of;

    #[test]
    fn dates() {
        for (days, date) in [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_777, "2026-11-20"), (47_540, "2100-02-28")]
        {
            assert_eq!(date_of(days), date);
        }
    }
}
