use actix_web::http::header::{self, HeaderName, HeaderValue};
use url::form_urlencoded;

/// The header `Link` with other pages of a list: each the relation's name and its parameters.
pub fn pages(base: &str, path: &str, pages: &[(&str, Vec<(&str, String)>)]) -> Option<(HeaderName, HeaderValue)> {
    let links: Vec<String> = pages
        .iter()
        .map(|(relation, parameters)| {
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
            format!("<{base}{path}?{query}>; rel=\"{relation}\"")
        })
        .collect();
    if links.is_empty() {
        return None;
    }
    HeaderValue::from_str(&links.join(", ")).ok().map(|value| (header::LINK, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_absolute_and_encoded() {
        let (_, value) = pages("http://x", "/api/posts", &[("next", vec![("cursor", "a&b".to_owned())])]).unwrap();
        assert_eq!(value, "<http://x/api/posts?cursor=a%26b>; rel=\"next\"");
        assert_eq!(pages("http://x", "/api/posts", &[]), None);
    }
}
