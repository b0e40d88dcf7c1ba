//! Kubernetes manifests to resources: objects of any kind, and who refers to whom.
//!
//! [`read`] makes [`Object`]s of the documents of one text. The text need not be a file: whoever rendered it says
//! where each part of it comes from ([`Place`]). [`resources`] takes all objects that are applied together and finds
//! out who names whom, and which pods a selector selects, both of which rules read as references. The
//! front end for files is [`evaluate`]: plain manifests, or what a kustomization makes of them.
//!
//! Nothing is checked against schemas: what a field may say is for the API server and for rules. Only what would
//! keep rules from seeing anything is told, with the code [`INVALID`].
#![forbid(unsafe_code)]

mod object;
mod value;

mod pods;
mod scope;

mod read;
mod relate;
mod secret;

mod outline;

mod kustomize;
mod project;

pub use object::{Id, Object};
pub use outline::{Outline, Sniffed, outline, sniff};
pub use project::{KUSTOMIZATION, MANIFESTS, Request, evaluate};
pub use read::{Read, read};
pub use relate::{SELECTS, resources};
pub use secret::withhold;
pub use value::Place;

pub use kustomize::file::{KUSTOMIZATION_FILES, Uses, kustomization_in, uses};

#[cfg(test)]
mod tests;

/// The rule id of what is valid YAML and no valid object.
pub const INVALID: &str = "syntax/kubernetes";
