//! What Docker Compose says, and what has to come out here.

mod recorded;
