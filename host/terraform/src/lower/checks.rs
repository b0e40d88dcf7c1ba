//! Conditions that a configuration states about itself: `validation`, `precondition`, `postcondition`, `check`.

use std::rc::Rc;

use tollgate_hcl::ast::Block;
use tollgate_ir::{Kind, Value};
use tollgate_source::{Diagnostic, Level};

use crate::{
    expand::ResourceInstance,
    expr::eval::Scope,
    instance::{Evaluation, Instance},
};

impl Evaluation<'_> {
    pub(crate) fn check_validations(&self, instance: &Rc<Instance>, at: usize) {
        let variable = &instance.module.variables[at];
        for validation in variable.block.body.blocks_of("validation") {
            let what = format!("the value of variable `{}` is not valid", variable.name);
            self.check(validation, &Scope::module(instance), &what, Level::Error);
        }
    }

    pub(crate) fn check_conditions(
        &self,
        instance: &Rc<Instance>,
        block: &Block,
        one: &ResourceInstance,
        view: &Value,
    ) {
        if one.occurrence.exists != tollgate_ir::Tri::Yes {
            return;
        }
        for lifecycle in block.body.blocks_of("lifecycle") {
            let scope = Scope { repetition: &one.occurrence.repetition, ..Scope::module(instance) };
            for condition in lifecycle.body.blocks_of("precondition") {
                self.check(
                    condition,
                    &scope,
                    &format!("the precondition of `{}` does not hold", one.address),
                    Level::Error,
                );
            }
            let scope = Scope { this: Some(view), ..scope };
            for condition in lifecycle.body.blocks_of("postcondition") {
                self.check(
                    condition,
                    &scope,
                    &format!("the postcondition of `{}` does not hold", one.address),
                    Level::Error,
                );
            }
        }
    }

    pub(crate) fn check_blocks(&self, instance: &Rc<Instance>) {
        let scope = Scope::module(instance);
        for block in instance.module.others.iter().filter(|block| &*block.ty.name == "check") {
            let name = block.labels.first().map_or("", |label| &label.name);
            for assert in block.body.blocks_of("assert") {
                self.check(assert, &scope, &format!("check `{name}` does not hold"), Level::Warning);
            }
        }
        for output in &instance.module.outputs {
            let name = output.labels.first().map_or("", |label| &label.name);
            for condition in output.body.blocks_of("precondition") {
                self.check(
                    condition,
                    &scope,
                    &format!("the precondition of output `{name}` does not hold"),
                    Level::Error,
                );
            }
        }
    }

    /// Tells when the condition is certainly false.
    fn check(&self, block: &Block, scope: &Scope<'_>, what: &str, level: Level) {
        let Some(condition) = block.body.attribute("condition") else {
            self.report(Diagnostic::error(format!("this `{}` has no `condition`", block.ty.name)).at(block.header));
            return;
        };
        let holds = match self.condition(&condition.value, scope, "the condition") {
            Ok(value) => value,
            Err(fault) => {
                self.report(fault.diagnostic());
                return;
            }
        };
        if holds.as_bool() != Some(false) {
            return;
        }
        let mut diagnostic = Diagnostic::error(what).at(condition.value.span);
        diagnostic.level = level;
        if let Some(message) = block.body.attribute("error_message")
            && let Ok(Value { kind: Kind::String(text), marks, .. }) = self.eval(&message.value, scope)
            && !marks.sensitive
        {
            diagnostic = diagnostic.help(text.to_string());
        }
        self.report(diagnostic);
    }
}
