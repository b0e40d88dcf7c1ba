//! Which tier a service belongs to: by its labels, its name where the policy has a pattern, and what it runs.

use tollgate_sdk::{Resource, Value};

use crate::policy::{ByImage, Claim, Policy, TierId};

/// What a service belongs to.
#[derive(Clone, Copy, Debug)]
pub enum Belongs<'a> {
    Tier(TierId, Because<'a>),
    /// To no tier, but it is a data store all the same.
    Store(Value<'a>),
    None,
    /// This value decides, and is not known.
    Unknown(Value<'a>),
}

/// Why a service is of its tier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    Claimed,
    Image,
    Rest,
}

/// Why a service is of its tier, and where it says so.
#[derive(Clone, Copy, Debug)]
pub struct Because<'a> {
    pub why: Why,
    pub at: Value<'a>,
}

impl<'a> Belongs<'a> {
    pub fn new(policy: &Policy, service: Resource<'a>) -> Self {
        let image = service.attr("image");
        match policy.claim(service) {
            Claim::Yes(tier) => return Self::Tier(tier, Because { why: Why::Claimed, at: service.body() }),
            Claim::Maybe(_) => {
                let labels = service.attr("labels");
                return Self::Unknown(labels.each().find(Value::is_unknown).unwrap_or(labels));
            }
            Claim::No => {}
        }
        match policy.by_image(service) {
            ByImage::Image(tier) => Self::Tier(tier, Because { why: Why::Image, at: image }),
            ByImage::Rest(tier) => Self::Tier(tier, Because { why: Why::Rest, at: service.body() }),
            ByImage::Store => Self::Store(image),
            ByImage::None => Self::None,
            ByImage::Unknown => Self::Unknown(image),
        }
    }

    pub fn tier(&self) -> Option<TierId> {
        match self {
            Self::Tier(tier, _) => Some(*tier),
            Self::Store(_) | Self::None | Self::Unknown(_) => None,
        }
    }

    pub fn is_data(&self, policy: &Policy) -> bool {
        match self {
            Self::Tier(tier, _) => policy.is_data(*tier),
            Self::Store(_) => true,
            Self::None | Self::Unknown(_) => false,
        }
    }
}

/// `` `compose:service/db` of tier `data` ``.
pub fn named(policy: &Policy, service: Resource<'_>, belongs: &Belongs<'_>) -> String {
    let address = service.address();
    match belongs {
        Belongs::Tier(tier, _) => format!("`{address}` of tier `{}`", policy.name(*tier)),
        Belongs::Store(_) => format!("the data store `{address}`"),
        Belongs::None => format!("`{address}` of no tier"),
        Belongs::Unknown(_) => format!("`{address}`"),
    }
}

/// Why a service is of its tier, for people, and the place that says so.
pub fn reason<'a>(policy: &Policy, service: Resource<'a>, belongs: &Belongs<'a>) -> (Value<'a>, String) {
    let address = service.address();
    let image = service.attr("image_reference").attr("name").string().known().unwrap_or_default();
    match *belongs {
        Belongs::Tier(tier, Because { why, at }) => {
            let tier = policy.name(tier);
            let text = match why {
                Why::Claimed => format!("`{address}` is in tier `{tier}` by its labels or its name"),
                Why::Image => format!("`{address}` is in tier `{tier}` by its image `{image}`"),
                Why::Rest => {
                    format!("`{address}` is in tier `{tier}`, to which services belong that no other tier has")
                }
            };
            (at, text)
        }
        Belongs::Store(at) => (at, format!("`{address}` runs `{image}`, a data store")),
        Belongs::None => (service.body(), format!("`{address}` belongs to no tier of the policy")),
        Belongs::Unknown(at) => (at, why_unknown(service, at)),
    }
}

/// Why the tier of a service is not known.
pub fn why_unknown(service: Resource<'_>, value: Value<'_>) -> String {
    let reason = value.why_unknown().map(|(reason, _)| reason).filter(|reason| !reason.is_empty());
    let reason = reason.unwrap_or("it depends on a value that is not known");
    format!("the tier of `{}` is not known: {reason}", service.address())
}

/// What decides the tier of a service that has none.
pub const DECIDES_TIER: &str =
    "a value for the variable, or a label or a name pattern for the service under `[topology.tiers]`";
