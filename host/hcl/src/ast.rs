//! The syntax tree: what is written, with a byte span on everything, independent of the parser beneath.
//!
//! Trees are read, never printed: edits are made on the original text.

use std::sync::Arc;

use tollgate_source::Span;

/// A name as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ident {
    pub name: Arc<str>,
    pub span: Span,
}

/// Attributes and blocks in source order.
#[derive(Clone, Debug, Default)]
pub struct Body {
    pub attributes: Vec<Attribute>,
    pub blocks: Vec<Block>,
}

impl Body {
    /// The last attribute `name`: later definitions win where a name is repeated.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().rev().find(|attribute| &*attribute.name.name == name)
    }

    pub fn blocks_of<'a>(&'a self, ty: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |block| &*block.ty.name == ty)
    }
}

#[derive(Clone, Debug)]
pub struct Attribute {
    pub name: Ident,
    pub value: Expr,
    /// Name to end of value.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Block {
    pub ty: Ident,
    pub labels: Vec<Ident>,
    pub body: Body,
    /// Type and labels, without the brace.
    pub header: Span,
    /// Between the braces, exclusive; where attributes are added.
    pub inside: Span,
    /// The whole block including its closing brace.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    Null,
    Bool(bool),
    /// Digits as written, without sign.
    Number(Arc<str>),
    /// A quoted string or heredoc without interpolation, escapes resolved.
    String(Arc<str>),
    Template(Template),
    Tuple(Vec<Expr>),
    Object(Vec<ObjectItem>),
    Variable(Arc<str>),
    /// `target` is any expression; each step keeps its own span.
    Traversal {
        target: Box<Expr>,
        steps: Vec<Traverse>,
    },
    Call(Call),
    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    Binary {
        op: BinaryOp,
        op_span: Span,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Conditional {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    For(Box<ForExpr>),
    Parenthesis(Box<Expr>),
}

#[derive(Clone, Debug)]
pub struct ObjectItem {
    pub key: ObjectKey,
    pub value: Expr,
}

#[derive(Clone, Debug)]
pub enum ObjectKey {
    /// A bare word, which is a literal string here and not a variable.
    Word(Ident),
    Expr(Expr),
}

impl ObjectKey {
    pub fn span(&self) -> Span {
        match self {
            Self::Word(ident) => ident.span,
            Self::Expr(expr) => expr.span,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Traverse {
    pub kind: TraverseKind,
    /// Including the dot or the brackets.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum TraverseKind {
    /// `.name`
    Attr(Arc<str>),
    /// `.0`
    LegacyIndex(u64),
    /// `[expr]`
    Index(Box<Expr>),
    /// `.*`: applies to the attribute steps that follow, but not to index steps.
    AttrSplat,
    /// `[*]`: applies to all steps that follow.
    FullSplat,
}

#[derive(Clone, Debug)]
pub struct Call {
    /// With `::` where it is namespaced.
    pub name: Ident,
    pub arguments: Vec<Expr>,
    /// The last argument is followed by `...`.
    pub expand: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    Neg,
    Not,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Eq,
    NotEq,
    Less,
    LessEq,
    Greater,
    GreaterEq,
    And,
    Or,
}

#[derive(Clone, Debug)]
pub struct ForExpr {
    pub key_var: Option<Ident>,
    pub value_var: Ident,
    pub collection: Expr,
    /// Present when the result is an object: `key => value`.
    pub key: Option<Expr>,
    pub value: Expr,
    /// `...` after the value: values of one key are collected.
    pub grouping: bool,
    pub condition: Option<Expr>,
}

/// A quoted string or heredoc with interpolations or directives.
#[derive(Clone, Debug)]
pub struct Template {
    pub parts: Vec<TemplatePart>,
}

#[derive(Clone, Debug)]
pub enum TemplatePart {
    /// Escapes, heredoc indentation and `~` trimming resolved.
    Literal {
        text: Arc<str>,
        span: Span,
    },
    Interpolation(Expr),
    If {
        condition: Expr,
        then: Template,
        otherwise: Option<Template>,
        span: Span,
    },
    For {
        key_var: Option<Ident>,
        value_var: Ident,
        collection: Expr,
        body: Template,
        span: Span,
    },
}

/// A comment, for inline suppressions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// Without the comment markers, trimmed.
    pub text: Arc<str>,
    pub span: Span,
    /// Nothing but blanks stands before it on its line.
    pub own_line: bool,
}

/// One parsed file.
#[derive(Clone, Debug)]
pub struct File {
    pub body: Body,
    pub comments: Vec<Comment>,
}
