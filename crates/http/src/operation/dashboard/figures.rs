//! Numbers as people read them.

use std::time::Duration;

/// How long something took, given in seconds.
pub fn took(seconds: Option<f64>) -> String {
    match seconds {
        None => "–".to_owned(),
        Some(seconds) if seconds < 0.0095 => format!("{:.1} ms", seconds * 1_000.0),
        Some(seconds) if seconds < 0.9995 => format!("{:.0} ms", seconds * 1_000.0),
        Some(seconds) => format!("{seconds:.1} s"),
    }
}

/// How often: whole if it is, else with as many places as tell something.
pub fn often(number: f64) -> String {
    // -0 is what an empty sum comes to.
    let number = number + 0.0;
    if number >= 100.0 || number.fract() == 0.0 {
        return grouped(number);
    }
    let text = if number < 1.0 { format!("{number:.2}") } else { format!("{number:.1}") };
    if text == "0.00" { "<0.01".to_owned() } else { text }
}

/// Digits in groups of three: 12,345.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A part of a whole.
pub fn share(part: Option<f64>) -> String {
    match part {
        None => "–".to_owned(),
        Some(part) if part > 0.0 && part < 0.001 => "<0.1 %".to_owned(),
        Some(part) => format!("{:.1} %", part * 100.0),
    }
}

/// Memory.
pub fn bytes(number: Option<f64>) -> String {
    let Some(number) = number else { return "–".to_owned() };
    let mebibytes = number / (1024.0 * 1024.0);
    if mebibytes < 1_024.0 { format!("{mebibytes:.0} MiB") } else { format!("{:.1} GiB", mebibytes / 1_024.0) }
}

/// A price.
pub fn dollars(price: f64) -> String {
    let price = price + 0.0;
    if price > 0.0 && price < 0.995 { format!("${price:.4}") } else { format!("${price:.2}") }
}

/// A time that has passed, in its two largest units.
pub fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3_600..86_400 => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
        _ => format!("{} d {} h", seconds / 86_400, seconds % 86_400 / 3_600),
    }
}

/// A number, if it is measured.
pub fn if_any(number: Option<f64>) -> String {
    number.map_or_else(|| "–".to_owned(), often)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_places_that_tell_something() {
        let took = |seconds| took(Some(seconds));
        assert_eq!(
            [took(0.000_42), took(0.0123), took(0.25), took(2.34), took(0.9999)],
            ["0.4 ms", "12 ms", "250 ms", "2.3 s", "1.0 s"]
        );
        assert_eq!(
            [often(-0.0), often(0.001), often(0.25), often(3.0), often(12.34), often(1_234_567.4)],
            ["0", "<0.01", "0.25", "3", "12.3", "1,234,567"]
        );
        assert_eq!([share(None), share(Some(0.000_01)), share(Some(0.123))], ["–", "<0.1 %", "12.3 %"]);
        assert_eq!([dollars(-0.0), dollars(0.001_2), dollars(12.0)], ["$0.00", "$0.0012", "$12.00"]);
        let mebibyte = 1024.0 * 1024.0;
        assert_eq!([bytes(Some(96.4 * mebibyte)), bytes(Some(1536.0 * mebibyte))], ["96 MiB", "1.5 GiB"]);
    }

    #[test]
    fn times_are_told_in_their_two_largest_units() {
        let spans = [7, 67, 3_667, 90_000].map(|seconds| span(Duration::from_secs(seconds)));
        assert_eq!(spans, ["7 s", "1 min 7 s", "1 h 1 min", "1 d 1 h"]);
    }
}
