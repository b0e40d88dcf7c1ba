//! `tollgate rules`

use crate::{
    args::{Color, Format, RulesArgs},
    commands::{all_rules, plugins_here, rule_json},
    exit::{Error, Exit},
    output,
};

pub(crate) fn run(args: &RulesArgs, color: Color) -> Result<Exit, Error> {
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
