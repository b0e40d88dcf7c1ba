//! `tollgate render`

use std::path::PathBuf;

use tollgate_helm::{Options, Request, SourceMap as LineMap, render};
use tollgate_report::Style;
use tollgate_source::{SourceMap, WorldPath};

use crate::{
    args::{Color, RenderArgs},
    exit::{Error, Exit},
    output,
    workspace::Workspace,
};

pub(crate) fn run(args: &RenderArgs, color: Color) -> Result<Exit, Error> {
    let mut named = vec![args.chart.clone()];
    named.extend(args.values.iter().cloned());
    let files: Vec<&str> = args.set_file.iter().filter_map(|text| text.split_once('=')).map(|(_, file)| file).collect();
    named.extend(files.iter().map(PathBuf::from));
    let workspace = Workspace::open(&named)?.with_file_limit(args.max_file_size);
    let [chart, others @ ..] = workspace.paths.as_slice() else {
        return Err(Error::usage("there is no chart", "name a folder with a `Chart.yaml`"));
    };
    let (values, set_files) = others.split_at(args.values.len());
    let request = Request {
        values: values.to_vec(),
        set: args.set.clone(),
        set_string: args.set_string.clone(),
        set_json: args.set_json.clone(),
        set_file: set_file(&args.set_file, set_files),
        set_literal: args.set_literal.clone(),
        release: args.name_template.clone(),
        namespace: args.namespace.clone(),
        is_upgrade: args.is_upgrade,
        kube_version: args.kube_version.clone(),
        api_versions: args.api_versions.clone(),
        include_crds: args.include_crds,
        no_hooks: args.no_hooks,
        skip_tests: args.skip_tests,
        skip_schema: args.skip_schema_validation,
        options: Options { version: args.helm_version.parse().unwrap_or_default(), ..Options::default() },
    };
    let sources = SourceMap::new();
    let rendered = render(&workspace.world, &sources, chart, &request);
    if !rendered.diagnostics.is_empty() {
        let style = Style { color: output::colored_stderr(color), width: output::width() };
        output::complain(tollgate_report::diagnostics(&rendered.diagnostics, &sources, style).trim_end());
    }
    if rendered.is_failed() {
        return Ok(Exit::Findings);
    }
    let text = rendered.text();
    if let Some(path) = &args.source_map {
        let map = LineMap::of(&text, &rendered.ledger, &sources);
        let json = serde_json::to_string(&map).unwrap_or_default();
        std::fs::write(path, json).map_err(|error| {
            let message = format!("`{}` cannot be written: {error}", path.display());
            Error::usage(message, "name a file in a folder that you may write to")
        })?;
    }
    output::result(&text.to_str());
    Ok(Exit::Pass)
}

/// The settings with the files as they are called in the world.
fn set_file(settings: &[String], files: &[WorldPath]) -> Vec<String> {
    let mut files = files.iter();
    settings
        .iter()
        .map(|setting| match setting.split_once('=') {
            Some((name, _)) => format!("{name}={}", files.next().map_or("", |file| file.as_str())),
            None => setting.clone(),
        })
        .collect()
}
