//! Facts per provider and resource type, in tables: what providers do that no configuration says.
//!
//! Facts only: what is not listed is not claimed either way.
#![forbid(unsafe_code)]

mod identity;
mod labelled;
mod maps;
mod taggable;

pub use identity::{Identity, identities, is_always_set};
pub use labelled::labels_argument;
pub use maps::is_map;

/// Whether resources of type `ty` take `tags` and are given the provider's default ones.
pub fn is_taggable(ty: &str) -> bool {
    taggable::TAGGABLE.binary_search(&ty).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_so_that_they_can_be_searched() {
        assert!(taggable::TAGGABLE.is_sorted_by(|a, b| a < b));
        assert!(labelled::LABELLED.is_sorted_by(|a, b| a < b));
        assert!(identity::IDENTITIES.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn taggable_types_are_known_by_name() {
        assert!(is_taggable("aws_s3_bucket"));
        assert!(is_taggable("aws_vpc"));
        for other in ["aws_s3_bucket_policy", "aws_route", "aws_autoscaling_group", "google_storage_bucket", ""] {
            assert!(!is_taggable(other), "{other}");
        }
    }

    #[test]
    fn labels_are_known_by_type() {
        assert_eq!(labels_argument("google_storage_bucket"), Some("labels"));
        assert_eq!(labels_argument("google_container_cluster"), Some("resource_labels"));
        assert_eq!(labels_argument("google_project_iam_member"), None);
    }

    #[test]
    fn a_bucket_is_known_by_its_name() {
        assert_eq!(identities("aws_s3_bucket"), [Identity::Same { attribute: "id", argument: "bucket" }]);
        assert!(identities("aws_instance").is_empty());
        assert!(is_always_set("id") && is_always_set("arn") && !is_always_set("public_ip"));
    }
}
