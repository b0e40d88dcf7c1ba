//! `tollgate inspect`

use std::io::Read;

use tollgate_compose::{Unset, default_files};
use tollgate_discover::{FoundRoot, RootKind};
use tollgate_engine::{CheckError, Evaluation, Request, configured, evaluate, evaluations, narrow, settings_at};
use tollgate_report::{Shown, Style};
use tollgate_source::{Diagnostic, Level, SourceMap, Span, World, WorldPath};

use crate::{
    args::{Color, InspectArgs, InspectFormat},
    commands::{with_compose, with_terraform},
    exit::{Error, Exit},
    output,
    workspace::Workspace,
};

pub(crate) fn run(args: &InspectArgs, color: Color) -> Result<Exit, Error> {
    let named = if args.paths.is_empty() { &args.compose.files } else { &args.paths };
    let workspace = Workspace::open(named)?;
    let config = args.config.as_deref().map(|path| workspace.path(path)).transpose()?;
    let request = Request { paths: workspace.paths.clone(), config, ..Request::default() };
    let request = with_terraform(request, &args.terraform, &workspace)?;
    let request = with_compose(request, &args.compose, args.terraform.inherit_env, &workspace)?;
    let sources = SourceMap::new();
    if args.format == InspectFormat::Compose {
        return compose(&workspace, sources, &request, color);
    }
    if let Some(expression) = &args.eval {
        return eval(expression, &workspace, sources, &request);
    }
    let asked = match asked(&workspace, &sources, &request) {
        Ok(asked) => asked,
        Err(error) => return Err(Error::of_check(error, sources)),
    };
    let mut project = evaluate(&workspace.world, &sources, &request, &asked);
    narrow(&mut project, &sources, &asked);
    let shown = Shown { addresses: args.resource.clone(), origins: args.origins };
    if let Some(missing) = shown.missing(&project) {
        let help = "`tollgate inspect` lists the addresses; in a shell, quote them";
        return Err(Error::usage(format!("there is no resource or module `{missing}`"), help));
    }
    output::result(&match args.format {
        InspectFormat::Json => tollgate_report::inspect_json(&project, &sources, &shown),
        InspectFormat::Text | InspectFormat::Compose => tollgate_report::inspect_text(&project, &sources, &shown),
    });
    if project.roots.is_empty() {
        output::complain("warning: there is nothing to inspect: no Terraform, Compose or Kubernetes files here");
    }
    let is_wrong = project.roots.iter().flat_map(|root| &root.diagnostics).any(|d| d.level == Level::Error);
    Ok(if is_wrong { Exit::Findings } else { Exit::Pass })
}

/// The merged model of one project: of the named files, or of the one in the named folder.
fn compose(workspace: &Workspace, sources: SourceMap, request: &Request, color: Color) -> Result<Exit, Error> {
    let named = if request.compose.files.is_empty() { &request.paths } else { &request.compose.files };
    let files: Vec<WorldPath> = match named.as_slice() {
        [folder] if workspace.world.list(folder).is_ok() => default_files(&workspace.world, folder),
        files => files.to_vec(),
    };
    if files.is_empty() {
        let help = "name the files, in the order in which they are laid over one another";
        return Err(Error::usage("there is no Compose file here", help));
    }
    let project = tollgate_compose::Request {
        world: &workspace.world,
        sources: &sources,
        files: files.clone(),
        variant: "".into(),
        env: request.compose.env.clone(),
        env_files: request.compose.env_files.clone(),
        profiles: request.compose.profiles.clone(),
        root_name: request.compose.root_name.clone(),
        unset: Unset::Empty,
    };
    let model = tollgate_compose::load(&project);
    let style = Style { color: output::colored_stderr(color), width: output::width() };
    let told = without_secrets(&model.diagnostics, &model.secrets, &sources);
    if !told.is_empty() {
        output::complain(tollgate_report::diagnostics(&told, &sources, style).trim_end());
    }
    if model.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error) {
        return Ok(Exit::Findings);
    }
    let folder = files.first().and_then(WorldPath::parent).unwrap_or_else(WorldPath::root);
    let directory = workspace.world.disk_path(&folder);
    let home = std::env::var("HOME").unwrap_or_else(|_| "~".to_owned());
    output::result(&model.to_yaml(&directory.display().to_string(), &home));
    Ok(Exit::Pass)
}

/// Diagnostics without lines of files that hold secrets.
fn without_secrets(diagnostics: &[Diagnostic], secrets: &[Span], sources: &SourceMap) -> Vec<Diagnostic> {
    let shown = |diagnostic: &Diagnostic| match diagnostic.span {
        Some(span) if secrets.iter().any(|secret| secret.file == span.file) => {
            let file = sources.get(span.file);
            let place = format!("{}:{}", file.path, file.line_column(span.start).line);
            let message = format!("{} ({place})", diagnostic.message);
            Diagnostic { message, span: None, labels: Vec::new(), ..diagnostic.clone() }
        }
        _ => diagnostic.clone(),
    };
    diagnostics.iter().map(shown).collect()
}

/// The evaluations of all roots at the named paths.
fn asked(workspace: &Workspace, sources: &SourceMap, request: &Request) -> Result<Vec<Evaluation>, CheckError> {
    let found = configured(&workspace.world, sources, request)?;
    if !found.errors.is_empty() {
        return Err(CheckError::Config(found.errors));
    }
    let groups = found.groups.iter().map(|(settings, roots)| (settings, roots.as_slice()));
    let asked = evaluations(&workspace.world, request, groups)?;
    Ok(asked.into_iter().flat_map(|group| group.all).collect())
}

fn eval(expression: &str, workspace: &Workspace, sources: SourceMap, request: &Request) -> Result<Exit, Error> {
    let [path] = request.paths.as_slice() else {
        return Err(Error::usage("`--eval` needs one folder", "name the module whose variables and locals it may use"));
    };
    let expressions = match expression {
        "-" => read_expressions()?,
        expression => vec![expression.to_owned()],
    };
    let roots = [FoundRoot::whole(path.clone(), RootKind::TerraformModule)];
    let asked = settings_at(&workspace.world, &sources, request, path)
        .and_then(|settings| evaluations(&workspace.world, request, [(&settings, &roots[..])]));
    let asked = match asked {
        Ok(asked) => asked.into_iter().flat_map(|group| group.all).collect::<Vec<_>>(),
        Err(error) => return Err(Error::of_check(error, sources)),
    };
    let [one] = asked.as_slice() else {
        let names: Vec<&str> = asked.iter().map(Evaluation::variant).collect();
        let message = format!("`--eval` needs one environment, and here are {}", names.join(", "));
        return Err(Error::usage(message, "choose one by `--env NAME`"));
    };
    let answers = tollgate_terraform::eval_text(&one.request(&workspace.world, &sources, request), &expressions);
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
