use serde::Serialize;
use vibeslop_domain::ai::{CoverBrief, Palette, Theme};
use vibeslop_ports::ai::{AspectRatio, LookRequest, PaintRequest, Picture};

use super::fence::{fenced, first_characters};

/// The instructions. A change of their meaning is a new file with the next number.
const COVER: &str = include_str!("prompts/cover_v1.md");
/// What is added where there is a logo.
const LOGO: &str = include_str!("prompts/cover_logo_v1.md");
/// What is asked about a logo.
const COLORS: &str = include_str!("prompts/brand_colors_v1.md");

/// The name of the fence around the data.
const FENCE: &str = "PROJECT_DATA";

/// How many characters of a description a painter reads.
const DESCRIPTION_CHARACTERS: usize = 2_000;

#[derive(Serialize)]
struct Data<'a> {
    title: &'a str,
    description: Option<&'a str>,
    stack: &'a [String],
}

/// Asks a painter for a cover.
///
/// The prompt holds the project as **one line of JSON** with the keys `title`, `description` and `stack`, between the
/// lines `<<<PROJECT_DATA` and `PROJECT_DATA>>>`. Of several logos the first is painted; all are shown.
pub fn cover_prompt(
    brief: &CoverBrief,
    palette: Option<&Palette>,
    logos: Vec<Picture>,
) -> Result<PaintRequest, serde_json::Error> {
    let data = Data {
        title: brief.title().unwrap_or("A software project"),
        description: brief.description().map(|text| first_characters(text, DESCRIPTION_CHARACTERS)),
        stack: brief.stack(),
    };
    let prompt = COVER
        .replace("{colors}", &colors(brief, palette))
        .replace("{logo}", if logos.is_empty() { "" } else { LOGO })
        // Last: what stands in the data is not looked through for gaps.
        .replace("{data}", &fenced(FENCE, &data)?);
    Ok(PaintRequest { purpose: "cover_image", prompt, references: logos, aspect_ratio: AspectRatio::Wide })
}

/// Asks which colors a logo has.
pub fn brand_colors_prompt(logo: Picture) -> LookRequest {
    LookRequest {
        purpose: "brand_colors",
        question: COLORS.to_owned(),
        pictures: vec![logo],
        max_tokens: Some(256),
        temperature: 0.3,
    }
}

/// The project's own colors, or else those of its theme.
fn colors(brief: &CoverBrief, palette: Option<&Palette>) -> String {
    let Some(palette) = palette else { return format!("a theme of {}", Theme::of(brief.stack()).description()) };
    let roles = ["primary ", "secondary ", "accent "].into_iter().chain(std::iter::repeat(""));
    let named: Vec<String> = roles.zip(palette.colors()).map(|(role, color)| format!("{role}{color}")).collect();
    format!("the project's own, which are {}", named.join(", "))
}
