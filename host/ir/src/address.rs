//! Names of resources, and paths into them.

use std::{borrow::Cow, fmt, sync::Arc};

use crate::Input;

/// Which instance of a repeated block.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Key {
    /// Not repeated.
    None,
    Int(u64),
    Str(Arc<str>),
    /// The keys cannot be known: one symbolic instance stands for any number of real ones.
    Any,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::None => Ok(()),
            Key::Int(n) => write!(f, "[{n}]"),
            Key::Str(s) => write!(f, "[{}]", quoted(s)),
            Key::Any => f.write_str("[*]"),
        }
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Mode {
    Managed,
    Data,
    Ephemeral,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum ComposeSection {
    Service,
    Network,
    Volume,
    Config,
    Secret,
    Model,
    /// A port of the host, which is no resource: the services that publish it refer to it.
    Port,
    /// What is said of the project as a whole, which is no resource either.
    Project,
}

impl ComposeSection {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Network => "network",
            Self::Volume => "volume",
            Self::Config => "config",
            Self::Secret => "secret",
            Self::Model => "model",
            Self::Port => "port",
            Self::Project => "project",
        }
    }
}

/// What names a resource within one root and variant.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum AddressKind {
    Terraform {
        /// Calls from the root module down, each with its instance key.
        module: Vec<(Arc<str>, Key)>,
        mode: Mode,
        ty: Arc<str>,
        name: Arc<str>,
        key: Key,
    },
    /// A block of Terraform that is no resource but that rules read: `provider.aws.west`, `var.x`,
    /// `terraform.backend.s3`.
    TerraformBlock {
        module: Vec<(Arc<str>, Key)>,
        /// `provider`, `module`, `variable`, `output`, `backend`, `required_providers`, `settings`, `moved`,
        /// `removed`, `import`, `check`.
        block: Arc<str>,
        name: Arc<str>,
    },
    Compose {
        section: ComposeSection,
        name: Arc<str>,
    },
    Kubernetes {
        group: Arc<str>,
        version: Arc<str>,
        kind: Arc<str>,
        namespace: Namespace,
        name: Arc<str>,
    },
}

/// In which namespace an object of Kubernetes lives.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Namespace {
    /// In none: the kind belongs to the cluster. The address has no segment for it.
    Cluster,
    /// In the one that whoever applies the manifest has chosen. Shown as `default`, where `kubectl` puts it when
    /// nobody has, so that addresses of namespaced objects always have the same number of segments.
    Unwritten,
    Named(Arc<str>),
}

impl Namespace {
    /// The name, as far as it can be told: `None` for what belongs to the cluster.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Cluster => None,
            Self::Unwritten => Some("default"),
            Self::Named(name) => Some(name),
        }
    }
}

/// The full name of a resource: the root it belongs to, the variant under which it was evaluated, and its
/// name there. Displays without root and variant, as the format itself would write it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Address {
    /// Path of the root (module folder, Compose file, chart), `.` for the world's root.
    pub root: Arc<str>,
    /// tfvars environment, workspace, values set or profile; empty for the only one.
    pub variant: Arc<str>,
    pub kind: AddressKind,
}

impl Address {
    /// The resource type as rules name it: `aws_lb`, `terraform/provider`, `compose/service`,
    /// `apps/v1/Deployment`.
    pub fn type_name(&self) -> Cow<'_, str> {
        match &self.kind {
            AddressKind::Terraform { ty, .. } => Cow::Borrowed(ty),
            AddressKind::TerraformBlock { block, .. } => format!("terraform/{block}").into(),
            AddressKind::Compose { section, .. } => format!("compose/{}", section.as_str()).into(),
            AddressKind::Kubernetes { group, version, kind, .. } if group.is_empty() => {
                format!("{version}/{kind}").into()
            }
            AddressKind::Kubernetes { group, version, kind, .. } => format!("{group}/{version}/{kind}").into(),
        }
    }

    pub fn input(&self) -> Input {
        match self.kind {
            AddressKind::Terraform { .. } | AddressKind::TerraformBlock { .. } => Input::Terraform,
            AddressKind::Compose { .. } => Input::Compose,
            AddressKind::Kubernetes { .. } => Input::Kubernetes,
        }
    }

    /// Whether it names a resource rather than another block that rules read.
    pub fn is_resource(&self) -> bool {
        use AddressKind::{Compose, TerraformBlock};
        use ComposeSection::{Port, Project};
        !matches!(self.kind, TerraformBlock { .. } | Compose { section: Port | Project, .. })
    }

    /// The last name: `app` of `module.a.aws_lb.app["x"]`.
    pub fn name(&self) -> &Arc<str> {
        match &self.kind {
            AddressKind::Terraform { name, .. }
            | AddressKind::TerraformBlock { name, .. }
            | AddressKind::Compose { name, .. }
            | AddressKind::Kubernetes { name, .. } => name,
        }
    }

    /// `module.a["x"].module.b`, or empty in the root module and in other formats.
    pub fn module_path(&self) -> String {
        match &self.kind {
            AddressKind::Terraform { module, .. } | AddressKind::TerraformBlock { module, .. } => {
                let mut out = String::new();
                for (name, key) in module {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str("module.");
                    out.push_str(name);
                    out.push_str(&key.to_string());
                }
                out
            }
            AddressKind::Compose { .. } | AddressKind::Kubernetes { .. } => String::new(),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let module = self.module_path();
        if !module.is_empty() {
            write!(f, "{module}.")?;
        }
        match &self.kind {
            AddressKind::Terraform { mode, ty, name, key, .. } => {
                match mode {
                    Mode::Managed => {}
                    Mode::Data => f.write_str("data.")?,
                    Mode::Ephemeral => f.write_str("ephemeral.")?,
                }
                write!(f, "{ty}.{name}{key}")
            }
            AddressKind::TerraformBlock { block, name, .. } => match &**block {
                "variable" => write!(f, "var.{name}"),
                "settings" | "required_providers" => write!(f, "terraform.{block}"),
                "backend" => write!(f, "terraform.backend.{name}"),
                _ => write!(f, "{block}.{name}"),
            },
            AddressKind::Compose { section, name } => write!(f, "compose:{}/{name}", section.as_str()),
            AddressKind::Kubernetes { namespace, name, .. } => match namespace.name() {
                Some(namespace) => write!(f, "kubernetes:{}/{namespace}/{name}", self.type_name()),
                None => write!(f, "kubernetes:{}/{name}", self.type_name()),
            },
        }
    }
}

/// One step into a value.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Step {
    /// An attribute of an object or a key of a map.
    Attr(Arc<str>),
    Index(u64),
    /// Every element.
    Splat,
}

/// `aws_security_group.app["x"].id`: the thing an unknown value *is*. Two exact references to one path are
/// equal values.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RefPath {
    pub target: Arc<Address>,
    pub path: Vec<Step>,
}

impl RefPath {
    /// The path inside of the target, as `id` or `endpoint[0].address`.
    pub fn path_text(&self) -> Cow<'_, str> {
        if let [Step::Attr(name)] = self.path.as_slice() {
            return Cow::Borrowed(name);
        }
        let mut out = String::new();
        for step in &self.path {
            match step {
                Step::Attr(name) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(name);
                }
                Step::Index(n) => out.push_str(&format!("[{n}]")),
                Step::Splat => out.push_str("[*]"),
            }
        }
        out.into()
    }
}

impl fmt::Display for RefPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path_text();
        write!(f, "{}", self.target)?;
        if !path.is_empty() && !path.starts_with('[') {
            f.write_str(".")?;
        }
        f.write_str(&path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_as_their_formats_write_them() {
        let tf = |mode, module, key| Address {
            root: "env/prod".into(),
            variant: "".into(),
            kind: AddressKind::Terraform { module, mode, ty: "aws_lb".into(), name: "web".into(), key },
        };
        let nested = vec![("net".into(), Key::Str("a\"b".into())), ("sub".into(), Key::Int(0))];
        assert_eq!(
            tf(Mode::Managed, nested, Key::Any).to_string(),
            r#"module.net["a\"b"].module.sub[0].aws_lb.web[*]"#
        );
        assert_eq!(tf(Mode::Data, vec![], Key::None).to_string(), "data.aws_lb.web");
        let block = |block: &str, name: &str| Address {
            root: ".".into(),
            variant: "".into(),
            kind: AddressKind::TerraformBlock {
                module: vec![("net".into(), Key::None)],
                block: block.into(),
                name: name.into(),
            },
        };
        assert_eq!(block("variable", "x").to_string(), "module.net.var.x");
        assert_eq!(block("provider", "aws.west").to_string(), "module.net.provider.aws.west");
        assert_eq!(block("backend", "s3").to_string(), "module.net.terraform.backend.s3");
        assert_eq!(block("settings", "settings").to_string(), "module.net.terraform.settings");
        assert_eq!(block("variable", "x").type_name(), "terraform/variable");
        let object = |group: &str, kind: &str, namespace| Address {
            root: ".".into(),
            variant: "".into(),
            kind: AddressKind::Kubernetes {
                group: group.into(),
                version: "v1".into(),
                kind: kind.into(),
                namespace,
                name: "web".into(),
            },
        };
        let deployment = |namespace| object("apps", "Deployment", namespace).to_string();
        assert_eq!(deployment(Namespace::Unwritten), "kubernetes:apps/v1/Deployment/default/web");
        assert_eq!(deployment(Namespace::Named("prod".into())), "kubernetes:apps/v1/Deployment/prod/web");
        assert_eq!(object("", "Namespace", Namespace::Cluster).to_string(), "kubernetes:v1/Namespace/web");
        let path = RefPath {
            target: Arc::new(tf(Mode::Managed, vec![], Key::None)),
            path: vec![Step::Attr("a".into()), Step::Index(0), Step::Attr("b".into())],
        };
        assert_eq!(path.to_string(), "aws_lb.web.a[0].b");
    }
}
