use vibeslop_domain::catalog::TagName;

use super::good;
use crate::ai::answer::judge;

#[test]
fn a_bare_object_is_read_whole() {
    let judged = judge(&good());
    let project = judged.project.unwrap();
    assert_eq!(project.title, "Tidepool");
    assert!(project.long_description.contains("{is}"));
    assert_eq!(project.highlights, ["Shared dive plans", "Tide alerts"]);
    assert_eq!(project.stack.iter().map(TagName::as_str).collect::<Vec<_>>(), ["Rust", "PostgreSQL"]);
    assert_eq!(project.image_prompt.as_deref(), Some("Soft waves"));
    assert_eq!(judged.faults, Vec::<String>::new());
}

#[test]
fn fences_and_words_around_the_object_are_passed_over() {
    let good = good();
    for answer in [
        format!("```json\n{good}\n```"),
        format!("```\n{good}```"),
        format!("Sure! {{Here}} it is:\n\n{good}\n\nTell me if {{anything}} is wrong."),
        format!("\u{feff}  {good}"),
        format!("I thought of {{\"note\": 1}} first. {good}"),
        format!("{{\"project\": {good}}}"),
        format!("[{good}]"),
    ] {
        let judged = judge(&answer);
        assert_eq!(judged.project.map(|project| project.title).as_deref(), Some("Tidepool"), "{answer}");
        assert_eq!(judged.faults, Vec::<String>::new(), "{answer}");
    }
}

#[test]
fn an_answer_without_a_complete_object_is_named_as_such() {
    let good = good();
    for answer in ["", "I cannot help with that.", "[]", "null", "{", "{\"title\": \"x\"", &good[..good.len() - 1]] {
        let judged = judge(answer);
        assert_eq!(judged.project, None, "{answer}");
        assert_eq!(judged.faults, ["it holds no complete JSON object"], "{answer}");
    }
}

#[test]
fn a_missing_or_empty_part_is_named() {
    let judged = judge(r#"{"title": " ", "description": "x"}"#);
    assert_eq!(judged.project, None);
    assert_eq!(judged.faults, ["\"long_description\" can't be blank", "\"title\" can't be blank"]);
}

#[test]
fn a_part_of_a_wrong_type_is_named() {
    let judged = judge(r#"{"title": 7, "description": ["x"], "long_description": {"text": "x"}}"#);
    assert_eq!(judged.project, None);
    for part in ["title", "description", "long_description"] {
        assert!(judged.faults.contains(&format!("\"{part}\" must be a string")), "{:?}", judged.faults);
    }
}

#[test]
fn a_project_stands_without_an_optional_part_of_a_wrong_type() {
    let answer = r#"{"title": "Tidepool", "description": "x", "long_description": "x",
        "highlights": "Fast", "detected_stack": ["Rust", 3], "suggested_image_prompt": null}"#;
    let judged = judge(answer);
    let project = judged.project.unwrap();
    assert_eq!((project.highlights.len(), project.stack.len(), project.image_prompt), (0, 0, None));
    assert_eq!(
        judged.faults,
        ["\"highlights\" must be a list of strings", "\"detected_stack\" must be a list of strings"]
    );
}

#[test]
fn markup_does_not_get_through() {
    let answer = good().replace("Tidepool helps", "<img src=x onerror=alert(1)>Tidepool helps");
    assert!(judge(&answer).project.unwrap().long_description.starts_with("Tidepool helps"));
}

#[test]
fn a_wall_of_braces_is_read_in_no_time() {
    let wall = "{\"a\":".repeat(200_000);
    assert_eq!(judge(&wall).project, None);
    assert_eq!(judge(&"{".repeat(1_000_000)).project, None);
}
