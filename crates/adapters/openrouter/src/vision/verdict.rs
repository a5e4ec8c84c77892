use serde_json::Value;
use vibeslop_domain::{ai::without_markup, text};
use vibeslop_ports::{ServiceError, moderation::Verdict};

/// The most characters of a reason.
const MAX_REASON: usize = 200;

/// Reads a verdict. Only an object that says `safe` with a truth value is one, fenced as Markdown or plain. `true` is
/// believed if nothing speaks against it: no reason and nothing else in the object.
pub(super) fn read(answer: &str) -> Result<Verdict, ServiceError> {
    let no_verdict = || ServiceError::Malformed("the answer is no verdict".into());
    let object: Value = serde_json::from_str(unfenced(answer)).map_err(|_| no_verdict())?;
    let object = object.as_object().ok_or_else(no_verdict)?;
    let reason = object.get("reason").filter(|reason| !reason.is_null() && reason.as_str() != Some(""));
    let others = object.keys().any(|key| !matches!(key.as_str(), "safe" | "reason"));
    match object.get("safe").and_then(Value::as_bool) {
        Some(true) if reason.is_none() && !others => Ok(Verdict::Safe),
        Some(false) => Ok(Verdict::Unsafe { reason: reason.and_then(Value::as_str).and_then(shown) }),
        _ => Err(no_verdict()),
    }
}

/// The text without the fence of a Markdown code block around it.
fn unfenced(answer: &str) -> &str {
    let answer = answer.trim();
    let Some(inside) = answer.strip_prefix("```").and_then(|rest| rest.strip_suffix("```")) else { return answer };
    inside.strip_prefix("json").unwrap_or(inside).trim()
}

/// A stranger's text as people may read it: plain, on one line, short.
fn shown(reason: &str) -> Option<String> {
    let plain: String = without_markup(reason).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let short = text::beginning(&line, MAX_REASON).trim();
    (!text::is_blank(short)).then(|| short.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(answer: &str) -> Option<String> {
        match read(answer).unwrap() {
            Verdict::Unsafe { reason } => reason,
            Verdict::Safe => panic!("{answer} counted as safe"),
        }
    }

    #[test]
    fn a_plain_or_fenced_yes_is_a_yes() {
        for answer in [
            r#"{"safe":true}"#,
            " {\"safe\" : true}\n",
            "```json\n{\"safe\":true}\n```",
            "```\n{\"safe\":true}\n```",
            r#"{"safe":true,"reason":null}"#,
            r#"{"safe":true,"reason":""}"#,
        ] {
            assert_eq!(read(answer).unwrap(), Verdict::Safe, "{answer}");
        }
    }

    #[test]
    fn everything_but_a_verdict_is_none() {
        for answer in [
            "",
            "safe",
            "The picture is safe.",
            r#"{"safe":"yes"}"#,
            r#"{"safe":1}"#,
            r#"{"safe":null}"#,
            r#"{"Safe":true}"#,
            r#"{"safe":true,"reason":"but there is blood"}"#,
            r#"{"safe":true,"unsafe":true}"#,
            r#"[{"safe":true}]"#,
            r#"{"safe":true} {"safe":false}"#,
            r#"Sure! {"safe":true}"#,
            "true",
            "{}",
            "``````",
            "```",
        ] {
            assert!(matches!(read(answer), Err(ServiceError::Malformed(_))), "{answer}");
        }
    }

    #[test]
    fn a_reason_is_plain_and_short() {
        assert_eq!(
            reason(r#"{"safe":false,"reason":" Shows <b>blood</b>\u0000\n twice "}"#).as_deref(),
            Some("Shows blood twice")
        );
        let long = format!(r#"{{"safe":false,"reason":"{}"}}"#, "é".repeat(500));
        assert_eq!(reason(&long).map(|text| text.chars().count()), Some(200));
        for without in
            [r#"{"safe":false}"#, r#"{"safe":false,"reason":7}"#, r#"{"safe":false,"reason":"<i></i>","x":1}"#]
        {
            assert_eq!(reason(without), None, "{without}");
        }
    }
}
