//! PEM blocks (RFC 7468), as far as it takes to tell keys and certificates from what is none.

use super::encoding;

/// The first block of a text.
#[derive(Debug)]
pub(super) struct Block {
    /// As in `-----BEGIN CERTIFICATE-----`.
    pub(super) kind: String,
    pub(super) der: Vec<u8>,
}

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

pub(super) fn first_block(text: &str) -> Option<Block> {
    let mut rest = text;
    loop {
        let at = rest.find(BEGIN)?;
        let is_line_start = at == 0 || rest.as_bytes()[at - 1] == b'\n';
        rest = &rest[at + BEGIN.len()..];
        if !is_line_start {
            continue;
        }
        let (line, body) = rest.split_once('\n')?;
        let Some(kind) = line.trim_end().strip_suffix(DASHES) else { continue };
        let Some((body, _)) = body.split_once(&format!("-----END {kind}{DASHES}")) else { continue };
        // Lines such as `Proc-Type: 4,ENCRYPTED` stand before the data.
        let data: String = body.lines().filter(|line| !line.contains(':')).map(str::trim).collect();
        if let Ok(der) = encoding::base64_decode(data.as_bytes()) {
            return Some(Block { kind: kind.to_owned(), der });
        }
    }
}

const SEQUENCE: u8 = 0x30;

/// That the first block is a certificate, as far as its first bytes say so.
///
/// # Errors
/// Go's; `place` is the name that Sprig has for it.
pub(super) fn check_certificate(text: &str, place: &str) -> Result<(), String> {
    let block = first_block(text).ok_or("unable to decode certificate")?;
    let wrong = |what: &str| Err(format!("error parsing certificate: {place}: x509: malformed {what}"));
    let inner = match block.der.as_slice() {
        [SEQUENCE, length, ..] if *length < 0x80 => 2,
        [SEQUENCE, length, ..] => 2 + usize::from(length & 0x7f),
        _ => return wrong("certificate"),
    };
    if block.der.get(inner) != Some(&SEQUENCE) {
        return wrong("tbs certificate");
    }
    Ok(())
}

/// The kinds of keys that Sprig makes and reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Key {
    Dsa,
    /// One that can sign certificates.
    Signs,
}

/// What key the first block is.
///
/// # Errors
/// Go's, cut short where it describes bytes.
pub(super) fn private_key(text: &str) -> Result<Key, String> {
    let block = first_block(text).ok_or("no PEM data in input")?;
    let reading = match block.kind.as_str() {
        "PRIVATE KEY" => "decoding PEM as PKCS#8",
        "RSA PRIVATE KEY" => "parsing RSA private key from PEM",
        "EC PRIVATE KEY" => "parsing EC private key from PEM: x509: failed to parse EC private key",
        "DSA PRIVATE KEY" => "parsing DSA private key from PEM",
        kind if kind.ends_with(" PRIVATE KEY") => return Err(format!("invalid private key type {kind}")),
        kind => return Err(format!("no private key data in PEM block of type {kind}")),
    };
    if block.der.first() != Some(&SEQUENCE) {
        return Err(format!("{reading}: asn1: structure error: tags don't match"));
    }
    Ok(if block.kind.starts_with("DSA") { Key::Dsa } else { Key::Signs })
}
