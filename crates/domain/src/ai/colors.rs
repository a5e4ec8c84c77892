//! The colours that a project calls its own.

use std::fmt;

/// The most colours of a palette.
const MAX_COLORS: usize = 5;

/// A colour of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color([u8; 3]);

impl Color {
    /// Reads six hexadecimal digits.
    fn parse(digits: &str) -> Option<Self> {
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// Whether it says anything of a brand: nearly white, nearly black and the greys beside them do not.
    fn is_telling(self) -> bool {
        let [red, green, blue] = self.0;
        let is_grey = red.abs_diff(green) < 10 && green.abs_diff(blue) < 10;
        let is_pale = self.0.iter().all(|channel| *channel > 240);
        let is_dark = self.0.iter().all(|channel| *channel < 15);
        !(is_pale || is_dark || is_grey && !(25..=230).contains(&red))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02X}{green:02X}{blue:02X}")
    }
}

/// One to five different colours, the most important first: primary, secondary, accent, and others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette(Vec<Color>);

impl Palette {
    /// The colours in a model's answer, wherever in it they are written as `#RRGGBB`.
    pub fn of_answer(answer: &str) -> Option<Self> {
        Self::of(hexes(answer, "#").map(|(color, _, _)| color))
    }

    /// The colours that a README calls the project's own: in the addresses of badges (`color=`, `labelColor=`), behind
    /// words like "primary color:", in CSS, and in backticks.
    pub fn of_readme(readme: &str) -> Option<Self> {
        let plain = hexes(readme, "color=").chain(hexes(readme, "color=#")).chain(hexes(readme, "color=%23"));
        let named = hexes(readme, "#")
            .filter(|(_, before, behind)| (before.ends_with('`') && behind.starts_with('`')) || is_introduced(before));
        let mut found: Vec<_> = plain.chain(named).map(|(color, before, _)| (before.len(), color)).collect();
        // In the order of the text.
        found.sort_by_key(|(place, _)| *place);
        Self::of(found.into_iter().map(|(_, color)| color))
    }

    fn of(colors: impl Iterator<Item = Color>) -> Option<Self> {
        let mut palette: Vec<Color> = Vec::new();
        for color in colors.filter(|color| color.is_telling()) {
            if palette.len() < MAX_COLORS && !palette.contains(&color) {
                palette.push(color);
            }
        }
        (!palette.is_empty()).then_some(Self(palette))
    }

    /// The colours.
    pub fn colors(&self) -> &[Color] {
        &self.0
    }
}

/// Every colour that follows `mark`, in any case, with what is before the mark and what is behind the colour.
fn hexes<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = (Color, &'a str, &'a str)> {
    let is_at = move |place: usize| {
        text.as_bytes().get(place..place + mark.len()).is_some_and(|found| found.eq_ignore_ascii_case(mark.as_bytes()))
    };
    (0..text.len()).filter(move |place| is_at(*place)).filter_map(move |place| {
        let digits = place + mark.len();
        let color = Color::parse(text.get(digits..digits + 6)?)?;
        let behind = text.get(digits + 6..)?;
        let ends = !behind.starts_with(|c: char| c.is_ascii_alphanumeric());
        ends.then(|| (color, text.get(..place).unwrap_or_default(), behind))
    })
}

/// Whether a text ends with the word "color" and a colon, as "Brand color: **" or `background-color:`.
fn is_introduced(before: &str) -> bool {
    const MARKS: [char; 6] = [' ', '*', '"', '\'', '`', '_'];
    let Some(words) = before.trim_end_matches(MARKS).strip_suffix(':') else { return false };
    let words = words.trim_end_matches(MARKS).as_bytes();
    ["color", "colour"].iter().any(|word| {
        words
            .len()
            .checked_sub(word.len())
            .and_then(|start| words.get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case(word.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(palette: Option<Palette>) -> Vec<String> {
        palette.map(|palette| palette.colors().iter().map(ToString::to_string).collect()).unwrap_or_default()
    }

    #[test]
    fn an_answer_is_read_as_a_list_or_as_prose() {
        assert_eq!(shown(Palette::of_answer("```json\n[\"#0a7aff\", \"#FF8800\"]\n```")), ["#0A7AFF", "#FF8800"]);
        assert_eq!(shown(Palette::of_answer("Mostly #0a7aff, and #0A7AFF again.")), ["#0A7AFF"]);
        for nothing in ["[]", "", "blue", "#12345", "#1234567", "#12345g", "ご#"] {
            assert_eq!(Palette::of_answer(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_readme_tells_its_colors_in_badges_words_styles_and_backticks() {
        let readme = "![a](https://img.shields.io/badge/x-y?color=ff5722&labelColor=%23004d40)\n\
            Our primary color: **#3366CC** and the `#00aa88` of old. Issue #123456 is closed.\n\
            <p style=\"background-color: #AA00BB; border: #112233\">";
        assert_eq!(shown(Palette::of_readme(readme)), ["#FF5722", "#004D40", "#3366CC", "#00AA88", "#AA00BB"]);
    }

    #[test]
    fn white_black_and_the_greys_beside_them_say_nothing() {
        for (color, tells) in [
            ("#FFFFFF", false),
            ("#F5F5F5", false),
            ("#0E0E0E", false),
            ("#181818", false),
            ("#E7E9E8", false),
            ("#808080", true),
            ("#1A1A1A", true),
            ("#FF0000", true),
            ("#0F0000", true),
        ] {
            assert_eq!(Palette::of_answer(color).is_some(), tells, "{color}");
        }
    }

    #[test]
    fn five_are_enough() {
        let many: Vec<String> = (1..=9).map(|digit| format!("#{digit}{digit}00FF")).collect();
        assert_eq!(shown(Palette::of_answer(&many.join(" "))).len(), 5);
    }

    proptest! {
        #[test]
        fn any_text_can_be_searched(text in "[#%`é:color=0-9a-f ]{0,80}") {
            let _ = (Palette::of_readme(&text), Palette::of_answer(&text));
        }
    }
}
