//! Network prefixes: `cidrsubnet`, `cidrsubnets`, `cidrhost`, `cidrnetmask`.

use std::net::{Ipv4Addr, Ipv6Addr};

use dashu_int::IBig;

use super::{Call, FunctionError, Outcome};

/// A network: its first address as a number, how many bits of it are fixed, and how many there are.
#[derive(Clone, Copy)]
struct Prefix {
    address: u128,
    length: u32,
    bits: u32,
}

impl Prefix {
    /// Reads `10.0.0.0/8` or `2001:db8::/32`; address bits behind the prefix are dropped.
    fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        let plain = !length.is_empty() && length.bytes().all(|b| b.is_ascii_digit()) && length.len() <= 3;
        let length: u32 = length.parse().ok().filter(|_| plain)?;
        let (address, bits) = if address.contains(':') {
            (address.parse::<Ipv6Addr>().ok()?.to_bits(), 128)
        } else {
            (u128::from(ipv4(address)?), 32)
        };
        let prefix = Self { address, length, bits };
        (length <= bits).then(|| Self { address: address & !prefix.host_mask(), ..prefix })
    }

    fn host_mask(self) -> u128 {
        u128::MAX.checked_shr(128 - (self.bits - self.length)).unwrap_or(0)
    }

    fn text(self) -> String {
        // IPv4 addresses written in IPv6 come out as IPv4, and their prefix is counted there.
        match Ipv6Addr::from_bits(self.address).to_ipv4_mapped() {
            Some(v4) if self.bits == 128 => format!("{v4}/{}", self.length.saturating_sub(96)),
            _ => format!("{}/{}", address_text(self.address, self.bits), self.length),
        }
    }
}

/// Leading zeros are allowed and mean nothing.
fn ipv4(text: &str) -> Option<u32> {
    let mut out = 0u32;
    let mut parts = 0;
    for part in text.split('.') {
        let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let byte = part.parse::<u8>().ok().filter(|_| digits)?;
        out = (out << 8) | u32::from(byte);
        parts += 1;
        if parts > 4 {
            return None;
        }
    }
    (parts == 4).then_some(out)
}

fn address_text(address: u128, bits: u32) -> String {
    match u32::try_from(address) {
        Ok(v4) if bits == 32 => Ipv4Addr::from_bits(v4).to_string(),
        _ => match Ipv6Addr::from_bits(address).to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => Ipv6Addr::from_bits(address).to_string(),
        },
    }
}

/// `address | number << shift`, as on integers without an end; the sign of a negative result is dropped.
fn insert(address: u128, number: &IBig, shift: u32) -> u128 {
    let combined = IBig::from(address) | (number << shift as usize);
    let magnitude = if combined < IBig::ZERO { -combined } else { combined };
    u128::try_from(&magnitude).unwrap_or(u128::MAX)
}

fn prefix(call: &Call<'_>) -> Result<Prefix, FunctionError> {
    let text = call.text(0);
    Prefix::parse(text)
        .ok_or_else(|| FunctionError::new(format!("`{text}` is no network prefix; one is written like `10.0.0.0/16`")))
}

fn whole(call: &Call<'_>, index: usize) -> Result<IBig, FunctionError> {
    call.num(index).to_integer().ok_or_else(|| FunctionError::new("a whole number is required"))
}

pub(super) fn cidrsubnet(call: &Call<'_>) -> Outcome {
    let base = prefix(call)?;
    let (new_bits, number) = (call.int(1)?, whole(call, 2)?);
    let length = i64::from(base.length).saturating_add(new_bits);
    let fits = u32::try_from(length).ok().filter(|length| *length <= base.bits);
    let length = fits.ok_or_else(|| {
        FunctionError::new(format!("a prefix of {} bits cannot be extended by {new_bits}", base.length))
    })?;
    let magnitude = if number < IBig::ZERO { -number.clone() } else { number.clone() };
    // Terraform does not count beyond 64 bits: any number is taken there, and fills what it reaches.
    if let Ok(bits @ ..64) = usize::try_from(new_bits)
        && magnitude >= (IBig::ONE << bits)
    {
        return Err(FunctionError::new(format!("an extension by {new_bits} bits has no subnet number {number}")));
    }
    let address = insert(base.address, &number, base.bits - length);
    Ok(call.string(Prefix { address, length, ..base }.text()))
}

pub(super) fn cidrsubnets(call: &Call<'_>) -> Outcome {
    let base = prefix(call)?;
    let mut out = Vec::new();
    // The first address that is still free; none when the last subnet reached the end of all addresses.
    let mut free = Some(base.address);
    for index in 1..call.args.len() {
        let new_bits = call.int(index)?;
        let length = match u32::try_from(new_bits) {
            Ok(0) | Err(_) => return Err(FunctionError::at(index, "a prefix must be extended by at least one bit")),
            Ok(33..) => return Err(FunctionError::at(index, "a prefix cannot be extended by more than 32 bits")),
            Ok(new_bits) => base.length + new_bits,
        };
        if length > base.bits {
            let message = format!("a prefix of {} bits cannot be extended by {new_bits}", base.length);
            return Err(FunctionError::at(index, message));
        }
        let subnet = Prefix { length, ..base };
        let mask = subnet.host_mask();
        let inside = |address: &u128| address & !base.host_mask() == base.address;
        let aligned = free.and_then(|free| if free & mask == 0 { Some(free) } else { (free | mask).checked_add(1) });
        let Some(address) = aligned.filter(inside) else {
            return Err(FunctionError::at(index, format!("no address space is left for a subnet of {length} bits")));
        };
        free = (address | mask).checked_add(1);
        out.push(Prefix { address, ..subnet }.text());
    }
    Ok(call.strings(out))
}

pub(super) fn cidrhost(call: &Call<'_>) -> Outcome {
    let base = prefix(call)?;
    let number = whole(call, 1)?;
    let highest = IBig::from(base.host_mask());
    let host = if number < IBig::ZERO { &highest + IBig::ONE + &number } else { number.clone() };
    if host < IBig::ZERO || host > highest {
        return Err(FunctionError::new(format!("a prefix of {} bits has no host number {number}", base.length)));
    }
    Ok(call.string(address_text(insert(base.address, &host, 0), base.bits)))
}

pub(super) fn cidrnetmask(call: &Call<'_>) -> Outcome {
    let base = prefix(call)?;
    if base.bits != 32 {
        return Err(FunctionError::new(format!("IPv6 prefixes such as `{}` have no netmask", call.text(0))));
    }
    let mask = !base.host_mask() & u128::from(u32::MAX);
    Ok(call.string(address_text(mask, 32)))
}
