//! What a cover picture looks like where a project has no colours of its own.

/// The kind of a project, by what it is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// What people see in a browser.
    FrontEnd,
    /// What serves it.
    BackEnd,
    /// What learns.
    Ai,
    /// What is on telephones.
    Mobile,
    /// What is kept in chains.
    Blockchain,
    /// Anything else.
    Modern,
}

/// Which words mean which theme. Where several themes are mentioned the first counts.
const WORDS: [(Theme, &[&str]); 5] = [
    (Theme::FrontEnd, &["react", "vue", "angular", "frontend"]),
    (Theme::BackEnd, &["node", "express", "django", "backend", "api"]),
    (Theme::Ai, &["ai", "ml", "machine learning", "neural"]),
    (Theme::Mobile, &["mobile", "ios", "android", "react native"]),
    (Theme::Blockchain, &["blockchain", "web3", "crypto"]),
];

impl Theme {
    /// The theme of a stack. Words count whole: there is no AI in Tailwind. Of several in one name the longest counts:
    /// React Native is not React.
    pub fn of<S: AsRef<str>>(stack: &[S]) -> Self {
        let mentioned: Vec<Self> = stack.iter().filter_map(|name| Self::mentioned_in(name.as_ref())).collect();
        let first = WORDS.iter().map(|(theme, _)| *theme).find(|theme| mentioned.contains(theme));
        first.unwrap_or(Self::Modern)
    }

    fn mentioned_in(name: &str) -> Option<Self> {
        let words: Vec<String> =
            name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        let text = format!(" {} ", words.join(" "));
        let all = WORDS.iter().flat_map(|(theme, words)| words.iter().map(move |word| (*theme, *word)));
        let found = all.filter(|(_, word)| text.contains(&format!(" {word} ")));
        found.max_by_key(|(_, word)| word.len()).map(|(theme, _)| theme)
    }

    /// The theme in the words of a painter.
    pub const fn description(self) -> &'static str {
        match self {
            Self::FrontEnd => "front-end development, with gradients of blue and purple",
            Self::BackEnd => "back-end development, with tones of green and teal",
            Self::Ai => "artificial intelligence, with tones of purple and pink",
            Self::Mobile => "mobile development, with tones of orange and blue",
            Self::Blockchain => "blockchains, with gold and dark blue",
            Self::Modern => "modern software, with vibrant colors",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_whole_and_the_longest_of_a_name_counts() {
        for (stack, theme) in [
            (&["React", "Node.js"][..], Theme::FrontEnd),
            (&["Rust", "Express"], Theme::BackEnd),
            (&["Tailwind CSS", "Rails", "HTML"], Theme::Modern),
            (&["React Native"], Theme::Mobile),
            (&["React Native", "React"], Theme::FrontEnd),
            (&["Machine-Learning"], Theme::Ai),
            (&["OpenAI API"], Theme::BackEnd),
            (&["web3.js"], Theme::Blockchain),
            (&[], Theme::Modern),
        ] {
            assert_eq!(Theme::of(stack), theme, "{stack:?}");
        }
    }
}
