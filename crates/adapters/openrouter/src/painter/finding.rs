use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::Value;
use url::Url;
use vibeslop_ports::ServiceError;

/// Services do not agree on whether the last characters are filled up.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Where a picture is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// In the answer.
    Bytes(Vec<u8>),
    /// Elsewhere.
    Address(Url),
}

/// The picture in an answer, where models put it: among the message's images, or as its text.
pub(super) fn found(reply: &Value) -> Result<Found, ServiceError> {
    let nothing = |what: &'static str| ServiceError::Malformed(what.into());
    let text = |place: &str| reply.pointer(place).and_then(Value::as_str).map(str::trim);
    let picture = [
        "/choices/0/message/images/0/image_url/url",
        "/choices/0/message/images/0/image_url",
        "/choices/0/message/images/0",
        "/images/0",
    ]
    .iter()
    .find_map(|place| text(place))
    .or_else(|| {
        let content = text("/choices/0/message/content")?;
        (starts_with(content, "data:image") || starts_with(content, "http")).then_some(content)
    })
    .ok_or_else(|| nothing("the answer has no picture"))?;
    if starts_with(picture, "data:") {
        return data(picture).map(Found::Bytes).ok_or_else(|| nothing("the picture cannot be read"));
    }
    Url::parse(picture).map(Found::Address).map_err(|_| nothing("the picture's address makes no sense"))
}

fn starts_with(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// The bytes in a data URL. What kind of picture it says it is does not matter: the bytes are looked at.
fn data(url: &str) -> Option<Vec<u8>> {
    let (head, data) = url.split_once(',')?;
    if !head.to_ascii_lowercase().ends_with(";base64") {
        return None;
    }
    let data: Vec<u8> = data.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    LENIENT.decode(data).ok().filter(|bytes| !bytes.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(message: &Value) -> Result<Found, ServiceError> {
        found(&json!({"choices": [{"message": message}]}))
    }

    #[test]
    fn a_picture_is_found_wherever_a_model_puts_it() {
        let (picture, other) = ("data:image/png;base64,YWJj", "data:image/png;base64,eHl6");
        for said in [
            json!({"images": [{"image_url": {"url": picture}}, {"image_url": {"url": other}}], "content": other}),
            json!({"images": [{"image_url": picture}]}),
            json!({"images": [picture], "content": other}),
            json!({"content": format!("  {picture}\n")}),
            json!({"content": "DATA:image/png;BASE64,YW\nJj"}),
            json!({"images": [], "content": picture}),
        ] {
            assert_eq!(message(&said).unwrap(), Found::Bytes(b"abc".to_vec()), "{said}");
        }
        assert_eq!(found(&json!({"images": [picture]})).unwrap(), Found::Bytes(b"abc".to_vec()));
        let elsewhere = Found::Address(Url::parse("https://pictures.example/a.png").unwrap());
        assert_eq!(message(&json!({"content": "https://pictures.example/a.png"})).unwrap(), elsewhere);
        assert_eq!(message(&json!({"images": ["https://pictures.example/a.png"]})).unwrap(), elsewhere);
    }

    #[test]
    fn what_is_no_picture_is_none() {
        for said in [
            json!({"content": "Here is your picture: data:image/png;base64,YWJj"}),
            json!({"content": "data:image/png,abc"}),
            json!({"content": "data:image/png;base64,%%%"}),
            json!({"content": "data:image/png;base64,"}),
            json!({"content": "http"}),
            json!({"content": null, "images": [7]}),
            json!({"images": ["cover.png"]}),
        ] {
            assert!(matches!(message(&said), Err(ServiceError::Malformed(_))), "{said}");
        }
    }
}
