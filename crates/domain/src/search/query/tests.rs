use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> SearchQuery {
    SearchQuery::parse(text)
}

#[test]
fn a_dash_excludes_at_the_beginning_of_a_token_alone() {
    let query = parse("real-time -slow --old - -\"very old\" e-mail-");
    assert_eq!(query.words, ["real-time", "e-mail-"]);
    assert_eq!(query.without, ["slow", "old", "very old"]);
}

#[test]
fn quotes_make_phrases() {
    let query = parse(r#"a "query planner"next "" "  " say"ing "open end"#);
    assert_eq!(query.phrases, ["query planner", "open end"]);
    assert_eq!(query.words, ["a", "next", "say ing"]);
}

#[test]
fn operators_are_whole_tokens() {
    let query = parse("FROM:@Ada from:bob tool:gpt-4 tool:claude stack:next-js has:media has:PROJECT xfrom:ada");
    assert_eq!(query.from.as_deref(), Some("ada"));
    assert_eq!(query.tags.tools, ["gpt-4", "claude"]);
    assert_eq!(query.tags.stacks, ["next-js"]);
    assert!(query.has_media && query.has_project);
    assert_eq!(query.words, ["xfrom:ada"]);
    assert!(!query.can_be_people());
}

#[test]
fn days_are_days_or_words() {
    let query = parse("since:2026-01-31 until:2026-02-29 since:yesterday until:2026-02-01T10:00");
    assert_eq!(query.since, NaiveDate::from_ymd_opt(2026, 1, 31));
    assert_eq!(query.until, None);
    assert_eq!(query.words, ["until:2026-02-29", "since:yesterday", "until:2026-02-01T10:00"]);
}

#[test]
fn operators_without_a_value_ask_for_nothing() {
    assert!(parse("from: tool: stack: has: since: until:  - \"\" \u{200b}").is_empty());
    assert!(parse("   ").is_empty());
    assert_eq!(parse("has:wings shiny: :x").words, ["has:wings", "shiny:", ":x"]);
}

#[test]
fn a_plain_text_has_no_operators() {
    assert_eq!(SearchQuery::plain("from:ada -x \"y\0 z").words, ["from:ada", "-x", "y", "z"]);
}

#[test]
fn a_long_search_is_looked_at_up_to_its_limit() {
    let query = parse(&"x".repeat(10_000));
    assert_eq!(query.words, ["x".repeat(MAX_LENGTH)]);
    assert!(parse(&"a ".repeat(5_000)).words.len() <= MAX_LENGTH / 2);
}

fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\"".to_owned()),
        Just("-".to_owned()),
        Just(" ".to_owned()),
        Just("\0".to_owned()),
        Just("%_\\'".to_owned()),
        Just("from:".to_owned()),
        Just("until:2026-01-01".to_owned()),
        Just("has:media".to_owned()),
        "\\PC{0,5}",
        "[a-z]{1,4}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn whatever_is_typed_is_understood_and_stays_small(text in odd_text()) {
        let query = parse(&text);
        let all = query.words.iter().chain(&query.phrases).chain(&query.without);
        for part in all {
            prop_assert!(!part.contains(['\0', '"', '\n']), "{part:?}");
            prop_assert_eq!(part.trim(), part);
            prop_assert!(!text::is_blank(part));
            prop_assert!(text::length(part) <= MAX_LENGTH);
        }
        prop_assert!(query.words.iter().all(|word| !word.starts_with('-') && !word.contains(' ') || text.contains('"')));
        prop_assert_eq!(query.is_empty(), query == SearchQuery::default());
    }

    #[test]
    fn words_without_signs_are_all_there_in_their_order(words in proptest::collection::vec("[a-z0-9]{1,8}", 0..20)) {
        let query = parse(&words.join("  "));
        prop_assert_eq!(&query.words, &words);
        prop_assert_eq!(query.text(), words.join(" "));
    }

    #[test]
    fn an_operator_stands_anywhere(words in proptest::collection::vec("[a-z]{1,8}", 1..8), place in 0usize..8) {
        let mut tokens = words.clone();
        tokens.insert(place.min(words.len()), "stack:svelte-kit".to_owned());
        let query = parse(&tokens.join(" "));
        prop_assert_eq!(query.words, words);
        prop_assert_eq!(query.tags.stacks, ["svelte-kit"]);
    }
}

#[test]
fn any_operator_narrows_a_query_and_words_do_not() {
    for text in ["parser", "parser \"hand written\"", "C++ & co.", "from:", ""] {
        assert!(SearchQuery::parse(text).is_plain(), "{text}");
    }
    for text in [
        "-parser",
        "from:ada",
        "has:media",
        "has:project",
        "tool:cursor",
        "stack:rust",
        "since:2026-01-01",
        "until:2026-01-01",
    ] {
        assert!(!SearchQuery::parse(&format!("parser {text}")).is_plain(), "{text}");
    }
}
