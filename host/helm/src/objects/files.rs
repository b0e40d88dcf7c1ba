//! `.Files`.

use std::{any::Any, collections::BTreeMap, rc::Rc, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tollgate_gotemplate::{Data, Element, Map, Object, Value, Version, yaml_of};

use super::glob::Glob;
use crate::chart::File;

/// The files of a chart that are no templates, as a release of Helm shows them.
#[derive(Clone, Debug)]
struct Files(Rc<BTreeMap<Rc<str>, Arc<[u8]>>>, Version);

/// `.Files` of a chart with these files.
pub(crate) fn files(files: &[File], version: Version) -> Value {
    let files = files.iter().map(|file| (Rc::clone(&file.name), Arc::clone(&file.bytes)));
    value(Files(Rc::new(files.collect()), version))
}

fn value(files: Files) -> Value {
    Data::Object(Rc::new(files)).into()
}

impl Files {
    /// By the last step of their names, as config maps name their entries.
    fn by_name(&self, text: impl Fn(&[u8]) -> Value) -> Value {
        if self.0.is_empty() {
            return "".into();
        }
        let name = |path: &str| Rc::from(path.rsplit('/').next().unwrap_or(path));
        let entries = self.0.iter().map(|(path, bytes)| (name(path), text(bytes))).collect();
        let entries: Value = Data::Map(Map::new(Element::Text, entries)).into();
        yaml_of(&entries).into()
    }
}

impl Object for Files {
    fn type_name(&self) -> &str {
        "engine.files"
    }

    fn kind(&self) -> &str {
        "map"
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.0.get(name).map(|bytes| Data::Bytes(Rc::from(&**bytes)).into())
    }

    fn method(&self, name: &str) -> Option<usize> {
        match name {
            "Get" | "GetBytes" | "Glob" | "Lines" => Some(1),
            "AsConfig" | "AsSecrets" => Some(0),
            _ => None,
        }
    }

    fn call(&self, name: &str, arguments: &[Value]) -> Result<Value, String> {
        let wanted = arguments.first().and_then(Value::as_text).map(|text| text.to_str().into_owned());
        let wanted = wanted.unwrap_or_default();
        let bytes = self.0.get(wanted.as_str());
        Ok(match name {
            "Get" => Value::text(bytes.map_or(&[][..], |bytes| bytes)),
            "GetBytes" => Data::Bytes(bytes.map_or_else(|| Rc::from([]), |bytes| Rc::from(&**bytes))).into(),
            "Glob" => {
                let glob = Glob::new(&wanted);
                let found = self.0.iter().filter(|(path, _)| glob.matches(path));
                let found = found.map(|(path, bytes)| (Rc::clone(path), Arc::clone(bytes)));
                value(Self(Rc::new(found.collect()), self.1))
            }
            "Lines" => {
                let Some(bytes) = bytes else { return Ok(Value::texts(Vec::<&str>::new())) };
                if bytes.is_empty() && self.1 == Version::V3_21 {
                    return Ok(Value::texts(Vec::<&str>::new()));
                }
                if bytes.is_empty() {
                    return Err("runtime error: index out of range [-1]".to_owned());
                }
                let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
                Value::texts(bytes.split(|byte| *byte == b'\n'))
            }
            "AsConfig" => self.by_name(|bytes| Value::text(bytes)),
            _ => self.by_name(|bytes| STANDARD.encode(bytes).into()),
        })
    }

    fn show(&self) -> String {
        let files = self.0.iter().map(|(path, bytes)| {
            let bytes: Vec<String> = bytes.iter().map(u8::to_string).collect();
            format!("{path}:[{}]", bytes.join(" "))
        });
        format!("map[{}]", files.collect::<Vec<_>>().join(" "))
    }

    fn as_data(&self) -> Option<Value> {
        let entries = self.0.iter().map(|(path, bytes)| (Rc::clone(path), STANDARD.encode(bytes).into()));
        Some(Value::map(entries.collect()))
    }

    fn as_map(&self) -> Option<Map> {
        let entries = self.0.iter().map(|(path, bytes)| (Rc::clone(path), Data::Bytes(Rc::from(&**bytes)).into()));
        Some(Map::new(Element::Any, entries.collect()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
