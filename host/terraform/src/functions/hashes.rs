//! Digests of strings and files, and identifiers: `sha256`, `filemd5`, `uuidv5`, …

use base64::{Engine as _, engine::general_purpose::STANDARD};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use tollgate_ir::{Refinement, Type, Unknown, Value, Why};
use uuid::Uuid;

use super::{Call, FunctionError, Outcome, files};

pub(super) fn md5(call: &Call<'_>) -> Outcome {
    hex::<Md5>(call, call.text(0).as_bytes())
}

pub(super) fn sha1(call: &Call<'_>) -> Outcome {
    hex::<Sha1>(call, call.text(0).as_bytes())
}

pub(super) fn sha256(call: &Call<'_>) -> Outcome {
    hex::<Sha256>(call, call.text(0).as_bytes())
}

pub(super) fn sha512(call: &Call<'_>) -> Outcome {
    hex::<Sha512>(call, call.text(0).as_bytes())
}

pub(super) fn base64sha256(call: &Call<'_>) -> Outcome {
    base64::<Sha256>(call, call.text(0).as_bytes())
}

pub(super) fn base64sha512(call: &Call<'_>) -> Outcome {
    base64::<Sha512>(call, call.text(0).as_bytes())
}

pub(super) fn filemd5(call: &Call<'_>) -> Outcome {
    hex::<Md5>(call, &files::bytes(call)?)
}

pub(super) fn filesha1(call: &Call<'_>) -> Outcome {
    hex::<Sha1>(call, &files::bytes(call)?)
}

pub(super) fn filesha256(call: &Call<'_>) -> Outcome {
    hex::<Sha256>(call, &files::bytes(call)?)
}

pub(super) fn filesha512(call: &Call<'_>) -> Outcome {
    hex::<Sha512>(call, &files::bytes(call)?)
}

pub(super) fn filebase64sha256(call: &Call<'_>) -> Outcome {
    base64::<Sha256>(call, &files::bytes(call)?)
}

pub(super) fn filebase64sha512(call: &Call<'_>) -> Outcome {
    base64::<Sha512>(call, &files::bytes(call)?)
}

fn hex<D: Digest>(call: &Call<'_>, bytes: &[u8]) -> Outcome {
    Ok(call.string(D::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
}

fn base64<D: Digest>(call: &Call<'_>, bytes: &[u8]) -> Outcome {
    Ok(call.string(STANDARD.encode(D::digest(bytes))))
}

pub(super) fn uuidv5(call: &Call<'_>) -> Outcome {
    let namespace = match call.text(0) {
        "dns" => Uuid::NAMESPACE_DNS,
        "url" => Uuid::NAMESPACE_URL,
        "oid" => Uuid::NAMESPACE_OID,
        "x500" => Uuid::NAMESPACE_X500,
        other => Uuid::parse_str(other).map_err(|_| {
            FunctionError::new(format!("`{other}` is no namespace: use `dns`, `url`, `oid`, `x500` or a UUID"))
        })?,
    };
    Ok(call.string(Uuid::new_v5(&namespace, call.text(1).as_bytes()).to_string()))
}

/// 36 characters, different at every run.
pub(super) fn uuid(call: &Call<'_>) -> Outcome {
    Ok(impure(call, Refinement { length_min: 36, length_max: Some(36), ..Refinement::default() }))
}

/// 60 characters that begin with the cost; the salt is different at every run.
pub(super) fn bcrypt(call: &Call<'_>) -> Outcome {
    if call.args.len() > 2 {
        return Err(FunctionError::at(2, "`bcrypt` takes one or two arguments"));
    }
    let mut prefix = Some("$2a$".to_owned());
    match call.args.get(1) {
        Some(cost) if cost.is_unknown() => {}
        Some(_) => {
            let cost = call.int(1)?;
            if cost > 31 {
                return Err(FunctionError::new(format!("the cost {cost} is beyond 31")));
            }
            // A cost that is too small is taken for the default.
            prefix = Some(format!("$2a${:02}$", if cost < 4 { 10 } else { cost }));
        }
        None => prefix = Some("$2a$10$".into()),
    }
    let prefix = prefix.map(Into::into);
    Ok(impure(call, Refinement { length_min: 60, length_max: Some(60), prefix, ..Refinement::default() }))
}

/// `2024-05-01T12:00:00Z`: 20 characters.
pub(super) fn timestamp(call: &Call<'_>) -> Outcome {
    Ok(impure(call, Refinement { length_min: 20, length_max: Some(20), ..Refinement::default() }))
}

fn impure(call: &Call<'_>, refinement: Refinement) -> Value {
    let refinement = Refinement { not_null: true, ..refinement };
    let why = Why::Impure(call.name.into());
    Value::unknown(Unknown { ty: Type::String, refinement, ..Unknown::new(why) }, call.origin())
}
