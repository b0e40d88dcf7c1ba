//! The order of keys: as people sort them, numbers by their value.
//!
//! What Go calls a letter or a digit is a matter of tables; here the digits are those of ASCII, and the letters
//! those of Rust, which has more: combining vowels and letters in circles.

use std::cmp::Ordering;

use super::{Marked, MarkedKey};

/// In what the versions differ.
struct Rules {
    /// Whether a letter behind a digit comes before anything else, and not after it as elsewhere.
    numbers_end_first: bool,
    /// The value of a number with one more digit.
    append: fn(i64, i64) -> i64,
}

/// Values that are too large wrap around.
const VERSION_2: Rules =
    Rules { numbers_end_first: false, append: |value, digit| value.wrapping_mul(10).wrapping_add(digit) };
/// They do so in Go here as well, which contradicts itself then, and this order is one to sort by.
const VERSION_3: Rules =
    Rules { numbers_end_first: true, append: |value, digit| value.saturating_mul(10).saturating_add(digit) };

/// The order in which go-yaml 3 prints the keys of a map.
pub fn key_order(a: &str, b: &str) -> Ordering {
    natural(a, b, &VERSION_3)
}

/// Entries in the order in which go-yaml 2 prints them.
///
/// Its order is none: `1a` comes before `9`, that before `10`, and that before `1a`. Where Go prints such keys in
/// the order in which it happens to find them, they come out here in one order of many, and always in the same.
pub(super) fn in_order_of_v2(entries: &[(MarkedKey, Marked)]) -> Vec<&(MarkedKey, Marked)> {
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by(|(a, _), (b, _)| a.text.cmp(&b.text));
    let order = |a: &&(MarkedKey, Marked), b: &&(MarkedKey, Marked)| natural(&a.0.text, &b.0.text, &VERSION_2);
    merge_sort(entries, order)
}

/// The sorts of the standard library may panic when an order contradicts itself.
fn merge_sort<T: Copy>(items: Vec<T>, order: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut sorted = items;
    let mut merged = Vec::with_capacity(sorted.len());
    let mut run = 1;
    while run < sorted.len() {
        for pair in sorted.chunks(run * 2) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let ([a, rest @ ..], [b, others @ ..]) = (left, right) {
                if order(b, a).is_lt() {
                    merged.push(*b);
                    right = others;
                } else {
                    merged.push(*a);
                    left = rest;
                }
            }
            merged.extend(left.iter().chain(right));
        }
        std::mem::swap(&mut sorted, &mut merged);
        merged.clear();
        run *= 2;
    }
    sorted
}

fn natural(a: &str, b: &str, rules: &Rules) -> Ordering {
    let (mut a, mut b) = (a.chars(), b.chars());
    // Of the text that both begin with: whether it ends in a digit, and in a number that is not zero.
    let (mut after_digit, mut in_number) = (false, false);
    loop {
        let (rest_of_a, rest_of_b) = (a.as_str(), b.as_str());
        let (x, y) = match (a.next(), b.next()) {
            (Some(x), Some(y)) => (x, y),
            (x, y) => return x.is_some().cmp(&y.is_some()),
        };
        if x == y {
            after_digit = x.is_ascii_digit();
            in_number = after_digit && (in_number || x != '0');
            continue;
        }
        let (x_is_letter, y_is_letter) = (x.is_alphabetic(), y.is_alphabetic());
        return match (x_is_letter, y_is_letter) {
            (true, true) => x.cmp(&y),
            (false, false) => {
                // Zeros in front count only behind another digit.
                let before = i64::from(in_number && (x == '0' || y == '0'));
                let number = |text| number(text, before, rules);
                number(rest_of_a).cmp(&number(rest_of_b)).then(x.cmp(&y))
            }
            _ if after_digit && rules.numbers_end_first => y_is_letter.cmp(&x_is_letter),
            _ => x_is_letter.cmp(&y_is_letter),
        };
    }
}

/// The value of the digits that `text` begins with, behind those that say `before`, and how many there are.
fn number(text: &str, before: i64, rules: &Rules) -> (i64, usize) {
    let digits = text.bytes().take_while(u8::is_ascii_digit);
    digits.fold((before, 0), |(value, count), digit| ((rules.append)(value, i64::from(digit - b'0')), count + 1))
}
