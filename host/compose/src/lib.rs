//! Compose files to resources, as Docker Compose merges and interpolates them.
#![forbid(unsafe_code)]
