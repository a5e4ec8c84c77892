mod answer;
mod generation;
mod prompt;

/// An answer as it was asked for.
fn good() -> String {
    serde_json::json!({
        "title": "Tidepool",
        "description": "Plan dives with friends.",
        "long_description": "Tidepool helps divers.\n\n## Why it exists\n\nSlack water {is} short.",
        "highlights": ["Shared dive plans", "Tide alerts"],
        "detected_stack": ["Rust", "PostgreSQL"],
        "suggested_image_prompt": "Soft waves",
    })
    .to_string()
}
