//! Keys and signatures within connection strings and URLs: `AccountKey=…`, `SharedAccessKey=…`, `…&sig=…`. What they
//! are called says little about a text, but nothing else stands there that is as long and as random.

use super::{IN_PLACEHOLDERS, is_random};

/// What a key is called there, and what must stand elsewhere in the text so that this is one.
const NAMES: &[(&str, &[&str], &str)] = &[
    ("accountkey", &[], KEY),
    ("sharedaccesskey", &[], KEY),
    ("accesskey", &[], KEY),
    ("secret", &["azconfig"], KEY),
    ("sig", &["se=", "sv=", "skn="], "a shared access signature"),
];
const KEY: &str = "a key in a connection string";

/// Shorter than the keys of Azure, which have 32 bytes and more.
const SHORTEST: usize = 40;
/// What is looked at of a key.
const LONGEST: usize = 128;

/// How the keys begin that emulators of storage and of Cosmos DB have, everywhere and for everybody.
const OF_EMULATORS: [&str; 2] = ["Eby8vdM02xNOcqFlqUwJ", "C2y6yDjf5/R+ob0N8A7C"];

/// Whether the key is one that everybody has.
pub(super) fn is_of_emulator(key: &str) -> bool {
    OF_EMULATORS.iter().any(|known| key.starts_with(known))
}

/// The key in a connection string, or the signature in a URL: what it is, in words.
pub fn key_in_pairs(text: &str) -> Option<&'static str> {
    // Nearly all texts are shorter, and nearly all names end in another letter.
    if text.len() <= SHORTEST {
        return None;
    }
    let bytes = text.as_bytes();
    let is_near = |at: &usize| {
        let last = at.checked_sub(1).map_or(0, |before| bytes[before] | 0x20);
        bytes[*at] == b'=' && matches!(last, b'y' | b't' | b'g') && bytes.len() - at > SHORTEST
    };
    (0..bytes.len()).filter(is_near).find_map(|at| {
        let (_, beside, what) = NAMES.iter().find(|(name, ..)| ends_with_word(&text[..at], name))?;
        let is_there = beside.is_empty() || beside.iter().any(|part| has_word(text, part));
        (is_there && is_key(&text[at + 1..])).then_some(*what)
    })
}

/// Whether the text ends with the name, and that is all of the word.
fn ends_with_word(text: &str, name: &str) -> bool {
    let Some(start) = text.len().checked_sub(name.len()) else { return false };
    let (before, word) = (&text.as_bytes()[..start], &text.as_bytes()[start..]);
    word.eq_ignore_ascii_case(name.as_bytes()) && !before.last().is_some_and(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a word of the text begins like this.
fn has_word(text: &str, begin: &str) -> bool {
    let is_inner = |at: usize| at > 0 && text.as_bytes()[at - 1].is_ascii_alphanumeric();
    text.match_indices(begin).any(|(at, _)| !is_inner(at))
}

/// Whether a key begins here. In a URL its signs may be written as `%2B`.
fn is_key(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'_' | b'-' | b'%');
    let length = text.bytes().take(LONGEST).take_while(|byte| is_part(*byte)).count();
    let signs = ["%2b", "%2B", "%2f", "%2F", "%3d", "%3D"];
    let key = signs.iter().fold(text[..length].to_owned(), |key, sign| key.replace(sign, "_"));
    let lower = key.to_ascii_lowercase();
    let is_placeholder = || IN_PLACEHOLDERS.iter().any(|part| part.len() > 3 && lower.contains(part));
    key.len() >= SHORTEST && is_random(&key) && !is_of_emulator(&key) && !is_placeholder()
}

#[cfg(test)]
mod tests {
    use super::key_in_pairs;
    use crate::secrets::{find, password_in_pairs, token};

    /// Put together here, so that no scanner takes this file for a leak.
    const KEY: [&str; 2] = ["q7Zk3VtB9xLw+5nRc1YhPd8MfGs", "2/UeJa6TiKo0Xb4Qz"];

    #[test]
    fn keys() {
        let key = KEY.concat();
        for (text, what) in [
            (format!("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={key}{key}==;EndpointSuffix=core.windows.net"), true),
            (format!("Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={key}="), true),
            (format!("HostName=acme.azure-devices.net;DeviceId=a;SharedAccessKey={key}=;"), true),
            (format!("AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey={key}{key}==;"), true),
            (format!("endpoint=https://acme.communication.azure.com/;accesskey={key}{key}=="), true),
            (format!("Endpoint=https://acme.azconfig.io;Id=a-b:c;Secret={key}="), true),
            (format!("{{\"storage\":\"AccountName=acme;AccountKey={key}{key}==\"}}"), true),
            (format!("Endpoint=https://acme.example.com;Id=a-b:c;Secret={key}="), false),
            ("AccountName=acme;AccountKey=<key>;EndpointSuffix=core.windows.net".to_owned(), false),
            (format!("AccountName=acme;AccountKey=YOUR-{key}"), false),
            ("AccountName=acme;AccountKey=00000000000000000000000000000000000000000000000000==".to_owned(), false),
            ("AccountName=acme;AccountKey=replace-with-the-key-of-the-storage-account-of-acme".to_owned(), false),
            ("AccountName=acme;AccountKey=${azurerm_storage_account.acme.primary_access_key}".to_owned(), false),
            ("AccountName=acme;AccountKey=@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/key)".to_owned(), false),
            (format!("AccountName=acme;SharedAccessKeyName={key}"), false),
            ("UseDevelopmentStorage=true".to_owned(), false),
            ("Endpoint=sb://localhost;SharedAccessKeyName=R;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;".to_owned(), false),
        ] {
            assert_eq!(key_in_pairs(&text).is_some(), what, "{text}");
            assert_eq!(password_in_pairs(&text).is_some(), what, "{text}");
            assert_eq!(token(&text).is_some(), what, "{text}");
            assert_eq!(find("ConnectionStrings__Default", &text).is_some(), what, "{text}");
        }
    }

    #[test]
    fn signatures() {
        let signature = KEY.concat().replace('+', "%2B").replace('/', "%2f");
        for (text, what) in [
            (format!("https://acme.blob.core.windows.net/a?sv=2022-11-02&sp=r&se=2030-01-01&sig={signature}%3D"), true),
            (
                format!(
                    "BlobEndpoint=https://acme.blob.core.windows.net;SharedAccessSignature=sv=2022-11-02&sig={signature}%3D&se=2030"
                ),
                true,
            ),
            (format!("SharedAccessSignature sr=acme.azure-devices.net&sig={signature}%3D&se=1893456000"), true),
            (format!("https://images.example.com/a.png?sig={signature}"), false),
            (format!("https://images.example.com/a.png?base=1&sig={signature}"), false),
            ("https://acme.blob.core.windows.net/a?sv=2022-11-02&sig=${var.signature}".to_owned(), false),
        ] {
            assert_eq!(key_in_pairs(&text).is_some(), what, "{text}");
        }
    }

    /// The ones that Microsoft documents, the same everywhere.
    #[test]
    fn emulators() {
        for key in [
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
            "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
        ] {
            let text = format!("AccountName=devstoreaccount1;AccountKey={key};BlobEndpoint=http://azurite:10000/");
            assert_eq!(find("STORAGE", &text), None);
            assert_eq!(find("AZURE_STORAGE_KEY", key), None);
        }
    }
}
