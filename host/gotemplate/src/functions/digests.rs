//! Digests of text, in hexadecimal digits.

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::value::Value;

use super::{Function, Type, shared};
use shared::bytes;

pub(super) const FUNCTIONS: &[Function] = &[
    shared::digests("adler32sum", &[Type::Text], |_, given| Ok(Value::text(adler32(bytes(&given[0])).to_string()))),
    shared::digests("sha1sum", &[Type::Text], |_, given| Ok(hexadecimal::<Sha1>(&given[0]))),
    shared::digests("sha256sum", &[Type::Text], |_, given| Ok(hexadecimal::<Sha256>(&given[0]))),
    shared::digests("sha512sum", &[Type::Text], |_, given| Ok(hexadecimal::<Sha512>(&given[0]))),
];

fn hexadecimal<D: Digest>(text: &Value) -> Value {
    let digest = D::digest(bytes(text));
    Value::text(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// RFC 1950.
fn adler32(bytes: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    let (mut a, mut b) = (1, 0);
    for byte in bytes {
        a = (a + u32::from(*byte)) % MODULUS;
        b = (b + a) % MODULUS;
    }
    b << 16 | a
}
