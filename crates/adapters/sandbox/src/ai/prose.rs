use serde_json::{Value, json};

use super::{
    facts::Facts,
    readme::{Readme, plain},
};

/// About the most characters of the short description.
const DESCRIPTION: usize = 250;
/// Topics that name a technology, and how the technology writes itself.
const TECHNOLOGIES: [(&str, &str); 24] = [
    ("actix-web", "Actix Web"),
    ("angular", "Angular"),
    ("astro", "Astro"),
    ("axum", "Axum"),
    ("aws", "AWS"),
    ("django", "Django"),
    ("docker", "Docker"),
    ("express", "Express"),
    ("fastapi", "FastAPI"),
    ("flutter", "Flutter"),
    ("kubernetes", "Kubernetes"),
    ("mongodb", "MongoDB"),
    ("mysql", "MySQL"),
    ("nextjs", "Next.js"),
    ("nodejs", "Node.js"),
    ("phoenix", "Phoenix"),
    ("postgresql", "PostgreSQL"),
    ("rails", "Rails"),
    ("react", "React"),
    ("redis", "Redis"),
    ("sqlite", "SQLite"),
    ("svelte", "Svelte"),
    ("tailwindcss", "Tailwind CSS"),
    ("vue", "Vue"),
];
/// Languages that say how a thing is built or looks, not what it is made of.
const ASIDE: [&str; 8] = ["CSS", "Dockerfile", "HTML", "Jupyter Notebook", "Makefile", "PLpgSQL", "Shell", "CMake"];

/// The text of a project, in the shape that the instructions ask a model for.
pub(super) fn project(facts: &Facts) -> Value {
    let readme = facts.readme.as_deref().map(Readme::read).unwrap_or_default();
    let title = title(&facts.name);
    let subjects = subjects(facts);
    let description = description(facts, &readme, &title, &subjects);
    json!({
        "long_description": long_description(facts, &readme, &title, &subjects, &description),
        "highlights": highlights(facts, &readme, &subjects),
        "detected_stack": stack(facts),
        "suggested_image_prompt": image_prompt(facts, &title, &subjects),
        "description": description,
        "title": title,
    })
}

/// `slow-cooker_timer` becomes `Slow Cooker Timer`.
fn title(name: &str) -> String {
    let words = name.split(['-', '_', '.', ' ']).filter(|word| !word.is_empty()).map(capitalised);
    let title = words.collect::<Vec<_>>().join(" ");
    if title.chars().count() < 3 { format!("Project {title}").trim().to_owned() } else { title }
}

/// The repository's own line, or else the README's first sentences, and then more of these while there is room.
fn description(facts: &Facts, readme: &Readme, title: &str, subjects: &[String]) -> String {
    let mut description = own_line(facts).unwrap_or_default();
    for more in readme.opening().map(sentences).unwrap_or_default() {
        if says_the_same(&description, more) {
            continue;
        }
        if !description.is_empty() && description.chars().count() + 1 + more.chars().count() > DESCRIPTION {
            break;
        }
        description.push_str(if description.is_empty() { "" } else { " " });
        description.push_str(more);
    }
    match (description.is_empty(), subjects) {
        (false, _) => description,
        (true, []) => format!("{title} is a project with its story still to be told."),
        (true, _) => format!("{title} is a project about {}.", listed(subjects)),
    }
}

fn own_line(facts: &Facts) -> Option<String> {
    facts.description.as_deref().map(plain).filter(|text| !text.is_empty()).map(|text| sentence(&text))
}

/// Whether one of two texts holds the other, whatever the case and the mark at the end.
fn says_the_same(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let (one, other) = (bare(one), bare(other));
    !one.is_empty() && !other.is_empty() && (one.contains(&other) || other.contains(&one))
}

fn long_description(facts: &Facts, readme: &Readme, title: &str, subjects: &[String], description: &str) -> String {
    let opening = readme.opening().map_or_else(|| description.to_owned(), sentence);
    let why = readme.below(&["why", "motivation", "background", "about", "story"]).map_or_else(
        || format!("{title} wants to do one thing well. {}", own_line(facts).unwrap_or_default()).trim_end().to_owned(),
        sentence,
    );
    let mut parts = vec![opening, "## Why It Exists".to_owned(), why];
    let features: Vec<_> = readme.features(5).into_iter().map(feature).collect();
    if !features.is_empty() {
        parts.push("## Key Features".to_owned());
        parts.push(features.join("\n"));
    }
    parts.push("## Who It Is For".to_owned());
    parts.push(match subjects {
        [] => format!("Anybody who is curious about {title}, and everybody who wants to see how it is made."),
        _ => format!("Anybody who cares about {}, and everybody who wants to see how it is made.", listed(subjects)),
    });
    if facts.homepage.is_some() {
        parts.push("It is running and open to visitors.".to_owned());
    }
    parts.join("\n\n")
}

/// Three to five phrases, the README's own first.
fn highlights(facts: &Facts, readme: &Readme, subjects: &[String]) -> Vec<String> {
    let mut phrases: Vec<String> =
        readme.features(5).into_iter().map(plain).map(|text| text.trim_end_matches('.').to_owned()).collect();
    let mut others = Vec::new();
    if facts.stars > 0 {
        others.push(format!("Starred by {} {}", facts.stars, if facts.stars == 1 { "person" } else { "people" }));
    }
    if facts.forks > 0 {
        others.push(format!("Forked {} {}", facts.forks, if facts.forks == 1 { "time" } else { "times" }));
    }
    if let Some(language) = facts.languages.first() {
        others.push(format!("Written mostly in {language}"));
    }
    others.extend(subjects.iter().map(|subject| format!("All about {subject}")));
    others.push("Open for everybody to read".to_owned());
    others.push("A repository with room to grow".to_owned());
    others.push("Kept on GitHub".to_owned());
    while phrases.len() < 3 && !others.is_empty() {
        phrases.push(others.remove(0));
    }
    phrases
}

/// Languages that matter, then technologies among the topics, each once.
fn stack(facts: &Facts) -> Vec<String> {
    let matters = |(place, language): &(usize, &String)| *place == 0 || !ASIDE.contains(&language.as_str());
    let languages = facts.languages.iter().enumerate().filter(matters).map(|(_, language)| language.as_str()).take(5);
    let named = |topic: &String| TECHNOLOGIES.iter().find(|(slug, _)| slug == topic).map(|(_, name)| *name);
    let mut stack: Vec<String> = Vec::new();
    for name in languages.chain(facts.topics.iter().filter_map(named)) {
        if !stack.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            stack.push(name.to_owned());
        }
    }
    stack
}

/// Topics that are not about how the thing is made, as words.
fn subjects(facts: &Facts) -> Vec<String> {
    let made_of = |topic: &str| {
        TECHNOLOGIES.iter().any(|(slug, _)| *slug == topic)
            || facts.languages.iter().any(|language| language.eq_ignore_ascii_case(topic))
    };
    facts.topics.iter().filter(|topic| !made_of(topic)).map(|topic| topic.replace('-', " ")).take(3).collect()
}

fn image_prompt(facts: &Facts, title: &str, subjects: &[String]) -> String {
    let of = if subjects.is_empty() { title.to_owned() } else { listed(subjects) };
    let mood = match facts.name.bytes().map(usize::from).sum::<usize>() % 4 {
        0 => "soft waves of deep blue and teal",
        1 => "warm dunes of amber and rose",
        2 => "slow northern lights of green and violet",
        _ => "paper layers of coral and midnight",
    };
    format!("An abstract, quiet banner inspired by {of}: {mood}, without any text")
}

/// The entry with its name in bold: as the README has it, or what stands before a colon or a dash.
fn feature(entry: &str) -> String {
    if let Some((name, rest)) = entry.strip_prefix("**").and_then(|entry| entry.split_once("**")) {
        return format!("- **{}**{}", capitalised(&plain(name)), rest.trim_end());
    }
    let text = plain(entry);
    let split = [": ", " — ", " – ", " - "].iter().find_map(|mark| text.split_once(mark));
    match split.filter(|(name, _)| name.chars().count() <= 40) {
        Some((name, rest)) => format!("- **{}**: {}", capitalised(name), rest.trim()),
        None => format!("- {}", capitalised(&text)),
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(words: &[String]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text with a mark at its end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(char::is_alphanumeric) { format!("{}.", capitalised(text)) } else { capitalised(text) }
}

/// The sentences of a text, each with its mark.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while let Some(end) = rest
        .match_indices(['.', '!', '?', '。'])
        .map(|(at, mark)| at + mark.len())
        .find(|end| rest.get(*end..).is_some_and(|behind| behind.is_empty() || behind.starts_with(char::is_whitespace)))
    {
        let (one, behind) = rest.split_at(end);
        found.push(one);
        rest = behind.trim_start();
    }
    if !rest.is_empty() {
        found.push(rest);
    }
    found
}
