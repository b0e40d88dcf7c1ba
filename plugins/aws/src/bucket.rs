//! Buckets, and the resources of their own that configure them.
//!
//! Since version 4 of the provider, each side of a bucket (who may reach it, versions, logs) is a resource that names
//! the bucket; the blocks of `aws_s3_bucket` of the time before are deprecated and still work. A rule looks at both.

use tollgate_sdk::{Answer, Companions, Context, Existence, Resource, Value, View, companions, saying};

use crate::{
    project::{is_beside, managed},
    written::is_on,
};

pub const BUCKET: &str = "aws_s3_bucket";
pub const ACCESS_BLOCK: &str = "aws_s3_bucket_public_access_block";
pub const ACCOUNT_BLOCK: &str = "aws_s3_account_public_access_block";
pub const OWNERSHIP: &str = "aws_s3_bucket_ownership_controls";

/// The types with a public access block, for [`reject_unblocked`].
pub const WITH_BLOCKS: &[&str] =
    &[ACCESS_BLOCK, ACCOUNT_BLOCK, "aws_s3_access_point", "aws_s3control_multi_region_access_point"];

/// The resources of `ty` that configure `bucket`.
pub fn sides<'a>(view: View<'a>, bucket: Resource<'a>, ty: &str) -> Companions<'a> {
    companions(view, bucket, &[ty], "bucket", &["bucket"])
}

/// The resources of `ty` that configure the same bucket as `one`, which names it in `bucket`, also when that bucket
/// is not managed here.
pub fn sides_beside<'a>(view: View<'a>, one: Resource<'a>, ty: &str) -> Companions<'a> {
    if let Some(bucket) = bucket_of(view, one) {
        return sides(view, bucket, ty);
    }
    let mut found = Companions::default();
    for other in managed(view, &[ty]).filter(|other| is_beside(*other, one)) {
        match same_bucket(one.attr("bucket"), other.attr("bucket")) {
            Answer::No => {}
            Answer::Yes if other.exists() == Existence::Yes => found.certain.push(other),
            _ => found.perhaps.push((other, other.attr("bucket"))),
        }
    }
    found
}

/// The bucket that `one` names in `bucket`, when it is managed here.
pub fn bucket_of<'a>(view: View<'a>, one: Resource<'a>) -> Option<Resource<'a>> {
    let value = one.attr("bucket");
    let referred = value.target().and_then(|target| target.resource());
    if let Some(bucket) = referred.filter(|bucket| bucket.type_name() == BUCKET && !bucket.is_data()) {
        return Some(bucket);
    }
    let name = value.string().known()?;
    saying(view, BUCKET, "bucket", name)
        .find(|bucket| is_beside(*bucket, one) && bucket.attr("bucket").string().known() == Some(name))
}

/// Whether two values name the same bucket, as far as they say.
fn same_bucket(one: Value<'_>, other: Value<'_>) -> Answer {
    if let (Some(one), Some(other)) = (one.string().known(), other.string().known()) {
        return Answer::from(one == other);
    }
    match (one.target(), other.target()) {
        (Some(one), Some(other)) if one.address() == other.address() => Answer::Yes,
        _ => Answer::Unknown,
    }
}

/// Whether a ready-made ACL is for everybody, or for everybody with an account of AWS.
pub fn is_public_acl(name: &str) -> bool {
    matches!(name, "public-read" | "public-read-write" | "authenticated-read")
}

/// Whether public ACLs of a bucket have no effect: because of its public access block, or because its owner owns all
/// objects. `side` finds the resources of a type that configure the bucket.
pub fn ignores_acls<'a>(view: View<'a>, one: Resource<'a>, side: impl Fn(&str) -> Companions<'a>) -> Answer {
    let blocks = one_says(&side(ACCESS_BLOCK), |block| is_on(block.attr("ignore_public_acls")));
    let owned = one_says(&side(OWNERSHIP), |controls| {
        let ownership = controls.setting("rule.object_ownership").value();
        ownership.judge(|value| value.string().test(|text| text == "BucketOwnerEnforced"))
    });
    blocks.or(owned).or(account_blocks(view, one, "ignore_public_acls"))
}

fn one_says<'a>(found: &Companions<'a>, question: impl Fn(Resource<'a>) -> Answer) -> Answer {
    let certain = found.certain.iter().fold(Answer::No, |any, one| any.or(question(*one)));
    found.perhaps.iter().fold(certain, |any, (one, _)| any.or(question(*one).and(Answer::Unknown)))
}

/// Whether `argument` is on for the whole account: never `Yes`, because another provider of the same configuration may
/// be for another account.
pub fn account_blocks(view: View<'_>, beside: Resource<'_>, argument: &str) -> Answer {
    managed(view, &[ACCOUNT_BLOCK])
        .filter(|block| is_beside(*block, beside))
        .fold(Answer::No, |any, block| any.or(is_on(block.attr(argument)).and(Answer::Unknown)))
}

/// What to say about a public access block that leaves something open.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// The parts that must be on, each with what the block does without it.
    pub parts: [(&'static str, &'static str); 2],
    pub why: &'static str,
    pub help: &'static str,
}

/// Reports public access blocks of buckets, accounts and access points in which parts are off.
pub fn reject_unblocked(cx: &mut Context<'_>, view: View<'_>, opening: Opening) {
    for resource in managed(view, WITH_BLOCKS) {
        let (block, default) = block_of(resource);
        for (argument, effect) in opening.parts {
            let setting = block.setting(argument);
            let is_off = |value: Value<'_>| value.bool().or(default).test(|on| !on);
            let off = setting.value().judge(is_off);
            let by_account =
                resource.type_name() != ACCOUNT_BLOCK && account_blocks(view, resource, argument) != Answer::No;
            if by_account && off != Answer::No {
                let reason = "the public access block of the account decides, if this is in that account";
                cx.undecided_because(setting.value(), reason, ACCOUNT_BLOCK);
                continue;
            }
            let is = if setting.value().is_absent() { "not set, and so off" } else { "off" };
            let message = format!("`{}` {effect}: `{argument}` is {is}", resource.address());
            if let Some(found) = cx.reject(&setting, is_off, message) {
                found
                    .because(opening.why)
                    .help(opening.help)
                    .fix_setting(&setting, true)
                    .fix_is_unsafe()
                    .if_exists(resource);
            }
        }
    }
}

/// What holds the four parts, and what they are where nothing is written.
fn block_of(resource: Resource<'_>) -> (Value<'_>, bool) {
    match resource.type_name() {
        "aws_s3_access_point" => (resource.block("public_access_block_configuration"), true),
        "aws_s3control_multi_region_access_point" => (resource.block("details").block("public_access_block"), true),
        _ => (resource.body(), false),
    }
}
