//! Keys of one's own with which services encrypt what they store.

use tollgate_sdk::{Answer, Value};

use crate::iam::is_made;

/// Whether no key is set. A secret that is withheld, and the name of a key that is made in the same run, are set.
pub fn is_none(key: Value<'_>) -> Answer {
    if key.is_unset() || key.string().known() == Some("") {
        Answer::Yes
    } else if key.is_unknown() && !key.is_sensitive() && !is_made(key) {
        Answer::Unknown
    } else {
        Answer::No
    }
}
