//! Files and paths: `file`, `fileset`, `templatefile`, `basename`, …

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tollgate_ir::{Kind, Open, Origin, Type, Value, Why};
use tollgate_source::{EntryKind, Span, clean_path};

use super::{Call, FunctionError, Outcome, glob::Glob, outline};

/// The bytes of the file that the first argument names.
pub(super) fn bytes(call: &Call<'_>) -> Result<Arc<[u8]>, FunctionError> {
    call.cx.read_file(call.text(0)).map_err(|why| FunctionError::at(0, why))
}

/// The text decides the value: that is where its origin points, when it is one that can be shown.
pub(super) fn file(call: &Call<'_>) -> Outcome {
    let bytes = bytes(call)?;
    let Ok(text) = std::str::from_utf8(&bytes) else {
        let message = format!("`{}` is no UTF-8 text; `filebase64` reads any file", call.text(0));
        return Err(FunctionError::at(0, message));
    };
    let value = call.string(text);
    Ok(match call.cx.file_id(call.text(0)) {
        Some(file) => {
            let source = Origin::at(Span::start_of(file));
            Value { origin: source.via(call.span, tollgate_ir::How::Call("file".into())), ..value }
        }
        None => value,
    })
}

pub(super) fn filebase64(call: &Call<'_>) -> Outcome {
    Ok(call.string(STANDARD.encode(bytes(call)?)))
}

pub(super) fn fileexists(call: &Call<'_>) -> Outcome {
    let path = clean_path(call.text(0));
    let (folder, name) = match path.rsplit_once('/') {
        Some(("", name)) => ("/", name),
        Some(parts) => parts,
        None => (".", path.as_str()),
    };
    let entry = call.cx.list_dir(folder).ok().and_then(|entries| entries.iter().find(|e| e.name == name).cloned());
    match entry.map(|entry| entry.kind) {
        Some(EntryKind::File) => Ok(call.bool(true)),
        Some(EntryKind::Dir) => Err(FunctionError::new(format!("`{path}` is a folder, not a file"))),
        // A link or something else: a file when it can be read.
        Some(EntryKind::Other) => Ok(call.bool(call.cx.read_file(&path).is_ok())),
        None if path.split('/').any(|part| part == "..") || path == "." => match call.cx.list_dir(&path) {
            Ok(_) => Err(FunctionError::new(format!("`{path}` is a folder, not a file"))),
            Err(_) => Ok(call.bool(call.cx.read_file(&path).is_ok())),
        },
        None => Ok(call.bool(false)),
    }
}

/// No module has more files than this.
const MAX_FILES: usize = 50_000;
const MAX_DEPTH: usize = 40;

/// Files below a folder that match a pattern, relative to the folder.
pub(super) fn fileset(call: &Call<'_>) -> Outcome {
    let root = clean_path(call.text(0));
    let pattern = clean_path(&format!("{root}/{}", call.text(1)));
    let glob = Glob::parse(&pattern).map_err(|why| FunctionError::new(format!("`{pattern}`: {why}")))?;
    let mut found = Vec::new();
    let (start, depth) = (glob.fixed_folder(), 0);
    if walk(call, &start, &glob, &mut found, depth).is_none() {
        return Ok(call.limit("the number of files", Type::set(Type::String)));
    }
    let inside = format!("{root}/");
    let relative = |path: String| match root.as_str() {
        "." => path,
        _ => path.strip_prefix(&inside).map_or(path.clone(), str::to_owned),
    };
    let items = found.into_iter().map(|path| call.string(relative(path))).collect();
    let items = crate::convert::sorted_set(items);
    Ok(Value::new(Kind::Set(Type::String, Arc::new(items), Open::Closed), call.origin()))
}

/// `None` when there is too much to see.
fn walk(call: &Call<'_>, folder: &str, glob: &Glob, found: &mut Vec<String>, depth: usize) -> Option<()> {
    if depth > MAX_DEPTH || found.len() > MAX_FILES {
        return None;
    }
    let Ok(entries) = call.cx.list_dir(folder) else { return Some(()) };
    for entry in entries.iter() {
        let path = match folder {
            "." => entry.name.clone(),
            "/" => format!("/{}", entry.name),
            folder => format!("{folder}/{}", entry.name),
        };
        match entry.kind {
            // Behind a link the walk might not end.
            EntryKind::Dir if entry.is_link => {}
            EntryKind::Dir => walk(call, &path, glob, found, depth + 1)?,
            EntryKind::File if glob.matches(&path) => found.push(path),
            EntryKind::Other if glob.matches(&path) && call.cx.read_file(&path).is_ok() => found.push(path),
            EntryKind::File | EntryKind::Other => {}
        }
    }
    Some(())
}

pub(super) fn templatefile(call: &Call<'_>) -> Outcome {
    let vars = variables(call)?;
    let Some(path) = call.args[0].as_str() else { return Ok(call.unknown_result(Type::Any)) };
    if vars.is_unknown() {
        return Ok(call.unknown_result(Type::Any));
    }
    call.cx.render_template(path, vars, call.span).map_err(FunctionError::new)
}

pub(super) fn templatestring(call: &Call<'_>) -> Outcome {
    let vars = variables(call)?;
    let Some(template) = call.args[0].as_str() else { return Ok(call.unknown_result(Type::String)) };
    if vars.is_unknown() {
        return Ok(call.unknown_result(Type::String));
    }
    call.cx.render_string(template, vars, call.span).map_err(FunctionError::new)
}

fn variables<'c>(call: &'c Call<'_>) -> Result<&'c Value, FunctionError> {
    let vars = &call.args[1];
    match outline(vars) {
        Type::Map(_) | Type::Object(_) | Type::Any => {}
        _ => return Err(FunctionError::at(1, "the variables must be a map or object")),
    }
    for name in vars.entries().into_iter().flatten().map(|(name, _)| name) {
        let mut chars = name.chars();
        let starts = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_');
        if !starts || !chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
            return Err(FunctionError::at(1, format!("`{name}` is no name for a variable of a template")));
        }
    }
    Ok(vars)
}

pub(super) fn basename(call: &Call<'_>) -> Outcome {
    let path = call.text(0);
    let trimmed = path.trim_end_matches('/');
    Ok(call.string(match (path, trimmed) {
        ("", _) => ".",
        (_, "") => "/",
        (_, trimmed) => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }))
}

pub(super) fn dirname(call: &Call<'_>) -> Outcome {
    let path = call.text(0);
    let folder = &path[..path.rfind('/').map_or(0, |at| at + 1)];
    Ok(call.string(clean_path(folder)))
}

pub(super) fn abspath(call: &Call<'_>) -> Outcome {
    let path = call.text(0);
    if path.starts_with('/') {
        return Ok(call.string(clean_path(path)));
    }
    let cwd = call.cx.cwd();
    if !cwd.starts_with('/') {
        // Where the configuration lies on the machine that applies it is not known.
        return Ok(call.unknown(Why::EnvironmentNotSet("PWD".into()), Type::String));
    }
    Ok(call.string(clean_path(&format!("{cwd}/{path}"))))
}

/// A tilde stands for the home folder of whoever runs Terraform, which is not known.
pub(super) fn pathexpand(call: &Call<'_>) -> Outcome {
    let path = call.text(0);
    match path.strip_prefix('~') {
        None => Ok(call.string(path)),
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            Ok(call.unknown(Why::EnvironmentNotSet("HOME".into()), Type::String))
        }
        Some(_) => Err(FunctionError::new("the home folder of another user cannot be expanded")),
    }
}
