//! `tollgate inspect`

use std::io::Read;

use tollgate_discover::{FoundRoot, RootKind, discover};
use tollgate_engine::{Request, evaluate, request_for};
use tollgate_source::{Level, SourceMap};

use crate::{
    args::{Format, InspectArgs},
    commands::with_terraform,
    exit::{Error, Exit},
    output,
    workspace::Workspace,
};

pub(crate) fn run(args: &InspectArgs) -> Result<Exit, Error> {
    let workspace = Workspace::open(&args.paths)?;
    let request = Request { paths: workspace.paths.clone(), ..Request::default() };
    let request = with_terraform(request, &args.terraform, &workspace)?;
    let sources = SourceMap::new();
    if let Some(expression) = &args.eval {
        return eval(expression, &workspace, &sources, &request);
    }
    let found = discover(&workspace.world, &request.paths, &|_| false);
    if !found.missing.is_empty() {
        return Err(Error::of_check(tollgate_engine::CheckError::Missing(found.missing), sources));
    }
    let project = evaluate(&workspace.world, &sources, &request, &found.roots);
    output::result(&match args.format {
        Format::Json => tollgate_report::inspect_json(&project, &sources),
        Format::Text => tollgate_report::inspect_text(&project, &sources),
    });
    if project.roots.is_empty() {
        output::complain("warning: there is nothing to inspect: no Terraform files here");
    }
    let is_wrong = project.roots.iter().flat_map(|root| &root.diagnostics).any(|d| d.level == Level::Error);
    Ok(if is_wrong { Exit::Findings } else { Exit::Pass })
}

fn eval(expression: &str, workspace: &Workspace, sources: &SourceMap, request: &Request) -> Result<Exit, Error> {
    let [path] = request.paths.as_slice() else {
        return Err(Error::usage("`--eval` needs one folder", "name the module whose variables and locals it may use"));
    };
    let expressions = match expression {
        "-" => read_expressions()?,
        expression => vec![expression.to_owned()],
    };
    let root = FoundRoot { path: path.clone(), kind: RootKind::TerraformModule };
    let answers = tollgate_terraform::eval_text(&request_for(&workspace.world, sources, request, &root), &expressions);
    let mut out = String::new();
    for answer in &answers {
        out.push_str(&tollgate_report::answer_json(answer));
        out.push('\n');
    }
    output::result(&out);
    let failed = expression != "-" && answers.iter().any(Result::is_err);
    Ok(if failed { Exit::Findings } else { Exit::Pass })
}

fn read_expressions() -> Result<Vec<String>, Error> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| {
        Error::usage(format!("standard input cannot be read: {error}"), "write one JSON string on each line")
    })?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            serde_json::from_str::<String>(line).map_err(|error| {
                let message = format!("line {} of standard input is no JSON string: {error}", index + 1);
                Error::usage(message, "write one JSON string on each line, e.g. \"1 + 1\"")
            })
        })
        .collect()
}
