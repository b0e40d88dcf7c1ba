//! Keys and certificates. Nothing is generated: `public-test-keys` has some of each kind, made by the script there,
//! and the call's seed chooses. They are what they claim to be (the signed ones verify against the authority that a
//! chart was given), but know nothing of names, addresses and days.

use std::{any::Any, net::IpAddr, rc::Rc};

use crate::{
    ledger::Sources,
    value::{Data, Object, Value},
};

use super::{Call, Function, Type, encoding, pem, shared};
use pem::{check_certificate, private_key};
use shared::{bytes, passes, text_of};

const CERTIFICATE: Type = Type::Object(TYPE_NAME);
const TYPE_NAME: &str = "sprig.certificate";

pub(super) const FUNCTIONS: &[Function] = &[
    passes("buildCustomCert", &[Type::Text, Type::Text], None, build_custom_cert),
    passes("genCA", &[Type::Text, Type::Int], None, |call, given| generate(call, given, AUTHORITIES, None)),
    passes("genCAWithKey", &[Type::Text, Type::Int, Type::Text], None, |call, given| {
        generate(call, given, AUTHORITIES, given.get(2))
    }),
    passes("genPrivateKey", &[Type::Text], None, private),
    passes("genSelfSignedCert", &[Type::Text, Type::List, Type::List, Type::Int], None, |call, given| {
        generate(call, given, SELF_SIGNED, None)
    }),
    passes(
        "genSelfSignedCertWithKey",
        &[Type::Text, Type::List, Type::List, Type::Int, Type::Text],
        None,
        |call, given| generate(call, given, SELF_SIGNED, given.get(4)),
    ),
    passes("genSignedCert", &[Type::Text, Type::List, Type::List, Type::Int, CERTIFICATE], None, |call, given| {
        generate(call, given, SIGNED, None)
    }),
    passes(
        "genSignedCertWithKey",
        &[Type::Text, Type::List, Type::List, Type::Int, CERTIFICATE, Type::Text],
        None,
        |call, given| generate(call, given, SIGNED, given.get(5)),
    ),
];

/// Of each kind, this many.
const COUNT: usize = 3;

type Pair = (&'static str, &'static str);

macro_rules! test_key {
    ($name:literal) => {
        include_str!(concat!("public-test-keys/", $name, ".key.pem"))
    };
}

macro_rules! test_pair {
    ($name:literal) => {
        (include_str!(concat!("public-test-keys/", $name, ".cert.pem")), test_key!($name))
    };
}

const AUTHORITIES: [Pair; COUNT] = [test_pair!("authority-0"), test_pair!("authority-1"), test_pair!("authority-2")];
const SELF_SIGNED: [Pair; COUNT] =
    [test_pair!("self-signed-0"), test_pair!("self-signed-1"), test_pair!("self-signed-2")];
/// Each by the authority of the same number.
const SIGNED: [Pair; COUNT] = [test_pair!("signed-0"), test_pair!("signed-1"), test_pair!("signed-2")];

const RSA: [&str; COUNT] = [test_key!("rsa-4096-0"), test_key!("rsa-4096-1"), test_key!("rsa-4096-2")];
const DSA: [&str; COUNT] = [test_key!("dsa-0"), test_key!("dsa-1"), test_key!("dsa-2")];
const ECDSA: [&str; COUNT] = [test_key!("ecdsa-0"), test_key!("ecdsa-1"), test_key!("ecdsa-2")];
const ED25519: [&str; COUNT] = [test_key!("ed25519-0"), test_key!("ed25519-1"), test_key!("ed25519-2")];

/// Sprig's struct of this name.
#[derive(Debug)]
struct Certificate {
    certificate: Value,
    key: Value,
}

impl Object for Certificate {
    fn type_name(&self) -> &str {
        TYPE_NAME
    }

    fn kind(&self) -> &str {
        "struct"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Cert" => Some(self.certificate.clone()),
            "Key" => Some(self.key.clone()),
            _ => None,
        }
    }

    fn show(&self) -> String {
        format!("{{{} {}}}", text_of(&self.certificate).to_str(), text_of(&self.key).to_str())
    }

    fn as_data(&self) -> Option<Value> {
        let entries = [("Cert", &self.certificate), ("Key", &self.key)];
        Some(Value::map(entries.map(|(name, value)| (Rc::from(name), value.clone())).into()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn made(call: &mut Call<'_>, certificate: Value, key: Value) -> Value {
    let from = call.ledger.union(certificate.from, key.from);
    Value { data: Data::Object(Rc::new(Certificate { certificate, key })), from }
}

fn chosen(call: &Call<'_>) -> usize {
    (call.seed % COUNT as u64) as usize
}

fn private(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [kind] = arguments else { return Ok(Value::NIL) };
    let from = call.sources(kind);
    let keys = match bytes(kind) {
        b"" | b"rsa" => RSA,
        b"dsa" => DSA,
        b"ecdsa" => ECDSA,
        b"ed25519" => ED25519,
        other => return Ok(Value::text([b"Unknown type ", other].concat()).with(from)),
    };
    let generated = call.by_chance();
    let from = call.ledger.union(from, generated);
    Ok(Value::text(keys[chosen(call)]).with(from))
}

/// The arguments are those of all such functions: a name, addresses and other names where there are any, days, the
/// certificate of an authority and a key, as far as the function takes them. `key` is what is used in place of a new one.
fn generate(
    call: &mut Call<'_>,
    arguments: &[Value],
    pairs: [Pair; COUNT],
    key: Option<&Value>,
) -> Result<Value, String> {
    let kind = key.map(|key| private_key(&text_of(key).to_str())).transpose();
    let kind = kind.map_err(|error| format!("parsing private key: {error}"))?;
    let authority = arguments.iter().find_map(|argument| match &argument.data {
        Data::Object(object) => object.as_any().downcast_ref::<Certificate>(),
        _ => None,
    });
    let mut number = chosen(call);
    if let Some(authority) = authority {
        let text = text_of(&authority.certificate);
        check_certificate(&text.to_str(), "decodedSignerCert.Bytes")?;
        let signs = private_key(&text_of(&authority.key).to_str());
        signs.map_err(|error| format!("error parsing private key: {error}"))?;
        let known = AUTHORITIES.iter().position(|(known, _)| known.as_bytes() == text.as_bytes());
        number = known.unwrap_or(number);
    }
    if let [_, addresses, names, _, ..] = arguments {
        check_names(addresses, names)?;
    }
    if kind == Some(pem::Key::Dsa) {
        let reason = "error creating certificate: x509: certificate private key does not implement crypto.Signer";
        return Err(reason.to_owned());
    }
    let from = call.sources_of(arguments);
    let generated = call.by_chance();
    let from = call.ledger.union(from, generated);
    let (certificate, own_key) = pairs[number];
    let key = key.cloned().unwrap_or_else(|| Value::text(own_key).with(from));
    Ok(made(call, Value::text(certificate).with(from), key))
}

fn check_names(addresses: &Value, names: &Value) -> Result<(), String> {
    let items = |value: &Value| value.as_list().map(crate::value::List::items).unwrap_or_default();
    for address in items(addresses) {
        let Some(text) = address.as_text() else {
            return Err(format!("error parsing ip: {} is not a string", text_of(&address).to_str()));
        };
        if text.to_str().parse::<IpAddr>().is_err() {
            return Err(format!("error parsing ip: {}", text.to_str()));
        }
    }
    let names = items(names);
    if let Some(name) = names.iter().find(|name| name.as_text().is_none()) {
        return Err(format!("error processing alternate dns name: {} is not a string", text_of(name).to_str()));
    }
    match names.iter().map(bytes).find(|name| !name.is_ascii()) {
        Some(name) => {
            let name = crate::quote::quote(name);
            Err(format!("error creating certificate: x509: {name} cannot be encoded as an IA5String"))
        }
        None => Ok(()),
    }
}

/// From what a chart was given: nothing here is generated.
fn build_custom_cert(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [certificate, key] = arguments else { return Ok(Value::NIL) };
    let mut decode = |value: &Value, what: &str| -> Result<Value, String> {
        let decoded = encoding::base64_decode(bytes(value));
        let text = decoded.map_err(|_| format!("unable to decode base64 {what}"))?;
        let from: Sources = call.sources(value);
        Ok(Value::text(text).with(from))
    };
    let certificate = decode(certificate, "certificate")?;
    let key = decode(key, "private key")?;
    check_certificate(&text_of(&certificate).to_str(), "decodedCert.Bytes")?;
    private_key(&text_of(&key).to_str()).map_err(|error| format!("error parsing private key: {error}"))?;
    Ok(made(call, certificate, key))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn what_chance_would_give_is_marked() {
        let values = json!({"name": "x", "key": super::ECDSA[0]});
        let about = |template: &str| {
            let all = marks(template, &values);
            let [one] = all.as_slice() else { panic!("one run: {all:?}") };
            one[one.rfind('"').map_or(0, |at| at + 2)..].to_owned()
        };
        assert_eq!(about("{{ genPrivateKey \"rsa\" }}"), "1:4 generated");
        assert_eq!(about("{{ (genCA .Values.name 365).Cert }}"), "1:4 generated name");
        assert_eq!(about("{{ (genCA .Values.name 365).Key | b64enc }}"), "1:4 generated name");
        assert_eq!(about("{{ (genCAWithKey \"a\" 365 .Values.key).Key }}"), "1:4 key");
    }

    #[test]
    fn signed_ones_are_by_the_authority_that_was_given() {
        // Other places of the call choose other authorities.
        for before in ["", " ", "  ", "   ", "    "] {
            let template = "{{ $a := genCA \"a\" 1 }}{{ $a.Cert }}@{{ (genSignedCert \"b\" nil nil 1 $a).Cert }}";
            let out = crate::tests::run(&format!("{before}{template}"), &json!({})).expect("it can be executed");
            let (authority, signed) = out.trim_start().split_once('@').expect("two certificates");
            let number = super::AUTHORITIES.iter().position(|(known, _)| *known == authority);
            assert!(number.is_some());
            assert_eq!(number, super::SIGNED.iter().position(|(known, _)| *known == signed));
        }
    }
}
