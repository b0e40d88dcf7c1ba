//! `tollgate rules`

use std::collections::BTreeMap;

use tollgate_config::{DeclaredTest, slips};
use tollgate_ruletest::{Case, CaseFile, Expectation, Page, add_names, check_case};

use crate::{
    args::{Color, Format, RulesArgs},
    commands::{Here, all_rules, here, plugins_here, rule_json},
    exit::{Error, Exit},
    output,
};

pub(crate) fn run(args: &RulesArgs, color: Color) -> Result<Exit, Error> {
    if args.test {
        return test(args);
    }
    let rules = all_rules(&plugins_here(args.config.as_deref())?);
    let text = match args.output_format {
        Format::Json => {
            let rules: Vec<_> = rules.iter().map(|(plugin, rule)| rule_json(plugin, rule)).collect();
            format!("{:#}\n", serde_json::Value::from(rules))
        }
        Format::Text => {
            let width = rules.iter().map(|(_, rule)| rule.id.len()).max().unwrap_or(0);
            let mut out = String::new();
            for (_, rule) in &rules {
                let id = format!("{:width$}", rule.id);
                let id = if output::colored(color) { format!("\u{1b}[1m{id}\u{1b}[0m") } else { id };
                out.push_str(&format!("{id}  {:7}  {}\n", rule.level.as_str(), rule.summary));
            }
            out.push_str(&format!("\n{} rules. `tollgate explain RULE` explains one.\n", rules.len()));
            out
        }
    };
    output::result(&text);
    Ok(Exit::Pass)
}

/// Runs the tests that stand beside declared rules.
fn test(args: &RulesArgs) -> Result<Exit, Error> {
    let Here { plugins, declared, sources } = here(args.config.as_deref())?;
    if declared.is_empty() {
        return Err(Error::usage(
            "no configuration here declares rules",
            "declare one under `[declare.\"family/bad-thing\"]` in `tollgate.toml` or in a pack that it extends",
        ));
    }
    let infos: Vec<_> = plugins.entries().iter().flat_map(|entry| &entry.manifest.rules).collect();
    let (mut count, mut bad, mut out) = (0, 0, String::new());
    for rule in &declared {
        let Some(info) = infos.iter().find(|info| info.id == rule.id) else { continue };
        if rule.tests.is_empty() {
            out.push_str(&format!("{}: no tests\n", rule.id));
        }
        for test in &rule.tests {
            count += 1;
            let file = sources.get(test.span.file);
            let line = file.line_column(test.span.start).line;
            for problem in check_case(&case(test), info, &plugins) {
                bad += 1;
                out.push_str(&format!("{}:{line}: {}, {}: {}\n", file.path, rule.id, test.name, problem.message));
            }
        }
    }
    // What the pages of rules and the tests write, is what there is; a name that is nearly one of those is a slip.
    let mut names = BTreeMap::new();
    for info in &infos {
        add_names(&Page::parse(&info.page).cases, &mut names);
        if declared.iter().all(|rule| rule.id != info.id) {
            for ty in info.types.iter().filter(|ty| !ty.contains('*')) {
                names.entry(ty.clone()).or_default();
            }
        }
    }
    let tests: Vec<Case> = declared.iter().flat_map(|rule| &rule.tests).map(case).collect();
    add_names(&tests, &mut names);
    let warnings = slips(&declared, &names);
    for warning in &warnings {
        let place = warning.span.map(|span| {
            let file = sources.get(span.file);
            format!("{}:{}: ", file.path, file.line_column(span.start).line)
        });
        let help = warning.help.as_deref().unwrap_or_default();
        out.push_str(&format!("{}warning: {}; {help}\n", place.unwrap_or_default(), warning.message));
    }
    let plural = |count: usize, noun: &str| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
    out.push_str(&format!(
        "{} of {}, {}{}.\n",
        plural(count, "test"),
        plural(declared.len(), "declared rule"),
        plural(bad, "problem"),
        if warnings.is_empty() { String::new() } else { format!(", {}", plural(warnings.len(), "warning")) }
    ));
    output::result(&out);
    Ok(if bad == 0 { Exit::Pass } else { Exit::Findings })
}

fn case(test: &DeclaredTest) -> Case {
    let files = |files: &[(String, String)]| {
        files.iter().map(|(path, text)| CaseFile { path: path.clone(), text: text.clone(), line: 0 }).collect()
    };
    Case {
        name: test.name.clone(),
        line: 0,
        expectation: Expectation::Marked,
        files: files(&test.files),
        fixed: files(&test.fixed),
    }
}
