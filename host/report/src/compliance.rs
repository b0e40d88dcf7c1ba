//! What the controls of a standard come to, as a table.

use tollgate_api::{Compliance, ControlResult, ControlStatus};

use crate::{Style, provenance::wrapped, summary::plural};

pub(crate) fn text(compliance: &Compliance, style: Style) -> String {
    let bold = |text: &str| if style.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    let mut out = format!("{}\n", bold(&format!("{} {}", compliance.title, compliance.edition)));
    out.push_str(&wrapped(&compliance.note, "  ", "  ", style));
    out.push_str("\n\n");
    let width = compliance.controls.iter().map(|control| control.id.chars().count()).max().unwrap_or(0);
    for control in compliance.controls.iter().filter(|control| control.status != ControlStatus::NotChecked) {
        let head = format!("  {:<16}  {:<width$}  ", words(control.status), control.id);
        let rest = " ".repeat(head.chars().count());
        out.push_str(&wrapped(&format!("{}{}", control.title, counts(control)), &head, &rest, style));
        out.push('\n');
    }
    let unseen = |has_rules: bool| {
        let is_it = |control: &&ControlResult| {
            control.status == ControlStatus::NotChecked && control.rules.is_empty() != has_rules
        };
        compliance.controls.iter().filter(is_it).map(|control| control.id.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (without, off) = (unseen(false), unseen(true));
    for line in [
        (!without.is_empty()).then(|| format!("No rule looks at {without}: `--output-format json` says of each why.")),
        (!off.is_empty()).then(|| {
            format!(
                "The rules that look at {off} did not run: they are switched off, need options, or were not selected."
            )
        }),
    ]
    .into_iter()
    .flatten()
    {
        out.push('\n');
        out.push_str(&wrapped(&line, "  ", "  ", style));
        out.push('\n');
    }
    let of = |status| compliance.controls.iter().filter(|control| control.status == status).count();
    let all = compliance.controls.len();
    out.push_str(&format!(
        "\n{}: {} violated, {} undecided, {} clean, {} with nothing to check, {} not checked.\n",
        plural(all, "control"),
        of(ControlStatus::Violated),
        of(ControlStatus::Undecided),
        of(ControlStatus::Clean),
        of(ControlStatus::NothingToCheck),
        of(ControlStatus::NotChecked),
    ));
    out
}

fn words(status: ControlStatus) -> &'static str {
    match status {
        ControlStatus::Violated => "violated",
        ControlStatus::Undecided => "undecided",
        ControlStatus::Clean => "clean",
        ControlStatus::NothingToCheck => "nothing to check",
        ControlStatus::NotChecked => "not checked",
    }
}

fn counts(control: &ControlResult) -> String {
    let mut parts = Vec::new();
    if control.findings > 0 {
        parts.push(plural(control.findings, "finding"));
    }
    for (count, words) in [(control.open, "open"), (control.suppressed, "suppressed")] {
        if count > 0 {
            parts.push(format!("{count} {words}"));
        }
    }
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}
