//! What functions read: files below the scanned folder, and templates in them.

use std::{rc::Rc, sync::Arc};

use tollgate_hcl::ast::Template;
use tollgate_ir::{Origin, Value};
use tollgate_source::{DirEntry, FileId, Span, WorldPath};

use crate::{
    document::Places,
    expr::eval::{Binding, Evaluated, Scope, seen_through},
    functions::Context,
    instance::Evaluation,
};

pub(crate) struct Files<'e, 'a> {
    evaluation: &'e Evaluation<'a>,
}

impl<'a> Evaluation<'a> {
    pub(crate) fn files(&self) -> Files<'_, 'a> {
        Files { evaluation: self }
    }

    /// A template in which only `vars` are known.
    fn render(&self, template: &Template, vars: &Value, span: Span) -> Evaluated {
        let mut bindings: Vec<(&str, Value)> = Vec::new();
        for (name, entry) in vars.entries().into_iter().flatten() {
            bindings.push((name, seen_through(vars, &entry.value)));
        }
        let outer = self.rendering.replace(true);
        let result = self.bound(template, &bindings, None, span);
        self.rendering.set(outer);
        result
    }

    fn bound(
        &self,
        template: &Template,
        rest: &[(&str, Value)],
        bindings: Option<&Binding<'_>>,
        span: Span,
    ) -> Evaluated {
        let scope = Scope { bindings, ..Scope::constant() };
        match rest.split_first() {
            None => self.template(template, span, &scope),
            Some(((name, value), rest)) => {
                let next = Binding { name, value: value.clone(), how: None, next: bindings };
                self.bound(template, rest, Some(&next), span)
            }
        }
    }
}

impl Files<'_, '_> {
    fn world_path(&self, path: &str) -> Result<WorldPath, String> {
        let root = &self.evaluation.request.root;
        root.join(path).ok_or_else(|| format!("`{path}` is outside of the scanned folder and is not read"))
    }
}

impl Context for Files<'_, '_> {
    fn read_file(&self, path: &str) -> Result<Arc<[u8]>, String> {
        self.evaluation.request.world.read(&self.world_path(path)?).map_err(|error| error.to_string())
    }

    fn list_dir(&self, path: &str) -> Result<Arc<[DirEntry]>, String> {
        self.evaluation.request.world.list(&self.world_path(path)?).map_err(|error| error.to_string())
    }

    fn file_id(&self, path: &str) -> Option<FileId> {
        let request = self.evaluation.request;
        tollgate_source::load(request.world, request.sources, &self.world_path(path).ok()?).ok()
    }

    fn render_template(&self, path: &str, vars: &Value, span: Span) -> Result<Value, String> {
        let request = self.evaluation.request;
        let id = tollgate_source::load(request.world, request.sources, &self.world_path(path)?)
            .map_err(|error| error.to_string())?;
        let known = self.evaluation.templates.borrow().get(&id).cloned();
        let template = match known {
            Some(template) => template,
            None => {
                let (template, diagnostics) = tollgate_hcl::parse_template(id, &request.sources.get(id).text);
                diagnostics.into_iter().for_each(|diagnostic| self.evaluation.report(diagnostic));
                let template = template.map(Rc::new);
                self.evaluation.templates.borrow_mut().insert(id, template.clone());
                template
            }
        };
        let template = template.ok_or_else(|| format!("`{path}` is not a valid template"))?;
        self.evaluation.render(&template, vars, span).map_err(|fault| fault.message)
    }

    fn render_string(&self, template: &str, vars: &Value, span: Span) -> Result<Value, String> {
        let (parsed, diagnostics) = tollgate_hcl::parse_template(span.file, template);
        match parsed {
            // Places in the text are none in a file.
            Some(parsed) => self
                .evaluation
                .render(&parsed, vars, span)
                .map(|value| Value { document: None, origin: Origin::at(span), ..value })
                .map_err(|fault| fault.message),
            None => Err(diagnostics.into_iter().next().map_or_else(
                || "not a valid template".into(),
                |diagnostic| format!("not a valid template: {}", diagnostic.message),
            )),
        }
    }

    fn places(&self, text: &Value) -> Option<Places> {
        Places::of(text, self.evaluation.request.sources)
    }

    fn cwd(&self) -> String {
        ".".into()
    }
}
