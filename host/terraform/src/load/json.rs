//! Terraform's JSON syntax: what is a block, what an argument, and what its texts mean.
//!
//! JSON has one kind of object where HCL has blocks, maps and labels, so names decide. Terraform asks the
//! provider which of a resource's members are blocks; here a table of maps does
//! ([`tollgate_providers::is_map`]), and every other object reads as a block. Nested blocks and lists of
//! objects are the same to all that comes after.

use std::collections::HashMap;

use tollgate_hcl::{
    ast::{Attribute, Block, Body, Expr, File, Ident},
    json::{Json, JsonKind, Member},
};
use tollgate_source::{Diagnostic, FileId, Span};

/// The blocks of a `.tf.json` file; what is wrong with it goes to `diagnostics`.
pub(crate) fn file(file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> File {
    let mut body = Body::default();
    match tollgate_hcl::json::parse(file, text) {
        Ok(json) => {
            let mut reader = Reader { text, diagnostics };
            match &json.kind {
                JsonKind::Array(parts) => parts.iter().for_each(|part| reader.body(part, Kind::Root, &mut body)),
                _ => reader.body(&json, Kind::Root, &mut body),
            }
        }
        Err(diagnostic) => diagnostics.push(diagnostic),
    }
    File { body, comments: Vec::new() }
}

/// What a body belongs to.
#[derive(Clone, Copy)]
enum Kind<'j> {
    Root,
    Locals,
    Variable,
    Output,
    Module,
    Terraform,
    Check,
    /// `moved`, `removed`, `import`.
    Statement,
    Lifecycle,
    /// A resource, data source or provider of this type, or a block in one.
    Provided(&'j str),
    Dynamic(&'j str),
    /// Only arguments.
    Flat,
}

/// What a member of a body is.
enum Item<'j> {
    Block { labels: usize, kind: Kind<'j> },
    Argument(Text),
}

/// What the texts of an argument are.
#[derive(Clone, Copy)]
enum Text {
    Template,
    Literal,
    /// A reference or a type: `"aws.west"`, `"list(string)"`.
    Expression,
}

fn item<'j>(kind: Kind<'j>, member: &Member) -> Item<'j> {
    use Text::{Expression, Literal, Template};
    let block = |labels, kind| Item::Block { labels, kind };
    let name = &*member.key.name;
    match (kind, name) {
        (Kind::Root, "resource" | "data" | "ephemeral") => block(2, Kind::Provided("")),
        (Kind::Root, "provider") => block(1, Kind::Provided("")),
        (Kind::Root, "variable") => block(1, Kind::Variable),
        (Kind::Root, "output") => block(1, Kind::Output),
        (Kind::Root, "module") => block(1, Kind::Module),
        (Kind::Root, "check") => block(1, Kind::Check),
        (Kind::Root, "locals") => block(0, Kind::Locals),
        (Kind::Root, "terraform") => block(0, Kind::Terraform),
        // Also what Terraform does not know: who sorts the blocks says so.
        (Kind::Root, _) => block(0, Kind::Statement),
        (Kind::Variable, "validation") | (Kind::Output, "precondition") | (Kind::Check, "assert") => {
            block(0, Kind::Flat)
        }
        (Kind::Variable, "type") => Item::Argument(Expression),
        (Kind::Variable, _) => Item::Argument(Literal),
        (Kind::Module, "source" | "version") | (Kind::Output, "description") => Item::Argument(Literal),
        (Kind::Module, "providers") => Item::Argument(Expression),
        (Kind::Check, "data") => block(2, Kind::Provided("")),
        (Kind::Terraform, "required_providers") => block(0, Kind::Flat),
        (Kind::Terraform, "backend" | "provider_meta") => block(1, Kind::Provided("terraform")),
        (Kind::Terraform, "cloud") => block(0, Kind::Provided("terraform")),
        (Kind::Terraform, _) => Item::Argument(Literal),
        (Kind::Statement, "lifecycle") => block(0, Kind::Lifecycle),
        (Kind::Statement, "provisioner") => block(1, Kind::Provided("terraform")),
        (Kind::Statement, "from" | "to" | "provider") => Item::Argument(Expression),
        (Kind::Lifecycle, "precondition" | "postcondition") => block(0, Kind::Flat),
        (Kind::Lifecycle, "replace_triggered_by") => Item::Argument(Expression),
        (Kind::Lifecycle, _) => Item::Argument(Literal),
        (Kind::Dynamic(ty), "content") => block(0, Kind::Provided(ty)),
        (Kind::Dynamic(_), "iterator") => Item::Argument(Expression),
        (Kind::Provided(_), "lifecycle") => block(0, Kind::Lifecycle),
        (Kind::Provided(ty), "dynamic") => block(1, Kind::Dynamic(ty)),
        (Kind::Provided(ty), "provisioner") => block(1, Kind::Provided(ty)),
        (Kind::Provided(_), "provider") => Item::Argument(Expression),
        (_, "depends_on") => Item::Argument(Expression),
        (Kind::Provided(ty), _) if is_block(ty, member) => block(0, kind),
        _ => Item::Argument(Template),
    }
}

/// Whether an object or a list of objects reads as blocks.
fn is_block(ty: &str, member: &Member) -> bool {
    let is_body = |json: &Json| {
        let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let all_names = |member: &Member| &*member.key.name == "//" || member.key.name.chars().all(is_name);
        matches!(json.kind, JsonKind::Object(_)) && json.members().iter().all(all_names)
    };
    let looks_so = match &member.value.kind {
        JsonKind::Array(items) => !items.is_empty() && items.iter().all(is_body),
        _ => is_body(&member.value),
    };
    looks_so && !tollgate_providers::is_map(ty, &member.key.name)
}

struct Reader<'a> {
    text: &'a str,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn body<'j>(&mut self, json: &'j Json, kind: Kind<'j>, into: &mut Body) {
        let JsonKind::Object(members) = &json.kind else {
            self.not_an_object(json, "what stands here");
            return;
        };
        for member in members {
            // How JSON files hold comments.
            if &*member.key.name == "//" {
                continue;
            }
            match item(kind, member) {
                Item::Argument(text) => into.attributes.push(self.argument(member, text)),
                Item::Block { labels, kind } => {
                    let mut block = Labelled { ty: &member.key, labels: Vec::new(), key: member.key.span };
                    self.blocks(&mut block, &member.value, labels, kind, &mut into.blocks);
                }
            }
        }
        // Names of locals are told apart over all files of the module.
        if !matches!(kind, Kind::Root | Kind::Locals) {
            self.tell_repeated(into);
        }
    }

    fn argument(&mut self, member: &Member, text: Text) -> Attribute {
        let value: Expr = match text {
            Text::Template => member.value.templates(self.text, self.diagnostics),
            Text::Literal => member.value.literal(self.diagnostics),
            Text::Expression => member.value.expressions(self.text, self.diagnostics),
        };
        Attribute { name: member.key.clone(), value, span: member.span() }
    }

    /// The blocks of one type that `json` holds, below `labels` more levels of labels.
    fn blocks<'j>(
        &mut self,
        block: &mut Labelled<'j>,
        json: &'j Json,
        labels: usize,
        kind: Kind<'j>,
        into: &mut Vec<Block>,
    ) {
        match (&json.kind, labels) {
            (JsonKind::Array(items), _) => {
                for item in items {
                    // Blocks of a list have no key of their own: the brace stands for it.
                    let key = block.key;
                    block.key = Span { end: item.span.start + 1, ..item.span };
                    match item.kind {
                        JsonKind::Object(_) => self.blocks(block, item, labels, kind, into),
                        _ => self.not_an_object(item, &format!("each `{}` block", block.ty.name)),
                    }
                    block.key = key;
                }
            }
            (JsonKind::Object(_), 0) => {
                let mut body = Body::default();
                self.body(json, kind, &mut body);
                let inside = Span { start: json.span.start + 1, end: json.span.end - 1, ..json.span };
                into.push(Block {
                    ty: block.ty.clone(),
                    labels: block.labels.iter().map(|label| (*label).clone()).collect(),
                    body,
                    header: block.key,
                    inside,
                    span: block.key.to(json.span),
                });
            }
            (JsonKind::Object(members), _) => {
                for member in members {
                    if &*member.key.name == "//" {
                        continue;
                    }
                    let key = std::mem::replace(&mut block.key, member.key.span);
                    block.labels.push(&member.key);
                    let kind = match kind {
                        // The first label of a resource or provider is its type.
                        Kind::Provided("") => Kind::Provided(&member.key.name),
                        kind => kind,
                    };
                    self.blocks(block, &member.value, labels - 1, kind, into);
                    block.labels.pop();
                    block.key = key;
                }
            }
            (JsonKind::Null, 0) => {}
            _ => {
                let what = match labels {
                    0 => format!("a `{}` block", block.ty.name),
                    _ => format!("the names of `{}` blocks", block.ty.name),
                };
                self.not_an_object(json, &what);
            }
        }
    }

    fn not_an_object(&mut self, json: &Json, what: &str) {
        self.diagnostics.push(
            Diagnostic::error(format!("{what} must be a JSON object, not {}", json.describe()))
                .at(json.span)
                .help("write `{ … }`, or a list of such objects for several blocks"),
        );
    }

    fn tell_repeated(&mut self, body: &Body) {
        let mut seen: HashMap<&str, Span> = HashMap::with_capacity(body.attributes.len());
        for Attribute { name, .. } in &body.attributes {
            if let Some(first) = seen.insert(&name.name, name.span) {
                self.diagnostics.push(
                    Diagnostic::error(format!("the argument `{}` is set twice in one block", name.name))
                        .code(tollgate_hcl::SYNTAX)
                        .at(name.span)
                        .label(first, "first set here")
                        .help("remove one of the two: Terraform refuses the block"),
                );
            }
        }
    }
}

/// A block of which the labels are being read.
struct Labelled<'j> {
    ty: &'j Ident,
    labels: Vec<&'j Ident>,
    /// What a reader takes for its header: the last key.
    key: Span,
}
