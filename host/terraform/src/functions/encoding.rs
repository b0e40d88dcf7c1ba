//! Base64, character sets, URLs and CSV.

use std::{collections::BTreeMap, sync::Arc};

use base64::{
    Engine as _,
    alphabet::STANDARD as ALPHABET,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use encoding_rs::Encoding;
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey, pkcs1::DecodeRsaPrivateKey as _, pkcs8::DecodePrivateKey as _};
use tollgate_ir::{Entry, ObjectField, Open, Refinement, Type, Unknown, Value, Why};

use super::{Call, FunctionError, Outcome};

pub(super) fn base64encode(call: &Call<'_>) -> Outcome {
    Ok(call.string(STANDARD.encode(call.text(0))))
}

pub(super) fn base64decode(call: &Call<'_>) -> Outcome {
    let bytes = decode(call.text(0)).map_err(FunctionError::new)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(call.string(text)),
        Err(_) => Err(FunctionError::new("the decoded bytes are no UTF-8 text")),
    }
}

/// PKCS #1 v1.5, with a key in PEM. What is decrypted is as secret as the key: marks of both spread to it.
pub(super) fn rsadecrypt(call: &Call<'_>) -> Outcome {
    let ciphertext = decode(call.text(0)).map_err(|reason| FunctionError::at(0, reason))?;
    let pem = call.text(1);
    let key = RsaPrivateKey::from_pkcs1_pem(pem).ok().or_else(|| RsaPrivateKey::from_pkcs8_pem(pem).ok());
    let key =
        key.ok_or_else(|| FunctionError::at(1, "an RSA private key in PEM format, without a passphrase, is needed"))?;
    let plain = key
        .decrypt(Pkcs1v15Encrypt, &ciphertext)
        .map_err(|_| FunctionError::at(0, "it was not encrypted for this private key"))?;
    match String::from_utf8(plain) {
        Ok(text) => Ok(call.string(text)),
        Err(_) => Err(FunctionError::new("the decrypted bytes are no UTF-8 text")),
    }
}

/// Line breaks are skipped and bits behind the last byte ignored, padding is required.
fn decode(text: &str) -> Result<Vec<u8>, String> {
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical);
    let joined: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    GeneralPurpose::new(&ALPHABET, config).decode(joined).map_err(|error| format!("invalid base64: {error}"))
}

/// The bytes depend on the compressor; only the size of the frame around them is certain.
pub(super) fn base64gzip(call: &Call<'_>) -> Outcome {
    let refinement = Refinement { not_null: true, length_min: 28, ..Refinement::default() };
    let why = Why::UnsupportedFunction(call.name.into());
    Ok(Value::unknown(Unknown { ty: Type::String, refinement, ..Unknown::new(why) }, call.origin()))
}

pub(super) fn textencodebase64(call: &Call<'_>) -> Outcome {
    let text = call.text(0);
    let unencodable = |c: char| FunctionError::at(0, format!("{} cannot represent `{c}`", call.text(1)));
    let bytes = match charset(call.text(1))? {
        Charset::Utf16 { big, mark } => {
            let mark = mark.then_some('\u{feff}');
            let units = mark.into_iter().chain(text.chars()).flat_map(|c| {
                let mut buffer = [0; 2];
                c.encode_utf16(&mut buffer).to_vec()
            });
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        }
        Charset::Latin1 => {
            text.chars().map(|c| u8::try_from(c).map_err(|_| unencodable(c))).collect::<Result<Vec<u8>, _>>()?
        }
        Charset::Other(encoding) => {
            let mut bytes = Vec::new();
            for c in text.chars() {
                let mut buffer = [0; 4];
                let (part, _, replaced) = encoding.encode(c.encode_utf8(&mut buffer));
                if replaced {
                    return Err(unencodable(c));
                }
                bytes.extend_from_slice(&part);
            }
            bytes
        }
    };
    Ok(call.string(STANDARD.encode(bytes)))
}

pub(super) fn textdecodebase64(call: &Call<'_>) -> Outcome {
    let bytes = decode(call.text(0)).map_err(|why| FunctionError::at(0, why))?;
    let undecodable = || FunctionError::at(0, format!("the bytes are no {} text", call.text(1)));
    let text = match charset(call.text(1))? {
        Charset::Utf16 { big, mark } => {
            let units: Vec<u16> = bytes
                .chunks(2)
                .map(|pair| match pair {
                    [a, b] if big => Ok(u16::from_be_bytes([*a, *b])),
                    [a, b] => Ok(u16::from_le_bytes([*a, *b])),
                    _ => Err(undecodable()),
                })
                .collect::<Result<_, _>>()?;
            let text = String::from_utf16(&units).map_err(|_| undecodable())?;
            if mark { text.trim_start_matches('\u{feff}').to_owned() } else { text }
        }
        Charset::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Charset::Other(encoding) => {
            encoding.decode_without_bom_handling_and_without_replacement(&bytes).ok_or_else(undecodable)?.into_owned()
        }
    };
    Ok(call.string(text))
}

enum Charset {
    Utf16 {
        big: bool,
        /// Begins with a byte order mark.
        mark: bool,
    },
    Latin1,
    Other(&'static Encoding),
}

/// Names are those registered with IANA, of which the web's list is a part that means other things by a few.
fn charset(name: &str) -> Result<Charset, FunctionError> {
    let unknown = || FunctionError::at(1, format!("`{name}` is no supported IANA name of an encoding"));
    Ok(match name.to_ascii_lowercase().as_str() {
        "utf-16" | "csutf16" => Charset::Utf16 { big: true, mark: true },
        "utf-16be" | "csutf16be" => Charset::Utf16 { big: true, mark: false },
        "utf-16le" | "csutf16le" => Charset::Utf16 { big: false, mark: false },
        "iso-8859-1" | "iso_8859-1" | "iso_8859-1:1987" | "iso-ir-100" | "latin1" | "l1" | "ibm819" | "cp819"
        | "csisolatin1" => Charset::Latin1,
        // Labels of the web alone.
        "cp1250" | "cp1251" | "cp1252" | "cp1253" | "cp1254" | "cp1255" | "cp1256" | "cp1257" | "cp1258" | "utf8"
        | "unicode-1-1-utf-8" | "x-user-defined" | "replacement" => return Err(unknown()),
        other => Charset::Other(Encoding::for_label_no_replacement(other.as_bytes()).ok_or_else(unknown)?),
    })
}

pub(super) fn urlencode(call: &Call<'_>) -> Outcome {
    Ok(call.string(percent_encoded(call.text(0))))
}

pub(super) fn percent_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A list of objects, one per record, with the names of the first line.
pub(super) fn csvdecode(call: &Call<'_>) -> Outcome {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(call.text(0).as_bytes());
    let mut names: Option<Vec<Arc<str>>> = None;
    let mut items = Vec::new();
    strict_quotes(call.text(0))?;
    for record in reader.records() {
        let record = record.map_err(|error| FunctionError::new(format!("invalid CSV: {error}")))?;
        let Some(names) = &names else {
            let mut all: Vec<Arc<str>> = Vec::new();
            for name in &record {
                if all.iter().any(|known| **known == *name) {
                    return Err(FunctionError::new(format!("the column `{name}` appears twice")));
                }
                all.push(name.into());
            }
            names = Some(all);
            continue;
        };
        let entry = |(name, text): (&Arc<str>, &str)| {
            let value = call.string(text);
            (Arc::clone(name), Entry { key_span: call.span, value })
        };
        items.push(Value::object(names.iter().zip(&record).map(entry).collect::<BTreeMap<_, _>>(), call.origin()));
    }
    let names = names.ok_or_else(|| FunctionError::new("there is no line with the names of the columns"))?;
    let fields = names.into_iter().map(|name| (name, ObjectField::required(Type::String))).collect();
    Ok(call.list(Type::Object(fields), items, Open::Closed))
}

/// The reader takes quotes in the middle of a field and missing ones as they come; they are errors here.
fn strict_quotes(text: &str) -> Result<(), FunctionError> {
    let (mut line, mut quoted, mut start) = (1, false, true);
    let mut chars = text.chars().peekable();
    let error = |line, what| Err(FunctionError::new(format!("invalid CSV on line {line}: {what}")));
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted => match chars.peek() {
                Some('"') => {
                    chars.next();
                }
                Some(',' | '\n' | '\r') | None => quoted = false,
                Some(_) => return error(line, "a quote within a quoted field has to be doubled"),
            },
            '"' if start => quoted = true,
            '"' => return error(line, "a field with a quote has to be quoted"),
            '\n' => line += 1,
            _ => {}
        }
        start = !quoted && matches!(c, ',' | '\n' | '\r');
    }
    if quoted { error(line, "a quoted field does not end") } else { Ok(()) }
}
