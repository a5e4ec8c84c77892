//! What a caller takes as an answer (RFC 9110, section 12.5.1).

use actix_web::http::header::{self, HeaderMap};

/// How much a caller wants one type, from 0 (not at all) to 1000. Without the header everything is as welcome.
pub fn quality(headers: &HeaderMap, kind: &str, subtype: &str) -> u16 {
    let ranges: Vec<Range<'_>> = headers
        .get_all(header::ACCEPT)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(Range::parse)
        .collect();
    if ranges.is_empty() {
        return 1_000;
    }
    // The most specific range that fits decides, whatever the others say.
    let fitting = ranges.iter().filter_map(|range| Some((range.specificity(kind, subtype)?, range.quality)));
    fitting.max().map_or(0, |(_, quality)| quality)
}

/// Whether JSON is of any use to the caller. Who takes only our errors' type takes JSON.
pub fn takes_json(headers: &HeaderMap) -> bool {
    quality(headers, "application", "json") > 0 || quality(headers, "application", "problem+json") > 0
}

/// Whether a page is more welcome than JSON, as where a person's browser asks.
pub fn prefers_html(headers: &HeaderMap) -> bool {
    quality(headers, "text", "html") > quality(headers, "application", "json")
}

struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    quality: u16,
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';');
        let (kind, subtype) = parts.next()?.trim().split_once('/')?;
        let quality = parts
            .filter_map(|parameter| parameter.trim().split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
            .map_or(1_000, |(_, value)| thousandths(value.trim()));
        Some(Self { kind, subtype, quality })
    }

    fn specificity(&self, kind: &str, subtype: &str) -> Option<u8> {
        match (self.kind, self.subtype) {
            ("*", "*") => Some(0),
            (range, "*") if range.eq_ignore_ascii_case(kind) => Some(1),
            (range, sub) if range.eq_ignore_ascii_case(kind) && sub.eq_ignore_ascii_case(subtype) => Some(2),
            _ => None,
        }
    }
}

/// `0.8` as 800. What is no number is taken for a plain wish.
fn thousandths(text: &str) -> u16 {
    let Ok(number) = text.parse::<f32>() else { return 1_000 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000 just before")]
    let whole = (number.clamp(0.0, 1.0) * 1_000.0).round() as u16;
    whole
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn accept(value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(value));
        headers
    }

    #[test]
    fn json_is_of_use_unless_it_is_excluded() {
        for value in
            ["*/*", "application/json", "text/html, */*;q=0.1", "application/*", "", "APPLICATION/JSON", "nonsense"]
        {
            assert!(takes_json(&accept(value)), "{value}");
        }
        for value in ["text/html", "image/png, text/*;q=0.5", "application/json;q=0", "*/*, application/*;q=0"] {
            assert!(!takes_json(&accept(value)), "{value}");
        }
        assert!(takes_json(&HeaderMap::new()));
    }

    #[test]
    fn a_browser_that_navigates_wants_a_page_and_a_script_does_not() {
        assert!(prefers_html(&accept("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")));
        assert!(!prefers_html(&accept("*/*")));
        assert!(!prefers_html(&accept("application/json, text/html;q=0.9")));
        assert!(!prefers_html(&HeaderMap::new()));
    }
}
