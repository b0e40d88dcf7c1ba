//! Numbers that look random and are the same in every run.

use super::{Call, Function, Type, Value, arguments};
use arguments::{MAX_BYTES, computes, int, too_large};

pub(super) const FUNCTIONS: &[Function] = &[
    computes("randAlpha", &[Type::Int], |call, given| {
        letters(call, int(given, 0), "randAlpha", |byte| byte.is_ascii_alphabetic())
    }),
    computes("randAlphaNum", &[Type::Int], |call, given| {
        letters(call, int(given, 0), "randAlphaNum", |byte| byte.is_ascii_alphanumeric())
    }),
    computes("randNumeric", &[Type::Int], |call, given| {
        letters(call, int(given, 0), "randNumeric", |byte| byte.is_ascii_digit())
    }),
    computes("randAscii", &[Type::Int], |call, given| {
        letters(call, int(given, 0), "randAscii", |byte| (32..127).contains(byte))
    }),
    computes("randBytes", &[Type::Int], rand_bytes),
    computes("randInt", &[Type::Int, Type::Int], rand_int),
    computes("uuidv4", &[], uuidv4),
];

/// A row of numbers (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `limit`, which is not zero.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        std::iter::repeat_with(|| self.next().to_le_bytes()).flatten().take(count).collect()
    }
}

impl Call<'_> {
    /// What this call is given instead of chance.
    pub(crate) fn random(&self) -> Random {
        Random::new(self.seed)
    }

    fn made_up(&mut self, value: Value) -> Value {
        let generated = self.by_chance();
        value.with(generated)
    }
}

/// As many bytes of those that `fits`; none for a negative number, as of an error that Sprig drops.
fn letters(call: &mut Call<'_>, count: i64, name: &str, fits: fn(&u8) -> bool) -> Result<Value, String> {
    let count = usize::try_from(count).unwrap_or(0);
    if count > MAX_BYTES {
        return Err(too_large(name));
    }
    let all: Vec<u8> = (0..128).filter(fits).collect();
    let mut random = call.random();
    let text: Vec<u8> = (0..count).map(|_| all[random.below(all.len() as u64) as usize]).collect();
    Ok(call.made_up(Value::text(text)))
}

fn rand_bytes(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let Ok(count) = usize::try_from(int(arguments, 0)) else {
        return Err("runtime error: makeslice: len out of range".to_owned());
    };
    if count > MAX_BYTES {
        return Err(too_large("randBytes"));
    }
    let bytes = call.random().bytes(count);
    Ok(call.made_up(Value::text(STANDARD.encode(bytes))))
}

fn rand_int(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (low, high) = (int(arguments, 0), int(arguments, 1));
    let range = high.wrapping_sub(low);
    let Some(range) = u64::try_from(range).ok().filter(|range| *range > 0) else {
        return Err("invalid argument to Intn".to_owned());
    };
    let number = low.wrapping_add(call.random().below(range) as i64);
    Ok(call.made_up(Value::int(number)))
}

fn uuidv4(call: &mut Call<'_>, _: &[Value]) -> Result<Value, String> {
    let bytes = call.random().bytes(16);
    let mut uuid = [0; 16];
    uuid.copy_from_slice(&bytes);
    uuid[6] = uuid[6] & 0x0f | 0x40;
    uuid[8] = uuid[8] & 0x3f | 0x80;
    let hex: String = uuid.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
    Ok(call.made_up(Value::text(text)))
}
