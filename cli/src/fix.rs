//! Choosing fixes, showing them and writing them.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    path::Path,
};

use similar::TextDiff;
use tollgate_api::{Finding, Report, Safety};
use tollgate_engine::{Fixed, apply_fixes, overlay};
use tollgate_source::{DiskWorld, OverlayWorld, WorldPath};

use crate::exit::Error;

type Texts = BTreeMap<WorldPath, String>;

/// Fixes after which something could not be read any more, by the fingerprints of their findings, and where they are.
#[derive(Default)]
pub(crate) struct Refused(BTreeMap<String, String>);

/// How often fixes are tried in other company, to find those that do not work.
const TRIES: usize = 100;

impl Refused {
    /// Applies the fixes of `report`, but for those after which there would be more `mistakes` than before: what is
    /// right by itself may not be right for who uses it, such as a module that is called in another way.
    ///
    /// # Errors
    /// When the files cannot be checked.
    pub(crate) fn round(
        &mut self,
        world: &DiskWorld,
        over: &Texts,
        report: &Report,
        with_unsafe: bool,
        mistakes: &dyn Fn(&Texts) -> Result<usize, Error>,
    ) -> Result<Fixed, Error> {
        let apply = |chosen: &BTreeSet<usize>| {
            let base = OverlayWorld::new(world, overlay(over));
            let is_chosen = |finding: &Finding| report.findings.iter().position(|one| std::ptr::eq(one, finding));
            apply_fixes(&base, report, with_unsafe, &|finding| {
                is_chosen(finding).is_some_and(|at| chosen.contains(&at))
            })
        };
        let is_offered = |finding: &Finding| {
            let is_allowed = |safety| with_unsafe || safety == Safety::Safe;
            finding.suppressed.is_none() && finding.fix.as_ref().is_some_and(|fix| is_allowed(fix.safety))
        };
        let offered = report
            .findings
            .iter()
            .enumerate()
            .filter(|(_, finding)| is_offered(finding) && !self.0.contains_key(&finding.fingerprint));
        let all: Vec<usize> = offered.map(|(at, _)| at).collect();
        if all.is_empty() {
            return Ok(Fixed::default());
        }
        let before = mistakes(over)?;
        let works = |fixed: &Fixed| -> Result<bool, Error> {
            let mut after = over.clone();
            after.extend(fixed.files.iter().map(|(path, _, text)| (path.clone(), text.clone())));
            Ok(fixed.taken_back == 0 && (fixed.files.is_empty() || mistakes(&after)? <= before))
        };
        let mut accepted = BTreeSet::new();
        let mut parts = vec![all];
        for _ in 0..TRIES {
            let Some(mut part) = parts.pop() else { break };
            let with: BTreeSet<usize> = accepted.iter().chain(&part).copied().collect();
            if works(&apply(&with))? {
                accepted = with;
            } else if let [one] = part[..] {
                let finding = &report.findings[one];
                let place = format!("{} at {}:{}", finding.rule, finding.file, finding.line);
                self.0.insert(finding.fingerprint.clone(), place);
            } else {
                let rest = part.split_off(part.len() / 2);
                parts.extend([rest, part]);
            }
        }
        Ok(apply(&accepted))
    }

    /// What to say about them.
    pub(crate) fn note(&self) -> Option<String> {
        const SHOWN: usize = 5;
        let places: Vec<&str> = self.0.values().map(String::as_str).take(SHOWN).collect();
        let more = match self.0.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let noun = if self.0.len() == 1 { "fix was" } else { "fixes were" };
        (!places.is_empty()).then(|| {
            format!(
                "note: {} {noun} left out, because something could not be read or rendered any more after it: {}{more}",
                self.0.len(),
                places.join(", ")
            )
        })
    }
}

/// How many mistakes keep the files of a report from being read.
pub(crate) fn mistakes(report: &Report) -> usize {
    let findings = report.findings.iter().filter(|finding| finding.rule.starts_with("syntax/")).count();
    findings + report.diagnostics.iter().filter(|diagnostic| diagnostic.level == "error").count()
}

/// The changes as a unified diff that `git apply` and `patch -p1` read.
pub(crate) fn unified_diff(files: &BTreeMap<WorldPath, (String, String)>) -> String {
    let mut out = String::new();
    for (path, (before, after)) in files {
        let (from, to) = (format!("a/{path}"), format!("b/{path}"));
        out.push_str(
            &TextDiff::from_lines(before, after).unified_diff().context_radius(3).header(&from, &to).to_string(),
        );
    }
    out
}

/// Replaces each file as a whole: who reads it meanwhile sees the old text or the new one, never a part.
pub(crate) fn write_files(world: &DiskWorld, files: &BTreeMap<WorldPath, (String, String)>) -> Result<(), Error> {
    for (path, (before, after)) in files {
        let target = world.disk_path(path);
        // The file itself is replaced, not a link to it.
        let target = target.canonicalize().unwrap_or(target);
        replace(&target, before, after).map_err(|reason| {
            Error::usage(
                format!("`{path}` cannot be changed: {reason}"),
                "files named before it are changed, it and those after it are not",
            )
        })?;
    }
    Ok(())
}

fn replace(target: &Path, before: &str, after: &str) -> Result<(), String> {
    let text = |error: std::io::Error| error.to_string();
    // Somebody may have saved the file while it was being checked.
    if std::fs::read(target).map_err(text)? != before.as_bytes() {
        return Err("it changed while it was being checked; run again".to_owned());
    }
    let folder = target.parent().ok_or("it is no file")?;
    let mut new = tempfile::NamedTempFile::new_in(folder).map_err(text)?;
    new.write_all(after.as_bytes()).map_err(text)?;
    let permissions = std::fs::metadata(target).map_err(text)?.permissions();
    new.as_file().set_permissions(permissions).map_err(text)?;
    new.as_file().sync_all().map_err(text)?;
    new.persist(target).map_err(|error| error.error.to_string())?;
    Ok(())
}
