//! The way back from a node of a batch to what it stands for.

use std::sync::Arc;

use tollgate_ir::{Kind, Origin, Resource, Value};

/// What the nodes of one batch stand for.
#[derive(Default, Debug)]
pub struct Nodes<'p> {
    /// Indexed by node.
    pub(super) infos: Vec<NodeInfo<'p>>,
}

/// What a node stands for.
#[derive(Clone, Copy, Debug)]
pub struct NodeInfo<'p> {
    pub resource: &'p Resource,
    pub value: &'p Value,
    /// The node around it; [`tollgate_batch::NONE`] for the body of a resource.
    pub parent: u32,
    pub step: NodeStep<'p>,
}

/// How a node is reached from its parent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NodeStep<'p> {
    /// The body of a resource.
    Body,
    Key(&'p Arc<str>),
    Index(u32),
    /// One of the values that an unknown may be.
    Alternative(u32),
    /// What a string says when it is read as a document.
    Document,
}

impl NodeInfo<'_> {
    /// Where it stands, and where it came from. A finding about the resource as a whole points at its header.
    pub fn origin(&self) -> Origin {
        match self.step {
            NodeStep::Body => Origin::at(self.resource.span),
            _ => self.value.origin.clone(),
        }
    }

    /// Messages about it must not show it. That there is nothing is no secret.
    pub fn is_sensitive(&self) -> bool {
        self.value.marks.sensitive && !matches!(self.value.kind, Kind::Null(_))
    }
}

impl<'p> Nodes<'p> {
    pub fn get(&self, node: u32) -> Option<&NodeInfo<'p>> {
        self.infos.get(node as usize)
    }

    /// What is directly in `node`.
    pub fn children(&self, node: u32) -> impl Iterator<Item = &NodeInfo<'p>> {
        self.infos.iter().filter(move |info| info.parent == node)
    }

    /// Whether `node` is a part of a document within a string, rather than of the resource itself.
    pub fn is_in_document(&self, node: u32) -> bool {
        std::iter::successors(self.get(node), |at| self.get(at.parent)).any(|info| info.step == NodeStep::Document)
    }

    /// The path of `node` inside of its resource, e.g. `ingress[0].cidr_blocks[1]` or `policy.Statement[0]`.
    pub fn path(&self, node: u32) -> String {
        let mut steps: Vec<NodeStep<'_>> =
            std::iter::successors(self.get(node), |at| self.get(at.parent)).map(|info| info.step).collect();
        steps.reverse();
        let mut out = String::new();
        for step in steps {
            match step {
                NodeStep::Body | NodeStep::Alternative(_) | NodeStep::Document => {}
                NodeStep::Key(key) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(key);
                }
                NodeStep::Index(index) => out.push_str(&format!("[{index}]")),
            }
        }
        out
    }
}
