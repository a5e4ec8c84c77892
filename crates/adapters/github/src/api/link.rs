use reqwest::header::{HeaderMap, LINK};

/// Whether a `Link` header (RFC 8288) names a next page.
pub(crate) fn has_next(headers: &HeaderMap) -> bool {
    headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).any(names_next)
}

/// Addresses may hold commas and semicolons; what stands between `>` and the next `<` are parameters of one link.
fn names_next(value: &str) -> bool {
    value.split('<').skip(1).filter_map(|link| link.split_once('>')).any(|(_, parameters)| {
        parameters.split([';', ',']).filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
            let relations = value.trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel")
                && relations.split_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_among_other_links() {
        for next in [
            r#"<https://api.example/user/repos?page=2>; rel="next", <https://api.example/user/repos?page=9>; rel="last""#,
            r#"<https://api.example/a?x=1,2;3>; title="a"; rel=next"#,
            r#"<https://api.example/a>; REL="last Next""#,
        ] {
            assert!(names_next(next), "{next}");
        }
        for none in [
            r#"<https://api.example/user/repos?page=1>; rel="first", <https://api.example/user/repos?page=8>; rel="prev""#,
            r#"<https://api.example/?rel="next">; rel="prev""#,
            "rel=next",
            "",
        ] {
            assert!(!names_next(none), "{none}");
        }
    }
}
