use serde_json::Value;
use vibeslop_ports::ai::ListedModel;

use crate::fault::Fault;

/// The models of one page, and where the next one is, if the page itself says so.
pub(super) fn read(body: &[u8]) -> Result<(Vec<ListedModel>, Option<String>), Fault> {
    let reply: Value = serde_json::from_slice(body).map_err(|_| Fault::malformed("the list is not JSON"))?;
    let entries = reply.get("data").and_then(Value::as_array);
    let entries = entries.ok_or_else(|| Fault::malformed("the answer has no list of models"))?;
    let models = entries.iter().map(|entry| ListedModel {
        id: text(entry, "id").unwrap_or_default(),
        name: text(entry, "name").filter(|name| !name.trim().is_empty()),
    });
    let next = ["/links/next", "/next"].iter().find_map(|place| reply.pointer(place)?.as_str());
    Ok((models.collect(), next.map(str::to_owned)))
}

fn text(entry: &Value, key: &str) -> Option<String> {
    Some(entry.get(key)?.as_str()?.to_owned())
}

/// The next page by the header `Link` (RFC 8288).
pub(super) fn next_link(links: &[&str]) -> Option<String> {
    links.iter().flat_map(|line| line.split(',')).find_map(|link| {
        let (target, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next =
            parameters.split(';').filter_map(|parameter| parameter.trim().split_once('=')).any(|(name, relations)| {
                name.trim().eq_ignore_ascii_case("rel")
                    && relations.trim_matches('"').split_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
            });
        is_next.then(|| target.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_a_model_whatever_it_lacks() {
        let body = br#"{"data": [{"id": "a/b", "name": "B"}, {"id": "c"}, {"name": " "}, 7, {"id": 5}]}"#;
        let (models, next) = read(body).unwrap();
        let read: Vec<_> = models.iter().map(|model| (model.id.as_str(), model.name.as_deref())).collect();
        assert_eq!(read, [("a/b", Some("B")), ("c", None), ("", None), ("", None), ("", None)]);
        assert_eq!(next, None);
        for body in ["", "<html>", "[]", "{}", r#"{"data": {}}"#] {
            assert!(super::read(body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn the_next_page_is_found_in_the_list_or_in_a_header() {
        let (_, next) = read(br#"{"data": [], "links": {"next": "/models?page=2"}}"#).unwrap();
        assert_eq!(next.as_deref(), Some("/models?page=2"));
        assert_eq!(
            next_link(&[r#"<https://a/1>; rel="prev", <https://a/3>; rel="next last""#]).as_deref(),
            Some("https://a/3")
        );
        assert_eq!(next_link(&["<https://a/1>; rel=first", "nonsense"]), None);
    }
}
