//! Disks whose snapshots can be read by whoever gets hold of them.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Setting, Value, View};

use crate::{keys::is_managed, written::is_off};

const DEFAULT: &str = "aws_ebs_encryption_by_default";
/// Copies whose configuration says whether they are encrypted, as is what is made from them.
const COPIES: [&str; 2] = ["aws_ami_copy", "aws_ebs_snapshot_copy"];

pub const RULE: Rule = Rule {
    id: "aws/unencrypted-volume",
    level: Level::Warning,
    severity: 55,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        COPIES[0],
        COPIES[1],
        DEFAULT,
        "aws_ebs_volume",
        "aws_instance",
        "aws_launch_configuration",
        "aws_launch_template",
        "aws_spot_instance_request",
    ],
    summary: "A disk is not encrypted at rest",
    page: include_str!("unencrypted_volume.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R087", "R088"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for volume in view.of("aws_ebs_volume").filter(|one| is_managed(*one)) {
        let owner = Owner { resource: volume, by_default: by_default(view, volume) };
        owner.judge(cx, &volume.setting("encrypted"), snapshot(volume.body()), "");
    }
    for ty in ["aws_instance", "aws_launch_configuration", "aws_spot_instance_request"] {
        for instance in view.of(ty).filter(|one| is_managed(*one)) {
            let owner = Owner { resource: instance, by_default: by_default(view, instance) };
            owner.root(cx);
            owner.each(cx, instance.attr("ebs_block_device"), |device| Some(*device));
        }
    }
    for template in view.of("aws_launch_template").filter(|one| is_managed(*one)) {
        let owner = Owner { resource: template, by_default: by_default(view, template) };
        let mappings = template.attr("block_device_mappings");
        // What maps a disk of the host, or takes one away, has no such block.
        owner.each(cx, mappings, |mapping| Some(mapping.block("ebs")).filter(|ebs| !ebs.is_unset()));
        let is_left_to_image = !mappings.may_have_more() && mappings.each().next().is_none();
        if is_left_to_image && !template.attr("image_id").is_unset() && owner.by_default == Answer::No {
            let reason = "the image and the settings of the account decide whether its disks are encrypted";
            cx.undecided_because(template, reason, "`block_device_mappings`");
        }
    }
}

/// Whether the account encrypts new disks by default, as far as this root says so.
fn by_default(view: View<'_>, owner: Resource<'_>) -> Answer {
    let mut answer = Answer::No;
    for default in view.of(DEFAULT).filter(|one| is_managed(*one)) {
        let regions = (default.attr("region").string().known(), owner.attr("region").string().known());
        let is_elsewhere = matches!(regions, (Some(theirs), Some(ours)) if theirs != ours);
        if default.root() != owner.root() || default.variant() != owner.variant() || is_elsewhere {
            continue;
        }
        let exists = if default.exists() == Existence::Yes { Answer::Yes } else { Answer::Unknown };
        answer = answer.or(exists.and(default.attr("enabled").judge(|on| on.bool().or(true).test(|on| on))));
    }
    answer
}

/// A disk, or what makes instances with disks.
struct Owner<'a> {
    resource: Resource<'a>,
    by_default: Answer,
}

impl<'a> Owner<'a> {
    fn root(&self, cx: &mut Context<'_>) {
        let (instance, encrypted) = (self.resource, self.resource.setting("root_block_device.encrypted"));
        // A launch template may say it, and is looked at by itself.
        if instance.block("root_block_device").is_absent() && !instance.block("launch_template").is_absent() {
            return;
        }
        let image = ["ami", "image_id"].into_iter().map(|name| instance.attr(name)).find(|image| !image.is_unset());
        // Images are public, or somebody's own; of those, only copies say that they are encrypted.
        let source = image.filter(|image| copy_behind(*image).is_some());
        self.judge(cx, &encrypted, source, "the root disk of ");
    }

    fn each(&self, cx: &mut Context<'_>, devices: Value<'a>, disk: impl Fn(&Value<'a>) -> Option<Value<'a>>) {
        for device in devices.each() {
            let is_removed = device.attr("no_device").bool().test(|removed| removed) == Answer::Yes;
            let Some(disk) = disk(&device).filter(|_| !is_removed) else { continue };
            let text = match device.attr("device_name").string().known() {
                Some(name) => format!("disk `{name}` of "),
                None => "a disk of ".to_owned(),
            };
            self.judge(cx, &disk.setting("encrypted"), snapshot(disk), &text);
        }
        if devices.may_have_more() && self.by_default != Answer::Yes {
            cx.undecided(devices);
        }
    }

    /// `source` is what the disk is made from, if that says whether it is encrypted.
    fn judge(&self, cx: &mut Context<'_>, encrypted: &Setting<'a>, source: Option<Value<'a>>, what: &str) {
        if self.by_default == Answer::Yes {
            return;
        }
        let value = encrypted.value();
        let is_silent = value.is_unset() || value.string().known() == Some("");
        if let Some(source) = source.filter(|_| is_silent) {
            // A copy that does not say so is encrypted if its own source is.
            let copied = copy_behind(source).map(|copy| copy.attr("encrypted").judge(|on| is_off(on).not()));
            if copied != Some(Answer::Yes) {
                let reason = "it is encrypted if what it is made from is";
                cx.undecided_because(source, reason, "the source, or `encrypted`");
            }
            return;
        }
        let is_wrong = |value: Value<'_>| {
            let is_empty = value.string().known() == Some("");
            if is_empty { Answer::Yes } else { is_off(value) }
        };
        if self.by_default != Answer::No {
            if value.judge(is_wrong) != Answer::No {
                let reason = "whether the account encrypts new disks by default is not known";
                cx.undecided_because(value, reason, format!("`{DEFAULT}`"));
            }
            return;
        }
        let message = format!("{what}`{}` is not encrypted", self.resource.address());
        if let Some(found) = cx.reject(encrypted, is_wrong, message) {
            found
                .because("whoever gets a snapshot of it can read every file, deleted ones included, and one call shares a snapshot with another account or makes it public")
                .help(format!("set `encrypted = true`, or encrypt all new disks of the account with `{DEFAULT}`; a disk in use must be replaced by one from an encrypted copy of its snapshot"))
                .fix_setting(encrypted, true)
                .fix_is_unsafe()
                .if_exists(self.resource);
        }
    }
}

/// The snapshot that a disk is made from.
fn snapshot(disk: Value<'_>) -> Option<Value<'_>> {
    Some(disk.attr("snapshot_id")).filter(|source| !source.is_unset() && source.string().known() != Some(""))
}

/// The copy of a snapshot or an image that `source` is.
fn copy_behind(source: Value<'_>) -> Option<Resource<'_>> {
    source.target().and_then(|target| target.resource()).filter(|copy| COPIES.contains(&copy.type_name()))
}
