//! Changing a text that others may have read.

use super::{CommentText, PostText};
use crate::{Invalid, Violations, accounts::Username};

impl PostText {
    /// Judges the text that is to stand in the place of a post's. It has to be sent, so that a request that names
    /// nothing empties nothing; whether it may be empty is another question ([`must_say_something`]).
    ///
    /// [`must_say_something`]: Self::must_say_something
    pub fn replacing(sent: Option<&str>) -> Result<Self, Violations> {
        let text = sent.ok_or_else(|| Violations::of("content", Invalid::BLANK))?;
        Self::new(text).map_err(|reason| Violations::of("content", reason))
    }

    /// The rule that a post says, shows or quotes something. `shows` says that it has pictures or a quote.
    pub fn must_say_something(&self, shows: bool) -> Result<(), Violations> {
        if self.as_str().is_empty() && !shows { Err(Violations::of("content", Invalid::BLANK)) } else { Ok(()) }
    }
}

impl CommentText {
    /// Judges the text that is to stand in the place of a comment's.
    pub fn replacing(sent: Option<&str>) -> Result<Self, Violations> {
        Self::new(sent.unwrap_or_default()).map_err(|reason| Violations::of("content", reason))
    }
}

/// Whom a text mentions that did not before: those who were mentioned have heard of it.
pub fn newly_mentioned(before: &[Username], after: Vec<Username>) -> Vec<Username> {
    after.into_iter().filter(|name| !before.contains(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_post_that_shows_something_may_fall_silent() {
        let silent = PostText::replacing(Some(" ")).unwrap();
        assert_eq!(silent.must_say_something(true), Ok(()));
        let refused = silent.must_say_something(false).unwrap_err();
        assert_eq!(refused.of_field("content"), [Invalid::BLANK]);
        assert_eq!(PostText::replacing(Some("x")).unwrap().must_say_something(false), Ok(()));
    }

    #[test]
    fn a_text_that_was_not_sent_empties_nothing() {
        assert_eq!(PostText::replacing(None).unwrap_err().of_field("content"), [Invalid::BLANK]);
        assert_eq!(CommentText::replacing(None).unwrap_err().of_field("content"), [Invalid::BLANK]);
        assert_eq!(CommentText::replacing(Some("y")).unwrap().as_str(), "y");
    }

    #[test]
    fn who_was_mentioned_before_is_not_new() {
        let (before, after) = (PostText::new("@ada @bob").unwrap(), PostText::new("@Bob @cleo").unwrap());
        let new = newly_mentioned(&before.mentions(), after.mentions());
        assert_eq!(new.iter().map(Username::as_str).collect::<Vec<_>>(), ["cleo"]);
    }
}
