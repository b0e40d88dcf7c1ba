//! `tollgate explain`

use tollgate_report::Style;

use crate::{
    args::{Color, ExplainArgs, Format},
    commands::{all_rules, plugins_here, rule_json},
    exit::{Error, Exit},
    output,
};

pub(crate) fn run(args: &ExplainArgs, color: Color) -> Result<Exit, Error> {
    let rules = all_rules(&plugins_here(args.config.as_deref())?);
    let Some((plugin, rule)) = rules.iter().find(|(_, rule)| rule.id == args.rule) else {
        let near = tollgate_source::did_you_mean(&args.rule, rules.iter().map(|(_, rule)| rule.id.as_str()));
        return Err(Error::usage(
            format!("there is no rule `{}`", args.rule),
            near.map_or_else(
                || "`tollgate rules` lists the rules".to_owned(),
                |near| format!("did you mean `{near}`?"),
            ),
        ));
    };
    if args.output_format == Format::Json {
        let mut value = rule_json(plugin, rule);
        value["page"] = rule.explanation().into();
        value["options"] = rule.options.clone();
        output::result(&format!("{value:#}\n"));
        return Ok(Exit::Pass);
    }
    let style = Style { color: output::colored(color), width: output::width() };
    let mut text = tollgate_report::markdown(rule.explanation(), style);
    text.push_str(&format!("\nLevel {} · plugin {plugin}\n", rule.level));
    output::result(&text);
    Ok(Exit::Pass)
}
