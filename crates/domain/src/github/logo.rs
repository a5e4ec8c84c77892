//! Which files of a repository look like its logo.

/// How many logos are wanted.
pub const MOST_LOGOS: usize = 3;
/// The largest file that is taken for a logo, in bytes. GitHub tells nothing of larger ones in JSON.
pub const MAX_LOGO_BYTES: usize = 1_000_000;

const KEYWORDS: [&str; 7] = ["logo", "icon", "favicon", "brand", "mark", "emblem", "symbol"];
/// Endings of names, with what each is worth. No SVG and no ICO: models cannot look at them.
const FORMATS: [(&str, u32); 5] = [("png", 10), ("webp", 8), ("gif", 5), ("jpg", 3), ("jpeg", 3)];
const PUBLIC_FOLDERS: [&str; 3] = ["public", "assets", "static"];
const IMAGE_FOLDERS: [&str; 3] = ["images", "img", ".github"];

/// How much the file at `path` looks like a logo. `None` if it is no picture, or if no word in its path says so: any
/// screenshot would pass for one otherwise.
pub fn logo_score(path: &str) -> Option<u32> {
    let path = path.to_lowercase();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let (_, extension) = name.rsplit_once('.')?;
    let (_, format) = FORMATS.into_iter().find(|(known, _)| *known == extension)?;
    let words: u32 = KEYWORDS.into_iter().map(|keyword| keyword_score(folder, name, keyword)).sum();
    (words > 0).then(|| words + place_score(folder) + format)
}

fn keyword_score(folder: &str, name: &str, keyword: &str) -> u32 {
    if name.strip_prefix(keyword).is_some_and(|rest| rest.starts_with('.')) {
        100
    } else if name.contains(keyword) {
        50
    } else if folder.contains(keyword) {
        10
    } else {
        0
    }
}

/// Only the first place that fits counts.
fn place_score(folder: &str) -> u32 {
    let is_in = |places: [&str; 3]| places.into_iter().any(|place| folder.contains(place));
    if folder.is_empty() {
        20
    } else if is_in(PUBLIC_FOLDERS) {
        15
    } else if is_in(IMAGE_FOLDERS) {
        10
    } else {
        0
    }
}

/// The files that look like a logo most, best first, at most [`MOST_LOGOS`]. Of equals the shorter path comes first,
/// then the alphabet decides.
pub fn best_logos<'a>(paths: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut scored: Vec<_> = paths.into_iter().filter_map(|path| Some((logo_score(path)?, path))).collect();
    scored.sort_by(|(score, path), (other_score, other)| {
        other_score.cmp(score).then_with(|| path.len().cmp(&other.len())).then_with(|| path.cmp(other))
    });
    scored.into_iter().take(MOST_LOGOS).map(|(_, path)| path).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn points_add_up() {
        for (path, score) in [
            ("logo.png", 100 + 20 + 10),
            ("Logo.PNG", 100 + 20 + 10),
            ("logo-dark.webp", 50 + 20 + 8),
            // `icon` is in `favicon`: one for the whole name and one for the part.
            ("public/favicon.gif", 100 + 50 + 15 + 5),
            ("docs/brand/shot.jpg", 10 + 3),
            (".github/emblem.jpeg", 100 + 10 + 3),
            ("public/images/symbol.png", 100 + 15 + 10),
            ("src/mark.of.ada.png", 100 + 10),
        ] {
            assert_eq!(logo_score(path), Some(score), "{path}");
        }
    }

    #[test]
    fn a_picture_is_no_logo_because_it_is_a_picture() {
        for path in
            ["screenshot.png", "public/img/shot.webp", "assets/a.gif", "logo.svg", "favicon.ico", "logo", "png", ""]
        {
            assert_eq!(logo_score(path), None, "{path}");
        }
    }

    #[test]
    fn the_best_three_come_first_and_in_one_order() {
        let paths = ["docs/logo.png", "a/icon.png", "b/icon.png", "logo.png", "shot.png", "old-logo.jpg"];
        assert_eq!(best_logos(paths), ["logo.png", "a/icon.png", "b/icon.png"]);
        assert_eq!(best_logos(["shot.png"]), [""; 0]);
    }

    proptest! {
        #[test]
        fn the_order_of_the_files_changes_nothing(paths in proptest::collection::vec("(a|public)/(logo|icon|x)[a-z]?\\.(png|gif|rs)", 0..12)) {
            let mut paths: Vec<&str> = paths.iter().map(String::as_str).collect();
            let best: Vec<String> = best_logos(paths.iter().copied()).into_iter().map(str::to_owned).collect();
            paths.reverse();
            prop_assert_eq!(&best, &best_logos(paths));
            prop_assert!(best.len() <= MOST_LOGOS);
        }
    }
}
