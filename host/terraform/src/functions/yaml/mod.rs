//! `yamldecode` and `yamlencode`.

mod read;
mod write;

pub(super) use read::yamldecode;
pub(super) use write::yamlencode;
