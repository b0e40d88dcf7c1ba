//! Numbers as they come out behind JSON.

use crate::Scalar;

/// From here on, JSON of Go has exponents.
const JSON_EXPONENT: f64 = 1e21;

/// The float `number` as `toYaml` of Helm writes it: Go makes JSON of it, in which go-yaml sees a whole number
/// wherever there is neither point nor exponent and 64 bits are enough, and prints any other with the fewest digits
/// that say it. 1e6 becomes `1000000`, 1.5e6 `1.5e+06`, and 1e20 `1e+20`. `None` for infinities and for what is no
/// number: JSON has neither.
pub fn emit_float(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    if number.trunc() == number && number.abs() < JSON_EXPONENT {
        // The digits behind those that are needed are zeros, in Go as here.
        let digits = number.to_string();
        if let Ok(whole) = digits.parse::<i64>() {
            return Some(whole.to_string());
        }
        if digits.parse::<u64>().is_ok() {
            return Some(digits);
        }
    }
    Some(Scalar::Float(number).to_string())
}
