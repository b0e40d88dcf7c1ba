//! Passwords: hashes of them, texts encrypted with them and others derived from them. Salts are no chance here but
//! derived from what is asked and where.

use aes::Aes256;
use base64::{
    Engine as _, alphabet,
    engine::general_purpose::{GeneralPurpose, NO_PAD, STANDARD},
};
use cbc::cipher::{
    BlockModeDecrypt, BlockModeEncrypt, KeyIvInit,
    block_padding::{NoPadding, Pkcs7},
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::value::{Data, Value};

use super::{Call, Function, Type, encoding, shared};
use shared::{bytes, digests};

pub(super) const FUNCTIONS: &[Function] = &[
    digests("bcrypt", &[Type::Text], |call, given| Ok(bcrypt(call, &given[0]))),
    digests("decryptAES", &[Type::Text, Type::Text], decrypt_aes),
    digests("derivePassword", &[Type::Uint32, Type::Text, Type::Text, Type::Text, Type::Text], derive_password),
    digests("encryptAES", &[Type::Text, Type::Text], encrypt_aes),
    digests("htpasswd", &[Type::Text, Type::Text], htpasswd),
];

/// As many bytes as chance would give, up to 32.
fn salt(call: &Call<'_>, purpose: &str, text: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(call.seed.to_le_bytes());
    digest.update(purpose);
    digest.update(text);
    digest.finalize().into()
}

/// Looks like a hash and is none: the real one takes a tenth of a second to compute, and is another one each time.
fn bcrypt(call: &mut Call<'_>, password: &Value) -> Value {
    const ENCODING: GeneralPurpose = GeneralPurpose::new(&alphabet::BCRYPT, NO_PAD);
    let password = bytes(password);
    if password.len() > 72 {
        let error = "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes";
        return Value::text(error);
    }
    let salt = ENCODING.encode(&salt(call, "bcrypt salt", b"")[..16]);
    let hash = ENCODING.encode(&self::salt(call, "bcrypt hash", password)[..23]);
    Value::text(format!("$2a$10${salt}{hash}")).with(call.by_chance())
}

fn htpasswd(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [user, password] = arguments else { return Ok(Value::NIL) };
    let name = bytes(user);
    if name.contains(&b':') {
        return Ok(Value::text([b"invalid username: ", name].concat()));
    }
    let hash = bcrypt(call, password);
    Ok(Value::text([name, b":", bytes(&hash)].concat()).with(hash.from))
}

fn key(password: &Value) -> [u8; 32] {
    let mut key = [0; 32];
    key.iter_mut().zip(bytes(password)).for_each(|(to, from)| *to = *from);
    key
}

fn encrypt_aes(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [password, text] = arguments else { return Ok(Value::NIL) };
    let text = bytes(text);
    if text.is_empty() {
        return Ok(Value::text(""));
    }
    let mut iv = [0; 16];
    iv.copy_from_slice(&salt(call, "initialization vector", text)[..16]);
    let cipher = cbc::Encryptor::<Aes256>::new(&key(password).into(), &iv.into());
    let encrypted = [&iv[..], &cipher.encrypt_padded_vec::<Pkcs7>(text)].concat();
    Ok(Value::text(STANDARD.encode(encrypted)).with(call.by_chance()))
}

fn decrypt_aes(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [password, encoded] = arguments else { return Ok(Value::NIL) };
    let encoded = bytes(encoded);
    if encoded.is_empty() {
        return Ok(Value::text(""));
    }
    let encrypted = encoding::base64_decode(encoded)?;
    let out_of_bounds = |bounds: String| Err(format!("runtime error: slice bounds out of range [{bounds}"));
    let Some((iv, blocks)) = encrypted.split_first_chunk::<16>() else {
        let capacity = encoded.len() / 4 * 3;
        return match capacity < 16 {
            true => out_of_bounds(format!(":16] with capacity {capacity}")),
            false => out_of_bounds(format!("16:{}]", encrypted.len())),
        };
    };
    if blocks.len() % 16 != 0 {
        return Err("crypto/cipher: input not full blocks".to_owned());
    }
    let cipher = cbc::Decryptor::<Aes256>::new(&key(password).into(), &(*iv).into());
    let Ok(mut text) = cipher.decrypt_padded_vec::<NoPadding>(blocks) else { return Ok(Value::text("")) };
    // Whatever the last byte says is taken off, as a wrong password shows.
    let Some(padding) = text.last().map(|byte| usize::from(*byte)) else {
        return Err("runtime error: index out of range [-1]".to_owned());
    };
    let Some(length) = text.len().checked_sub(padding) else {
        return out_of_bounds(format!(":-{}]", padding - text.len()));
    };
    text.truncate(length);
    Ok(Value::text(text))
}

/// The steps that one derived password counts for: it takes a tenth of a second and 32 MiB.
const DERIVATION: u64 = 5_000_000;

/// The algorithm of Master Password, version 0: a key from the user's password and name, a seed from it and the
/// site's name, and characters from the seed by the classes of a template.
fn derive_password(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [counter, kind, password, user, site] = arguments else { return Ok(Value::NIL) };
    let Data::Uint(counter, _) = counter.data else { return Ok(Value::NIL) };
    let Some(templates) = templates(bytes(kind)) else {
        return Ok(Value::text([b"cannot find password template ", bytes(kind)].concat()));
    };
    call.worked(DERIVATION)?;
    let scope = |name: &Value| {
        let name = bytes(name);
        let length = u32::try_from(name.len()).unwrap_or(u32::MAX);
        [b"com.lyndir.masterpassword", &length.to_be_bytes()[..], name].concat()
    };
    let mut key = [0; 64];
    let parameters = scrypt::Params::new(15, 8, 2).map_err(|error| error.to_string())?;
    scrypt::scrypt(bytes(password), &scope(user), &parameters, &mut key).map_err(|error| error.to_string())?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|error| error.to_string())?;
    mac.update(&scope(site));
    #[allow(clippy::cast_possible_truncation, reason = "Go's is of 32 bits")]
    mac.update(&(counter as u32).to_be_bytes());
    let seed: [u8; 32] = mac.finalize().into_bytes().into();
    let template = templates[usize::from(seed[0]) % templates.len()];
    let character = |(class, seed): (u8, &u8)| {
        let class = class_of(class);
        class[usize::from(*seed) % class.len()]
    };
    Ok(Value::text(template.bytes().zip(&seed[1..]).map(character).collect::<Vec<u8>>()))
}

fn templates(kind: &[u8]) -> Option<&'static [&'static str]> {
    Some(match kind {
        b"maximum" => &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        b"long" => &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        b"medium" => &["CvcnoCvc", "CvcCvcno"],
        b"short" => &["Cvcn"],
        b"basic" => &["aaanaaan", "aannaaan", "aaannaaa"],
        b"pin" => &["nnnn"],
        _ => return None,
    })
}

fn class_of(letter: u8) -> &'static [u8] {
    match letter {
        b'V' => b"AEIOU",
        b'C' => b"BCDFGHJKLMNPQRSTVWXYZ",
        b'v' => b"aeiou",
        b'c' => b"bcdfghjklmnpqrstvwxyz",
        b'A' => b"AEIOUBCDFGHJKLMNPQRSTVWXYZ",
        b'a' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        b'n' => b"0123456789",
        b'o' => b"@&%?,=[]_:-+*$#!'^~;()/.",
        _ => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn what_chance_would_give_is_marked_and_the_same_in_every_run() {
        let values = json!({"p": "secret"});
        let template = "{{ htpasswd \"u\" .Values.p }}";
        let all = marks(template, &values);
        assert_eq!(all, marks(template, &values));
        let [one] = all.as_slice() else { panic!("one run: {all:?}") };
        assert!(one.starts_with("\"u:$2a$10$") && one.ends_with(" generated p"), "{one}");
    }

    #[test]
    fn two_calls_give_two_salts() {
        let out = crate::tests::run("{{ bcrypt \"a\" }} {{ bcrypt \"a\" }}", &json!({})).expect("it can be executed");
        let (a, b) = out.split_once(' ').expect("two hashes");
        assert_ne!(a, b);
        assert_eq!((a.len(), b.len()), (60, 60));
    }
}
